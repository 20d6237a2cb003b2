"""Random content for properties: odd texts, records, packs that hang together, graphs, pages."""

from datetime import date

from hypothesis import strategies as st

from guides import flow, limits, pages
from guides.markup import split_sections, tidy
from guides.markup.facts import UNITS
from guides.pack import (
    ChoiceRecord,
    FactRecord,
    GuideRecord,
    Pack,
    QuestionRecord,
    ScenarioRecord,
    SectionRecord,
    SituationRecord,
    SynonymRecord,
    WizardRecord,
)

# What means something in TOML, in Markdown or in the format itself.
ODD = (
    '+++ +++\\ \\ \\n \\u0041 \\" " """ \' \'\'\' # = [ ] [[a]] {a=1} { } {#x} {#y} {fact:x} ::: ` '
    "``` ## - * | & < > <b> &amp; %0A 2026-11-22 true nan \u2013 \u00e9 e\u0301 \u5317\u4eac "
    "\u0645\u0631 \U0001f4e6 \U0001d54f"
).split()
LETTERS = st.characters(categories=("L", "M", "N", "P", "S"), include_characters=" ", codec="utf-8")

slugs = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,3}){0,2}", fullmatch=True)
days = st.dates(min_value=date(1, 1, 1))


def lines(longest: int, *, least: int = 1) -> st.SearchStrategy[str]:
    """One line of text as front matter takes it, odd on purpose."""
    pieces = st.lists(st.sampled_from([*ODD, " "]) | st.text(LETTERS, max_size=3), max_size=6)
    texts = pieces.map("".join).map(lambda text: text.strip()[:longest].strip())
    return texts.filter(lambda text: len(text) >= least and (not text or text.isprintable()))


_BODY_LINES = (
    st.sampled_from(
        (
            "",
            "",
            "   ",
            "+++",
            ":::",
            "::: note",
            "::: nothing",
            "### Heading {#x}",
            "##no heading",
            " ## moved",
            "\t## moved",
            "> ## quoted",
            "# One",
            "- item",
            "    code",
            "| a | b |",
            "--- | ---",
            "===",
            "```",
            "~~~~",
            "{fact:none}",
            "[a](guide:b#c)",
            "title = 1",
            "\u2028",
            "a\u00a0b\u0085c",
            "\ufeff",
        )
    )
    | lines(60)
    | st.just("```\n## in a fence {#no}\n```")
)
# Any Markdown, tidied as records hold it.
bodies = st.lists(_BODY_LINES, max_size=6).map("\n".join).map(tidy)


def _fits_a_section(body: str) -> bool:
    """Whether a text is one section's: it holds no other, and does not swallow the next."""
    chunks = split_sections(f"{body}\n\n## Next {{#next}}")
    whole = [(chunk.heading, chunk.body) for chunk in chunks]
    return whole == [("", body), ("## Next {#next}", "")] and not chunks[0].unclosed


section_bodies = bodies.filter(_fits_a_section)


def _shared(slug: str, formerly: tuple[str, ...]) -> dict[str, st.SearchStrategy]:
    return {
        "slug": st.just(slug),
        "title": lines(limits.TITLE),
        "summary": lines(limits.SUMMARY),
        "reviewed": days,
        "position": st.integers(0, 2_000_000_000),
        "review_every_days": st.integers(1, 3650),
        "formerly": st.just(formerly),
    }


@st.composite
def _names(draw: st.DrawFn, least: int, most: int) -> list[tuple[str, tuple[str, ...]]]:
    """Names with their former ones, none of them twice."""
    found = draw(st.lists(slugs, min_size=least, max_size=most * 2, unique=True))
    count = draw(st.integers(least, min(most, len(found))))
    current, former = found[:count], found[count:]
    holders = [draw(st.integers(0, count - 1)) for _ in former] if count else []
    return [
        (name, tuple(old for old, holder in zip(former, holders, strict=False) if holder == index))
        for index, name in enumerate(current)
    ]


@st.composite
def guide_records(draw: st.DrawFn, slug: str = "", formerly: tuple[str, ...] = ()) -> GuideRecord:
    sections = tuple(
        SectionRecord(
            anchor=anchor,
            heading=draw(lines(limits.TITLE)),
            body=draw(section_bodies),
            formerly=former,
        )
        for anchor, former in draw(_names(0, 3))
    )
    fields = _shared(slug or draw(slugs), formerly)
    return draw(
        st.builds(GuideRecord, **fields, introduction=section_bodies, sections=st.just(sections))
    )


