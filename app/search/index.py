"""The port: what any engine behind search must do, and the nouns it speaks in.

Filters, paging, snippets, synonyms and help are written once, above this line; an adapter (one
file per engine, `sqlite.py` the first) answers which replies hold a query, in which order, and how
often each facet value occurs among them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from app.search.filters import Filters
from app.search.query import Query


@dataclass(frozen=True, slots=True)
class Value:
    """A facet value of a reply: how it is shown, and under which other names it is asked for."""

    facet: str
    value: str
    label: str
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """What a letter is looked up by, as numbers in bytes: words and pieces, each once, ascending.

    Worked out of the letter alone, so that the processes which read letters do it.
    """

    size: int  # in words
    words: bytes
    often: bytes  # how much each word weighs
    pieces: bytes
    triples: bytes
    vocabulary: str  # the words, parted by newlines


@dataclass(frozen=True, slots=True)
class Entry:
    """What an index keeps of a reply."""

    reply: int  # rowid
    title: str  # heading and title
    meta: str  # agencies, proposers, numbers, document number
    text: str
    day: int  # ordinal of its date, 0 if it has none
    number: int  # for sorting by number
    values: tuple[Value, ...]
    people: tuple[str, ...] = ()
    held: Held | None = None  # where it was worked out before


class Order(StrEnum):
    """In what order hits come; ties are newest first."""

    RELEVANCE = "rel"
    NEWEST = "new"
    OLDEST = "old"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Moment:
    """The state of an index that a list was begun with, so that its later pages fit the first."""

    index: str
    change: int
    last: int


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to an index."""

    query: Query
    filters: Filters = field(default_factory=Filters)
    order: Order = Order.RELEVANCE
    limit: int = 20
    offset: int = 0
    after: tuple[float, int] | None = None  # rank and entry of the last hit of the page before
    moment: Moment | None = None
    facets: Sequence[str] = ()
    loose: Loose | None = None
    plain: bool = False  # BM25 as FTS5 computes it, and nothing else


@dataclass(frozen=True, slots=True)
class Loose:
    """The second group: each idea is a few equal wordings; most of the weight must be held."""

    ideas: tuple[tuple[str, ...], ...]
    weights: tuple[float, ...]
    share: float
    missing: float = 0.0  # weight of ideas that no letter holds
    without: Query | None = None  # letters that hold this are the first group


@dataclass(frozen=True, slots=True)
class Ranked:
    """A hit: the reply, its rank (greater is better) and its entry in the index."""

    reply: int
    rank: float
    entry: int


@dataclass(frozen=True, slots=True)
class Found:
    """What an index answers."""

    hits: tuple[Ranked, ...]
    total: int
    tallies: Mapping[str, Mapping[str, int]]  # facet → value → count, its own ticks left out
    moment: Moment


class TextIndex(Protocol):
    """An engine that can keep and search letters."""

    def create(self) -> None:
        """Make the index, empty."""

    def put(self, entries: Sequence[Entry]) -> None:
        """Keep replies; one that was kept before is replaced."""

    def remove(self, replies: Sequence[int]) -> None:
        """Forget replies."""

    def search(self, ask: Ask) -> Found:
        """Return the hits, their number, and the tallies."""
