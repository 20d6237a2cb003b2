"""Moments: a time on the wall, in a zone, means one moment or is refused."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides.admin.moments import MomentForm, moment, zones

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("wall", "utc"),
    [
        ("2027-01-15 09:00", "2027-01-15 08:00"),
        ("2027-07-15 09:00", "2027-07-15 07:00"),
        ("2027-03-28 01:59", "2027-03-28 00:59"),
        ("2027-03-28 03:00", "2027-03-28 01:00"),
    ],
)
def test_it_is_the_moment_at_which_clocks_there_show_it(wall, utc):
    assert moment(at(wall), BERLIN) == at(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall", "told"), [("2027-03-28 02:30", "forward"), ("2027-10-31 02:30", "twice")]
)
def test_where_clocks_are_changed_it_may_be_none_or_two(wall, told):
    with pytest.raises(ValueError, match=told):
        moment(at(wall), BERLIN)


@given(st.datetimes(at("2026-01-01"), at("2032-01-01")), st.sampled_from(zones()))
def test_whatever_is_understood_reads_there_as_it_was_written(wall, zone):
    there = ZoneInfo(zone[0])
    try:
        found = moment(wall, there)
    except ValueError:
        return
    assert found.astimezone(there).replace(tzinfo=None) == wall


def test_utc_comes_first():
    assert zones()[0] == ("UTC", "UTC")
    assert ("America/New_York", "America/New York") in zones()


def test_the_zone_that_was_chosen_stays_chosen():
    text = str(MomentForm({"at": "", "zone": "Europe/Berlin"})["zone"])
    assert text.startswith("<select")
    assert text.count(" selected") == 1
    assert '<option value="Europe/Berlin" selected>Europe/Berlin</option>' in text
    assert 'id="id_zone"' in text
    assert '<option value="UTC" selected>' in str(MomentForm()["zone"])
