"""Rows and files go together: kept, replaced, deleted, and never while something shows them."""

import os
import time
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from guides import pictures
from guides.models import Guide, Picture, PictureUse
from guides.pictures import storage
from tests.factories import make_file, make_guide, make_live, make_picture, make_situation


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def made(size: int = 6) -> pictures.Made:
    return pictures.make(make_file("png", (size, 4)), "png")


def new() -> Picture:
    return Picture(slug="new", alt="New")


def test_a_picture_is_kept_with_its_files(db, uploads):
    picture = make_picture()
    assert files(uploads) == {f"pictures/{picture.key}/6.png"}
    assert len(picture.key) == 32
    assert pictures.path_of(picture.key, 6, "png").read_bytes() == made().file
    assert (picture.version, picture.saved_by) == (1, "tests")
    assert picture.saved_at
    assert pictures.kept() == {picture.slug: picture.shown}


def test_other_words_leave_the_files_as_they_are(db, uploads):
    picture = make_picture()
    before = files(uploads)
    picture.alt = "Other"
    pictures.save(picture=picture, made=None, by="ada")
    picture.refresh_from_db()
    assert (picture.alt, picture.version, picture.saved_by) == ("Other", 2, "ada")
    assert files(uploads) == before


def test_another_file_gets_another_name_and_the_former_stays_for_a_while(db, uploads):
    picture = make_picture()
    former = picture.key
    pictures.save(picture=picture, made=made(9), by="ada")
    assert picture.key != former
    assert files(uploads) == {f"pictures/{former}/6.png", f"pictures/{picture.key}/9.png"}
    assert (picture.width, picture.widths) == (9, [9])


def fail_after_saving() -> None:
    with pictures.together():
        pictures.save(picture=new(), made=made(), by="ada")
        raise KeyError


@pictures.together()
def fail_outside() -> None:
    with pictures.together():
        pictures.save(picture=new(), made=made(), by="ada")
    raise KeyError


@pytest.mark.parametrize("failing", [fail_after_saving, fail_outside])
def test_no_file_is_left_where_the_transaction_fails(db, uploads, failing):
    with pytest.raises(KeyError):
        failing()
    assert files(uploads) == set()
    assert not Picture.objects.exists()


def test_no_file_is_left_where_the_transaction_is_only_tried(db, uploads):
    with pictures.together():
        pictures.save(picture=new(), made=made(), by="ada")
        transaction.set_rollback(True)
    assert files(uploads) == set()


def test_no_file_is_left_where_the_row_is_refused(db, uploads):
    make_picture(slug="new")
    before = files(uploads)
    with pytest.raises(IntegrityError), transaction.atomic():
        pictures.save(picture=new(), made=made(), by="ada")
    assert files(uploads) == before


def test_no_half_of_a_picture_is_left_where_the_disk_is_full(db, uploads, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        pictures.save(picture=new(), made=made(), by="ada")
    assert list((uploads / "pictures").iterdir()) == []
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    ("alt", "decorative"),
    [("", False), ("Words", True)],
)
def test_words_or_decorative_exactly_one(db, alt, decorative):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_picture(alt=alt, decorative=decorative)


def test_a_decorative_picture_has_no_words(db):
    assert make_picture(alt="", decorative=True).shown.alt == ""


def test_uses_are_the_texts_that_name_it_and_the_live_editions(db):
    make_picture(slug="order")
    make_picture(slug="order-page")
    assert pictures.uses("order") == []
    guide = make_guide({"part": "See ![](picture:order)."}, slug="g", title="Guide")
    situation = make_situation(body="![](picture:order-page)", slug="s", title="Situation")
    assert list(map(str, pictures.uses("order"))) == ["the guide “Guide”, section part"]
    assert list(map(str, pictures.uses("order-page"))) == ["the situation “Situation”, body"]
    make_live(guide, situation)
    guide.sections.update(body="Nothing.")
    Guide.objects.update(introduction="![a](picture:order)")
    assert [str(use) for use in pictures.uses("order")] == [
        "the guide “Guide” as readers see it",
        "the guide “Guide”, introduction",
    ]
    assert {use.pk for use in pictures.uses("order")} == {guide.pk}


def test_what_something_shows_is_neither_deleted_nor_renamed(db):
    picture = make_picture(slug="order")
    guide = make_guide({"part": "![](picture:order)"})
    make_live(guide)
    guide.sections.update(body="")
    with pytest.raises(pictures.InUse, match="as readers see it"):
        pictures.delete(picture=picture)
    picture.slug = "other"
    with pytest.raises(pictures.InUse):
        pictures.save(picture=picture, made=None, by="ada")
    make_live(guide)
    pictures.save(picture=picture, made=None, by="ada")
    pictures.delete(picture=picture)
    assert not Picture.objects.exists()


def make_old(uploads: Path) -> None:
    for folder in (uploads / "pictures").iterdir():
        before = time.time() - storage._PATIENCE - 60
        os.utime(folder, (before, before))


def test_files_that_nothing_names_go_after_a_while_and_no_others(db, uploads):
    replaced, shown, deleted, kept = (make_picture(slug=f"p{n}") for n in range(4))
    make_live(make_guide({"part": "![](picture:p1)"}))
    former = {shown.key, kept.key}
    make_old(uploads)
    pictures.save(picture=replaced, made=made(9), by="ada")
    pictures.save(picture=shown, made=made(9), by="ada")
    pictures.delete(picture=deleted)
    # What was let go just now stays for who still has a page open.
    assert len(files(uploads)) == 6
    make_old(uploads)
    (uploads / "pictures" / ".unfinished").mkdir()
    pictures.save(picture=kept, made=None, by="ada")
    names = {path.split("/")[1] for path in files(uploads)}
    # An edition shows the former files of a picture that was replaced.
    assert names == {*former, replaced.key, shown.key}
    assert PictureUse.objects.get().key in names
    make_old(uploads)
    pictures.save(picture=kept, made=None, by="ada")
    assert not (uploads / "pictures" / ".unfinished").exists()


def test_a_file_that_is_gone_is_known(db):
    picture = make_picture()
    assert not pictures.missing(picture.shown)
    pictures.path_of(picture.key, 6, "png").unlink()
    assert pictures.missing(picture.shown)
