"""Terms as an index keeps them: words and pieces by a number, with the entries that hold each.

A word's key is a hash of 64 bits (two words of a million share one once in thirty million
archives), a piece's key its two characters themselves. `Terms` is the inverted form of a batch of
letters; the entries of batches that follow one another are simply put one after the other. What
one letter holds (`taking.py`) is worked out where the letter is read.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.search.words.cutting import TITLE

Numbers = NDArray[Any]

BITS = 21  # of a character, and of an entry counted from the first of a batch
MOST = 1 << BITS
IN_TITLE = 1 << 2 * BITS  # of a piece: it stands in a title
MOST_OFTEN = (1 << 16) - 1
KNOWN = 1 << 17  # words whose keys are remembered


COLUMNS = {"title": 8, "meta": 4, "body": 1}
"""How much a word counts by where it stands, whole numbers, so that frequencies stay exact: in the
body once, which is what most of a letter's words are counted by."""


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


def piece_key(piece: str) -> int:
    """Return the key of a piece, which may stand behind `TITLE`."""
    return beginning(piece[:-1]) | ord(piece[-1])


def beginning(start: str) -> int:
    """Return the least key of the pieces that begin with a letter, which may stand behind it."""
    return ord(start[-1]) << BITS | (IN_TITLE if start[0] == TITLE else 0)


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


def word_keys(words: Collection[str]) -> Numbers:
    """Return the keys of words."""
    return np.fromiter(map(_keys.__getitem__, words), np.int64, len(words))


def inverted(keys: Sequence[Numbers], first: int, often: Sequence[Numbers] = ()) -> Terms:
    """Return the keys of entries that follow one another from the first, inverted."""
    every = np.concatenate(keys)
    order = np.argsort(every, kind="stable")  # of what is in order by pieces: little to do
    docs = np.repeat(np.arange(len(keys), dtype=np.uint32), list(map(len, keys)))
    unique, counts = runs(every[order])
    frequencies = np.concatenate(often)[order] if len(often) else None
    return Terms(unique, counts, docs[order] + np.uint32(first), frequencies)


def pieces_inverted(keys: Sequence[Numbers], first: int) -> Terms:
    """Return the pieces of entries, inverted: with the entry in one number, sorted soonest."""
    packed = np.concatenate(keys).astype(np.uint64) << np.uint64(BITS)  # all 64 bits are needed
    packed |= np.repeat(np.arange(len(keys), dtype=np.uint64), list(map(len, keys)))
    packed.sort()
    unique, counts = runs((packed >> np.uint64(BITS)).astype(np.int64))
    docs = (packed & np.uint64(MOST - 1)).astype(np.uint32)
    return Terms(unique, counts, docs + np.uint32(first))


def distinct(values: Numbers) -> Numbers:
    """Return the different values, ascending; of a letter's, sooner than by hashing (np.unique)."""
    ordered = np.sort(values)
    found: Numbers = ordered[first_of(ordered)]
    return found


def first_of(ordered: Numbers) -> Numbers:
    """Tell of each value of an ordered row whether it is the first of its kind."""
    first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return first


def runs(ordered: Numbers) -> tuple[Numbers, Numbers]:
    """Return the different values of an ordered row, and how often each stands in it."""
    first = np.flatnonzero(first_of(ordered))
    return ordered[first], np.diff(np.append(first, len(ordered)))


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
