"""Words of three characters, wherever they stand, however their surroundings are cut.

科技局 in 市科技局长 may be cut otherwise, and a letter with 科技 and 技局 need not have 科技局:
by the pieces alone, every such letter would have to be read. So the dictionary's words of three
characters are noted as they stand in the text, which takes a fiftieth of the index. Shorter ones
are pieces themselves, and longer ones are seldom in doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from app.search.engine.terms import BITS, MOST, Letter, Numbers, Terms, runs, word_key
from app.text.segment import dictionary_words, in_dictionary

LENGTH = 3
SIEVE = 22  # bits of a hash that tells most triples from those of the dictionary
MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class _Dictionary:
    """The words as numbers, ascending; a sieve for them; their keys, and the place of each."""

    triples: Numbers
    sieve: Numbers
    keys: Numbers
    rank: Numbers


def is_triple(text: str) -> bool:
    """Tell whether a text is such a word."""
    return len(text) == LENGTH and text.isalpha() and in_dictionary(text)


def triples_of(letters: Sequence[Letter]) -> Terms:
    """Return the words of three characters in letters, inverted."""
    known = _dictionary()
    text = "".join(letter.run for letter in letters)
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
    found = _numbers(codes)
    places = np.flatnonzero(known.sieve[_sifted(found)])
    found = found[places]
    at = np.minimum(np.searchsorted(known.triples, found), len(known.triples) - 1)
    right = known.triples[at] == found
    ends = np.cumsum([len(letter.run) for letter in letters])
    docs = np.searchsorted(ends, places[right], side="right").astype(np.uint64)
    packed = np.unique((known.rank[at[right]] << np.uint64(BITS)) | docs)
    ranks, counts = runs((packed >> np.uint64(BITS)).astype(np.int64))
    holding = (packed & np.uint64(MOST - 1)).astype(np.uint32) + np.uint32(letters[0].doc)
    return Terms(known.keys[ranks], counts, holding)


def _numbers(codes: Numbers) -> Numbers:
    """Return every three neighbours as one number."""
    found: Numbers = (codes[:-2] << np.uint64(2 * BITS)) | (codes[1:-1] << np.uint64(BITS))
    return found | codes[2:]


def _sifted(triples: Numbers) -> Numbers:
    hashed: Numbers = (triples * MIX) >> np.uint64(64 - SIEVE)
    return hashed


@cache
def _dictionary() -> _Dictionary:
    words = sorted({w for w in dictionary_words() if len(w) == LENGTH and w.isalpha()})
    codes = np.frombuffer("".join(words).encode("utf-32-le"), np.uint32).astype(np.uint64)
    triples = _numbers(codes)[::LENGTH]
    sieve = np.zeros(1 << SIEVE, bool)
    sieve[_sifted(triples)] = True
    keys = np.array([word_key(word) for word in words], np.int64)
    order = np.argsort(keys)
    rank = np.empty(len(order), np.uint64)
    rank[order] = np.arange(len(order), dtype=np.uint64)
    return _Dictionary(triples, sieve, keys[order], rank)
