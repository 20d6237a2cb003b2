"""A site of invented guides and situations, and how long searches in it take."""

import argparse
import random
import re
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import accumulate
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from guides import pages, search
from guides import words as folding
from guides.markup import Part
from guides.models import Edition, Guide, Situation
from guides.search.lookup import fetch
from guides.search.tables import TABLES

CONTENT = Path(__file__).resolve().parent.parent / "content"
SECTIONS_A_GUIDE = 10
# One situation for so many guides, each with what a screen says.
GUIDES_A_SITUATION = 5
SCREENS = 300
INVENTED = 60_000
# How much of a text are words of the shipped content, and how much stands nowhere else.
KNOWN, ONCE = 0.85, 0.002


class Words:
    """Words as texts have them: few very often, most hardly ever."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        text = " ".join(path.read_text() for path in sorted(CONTENT.rglob("*.md")))
        known = Counter(re.findall(r"[a-z]+(?:['’][a-z]+)?", text.lower()))
        invented = dict.fromkeys(self._invented() for _ in range(INVENTED))
        total = sum(known.values())
        tail = [1 / (rank + 50) for rank in range(len(invented))]
        share = (1 - KNOWN) / KNOWN * total / sum(tail)
        self.words = [*known, *invented]
        self.weights = [*accumulate([*known.values(), *(share * one for one in tail)])]

    def _invented(self) -> str:
        syllables = ("".join(self.random.choices(("b", "br", "ch", "d", "f", "gr", "k", "l", "m",
            "n", "p", "pr", "r", "s", "st", "t", "tr", "v"))) + self.random.choice("aeiou")
            for _ in range(self.random.randint(2, 4)))  # fmt: skip
        return "".join(syllables) + self.random.choice(("", "n", "r", "s", "ng", "ment", "ed"))

    def some(self, count: int) -> list[str]:
        found = self.random.choices(self.words, cum_weights=self.weights, k=count)
        return [self._invented() + "q" if self.random.random() < ONCE else one for one in found]

    def title(self) -> str:
        return " ".join(self.some(self.random.randint(2, 7))).capitalize()

    def text(self) -> str:
        """Paragraphs with a bold word here and there; half of all texts are within 70 to 200."""
        count = int(self.random.lognormvariate(4.79, 0.7))
        found = self.some(min(max(count, 10), 2_000))
        if count > 40:
            found[7] = f"<strong>{found[7]}</strong>"
        cut = range(0, len(found), 45)
        return "".join(f"<p>{' '.join(found[at : at + 45])}.</p>" for at in cut)


def fill(sections: int, seed: int) -> None:
    """Make guides and situations that are live, without drafts that could be published."""

    words = Words(seed)
    screens = [words.title() for _ in range(SCREENS)]

    def fields(number: int, kind: str) -> dict[str, Any]:
        return {"slug": f"{kind}-{number}", "title": words.title(), "summary": words.title(),
            "reviewed": date(2026, 1, 1), "review_every_days": 365}  # fmt: skip

    def guide(number: int) -> Any:
        own = [
            pages.Section(f"part-{at}", words.title(), (Part(html=words.text()),))
            for at in range(SECTIONS_A_GUIDE)
        ]
        return pages.GuidePage(**fields(number, "guide"), sections=tuple(own))

    def situation(number: int) -> Any:
        labels = tuple(words.random.sample(screens, words.random.randint(0, 2)))
        return pages.SituationPage(
            **fields(number, "situation"),
            code=f"B-{number:05}",
            body=(Part(html=words.text()),),
            screen_labels=labels,
        )

    guides = sections // SECTIONS_A_GUIDE
    publish(Guide, guide, guides)
    publish(Situation, situation, guides // GUIDES_A_SITUATION)


def publish(model: Any, make: Callable[[int], Any], count: int) -> None:
    """Make so many items with a live edition each, some hundred at a time."""
    kind = model.__name__.lower()
    common = {"published_at": datetime.now(UTC), "published_by": "bench", "number": 1, "source": ""}
    for numbers in batches(count, 500):
        made = [(number, make(number)) for number in numbers]
        with transaction.atomic():
            items = model.objects.bulk_create(
                model(**head(page), reviewed=page.reviewed) for _, page in made
            )
            Edition.objects.bulk_create(
                Edition(
                    **{kind: item},
                    **head(page),
                    **common,
                    kind=kind,
                    code_key=getattr(page, "code", "").lower(),
                    position=number,
                    page_json=pages.to_json(page),
                )
                for item, (number, page) in zip(items, made, strict=True)
            )


def head(page: Any) -> dict[str, str]:
    """What items and editions both have of a page."""
    names = ("slug", "title", "summary", "code", "verdict")
    return {name: getattr(page, name) for name in names if hasattr(page, name)}


def batches(count: int, most: int) -> Iterator[range]:
    for start in range(0, count, most):
        yield range(start, min(start + most, count))


class Queries:
    """What people might type, of every kind, out of what the index holds."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        rows = fetch("SELECT word, entries FROM search2_word ORDER BY entries DESC, word", [])
        self.known = {word for word, _ in rows}
        telling = [
            (word, count)
            for word, count in rows
            if not folding.is_small(word, "en") and folding.stem(word, "en") != folding.NOT
        ]
        self.common = [word for word, _ in telling[:60]]
        self.rare = [word for word, count in telling if count <= 10]
        self.labels = [label for (label,) in fetch("SELECT label FROM search2_screen", [])]
        self.codes = [
            code for (code,) in fetch("SELECT code FROM search2_entry WHERE code <> ''", [])
        ]

    def kinds(self) -> dict[str, Callable[[], str]]:
        def pick(some: Sequence[str]) -> str:
            return self.random.choice(some)

        def begun(most: int) -> str:
            return pick(common)[: self.random.randint(1, most)]

        common = self.common
        return {
            "one rare word": lambda: pick(self.rare),
            "one common word": lambda: pick(common),
            "two common words": lambda: " ".join(self.random.sample(common, 2)),
            "three common words": lambda: " ".join(self.random.sample(common, 3)),
            "a common word, another begun": lambda: f"{pick(common)} {begun(3)}",
            "one word begun": lambda: begun(3),
            "one word misspelt": self._misspelt,
            "three words, one misspelt": lambda: (
                f"{pick(common)} {self._misspelt()} {pick(common)}"
            ),
            "what a screen says": lambda: pick(self.labels),
            "a code": lambda: pick(self.codes),
            "nothing found": lambda: f"zzx{pick(self.rare)}qqj",
        }

    def _misspelt(self) -> str:
        """A common word with two letters exchanged, or one left out, that is no other word."""
        while True:
            word: str = self.random.choice(self.common)
            at = self.random.randrange(1, max(len(word) - 1, 2))
            exchanged = word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]
            found = self.random.choice((exchanged, word[:at] + word[at + 1 :]))
            if len(word) > 4 and found not in self.known:
                return found


