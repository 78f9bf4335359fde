"""Whole letters, folded and parted in a few steps: what `fold` and `letters` do with any text.

A letter's characters are looked up in tables all at once, which takes a sixth of the time that
going from sign to sign does; of the few words that a reader types it would take longer.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.search.words.fold import MARK, SIGNS, fold, table

Codes = NDArray[Any]

BASIC = 1 << 16  # characters of the basic plane; others are looked at one by one
SPACE, SIGN, STOP, LETTER = range(4)
BLANK, END = np.uint32(ord(" ")), np.uint32(ord(MARK))


def codes(text: str) -> Codes:
    """Return the characters of a text as numbers."""
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)


def folded_whole(text: str) -> str:
    """Return `fold` of a letter."""
    every = codes(text)
    try:
        return _text(_folded().take(every))
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
    return _text(every[kept])


def run(folded: str) -> Codes:
    """Return `letters` of a folded letter as numbers, with a mark at the end."""
    every = codes(folded)
    found = kinds(every)
    shown = found != SPACE
    signs = found[shown] < LETTER
    first = np.ones(len(signs) + 1, bool)
    np.logical_not(signs[1:] & signs[:-1], out=first[1:-1])
    return np.append(np.where(signs, END, every[shown]), END)[first]


def kinds(every: Codes) -> Codes:
    """Return of each character whether it is a letter or digit, a full stop, a sign or white."""
    try:
        return _kinds().take(every)
    except IndexError:
        found = _kinds().take(every, mode="clip")
        rare = np.flatnonzero(every >= BASIC)
        found[rare] = [LETTER if chr(code).isalnum() else SIGN for code in every[rare].tolist()]
        return found


def _text(every: Codes) -> str:
    return every.tobytes().decode("utf-32-le")


@cache
def _folded() -> Codes:
    found = np.arange(BASIC, dtype=np.uint32)
    changed = {code: ord(character) for code, character in table().items() if code < BASIC}
    found[np.fromiter(changed, np.int64)] = np.fromiter(changed.values(), np.int64)
    return found


@cache
def _kinds() -> Codes:
    every = "".join(map(chr, range(BASIC)))
    found = np.full(BASIC, LETTER, np.uint8)
    for kind, pattern in ((SIGN, SIGNS), (SPACE, re.compile(r"\s"))):
        for place in pattern.finditer(every):
            found[slice(*place.span())] = kind
    found[ord(".")] = STOP
    return found
