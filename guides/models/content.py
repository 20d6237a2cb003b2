"""The working copy of guides, situations and facts."""

from typing import ClassVar

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Replace, Upper

from guides import limits
from guides.markup import address, spell
from guides.markup.facts import UNITS
from guides.models.fields import lines, slug_field, valid_slugs
from guides.models.version import Seen, SeenQuerySet

LIST_HELP = "One a line."


# The same in the database: the letters and digits of the column ``code``.
CODE_KEY = Upper(Replace("code", Value("-")))


def code_key(code: str) -> str:
    """A code as it is compared: letter case and dashes do not count (``s07`` is ``S-07``)."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


class Versioned(models.Model):
    """A row that editors change: each save counts its version up, so none overwrites another.

    Whoever saves says which version was read; ``guides.drafts`` holds them to it.
    """

    version = models.PositiveIntegerField(default=1, editable=False)
    saved_at = models.DateTimeField(null=True, editable=False)
    saved_by = models.CharField(max_length=150, blank=True, editable=False)

    class Meta:
        abstract = True


class Item(Versioned):
    """What can be published: a guide, a situation or a wizard."""

    KIND: ClassVar[str]

    slug = slug_field(
        unique=True,
        help_text="The last part of the address. When you change it after publishing, the old "
        "address leads to the new one.",
    )
    title = models.CharField(max_length=limits.TITLE)
    summary = models.CharField(max_length=limits.SUMMARY, help_text="One or two sentences.")
    position = models.PositiveIntegerField(
        default=0, help_text="Order in lists; the smallest number comes first."
    )
    reviewed = models.DateField(
        "checked on", help_text="The date on which the content was last checked against reality."
    )
    review_every_days = models.PositiveIntegerField(
        "check every (days)", default=180, validators=[MinValueValidator(1)]
    )
    formerly = models.TextField(
        "former names",
        blank=True,
        validators=[valid_slugs],
        help_text="Addresses that must keep working: the last part of each. " + LIST_HELP,
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        return address(self.KIND, self.slug)

    @property
    def formerly_list(self) -> tuple[str, ...]:
        return lines(self.formerly)


class Guide(Item):
    """A long article; its sections are rows."""

    KIND = "guide"

    introduction = models.TextField(
        blank=True, help_text="Markdown shown before the first section; most guides need none."
    )

    class Meta(Item.Meta):
        abstract = False
        ordering = ("position", "slug")
        indexes = (models.Index(fields=("position", "slug"), name="guide_list"),)


class Section(models.Model):
    """A part of a guide with an address of its own: the unit of linking."""

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="sections")
    position = models.PositiveIntegerField(default=0, help_text="Order within the guide.")
    anchor = slug_field(help_text="The part of the address after #.")
    heading = models.CharField(max_length=limits.TITLE)
    body = models.TextField(
        blank=True, help_text="Markdown. Headings inside start with ###; numbers are facts."
    )
    formerly = models.TextField(
        "former anchors",
        blank=True,
        validators=[valid_slugs],
        help_text="Anchors that must keep working. " + LIST_HELP,
    )

    class Meta:
        ordering = ("guide", "position")
        constraints = (
            models.UniqueConstraint(
                fields=("guide", "anchor"),
                name="section_anchor_unique_in_guide",
                violation_error_message="Another section of this guide has this anchor.",
            ),
            models.UniqueConstraint(
                fields=("guide", "position"), name="section_position_unique_in_guide"
            ),
        )

    def __str__(self) -> str:
        return f"{self.heading} ({self.name})"

    @property
    def name(self) -> str:
        """How content names this section: ``guide#anchor``."""
        return f"{self.guide.slug}#{self.anchor}"

    @property
    def formerly_list(self) -> tuple[str, ...]:
        return lines(self.formerly)


