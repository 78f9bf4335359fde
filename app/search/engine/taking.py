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
    Numbers,
    distinct,
    word_keys,
)
from app.search.engine.triples import triples_in
from app.search.index import Held
from app.search.words.cutting import counted, run
from app.search.words.fold import MARK, fold


def held(title: str, meta: str, text: str) -> Held:
    """Return what a letter is looked up by."""
    folded = [fold(part) for part in (title, meta, text)]
    columns = [counted(part) for part in folded]
    weighed = dict(zip(COLUMNS, columns, strict=True))
    often = {word: COLUMNS["body"] * count for word, count in weighed.pop("body").items()}
    for name, column in weighed.items():
        for word, count in column.items():
            often[word] = often.get(word, 0) + COLUMNS[name] * count
    keys = word_keys(often)
    order = np.argsort(keys)
    weights = np.minimum(np.fromiter(often.values(), np.int64, len(often)), MOST_OFTEN)
    whole = run("。".join(folded))
    pieces = np.concatenate((_pairs(whole), _pairs(run(folded[0])) | IN_TITLE))
    return Held(
        size=sum(sum(column.values()) for column in columns),
        words=keys[order].tobytes(),
        often=weights[order].astype(np.uint16).tobytes(),
        pieces=distinct(pieces).tobytes(),
        triples=np.sort(word_keys(triples_in(whole))).tobytes(),
        vocabulary="\n".join(often),
    )


def _pairs(letters: str) -> Numbers:
    """Return the key of each pair of neighbours; a mark begins none."""
    codes = np.frombuffer(letters.encode("utf-32-le"), np.uint32).astype(np.int64)
    kept = codes[:-1] != ord(MARK)
    found: Numbers = (codes[:-1][kept] << BITS) | codes[1:][kept]
    return found
