"""Revisions: the working copy as it was after each save, so that no text is ever lost."""

from django.db import models

from guides import limits
from guides.models.content import Guide, Situation
from guides.models.edition import KINDS, OfItem
from guides.models.wizard import Wizard


class Revision(OfItem):
    """The pack text of an item's working copy as somebody saved, loaded or restored it."""

    class How(models.TextChoices):
        SAVED = "saved"
        LOADED = "loaded"
        RESTORED = "restored"

    # What was never published may be deleted, with all that was ever saved of it.
    guide = models.ForeignKey(Guide, models.CASCADE, null=True, related_name="revisions")
    situation = models.ForeignKey(Situation, models.CASCADE, null=True, related_name="revisions")
    wizard = models.ForeignKey(Wizard, models.CASCADE, null=True, related_name="revisions")

    version = models.PositiveIntegerField()
    how = models.CharField(max_length=10, choices=How.choices)
    source = models.TextField()
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=150, blank=True)
    note = models.CharField(max_length=limits.NOTE, blank=True)

    class Meta:
        ordering = ("-saved_at", "-id")
        constraints = tuple(
            models.UniqueConstraint(fields=(kind, "version"), name=f"revision_version_per_{kind}")
            for kind in KINDS
        )

    @property
    def name(self) -> str:
        return f"version {self.version}"

    def __str__(self) -> str:
        return f"{self.kind} {self.item_id}, version {self.version}"
