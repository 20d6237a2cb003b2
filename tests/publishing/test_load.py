"""Loading a pack: the working copy equal to the files, published if asked; all of it or nothing."""

from pathlib import Path

import pytest

from guides import pack, publishing
from guides.models import Choice, Edition, Fact, Guide, Section, Situation, Wizard
from guides.pack import PackError
from guides.publishing import Refused
from tests.factories import make_guide, make_live, make_situation, write_files
from tests.publishing import everything

FILES = {
    "facts.toml": (
        '[wait]\nlabel = "Wait"\nlow = 1\nhigh = 2\nunit = "days"\nsource = "Me"\n'
        "checked = 2026-11-22\n"
    ),
    "guides/guide.md": (
        '+++\ntitle = "Guide"\nsummary = "A guide."\nreviewed = 2026-11-22\n+++\n\n'
        "## One {#one}\n\nTakes {fact:wait}. See [it](situation:state).\n\n## Two {#two}\n\nText.\n"
    ),
    "situations/state.md": (
        '+++\ncode = "S-1"\ntitle = "State"\nsummary = "A state."\nverdict = "can"\n'
        'sections = ["guide#two", "guide#one"]\nreviewed = 2026-11-22\n+++\n\nText.\n'
    ),
    "wizards/walk.toml": (
        'title = "Walk"\nsummary = "A walk."\nstart = "a"\nreviewed = 2026-11-22\n\n'
        '[questions.a]\ntext = "A?"\n'
        '[[questions.a.choices]]\nid = "on"\nlabel = "On"\nto = "question:b"\n'
        '[[questions.a.choices]]\nid = "end"\nlabel = "End"\nto = "section:guide#one"\n\n'
        '[questions.b]\ntext = "B?"\n'
        '[[questions.b.choices]]\nid = "end"\nlabel = "End"\nto = "situation:state"\n'
    ),
}


@pytest.fixture
def files(tmp_path) -> Path:
    return write_files(tmp_path / "pack", FILES)


def edit(folder: Path, path: str, old: str, new: str) -> None:
    text = (folder / path).read_text()
    assert old in text
    (folder / path).write_text(text.replace(old, new))


def load(folder: Path, **options) -> publishing.Loaded:
    return publishing.load(folder=folder, by="tests", **{"publish_too": True, **options})


def statuses(loaded: publishing.Loaded) -> dict[str, str]:
    return {change.name: change.status for change, _ in loaded.changes}


def editions(loaded: publishing.Loaded) -> dict[str, int]:
    return {change.name: edition.number for change, edition in loaded.changes if edition}


def refusal(folder: Path, error=PackError, **options) -> str:
    before = everything()
    with pytest.raises(error) as refused:
        load(folder, **options)
    assert everything() == before
    return str(refused.value)


def test_it_creates_everything_and_publishes_it(db, files) -> None:
    loaded = load(files)
    assert set(statuses(loaded).values()) == {"created"}
    assert list(statuses(loaded)) == ["wait", *(path for path in FILES if path != "facts.toml")]
    assert editions(loaded) == dict.fromkeys(list(FILES)[1:], 1)
    rows = (Fact, Guide, Section, Situation, Wizard, Choice)
    assert [model.objects.count() for model in rows] == [1, 1, 2, 1, 1, 3]


def test_without_publishing_it_changes_only_the_working_copy(db, files) -> None:
    loaded = load(files, publish_too=False)
    assert editions(loaded) == {}
    assert Guide.objects.exists()
    assert not Edition.objects.exists()


def test_loading_again_changes_nothing_and_makes_no_edition(db, files) -> None:
    load(files)
    before = everything()
    loaded = load(files)
    assert set(statuses(loaded).values()) == {"unchanged"}
    assert editions(loaded) == {}
    assert list(loaded.table())[-1] == "0 changes, 0 editions"
    assert everything() == before


def test_what_was_loaded_is_written_byte_for_byte(db, files, tmp_path) -> None:
    load(files)
    again = tmp_path / "again"
    assert pack.write_folder(pack.read_rows(), again) == []
    assert {path: (again / path).read_text() for path in FILES} == FILES


