"""The second group: entries that hold most of a question's weight, if not every word."""

from __future__ import annotations

import numpy as np
from pyroaring import BitMap

from app.search.engine.matching import Matcher
from app.search.engine.rows import bits, entries
from app.search.engine.state import Snapshot
from app.search.index import Loose
from app.text.arrays import Numbers

NEAREST, LEAST = 0.6, 0.2  # of the best letter's weight; of the whole, below which none is near
AS_TYPED = 0.5  # of an idea's weight, where it is said as it was typed
AGAIN = 0.3  # of an idea's weight, for each doubling of the ways it is said in


def holding_most(matcher: Matcher, at: Snapshot, loose: Loose) -> tuple[BitMap, Numbers]:
    """Return the entries that hold ideas of at least the wanted share of the weight, and how much.

    An idea weighs as much as it is rare, like a word in BM25; one that no entry holds weighs most,
    so that a question is not answered beside its point. A letter that says an idea in several
    ways is likelier about it.
    """
    measure = matcher.measure()
    earned = np.zeros(at.last + 1, dtype=np.float32)
    spoken = np.zeros(at.last + 1, dtype=np.float32)
    full = loose.missing * measure.rarity(0, plain=False)
    for idea, factor in zip(loose.ideas, loose.weights, strict=True):
        ways = np.zeros(at.last + 1, dtype=np.float32)
        for wording in idea:
            ways[entries(matcher.words(wording))] += 1
        docs = np.flatnonzero(ways)
        if len(docs):
            weight = np.float32(factor * measure.rarity(len(docs), plain=False))
            earned[docs] += weight
            spoken[docs] += weight * np.log2(ways[docs]) * np.float32(AGAIN)
            spoken[entries(matcher.words(idea[0]))] += weight * np.float32(AS_TYPED)
            full += float(weight)
    share = loose.share * full
    if not (earned >= np.float32(share)).any():  # then the nearest, if they are near at all
        share = max(NEAREST * float(earned.max()), LEAST * full)
    enough = (earned > 0) & (earned >= np.float32(share))
    return bits(np.flatnonzero(enough)), earned + spoken
