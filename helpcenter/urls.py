"""Joins the editors' side and the readers' side of the site."""

from django.contrib import admin
from django.urls import include, path

handler400 = "guides.views.bad_request"
handler403 = "guides.views.permission_denied"
handler404 = "guides.views.page_not_found"
handler500 = "guides.views.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("guides.urls")),
]
