"""The desks of guides with their sections, of situations, and of facts."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

from guides import uses
from guides.admin.facts import FactDesk, HeldFactForm
from guides.admin.generics import StackedInline
from guides.admin.items import ItemAdmin, ItemForm, StateFilter
from guides.admin.links import LinkInline
from guides.admin.lists import FewFilter, QuickDesk
from guides.admin.markdown import MarkdownDesk
from guides.admin.ordering import OrderedForm, OrderedFormSet
from guides.admin.review import ReviewFilter
from guides.admin.texts import Lines, Markdown, PackForm, checks_of, wide
from guides.admin.uses import UsesDesk, as_list, check_anchors, refuse_deleting_sections
from guides.admin.versions import VersionedAdmin
from guides.models import (
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
from guides.uses import Use

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
        refuse_deleting_sections(self)
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
        check_anchors(self)

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
    fields = (("position", "anchor"), "heading", "body", "formerly", "what_links_here")
    prepopulated_fields = {"anchor": ("heading",)}
    readonly_fields = ("what_links_here",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # A section is named with the slug of its guide.
        return super().get_queryset(request).select_related("guide")

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        self.guide = obj
        return super().get_formset(request, obj, **options)

    @cached_property
    def _uses(self) -> dict[Any, list[Use]]:
        return self.guide.found_uses if self.guide else {}

    @admin.display(description="What links here")
    def what_links_here(self, section: Section) -> str:
        # A new one, or one that was tampered with, is no section of this guide.
        return as_list(self._uses.get(section, ())) if section.pk else "-"


@admin.register(Guide)
class GuideAdmin(MarkdownDesk, ItemAdmin):
    form = GuideForm
    inlines = (SectionInline,)
    uses_told = "Links to the guide as a whole; those to a section are listed at the section."
    list_display = ("title", "slug", "state", "position", "reviewed", "next_check")
    list_filter = (StateFilter, ReviewFilter)
    search_fields = ("title", "slug", "summary", "sections__heading", "sections__anchor")
    fieldsets = (
        (None, {"fields": ("title", "slug", "summary", "introduction")}),
        ("Order and care", {"fields": CARE}),
    )

    def uses_of(self, row: Any, obj: Any) -> list[Use]:
        """Looks for what leads to the guide and to its sections at once: it reads all texts."""
        sections = Section.objects.filter(guide=row).select_related("guide")
        obj.found_uses = uses.of([row, *sections])
        return list(obj.found_uses[row])


@admin.register(Section)
class SectionAdmin(UsesDesk, QuickDesk):
    """Only for finding a section from where it is linked: it is written inside its guide."""

    list_display = ("heading", "guide", "anchor", "position")
    list_select_related = ("guide",)
    list_filter = (("guide", FewFilter),)
    # Guide by guide, in the order of an index: that of guides in lists would sort all sections.
    ordering = ("guide_id", "position")
    search_fields = ("heading", "anchor", "guide__title", "guide__slug")
    fields = ("guide", "position", "anchor", "heading", "body", "formerly")
    change_form_template = "admin/guides/used_change_form.html"
    # Deleting it here would change its guide without a version: it is deleted inside it as well.
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("guide").defer("guide__introduction")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        # Not by has_delete_permission, which deleting a guide asks too.
        raise PermissionDenied

    def change_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        options["extra_context"] = {"show_delete": False, **(options.get("extra_context") or {})}
        return super().change_view(request, *args, **options)


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
class SituationAdmin(MarkdownDesk, ItemAdmin):
    form = SituationForm
    inlines = (SituationSectionInline, RelatedSituationInline)
    list_display = ("code", "title", "verdict", "state", "position", "reviewed", "next_check")
    list_display_links = ("code", "title")
    list_filter = (StateFilter, ReviewFilter, "verdict")
    search_fields = ("code", "title", "slug", "summary", "screen_labels")
    radio_fields = {"verdict": admin.HORIZONTAL}
    fieldsets = (
        (None, {"fields": ("code", "title", "slug", "verdict", "summary")}),
        ("The page", {"fields": ("hazard", "body", "screen_labels", "tools")}),
        ("Order and care", {"fields": CARE}),
    )


class FactForm(HeldFactForm):
    checks = {"key": tables.slug, **checks_of(tables.FACT)}

    class Meta:
        widgets = {"label": wide(), "note": wide(), "source": wide()}


@admin.register(Fact)
class FactAdmin(FactDesk, VersionedAdmin):
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
class SynonymAdmin(VersionedAdmin):
    form = SynonymForm
    list_display = ("key", "__str__", "position")
    search_fields = ("key", "words")
    fields = ("key", "words", "position")
