"""Schedules: what is to become live, or to be withdrawn, at a time still to come."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from guides import limits
from guides.models.content import Guide, Item, Situation
from guides.models.edition import KINDS, Edition, OfItem, exactly_one_item, of
from guides.models.fields import slug_field
from guides.models.wizard import Wizard


class ScheduleQuerySet(models.QuerySet["Schedule"]):
    """Schedules in the words of editors."""

    def pending(self) -> Self:
        return self.filter(state=Schedule.State.PENDING)

    def failed(self) -> Self:
        """Those that were refused at their time: somebody has to look at them."""
        return self.filter(state=Schedule.State.FAILED)

    def to_look_at(self) -> Self:
        """Those that failed, and after which nothing was done or planned for their item."""
        found = self.failed()
        for kind in KINDS:
            own = Q(**{kind: OuterRef(kind)})
            newer = Schedule.objects.filter(own, id__gt=OuterRef("id"))
            done = Edition.objects.filter(
                Q(published_at__gt=OuterRef("ended_at")) | Q(withdrawn_at__gt=OuterRef("ended_at")),
                own,
            )
            found = found.exclude(Exists(newer) | Exists(done))
        return found

    def to_publish(self) -> Self:
        return self.filter(action=Schedule.Action.PUBLISH)

    def to_withdraw(self) -> Self:
        return self.filter(action=Schedule.Action.WITHDRAW)

    def due(self, now: datetime) -> Self:
        """Pending, and their time has come. A look into an index of what is pending only."""
        return self.pending().filter(at__lte=now)

    def of(self, item: Item) -> Self:
        return self.filter(**of(item))

    def of_any(self, items: Iterable[Item]) -> Self:
        """The schedules of some items. One query."""
        wanted = Q(pk__in=[])
        by_kind: dict[str, list[int]] = {}
        for item in items:
            by_kind.setdefault(item.KIND, []).append(item.pk)
        for kind, pks in by_kind.items():
            wanted |= Q(**{f"{kind}__in": pks})
        return self.filter(wanted)

    def drop(self, *, by: str, why: str, now: datetime) -> int:
        """Cancel those of them that are still pending; answers how many that were."""
        state = Schedule.State.CANCELLED
        return self.pending().update(state=state, ended_at=now, ended_by=by, why=why)

    def in_order(self) -> Self:
        """As they come due; what is due at the same time is one batch."""
        return self.order_by("at", "id")


class Schedule(OfItem):
    """A time at which an item becomes live, with the text it then has, or is withdrawn.

    ``source`` is the item's pack text as it was judged, and ``slug`` its address then: what is
    saved later does not slip in. Only ``publishing`` writes these rows; what is over is kept.
    """

    class Action(models.TextChoices):
        PUBLISH = "publish"
        WITHDRAW = "withdraw"

    class State(models.TextChoices):
        PENDING = "pending"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    # What was never published may be deleted, with all that was planned for it.
    guide = models.ForeignKey(Guide, models.CASCADE, null=True, related_name="schedules")
    situation = models.ForeignKey(Situation, models.CASCADE, null=True, related_name="schedules")
    wizard = models.ForeignKey(Wizard, models.CASCADE, null=True, related_name="schedules")

    action = models.CharField(max_length=10, choices=Action.choices)
    at = models.DateTimeField()
    slug = slug_field()
    # Empty where the item is to be withdrawn.
    source = models.TextField(blank=True)
    version = models.PositiveIntegerField()
    note = models.CharField(max_length=limits.NOTE, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)

    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    # When it was done, failed or was cancelled, by whom (nobody: its time had come), and why.
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=150, blank=True)
    why = models.TextField(blank=True)

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=("at",), condition=Q(state="pending"), name="schedule_pending"),
        )
        constraints = (
            models.CheckConstraint(condition=exactly_one_item(), name="schedule_of_one_item"),
            models.CheckConstraint(
                condition=Q(state="pending", ended_at=None)
                | (~Q(state="pending") & Q(ended_at__isnull=False)),
                name="schedule_ends_once",
            ),
            *(
                models.UniqueConstraint(
                    fields=(kind, "action"),
                    condition=Q(state="pending"),
                    name=f"schedule_pending_per_{kind}",
                )
                for kind in KINDS
            ),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.kind} {self.slug} at {self.at:%Y-%m-%d %H:%M} UTC"

    @property
    def is_pending(self) -> bool:
        return self.state == self.State.PENDING

    @property
    def reasons(self) -> list[str]:
        """Why it failed or was cancelled, a line each."""
        return self.why.splitlines()


def is_scheduled(kind: str) -> Exists:
    """Whether something is pending for an item, for annotating rows of its kind."""
    pending: dict[str, Any] = {kind: OuterRef("pk")}
    return Exists(Schedule.objects.pending().filter(**pending))
