"""Units and measure words: which word after a numeral makes it which kind of figure.

The words are data in figures.toml. The table loads on first use; a look-up tries the words that
begin with one character, longest first, so that 户次 is found before 户 and 人民币 is never 人.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeVar

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
    """Every unit and every blocked word, by first character, longest first."""

    units: dict[str, tuple[Unit, ...]]
    blocked: dict[str, tuple[str, ...]]


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
    return Table(
        _by_first(units), _by_first({word: word for word in data["blocked"]["words"].split()})
    )


T = TypeVar("T")


def _by_first(words: Mapping[str, T]) -> dict[str, tuple[T, ...]]:
    groups: dict[str, list[T]] = {}
    for word in sorted(words, key=len, reverse=True):
        groups.setdefault(word[0], []).append(words[word])
    return {first: tuple(group) for first, group in groups.items()}


def unit_at(text: str, start: int) -> Unit | None:
    """Return the longest unit that stands at `start`, unless it only opens another word."""
    units, blocked = table()
    first = text[start : start + 1]
    for unit in units.get(first, ()):
        if text.startswith(unit.word, start):
            break
    else:
        return None
    for word in blocked.get(first, ()):
        if len(word) <= len(unit.word):
            break
        if text.startswith(word, start):
            return None
    if unit.word[-1].isascii() and unit.word[-1].isalpha():
        after = text[start + len(unit.word) : start + len(unit.word) + 1]
        if after.isascii() and after.isalnum():  # 5GB is no 5G
            return None
    return unit