def test_a_dry_run_says_the_same_and_writes_nothing(db, files) -> None:
    before = everything()
    told = list(load(files, dry_run=True).table(dry_run=True))
    assert everything() == before
    assert told == [*list(load(files).table())[:-1], "4 changes, 3 editions (dry run)"]


def test_a_dry_run_refuses_what_the_load_would_refuse(db, files) -> None:
    edit(files, "wizards/walk.toml", "situation:state", "question:a")
    assert refusal(files, Refused, dry_run=True) == refusal(files, Refused)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("guides/guide.md", "Text.", "Other."),
        ("guides/guide.md", "## One", "## First"),
        ("situations/state.md", '"guide#two", "guide#one"', '"guide#one"'),
        ("situations/state.md", '"S-1"', '"S1"'),
        ("wizards/walk.toml", 'label = "On"', 'label = "Off"'),
        ("wizards/walk.toml", 'to = "section:guide#one"', 'to = "section:guide#two"'),
    ],
)
def test_it_tells_what_changed_and_publishes_just_that(db, files, path, old, new) -> None:
    load(files)
    edit(files, path, old, new)
    loaded = load(files)
    assert [name for name, status in statuses(loaded).items() if status == "changed"] == [path]
    assert editions(loaded) == {path: 2}


def test_a_changed_fact_publishes_what_uses_it(db, files) -> None:
    load(files)
    edit(files, "facts.toml", "high = 2", "high = 3")
    loaded = load(files)
    assert [name for name, status in statuses(loaded).items() if status == "changed"] == ["wait"]
    assert editions(loaded) == {"guides/guide.md": 2}


def test_another_order_of_sections_questions_and_choices_is_a_change_and_is_kept(
    db, files, tmp_path
) -> None:
    load(files)
    body = FILES["guides/guide.md"]
    first, second = body.index("## One"), body.index("## Two")
    text = f"{body[:first]}{body[second:]}\n{body[first:second].rstrip()}\n"
    (files / "guides/guide.md").write_text(text)
    assert editions(load(files)) == {"guides/guide.md": 2}
    pack.write_folder(pack.read_rows(), tmp_path / "again")
    assert (tmp_path / "again/guides/guide.md").read_text() == text
    assert Section.objects.count() == 2


def test_a_renamed_file_with_its_former_name_is_the_same_item(db, files) -> None:
    load(files)
    guide = Guide.objects.get()
    text = FILES["guides/guide.md"].replace("+++\n\n", 'formerly = ["guide"]\n+++\n\n')
    (files / "guides/guide.md").unlink()
    write_files(files, {"guides/renamed.md": text})
    for path in ("situations/state.md", "wizards/walk.toml"):
        (files / path).write_text((files / path).read_text().replace("guide#", "renamed#"))
    loaded = load(files)
    assert statuses(loaded)["guides/renamed.md"] == "changed"
    assert Guide.objects.get() == guide
    assert Edition.objects.live().guides().get().slug == "renamed"


def test_a_renamed_section_with_its_former_anchor_is_the_same_row(db, files) -> None:
    load(files)
    row = Section.objects.get(anchor="two")
    edit(files, "guides/guide.md", "{#two}", '{#second formerly="two"}')
    edit(files, "situations/state.md", "guide#two", "guide#second")
    load(files)
    assert Section.objects.get(anchor="second") == row


def test_what_the_pack_does_not_have_stays_and_is_named(db, files) -> None:
    other = make_guide(slug="other")
    make_live(other)
    loaded = load(files)
    assert loaded.left_alone == ("guides/other.md",)
    assert "not here   guides/other.md: left as it is" in list(loaded.table())
    assert Edition.objects.find("guide", "other").live


def test_what_a_file_no_longer_has_is_deleted(db, files) -> None:
    load(files)
    text = FILES["wizards/walk.toml"]
    (files / "wizards/walk.toml").write_text(
        text[: text.index("\n[questions.b]")].replace("question:b", "situation:state")
    )
    edit(files, "situations/state.md", '"guide#two", "guide#one"', '"guide#one"')
    edit(files, "guides/guide.md", "\n## Two {#two}\n\nText.\n", "")
    load(files)
    assert [s.anchor for s in Section.objects.all()] == ["one"]
    assert [q.key for q in Wizard.objects.get().questions.all()] == ["a"]


