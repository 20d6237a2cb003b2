"""The folder of an export: only its own files, each whole, and right again after any end."""

import os
import signal
from pathlib import Path

import pytest

from guides.export import folder as folders
from guides.export.folder import OWN, Refused, opened
from tests.export import reading
from tests.factories import write_files

FILES = {"index.html": b"Home", "a/index.html": b"A", "a/b/index.html": b"B", "x.md": b"X" * 9000}


def put(root: Path, files: dict[str, bytes] | None = None) -> folders.Folder:
    with opened(root) as folder:
        for path, data in (FILES if files is None else files).items():
            folder.write(path, data)
        folder.finish()
    return folder


def kept(root: Path) -> dict[str, bytes]:
    """The files apart from the checksums, which are right."""
    reading.check_sums(root)
    found = reading.files(root)
    del found["SHA256SUMS"]
    return found


def test_files_are_written_with_their_checksums(tmp_path) -> None:
    root = tmp_path / "not" / "there"
    folder = put(root)
    assert kept(root) == FILES
    assert folder.written == [*FILES, "SHA256SUMS"]
    assert not list(root.rglob("*.part"))


def test_a_second_run_touches_nothing(tmp_path) -> None:
    put(tmp_path)
    paths = [*tmp_path.rglob("*"), tmp_path]
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in paths}
    folder = put(tmp_path)
    assert folder.written == folder.deleted == []
    assert {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in paths} == before


def test_only_what_changed_is_written_and_what_is_gone_is_deleted(tmp_path) -> None:
    put(tmp_path)
    folder = put(tmp_path, {"index.html": b"New home", "x.md": FILES["x.md"]})
    assert folder.written == ["index.html", "SHA256SUMS"]
    assert folder.deleted == ["a/b/index.html", "a/index.html"]
    assert kept(tmp_path) == {"index.html": b"New home", "x.md": FILES["x.md"]}
    assert not (tmp_path / "a").exists()


def test_what_somebody_changed_or_took_away_is_put_right(tmp_path) -> None:
    put(tmp_path)
    (tmp_path / "index.html").write_text("Hacked")
    (tmp_path / "a/index.html").unlink()
    assert set(put(tmp_path).written) == {"index.html", "a/index.html"}
    assert kept(tmp_path) == FILES


