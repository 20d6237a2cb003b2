"""The desks of guides with their sections, of situations, and of facts."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from guides import audit, emergency, pack
from guides.admin.generics import ModelAdmin, StackedInline
from guides.admin.items import ItemAdmin, ItemForm, StateFilter
from guides.admin.links import LinkInline
from guides.admin.ordering import OrderedForm, OrderedFormSet
from guides.admin.review import ReviewFilter
from guides.admin.texts import Lines, Markdown, PackForm, checks_of, wide
from guides.models import (
    Edition,
    Fact,
    Guide,
    RelatedSituation,
    Section,
    Situation,
    SituationSection,
    Synonym,
    with_code,
)
from guides.models.fields import lines
from guides.pack import tables

CARE = ("position", "reviewed", "review_every_days", "formerly")


class GuideForm(ItemForm):
    checks = {"slug": tables.slug, **checks_of(tables.GUIDE)}
    levels = {"introduction": 2}

    class Meta(ItemForm.Meta):
        field_classes = {"formerly": Lines, "introduction": Markdown}


class SectionForm(OrderedForm):
    # The table of a guide has no fields for its sections, whose names stand in heading lines.
    checks = {
        "anchor": tables.slug,
        "heading": checks_of(tables.GUIDE)["title"],
        "formerly": tables.many(tables.slug),
    }
    levels = {"body": 2}

    class Meta:
        field_classes = {"formerly": Lines, "body": Markdown}
        widgets = {"heading": wide()}


class SectionFormSet(OrderedFormSet):
    """Sections, whose present and former anchors are all different within the guide."""

    name = "anchor"

    def clean(self) -> None:
        super().clean()
        forms = [form for form in self.kept() if "anchor" in form.cleaned_data]
        anchors: dict[str, Any] = {form.cleaned_data["anchor"]: form for form in forms}
        former: dict[str, Any] = {}
        for row in self.unseen():
            anchors.setdefault(row.anchor, None)
            former.update(dict.fromkeys(row.formerly_list))
        for anchor in anchors.keys() & former.keys():
            if anchors[anchor] is not None:
                anchors[anchor].add_error("anchor", _told(anchor, "former anchor"))
        for form in forms:
            self._check_former(form, anchors, former)
        for form in forms:
            self._keep_old_anchor(form, anchors, former)

    def _check_former(self, form: Any, anchors: dict[str, Any], former: dict[str, Any]) -> None:
        for name in lines(form.cleaned_data.get("formerly", "")):
            owner = anchors.get(name, form)
            if former.setdefault(name, form) is not form:
                form.add_error("formerly", _told(name, "former anchor"))
            elif owner is not form:
                if owner is not None and "anchor" in owner.changed_data:
                    owner.add_error("anchor", _told(name, "former anchor"))
                else:
                    form.add_error("formerly", _told(name, "anchor"))

    def _keep_old_anchor(self, form: Any, anchors: dict[str, Any], former: dict[str, Any]) -> None:
        """Links to the old anchor of a section must still find it."""
        anchor, text = form.cleaned_data.get("anchor"), form.cleaned_data.get("formerly")
        if anchor is None or text is None:
            return
        # After going back to a former anchor it is the present one.
        names = [name for name in lines(text) if name != anchor]
        old = form.initial.get("anchor") if form.instance.pk else None
        if (
            old
            and old != anchor
            and former.get(old, form) is form
            and old not in {*anchors, *names}
        ):
            names.append(old)
        form.cleaned_data["formerly"] = form.instance.formerly = "\n".join(names)


def _told(anchor: str, what: str) -> str:
    return f"“{anchor}” is the {what} of another section of this guide."


class SectionInline(StackedInline):
    model = Section
    form = SectionForm
    formset = SectionFormSet
    extra = 1
    fields = (("position", "anchor"), "heading", "body", "formerly")
    prepopulated_fields = {"anchor": ("heading",)}


@admin.register(Guide)
class GuideAdmin(ItemAdmin):
    form = GuideForm
    inlines = (SectionInline,)
    list_display = ("title", "slug", "state", "position", "reviewed", "next_check")
    list_filter = (StateFilter, ReviewFilter)
    search_fields = ("title", "slug", "summary", "sections__heading", "sections__anchor")
    fieldsets = (
        (None, {"fields": ("state_now", "title", "slug", "summary", "introduction")}),
        ("Order and care", {"fields": CARE}),
    )


@admin.register(Section)
class SectionAdmin(ModelAdmin):
    """Only for finding a section from where it is linked: it is written inside its guide."""

    list_display = ("heading", "guide", "anchor", "position")
    list_select_related = ("guide",)
    list_filter = ("guide",)
    search_fields = ("heading", "anchor", "guide__title", "guide__slug")
    fields = ("guide", "position", "anchor", "heading", "body", "formerly")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("guide")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SituationForm(ItemForm):
    checks = {"slug": tables.slug, **checks_of(tables.SITUATION)}
    levels = {"body": 1}

    class Meta(ItemForm.Meta):
        field_classes = {
            "formerly": Lines,
            "body": Markdown,
            "screen_labels": Lines,
            "tools": Lines,
        }
        widgets = {**ItemForm.Meta.widgets, "hazard": wide()}

    def clean(self) -> dict[str, Any]:
        super().clean()
        code = self.cleaned_data.get("code")
        # The database compares codes by an expression; its own message would stand at no field.
        other = with_code(code).exclude(pk=self.instance.pk).first() if code else None
        if other:
            self.add_error("code", f"This is the code of “{other}” already.")
        return self.cleaned_data


class SituationSectionFormSet(OrderedFormSet):
    name = "section"


class SituationSectionInline(LinkInline):
    model = SituationSection
    form = OrderedForm
    formset = SituationSectionFormSet
    verbose_name = "section that applies"
    verbose_name_plural = "sections that apply"
    extra = 1
    fields = ("position", "section")
    autocomplete_fields = ("section",)
    follows = ("situation", "section__guide")


class RelatedSituationFormSet(OrderedFormSet):
    name = "related"

    def clean(self) -> None:
        super().clean()
        for form in self.kept():
            if self.instance.pk and form.cleaned_data.get("related") == self.instance:
                form.add_error("related", "A situation is not related to itself.")


class RelatedSituationInline(LinkInline):
    model = RelatedSituation
    fk_name = "situation"
    form = OrderedForm
    formset = RelatedSituationFormSet
    extra = 1
    fields = ("position", "related")
    autocomplete_fields = ("related",)
    follows = ("situation", "related")


@admin.register(Situation)
class SituationAdmin(ItemAdmin):
    form = SituationForm
    inlines = (SituationSectionInline, RelatedSituationInline)
    list_display = ("code", "title", "verdict", "state", "position", "reviewed", "next_check")
    list_display_links = ("code", "title")
    list_filter = (StateFilter, ReviewFilter, "verdict")
    search_fields = ("code", "title", "slug", "summary", "screen_labels")
    radio_fields = {"verdict": admin.HORIZONTAL}
    fieldsets = (
        (None, {"fields": ("state_now", "code", "title", "slug", "verdict", "summary")}),
        ("The page", {"fields": ("hazard", "body", "screen_labels", "tools")}),
        ("Order and care", {"fields": CARE}),
    )


class FactForm(PackForm):
    checks = {"key": tables.slug, **checks_of(tables.FACT)}

    class Meta:
        widgets = {"label": wide(), "note": wide(), "source": wide()}


@admin.register(Fact)
class FactAdmin(ModelAdmin):
    form = FactForm
    list_display = ("key", "label", "spelled", "group", "checked", "position")
    list_filter = ("group", "unit", "checked")
    search_fields = ("key", "label", "note", "source")
    date_hierarchy = "checked"
    prepopulated_fields = {"key": ("label",)}
    fieldsets = (
        (None, {"fields": ("label", "key", "group", ("low", "high", "unit"), "note")}),
        ("Where it is from", {"fields": ("source", "checked")}),
        ("Order", {"fields": ("position",)}),
    )

    def save_model(self, request: HttpRequest, obj: Fact, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        emergency.render_again()
        facts = pack.read_facts()
        named = Q(source__contains=f"{{fact:{obj.key}}}")
        for edition in Edition.objects.live().filter(named | Q(has_refund_dates=True)):
            if audit.is_outdated(edition, facts):
                told = f"Readers still see the former number on {edition.address}: publish it."
                self.message_user(request, told, messages.WARNING)

    @admin.display(description="as readers see it", ordering="low")
    def spelled(self, fact: Fact) -> str:
        return fact.spelled


class SynonymForm(PackForm):
    checks = {"key": tables.slug, **checks_of(tables.SYNONYM)}

    class Meta:
        field_classes = {"words": Lines}

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if len(lines(words)) < 2:
            raise ValidationError("Name at least two: one means the same as another.")
        return words


@admin.register(Synonym)
class SynonymAdmin(ModelAdmin):
    form = SynonymForm
    list_display = ("key", "__str__", "position")
    search_fields = ("key", "words")
    fields = ("key", "words", "position")
