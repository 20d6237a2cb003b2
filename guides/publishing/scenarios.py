"""The scenarios that a publication could break, run on the state after it.

Those of the wizards that are published as the working copy has them; those of other live wizards
that lead to what is published, or withdrawn, as their editions have them.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from guides import pack, scenarios
from guides.markup import Target
from guides.models import Edition, Item
from guides.pack import Problem, WizardRecord
from guides.pages import Page, WizardPage, read_outcome
from guides.scenarios import Run

if TYPE_CHECKING:
    from guides.publishing.batch import Batch

Case = tuple[WizardRecord, WizardPage]


def broken(batch: "Batch") -> list[Problem]:
    """The scenarios that do not come true once a batch is live.

    At most five queries, however much is published: the wizards that lead to it from outside,
    and the pages outside it that scenarios reach.
    """
    inside = [case for item in batch.items if (case := case_of(batch, item))]
    ours = {item.pk for item in batch.items if item.KIND == "wizard"}
    outside = [
        (_read(edition), edition.page)
        for edition in _leading_to(batch)
        if edition.item_id not in ours
    ]
    cases = [case for case in (*inside, *outside) if case[0].scenarios]
    find = Finder(batch, cases)
    return [problem for record, page in cases for problem in scenarios.problems(record, page, find)]


def runs(batch: "Batch", item: Item) -> list[Run]:
    """How the scenarios of one wizard of a batch come out. At most two queries."""
    case = case_of(batch, item)
    return list(scenarios.run(*case, Finder(batch, [case]))) if case else []


def broken_by_withdrawal(
    edition: Edition, kind: str, addresses: Iterable[str]
) -> Iterator[Problem]:
    """The scenarios of a live wizard that reach a page which is to be withdrawn."""
    if edition.kind != "wizard":
        return
    record = _read(edition)
    slugs = set(addresses)
    for number, scenario in enumerate(record.scenarios, start=1):
        target = read_outcome(scenario.reaches)
        if target.kind == kind and target.slug in slugs:
            place = f"scenario {number} ({scenario.answers})"
            told = f"reaches {scenario.reaches}, which would be gone"
            yield Problem(record.path, 0, place, told)


def case_of(batch: "Batch", item: Item) -> Case | None:
    """A wizard of a batch as it will be, or None for anything else."""
    record, page = batch.record(item), batch.compiled[item].page
    if isinstance(record, WizardRecord) and isinstance(page, WizardPage):
        return record, page
    return None


class Finder:
    """The pages that readers find once a batch is live; what is outside it is read at once."""

    def __init__(self, batch: "Batch", cases: Sequence[Case]) -> None:
        self.batch = batch
        wanted = {target for record, _ in cases for target in scenarios.outcomes(record)}
        self.live: dict[tuple[str, str], Page] = {}
        for kind in {target.kind for target in wanted}:
            slugs = {target.slug for target in wanted if target.kind == kind}
            slugs = {slug for slug in slugs if (kind, slug) not in batch.holders}
            for edition in Edition.objects.live().asked_for(kind, slugs) if slugs else ():
                self.live[kind, edition.asked] = edition.page

    def __call__(self, target: Target) -> Page | None:
        holder = self.batch.holders.get((target.kind, target.slug))
        if holder is not None:
            return self.batch.compiled[holder].page
        return self.live.get((target.kind, target.slug))


def _leading_to(batch: "Batch") -> Iterator[Edition]:
    """The live wizards that lead to an item of a batch, by an address it has or will have."""
    found: dict[int, Edition] = {}
    for kind in ("guide", "situation"):
        slugs = {slug for of_kind, slug in batch.holders if of_kind == kind}
        if slugs:
            leading = Edition.objects.live().wizards().leading_to(kind, slugs)
            found |= {edition.pk: edition for edition in leading.order_by()}
    return iter(found.values())


def _read(edition: Edition) -> WizardRecord:
    record = pack.read_item(pack.path_of("wizard", edition.slug), edition.source)
    assert isinstance(record, WizardRecord)
    return record
