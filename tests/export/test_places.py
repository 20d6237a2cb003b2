"""Addresses become names of files, and links between them."""

import posixpath
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides.export.places import address_of, file_of, lead

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/\0?#%"), min_size=1).filter(
    lambda name: name not in {".", ".."}
)
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        ("/guides/", "guides/index.html"),
        ("/guides/?page=2", "guides/page=2/index.html"),
        ("/guides/refunds/", "guides/refunds/index.html"),
        ("/guides/refunds.md", "guides/refunds.md"),
        ("/wizards/w/a=b/c=d/", "wizards/w/a=b/c=d/index.html"),
        ("/screen/zahlung-l%C3%A4uft/", "screen/zahlung-läuft/index.html"),
        ("/feed/", "feed/index.xml"),
        ("/api/", "api/index.json"),
        ("/api/openapi.json", "api/openapi.json"),
        ("/api/guides/?page=3", "api/guides/page=3/index.json"),
        ("/oembed/", "oembed/index.json"),
        ("/404.html", "404.html"),
        ("/static/css/site.1a.css", "static/css/site.1a.css"),
    ],
)
def test_the_file_of_an_address(address, file) -> None:
    assert file_of(address) == file


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/guides/", "/guides/"),
        ("/guides/?page=1", "/guides/"),
        ("/guides/?page=2", "/guides/?page=2"),
        ("/wizards/w/a=b/?keep=c=d/e=f", "/wizards/w/a=b/"),
        ("/search/?q=refund", None),
        ("/refund-dates/?method=card&confirmed=2026-01-01", None),
        ("/guides/?page=x", None),
        ("/guides/?page=2&q=x", None),
    ],
)
def test_what_a_query_asks_for_has_a_file_or_none(link, address) -> None:
    assert address_of(link) == address


@given(PATHS, PATHS)
def test_a_link_leads_from_any_file_to_any_other(one, other) -> None:
    link = lead(one, other)
    assert not link.startswith("/")
    assert posixpath.normpath(posixpath.join(posixpath.dirname(one), unquote(link))) == other


def test_a_link_within_a_page_stays_in_it() -> None:
    assert lead("a/index.html", "a/index.html", "part") == "#part"
    assert lead("a/index.html", "a/index.html") == "index.html"
    assert lead("a/index.html", "b/index.html", "part") == "../b/index.html#part"


def test_a_name_that_no_disk_takes_is_cut_and_stays_its_own() -> None:
    labels = ["ä" * 200, "ä" * 199 + "b"]
    files = [file_of(f"/screen/{label}/") for label in labels]
    assert len(set(files)) == 2
    for file in files:
        assert all(len(part.encode()) <= 255 for part in file.split("/"))
        assert file.startswith("screen/ä")
