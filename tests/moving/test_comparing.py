"""Pages made from two databases: here both on SQLite, and one of them changed."""

from django.db import DEFAULT_DB_ALIAS, connections

from guides.models import Edition
from guides.moving import comparing
from guides.moving.comparing import Answer


def found(other, *paths: str) -> dict[str, str]:
    return dict(comparing.differences(paths or comparing.addresses(), other))


def test_the_same_site_gives_the_same_pages(old, other):
    assert set(found(other).values()) == {""}


def test_every_address_that_ever_led_somewhere_is_asked(old):
    paths = list(comparing.addresses())
    assert len(paths) == len(set(paths)) == comparing.count()
    ask = comparing.asking()
    assert {ask(path).status for path in paths} == {200, 301, 302, 404, 410}
    for edition in Edition.objects.live():
        assert edition.address in paths
        assert ask(edition.address).status == 200


def test_a_page_that_differs_is_found(old, other):
    with comparing.standing_in(other):
        edition = Edition.objects.live().guides().get()
        assert other.cursor().execute(
            "UPDATE guides_edition SET page_json = replace(page_json, 'Text of', 'Other text of')"
        )
    told = edition.address.rstrip("/") + ".md"
    faults = found(other, edition.address, told, "/wizards/")
    assert faults == {edition.address: "differs", told: "differs", "/wizards/": ""}


def test_a_page_that_is_gone_is_found(old, other):
    other.cursor().execute("UPDATE guides_edition SET live = false")
    path = Edition.objects.live().situations().first().address
    assert found(other, path)[path] == "answers 200, and 410 from the new database"


def test_a_page_that_differs_once_is_made_again():
    said = iter([Answer(200, "before midnight"), *[Answer(200, "after")] * 3])
    assert list(comparing.differences(["/"], None, ask=lambda _: next(said))) == [("/", "")]


def test_a_page_that_cannot_be_made_is_not_the_same():
    found = comparing.differences(["/"], None, ask=lambda _: Answer(500, "x"))
    assert "500" in dict(found)["/"]


def test_the_site_has_its_own_database_again(old, other):
    before = connections[DEFAULT_DB_ALIAS]
    with comparing.standing_in(other):
        assert connections[DEFAULT_DB_ALIAS] is other
    assert connections[DEFAULT_DB_ALIAS] is before
