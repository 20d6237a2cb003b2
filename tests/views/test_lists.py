"""The lists of guides, situations, wizards and screens, and the map of a wizard, in pages."""

import pytest

from guides import paging, shelf
from guides.models import Wizard
from tests.factories import make_guide, make_live, make_situation, make_wizard
from tests.html import Page, parse


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(paging, "PAGE_SIZE", 2)
    monkeypatch.setattr(shelf, "MOST_DRAWN", 2)


@pytest.fixture
def many(db, small) -> dict[str, str]:
    """Five of each kind; answers a list and what one entry of it looks like, by list."""
    situations = [make_situation(screen_labels=f"Label {n}") for n in range(5)]
    chain = {f"q{n}": {"on": f"q{n + 1}", "out": situations[n]} for n in range(4)}
    wizards = [make_wizard({"a": {"x": situations[0]}}) for _ in range(4)]
    deep = make_wizard({**chain, "q4": {"end": situations[4]}}, slug="deep", position=9)
    make_live(*situations, *(make_guide() for _ in range(5)), *wizards, deep)
    return {
        "/guides/": "//ul[@class='cards']//a",
        "/situations/": "//ul[@class='cards']//a",
        "/wizards/": "//ul[@class='cards']//a",
        "/screen/": "//ul[@class='choices']//a",
        "/wizards/deep/map/": "//main//ul[contains(@class, 'tree')]//li/a[contains(@class, 'node')]"
        "[not(span)]",
    }


LISTS = ("/guides/", "/situations/", "/wizards/", "/wizards/deep/map/")
# Named by a question, behind which a number stands otherwise.
ALL = (*LISTS, "/screen/")


def entries(page: Page, path: str) -> list[str]:
    return [link.get("href") for link in page.all(path)]


@pytest.mark.parametrize("address", ALL)
def test_following_next_tells_every_entry_once(client, many, address):
    found, here, pages = [], address, []
    while here:
        page = parse(client.get(here))
        pages.append(here)
        found += entries(page, many[address])
        [here] = [link.get("href") for link in page.all("//main//a[@rel='next']")] or [""]
    assert len(found) == len(set(found)) == 5
    assert pages == [address, f"{address}?page=2", f"{address}?page=3"]


@pytest.mark.parametrize("address", LISTS)
def test_each_page_says_which_it_is_and_what_is_beside_it(client, many, address):
    first, second = parse(client.get(address)), parse(client.get(f"{address}?page=2"))
    assert "page" not in first.title
    assert second.title.startswith(f"{first.h1}, page 2 of 3 – ")
    assert second.h1 == f"{first.h1}, page 2 of 3"
    assert first.canonical.endswith(address)
    assert second.canonical.endswith(f"{address}?page=2")
    beside = {link.get("rel"): link.get("href") for link in second.all("//head/link[@href]")}
    assert (beside["prev"], beside["next"]) == (address, f"{address}?page=3")
    assert not first.all("//link[@rel='prev']")
    assert second.texts("//nav[@class='pages']//a[@aria-current='page']") == ["Page 2"]


@pytest.mark.parametrize("address", ALL)
def test_the_first_page_by_its_number_is_the_plain_one(client, many, address):
    page = parse(client.get(f"{address}?page=1"))
    assert page.canonical.endswith(address)
    assert page.main == parse(client.get(address)).main


@pytest.mark.parametrize("address", ALL)
@pytest.mark.parametrize("number", ["4", "0", "-1", "x", "2%00", "9" * 30])
def test_a_page_that_there_is_not_is_not_found(client, many, address, number):
    response = client.get(f"{address}?page={number}")
    assert response.status_code == 404
    assert parse(response).h1


@pytest.mark.parametrize("address", LISTS[:3])
def test_a_list_of_one_page_has_no_links_to_pages(client, db, address):
    assert not parse(client.get(address)).all("//nav[@class='pages']")


def test_situations_stay_under_their_stages_from_page_to_page(client, db, small):
    staged, others = [make_situation() for _ in range(3)], [make_situation() for _ in range(2)]
    links = " ".join(f"[x](situation:{one.slug})" for one in staged)
    guide = make_guide({"a": f"::: timeline\n1. **Paid** {links}\n:::"})
    make_live(*staged, *others, guide)
    pages = [parse(client.get(f"/situations/?page={n}")) for n in (1, 2, 3)]
    assert [page.texts("//main//h2") for page in pages] == [
        ["Paid"], ["Paid", "At any time"], ["At any time"],
    ]  # fmt: skip
    listed = [href for page in pages for href in entries(page, "//ul[@class='cards']//a")]
    assert listed == [one.address for one in (*staged, *others)]


@pytest.mark.parametrize("address", ["/guides/", "/situations/", "/wizards/"])
def test_a_list_costs_the_same_however_long_it_is(
    client, db, small, address, django_assert_num_queries
):
    for _ in range(2):
        state = make_situation()
        wizards = [make_wizard({"a": {"x": state}}) for _ in range(4)]
        make_live(state, *(make_situation() for _ in range(3)), *wizards)
        make_live(*(make_guide() for _ in range(4)))
        with django_assert_num_queries(4 if address == "/situations/" else 3):
            assert client.get(f"{address}?page=2").status_code == 200


def test_the_preview_of_a_large_wizard_shows_its_map_in_pages(admin_client, many):
    row = Wizard.objects.get(slug="deep")
    base = f"/admin/guides/wizard/{row.pk}/preview/"
    page = parse(admin_client.get(f"{base}map/?page=2"))
    assert page.h1.endswith("page 2 of 3")
    assert f"{base}map/?page=3" in page.links.values()
    assert admin_client.get(f"{base}map/?page=4").status_code == 404
