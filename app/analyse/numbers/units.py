"""Units and measure words: which word after a numeral makes it which kind of figure.

The words are data in figures.toml. The table loads on first use; a look-up tries the lengths of the
words that begin with one character, longest first, so that 户次 is found before 户 and 人民币 is
never 人.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import ascii_letters, digits

from app.model import FigureKind

TABLE = Path(__file__).with_name("figures.toml")
LETTERS = frozenset(ascii_letters)
LETTERS_OR_DIGITS = LETTERS | frozenset(digits)
PERCENT_UNITS = {"％": "%", "个百分点": "百分点", "个基点": "基点", "个bp": "基点"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as printed and as kept, the kind of figure it makes, and which numerals it takes."""

    word: str
    kept: str
    kind: FigureKind
    arabic: bool = False  # 分 度 角: only after Arabic digits
    shy: bool = False  # 门 面 市: not after a Chinese numeral of one character


@dataclass(frozen=True, slots=True)
class Table:
    """Every unit, every word that is none (人民币), and how long those with one head are."""

    words: dict[str, Unit | None]
    lengths: dict[str, tuple[int, ...]]
    heads: frozenset[str]  # the characters that units begin with


@lru_cache(maxsize=1)
def table() -> Table:
    """Return the table of units, read once."""
    data = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    shy = frozenset(data["shy"]["words"].split())
    words: dict[str, Unit | None] = {}
    for kind in FigureKind:
        entry = data.get(kind.value, {})
        for word in entry.get("words", "").split():
            words.setdefault(word, made(word, kind, shy=word in shy))
        for word in entry.get("arabic", "").split():
            words.setdefault(word, made(word, kind, arabic=True))
    heads = frozenset(word[0] for word in words)
    for word in data["blocked"]["words"].split():
        words.setdefault(word, None)
    return Table(words, _lengths(words), heads)


def made(word: str, kind: FigureKind, *, arabic: bool = False, shy: bool = False) -> Unit:
    """Return the unit that a word makes.

    5个工作日 is kept as 工作日, 4.7个百分点 as 百分点; 个月 stays, for 月 is a month of the year.
    """
    kept = PERCENT_UNITS.get(word, word)
    if kind is FigureKind.PERIOD and word[0] == "个" and word != "个月":
        kept = word[1:]
    return Unit(word, kept, kind, arabic, shy)


def _lengths(words: Collection[str]) -> dict[str, tuple[int, ...]]:
    """Return the lengths of the words that begin with each character, longest first."""
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[0], set()).add(len(word))
    return {first: tuple(sorted(group, reverse=True)) for first, group in lengths.items()}


def unit_at(text: str, start: int) -> Unit | None:
    """Return the longest unit that stands at `start`, unless it only opens another word."""
    known = table()
    words = known.words
    for length in known.lengths.get(text[start : start + 1], ()):
        word = text[start : start + length]
        if word in words:
            if word[-1] in LETTERS:  # 5GB is no 5G
                after = text[start + length : start + length + 1]
                return None if after in LETTERS_OR_DIGITS else words[word]
            return words[word]
    return None
