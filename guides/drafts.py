"""The working copy's versions: who may save over what, and the text of every save, kept.

A form carries the version that it was opened at. ``claim`` counts the row's version up only from
there, by one conditional UPDATE that the whole save stands or falls with; so of two who opened
the same version, the second is refused before anything of hers is written. Loading a pack and
restoring go the same way. Whoever writes waits for others first: what a save is judged by stays
true until it is done.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from guides import pack, pictures
from guides.batches import in_batches
from guides.models import Edition, Fact, Item, Question, Revision, Synonym, Versioned
from guides.models.edition import of, wait_for_others
from guides.pack import Problem
from guides.progress import NOBODY, Progress


def claim(*, row: Versioned, seen: int, by: str, now: datetime | None = None) -> bool:
    """Count the version of a row up from the one that was seen; False where it is another now.

    Two queries, and two more where no revision holds yet what the save is about to replace. Must
    be called inside the transaction that writes the rest, before the rest.
    """
    assert transaction.get_connection().in_atomic_block
    wait_for_others()
    if (item := item_of(row)) is not None:
        _keep_former([item])
    at = {"saved_at": now or timezone.now(), "saved_by": by}
    rows = _rows(row).filter(pk=row.pk, version=seen)
    if not rows.update(version=F("version") + 1, **at):
        return False
    _know(row, seen + 1, at)
    return True


def hold(*, item: Item) -> None:
    """Wait for others, and keep what is about to be changed bit by bit, without a form."""
    assert transaction.get_connection().in_atomic_block
    wait_for_others()
    _keep_former([item])


def keep_older() -> None:
    """Keep the text of items that are older than revisions are. A query a kind where none is."""
    with transaction.atomic():
        wait_for_others()
        for kind, model in pack.MODELS.items():
            kept = Revision.objects.filter(**{kind: OuterRef("pk")}, version=OuterRef("version"))
            manager: Any = model._default_manager
            _keep_former(list(manager.filter(~Exists(kept))))


def item_of(row: Versioned) -> Item | None:
    """The item that a row belongs to, if any: what is kept when it is saved."""
    if isinstance(row, Question):
        return row.wizard
    return row if isinstance(row, Item) else None


def touch(*, row: Versioned, by: str, now: datetime | None = None) -> None:
    """Count the version of a row up whatever it is: something that belongs to it was changed.

    An open form of the row is then refused, or finds that nothing it shows has changed.
    """
    at = {"saved_at": now or timezone.now(), "saved_by": by}
    _rows(row).filter(pk=row.pk).update(version=F("version") + 1, **at)
    _know(row, _rows(row).values_list("version", flat=True).get(pk=row.pk), at)


def begin(*, row: Versioned, by: str) -> None:
    """Note who made a row that is new; its version is the first."""
    at = {"saved_at": timezone.now(), "saved_by": by}
    _rows(row).filter(pk=row.pk).update(**at)
    _know(row, row.version, at)


def set_values(
    *, items: Sequence[Item], by: str, now: datetime | None = None, **values: Any
) -> list[Item]:
    """Set columns of items, a save like any other; answers those that this changed.

    For what is done in one step, without a form that could be old: no version is asked for.
    """
    changing = [i for i in items if any(getattr(i, name) != to for name, to in values.items())]
    if not changing:
        return []
    with transaction.atomic():
        wait_for_others()
        _keep_former(changing)
        at = {"saved_at": now or timezone.now(), "saved_by": by}
        _note(changing, {**values, **at, "version": F("version") + 1})
        keep(items=changing, by=by)
    return changing


def keep(
    *,
    items: Sequence[Item],
    by: str,
    how: Revision.How = Revision.How.SAVED,
    note: str = "",
    records: Mapping[Item, pack.ItemRecord] | None = None,
) -> None:
    """Keep the text of items as it is now, under the versions they have now.

    ``records`` say it where they were just saved, so that they are not read again.
    """
    now = timezone.now()
    for some in in_batches(items):
        given = pack.read_items(some) if records is None else {i: records[i] for i in some}
        Revision.objects.bulk_create(
            Revision(
                **of(item),
                version=item.version,
                how=how,
                source=pack.write_item(record),
                saved_at=item.saved_at or now,
                saved_by=by,
                note=note,
            )
            for item, record in given.items()
        )


def save_pack(
    *,
    found: pack.Pack,
    by: str,
    how: Revision.How,
    note: str = "",
    overwrite: bool = True,
    progress: Progress = NOBODY,
) -> list[pack.Change]:
    """Make the working copy equal to a pack, count versions up, and keep the texts.

    Without ``overwrite``, raises PackError where this would replace what somebody saved at the
    desk and nobody has published yet; those texts would only be left among the revisions.
    """
    with pictures.together():
        wait_for_others()
        saving = pack.Saving(found, progress)
        if not overwrite:
            paths = {row: pack.path_of(*key) for key, row in saving.rows.items() if row.pk}
            replaced = {row: paths[row] for row in saving.replaced}
            if problems := [*_unpublished(replaced), *_lists_of_the_desk(found)]:
                raise pack.PackError(problems)
        _keep_former(saving.replaced)
        changes = saving.run()
        rows = {
            status: [change.row for change in changes if change.row and change.status == status]
            for status in ("created", "changed")
        }
        at = {"saved_at": timezone.now(), "saved_by": by}
        _note(rows["created"], at)
        _note(rows["changed"], {**at, "version": F("version") + 1})
        items = [*rows["created"], *rows["changed"]]
        # A file names what it leads to by its present name; an edition perhaps by a former one.
        exact = how == Revision.How.LOADED
        keep(items=items, by=by, how=how, note=note, records=saving.records if exact else None)
        return changes


def outdated(seen: Mapping[Any, int]) -> list[Problem]:
    """Items that are another version now than the one somebody looked at."""
    found = []
    for item, version in seen.items():
        now = _rows(item).filter(pk=item.pk).first()
        if now is None or now.version != version:
            who = f" by {now.saved_by}" if now and now.saved_by else ""
            told = f"was changed{who} since you looked at it: look at it again"
            found.append(Problem(pack.path_of(item.KIND, item.slug), 0, "", told))
    return found


def _unpublished(replaced: Mapping[Item, str]) -> list[Problem]:
    """Texts of the desk that nothing but the working copy holds, and that are to be replaced.

    ``replaced`` are items with the path of the file that says them otherwise.
    """
    problems = []
    for some in in_batches(replaced):
        last = _last_revisions(some)
        desk = [i for i in some if i in last and last[i].how != Revision.How.LOADED]
        for item, record in pack.read_items(desk).items():
            text = pack.write_item(record)
            if not Edition.objects.of(item).filter(source=text).exists():
                told = (
                    f"{last[item].saved_by or 'somebody'} saved other text at the desk, not "
                    "published yet: publish it, or load with --overwrite (it stays in the history)"
                )
                problems.append(Problem(replaced[item], 0, "", told))
    return problems


def _last_revisions(items: Sequence[Item]) -> dict[Item, Revision]:
    """The last revision of each item, without its text. A query for each kind."""
    found: dict[Item, Revision] = {}
    for rows in _by_model(items).values():
        by_pk = {row.pk: row for row in rows}
        kind = rows[0].KIND
        kept = Revision.objects.filter(**{f"{kind}__in": list(by_pk)}).defer("source")
        for revision in kept.order_by("version"):
            found[by_pk[revision.item_id]] = revision
    return found


def _lists_of_the_desk(found: pack.Pack) -> list[Problem]:
    """Facts and synonyms of the desk that a pack says otherwise: no edition keeps them."""
    lists: tuple[tuple[str, Any, Sequence[Any], Sequence[Any]], ...] = (
        (pack.FACTS, Fact, pack.read_facts().records, found.facts),
        (pack.SYNONYMS, Synonym, pack.read_synonyms(), found.synonyms),
    )
    problems = []
    for path, model, before, coming in lists:
        wanted = {record.key: record for record in coming}
        changing = [r.key for r in before if r.key in wanted and wanted[r.key] != r]
        for row in model.objects.filter(key__in=changing).exclude(saved_at=None):
            who = row.saved_by or "somebody"
            told = f"{who} changed this at the desk: dump it first, or load with --overwrite"
            problems.append(Problem(path, 0, row.key, told))
    return problems


def _keep_former(items: Sequence[Item]) -> None:
    """Keep what rows hold that no revision does: they are older than revisions are."""
    for rows in (some for all_ in _by_model(items).values() for some in in_batches(all_)):
        kind = rows[0].KIND
        held = set(
            Revision.objects.filter(**{f"{kind}__in": [row.pk for row in rows]}).values_list(
                kind, "version"
            )
        )
        for by, lacking in _by_who([r for r in rows if (r.pk, r.version) not in held]).items():
            keep(items=lacking, by=by)


def _by_model(items: Iterable[Item]) -> dict[type[Item], list[Item]]:
    found: dict[type[Item], list[Item]] = {}
    for item in items:
        found.setdefault(type(item), []).append(item)
    return found


def _by_who(items: Iterable[Item]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.saved_by, []).append(item)
    return found


def _note(items: Iterable[Item], at: Mapping[str, Any]) -> None:
    """Write who saved items and when; two queries for each few hundred of a kind."""
    for some in (some for rows in _by_model(items).values() for some in in_batches(rows)):
        manager: Any = type(some[0])._default_manager
        found = manager.filter(pk__in=[row.pk for row in some])
        found.update(**at)
        versions = dict(found.values_list("pk", "version"))
        for row in some:
            for name, value in at.items():
                setattr(row, name, value)
            row.version = versions[row.pk]


def _rows(row: Versioned) -> "models.QuerySet[Any]":
    rows: models.QuerySet[Any] = type(row)._default_manager.all()
    return rows


def _know(row: Versioned, version: int, at: Mapping[str, Any]) -> None:
    row.version, row.saved_at, row.saved_by = version, at["saved_at"], at["saved_by"]
