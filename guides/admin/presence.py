"""While somebody else has the form open, the form says who and since when."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils import timezone

from guides.admin.pages import PageAdmin
from guides.models import OpenForm


class PresencePages(PageAdmin):
    """``presence/``: the open form says that it still is, and hears who else is there."""

    def get_urls(self) -> list[URLPattern]:
        return [self.page("presence", self._presence_page, self.may_write), *super().get_urls()]

    def _presence_page(self, request: HttpRequest, row: Any) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        context = self._presence(request, row, beats=True)
        return TemplateResponse(request, "admin/desk/presence.html", context)

    def _presence(self, request: HttpRequest, row: Any, *, beats: bool) -> dict[str, Any]:
        now = timezone.now()
        OpenForm.objects.sit_down(row=row, user=request.user, now=now, beats=beats)
        name = f"{admin.site.name}:guides_{self.opts.model_name}_presence"
        return {
            "others": OpenForm.objects.others(row=row, user=request.user, now=now),
            "presence_url": reverse(name, args=[row.pk]),
        }

    def render_change_form(
        self,
        request: HttpRequest,
        context: Any,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> Any:
        row = obj
        if change and row is not None and self.may_write(request, row):
            context |= self._presence(request, row, beats=False)
        return super().render_change_form(
            request, context, add=add, change=change, form_url=form_url, obj=obj
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        OpenForm.objects.of(form.instance).filter(user_id=request.user.pk or 0).delete()
