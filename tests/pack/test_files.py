"""The way between files and records: byte for byte, and never half."""

import os
import shutil
import threading
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guides import pack
from guides.markup import tidy
from guides.pack import PackError, lists
from tests.conftest import CONTENT
from tests.factories import write_files
from tests.pack.strategies import fact_records, facts, in_order, item_records, packs

SHIPPED = [
    path.relative_to(CONTENT).as_posix()
    for path in sorted(CONTENT.rglob("*"))
    if path.is_file() and path.name != "README.md"
]

GUIDE = """\
+++
title = "Cancel"
summary = "How to cancel."
position = 1
reviewed = 2026-11-22
review_every_days = 90
formerly = ["stop", "old-slug"]
+++

An introduction.

## In the app {#app}

Open it.

### Then

## On the site {#site formerly="web website"}
"""
SITUATION = """\
+++
code = "S-07"
title = "It was shipped"
summary = "No."
verdict = "cannot"
hazard = "Do not confirm."
sections = ["cancel#app", "cancel#site"]
related = ["other"]
screen_labels = ["Shipped", "In transit"]
position = 7
reviewed = 2026-11-22
formerly = ["sent"]
+++

Wait.
"""
WIZARD = """\
title = "Can I?"
summary = "A few taps."
start = "order"
position = 1
reviewed = 2026-11-22

[questions.order]
text = "Where is it?"
hint = "Look."
[[questions.order.choices]]
id = "no"
label = "No"
hint = "Really."
to = "question:2"
[[questions.order.choices]]
id = "shipped"
label = "Shipped"
to = "situation:shipped"

[questions.2]
text = "And now?"
[[questions.2.choices]]
id = "1"
label = "One"
to = "section:cancel#app"
"""
FACTS = """\
[refund-card]
label = "Refund to a card"
group = "refund"
low = 3
high = 15
unit = "business-days"
note = "It depends."
source = "The bank"
checked = 2026-11-22

[dispute]
label = "Time to open a dispute"
low = 15
unit = "days"
source = "The terms"
checked = 2026-11-22
"""
CANONICAL = {
    "guides/cancel.md": GUIDE,
    "situations/shipped.md": SITUATION,
    "wizards/can-i.toml": WIZARD,
}


@given(record=item_records)
@settings(max_examples=25)
def test_a_record_survives_its_file(record):
    assert pack.read_item(record.path, pack.write_item(record)) == record


@given(facts=facts)
@settings(max_examples=20)
def test_facts_survive_their_file_in_their_order(facts):
    assert lists.read_facts(lists.write_facts(facts)) == facts


@given(pack_=packs())
@settings(max_examples=12)
def test_a_pack_survives_its_folder(tmp_path, pack_):
    folder = tmp_path / "pack"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    assert pack.write_folder(pack_, folder) == []
    if not pack_.facts and not list(pack_.items):
        return
    assert pack.read_folder(folder) == in_order(pack_)


@pytest.mark.parametrize("path", CANONICAL)
def test_a_canonical_text_is_written_as_it_was_read(path):
    assert pack.write_item(pack.read_item(path, CANONICAL[path])) == CANONICAL[path]


def test_canonical_facts_are_written_as_they_were_read():
    assert lists.write_facts(lists.read_facts(FACTS)) == FACTS


@pytest.mark.parametrize("path", SHIPPED)
def test_every_shipped_file_is_canonical(path):
    text = (CONTENT / path).read_bytes().decode()
    if path == "facts.toml":
        assert lists.write_facts(lists.read_facts(text)) == text
    elif path == "synonyms.toml":
        assert lists.write_synonyms(lists.read_synonyms(text)) == text
    else:
        assert pack.write_item(pack.read_item(path, text)) == text


def test_the_shipped_folder_is_written_as_it_was_read(tmp_path):
    assert pack.write_folder(pack.read_folder(CONTENT), tmp_path) == []
    written = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert written == set(SHIPPED)
    for path in SHIPPED:
        assert (tmp_path / path).read_bytes() == (CONTENT / path).read_bytes(), path


def test_a_guide_is_read_whole():
    guide = pack.read_item("guides/cancel.md", GUIDE)
    assert (guide.slug, guide.title, guide.summary) == ("cancel", "Cancel", "How to cancel.")
    assert (guide.position, guide.reviewed) == (1, date(2026, 11, 22))
    assert (guide.review_every_days, guide.formerly) == (90, ("stop", "old-slug"))
    assert guide.introduction == "An introduction."
    assert guide.sections == (
        pack.SectionRecord("app", "In the app", "Open it.\n\n### Then"),
        pack.SectionRecord("site", "On the site", "", ("web", "website")),
    )


