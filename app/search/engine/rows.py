"""Rows of a segment: how postings are written as bytes, and read again.

A term of many entries has a row of its own, a roaring bitmap and for words the weighted frequency
of each entry. Rarer terms share a row, a block: keys, entries, frequencies and counts, one after
the other, so that one is found by bisection and all are read in a few steps.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from pyroaring import BitMap

from app.search.engine.terms import Terms
from app.text.arrays import Numbers

OWN = 32  # entries that make a term worth a row of its own
BLOCK = 8_000  # bytes: two pages
ALONE = 1 << 31  # in the head of a row: it holds one term
WIDTHS: dict[int, np.dtype[Any]] = {
    1: np.dtype(np.uint8),
    2: np.dtype(np.uint16),
    4: np.dtype(np.uint32),
}
NONE = np.zeros(0, np.uint8)


@dataclass(frozen=True, slots=True)
class Posting:
    """The entries that hold a term and, of a word, its weighted frequency in each, ascending."""

    docs: BitMap
    often: Numbers


NOWHERE = Posting(BitMap(), NONE)


def bits(entries: Numbers | Iterable[int]) -> BitMap:
    """Return a bitmap of entries; from numpy some hundred times faster than by iteration."""
    if isinstance(entries, np.ndarray):
        numbers = array("I")
        numbers.frombytes(entries.astype(np.uint32, copy=False).tobytes())
        return BitMap(numbers)
    return BitMap(entries)


def entries(bitmap: BitMap) -> Numbers:
    """Return the entries of a bitmap, ascending."""
    return np.frombuffer(bitmap.to_array(), dtype=np.uint32)


def united(parts: Sequence[Posting]) -> Posting:
    """Return the posting of parts that share no entry."""
    if len(parts) == 1:
        return parts[0]
    docs = BitMap.union(*(part.docs for part in parts))
    often = np.concatenate([part.often for part in parts])
    if len(often) and not _follow(parts):
        often = often[np.argsort(np.concatenate([entries(part.docs) for part in parts]))]
    return Posting(docs, often)


def _follow(parts: Sequence[Posting]) -> bool:
    return all(a.docs.max() < b.docs.min() for a, b in pairwise(parts))


def owned_by(terms: Terms) -> Iterator[tuple[int, Posting]]:
    """Yield each key with its posting."""
    ends = terms.ends.tolist()
    often = NONE if terms.often is None else terms.often
    start = 0
    for key, end in zip(terms.keys.tolist(), ends, strict=True):
        yield key, Posting(bits(terms.docs[start:end]), often[start:end])
        start = end


def blocked(terms: Terms, first: int, last: int) -> Iterator[tuple[int, bytes]]:
    """Yield rows of rare terms, each with its first key."""
    if not len(terms.keys):
        return
    narrow = last - first < 1 << 16
    width = (2 if narrow else 4) + (0 if terms.often is None else 2)
    ends = terms.ends
    sizes = ends * width + 9 * np.arange(1, len(ends) + 1)
    cuts = np.searchsorted(sizes, np.arange(BLOCK, sizes[-1] + BLOCK, BLOCK), side="right")
    docs = terms.docs - np.uint32(first)
    docs = docs.astype(np.uint16) if narrow else docs
    counts = terms.counts.astype(np.uint8)
    start = 0
    for stop in dict.fromkeys(cuts.tolist()):
        if stop <= start:
            continue
        low, high = int(ends[start - 1]) if start else 0, int(ends[stop - 1])
        often = NONE if terms.often is None else smallest(terms.often[low:high])
        head = np.array([stop - start, docs.itemsize, len(often) and often.itemsize, first])
        parts = (head.astype(np.uint32), terms.keys[start:stop], docs[low:high], often)
        yield int(terms.keys[start]), b"".join((*map(bytes, parts), counts[start:stop].tobytes()))
        start = stop


def unblocked(data: bytes) -> Terms:
    """Return the terms of a block."""
    number, narrow, wide, first = np.frombuffer(data, np.uint32, 4).tolist()
    counts = np.frombuffer(data, np.uint8, offset=len(data) - number).astype(np.int64)
    held, at = int(counts.sum()), 16 + 8 * number
    docs = np.frombuffer(data, WIDTHS[narrow], held, at).astype(np.uint32) + np.uint32(first)
    often = None
    if wide:
        often = np.frombuffer(data, WIDTHS[wide], held, at + narrow * held).astype(np.uint16)
    return Terms(np.frombuffer(data, np.int64, number, 16), counts, docs, often)


def counts_in(data: bytes, keys: Numbers) -> Numbers:
    """Return of how many entries each of some terms is in a block, ascending; most in none."""
    number = int(np.frombuffer(data, np.uint32, 1)[0])
    held = np.frombuffer(data, np.int64, number, 16)
    counts = np.frombuffer(data, np.uint8, offset=len(data) - number)
    places = np.minimum(held.searchsorted(keys), number - 1)
    found: Numbers = np.where(held[places] == keys, counts[places], 0)
    return found


def of_block(data: bytes, key: int) -> Posting | None:
    """Return the posting of one term in a block, if it is there."""
    number, narrow, wide, first = np.frombuffer(data, np.uint32, 4).tolist()
    keys = np.frombuffer(data, np.int64, number, 16)
    place = int(keys.searchsorted(key))
    if place == number or keys[place] != key:
        return None
    counts = np.frombuffer(data, np.uint8, offset=len(data) - number)
    start, size, at = int(counts[:place].sum()), int(counts[place]), 16 + 8 * number
    docs = np.frombuffer(data, WIDTHS[narrow], size, at + narrow * start).astype(np.uint32)
    often = NONE
    if wide:
        held = (len(data) - number - at) // (narrow + wide)
        often = np.frombuffer(data, WIDTHS[wide], size, at + narrow * held + wide * start)
    return Posting(bits(docs + np.uint32(first)), often)


def packed(posting: Posting) -> bytes:
    """Return a posting as a row of its own."""
    posting.docs.run_optimize()
    held, often = posting.docs.serialize(), smallest(posting.often)
    head = np.array([ALONE | len(held), len(often) and often.itemsize], dtype=np.uint32)
    return head.tobytes() + held + often.tobytes()


def unpacked(data: bytes) -> Posting:
    """Return the posting of a row of its own."""
    length, width = np.frombuffer(data, np.uint32, 2).tolist()
    length ^= ALONE
    docs = BitMap.deserialize(data[8 : 8 + length])
    often = np.frombuffer(data, WIDTHS[width or 1], offset=8 + length)
    return Posting(docs, often)


def smallest(often: Numbers) -> Numbers:
    """Return frequencies in one byte each, or two where one is too small."""
    if len(often) == 0 or often.max() < 256:
        return often.astype(np.uint8)
    return often.astype(np.uint16)


def of_row(data: bytes, key: int) -> Posting | None:
    """Return the posting of a term in the row that has it, or would have it."""
    return unpacked(data) if data[3] & 0x80 else of_block(data, key)
