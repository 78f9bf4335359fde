"""A text's characters as numbers, and what each of them is: of a whole letter in a few steps.

Characters are looked up in a table all at once, which takes a sixth of the time that going from
sign to sign does.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[Any]

BASIC = 1 << 16  # characters of the basic plane; others are looked at one by one
SPACE, SIGN, STOP, LETTER = range(4)


def codes(text: str) -> Codes:
    """Return the characters of a text as numbers."""
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)


def text_of(every: Codes) -> str:
    """Return the text that has these characters."""
    return every.tobytes().decode("utf-32-le")


def kinds(every: Codes) -> Codes:
    """Return of each character whether it is a letter or digit, a full stop, a sign or white."""
    try:
        return _kinds().take(every)
    except IndexError:
        found = _kinds().take(every, mode="clip")
        rare = np.flatnonzero(every >= BASIC)
        found[rare] = [LETTER if chr(code).isalnum() else SIGN for code in every[rare].tolist()]
        return found


def letters_of(text: str) -> str:
    """Return a text without white space and signs."""
    every = codes(text)
    return text_of(every[kinds(every) == LETTER])


@cache
def _kinds() -> Codes:
    every = "".join(map(chr, range(BASIC)))
    found = np.full(BASIC, LETTER, np.uint8)
    for kind, pattern in ((SIGN, re.compile(r"[\W_]+")), (SPACE, re.compile(r"\s+"))):
        for place in pattern.finditer(every):
            found[slice(*place.span())] = kind
    found[ord(".")] = STOP
    return found
