"""Readers are told when a page has not been checked for more than twice its time."""

from datetime import date, timedelta

import pytest

from guides.models import Edition
from guides.templatetags import checking
from tests.factories import REVIEWED, make_guide, make_live, make_situation, make_wizard
from tests.html import parse

DAYS = 10
LAST = REVIEWED + timedelta(days=2 * DAYS)
SAYS = "This page has not been checked since 22 November 2026. Details may have changed."


@pytest.fixture
def on_day(monkeypatch):
    return lambda day: monkeypatch.setattr(checking, "localdate", lambda: day)


@pytest.fixture
def pages(db) -> list[str]:
    """A guide, a situation, both as outcomes, and the situation's card."""
    guide = make_guide({"part": "Text."}, review_every_days=DAYS)
    situation = make_situation(review_every_days=DAYS)
    wizard = make_wizard({"q": {"a": situation, "b": guide.sections.get()}})
    make_live(guide, situation, wizard)
    outcomes = [f"{wizard.address}q={choice}/" for choice in ("a", "b")]
    return [guide.address, situation.address, *outcomes, f"/embed{situation.address}"]


def test_it_is_said_from_the_day_after_twice_the_time(client, pages, on_day) -> None:
    for day, told in ((LAST, []), (LAST + timedelta(days=1), [SAYS])):
        on_day(day)
        for address in pages:
            assert parse(client.get(address)).texts("//*[@class='unchecked']") == told, address


def test_a_page_says_when_it_was_checked_anyway(client, pages, on_day) -> None:
    on_day(REVIEWED)
    for address in pages[:-1]:
        assert "Checked on 22 November 2026" in parse(client.get(address)).main, address


def test_it_costs_no_query(client, pages, on_day, django_assert_num_queries) -> None:
    page = Edition.objects.live().situations().get().page
    on_day(date(2040, 1, 1))
    with django_assert_num_queries(0):
        assert checking.is_unchecked(page)


def test_a_period_beyond_the_calendar_is_never_over(db) -> None:
    make_live(make_guide(review_every_days=1_999_999_999))
    assert not Edition.objects.get().page.is_unchecked(date.max)
