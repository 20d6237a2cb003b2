"""Properties of every file of the exported shipped site."""

import json
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings
from lxml import etree

from guides import flow, steps
from guides.export import places
from guides.models import Edition
from guides.urls import urlpatterns
from tests.export import reading

# What only a server can answer: search, what is reckoned, the desk's previews, monitoring.
NO_FILE = {
    "refund_file", "reminder_file", "preview", "preview_step", "health_live", "health_ready",
    "sitemap_part", "picture",  # the shipped site has none of these two
}  # fmt: skip


@pytest.fixture(scope="module")
def pages(exported):
    return reading.pages(exported)


def test_every_relative_link_leads_to_a_file_and_an_anchor_in_it(exported, pages) -> None:
    seen = 0
    for name, page in pages.items():
        for link in reading.links(page):
            if reading.is_whole(link):
                continue
            path, anchor = reading.place(exported, name, link)
            assert path.is_file(), (name, link)
            assert path.is_relative_to(exported), (name, link)
            if anchor:
                other = pages[path.relative_to(exported).as_posix()]
                assert other.xpath("//*[@id=$id]", id=anchor), (name, link)
            seen += 1
    assert seen > 2500


def test_no_link_begins_at_the_root_of_a_site(pages) -> None:
    for name, page in pages.items():
        for link in reading.links(page):
            assert not link.startswith("/"), (name, link)


def test_no_link_to_a_page_leaves_its_file_out(pages) -> None:
    """A browser opens no folder from a disk."""
    for name, page in pages.items():
        for link in reading.links(page):
            path = urlsplit(link).path
            assert reading.is_whole(link) or not path.endswith("/"), (name, link)


def test_only_what_is_told_to_machines_or_frames_names_the_site(pages) -> None:
    """Or else a copy that lies elsewhere would send its readers away."""
    for name, page in pages.items():
        if name == places.NOT_FOUND or name.startswith("embed/"):
            continue
        for element in page.iter("*"):
            link = element.get("href") or element.get("src") or ""
            if link.startswith(settings.SITE_URL):
                assert element.get("rel") == "canonical", (name, link)


def test_the_page_for_what_is_not_there_works_at_any_depth(pages) -> None:
    links = reading.links(pages[places.NOT_FOUND])
    assert all(reading.is_whole(link) or link.startswith("#") for link in links)
    assert f"{settings.SITE_URL}/situations/" in links
    [policy] = pages[places.NOT_FOUND].xpath("//meta[@http-equiv='Content-Security-Policy']")
    assert f"style-src 'self' file: {settings.SITE_URL}" in policy.get("content")


def test_style_sheets_bring_along_what_they_load(exported) -> None:
    sheets = list(exported.glob("static/**/*.css"))
    assert sheets
    for sheet in sheets:
        for link in reading.css_links(sheet.read_text()):
            assert (sheet.parent / link).is_file(), (sheet, link)


def test_static_files_that_no_page_uses_stay_behind(exported) -> None:
    names = {path.name for path in exported.glob("static/**/*") if path.is_file()}
    assert {"site.css", "site.js", "htmx-2.min.js", "favicon.svg", "share.png"} <= names
    assert not {"desk.css", "autosave.js", "admin"} & names


def test_the_checksums_are_those_of_all_files(exported) -> None:
    reading.check_sums(exported)
    listed = [line.split("  ")[1] for line in (exported / "SHA256SUMS").read_text().splitlines()]
    assert listed == sorted(listed)
    assert {*listed, "SHA256SUMS"} == set(reading.files(exported))


