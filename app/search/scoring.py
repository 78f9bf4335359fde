"""BM25 in numpy, term for term what FTS5's `bm25()` computes, and the best of many hits.

Numbers are taken as of a moment: entries after it do not count in frequencies or lengths, so the
second page of a list ranks exactly as the first did, however many letters came in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np

from app.search.postings import Posting
from app.search.state import Numbers, Snapshot

K1, B = 1.2, 0.75  # fixed in FTS5
BLOCK = 256


@dataclass(frozen=True, slots=True)
class Measure:
    """What BM25 must know of the archive as it stood at a moment."""

    count: int
    length: Numbers  # K1 × (1 − B + B × size / mean size), by entry

    @classmethod
    def of(cls, at: Snapshot, last: int) -> Measure:
        """Return the measure of all entries up to one."""
        sizes = at.columns.size[: last + 1]
        words = at.words if last == at.last else float(sizes.sum(dtype=np.float64))
        mean = words / last if last and words else 1.0
        return cls(last, np.float32(K1 * (1 - B)) + sizes * np.float32(K1 * B / mean))

    def rarity(self, holding: int, *, plain: bool) -> float:
        """Return the weight of a word that so many entries hold.

        FTS5 gives words of more than half the entries next to nothing. In a small archive most
        words of its subject are such, so ranking takes the form that stays above 0 (Lucene's).
        """
        ratio = (self.count - holding + 0.5) / (holding + 0.5)
        if plain:
            return max(log(ratio), 1e-6) if ratio > 0 else 1e-6
        return log(1 + ratio)


def scores(
    measure: Measure, postings: list[Posting], hits: Numbers | None, last: int, *, plain: bool
) -> Numbers:
    """Return the BM25 score of each hit, or of every entry where `hits` is None."""
    size = last + 1 if hits is None else len(hits)
    total = np.zeros(size, dtype=np.float32)
    for posting in postings:
        upto = posting.upto(last)
        weight = np.float32(measure.rarity(upto, plain=plain) * (K1 + 1))
        held, often = posting.entries[:upto], posting.often[:upto]
        if hits is None:
            frequent = often.astype(np.float32)
            total[held] += weight * frequent / (frequent + measure.length[held])
        else:
            _add(total, hits, held, often, weight, measure)
    return total


def _add(
    total: Numbers,
    hits: Numbers,
    held: Numbers,
    often: Numbers,
    weight: np.float32,
    measure: Measure,
) -> None:
    """Add one word's share to the scores of a list of hits."""
    if not len(held):
        return
    at = np.searchsorted(held, hits)
    at[at == len(held)] = 0
    inside = np.flatnonzero(held[at] == hits)
    frequent = often[at[inside]].astype(np.float32)
    total[inside] += weight * frequent / (frequent + measure.length[hits[inside]])


def best(keys: Numbers, wanted: int) -> Numbers:
    """Return the places of at least the `wanted` greatest keys (all that tie with the last).

    Each block's greatest key is found first; the wanted-th of those is a floor under which no
    key can be among the wanted, and few are above it.
    """
    if wanted >= len(keys):
        return np.arange(len(keys))
    whole = len(keys) // BLOCK * BLOCK
    floor = None
    if whole // BLOCK > 2 * wanted:
        tops = keys[:whole].reshape(-1, BLOCK).max(axis=1)
        floor = np.partition(tops, -wanted)[-wanted]
    else:
        floor = np.partition(keys, -wanted)[-wanted]
    return np.flatnonzero(keys >= floor)
