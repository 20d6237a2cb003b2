"""Links of pages are changed where they stand, and nothing else is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from guides.export.links import rewrite, rewrite_css


def mark(link: str) -> str:
    """Tell where a link was seen."""
    return f"<{link}>"


@pytest.mark.parametrize(
    "tag",
    [
        '<a href="{}">x</a>',
        "<a class='x' href='{}' >x</a>",
        '<A\n  HREF = "{}"\n  data-x="a > b">x</A>',
        '<img alt="href=&quot;/no/&quot;" src="{}">',
        '<form action="{}"></form>',
        '<script src="{}" defer></script>',
        '<link rel="icon" href="{}"/>',
        '<p hx-get="{}">x</p>',
    ],
)
def test_a_link_is_changed_wherever_it_stands(tag) -> None:
    page = f"<!doctype html>é &amp; <b>\n{tag}\n</b>"
    changed = rewrite(page.format("/a/?b=1&amp;c=2"), mark)
    assert changed == page.replace("'{}'", '"{}"').format("&lt;/a/?b=1&amp;c=2&gt;")


def test_each_picture_of_a_set_is_changed() -> None:
    page = '<img srcset="/p/1.png 400w, /p/2.png 800w" sizes="50vw">'
    changed = rewrite(page, lambda link: link.removeprefix("/"))
    assert changed == '<img srcset="p/1.png 400w, p/2.png 800w" sizes="50vw">'


def test_a_refresh_is_changed() -> None:
    page = '<meta http-equiv="refresh" content="0; url=/a/"><meta name="x" content="0; url=/a/">'
    changed = rewrite(page, lambda link: link[1:])
    assert changed.count("url=a/") == 1
    assert changed.endswith('content="0; url=/a/">')


def test_the_picture_for_other_sites_is_looked_at_and_stays_whole() -> None:
    seen = []
    page = '<meta property="og:image" content="https://x/y.png">'
    assert rewrite(page, lambda link: seen.append(link) or "changed") == page
    assert seen == ["https://x/y.png"]


@pytest.mark.parametrize(
    "page",
    [
        '<!-- <a href="/a/"> -->',
        '<script type="application/ld+json">{"a": "<a href=\'/a/\'>"}</script>',
        '<style>a::before { content: "<a href=/a/>" }</style>',
        'text href="/a/" &lt;a href="/a/"&gt;',
        '<p data-href="/a/" title="/a/" class="href">x</p>',
        '<body hx-push-url="true">x',
        "<br/><input disabled><svg><path d='m0 0'/></svg>",
    ],
)
def test_what_is_no_link_stays_as_it_was(page) -> None:
    assert rewrite(page, mark) == page


def test_tags_are_put_after_the_one_that_names_the_encoding() -> None:
    page = '<head><meta name="a"><meta charset="utf-8"><title>x</title><meta charset="utf-8">'
    changed = rewrite(page, mark, head="<meta name=b>")
    assert changed == page.replace("<title>", "<meta name=b><title>")


@pytest.mark.parametrize("page", ["<a href=/a/>x</a>", '<a href="/a/" title=\'x', "<a href='/a/"])
def test_a_tag_that_cannot_be_read_for_certain_is_an_error(page) -> None:
    with pytest.raises(ValueError, match=r"cannot be read|in the middle of a tag"):
        rewrite(page, mark)


@settings(max_examples=25)
@given(st.lists(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")))))
def test_another_parser_sees_the_same_page_with_other_links(values) -> None:
    """Whatever stands in the values and between the tags."""
    tree = lxml_html.Element("div")
    for value in values:
        link = lxml_html.etree.SubElement(tree, "a", {"title": value, "href": f"/{value}"})
        link.text, link.tail = value, f"\n{value}"
    page = lxml_html.tostring(tree, encoding="unicode")
    again = lxml_html.fromstring(rewrite(page, lambda link: "changed"))
    assert [one.get("title") for one in again] == values
    assert all(one.get("href") == "changed" for one in again)
    assert again.text_content() == tree.text_content()
    assert rewrite(page, lambda link: link) == page


def test_addresses_in_style_sheets_are_changed() -> None:
    css = """@import url("a.css") layer(x); @import 'b.css'; a { background: url( /i.png ) }
    b { background: url(data:x); mask: url(#m) } /* url is a word */"""
    seen = []
    changed = rewrite_css(css, lambda link: seen.append(link) or f"../{link.strip('/')}")
    assert seen == ["a.css", "b.css", "/i.png"]
    assert changed == css.replace('"a.css', '"../a.css').replace("'b.css", "'../b.css").replace(
        "/i.png", "../i.png"
    )
