"""Terms as an index keeps them: words and pieces by a number, with the entries that hold each.

A word's key is a hash of 64 bits (two words of a million share one once in thirty million
archives), a piece's key its two characters themselves. `Terms` is the inverted form of a batch of
letters; the entries of batches that follow one another are simply put one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]

BITS = 21  # of a character, and of an entry counted from the first of a batch
MOST = 1 << BITS
OFTEN = 16  # bits of a frequency
MOST_OFTEN = (1 << OFTEN) - 1
KNOWN = 1 << 19  # words whose keys are remembered


@dataclass(frozen=True, slots=True)
class Terms:
    """Keys ascending; how many entries each has; those, ascending; how often (words only)."""

    keys: Numbers
    counts: Numbers
    docs: Numbers
    often: Numbers | None = None

    @property
    def ends(self) -> Numbers:
        """Return for each key where its entries end."""
        return np.cumsum(self.counts)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is looked up of one entry: its words, how often each, and its pieces."""

    doc: int
    size: int  # words in all
    words: Numbers
    often: Numbers
    pieces: Numbers


class _Keys(dict[str, int]):
    """The keys of words seen lately: far quicker than to work them out again."""

    def __missing__(self, word: str) -> int:
        if len(self) > KNOWN:
            self.clear()
        digest = blake2b(word.encode(), digest_size=8).digest()
        key = self[word] = int.from_bytes(digest, "little", signed=True)
        return key


_keys = _Keys()


def word_key(word: str) -> int:
    """Return the key of a word."""
    return _keys[word]


def word_keys(words: Iterable[str]) -> Numbers:
    """Return the keys of words."""
    return np.array([_keys[word] for word in words], dtype=np.int64)


def words_of(letters: Sequence[Letter]) -> Terms:
    """Return the words of letters, inverted."""
    every = np.concatenate([letter.words for letter in letters])
    keys = sorted_unique(every)
    first = letters[0].doc
    docs = np.repeat([entry.doc - first for entry in letters], [len(e.words) for e in letters])
    often = np.concatenate([letter.often for letter in letters])
    packed = np.searchsorted(keys, every).astype(np.uint64) << np.uint64(BITS + OFTEN)
    packed |= (docs.astype(np.uint64) << np.uint64(OFTEN)) | often.astype(np.uint64)
    packed.sort()
    counts = np.bincount((packed >> np.uint64(BITS + OFTEN)).astype(np.int64), minlength=len(keys))
    docs = ((packed >> np.uint64(OFTEN)) & np.uint64(MOST - 1)).astype(np.uint32)
    return Terms(keys, counts, docs + np.uint32(first), packed.astype(np.uint16))


def pieces_of(letters: Sequence[Letter]) -> Terms:
    """Return the pieces of letters, inverted."""
    first = letters[0].doc
    docs = np.repeat([entry.doc - first for entry in letters], [len(e.pieces) for e in letters])
    packed = np.concatenate([letter.pieces for letter in letters]).astype(np.uint64)
    packed = (packed << np.uint64(BITS)) | docs.astype(np.uint64)
    packed.sort()
    keys, counts = runs((packed >> np.uint64(BITS)).astype(np.int64))
    docs = (packed & np.uint64(MOST - 1)).astype(np.uint32)
    return Terms(keys, counts, docs + np.uint32(first))


def runs(ordered: Numbers) -> tuple[Numbers, Numbers]:
    """Return the different values of an ordered row, and how often each stands in it."""
    if not len(ordered):
        return ordered, ordered.astype(np.int64)
    first = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    return ordered[first], np.diff(np.append(first, len(ordered)))


def sorted_unique(values: Numbers) -> Numbers:
    """Return the different values, ascending."""
    return runs(np.sort(values))[0]


def joined(parts: Sequence[Terms]) -> Terms:
    """Return the terms of parts whose entries follow one another."""
    if len(parts) == 1:
        return parts[0]
    keys = np.concatenate([part.keys for part in parts])
    counts = np.concatenate([part.counts for part in parts])
    order = np.argsort(keys, kind="stable")
    gathered = slices(np.cumsum(counts) - counts, counts, order)
    docs = np.concatenate([part.docs for part in parts])[gathered]
    known = [part.often for part in parts if part.often is not None]
    often = np.concatenate(known)[gathered] if len(known) == len(parts) else None
    unique, several = runs(keys[order])
    totals = np.add.reduceat(counts[order], np.cumsum(several) - several) if len(keys) else counts
    return Terms(unique, totals, docs, often)


def slices(starts: Numbers, counts: Numbers, order: Numbers) -> Numbers:
    """Return the places of slices that are taken in an order, one after the other."""
    starts, counts = starts[order], counts[order]
    before = np.cumsum(counts) - counts
    return np.repeat(starts - before, counts) + np.arange(int(counts.sum()))


def only(terms: Terms, chosen: Numbers) -> Terms:
    """Return those of the terms that are chosen."""
    kept = np.repeat(chosen, terms.counts)
    often = None if terms.often is None else terms.often[kept]
    return Terms(terms.keys[chosen], terms.counts[chosen], terms.docs[kept], often)
