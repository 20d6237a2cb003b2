"""Properties of every public address of the shipped content, found by following its links."""

import gzip
import json
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve
from django.utils.timezone import localdate
from lxml import etree

from guides import emergency, flow, markup, steps
from guides.markup import renderer
from guides.models import Edition
from helpcenter.storage import bundle
from tests.factories import make_emergency_note
from tests.html import Page, parse

pytestmark = pytest.mark.django_db

MOST_QUERIES = 6
TODAY = localdate()
STARTS = (
    "/", "/wizards/", "/s/S-01/", "/s/none/", "/no-such-page/", "/guides/no-such-guide/",
    f"/refund-dates/?method=refund-card&confirmed={TODAY}&country=DE",
    f"/refund-dates/?method=refund-paypal&confirmed={TODAY - timedelta(days=90)}",
    "/refund-dates/?confirmed=never", "/refund-dates/refund.ics",
    f"/reminder/?ends={TODAY + timedelta(days=30)}&before=3",
    "/reminder/?ends=&before=x", "/reminder/",
    "/search/?q=refund", "/search/?q=cancle", "/search/?q=zzqqxx", f"/search/?q={'long+' * 60}",
    "/search/?q=S-07&go=1", "/screen/Awaiting%20Shipment/", "/screen/none/",
)  # fmt: skip


class Site:
    """Every address that can be reached from the starts, with its answer."""

    def __init__(self) -> None:
        self.client = Client()
        self.answers = {}
        self.pages: dict[str, Page] = {}
        self.statements: dict[str, list[str]] = {}
        self.rendered: list[str] = []
        waiting = [*STARTS, *self.steps()]
        while waiting:
            address = waiting.pop()
            if address in self.answers:
                continue
            with CaptureQueriesContext(connection) as queries:
                response = self.client.get(address)
            self.answers[address] = response
            self.statements[address] = [query["sql"] for query in queries]
            if response.status_code in {301, 302}:
                waiting.append(response["Location"])
                continue
            if response["Content-Type"].startswith("text/html"):
                self.pages[address] = parse(response)
                waiting += [link for link, _ in self.links(address)]

    @staticmethod
    def name(address: str) -> str:
        """The name of the view that answers, or empty."""
        try:
            return resolve(urlsplit(address).path).url_name
        except Resolver404:
            return ""

    @staticmethod
    def steps() -> list[str]:
        """Every step and outcome of every wizard."""
        found = []
        for edition in Edition.objects.live().wizards():
            for taken, _ in flow.paths(edition.page.graph):
                found += [steps.href(edition.page, taken[:end]) for end in range(len(taken) + 1)]
        return found

    def links(self, address: str) -> list[tuple[str, str]]:
        """The internal links of a page, each as address and fragment."""
        found = []
        for link in self.pages[address].all("//a[@href]"):
            parts = urlsplit(link.get("href"))
            if not parts.scheme and not parts.netloc:
                query = f"?{parts.query}" if parts.query else ""
                path = parts.path + query if parts.path or query else address
                found.append((path, unquote(parts.fragment)))
        return found


