"""What several models' fields share: the pattern of names, and lists kept one entry a line."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from guides.limits import SLUG as LONGEST_SLUG
from guides.markup import SLUG

valid_slug = RegexValidator(
    re.compile(rf"\A{SLUG.pattern}\Z"),
    "Use small letters, digits and single hyphens, such as “already-shipped”.",
)


def slug_field(**options: object) -> "models.CharField[str, str]":
    """A name as the pack format allows it: ``[a-z0-9]+(-[a-z0-9]+)*``."""
    return models.CharField(max_length=LONGEST_SLUG, validators=[valid_slug], **options)  # type: ignore[arg-type]


def lines(text: str) -> tuple[str, ...]:
    """The entries of a list kept as text, one a line; empty lines do not count."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def valid_slugs(text: str) -> None:
    """Refuse a list of former names in which one could never have been a name."""
    for line in lines(text):
        valid_slug(line)
    if len(set(lines(text))) < len(lines(text)):
        raise ValidationError("The same name stands here twice.")