def test_a_folder_of_somebody_else_is_refused_and_stays_as_it_is(tmp_path) -> None:
    write_files(tmp_path, {"thesis.txt": "Years of work"})
    with pytest.raises(Refused, match="is not empty, and no export wrote it"):
        put(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("text", ["mine\n", "# Some other list\nindex.html\n"])
def test_a_list_that_is_none_is_refused(tmp_path, text) -> None:
    write_files(tmp_path, {OWN: text, "index.html": "Mine"})
    with pytest.raises(Refused, match="is not the list of an export"):
        put(tmp_path)
    assert (tmp_path / "index.html").read_text() == "Mine"


@pytest.mark.parametrize("path", ["../outside.txt", "/etc/outside.txt", "a/../../outside.txt"])
def test_a_list_that_names_what_is_outside_is_refused(tmp_path, path) -> None:
    root = tmp_path / "site"
    outside = write_files(tmp_path, {"outside.txt": "Mine"}) / "outside.txt"
    put(root)
    with (root / OWN).open("a") as list_:
        list_.write(f"{path}\n")
    with pytest.raises(Refused):
        put(root)
    assert outside.read_text() == "Mine"


def test_files_that_others_put_beside_stay(tmp_path) -> None:
    put(tmp_path)
    strangers = {"CNAME": b"help.example.org", "a/notes.txt": b"Mine"}
    write_files(tmp_path, strangers)
    put(tmp_path, {"index.html": b"Home"})
    assert kept(tmp_path) == {"index.html": b"Home", **strangers}


def test_a_strangers_file_is_never_replaced(tmp_path) -> None:
    put(tmp_path, {"index.html": b"Home"})
    write_files(tmp_path, {"robots.txt": "Mine"})
    with pytest.raises(Refused, match=r"robots\.txt is not of an export"):
        put(tmp_path, {"index.html": b"New", "robots.txt": b"Ours"})
    assert (tmp_path / "robots.txt").read_text() == "Mine"


def test_a_link_out_of_the_folder_is_not_followed(tmp_path) -> None:
    root, outside = tmp_path / "site", write_files(tmp_path / "outside", {"index.html": "Mine"})
    put(root)
    for path in ("a/b/index.html", "a/index.html"):
        (root / path).unlink()
    (root / "a/b").rmdir()
    (root / "a").rmdir()
    (root / "a").symlink_to(outside)
    with pytest.raises(Refused, match="leads out of the export"):
        put(root, {**FILES, "a/index.html": b"Ours"})
    put(root, {"index.html": b"Home"})
    assert (outside / "index.html").read_text() == "Mine"


def test_a_link_in_place_of_a_file_is_replaced_itself(tmp_path) -> None:
    root, outside = tmp_path / "site", write_files(tmp_path, {"mine.txt": b"Home"}) / "mine.txt"
    put(root)
    (root / "index.html").unlink()
    (root / "index.html").symlink_to(outside)
    put(root, {**FILES, "index.html": b"New"})
    assert outside.read_bytes() == b"Home"
    assert not (root / "index.html").is_symlink()


def test_two_exports_do_not_write_one_folder_at_once(tmp_path) -> None:
    with (
        opened(tmp_path),
        pytest.raises(Refused, match="another export is writing"),
        opened(tmp_path),
    ):
        pass
    put(tmp_path)
    assert kept(tmp_path) == FILES


def test_a_list_with_an_unfinished_line_is_read_without_it(tmp_path) -> None:
    put(tmp_path)
    write_files(tmp_path, {"CNAME": "mine"})
    with (tmp_path / OWN).open("a") as list_:
        list_.write("CNAME")
    put(tmp_path)
    assert kept(tmp_path) == {**FILES, "CNAME": b"mine"}
    (tmp_path / OWN).write_text("# Files that")
    with pytest.raises(Refused, match="is not of an export"):
        put(tmp_path)


AFTER = {"index.html": b"New", "x.md": FILES["x.md"], "c/index.html": b"C", "c/d.md": b"D"}


@pytest.mark.parametrize("before", [None, FILES], ids=["new folder", "old folder"])
def test_a_run_that_was_killed_anywhere_is_made_good_by_the_next(tmp_path, before) -> None:
    for steps in range(100):
        root = tmp_path / str(steps)
        wanted = dict(AFTER)
        if before:
            put(root, before)
            wanted["CNAME"] = b"mine"
            write_files(root, {"CNAME": b"mine"})
        killed = _run_and_die(root, steps)
        for path, data in reading.files(root).items():
            # Never half of a file, whatever stands there.
            whole = {(before or {}).get(path), wanted.get(path)}
            assert data in whole or path in {"SHA256SUMS", ".export_site.part"}
        put(root, AFTER)
        assert kept(root) == wanted
        if not killed:
            break
    assert steps > 10


def _run_and_die(root: Path, steps: int) -> bool:
    """Let a process write the folder that is killed after some steps; whether it was."""
    process = os.fork()
    if not process:
        _die_after(steps)
        put(root, AFTER)
        os._exit(0)
    _, status = os.waitpid(process, 0)
    assert os.WIFSIGNALED(status) or not os.WEXITSTATUS(status)
    return os.WIFSIGNALED(status)


def _die_after(steps: int) -> None:
    """Let this process be killed at one of the moments at which a run changes anything."""
    left = [steps]

    def tick() -> None:
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    for name in ("write_bytes", "replace", "unlink", "mkdir"):
        real = getattr(Path, name)

        def dying(self, *args, real=real, **options):
            tick()
            return real(self, *args, **options)

        setattr(Path, name, dying)
