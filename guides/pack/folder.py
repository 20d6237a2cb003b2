"""A folder of files to a pack and back: one file at a time, and no file half written.

No Django, no rows. Every problem of a pack is found at once and told with file, line and key.
"""

import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from guides.markup import KINDS
from guides.pack.files import Lines, read_item, write_item
from guides.pack.lists import (
    FACTS,
    SYNONYMS,
    read_facts,
    read_synonyms,
    write_facts,
    write_synonyms,
)
from guides.pack.pictures import FOLDER, PICTURES, read_pictures, write_pictures
from guides.pack.problems import PackError, Problem
from guides.pack.records import FactRecord, Pack, SynonymRecord
from guides.pack.references import find_problems
from guides.progress import NOBODY, Progress

# Bytes of one file: far above any guide, and low enough that a wrong file is refused at once.
LARGEST = 4_000_000


def read_folder(folder: Path, progress: Progress = NOBODY) -> Pack:
    """Read a pack. Raises PackError with every problem of every file."""
    problems: list[Problem] = []
    lines: Lines = {}
    paths = _list_content(folder, problems)
    listed = dict.fromkeys(path for path in paths if not path.startswith(FOLDER))
    images = {path: folder / path for path in paths if path.startswith(FOLDER)}
    pictures = read_pictures(_read_pictures(folder, listed, problems), images, problems)
    facts: tuple[FactRecord, ...] = ()
    synonyms: tuple[SynonymRecord, ...] = ()
    items: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    # One text at a time: a pack can be larger than what should be held twice.
    for path in progress.over(listed, "Reading", len(listed)):
        try:
            text = _read_text(folder, path)
            if path == FACTS:
                facts = read_facts(text)
            elif path == SYNONYMS:
                synonyms = read_synonyms(text)
            else:
                record = read_item(path, text, lines)
                items[record.KIND].append(record)
        except PackError as error:
            problems += error.problems
    pack = Pack(
        facts=facts,
        synonyms=synonyms,
        guides=tuple(items["guide"]),
        situations=tuple(items["situation"]),
        wizards=tuple(items["wizard"]),
        lines=lines,
        pictures=pictures,
    )
    problems += find_problems(pack, broken={problem.path for problem in problems})
    if problems:
        raise PackError(problems)
    return pack


def write_folder(pack: Pack, folder: Path) -> list[str]:
    """Write a pack into a folder, each file at once or not at all.

    Answers the content files that were there before and belong to no item: they are left alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = set()
    for path, data in _written(pack):
        _replace_file(folder / path, data)
        paths.add(path)
    return [path for path in _list_files(folder) if path not in paths]


def _written(pack: Pack) -> Iterator[tuple[str, bytes]]:
    """Every file of a pack, made when it is asked for."""
    for record in pack.items:
        yield record.path, write_item(record).encode()
    if pack.facts:
        yield FACTS, write_facts(pack.facts).encode()
    if pack.synonyms:
        yield SYNONYMS, write_synonyms(pack.synonyms).encode()
    if pack.pictures:
        yield PICTURES, write_pictures(pack.pictures).encode()
    for picture in pack.pictures:
        yield picture.path, picture.file.read_bytes()


def _replace_file(place: Path, data: bytes) -> None:
    """Write beside the old file, then take its place: nobody reads half a file."""
    place.parent.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".", delete=False) as file:
        file.write(data)
    beside = Path(file.name)
    try:
        beside.chmod(0o644)
        beside.replace(place)
    except OSError as error:
        beside.unlink()
        raise OSError(error.errno, error.strerror, str(place)) from None


def _list_content(folder: Path, problems: list[Problem]) -> list[str]:
    """The paths of all files of a pack inside it. Raises PackError where there are none."""
    if not folder.is_dir():
        raise PackError([Problem(str(folder), 0, "", "is not a folder")])
    paths = []
    for path in _list_files(folder):
        if path.isprintable():
            paths.append(path)
            continue
        # A name in another encoding: not even this message could be printed with it.
        shown = path.encode("ascii", "backslashreplace").decode()
        problems.append(Problem(shown, 0, "", "has a name that is not plain text"))
    if not paths and not problems:
        told = f"holds no content: a pack has guides/, situations/, wizards/ and {FACTS}"
        raise PackError([Problem(str(folder), 0, "", told)])
    return paths


def _read_pictures(folder: Path, listed: dict[str, None], problems: list[Problem]) -> str | None:
    """The text of the list of pictures, which is then listed no more; None where there is none."""
    if PICTURES not in listed:
        return None
    del listed[PICTURES]
    try:
        return _read_text(folder, PICTURES)
    except PackError as error:
        problems += error.problems
        return None


def _list_files(folder: Path) -> list[str]:
    """Every file that is, or could be meant as, content; notes like README.md are not."""
    found = []
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            inside = sorted(entry.rglob("*"))
            found += [path for path in inside if not path.is_dir() and path.name[0] != "."]
        elif entry.suffix == ".toml":
            found.append(entry)
    return [path.relative_to(folder).as_posix() for path in found]


def _read_text(folder: Path, path: str) -> str:
    """The text of a file. Raises PackError."""
    try:
        return _decode(folder / path)
    except (OSError, ValueError) as why:
        raise PackError([Problem(path, 0, "", str(why))]) from None


def _decode(path: Path) -> str:
    if not stat.S_ISREG(path.stat().st_mode):
        raise ValueError("is not a file")
    if path.stat().st_size > LARGEST:
        raise ValueError(f"is larger than {LARGEST:,} bytes")
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"is not UTF-8 (at byte {error.start})") from None
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        raise ValueError(f"has Windows line ends (line {line}): save it with LF")
    if text.startswith("\ufeff"):
        raise ValueError("begins with a byte order mark: save it as plain UTF-8")
    if "\0" in text:
        raise ValueError("holds a NUL character")
    return text
