"""The index in SQLite: FTS5 for words and pieces, bitmaps for facets, numpy for ranking.

The adapter of the port for one machine. The site searches through connections that only read;
what it reads is kept in memory under the index's identity and change, so nothing stale is used.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np
from pyroaring import BitMap

from app.errors import TooSlow, Unavailable
from app.search import schema
from app.search.boosts import LOOSE_WORDS, boosts
from app.search.cutting import TITLE, VERSION, cut, cut_folded, pieces
from app.search.fold import fold
from app.search.index import Ask, Entry, Found, Moment, Order, Ranked
from app.search.loosely import holding_most
from app.search.matching import Matcher
from app.search.postings import Posting, Postings
from app.search.scoring import best, every_score, some_scores
from app.search.sidecar import BULK, TAIL, Sidecar
from app.search.sound import initials, sound
from app.search.state import Name, Numbers, Snapshot, entries, fresh, head, snapshot
from app.search.synonyms import ideas

HAN = re.compile(r"[\u4e00-\u9fff]+")
PLACES = 4  # of a rank: the same letter has the same rank however it was worked out
FEW = 8  # fewer hits than one entry in so many are ranked one by one
STEPS = 20_000  # of SQLite's machine between two looks at the clock
LIVING = """SELECT count(*) FROM search_doc d JOIN reply r ON r.rowid = d.reply WHERE NOT EXISTS
            (SELECT 1 FROM search_log l WHERE l.doc = d.doc AND l.gone)"""
NONE: Mapping[str, int] = {}


class Fts5Index:
    """The index behind one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def create(self) -> None:
        """Make the index, empty."""
        schema.create(self._connection)

    def exists(self) -> bool:
        """Tell whether there is an index of this program's version; another one is an error."""
        at = head(self._connection)
        if at is not None and at.version != VERSION:
            raise Unavailable("索引是另一版本的程序建的；请先运行 ./run reindex。")
        return at is not None

    def put(self, entry: Entry) -> None:
        """Keep a reply; one that was kept before is replaced."""
        self.remove(entry.reply)
        folded = [fold(text) for text in (entry.title, entry.meta, entry.text)]
        columns = [cut_folded(text) for text in folded]
        facets = "\n".join(f"{value.facet}\t{value.value}" for value in entry.values)
        write = self._connection.execute
        doc = write(
            "INSERT INTO search_doc (reply, day, number, size, title, meta, facets)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                entry.reply,
                entry.day,
                entry.number,
                sum(text.count(" ") + bool(text) for text in columns),
                entry.title,
                entry.meta,
                facets,
            ),
        ).lastrowid
        write(
            "INSERT INTO search_words (rowid, title, meta, body) VALUES (?, ?, ?, ?)",
            (doc, *columns),
        )
        found = pieces("。".join(folded)) + pieces(folded[0], TITLE)
        write("INSERT INTO search_pieces (rowid, pieces) VALUES (?, ?)", (doc, found))
        write("INSERT INTO search_tail (doc, words) VALUES (?, ?)", (doc, "\n".join(columns)))
        write("INSERT INTO search_log (doc, gone) VALUES (?, 0)", (doc,))
        if doc is not None and doc % BULK == 0:
            self.settle(BULK)
        self._connection.executemany(
            "INSERT OR IGNORE INTO search_value VALUES (?, ?, ?, ?)",
            [(value.facet, value.value, value.label, value.scope) for value in entry.values],
        )
        for person in entry.people:
            self._name("person", person)
        for value in entry.values:
            if value.facet == "agency":
                self._name("agency", value.value)

    def _name(self, kind: str, name: str) -> None:
        known = "SELECT 1 FROM search_name WHERE name = ? AND kind = ?"
        if self._connection.execute(known, (name, kind)).fetchone() is None:
            rows = [(kind, name, letters) for letters in initials(name)]
            self._connection.executemany("INSERT OR IGNORE INTO search_name VALUES (?, ?, ?)", rows)

    def remove(self, reply: int) -> None:
        """Forget a reply: its entry is masked, and left out for good by the next reindex."""
        present = """SELECT d.doc FROM search_doc d WHERE d.reply = ?
                     AND NOT EXISTS (SELECT 1 FROM search_log l WHERE l.doc = d.doc AND l.gone)"""
        for (doc,) in self._connection.execute(present, (reply,)).fetchall():
            self._connection.execute("INSERT INTO search_log (doc, gone) VALUES (?, 1)", (doc,))

    def faults(self) -> tuple[str, ...]:
        """Return what is missing, stale or of another version, each as a sentence."""
        at = head(self._connection)
        if at is None:
            return ("没有检索索引；请运行 ./run reindex。",)
        if at.version != VERSION:
            return (f"检索索引的版本是 {at.version}，程序要 {VERSION}；请运行 ./run reindex。",)
        (stored,) = self._connection.execute("SELECT count(*) FROM reply").fetchone()
        living = self._connection.execute(LIVING).fetchone()[0]
        if stored != living:
            return (f"库里有 {stored} 件答复，检索索引里有 {living} 件；请运行 ./run reindex。",)
        return ()

    def names(self) -> dict[tuple[str, str], Name]:
        """Return how the facet values are called."""
        at = snapshot(self._connection)
        return {} if at is None else at.names

    def rarities(self, words: Sequence[str]) -> dict[str, float]:
        """Return how much each word weighs in this archive; 0 where a single entry has it."""
        at = snapshot(self._connection)
        if at is None:
            return dict.fromkeys(words, 0.0)
        postings = self._postings(at)
        measure = postings.measure(at.last)
        held = {word: len(postings.word(word).docs & at.alive) for word in words}
        return {
            word: measure.rarity(count, plain=False) if count > 1 else 0.0
            for word, count in held.items()
        }

    def settle(self, tail: int = TAIL) -> None:
        """Fold the tail into the fast parts, where it is long enough to pay."""
        sidecar, at = Sidecar(self._connection), None
        if sidecar.pays(tail):
            at = fresh(self._connection)
        if at is not None:
            sidecar.settle(at)

    def compact(self) -> None:
        """Write each plain index as one piece: smaller, and faster to read."""
        for name in ("search_words", "search_pieces"):
            self._connection.execute(f"INSERT INTO {name} ({name}) VALUES ('optimize')")

    def present(self, wordings: Sequence[str]) -> frozenset[str]:
        """Return those wordings that some letter holds, as words or literally."""
        at = snapshot(self._connection)
        if at is None:
            return frozenset()
        matcher = Matcher(self._connection, at, self._postings(at))
        return frozenset(text for text in wordings if not matcher.likely(text).isdisjoint(at.alive))

    def sounding(self, heard: str) -> list[str]:
        """Return the words of the archive that sound so, the commonest first."""
        statement = "SELECT word FROM search_sound WHERE sound = ? ORDER BY docs DESC"
        return [word for (word,) in self._connection.execute(statement, (heard,))]

    def listen(self) -> None:
        """Note how the words sound that are new since this was last done."""
        state = dict(self._connection.execute("SELECT key, value FROM search_state"))
        (last,) = self._connection.execute("SELECT max(doc) FROM search_doc").fetchone()
        if not last or last - int(state.get("heard", 0)) <= last // 50:
            return
        new = """SELECT term, doc FROM search_word WHERE length(term) BETWEEN 2 AND 6
                 AND term NOT IN (SELECT word FROM search_sound)"""
        rows = [
            (sound(word), word, docs)
            for word, docs in self._connection.execute(new)
            if HAN.fullmatch(word)
        ]
        held = {word for _, word, _ in rows}
        if "heard" not in state:  # what letters may say, once
            rows += [(sound(w), w, 0) for idea in ideas() for w in idea.wordings if w not in held]
        self._connection.executemany("INSERT OR IGNORE INTO search_sound VALUES (?, ?, ?)", rows)
        write = "INSERT OR REPLACE INTO search_state VALUES ('heard', ?)"
        self._connection.execute(write, (str(last),))

    def _postings(self, at: Snapshot) -> Postings:
        (reads_only,) = self._connection.execute("PRAGMA query_only").fetchone()
        return Postings(self._connection, at, private=not reads_only)

    def search(self, ask: Ask) -> Found:
        """Return the hits, their number, and the tallies; the same question twice costs once."""
        at = snapshot(self._connection)
        if at is None:
            return Found((), 0, dict.fromkeys(ask.facets, NONE), Moment("", 0, 0))
        if at.head.version != VERSION:
            raise Unavailable("索引是另一版本的程序建的；请先运行 ./run reindex。")
        postings = self._postings(at)
        return postings.answer(ask, lambda: _Search(self._connection, at, ask, postings).found())


