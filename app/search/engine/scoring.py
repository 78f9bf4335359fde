"""BM25 in numpy, term for term what FTS5's `bm25()` computes, and the best of many hits.

Numbers are taken as of a moment: entries after it do not count in frequencies or lengths, so the
second page of a list ranks exactly as the first did, however many letters came in between.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pyroaring import BitMap

from app.search.engine.measure import K1, Measure
from app.search.engine.rows import Posting, entries
from app.text.arrays import Numbers

BLOCK = 256
FEW = 8  # hits whose frequencies are found one by one
MANY = 512  # hits that are not all put in order
SOUGHT = 24  # entries passed over in the time that one is found by bisection


def scores(
    measure: Measure,
    postings: Sequence[Posting],
    hits: BitMap,
    docs: Numbers,
    last: int,
    *,
    plain: bool,
) -> Numbers:
    """Return the BM25 score of each hit; `docs` are the hits as numbers."""
    total = np.zeros(len(docs), dtype=np.float32)
    length = measure.length[docs]
    few = docs.tolist() if len(docs) <= FEW else ()
    for posting in postings:
        upto = posting.docs.rank(last)
        if not upto:
            continue
        weight = np.float32(measure.rarity(upto, plain=plain) * (K1 + 1))
        found = _one_by_one(posting, few) if few else frequencies(posting, hits, docs)
        frequent = found.astype(np.float32)
        total += weight * frequent / (frequent + length)
    return total


def _one_by_one(posting: Posting, docs: Sequence[int]) -> Numbers:
    """Return how often each of few hits holds a word."""
    held, often = posting.docs, posting.often
    return np.array([often[held.rank(doc) - 1] if doc in held else 0 for doc in docs])


def frequencies(posting: Posting, hits: BitMap, docs: Numbers) -> Numbers:
    """Return how often each hit holds a word."""
    holding = len(posting.often)
    if holding == len(docs) and posting.docs == hits:
        return posting.often
    held = entries(posting.docs)
    if len(docs) * SOUGHT < holding:
        at = np.minimum(np.searchsorted(held, docs), holding - 1)
        return np.where(held[at] == docs, posting.often[at], 0)
    every = np.zeros(max(int(held[-1]), int(docs[-1])) + 1, posting.often.dtype)
    every[held] = posting.often
    return every[docs]


def best(keys: Numbers, wanted: int, margin: float = 0.0) -> Numbers:
    """Return the places of at least the `wanted` greatest keys (all that tie with the last).

    Each block's greatest key is found first; the wanted-th of those is a floor under which no
    key can be among the wanted, and few are above it. Keys less than a margin below count too.
    """
    if wanted >= len(keys):
        return np.arange(len(keys))
    whole = len(keys) // BLOCK * BLOCK
    if whole // BLOCK > 2 * wanted:
        tops = keys[:whole].reshape(-1, BLOCK).max(axis=1)
        floor = np.partition(tops, -wanted)[-wanted]
    else:
        floor = np.partition(keys, -wanted)[-wanted]
    return np.flatnonzero(keys >= floor - margin)


def foremost(keys: Numbers, newness: Numbers, wanted: int) -> Numbers:
    """Return the places of the wanted greatest keys in order, of the same ones the newest first.

    Where thousands tie, only as many of them as are wanted are put in order.
    """
    places = np.arange(len(keys))
    if len(keys) > MANY and wanted < len(keys):
        floor = np.partition(keys, -wanted)[-wanted]
        above, tied = np.flatnonzero(keys > floor), np.flatnonzero(keys == floor)
        missing = wanted - len(above)
        newest = np.argpartition(newness[tied], -missing)[-missing:]
        places = np.concatenate((above, tied[newest]))
    order = np.lexsort((-newness[places], -keys[places]))
    found: Numbers = places[order][:wanted]
    return found
