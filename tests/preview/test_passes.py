"""Passes: which item they open, for how long, and that nothing else is one."""

from datetime import timedelta

import pytest
from django.core import signing

from guides import publishing
from guides.preview import DAYS, Over, Unknown, make_pass, read_pass
from guides.preview import passes as room
from tests.factories import make_guide, make_live, make_situation, make_wizard

DAY = timedelta(days=1).total_seconds()


def over(token: str) -> str:
    with pytest.raises(Over) as error:
        read_pass(token)
    return error.value.why


@pytest.fixture
def later(monkeypatch):
    """Let days pass for whoever looks at a signature."""
    now = signing.time.time()

    def later(days: float) -> None:
        monkeypatch.setattr(signing.time, "time", lambda: now + days * DAY)

    return later


@pytest.mark.parametrize("make", [make_guide, make_situation, make_wizard])
def test_a_pass_opens_its_item_for_seven_days(db, later, make):
    item = make()
    token = make_pass(item)
    assert read_pass(token) == item
    later(DAYS - 0.01)
    assert read_pass(token) == item
    later(DAYS + 0.01)
    assert over(token) == "expired"


def test_saving_does_not_end_it_but_publishing_and_withdrawing_do(db):
    guide = make_guide()
    draft = make_pass(guide)
    guide.title = "Another"
    guide.save()
    assert read_pass(draft).title == "Another"
    make_live(guide)
    live = make_pass(guide)
    assert over(draft) == "revoked"
    assert read_pass(live) == guide
    publishing.withdraw(items=[guide], by="Ada")
    assert over(live) == over(draft) == "revoked"
    assert read_pass(make_pass(guide)) == guide


def test_publishing_another_item_does_not_end_it(db):
    guide = make_guide()
    token = make_pass(guide)
    make_live(make_guide())
    assert read_pass(token) == guide


def test_what_is_deleted_is_gone(db):
    guide = make_guide()
    token = make_pass(guide)
    guide.delete()
    assert over(token) == "gone"


def test_no_character_of_it_can_be_another(db):
    token = make_pass(make_guide())
    for at, character in enumerate(token):
        for other in {"a", "B", "0", ":", "-", "é"} - {character}:
            with pytest.raises(Unknown):
                read_pass(token[:at] + other + token[at + 1 :])
        with pytest.raises(Unknown):
            read_pass(token[:at] + token[at + 1 :])
    with pytest.raises(Unknown):
        read_pass(f"{token}a")


def test_what_is_signed_for_something_else_is_no_pass(db, settings):
    guide = make_guide()
    with pytest.raises(Unknown):
        read_pass(signing.dumps(["guide", guide.pk, 0, False], salt="another"))
    token = make_pass(guide)
    settings.SECRET_KEY = "another" * 9
    with pytest.raises(Unknown):
        read_pass(token)


def test_making_one_writes_nothing(db, django_assert_num_queries):
    guide = make_guide()
    with django_assert_num_queries(1):
        token = make_pass(guide)
    with django_assert_num_queries(2):
        room.read_pass(token)
