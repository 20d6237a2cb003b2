"""dump_pack: the working copy as files, byte for byte what load_pack would read back."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from guides.models import Guide
from tests.factories import (
    make_fact,
    make_guide,
    make_live,
    make_situation,
    make_synonym,
    write_files,
)
from tests.publishing import everything


@pytest.fixture
def dump(db, capsys, tmp_path):
    """Run the command into a folder; answers what it printed, line by line."""

    def dump(folder: Path = tmp_path) -> list[str]:
        call_command("dump_pack", folder)
        return capsys.readouterr().out.splitlines()

    return dump


def read(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != "README.md")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_the_shipped_pack_comes_back_byte_for_byte_every_time(
    dump, shipped, content, tmp_path
) -> None:
    said = dump()
    assert read(tmp_path) == read(content)
    items = sum("/" in path for path in read(content))
    groups = read(content)["synonyms.toml"].count(b"words = ")
    assert said == [f"{items} items, 10 facts and {groups} groups of synonyms in {tmp_path}"]
    assert dump() == said
    assert read(tmp_path) == read(content)


def test_it_makes_the_folders_it_needs(dump, tmp_path) -> None:
    make_guide(slug="guide")
    folder = tmp_path / "not" / "there"
    assert dump(folder) == [f"1 item, 0 facts and 0 groups of synonyms in {folder}"]
    assert set(read(folder)) == {"guides/guide.md"}


def test_it_writes_the_working_copy_and_not_what_readers_see(dump, tmp_path) -> None:
    guide = make_guide(slug="guide", title="Published")
    make_live(guide)
    Guide.objects.update(title="Edited")
    make_situation(slug="draft")
    before = everything()
    dump()
    assert everything() == before
    assert b'title = "Edited"' in read(tmp_path)["guides/guide.md"]
    assert "situations/draft.md" in read(tmp_path)


def test_it_leaves_strangers_alone_and_names_them(dump, tmp_path) -> None:
    make_guide(slug="guide")
    strangers = {
        "README.md": "Notes.",
        "facts.toml": "",
        "guides/old.md": "Old.",
        "guides/.hidden": "Mine.",
    }
    write_files(tmp_path, strangers)
    assert dump()[1:] == [
        "left alone, not in the working copy: facts.toml",
        "left alone, not in the working copy: guides/old.md",
    ]
    assert {path: (tmp_path / path).read_text() for path in strangers} == strangers


def test_it_counts_one_as_one(dump, tmp_path) -> None:
    make_fact()
    make_synonym()
    assert dump() == [f"0 items, 1 fact and 1 group of synonyms in {tmp_path}"]


def test_it_replaces_a_file_whole(dump, tmp_path) -> None:
    make_fact(key="wait")
    write_files(tmp_path, {"facts.toml": "x" * 100_000})
    dump()
    assert read(tmp_path)["facts.toml"].startswith(b"[wait]\n")
    assert list(read(tmp_path)) == ["facts.toml"]
    assert (tmp_path / "facts.toml").stat().st_mode & 0o777 == 0o644


def test_a_target_that_cannot_be_written_is_told_in_one_line(dump, tmp_path) -> None:
    make_guide(slug="guide")
    (tmp_path / "file").write_text("Not a folder.")
    with pytest.raises(CommandError) as error:
        dump(tmp_path / "file")
    assert error.value.returncode == 1
    assert str(error.value).startswith(f"{tmp_path / 'file'}")
    assert "\n" not in str(error.value)


def test_a_folder_in_place_of_a_file_is_told_and_nothing_is_left_behind(dump, tmp_path) -> None:
    make_guide(slug="guide")
    (tmp_path / "guides" / "guide.md").mkdir(parents=True)
    with pytest.raises(CommandError, match=r"guides/guide\.md"):
        dump()
    assert read(tmp_path) == {}


def test_an_empty_working_copy_is_an_empty_pack(dump, tmp_path) -> None:
    assert dump(tmp_path / "new") == [
        f"0 items, 0 facts and 0 groups of synonyms in {tmp_path / 'new'}"
    ]
