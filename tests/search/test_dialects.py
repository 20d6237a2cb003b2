"""Stems reach the query languages of both databases quoted, so that none can be an operator."""

import pytest

from guides.search import postgres, sqlite


@pytest.mark.parametrize("stem", ["and", "or", "not", "near", "names", "1"])
def test_a_stem_is_never_a_word_of_the_language(stem) -> None:
    assert sqlite.expression([(stem,)], "names") == f'(("{stem}"))'
    assert postgres.expression([(stem,)], "names") == f"('{stem}':A)"


def test_all_stems_of_a_row_are_wanted_and_any_row_will_do() -> None:
    rows = [("a", "b"), ("c",)]
    assert sqlite.expression(rows, "body") == '(("a" AND "b") OR ("c"))'
    assert postgres.expression(rows, "body") == "('a':C & 'b':C) | ('c':C)"
