"""Arrays of numbers: numpy's own words say the same."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.text.arrays import distinct, runs, stretches

NUMBERS = st.lists(st.integers(-9, 9)).map(lambda values: np.array(values, np.int64))
STRETCHES = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 4)))


@given(NUMBERS)
def test_the_different_values_are_those_that_numpy_finds(values: np.ndarray) -> None:
    """Ascending, each once; none of none."""
    assert distinct(values).tolist() == np.unique(values).tolist()


@given(NUMBERS)
def test_runs_count_each_value_of_an_ordered_row(values: np.ndarray) -> None:
    """Each value once, with how often it stands there."""
    wanted = np.unique(values, return_counts=True)
    assert [found.tolist() for found in runs(np.sort(values))] == [one.tolist() for one in wanted]


@given(STRETCHES)
def test_stretches_follow_one_another(several: list[tuple[int, int]]) -> None:
    """The places of each stretch, in the order in which they are given."""
    starts, counts = (np.array([pair[side] for pair in several], np.int64) for side in (0, 1))
    wanted = [at for start, count in several for at in range(start, start + count)]
    assert stretches(starts, counts).tolist() == wanted
