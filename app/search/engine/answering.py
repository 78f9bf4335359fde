"""One question being answered: which entries are hits, in which order, with which values."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping

import numpy as np
from pyroaring import BitMap

from app.search.engine.boosts import LOOSE_WORDS, boosts
from app.search.engine.loosely import holding_most
from app.search.engine.matching import Matcher
from app.search.engine.postings import Postings
from app.search.engine.rows import Posting, entries
from app.search.engine.scoring import best, foremost, scores
from app.search.engine.state import Snapshot
from app.search.engine.tallying import Tally
from app.search.index import Ask, Found, Order, Ranked
from app.text.arrays import Numbers

PLACES = 4  # of a rank: the same letter has the same rank however it was worked out
CLOSE = 10.0 ** (1 - PLACES)  # keys that may be the same when they are rounded


class Answering:
    """One question to an index as it stood at a moment."""

    def __init__(
        self, connection: sqlite3.Connection, at: Snapshot, ask: Ask, postings: Postings
    ) -> None:
        self._at, self._ask, self._postings = at, ask, postings
        self._earned: Numbers | None = None
        self._matcher = Matcher(connection, at, postings)
        same = ask.moment is not None and ask.moment.index == at.head.index
        self._moment = ask.moment if same and ask.moment else at.moment
        self._now = self._moment.change == at.head.change
        self._alive = at.alive if self._now else at.alive_at(self._moment)

    def found(self) -> Found:
        """Return the answer."""
        held = self._held()
        filters = dict(self._matcher.filtered(self._ask.filters))
        base = self._alive if held is None else self._living(held)
        hits = _all_of(base, filters)
        return Found(
            tuple(self._ranked(hits)) if self._ask.limit else (),
            len(hits),
            self._tallies(hits, base, filters),
            self._moment,
        )

    def _living(self, held: BitMap) -> BitMap:
        """Return those of some entries that are there; mostly all are, and nothing is copied."""
        return held if self._now and len(self._alive) == self._at.last else held & self._alive

    def _held(self) -> BitMap | None:
        loose = self._ask.loose
        if loose is None:
            return self._matcher.holding(self._ask.query)
        held, self._earned = holding_most(self._matcher, self._at, loose)
        first = loose.without and self._matcher.holding(loose.without)
        return held - first if first else held

    def _tallies(
        self, hits: BitMap, base: BitMap, filters: dict[str, BitMap]
    ) -> Mapping[str, Tally]:
        """Return how many hits each value of each facet has, the facet's own ticks left out."""
        values, alive = self._at.values, self._alive if self._now else None
        counts = None
        found: dict[str, Tally] = {}
        for name in self._ask.facets:
            if name in filters:
                others = {other: held for other, held in filters.items() if other != name}
                found[name] = values.tally(name, values.counts(_all_of(base, others), alive))
            else:
                counts = values.counts(hits, alive) if counts is None else counts
                found[name] = values.tally(name, counts)
        return found

    def _ranked(self, hits: BitMap) -> Iterator[Ranked]:
        """Yield the hits of the page: greatest key first, then newest, then last come."""
        docs = entries(hits)
        if not len(docs):
            return
        keys = self._keys(hits, docs)
        if self._ask.after is not None:
            docs, keys = self._behind(docs, self._rounded(keys), *self._ask.after)
        wanted = self._ask.offset + self._ask.limit
        top = best(keys, wanted, 0.0 if self._ask.plain else CLOSE)
        docs, keys = docs[top].astype(np.int64), self._rounded(keys[top])
        newness = (self._at.columns.day[docs].astype(np.int64) << 32) | docs
        order = foremost(keys, newness, wanted)[self._ask.offset :]
        chosen = docs[order]
        replies = self._at.columns.reply[chosen].tolist()
        yield from map(Ranked, replies, keys[order].tolist(), chosen.tolist())

    def _rounded(self, keys: Numbers) -> Numbers:
        return keys if self._ask.plain else np.round(keys, PLACES)

    def _keys(self, hits: BitMap, docs: Numbers) -> Numbers:
        columns = self._at.columns
        if self._ask.order is Order.NEWEST:
            return columns.day[docs].astype(np.float64)
        if self._ask.order is Order.OLDEST:
            days = columns.day[docs].astype(np.float64)
            return -np.where(days == 0, np.inf, days)
        if self._ask.order is Order.NUMBER:
            return -columns.number[docs].astype(np.float64)
        return self._relevance(hits, docs)

    def _relevance(self, hits: BitMap, docs: Numbers) -> Numbers:
        """Return the rank of each hit: BM25, and what counts beyond words."""
        last, ask = self._moment.last, self._ask
        measure = self._postings.measure(last)
        keys = scores(measure, self._scoring(), hits, docs, last, plain=ask.plain)
        keys = keys.astype(np.float64)
        if ask.plain:
            return keys
        if self._earned is not None:
            keys = LOOSE_WORDS * keys + self._earned[docs]
        for held, boost in boosts(self._matcher, ask):
            both = held & hits
            if both:
                keys[np.searchsorted(docs, entries(both))] += boost
        return keys

    def _scoring(self) -> list[Posting]:
        """Return the postings of the words that rank."""
        if self._ask.loose:
            wordings = dict.fromkeys(w for idea in self._ask.loose.ideas for w in idea)
            return [self._postings.word(wording) for wording in wordings]
        texts = [term.text for term in self._ask.query.terms if term.field is None]
        words = dict.fromkeys(word for text in texts for word in self._matcher.cut(text))
        return [self._postings.word(word) for word in words]

    def _behind(
        self, docs: Numbers, keys: Numbers, key: float, doc: int
    ) -> tuple[Numbers, Numbers]:
        """Return the hits that come after the last one of the page before."""
        days = self._at.columns.day
        day = days[doc] if doc <= self._at.last else 0
        same = keys == key
        older = (days[docs] < day) | ((days[docs] == day) & (docs < doc))
        behind = np.where(same, older, keys < key)
        return docs[behind], keys[behind]


def _all_of(base: BitMap, filters: Mapping[str, BitMap]) -> BitMap:
    for held in filters.values():
        base = base & held
    return base
