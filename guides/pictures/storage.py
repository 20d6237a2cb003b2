"""The files of pictures on the disk: a folder for each, there whole or not at all.

A picture's files stand in MEDIA_ROOT/pictures/<key>/ under names that never mean anything else.
The disk knows no transactions, so ``together`` ties both: what is put down inside it is taken
away again where its rows are.
"""

import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from django.conf import settings
from django.db import transaction

from guides.markup.pictures import FOLDER, NAME, Picture
from guides.pictures.making import Made

# Bytes of chance in a key: what only drafts show is found by nobody who was not told.
_CHANCE = 16
# Seconds for which files are kept that nothing names any more: for pages that are still open
# somewhere, and for a save that is not finished yet.
_PATIENCE = 30 * 24 * 60 * 60

_put_down: ContextVar[list[str] | None] = ContextVar("put_down", default=None)


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "pictures"


def path_of(key: str, width: int, extension: str) -> Path:
    """Where a file of a picture stands."""
    return folder() / key / f"{width}.{extension}"


def find_file(name: str) -> Path | None:
    """The file that is served under a name, if there is one."""
    if not NAME.fullmatch(name):
        return None
    key, _, file = name.partition("-")
    path = folder() / key / file
    return path if path.is_file() else None


def missing(picture: Picture) -> bool:
    """Whether a file of a picture is gone, as after a backup without its files was put back."""
    return not all(find_file(picture.path(one).removeprefix(FOLDER)) for one in picture.widths)


@contextmanager
def together() -> Iterator[None]:
    """A transaction whose files go where its rows go: all are kept, or none is.

    Inside another one it is a part of that, which has the last word.
    """
    outer = _put_down.get()
    mine: list[str] = []
    token = _put_down.set(mine)
    undone = True
    try:
        with transaction.atomic():
            yield
            undone = transaction.get_rollback()
    except BaseException:
        # The transaction may fail at its very end, too.
        undone = True
        raise
    finally:
        _put_down.reset(token)
        if undone:
            for key in mine:
                remove(key)
        elif outer is not None:
            outer += mine


def store(made: Made) -> str:
    """Put the files of a picture down, inside ``together``; answers their new key."""
    put_down = _put_down.get()
    assert put_down is not None, "files are put down inside pictures.together() only"
    key = secrets.token_hex(_CHANCE)
    folder().mkdir(parents=True, exist_ok=True)
    # Whole under another name, then moved: nobody finds half of a picture.
    beside = Path(tempfile.mkdtemp(dir=folder(), prefix="."))
    try:
        for width, data in made.files.items():
            with (beside / f"{width}.{made.format}").open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        beside.rename(folder() / key)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    put_down.append(key)
    return key


def remove(key: str) -> None:
    shutil.rmtree(folder() / key, ignore_errors=True)


def keep_a_while(key: str) -> None:
    """Let the time begin after which these files may go, unless something names them."""
    if (folder() / key).is_dir():
        os.utime(folder() / key)


def old_keys() -> list[str]:
    """The folders that nothing was done to for long, unfinished ones among them."""
    if not folder().is_dir():
        return []
    before = time.time() - _PATIENCE
    return [one.name for one in folder().iterdir() if one.is_dir() and one.stat().st_mtime < before]
