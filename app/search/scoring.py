"""BM25 in numpy, term for term what FTS5's `bm25()` computes, and the best of many hits.

Numbers are taken as of a moment: entries after it do not count in frequencies or lengths, so the
second page of a list ranks exactly as the first did, however many letters came in between.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.search.measure import K1, Measure
from app.search.postings import Posting
from app.search.state import Numbers

BLOCK = 256


def every_score(
    measure: Measure, postings: Sequence[Posting], last: int, *, plain: bool
) -> Numbers:
    """Return the BM25 score of every entry."""
    total = np.zeros(last + 1, dtype=np.float32)
    for posting in postings:
        upto = posting.upto(last)
        weight = np.float32(measure.rarity(upto, plain=plain) * (K1 + 1))
        if posting.dense is not None:
            frequent = posting.dense[: last + 1].astype(np.float32)
            total += weight * frequent / (frequent + measure.length)
        elif upto:
            held = posting.entries[:upto]
            frequent = posting.often[:upto].astype(np.float32)
            total[held] += weight * frequent / (frequent + measure.length[held])
    return total


def some_scores(
    measure: Measure, postings: Sequence[Posting], hits: Numbers, last: int, *, plain: bool
) -> Numbers:
    """Return the BM25 score of each hit."""
    total = np.zeros(len(hits), dtype=np.float32)
    length = measure.length[hits]
    for posting in postings:
        upto = posting.upto(last)
        if not upto:
            continue
        weight = np.float32(measure.rarity(upto, plain=plain) * (K1 + 1))
        if posting.dense is not None:
            frequent = posting.dense[hits].astype(np.float32)
        else:
            held = posting.entries
            at = np.minimum(np.searchsorted(held, hits), len(held) - 1)
            frequent = np.where(held[at] == hits, posting.often[at], 0).astype(np.float32)
        total += weight * frequent / (frequent + length)
    return total


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