class _Search:
    """One question being answered."""

    def __init__(
        self, connection: sqlite3.Connection, at: Snapshot, ask: Ask, postings: Postings
    ) -> None:
        self.at, self.ask, self.postings = at, ask, postings
        self.earned: Numbers | None = None
        self.matcher = Matcher(connection, at, postings)
        same = ask.moment is not None and ask.moment.index == at.head.index
        self.moment = ask.moment if same and ask.moment else at.moment
        now = self.moment.change == at.head.change
        self.alive = at.alive if now else at.alive_at(self.moment)

    def found(self) -> Found:
        """Return the answer."""
        held = self._held()
        filters = dict(self.matcher.filtered(self.ask.filters))
        base = self.alive if held is None else held & self.alive
        hits = _all_of(base, filters)
        return Found(
            tuple(self._ranked(hits)) if self.ask.limit else (),
            len(hits),
            {name: self._tally(name, base, filters) for name in self.ask.facets},
            self.moment,
        )

    def _held(self) -> BitMap | None:
        loose = self.ask.loose
        if loose is None:
            return self.matcher.holding(self.ask.query)
        held, self.earned = holding_most(self.matcher, self.at, loose)
        first = loose.without and self.matcher.holding(loose.without)
        return held - first if first else held

    def _tally(self, name: str, base: BitMap, filters: dict[str, BitMap]) -> Mapping[str, int]:
        """Return how many hits each value has, this facet's own ticks left out.

        Where most entries are hits, those that are not are fewer to count.
        """
        hits = _all_of(base, {other: bits for other, bits in filters.items() if other != name})
        values, sizes = self.at.values.get(name, ((), ()))
        if 2 * len(hits) > self.at.last and len(self.at.alive) == self.at.last:
            missing = self.at.alive - hits
            if not missing:
                return {value: size for (value, _), size in zip(values, sizes, strict=True)}
            counts = [
                size - held.intersection_cardinality(missing)
                for (_, held), size in zip(values, sizes, strict=True)
            ]
        else:
            counts = [held.intersection_cardinality(hits) for _, held in values]
        return {value: count for (value, _), count in zip(values, counts, strict=True) if count}

    def _ranked(self, hits: BitMap) -> Iterator[Ranked]:
        """Yield the hits of the page: greatest key first, then newest, then last come."""
        last = self.moment.last
        docs = entries(hits)
        keys = self._keys(hits, docs)
        if self.ask.after is not None:
            docs, keys = self._behind(docs, keys, *self.ask.after)
        wanted = self.ask.offset + self.ask.limit
        top = best(keys, wanted)
        days = self.at.columns.day[: last + 1][docs[top]]
        order = np.lexsort((-docs[top].astype(np.int64), -days.astype(np.int64), -keys[top]))
        for place in top[order][self.ask.offset : wanted]:
            doc = int(docs[place])
            yield Ranked(int(self.at.columns.reply[doc]), float(keys[place]), doc)

    def _keys(self, hits: BitMap, docs: Numbers) -> Numbers:
        columns = self.at.columns
        if self.ask.order is Order.NEWEST:
            return columns.day[docs].astype(np.float64)
        if self.ask.order is Order.OLDEST:
            days = columns.day[docs].astype(np.float64)
            return -np.where(days == 0, np.inf, days)
        if self.ask.order is Order.NUMBER:
            return -columns.number[docs].astype(np.float64)
        return self._relevance(hits, docs)

    def _relevance(self, hits: BitMap, docs: Numbers) -> Numbers:
        """Return the rank of each hit: over all entries at once where many are hits."""
        last, ask, found = self.moment.last, self.ask, self._scoring()
        measure = self.postings.measure(last)
        if len(docs) * FEW > last:
            every = every_score(measure, found, last, plain=ask.plain)
            return (every if ask.plain else self._boosted(every, None))[docs]
        keys = some_scores(measure, found, docs, last, plain=ask.plain)
        return keys if ask.plain else self._boosted(keys, docs)

    def _boosted(self, keys: Numbers, docs: Numbers | None) -> Numbers:
        """Return scores with what counts beyond words, of the hits or of every entry."""
        keys = keys.astype(np.float64)
        if self.earned is not None:
            earned = self.earned[: len(keys)] if docs is None else self.earned[docs]
            keys = LOOSE_WORDS * keys + earned
        for held, boost in boosts(self.matcher, self.ask):
            if docs is None:
                both = entries(held)
                keys[both[both < len(keys)]] += boost
            elif held:
                both = entries(held)
                at = np.minimum(np.searchsorted(both, docs), len(both) - 1)
                keys[both[at] == docs] += boost
        return np.round(keys, PLACES)

    def _scoring(self) -> list[Posting]:
        """Return the postings of the words that rank."""
        if self.ask.loose:
            wordings = dict.fromkeys(w for idea in self.ask.loose.ideas for w in idea)
            return [self.postings.word(wording) for wording in wordings]
        texts = [term.text for term in self.ask.query.terms if term.field is None]
        words = dict.fromkeys(word for text in texts for word in cut(text).split())
        return [self.postings.word(word) for word in words]

    def _behind(
        self, docs: Numbers, keys: Numbers, key: float, doc: int
    ) -> tuple[Numbers, Numbers]:
        """Return the hits that come after the last one of the page before."""
        days = self.at.columns.day
        day = days[doc] if doc <= self.at.last else 0
        same = keys == key
        older = (days[docs] < day) | ((days[docs] == day) & (docs < doc))
        behind = np.where(same, older, keys < key)
        return docs[behind], keys[behind]


def _all_of(base: BitMap, filters: Mapping[str, BitMap]) -> BitMap:
    for bits in filters.values():
        base = base & bits
    return base


@contextmanager
def deadline(connection: sqlite3.Connection, seconds: float | None) -> Iterator[None]:
    """Stop a query that runs longer than so many seconds."""
    if seconds is None:
        yield
        return
    end = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > end, STEPS)
    try:
        yield
    except sqlite3.OperationalError as error:
        if "interrupted" in str(error):
            raise TooSlow("检索用时过长，已停止；请增加条件再试。") from None
        raise
    finally:
        connection.set_progress_handler(None, 0)
