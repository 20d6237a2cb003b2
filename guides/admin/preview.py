"""The working copy as readers would get it: beside its form, at full width, by a signed link."""

from datetime import timedelta
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django import forms
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from guides import preview
from guides.admin.pages import PageAdmin
from guides.models import Item
from guides.origin import absolute


class PreviewDesk(PageAdmin):
    """The pages and the panel of previews."""

    @property
    def media(self) -> forms.Media:
        own = forms.Media(css={"all": ["desk/preview.css"]}, js=["desk/preview.js"])
        return super().media + own

    def get_urls(self) -> list[URLPattern]:
        kind = self.model.KIND
        pages = [
            ("<str:object_id>/preview/", self.preview_view, "preview"),
            ("<str:object_id>/preview/<path:answers>", self.preview_view, "preview_step"),
        ]
        return [
            self.page("preview_link", self._preview_link, self.may_write),
            *(
                path(route, self.admin_site.admin_view(view), name=f"guides_{kind}_{name}")
                for route, view, name in pages
            ),
            *super().get_urls(),
        ]

    def preview_view(self, request: HttpRequest, object_id: str, answers: str = "") -> HttpResponse:
        """The readers' page of the working copy, which may stand in a frame beside the form."""
        framed: Any = csp_replace({"frame-ancestors": [SELF]})
        response: HttpResponse = framed(require_safe(self._preview))(request, object_id, answers)
        response["X-Frame-Options"] = "SAMEORIGIN"
        return response

    def _preview(self, request: HttpRequest, object_id: str, answers: str) -> HttpResponse:
        item = self._previewed(request, object_id)
        if not self.has_view_permission(request, item):
            raise PermissionDenied
        edit = reverse(f"admin:guides_{item.KIND}_change", args=[item.pk])
        return preview.show(
            request, item, base=address_of(item), answers=answers, lead=address_of, edit=edit
        )

    def _preview_link(self, request: HttpRequest, item: Item) -> HttpResponse:
        """A signed link to copy; nothing is kept of it, so looking makes it."""
        return self.show(
            request,
            "admin/desk/preview_link.html",
            item,
            "A link to this preview",
            subtitle=str(item),
            link=absolute(reverse("preview", kwargs={"token": preview.make_pass(item)})),
            days=preview.DAYS,
            until=timezone.now() + timedelta(days=preview.DAYS),
        )

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **options: Any
    ) -> HttpResponse:
        item: Item | None = options.get("obj")
        if item is None or item.pk is None:
            return super().render_change_form(request, context, *args, **options)
        context["preview_url"] = address_of(item)
        # The one page with a frame, and only for pages of this site.
        framing: Any = csp_update({"frame-src": [SELF]})
        form: Any = framing(super().render_change_form)
        response: HttpResponse = form(request, context, *args, **options)
        return response

    def _previewed(self, request: HttpRequest, object_id: str) -> Item:
        item: Item | None = self.get_object(request, unquote(object_id))
        if item is None:
            raise Http404(object_id)
        return item


def address_of(item: Item) -> str:
    """Where editors preview an item."""
    return reverse(f"admin:guides_{item.KIND}_preview", args=[item.pk])
