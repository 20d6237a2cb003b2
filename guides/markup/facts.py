"""Facts in text: how a number with its unit is spelled, and where its token stands."""

import re
from collections.abc import Mapping

TOKEN = re.compile(r"\{fact:([^{}\n]*)\}")

UNITS = {
    "minutes": ("minute", "minutes"),
    "hours": ("hour", "hours"),
    "days": ("day", "days"),
    "business-days": ("business day", "business days"),
    "weeks": ("week", "weeks"),
}


def spell(low: int, high: int | None, unit: str) -> str:
    """Spell a fact for readers: ``3\u201315 business days``, ``24 hours``, ``1 day``."""
    one, many = UNITS[unit]
    if high is None or high == low:
        return f"{low} {one if low == 1 else many}"
    return f"{low}\u2013{high} {many}"


def fill(text: str, facts: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Put facts into a plain text; answers the text and the keys it did not know."""
    unknown: list[str] = []

    def replace(match: re.Match[str]) -> str:
        key = match[1]
        if key not in facts:
            unknown.append(key)
            return match[0]
        return facts[key]

    return TOKEN.sub(replace, text), tuple(unknown)
