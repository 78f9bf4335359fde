"""The second group: entries that hold most of a question's weight, if not every word."""

from __future__ import annotations

import numpy as np
from pyroaring import BitMap

from app.search.index import Loose
from app.search.matching import Matcher
from app.search.scoring import Measure
from app.search.state import Snapshot, bits, entries


def holding_most(matcher: Matcher, at: Snapshot, loose: Loose) -> BitMap:
    """Return the entries that hold ideas of at least the wanted share of the weight.

    An idea weighs as much as it is rare, like a word in BM25; one that no entry holds has no
    weight at all, for no letter could earn it.
    """
    measure = Measure.of(at, at.last)
    held = [BitMap.union(*(matcher.words(text) for text in idea)) for idea in loose.ideas]
    earned = np.zeros(at.last + 1, dtype=np.float32)
    full = 0.0
    for docs in held:
        if docs:
            weight = measure.rarity(len(docs), plain=False)
            earned[entries(docs)] += weight
            full += weight
    if not full:
        return BitMap()
    return bits(np.flatnonzero(earned >= np.float32(loose.share * full)))
