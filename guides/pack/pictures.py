"""The pictures of a pack: pictures.toml beside a folder of files, each with its entry."""

import stat
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from guides import limits, pictures
from guides.markup import FORMATS, SLUG
from guides.pack import tables
from guides.pack.problems import PackError, Problem
from guides.pack.records import PictureRecord

PICTURES = "pictures.toml"
FOLDER = "pictures/"


def read_pictures(
    text: str | None, files: Mapping[str, Path], problems: list[Problem]
) -> tuple[PictureRecord, ...]:
    """The pictures of a pack: of pictures.toml, and of the files of the folder by their path.

    Judges each file by its header: what only decoding can find is told when it is saved. Adds
    to ``problems`` what is wrong, and answers what is not.
    """
    found: dict[str, dict[str, Any]] = {}
    reader: tables.Reader | None = None
    if text is not None:
        try:
            table, reader = tables.parse(PICTURES, text)
            found = _read_entries(table, reader)
        except PackError as error:
            problems += error.problems
            # Which files lack an entry is not known.
            return ()
    by_slug = _by_slug(files, problems)
    records = []
    for slug, path in by_slug.items():
        header, digest = _judge(path, files[path], problems)
        if slug not in found:
            told = f"has no entry: write [{slug}] with alt = ... or decorative = true"
            problems.append(Problem(path, 0, "", f"{told} into {PICTURES}"))
        elif header and found[slug]:
            format = header.format
            record = PictureRecord(slug, format, **found[slug], digest=digest, file=files[path])
            records.append(record)
    if reader:
        for slug in found:
            if slug not in by_slug and not _named(slug, files):
                reader.problem((slug,), f"there is no file {FOLDER}{slug}.{'|'.join(FORMATS)}")
        problems += reader.problems
    return tuple(sorted(records, key=lambda record: record.slug))


def write_pictures(records: Iterable[PictureRecord]) -> str:
    """The canonical text of pictures.toml."""
    return "\n".join(f"[{one.slug}]\n{tables.write(one, tables.PICTURE)}" for one in records)


def _read_entries(table: Mapping[str, Any], reader: tables.Reader) -> dict[str, dict[str, Any]]:
    """The entries by slug; an empty one is wrong, and told as such."""
    found: dict[str, dict[str, Any]] = {}
    for key, value in table.items():
        if not SLUG.fullmatch(key) or len(key) > limits.SLUG:
            reader.problem((key,), "a picture's name may hold only a-z, 0-9 and single hyphens")
        values = reader.read(value, tables.PICTURE, (key,))
        if values and bool(values["alt"]) == values["decorative"]:
            told = "needs either alt = (what it says) or decorative = true"
            reader.problem((key,), told + (", not both" if values["alt"] else ""))
            values = None
        found[key] = values or {}
    return found


def _by_slug(files: Mapping[str, Path], problems: list[Problem]) -> dict[str, str]:
    """The path of each picture by its slug, where both are as they should be."""
    by_slug: dict[str, str] = {}
    alike: dict[str, list[str]] = defaultdict(list)
    for path in files:
        alike[path.casefold()].append(path)
    for path in files:
        name = PurePosixPath(path.removeprefix(FOLDER))
        slug, extension = name.stem, name.suffix.removeprefix(".")
        told = ""
        if len(alike[path.casefold()]) > 1:
            others = ", ".join(other for other in alike[path.casefold()] if other != path)
            told = f"differs from {others} by letter case alone: on many disks they are one file"
        elif len(name.parts) > 1:
            told = "does not belong here: pictures stand in one folder"
        elif extension not in FORMATS:
            told = f"must end in one of .{', .'.join(FORMATS)}, in small letters"
        elif not SLUG.fullmatch(slug) or len(slug) > limits.SLUG:
            told = f"the file name must be a slug of at most {limits.SLUG} characters: a-z, 0-9, -"
        elif slug in by_slug:
            told = f"has the name of {by_slug[slug]}: each picture needs one of its own"
        if told:
            problems.append(Problem(path, 0, "", told))
        else:
            by_slug[slug] = path
    return by_slug


def _named(slug: str, files: Mapping[str, Path]) -> bool:
    """Whether a file that is told to be wrong is meant by an entry."""
    return any(PurePosixPath(path).stem.casefold() == slug for path in files)


def _judge(path: str, file: Path, problems: list[Problem]) -> tuple[pictures.Header | None, str]:
    """The header and the digest of a file; adds what is wrong to ``problems``."""
    try:
        data = read_file(file)
        return pictures.read_header(data, file.suffix.removeprefix(".")), pictures.digest(data)
    except (OSError, ValueError) as why:
        problems.append(Problem(path, 0, "", str(why)))
        return None, ""


def read_file(file: Path) -> bytes:
    """The bytes of a picture, no more than one may have. Raises OSError and pictures.Refused."""
    if not stat.S_ISREG(file.stat().st_mode):
        raise pictures.Refused("is not a file")
    with file.open("rb") as opened:
        # One more than allowed is enough to say that it is too large.
        return opened.read(pictures.LARGEST + 1)
