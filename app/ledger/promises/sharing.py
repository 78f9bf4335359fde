"""Which promises and passages share enough runs to be compared: for many letters at once.

Numbers all the way: a batch of letters asks of a hundred thousand runs, and what is common speech
has hundreds of holders.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

import numpy as np

from app.ledger.tables import POSTING, PROMISE_RUN
from app.ledger.wording.holders import Holders, met, tallied, told
from app.ledger.wording.passages import COMMON
from app.text.arrays import Numbers, distinct

SHARED = 2  # runs that a promise and a passage must share to be compared
BITS = 20  # of a promise's position in its letter
LAST = (1 << BITS) - 1

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


def numbered(reply: int, position: int) -> int:
    """Return a promise as one number."""
    return reply << BITS | position


def place(number: int) -> tuple[int, int]:
    """Return the letter and the position of a promise."""
    return number >> BITS, number & LAST


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
    pairs = [met(runs, of, holders) for holders in (_stored(raw, statement, runs), _given(beside))]
    askers, keys = (np.concatenate(several) for several in zip(*pairs, strict=True))
    return _often(askers, keys, len(samples))


def _stored(raw: sqlite3.Connection, statement: str, runs: Numbers) -> Holders:
    return told(raw.execute(statement, (json.dumps(distinct(runs).tolist()),)).fetchall())


def _given(beside: Sequence[tuple[int, bytes]]) -> Holders:
    samples = [np.frombuffer(taken, np.uint32) for _, taken in beside]
    runs = np.concatenate(samples).astype(np.int64) if samples else np.zeros(0, np.int64)
    keys = np.repeat([key for key, _ in beside], list(map(len, samples))).astype(np.int64)
    order = np.argsort(runs, kind="stable")
    different, counts = np.unique(runs, return_counts=True)
    return Holders(different, np.cumsum(counts), keys[order])


def _often(askers: Numbers, keys: Numbers, number: int) -> list[list[int]]:
    """Return for each asker the keys that it met often enough."""
    found: list[list[int]] = [[] for _ in range(number)]
    who, what, counts = tallied(askers, keys)
    often = counts >= SHARED
    for asker, key in zip(who[often].tolist(), what[often].tolist(), strict=True):
        found[asker].append(key)
    return found
