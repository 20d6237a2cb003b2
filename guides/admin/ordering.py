"""Inline rows in an order that editors type: any numbers will do, saving makes them 1 to n."""

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminIntegerFieldWidget
from django.db import models, transaction
from django.db.models import F, Max
from django.forms.formsets import DELETION_FIELD_NAME

from guides.admin.generics import InlineFormSet
from guides.admin.texts import PackForm


class OrderedForm(PackForm):
    """A row with a position: it only sorts, so two rows may say the same or nothing."""

    position = forms.IntegerField(
        required=False,
        min_value=0,
        widget=AdminIntegerFieldWidget,
        help_text="The smallest number comes first; empty: last.",
    )

    def _get_validation_exclusions(self) -> set[str]:
        # What was typed is never stored, so it clashes with nothing.
        return {*super()._get_validation_exclusions(), "position"}  # type: ignore[misc]


class OrderedFormSet(InlineFormSet):
    """The rows of one parent, unique in it by position and by the field ``name``.

    Databases check both row by row, so rows that exchange them first make room for each other.
    """

    name: ClassVar[str]

    @property
    def _model(self) -> type[models.Model]:
        assert self.model is not None
        return self.model

    def clean(self) -> None:
        self._check_names()
        super().clean()

    def kept(self) -> list[Any]:
        """The forms that will be rows once this is saved."""
        first_new = self.initial_form_count()
        return [
            form
            for index, form in enumerate(self.forms)
            if (index < first_new or form.has_changed())
            and not form.cleaned_data.get(DELETION_FIELD_NAME)
        ]

    def rows(self) -> "models.QuerySet[Any]":
        """All rows of the parent as the database has them."""
        rows: models.QuerySet[Any] = self._model._default_manager.all()
        return rows.filter(**{self.fk.name: self.instance}) if self.instance.pk else rows.none()

    def unseen(self) -> "models.QuerySet[Any]":
        """Rows that this form does not show: somebody added them after it was opened."""
        shown = [form.instance.pk for form in self.initial_forms if form.instance.pk]
        return self.rows().exclude(pk__in=shown)

    def _check_names(self) -> None:
        taken = {getattr(row, self.name) for row in self.unseen()}
        for form in self.kept():
            value = form.cleaned_data.get(self.name)
            if value in taken and value is not None:
                label = form.fields[self.name].label
                form.add_error(self.name, f"Another row here has this {str(label).lower()}.")
            taken.add(value)

    def save(self, commit: bool = True) -> list[Any]:
        if not self.has_changed():
            return super().save(commit)
        with transaction.atomic():
            self._make_room()
            others = self._number()
            saved = super().save(commit)
            self._model._default_manager.bulk_update(others, ["position"])
        return saved

    def delete_existing(self, obj: Any, commit: bool = True) -> None:
        """Nothing: the row went when room was made."""

    def _make_room(self) -> None:
        rows = self.rows()
        rows.filter(pk__in=[form.instance.pk for form in self.deleted_forms]).delete()
        # Beyond the largest, so that no row steps on another one on the way.
        aside = (rows.aggregate(most=Max("position"))["most"] or 0) + len(self.forms) + 1
        rows.update(position=F("position") + aside)
        renamed = [
            form.instance.pk
            for form in self.kept()
            if form.instance.pk and self.name in form.changed_data
        ]
        if self._model._meta.get_field(self.name).is_relation:
            # There is nothing harmless to point at meanwhile; saving inserts these rows again.
            rows.filter(pk__in=renamed).delete()
        else:
            for pk in renamed:
                rows.filter(pk=pk).update(**{self.name: f"~{pk}"})

    def _number(self) -> list[Any]:
        """Give every row its number; answers those that nothing else will save."""
        order = sorted(self.kept(), key=_typed)
        for number, form in enumerate(order, start=1):
            form.instance.position = number
        unseen = list(self.unseen())
        for number, row in enumerate(unseen, start=len(order) + 1):
            row.position = number
        return unseen + [form.instance for form in order if not form.has_changed()]


def _typed(form: Any) -> tuple[bool, int]:
    position = form.cleaned_data.get("position")
    return (position is None, position or 0)
