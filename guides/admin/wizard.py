"""The desks of wizards with their questions, and of questions with their choices."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, HttpResponse

from guides import uses
from guides.admin.generics import TabularInline
from guides.admin.items import ItemAdmin, ItemForm, StateFilter
from guides.admin.links import LinkAdmin, LinkInline
from guides.admin.ordering import OrderedForm, OrderedFormSet
from guides.admin.review import ReviewFilter
from guides.admin.texts import PackForm, checks_of, wide
from guides.admin.uses import UsesDesk, holding_questions, refuse_deleting, ticked
from guides.admin.versions import VersionedAdmin
from guides.models import Choice, Question, Wizard
from guides.pack import tables
from guides.uses import START, Use

_QUESTION = {"key": tables.slug, **checks_of(tables.QUESTION)}
_WIDE = {"text": wide(), "hint": wide()}


class WizardForm(ItemForm):
    checks = {"slug": tables.slug, **checks_of(tables.WIZARD)}


class QuestionRowForm(OrderedForm):
    checks = _QUESTION

    class Meta:
        widgets = _WIDE


class QuestionFormSet(OrderedFormSet):
    """Questions; what names one by its key follows when the key changes."""

    name = "key"

    def clean(self) -> None:
        gone = [form.instance for form in ticked(self)]
        held = holding_questions(gone) if gone else []
        refuse_deleting(self, lambda row: self._holding(row, held))
        super().clean()
        self._keep_start()

    def _holding(self, row: Any, held: list[Use]) -> list[Use]:
        wizard = self.instance
        found = [use for use in uses.of([row])[row] if use in held and use.place != START]
        if wizard.start == row.key:
            found.append(Use(wizard.KIND, wizard.title, wizard.pk, START, draft=True))
        return found

    def _keep_start(self) -> None:
        keys = {form.initial.get("key"): form.cleaned_data.get("key") for form in self.kept()}
        new = keys.get(self.instance.start)
        if new and self.instance.start not in keys.values():
            self.instance.start = new


class QuestionInline(TabularInline):
    model = Question
    form = QuestionRowForm
    formset = QuestionFormSet
    extra = 1
    fields = ("position", "text", "key", "hint")
    prepopulated_fields = {"key": ("text",)}
    show_change_link = True


@admin.register(Wizard)
class WizardAdmin(ItemAdmin):
    form = WizardForm
    inlines = (QuestionInline,)
    list_display = ("title", "slug", "state", "start", "position", "reviewed", "next_check")
    list_filter = (StateFilter, ReviewFilter)
    search_fields = ("title", "slug", "summary", "questions__text", "questions__key")
    fieldsets = (
        (None, {"fields": ("title", "slug", "summary", "start")}),
        ("Order and care", {"fields": ("position", "reviewed", "review_every_days", "formerly")}),
    )


class QuestionForm(PackForm):
    checks = _QUESTION

    class Meta:
        widgets = _WIDE

    def clean(self) -> dict[str, Any]:
        super().clean()
        wizard = self.cleaned_data.get("wizard") or self.instance.wizard_id
        key = self.cleaned_data.get("key")
        # The wizard of an existing question is no field, so Django's own check passes it over.
        others = Question.objects.filter(wizard=wizard, key=key).exclude(pk=self.instance.pk)
        if wizard and key and others.exists():
            self.add_error("key", "Another question of this wizard has this key.")
        return self.cleaned_data


class ChoiceForm(OrderedForm):
    checks = checks_of(tables.CHOICE, id="key")

    class Meta:
        widgets = {"label": wide(), "hint": wide()}


class ChoiceFormSet(OrderedFormSet):
    name = "key"


class ChoiceInline(LinkInline):
    model = Choice
    fk_name = "question"
    form = ChoiceForm
    formset = ChoiceFormSet
    verbose_name_plural = "choices: each leads to exactly one question, situation or section"
    extra = 1
    fields = ("position", "label", "key", "hint", "to_question", "to_situation", "to_section")
    prepopulated_fields = {"key": ("label",)}
    autocomplete_fields = ("to_situation", "to_section")

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        self.question = obj
        return super().get_formset(request, obj, **options)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **options: Any) -> Any:
        if db_field.name == "to_question":
            wizard = self.question and self.question.wizard_id
            options["queryset"] = Question.objects.filter(wizard=wizard).select_related("wizard")
        return super().formfield_for_foreignkey(db_field, request, **options)


@admin.register(Question)
class QuestionAdmin(UsesDesk, VersionedAdmin, LinkAdmin):
    """One question with its choices; its place among the others is set at the wizard."""

    form = QuestionForm
    save_on_top = True
    inlines = (ChoiceInline,)
    list_display = ("text", "key", "wizard", "position", "choice_count")
    list_select_related = ("wizard",)
    list_filter = ("wizard",)
    search_fields = ("text", "key", "hint", "wizard__title", "choices__label")
    autocomplete_fields = ("wizard",)
    fields = ("wizard", "text", "key", "hint")
    prepopulated_fields = {"key": ("text",)}
    change_form_template = "admin/guides/used_change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = (
            super()
            .get_queryset(request)
            .select_related("wizard")
            .annotate(choices_here=Count("choices", distinct=True))
        )
        return found

    @admin.display(description="choices", ordering="choices_here")
    def choice_count(self, question: Any) -> int:
        count: int = question.choices_here
        return count

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        # Choices of other questions lead here: all of them belong to one wizard.
        return ("wizard",) if obj else ()

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Choices once the question is there: only then is it known which wizard it is in."""
        return self.inlines if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            last = obj.wizard.questions.aggregate(last=Max("position"))["last"] or 0
            obj.position = last + 1
        super().save_model(request, obj, form, change)
        if change and "key" in form.changed_data:
            # Choices lead to the row; only the wizard names its first question.
            named = Wizard.objects.filter(pk=obj.wizard_id, start=form.initial["key"])
            named.update(start=obj.key)

    def holding(self, rows: Any) -> list[Use]:
        return holding_questions(rows)

    def response_add(self, request: HttpRequest, obj: Any, *args: Any) -> HttpResponse:
        """On to the choices, as Django goes on from a new user to the rest of it."""
        if not {"_addanother", "_popup"} & set(request.POST):
            posted = request.POST.copy()
            posted["_continue"] = "1"
            request.POST = posted  # type: ignore[assignment]  # as Django's own user admin does
        return super().response_add(request, obj, *args)
