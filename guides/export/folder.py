"""The folder of an export: files written whole, kept where they are right, deleted when gone.

The folder keeps a list of the files that are the export's own, and each is put on it before it
is made. So a run that was killed leaves nothing that the next one does not know, and no file of
anybody else is ever replaced or deleted.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import IO

# Read by: sha256sum -c SHA256SUMS
SUMS = "SHA256SUMS"
OWN = ".export_site"
_PART = ".export_site.part"
_TITLE = "# Files that export_site wrote here, and may replace or delete. Keep this list."


class Refused(Exception):
    """Why nothing can be exported, in a sentence for whoever asked."""


class Folder:
    """A folder that is being written; made by ``opened``.

    ``sums`` has the checksum of each file by its path; ``written`` and ``deleted`` are paths.
    """

    def __init__(self, root: Path, list_: IO[str], own: set[str]) -> None:
        self.root = root
        self.own = own
        self.sums: dict[str, str] = {}
        self.written: list[str] = []
        self.deleted: list[str] = []
        self._list = list_
        self._parents: set[Path] = set()

    def refuse_strangers(self, paths: Iterable[str]) -> None:
        """Raise Refused for the first path at which somebody else's file stands."""
        for path in paths:
            if path not in self.own and os.path.lexists(self.root / path):
                raise Refused(f"{self.root / path} is not of an export: move it away")

    def write(self, path: str, data: bytes) -> None:
        """Let a file hold this; one that does already is not touched."""
        self.sums[path] = hashlib.sha256(data).hexdigest()
        self._put(path, data)

    def finish(self) -> None:
        """Delete what is gone, and write the checksums and the list of what is there now."""
        for path in sorted(self.own - self.sums.keys() - {SUMS}):
            self._delete(path)
        lines = (f"{self.sums[path]}  {path}\n" for path in sorted(self.sums))
        self._put(SUMS, "".join(lines).encode())
        told = "".join(f"{line}\n" for line in [_TITLE, *sorted({*self.sums, SUMS})]).encode()
        if not _holds(self.root / OWN, told):
            self._replace(self.root / OWN, told)
        (self.root / _PART).unlink(missing_ok=True)

    def _put(self, path: str, data: bytes) -> None:
        target = self.root / path
        if path in self.own:
            if _holds(target, data):
                return
        else:
            self.refuse_strangers([path])
            self.own.add(path)
            # Handed to the system at once: it outlives this process.
            self._list.write(f"{path}\n")
            self._list.flush()
        self._make_parent(target.parent)
        self._replace(target, data)
        self.written.append(path)

    def _make_parent(self, folder: Path) -> None:
        if folder not in self._parents:
            folder.mkdir(parents=True, exist_ok=True)
            if folder.resolve() != folder:
                raise Refused(f"{folder} leads out of the export: move it away")
            self._parents.add(folder)

    def _replace(self, target: Path, data: bytes) -> None:
        part = self.root / _PART
        part.write_bytes(data)
        part.replace(target)

    def _delete(self, path: str) -> None:
        target = self.root / path
        if target.parent.resolve() != target.parent:
            return  # a link of somebody else's has taken the place of a folder
        if target.is_file() or target.is_symlink():
            target.unlink()
            self.deleted.append(path)
        for folder in PurePosixPath(path).parents[:-1]:
            with suppress(OSError):  # others stand in it, or it is gone
                (self.root / folder).rmdir()


@contextmanager
def opened(root: Path) -> Iterator[Folder]:
    """The folder, made where it is missing, for one export at a time.

    Raises Refused for one that holds what no export wrote, and OSError where it cannot be used.
    """
    root.mkdir(parents=True, exist_ok=True)
    root = root.resolve()
    own_path = root / OWN
    if not own_path.exists() and any(root.iterdir()):
        raise Refused(f"{root} is not empty, and no export wrote it: name another folder")
    with own_path.open("a+", encoding="utf-8", newline="\n") as list_:
        try:
            fcntl.flock(list_, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(f"another export is writing {root}") from None
        yield Folder(root, list_, _read_own(list_, root))


def _read_own(list_: IO[str], root: Path) -> set[str]:
    """The paths on the list; where a run was killed the last line may be unfinished: it goes."""
    list_.seek(0)
    text = list_.read()
    whole, end, unfinished = text.rpartition("\n")
    if unfinished:
        os.ftruncate(list_.fileno(), len(f"{whole}{end}".encode()))
    if not end and _TITLE.startswith(text):
        list_.write(f"{_TITLE}\n")
        list_.flush()
        return set()
    title, *paths = whole.split("\n")
    parts = [part for path in paths for part in PurePosixPath(path).parts]
    if title != _TITLE or ".." in parts or "/" in parts:
        raise Refused(f"{root / OWN} is not the list of an export: name another folder")
    return set(filter(None, paths))


def _holds(path: Path, data: bytes) -> bool:
    """Whether a file holds exactly this."""
    with suppress(FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return not path.is_symlink() and path.read_bytes() == data
    return False
