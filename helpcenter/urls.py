"""Joins the editors' side and the readers' side of the site."""

from django.contrib import admin
from django.urls import include, path

handler400 = "guides.errors.bad_request"
handler403 = "guides.errors.permission_denied"
handler404 = "guides.errors.page_not_found"
handler500 = "guides.errors.server_error"

urlpatterns = [
    path("admin/", include("guides.admin.urls")),
    path("admin/", admin.site.urls),
    path("", include("guides.urls")),
]
