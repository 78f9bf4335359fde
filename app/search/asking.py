"""What a question wants: its ideas and their equal wordings, as people ask and letters say it.

A question is put right by ear and eye where its words are in no letter, ideas are met in it, words
of asking are dropped, and each word that is left is an idea of its own. Letters that hold most of
the weight of these make the second group.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from app.search.engine.sqlite import SqliteIndex
from app.search.index import Loose
from app.search.query import Kind, Query
from app.search.words.cutting import cut
from app.search.words.fold import fold, literal
from app.search.words.shapes import looking_like
from app.search.words.sound import sound
from app.search.words.synonyms import met, question_words
from app.text.segment import in_dictionary, words

SHARE = 0.4
# What an idea weighs: one of the data file, a word left over, and a word that no letter holds (a
# name, a slip of the pen), which matters less where an idea of the file is met and held.
KNOWN, WORD, STRANGE, BESIDE = 1.5, 1.0, 0.5, 0.1
SHOWN = 6  # of the wordings that were added
QUESTION, SPOKEN = 80, 24  # characters of a question, and of a run of it that may hold slips
SLIPS = 3  # put right in one run at most
PARTICLES = frozenset("不没出上下来去就还也很多少个老大小好")  # no word of two begins or ends so
LONGEST_SLIP = 6  # characters of a word that may be mistyped
ASKED = (Kind.WORDS, Kind.PHRASE, Kind.PREFIX)


HAN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Wish:
    """The second group of a query: what to look for, and what was added to what was typed."""

    loose: Loose
    added: tuple[str, ...]
    corrected: str | None

    @property
    def wordings(self) -> tuple[str, ...]:
        """Return every wording, for marks."""
        return tuple(wording for idea in self.loose.ideas for wording in idea)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Wordings of one thing that is wanted: an idea of the data file, or a word and its parts."""

    wordings: tuple[str, ...]
    known: bool

    def kept(self, present: frozenset[str]) -> tuple[str, ...]:
        """Return the wordings letters hold; of a word its parts only where it is in none itself."""
        found = tuple(dict.fromkeys(wording for wording in self.wordings if wording in present))
        return found if self.known else found[:1] if self.wordings[0] in found else found


def wish(index: SqliteIndex, query: Query) -> Wish | None:
    """Return what a query wants beyond its very words, if that is anything else."""
    terms = query.terms
    plain = all(term.field is None and term.kind in ASKED for term in terms)
    if len(query.typed) > QUESTION:
        return None
    if query.unwanted or not plain or all(term.kind is not Kind.WORDS for term in terms):
        return None
    typed = " ".join(literal(term.text) for term in terms)
    right = corrected(index, typed)
    wanted = tuple(_ideas(right))
    if not wanted or [idea.wordings for idea in wanted] == [(typed,)]:
        return None
    present = index.present([wording for idea in wanted for wording in idea.wordings])
    held = [(idea, kept) for idea in wanted if (kept := idea.kept(present))]
    if not held:
        return None
    strange = BESIDE if any(idea.known for idea, _ in held) else STRANGE
    lost = [idea for idea in wanted if not idea.kept(present)]
    loose = Loose(
        ideas=tuple(kept for _, kept in held),
        weights=tuple(KNOWN if idea.known else WORD for idea, _ in held),
        share=SHARE,
        missing=sum(KNOWN if idea.known else strange for idea in lost),
    )
    added = dict.fromkeys(wording for _, kept in held for wording in kept if wording not in typed)
    return Wish(loose, tuple(added)[:SHOWN], right if right != typed else None)


def corrected(index: SqliteIndex, typed: str) -> str:
    """Return a question with words that no letter holds put right, by ear before by eye.

    冲电桩 → 充电桩, 土坏房 → 土坯房. A long run is a copied passage: that is right as it stands.
    Words of asking part it, so that 地怎 of 没有地怎么办 is not heard as 地震.
    """
    runs = typed.split()
    return " ".join(_between(index, run) if len(run) <= SPOKEN else run for run in runs)


