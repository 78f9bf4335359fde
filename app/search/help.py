"""What to offer where nothing was found: only what would give something, with its count."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.search.asking import corrected
from app.search.engine.sqlite import SqliteIndex
from app.search.fields import Field
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
    single = [offer(index, text) for text in dict.fromkeys(_looser(query))]
    offered = tuple(found for found in single if found)[:SHOWN]
    longest = _longest(index, query)
    said = longest and any(longest.text in one.text for one in offered)
    return Help(
        without_filters=without or None,
        words=offered,
        corrected=_corrected(index, query),
        longest=None if said else longest,
    )


def _looser(query: Query) -> list[str]:
    """Return what asks for less: each term by itself, without its field and what is excluded."""
    terms = query.terms
    bare = [
        replace(term, field=None).written for term in terms if term.field not in (None, Field.DATE)
    ]
    if len(terms) != 1 or query.unwanted:
        return [*(term.written for term in terms), *bare]
    if terms[0].field:
        return bare
    parts = [part for part in words(fold(terms[0].text)) if len(part) > 1 and part[0].isalnum()]
    return parts if len(parts) > 1 else []


def _corrected(index: SqliteIndex, query: Query) -> Offer | None:
    typed = " ".join(literal(term.text) for term in query.terms)
    right = corrected(index, typed)
    return offer(index, right) if right != typed else None


def _longest(index: SqliteIndex, query: Query) -> Offer | None:
    """Return the longest part of what was typed that some letter holds as it stands."""
    runs = [literal(term.text)[:TRIED] for term in query.terms if not term.field]
    for length in range(max(map(len, runs), default=0) - 1, 1, -1):
        for run in runs:
            if found := _part(index, run, length):
                return found
    return None


def _part(index: SqliteIndex, run: str, length: int) -> Offer | None:
    for start in range(len(run) - length + 1):
        part = run[start : start + length]
        if _torn(run, start) or _torn(run, start + length):
            continue
        if index.present([part]) and (found := offer(index, f'"{part}"')):
            return replace(found, text=part)
    return None


def _torn(run: str, at: int) -> bool:
    """Tell whether a cut goes through a word of Latin letters, a number or an address."""
    around = run[max(at - 1, 0) : at + 1]
    return len(around) == 2 and at > 0 and around.isascii()


def offer(index: SqliteIndex, text: str) -> Offer | None:
    """Return another search as an offer, if it gives something."""
    query = parse(text)
    count = index.search(Ask(query, limit=0)).total
    return Offer(text, query.address, count) if count else None
