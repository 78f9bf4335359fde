"""How alike two passages are in their words, and what is common to both.

Numbers are masked before passages are compared: next year's letter says the same with others.
Titles in 《》 are left out: two letters that name the same plan have not borrowed from each other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from operator import add

from app.text.segment import words

NUMBER = re.compile(r"\d[\d.,%]*")
TITLE = re.compile(r"《[^《》]{2,80}》")
SIGNS = re.compile(r"[\W_]+")

SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?[”」）]?")


@lru_cache(maxsize=4096)
def bare(passage: str) -> str:
    """Return a passage's characters without titles, signs and the numbers' digits."""
    return SIGNS.sub("", NUMBER.sub("0", TITLE.sub("", passage)))


@lru_cache(maxsize=1024)  # 26 KB each; letters that are compared have a few hundred passages
def pairs(passage: str) -> frozenset[str]:
    """Return the overlapping pairs of characters of a passage."""
    return pairs_of(passage)


def pairs_of(passage: str) -> frozenset[str]:
    """Return `pairs` of what is not asked again."""
    text = bare(passage)
    return frozenset(map(add, text, text[1:]))


def likeness(one: str, other: str) -> float:
    """Return what share of all pairs two passages have in common, from 0 to 1."""
    a, b = pairs(one), pairs(other)
    if not a or not b:
        return 0.0
    common = len(a & b)
    return common / (len(a) + len(b) - common)


def containment(part: str, whole: str) -> float:
    """Return what share of the pairs of `part` is found in `whole`."""
    wanted = pairs(part)
    return len(wanted & pairs(whole)) / len(wanted) if wanted else 0.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words of a passage, in both letters or only in this one."""

    text: str
    common: bool


def marked(left: str, right: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return both passages in pieces that joined give them back, what is common marked."""
    a, b = words(left), words(right)
    blocks = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    spans_a = [(block.a, block.a + block.size) for block in blocks if block.size]
    spans_b = [(block.b, block.b + block.size) for block in blocks if block.size]
    return _pieces(a, spans_a), _pieces(b, spans_b)


def _pieces(found: Sequence[str], common: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    pieces, at = [], 0
    for start, end in common:
        if start > at:
            pieces.append(Piece("".join(found[at:start]), common=False))
        if pieces and pieces[-1].common:
            pieces[-1] = Piece(pieces[-1].text + "".join(found[start:end]), common=True)
        else:
            pieces.append(Piece("".join(found[start:end]), common=True))
        at = end
    if at < len(found):
        pieces.append(Piece("".join(found[at:]), common=False))
    return tuple(pieces)


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the sentences inside [start, end) of a letter."""
    spans = []
    for found in SENTENCE.finditer(text, start, end):
        first, last = found.span()
        while first < last and text[first].isspace():
            first += 1
        if first < last:
            spans.append((first, last))
    return spans
