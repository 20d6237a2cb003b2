"""What an export writes: what is live, of one moment, and only what differs from before."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import override_settings

from guides import export, paging, pictures, publishing
from guides.api import answers
from guides.export import asking, writing
from guides.machines import sitemap
from guides.models import Guide, Situation, Wizard
from tests.export import reading
from tests.factories import (
    make_emergency_note,
    make_guide,
    make_live,
    make_picture,
    make_situation,
    make_wizard,
)

pytestmark = pytest.mark.django_db


def page(folder: Path, name: str) -> str:
    return (folder / name).read_text()


def leads_to(folder: Path, name: str) -> str:
    """Where a page that has moved leads, by the name of the file."""
    [link] = reading.html.document_fromstring(page(folder, name)).xpath("//main//a/@href")
    path, _ = reading.place(folder, name, link)
    assert path.is_file()
    return path.relative_to(folder).as_posix()


@pytest.fixture
def small():
    """A guide, two situations of which one is an outcome, and a wizard."""
    guide = make_guide({"money": "Text.", "other": "More."}, slug="guide")
    near = make_situation(slug="near", code="N-1", body="See [it](guide:guide#money).")
    far = make_situation(slug="far", code="F-1", related=[near])
    tree = {"order": {"shipped": near, "not": "why"}, "why": {"money": guide.sections.first()}}
    make_live(guide, near, far, make_wizard(tree, slug="wizard"))


def test_an_empty_site_is_a_site(write) -> None:
    done = write()
    assert "Nothing is published yet" in page(write.folder, "index.html")
    assert done.files > 15
    reading.check_sums(write.folder)


def test_two_exports_of_the_same_content_are_equal(small, write, tmp_path) -> None:
    write()
    export.write(tmp_path / "other")
    assert reading.files(tmp_path / "other") == reading.files(write.folder)


def test_a_second_export_writes_nothing(small, write) -> None:
    first = write()
    second = write()
    assert (second.files, second.written, second.deleted) == (first.files, (), ())
    assert len(first.written) == first.files + 1


def test_only_the_files_that_a_change_concerns_are_written(small, write) -> None:
    write()
    before = reading.files(write.folder)
    Situation.objects.filter(slug="far").update(hazard="Never do that.")
    make_live(Situation.objects.get(slug="far"))
    done = write()
    after = reading.files(write.folder)
    assert done.deleted == ()
    assert set(done.written) == {name for name in after if after[name] != before[name]}
    assert {"situations/far/index.html", "situations/far.md", "feed/index.xml"} <= {*done.written}
    untouched = {"guides/guide/index.html", "situations/near/index.html", "index.html",
                 "wizards/wizard/order=shipped/index.html", "static/css/site.css"}  # fmt: skip
    assert not untouched & {*done.written}
    assert "Never do that." in page(write.folder, "situations/far/index.html")


def test_what_is_withdrawn_says_so_and_what_is_left_of_it_is_deleted(small, write) -> None:
    write()
    publishing.withdraw(items=[Situation.objects.get(slug="far")], by="tests")
    done = write()
    assert "This page was withdrawn" in page(write.folder, "situations/far/index.html")
    assert leads_to(write.folder, "s/F-1/index.html") == "situations/far/index.html"
    assert "withdrawn" in page(write.folder, "embed/situations/far/index.html")
    assert set(done.deleted) == {"situations/far.md", "api/situations/far/index.json"}
    reading.check_sums(write.folder)


def test_former_addresses_lead_to_the_present_ones(small, write) -> None:
    for model, slug in ((Guide, "guide"), (Situation, "near"), (Wizard, "wizard")):
        item = model.objects.get(slug=slug)
        item.slug = f"new-{slug}"
        item.save()
        make_live(item)
    write()
    folder = write.folder
    for name, present in {
        "guides/guide/index.html": "guides/new-guide/index.html",
        "situations/near/index.html": "situations/new-near/index.html",
        "embed/situations/near/index.html": "embed/situations/new-near/index.html",
        "wizards/wizard/index.html": "wizards/new-wizard/index.html",
        "wizards/wizard/map/index.html": "wizards/new-wizard/map/index.html",
        "wizards/wizard/order=not/index.html": "wizards/new-wizard/order=not/index.html",
        "s/N-1/index.html": "situations/new-near/index.html",
        "s/n1/index.html": "situations/new-near/index.html",
    }.items():
        assert leads_to(folder, name) == present, name
    # Programs follow no page.
    assert page(folder, "guides/guide.md") == page(folder, "guides/new-guide.md")
    api = "api/situations/{}/index.json"
    assert json.loads(page(folder, api.format("near")))["slug"] == "new-near"


def test_links_to_former_addresses_lead_to_the_present_place_at_once(small, write) -> None:
    guide = Guide.objects.get(slug="guide")
    guide.slug = "new-guide"
    guide.save()
    make_live(guide)
    write()
    text = page(write.folder, "situations/near/index.html")
    assert 'href="../../guides/new-guide/index.html#money"' in text


def test_what_a_screen_says_leads_to_one_situation_or_offers_several(write) -> None:
    labels = ("Sent\nBoth", "Both")
    make_live(*(make_situation(slug=f"s{n}", screen_labels=text) for n, text in enumerate(labels)))
    write()
    assert leads_to(write.folder, "screen/sent/index.html") == "situations/s0/index.html"
    several = page(write.folder, "screen/both/index.html")
    assert "../../situations/s0/index.html" in several
    assert "../../situations/s1/index.html" in several
    assert 'href="../situations/s0/index.html"' in page(write.folder, "screen/index.html")


def test_pictures_are_taken_along(write) -> None:
    picture = make_picture(slug="screen")
    make_live(make_guide({"a": "![](picture:screen)"}, slug="guide"))
    write()
    [file] = (write.folder / "pictures").iterdir()
    assert file.read_bytes() == pictures.find_file(file.name).read_bytes()
    assert f'src="../../pictures/{picture.key}-' in page(write.folder, "guides/guide/index.html")


def test_a_picture_without_its_file_is_told(write) -> None:
    picture = make_picture(slug="screen")
    make_live(make_guide({"a": "![](picture:screen)"}))
    for file in pictures.path_of(picture.key, 1, "png").parent.iterdir():
        file.unlink()
    with pytest.raises(export.Refused, match=r"the file of the picture /pictures/.* is missing"):
        write()


def test_emergency_notes_that_stand_are_on_the_pages(small, write) -> None:
    make_emergency_note("Nobody can pay today.")
    write()
    for name in ("index.html", "guides/guide/index.html", "404.html"):
        assert "Nobody can pay today." in page(write.folder, name)


@override_settings(EXPORT_MAX_STATES=4)
def test_a_wizard_with_too_many_states_is_refused_by_name_and_number(small, write) -> None:
    assert write()  # the wizard has four: two questions and two outcomes
    before = reading.files(write.folder)
    near = Situation.objects.get(slug="near")
    make_live(make_wizard({"a": {"1": near, "2": near, "3": near, "4": near}}, slug="wide"))
    with pytest.raises(export.Refused, match="the wizard “wide” has 5 states") as refused:
        write()
    assert "at most 4 of a wizard" in str(refused.value)
    assert "EXPORT_MAX_STATES" in str(refused.value)
    assert "“wizard”" not in str(refused.value)
    assert reading.files(write.folder) == before


def test_states_are_counted_and_not_walked(write) -> None:
    """Twenty questions with three ways from each to the next: five billion states."""
    end = make_situation()
    tree = {f"q{n}": dict.fromkeys("abc", f"q{n + 1}") for n in range(20)} | {"q20": {"end": end}}
    make_live(end, make_wizard(tree, slug="deep"))
    states = sum(3**n for n in range(21)) + 3**20
    with pytest.raises(export.Refused, match=f"“deep” has {states:,} states"):
        write()
    assert [path.name for path in write.folder.iterdir()] == [".export_site"]


def test_an_address_that_is_too_long_for_a_file_is_refused_before_anything_is_written(
    write,
) -> None:
    end = make_situation()
    chain = {f"{'q' * 90}-{n}": {"c" * 90: f"{'q' * 90}-{n + 1}"} for n in range(20)}
    make_live(end, make_wizard(chain | {f"{'q' * 90}-20": {"end": end}}))
    with pytest.raises(export.Refused, match="too long for a file"):
        write()
    assert [path.name for path in write.folder.iterdir()] == [".export_site"]


def test_further_pages_of_a_list_of_the_api_are_files(write, monkeypatch) -> None:
    monkeypatch.setattr(answers, "PAGE_SIZE", 2)
    make_live(*(make_guide(slug=f"guide-{n}") for n in range(5)))
    write()
    slugs, name = [], "index.json"
    while name:
        found = json.loads(page(write.folder, f"api/guides/{name}"))
        slugs += [item["slug"] for item in found["items"]]
        name = (found["next"] or "").partition("/api/guides/")[2]
    assert slugs == [f"guide-{n}" for n in range(5)]
    assert (write.folder / "api/guides/page=3/index.json").is_file()


def test_further_pages_of_a_list_are_found_by_their_links(write, monkeypatch) -> None:
    monkeypatch.setattr(paging, "PAGE_SIZE", 2)
    make_live(*(make_guide() for _ in range(5)))
    write()
    pages = [f"guides/{name}index.html" for name in ("", "page=2/", "page=3/")]
    assert 'rel="next" href="page=2/index.html"' in page(write.folder, pages[0])
    assert 'rel="next" href="../page=3/index.html"' in page(write.folder, pages[1])
    assert 'rel="prev" href="../index.html"' in page(write.folder, pages[1])
    assert 'rel="prev" href="../page=2/index.html"' in page(write.folder, pages[2])


def test_the_parts_of_a_long_sitemap_are_files(small, write, monkeypatch) -> None:
    monkeypatch.setattr(sitemap, "MOST", 4)
    write()
    parts = sorted(write.folder.glob("sitemap-*.xml"))
    assert len(parts) == page(write.folder, "sitemap.xml").count("<loc>") > 1


def test_what_is_published_meanwhile_is_in_all_files_or_in_none(
    small, write, monkeypatch, tmp_path
) -> None:
    # Where a snapshot is not held to the end; the one of a test sees its own changes.
    monkeypatch.setattr(writing, "connection", SimpleNamespace(vendor="sqlite"))
    real, asked = asking.Site.ask, []

    def ask(self, address: str) -> asking.Answer:
        asked.append(address)
        if len(asked) == 12:
            Guide.objects.filter(slug="guide").update(title="Renamed")
            make_live(Guide.objects.get(slug="guide"))
        return real(self, address)

    monkeypatch.setattr(asking.Site, "ask", ask)
    write()
    monkeypatch.undo()
    export.write(tmp_path / "after")
    assert reading.files(write.folder) == reading.files(tmp_path / "after")
    assert "Renamed" in page(write.folder, "guides/index.html")


def test_a_site_that_always_changes_is_written_in_the_end(small, write, monkeypatch) -> None:
    real, changes = asking.Site.ask, []

    def ask(self, address: str) -> asking.Answer:
        changes.append(address)
        if len(changes) < 100:
            make_live(make_guide())
        return real(self, address)

    monkeypatch.setattr(asking.Site, "ask", ask)
    write()
    assert len(changes) > 20
    reading.check_sums(write.folder)


def test_a_page_that_cannot_be_made_is_named(small, write, monkeypatch) -> None:
    def fail(*_args: object) -> None:
        raise LookupError("broken")

    monkeypatch.setattr("guides.shelf.situations_by_stage", fail)
    with pytest.raises(
        export.Refused, match="/situations/ cannot be written: the site answers 500"
    ):
        write()


def test_a_folder_that_it_did_not_write_is_refused_before_anything_is_asked(
    write, monkeypatch
) -> None:
    write.folder.mkdir()
    (write.folder / "mine.txt").write_text("Mine")
    monkeypatch.setattr(asking.Site, "ask", None)
    with pytest.raises(export.Refused, match="no export wrote it"):
        write()


def test_static_files_that_were_not_collected_are_told_at_once(write, monkeypatch) -> None:
    def missing(_name: str) -> str:
        raise ValueError("Missing staticfiles manifest entry")

    monkeypatch.setattr(staticfiles_storage, "url", missing)
    with pytest.raises(export.Refused, match="run collectstatic"):
        write()
    assert not write.folder.exists()


def test_a_strangers_file_in_the_way_is_told_before_anything_is_written(small, write) -> None:
    write()
    Guide.objects.filter(slug="guide").update(title="New")
    make_live(Guide.objects.get(slug="guide"), make_guide(slug="other"))
    (write.folder / "guides/other").mkdir()
    (write.folder / "guides/other/index.html").write_text("Mine")
    before = reading.files(write.folder)
    with pytest.raises(export.Refused, match=r"guides/other/index\.html is not of an export"):
        write()
    assert reading.files(write.folder) == before


def test_it_tells_how_far_it_is(small, tmp_path) -> None:
    told = []
    done = export.write(tmp_path / "site", report=lambda *numbers: told.append(numbers))
    assert [number for number, _ in told] == list(range(1, len(told) + 1))
    assert told[-1][0] == told[-1][1] <= done.files
