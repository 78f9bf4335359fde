"""Units and measure words: which word after a numeral makes it which kind of figure.

The words are data in figures.toml. The table loads on first use; a look-up tries the lengths of the
words that begin with one character, longest first, so that 户次 is found before 户 and 人民币 is
never 人.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from app.model import FigureKind

TABLE = Path(__file__).with_name("figures.toml")
PERCENT_UNITS = {"％": "%", "个百分点": "百分点", "个基点": "基点", "个bp": "基点"}


class Unit(NamedTuple):
    """A unit as printed, the kind of figure it makes, and how picky it is about its numeral."""

    word: str
    kind: FigureKind
    arabic: bool = False  # 分 度 角: only after Arabic digits
    shy: bool = False  # 门 面 市: not after a Chinese numeral of one character


class Table(NamedTuple):
    """Every unit and every blocked word, and how long those that begin with a character are."""

    units: dict[str, Unit]
    unit_lengths: dict[str, tuple[int, ...]]
    blocked: frozenset[str]
    blocked_lengths: dict[str, tuple[int, ...]]


@lru_cache(maxsize=1)
def table() -> Table:
    """Return the table of units, read once."""
    data = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    shy = frozenset(data["shy"]["words"].split())
    units: dict[str, Unit] = {}
    for kind in FigureKind:
        entry = data.get(kind.value, {})
        for word in entry.get("words", "").split():
            units.setdefault(word, Unit(word, kind, shy=word in shy))
        for word in entry.get("arabic", "").split():
            units.setdefault(word, Unit(word, kind, arabic=True))
    blocked = frozenset(data["blocked"]["words"].split())
    return Table(units, _lengths(units), blocked, _lengths(blocked))


def _lengths(words: Collection[str]) -> dict[str, tuple[int, ...]]:
    """Return the lengths of the words that begin with each character, longest first."""
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[0], set()).add(len(word))
    return {first: tuple(sorted(group, reverse=True)) for first, group in lengths.items()}


def unit_at(text: str, start: int) -> Unit | None:
    """Return the longest unit that stands at `start`, unless it only opens another word."""
    units, unit_lengths, blocked, blocked_lengths = table()
    first = text[start : start + 1]
    for length in unit_lengths.get(first, ()):
        unit = units.get(text[start : start + length])
        if unit:
            break
    else:
        return None
    end = start + len(unit.word)
    for length in blocked_lengths.get(first, ()):
        if length <= end - start:
            break
        if text[start : start + length] in blocked:
            return None
    if unit.word[-1].isascii() and unit.word[-1].isalpha():
        after = text[end : end + 1]
        if after.isascii() and after.isalnum():  # 5GB is no 5G
            return None
    return unit
