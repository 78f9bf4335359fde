"""What BM25 must know of an archive: how many entries, how long each is against the mean."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np

from app.search.engine.state import Snapshot
from app.text.arrays import Numbers

K1, B = 1.2, 0.75  # fixed in FTS5


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
