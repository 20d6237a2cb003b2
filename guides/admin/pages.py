"""Pages of one item beside its form: found by its key, allowed to whom they are meant for."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from guides.admin.generics import ModelAdmin

PUBLISH = "guides.publish_edition"


def may_publish(request: HttpRequest) -> bool:
    """Whether somebody may change what readers see."""
    return bool(request.user.has_perm(PUBLISH))


class PageAdmin(ModelAdmin):
    """A desk whose rows have further pages: ``/admin/guides/guide/7/<name>/``."""

    def page(self, name: str, view: Callable[..., Any], allows: Callable[..., bool]) -> URLPattern:
        """The address of a page; ``view(request, row)`` answers it for whom ``allows`` lets in."""

        @wraps(view)
        def answer(request: HttpRequest, object_id: str) -> Any:
            row = self.get_object(request, unquote(object_id))
            if row is None:
                return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
            if not allows(request, row):
                raise PermissionDenied
            return view(request, row)

        address = f"<path:object_id>/{name.replace('_', '-')}/"
        wrapped = self.admin_site.admin_view(answer)
        return path(address, wrapped, name=f"guides_{self.opts.model_name}_{name}")

    def may_look(self, request: HttpRequest, row: Any) -> bool:
        return bool(self.has_view_or_change_permission(request, row))

    def may_write(self, request: HttpRequest, row: Any) -> bool:
        return bool(self.has_change_permission(request, row))

    def may_publish(self, request: HttpRequest, row: Any = None) -> bool:
        return self.may_look(request, row) and may_publish(request)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """What actions of a list name as ``publish``."""
        return may_publish(request)

    def show(
        self,
        request: HttpRequest,
        template: str,
        row: Any,
        title: str,
        status: int = 200,
        /,
        **more: Any,
    ) -> TemplateResponse:
        """A page of a row in the admin's frame."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": row,
            "item": row,
            "title": title,
            "media": self.media,
            "may_publish": may_publish(request),
            **more,
        }
        return TemplateResponse(request, template, context, status=status)
