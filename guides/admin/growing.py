"""Forms in the tree: a choice with where it leads, or a question, added on the spot."""

from typing import Any

from django import forms
from django.utils.text import capfirst, slugify

from guides import limits
from guides.admin.links import Finder, finder_in
from guides.admin.texts import wide
from guides.branching import NewQuestion, add_choice, add_question
from guides.models import Choice, Question, Section, Situation, Wizard
from guides.pack import tables

_KEY = "Its part of the address; empty: made of the text."
_TARGETS = ("to_question", "new_question", "to_situation", "to_section", "to")


class GrowForm(forms.Form):
    """Texts held to the pack format; ``checks`` by field."""

    checks: dict[str, tables.Check] = {}

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name, check in self.checks.items():
            if value := self.cleaned_data.get(name):
                try:
                    check(value)
                except ValueError as why:
                    self.add_error(name, f"{capfirst(str(why))}.")
        return self.cleaned_data

    def free_key(self, name: str, source: str, taken: set[str], what: str) -> str:
        """The key that was typed or, made of a text, one that is free; errors at their field."""
        key: str = self.cleaned_data.get(name, "")
        text: str = self.cleaned_data.get(source, "")
        if key:
            if key in taken:
                self.add_error(name, f"{what} has this key.")
            return key
        if not text or name in self.errors:
            return ""
        made = slugify(text)[: limits.SLUG - 5].strip("-_").replace("_", "-")
        try:
            tables.slug(made)
        except ValueError:
            self.add_error(name, "Write a key: none can be made of this text.")
            return ""
        numbers = (f"{made}-{number}" for number in range(2, len(taken) + 3))
        return next(one for one in (made, *numbers) if one not in taken)


class NewChoiceForm(GrowForm):
    """A choice of one question; it leads to exactly one of four."""

    checks = {
        "label": tables.text(limits.LABEL),
        "key": tables.slug,
        "hint": tables.text(limits.HINT),
        "new_question": tables.text(limits.TITLE),
        "new_key": tables.slug,
    }

    label = forms.CharField(max_length=limits.LABEL, widget=wide())
    key = forms.CharField(required=False, max_length=limits.SLUG, help_text=_KEY)
    hint = forms.CharField(
        required=False, max_length=limits.HINT, widget=wide(), help_text="One sentence."
    )
    before = forms.ModelChoiceField(
        Choice.objects.none(), required=False, empty_label="last", label="Stands before"
    )
    to_question = forms.ModelChoiceField(
        Question.objects.none(), required=False, label="Leads to this question"
    )
    new_question = forms.CharField(
        required=False, max_length=limits.TITLE, widget=wide(), label="or to a new question"
    )
    new_key = forms.CharField(
        required=False, max_length=limits.SLUG, label="with the key", help_text=_KEY
    )
    to_situation = forms.ModelChoiceField(
        Situation.objects.all(), required=False, label="or to this situation"
    )
    to_section = forms.ModelChoiceField(
        Section.objects.select_related("guide"), required=False, label="or to this section"
    )
    to = forms.CharField(
        required=False,
        label="or to what I type",
        help_text="For use without scripts: situation:already-shipped, section:refunds#fees.",
    )

    def __init__(self, *args: Any, question: Question, site: Any, **options: Any) -> None:
        super().__init__(*args, **{"prefix": "choice", **options})
        self.question = question
        own = Question.objects.filter(wizard=question.wizard_id).select_related("wizard")
        fields: dict[str, Any] = self.fields
        fields["before"].queryset = question.choices.all()
        fields["to_question"].queryset = own
        fields["to_question"].label_from_instance = lambda row: f"{row.text} ({row.key})"
        for name in ("to_situation", "to_section"):
            finder = Finder(Choice._meta.get_field(name), site)
            finder.choices = fields[name].choices
            fields[name].widget = finder
        if found := finder_in(question.wizard_id, site):
            found.choices = fields["to_question"].choices
            fields["to_question"].widget = found

    def clean(self) -> dict[str, Any]:
        super().clean()
        self._check_targets()
        keys = {choice.key for choice in self.question.choices.all()}
        what = "Another choice of this question"
        self.cleaned_data["key"] = self.free_key("key", "label", keys, what)
        if self.cleaned_data.get("new_question"):
            keys = set(self.question.wizard.questions.values_list("key", flat=True))
            what = "Another question of this wizard"
            self.cleaned_data["new_key"] = self.free_key("new_key", "new_question", keys, what)
        return self.cleaned_data

    def _check_targets(self) -> None:
        if to := self.cleaned_data.get("to"):
            self._find(to)
        given = [name for name in _TARGETS if self.cleaned_data.get(name)]
        if not given and not any(name in self.errors for name in _TARGETS):
            self.add_error("to_question", "Say where this choice leads: to one of these.")
        for name in given[1:]:
            self.add_error(name, "A choice leads to one thing only: leave one of these empty.")

    def _find(self, to: str) -> None:
        """The row of what was typed."""
        try:
            kind, _, name = tables.target(to).partition(":")
        except ValueError as why:
            self.add_error("to", f"{capfirst(str(why))}.")
            return
        slug, _, anchor = name.partition("#")
        rows: Any = {
            "question": Question.objects.filter(wizard=self.question.wizard_id, key=name),
            "situation": Situation.objects.filter(slug=name),
            "section": Section.objects.filter(guide__slug=slug, anchor=anchor),
        }[kind]
        self.typed = rows.first()
        if self.typed is None:
            self.add_error("to", f"There is no {kind} “{name}”.")

    def save(self, *, by: str) -> Choice:
        """Add the choice that was found valid."""
        data = self.cleaned_data
        to = next(data[name] for name in _TARGETS if data.get(name))
        if data.get("new_question"):
            to = NewQuestion(data["new_question"], data["new_key"])
        elif data.get("to"):
            to = self.typed
        return add_choice(
            question=self.question,
            label=data["label"],
            key=data["key"],
            hint=data["hint"],
            to=to,
            before=data["before"],
            by=by,
        )


class NewQuestionForm(GrowForm):
    """A question that no choice leads to yet."""

    checks = {
        "text": tables.text(limits.TITLE),
        "key": tables.slug,
        "hint": tables.text(limits.HINT),
    }

    text = forms.CharField(
        max_length=limits.TITLE, widget=wide(), help_text="In the reader's words, with a “?”."
    )
    key = forms.CharField(required=False, max_length=limits.SLUG, help_text=_KEY)
    hint = forms.CharField(
        required=False, max_length=limits.HINT, widget=wide(), help_text="One sentence."
    )

    def __init__(self, *args: Any, wizard: Wizard, **options: Any) -> None:
        super().__init__(*args, **{"prefix": "question", **options})
        self.wizard = wizard
        self.keys = set(wizard.questions.values_list("key", flat=True))
        if wizard.start not in self.keys:
            # The first question is missing: this is most likely it.
            self.initial["key"] = wizard.start

    def clean(self) -> dict[str, Any]:
        super().clean()
        what = "Another question of this wizard"
        self.cleaned_data["key"] = self.free_key("key", "text", self.keys, what)
        return self.cleaned_data

    def save(self, *, by: str) -> Question:
        """Add the question that was found valid."""
        data = self.cleaned_data
        new = NewQuestion(data["text"], data["key"], data["hint"])
        return add_question(wizard=self.wizard, question=new, by=by)
