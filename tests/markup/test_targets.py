"""The names content has for other content, and the addresses they stand for."""

import pytest
from django.urls import resolve, reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from guides import markup
from guides.markup import Target
from tests.markup.html import hrefs
from tests.pack.strategies import slugs


@given(kind=st.sampled_from(["guide", "situation", "wizard"]), slug=slugs)
@settings(max_examples=40)
def test_an_address_is_the_one_that_the_site_has(kind, slug):
    assert markup.address(kind, slug) == reverse(f"{kind}_detail", kwargs={"slug": slug})
    assert resolve(markup.address(kind, slug)).url_name == f"{kind}_detail"


@given(slug=slugs, anchor=slugs)
@settings(max_examples=20)
def test_a_section_is_an_anchor_of_its_guide(slug, anchor):
    page = reverse("guide_detail", kwargs={"slug": slug})
    assert Target("guide", slug, anchor).address == f"{page}#{anchor}"


@given(
    kind=st.sampled_from(["guide", "situation", "wizard"]), slug=slugs, anchor=st.just("") | slugs
)
@settings(max_examples=40)
def test_a_link_is_read_as_it_is_written(kind, slug, anchor):
    target = Target(kind, slug, anchor if kind == "guide" else "")
    assert markup.parse_link(str(target)) == target
    document = markup.render(f"[x]({target})", facts={}, level=2)
    assert hrefs(document.html) == [target.address]
    assert [link.target for link in document.links] == [target]
    assert document.problems == ()


@pytest.mark.parametrize(
    "href",
    [
        "guide:",
        "guide:A",
        "guide:a#",
        "guide:a#B",
        "guide:a#b#c",
        "guide:a/b",
        "guide:a?b",
        "guide: a",
        "Guide:a",
        "situation:a#b",
        "wizard:a#b",
        "section:a#b",
        "question:a",
        "guides:a",
        "a",
        "",
        "guide:a\n",
        "guide:\u0661",
    ],
)
def test_what_names_nothing_is_no_target(href):
    assert markup.parse_link(href) is None


@pytest.mark.parametrize("href", ["guide:A", "guide:a#", "situation:a#b", "section:a#b", "GUIDE:a"])
def test_a_link_that_names_nothing_is_told(href):
    [problem] = markup.render(f"[x]({href})", facts={}, level=2).problems
    assert problem.line == 1
    assert f"“{href}” names nothing" in problem.text
