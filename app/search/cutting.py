"""Cutting: text → words for ranking and two-character pieces for never losing a letter.

Index and query are cut by these functions only; `VERSION` is stored with an index, and an index
of another version is said to need `dafu reindex`.

Pieces are all pairs of neighbouring letters (white space left out), and each letter before a sign
or the end paired with a mark, so that a single letter is found by its prefix. A title's pieces
are kept a second time behind `TITLE`, for terms that must stand in the title.
"""

from __future__ import annotations

import re
from operator import add

import numpy as np

from app.search.fold import MARK, fold, letters
from app.text.segment import DICTIONARY_VERSION, search_words

VERSION = f"1/{DICTIONARY_VERSION}"
TITLE = "\ue001"

# what FTS5's `ascii` tokenizer takes for a gap, but for the space between words
GAPS = re.compile(r"[\x00-\x1f!-/:-@\[-`{-\x7f]+")


def cut(text: str) -> str:
    """Return the words an index keeps, parted by single spaces."""
    return cut_folded(fold(text))


def cut_folded(folded: str) -> str:
    """Return the words of a folded text, parted by single spaces."""
    joined = " ".join(search_words(folded))
    return " ".join(GAPS.sub(" ", joined).split()) if GAPS.search(joined) else joined


def pieces(folded: str, before: str = "") -> str:
    """Return the two-character pieces of a folded text, parted by spaces, each once.

    Pairs are made and told apart as numbers: five times faster than as strings, and an index of a
    million letters makes three thousand million of them.
    """
    run = letters(folded) + MARK
    codes = np.frombuffer(run.encode("utf-32-le"), dtype=np.uint32)
    pairs = np.unique((codes[:-1].astype(np.uint64) << np.uint64(32)) | codes[1:])
    first = (pairs >> np.uint64(32)).astype(np.uint32)
    kept = first != ord(MARK)
    width = len(before) + 3
    spelt = np.empty((int(kept.sum()), width), dtype=np.uint32)
    spelt[:, : len(before)] = [ord(character) for character in before]
    spelt[:, -3] = first[kept]
    spelt[:, -2] = (pairs[kept] & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    spelt[:, -1] = ord(" ")
    return spelt.tobytes().decode("utf-32-le")


def wanted_pieces(literal: str) -> list[str]:
    """Return the pieces that a text holding the literal must have."""
    run = letters(literal)
    return [p for p in dict.fromkeys(map(add, run, run[1:])) if p[0] != MARK]
