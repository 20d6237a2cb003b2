"""What a changed wizard does to its paths, in words."""

from dataclasses import replace

import pytest

from guides import pathdiff
from guides.flow import Graph
from guides.pathdiff import PathDiff, Side, spell
from tests.pack.strategies import wizard_page
from tests.test_flow import chain, lattice

BEFORE = Graph(
    "a",
    {
        "a": {"x": "situation:s", "y": "question:b", "z": "situation:t"},
        "b": {"x": "situation:s", "y": "section:g#one"},
    },
)
AFTER = Graph(
    "a",
    {
        "a": {"x": "situation:t", "y": "question:b", "z": "question:c"},
        "b": {"x": "situation:s", "y": "section:g#one"},
        "c": {"x": "situation:t"},
    },
)
TITLES = {"situation:s": "The S", "situation:t": "The T"}


def diff(before, after, titles=TITLES) -> PathDiff:
    return PathDiff(wizard_page(before) if before else None, wizard_page(after), titles)


def test_every_change_is_told_before_and_after():
    found = diff(BEFORE, AFTER)
    assert found.summary == "3 of 5 paths change: 1 ends elsewhere, 1 is gone, 1 is new."
    [elsewhere], [gone], [new] = (group.told for group in found.groups)
    assert elsewhere.address == "a=x"
    assert elsewhere.before == Side((("a?", "x!"),), "The S", "situation:s")
    assert elsewhere.after == Side((("a?", "x!"),), "The T", "situation:t")
    assert (gone.address, gone.before.end) == ("a=z", "The T")
    assert gone.after == Side((("a?", "z!"),), "asks “c?”")
    assert (new.address, new.after.end) == ("a=z/c=x", "The T")
    assert new.before == Side((), "asks “a?”, and takes no such answer")


def test_other_words_are_a_change_of_every_path_through_them():
    page = wizard_page(BEFORE)
    first, second = page.questions
    after = replace(page, questions=(first, replace(second, text="Other words?")))
    found = PathDiff(page, after, {})
    assert found.summary == "2 of 4 paths change: 2 are asked in other words."
    [group] = found.groups
    assert [one.before.answers[1][0] for one in group.told] == ["b?", "b?"]
    assert [one.after.answers[1][0] for one in group.told] == ["Other words?", "Other words?"]
    assert group.told[1].after.end == "section:g#one"


def test_nothing_new_says_so_and_a_new_wizard_too():
    assert diff(BEFORE, BEFORE).summary == "No path changes: 4 paths as before."
    assert diff(None, BEFORE).summary == "Readers see none of it yet: 4 paths, all new."
    assert diff(None, BEFORE).groups == ()
    assert "1 path as before" in diff(chain(1), chain(1)).summary


def test_a_loop_is_told_and_nothing_else():
    loop = Graph("a", {"a": {"x": "question:a"}})
    for found in (diff(BEFORE, loop), diff(loop, BEFORE)):
        assert found.loops
        assert found.groups == ()
        assert "loop" in found.summary


def test_of_very_many_long_paths_the_first_are_told_by_their_ends():
    after = lattice(300)
    after.questions["q299"]["b"] = "situation:u"
    [group] = diff(lattice(300), after).groups
    assert group.count == 2**299
    assert group.untold == group.count - pathdiff.MOST_TOLD
    assert len(group.told) == pathdiff.MOST_TOLD
    side = group.told[0].after
    assert len(side.answers) == pathdiff.MOST_ANSWERS
    assert side.cut == 300 - pathdiff.MOST_ANSWERS
    assert group.told[0].address.startswith("…/q288=a/")
    assert group.told[0].address.endswith("/q299=b")


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, "0"),
        (31, "31"),
        (999_999_999_999, "999,999,999,999"),
        (10**12, "about 1.0 × 10^12"),
        (2**2000, "about 1.1 × 10^602"),
    ],
)
def test_a_count_of_any_size_is_told(count, told):
    assert spell(count) == told


def test_a_count_that_python_would_not_print_is_told():
    assert spell(10**5000 - 1) == "about 9.9 × 10^4999"
