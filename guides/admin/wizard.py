"""The desks of wizards with their questions, and of questions with their choices."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, HttpResponse

from guides.admin.items import ItemAdmin, ItemForm, StateFilter
from guides.admin.links import LinkAdmin, LinkInline
from guides.admin.ordering import OrderedForm, OrderedFormSet
from guides.admin.scenarios import ScenarioInline
from guides.admin.texts import PackForm, checks_of, wide
from guides.admin.tree import TreeDesk
from guides.models import Choice, Question, Wizard
from guides.pack import tables

# Each has up to seven fields, and Django takes a thousand of a form.
MOST_ROWS = 120

_QUESTION = {"key": tables.slug, **checks_of(tables.QUESTION)}
_WIDE = {"text": wide(), "hint": wide()}


class WizardForm(ItemForm):
    checks = {"slug": tables.slug, **checks_of(tables.WIZARD)}


class QuestionRowForm(OrderedForm):
    checks = _QUESTION

    class Meta:
        widgets = _WIDE


class QuestionFormSet(OrderedFormSet):
    name = "key"


class QuestionInline(LinkInline):
    model = Question
    follows = ("wizard",)
    form = QuestionRowForm
    formset = QuestionFormSet
    extra = 1
    fields = ("position", "text", "key", "hint")
    prepopulated_fields = {"key": ("text",)}
    show_change_link = True


@admin.register(Wizard)
class WizardAdmin(TreeDesk, ItemAdmin):
    form = WizardForm
    inlines = (QuestionInline, ScenarioInline)

    list_display = ("title", "slug", "state", "start", "position", "reviewed")
    list_filter = (StateFilter, "reviewed")
    search_fields = ("title", "slug", "summary", "questions__text", "questions__key")
    fieldsets = (
        (None, {"fields": ("state_now", "title", "slug", "summary", "start")}),
        ("Order and care", {"fields": ("position", "reviewed", "review_every_days", "formerly")}),
    )

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Without the questions where one form cannot hold them: the tree leads to each."""
        rows = obj.questions.count() + obj.scenarios.count() if obj else 0
        return self.inlines if rows <= MOST_ROWS else (ScenarioInline,)


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
class QuestionAdmin(LinkAdmin):
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

    def response_add(self, request: HttpRequest, obj: Any, *args: Any) -> HttpResponse:
        """On to the choices, as Django goes on from a new user to the rest of it."""
        if not {"_addanother", "_popup"} & set(request.POST):
            posted = request.POST.copy()
            posted["_continue"] = "1"
            request.POST = posted  # type: ignore[assignment]  # as Django's own user admin does
        return super().response_add(request, obj, *args)
