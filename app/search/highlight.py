"""Marks and snippets: where a query's words stand in the clean text, by span. No HTML.

A mark is found on the text as it is shown, by expressions that know every form a character may
have (繁简, full width, case). Pieces joined give back the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple, Protocol

from app.model import Span
from app.search.fields import Field
from app.search.query import Kind, Query
from app.search.words.fold import expression, fold, forms, literal
from app.text.segment import words

WIDTH = 60
SHOWN = 2
STOPS = "，。；：！？、\n"
STOP = re.compile(f"[{STOPS}]")
MARKED_FIELDS = (None, Field.TITLE)
# the courtesy of the opening says nothing of the matter
COURTESY = re.compile(r"收悉|答复如下|感谢|高度重视|您好|你好")
PLAIN_LINE = 30  # a shorter line is a heading, a name or a date
# 一、问题成因。 （二）加强统筹。 一是扩面。: a heading that stands in the line of its text
RUN_IN = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、是]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、])"
    r"[^。，；：,;:]{1,20}。(?=.)"
)
END_OF_SENTENCE = re.compile("[。\n]")
TOLD = re.compile("[。；]")  # what no heading holds, however long


class Stretch(Protocol):
    """Whatever has a place in a text."""

    @property
    def start(self) -> int:
        """Return where it begins."""

    @property
    def end(self) -> int:
        """Return where it is over."""


class Piece(NamedTuple):
    """Part of a text, marked or not; a tuple, because a page has hundreds of them."""

    text: str
    marked: bool
    start: int


@dataclass(frozen=True, slots=True)
class Snippet:
    """A few words of a paragraph around hits; `opens` and `closes` where it was cut."""

    paragraph: int
    start: int
    end: int
    opens: bool
    closes: bool
    pieces: tuple[Piece, ...]


class _Hit(NamedTuple):
    """Where a wanted text stands."""

    start: int
    end: int
    wanted: int  # which of the wanted texts it is


START, END = itemgetter(0), itemgetter(1)


def wanted_texts(query: Query, further: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the folded texts to mark, longest first: each term, and the words of a run."""
    found: dict[str, None] = {}
    for term in query.terms:
        if term.field in MARKED_FIELDS:
            found[literal(term.text)] = None
            if term.kind is Kind.WORDS:
                found |= dict.fromkeys(_parts(term.text))
    found |= dict.fromkeys(literal(text) for text in further)
    return tuple(sorted(filter(None, found), key=len, reverse=True))


def _parts(text: str) -> list[str]:
    """Return the words of a run that are worth a mark."""
    return [literal(word) for word in words(fold(text)) if len(word) > 1 and word[0].isalnum()]


def marks(query: Query, text: str, further: Iterable[str] = ()) -> tuple[Span, ...]:
    """Return where the query's words stand in a text."""
    return spans_of(text, wanted_texts(query, further))


def pieces(
    text: str, spans: Iterable[Stretch], start: int = 0, end: int | None = None
) -> tuple[Piece, ...]:
    """Return a stretch of a text cut at its marks; joined they are the stretch."""
    end = len(text) if end is None else end
    found, at = list[Piece](), start
    for span in spans:
        first, last = max(span.start, at), min(span.end, end)
        if first >= last:
            continue
        if at < first:
            found.append(Piece(text[at:first], False, at))
        found.append(Piece(text[first:last], True, first))
        at = last
    if at < end:
        found.append(Piece(text[at:end], False, at))
    return tuple(found)


def snippets(text: str, wanted: tuple[str, ...]) -> tuple[tuple[Snippet, ...], int]:
    """Return the stretches that hold most of the wanted texts, and the number of other hits."""
    hits = hits_of(text, wanted)
    if not hits:
        return opening(text), 0
    found: list[Snippet] = []
    unseen, starts = {hit.wanted for hit in hits}, [hit.start for hit in hits]
    for first, last in _windows(text, hits, starts):
        new = {hit.wanted for hit in hits[first : last + 1]} & unseen
        if not new:
            continue
        start, end = _cut(text, hits[first].start, hits[last].end)
        if any(start < other.end and other.start < end for other in found):
            continue
        unseen -= new
        found.append(_snippet(text, start, end, hits))
        if len(found) == SHOWN or not unseen:
            break
    shown = sum(bisect_left(starts, s.end) - bisect_left(starts, s.start) for s in found)
    return tuple(found), len(hits) - shown