@pytest.fixture(scope="module")
def site(ship, django_db_blocker):
    """The shipped site, walked once for all properties; the database is as before afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        ship()
        rendered = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(renderer, "render", lambda source, **_: rendered.append(source))
            patch.setattr(markup, "render", renderer.render)
            patch.setattr(renderer.MARKDOWN, "parse", lambda source, *_: rendered.append(source))
            site = Site()
        site.rendered = rendered
        yield site
        transaction.set_rollback(True)


def test_the_walk_reaches_every_kind_of_page(site):
    assert {site.name(address) for address in site.answers} >= {
        "home", "guide_list", "guide_detail", "situation_list", "situation_detail",
        "situation_by_code", "wizard_list", "wizard_detail", "wizard_step", "wizard_map",
        "refund_dates", "refund_file", "reminder", "reminder_file",
    }  # fmt: skip
    assert len(site.answers) > 90


def test_every_page_has_one_h1_and_a_title_of_its_own(site):
    for address, page in site.pages.items():
        assert len(page.all("//h1")) == 1, address
        assert page.h1, address
        assert page.title != settings.SITE_NAME or address == "/", address


def test_no_internal_link_is_broken(site):
    for address in site.pages:
        for path, fragment in site.links(address):
            if path == address:
                continue
            assert site.answers[path].status_code in {200, 302}, (address, path)
            if fragment and path in site.pages:
                assert site.pages[path].all(f"//*[@id='{fragment}']"), (address, path, fragment)


def test_ids_are_unique_on_every_page(site):
    for address, page in site.pages.items():
        ids = [element.get("id") for element in page.all("//*[@id]")]
        assert len(ids) == len(set(ids)), address


def test_the_htmx_answer_is_title_and_main_of_the_full_page(site):
    for address, page in site.pages.items():
        answer = site.client.get(address, headers={"HX-Request": "true"})
        assert answer.status_code == site.answers[address].status_code, address
        text = answer.content.decode()
        full = site.answers[address].content.decode()
        title = re.search(r"<title>.*?</title>", full, re.DOTALL)[0]
        main = re.search(r"<main.*</main>", full, re.DOTALL)[0]
        assert "".join(text.split()) == "".join((title + main).split()), address
        assert page.main


def test_going_back_in_history_gets_the_whole_page(site):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert b"<header" in site.client.get("/", headers=headers).content


def test_every_answer_may_be_kept_by_anybody_and_sets_no_cookie(site):
    for address, answer in site.answers.items():
        assert not answer.cookies, address
        assert "public" in answer["Cache-Control"], address
        assert answer["ETag"], address
        vary = {name.strip() for name in answer["Vary"].split(",")}
        forms = {"HX-Request", "HX-History-Restore-Request"}
        assert forms <= vary <= {*forms, "Accept-Encoding"}, address


def test_who_has_a_page_already_is_told_so(site):
    for address in site.pages:
        answer = site.answers[address]
        again = site.client.get(address, headers={"If-None-Match": answer["ETag"]})
        assert again.status_code == (304 if answer.status_code == 200 else answer.status_code)
        if again.status_code == 304:
            assert not again.content
            assert again["ETag"] == answer["ETag"]


def test_head_answers_like_get_without_a_body(site):
    for address, answer in site.answers.items():
        head = site.client.head(address)
        assert head.status_code == answer.status_code, address
        assert not head.content
        for name in ("ETag", "Cache-Control", "Vary", "Content-Type"):
            assert head[name] == answer[name], (address, name)


def test_no_page_takes_more_than_six_queries_or_writes(site):
    for address, statements in site.statements.items():
        assert len(statements) <= MOST_QUERIES, (address, statements)
        assert all(sql.lstrip("(").split()[0] in {"SELECT", "WITH"} for sql in statements), address
        assert not any(re.search(r"\b(INSERT|UPDATE|DELETE)\b", sql) for sql in statements), address


def test_nothing_renders_markdown_for_a_reader(site):
    assert site.rendered == []


def test_nothing_stands_inline(site):
    for address, page in site.pages.items():
        assert not page.all("//style"), address
        data = page.all("//head/script[@type='application/ld+json']")
        assert page.all("//script[not(@src)]") == data, address
        assert not page.all("//*[@style]"), address
        handlers = page.all("//@*[starts-with(name(), 'on')]")
        assert not handlers, (address, handlers)
        assert not page.all("//a[starts-with(@href, 'javascript:')]"), address


def test_what_a_page_says_of_itself_to_machines_is_true(site):
    """Canonical, Open Graph, alternates and JSON-LD, on every page that may be indexed."""
    for address, page in site.pages.items():
        canonicals = page.all("//link[@rel='canonical']/@href")
        assert page.all("//meta[@property='og:url']/@content") == canonicals, address
        assert page.all("//meta[@property='og:title']/@content") == [page.title], address
        if "noindex" in page.meta("robots"):
            assert not page.all("//script[@type='application/ld+json']"), address
            continue
        assert canonicals == [settings.SITE_URL + urlsplit(address).path], address
        assert page.meta("description"), address
        for link in page.all("//link[@rel='alternate']/@href"):
            path = link.removeprefix(settings.SITE_URL)
            assert site.client.get(path).status_code == 200, (address, link)
        blocks = [json.loads(s.text) for s in page.all("//script[@type='application/ld+json']")]
        if site.name(address) in {"guide_detail", "situation_detail"}:
            [block] = blocks
            things = {thing["@type"]: thing for thing in block["@graph"]}
            assert things.pop("BreadcrumbList")["itemListElement"][-1]["item"] == canonicals[0]
            [thing] = things.values()
            assert thing["url"] == canonicals[0]
            assert thing["datePublished"] <= thing["dateModified"]
        else:
            assert not blocks, address


def test_a_link_to_any_page_has_a_picture(site):
    """Named by Open Graph, of the size that is said, and fetched by nobody who reads the page."""
    for address, page in site.pages.items():
        [image] = page.og("image")
        path = image.removeprefix(settings.SITE_URL)
        assert path.startswith("/static/"), address
        assert page.og("image:alt")[0], address
        assert page.og("locale") == ["en_US"], address
        shows = site.name(address) in {"guide_detail", "situation_detail"}
        found = site.answers[address].status_code == 200
        assert page.og("type") == ["article" if shows and found else "website"], address
        assert not page.all(f"//*[@src='{path}' or @href='{path}' or contains(@srcset, '{path}')]")
    picture = Path(finders.find(path.removeprefix("/static/"))).read_bytes()
    assert picture.startswith(b"\x89PNG")
    size = [str(int.from_bytes(picture[at : at + 4])) for at in (16, 20)]
    assert [*page.og("image:width"), *page.og("image:height")] == size
    assert len(picture) <= 15_000


def test_the_sitemap_has_all_that_may_be_indexed_and_nothing_else(site):
    root = etree.fromstring(site.client.get("/sitemap.xml").content)
    listed = [location.text for location in root.iter("{*}loc")]
    assert len(listed) == len(set(listed))
    indexed = {
        page.canonical
        for address, page in site.pages.items()
        if site.answers[address].status_code == 200 and "noindex" not in page.meta("robots")
    }
    assert indexed == set(listed)


def test_guides_and_situations_name_their_markdown(site):
    for address, page in site.pages.items():
        texts = page.all("//link[@type='text/markdown']/@href")
        whole = site.answers[address].status_code == 200
        if site.name(address) in {"guide_detail", "situation_detail"} and whole:
            assert texts == [f"{address.rstrip('/')}.md"], address
        elif site.name(address) == "wizard_step" and whole and "/situations/" in page.canonical:
            own = page.canonical.removeprefix(settings.SITE_URL).rstrip("/")
            assert texts == [f"{own}.md"], address
        else:
            assert texts == [], address


def test_an_emergency_note_of_the_whole_site_is_shown_once_until_it_expires(site):
    """On every page; once for each kind of page also in what htmx swaps, and gone afterwards."""
    note = make_emergency_note("Nobody can pay today.")
    kinds = {}
    for address, before in site.pages.items():
        page = parse(site.client.get(address))
        assert page.texts("//main/*[1][@class='emergency']/div") == ["Nobody can pay today."]
        assert page.text("/*").count("Nobody can pay") == 1, address
        assert page.h1 == before.h1, address
        assert len(page.all("//*[@id='emergency']")) == 1, address
        kinds[site.name(address), site.answers[address].status_code] = address
    for address in kinds.values():
        swapped = site.client.get(address, headers={"HX-Request": "true"}).content.decode()
        assert swapped.count("Nobody can pay") == 1, address
    emergency.end(notes=[note], by="tests")
    for address in kinds.values():
        assert site.client.get(address)["ETag"] == site.answers[address]["ETag"], address


def test_what_htmx_fetches_is_what_the_link_says(site):
    for address, page in site.pages.items():
        for element in page.all("//*[@hx-get]"):
            target = element.get("href") or element.get("action")
            assert element.tag in {"a", "form"}, address
            assert element.get("hx-get") == target, address
        for element in page.all("//*[@hx-select or @hx-target]"):
            assert element.get("hx-select") == element.get("hx-target") == "#main", address


def test_every_page_keeps_to_its_weight(site):
    for address, answer in site.answers.items():
        assert len(gzip.compress(answer.content)) <= 10_000, address


def test_a_first_visit_is_five_requests_of_forty_kilobytes(site):
    page = site.pages["/"]
    sheets = page.all("//link[@rel='stylesheet']")
    scripts = page.all("//script[@src]")
    icons = page.all("//link[contains(@rel, 'icon')]")
    assert 1 + len(sheets) + len(scripts) + len(icons) <= 5
    styles = len(brotli.compress(_bundled().encode()))
    code = sum(_weight(script.get("src")) for script in scripts)
    assert styles <= 8_000
    assert code <= 18_000
    assert all(script.get("defer") is not None for script in scripts)
    longest = max((answer.content for answer in site.answers.values()), key=len)
    heaviest = len(brotli.compress(longest))
    assert heaviest + styles + code + sum(_weight(i.get("href")) for i in icons) <= 40_000


def _bundled() -> str:
    """The one stylesheet that readers get, as collecting static files makes it."""
    folder = FileSystemStorage(settings.BASE_DIR / "static")
    names = [f"css/{name}" for name in folder.listdir("css")[1]]
    return bundle("css/site.css", {name: (folder, name) for name in names})


def _weight(url: str) -> int:
    return len(brotli.compress(Path(finders.find(url.removeprefix("/static/"))).read_bytes()))


def test_steps_are_not_indexed_and_name_their_own_page_as_canonical(site):
    for address, page in site.pages.items():
        if site.name(address) == "wizard_step":
            assert "noindex" in page.meta("robots"), address
        if site.name(address) == "wizard_step" and not page.all("//ul[@class='choices']"):
            path = urlsplit(page.canonical).path
            assert re.fullmatch(r"/(situations|guides)/[a-z-]+/", path), address


def test_every_situation_and_outcome_has_what_to_send_to_somebody(site):
    told = set()
    for address, page in site.pages.items():
        kind = site.name(address)
        asks = bool(page.all("//ul[@class='choices']"))
        words = page.all("//*[@class='share']//*[@class='pasted']")
        wanted = kind == "situation_detail" or (kind == "wizard_step" and not asks)
        if site.answers[address].status_code != 200 or not wanted:
            assert not words, address
            continue
        [text] = [element.text for element in words]
        wheres = page.texts("//*[@class='share']//*[@class='where']")
        told.add(kind)
        assert len(text) <= 600, address
        assert text.startswith(page.h1), address
        assert text.endswith(f"\n{wheres[0]}"), address
        # All of them lead to the page itself.
        assert wheres[0].partition("#")[0] == page.canonical, address
        for where in wheres:
            path, _, anchor = where.removeprefix(settings.SITE_URL).partition("#")
            if path.startswith("/s/"):
                path = site.client.get(path)["Location"]
            there = site.pages[path]
            assert there.canonical == page.canonical, (address, where)
            assert not anchor or there.all(f"//*[@id='{anchor}']"), where
        if "Code S-" in text:
            assert "Code " + wheres[1].rstrip("/").rpartition("/")[2] in text.split("\n"), address
        for change in page.texts(
            "//*[@class='because'][h2='You are here because']//*[@class='answer']"
        ):
            assert change in text or "…" in text, address
    assert told == {"situation_detail", "wizard_step"}


def test_the_footer_says_that_the_site_is_independent(site):
    for address, page in site.pages.items():
        assert "not affiliated with AliExpress" in page.text("//footer"), address
