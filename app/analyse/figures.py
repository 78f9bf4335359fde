"""Figures: every number that a reader might look up or compare, with what it measures.

One pass finds the places where a numeral or one of a few words (第, 前, 榜首, 翻) stands; the
readers that the sign behind it allows are asked there, in order, and the first that finds a figure
wins. Names in quotation
marks and titles hold none. Scanning never goes back, so a text takes time in proportion to its
length.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from app.analyse.measuring.metrics import Setting, settings
from app.analyse.numbers.bounds import Bounded, bounded
from app.analyse.numbers.dates import BARE_YEAR, date_at
from app.analyse.numbers.folding import Places, folded
from app.analyse.numbers.quantities import Reading, compound_at, quantity_at
from app.analyse.numbers.relations import (
    colon_at,
    fold_at,
    half_at,
    part_at,
    rank_at,
    slash_at,
    tenths_at,
)
from app.analyse.numbers.units import table, unit_at
from app.model import BlockKind, Figure, FigureKind, Problem, Reply
from app.text.layout import Layout
from app.text.numerals import FORMAL_SIGNS, SIGNS
from app.text.script import simplified

# Where a figure may begin. A run of numeral signs is one place: 130 in 第130号 is not tried at 30.
# The set comes first and is parted afterwards, so that the search skips to the next of its signs.
PLACE = re.compile(
    rf"""
    [\d{SIGNS}几数半{FORMAL_SIGNS}第前榜首翻](?:
      (?<=\d)\d*(?:[.,]\d+)*(?:[千百]\d+(?=[千百]))*  # 3千5百3千5百…: one place
    | (?<=[{SIGNS}])[{SIGNS}]*
    | (?<=[几数])(?=[十百千万亿])[{SIGNS}]+
    | (?<=半)[年数小天个月分]
    | (?<=[{FORMAL_SIGNS}])(?=[拾佰仟万亿萬億])
    | (?<=第)[\d{SIGNS}]+
    | (?<=前)(?=[\d{SIGNS}])
    | (?<=榜)首
    | (?<=首)位
    | (?<=翻)了?(?=[\d{SIGNS}])
    )
    """,
    re.VERBOSE,
)
# 「《…（2025-2027年）》」「“五个中心”」「〔2025〕」: names, where numerals number or name
NAME = re.compile(
    "|".join(
        (
            r"《[^》\n]{1,90}》|“[^”\n]{1,16}”|\"[^\"\n]{1,16}\"|「[^」\n]{1,16}」",
            *(rf"{sign}[^〕﹞】\]\n]{{1,8}}[〕﹞】\]]" for sign in ("〔", "﹝", "【", r"\[")),
        )
    )
)
# 「2024垂类大模型」 is a year; 2025号, 2024版, 2021号楼 number something
AFTER_YEAR = re.compile(r"[号版室路弄楼]|[^\n]?号")
# 「国家税务总局公告2023年第13号」 numbers a paper
SERIAL_OF_YEAR = re.compile(r"第\d+号")
# 「2025年」「1998-2003年」: where a run of four digits or more may be a year
CENTURIES = ("19", "20")
ONES = frozenset("零〇一二三四五六七八九两兩")
NOWHERE = (sys.maxsize, sys.maxsize)  # where the name stands when no more follow
# the blocks that speak of no quantity, and whether their dates count all the same
HUSHED = {
    **dict.fromkeys((BlockKind.TITLE, BlockKind.SALUTATION, BlockKind.LETTERHEAD), False),
    **dict.fromkeys((BlockKind.SIGNATURE, BlockKind.CONTACT, BlockKind.IMPRINT), True),
}


# How many figures a text may hold: the densest paragraph seen has one for ten signs, the densest
# letter one for thirty. What is denser for long is no prose but a dump of data, and each figure
# costs; so do numerals that turn out to be none (all dense paragraphs in a row try 1.6 a figure).
FEW, SIGNS_A_FIGURE, NUMERALS_A_FIGURE = 200, 15, 2

CROWDED = "数字排得太密（像是数据表，不是信文）：从这里起，数据没有再读。"


class Found(NamedTuple):
    """The figures of a text, and what was left unread."""

    figures: tuple[Figure, ...]
    problems: tuple[Problem, ...]


def figures(layout: Layout, reply: Reply) -> tuple[Figure, ...]:
    """Return the figures of a letter in order of place; none overlaps another."""
    return found_in(layout).figures


def found_in(layout: Layout) -> Found:
    """Return the figures of a text, and a problem where they stand too close to be prose."""
    plain = simplified(layout.text)
    text, places = folded(plain)
    most = FEW + len(text) // SIGNS_A_FIGURE
    tried = list(islice(PLACE.finditer(text), NUMERALS_A_FIGURE * most + 1))
    scanned = list(islice(scan(text, tried[: NUMERALS_A_FIGURE * most]), most + 1))
    problems: tuple[Problem, ...] = ()
    if len(scanned) > most or len(tried) > NUMERALS_A_FIGURE * most:
        first = scanned[most].start if len(scanned) > most else tried[-1].start()
        start, _ = places.back(first, first + 1)
        problems = (Problem("figures-crowded", CROWDED, start, len(layout.text)),)
    found = _settled(layout, text, places, scanned[:most])
    return Found(
        found if plain == layout.text else _as_printed(layout.text, plain, found), problems
    )


def _as_printed(printed: str, plain: str, found: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """Return the figures with what they measure in the traditional characters of their letter."""
    back = {ord(new): old for old, new in zip(printed, plain, strict=True) if old != new}
    return tuple(
        replace(
            figure,
            metric=figure.metric and figure.metric.translate(back),
            modifier=figure.modifier and figure.modifier.translate(back),
            subject=figure.subject and figure.subject.translate(back),
        )
        for figure in found
    )


def _settled(
    layout: Layout, text: str, places: Places, scanned: list[Reading]
) -> tuple[Figure, ...]:
    hushed = [
        (block.start, block.end, HUSHED[block.kind])
        for block in layout.blocks
        if block.kind in HUSHED
    ]
    if hushed:
        scanned = [
            reading
            for reading in scanned
            if not _hushed(reading, places.back(reading.start, reading.end)[0], hushed)
        ]
    spread = [bounded(text, reading) for reading in scanned]
    return tuple(
        _figure(layout.text, places, bound, setting)
        for bound, setting in zip(spread, settings(text, spread), strict=True)
    )


def _figure(printed: str, places: Places, bound: Bounded, setting: Setting) -> Figure:
    reading = bound.reading
    metric, as_of, role, delta, subject = setting
    start, end = places.back(reading.start, reading.end)
    full_start, full_end = places.back(bound.start, bound.end) if bound.modifier else (start, end)
    # in the order of the fields: a letter has hundreds, and naming them takes a third of the time
    return Figure(
        start,
        end,
        "".join(printed[start:end].split()),
        reading.kind,
        reading.value,
        reading.unit,
        reading.low,
        reading.high,
        reading.approx,
        metric,
        as_of,
        role,
        delta,
        bound.modifier,
        full_start,
        full_end,
        subject,
    )


def scan(text: str, places: Iterable[re.Match[str]]) -> Iterator[Reading]:
    """Yield what reads as a figure at one of the places, in order, without overlap."""
    names = NAME.finditer(text)
    named, named_to = _span(names)
    done = 0
    for place in places:
        start, end = place.span()
        while named_to <= start:
            named, named_to = _span(names)
        if start < done or named <= start:
            continue
        for reader in _asked(text, start, end):
            reading = reader(text, start)
            if reading is not None:
                done = reading.end
                yield reading
                break


def _span(names: Iterator[re.Match[str]]) -> tuple[int, int]:
    name = next(names, None)
    return name.span() if name else NOWHERE


def _asked(text: str, start: int, end: int) -> tuple[Reader, ...]:
    """Return the readers that may find a figure in the numeral at [start, end), in order.

    What a numeral begins with or what stands behind it leaves one or two, mostly.
    """
    sign, behind = text[start], text[end : end + 1]
    worded = READERS.get(sign)
    if worded:
        return QUARTER_OR_RANK if sign == "第" and behind in BEHIND_A_QUARTER else worded
    if end - start == 1:
        return _asked_of_one(text, sign, end, behind)
    if end - start >= len("2025") and text.startswith(CENTURIES, start):
        return NUMBER_READERS
    return BEHIND.get(behind, COUNTED)


def _asked_of_one(text: str, sign: str, end: int, behind: str) -> tuple[Reader, ...]:
    """Return the readers for a numeral of one sign: 三年 lasts, 一、 is a heading's number."""
    if behind == "年":
        return LASTING
    asked = BEHIND.get(behind)
    if asked and (behind != "、" or text[end + 1 : end + 2] in SECOND_QUARTER):
        return asked
    return () if sign in ONES and behind not in _openers() else COUNTED