@dataclass
class Timed:
    """How long queries of a kind took, in milliseconds: until answered, and of this processor."""

    waited: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    hits: int = 0

    def row(self) -> str:
        waited, worked, count = sorted(self.waited), sorted(self.worked), len(self.waited)
        return (
            f"{waited[count // 2]:.1f} | {waited[int(count * 0.95)]:.1f} | "
            f"{worked[count // 2]:.1f} | {100 * self.hits // count} %"
        )


def measure(rounds: int, seed: int) -> dict[str, Timed]:
    """Each kind of query with how long its queries took.

    A tenth of the queries go before, uncounted, so that what is measured is warm. Kinds take
    turns, so that what else the machine does falls on all.
    """
    kinds = Queries(seed).kinds()
    timed = {name: Timed() for name in kinds}
    for turn in range(-max(rounds // 10, 3), rounds):
        for name, make in kinds.items():
            text = make()
            start, work = time.perf_counter(), time.process_time()
            found = search.find(text)
            if turn >= 0:
                timed[name].worked.append(1000 * (time.process_time() - work))
                timed[name].waited.append(1000 * (time.perf_counter() - start))
                timed[name].hits += bool(found.hits)
    return timed


def put_one() -> float:
    """The time in milliseconds that indexing a guide anew takes, as its publication does."""

    times = []
    for edition in Edition.objects.live().filter(kind="guide").order_by("pk")[:20]:
        start = time.perf_counter()
        with transaction.atomic():
            search.put([edition], gone=[edition.pk])
        times.append(1000 * (time.perf_counter() - start))
    return sorted(times)[len(times) // 2]


def size() -> float:
    """The size of the index in MB; of SQLite with what else its file holds, less the editions."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            total = " + ".join(f"pg_total_relation_size('{table}')" for table in TABLES)
            cursor.execute(f"SELECT {total}")
        else:
            cursor.execute("PRAGMA page_count")
            pages = cursor.fetchone()[0]
            cursor.execute("SELECT %s * page_size FROM pragma_page_size", [pages])
        return float(cursor.fetchone()[0]) / 1e6


def run(arguments: argparse.Namespace) -> None:
    call_command("migrate", verbosity=0)
    fill(arguments.sections, arguments.seed)
    before = 0.0 if connection.vendor == "postgresql" else size()
    start, cpu = time.perf_counter(), time.process_time()
    entries = search.rebuild()
    took, cpu = time.perf_counter() - start, time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{connection.vendor}: {entries} entries, index {size() - before:.0f} MB")
    print(f"made in {took:.0f} s ({cpu:.0f} s of it Python), {memory:.0f} MB of memory at most")
    print(f"one guide of {SECTIONS_A_GUIDE} sections indexed anew in {put_one():.0f} ms\n")
    print("| database | query | median ms | p95 ms | processor of the site, median ms | found |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, timed in measure(arguments.rounds, arguments.seed).items():
        print(f"| {connection.vendor} | {name} | {timed.row()} |")
