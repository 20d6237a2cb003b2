"""Live situations that offer a tool, on a day on which the counting is easy."""

from datetime import date

import pytest

from guides.models import Situation
from guides.views import reckoning
from tests.factories import make_fact, make_live, make_situation


@pytest.fixture
def tuesday(monkeypatch) -> date:
    """Today is 24 November 2026."""
    today = date(2026, 11, 24)
    monkeypatch.setattr(reckoning, "localdate", lambda: today)
    return today


@pytest.fixture
def waiting(db, tuesday) -> Situation:
    """The situation that offers the refund dates."""
    make_fact(key="card", label="To a card", group="refund", note="Ask your bank.")
    make_fact(key="pal", label="To a friend", group="refund", low=24, high=48, unit="hours")
    make_fact(key="other", label="No refund", group="shipping")
    situation = make_situation(title="Waiting", tools="refund-dates")
    make_live(situation)
    return situation


@pytest.fixture
def protected(db, tuesday) -> Situation:
    """The situation that offers a reminder."""
    situation = make_situation(title="Not there", hazard="Be in time.", tools="reminder")
    make_live(situation)
    return situation
