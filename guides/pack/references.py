"""What the items of a pack say of each other: every name they use must exist, none twice."""

from collections.abc import Iterator

from guides.markup import KINDS
from guides.pack.problems import Problem
from guides.pack.records import ItemRecord, Pack, WizardRecord

# Path, place (the key inside the file) and what is wrong.
Found = tuple[str, str, str]


def find_problems(pack: Pack, broken: set[str]) -> list[Problem]:
    """Duplicate addresses and codes, and references to what is not there.

    ``broken`` are paths that could not be read: nothing is said of references to these, as what
    they hold is not known.
    """
    names = _Names(pack, broken)
    found = (
        *_duplicate_addresses(pack),
        *_duplicate_codes(pack),
        *_situation_problems(pack, names),
        *_wizard_problems(pack, names),
    )
    return [
        Problem(path, pack.lines.get((path, place), 0), place, text) for path, place, text in found
    ]


class _Names:
    """The names that can be referred to."""

    def __init__(self, pack: Pack, broken: set[str]) -> None:
        self.broken = broken
        self.situations = {record.slug for record in pack.situations}
        self.sections = {f"{g.slug}#{s.anchor}" for g in pack.guides for s in g.sections}

    def has_situation(self, slug: str) -> bool:
        return slug in self.situations or f"{KINDS['situation']}/{slug}.md" in self.broken

    def has_section(self, name: str) -> bool:
        guide = name.partition("#")[0]
        return name in self.sections or f"{KINDS['guide']}/{guide}.md" in self.broken


def _duplicate_addresses(pack: Pack) -> Iterator[Found]:
    taken: dict[tuple[str, str], ItemRecord] = {(r.KIND, r.slug): r for r in pack.items}
    for record in pack.items:
        for slug in record.formerly:
            other = taken.setdefault((record.KIND, slug), record)
            if other is not record or slug == record.slug:
                told = f"“{slug}” is an address of {other.path}"
                yield (record.path, "formerly", told)


def _duplicate_codes(pack: Pack) -> Iterator[Found]:
    taken: dict[str, str] = {}
    for record in pack.situations:
        # Readers may leave out the dash, so S-07 and S07 are one code.
        other = taken.setdefault(record.code.replace("-", ""), record.path)
        if other != record.path:
            yield (record.path, "code", f"“{record.code}” is the code of {other}")


def _situation_problems(pack: Pack, names: _Names) -> Iterator[Found]:
    for record in pack.situations:
        for name in record.sections:
            if not names.has_section(name):
                yield (record.path, "sections", f"there is no section “{name}”")
        for slug in record.related:
            if slug == record.slug:
                yield (record.path, "related", "names the situation itself")
            elif not names.has_situation(slug):
                yield (record.path, "related", f"there is no situation “{slug}”")


def _wizard_problems(pack: Pack, names: _Names) -> Iterator[Found]:
    for record in pack.wizards:
        known = {question.id for question in record.questions}
        if record.start not in known:
            yield (record.path, "start", f"there is no question “{record.start}”")
        yield from _choice_problems(record, known, names)
        for number, scenario in enumerate(record.scenarios, start=1):
            kind, _, name = scenario.reaches.partition(":")
            has = names.has_situation if kind == "situation" else names.has_section
            if not has(name):
                yield (record.path, f"scenarios.{number}.reaches", f"there is no {kind} “{name}”")


def _choice_problems(record: WizardRecord, known: set[str], names: _Names) -> Iterator[Found]:
    for question in record.questions:
        for number, choice in enumerate(question.choices, start=1):
            kind, _, name = choice.to.partition(":")
            found = {
                "question": name in known,
                "situation": names.has_situation(name),
                "section": names.has_section(name),
            }[kind]
            if not found:
                place = f"questions.{question.id}.choices.{number}.to"
                yield (record.path, place, f"there is no {kind} “{name}”")
