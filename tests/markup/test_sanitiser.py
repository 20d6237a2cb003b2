"""What no text can do: the HTML holds only what is listed, whatever somebody writes."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guides import markup
from guides.markup.sanitiser import clean
from tests.markup.html import SCHEMES, elements, faults, hrefs, scheme

JS = "javascript:alert(1)"
# Ways to spell a dangerous address; each is put into every form of link below.
ADDRESSES = [
    JS,
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;&#x61;vascript:alert(1)",
    "&#0000106avascript:alert(1)",
    "jav&#x09;ascript:alert(1)",
    "jav&Tab;ascript:alert(1)",
    "jav&NewLine;ascript:alert(1)",
    "jav\tascript:alert(1)",
    "java\\script:alert(1)",
    "\x01javascript:alert(1)",
    "&#1;javascript:alert(1)",
    "\u00a0javascript:alert(1)",
    "\u200bjavascript:alert(1)",
    "javascript://%0aalert(1)",
    "java%73cript:alert(1)",
    "javascript%3Aalert(1)",
    "vbscript:msgbox(1)",
    "VBScript:msgbox(1)",
    "livescript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "DATA:text/html,a",
    "data:image/svg+xml;base64,PHN2Zz4=",
    "data:image/png;base64,AAAA",
    "file:///etc/passwd",
    "blob:https://example.com/1",
    "filesystem:https://example.com/1",
    "ftp://example.com/",
    "view-source:javascript:alert(1)",
    "feed:javascript:alert(1)",
    "jar:https://example.com!/",
    "intent://scan/#Intent;end",
    "about:blank",
    "ws://example.com",
    "//example.com/x",
    "\\\\example.com\\x",
    "/\\example.com",
    'guide:a"onclick="alert(1)',
    "situation:a onclick=alert(1)",
    "guide:../../admin",
    "section:a#b",
    'https://example.com/"onmouseover="alert(1)',
    "https://example.com/'onmouseover='alert(1)",
    "https://example.com/><script>alert(1)</script>",
    "{fact:evil}",
    "https://example.com/{fact:evil}",
]
FORMS = [
    "[x]({})",
    "[x](<{}>)",
    "<{}>",
    "[x][r]\n\n[r]: {}",
    '[x][r]\n\n[r]: <{}> "title" ',
    "![x]({})",
    "[![x]({0})]({0})",
    '[x]({} "t\\" onclick=\\"alert(1)")',
    "| a |\n| - |\n| [x]({}) |",
    "::: message\n[x]({}) {{slot}}\n:::",
    "::: timeline\n1. **a** [x]({})\n:::",
    "### [x]({})",
]
ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//example.com/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)//",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '<svg><a xlink:href="javascript:alert(1)">x</a></svg>',
    "<math><mtext></table><mglyph><style><img src onerror=alert(1)>",
    '<math href="javascript:alert(1)">x</math>',
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<style>*{background:url(//example.com)}</style>",
    "<link rel=stylesheet href=//example.com/x.css>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<form action=//example.com><input name=a><button>x</button></form>",
    "<base href=//example.com/>",
    "<meta http-equiv=refresh content='0;url=//example.com'>",
    "<details open ontoggle=alert(1)>",
    "<body onload=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=# style=position:fixed;inset:0>x</a>",
    "<p id=main class=slot onclick=alert(1)>x</p>",
    "<div hx-get=/x hx-trigger=load>x</div>",
    "<template><script>alert(1)</script></template>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- x --!><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?><?xml-stylesheet href='javascript:alert(1)'?>",
    "<!DOCTYPE html><html><head><title>x",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&amp;lt;script&amp;gt;",
    "{fact:evil}",
    "{fact:quote}",
    "**{fact:evil}**",
    "`{fact:evil}`",
    "[{fact:evil}](https://example.com)",
    "![{fact:evil}](picture:p)",
    "![{fact:quote}](picture:p)",
    "![](picture:evil)",
    '![" onerror="alert(1)](picture:p)',
    '![x](picture:p "x" onerror="alert(1)")',
    "[![](picture:p)](javascript:alert(1))",
    "![](picture:p?x)",
    "### {fact:evil}",
    "| {fact:evil} |\n| - |\n| {fact:quote} |",
    "{fact:<script>alert(1)</script>}",
    '{fact:"onclick=alert(1)}',
    "{fact:{fact:evil}}",
    "{{fact:evil}}",
    "{fact:evil",
    "::: message\n{<script>alert(1)</script>}\n:::",
    '::: message\n{" onclick="alert(1)}\n:::',
    "::: message\n{<b>} {fact:evil} {</span><script>alert(1)</script>}\n:::",
    "::: message\n{&lt;img src=x onerror=alert(1)&gt;}\n:::",
    "::: hazard onclick=alert(1)\nx\n:::",
    '::: message en" onclick="alert(1)\nx\n:::',
    "::: message\nx\n:::\n::: message en\n{<script>alert(1)</script>}\n:::",
    '::: "><script>alert(1)</script>\nx\n:::',
    "::: hazard\n<script>alert(1)</script>\n:::",
    "::: timeline\n1. **<script>alert(1)</script>** {fact:evil}\n:::",
    '```"><script>alert(1)</script>\nx\n```',
    "```js onclick=alert(1) class=block\n</code></pre><script>alert(1)</script>\n```",
    "~~~ <img/src=x/onerror=alert(1)>\n</pre>\n~~~",
    "    </code></pre><script>alert(1)</script>",
    '| a |\n| :-" onclick="alert(1): |\n| b |',
    "| a | b |\n| :-: | -: |\n| <script>alert(1)</script> | {fact:evil} |",
    "1\u0660. x\n999999999. y",
    "-1. x",
    '[x](https://example.com "a\\" onmouseover=alert(1) b=\\"")',
    "[x](https://example.com 'a\" style=\"color:red')",
    '![a"onerror="alert(1)](https://example.com/x.png)',
    "![<script>alert(1)</script>](x)",
    "[<script>alert(1)</script>](https://example.com)",
    "[a](https://example.com)<script>alert(1)</script>",
    "[[[[a](javascript:alert(1))](https://example.com)]",
    '<https://example.com/"onclick="alert(1)>',
    '<a@example.com"onclick="alert(1)>',
    "\\<script>alert(1)\\</script>",
    "# <script>alert(1)</script>",
    "<x-script>*a*</x-script>",
    "***<img src=x onerror=alert(1)>***",
    "~~<script>~~alert(1)~~</script>~~",
    "\u2028<script>alert(1)</script>",
    "\ufeff<script>alert(1)</script>",
    "<\u0130mg src=x onerror=alert(1)>",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
]
PICTURE = markup.Picture(
    alt='" onerror="alert(1)', key="a" * 32, format="png", width=900, height=9, widths=(400, 900)
)
PICTURES = {"p": PICTURE, "evil": replace(PICTURE, format='png" onerror="alert(1)')}
FACTS = {
    "evil": "</p></div><script>alert(1)</script><img src=x onerror=alert(1)>",
    "quote": '" onclick="alert(1)" x="',
    "x": "3\u20135 days",
}


def check(source: str) -> None:
    for level in (1, 2):
        document = markup.render(source, facts=FACTS, pictures=PICTURES, level=level)
        assert faults(document.html) == []
        for part in document.parts:
            for piece in (part.html, *(stage.html for stage in part.stages)):
                assert faults(piece) == []
        if not document.problems:
            # What may be published leads somewhere that is known, or says where whole.
            for href in hrefs(document.html):
                kinds = ("/guides/", "/situations/", "/wizards/")
                assert scheme(href) in SCHEMES or href.startswith(kinds), href


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_form_of_link_makes_an_address_dangerous(address):
    for form in FORMS:
        check(form.format(address))


@pytest.mark.parametrize("source", ATTACKS)
def test_an_attack_is_shown_as_text_or_not_at_all(source):
    check(source)


@pytest.mark.parametrize(
    "wrap", ["> {}", "- {}", "1. {}", "::: note\n{}\n:::", "**{}**", "[{}](x)"]
)
def test_an_attack_is_no_better_inside_something(wrap):
    for source in ATTACKS:
        check(wrap.format(source))


def test_html_is_shown_as_it_was_written():
    document = markup.render("Write <b>this</b> & <!-- that -->.", facts={}, level=2)
    assert document.text == "Write <b>this</b> & <!-- that -->."
    assert elements(document.html)[0].text_content() == document.text
    assert [element.tag for element in elements(document.html)] == ["p"]


def test_a_fact_is_text_whatever_its_spelling():
    document = markup.render("It takes {fact:evil}.", facts=FACTS, level=2)
    assert elements(document.html)[0].text_content() == f"It takes {FACTS['evil']}."


@pytest.mark.parametrize("href", ["https://a.example/b?c=d&e=f#g", "mailto:a@b.example", "tel:+1"])
def test_a_whole_address_is_kept(href):
    document = markup.render(f"[x]({href})", facts={}, level=2)
    assert hrefs(document.html) == [href]
    assert document.problems == ()


@pytest.mark.parametrize(
    "href", ["/guides/a/", "#a", "a.html", "//example.com", "ftp://example.com", "?a=b", "", "../a"]
)
def test_an_address_that_cannot_be_checked_is_told(href):
    [problem] = markup.render(f"One\n\n[x]({href})", facts={}, level=2).problems
    assert (problem.line, problem.text.startswith(f"the link “{href}” cannot")) == (3, True)


PIECES = st.sampled_from(
    [
        *"<>\"'&;:/\\()[]{}`*_~#|-=!+. \t\n\n01ab",
        "\n\n",
        "    ",
        "javascript:",
        "data:",
        "&#x6a;",
        "&colon;",
        "https://e.x/",
        "guide:a",
        "<script>",
        "</",
        "<svg ",
        "<style>",
        "<!--",
        "-->",
        "]]>",
        " onerror=",
        "{fact:evil}",
        "{fact:quote}",
        "{fact:",
        "{slot}",
        "::: message\n",
        "::: message en\n",
        "::: checklist\n",
        "::: hazard\n",
        "::: app\n",
        "::: timeline\n",
        ":::\n",
        "\n1. ",
        "\n- ",
        "\n> ",
        "\n### ",
        "\n```",
        "\n|a|\n|-:|\n",
        "](",
        "![",
        "](picture:p)",
        "![](picture:p)",
        "\n[r]: ",
        "[r]",
        "\u2028",
        "\x00",
        "\r",
        "\x0b",
        "\ud83d",
    ]
)


@given(pieces=st.lists(PIECES | st.text(max_size=2), max_size=25))
@settings(max_examples=60)
def test_no_text_makes_more_than_is_listed(pieces):
    check("".join(pieces).encode("utf-8", "ignore").decode())


@pytest.mark.parametrize(
    "src",
    [
        "https://e.example/x.png",
        "//e.example/x.png",
        "data:image/png;base64,AAAA",
        "/static/x.png",
        "/pictures/x.png",
        f"/pictures/{'a' * 32}-9.svg",
        f"/pictures/{'a' * 32}-9.png?x",
        f"/pictures/../{'a' * 32}-9.png",
    ],
)
def test_a_picture_from_anywhere_else_has_no_address(src):
    good = f"/pictures/{'a' * 32}-9.png"
    assert clean(f'<img src="{good}" srcset="{good} 9w" onerror="x()" style="x">') == (
        f'<img src="{good}" srcset="{good} 9w">'
    )
    assert clean(f'<img src="{src}" srcset="{src} 9w" loading="eager">') == "<img>"
    assert clean(f'<img srcset="{good} 9w, {src} 10w">') == "<img>"
