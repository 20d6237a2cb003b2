"""Who has which form open: so that two editors of one text know of each other."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models

# With scripts a form says every half a minute that it is still open; without, it never does.
_SILENT = timedelta(seconds=90)
_SILENT_WITHOUT_SCRIPTS = timedelta(minutes=15)


class OpenFormQuerySet(models.QuerySet["OpenForm"]):
    def of(self, row: models.Model) -> Self:
        return self.filter(model=row._meta.label_lower, object_id=row.pk)

    def open_at(self, now: datetime) -> Self:
        """Those that have not gone silent."""
        beating = models.Q(beats=True, seen_at__gt=now - _SILENT)
        return self.filter(
            beating | models.Q(beats=False, seen_at__gt=now - _SILENT_WITHOUT_SCRIPTS)
        )

    def sit_down(self, *, row: models.Model, user: Any, now: datetime, beats: bool) -> None:
        """Note that somebody has the form of a row open; since when is kept while it stays open."""
        mine = self.of(row).filter(user=user)
        if mine.open_at(now).update(seen_at=now, beats=beats):
            return
        self.update_or_create(
            model=row._meta.label_lower,
            object_id=row.pk,
            user=user,
            defaults={"opened_at": now, "seen_at": now, "beats": beats},
        )

    def others(self, *, row: models.Model, user: Any, now: datetime) -> list["OpenForm"]:
        """Who else has it open, the first first. One query."""
        found = self.of(row).open_at(now).exclude(user=user)
        return list(found.select_related("user").order_by("opened_at"))


class OpenForm(models.Model):
    """That a user has the change form of a row open; says nothing of what is typed there."""

    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    beats = models.BooleanField(default=False)

    objects = OpenFormQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("model", "object_id", "user"), name="open_form_once_per_user"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} has {self.model} {self.object_id} open"
