"""Pictures in a pack: read strictly, saved whole or not at all, written as they can be read."""

from pathlib import Path

import pytest

from guides import pack, pictures, publishing
from guides.models import Edition, Picture
from guides.pack import PackError
from tests.factories import make_file, make_picture, write_files
from tests.pack.small import FILES, G, change, told

T = "pictures.toml"
A = "pictures/a.png"
ENTRY = '[a]\nalt = "The A"\n'
PNG = make_file("png")
WITH = {**FILES, T: ENTRY, A: PNG}


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path_factory) -> Path:
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("uploads")
    return settings.MEDIA_ROOT


def stored(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def load(folder: Path, files=None, **options) -> list[str]:
    """Load a pack of these files; the lines that are told."""
    write_files(folder, files or {})
    options = {"publish_too": False, **options}
    return list(publishing.load(folder=folder, by="tests", **options).table())


def refused(folder: Path, files) -> list[str]:
    write_files(folder, files)
    with pytest.raises(PackError) as error:
        publishing.load(folder=folder, by="tests", publish_too=True)
    return [str(problem) for problem in error.value.problems]


def test_a_pack_holds_pictures(tmp_path):
    write_files(tmp_path, {**WITH, T: f"{ENTRY}[b]\ndecorative = true\n", "pictures/b.jpg": b""})
    write_files(tmp_path, {"pictures/b.jpg": make_file("jpg")})
    first, second = pack.read_folder(tmp_path).pictures
    assert (first.slug, first.format, first.alt, first.decorative) == ("a", "png", "The A", False)
    assert (second.path, second.alt, second.decorative) == ("pictures/b.jpg", "", True)
    assert first.digest == pictures.digest(PNG)


def test_pictures_alone_are_a_pack(tmp_path):
    assert told(tmp_path, {T: ENTRY, A: PNG}) == []


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({T: ""}, f"{A}: has no entry: write [a] with alt = ... or decorative = true into {T}"),
        ({A: None}, f"{T}:1: a: there is no file pictures/a.jpg|png|gif|webp|avif"),
        ({A: make_file("gif")}, f"{A}: is named .png, but what is in it is gif"),
        ({A: PNG + bytes(pictures.LARGEST)}, f"{A}: is too large: at most 5 MB fit"),
        ({A: PNG[:20]}, f"{A}: is damaged: it cannot be read"),
        ({"pictures/a.jpg": make_file("jpg")}, f"{A}: has the name of pictures/a.jpg: each"),
        ({"pictures/A.png": PNG}, f"{A}: differs from pictures/A.png by letter case alone"),
        ({"pictures/b.PNG": PNG}, "pictures/b.PNG: must end in one of .jpg, .png, .gif, .webp"),
        ({"pictures/b.svg": b"<svg/>"}, "pictures/b.svg: must end in one of"),
        ({"pictures/b c.png": PNG}, "pictures/b c.png: the file name must be a slug"),
        ({"pictures/in/b.png": PNG}, "pictures/in/b.png: does not belong here: pictures stand"),
        ({T: "[a]\n"}, f"{T}:1: a: needs either alt = (what it says) or decorative = true"),
        ({T: f"{ENTRY}decorative = true\n"}, f"{T}:1: a: needs either alt = (what it says) or"),
        ({T: f"{ENTRY}decorative = 1\n"}, f"{T}:3: a.decorative: must be true or false, not 1"),
        ({T: f"{ENTRY}title = 'x'\n"}, f"{T}:3: a.title: unknown key; known are alt, decorative"),
        ({T: f"[a]\nalt = '{'x' * 301}'\n"}, f"{T}:2: a.alt: has 301 characters; at most 300 fit"),
        ({T: f"{ENTRY}[B]\nalt = 'B'\n"}, f"{T}:3: B: a picture's name may hold only a-z"),
        ({T: "[a"}, f"{T}:1: is not valid TOML"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(tmp_path, files, problem):
    lines = told(tmp_path, {k: v for k, v in {**WITH, **files}.items() if v is not None})
    assert any(line.startswith(problem) for line in lines), lines
    assert len(lines) <= 3


def test_a_folder_in_the_place_of_a_picture_is_told(tmp_path):
    write_files(tmp_path, WITH)
    (tmp_path / "pictures" / "link.png").symlink_to("link.png")
    with pytest.raises(PackError, match=r"pictures/link\.png"):
        pack.read_folder(tmp_path)


def test_a_bomb_is_told_with_its_file(tmp_path):
    bomb = b"GIF89a" + (30_000).to_bytes(2, "little") * 2 + make_file("gif")[10:]
    files = {**FILES, T: ENTRY, "pictures/a.gif": bomb}
    [line] = told(tmp_path, files)
    assert line.startswith("pictures/a.gif: has too many pixels; at most 25 million")


def test_a_picture_that_nobody_has_is_told_at_its_line(tmp_path, db):
    files = {**WITH, **change(G, "First.", "First.\n\n![](picture:none)")}
    number = files[G].count("\n", 0, files[G].index("![]")) + 1
    assert refused(tmp_path, files) == [f"{G}:{number}: section one: unknown picture “none”"]


def test_loading_the_same_again_changes_nothing(db, tmp_path, uploads):
    assert "created    pictures/a.png" in load(tmp_path, WITH)
    before, [row] = stored(uploads), Picture.objects.values()
    assert "unchanged  pictures/a.png" in load(tmp_path)
    assert stored(uploads) == before
    assert list(Picture.objects.values()) == [row]


def test_what_is_dumped_and_loaded_is_no_change(db, tmp_path, uploads):
    load(tmp_path / "one", {**WITH, A: make_file("png", icc_profile=b"x" * 50)})
    strangers = pack.write_folder(pack.read_rows(), tmp_path / "two")
    assert strangers == []
    assert (tmp_path / "two" / T).read_text() == ENTRY
    before = stored(uploads)
    assert load(tmp_path / "two")[-1] == "0 changes, 0 editions"
    assert load(tmp_path / "one")[-1] == "0 changes, 0 editions"
    assert stored(uploads) == before
    found = pack.read_folder(tmp_path / "two")
    assert found.pictures == pack.read_rows().pictures


def test_other_words_and_another_file_are_changes(db, tmp_path):
    load(tmp_path, WITH)
    key = Picture.objects.get().key
    assert "changed    pictures/a.png" in load(tmp_path, {T: "[a]\ndecorative = true\n"})
    row = Picture.objects.get()
    assert (row.alt, row.decorative, row.key, row.version) == ("", True, key, 2)
    assert "changed    pictures/a.png" in load(tmp_path, {A: make_file("png", (9, 9))})
    row.refresh_from_db()
    assert row.key != key
    assert (row.width, row.version) == (9, 3)


def test_another_format_under_the_same_name_is_a_change(db, tmp_path):
    load(tmp_path, WITH)
    (tmp_path / A).unlink()
    assert "changed    pictures/a.webp" in load(tmp_path, {"pictures/a.webp": make_file("webp")})
    assert Picture.objects.get().format == "webp"


def test_a_dry_run_leaves_no_file_and_no_row(db, tmp_path, uploads):
    assert "created    pictures/a.png" in load(tmp_path, WITH, dry_run=True)
    assert stored(uploads) == set()
    assert not Picture.objects.exists()


def test_a_load_that_fails_leaves_no_file(db, tmp_path, uploads):
    files = {**WITH, "pictures/b.png": truncated(), T: f"{ENTRY}[b]\nalt = 'B'\n"}
    assert refused(tmp_path, files) == ["pictures/b.png: is damaged: it cannot be read to its end"]
    assert stored(uploads) == set()
    assert not Picture.objects.exists()


def truncated() -> bytes:
    """A picture whose header is right, and which ends too early."""
    whole = make_file("png", (300, 300))
    return whole[: whole.index(b"IDAT") + 12]


def test_a_publication_that_is_refused_leaves_no_file(db, tmp_path, uploads):
    loop = FILES["wizards/w.toml"].replace("situation:s", "question:a")
    write_files(tmp_path, {**WITH, "wizards/w.toml": loop})
    with pytest.raises(publishing.Refused):
        publishing.load(folder=tmp_path, by="tests", publish_too=True)
    assert stored(uploads) == set()


def test_a_picture_is_loaded_and_published_with_the_text_that_shows_it(db, tmp_path):
    files = {**WITH, **change(G, "First.", "![](picture:a)")}
    load(tmp_path, files, publish_too=True)
    html = Edition.objects.live().guides().get().page.sections[0].body[0].html
    assert Picture.objects.get().shown.small in html
    assert load(tmp_path, publish_too=True)[-1] == "0 changes, 0 editions"


def test_what_a_pack_does_not_hold_stays_and_is_named(db, tmp_path):
    make_picture(slug="mine")
    assert "not here   pictures/mine.png: left as it is" in load(tmp_path, WITH)


def test_a_library_is_not_empty(db):
    assert pack.is_empty()
    make_picture()
    assert not pack.is_empty()


def test_a_dump_leaves_strangers_alone_and_names_them(db, tmp_path):
    make_picture(slug="a")
    write_files(tmp_path, {"pictures/old.png": PNG})
    assert pack.write_folder(pack.read_rows(), tmp_path) == ["pictures/old.png"]
