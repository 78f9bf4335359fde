"""What counts beyond words: the table of weights, and which entries earn them.

BM25 counts a word in the title `terms.COLUMNS["title"]` times. On top of that come whole
conditions: the number that was asked for, the person, the exact phrase. A weight is in the unit of
BM25 scores: a rare word that occurs once is worth about 5 to 8.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyroaring import BitMap

from app.search.engine.matching import Matcher
from app.search.index import Ask
from app.search.query import Kind, Term
from app.search.words.fold import literal

WEIGHTS = {
    "number": 100.0,  # 「130号」: the reply to number 130 before those that mention it
    "document": 100.0,  # 「浦科经委办理〔2025〕77号」
    "proposer": 40.0,  # 「汪泓」 is the proposer
    "agency": 6.0,  # 「科经委」 is the agency
    "title": 5.0,  # the run stands in the title, as typed
    "title_words": 2.5,  # all its words do
    "phrase": 2.0,  # a run of several words stands in the text, as typed
    "adjacent": 3.0,  # what was typed with spaces stands together
}

LOOSE_WORDS = 0.5  # in the second group: what BM25 counts beside the ideas that are held


def boosts(matcher: Matcher, ask: Ask) -> Iterator[tuple[BitMap, float]]:
    """Yield entries and what they earn."""
    if ask.loose:
        for idea in ask.loose.ideas:
            yield BitMap.union(*(matcher.near_title(text) for text in idea)), WEIGHTS["title"]
        return
    terms = [term for term in ask.query.terms if term.field is None]
    for term in terms:
        yield from _of_term(matcher, term)
    runs = [literal(term.text) for term in terms if term.kind in (Kind.WORDS, Kind.PHRASE)]
    if len(runs) > 1:
        together = matcher.titled("".join(runs))
        yield together, WEIGHTS["adjacent"] + WEIGHTS["title"]
        yield matcher.likely("".join(runs)) - together, WEIGHTS["adjacent"]


def _of_term(matcher: Matcher, term: Term) -> Iterator[tuple[BitMap, float]]:
    if term.kind is Kind.NUMBER:
        yield matcher.numbered(term.text), WEIGHTS["number"]
    if term.kind is Kind.DOCUMENT:
        yield matcher.documented(term.text), WEIGHTS["document"]
    key = literal(term.text)
    if 2 <= len(key) <= 30:
        yield matcher.exactly_proposed(term.text), WEIGHTS["proposer"]
    if 3 <= len(key) <= 30:
        yield matcher.among_agencies(key), WEIGHTS["agency"]
    whole = matcher.titled(key) if len(key) > 1 else BitMap()
    yield whole, WEIGHTS["title"]
    words = matcher.cut(term.text)
    if len(words) > 1:
        yield matcher.words_in_title(words) - whole, WEIGHTS["title_words"]
        yield matcher.likely(key), WEIGHTS["phrase"]
