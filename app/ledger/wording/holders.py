"""What holds which runs: for many runs in one statement, as arrays of numbers all the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.text.arrays import Numbers, runs, stretches

WIDE = 63  # bits of a number that is not negative


@dataclass(frozen=True, slots=True)
class Holders:
    """Runs, ascending, and for each a stretch of the keys of what holds it."""

    runs: Numbers
    ends: Numbers
    keys: Numbers


def told(rows: Sequence[tuple[int, str]]) -> Holders:
    """Return what SQL said of runs, ascending: each with the keys of its holders in one text."""
    counts = [said.count(",") + 1 for _, said in rows]
    keys = np.fromstring(",".join(said for _, said in rows), np.int64, sep=",")
    return Holders(np.array([run for run, _ in rows], np.int64), np.cumsum(counts), keys)


def met(asked: Numbers, of: Numbers, holders: Holders) -> tuple[Numbers, Numbers]:
    """Return who asks and what holds the run, for each run and each of its holders."""
    if not len(holders.runs):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    at = np.minimum(np.searchsorted(holders.runs, asked), len(holders.runs) - 1)
    known = holders.runs[at] == asked
    at, askers = at[known], of[known]
    starts = np.concatenate(([0], holders.ends[:-1]))[at]
    counts = holders.ends[at] - starts
    return np.repeat(askers, counts), holders.keys[stretches(starts, counts)]


def tallied(askers: Numbers, keys: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return the different pairs of who asks and what was met, ascending, and how often."""
    if not len(keys):
        return keys, keys, keys
    bits = int(keys.max()).bit_length()
    if int(askers.max()).bit_length() + bits < WIDE:  # as ever: to sort numbers is quickest
        pairs, counts = runs(np.sort(askers << bits | keys))
        return pairs >> bits, pairs & (1 << bits) - 1, counts
    different, ranks = np.unique(keys, return_inverse=True)
    pairs, counts = np.unique(askers * len(different) + ranks, return_counts=True)
    return pairs // len(different), different[pairs % len(different)], counts
