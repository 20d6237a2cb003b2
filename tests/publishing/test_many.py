"""More than is held at once is published as little is: nothing tells the difference but memory."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guides import batches, drafts, pack, publishing
from guides.models import Address, Edition, Reference, Revision
from guides.publishing import batch
from tests.factories import make_guide, make_live, write_files
from tests.house.test_many import FACT, GUIDE, SITUATION

CONTENT = Path(settings.BASE_DIR) / "content"


@pytest.fixture
def few_at_once(monkeypatch):
    """Two items are many."""
    monkeypatch.setattr(batch, "AT_ONCE", 2)
    monkeypatch.setattr(batches.in_batches, "__defaults__", (2,))


class Recorder:
    """Notes the phases that are reported, and how far each came."""

    def __init__(self) -> None:
        self.phases: dict[str, tuple[int, int]] = {}

    def over(self, items, phase, total):
        for count, item in enumerate(items, start=1):
            self.phases[phase] = (count, total)
            yield item


def load(folder, **options):
    return publishing.load(folder=folder, by="tests", publish_too=True, **options)


def published() -> list[tuple]:
    names = ("kind", "slug", "number", "title", "live", "source", "page_json", "code_key")
    return sorted(Edition.objects.values_list(*names), key=str)


def led_to() -> list[tuple]:
    rows = Reference.objects.values_list("edition__kind", "edition__slug", "slug", "anchor")
    return sorted(rows)


def files(count: int = 5) -> dict[str, str]:
    found = {f"guides/guide-{n}.md": GUIDE.format(n=n) for n in range(count)}
    for n in range(count):
        links = {"sections": f'"guide-{n}#part"', "related": f'"situation-{(n + 1) % count}"'}
        found[f"situations/situation-{n}.md"] = SITUATION.format(n=n, **links)
    return {**found, "facts.toml": FACT}


def test_many_are_loaded_and_published_as_few_are(db, few_at_once, request):
    loaded = load(CONTENT)
    many = published(), led_to(), set(Address.objects.values_list("kind", "slug"))
    for edition in Edition.objects.all():
        assert edition.page == publishing.compiled(items=[edition.item])[edition.item].page
    by_path = {record.path: record for record in pack.read_folder(CONTENT).items}
    assert {record.path: record for record in pack.read_rows().items} == by_path
    texts = {r.item: r.source for r in Revision.objects.all()}
    assert all(pack.write_item(pack.read_row(item)) == text for item, text in texts.items())
    assert {change.status for change, _ in loaded.changes} == {"created"}
    request.getfixturevalue("monkeypatch").undo()
    assert not load(CONTENT).republished
    assert many == (published(), led_to(), set(Address.objects.values_list("kind", "slug")))


def test_what_is_given_back_of_many_can_still_be_read(db, few_at_once, tmp_path):
    loaded = load(write_files(tmp_path, files()))
    for _, edition in loaded.changes:
        if edition:
            assert not {"source", "page_json"} & set(vars(edition))
            assert edition.page == Edition.objects.get(pk=edition.pk).page


def test_only_what_changed_is_published_again(db, few_at_once, tmp_path):
    folder = write_files(tmp_path, files())
    load(folder)
    assert not [edition for _, edition in load(folder).changes if edition]
    path = folder / "guides/guide-3.md"
    path.write_text(path.read_text().replace("Guide 3", "Another title"))
    assert [e.title for _, e in load(folder).changes if e] == ["Another title"]
    assert Edition.objects.live().filter(kind="guide").count() == 5


def test_addresses_are_exchanged_in_a_batch_of_many(db, few_at_once, tmp_path):
    load(write_files(tmp_path, files()))
    one, two = (Edition.objects.find("guide", f"guide-{n}").item for n in (1, 2))
    one.slug, two.slug = "between", "guide-1"
    one.save()
    two.save()
    one.slug = "guide-2"
    one.save()
    everything = [edition.item for edition in Edition.objects.live()]
    publishing.publish(items=everything, by="tests")
    assert Edition.objects.find("guide", "guide-2").item == one
    assert Edition.objects.find("guide", "guide-1").item == two


def test_a_section_that_is_led_to_is_not_taken_away_by_many(db, few_at_once, tmp_path):
    folder = write_files(tmp_path, files())
    load(folder)
    outside = make_guide({"a": "[x](guide:guide-4#part)"}, slug="outside")
    make_live(outside)
    for path in folder.glob("guides/*"):
        path.write_text(path.read_text().replace("{#part}", "{#other}"))
    for path in folder.glob("situations/*"):
        path.write_text(path.read_text().replace("#part", "#other"))
    before = published()
    with pytest.raises(publishing.Refused) as refused:
        load(folder)
    assert [r.path for r in refused.value.reasons] == ["guides/guide-4.md"]
    assert published() == before
    assert pack.read_rows().guides[0].sections[0].anchor == "part"


@pytest.mark.parametrize("overwrite", [False, True])
def test_texts_of_the_desk_are_found_among_many(db, few_at_once, tmp_path, overwrite):
    folder = write_files(tmp_path, files())
    load(folder)
    item = Edition.objects.find("guide", "guide-3").item
    type(item).objects.filter(pk=item.pk).update(title="By hand")
    drafts.touch(row=item, by="ada")
    drafts.keep(items=[item], by="ada")
    if overwrite:
        load(folder, overwrite=True)
        assert type(item).objects.get(pk=item.pk).title == "Guide 3"
    else:
        with pytest.raises(pack.PackError, match=r"guides/guide-3.md: ada saved other text"):
            load(folder)


def test_loading_tells_how_far_it_is(db, few_at_once, tmp_path):
    progress = Recorder()
    load(write_files(tmp_path, files()), progress=progress)
    assert progress.phases == {
        "Reading": (11, 11),
        "Checking": (10, 10),
        "Saving": (10, 10),
        "Publishing": (10, 10),
        "Indexing": (10, 10),
    }


@pytest.mark.parametrize("kind", ["guide", "situation"])
def test_publishing_one_costs_the_same_whatever_else_there_is(db, tmp_path, kind):
    costs = []
    for count in (3, 30):
        load(write_files(tmp_path, files(count)), overwrite=True)
        item = Edition.objects.find(kind, f"{kind}-1").item
        item.summary = f"Changed among {count}."
        item.save()
        with CaptureQueriesContext(connection) as queries:
            assert len(publishing.publish(items=[item], by="tests")) == 1
        costs.append(len(queries))
    assert costs[0] == costs[1]