class Situation(Item):
    """A page named after the state the reader is in."""

    KIND = "situation"

    class Verdict(models.TextChoices):
        CAN = "can", "can"
        MAYBE = "maybe", "maybe"
        CANNOT = "cannot", "cannot"

    code = models.CharField(
        max_length=limits.CODE,
        validators=[
            RegexValidator(r"\A[A-Z0-9]+(-[A-Z0-9]+)*\Z", "Write it like “S-07”: capitals, digits.")
        ],
        help_text="Short, for the phone: S-07. It never changes and is never used again.",
    )
    verdict = models.CharField(
        max_length=10,
        choices=Verdict.choices,
        help_text="The answer to “can I still?”, shown above the title.",
    )
    hazard = models.CharField(
        max_length=limits.SUMMARY,
        blank=True,
        help_text="What must NOT be done, shown before anything else. Only where harm is possible.",
    )
    body = models.TextField(
        blank=True,
        help_text="Markdown. The first paragraph is the first thing to do; then the steps.",
    )
    screen_labels = models.TextField(
        blank=True, help_text="What the screen says in this state, word for word. " + LIST_HELP
    )
    tools = models.TextField(
        blank=True,
        help_text="What the page offers to reckon with: refund-dates, reminder. " + LIST_HELP,
    )
    sections = models.ManyToManyField(
        Section, through="SituationSection", related_name="situations", blank=True
    )
    related = models.ManyToManyField(
        "self",
        through="RelatedSituation",
        through_fields=("situation", "related"),
        symmetrical=False,
        related_name="related_from",
        blank=True,
    )

    class Meta(Item.Meta):
        abstract = False
        ordering = ("position", "slug")
        indexes = (models.Index(fields=("position", "slug"), name="situation_list"),)
        constraints = (
            models.UniqueConstraint(
                CODE_KEY,
                name="situation_code_unique",
                violation_error_message="Another situation has this code.",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=("can", "maybe", "cannot")), name="situation_verdict_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def screen_labels_list(self) -> tuple[str, ...]:
        return lines(self.screen_labels)

    @property
    def tools_list(self) -> tuple[str, ...]:
        return lines(self.tools)


def with_code(code: str) -> "models.QuerySet[Situation]":
    """The situation with a code, in whatever spelling."""
    return Situation.objects.alias(key=CODE_KEY).filter(key=code_key(code))


class SituationSection(models.Model):
    """A section that applies in a situation, in the order in which readers see them."""

    situation = models.ForeignKey(Situation, models.CASCADE, related_name="section_links")
    section = models.ForeignKey(Section, models.PROTECT, related_name="situation_links")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("situation", "position")
        constraints = (
            models.UniqueConstraint(
                fields=("situation", "section"),
                name="situation_section_once",
                violation_error_message="This section is listed already.",
            ),
            models.UniqueConstraint(
                fields=("situation", "position"), name="situation_section_position_unique"
            ),
        )

    def __str__(self) -> str:
        return f"{self.situation} → {self.section}"


class RelatedSituation(models.Model):
    """Another situation that readers of one may really be in."""

    situation = models.ForeignKey(Situation, models.CASCADE, related_name="related_links")
    related = models.ForeignKey(Situation, models.PROTECT, related_name="related_from_links")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("situation", "position")
        constraints = (
            models.UniqueConstraint(
                fields=("situation", "related"),
                name="related_situation_once",
                violation_error_message="This situation is listed already.",
            ),
            models.UniqueConstraint(
                fields=("situation", "position"), name="related_situation_position_unique"
            ),
            models.CheckConstraint(
                condition=~Q(situation=F("related")),
                name="related_situation_is_another",
                violation_error_message="A situation is not related to itself.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.situation} → {self.related}"


class Fact(Versioned):
    """A number with its unit, source and the date it was checked. Text names it by token."""

    class Unit(models.TextChoices):
        MINUTES = "minutes"
        HOURS = "hours"
        DAYS = "days"
        BUSINESS_DAYS = "business-days", "business days"
        WEEKS = "weeks"

    key = slug_field(
        unique=True, help_text="Text names the fact by it: {fact:refund-card} for refund-card."
    )
    label = models.CharField(max_length=limits.LABEL)
    group = models.CharField(
        max_length=limits.SLUG, blank=True, help_text="Facts of one group are offered together."
    )
    low = models.PositiveIntegerField()
    high = models.PositiveIntegerField(
        null=True, blank=True, help_text="Leave empty where there is one number."
    )
    unit = models.CharField(max_length=20, choices=Unit.choices)
    note = models.CharField(max_length=limits.NOTE, blank=True)
    source = models.CharField(max_length=limits.NOTE, help_text="Where the number is from.")
    checked = models.DateField(help_text="The date on which the source was last looked at.")
    position = models.PositiveIntegerField(default=0, help_text="Order in lists.")

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(high__isnull=True) | Q(high__gte=F("low")),
                name="fact_high_not_below_low",
                violation_error_message="The higher number is below the lower one.",
            ),
            models.CheckConstraint(condition=Q(unit__in=tuple(UNITS)), name="fact_unit_known"),
        )

    def __str__(self) -> str:
        return f"{self.key}: {self.spelled}"

    @property
    def spelled(self) -> str:
        """The number with its unit as readers see it."""
        return spell(self.low, self.high, self.unit)


class SynonymQuerySet(SeenQuerySet["Synonym"]):
    """Synonyms: readers find by them."""


class Synonym(Seen, Versioned):
    """Words and phrases that mean the same to a search: never shown, so never published."""

    key = slug_field(unique=True, help_text="Names the group, for you and in synonyms.toml.")
    words = models.TextField(
        help_text="Words or short phrases that mean the same; readers may type any. " + LIST_HELP
    )
    position = models.PositiveIntegerField(default=0, help_text="Order in lists.")

    objects = SynonymQuerySet.as_manager()

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return ", ".join(self.words_list)

    @property
    def words_list(self) -> tuple[str, ...]:
        return lines(self.words)
