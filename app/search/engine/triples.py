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

from app.search.engine.terms import BITS, MOST, word_keys
from app.text.arrays import Numbers, distinct
from app.text.codes import Codes, codes
from app.text.segment import dictionary_words, in_dictionary

LENGTH = 3
SIEVE = 22  # bits of a hash that tells most triples from those of the dictionary
MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class _Dictionary:
    """The words as numbers, ascending; a sieve for them, in bits: it stays in a core's cache."""

    triples: Numbers
    sieve: Numbers
    keys: Numbers  # of the words met so far; 0 of all others

    def keys_at(self, places: Numbers) -> Numbers:
        """Return the keys of words."""
        new = places[self.keys[places] == 0]
        self.keys[new] = word_keys(_texts(self.triples[new]))
        return self.keys[places]


def _texts(triples: Numbers) -> list[str]:
    shifts = np.array([2 * BITS, BITS, 0], np.uint64)
    codes = (triples[:, None] >> shifts & np.uint64(MOST - 1)).astype(np.uint32)
    letters = codes.tobytes().decode("utf-32-le")
    return [letters[at : at + LENGTH] for at in range(0, len(letters), LENGTH)]


def is_triple(text: str) -> bool:
    """Tell whether a text is such a word."""
    return len(text) == LENGTH and text.isalpha() and in_dictionary(text)


def triples_in(run: Codes) -> Numbers:
    """Return the keys, ascending, of the words of three characters in a letter's run of letters."""
    known = _dictionary()
    found = _numbers(run.astype(np.uint64))
    hashed = _sifted(found)
    found = distinct(found[np.flatnonzero(known.sieve[hashed >> 3] >> (hashed & 7) & 1)])
    at = np.minimum(np.searchsorted(known.triples, found), len(known.triples) - 1)
    return np.sort(known.keys_at(at[known.triples[at] == found]))


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
    triples = distinct(_numbers(codes(words).astype(np.uint64))[::LENGTH])
    sieve = np.zeros(1 << SIEVE, bool)
    sieve[_sifted(triples)] = True
    keys = np.zeros(len(triples), np.int64)
    return _Dictionary(triples, np.packbits(sieve, bitorder="little"), keys)
