"""The desks of wizards with their questions, and of questions with their choices."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse

from guides import branching, uses
from guides.admin.items import ItemAdmin, ItemForm, StateFilter
from guides.admin.links import LinkAdmin, LinkInline, StackedLinkInline, finder_in, keys
from guides.admin.lists import FewFilter, QuickDesk
from guides.admin.ordering import OrderedForm, OrderedFormSet
from guides.admin.review import ReviewFilter
from guides.admin.scenarios import ScenarioInline
from guides.admin.texts import PackForm, checks_of, wide
from guides.admin.tree import TreeDesk
from guides.admin.uses import UsesDesk, holding_questions, refuse_deleting, ticked
from guides.admin.versions import VersionedAdmin
from guides.models import Choice, Question, Wizard
from guides.pack import tables
from guides.uses import START, Use

# So many rows fit into one form; beyond, it would take a browser minutes to show it.
MOST_ROWS = 500

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
    list_display = ("title", "slug", "state", "start", "position", "reviewed", "next_check")
    list_filter = (StateFilter, ReviewFilter)
    search_fields = ("title", "slug", "summary", "questions__text", "questions__key")
    fieldsets = (
        (None, {"fields": ("title", "slug", "summary", "start")}),
        ("Order and care", {"fields": ("position", "reviewed", "review_every_days", "formerly")}),
    )

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Without the questions where one form cannot hold them: the tree leads to each."""
        rows = obj.questions.count() + obj.scenarios.count() if obj else 0
        if rows <= MOST_ROWS:
            return self.inlines
        return (ScenarioInline,)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **options: Any
    ) -> HttpResponse:
        wizard = options.get("obj")
        if wizard is not None and QuestionInline not in self.get_inlines(request, wizard):
            told = f"Questions are not listed here, as there are more than {MOST_ROWS} rows."
            self.message_user(request, f"{told} The tree leads to each.", messages.INFO)
        response: HttpResponse = super().render_change_form(request, context, *args, **options)
        return response

    def follow_names(self, form: Any, formsets: Any) -> None:
        for formset in formsets:
            if formset.model is Question and (keys := _renamed(formset)):
                branching.rename(wizard=form.instance, questions=keys)


def _renamed(formset: Any) -> dict[str, str]:
    """The new keys of rows by their old ones."""
    rows = [row for row in formset.initial_forms if "key" in row.changed_data]
    return {row.initial["key"]: row.cleaned_data["key"] for row in rows}


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


class ChoiceInline(StackedLinkInline):
    model = Choice
    fk_name = "question"
    form = ChoiceForm
    formset = ChoiceFormSet
    verbose_name_plural = "choices: each leads to exactly one question, situation or section"
    extra = 1
    fields = (
        ("position", "key"),
        "label",
        "hint",
        ("to_question", "to_situation", "to_section"),
    )
    prepopulated_fields = {"key": ("label",)}
    autocomplete_fields = ("to_situation", "to_section")

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        self.question = obj
        return super().get_formset(request, obj, **options)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **options: Any) -> Any:
        if db_field.name == "to_question":
            wizard = self.question and self.question.wizard_id
            options["queryset"] = Question.objects.filter(wizard=wizard).select_related("wizard")
            if finder := finder_in(wizard, self.admin_site):
                options["widget"] = finder
        return super().formfield_for_foreignkey(db_field, request, **options)


@admin.register(Question)
class QuestionAdmin(UsesDesk, VersionedAdmin, LinkAdmin, QuickDesk):
    """One question with its choices; its place among the others is set at the wizard."""

    form = QuestionForm
    save_on_top = True
    inlines = (ChoiceInline,)
    list_display = ("text", "key", "wizard", "position", "choice_count")
    list_select_related = ("wizard",)
    list_filter = (("wizard", FewFilter),)
    search_fields = ("text", "key", "hint", "wizard__title", "choices__label")
    autocomplete_fields = ("wizard",)
    fields = ("wizard", "text", "key", "hint")
    prepopulated_fields = {"key": ("text",)}
    change_form_template = "admin/guides/used_change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        own = Choice.objects.filter(question=OuterRef("pk")).order_by().values("question")
        count = Coalesce(Subquery(own.annotate(count=Count("pk")).values("count")), 0)
        rows = super().get_queryset(request).select_related("wizard")
        found: QuerySet[Any] = rows.annotate(choices_here=count)
        return found

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Of one wizard where a choice of its own is to lead on."""
        if wizards := keys(request.GET.getlist("wizard")):
            queryset = queryset.filter(wizard__in=wizards)
        return super().get_search_results(request, queryset, search_term)

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

    def follow_names(self, form: Any, formsets: Any) -> None:
        question, old = form.instance, form.initial.get("key", form.instance.key)
        choices = {(old, was): now for one in formsets for was, now in _renamed(one).items()}
        if old != question.key or choices:
            # Choices lead to the row; its wizard and the scenarios there name it.
            named = Wizard.objects.filter(pk=question.wizard_id, start=old)
            named.update(start=question.key)
            branching.rename(wizard=question.wizard, questions={old: question.key}, choices=choices)

    def holding(self, rows: Any) -> list[Use]:
        return holding_questions(rows)

    def response_add(self, request: HttpRequest, obj: Any, *args: Any) -> HttpResponse:
        """On to the choices, as Django goes on from a new user to the rest of it."""
        if not {"_addanother", "_popup"} & set(request.POST):
            posted = request.POST.copy()
            posted["_continue"] = "1"
            request.POST = posted  # type: ignore[assignment]  # as Django's own user admin does
        return super().response_add(request, obj, *args)
