"""The themes' vocabulary: `themes.toml`, or a file of the user's own in the same shape.

Cues are looked up as characters, not as jieba's words: 加装电梯 and 医联体 are cut differently from
letter to letter, names of programmes run over several words. Tables of two and of three characters,
asked for the whole letter at once, name the few places where a cue can start; that costs less than
cutting. Where cues overlap the longest counts, so 绿色通道 (silent) keeps 绿色 out of ecology.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.analyse.looks import codes

OWN = Path(__file__).with_name("themes.toml")

STRONG, WEAK = 3.0, 1.0
INNER = 0.6  # what a word inside a longer one still says
Signs = NDArray[np.uint32]
# 加强农 keeps 强农 out of 加强农村, which is on 农村: a silent word of so many characters lends its
# last one to the next
GUARD = 3
KEYS = 1 << 19  # so many that hardly a pair or triple is taken for another

# 「会同市财政局、区教育部门」「消防救援支队」「县卫生健康委，」
AGENCY_ENDS = ("局", "厅", "委员会", "委、", "委，", "委）", "委会", "部门", "总局", "支队", "总队")
AGENCY_STARTS = frozenset(end[0] for end in AGENCY_ENDS)


@dataclass(frozen=True, slots=True)
class Cue:
    """What one word says: which theme, which second-level theme, how firmly."""

    theme: int
    sub: str
    weight: float


class Said(NamedTuple):
    """What a word says: its cues, and the heaviest of them for each theme."""

    cues: tuple[Cue, ...]
    weights: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The first-level themes as (id, label), and what each word says of them."""

    themes: tuple[tuple[str, str], ...]
    words: Mapping[str, Said]
    common: frozenset[str]  # words that say something in a title only
    actors: frozenset[str]  # who or where, not what
    fields: Mapping[str, tuple[int, ...]]  # themes by a word of an office's name; () for none
    offices: re.Pattern[str]  # any of those words, the longest first
    lengths: tuple[tuple[int, ...], ...]  # how long words are, longest first
    pairs: NDArray[np.uint8]  # by key: 1 where it may be a word of two characters
    triples: NDArray[np.uint8]  # by key: which of `lengths` the words that may start so have


def load(path: Path = OWN) -> Vocabulary:
    """Return the vocabulary of a file in the shape of `themes.toml`."""
    return _loaded(path)


@cache
def _loaded(path: Path) -> Vocabulary:
    shape = tomllib.loads(path.read_text(encoding="utf-8"))
    cues: dict[str, list[Cue]] = {word: [] for word in shape.get("silent", "").split()}
    for number, theme in enumerate(shape["theme"]):
        for sub in theme["sub"]:
            for words, weight in ((sub["strong"], STRONG), (sub.get("weak", ""), WEAK)):
                for word in words.split():
                    cues.setdefault(word, []).append(Cue(number, sub["label"], weight))
    sealed = frozenset(shape.get("sealed", "").split())
    said = {
        word: _said(tuple(found) + (() if word in sealed else _inner(word, cues)))
        for word, found in cues.items()
    }
    fields = _fields(shape["theme"], shape.get("no_field", ""))
    return Vocabulary(
        tuple((theme["id"], theme["label"]) for theme in shape["theme"]),
        said,
        frozenset(shape.get("common", "").split()),
        frozenset(shape.get("actors", "").split()),
        fields,
        re.compile("|".join(sorted(map(re.escape, fields), key=len, reverse=True)) or "(?!)"),
        *_tables(cues),
    )


def _fields(themes: Sequence[Mapping[str, str]], none: str) -> dict[str, tuple[int, ...]]:
    """Return the themes that a word in an office's name stands for; 商务 has two."""
    fields: dict[str, tuple[int, ...]] = dict.fromkeys(none.split(), ())
    for number, theme in enumerate(themes):
        for word in theme.get("offices", "").split():
            fields[word] = (*fields.get(word, ()), number)
    return fields


def answered(offices: Iterable[str], book: Vocabulary) -> dict[int, float]:
    """Return how far each theme is the field of the offices that sign; the first one leads."""
    weights: defaultdict[int, float] = defaultdict(float)
    for place, name in enumerate(offices, start=1):
        for word in book.offices.findall(name):
            for theme in book.fields[word]:
                weights[theme] += 1 / place
    return weights


