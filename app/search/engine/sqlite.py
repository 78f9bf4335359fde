"""The index in SQLite: roaring bitmaps and frequencies in segments, numpy for ranking.

The adapter of the port for one machine. The site searches through connections that only read;
what it reads is kept in memory under the index's identity and change, so nothing stale is used.
"""

from __future__ import annotations

import json
import re
import sqlite3
import zlib
from collections.abc import Callable, Hashable, Mapping, Sequence

import numpy as np

from app.errors import Unavailable
from app.search.engine import schema
from app.search.engine.answering import Answering
from app.search.engine.matching import Matcher
from app.search.engine.postings import Postings
from app.search.engine.rows import entries as numbers_of
from app.search.engine.segments import Kind, Segments
from app.search.engine.state import Name, Snapshot, head, packed_snapshot, snapshot
from app.search.engine.taking import held as taken
from app.search.engine.terms import word_keys
from app.search.index import Ask, Entry, Found, Moment
from app.search.words.cutting import VERSION, wanted_pieces
from app.search.words.fold import literal
from app.search.words.sound import initials, sound
from app.search.words.synonyms import ideas

HEARD = re.compile(r"[\u4e00-\u9fff]{2,6}")
FEW = 1_000  # letters; in a greater archive, a word of one letter is no likely correction
GROWTH = 0.2  # of the entries packed for a quick start: with more new ones they are packed again
LIVING = """SELECT count(*) FROM search_doc d JOIN reply r ON r.rowid = d.reply WHERE NOT EXISTS
            (SELECT 1 FROM search_log l WHERE l.doc = d.doc AND l.gone)"""
COUNTED = """SELECT (SELECT count(*) FROM search_doc)
             - (SELECT count(DISTINCT doc) FROM search_log WHERE gone)"""
PRESENT = """SELECT d.doc FROM search_doc d WHERE d.reply IN (SELECT value FROM json_each(?))
             AND NOT EXISTS (SELECT 1 FROM search_log l WHERE l.doc = d.doc AND l.gone)"""
NEXT = "SELECT coalesce(max(doc), 0) + 1 FROM search_doc"
NONE: Mapping[str, int] = {}


