"""What readers see of an item, and whether the working copy says something else."""

from dataclasses import dataclass, field

from guides import diffs, pack, publishing
from guides.models import Edition, Item


@dataclass(frozen=True)
class State:
    """An item as readers and editors have it; ``edition`` is the live one, else the last."""

    edition: Edition | None
    text: str
    diff: list[diffs.Row] = field(default_factory=list)
    by_a_fact: bool = False

    @property
    def differs(self) -> bool:
        return bool(self.diff) or self.by_a_fact

    @property
    def name(self) -> str:
        if self.edition is None:
            return "draft"
        if not self.edition.live:
            return "withdrawn"
        return "live with changes" if self.differs else "live"


def state_of(item: Item) -> State:
    """The state of one item. Compiles it: for a page about it, not for a list."""
    last = Edition.objects.of(item).order_by("-live", "-number").first()
    text = pack.write_item(pack.read_row(item))
    if last is None:
        return State(None, text)
    diff = diffs.compare(last.source, text)
    by_a_fact = last.live and not diff and bool(publishing.would_change(items=[item]))
    return State(last, text, diff, by_a_fact)
