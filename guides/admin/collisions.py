"""Two editors, one form: what each has typed, brought together row by row and field by field.

A change form carries its values as it was opened (``base``), so what an editor changed and what
others changed meanwhile can be told apart. Nothing typed is ever dropped: it stands in the form
that comes back, and where both changed the same, theirs stands above it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core import signing
from django.forms import CheckboxInput, MultiWidget
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from guides import diffs
from guides.merging import Merged, merge_values

_SALT = "guides.desk.base"

Values = dict[str, str]


@dataclass
class Opened:
    """The values of a change form: those of the item, and of its rows by prefix and key."""

    main: Values = field(default_factory=dict)
    rows: dict[str, dict[str, Values]] = field(default_factory=dict)

    def sign(self) -> str:
        """This as a text that a form can carry and nobody can change."""
        return signing.dumps([self.main, self.rows], salt=_SALT, compress=True)


@dataclass(frozen=True)
class Clash:
    """A field that both have changed: its name in the form, and what each says."""

    name: str
    label: str
    row: str
    theirs: str
    mine: str

    @property
    def diff(self) -> list[diffs.Row]:
        return diffs.compare(self.theirs, self.mine)


@dataclass
class Collision:
    """Why a save was refused: who saved before, what clashes, and what was brought together."""

    by: str
    at: datetime | None
    clashes: list[Clash] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)


def read_signed(text: str) -> Opened | None:
    """What ``Opened.sign`` wrote, or None for anything else."""
    try:
        main, rows = signing.loads(text, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Opened(main, rows)


def read_forms(form: Any, formsets: Iterable[Any]) -> Opened:
    """The values of unbound forms, as a browser would send them back untouched."""
    found = Opened(dict(_values(form)))
    for formset in formsets:
        found.rows[formset.prefix] = {
            str(row.instance.pk): dict(_values(row, skip=_own_names(formset)))
            for row in formset.initial_forms
        }
    return found


def _own_names(formset: Any) -> set[str]:
    return {formset._pk_field.name, formset.fk.name, DELETION_FIELD_NAME}


def _values(form: Any, skip: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    for bound in form:
        if bound.name in skip:
            continue
        widget, value = bound.field.widget, bound.value()
        if isinstance(widget, MultiWidget):
            parts: Any = widget.decompress(value) if not isinstance(value, list) else value
            for number, part in enumerate(parts):
                yield f"{bound.name}_{number}", _text(part)
        else:
            yield bound.name, _text(value)


def _text(value: Any) -> str:
    if value is None or value is False:
        return ""
    if isinstance(value, list | tuple | set):
        return "\n".join(str(one) for one in value)
    return str(value).replace("\r\n", "\n")


def _sent(sent: QueryDict, name: str, form: Any) -> str:
    """What a browser sent of a field, said as ``read_forms`` says it."""
    widget = _widget(name, form)
    if isinstance(widget, CheckboxInput):
        # Browsers say “on”, or nothing at all.
        return _text(widget.value_from_datadict(sent, MultiValueDict(), name))
    return _text(sent.getlist(name))


def put(post: QueryDict, name: str, value: str, form: Any) -> None:
    """Let a form that is sent hold a value of ``read_forms`` in one of its fields."""
    several = getattr(_widget(name, form), "allow_multiple_selected", False)
    post.setlist(name, value.split("\n") if several and value else [] if several else [value])


def _widget(name: str, form: Any) -> Any:
    """The widget of a field by its name, which in a row begins with that of the row."""
    field = form.fields.get(name.rpartition("-")[2])
    # The admin wraps what leads to other rows.
    return getattr(field.widget, "widget", field.widget) if field else None


@dataclass
class _Row:
    """A row as it was sent: its place in the form, its key if it is an old one, its values."""

    pk: str
    values: Values
    deleted: bool


class Merging:
    """What was sent, brought together with what the database holds now.

    ``post`` afterwards is what the form shows: the rows of the database in its order, then the
    rows that only this editor has.
    """

    def __init__(
        self, sent: QueryDict, base: Opened | None, form: Any, formsets: list[Any]
    ) -> None:
        self.sent = sent
        self.base = base
        self.post = sent.copy()
        self.clashes: list[Clash] = []
        self.taken: list[str] = []
        theirs = read_forms(form, formsets)
        mine = {name: _sent(sent, name, form) for name in theirs.main}
        known = base.main if base else {}
        self._merge(theirs.main, mine, known, "", "", form)
        for formset in formsets:
            if f"{formset.prefix}-TOTAL_FORMS" in sent:
                self._merge_rows(formset, theirs.rows[formset.prefix])

    def _merge(
        self,
        theirs: Values,
        mine: Values,
        base: Mapping[str, str],
        prefix: str,
        row: str,
        form: Any,
    ) -> None:
        for name, value in theirs.items():
            label = str(form.fields[name].label or name) if name in form.fields else name
            mine_now = mine.get(name, value)
            merged = merge_values(base.get(name), value, mine_now)
            if merged.clash and name == "position":
                merged = Merged(mine_now, clash=False)
            put(self.post, prefix + name, merged.value, form)
            if merged.clash:
                self.clashes.append(Clash(prefix + name, label, row, value, mine_now))
            elif merged.value != mine_now:
                self.taken.append(f"{row}: {label}" if row else label)

    def _merge_rows(self, formset: Any, theirs: dict[str, Values]) -> None:
        prefix = formset.prefix
        base = (self.base.rows.get(prefix) or {}) if self.base else {}
        sent = {row.pk: row for row in self._sent_rows(formset) if row.pk}
        new = [
            row
            for row in self._sent_rows(formset)
            if not row.pk and not row.deleted and any(row.values.values())
        ]
        self._clear(prefix)
        for index, (pk, values) in enumerate(theirs.items()):
            here, form = f"{prefix}-{index}-", formset.initial_forms[index]
            row = str(form.instance)
            self.post[f"{here}{formset._pk_field.name}"] = pk
            mine = sent.get(pk)
            if mine is None:
                self.taken.append(f"{row} was added")
                mine = _Row(pk, values, deleted=False)
            if mine.deleted and values == base.get(pk):
                self.post[f"{here}{DELETION_FIELD_NAME}"] = "on"
            elif mine.deleted:
                self.taken.append(f"{row} was changed, so it is not deleted")
                mine = _Row(pk, values, deleted=False)
            self._merge(values, mine.values, base.get(pk, {}), here, row, form)
        for pk, mine in sent.items():
            if pk in theirs or mine.deleted:
                continue
            if mine.values == base.get(pk):
                self.taken.append(f"a row was deleted: {next(iter(mine.values.values()), '')}")
            else:
                self.taken.append("a row that you changed was deleted: it stands here as a new one")
                new.append(mine)
        for index, row_sent in enumerate(new, start=len(theirs)):
            for name, value in row_sent.values.items():
                put(self.post, f"{prefix}-{index}-{name}", value, formset.empty_form)
        self.post[f"{prefix}-INITIAL_FORMS"] = str(len(theirs))
        self.post[f"{prefix}-TOTAL_FORMS"] = str(len(theirs) + len(new))

    def _sent_rows(self, formset: Any) -> Iterator[_Row]:
        prefix, form = formset.prefix, formset.empty_form
        total = self.sent.get(f"{prefix}-TOTAL_FORMS", "")
        # Longer ones than any form has are a number to nobody, not to Python either.
        count = int(total) if total.isdecimal() and len(total) < 10 else 0
        for index in range(min(count, formset.absolute_max)):
            here = f"{prefix}-{index}-"
            yield _Row(
                pk=self.sent.get(f"{here}{formset._pk_field.name}", ""),
                values={
                    name: _sent(self.sent, here + name, form)
                    for name in form.fields
                    if name not in _own_names(formset)
                },
                deleted=f"{here}{DELETION_FIELD_NAME}" in self.sent,
            )

    def _clear(self, prefix: str) -> None:
        for name in [name for name in self.post if name.startswith(f"{prefix}-")]:
            if not name.endswith("_FORMS"):
                del self.post[name]
