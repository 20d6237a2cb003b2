"""The pack that ships: sound, complete, and every number written once."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import get_commands

from guides import audit, flow, markup, pack, pages
from guides.compiler import compile_item
from guides.pack import Facts, lists
from tests.conftest import CHECKED, CONTENT
from tests.factories import make_file, write_files

UNITS = r"(?:seconds?|minutes?|hours?|(?:business |working )?days?|weeks?|months?)"
WORDS = "two three four five six seven eight nine ten twelve fifteen twenty".split()
SPAN = re.compile(rf"(?:\d+|{'|'.join(WORDS)})[ \u00a0-]+{UNITS}", re.IGNORECASE)
TITLE, SUMMARY, FIRST_WORDS = 50, 140, 20


@pytest.fixture(scope="module")
def found() -> pack.Pack:
    return pack.read_folder(CONTENT)


@pytest.fixture(scope="module")
def compiled(found) -> dict[str, pages.Page]:
    """The page of every item by its path."""
    facts = Facts(found.facts)
    return {record.path: compile_item(record, facts=facts).page for record in found.items}


@pytest.fixture(scope="module")
def wizard(found) -> flow.Graph:
    [record] = found.wizards
    return compile_item(record, facts=Facts(found.facts)).page.graph


@pytest.fixture(scope="module")
def stages(compiled) -> list:
    """The stages of the one picture of the whole matter."""
    pictures = [p.stages for p in compiled.values() if isinstance(p, pages.GuidePage) and p.stages]
    [picture] = pictures
    return picture


def test_it_loads_is_live_and_audits_clean(shipped) -> None:
    assert {change.status for change, _ in shipped.changes} == {"created"}
    assert all(edition for change, edition in shipped.changes if change.row)
    assert audit.audit_content(today=CHECKED) == []


def test_every_file_is_canonical(found) -> None:
    for record in found.items:
        assert (CONTENT / record.path).read_text(encoding="utf-8") == pack.write_item(record)
    assert (CONTENT / "facts.toml").read_text(encoding="utf-8") == lists.write_facts(found.facts)
    written = lists.write_synonyms(found.synonyms)
    assert (CONTENT / "synonyms.toml").read_text(encoding="utf-8") == written


def test_it_has_a_situation_for_every_state_of_the_reader(found) -> None:
    assert {situation.slug for situation in found.situations} >= {
        "just-ordered",
        "not-shipped",
        "no-cancel-button",
        "seller-silent",
        "seller-refuses",
        "already-shipped",
        "arrived-not-confirmed",
        "receipt-confirmed",
        "payment-pending",
        "only-some-items",
        "several-sellers",
        "waiting-for-refund",
        "changed-my-mind",
        "not-arrived",
    }


def test_every_path_of_the_wizard_ends_after_at_most_four_answers(found, wizard) -> None:
    assert flow.faults(wizard) == []
    ends = list(flow.paths(wizard))
    assert max(len(answers) for answers, _ in ends) <= 4
    assert {to.partition(":")[0] for _, to in ends} == {"situation", "section"}


def test_every_situation_is_the_end_of_a_path(found, wizard) -> None:
    ends = {to.removeprefix("situation:") for _, to in flow.paths(wizard)}
    assert {situation.slug for situation in found.situations} <= ends


def test_who_is_not_sure_finds_a_choice_for_it(found) -> None:
    [record] = found.wizards
    unsure = {
        question.id
        for question in record.questions
        for choice in question.choices
        if choice.label.startswith(("I’m not sure", "Something else, or I can’t find it"))
    }
    assert record.start in unsure
    assert unsure >= {"order", "screen", "button", "confirmed"}


def test_no_question_offers_a_single_choice_or_more_than_fit_a_screen(wizard) -> None:
    assert all(2 <= len(choices) <= 8 for choices in wizard.questions.values())


def test_every_situation_is_in_exactly_one_stage_of_the_picture(found, stages) -> None:
    assert len(stages) == 5
    linked = Counter(slug for stage in stages for slug in stage.situations)
    assert linked == Counter(situation.slug for situation in found.situations)


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("already-shipped", "Confirm Receipt"),
        ("already-shipped", "don’t open a parcel you mean to refuse"),
        ("arrived-not-confirmed", "Confirm Receipt"),
        ("refused-parcel", "Confirm Receipt"),
        ("seller-refuses-shipped", "Confirm Receipt"),
        ("only-some-items", "Confirm Receipt"),
        ("seller-refuses", "open a parcel you mean to refuse"),
        ("seller-silent", "open the parcel if you mean to refuse it"),
        ("not-arrived", "buyer protection run out"),
    ],
)
def test_where_harm_is_possible_a_hazard_says_so_first(found, slug, words) -> None:
    [situation] = [record for record in found.situations if record.slug == slug]
    assert words in situation.hazard


def test_nothing_is_forbidden_where_nothing_can_go_wrong(found) -> None:
    assert all("n’t" in record.hazard for record in found.situations if record.hazard)
    assert not any(record.hazard for record in found.situations if record.verdict == "can")


def texts(record: pack.ItemRecord) -> list[str]:
    """Every text of an item that readers see."""
    found = [record.title, record.summary]
    if isinstance(record, pack.GuideRecord):
        found += [record.introduction]
        found += [text for section in record.sections for text in (section.heading, section.body)]
    elif isinstance(record, pack.SituationRecord):
        found += [record.hazard, record.body]
    elif isinstance(record, pack.WizardRecord):
        for question in record.questions:
            found += [question.text, question.hint]
            found += [text for c in question.choices for text in (c.label, c.hint)]
    return found


def test_every_length_of_time_comes_from_a_fact(found) -> None:
    spans = [
        (record.path, match[0])
        for record in found.items
        for text in texts(record)
        for match in SPAN.finditer(text)
    ]
    # How long a payment takes is no number that anybody would look up or check again.
    assert spans == [("guides/cancel-payment.md", "10 seconds")]


@pytest.mark.parametrize("text", ["3-15 days", "24 hours", "three days", "2–4 weeks", "5 Minutes"])
def test_a_length_of_time_is_recognised(text) -> None:
    assert SPAN.search(f"It takes {text}.")


def test_every_fact_is_used(found) -> None:
    everything = "".join(text for record in found.items for text in texts(record))
    assert set(re.findall(r"\{fact:([^}]*)\}", everything)) == {fact.key for fact in found.facts}


def test_the_numbers_are_those_of_the_source(found) -> None:
    assert Facts(found.facts).spelled == {
        "refund-card": "3–15 business days",
        "refund-paypal": "3–7 business days",
        "refund-wallet": "3–10 business days",
        "refund-bank": "5–20 business days",
        "release": "24–48 hours",
        "seller-reply": "24 hours",
        "ships": "1–5 days",
        "payment-settle": "5–10 minutes",
        "pending-drop": "1–7 days",
        "return-total": "2–4 weeks",
    }


def test_no_words_stand_in_two_groups_of_synonyms(found) -> None:
    """The groups would run into each other, and both would mean everything."""
    words = Counter(word.casefold() for group in found.synonyms for word in group.words)
    assert {word for word, times in words.items() if times > 1} == set()


def test_each_group_of_synonyms_holds_a_word_that_the_texts_use(found) -> None:
    everything = " ".join(text for record in found.items for text in texts(record)).casefold()
    everything += " ".join(fact.label for fact in found.facts).casefold()
    unused = [
        group.key
        for group in found.synonyms
        if not any(word.casefold() in everything for word in group.words)
    ]
    assert unused == []


def test_the_body_of_a_situation_begins_with_one_short_thing_to_do(found, compiled) -> None:
    for record in found.situations:
        first = compiled[record.path].body[0].html
        assert first.startswith("<p>"), record.path
        words = re.sub(r"<[^>]*>", "", first.partition("</p>")[0]).split()
        assert len(words) <= FIRST_WORDS, record.path


def test_titles_and_summaries_are_short(found, compiled) -> None:
    for record in found.items:
        page = compiled[record.path]
        assert len(page.title) <= TITLE, record.path
        assert len(page.summary) <= SUMMARY, record.path


def test_codes_are_short_and_every_situation_has_its_own_place_in_lists(found) -> None:
    numbers = range(1, len(found.situations) + 1)
    assert sorted(s.code for s in found.situations) == [f"S-{number:02}" for number in numbers]
    assert sorted(s.position for s in found.situations) == list(numbers)


def test_of_situations_with_one_screen_the_most_usual_comes_first(found) -> None:
    first: dict[str, str] = {}
    for situation in sorted(found.situations, key=lambda situation: situation.position):
        for label in situation.screen_labels:
            first.setdefault(label, situation.slug)
    assert first["Awaiting Shipment"] == "just-ordered"
    assert first["Shipped"] == first["In Transit"] == "already-shipped"
    assert first["Order Canceled"] == "waiting-for-refund"


def test_every_list_is_one_list(found) -> None:
    """An empty line between two lists does not part them: their items would read as one."""
    bodies = [s.body for s in found.situations]
    bodies += [section.body for guide in found.guides for section in guide.sections]
    for body in bodies:
        assert (
            "<li>\n<p>" not in markup.render(body, facts=Facts(found.facts).spelled, level=1).html
        ), body


# --- How to write a pack -------------------------------------------------------------------------


def examples() -> dict[str, str]:
    """The fenced examples of the README by the file they show."""
    readme = (CONTENT / "README.md").read_text(encoding="utf-8")
    pairs = re.findall(r"^## `([^`]+)`[^\n]*\n+```\n(.*?)^```$", readme, re.DOTALL | re.MULTILINE)
    return {path.replace("<slug>", "example"): text for path, text in pairs}


def test_the_readme_shows_every_kind_of_file() -> None:
    assert list(examples()) == [
        "guides/example.md",
        "situations/example.md",
        "wizards/example.toml",
        "facts.toml",
        "synonyms.toml",
        "pictures.toml",
    ]


@pytest.mark.parametrize("path", examples())
def test_the_examples_of_the_readme_are_read_and_are_canonical(path, tmp_path) -> None:
    text = examples()[path]
    if path == "facts.toml":
        assert lists.write_facts(lists.read_facts(text)) == text
    elif path == "synonyms.toml":
        assert lists.write_synonyms(lists.read_synonyms(text)) == text
    elif path == "pictures.toml":
        names = re.findall(r"^\[(.*)\]$", text, re.MULTILINE)
        files = {f"pictures/{name}.png": make_file() for name in names}
        found = pack.read_folder(write_files(tmp_path, {path: text, **files}))
        pack.write_folder(found, tmp_path / "again")
        assert (tmp_path / "again" / path).read_text(encoding="utf-8") == text
    else:
        assert pack.write_item(pack.read_item(path, text)) == text


def test_the_facts_of_the_examples_are_those_of_the_example() -> None:
    text = "".join(examples().values())
    known = {fact.key for fact in lists.read_facts(examples()["facts.toml"])}
    assert set(re.findall(r"\{fact:([^}]*)\}", text)) <= known


def test_the_commands_of_the_readme_exist() -> None:
    readme = (CONTENT / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"`([a-z]+_[a-z]+)(?: [^`]*)?`", readme.partition("## Commands")[2])
    assert set(named) == {"load_pack", "audit_content", "dump_pack"}
    assert set(named) <= set(get_commands())


def test_the_readme_is_no_content(found) -> None:
    assert Path(CONTENT / "README.md").exists()
    assert not any("README" in record.path for record in found.items)
