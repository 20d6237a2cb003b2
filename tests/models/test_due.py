"""The database reckons the next check of an item as Python does."""

from datetime import date

import pytest

from guides import pages
from guides.models import Guide, NextCheck
from tests.factories import make_guide


@pytest.mark.parametrize(
    ("reviewed", "days"),
    [
        (date(2026, 11, 22), 180),
        (date(2024, 2, 28), 1),
        (date(2026, 12, 31), 1),
        (date(9999, 12, 30), 1),
        (date(9999, 12, 30), 2),
        (date(2026, 11, 22), 2_147_483_647),
        (date(1, 1, 1), 3_652_058),
    ],
)
def test_it_is_what_pages_say(db, reviewed, days) -> None:
    make_guide(reviewed=reviewed, review_every_days=days)
    (guide,) = Guide.objects.annotate(due=NextCheck())
    assert guide.due == pages.review_due(reviewed, days)


def test_lists_sort_and_filter_by_it(db) -> None:
    late = make_guide(reviewed=date(2026, 1, 1), review_every_days=300)
    soon = make_guide(reviewed=date(2026, 11, 1), review_every_days=5)
    rows = Guide.objects.annotate(due=NextCheck())
    assert list(rows.order_by("-due")) == [soon, late]
    assert list(rows.filter(due__lt=date(2026, 11, 1))) == [late]
