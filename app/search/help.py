"""What to offer where nothing was found: only what would give something, with its count."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.search.asking import corrected
from app.search.engine.sqlite import SqliteIndex
from app.search.filters import Filters
from app.search.index import Ask
from app.search.query import Query, parse
from app.search.words.fold import fold, literal
from app.text.segment import words

SHOWN = 6  # single words
TRIED = 24  # characters of a run whose parts are tried


@dataclass(frozen=True, slots=True)
class Offer:
    """Another search, and how much it would give."""

    text: str
    address: str
    count: int


@dataclass(frozen=True, slots=True)
class Help:
    """The ways on, in the order in which they are shown."""

    without_filters: int | None = None
    words: tuple[Offer, ...] = ()
    corrected: Offer | None = None
    longest: Offer | None = None


def help_for(index: SqliteIndex, query: Query, filters: Filters) -> Help:
    """Return the ways on from a search that found nothing."""
    without = index.search(Ask(query, limit=0)).total if not filters.empty else 0
    typed = [term.written for term in query.terms]
    if len(typed) == 1:
        parts = words(fold(query.terms[0].text))
        typed = [part for part in parts if len(part) > 1 and part[0].isalnum()]
    single = [offer(index, text) for text in dict.fromkeys(typed)] if len(typed) > 1 else []
    return Help(
        without_filters=without or None,
        words=tuple(found for found in single if found)[:SHOWN],
        corrected=_corrected(index, query),
        longest=_longest(index, query),
    )


def _corrected(index: SqliteIndex, query: Query) -> Offer | None:
    typed = " ".join(literal(term.text) for term in query.terms)
    right = corrected(index, typed)
    return offer(index, right) if right != typed else None


def _longest(index: SqliteIndex, query: Query) -> Offer | None:
    """Return the longest part of what was typed that some letter holds as it stands."""
    runs = [literal(term.text)[:TRIED] for term in query.terms]
    for length in range(max(map(len, runs), default=0) - 1, 1, -1):
        for run in runs:
            if found := _part(index, run, length):
                return found
    return None


def _part(index: SqliteIndex, run: str, length: int) -> Offer | None:
    for start in range(len(run) - length + 1):
        part = run[start : start + length]
        if index.present([part]) and (found := offer(index, f'"{part}"')):
            return replace(found, text=part)
    return None


def offer(index: SqliteIndex, text: str) -> Offer | None:
    """Return another search as an offer, if it gives something."""
    query = parse(text)
    count = index.search(Ask(query, limit=0)).total
    return Offer(text, query.address, count) if count else None