def test_it_does_not_delete_a_section_that_an_item_outside_the_pack_refers_to(db, files) -> None:
    load(files)
    user = make_situation(sections=[Section.objects.get(anchor="two")])
    edit(files, "situations/state.md", '"guide#two", "guide#one"', '"guide#one"')
    edit(files, "guides/guide.md", "\n## Two {#two}\n\nText.\n", "")
    assert str(user) in refusal(files)


def test_it_refuses_a_code_that_another_situation_has(db, files) -> None:
    make_situation(code="S1", slug="holder")
    assert refusal(files, publish_too=False) == (
        "situations/state.md: code: “S-1” is the code of the situation “holder” already"
    )


def test_it_refuses_to_publish_a_code_that_changed(db, files) -> None:
    load(files)
    edit(files, "situations/state.md", '"S-1"', '"S-2"')
    assert "a code never changes" in refusal(files, Refused)


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        ("guides/guide.md", "{fact:wait}", "{fact:no}", "guides/guide.md:9: section one"),
        ("guides/guide.md", "situation:state", "situation:no", "guides/guide.md:9: section one"),
        ("situations/state.md", "guide#two", "guide#no", "situations/state.md:6: sections"),
        ("wizards/walk.toml", "question:b", "question:no", "wizards/walk.toml:11: questions.a.cho"),
        ("wizards/walk.toml", "situation:state", "situation:no", "wizards/walk.toml:22: questions"),
        ("facts.toml", "low = 1", "low = 3", "facts.toml:4: wait.high"),
        ("facts.toml", "low = 1", "lowest = 1", "facts.toml:3: wait.lowest"),
    ],
)
def test_it_refuses_with_file_line_and_place(db, files, path, old, new, told) -> None:
    edit(files, path, old, new)
    reasons = refusal(files).splitlines()
    assert any(reason.startswith(told) for reason in reasons), reasons


def test_it_tells_the_problems_of_all_files_at_once(db, files) -> None:
    edit(files, "guides/guide.md", "{fact:wait}", "{fact:no}")
    edit(files, "guides/guide.md", "\nText.", "\n![x](y)")
    edit(files, "situations/state.md", "\nText.", "\n[a](situation:gone)")
    reasons = refusal(files).splitlines()
    assert [reason.partition(":")[0] for reason in reasons] == [
        "guides/guide.md",
        "guides/guide.md",
        "situations/state.md",
    ]


def test_a_wizard_that_does_not_end_may_be_loaded_and_not_published(db, files) -> None:
    edit(files, "wizards/walk.toml", "situation:state", "question:a")
    assert "goes round in a loop" in refusal(files, Refused)
    load(files, publish_too=False)
    assert Choice.objects.filter(to_question__key="a").exists()


def test_two_items_that_exchange_questions_and_sections_are_loaded(db, files) -> None:
    """Rows that change places stand in each other's way until both have moved."""
    load(files)
    text = FILES["wizards/walk.toml"]
    head, tail = text.index("\n[questions.a]"), text.index("\n[questions.b]")
    (files / "wizards/walk.toml").write_text(text[:head] + text[tail:] + text[head:tail])
    loaded = load(files)
    assert editions(loaded) == {"wizards/walk.toml": 2}
    assert [q.key for q in Wizard.objects.get().questions.all()] == ["b", "a"]


def test_a_pack_may_link_to_the_present_and_former_addresses_of_its_items(db, files) -> None:
    edit(files, "situations/state.md", "reviewed", 'formerly = ["old"]\nreviewed')
    edit(files, "guides/guide.md", "situation:state", "situation:old")
    load(files)


def test_editors_rows_are_told_as_changed_when_the_pack_takes_them_back(db, files) -> None:
    load(files)
    Situation.objects.update(title="An editor's title")
    loaded = load(files)
    assert statuses(loaded)["situations/state.md"] == "changed"
    assert editions(loaded) == {}  # what readers see is what the pack says all along
