"""The working copy of wizards: the decision tree as rows."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from guides import limits
from guides.models.content import Item, Section, Situation, Versioned
from guides.models.fields import lines, slug_field

TARGETS = ("to_question", "to_situation", "to_section")


class Wizard(Item):
    """A decision tree that walks a reader to the page that applies."""

    KIND = "wizard"

    start = slug_field(help_text="The key of the first question.")

    class Meta(Item.Meta):
        abstract = False
        ordering = ("position", "slug")
        indexes = (models.Index(fields=("position", "slug"), name="wizard_list"),)


class Question(Versioned):
    """One question of a wizard."""

    wizard = models.ForeignKey(Wizard, models.CASCADE, related_name="questions")
    position = models.PositiveIntegerField(default=0, help_text="Order in this list only.")
    key = slug_field(help_text="Its part of the address: “order” in /order=shipped/.")
    text = models.CharField(max_length=limits.TITLE, help_text="In the reader's words, with a “?”.")
    hint = models.CharField(max_length=limits.HINT, blank=True, help_text="One sentence.")

    class Meta:
        ordering = ("wizard", "position")
        constraints = (
            models.UniqueConstraint(
                fields=("wizard", "key"),
                name="question_key_unique_in_wizard",
                violation_error_message="Another question of this wizard has this key.",
            ),
            models.UniqueConstraint(
                fields=("wizard", "position"), name="question_position_unique_in_wizard"
            ),
        )

    def __str__(self) -> str:
        return f"{self.wizard.slug}: {self.text}"


class Choice(models.Model):
    """One answer to a question; it leads to exactly one question, situation or section."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="choices")
    position = models.PositiveIntegerField(default=0, help_text="Order under the question.")
    key = slug_field(help_text="Its part of the address: “shipped” in /order=shipped/.")
    label = models.CharField(max_length=limits.LABEL)
    hint = models.CharField(max_length=limits.HINT, blank=True, help_text="One sentence.")
    # RESTRICT, not PROTECT: a wizard is deleted with all its questions at once.
    to_question = models.ForeignKey(
        Question, models.RESTRICT, related_name="choices_to", null=True, blank=True
    )
    to_situation = models.ForeignKey(
        Situation, models.PROTECT, related_name="choices_to", null=True, blank=True
    )
    to_section = models.ForeignKey(
        Section, models.PROTECT, related_name="choices_to", null=True, blank=True
    )

    class Meta:
        ordering = ("question", "position")
        constraints = (
            models.UniqueConstraint(
                fields=("question", "key"),
                name="choice_key_unique_in_question",
                violation_error_message="Another choice of this question has this key.",
            ),
            models.UniqueConstraint(
                fields=("question", "position"), name="choice_position_unique_in_question"
            ),
            models.CheckConstraint(
                condition=Q(to_question__isnull=False, to_situation=None, to_section=None)
                | Q(to_question=None, to_situation__isnull=False, to_section=None)
                | Q(to_question=None, to_situation=None, to_section__isnull=False),
                name="choice_leads_to_exactly_one",
                violation_error_message="A choice leads to exactly one question, situation or "
                "section.",
            ),
        )

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        super().clean()
        target = self.to_question
        if target and self.question_id and target.wizard_id != self.question.wizard_id:
            raise ValidationError({"to_question": "This question belongs to another wizard."})

    @property
    def to(self) -> str:
        """What the choice leads to, as the pack format writes it."""
        if self.to_question:
            return f"question:{self.to_question.key}"
        if self.to_situation:
            return f"situation:{self.to_situation.slug}"
        return f"section:{self.to_section.name}" if self.to_section else ""


class Scenario(models.Model):
    """What a row of answers must reach, and what the page there must say, whoever changes what."""

    wizard = models.ForeignKey(Wizard, models.CASCADE, related_name="scenarios")
    position = models.PositiveIntegerField(default=0, help_text="Order in this list only.")
    answers = models.CharField(
        "row of answers",
        max_length=limits.ANSWERS,
        help_text="As in the address of the last step: order=shipped/arrived=no",
    )
    to_situation = models.ForeignKey(
        Situation,
        models.PROTECT,
        verbose_name="must reach this situation",
        related_name="scenarios",
        null=True,
        blank=True,
    )
    to_section = models.ForeignKey(
        Section,
        models.PROTECT,
        verbose_name="or this section",
        related_name="scenarios",
        null=True,
        blank=True,
    )
    mentions = models.TextField(
        "must mention",
        blank=True,
        help_text="Words that the page there must hold. One a line.",
    )

    class Meta:
        ordering = ("wizard", "position")
        constraints = (
            models.UniqueConstraint(
                fields=("wizard", "answers"),
                name="scenario_answers_unique_in_wizard",
                violation_error_message="Another scenario of this wizard has these answers.",
            ),
            models.UniqueConstraint(
                fields=("wizard", "position"), name="scenario_position_unique_in_wizard"
            ),
            models.CheckConstraint(
                condition=Q(to_situation__isnull=False, to_section=None)
                | Q(to_situation=None, to_section__isnull=False),
                name="scenario_reaches_exactly_one",
                violation_error_message="A scenario reaches exactly one situation or section.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.wizard.slug}: {self.answers}"

    @property
    def reaches(self) -> str:
        """What must be reached, as the pack format writes it."""
        if self.to_situation:
            return f"situation:{self.to_situation.slug}"
        return f"section:{self.to_section.name}" if self.to_section else ""

    @property
    def mentions_list(self) -> tuple[str, ...]:
        return lines(self.mentions)
