"""What to offer where nothing was found: only what would give something, with its count."""

from __future__ import annotations

from dataclasses import dataclass

from app.search.filters import Filters
from app.search.fts5 import Fts5Index
from app.search.index import Ask
from app.search.query import Query, parse


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


def help_for(index: Fts5Index, query: Query, filters: Filters) -> Help:
    """Return the ways on from a search that found nothing."""
    without = index.search(Ask(query, limit=0)).total if not filters.empty else 0
    words = (
        tuple(offer(index, term.written) for term in query.terms) if len(query.terms) > 1 else ()
    )
    return Help(without_filters=without or None, words=tuple(filter(None, words)))


def offer(index: Fts5Index, text: str) -> Offer | None:
    """Return another search as an offer, if it gives something."""
    query = parse(text)
    count = index.search(Ask(query, limit=0)).total
    return Offer(text, query.address, count) if count else None
