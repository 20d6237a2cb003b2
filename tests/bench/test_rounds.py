"""Ratios of what was measured in turns."""

import pytest

from bench.load import Load
from bench.rounds import Cell, by_processor, ratio


def cell(*rates: float) -> Cell:
    return Cell([Load(rate, p99=1000 / rate) for rate in rates])


def test_a_ratio_is_taken_round_by_round() -> None:
    # The machine was half as fast in the second round, for both.
    found = ratio(cell(90, 45, 81), cell(100, 50, 100))
    assert (found.median, found.least, found.most) == pytest.approx((0.9, 0.81, 0.9))


def test_other_measures_are_compared_as_well() -> None:
    assert ratio(cell(50), cell(100), lambda one: one.p99).median == pytest.approx(2)


def test_who_takes_half_of_the_processor_time_is_twice_as_fast() -> None:
    mine, theirs = (
        Cell([Load(1, 1, cpu) for cpu in times]) for times in ((9, 10, 12), (20, 20, 5))
    )
    assert by_processor(mine, theirs) == 2


def test_rounds_that_are_not_the_same_in_number_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        ratio(cell(1, 2), cell(1))
