"""The content version: one number that every change of what readers see raises, as it commits.

Whoever keeps answers learns from it, by one small query, whether they still hold.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import F, Q

_ROW = 1

M = TypeVar("M", bound=models.Model)


class ContentVersion(models.Model):
    """One row. Where its number is the same, so is what the rows say that readers see."""

    number = models.PositiveBigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(pk=_ROW), name="content_version_one_row"),
        )

    def __str__(self) -> str:
        return f"content version {self.number}"


def raise_version() -> None:
    """Say that readers see something else as soon as this transaction commits. One query.

    To be called in the transaction of the change: before it commits nobody sees the new number,
    and from then on nobody sees what was before it with the new number.
    """
    row = ContentVersion.objects.filter(pk=_ROW)
    if not row.update(number=F("number") + 1):
        ContentVersion.objects.bulk_create([ContentVersion(pk=_ROW)], ignore_conflicts=True)
        row.update(number=F("number") + 1)


class SeenQuerySet(models.QuerySet[M]):
    """Rows that readers see: whatever writes some of them raises the content version."""

    def update(self, **values: Any) -> int:
        with transaction.atomic(savepoint=False):
            if changed := super().update(**values):
                raise_version()
            return changed

    def bulk_create(self, objs: Iterable[M], **options: Any) -> list[M]:  # type: ignore[override]
        with transaction.atomic(savepoint=False):
            if made := super().bulk_create(objs, **options):
                raise_version()
            return made

    def delete(self) -> tuple[int, dict[str, int]]:
        with transaction.atomic(savepoint=False):
            gone = super().delete()
            if gone[0]:
                raise_version()
            return gone


class Seen(models.Model):
    """A row that readers see."""

    class Meta:
        abstract = True

    def save(self, **options: Any) -> None:
        with transaction.atomic(savepoint=False):
            raise_version()
            super().save(**options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic(savepoint=False):
            raise_version()
            return super().delete(*args, **options)
