"""The pictures of a pack into the library: only what differs is made anew."""

from collections.abc import Iterable

from guides import pictures
from guides.models import Picture
from guides.pack.pictures import read_file
from guides.pack.problems import Problem, Status
from guides.pack.records import PictureRecord


def save_pictures(
    records: Iterable[PictureRecord],
) -> tuple[list[tuple[str, Status]], list[Problem]]:
    """Save the pictures of a pack: what was done to each, by path, and what is wrong.

    A file is known by its digest, whether as it was brought or as the library keeps it: neither
    is made again. Costs up to some seconds for each file that is new.
    """
    rows = {row.slug: row for row in Picture.objects.all()}
    told: list[tuple[str, Status]] = []
    problems = []
    for record in records:
        row = rows.get(record.slug, Picture(slug=record.slug))
        same_file = record.digest in {row.digest, row.original_digest}
        if same_file and (row.alt, row.decorative) == (record.alt, record.decorative):
            told.append((record.path, "unchanged"))
            continue
        try:
            made = None if same_file else _make(record)
        except (OSError, ValueError) as why:
            problems.append(Problem(record.path, 0, "", str(why)))
            continue
        told.append((record.path, "changed" if row.pk else "created"))
        row.alt, row.decorative = record.alt, record.decorative
        pictures.save(picture=row, made=made, by=row.saved_by)
    return told, problems


def _make(record: PictureRecord) -> pictures.Made:
    made = pictures.make(read_file(record.file), record.format)
    if made.digest != record.digest:
        raise pictures.Refused("was changed while it was read: load it again")
    return made
