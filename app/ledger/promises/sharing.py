"""Which promises and passages share enough runs to be compared: for many letters at once.

Numbers all the way: a batch of letters asks of a hundred thousand runs, and what is common speech
has hundreds of holders.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.ledger.tables import POSTING, PROMISE_RUN
from app.ledger.wording.passages import COMMON

Numbers = NDArray[Any]

SHARED = 2  # runs that a promise and a passage must share to be compared
BITS = 20  # of a promise's position in its letter

# What has a run, for many runs in one statement; of a turn of speech the first few hundred. Most
# runs are nobody's, which EXISTS tells soonest.
PROMISES = f"""
    SELECT hash, (SELECT group_concat(said) FROM (
        SELECT p.reply << {BITS} | p.position AS said FROM {PROMISE_RUN.name} AS p
        WHERE p.hash = asked.hash LIMIT {COMMON}))
    FROM (SELECT value AS hash FROM json_each(?)) AS asked
    WHERE EXISTS (SELECT 1 FROM {PROMISE_RUN.name} AS p WHERE p.hash = asked.hash)"""
PASSAGES = f"""
    SELECT hash, (SELECT group_concat(passage) FROM (
        SELECT p.passage FROM {POSTING.name} AS p WHERE p.hash = asked.hash LIMIT {COMMON}))
    FROM (SELECT value AS hash FROM json_each(?)) AS asked
    WHERE EXISTS (SELECT 1 FROM {POSTING.name} AS p WHERE p.hash = asked.hash)"""


@dataclass(frozen=True, slots=True)
class _Holders:
    """Runs, ascending, and for each a stretch of the keys of what holds it."""

    runs: Numbers
    ends: Numbers
    keys: Numbers


def numbered(reply: int, position: int) -> int:
    """Return a promise as one number."""
    return reply << BITS | position


def place(number: int) -> tuple[int, int]:
    """Return the letter and the position of a promise."""
    return number >> BITS, number & (1 << BITS) - 1


def sharing(
    raw: sqlite3.Connection,
    statement: str,
    asked: Sequence[bytes],
    beside: Sequence[tuple[int, bytes]] = (),
) -> list[list[int]]:
    """Return for each sample of runs the keys of what shares enough of them.

    That is what is stored, and what is given beside: keys, each with its runs.
    """
    samples = [np.frombuffer(taken, np.uint32) for taken in asked]
    if not samples:
        return []
    runs = np.concatenate(samples).astype(np.int64)
    of = np.repeat(np.arange(len(samples)), list(map(len, samples)))
    pairs = [
        _pairs(runs, of, holders) for holders in (_stored(raw, statement, runs), _given(beside))
    ]
    askers, keys = (np.concatenate(several) for several in zip(*pairs, strict=True))
    return _often(askers, keys, len(samples))


def _stored(raw: sqlite3.Connection, statement: str, runs: Numbers) -> _Holders:
    rows = raw.execute(statement, (json.dumps(np.unique(runs).tolist()),)).fetchall()
    counts = [said.count(",") + 1 for _, said in rows]
    keys = np.fromstring(",".join(said for _, said in rows), np.int64, sep=",")
    return _Holders(np.array([run for run, _ in rows], np.int64), np.cumsum(counts), keys)


def _given(beside: Sequence[tuple[int, bytes]]) -> _Holders:
    samples = [np.frombuffer(taken, np.uint32) for _, taken in beside]
    runs = np.concatenate(samples).astype(np.int64) if samples else np.zeros(0, np.int64)
    keys = np.repeat([key for key, _ in beside], list(map(len, samples))).astype(np.int64)
    order = np.argsort(runs, kind="stable")
    different, counts = np.unique(runs, return_counts=True)
    return _Holders(different, np.cumsum(counts), keys[order])


def _pairs(runs: Numbers, of: Numbers, holders: _Holders) -> tuple[Numbers, Numbers]:
    """Return who asks and what holds the run, for each run and each of its holders."""
    if not len(holders.runs):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    at = np.minimum(np.searchsorted(holders.runs, runs), len(holders.runs) - 1)
    known = holders.runs[at] == runs
    at, askers = at[known], of[known]
    starts = np.concatenate(([0], holders.ends[:-1]))[at]
    counts = holders.ends[at] - starts
    before = np.cumsum(counts) - counts
    places = np.repeat(starts - before, counts) + np.arange(int(counts.sum()))
    return np.repeat(askers, counts), holders.keys[places]


def _often(askers: Numbers, keys: Numbers, number: int) -> list[list[int]]:
    """Return for each asker the keys that it met often enough."""
    found: list[list[int]] = [[] for _ in range(number)]
    different, ranks = np.unique(keys, return_inverse=True)
    pairs, counts = np.unique(askers * max(len(different), 1) + ranks, return_counts=True)
    for pair in pairs[counts >= SHARED].tolist():
        asker, rank = divmod(pair, len(different))
        found[asker].append(int(different[rank]))
    return found
