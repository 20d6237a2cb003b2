"""Pictures of the library, and which of them an edition shows."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from guides import limits, markup
from guides.models.content import Versioned
from guides.models.edition import Edition
from guides.models.fields import slug_field


class Picture(Versioned):
    """A picture that texts name by its slug; its files stand on the disk under ``key``.

    Another file gets another key, so that pages which were published keep what they showed.
    """

    slug = slug_field(
        unique=True, help_text="Texts show the picture by it: ![](picture:order-page)."
    )
    alt = models.CharField(
        "words in its place",
        max_length=limits.ALT,
        blank=True,
        validators=[MaxLengthValidator(limits.ALT)],
        help_text="What the picture says, for whoever does not see it. A text may say it in other "
        "words of its own: ![words](picture:order-page).",
    )
    decorative = models.BooleanField(
        default=False,
        help_text="It says nothing that the text does not say: screen readers pass it over.",
    )
    key = models.CharField(max_length=32, unique=True, editable=False)
    format = models.CharField(
        max_length=4, choices=[(name, name) for name in markup.FORMATS], editable=False
    )
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    frames = models.PositiveIntegerField(default=1, editable=False)
    transparent = models.BooleanField(default=False, editable=False)
    # The widths of its files, small first.
    widths = models.JSONField(editable=False)
    # Bytes and digest of its largest file, and the digest of the file that was brought.
    size = models.PositiveIntegerField(editable=False)
    digest = models.CharField(max_length=64, editable=False)
    original_digest = models.CharField(max_length=64, editable=False)

    class Meta:
        ordering = ("slug",)
        constraints = (
            models.CheckConstraint(
                condition=Q(decorative=True, alt="") | (Q(decorative=False) & ~Q(alt="")),
                name="picture_said_or_decorative",
                violation_error_message="Write the words in its place, or tick “decorative”.",
            ),
            models.CheckConstraint(
                condition=Q(format__in=markup.FORMATS), name="picture_format_known"
            ),
        )

    def __str__(self) -> str:
        return self.slug

    @property
    def shown(self) -> markup.Picture:
        """The picture as texts show it."""
        return markup.Picture(
            alt=self.alt,
            key=self.key,
            format=self.format,
            width=self.width,
            height=self.height,
            widths=tuple(self.widths),
            transparent=self.transparent,
        )


class PictureUse(models.Model):
    """That an edition shows a picture: derived from its page when it is published.

    It keeps the files of ``key`` on the disk for ever, whatever becomes of the picture.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="pictures")
    slug = slug_field()
    key = models.CharField(max_length=32)

    class Meta:
        indexes = (
            models.Index(fields=("slug",), name="picture_use_slug"),
            models.Index(fields=("key",), name="picture_use_key"),
        )

    def __str__(self) -> str:
        return f"{self.edition} → picture:{self.slug}"