@lru_cache(maxsize=1)
def _openers() -> frozenset[str]:
    """Return what stands behind 一 to 九 where they count: a unit, or the rest of the numeral."""
    return table().heads | frozenset("点余多")


def _dated(text: str, start: int) -> Reading | None:
    dated = date_at(text, start)
    if dated is not None and not SERIAL_OF_YEAR.match(text, dated.end):
        return Reading(start, dated.end, FigureKind.DATE, dated.value)
    year = BARE_YEAR.match(text, start)
    if year is None or unit_at(text, year.end()) or AFTER_YEAR.match(text, year.end()):
        return None
    return Reading(start, year.end(), FigureKind.DATE, year[0])


Reader = Callable[[str, int], Reading | None]
NUMBER_READERS: tuple[Reader, ...] = (
    _dated, half_at, part_at, tenths_at, slash_at, colon_at, compound_at, quantity_at,
)  # fmt: skip
READERS: dict[str, tuple[Reader, ...]] = {
    "第": (rank_at,),
    "前": (_dated, rank_at),
    "榜": (rank_at,),
    "首": (rank_at,),
    "翻": (fold_at,),
    "半": (half_at,),
}
COUNTED: tuple[Reader, ...] = (quantity_at,)
LASTING: tuple[Reader, ...] = (compound_at, quantity_at)
# 「第一季度」「第一至第三季度」「第一、二季度」: behind other signs 第 ranks
BEHIND_A_QUARTER = frozenset("季、-—–－―‐‑−~～〜至到")
SECOND_QUARTER = frozenset("第二三四234")
QUARTER_OR_RANK: tuple[Reader, ...] = (_dated, rank_at)
# the sign behind a numeral, and who reads such a pair: 「3月」「一、二季度」「七成」「2.4:1」
BEHIND: dict[str, tuple[Reader, ...]] = {
    sign: (*readers, quantity_at)
    for signs, readers in (
        ("月季学○O、", (_dated,)),
        ("年", (_dated, compound_at)),
        ("-—–－―‐‑−~～〜至到", (_dated, tenths_at)),
        ("半", (half_at,)),
        ("分", (part_at, compound_at)),
        ("成折", (tenths_at,)),
        ("/／", (slash_at,)),
        (":：∶比", (colon_at,)),
        ("个小", (compound_at,)),
    )
    for sign in signs
}


def _hushed(reading: Reading, start: int, hushed: list[tuple[int, int, bool]]) -> bool:
    for first, last, dates in hushed:
        if first <= start < last:
            return not (dates and reading.kind is FigureKind.DATE)
        if start < first:
            return False
    return False
