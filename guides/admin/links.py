"""Fields that lead to other content: found by typing, shown without a query for each row."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from guides.admin.generics import ModelAdmin, StackedInline, TabularInline
from guides.flow import ONWARD
from guides.models import Choice, Question, Section, Situation, with_code

# The digits of the largest number that every database can compare with a key.
_LONGEST = 18


def keys(values: Iterable[Any]) -> list[Any]:
    """Those of some values that can be the key of a row."""
    return [key for key in values if str(key).isdecimal() and len(str(key)) <= _LONGEST]


# What ends the name of the field in which the name of something is typed.
_TYPED = "-typed"
_HINTS: dict[type[Any], str] = {
    Situation: "its code or the last part of its address: S-07",
    Section: "its guide and anchor: cancel-payment#already-shipped",
    Question: "its key",
}
# So many questions are listed to choose from; of more one is found by typing.
MOST_CHOSEN = 100


class Finder(AutocompleteSelect):
    """Django's own, and where no script can look anything up, a field to type a name into.

    Django's fails on a key that is no number when it shows a refused form again.
    """

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        return super().optgroups(name, keys(value), attr)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        model = self.field.related_model
        typed = value if isinstance(value, str) and not keys([value]) else ""
        return format_html(
            '{}<noscript><input type="text" name="{}" value="{}" aria-label="{}" placeholder="{}">'
            "</noscript>",
            super().render(name, value, attrs, renderer),
            name + _TYPED,
            typed,
            f"Another {model._meta.verbose_name}, by its name",
            f"or type {_HINTS.get(model, 'the last part of its address')}",
        )

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed: str = (data.get(name + _TYPED) or "").strip()
        if not typed:
            return super().value_from_datadict(data, files, name)
        found = self.named(typed)
        if found:
            return str(found.pk)
        # What names nothing is refused at the field, and stands there again; no number is a key.
        return f"“{typed}”" if typed.isdecimal() else typed

    def named(self, typed: str) -> Any:
        """The row that is called so, if any."""
        return _named(self.field.related_model, typed)


class InWizard(Finder):
    """Finds a question of one wizard."""

    def __init__(self, wizard: Any, site: Any) -> None:
        super().__init__(Choice._meta.get_field("to_question"), site)
        self.wizard = wizard

    def get_url(self) -> str:
        return f"{super().get_url()}?wizard={self.wizard}"

    def named(self, typed: str) -> Any:
        key = typed.removeprefix(ONWARD)
        found = Question.objects.filter(wizard=self.wizard, key=key) if "\0" not in key else None
        return found.first() if found else None


def finder_in(wizard: Any, site: Any) -> InWizard | None:
    """What finds a question of a wizard, where it has too many to list them all."""
    many = Question.objects.filter(wizard=wizard)[MOST_CHOSEN:].exists()
    return InWizard(wizard, site) if many else None


def _named(model: Any, typed: str) -> Any:
    """The row that content would name so, if any."""
    name = typed.partition(":")[2] or typed
    if "\0" in name:
        return None
    if model is Section:
        slug, _, anchor = name.partition("#")
        return Section.objects.filter(guide__slug=slug, anchor=anchor).first()
    by_slug = model._default_manager.filter(slug=name).first()
    return by_slug or (with_code(name).first() if model is Situation else None)


class ManyFinder(AutocompleteSelectMultiple):
    """As Django's, but for keys that are no numbers; for fields that lead to several."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        return super().optgroups(name, keys(value), attr)


class ManyField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # Django's cannot be
    """Django's own, which fails on a number that no database can compare with a key."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if len(str(key)) > _LONGEST:
                told = self.error_messages["invalid_pk_value"]
                raise ValidationError(told, code="invalid_pk_value", params={"pk": "…"})
        return super().clean(value)


def link_options(desk: Any, request: HttpRequest, db_field: Any) -> dict[str, Any]:
    """How a desk shows a field that leads elsewhere."""
    options: dict[str, Any] = {}
    if db_field.name in desk.get_autocomplete_fields(request):
        options["widget"] = Finder(db_field, desk.admin_site)
    if db_field.related_model is Section:
        # A section is shown with the slug of its guide.
        options["queryset"] = Section.objects.select_related("guide")
    return options


class LinkInline(TabularInline):
    """Rows that lead to other content; ``follows`` is what their names are made of."""

    follows: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.select_related(*self.follows) if self.follows else rows

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **options: Any) -> Any:
        options = {**link_options(self, request, db_field), **options}
        return super().formfield_for_foreignkey(db_field, request, **options)


class StackedLinkInline(LinkInline):
    """As LinkInline, for rows of more fields than fit beside each other."""

    # All that Django's two kinds of inline differ in.
    template = StackedInline.template


class LinkAdmin(ModelAdmin):
    """A desk whose rows lead to other content."""

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **options: Any) -> Any:
        options = {**link_options(self, request, db_field), **options}
        return super().formfield_for_foreignkey(db_field, request, **options)
