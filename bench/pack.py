"""Writes a pack of any size, always the same for the same numbers, its words as frequent as real.

``python -m bench.pack DIR --guides 10000``. Knows nothing of the site but its pack format. Texts
are no language, but have one's measures: a few words make half of all text, most are rare, and
they are inflected, so that an index, stems and misspellings behave as with real ones.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

SMALL = """the to you a of and it is in your for that on not with if this be are or can when
from have by as they will at what we no was but more their out up has than after before then
so which only do one until all where while there any been into may its who some""".split()
MATTER = """order payment seller refund card cancel parcel shipped delivery app money return dispute
account address tap wait button screen message tracking item price code bank days wallet coupon
open choose confirm receipt check store support phone email name number pending shipping customs
package total balance charge charged proof photo receive request reason accept refuse change help
question answer date time page list menu status warehouse carrier courier invoice tax fee""".split()
ONSETS = (
    "b bl br c ch cl cr d dr f fl fr g gl gr h j k l m n p pl pr qu r s sh sl sp st str t tr v w"
)
VOWELS = "a e i o u ai ea ee oa oo ou"
CODAS = "b ck d ft g l ll lt m mp n nd nt p r rd rm rn rt s sk st t x ze ce ge ve th"
ENDINGS = ("", "", "", "s", "ed", "ing", "er", "ly", "ment", "able", "tion", "ness")

REVIEWED = "2026-11-22"
VERDICTS = ("can", "maybe", "cannot")
SCREENS = ("Awaiting", "Processing", "Shipped", "In Transit", "Delivered", "Closed", "Frozen")
FACTS = """[refund-card]
label = "Refund to a credit or debit card"
group = "refund"
low = 3
high = 15
unit = "business-days"
source = "Made up"
checked = 2026-11-22

[closing-time]
label = "Closing of an order that nobody pays"
low = 24
unit = "hours"
source = "Made up"
checked = 2026-11-22
"""
SYNONYMS = '[refund]\nwords = ["refund", "money back", "reimbursement"]\n'


@dataclass(frozen=True)
class Size:
    """How much of everything a pack holds; ``words`` are those of a section, on the average."""

    guides: int = 10_000
    sections: int = 10
    situations: int = 10_000
    questions: int = 2_000
    wizards: int = 20
    words: int = 60
    vocabulary: int = 20_000


class Writer:
    """Words in the order of their frequency, and texts made of them."""

    def __init__(self, vocabulary: int, seed: int = 1) -> None:
        self.chance = random.Random(seed)
        self.words = _vocabulary(vocabulary, self.chance)
        # Zipf's law as Mandelbrot mended it: the first words are not quite as frequent.
        self.weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(self.words))))
        # Names and headings are made of words that mean something.
        self.telling = self.words[len(SMALL) :]
        self.telling_weights = list(
            accumulate(1 / (rank + 60) for rank in range(len(self.telling)))
        )

    def some(self, count: int) -> list[str]:
        return self.chance.choices(self.words, cum_weights=self.weights, k=count)

    def title(self, count: int = 4) -> str:
        found = self.chance.choices(self.telling, cum_weights=self.telling_weights, k=count)
        return " ".join(found).capitalize()

    def sentence(self, longest: int = 16) -> str:
        found = self.some(self.chance.randint(5, longest))
        return f"{' '.join(found).capitalize()}."

    def text(self, words: int) -> str:
        """Paragraphs, now and then a list or a block, of about so many words."""
        blocks, left = [], words
        while left > 0:
            sentences = [self.sentence() for _ in range(self.chance.randint(2, 4))]
            left -= sum(sentence.count(" ") + 1 for sentence in sentences)
            kind = self.chance.random()
            if kind < 0.2:
                blocks.append("\n".join(f"{n}. {s}" for n, s in enumerate(sentences, start=1)))
            elif kind < 0.3:
                blocks.append("\n".join(f"- {sentence}" for sentence in sentences))
            elif kind < 0.35:
                blocks.append(f"::: note\n{' '.join(sentences)}\n:::")
            else:
                bold = self.title(2)
                blocks.append(f"{' '.join(sentences)} Tap **{bold}**.")
        return "\n\n".join(blocks)


def _vocabulary(count: int, chance: random.Random) -> list[str]:
    onsets, vowels, codas = ONSETS.split(), VOWELS.split(), CODAS.split()
    found = dict.fromkeys((*SMALL, *MATTER), None)
    while len(found) < count:
        syllables = chance.choice((1, 1, 1, 2, 2))
        stem = "".join(chance.choice(onsets) + chance.choice(vowels) for _ in range(syllables))
        found.setdefault(stem + chance.choice(codas) + chance.choice(ENDINGS))
    made = list(found)[len(SMALL) + len(MATTER) :]
    # Short words are the frequent ones, by and large.
    made.sort(key=lambda word: len(word) + 6 * chance.random())
    return [*SMALL, *MATTER, *made]


def files(size: Size, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Every file of a pack: its path and its text."""
    writer = Writer(size.vocabulary, seed)
    yield "facts.toml", FACTS
    yield "synonyms.toml", SYNONYMS
    for number in range(size.guides):
        yield f"guides/{guide(number)}.md", _guide(number, size, writer)
    for number in range(size.situations):
        yield f"situations/{situation(number)}.md", _situation(number, size, writer)
    for number in range(size.wizards):
        name = wizard(number)
        yield (
            f"wizards/{name}.toml",
            _wizard(number, size.questions if not number else 8, writer, size),
        )


