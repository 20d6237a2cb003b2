"""Forms that hold texts to the pack format, so that what they save can always be a file too."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.utils.text import capfirst

from guides import markup
from guides.admin.generics import ModelForm
from guides.markup import Picture
from guides.models.fields import lines
from guides.pack import tables


class Markdown(forms.CharField):
    """A Markdown text as records hold it: LF, without blank lines around it.

    Browsers send CRLF; tidied here, an untouched text counts as unchanged.
    """

    def __init__(self, **options: Any) -> None:
        # Stripping would cut the indent of a first line, which may be a list or code.
        super().__init__(**{**options, "strip": False})

    def to_python(self, value: Any) -> str:
        return markup.tidy(super().to_python(value) or "")


class Lines(forms.CharField):
    """A list kept as text, one entry a line, without empty lines."""

    def to_python(self, value: Any) -> str:
        return "\n".join(lines(super().to_python(value) or ""))


class _EveryFact(Mapping[str, str]):
    """Knows every fact: a draft may name one that is still to be written."""

    def __getitem__(self, key: str) -> str:
        return key

    def __contains__(self, key: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


_EVERY_FACT = _EveryFact()


class _EveryPicture(Mapping[str, Picture]):
    """Has every picture: a draft may name one that is still to be brought."""

    def __getitem__(self, slug: str) -> Picture:
        return Picture("", "0" * 32, "png", width=1, height=1, widths=(1,))

    def __contains__(self, slug: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


_EVERY_PICTURE = _EveryPicture()


def checks_of(fields: Sequence[tables.Field], **renamed: str) -> dict[str, tables.Check]:
    """The checks of a pack table by form field; ``renamed`` maps a key to another field name."""
    return {renamed.get(field.key, field.key): field.check for field in fields}


def wide() -> forms.TextInput:
    """An input for one sentence: one line, as the pack format wants it, but a long one."""
    return AdminTextInputWidget(attrs={"class": "vLargeTextField"})


class PackForm(ModelForm):
    """A form whose values fit a pack file: ``checks`` by field, ``levels`` of Markdown fields."""

    checks: ClassVar[Mapping[str, tables.Check]] = {}
    levels: ClassVar[Mapping[str, int]] = {}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in self.levels.keys() & self.fields.keys():
            # The script of the preview finds these fields by it, in rows added later too.
            self.fields[name].widget.attrs["data-markdown"] = self.levels[name]

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name, check in self.checks.items():
            value = self.cleaned_data.get(name)
            if value not in (None, ""):
                self._check(name, check, value)
        for name, level in self.levels.items():
            if text := self.cleaned_data.get(name):
                self._check_markdown(name, text, level)
        return self.cleaned_data

    def _check(self, name: str, check: tables.Check, value: Any) -> None:
        try:
            check(list(lines(value)) if isinstance(self.fields[name], Lines) else value)
        except ValueError as why:
            self.add_error(name, f"{capfirst(str(why))}.")

    def _check_markdown(self, name: str, text: str, level: int) -> None:
        document = markup.render(text, facts=_EVERY_FACT, pictures=_EVERY_PICTURE, level=level)
        for problem in document.problems:
            self.add_error(name, f"Line {problem.line}: {problem.text}.")