def _between(index: SqliteIndex, run: str) -> str:
    """Return a run with what stands between its words of asking put right."""
    asking, at, found = question_words()[0], 0, ""
    for word in asking.finditer(run):
        found += _put_right(index, run[at : word.start()]) + word[0]
        at = word.end()
    return found + _put_right(index, run[at:])


def _put_right(index: SqliteIndex, run: str) -> str:
    for _ in range(SLIPS):
        again = _once_put_right(index, run)
        if again == run:
            break
        run = again
    return run


def _once_put_right(index: SqliteIndex, run: str) -> str:
    """Return a run with the longest stretch that no letter holds put right by ear or eye."""
    known = _known(index, run)
    for length in range(min(LONGEST_SLIP, len(run)), 1, -1):
        for start in range(len(run) - length + 1):
            typed = run[start : start + length]
            short = length == 2 and not PARTICLES.isdisjoint(typed)
            if (
                short
                or not HAN.fullmatch(typed)
                or all(known[start : start + length])
                or index.present([typed])
            ):
                continue
            if meant := _meant(index, typed):
                return run[:start] + meant + run[start + length :]
    return run


def _known(index: SqliteIndex, run: str) -> list[bool]:
    """Return for each character whether it is part of an idea or of a real word."""
    known = [False] * len(run)
    for found in met(run):
        known[found.start : found.end] = [True] * (found.end - found.start)
    at = 0
    for word in words(run):
        alone = word == run  # all that was typed, and no letter holds it: a slip after all
        if word in _words_of_asking() or (len(word) > 1 and _real(index, word) and not alone):
            known[at : at + len(word)] = [True] * len(word)
        at += len(word)
    return known


def _real(index: SqliteIndex, word: str) -> bool:
    return in_dictionary(word) or bool(index.present([word]))


def _meant(index: SqliteIndex, typed: str) -> str | None:
    """Return what was meant: a word that letters hold, else one that they might."""
    heard = by_ear(index, typed)
    if heard and index.present([heard]):
        return heard
    return by_eye(index, typed) or heard


def by_ear(index: SqliteIndex, typed: str) -> str | None:
    """Return a word of the archive, or else of the ideas, that sounds as what was typed."""
    heard = index.sounding(sound(typed))
    return next((word for word in heard if word != typed and len(word) == len(typed)), None)


def by_eye(index: SqliteIndex, typed: str) -> str | None:
    """Return a word of the archive that looks as what was typed, if that is no word itself."""
    if in_dictionary(typed):
        return None
    words = index.known(list(looking_like(typed)))
    present = index.present(words)
    return next((word for word in words if word in present), None)


def _ideas(question: str) -> Iterator[_Wanted]:
    """Yield the ideas of a question, each with its wordings, the typed one first."""
    at = 0
    seen: set[tuple[str, ...]] = set()
    for found in met(question):
        yield from _left_over(question[at : found.start], seen)
        if found.wordings not in seen:
            seen.add(found.wordings)
            yield _Wanted(found.wordings, known=True)
        at = found.end
    yield from _left_over(question[at:], seen)


def _left_over(text: str, seen: set[tuple[str, ...]]) -> Iterator[_Wanted]:
    """Yield the words of a stretch without an idea; single characters in a row are one word."""
    long, single = question_words()
    for run in long.sub(" ", text).split():
        kept = [word for word in words(fold(run)) if word not in single]
        for short, group in groupby(kept, key=lambda word: len(word) == 1):
            for word in ["".join(group)] if short else group:
                if len(word) > 1 and word[0].isalnum() and (word,) not in seen:
                    seen.add((word,))
                    parts = [part for part in cut(word).split() if len(part) > 1]
                    yield _Wanted((word, *parts), known=False)


@cache
def _words_of_asking() -> frozenset[str]:
    long, single = question_words()
    return single | frozenset(long.pattern.split("|"))
