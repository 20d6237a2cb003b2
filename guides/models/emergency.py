"""Emergency notes: a short text that stands on top of chosen pages until it expires."""

from collections.abc import Iterable
from datetime import datetime
from html import unescape
from typing import Any, Literal, Self

from django.db import models
from django.db.models import F, Q
from django.utils.html import strip_tags

from guides import limits
from guides.models.content import Guide, Situation, Versioned
from guides.models.version import Seen, SeenQuerySet
from guides.models.wizard import Wizard

# Where the pages of each kind are chosen.
PLACES = {"guide": "guides", "situation": "situations", "wizard": "wizards"}

State = Literal["planned", "standing", "over"]


class EmergencyNoteQuerySet(SeenQuerySet["EmergencyNote"]):
    """Emergency notes in the words of readers and editors."""

    def standing(self, now: datetime) -> Self:
        """Those that readers see at a time."""
        return self.filter(Q(starts_at=None) | Q(starts_at__lte=now), ends_at__gt=now)

    def not_over(self, now: datetime) -> Self:
        """Those that readers see at a time or will see later."""
        return self.filter(ends_at__gt=now)

    def on(self, items: Iterable[tuple[str, int]]) -> Self:
        """Those of the whole site, and those of some items: each as kind and key. One query."""
        wanted = Q(everywhere=True)
        for kind, pk in items:
            chosen = through(kind)._default_manager
            wanted |= Q(pk__in=chosen.filter(**{kind: pk}).values("emergencynote"))
        return self.filter(wanted)


def through(kind: str) -> type[models.Model]:
    """The rows that put notes on items of a kind."""
    field: Any = EmergencyNote._meta.get_field(PLACES[kind])
    found: type[models.Model] = field.remote_field.through
    return found


class EmergencyNote(Seen, Versioned):
    """A text with an expiry that stands on top of chosen pages, or of every page.

    It changes what readers see at once, without an edition. It belongs to the moment, not to the
    content: no pack holds it, and loading one leaves it alone.
    """

    text = models.TextField(
        max_length=limits.EMERGENCY,
        help_text="Markdown: words, links, lists. The first paragraph is always in sight, so one "
        f"or two sentences, at most {limits.EMERGENCY_FIRST} characters; what follows is folded.",
    )
    starts_at = models.DateTimeField(
        "from (UTC)", null=True, blank=True, help_text="Empty: from now on."
    )
    ends_at = models.DateTimeField(
        "until (UTC)", help_text="Nobody sees it after this; pages may be a minute late."
    )
    everywhere = models.BooleanField("on the whole site", default=False)
    guides = models.ManyToManyField(Guide, related_name="emergency_notes", blank=True)
    situations = models.ManyToManyField(Situation, related_name="emergency_notes", blank=True)
    wizards = models.ManyToManyField(Wizard, related_name="emergency_notes", blank=True)

    # The text as the renderer made it when it was saved: readers' pages render nothing.
    html = models.TextField(editable=False)
    more = models.TextField(editable=False, blank=True)

    objects = EmergencyNoteQuerySet.as_manager()

    class Meta:
        ordering = ("-ends_at", "-id")
        indexes = (models.Index(fields=("ends_at",), name="emergency_note_ends"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at__gt=F("starts_at")),
                name="emergency_note_ends_after_start",
                violation_error_message="It would end before it begins.",
            ),
        )

    def __str__(self) -> str:
        first = " ".join(unescape(strip_tags(self.html)).split())
        return first if len(first) <= 60 else f"{first[:59]}…"

    def state(self, now: datetime) -> State:
        if self.ends_at <= now:
            return "over"
        return "planned" if self.starts_at and self.starts_at > now else "standing"
