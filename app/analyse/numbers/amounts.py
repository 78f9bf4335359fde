"""A numeral with the unit behind it, as printed: 120元/月, 两年半, 4.7个百分点.

Nothing is judged here: whether a numeral with a unit is a figure at all is the business of
`refusals`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from app.analyse.numbers.units import Unit, made, unit_at
from app.model import FigureKind
from app.text.numerals import Numeral, numeral_at

# 「120元/月」「0.8元/平方米·月」「4.5批次/千人」「25元每平方米」
PER = re.compile(
    r"(?:[/／]|每(?=[^，。；、年月日天\s]))(?:[百千万]|\d{2,3})?(?:间夜|晚|学年|学期|年度|年|个月|月|日|天|小时|时|分钟|秒|人次|人|户|亩|平方公里|平方千米|平方米|平米|平(?![方米])|"
    r"公顷|立方米|立方|[吨人车]公里|吨|千克|公斤|斤|次|张|床位|床|辆次|辆|台套|台|套|件|千瓦时|千瓦|千伏安|度|公里|千米|米|升|毫升|个|家|例|头|"
    r"只|羽|株|棵|生|课时|学时|班|岗|份|餐|班次|村|站|处|所|项|箱|标箱|间|栋|单|条|m³|m²|㎡|m3|m2|km²|km|kWh|kW|kVA|kg|mL|ml|L|h|s|t|d)"
    r"(?:[·・•./](?:学年|年|月|日|天|小时|次|人|户|期|采暖季|供暖季|季))?"
)
# 「同比提高2.1个和1.6个百分点」: what is counted is named once
POINTS_BEHIND = re.compile(r"(?:[、和与及]\d{1,3}(?:\.\d{1,3})?个){1,4}(?P<unit>百分点|基点)")
PER_SIGNS = frozenset("每/／")
# 「2.5倍」 has no 个; 「一个半小时」「两个多月」「三个半月」
AND_HALF = re.compile(r"个(?P<how>半|多)(?P<unit>月|小时|钟头|星期|世纪)")
# 25元每平方米, 31.5微克每立方米; after an age or a count 每 begins the next words
# looked up once: a member found through its class takes six times as long
PERIOD, PERCENT = FigureKind.PERIOD, FigureKind.PERCENT
SPREAD = frozenset({FigureKind.MONEY, FigureKind.MEASURE})
AGES = frozenset({"周岁", "岁"})


class Amount(NamedTuple):
    """A numeral that ends at `at`, and the unit that follows it, if one does."""

    numeral: Numeral
    at: int
    unit: Unit | None
    word: str | None  # the unit as it is kept: 元/月, 百分点
    end: int
    half: bool = False  # 两年半
    vague: bool = False  # 两个多月


def amount_at(text: str, start: int) -> Amount | None:
    """Return the numeral at `start` with its unit."""
    numeral = numeral_at(text, start)
    if numeral is None:
        return None
    at = start + len(numeral.surface)
    more = AND_HALF.match(text, at) if text[at : at + 1] == "个" else None
    if more:
        period = made(f"个{more['unit']}", PERIOD)
        half = more["how"] == "半"
        return Amount(numeral, at, period, period.kept, more.end(), half, not half)
    unit = unit_at(text, at)
    if unit is None:
        return Amount(numeral, at, None, None, at)
    end = at + len(unit.word)
    points = POINTS_BEHIND.match(text, end) if unit.word == "个" else None
    if points:
        return Amount(numeral, at, made(points["unit"], PERCENT), points["unit"], end)
    behind = text[end : end + 1]
    if behind == "半" and unit.kind is PERIOD:
        return Amount(numeral, at, unit, unit.kept, end + 1, half=True)
    per = PER.match(text, end) if behind in PER_SIGNS else None
    if per and (behind != "每" or (unit.kind in SPREAD and unit.word not in AGES)):
        return Amount(numeral, at, unit, unit.kept + per[0].replace("／", "/"), per.end())
    return Amount(numeral, at, unit, unit.kept, end)