def test_every_kind_of_public_address_has_its_files(ship, db, exported) -> None:
    ship()
    slugs = {kind: [e.slug for e in Edition.objects.live() if e.kind == kind] for kind in
             ("guide", "situation", "wizard")}  # fmt: skip
    values = {
        "code": [e.code for e in Edition.objects.live().situations()],
        "label": ["shipped", "pending"],
        "answers": ["order=shipped", "order=not-shipped"],
    }
    kinds = {"guide_markdown": "guide", "situation_markdown": "situation"}
    checked = set()
    for pattern in urlpatterns:
        if not pattern.name or pattern.name in NO_FILE:
            continue
        [*names] = pattern.pattern.converters
        kind = kinds.get(pattern.name) or pattern.name.removeprefix("api_").partition("_")[0]
        found = {"slug": slugs.get(kind, []), **values}
        route = "/" + str(pattern.pattern)
        for value in found[names[-1]] if names else [""]:
            address = route
            if names:
                address = re.sub(rf"<\w+:{names[-1]}>", value, route)
                address = re.sub(r"<\w+:slug>", slugs["wizard"][0], address)
            assert (exported / places.file_of(address)).is_file(), address
            checked.add(pattern.name)
    assert len(checked) > 30


def test_every_state_of_the_wizard_is_a_page_that_shows_it(ship, db, pages) -> None:
    ship()
    [wizard] = (edition.page for edition in Edition.objects.live().wizards())
    states = list(flow.states(wizard.graph))
    assert len(states) == flow.count_states(wizard.graph) > 60
    for taken in states:
        page = pages[places.file_of(steps.href(wizard, taken))]
        replayed = flow.replay(wizard.graph, taken)
        assert len(page.xpath("//main//*[@class='trail']/li")) >= len(taken)
        choices = page.xpath("//ul[@class='choices']//a/@href")
        if replayed.question:
            asked = wizard.question(replayed.question)
            assert page.xpath("//h1")[0].text_content().strip() == asked.text
            wanted = [f"{asked.id}={choice.id}/index.html" for choice in asked.choices]
            here = "" if taken else f"{wizard.slug}/"
            assert [choice.removeprefix(here) for choice in choices] == wanted
        else:
            assert not choices


def test_a_link_that_changes_an_answer_asks_the_plain_question(pages) -> None:
    """What it would keep stands in a query, for which there is no file."""
    found = 0
    for page in pages.values():
        for link in page.xpath("//*[@class='trail']//a/@href"):
            assert "?" not in link
            assert link.endswith("index.html")
            found += 1
    assert found > 100


def test_htmx_fetches_what_the_link_says(pages) -> None:
    found = 0
    for name, page in pages.items():
        for element in page.xpath("//*[@hx-get]"):
            assert element.get("hx-get") == element.get("href"), name
            found += 1
    assert found > 100


def test_nothing_is_offered_that_needs_a_server(pages) -> None:
    for name, page in pages.items():
        assert not page.xpath("//form | //input | //select | //*[@hx-trigger]"), name
        assert not page.xpath("//a[contains(@href, '.ics')]"), name
        assert not page.xpath("//link[contains(@type, 'oembed')]"), name
        # All others are made by scripts, and work without a server.
        buttons = page.xpath("//button[not(@data-copy or @data-print)]")
        assert not buttons, name


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("search/index.html", "cannot search"),
        ("agents/index.html", "cannot search"),
        ("refund-dates/index.html", "cannot count the days"),
        ("reminder/index.html", "makes no reminders"),
        ("index.html", "cannot search"),
    ],
)
def test_what_needs_a_server_is_told_where_it_would_stand(pages, name, told) -> None:
    assert told in pages[name].text_content()


def test_days_that_cannot_be_counted_can_be_read(pages) -> None:
    text = pages["refund-dates/index.html"].xpath("//main")[0].text_content()
    assert "Refund to a credit or debit card: 3–15 business days" in " ".join(text.split())


@pytest.mark.parametrize("name", ["index.html", "search/index.html"])
def test_instead_of_a_search_there_are_the_lists(pages, name) -> None:
    links = {link.partition("/index")[0].removeprefix("../") for link in
             pages[name].xpath("//main//*[@class='onward']/a/@href")}  # fmt: skip
    assert {"situations", "guides", "screen"} <= links


def test_every_page_brings_its_security_policy(pages) -> None:
    for name, page in pages.items():
        [policy] = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        directives = policy.split("; ")
        assert directives == sorted(directives), name
        assert "default-src 'none'" in directives, name
        # Without effect in a page, and an error on the console of each.
        assert "frame-ancestors" not in policy, name
        first = page.xpath("//head/*")[:2]
        assert first[0].get("charset") == "utf-8", name
        assert first[1].get("http-equiv") == "Content-Security-Policy", name
        assert page.xpath("//meta[@name='referrer']/@content") == ["same-origin"], name


