"""Pictures in texts: which are shown, with what words, at which size, and what is refused."""

from dataclasses import replace

import pytest
from lxml import html

from guides import limits, markup
from guides.markup import Document, Picture
from tests.markup.html import faults

KEY = "0123456789abcdef" * 2
ORDER = Picture("The order page", KEY, "png", width=1200, height=600, widths=(400, 800, 1200))
LINE = Picture("", "f" * 32, "gif", width=60, height=2, widths=(60,))
PICTURES = {"order": ORDER, "line": LINE}
FACTS = {"wait": "3 days"}


def render(source: str, **pictures: Picture) -> Document:
    found = markup.render(source, facts=FACTS, pictures={**PICTURES, **pictures}, level=2)
    assert faults(found.html) == []
    return found


def image(source: str, **pictures: Picture) -> html.HtmlElement:
    document = render(source, **pictures)
    assert document.problems == ()
    [found] = html.fromstring(document.html).iter("img")
    return found


def told(source: str) -> list[tuple[int, str]]:
    document = render(source)
    assert "<img" not in document.html
    return [(problem.line, problem.text) for problem in document.problems]


@pytest.mark.parametrize(
    ("source", "alt"),
    [
        ("![](picture:order)", "The order page"),
        ("![ ](picture:order)", "The order page"),
        ("![The button](picture:order)", "The button"),
        ("![The **bold** `button`\nin {fact:wait}](picture:order)", "The bold button in 3 days"),
        ('![Say "no" <b> & go](picture:order)', 'Say "no" <b> & go'),
        ("![x][r]\n\n[r]: picture:order", "x"),
        ("![](picture:line)", ""),
        ("![Still ](picture:line)", "Still"),
    ],
)
def test_the_text_has_the_last_word_on_the_words(source, alt):
    assert image(source).get("alt") == alt


def test_it_is_shown_at_the_size_that_fits():
    assert dict(image("![](picture:order)").attrib) == {
        "src": f"/pictures/{KEY}-800.png",
        "srcset": f"/pictures/{KEY}-400.png 400w, /pictures/{KEY}-800.png 800w, "
        f"/pictures/{KEY}-1200.png 1200w",
        "sizes": "(min-width: 640px) 608px, calc(100vw - 32px)",
        "width": "608",
        "height": "304",
        "alt": "The order page",
        "loading": "lazy",
        "decoding": "async",
    }


def test_a_small_one_has_one_file_and_its_own_size():
    found = image("![](picture:line)")
    assert (found.get("width"), found.get("height")) == ("60", "2")
    assert found.get("src") == f"/pictures/{'f' * 32}-60.gif"
    assert not {"srcset", "sizes"} & set(found.attrib)


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ((1170, 2532), (333, 720)),
        ((100, 100), (100, 100)),
        ((5000, 1), (608, 1)),
        ((1, 5000), (1, 720)),
        ((608, 720), (608, 720)),
    ],
)
def test_no_picture_is_larger_than_a_screen(size, shown):
    width, height = size
    picture = replace(ORDER, width=width, height=height, widths=(width,))
    found = image("![](picture:big)", big=picture)
    assert (int(found.get("width")), int(found.get("height"))) == shown


def test_readers_are_offered_no_file_wider_than_a_screen():
    picture = replace(ORDER, width=2400, height=100, widths=(800, 1600, 2400))
    assert "2400" not in image("![](picture:big)", big=picture).get("srcset")


def test_what_is_transparent_stands_on_white():
    assert image("![](picture:x)", x=replace(ORDER, transparent=True)).get("class") == "clear"


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("a\n\nb ![](picture:none)", 3, "unknown picture “none”"),
        ("a\nb ![](picture:none)", 2, "unknown picture “none”"),
        ("![](picture:Order)", 1, "unknown picture “Order”"),
        ("![](picture:)", 1, "unknown picture “”"),
        ("![](picture:order#x)", 1, "unknown picture “order#x”"),
        ("![x](https://a.example/x.png)", 1, "the picture “https://a.example/x.png” is not in"),
        ("![x](/pictures/x.png)", 1, "the picture “/pictures/x.png” is not in the library"),
        ("![x](order.png)", 1, "the picture “order.png” is not in the library"),
        ("![x](guide:order)", 1, "the picture “guide:order” is not in the library"),
        ('![x](picture:order "Title")', 1, "a picture has no title: write “Title” into the text"),
        ("### ![](picture:order)", 1, "a heading and a message to copy hold words alone"),
        ("::: message\n![](picture:order)\n:::", 2, "a heading and a message to copy hold words"),
        (f"![{'x' * (limits.ALT + 1)}](picture:order)", 1, "the words of a picture have 301"),
    ],
)
def test_what_cannot_be_shown_is_told_at_its_line(source, line, words):
    [(at, text)] = told(source)
    assert at == line
    assert text.startswith(words)


def test_an_unknown_fact_in_the_words_is_told():
    [problem] = render("![{fact:none}](picture:order)").problems
    assert problem.text == "unknown fact “none”"


def test_a_link_to_a_picture_is_no_picture():
    [problem] = render("[x](picture:order)").problems
    assert problem.text.startswith("the link “picture:order” cannot be checked")


def test_the_pictures_shown_are_noted_once():
    document = render("![](picture:order) ![](picture:order)\n\n- ![](picture:line)")
    assert document.pictures == (("order", KEY), ("line", "f" * 32))


def test_the_same_text_with_another_picture_is_another_page():
    source = "![](picture:order)"
    assert render(source).html != render(source, order=replace(ORDER, key="b" * 32)).html
    assert render(source, order=replace(ORDER, alt="New")).html != render(source).html


def test_in_plain_text_a_picture_is_its_words():
    document = render("Tap it. ![](picture:order)\n\n![](picture:line)")
    assert markup.plain(document.html) == "Tap it. [The order page]"
    assert document.text == "Tap it. The order page\n"
    assert [str(line) for line in markup.read_lines(document.parts)] == ["Tap it."]


def test_as_markdown_a_picture_is_one_with_its_whole_address():
    document = render("Yes!![a \\[b\\]](picture:order) [![](picture:line)](guide:g)")
    assert markup.markdown(document.html, origin="https://x.example") == (
        f"Yes!![a \\[b\\]](https://x.example/pictures/{KEY}-800.png) "
        f"[![](https://x.example/pictures/{'f' * 32}-60.gif)](https://x.example/guides/g/)"
    )
