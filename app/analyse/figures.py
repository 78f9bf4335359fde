"""Figures: every number that a reader might look up or compare, with what it measures.

One pass finds the places where a numeral or one of a few words (第, 前, 榜首, 翻) stands; the
readers below are asked there, in order, and the first that finds a figure wins. Names in quotation
marks and titles hold none. Scanning never goes back, so a text takes time in proportion to its
length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.analyse.bounds import bounded
from app.analyse.dates import BARE_YEAR, date_at
from app.analyse.folding import folded
from app.analyse.metrics import settings
from app.analyse.quantities import Reading, compound_at, quantity_at
from app.analyse.relations import fold_at, half_at, rank_at, share_at
from app.analyse.units import unit_at
from app.model import BlockKind, Figure, FigureKind, Reply
from app.text.layout import Layout
from app.text.numerals import FORMAL_SIGNS, SIGNS

# Where a figure may begin. A run of numeral signs is one place: 130 in 第130号 is not tried at 30.
PLACE = re.compile(
    rf"\d+(?:[.,]\d+)*|[{SIGNS}]+|[几数](?=[十百千万亿])[{SIGNS}]+|半[年数小天个月分]"
    rf"|[{FORMAL_SIGNS}](?=[拾佰仟万亿萬億])|第[\d{SIGNS}]+|前(?=[\d{SIGNS}])|榜首|首位"
    rf"|翻了?(?=[\d{SIGNS}])"
)
# 「《…（2025-2027年）》」「“五个中心”」「〔2025〕」: names, where numerals number or name
NAME = re.compile(
    r"《[^》\n]{1,90}》|“[^”\n]{1,16}”|\"[^\"\n]{1,16}\"|「[^」\n]{1,16}」|[〔﹝【\[][^〕﹞】\]\n]{1,8}[〕﹞】\]]"
)
# 「2024垂类大模型」 is a year; 2025号, 2024版, 2021号楼 number something
AFTER_YEAR = re.compile(r"[号版室路弄楼]|[^\n]?号")
# 「国家税务总局公告2023年第13号」 numbers a paper
SERIAL_OF_YEAR = re.compile(r"第\d+号")
SILENT = frozenset({BlockKind.TITLE, BlockKind.SALUTATION, BlockKind.LETTERHEAD})
DATES_ONLY = frozenset({BlockKind.SIGNATURE, BlockKind.CONTACT, BlockKind.IMPRINT})


def figures(layout: Layout, reply: Reply) -> tuple[Figure, ...]:
    """Return the figures of a letter in order of place; none overlaps another."""
    text, places = folded(layout.text)
    silent = [
        (block.start, block.end, block.kind in DATES_ONLY)
        for block in layout.blocks
        if block.kind in SILENT or block.kind in DATES_ONLY
    ]
    readings = [
        reading
        for reading in scan(text)
        if not _hushed(reading, places.back(reading.start, reading.end)[0], silent)
    ]
    spread = [bounded(text, reading) for reading in readings]
    found = []
    for bound, setting in zip(spread, settings(text, spread), strict=True):
        reading = bound.reading
        start, end = places.back(reading.start, reading.end)
        full_start, full_end = places.back(bound.start, bound.end)
        found.append(
            Figure(
                start=start,
                end=end,
                surface="".join(layout.text[start:end].split()),
                kind=reading.kind,
                value=reading.value,
                unit=reading.unit,
                low=reading.low,
                high=reading.high,
                approx=reading.approx,
                metric=setting.metric,
                as_of=setting.as_of,
                role=setting.role,
                delta=setting.delta,
                modifier=bound.modifier,
                full_start=full_start,
                full_end=full_end,
                subject=setting.subject,
            )
        )
    return tuple(found)


def scan(text: str) -> Iterator[Reading]:
    """Yield what reads as a figure in folded text, in order of place, without overlap."""
    names = NAME.finditer(text)
    name = next(names, None)
    done = 0
    for place in PLACE.finditer(text):
        start = place.start()
        while name is not None and name.end() <= start:
            name = next(names, None)
        if start < done or (name is not None and name.start() <= start):
            continue
        reading = read_at(text, start)
        if reading is not None:
            done = reading.end
            yield reading


def read_at(text: str, start: int) -> Reading | None:
    """Return the figure that starts at `start`, if one does."""
    for reader in READERS.get(text[start], NUMBER_READERS):
        reading = reader(text, start)
        if reading is not None:
            return reading
    return None


def _dated(text: str, start: int) -> Reading | None:
    dated = date_at(text, start)
    if dated is not None and not SERIAL_OF_YEAR.match(text, dated.end):
        return Reading(start, dated.end, FigureKind.DATE, dated.value)
    year = BARE_YEAR.match(text, start)
    if year is None or unit_at(text, year.end()) or AFTER_YEAR.match(text, year.end()):
        return None
    return Reading(start, year.end(), FigureKind.DATE, year[0])


NUMBER_READERS = (_dated, half_at, share_at, compound_at, quantity_at)
READERS = {
    "第": (_dated, rank_at),
    "前": (_dated, rank_at),
    "榜": (rank_at,),
    "首": (rank_at,),
    "翻": (fold_at,),
    "半": (half_at,),
}


def _hushed(reading: Reading, start: int, silent: list[tuple[int, int, bool]]) -> bool:
    for first, last, dates in silent:
        if first <= start < last:
            return not (dates and reading.kind is FigureKind.DATE)
    return False
