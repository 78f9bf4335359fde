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

from app.search.fold import MARK, fold, letters
from app.text.segment import DICTIONARY_VERSION, search_words

VERSION = f"1/{DICTIONARY_VERSION}"
TITLE = "\ue001"

# what FTS5's `ascii` tokenizer takes for a gap, but for the space between words
GAPS = re.compile(r"[\x00-\x1f!-/:-@\[-`{-\x7f]+")


def cut(text: str) -> str:
    """Return the words an index keeps, parted by single spaces."""
    joined = " ".join(search_words(fold(text)))
    return " ".join(GAPS.sub(" ", joined).split()) if GAPS.search(joined) else joined


def pieces(text: str) -> set[str]:
    """Return the two-character pieces of a text."""
    run = letters(text) + MARK
    found = set(map(add, run, run[1:]))
    return {piece for piece in found if piece[0] != MARK}


def wanted_pieces(literal: str) -> list[str]:
    """Return the pieces that a text holding the literal must have."""
    run = letters(literal)
    return [p for p in dict.fromkeys(map(add, run, run[1:])) if p[0] != MARK]
