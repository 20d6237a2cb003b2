"""Queries put into SQL once: they answer as the querysets that they are made of."""

from datetime import timedelta

import pytest
from django.db.models import F, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from guides.models import Edition, EmergencyNote
from guides.models.prepared import Prepared
from tests.factories import make_emergency_note, make_guide, make_live, make_situation

pytestmark = pytest.mark.django_db

COLUMNS = ("kind", "slug", "published_at", "live", "text")


def at(kind, slug):
    text = Cast("page_json", TextField())
    found = Edition.objects.filter(kind=kind, slug=slug).annotate(text=text).order_by()
    return found.values_list(*COLUMNS)


def test_it_answers_as_its_queryset_does_whatever_it_is_asked() -> None:
    prepared = Prepared(("kind", "slug"), at)
    make_live(make_guide(slug="one"), make_guide(slug="two"), make_situation(slug="two"))
    for kind in ("guide", "situation", "wizard", "' OR 1=1 --", "%s", ""):
        for slug in ("one", "two", "none", "%", "'", "\\", "slug"):
            assert prepared.rows("default", kind=kind, slug=slug) == list(at(kind, slug))
    assert prepared.rows("default", kind="guide", slug="one")[0][2].tzinfo is not None


def test_it_is_put_into_sql_once(django_assert_num_queries) -> None:
    built = []

    def build(slug):
        built.append(slug)
        return at("guide", slug)

    prepared = Prepared(("slug",), build)
    with django_assert_num_queries(3):
        for slug in ("a", "b", "c"):
            prepared.rows("default", slug=slug, other="not asked for")
    assert built == ["slug"]


def test_numbers_and_times_are_asked_for_as_values() -> None:
    now = timezone.now()
    note = make_emergency_note(starts_at=now, ends_at=now + timedelta(hours=1))
    prepared = Prepared(
        ("pk", "now"),
        lambda pk, now: (
            EmergencyNote.objects.filter(pk=Value(pk))
            .standing(Value(now))
            .order_by()
            .values_list("pk", "ends_at")
        ),
    )
    second = timedelta(seconds=1)
    for pk, time, stands in (
        (note.pk, now, True),
        (note.pk, now - second, False),
        (note.pk, note.ends_at - second, True),
        (note.pk, note.ends_at, False),
        (note.pk + 1, now, False),
    ):
        wanted = [(note.pk, note.ends_at)] if stands else []
        assert prepared.rows("default", pk=pk, now=time) == wanted


def test_several_querysets_can_be_joined() -> None:
    make_live(make_guide(slug="one"), make_situation(slug="two"))

    def build(guide, situation):
        found = Edition.objects.order_by().annotate(asked=F("slug")).values_list("kind", "asked")
        others = found.filter(kind="situation", slug=situation)
        return found.filter(kind="guide", slug=guide).union(others, all=True).order_by("kind")

    prepared = Prepared(("guide", "situation"), build)
    assert prepared.rows("default", guide="one", situation="two") == [
        ("guide", "one"),
        ("situation", "two"),
    ]
    assert prepared.rows("default", guide="two", situation="one") == []