def opening(text: str) -> tuple[Snippet, ...]:
    """Return the first sentence of the substance, past title, salutation and courtesy."""
    at, second = 0, None
    for line in text.split("\n"):
        if len(line) > PLAIN_LINE:
            if TOLD.search(line) and not COURTESY.search(line):
                headed = RUN_IN.match(line)
                start = at + (headed.end() if headed else 0)
                return (_snippet(text, *_ahead(text, start), []),)
            second = at if second is None else second
        at += len(line) + 1
    at = second or 0
    return (_snippet(text, *_ahead(text, at), []),) if text else ()


@lru_cache(maxsize=512)
def _expression(wanted: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds the first of the wanted texts that stands at a place.

    It begins with one set of all their first characters, so that a place where none of them may
    begin is passed over without trying one after the other.
    """
    first = "|".join({forms(text[0]): None for text in wanted})
    each = "|".join(f"((?<={forms(t[0])}){expression(t)[len(forms(t[0])) :]})" for t in wanted)
    return re.compile(f"(?:{first})(?:{each})")


def spans_of(text: str, wanted: tuple[str, ...]) -> tuple[Span, ...]:
    """Return where wanted texts stand in a text."""
    return tuple(Span(hit.start, hit.end) for hit in hits_of(text, wanted))


def hits_of(text: str, wanted: tuple[str, ...]) -> list[_Hit]:
    """Return where wanted texts stand in a text, and which of them it is."""
    if not wanted:
        return []
    found = _expression(wanted).finditer(text)
    return [_Hit(hit.start(), hit.end(), (hit.lastindex or 1) - 1) for hit in found if hit[0]]


def _windows(text: str, hits: list[_Hit], starts: list[int]) -> list[tuple[int, int]]:
    """Return first and last hit of each stretch of a paragraph, the best stretch first."""
    ranked = []
    line_start, line_end = 0, -1
    for first, hit in enumerate(hits):
        if not line_start <= hit.start <= hit.end <= line_end:
            line_start, line_end = _line(text, hit.end)
        limit = min(hit.start + WIDTH - 10, line_end)
        last = max(first, bisect_left(starts, limit) - 1)
        while last > first and hits[last].end > limit:
            last -= 1
        if last == first:
            weight = hit.end - hit.start
        else:
            inside = hits[first : last + 1]
            weight = sum({h.wanted: h.end - h.start for h in inside}.values())
        tells = line_end - line_start > PLAIN_LINE and not _courteous(text, hit.start, hit.end)
        ranked.append((weight + 3 * tells, -first, last))
    ranked.sort(reverse=True)
    return [(-first, last) for _, first, last in ranked]


def _courteous(text: str, start: int, end: int) -> bool:
    """Tell whether the sentence of a place is one of courtesy: 「您提出的关于…的提案收悉。」."""
    stop = END_OF_SENTENCE.search(text, end)
    first = max(text.rfind("。", 0, start), text.rfind("\n", 0, start)) + 1
    return COURTESY.search(text, first, stop.start() if stop else len(text)) is not None


def _line(text: str, place: int) -> tuple[int, int]:
    """Return where the line of a place begins and ends."""
    line_end = text.find("\n", place)
    return text.rfind("\n", 0, place) + 1, len(text) if line_end < 0 else line_end


def _cut(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a stretch of at most WIDTH around [start, end), cut at punctuation where it can be."""
    line_start = text.rfind("\n", 0, start) + 1
    end = min(end, start + WIDTH)
    room = WIDTH - (end - start)
    low = max(line_start, start - room // 2)
    stop = None if low == line_start else STOP.search(text, low, start)
    return _ahead(text, stop.end() if stop else low, end)


def _ahead(text: str, first: int, least: int | None = None) -> tuple[int, int]:
    """Return a stretch of at most WIDTH from a place on, to the last mark behind `least`."""
    end = first if least is None else least
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    high = min(line_end, first + WIDTH)
    if high == line_end:
        return first, high
    last = max(text.rfind(c, end, high) for c in STOPS)
    return first, last + 1 if last >= end else high


def _snippet(text: str, start: int, end: int, hits: Sequence[_Hit]) -> Snippet:
    line_end = text.find("\n", end)
    inside = hits[bisect_left(hits, start, key=END) : bisect_left(hits, end, key=START)]
    return Snippet(
        paragraph=text.count("\n", 0, start) + 1,
        start=start,
        end=end,
        opens=start > text.rfind("\n", 0, start) + 1,
        closes=end < (len(text) if line_end < 0 else line_end),
        pieces=pieces(text, inside, start, end),
    )
