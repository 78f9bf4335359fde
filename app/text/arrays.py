"""Arrays of numbers, worked on whole: what numpy has no word for, or a slower one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]


def distinct(values: Numbers) -> Numbers:
    """Return the different values, ascending; of a letter's, sooner than by hashing (np.unique)."""
    ordered = np.sort(values)
    found: Numbers = ordered[firsts(ordered)]
    return found


def runs(ordered: Numbers) -> tuple[Numbers, Numbers]:
    """Return the different values of an ordered row, and how often each stands in it."""
    first = np.flatnonzero(firsts(ordered))
    return ordered[first], np.diff(first, append=len(ordered))


def firsts(ordered: Numbers) -> Numbers:
    """Tell of each value of an ordered row whether it is the first of its kind."""
    first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return first


def stretches(starts: Numbers, counts: Numbers) -> Numbers:
    """Return the places of stretches, one after the other: [7, 2] and [2, 3] are 7, 8, 2, 3, 4."""
    before = np.cumsum(counts) - counts
    found: Numbers = np.repeat(starts - before, counts) + np.arange(int(counts.sum()))
    return found
