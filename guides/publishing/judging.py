"""A working copy judged before it is published: why it may not be, and what would change."""

from collections.abc import Iterable
from dataclasses import dataclass

from guides.compiler import Compiled
from guides.models import Edition, Item, Section, Situation, Wizard
from guides.pack import Problem
from guides.pages import WizardPage, read_outcome
from guides.pathdiff import PathDiff, outcomes
from guides.publishing.batch import Batch
from guides.publishing.scenarios import runs
from guides.scenarios import Run


@dataclass(frozen=True)
class Judgement:
    """The page an item would be, why it may not be published, and its scenarios run.

    ``live`` is the edition that readers see, if any.
    """

    compiled: Compiled
    live: Edition | None
    reasons: tuple[Problem, ...]
    runs: tuple[Run, ...]


def judge(*, item: Item) -> Judgement:
    """What would come of publishing an item alone now; writes nothing.

    Takes the same number of queries whatever the item holds.
    """
    batch = Batch([item])
    reasons = tuple(sorted(set(batch.reasons())))
    return Judgement(batch.compiled[item], batch.live.get(item), reasons, tuple(runs(batch, item)))


def path_diff(item: Item, judged: Judgement | None = None) -> PathDiff | None:
    """What publishing a wizard would do to its paths; None for anything else.

    At most four queries more than judging it, which is done where it was not ``judged`` yet.
    """
    if not isinstance(item, Wizard):
        return None
    judged = judged or judge(item=item)
    live, after = judged.live, judged.compiled.page
    assert isinstance(after, WizardPage)
    before: WizardPage | None = live.page if live else None
    ends = outcomes(after, before) if before else outcomes(after)
    return PathDiff(before, after, titles_of(ends))


def titles_of(ends: Iterable[str]) -> dict[str, str]:
    """The titles of what choices lead to, by ``to``: as in the working copy, else as live."""
    targets = {to: read_outcome(to) for to in ends}
    situations = {to.slug for to in targets.values() if to.kind == "situation"}
    guides = {to.slug for to in targets.values() if to.kind == "guide"}
    named = Situation.objects.filter(slug__in=situations).order_by().values_list("slug", "title")
    titles: dict[str, str] = {f"situation:{slug}": title for slug, title in named}
    sections = Section.objects.filter(guide__slug__in=guides).order_by()
    for slug, anchor, heading in sections.values_list("guide__slug", "anchor", "heading"):
        titles[f"section:{slug}#{anchor}"] = heading
    # What was renamed since readers were led there.
    left = {to: target for to, target in targets.items() if to not in titles}
    for kind in {target.kind for target in left.values()}:
        slugs = {target.slug for target in left.values() if target.kind == kind}
        for edition in Edition.objects.live().asked_for(kind, slugs):
            for to, target in left.items():
                if (target.kind, target.slug) == (kind, edition.asked):
                    section = edition.page.section(target.anchor) if target.anchor else None
                    titles[to] = section.heading if section else edition.title
    return titles
