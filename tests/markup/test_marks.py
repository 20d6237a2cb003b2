"""Marks for editors: what leads nowhere says so in words, and nothing else of the HTML changes."""

from hypothesis import given
from hypothesis import strategies as st

from guides.markup import Mark, mark, render


def marked(source: str, links=None, facts=()) -> str:
    document = render(source, facts=dict.fromkeys(facts, "5 days"), level=1)
    return mark(document.html, links=links or {}, facts=facts)


def test_a_link_to_nothing_is_marked_and_cannot_be_followed():
    html = marked("[x](situation:no)", {"/situations/no/": Mark("there is no situation:no")})
    told = '<mark class="grave">x <small>(there is no situation:no)</small></mark>'
    assert html == f"<p>{told}</p>"


def test_a_link_to_a_draft_is_marked_mildly():
    html = marked("[x](guide:new)", {"/guides/new/": Mark("a draft, not live", grave=False)})
    assert '<mark class="mild">x <small>(a draft, not live)</small></mark>' in html


def test_other_links_open_beside_the_form():
    html = marked("[x](guide:a) [y](https://example.org/)", {"/guides/a/": None})
    assert '<a href="/guides/a/" target="_blank" rel="noopener">x</a>' in html
    assert '<a href="https://example.org/" target="_blank" rel="noopener">y</a>' in html


def test_a_link_that_cannot_be_checked_is_marked():
    assert "(cannot be checked)</small></mark>" in marked("[x](/somewhere/)")
    assert "(names nothing)</small></mark>" in marked("[x](guide:No)")


def test_an_unknown_fact_is_marked_wherever_it_is_text():
    told = '<mark class="grave">{fact:no} <small>(unknown fact)</small></mark>'
    assert marked("{fact:no} {fact:yes}", facts=["yes"]) == f"<p>{told} 5 days</p>"
    assert "<mark" not in marked("`{fact:no}`")
    assert "<mark" not in marked("```\n{fact:no}\n```")


def test_words_of_a_mark_are_escaped():
    html = marked("[x](guide:a)", {"/guides/a/": Mark("<b>")})
    assert "(&lt;b&gt;)" in html


@given(st.text("ab<>&\"'`*[](){}:/\n #-|", max_size=60))
def test_a_text_without_links_and_facts_stays_as_it_is(source):
    html = render(source, facts={}, level=1).html
    if "<a" not in html and "{fact:" not in html:
        assert mark(html, links={}, facts=()) == html
