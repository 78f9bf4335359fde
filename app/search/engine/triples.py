"""Words of three characters, wherever they stand, however their surroundings are cut.

科技局 in 市科技局长 may be cut otherwise, and a letter with 科技 and 技局 need not have 科技局:
by the pieces alone, every such letter would have to be read. So the dictionary's words of three
characters are noted as they stand in the text, which takes a fiftieth of the index. Shorter ones
are pieces themselves, and longer ones are seldom in doubt.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from app.search.engine.terms import BITS, Numbers, distinct
from app.text.segment import dictionary_words, in_dictionary

LENGTH = 3
SIEVE = 22  # bits of a hash that tells most triples from those of the dictionary
MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class _Dictionary:
    """The words as numbers, ascending; a sieve for them, in bits: it stays in a core's cache."""

    triples: Numbers
    sieve: Numbers


def is_triple(text: str) -> bool:
    """Tell whether a text is such a word."""
    return len(text) == LENGTH and text.isalpha() and in_dictionary(text)


def triples_in(letters: str) -> set[str]:
    """Return the words of three characters in a letter's run of letters."""
    known = _dictionary()
    found = _numbers(np.frombuffer(letters.encode("utf-32-le"), np.uint32).astype(np.uint64))
    hashed = _sifted(found)
    places = np.flatnonzero(known.sieve[hashed >> 3] >> (hashed & 7) & 1)
    found = found[places]
    at = np.minimum(np.searchsorted(known.triples, found), len(known.triples) - 1)
    return {
        letters[place : place + LENGTH] for place in places[known.triples[at] == found].tolist()
    }


def _numbers(codes: Numbers) -> Numbers:
    """Return every three neighbours as one number."""
    found: Numbers = (codes[:-2] << np.uint64(2 * BITS)) | (codes[1:-1] << np.uint64(BITS))
    return found | codes[2:]


def _sifted(triples: Numbers) -> Numbers:
    hashed: Numbers = (triples * MIX) >> np.uint64(64 - SIEVE)
    return hashed.astype(np.int64)


@cache
def _dictionary() -> _Dictionary:
    words = "".join(dictionary_words(LENGTH))
    codes = np.frombuffer(words.encode("utf-32-le"), np.uint32).astype(np.uint64)
    triples = distinct(_numbers(codes)[::LENGTH])
    sieve = np.zeros(1 << SIEVE, bool)
    sieve[_sifted(triples)] = True
    return _Dictionary(triples, np.packbits(sieve, bitorder="little"))