def _some(names: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    if not names:
        return st.just(())
    return st.lists(st.sampled_from(names), unique=True, max_size=3).map(tuple)


_section_names = st.builds("{}#{}".format, slugs, slugs)


@st.composite
def situation_records(
    draw: st.DrawFn,
    slug: str = "",
    formerly: tuple[str, ...] = (),
    code: str = "",
    sections: list[str] | None = None,
    related: list[str] | None = None,
) -> SituationRecord:
    fields = _shared(slug or draw(slugs), formerly)
    some_sections = st.lists(_section_names, unique=True, max_size=3).map(tuple)
    some_related = st.lists(slugs, unique=True, max_size=3).map(tuple)
    return draw(
        st.builds(
            SituationRecord,
            **fields,
            code=st.just(code) if code else st.from_regex(r"[A-Z]{1,2}-[0-9]{1,3}", fullmatch=True),
            verdict=st.sampled_from(("can", "maybe", "cannot")),
            hazard=lines(limits.SUMMARY, least=0),
            sections=some_sections if sections is None else _some(sections),
            related=some_related if related is None else _some(related),
            screen_labels=st.lists(lines(limits.LABEL), unique=True, max_size=3).map(tuple),
            tools=_some(list(pages.TOOLS)),
            body=bodies,
        )
    )


@st.composite
def wizard_records(
    draw: st.DrawFn,
    slug: str = "",
    formerly: tuple[str, ...] = (),
    outcomes: list[str] | None = None,
) -> WizardRecord:
    ids = draw(st.lists(slugs, min_size=1, max_size=4, unique=True))
    onward = st.sampled_from(ids).map("question:{}".format)
    if outcomes is None:
        ends = slugs.map("situation:{}".format) | _section_names.map("section:{}".format)
        onward = onward | ends
    elif outcomes:
        onward = onward | st.sampled_from(outcomes)
    questions = tuple(
        QuestionRecord(
            id=id,
            text=draw(lines(limits.TITLE)),
            hint=draw(lines(limits.HINT, least=0)),
            choices=tuple(
                ChoiceRecord(
                    id=choice,
                    label=draw(lines(limits.LABEL)),
                    to=draw(onward),
                    hint=draw(lines(limits.HINT, least=0)),
                )
                for choice in draw(st.lists(slugs, max_size=3, unique=True))
            ),
        )
        for id in ids
    )
    fields = _shared(slug or draw(slugs), formerly)
    return draw(
        st.builds(
            WizardRecord,
            **fields,
            start=st.sampled_from(ids),
            questions=st.just(questions),
            scenarios=_scenarios(outcomes),
        )
    )


def _scenarios(outcomes: list[str] | None) -> st.SearchStrategy[tuple[ScenarioRecord, ...]]:
    """Scenarios as strict reading takes them; whether they come true is another matter."""
    if outcomes is None:
        ends = slugs.map("situation:{}".format) | _section_names.map("section:{}".format)
    else:
        ends = st.sampled_from(outcomes) if outcomes else st.nothing()
    answers = st.dictionaries(slugs, slugs, min_size=1, max_size=3).map(
        lambda taken: "/".join(f"{question}={choice}" for question, choice in taken.items())
    )
    mentions = st.lists(lines(limits.LABEL), unique=True, max_size=2).map(tuple)
    one = st.builds(ScenarioRecord, answers, ends, mentions)
    if outcomes == []:
        return st.just(())
    return st.lists(one, max_size=2, unique_by=lambda scenario: scenario.answers).map(tuple)


item_records = guide_records() | situation_records() | wizard_records()


@st.composite
def fact_records(draw: st.DrawFn, key: str = "") -> FactRecord:
    low = draw(st.integers(0, 1000))
    return FactRecord(
        key=key or draw(slugs),
        label=draw(lines(limits.LABEL)),
        low=low,
        high=draw(st.none() | st.integers(low + 1, 2000)),
        unit=draw(st.sampled_from(tuple(UNITS))),
        source=draw(lines(limits.NOTE)),
        checked=draw(days),
        group=draw(lines(limits.SLUG, least=0)),
        note=draw(lines(limits.NOTE, least=0)),
    )


facts = st.lists(slugs, unique=True, max_size=3).flatmap(
    lambda keys: st.tuples(*(fact_records(key) for key in keys))
)


synonyms = st.lists(slugs, unique=True, max_size=2).flatmap(
    lambda keys: st.tuples(
        *(
            st.builds(
                SynonymRecord,
                key=st.just(key),
                words=st.lists(lines(limits.LABEL), min_size=2, max_size=3, unique=True).map(tuple),
            )
            for key in keys
        )
    )
)


@st.composite
def packs(draw: st.DrawFn) -> Pack:
    """A pack in which every name that is used exists, in the order in which it is read."""
    guides = [draw(guide_records(*names)) for names in draw(_names(0, 2))]
    sections = [f"{guide.slug}#{section.anchor}" for guide in guides for section in guide.sections]
    names = draw(_names(0, 3))
    situations = [
        draw(
            situation_records(
                slug,
                formerly,
                f"S-{number}",
                sections,
                [other for other, _ in names if other != slug],
            )
        )
        for number, (slug, formerly) in enumerate(names, start=1)
    ]
    ends = [f"situation:{slug}" for slug, _ in names] + [f"section:{name}" for name in sections]
    wizards = [draw(wizard_records(*named, ends)) for named in draw(_names(0, 2))]
    return Pack(
        draw(facts), tuple(guides), tuple(situations), tuple(wizards), synonyms=draw(synonyms)
    )


def in_order(pack: Pack) -> Pack:
    """A pack in an order that files and rows agree upon: by slug; facts keep theirs."""
    return Pack(
        pack.facts,
        tuple(sorted(pack.guides, key=lambda record: record.slug)),
        tuple(sorted(pack.situations, key=lambda record: record.slug)),
        tuple(sorted(pack.wizards, key=lambda record: record.slug)),
        synonyms=pack.synonyms,
    )


ENDS = ("situation:s", "situation:t", "section:g#a", "section:g#b")


@st.composite
def graphs(draw: st.DrawFn) -> flow.Graph:
    """Any graph: loops, unknown targets, orphans, dead ends and shared branches included."""
    ids = [f"q{n}" for n in range(draw(st.integers(1, 6)))]
    onward = st.sampled_from([f"question:{id}" for id in ids])
    targets = onward | st.sampled_from([*ENDS, "question:nowhere"])
    choices = st.dictionaries(st.sampled_from("abc"), targets, min_size=1, max_size=3)
    return flow.Graph(
        start=draw(st.sampled_from([*ids, ids[0], "nowhere"])),
        questions={id: draw(choices | choices | choices | st.just({})) for id in ids},
    )


@st.composite
def sound_graphs(draw: st.DrawFn) -> flow.Graph:
    """A graph that may be published: every question is reached and every path ends."""
    count = draw(st.integers(1, 6))
    questions: dict[str, dict[str, str]] = {f"q{n}": {} for n in range(count)}
    for n in range(1, count):
        # Led to by one that comes before: reached, and never in a loop.
        before = questions[f"q{draw(st.integers(0, n - 1))}"]
        before[f"c{len(before)}"] = f"question:q{n}"
    for n, choices in enumerate(questions.values()):
        later = [f"question:q{other}" for other in range(n + 1, count)]
        for _ in range(draw(st.integers(0 if choices else 1, 2))):
            choices[f"c{len(choices)}"] = draw(st.sampled_from([*ENDS, *later]))
    order = draw(st.permutations(list(questions)))
    return flow.Graph(start="q0", questions={id: questions[id] for id in order})


def wizard_page(graph: flow.Graph, **fields: object) -> pages.WizardPage:
    """The page of a graph, worded after its ids."""
    questions = tuple(
        pages.Question(
            id, f"{id}?", tuple(pages.Choice(c, f"{c}!", to) for c, to in choices.items())
        )
        for id, choices in graph.questions.items()
    )
    values = {
        "slug": "w",
        "title": "W",
        "summary": "What W asks.",
        "reviewed": date(2026, 11, 22),
        "review_every_days": 180,
        "start": graph.start,
        "questions": questions,
    }
    return pages.WizardPage(**{**values, **fields})


def answers_for(graph: flow.Graph) -> st.SearchStrategy[tuple[flow.Answer, ...]]:
    """Rows of answers, most of them nearly right."""
    known = [(id, choice) for id, choices in graph.questions.items() for choice in choices]
    answer = st.tuples(st.sampled_from([*graph.questions, "zz"]), st.sampled_from("abcz"))
    if known:
        answer = st.sampled_from(known) | answer
    return st.lists(answer, max_size=7).map(tuple) | _walks(graph)


@st.composite
def _walks(draw: st.DrawFn, graph: flow.Graph) -> tuple[flow.Answer, ...]:
    """A walk along the graph, perhaps with something wrong at its end."""
    taken: list[flow.Answer] = []
    here = graph.start
    for _ in range(draw(st.integers(0, 8))):
        choices = graph.questions.get(here)
        if not choices:
            break
        choice = draw(st.sampled_from(list(choices)))
        taken.append((here, choice))
        here = choices[choice].removeprefix("question:")
    if draw(st.booleans()):
        taken.append((draw(st.sampled_from([*graph.questions])), draw(st.sampled_from("abz"))))
    return tuple(taken)
