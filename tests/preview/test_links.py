"""Where the links of a previewed page lead."""

import pytest
from lxml import html

from guides.preview.links import keep_inside, mark_facts, named

INSIDE = {("wizard", "own"): "/p/", ("guide", "draft"): "/admin/g/1/preview/", ("guide", "no"): ""}


def led(tag: str) -> dict[str, str]:
    text = keep_inside(tag, base="/p/", inside=INSIDE)
    return dict(html.fragment_fromstring(text).attrib)


OUT = {"target": "_blank", "rel": "noopener"}


@pytest.mark.parametrize(
    ("tag", "attributes"),
    [
        ('<a href="/wizards/own/">x</a>', {"href": "/p/"}),
        (
            '<a href="/wizards/own/q=a/?keep=b=c" hx-get="/wizards/own/q=a/?keep=b=c">x</a>',
            {"href": "/p/q=a/?keep=b=c", "hx-get": "/p/q=a/?keep=b=c"},
        ),
        ('<a href="/wizards/own/map/">x</a>', {"href": "/p/map/"}),
        ('<a href="/p/q=a/" hx-get="/p/q=a/">x</a>', {"href": "/p/q=a/", "hx-get": "/p/q=a/"}),
        ('<a href="#part">x</a>', {"href": "#part"}),
        ('<a href="/guides/draft/#part">x</a>', {"href": "/admin/g/1/preview/#part"}),
        ('<a href="/guides/no/#part" class="a">x</a>', {"class": "a"}),
        ('<a href="/guides/live/" hx-get="/guides/live/">x</a>', {"href": "/guides/live/", **OUT}),
        ('<a href="/guides/">x</a>', {"href": "/guides/", **OUT}),
        ('<a href="https://example.org/">x</a>', {"href": "https://example.org/", **OUT}),
        ('<a href="/admin/" target="_top">x</a>', {"href": "/admin/", "target": "_top"}),
        (
            '<form action="/search/" hx-get="/search/" hx-trigger="submit, x"></form>',
            {"action": "/search/", **OUT},
        ),
        ('<link href="/guides/no/">', {"href": "/guides/no/"}),
        (
            '<a title="> &lt;a href=" href="/wizards/own/" data-copy>x</a>',
            {"title": "> <a href=", "href": "/p/", "data-copy": ""},
        ),
    ],
)  # fmt: skip
def test_it_leads_there(tag, attributes):
    assert led(tag) == attributes


def test_text_that_only_looks_like_a_link_stays_as_it_is():
    text = '<p>&lt;a href="/wizards/own/"&gt; and href="/guides/no/"</p>'
    assert keep_inside(text, base="/p/", inside=INSIDE) == text
    assert named(text) == set()


def test_it_names_what_is_led_to():
    text = (
        '<a href="/guides/x/#y"></a><a href="/wizards/"></a><form action="/situations/z/"></form>'
    )
    assert named(text) == {("guide", "x"), ("situation", "z")}


def test_facts_that_were_not_found_are_marked_in_the_text_only():
    text = '<title>{fact:x}</title><main><p title="{fact:x}">A {fact:x} b.</p></main>{fact:x}'
    assert mark_facts(text) == (
        '<title>{fact:x}</title><main><p title="{fact:x}">A <mark>{fact:x}</mark> b.</p></main>'
        "{fact:x}"
    )
