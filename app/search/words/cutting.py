"""Cutting: text → words for ranking and two-character pieces for never losing a letter.

Index and query are cut by these functions only; `VERSION` is stored with an index, and an index
of another version is said to need `dafu reindex`.

Pieces are all pairs of neighbouring letters (white space left out), and each letter before a sign
or the end paired with a mark, so that a single letter is found by its prefix. A title's pieces
are kept a second time behind `TITLE`, for terms that must stand in the title.
"""

from __future__ import annotations

import re
from itertools import filterfalse
from operator import add

from app.search.words.fold import MARK, fold, letters
from app.search.words.whole import parted
from app.text.segment import DICTIONARY_VERSION, search_counts, search_words

VERSION = f"3/{DICTIONARY_VERSION}"
TITLE = "\ue001"

# signs inside a word part it, as FTS5's `ascii` tokenizer does
GAPS = re.compile(r"[\x00-\x1f!-/:-@\[-`{-\x7f]+")


def cut(text: str) -> str:
    """Return the words an index keeps, parted by single spaces."""
    return " ".join(cut_folded(fold(text)))


def cut_folded(folded: str) -> list[str]:
    """Return the words of a folded text."""
    found = search_words(folded)
    joined = " ".join(found)
    return GAPS.sub(" ", joined).split() if GAPS.search(joined) else found


def counted(folded: str) -> dict[str, int]:
    """Return how often each of the words of a folded letter stands in it."""
    found = search_counts(parted(folded))
    for word in list(filterfalse(str.isalnum, found)):
        often = found.pop(word)
        for part in GAPS.sub(" ", word).split() if word[0].isalnum() else ():
            found[part] = found.get(part, 0) + often
    return found


def wanted_pieces(literal: str) -> list[str]:
    """Return the pieces that a text holding the literal must have."""
    held = letters(literal)
    return [p for p in dict.fromkeys(map(add, held, held[1:])) if p[0] != MARK]
