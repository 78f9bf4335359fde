"""Which entries hold a query: all wanted clauses and no unwanted one, as words or literally.

A run of letters is held by an entry that has all its words, and by one that has the run itself,
however jieba cuts it there. The pieces give candidates for the latter; those the words do not
vouch for already are looked up in the text, so totals are exact.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from pyroaring import BitMap

from app.search.engine.measure import Measure
from app.search.engine.postings import Postings
from app.search.engine.rows import bits
from app.search.engine.state import Name, Snapshot
from app.search.engine.tallying import Key
from app.search.engine.triples import LENGTH, is_triple
from app.search.fields import Field
from app.search.filters import Filters
from app.search.query import Clause, Kind, Query, Term, number_in
from app.search.words.cutting import TITLE, cut, wanted_pieces
from app.search.words.fold import fold, holds, literal

TEXTS = """SELECT d.doc, r.text, d.title, d.meta FROM search_doc d JOIN reply r ON r.rowid = d.reply
           WHERE d.doc IN (SELECT value FROM json_each(?))"""
TITLES = "SELECT doc, title FROM search_doc WHERE doc IN (SELECT value FROM json_each(?))"
METAS = "SELECT doc, meta FROM search_doc WHERE doc IN (SELECT value FROM json_each(?))"
NUMBERED = """SELECT d.doc, n.number FROM reply_number n JOIN search_doc d ON d.reply = n.reply
              WHERE n.bare = ?"""
PROPOSED = """SELECT d.doc FROM reply_proposer p JOIN search_doc d ON d.reply = p.reply
              WHERE p.name = ?"""
PROPOSED_ROWS = "SELECT reply FROM reply_proposer WHERE name = ?"
NUMBERED_ROWS = "SELECT reply, number FROM reply_number WHERE bare = ?"
PROPOSERS = "SELECT DISTINCT name FROM reply_proposer"
CHUNK = 256
FEW = 8  # letters that are read sooner than told apart further
EDGES = re.compile(r"^[\W_]+|[\W_]+$")
# 2025, 2025-04, 2025-04-11, 2025年4月11日
DAY = re.compile(
    r"(?P<year>\d{4})(?:[-./年](?P<month>\d{1,2})(?:[-./月](?P<day>\d{1,2}))?)?[月日年]?"
)


@dataclass(frozen=True, slots=True)
class Likely:
    """The entries that hold a literal, and those whose pieces say that they may."""

    key: str
    sure: BitMap
    maybe: BitMap

    @property
    def all(self) -> BitMap:
        """Return the entries of both kinds; most terms have but one, and nothing is copied."""
        if not self.maybe:
            return self.sure
        return self.sure | self.maybe if self.sure else self.maybe


class Matcher:
    """Finds the entries that hold a query, as one connection sees the index."""

    def __init__(self, connection: sqlite3.Connection, at: Snapshot, postings: Postings) -> None:
        self._connection, self._at, self._postings = connection, at, postings
        self._words: dict[str, list[str]] = {}

    def cut(self, text: str) -> list[str]:
        """Return the words of a text, which is asked for several times over one question."""
        if (words := self._words.get(text)) is None:
            words = self._words[text] = cut(text).split()
        return words

    def measure(self) -> Measure:
        """Return what BM25 must know of the archive."""
        return self._postings.measure(self._at.last)

    def holding(self, query: Query) -> BitMap | None:
        """Return the entries that hold a query; None where it asks for nothing."""
        if query.empty:
            return None
        found = self._all_of([self._likely(clause) for clause in query.wanted])
        for clause in query.unwanted:
            found = found - self.clause(clause)
        return found | self.literally(query.whole) if query.whole else found

    def clause(self, clause: Clause) -> BitMap:
        """Return the entries that hold any term of a clause."""
        return BitMap.union(*(self.term(term) for term in clause.terms))

    def term(self, term: Term) -> BitMap:
        """Return the entries that hold a term."""
        if term.field is not None:
            return TIED[term.field](self, term)
        if term.kind is Kind.NUMBER:
            return self.numbered(term.text) | self.literally(term.key)
        return self.words(term.text) if term.kind is Kind.WORDS else self.literally(term.key)

    def words(self, text: str) -> BitMap:
        """Return the entries that hold all words of a run, or the run itself."""
        key = literal(text)
        return self._postings.keep(("words", key), lambda: self._all_of([self._run(text)]))

    def literally(self, key: str) -> BitMap:
        """Return the entries that hold a literal, white space left out."""
        trimmed = EDGES.sub("", key)
        return self._postings.keep(
            ("holds", trimmed), lambda: self._all_of([self._literal(trimmed)])
        )

    def _likely(self, clause: Clause) -> Likely:
        term = clause.terms[0]
        if len(clause.terms) == 1 and term.field is None:
            if term.kind is Kind.WORDS:
                return self._run(term.text)
            if term.kind is not Kind.NUMBER:
                return self._literal(EDGES.sub("", term.key))
        return Likely("", self.clause(clause), BitMap())

    def _all_of(self, wanted: Sequence[Likely]) -> BitMap:
        """Return the entries that hold all that is wanted; only those that may are looked at."""
        if not wanted:
            return self._at.alive
        found = BitMap.intersection(*(likely.all for likely in wanted))
        for likely in wanted:
            if not likely.maybe:
                continue
            if unsure := (likely.maybe - likely.sure) & found:
                found = (found - unsure) | self._reading(TEXTS, unsure, likely.key)
        return found

    def _run(self, text: str) -> Likely:
        """Return the entries that hold all words of a run, and those that may hold it itself."""
        key, words = literal(text), self.cut(text)
        if len(words) == 1 and words[0] == key and (held := self._exactly(key)) is not None:
            return Likely(key, held, BitMap())  # where the word stands, its letters do
        sure = BitMap()
        if words:
            sure = BitMap.intersection(*(self._postings.word(w).docs for w in dict.fromkeys(words)))
        if len(key) < 2:
            return Likely(key, sure | self._single(key), BitMap())
        if (held := self._exactly(key)) is not None:
            return Likely(key, sure | held, BitMap())
        return Likely(key, sure, self._having_pieces(key))

    def _literal(self, key: str) -> Likely:
        """Return the entries that surely hold a literal, and those that may."""
        if len(key) < 2:
            return Likely(key, self._single(key), BitMap())
        if (held := self._exactly(key)) is not None:
            return Likely(key, held, BitMap())
        maybe = self._having_pieces(key)
        return Likely(
            key, self._postings.word(key).docs & maybe if key in self.cut(key) else BitMap(), maybe
        )

    def _exactly(self, key: str) -> BitMap | None:
        """Return the entries that hold a literal which the index keeps as such, if it does."""
        if len(key) == 2 and key.isalnum():
            return self._postings.piece(key)
        return self._postings.triple(key) if is_triple(key) else None

    def _single(self, letter: str) -> BitMap:
        return self._postings.beginning(letter) if letter.isalnum() else BitMap()

    def _having_pieces(self, key: str) -> BitMap:
        """Return the entries that may hold a literal: its pieces, as far as they tell apart."""
        wanted = wanted_pieces(key)
        if not wanted:
            return BitMap.intersection(*map(self._single, filter(str.isalnum, key)))
        side_by_side = wanted[::2] + wanted[1::2]  # first those that share no letter
        maybe = self._postings.piece(side_by_side[0])
        for read, piece in enumerate(side_by_side[1:], 1):
            if len(maybe) <= len(wanted) - read:
                return maybe  # a letter is read as soon as a piece
            maybe = maybe & self._postings.piece(piece)
        if len(maybe) > FEW:
            parts = (key[at : at + LENGTH] for at in range(len(key) - LENGTH + 1))
            maybe = maybe.intersection(*map(self._postings.triple, filter(is_triple, parts)))
        return maybe

    def _reading(self, statement: str, docs: BitMap, key: str) -> BitMap:
        """Return those of the entries whose stored words hold a literal."""
        found = BitMap()
        wanted = docs.to_array().tolist()
        for start in range(0, len(wanted), CHUNK):
            chunk = json.dumps(wanted[start : start + CHUNK])
            for doc, *texts in self._connection.execute(statement, (chunk,)):
                if any(holds(text, key) for text in texts):
                    found.add(doc)
        return found

    def numbered(self, text: str) -> BitMap:
        """Return the replies to a submission number: as typed, else but for leading zeros."""
        number = number_in(text) or fold(text).upper()
        statement = NUMBERED_ROWS if self._at.unindexed else NUMBERED
        rows = self._connection.execute(statement, (number.lstrip("0") or number,)).fetchall()
        exact = BitMap(doc for doc, printed in rows if printed.upper() == number)
        exact &= self._at.alive
        return exact or BitMap(doc for doc, _ in rows) & self._at.alive

    def entitled(self, text: str) -> BitMap:
        """Return the entries whose title holds all words of a run, or the run itself."""
        key = literal(text)

        def made() -> BitMap:
            whole = self.titled(key)
            found = self._reading(TITLES, whole & self._at.alive, key) if len(key) > 2 else whole
            return found | self.words_in_title(self.cut(text))

        return self._postings.keep(("entitled", key), made)

    def titled(self, key: str) -> BitMap:
        """Return the entries whose title holds the pieces of a literal."""
        if len(key) < 2:
            return self._postings.beginning(TITLE + key)
        wanted = [TITLE + piece for piece in wanted_pieces(key)]
        return self._postings.pieces(wanted) or BitMap()

    def words_in_title(self, words: Sequence[str]) -> BitMap:
        """Return the entries whose title has the pieces of several words."""
        long = [word for word in words if len(word) > 1]
        if len(long) < 2:
            return BitMap()
        return BitMap.intersection(*(self.titled(word) for word in long))

    def near_title(self, text: str) -> BitMap:
        """Return the entries whose title has the pieces of a run, or of all its words."""
        return self.titled(literal(text)) | self.words_in_title(self.cut(text))

    def proposed(self, name: str) -> BitMap:
        """Return the replies to a person or body: of that very name, else of one holding it."""
        exact = self._proposed_by([name])
        if exact:
            return exact
        key = literal(name)
        every = (row[0] for row in self._connection.execute(PROPOSERS))
        return self._proposed_by([other for other in every if key in literal(other)])

    def _proposed_by(self, names: list[str]) -> BitMap:
        found, statement = BitMap(), PROPOSED_ROWS if self._at.unindexed else PROPOSED
        for name in names:
            found.update(doc for (doc,) in self._connection.execute(statement, (name,)))
        return found & self._at.alive

    def likely(self, key: str) -> BitMap:
        """Return the entries that hold the pieces of a literal, without looking in their text."""
        if len(key) < 2:
            return BitMap()
        return self._postings.pieces(wanted_pieces(key)) or BitMap()

    def exactly_proposed(self, name: str) -> BitMap:
        """Return the replies to a person or body of that very name."""
        return self._proposed_by([name])

    def documented(self, text: str) -> BitMap:
        """Return the replies of a document number, its brackets of any kind, or part of one."""
        key = literal(text)
        maybe = self._postings.pieces(wanted_pieces(key)) or BitMap()
        return self._reading(METAS, maybe & self._at.alive, key)

    def valued(self, facet: str, text: str) -> BitMap:
        """Return the replies with a facet value that is called so."""
        keys = [(facet, value) for value in self.called(facet, text)]
        return self._valued(keys)

    def called(self, facet: str, text: str) -> list[str]:
        """Return the values of a facet that are called so: by value, name, part or short form."""
        key = literal(text)
        named = [name for (of, _), name in self._at.names.items() if of == facet]
        tests: tuple[Callable[[Name], bool], ...] = (
            lambda name: key in (name.value, name.key),
            lambda name: key in name.key or key in name.scope,
            lambda name: facet == "agency" and _shortens(key, name.key),
        )
        for test in tests:
            if found := [name.value for name in named if test(name)]:
                return found
        return []

    def among_agencies(self, key: str) -> BitMap:
        """Return the replies of agencies whose name holds a literal."""
        keys = [k for k, name in self._at.names.items() if k[0] == "agency" and key in name.key]
        return self._valued(keys)

    def between(self, first: date | None, last: date | None) -> BitMap:
        """Return the replies dated in a period, both ends included."""
        days = self._at.columns.day[: self._at.last + 1]
        low = first.toordinal() if first else 1
        high = last.toordinal() if last else date.max.toordinal()
        return bits(np.flatnonzero((days >= low) & (days <= high)))

    def dated(self, text: str) -> BitMap:
        """Return the replies of a day, month, year or a period `2025-04..2025-06`."""
        parts = re.split(r"\.\.+|~|至|(?<=[月日年\d])-(?=\d{4})", fold(text))
        first, last = _period(parts[0]), _period(parts[-1])
        if not (first or last) or len(parts) > 2:
            return BitMap()
        return self.between(first and first[0], last and last[1])

    def filtered(self, filters: Filters) -> Iterator[tuple[str, BitMap]]:
        """Yield each name that filters, with the replies it lets through."""
        for name in ("kind", "district", "agency", "outcome", "year", "theme", "body", "has"):
            if values := filters.values(name):
                yield name, BitMap.union(*(self._chosen(name, v) for v in values), BitMap())
        if filters.proposer:
            yield "proposer", BitMap.union(*(self._proposed_by([n]) for n in filters.proposer))
        if filters.number:
            yield "number", BitMap.union(*(self.numbered(n) for n in filters.number))
        if filters.since or filters.until:
            yield "dates", self.between(filters.since, filters.until)

    def _chosen(self, facet: str, value: str) -> BitMap:
        exact = self._at.values.bitmap((facet, value))
        if exact is not None or facet not in ("district", "agency", "theme"):
            return exact if exact is not None else BitMap()
        whole, names = literal(value), self._at.names.items()
        return self._valued(
            key for key, n in names if key[0] == facet and (n.label == value or n.scope == whole)
        )

    def _valued(self, keys: Iterable[Key]) -> BitMap:
        held = (self._at.values.bitmap(key) for key in keys)
        return BitMap.union(*(bitmap for bitmap in held if bitmap is not None), BitMap())


def _shortens(short: str, name: str) -> bool:
    """Tell whether 科经委 may stand for 科技和经济委员会: its characters in the same order."""
    rest = iter(name)
    return len(short) > 1 and all(character in rest for character in short)


def _period(text: str) -> tuple[date, date] | None:
    found = DAY.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.group("year", "month", "day"))
    try:
        first = date(year or 1, month or 1, day or 1)
        if day:
            return first, first
        following = date(first.year + (month in (None, 12)), (month or 12) % 12 + 1, 1)
        return first, date.fromordinal(following.toordinal() - 1)
    except ValueError:
        return None


TIED: dict[Field, Callable[[Matcher, Term], BitMap]] = {
    Field.TITLE: lambda matcher, term: matcher.entitled(term.text),
    Field.AGENCY: lambda matcher, term: matcher.valued("agency", term.text),
    Field.PROPOSER: lambda matcher, term: matcher.proposed(term.text),
    Field.NUMBER: lambda matcher, term: matcher.numbered(term.text),
    Field.DOCUMENT: lambda matcher, term: matcher.documented(term.text),
    Field.DATE: lambda matcher, term: matcher.dated(term.text),
    Field.DISTRICT: lambda matcher, term: matcher.valued("district", term.text),
    Field.THEME: lambda matcher, term: matcher.valued("theme", term.text),
}