def test_a_situation_is_read_whole():
    situation = pack.read_item("situations/shipped.md", SITUATION)
    assert situation == pack.SituationRecord(
        slug="shipped",
        code="S-07",
        title="It was shipped",
        summary="No.",
        verdict="cannot",
        hazard="Do not confirm.",
        sections=("cancel#app", "cancel#site"),
        related=("other",),
        screen_labels=("Shipped", "In transit"),
        position=7,
        reviewed=date(2026, 11, 22),
        formerly=("sent",),
        body="Wait.",
    )


def test_a_wizard_is_read_whole_and_an_answer_called_no_stays_text():
    wizard = pack.read_item("wizards/can-i.toml", WIZARD)
    assert wizard.start == "order"
    first, second = wizard.questions
    assert (first.id, first.text, first.hint) == ("order", "Where is it?", "Look.")
    assert first.choices == (
        pack.ChoiceRecord("no", "No", "question:2", "Really."),
        pack.ChoiceRecord("shipped", "Shipped", "situation:shipped"),
    )
    assert second.choices[0].to == "section:cancel#app"


def test_facts_are_read_whole():
    card, dispute = lists.read_facts(FACTS)
    assert card == pack.FactRecord(
        key="refund-card",
        label="Refund to a card",
        low=3,
        unit="business-days",
        source="The bank",
        checked=date(2026, 11, 22),
        group="refund",
        high=15,
        note="It depends.",
    )
    assert (dispute.high, dispute.group, dispute.note) == (None, "", "")


@pytest.mark.parametrize("high", ["", "high = 3\n"])
def test_one_number_is_a_fact_whose_high_is_equal_or_left_out(high):
    text = f'[a]\nlabel = "A"\nlow = 3\n{high}unit = "days"\nsource = "S"\nchecked = 2026-11-22\n'
    [fact] = lists.read_facts(text)
    assert fact.high is None
    assert fact.spelled == "3 days"


def test_defaults_are_what_the_format_says():
    text = '+++\ntitle = "T"\nsummary = "S"\nreviewed = 2026-11-22\n+++\n'
    guide = pack.read_item("guides/a.md", text)
    assert (guide.position, guide.review_every_days, guide.formerly) == (0, 180, ())
    assert (guide.introduction, guide.sections) == ("", ())
    assert pack.write_item(guide) == text


def test_a_text_that_is_not_canonical_becomes_it():
    text = GUIDE.replace("position = 1\n", "").replace(
        "+++\n\nAn", "position=1 # one\n+++\n\n\n \nAn"
    )
    assert text != GUIDE
    assert pack.write_item(pack.read_item("guides/cancel.md", text)) == GUIDE


@given(
    lines=st.lists(
        st.sampled_from(["", " ", "\t", "   ", "a", "## A {#a}", "## B {#b}", "\u00a0", "    x"]),
        max_size=8,
    )
)
@settings(max_examples=60)
def test_blank_lines_around_a_text_never_belong_to_it(lines):
    """What rows would hold differently would be loaded as a change again and again."""
    head = '+++\ntitle = "T"\nsummary = "S"\nreviewed = 2026-11-22\n+++\n'
    try:
        guide = pack.read_item("guides/a.md", head + "\n".join(lines))
    except PackError:
        return
    for body in (guide.introduction, *(section.body for section in guide.sections)):
        assert tidy(body) == body


def test_many_blank_lines_are_read_at_once():
    text = GUIDE.replace("Open it.", "Open" + "\n" * 20_000 + "it.")
    before = time.process_time()
    pack.read_item("guides/cancel.md", text)
    # Milliseconds where each line is looked at once; many times as much where it is not.
    assert time.process_time() - before < 1.5


def test_texts_written_are_whole_files_readable_by_all(tmp_path):
    pack.write_folder(pack.read_folder(CONTENT), tmp_path)
    guide = tmp_path / "guides" / "cancel-payment.md"
    assert guide.stat().st_mode & 0o777 == 0o644
    assert not list(tmp_path.rglob(".*"))