def guide(number: int) -> str:
    return f"guide-{number:05}"


def situation(number: int) -> str:
    return f"situation-{number:05}"


def wizard(number: int) -> str:
    """The slug of a wizard; the first is the large one."""
    return f"wizard-{number:03}" if number else "large"


def _front(**values: str | int) -> str:
    told = (
        f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}"
        for key, value in values.items()
    )
    return "\n".join(told)


def _guide(number: int, size: Size, writer: Writer) -> str:
    front = _front(title=writer.title(5), summary=writer.sentence(), position=number + 1)
    parts = [f"+++\n{front}\nreviewed = {REVIEWED}\n+++\n"]
    if number % 3 == 0:
        parts.append(writer.text(20))
    for section in range(size.sections):
        parts.append(f"## {writer.title(3)} {{#part-{section}}}")
        parts.append(writer.text(size.words) + _aside(number, section, size, writer))
    return "\n\n".join(parts).replace("+++\n\n\n", "+++\n\n") + "\n"


def _aside(number: int, section: int, size: Size, writer: Writer) -> str:
    """A link or a fact under some of the texts."""
    if section == 0:
        other = (number * 7 + 1) % size.guides
        return f"\n\nSee [{writer.title(2)}](guide:{guide(other)}#part-{size.sections - 1})."
    if section == 1 and size.situations:
        return f"\n\nThen [{writer.title(2)}](situation:{situation(number % size.situations)})."
    if section == 2 and number % 5 == 0:
        return "\n\nA card takes {fact:refund-card}."
    return ""


def _situation(number: int, size: Size, writer: Writer) -> str:
    values = {
        "code": f"B-{number:05}",
        "title": writer.title(5),
        "summary": writer.sentence(),
        "verdict": VERDICTS[number % 3],
    }
    if number % 4 == 0:
        values["hazard"] = writer.sentence(8)
    lines = [_front(**values)]
    if size.guides:
        near = [(number + step) % size.guides for step in (0, 1, 5)]
        names = dict.fromkeys(f'"{guide(n)}#part-{number % size.sections}"' for n in near)
        lines.append(f"sections = [{', '.join(names)}]")
    near = [(number + step) % size.situations for step in (1, 2, 40)]
    names = dict.fromkeys(f'"{situation(n)}"' for n in near if n != number)
    if names:
        lines.append(f"related = [{', '.join(names)}]")
    if number % 2 == 0:
        lines.append(f'screen_labels = ["{SCREENS[number % 7]}", "{writer.title(2)}"]')
    if number % 10 == 0:
        lines.append('tools = ["refund-dates", "reminder"]')
    lines.append(f"position = {number + 1}\nreviewed = {REVIEWED}")
    return f"+++\n{chr(10).join(lines)}\n+++\n\n{writer.text(70)}\n"


def layers(questions: int) -> list[range]:
    """The questions of a wizard in layers, each asked after the one above: 1, 4, 16, then 50."""
    found, first, width = [], 0, 1
    while first < questions:
        found.append(range(first, min(first + width, questions)))
        first, width = first + width, min(4 * width, 50)
    return found


def _wizard(number: int, questions: int, writer: Writer, size: Size) -> str:
    """Every question leads to four of the next layer, so the paths are 4 to the power of these.

    Each also has a choice that ends at once.
    """
    front = _front(title=f"{writer.title(3)}?", summary=writer.sentence(), start="q0")
    parts = [f"{front}\nposition = {number + 1}\nreviewed = {REVIEWED}\n"]
    ends = iter(range(number * 101, sys.maxsize))
    above = layers(questions)
    for layer, below in zip(above, [*above[1:], range(0)], strict=True):
        for place, question in enumerate(layer):
            to = [f"situation:{situation(next(ends) % size.situations)}"]
            to += [f"question:q{id}" for id in _following(place, layer, below)]
            if not below:
                to.append(f"situation:{situation(next(ends) % size.situations)}")
            parts.append(_question(question, to, writer))
    return "\n".join(parts)


def _following(place: int, layer: Sequence[int], below: Sequence[int]) -> list[int]:
    """Four questions of the next layer, such that together the layer leads to all of it."""
    if not below:
        return []
    step = len(below) / len(layer)
    first = int(place * step)
    return list(
        dict.fromkeys(below[(first + n) % len(below)] for n in range(max(4, int(step) + 1)))
    )


def _question(question: int, to: Sequence[str], writer: Writer) -> str:
    asked = f'[questions.q{question}]\ntext = "{writer.title(5)}?"\n'
    if question % 3 == 0:
        asked += f'hint = "{writer.sentence(8)}"\n'
    for number, one in enumerate(to):
        values = f'id = "c{number}"\nlabel = "{writer.title(3)}"\nto = "{one}"\n'
        asked += f"[[questions.q{question}.choices]]\n{values}"
    return asked


def write(folder: Path, size: Size, seed: int = 1) -> int:
    """Write a pack into a folder; answers how many files it has."""
    for name in ("guides", "situations", "wizards"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    count = 0
    for path, text in files(size, seed):
        (folder / path).write_text(text, encoding="utf-8")
        count += 1
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR")
    for name, default in vars(Size()).items():
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--seed", type=int, default=1)
    given = vars(parser.parse_args())
    folder, seed = given.pop("folder"), given.pop("seed")
    print(f"{write(folder, Size(**given), seed):,} files in {folder}")


if __name__ == "__main__":
    main()
