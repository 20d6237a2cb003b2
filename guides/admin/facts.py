"""Facts on the desk: saving one publishes again what uses it; texts that say otherwise are told."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from guides import audit, emergency, pack, publishing, uses
from guides.admin import mending
from guides.admin.texts import PackForm
from guides.admin.uses import UsesDesk, told
from guides.markup import KINDS
from guides.models import Edition, Fact, Item
from guides.numbers import Contradictions
from guides.pack import Problem, path_of
from guides.pack.rows import MODELS, manager
from guides.uses import TOOL, Name, Use

PUBLISH = "guides.publish_edition"


class HeldFactForm(PackForm):
    """A fact is kept as it is where what readers see with it may not be published."""

    def clean(self) -> dict[str, Any]:
        super().clean()
        old, new = self.initial.get("key"), self.cleaned_data.get("key")
        if self.instance.pk and old and new and old != new and (found := _naming(old)):
            why = "Texts name the fact by its key “{}”; change them first: {}."
            self.add_error("key", format_html(why, old, told(found)))
        return self.cleaned_data

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors or not self.has_changed():
            return
        reasons = publishing.reasons_against_facts(saved=[self.instance])
        if reasons:
            first = "Nothing was saved: it would change live pages that may not be published so."
            self.add_error(None, [ValidationError(one) for one in (first, *mending.told(reasons))])


def _naming(*keys: str) -> list[Use]:
    """What names facts by these keys in texts."""
    found = uses.of_names({Name("fact", key) for key in keys})
    return uses.merged(use for some in found.values() for use in some)


@dataclass(frozen=True)
class _Form:
    url: str
    title: str


def _forms_at(paths: Collection[str]) -> dict[str, _Form]:
    """The forms of items by the paths of their files, as the working copy or readers have them."""
    found: dict[str, _Form] = {}
    for kind, folder in KINDS.items():
        inside = (path for path in paths if path.startswith(f"{folder}/"))
        slugs = {PurePath(path).stem for path in inside}
        if not slugs:
            continue
        live = Edition.objects.live().filter(kind=kind, slug__in=slugs).order_by()
        rows = [*live.values_list("slug", kind, "title")]
        rows += manager(MODELS[kind]).filter(slug__in=slugs).values_list("slug", "pk", "title")
        for slug, pk, title in rows:
            url = reverse(f"admin:guides_{kind}_change", args=[pk])
            found[path_of(kind, slug)] = _Form(url, title)
    return found


class FactDesk(UsesDesk):
    """The desk of facts, which belong to those who may change what readers see."""

    change_form_template = "admin/guides/fact_change_form.html"
    uses_told = "Saving publishes the live pages here again, with the new fact."

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and request.user.has_perm(PUBLISH)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and request.user.has_perm(PUBLISH)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and request.user.has_perm(PUBLISH)

    def render_change_form(
        self,
        request: HttpRequest,
        context: Any,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> Any:
        if obj is not None and obj.pk:
            context["otherwise"] = _contradicting(Fact.objects.get(pk=obj.pk))
        return super().render_change_form(
            request, context, add=add, change=change, form_url=form_url, obj=obj
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save = super().save_model
        self._change(request, lambda: save(request, obj, form, change))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        delete = super().delete_model
        self._change(request, lambda: delete(request, obj))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        delete = super().delete_queryset
        self._change(request, lambda: delete(request, queryset))

    def _change(self, request: HttpRequest, save: Callable[[], None]) -> None:
        editions = publishing.change_facts(save=save, by=request.user.get_username())
        emergency.render_again()
        for edition in editions:
            said = f"Published again: “{edition.title}”, edition {edition.number} "
            self.message_user(request, f"{said}({edition.address}).", messages.SUCCESS)
            self.log_change(request, edition.item, f"{edition.note}: edition {edition.number}.")

    def holding(self, rows: Sequence[Any]) -> list[Use]:
        # The refund dates do without a fact; whether they can is a question of publishing.
        return _naming(*(row.key for row in rows))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        found, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if not protected:
            protected = mending.told(publishing.reasons_against_facts(gone=list(objs)))
        if not protected:
            live = [use for use in self._tool_uses(list(objs)) if use.live]
            found = [*found, *(f"Published again: {use.title} ({use.page})" for use in live)]
        return found, counts, lacking, protected

    def _tool_uses(self, rows: Sequence[Any]) -> list[Use]:
        found = uses.of(rows).values()
        return [use for use in uses.merged(u for some in found for u in some) if use.place == TOOL]


def _contradicting(fact: Fact) -> list[tuple[_Form, Problem]]:
    """The places of the working copy that contradict a fact. Reads the whole content."""
    found = audit.contradictions(pack.read_rows())
    problems = [one.problem for one in found if one.fact == fact.key]
    forms = _forms_at({problem.path for problem in problems})
    return [(forms[problem.path], problem) for problem in problems]


def tell_contradictions(desk: Any, request: HttpRequest, item: Item) -> None:
    """Say, as a hint, which numbers of an item that was saved contradict a fact."""
    check = Contradictions(pack.read_facts(), settings.SITE_LANGUAGE)
    for one in check.within(pack.read_row(item)):
        problem = one.problem
        desk.message_user(request, f"Look at {problem.place}: {problem.text}.", messages.INFO)