@cache  # few differ: one object for many words stays at hand in the processor
def _said(cues: tuple[Cue, ...]) -> Said:
    return Said(cues, _heaviest(cues))


def _heaviest(cues: tuple[Cue, ...]) -> tuple[tuple[int, float], ...]:
    """Return each theme that a word names, with the weight of the firmest cue."""
    heaviest: dict[int, float] = {}
    for cue in cues:
        if cue.weight > heaviest.get(cue.theme, 0.0):
            heaviest[cue.theme] = cue.weight
    return tuple(heaviest.items())


def _tables(
    words: Iterable[str],
) -> tuple[tuple[tuple[int, ...], ...], NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the lengths that words may have, and by key which of them start with its characters.

    Two heads that share a key share their lengths.
    """
    pairs, triples = np.zeros(KEYS, np.uint8), np.zeros(KEYS, np.uint8)
    lengths: defaultdict[int, set[int]] = defaultdict(lambda: {2})
    for word in words:
        if len(word) == 2:
            pairs[_keys(codes(word))[0]] = 1
        elif len(word) > 2:
            lengths[int(_keys(codes(word[:3]))[1][0])].add(len(word))
    numbers: dict[tuple[int, ...], int] = {(): 0, (2,): 1}
    for key, some in lengths.items():
        ordered = tuple(sorted(some, reverse=True))
        triples[key] = numbers.setdefault(ordered, len(numbers))
    return tuple(numbers), pairs, triples


def _keys(signs: Signs) -> tuple[Signs, Signs]:
    """Return a number below `KEYS` for each two, and each three, characters in a row."""
    pairs = signs[:-1] * np.uint32(641) + signs[1:]
    triples = pairs[:-1] * np.uint32(641) + signs[2:]
    return pairs & np.uint32(KEYS - 1), triples & np.uint32(KEYS - 1)


def _starts(text: str, book: Vocabulary) -> Iterator[tuple[int, int]]:
    """Return the places where a word may start, each with the number of the lengths it may have."""
    by_two, by_three = _keys(codes(text))
    may = book.pairs[by_two]
    np.maximum(may[:-1], book.triples[by_three], out=may[:-1])
    places = np.flatnonzero(may)
    return zip(places.tolist(), may[places].tolist(), strict=True)


def _inner(word: str, cues: Mapping[str, list[Cue]]) -> tuple[Cue, ...]:
    """Return what the words inside a word add for themes it does not name: 农业 in 智慧农业."""
    if not cues[word]:
        return ()
    named = {cue.theme for cue in cues[word]}
    parts = {word[a:b] for a in range(len(word)) for b in range(a + 2, len(word) + 1)}
    return tuple(
        Cue(cue.theme, cue.sub, cue.weight * INNER)
        for part in sorted(parts & cues.keys())
        for cue in cues[part]
        if cue.theme not in named
    )


def met(text: str, book: Vocabulary) -> list[tuple[int, str]]:
    """Return the vocabulary's words in the text and where they stand; none overlaps another.

    Words that are part of an agency's name are passed over.
    """
    until, found = 0, []
    lengths_of, words = book.lengths, book.words
    for at, number in _starts(text, book):
        if at < until:
            continue
        for length in lengths_of[number]:
            word = text[at : at + length]
            if word in words and (word[0] > "\x7f" or _whole(text, at, word)):
                until = at + length
                if length == GUARD and not words[word].cues:
                    until -= 1
                named = text[until : until + 1] in AGENCY_STARTS
                if not (named and text.startswith(AGENCY_ENDS, until)):
                    found.append((at, word))
                break
    return found


def _whole(text: str, at: int, word: str) -> bool:
    """Tell whether a Latin word stands alone: AI, not the middle of CHAIN."""
    before, behind = text[at - 1 : at], text[at + len(word) : at + len(word) + 1]
    return not (before.isascii() and before.isalnum()) and not (
        behind.isascii() and behind.isalpha()
    )
