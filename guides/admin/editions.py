"""What was published, to be looked at: editions, addresses and references are never edited."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from guides.admin.lists import QuickDesk
from guides.models import Address, Edition, Reference


class ReadOnlyAdmin(QuickDesk):
    """Rows that publishing alone writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ("title", "kind", "number", "live", "published_at", "published_by", "note")
    list_filter = ("kind", "live", "published_at")
    search_fields = ("title", "slug", "code", "published_by", "note")
    date_hierarchy = "published_at"
    fieldsets = (
        (None, {"fields": ("kind", "number", "page_link", "title", "slug", "code", "verdict")}),
        ("Published", {"fields": ("published_at", "published_by", "note")}),
        ("Readers", {"fields": ("live", "withdrawn_at", "withdrawn_by", "withdrawn_note")}),
        ("The text", {"fields": ("text",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without the long texts, which one edition fetches when it is shown."""
        return super().get_queryset(request).defer("page_json", "source")

    def view_on_site(self, edition: Edition) -> str | None:
        return edition.address if edition.live else None

    @admin.display(description="page")
    def page_link(self, edition: Edition) -> str:
        if not edition.live:
            return f"{edition.address} (not this edition)"
        return format_html('<a href="{}">{}</a>', edition.address, edition.address)

    @admin.display(description="as in the pack")
    def text(self, edition: Edition) -> str:
        return format_html("<pre>{}</pre>", edition.source)


@admin.register(Address)
class AddressAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "kind", "slug", "leads_to")
    list_select_related = ("guide", "situation", "wizard")
    list_filter = ("kind",)
    search_fields = ("slug", "guide__title", "situation__title", "wizard__title")
    fields = ("kind", "slug", "leads_to")

    @admin.display(description="leads to")
    def leads_to(self, row: Address) -> str:
        return str(row.item)


@admin.register(Reference)
class ReferenceAdmin(ReadOnlyAdmin):
    list_display = ("edition", "kind", "slug", "anchor", "is_live")
    list_filter = ("kind", "edition__live")
    search_fields = ("slug", "anchor", "edition__slug", "edition__title")
    fields = ("edition", "kind", "slug", "anchor")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found = super().get_queryset(request).select_related("edition")
        return found.defer("edition__page_json", "edition__source")

    @admin.display(description="live", boolean=True, ordering="edition__live")
    def is_live(self, row: Reference) -> bool:
        return row.edition.live