def test_every_page_names_its_icon(pages) -> None:
    """Or else browsers ask for one at the root of whatever serves it; a frame shows none."""
    for name, page in pages.items():
        assert page.xpath("//link[@rel='icon']") or name.startswith("embed/situations/"), name


def test_a_code_leads_to_its_situation_in_the_spellings_that_people_type(pages) -> None:
    for spelling in ("S-07", "s07"):
        page = pages[f"s/{spelling}/index.html"]
        to = "../../situations/already-shipped/index.html"
        assert page.xpath("//main//a/@href") == [to]
        assert page.xpath("//meta[@http-equiv='refresh']/@content") == [f"0; url={to}"]
        canonical = f"{settings.SITE_URL}/situations/already-shipped/"
        assert page.xpath("//link[@rel='canonical']/@href") == [canonical]


def test_all_names_differ_where_small_and_large_letters_do_not(exported) -> None:
    names = list(reading.files(exported))
    assert len({name.casefold() for name in names}) == len(names)


def test_documents_of_the_api_lead_to_each_other(exported) -> None:
    api = settings.SITE_URL + "/api/"
    documents = list(exported.glob("api/**/*.json"))
    assert len(documents) > 25
    for document in documents:
        text = document.read_text()
        json.loads(text)
        for found in re.findall(rf'"{re.escape(api)}([^"]*)"', text):
            assert (exported / "api" / found).is_file(), (document, found)
    index = json.loads((exported / "api/index.json").read_text())
    assert index["situations"] == f"{api}situations/index.json"


def test_the_description_of_the_api_names_files_and_no_queries(exported) -> None:
    described = json.loads((exported / "api/openapi.json").read_text())
    assert "/api/guides/{slug}/index.json" in described["paths"]
    for path, item in described["paths"].items():
        assert "search" not in path
        assert item["get"]["parameters"] == []
        [example] = [one["example"] for one in item.get("parameters", [])] or [""]
        assert (exported / path.replace("{slug}", example).lstrip("/")).is_file()


@pytest.mark.parametrize("name", ["api/search/index.json", "oembed/index.json"])
def test_what_programs_cannot_ask_is_told_as_a_problem(exported, name) -> None:
    problem = json.loads((exported / name).read_text())
    assert problem["status"] == 501
    assert "copy of the site" in problem["detail"]


def test_texts_for_machines_are_those_of_the_site(exported, said) -> None:
    """The feed, the sitemap and so on name the site itself: they are told its address."""
    for address, text in said.items():
        if not address.endswith("/"):
            assert (exported / address[1:]).read_bytes() == text, address
    root = etree.fromstring((exported / "sitemap.xml").read_bytes())
    for location in root.iter("{*}loc"):
        path = urlsplit(location.text).path
        assert (exported / places.file_of(unquote(path))).is_file(), path


def test_a_folder_that_people_open_leads_to_the_document_in_it(pages) -> None:
    assert pages["feed/index.html"].xpath("//main//a/@href") == ["index.xml"]
    assert pages["api/index.html"].xpath("//main//a/@href") == ["index.json"]


def test_a_page_differs_from_the_sites_own_in_links_and_in_what_it_cannot_do(
    exported, said
) -> None:
    """Every byte of a guide is the site's own, once links are taken out of both."""

    def bare(page: str) -> str:
        page = re.sub(r'\n    <meta (http-equiv|name="referrer").*', "", page)
        page = re.sub(r'(href|src)="[^"]*"', "", page)
        page = re.sub(r"<header.*?</header>|<p>\s*<span>Independent.*?</p>", "", page, flags=re.S)
        return page.replace("\n\n", "\n")

    ours = (exported / "guides/refunds/index.html").read_text()
    theirs = said["/guides/refunds/"].decode()
    assert bare(ours) == bare(theirs)


def test_nothing_names_this_machine_or_this_moment(exported) -> None:
    for name, data in reading.files(exported).items():
        assert str(Path(settings.BASE_DIR)).encode() not in data, name
        assert str(settings.STATE_DIR).encode() not in data, name
