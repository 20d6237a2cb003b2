"""“Checked, still right”: what readers see was looked at today and needs no other change.

The working copy gets the date. What is live is published again with the date and nothing else,
so changes that wait in the working copy go on waiting.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from django.db import transaction
from django.utils import timezone

from guides import drafts, pack
from guides.models import Edition, Item
from guides.models.edition import wait_for_others
from guides.pack import Problem
from guides.publishing.batch import Batch

# What the edition says that such a check makes.
NOTE = "Checked, still right"


@dataclass(frozen=True)
class Checked:
    """What a check did beside dating the working copy.

    ``outcome`` is ``draft`` where nothing is live, ``unpublished`` where it was not to be
    published, ``outdated`` where readers would see more than another date, ``refused`` with its
    ``reasons``, ``known`` where readers see the date already, else ``published``. ``waiting``
    says that the working copy holds other changes, which were not published.
    """

    item: Item
    outcome: Literal["draft", "unpublished", "outdated", "refused", "known", "published"]
    edition: Edition | None = None
    reasons: tuple[Problem, ...] = ()
    waiting: bool = False


def check(
    *,
    items: Sequence[Item],
    by: str,
    publish_too: bool,
    today: date | None = None,
    now: datetime | None = None,
) -> list[Checked]:
    """Date items as checked today; with ``publish_too`` readers see the date as well.

    Never refuses as a whole: an item that cannot be published keeps its reasons. Costs one
    publication for each live item.
    """
    now, today = now or timezone.now(), today or timezone.localdate()
    with transaction.atomic():
        wait_for_others()
        drafts.set_values(items=items, by=by, now=now, reviewed=today)
        return [_publish(item, publish_too, by=by, today=today, now=now) for item in items]


def _publish(item: Item, publish_too: bool, *, by: str, today: date, now: datetime) -> Checked:
    live = Edition.objects.live().of(item).first()
    if live is None:
        return Checked(item, "draft")
    path = pack.path_of(live.kind, live.slug)
    record = replace(pack.read_item(path, live.source), reviewed=today)
    waiting = pack.read_row(item) != record
    if live.page.reviewed == today:
        return Checked(item, "known", waiting=waiting)
    if not publish_too:
        return Checked(item, "unpublished", waiting=waiting)
    batch = Batch([item], records={item: record})
    if reasons := sorted(set(batch.reasons())):
        return Checked(item, "refused", reasons=tuple(reasons), waiting=waiting)
    if replace(batch.compiled[item].page, reviewed=live.page.reviewed) != live.page:
        return Checked(item, "outdated", waiting=waiting)
    (edition,) = batch.write(by=by, note=NOTE, now=now)
    return Checked(item, "published", edition, waiting=waiting)
