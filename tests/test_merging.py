"""Two changes of one text brought together: what only one side changed is always taken."""

from hypothesis import given
from hypothesis import strategies as st

from guides.merging import Merged, merge_texts, merge_values

LINES = st.lists(st.sampled_from(["a", "b", "c", "", "the same"]), max_size=8).map("\n".join)


@given(LINES, LINES)
def test_what_only_one_side_changed_is_taken_whole(base, changed):
    assert merge_texts(base, changed, base) == Merged(changed, clash=False)
    assert merge_texts(base, base, changed) == Merged(changed, clash=False)


@given(LINES, LINES)
def test_two_who_say_the_same_do_not_clash(base, changed):
    assert merge_values(base, changed, changed) == Merged(changed, clash=False)
    assert merge_texts(base, changed, changed) == Merged(changed, clash=False)


@given(LINES, LINES, LINES)
def test_no_line_that_one_added_is_lost_without_being_told(base, theirs, mine):
    """A line of mine always stands; a line of theirs stands, or a clash is told."""
    base, theirs, mine = base + "\nend", "theirs!\n" + theirs + "\nend", mine + "\nmine!\nend"
    merged = merge_texts(base, theirs, mine)
    assert "mine!" in merged.value.split("\n")
    assert merged.clash or "theirs!" in merged.value.split("\n")


@given(LINES, LINES)
def test_changes_apart_from_each_other_are_both_taken(first, second):
    base = "1\n2\n3\n4\n5"
    theirs, mine = f"{first}\n2\n3\n4\n5", f"1\n2\n3\n4\n{second}"
    assert merge_texts(base, theirs, mine) == Merged(f"{first}\n2\n3\n4\n{second}", clash=False)


def test_the_same_line_changed_by_both_keeps_mine_and_tells():
    assert merge_texts("a\nb\nc", "a\nX\nc", "a\nY\nc") == Merged("a\nY\nc", clash=True)
    assert merge_values("1", "2", "3") == Merged("3", clash=True)


def test_without_knowing_the_former_text_any_difference_is_a_clash():
    assert merge_values(None, "theirs", "mine") == Merged("mine", clash=True)
    assert merge_values(None, "same", "same") == Merged("same", clash=False)


def test_one_may_delete_what_the_other_left_alone():
    assert merge_texts("a\nb\nc", "a\nc", "a\nb\nc\nd") == Merged("a\nc\nd", clash=False)


def test_a_text_of_very_many_equal_lines_is_merged_in_no_time():
    long = "\n" * 30_000
    merged = merge_texts(long, long + "theirs", "mine" + long)
    assert merged.value.startswith("mine")
