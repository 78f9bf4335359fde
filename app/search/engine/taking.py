"""What a letter is looked up by, as numbers: made of the letter alone, without a database.

The processes that read letters make it, so that the one that writes only puts letters together.
"""

from __future__ import annotations

from itertools import chain

import numpy as np

from app.search.engine.terms import (
    BITS,
    COLUMNS,
    IN_TITLE,
    MOST_OFTEN,
    Numbers,
    distinct,
    first_of,
    word_keys,
)
from app.search.engine.triples import triples_in
from app.search.index import Held
from app.search.words.cutting import cut_folded, run
from app.search.words.fold import MARK, fold

WEIGHTS = np.array([*COLUMNS.values()], np.uint32)


def held(title: str, meta: str, text: str) -> Held:
    """Return what a letter is looked up by."""
    folded = [fold(part) for part in (title, meta, text)]
    columns = [cut_folded(part) for part in folded]
    sizes = list(map(len, columns))
    keys, often = _words(word_keys(chain.from_iterable(columns)), np.repeat(WEIGHTS, sizes))
    whole = run("。".join(folded))
    pieces = np.concatenate((_pairs(whole), _pairs(run(folded[0])) | IN_TITLE))
    return Held(
        size=sum(sizes),
        words=keys.tobytes(),
        often=often.tobytes(),
        pieces=distinct(pieces).tobytes(),
        triples=distinct(word_keys(triples_in(whole))).tobytes(),
        vocabulary="\n".join(dict.fromkeys(chain.from_iterable(columns))),
    )


def _words(every: Numbers, weights: Numbers) -> tuple[Numbers, Numbers]:
    """Return the different keys, ascending, and how much each weighs in all."""
    if not len(every):
        return every, np.zeros(0, np.uint16)
    order = np.argsort(every)
    keys = every[order]
    starts = np.flatnonzero(first_of(keys))
    often = np.minimum(np.add.reduceat(weights[order], starts), MOST_OFTEN)
    return keys[starts], often.astype(np.uint16)


def _pairs(letters: str) -> Numbers:
    """Return the key of each pair of neighbours; a mark begins none."""
    codes = np.frombuffer(letters.encode("utf-32-le"), np.uint32).astype(np.int64)
    kept = codes[:-1] != ord(MARK)
    found: Numbers = (codes[:-1][kept] << BITS) | codes[1:][kept]
    return found
