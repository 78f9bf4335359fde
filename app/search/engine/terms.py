"""Terms as an index keeps them: words and pieces by a number, with the entries that hold each.

A word's key is a hash of 64 bits (two words of a million share one once in thirty million
archives), a piece's key its two characters themselves. `Terms` is the inverted form of a batch of
letters; the entries of batches that follow one another are simply put one after the other. What
one letter holds (`taking.py`) is worked out where the letter is read.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from threading import Lock

import numpy as np

from app.search.words.cutting import TITLE
from app.text.arrays import Numbers, runs, stretches

BITS = 21  # of a character, and of an entry counted from the first of a batch
MOST = 1 << BITS
IN_TITLE = 1 << 2 * BITS  # of a piece: it stands in a title
MOST_OFTEN = (1 << 16) - 1
SPREAD = np.int64(0x1E3779B97F4A7C15)
KNOWN = 1 << 18  # words whose keys can be remembered


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


class _Known:
    """The keys of words met lately, each at a place that its hash in this process says.

    A letter's are looked up all at once, which takes a quarter of the time that a dictionary of a
    hundred thousand words needs: that is spread over all of the memory.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        # one element each: of two words at one place, all of one of them is kept
        self._held = np.zeros(KNOWN, [("mark", np.int64), ("key", np.int64)])
        self._held["mark"][0] = 1  # which stands elsewhere: that of "" is 0

    def keys(self, words: Collection[str]) -> Numbers:
        """Return the keys of words."""
        marks = _marks(words)
        places = marks & (KNOWN - 1)
        with self._lock:
            held = self._held[places]
            new = np.flatnonzero(held["mark"] != marks)
            if len(new):
                every = list(words)
                held["key"][new] = [word_key(every[at]) for at in new.tolist()]
                held["mark"][new] = marks[new]
                self._held[places[new]] = held[new]
        found: Numbers = held["key"]
        return found


def _marks(words: Collection[str]) -> Numbers:
    """Return what tells words apart in this process: Python's own hashes, and their lengths.

    Python hashes a word as it stands in memory, where 4g is what 朴 is.
    """
    hashes = np.fromiter(map(hash, words), np.int64, len(words))
    return hashes + np.fromiter(map(len, words), np.int64, len(words)) * SPREAD


def word_key(word: str) -> int:
    """Return the key of a word."""
    digest = blake2b(word.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


@cache
def _known() -> _Known:
    return _Known()


def word_keys(words: Collection[str]) -> Numbers:
    """Return the keys of words."""
    return _known().keys(words)


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


def joined(parts: Sequence[Terms]) -> Terms:
    """Return the terms of parts whose entries follow one another."""
    if len(parts) == 1:
        return parts[0]
    keys = np.concatenate([part.keys for part in parts])
    counts = np.concatenate([part.counts for part in parts])
    order = np.argsort(keys, kind="stable")
    gathered = stretches((np.cumsum(counts) - counts)[order], counts[order])
    docs = np.concatenate([part.docs for part in parts])[gathered]
    known = [part.often for part in parts if part.often is not None]
    often = np.concatenate(known)[gathered] if len(known) == len(parts) else None
    unique, several = runs(keys[order])
    totals = np.add.reduceat(counts[order], np.cumsum(several) - several) if len(keys) else counts
    return Terms(unique, totals, docs, often)


def only(terms: Terms, chosen: Numbers) -> Terms:
    """Return those of the terms that are chosen."""
    kept = np.repeat(chosen, terms.counts)
    often = None if terms.often is None else terms.often[kept]
    return Terms(terms.keys[chosen], terms.counts[chosen], terms.docs[kept], often)
