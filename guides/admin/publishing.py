"""Publishing and withdrawing one item: what will change for readers, asked before it is done."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse

from guides import limits, publishing
from guides.admin import mending
from guides.admin.actions import NOTHING, signed, tell
from guides.admin.pages import PageAdmin
from guides.admin.schedule import telling_plans
from guides.admin.state import state_of
from guides.admin.versions import read_version
from guides.models import Item
from guides.pack import Problem


class PublishPages(PageAdmin):
    """``publish/`` and ``withdraw/``: each shown by GET, done by POST over the version shown."""

    def get_urls(self) -> list[URLPattern]:
        return [
            self.page("publish", self._publish_page, self.may_publish),
            self.page("withdraw", self._withdraw_page, self.may_publish),
            *super().get_urls(),
        ]

    def _publish_page(self, request: HttpRequest, item: Item) -> HttpResponse:
        if request.method != "POST":
            judged = publishing.judge(item=item)
            return self._ask(request, "publish", item, list(judged.reasons), judged=judged)
        return self._do(request, item, "publish", publishing.publish, "Published")

    def _withdraw_page(self, request: HttpRequest, item: Item) -> HttpResponse:
        if request.method != "POST":
            return self._ask(request, "withdraw", item, [])
        return self._do(request, item, "withdraw", publishing.withdraw, "Withdrawn")

    def _do(
        self, request: HttpRequest, item: Item, what: str, operation: Any, done: str
    ) -> HttpResponse:
        """Publish or withdraw the version that was shown, or ask again, saying why not."""
        seen = {item: read_version(request.POST.get("version"))}
        try:
            with telling_plans(self, request, [item]):
                editions = operation(items=[item], seen=seen, **signed(request))
        except publishing.Refused as refused:
            return self._ask(request, what, item, refused.reasons, 409)
        tell(self, request, editions, done)
        if not editions:
            self.message_user(request, NOTHING[what], messages.INFO)
        return self._back(item)

    def _ask(
        self,
        request: HttpRequest,
        what: str,
        item: Item,
        reasons: list[Problem],
        status: int = 200,
        judged: publishing.Judgement | None = None,
    ) -> HttpResponse:
        item.refresh_from_db()
        return self.show(
            request,
            f"admin/desk/{what}.html",
            item,
            f"{what.capitalize()} “{item}”",
            status,
            state=state_of(item),
            path_diff=publishing.path_diff(item, judged) if what == "publish" else None,
            reasons=mending.told(reasons),
            note=request.POST.get("note", ""),
            longest=limits.NOTE,
        )

    def _back(self, item: Item) -> HttpResponseRedirect:
        name = f"admin:guides_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[item.pk]))

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """After saving: on to what the button said."""
        if "_publish" in request.POST and self.may_publish(request, obj):
            name = f"admin:guides_{self.opts.model_name}_publish"
            return HttpResponseRedirect(reverse(name, args=[obj.pk]))
        return super().response_change(request, obj)

    def response_add(self, request: HttpRequest, obj: Any, *args: Any) -> HttpResponse:
        if "_publish" in request.POST and self.may_publish(request, obj):
            return self.response_change(request, obj)
        return super().response_add(request, obj, *args)
