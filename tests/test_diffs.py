"""What differs between two texts."""

from hypothesis import given
from hypothesis import strategies as st

from guides import diffs

TEXTS = st.lists(
    st.sampled_from(["one line", "one other line", "", "3–15 business days", "same"]), max_size=20
).map("\n".join)


def side(rows, name):
    return ["".join(p.text for p in getattr(row, name)) for row in rows]


def test_equal_texts_have_no_rows():
    assert diffs.compare("a\nb", "a\nb") == []


@given(TEXTS, TEXTS)
def test_every_shown_line_is_the_line_of_its_number(before, after):
    old, new = before.split("\n"), after.split("\n")
    for row in diffs.compare(before, after):
        if row.before_number:
            assert "".join(p.text for p in row.before) == old[row.before_number - 1]
        if row.after_number:
            assert "".join(p.text for p in row.after) == new[row.after_number - 1]


@given(TEXTS, TEXTS)
def test_shown_and_hidden_lines_are_all_there_are(before, after):
    rows = diffs.compare(before, after)
    if rows:
        hidden = sum(row.hidden for row in rows)
        assert sum(row.before_number is not None for row in rows) + hidden == len(
            before.split("\n")
        )
        assert sum(row.after_number is not None for row in rows) + hidden == len(after.split("\n"))


@given(TEXTS, TEXTS)
def test_what_is_not_marked_stands_on_both_sides(before, after):
    for row in diffs.compare(before, after):
        kept = ["".join(p.text for p in s if not p.marked) for s in (row.before, row.after)]
        if row.kind in ("same", "changed"):
            assert kept[0] == kept[1]


def test_the_words_that_differ_are_marked():
    [row] = diffs.compare("It takes 3 days.", "It takes 5 days.")
    assert [p.text for p in row.before if p.marked] == ["3"]
    assert [p.text for p in row.after if p.marked] == ["5"]


def test_lines_far_from_a_change_are_folded():
    before = "\n".join(map(str, range(100)))
    rows = diffs.compare(before, before.replace("50", "fifty"))
    assert [row.kind for row in rows] == ["gap", *["same"] * 3, "changed", *["same"] * 3, "gap"]
    assert (rows[0].hidden, rows[-1].hidden) == (47, 46)


def test_a_line_of_very_many_words_is_marked_whole():
    [row] = diffs.compare("word " * 5000, "other " * 5000)
    assert len(row.before) == len(row.after) == 1
