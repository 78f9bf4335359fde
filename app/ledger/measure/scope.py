"""Whose figure it is: the letter's own place, a wider one (全市, 全国), or another that is named.

A scope is read where a clause opens with it (全区共有…, 截至2024年底，川沙新镇已…). 占全市 and
市级以上 speak of something else and are no scope.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.parse.gazetteer import Gazetteer

# Where a clause says whose figure follows: after its mark, or after its time and a small word.
OPENING = re.compile(
    r"[，。；：、（“”,;:(](?:目前|现在?|其中|含|当前|)，?"
    r"(?=(?P<time>[^，。；、（）,;]{0,14}?(?:[年月底末日来初前]|季度)，?"
    r"(?:目前|现在?|其中|含|当前|))|)"
)
# 「全区」「我市」「本县」「全国」
WHOSE, LEVELS = "全我本", "国|省|市|区|县|旗|州|镇|乡|街道|村"
LEVEL = re.compile(rf"[{WHOSE}](?P<level>{LEVELS})(?![级委办属场民域长])")
# 「川沙新镇已完成…」
TOWN = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,5}?(?:镇|街道|乡))")
TOWN_SIGN = re.compile(r"[镇街乡]")
# What follows a name that is the subject: 长宁区【共】有, not 长宁区发改委.
VERB = re.compile(r"[共现已有累新拥建完达实各]|全[区市县省]")
LONGEST_NAME = 12
WIDER = {"国": 4, "省": 3, "市": 2, "州": 2, "区": 1, "县": 1, "旗": 1, "镇": 0, "乡": 0}
SUFFIX = re.compile(r"(?:新区|自治县|自治州|区|县|市|省|旗|州)$")


@dataclass(frozen=True, slots=True)
class Home:
    """The letter's own place, as far as its figures need it."""

    key: str  # place code, else agency: what series are kept apart by
    label: str | None
    names: tuple[str, ...]  # of the place and those around it, as a metric may carry them
    unit: str  # 区, 县, 市 …: 全区 is at home
    own: str  # 浦东
    around: tuple[tuple[str, str], ...]  # 上海 → 市
    agency: str | None
    heads: frozenset[str]  # how the names begin


def home(
    place_code: str | None,
    named: tuple[str | None, str | None, str | None],
    agency: str | None,
    fallback: str,
) -> Home:
    """Return a letter's own place from its code and its province, city and district."""
    own = next((name for name in reversed(named) if name), None)
    unit = own[-1] if own else ""
    names = {form for name in named if name for form in (name, _bare(name)) if form[1:]}
    if own and own.endswith("新区"):
        names.add("新区")
    if unit:
        names |= {f"{word}{unit}" for word in "全我本"}
    return Home(
        key=place_code or agency or fallback,
        label=own or agency,
        names=tuple(sorted(names, key=len, reverse=True)),
        unit=unit,
        own=_bare(own) if own else "",
        around=tuple((_bare(name), name[-1]) for name in named if name and name != own),
        agency=agency,
        heads=frozenset(name[:2] for name in names),
    )


def scope(before: str, home: Home) -> str:
    """Return whose figure it is, from the words of the sentence before it; "" is the own place."""
    before = f"，{before}"  # the sentence opens the first clause
    town = TOWN_SIGN.search(before) is not None
    heads, own = _heads(), home.heads
    for opening in reversed(list(OPENING.finditer(before))):
        end, after_time = opening.end(), opening.end(1)
        for at in {end, after_time} if after_time > end else (end,):
            first = before[at : at + 2]
            if first in heads or first in own or town:
                found = _said(before[at : at + LONGEST_NAME + 1], home)
                if found is not None:
                    return found
    return ""


def _said(words: str, home: Home) -> str | None:
    """Return whose figure a clause says it gives, if it does."""
    level = LEVEL.match(words)
    return _of_level(level["level"], home) if level else _of_name(words, home)


def _of_level(level: str, home: Home) -> str:
    if not home.unit or level == home.unit:
        return ""
    if WIDER.get(level, 0) == 0:  # 全镇: which one, its own letter's signature says
        return f"{level}:{home.agency}"
    return "" if WIDER[level] == WIDER.get(home.unit, 0) else level


def _of_name(said: str, home: Home) -> str | None:
    """Return the place that a clause opens with as its subject, or nothing."""
    name, rest = _leading(said, home)
    town = TOWN.match(rest)
    if town is not None:
        name, rest = town["name"], rest[town.end() :]
    if not name or not VERB.match(rest):
        return None
    around = dict(home.around).get(_bare(name))
    if around is not None and _bare(name) != home.own:
        return around
    return "" if name in home.names else _bare(name)


def _leading(said: str, home: Home) -> tuple[str, str]:
    """Return the last of the places that some words begin with (上海市·长宁区), and the rest."""
    table, last, rest = _gazetteer(), "", said
    while rest[:2] in _heads() or rest[:2] in home.heads:
        for size in range(min(LONGEST_NAME, len(rest)), 1, -1):
            name = rest[:size]
            if name in table.full or name in table.short or name in home.names:
                last, rest = name, rest[size:]
                break
        else:
            break
    return last, rest


@cache
def _heads() -> frozenset[str]:
    """Return how places' names and levels begin: most clauses begin otherwise."""
    names = (*_gazetteer().full, *_gazetteer().short)
    levels = (f"{whose}{level[0]}" for whose in WHOSE for level in LEVELS.split("|"))
    return frozenset((*(name[:2] for name in names), *levels))


def _bare(name: str) -> str:
    """Return a place's name without what kind of place it is."""
    short = SUFFIX.sub("", name)
    return short if len(short) > 1 else name


@cache
def _gazetteer() -> Gazetteer:
    from app.parse.gazetteer import (
        gazetteer,
    )  # with the first figure: no server's start waits for it

    return gazetteer()
