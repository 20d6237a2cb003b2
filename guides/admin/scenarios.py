"""Scenarios inside the form of their wizard, each with how it comes out now."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from guides.admin.links import StackedLinkInline
from guides.admin.ordering import OrderedForm, OrderedFormSet
from guides.admin.texts import Lines, checks_of
from guides.admin.tree import judged
from guides.models import Scenario, Wizard
from guides.pack import tables


class ScenarioForm(OrderedForm):
    checks = checks_of(tables.SCENARIO)

    class Meta:
        field_classes = {"mentions": Lines}
        widgets = {
            "answers": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "mentions": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        }

    def clean_answers(self) -> str:
        """The answers alone, where the whole address of a step was pasted."""
        typed: str = self.cleaned_data["answers"]
        return re.sub(r"\A.*/wizards/[^/]+/", "", typed.partition("?")[0]).strip("/")

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = [self.cleaned_data.get(name) for name in ("to_situation", "to_section")]
        if not self.errors and all(given):
            self.add_error("to_section", "A scenario reaches one page: leave one of both empty.")
        elif not self.errors and not any(given):
            self.add_error("to_situation", "Say which situation or section must be reached.")
        return self.cleaned_data


class ScenarioFormSet(OrderedFormSet):
    name = "answers"


class ScenarioInline(StackedLinkInline):
    model = Scenario
    form = ScenarioForm
    formset = ScenarioFormSet
    verbose_name_plural = "scenarios: what must stay true, whoever changes what"
    extra = 1
    fields = ("result", ("position", "answers"), ("to_situation", "to_section"), "mentions")
    readonly_fields = ("result",)
    autocomplete_fields = ("to_situation", "to_section")
    follows = ("wizard", "to_situation", "to_section__guide")
    wizard: Wizard | None = None

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        self.wizard = obj
        return super().get_formset(request, obj, **options)

    @admin.display(description="comes true now")
    def result(self, scenario: Scenario) -> str:
        """How it would come out if the wizard as it is saved were published now."""
        runs = judged(self.wizard).runs if self.wizard and scenario.pk else ()
        for run in runs:
            if run.scenario.answers == scenario.answers:
                if not run.failures:
                    return format_html('<span class="passes">Yes: {}</span>', run.reached)
                told = format_html_join("; ", "{}", ((failure,) for failure in run.failures))
                return format_html('<strong class="fails">No: {}</strong>', told)
        return "-"
