"""Markdown to a document: blocks, headings, timelines, facts, and everything that is told."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guides import markup
from guides.markup import LONGEST, Document
from guides.markup.renderer import LABELS
from tests.markup.html import elements, hrefs
from tests.pack.strategies import bodies

FACTS = {"card": "3\u201315 business days", "hour": "1 hour"}


def render(source: str, level: int = 2) -> Document:
    return markup.render(source, facts=FACTS, level=level)


def told(source: str, level: int = 2) -> list[tuple[int, str]]:
    return [(problem.line, problem.text) for problem in render(source, level).problems]


def shape(html: str) -> list[tuple[str, str]]:
    return [(element.tag, element.get("class") or "") for element in elements(html)]


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("One *two* **three**", "<p>One <em>two</em> <strong>three</strong></p>"),
        ("> 1. a\n> 2. b", "<blockquote>\n<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n</blockquote>"),
        ("> 3. a", '<blockquote>\n<ol start="3">\n<li>a</li>\n</ol>\n</blockquote>'),
        ("- a", "<ul>\n<li>a</li>\n</ul>"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("`a<b`", "<p><code>a&lt;b</code></p>"),
        ("```js\na\n```", "<pre><code>a\n</code></pre>"),
        ("a\\\nb", "<p>a<br>\nb</p>"),
        ("---", "<hr>"),
        ("### a", "<h3>a</h3>"),
        ("a\n---", "<p>a</p>\n<hr>"),
    ],
)
def test_it_renders_commonmark(source, html):
    document = render(source)
    assert document.html == html
    assert document.problems == ()


def test_it_renders_tables_and_says_alignment_by_class():
    document = render("| a | b | c |\n| --- | :-: | -: |\n| 1 | 2 | 3 |")
    cells = [
        (e.tag, e.get("class") or "") for e in elements(document.html) if e.tag in ("th", "td")
    ]
    assert cells == [(t, c) for t in ("th", "td") for c in ("", "center", "right")]
    assert document.problems == ()


@pytest.mark.parametrize("name", ["hazard", "note", "message", "checklist"])
def test_a_block_has_a_label(name):
    document = render(f"::: {name}\nText.\n:::")
    assert shape(document.html) == [("div", f"block {name}"), ("p", "label"), ("p", "")]
    assert elements(document.html)[1].text == LABELS[name]
    assert document.problems == ()


@pytest.mark.parametrize("name", ["app", "website"])
@pytest.mark.parametrize(("above", "heading"), [(1, "h2"), (2, "h3"), (5, "h6"), (6, "h6")])
def test_a_way_to_do_something_is_headed_below_what_stands_above(name, above, heading):
    document = render(f"::: {name}\n1. Tap.\n:::", level=above)
    assert shape(document.html)[:2] == [("div", f"block {name}"), (heading, "label")]


def test_the_heading_of_a_block_follows_the_last_heading():
    html = render("### A\n\n::: app\nx\n:::").html
    assert ("h4", "label") in shape(html)


def test_a_blocks_text_stands_inside_it_and_what_follows_outside():
    html = render("before\n\n::: note\ninside\n\n- a\n:::\n\nafter").html
    [block] = [element for element in elements(html) if element.tag == "div"]
    assert block.text_content().split() == ["Good", "to", "know", "inside", "a"]


def test_blocks_stand_in_lists_and_in_longer_blocks():
    document = render("1. a\n\n   ::: note\n   b\n   :::\n\n:::: app\n::: hazard\nc\n:::\n::::")
    assert document.problems == ()
    assert [c for _, c in shape(document.html) if c.startswith("block")] == [
        "block note",
        "block app",
        "block hazard",
    ]


def test_a_message_marks_what_the_reader_fills_in():
    document = render("::: message\nOrder {order number}, {fact:card}, {fact:none}.\n:::")
    slots = [e.text for e in elements(document.html) if e.get("class") == "slot"]
    assert slots == ["[order number]"]
    assert "Order [order number], 3\u201315 business days, {fact:none}." in document.text


BOTH = "::: message\nHallo {Bestellnummer}\n:::\n\n:::  message  en\nHello {order number}\n:::"


def test_the_english_form_of_a_message_says_so_and_is_marked_as_english():
    document = render(BOTH)
    assert document.problems == ()
    first, second = (element for element in elements(document.html) if element.tag == "div")
    assert (first.get("class"), first.get("lang")) == ("block message", None)
    assert (second.get("class"), second.get("lang")) == ("block message", "en")
    assert second[0].text == LABELS["message en"]
    assert [e.text for e in second.iter("span")] == ["[order number]"]


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        (BOTH, ()),
        (f"{BOTH}\n\n::: message\nNoch eine\n:::", (9,)),
        ("a\n\n::: message\nb\n:::", (3,)),
        ("- a\n\n  ::: message\n  b\n  :::\n  ::: message en\n  b\n  :::", ()),
        ("::: note\nb\n:::", ()),
    ],
)
def test_messages_without_their_english_form_are_noted_with_their_lines(source, lines):
    document = render(source)
    assert (document.without_english, document.problems) == (lines, ())


def slots(html: str) -> list[tuple[str, str, str]]:
    """What is asked for: what it shares its words with, its own, and its keyboard."""
    found = [element for element in elements(html) if element.get("class") == "slot"]
    return [(e.get("data-slot"), e.get("data-words"), e.get("data-keys")) for e in found]


def both(message: str, english: str) -> str:
    return f"::: message\n{message}\n:::\n::: message en\n{english}\n:::"


def test_an_english_form_asks_for_the_same_in_its_own_words_and_names_the_keyboard():
    document = render(both("{Name}, {Bestellnummer}, {Name}", "{name}: {order number}, {name}"))
    assert document.unlike == ()
    assert slots(document.html) == [
        ("Name", "Name", "text"),
        ("Bestellnummer", "Bestellnummer", "numeric"),
        ("Name", "Name", "text"),
        ("Name", "name", "text"),
        ("Bestellnummer", "order number", "numeric"),
        ("Name", "name", "text"),
    ]


@pytest.mark.parametrize(
    ("message", "english"),
    [
        ("{a}", "None."),
        ("Keine.", "{order number}"),
        ("{a} {b}", "{a}"),
        ("{a} {b}", "{x} {x}"),
        ("{a} {a} {b}", "{x} {y} {y}"),
    ],
)
def test_an_english_form_that_asks_for_other_things_is_noted_and_shares_nothing(message, english):
    document = render(f"First.\n\n{both(message, english)}")
    assert (document.unlike, document.problems) == ((6,), ())
    for id, words, keys in slots(document.html):
        assert id == words
        assert keys == ("numeric" if words == "order number" else "text")


def test_braces_without_words_ask_for_nothing():
    [slot] = slots(render("::: message\nHallo { }\n:::").html)
    assert slot == (None, None, None)


WITH_ENGLISH = [
    f"Erst.\n\n{BOTH}\n\nDann.",
    "- a\n\n  ::: message\n  b\n  :::\n  ::: message en\n  Hello [x](guide:g)\n  :::\n- c",
    f"{both('a', '### Hello')}\n\n{both('b', 'Hello')}\n\n::: timeline\n1. **c**\n:::",
    f"::: message\na\n:::\n:::: message en\nHello\n\n{both('Hello', 'Hello')}\n::::\n\n"
    + "Dann.\n\n" * 9,
]


@pytest.mark.parametrize("source", WITH_ENGLISH)
def test_english_forms_can_be_left_out_of_all_that_is_made_of_a_text(source):
    whole = render(source)
    document = markup.render(source, facts={}, level=2, without_english=True)
    assert "Hello" in whole.text
    for text in (document.text, document.html, str(document.headings), str(document.links)):
        assert "Hello" not in text
        assert "guide" not in text
    assert document.english == whole.english != ()
    # Nothing else is missing.
    left = [
        element
        for element in elements(whole.html)
        if element.get("lang") != "en" and not element.xpath("ancestor::*[@lang]")
    ]
    assert [e.tag for e in elements(document.html)] == [e.tag for e in left]
    assert document.without_english == whole.without_english


@pytest.mark.parametrize(
    ("source", "marked"),
    [
        ("1. a\n   1. b\n\n- c", ["ol"]),
        ("::: app\n1. a\n   - b\n:::\n\n::: website\n- b\n\n1. c\n:::", ["ol", "ol"]),
        ("::: checklist\n- a\n  - b\n\n1. c\n:::", ["ul", "ol"]),
        ("- ::: app\n  1. a\n  :::", ["ol"]),
        ("> 1. a", []),
        ("::: message\n1. a\n:::\n\n::: note\n1. a\n:::\n\n- a", []),
        ("::: timeline\n1. **a**\n   1. b\n:::", []),
        ("::: app\n> 1. a\n:::", []),
    ],
)
def test_the_lists_that_can_be_ticked_are_marked(source, marked):
    found = [e.tag for e in elements(render(source).html) if e.get("class") == "todo"]
    assert found == marked


def names(source: str) -> list[str]:
    return [e.get("data-step") for e in elements(render(source).html) if e.get("data-step")]


def test_a_step_is_named_by_its_words_and_the_same_words_twice_are_two():
    before = names("1. **Tap** it\n2. Wait\n   1. or not\n3. Tap it\n4. `Tap it`")
    first, wait, second, third = before
    assert (second, third) == (f"{first}.2", f"{first}.3")
    # Neither its place nor how it is written counts.
    assert names("Now:\n\n::: app\n1. Wait\n   1. or\n      not\n2. Tap\n   it\n:::") == [
        wait,
        first,
    ]
    assert not {*names("1. Tap that\n2. Wait")} & {*before}
    assert names("> 1. Tap it\n\n- Tap it") == []


@pytest.mark.parametrize(
    "above",
    [
        "",
        "a\n\n",
        "::: note\na\n:::\n",
        "::: message\na\n:::\n\nb\n\n",
        f"{BOTH}\n",
        "- ::: message\n  a\n  :::\n\n",
    ],
)
def test_an_english_form_with_no_message_directly_above_is_told_with_its_line(above):
    [(line, text)] = told(f"{above}::: message en\nc\n:::")
    assert (line, "directly below" in text) == (above.count("\n") + 1, True)


@pytest.mark.parametrize("name", ["message de", "message en-GB", "message EN", "message en en"])
def test_a_message_has_no_form_in_a_third_language(name):
    [(line, text), *_] = told(f"a\n\n::: {name}\nb\n:::")
    assert (line, text) == (
        3,
        f"unknown block “{name}”: a message has no other form than ::: message en",
    )


@pytest.mark.parametrize("source", ["{order number}", "::: note\n{order number}\n:::"])
def test_braces_are_plain_text_outside_a_message(source):
    document = render(source)
    assert "{order number}" in document.html
    assert "slot" not in document.html


def test_a_fact_is_spelled_wherever_text_is_read():
    source = (
        "{fact:card} **{fact:card}** [{fact:card}](guide:a)\n\n### {fact:card}\n\n- {fact:card}"
    )
    document = render(source + "\n\n| {fact:card} |\n| - |\n| {fact:card} |")
    assert document.html.count("3\u201315 business days") == 7
    assert document.problems == ()


@pytest.mark.parametrize("source", ["`{fact:card}`", "```\n{fact:card}\n```", "\\{fact:card}"])
def test_a_fact_is_not_spelled_in_code(source):
    assert "{fact:card}" in render(source).html


@pytest.mark.parametrize("key", ["none", "", "Card", "card ", "a:b", "<b>", "hour\u00a0"])
def test_an_unknown_fact_is_told_with_its_line_and_stays(key):
    source = f"One\n\nTwo\n\n- It takes {{fact:{key}}}."
    assert told(source) == [(5, f"unknown fact “{key}”")]
    assert f"{{fact:{key}}}" in render(source).text


def test_a_problem_inside_a_paragraph_is_told_with_its_own_line():
    assert told("one\ntwo {fact:none}\nthree\n[x](nowhere)\\\n![a](b)") == [
        (2, "unknown fact “none”"),
        (4, told("[x](nowhere)")[0][1]),
        (5, told("![a](b)")[0][1]),
    ]


def test_a_link_is_noted_with_its_line_and_once():
    document = render("a\n\n[x](guide:a#b) [y](guide:a#b)\n\n[z](wizard:w)")
    assert [(link.line, str(link.target)) for link in document.links] == [
        (3, "guide:a#b"),
        (5, "wizard:w"),
    ]


def test_a_picture_is_told():
    assert told("a\n\n![x](https://a.example/x.png)")[0][0] == 3


@pytest.mark.parametrize(
    ("source", "level", "problems"),
    [
        ("# a", 1, [(1, "stands on the level of the page's own: use at least ##")]),
        ("a\n\n## b", 2, [(3, "stands on the level of the page's own: use at least ###")]),
        ("# a", 2, [(1, "stands on the level of the page's own: use at least ###")]),
        ("#### a", 2, [(1, "skips a level: use ###")]),
        ("### a\n\n##### b", 2, [(3, "skips a level: use ####")]),
        ("### a\n\n#### b\n\n### c\n\n#### d", 2, []),
        ("## a\n\n### b", 1, []),
        ("## a\n\n#### b", 1, [(3, "skips a level: use ###")]),
    ],
)
def test_headings_stand_below_the_pages_own_and_skip_no_level(source, level, problems):
    found = told(source, level)
    assert len(found) == len(problems)
    for (line, text), (wanted_line, wanted) in zip(found, problems, strict=True):
        assert (line, text.partition("” ")[2]) == (wanted_line, wanted)


def test_headings_are_noted_with_their_levels():
    headings = render("### A\n\n#### B").headings
    assert [(heading.level, heading.text) for heading in headings] == [(3, "A"), (4, "B")]


@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_row_of_dashes_makes_no_heading(level):
    assert render("a\n---\nb\n===", level).headings == ()


@pytest.mark.parametrize("name", list(LABELS))
def test_a_block_that_is_never_closed_is_told(name):
    assert told(f"a\n\n::: {name}\nb\n\nc") == [
        (3, f"the block “{name}” is opened with ::: and never closed")
    ]


@pytest.mark.parametrize(
    ("source", "line", "start"),
    [
        ("a\n\n:::", 3, "::: closes no block"),
        ("::: note\na\n:::\n\n:::", 5, "::: closes no block"),
        ("a\n\n::: warning\nb\n:::", 3, "unknown block “warning”"),
        ("::: Note\nb", 1, "unknown block “Note”"),
        ("::: note here\nb", 1, "unknown block “note here”"),
        ("- a\n  ::: tip\n", 2, "unknown block “tip”"),
    ],
)
def test_colons_that_open_or_close_nothing_are_told(source, line, start):
    found = told(source)
    assert found[0][0] == line
    assert found[0][1].startswith(start)


def test_an_unknown_block_is_told_with_the_known_ones():
    [(_, text)] = told("::: warning")
    assert all(name in text for name in LABELS)


def test_a_block_right_below_a_text_is_a_block():
    document = render("Text:\n::: note\nb\n:::")
    assert ("div", "block note") in shape(document.html)
    assert document.problems == ()


def test_a_timeline_stays_data_between_the_parts_around_it():
    source = (
        "before\n\n::: timeline\n1. **Just ordered.** See [this](situation:just-ordered) and\n"
        "   [that](situation:other), [this again](situation:just-ordered).\n"
        "2. Then wait {fact:card}: [more](guide:a#b)\n:::\n\nafter"
    )
    document = render(source)
    assert document.problems == ()
    before, timeline, after = document.parts
    assert (before.html, after.html) == ("<p>before</p>", "<p>after</p>")
    assert (before.stages, timeline.html, after.stages) == ((), "", ())
    first, second = timeline.stages
    assert (first.title, second.title) == (
        "Just ordered",
        "Then wait 3\u201315 business days: more",
    )
    assert (first.situations, second.situations) == (("just-ordered", "other"), ())
    assert hrefs(first.html)[0] == "/situations/just-ordered/"
    assert hrefs(second.html) == ["/guides/a/#b"]
    assert shape(document.html)[1] == ("div", "timeline")


def test_two_timelines_are_two_parts():
    parts = render("::: timeline\n1. a\n:::\n\n::: timeline\n1. b\n2. c\n:::").parts
    assert [[stage.title for stage in part.stages] for part in parts] == [["a"], ["b", "c"]]


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ("**Right\n   away** it starts", "Right away"),
        ("First words\n\n   A second paragraph.", "First words"),
        ("**a** and **b**", "a"),
        ("*Not* bold: `code`", "Not bold: code"),
        ("**Within {fact:hour}.** x", "Within 1 hour"),
        ("Soft\n   break", "Soft break"),
    ],
)
def test_a_stage_is_called_by_its_first_bold_words_or_its_first_text(item, title):
    [part] = render(f"::: timeline\n1. {item}\n:::").parts
    assert [stage.title for stage in part.stages] == [title]


@pytest.mark.parametrize(
    "inside", ["text", "- a\n- b", "1. a\n\ntext", "1. a\n\n- b", "", "### a\n\n1. b"]
)
def test_a_timeline_of_anything_but_one_numbered_list_is_an_ordinary_block(inside):
    document = render(f"::: timeline\n{inside}\n:::")
    assert not any(part.stages for part in document.parts)
    assert ("div", "block timeline") in shape(document.html)


def test_a_timeline_inside_something_is_an_ordinary_block():
    document = render("- a\n\n  ::: timeline\n  1. b\n  :::")
    assert not any(part.stages for part in document.parts)
    assert "b" in document.text


def test_the_text_is_what_a_reader_reads():
    document = render(
        "### A *b*\n\n[link](guide:a) &amp; `code`\nnext\n\n```\nfence\n```\n\n- {fact:card}"
    )
    assert document.text.split("\n") == [
        "A b",
        "link & code next",
        "fence",
        "3\u201315 business days",
    ]


@pytest.mark.parametrize("extra", [0, 1])
def test_a_text_that_is_too_long_is_told_and_not_rendered(extra):
    document = render("x" * (LONGEST + extra))
    assert bool(document.parts) is not bool(extra)
    assert [problem.line for problem in document.problems] == [1] * extra
    assert not extra or "100,001" in document.problems[0].text


OPENERS = {"> ": "> ", "- ": "  ", "1. ": "   ", "* > ": "  > "}


@given(
    openers=st.lists(st.sampled_from(list(OPENERS)), max_size=24),
    inside=st.sampled_from(
        ["needle", "```\nneedle", "### needle", "| needle |\n| - |", "needle\n:::"]
    ),
)
@settings(max_examples=40)
def test_what_is_nested_too_deep_is_told_and_nothing_is_lost_in_silence(openers, inside):
    first, *others = inside.split("\n")
    rest = "".join(OPENERS[opener] for opener in openers)
    document = render("\n".join(["".join(openers) + first, *(rest + other for other in others)]))
    assert document.problems or ("needle" in document.html and "needle" in document.text)
    if len(openers) <= 4 and inside == "needle":
        assert document.problems == ()


def test_nesting_too_deep_is_told_with_its_line():
    [(line, text)] = told("a\n\n" + "- " * 15 + "b")
    assert line == 3
    assert "deep" in text


WORD = st.sampled_from("alpha beta gamma delta".split())
NESTED = st.lists(
    st.sampled_from(
        ["::: note", "::: app", ":::: hazard", ":::", "::::", "- ", "> ", "", "```", "::: timeline"]
    )
    | WORD,
    max_size=12,
)


@given(lines=NESTED)
@settings(max_examples=60)
def test_every_word_is_shown_or_something_is_told(lines):
    document = render("\n".join(lines))
    words = [line for line in lines if line.isalpha()]
    assert document.problems or all(word in document.html for word in words)
    assert document.problems or all(word in document.text for word in words)


@given(source=bodies, level=st.integers(1, 6))
@settings(max_examples=40)
def test_rendering_never_raises_and_tells_lines_that_exist(source, level):
    document = render(source, level)
    count = source.count("\n") + 1
    assert all(1 <= problem.line <= count for problem in document.problems)
    assert all(1 <= link.line <= count for link in document.links)
    for part in document.parts:
        assert bool(part.html) is not bool(part.stages)


@pytest.mark.parametrize(
    "piece",
    ["[", "![", "*a _b ", "`", "> ", "- ", "{", "{a", "<a ", "](", "|", "\n", ":::\n", "&a"],
)
def test_the_worst_text_takes_seconds_at_most(piece):
    source = piece * (4_000 // len(piece))
    before = time.process_time()
    render(source)
    assert time.process_time() - before < 2
