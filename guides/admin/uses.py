"""What links here: shown at each form, and the reason why something may not be taken away."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from guides import uses
from guides.admin.generics import ModelAdmin
from guides.models import Guide, Item, Question, Section
from guides.models.fields import lines
from guides.uses import Name, Use

# So many uses are told in a message; the panel at the form tells all.
MOST_TOLD = 10


@dataclass(frozen=True)
class Shown:
    """A use with the form in which it is mended."""

    use: Use
    url: str

    @property
    def told(self) -> SafeString:
        seen = "" if self.use.draft else ", live only: publish it"
        told = '<a href="{}">{} “{}”</a> ({}{})'
        return format_html(told, self.url, self.use.kind, self.use.title, self.use.place, seen)


def shown(found: Collection[Use]) -> list[Shown]:
    """Uses with their forms; one query where one stands in a question, which has its own form."""
    wizards = {use.pk for use in found if use.question}
    rows = Question.objects.filter(wizard__in=wizards) if wizards else Question.objects.none()
    forms = {(row.wizard_id, row.key): row.pk for row in rows.only("wizard", "key")}
    return [Shown(use, _form_of(use, forms.get((use.pk, use.question)))) for use in found]


def _form_of(use: Use, question: int | None) -> str:
    if question:
        return reverse("admin:guides_question_change", args=[question])
    return reverse(f"admin:guides_{use.kind.replace(' ', '')}_change", args=[use.pk])


def told(found: Collection[Use]) -> SafeString:
    """Uses in one line of a message, each linked."""
    some = shown(list(found)[:MOST_TOLD])
    listed = format_html_join("; ", "{}", ((one.told,) for one in some))
    left = len(found) - len(some)
    return format_html("{}; and {} more", listed, left) if left else listed


class UsesDesk(ModelAdmin):
    """A desk of something that content can name: its form and its deletion say what does."""

    # What else is said above the list of what does.
    uses_told: ClassVar[str] = ""

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
            # As the database has it: a refused form shows another one.
            row = self.model._default_manager.get(pk=obj.pk)
            context["uses"] = shown(self.uses_of(row, obj))
            context["uses_told"] = self.uses_told
        return super().render_change_form(
            request, context, add=add, change=change, form_url=form_url, obj=obj
        )

    def uses_of(self, row: Any, obj: Any) -> list[Use]:
        """What leads to a row, which the form shows as ``obj``."""
        return uses.of([row])[row]

    def holding(self, rows: Sequence[Any]) -> list[Use]:
        """The uses for which rows may not be deleted."""
        guides = [row for row in rows if isinstance(row, Guide)]
        parts = Section.objects.filter(guide__in=guides).select_related("guide") if guides else ()
        found = uses.of([*rows, *parts])
        items = [row for row in rows if isinstance(row, Item)]
        return [
            use
            for use in uses.merged(use for each in found.values() for use in each)
            if not any(use.is_in(item) for item in items)
        ]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What would be deleted, and what holds it: what links there is no row for Django."""
        found, counts, lacking, protected = super().get_deleted_objects(objs, request)
        held = shown(self.holding(list(objs)))
        told = [format_html("What leads there: {}", one.told) for one in held]
        return found, counts, lacking, [*protected, *told]


def holding_questions(rows: Sequence[Question]) -> list[Use]:
    """The uses for which questions may not be deleted: drafts, and not by each other.

    An address that readers kept with one of them shows a notice and asks again.
    """
    keys = {(row.wizard_id, row.key) for row in rows}
    return [
        use
        for use in uses.merged(use for each in uses.of(rows).values() for use in each)
        if use.draft and (use.pk, use.question) not in keys
    ]


def check_names(form: Any) -> None:
    """Refuse, in the form of an item, names that are taken from where links lead to.

    To be asked when ``slug`` and ``formerly`` are cleaned.
    """
    item: Item = form.instance
    slug, former = form.cleaned_data["slug"], lines(form.cleaned_data["formerly"])
    before = {form.initial.get("slug", ""), *lines(form.initial.get("formerly", ""))}
    after = {slug, *former}
    lost = set(lines(form.initial.get("formerly", ""))) - after if item.pk else set()
    for name, found in used_elsewhere(item, lost).items():
        why = format_html("Links still lead here by the former name “{}”: {}.", name, told(found))
        form.add_error("formerly", why)
    owners = uses.holders(item.KIND, after - before, besides=item) if after - before else {}
    # Two present slugs are told apart by the database.
    taken = {name for name, owner in owners.items() if name != slug or owner.slug != slug}
    for name, found in used_elsewhere(item, taken).items():
        why = format_html(
            "Links to “{}” lead to “{}” now: {}.", name, owners[name].title, told(found)
        )
        form.add_error("slug" if name == slug else "formerly", why)


