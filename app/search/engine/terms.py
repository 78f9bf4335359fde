"""Terms as an index keeps them: words and pieces by a number, with the entries that hold each.

A word's key is a hash of 64 bits (two words of a million share one once in thirty million
archives), a piece's key its two characters themselves. `Terms` is the inverted form of a batch of
letters; the entries of batches that follow one another are simply put one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.search.words.cutting import TITLE
from app.search.words.fold import MARK

Numbers = NDArray[Any]

BITS = 21  # of a character, and of an entry counted from the first of a batch
MOST = 1 << BITS
IN_TITLE = 1 << 2 * BITS  # of a piece: it stands in a title
OFTEN = 16  # bits of a frequency
MOST_OFTEN = (1 << OFTEN) - 1
KNOWN = 1 << 19  # words whose keys are remembered


COLUMNS = {"title": 8, "meta": 4, "body": 1}
"""How much a word counts by where it stands; whole numbers, so that frequencies stay exact."""


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
    """What is looked up of one entry: its words by column, and its letters for pieces."""

    doc: int
    columns: tuple[list[str], ...]
    run: str  # ends with a mark
    title: str  # so does this


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


def words_of(letters: Sequence[Letter]) -> Terms:
    """Return the words of letters, inverted; each counts as much as its column weighs."""
    columns = [column for letter in letters for column in letter.columns]
    sizes = list(map(len, columns))
    words = chain.from_iterable(columns)
    every = np.fromiter(map(_keys.__getitem__, words), np.int64, sum(sizes))
    docs = np.repeat(_counted(letters), np.reshape(sizes, (len(letters), -1)).sum(axis=1))
    weight = np.repeat(np.tile(np.array([*COLUMNS.values()], np.uint64), len(letters)), sizes)
    order = np.argsort(every)
    keys = every[order]
    first = _first(keys)
    packed = (np.cumsum(first, dtype=np.uint64) - np.uint64(1)) << np.uint64(BITS + OFTEN)
    packed |= docs[order] << np.uint64(OFTEN) | weight[order]
    packed.sort()
    starts = np.flatnonzero(_first(packed >> np.uint64(OFTEN)))
    often = np.zeros(0, np.uint64)
    if len(starts):
        often = np.add.reduceat(packed & np.uint64(MOST_OFTEN), starts)
    packed = packed[starts] >> np.uint64(OFTEN)
    unique = keys[first]
    counts = np.bincount((packed >> np.uint64(BITS)).astype(np.int64), minlength=len(unique))
    docs = (packed & np.uint64(MOST - 1)).astype(np.uint32) + np.uint32(letters[0].doc)
    return Terms(unique, counts, docs, np.minimum(often, MOST_OFTEN).astype(np.uint16))


def pieces_of(letters: Sequence[Letter]) -> Terms:
    """Return the pieces of letters, inverted.

    Pairs are made and told apart as numbers: an index of a million letters makes three thousand
    million of them.
    """
    runs_of = [(letter.run for letter in letters), (letter.title for letter in letters)]
    packed = np.concatenate(
        [_pairs(list(runs), letters, bit) for runs, bit in zip(runs_of, (0, IN_TITLE), strict=True)]
    )
    packed.sort()
    packed = packed[_first(packed)]
    keys, counts = runs((packed >> np.uint64(BITS)).astype(np.int64))
    docs = (packed & np.uint64(MOST - 1)).astype(np.uint32)
    return Terms(keys, counts, docs + np.uint32(letters[0].doc))


def _pairs(texts: list[str], letters: Sequence[Letter], bit: int) -> Numbers:
    """Return each pair of neighbours with the entry it stands in; a mark begins none."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32).astype(np.uint64)
    docs = np.repeat(_counted(letters), list(map(len, texts)))
    kept = codes[:-1] != ord(MARK)
    pairs = (codes[:-1][kept] << np.uint64(BITS)) | codes[1:][kept] | np.uint64(bit)
    found: Numbers = (pairs << np.uint64(BITS)) | docs[:-1][kept]
    return found


def _counted(letters: Sequence[Letter]) -> Numbers:
    """Return the entries, counted from the first."""
    return np.array([letter.doc for letter in letters], np.uint64) - np.uint64(letters[0].doc)


def _first(ordered: Numbers) -> Numbers:
    """Tell of each value of an ordered row whether it is the first of its kind."""
    first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return first


def runs(ordered: Numbers) -> tuple[Numbers, Numbers]:
    """Return the different values of an ordered row, and how often each stands in it."""
    first = np.flatnonzero(_first(ordered))
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