def test_writing_leaves_other_files_alone_and_names_content_among_them(tmp_path):
    write_files(
        tmp_path, {"guides/gone.md": "x", "README.md": "notes", "guides/cancel-payment.md": "old"}
    )
    assert pack.write_folder(pack.read_folder(CONTENT), tmp_path) == ["guides/gone.md"]
    assert (tmp_path / "guides/gone.md").read_text() == "x"
    assert (tmp_path / "README.md").read_text() == "notes"
    assert (tmp_path / "guides/cancel-payment.md").read_text() != "old"


def test_notes_and_hidden_files_are_no_content(tmp_path):
    write_files(
        tmp_path,
        {
            "facts.toml": FACTS,
            "README.md": "notes",
            ".git/config.toml": "x",
            "guides/.draft.md": "x",
            ".hidden.toml": "x",
        },
    )
    assert len(pack.read_folder(tmp_path).facts) == 2


def test_a_file_that_never_ends_is_refused(tmp_path):
    """A pipe in the place of a file would hang whoever reads it."""
    (tmp_path / "guides").mkdir()
    os.mkfifo(tmp_path / "guides" / "pipe.md")
    found = []

    def read() -> None:
        try:
            pack.read_folder(tmp_path)
        except PackError as error:
            found.extend(error.problems)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    reader.join(timeout=2)
    if reader.is_alive():
        # Let the reader go, so that the test run can end.
        os.close(os.open(tmp_path / "guides" / "pipe.md", os.O_WRONLY | os.O_NONBLOCK))
        pytest.fail("reading waits for a pipe")
    assert [problem.path for problem in found] == ["guides/pipe.md"]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shipped") / "content"
    shutil.copytree(CONTENT, folder)
    return folder


# What often breaks a reader, beside single bytes.
BREAKERS = st.sampled_from(
    [
        b"\x00",
        b"\xff",
        b"\r",
        b"\n",
        b"+++\n",
        b'"',
        b"'",
        b"\\",
        b"[",
        b"]]",
        b"{",
        b"=",
        b"[x]\n",
        b"[[x]]\n",
        b"a.b.c = 1\n",
        b"9" * 5000,
        b"0x" + b"f" * 5000,
        b"## x {#y}\n",
        b"```\n",
        b"\xed\xa0\x80",
        b"\xef\xbb\xbf",
        b"1e999",
        b"2026-02-30",
        b'"""',
    ]
)


@st.composite
def corrupted(draw: st.DrawFn) -> tuple[str, bytes]:
    path = draw(st.sampled_from(SHIPPED))
    data = (CONTENT / path).read_bytes()
    for _ in range(draw(st.integers(1, 3))):
        # The front matter is where most meaning stands.
        most = draw(st.sampled_from([300, len(data)]))
        start = draw(st.integers(0, min(most, len(data))))
        cut = draw(st.sampled_from([0, 0, 1, 1, 7, 200]))
        put = draw(st.sampled_from([b"", b"x"]) | BREAKERS | st.binary(max_size=3))
        data = data[:start] + put + data[start + cut :]
    return path, data


def problems_of(read, *args) -> list[pack.Problem]:
    """What is told where something is refused; nothing where it is read."""
    try:
        read(*args)
    except PackError as error:
        return error.problems or pytest.fail("refused without a reason")
    return []


@given(change=corrupted())
@settings(max_examples=25)
def test_a_corrupted_file_is_read_or_refused_and_nothing_else(copy, change):
    path, data = change
    place = copy / path
    before = place.read_bytes()
    place.write_bytes(data)
    try:
        for problem in problems_of(pack.read_folder, copy):
            assert problem.path
            assert problem.text
    finally:
        place.write_bytes(before)


@given(
    text=st.text(max_size=60)
    | st.lists(BREAKERS).map(lambda pieces: b"".join(pieces).decode("utf-8", "ignore"))
)
@settings(max_examples=25)
def test_any_text_is_read_or_refused_and_nothing_else(text):
    for path in CANONICAL:
        problems_of(pack.read_item, path, text)
    problems_of(pack.read_item, "guides/a.md", f"+++\n{text}\n+++\n{text}")
    problems_of(lists.read_facts, text)
    problems_of(lists.read_synonyms, text)


@given(fact=fact_records())
@settings(max_examples=30)
def test_a_spelled_fact_names_its_numbers(fact):
    assert str(fact.low) in fact.spelled
    assert fact.high is None or fact.spelled.startswith(f"{fact.low}\u2013{fact.high} ")
