"""What a letter is looked up by, as numbers: made of the letter alone, without a database.

The processes that read letters make it, so that the one that writes only puts letters together.
"""

from __future__ import annotations

import numpy as np

from app.search.engine.terms import (
    BITS,
    COLUMNS,
    IN_TITLE,
    MOST_OFTEN,
    word_keys,
)
from app.search.engine.triples import triples_in
from app.search.index import Held
from app.search.words.cutting import counted
from app.search.words.whole import END, folded_whole, run
from app.text.arrays import Numbers, distinct
from app.text.codes import Codes


def held(title: str, meta: str, text: str) -> Held:
    """Return what a letter is looked up by."""
    folded = [folded_whole(part) for part in (title, meta, text)]
    columns = [counted(part) for part in folded]
    size = sum(sum(column.values()) for column in columns)
    often = _weighed(dict(zip(COLUMNS, columns, strict=True)))
    keys = word_keys(often)
    order = np.argsort(keys)
    weights = np.minimum(np.fromiter(often.values(), np.int64, len(often)), MOST_OFTEN)
    whole = run("。".join(folded))
    pieces = np.concatenate((_pairs(whole), _pairs(run(folded[0])) | IN_TITLE))
    return Held(
        size=size,
        words=keys[order].tobytes(),
        often=weights[order].astype(np.uint16).tobytes(),
        pieces=distinct(pieces).tobytes(),
        triples=triples_in(whole).tobytes(),
        vocabulary="\n".join(often),
    )


def _weighed(columns: dict[str, dict[str, int]]) -> dict[str, int]:
    """Return how much each word weighs: as often as it stands in the body, and more elsewhere."""
    often = columns.pop("body")
    for name, column in columns.items():
        for word, count in column.items():
            often[word] = often.get(word, 0) + COLUMNS[name] * count
    return often


def _pairs(run: Codes) -> Numbers:
    """Return the key of each pair of neighbours; a mark begins none."""
    kept = run[:-1] != END
    every = run.astype(np.int64)
    found: Numbers = (every[:-1][kept] << BITS) | every[1:][kept]
    return found
