"""Addresses of the admin that belong to no model; they stand before Django's own."""

from django.contrib import admin
from django.urls import path

from guides.admin import dashboard

urlpatterns = [
    path("", admin.site.admin_view(dashboard.index)),
    path("desk/<slug:name>/", admin.site.admin_view(dashboard.panel), name="desk_panel"),
]