def used_elsewhere(item: Item, slugs: Collection[str]) -> dict[str, list[Use]]:
    """What names an item by these slugs, but for the item itself."""
    if not slugs:
        return {}
    found = {
        slug: [use for use in some if not use.is_in(item)]
        for slug, some in uses.of_slugs(item.KIND, slugs).items()
    }
    return {slug: found[slug] for slug in sorted(found) if found[slug]}


def refuse_deleting(formset: Any, holding: Callable[[Any], Collection[Use]]) -> None:
    """Refuse the ticks of a formset that would delete a row in use. Raises ValidationError."""
    errors = []
    for row in (form.instance for form in ticked(formset)):
        if found := holding(row):
            why = "“{}” is not deleted: it is led to by {}."
            errors.append(ValidationError(format_html(why, str(row), told(found))))
    if errors:
        raise ValidationError(errors)


def ticked(formset: Any) -> list[Any]:
    """The forms whose rows are to be deleted."""
    return [f for f in formset.initial_forms if f.cleaned_data.get(DELETION_FIELD_NAME)]


def refuse_deleting_sections(formset: Any) -> None:
    """As ``refuse_deleting``; links of the guide itself count as they are typed."""
    rows = [form.instance.pk for form in ticked(formset)]
    sections = Section.objects.filter(pk__in=rows).select_related("guide") if rows else ()
    if not sections:
        return
    found = uses.of(list(sections))
    typed = _typed_links(formset, uses.slugs_of(sections[0].guide))
    by_pk = {row.pk: row for row in sections}

    def holding(row: Section) -> list[Use]:
        guide = formset.instance
        names = {by_pk[row.pk].anchor, *by_pk[row.pk].formerly_list}
        own = [
            Use("guide", guide.title, guide.pk, place, draft=True)
            for place, anchors in typed
            if anchors & names
        ]
        return [use for use in found[by_pk[row.pk]] if not use.is_in(guide)] + own

    refuse_deleting(formset, holding)


def _typed_links(formset: Any, slugs: Collection[str]) -> list[tuple[str, set[str]]]:
    """The places of a guide as typed, each with the sections of this guide that it links to."""
    texts = [("introduction", formset.instance.introduction)]
    for form in formset.kept():
        place = f"section {form.cleaned_data.get('anchor', '')}"
        texts.append((place, form.cleaned_data.get("body") or ""))
    return [(place, uses.anchors_in([text], slugs)) for place, text in texts]


def check_anchors(formset: Any) -> None:
    """Refuse anchors taken from the sections that links lead to, each at its field.

    To be asked when the forms hold the former anchors that they will be saved with.
    """
    if not formset.instance.pk:
        return
    owners: dict[str, Any] = {}
    for form in formset.kept():
        for name in _anchors(form.cleaned_data):
            owners.setdefault(name, form)
    gone = ticked(formset)
    lost = {
        name: form
        for form in formset.initial_forms
        if form not in gone
        for name in _anchors(form.initial)
        if owners.get(name) is not form
    }
    if not lost:
        return
    slugs = uses.slugs_of(Guide.objects.get(pk=formset.instance.pk))
    names = {Name("guide", slug, anchor) for slug in slugs for anchor in lost}
    by_anchor: dict[str, list[Use]] = {}
    for exact, found in uses.of_names(names).items():
        others = [use for use in found if not use.is_in(formset.instance)]
        by_anchor.setdefault(exact.anchor, []).extend(others)
    for anchor, found in sorted(by_anchor.items()):
        if found:
            form = owners.get(anchor, lost[anchor])
            field = "anchor" if form.cleaned_data.get("anchor") == anchor else "formerly"
            heading = lost[anchor].initial["heading"]
            why = "Links to “#{}” lead to the section “{}”: {}."
            form.add_error(field, format_html(why, anchor, heading, told(uses.merged(found))))


def _anchors(values: Any) -> Iterable[str]:
    return (name for name in (values.get("anchor"), *lines(values.get("formerly") or "")) if name)


def as_list(found: Collection[Use]) -> str:
    """Uses as a count that opens to their list, for a row among many."""
    if not found:
        return "nothing links here"
    items = format_html_join("", "<li>{}</li>", ((one.told,) for one in shown(found)))
    count = f"{len(found)} place{'' if len(found) == 1 else 's'}"
    return format_html("<details><summary>{}</summary><ul>{}</ul></details>", count, items)