class SqliteIndex:
    """The index behind one connection."""

    def __init__(self, connection: sqlite3.Connection, standing: Snapshot | None = None) -> None:
        """Look at the index as the connection sees it, or at what stands for it."""
        self._connection, self.standing = connection, standing

    def create(self) -> None:
        """Make the index, empty."""
        schema.create(self._connection)

    def exists(self) -> bool:
        """Tell whether there is an index of this program's version; another one is an error."""
        at = head(self._connection)
        if at is not None and at.version != VERSION:
            raise Unavailable("索引是另一版本的程序建的；请先运行 ./run reindex。")
        return at is not None

    def put(self, entries: Sequence[Entry]) -> None:
        """Keep replies; one that was kept before is replaced."""
        if not entries:
            return
        self.remove([entry.reply for entry in entries])
        (first,) = self._connection.execute(NEXT).fetchone()
        letters = [e.held or taken(e.title, e.meta, e.text) for e in entries]
        rows = [
            _row(doc, letter.size, entry)
            for doc, (letter, entry) in enumerate(zip(letters, entries, strict=True), first)
        ]
        write = self._connection.executemany
        write("INSERT INTO search_doc VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        write("INSERT INTO search_log (doc, gone) VALUES (?, 0)", [row[:1] for row in rows])
        values = dict.fromkeys(value for entry in entries for value in entry.values)
        write(
            "INSERT OR IGNORE INTO search_value VALUES (?, ?, ?, ?)",
            [(value.facet, value.value, value.label, value.scope) for value in values],
        )
        self._name("person", dict.fromkeys(name for entry in entries for name in entry.people))
        self._name("agency", {v.value: None for v in values if v.facet == "agency"})
        words = set[str]().union(*(letter.vocabulary.split("\n") for letter in letters))
        write(
            "INSERT INTO search_vocabulary VALUES (?, ?)",
            [(first, zlib.compress("\n".join(words).encode(), 1))],
        )
        Segments(self._connection).add(letters, first)

    def _name(self, kind: str, names: Mapping[str, None]) -> None:
        known = """SELECT value FROM json_each(?) WHERE NOT EXISTS
                   (SELECT 1 FROM search_name WHERE name = value AND kind = ?)"""
        asked = (json.dumps(list(names)), kind)
        new = [name for (name,) in self._connection.execute(known, asked)]
        rows = [(kind, name, letters) for name in new for letters in initials(name)]
        self._connection.executemany("INSERT OR IGNORE INTO search_name VALUES (?, ?, ?)", rows)

    def remove(self, replies: Sequence[int]) -> None:
        """Forget replies: their entries are masked, and left out for good by the next reindex."""
        docs = self._connection.execute(PRESENT, (json.dumps(list(replies)),)).fetchall()
        self._connection.executemany("INSERT INTO search_log (doc, gone) VALUES (?, 1)", docs)

    def faults(self) -> tuple[str, ...]:
        """Return what is missing, stale or of another version, each as a sentence."""
        return self._faults(LIVING)

    def stale(self) -> tuple[str, ...]:
        """Return of that what is known at a glance: the entries are counted, not gone through."""
        return self._faults(COUNTED)

    def _faults(self, counting: str) -> tuple[str, ...]:
        at = head(self._connection)
        if at is None:
            return ("没有检索索引；请运行 ./run reindex。",)
        if at.version != VERSION:
            return (f"检索索引的版本是 {at.version}，程序要 {VERSION}；请运行 ./run reindex。",)
        (stored,) = self._connection.execute("SELECT count(*) FROM reply").fetchone()
        living = self._connection.execute(counting).fetchone()[0]
        if stored != living:
            return (f"库里有 {stored} 件答复，检索索引里有 {living} 件；请运行 ./run reindex。",)
        return ()

    def names(self) -> dict[tuple[str, str], Name]:
        """Return how the facet values are called."""
        at = self.standing or snapshot(self._connection)
        return {} if at is None else at.names

    def rarities(self, words: Sequence[str]) -> dict[str, float]:
        """Return how much each word weighs in this archive; 0 where a single entry has it."""
        at = snapshot(self._connection)
        if at is None:
            return dict.fromkeys(words, 0.0)
        postings = Postings(self._connection, at)
        measure = postings.measure(at.last)
        held = {word: postings.word(word).docs.intersection_cardinality(at.alive) for word in words}
        return {
            word: measure.rarity(count, plain=False) if count > 1 else 0.0
            for word, count in held.items()
        }

    def settle(self) -> None:
        """Merge what the last letters left, and pack what the serving process starts with."""
        Segments(self._connection).settle()
        state = dict(self._connection.execute("SELECT key, value FROM search_state"))
        (last,) = self._connection.execute("SELECT max(doc) FROM search_doc").fetchone()
        if last and last > (1 + GROWTH) * int(state.get("packed", 0)):
            self._pack(last)

    def compact(self) -> None:
        """Merge the whole index into one segment: smaller, and faster to read."""
        Segments(self._connection).compact()

    def _pack(self, last: int) -> None:
        at = snapshot(self._connection)
        if at is not None:
            rows = [(*key, data) for key, data in packed_snapshot(at).items()]
            write = self._connection.executemany
            write("INSERT OR REPLACE INTO search_blob VALUES (?, ?, ?)", rows)
            write("INSERT OR REPLACE INTO search_state VALUES ('packed', ?)", [(str(last),)])

    def present(self, wordings: Sequence[str]) -> frozenset[str]:
        """Return those wordings that some letter holds, as words or literally."""
        at = snapshot(self._connection)
        if at is None:
            return frozenset()
        matcher = Matcher(self._connection, at, Postings(self._connection, at))
        return frozenset(text for text in wordings if not matcher.likely(text).isdisjoint(at.alive))

    def may_hold(self, text: str) -> Sequence[int] | None:
        """Return the replies whose pieces say that they may hold a text; None if none can say."""
        at = snapshot(self._connection)
        if at is None or at.head.version != VERSION or not wanted_pieces(literal(text)):
            return None
        docs = Matcher(self._connection, at, Postings(self._connection, at)).likely(literal(text))
        found: list[int] = at.columns.reply[numbers_of(docs & at.alive)].tolist()
        return found

    def sounding(self, heard: str) -> list[str]:
        """Return the words of the archive that sound so, the commonest first."""
        statement = "SELECT word FROM search_sound WHERE sound = ? ORDER BY docs DESC"
        if head(self._connection) is None:
            return []
        return [word for (word,) in self._connection.execute(statement, (heard,))]

    def known(self, words: Sequence[str]) -> list[str]:
        """Return those of the words that the archive knows, the commonest first."""
        statement = """SELECT word FROM search_sound
                       WHERE word IN (SELECT value FROM json_each(?)) ORDER BY docs DESC"""
        if head(self._connection) is None:
            return []
        return [word for (word,) in self._connection.execute(statement, (json.dumps(words),))]

    def listen(self) -> None:
        """Note how the words sound that are new since this was last done."""
        state = dict(self._connection.execute("SELECT key, value FROM search_state"))
        (last,) = self._connection.execute("SELECT max(doc) FROM search_doc").fetchone()
        if not last or last - int(state.get("heard", 0)) <= last // 50:
            return
        words = self._unheard()
        keys = word_keys(words)
        order = np.argsort(keys)
        counts = Segments(self._connection).counts(Kind.WORD, keys[order])
        held = dict(zip((words[place] for place in order), counts.tolist(), strict=True))
        least = 2 if last > FEW else 1
        rows = [(sound(word), word, docs) for word, docs in held.items() if docs >= least]
        if "heard" not in state:  # what letters may say, once
            rows += [(sound(w), w, 0) for idea in ideas() for w in idea.wordings if w not in held]
        self._connection.executemany("INSERT OR IGNORE INTO search_sound VALUES (?, ?, ?)", rows)
        write = "INSERT OR REPLACE INTO search_state VALUES ('heard', ?)"
        self._connection.execute(write, (str(last),))

    def _unheard(self) -> list[str]:
        """Return the words of new letters whose sound is not known yet."""
        rows = self._connection.execute("SELECT words FROM search_vocabulary").fetchall()
        words = set[str]().union(*(zlib.decompress(row[0]).decode().split("\n") for row in rows))
        known = {word for (word,) in self._connection.execute("SELECT word FROM search_sound")}
        self._connection.execute("DELETE FROM search_vocabulary")
        return sorted(word for word in words - known if HEARD.fullmatch(word))

    def search(self, ask: Ask) -> Found:
        """Return the hits, their number, and the tallies; the same question twice costs once."""
        at = self.standing or snapshot(self._connection)
        if at is None:
            return Found((), 0, dict.fromkeys(ask.facets, NONE), Moment("", 0, 0))
        if at.head.version != VERSION:
            raise Unavailable("索引是另一版本的程序建的；请先运行 ./run reindex。")
        postings = Postings(self._connection, at)
        return postings.answer(ask, lambda: Answering(self._connection, at, ask, postings).found())

    def remembered(
        self, key: Hashable, among: tuple[int, ...], make: Callable[[], tuple[int, ...]]
    ) -> tuple[int, ...]:
        """Return what was worked out among letters before, from this very index, or do it."""
        at = snapshot(self._connection)
        return make() if at is None else Postings(self._connection, at).remembered(key, among, make)


def _row(doc: int, size: int, entry: Entry) -> tuple[int | str, ...]:
    facets = "\n".join(f"{value.facet}\t{value.value}" for value in entry.values)
    numbers = (doc, entry.reply, entry.day, entry.number, size)
    return (*numbers, entry.title, entry.meta, facets)
