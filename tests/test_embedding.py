"""Which situation an address means."""

import pytest
from django.conf import settings

from guides import embedding, publishing
from guides.models import Edition
from tests.factories import make_guide, make_live, make_situation, make_wizard

SITE = settings.SITE_URL


@pytest.fixture
def state(db):
    guide = make_guide({"part": "Text."}, slug="guide")
    state = make_situation(slug="state", code="S-07")
    tree = {"a": {"on": "b", "x": state}, "b": {"y": state, "g": guide.sections.get()}}
    make_live(guide, state, make_wizard(tree, slug="walk"))
    return state


@pytest.mark.parametrize(
    "path",
    [
        *("/situations/state/", "/s/S-07/", "/s/s07/", "/situations/state/?from=x#top"),
        *("/wizards/walk/a=x/", "/wizards/walk/a=on/b=y/", "/wizards/walk/a%3Don/b%3Dy/"),
        *("/situations/state", "/s/S-07", "/wizards/walk/a=x", "/situations/state?from=x"),
    ],
)
def test_a_situation_is_meant_by_its_page_its_code_and_the_end_of_a_wizard(state, path) -> None:
    assert embedding.situation_at(SITE + path).item == state


@pytest.mark.parametrize(
    "address",
    [
        *("", "/situations/state/", "nonsense", "https://[", f"{SITE}", f"{SITE}/"),
        *(f"{SITE}/situations/never/", f"{SITE}/situations/", f"{SITE}/guides/guide/"),
        *(f"{SITE}/s/none/", f"{SITE}/s/%00/", f"{SITE}/admin/", f"{SITE}/situations/state//"),
        *(f"{SITE}/wizards/walk/", f"{SITE}/wizards/walk/a=on/", f"{SITE}/wizards/walk/a=no/"),
        *(f"{SITE}/wizards/walk/a=on/b=g/", f"{SITE}/wizards/never/a=x/"),
        "https://elsewhere.example/situations/state/",
        f"{SITE}.evil.example/situations/state/",
        f"{SITE.replace('://', '://user@')}/situations/state/",
        f"javascript:{SITE}/situations/state/",
    ],
)
def test_no_other_address_means_one(state, address: str) -> None:
    with pytest.raises(Edition.DoesNotExist):
        embedding.situation_at(address)


def test_former_addresses_mean_it_still_and_withdrawn_ones_nothing(state) -> None:
    state.slug = "renamed"
    state.save()
    make_live(state)
    for path in ("/situations/state/", "/situations/renamed/", "/wizards/walk/a=x/", "/s/S-07/"):
        assert embedding.situation_at(SITE + path).slug == "renamed"
    alone = make_situation(slug="alone", code="S-08")
    make_live(alone)
    publishing.withdraw(items=[alone], by="tests")
    for path in ("/situations/alone/", "/s/S-08/"):
        with pytest.raises(Edition.DoesNotExist):
            embedding.situation_at(SITE + path)
