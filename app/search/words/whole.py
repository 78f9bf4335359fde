"""Whole letters, folded and parted in a few steps: what `fold` and `letters` do with any text.

Of the few words that a reader types it would take longer.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from app.search.words.fold import MARK, fold, table
from app.text.codes import BASIC, LETTER, SPACE, STOP, Codes, codes, kinds, text_of

BLANK, END = np.uint32(ord(" ")), np.uint32(ord(MARK))


def folded_whole(text: str) -> str:
    """Return `fold` of a letter."""
    every = codes(text)
    try:
        return text_of(_folded().take(every))
    except IndexError:
        return fold(text)


def parted(folded: str) -> str:
    """Return a folded letter with a space for the signs between letters, full stops left alone.

    A segmenter cuts it into the same words, and has fewer signs to hand back.
    """
    every = codes(folded)
    kept = kinds(every) >= STOP
    every = np.where(kept, every, BLANK)
    kept[1:] |= kept[:-1]
    return text_of(every[kept])


def run(folded: str) -> Codes:
    """Return `letters` of a folded letter as numbers, with a mark at the end."""
    every = codes(folded)
    found = kinds(every)
    shown = found != SPACE
    signs = found[shown] < LETTER
    first = np.ones(len(signs) + 1, bool)
    np.logical_not(signs[1:] & signs[:-1], out=first[1:-1])
    return np.append(np.where(signs, END, every[shown]), END)[first]


@cache
def _folded() -> Codes:
    found = np.arange(BASIC, dtype=np.uint32)
    changed = {code: ord(character) for code, character in table().items() if code < BASIC}
    found[np.fromiter(changed, np.int64)] = np.fromiter(changed.values(), np.int64)
    return found
