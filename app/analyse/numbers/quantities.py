"""A numeral and its unit: money, counts, measures, periods, percentages in signs, and their ranges.

The numeral is read first, then the unit after it decides the kind; then the words around decide
whether it is a figure at all. A range is one figure (3-5家, 5至8万元, 80%-100%); 从45%到62% is two.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from app.analyse.numbers.amounts import Amount, amount_at
from app.analyse.numbers.refusals import STRONG, is_bare, is_led, is_named, surroundings_refuse
from app.model import FigureKind
from app.text.numerals import Numeral, exact

TO = re.compile(r"——|--|[-—–－―‐‑−~～〜至到]")
TO_SIGNS = frozenset("-—–－―‐‑−~～〜至到")
FROM = frozenset("从由自")
DEGREES = frozenset({"℃", "°C", "摄氏度"})
MONEY_CUE = re.compile(
    r"[资金款税费贷额值]|投入|投产|收入|[增减]收|营收|产出|利润|销售|GDP|融|补贴|补助|奖|债|预算|成本|经费|总盘子|投放|授信|拨付|募集|享受|亏|盈|补$"
)
COEFFICIENT = re.compile(
    r"[仍均都]?[高低]于$|(?:[降升增减]至|[降升增减提]到|提高到|下降到|优化到|[达为])$|(?:系数|倍率|指数|容积率|入比|比例?|率|值|得分|评分|评价|弹性|密度|强度|指标|均分|基尼)[^，。；、]{0,14}$"
)
SHIFT = re.compile(
    r"[，。；、）)！？\s]|$|提[高升]|[降升调优缩扩增减]|的|以[上下内]|左右|和|与|上[调升]|下[调降]"
)
# 「十万火急」「十万大山」「百万庄」
IDIOM = re.compile(r"火急|大山|庄|八千里|雄师|青年下乡")


# 「1小时20分」「1分58秒」「2年6个月」: one length of time
COMPOUND = re.compile(
    r"(?P<a>\d{1,2})个?(?P<first>小时|分钟?|年)零?(?P<b>\d{1,2})(?P<second>分钟?|秒钟?|个月)(?!以前|之前)"
)
IN_THE_SMALLER = {"小时分": (60, "分钟"), "分秒": (60, "秒"), "年个": (12, "个月")}


class Reading(NamedTuple):
    """What stands at [start, end): a figure before its modifiers and its meaning."""

    start: int
    end: int
    kind: FigureKind
    value: Decimal | str | None
    unit: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    approx: bool = False


def compound_at(text: str, start: int) -> Reading | None:
    """Return 1小时20分 as 80 minutes: the length in the smaller of its two units."""
    found = COMPOUND.match(text, start)
    if found is None:
        return None
    first = found["first"].removesuffix("钟")
    times, unit = IN_THE_SMALLER.get(first + found["second"][0], (0, ""))
    value = Decimal(found["a"]) * times + Decimal(found["b"])
    return Reading(start, found.end(), FigureKind.PERIOD, value, unit) if times else None


def quantity_at(text: str, start: int) -> Reading | None:
    """Return the quantity that starts at `start`, if a figure does."""
    first = amount_at(text, start)
    if first is None or surroundings_refuse(text, start, first):
        return None
    spread = _range(text, start, first) if text[first.end : first.end + 1] in TO_SIGNS else None
    if spread:
        return spread
    if first.unit is None:
        return _in_a_row(text, start, first) or _unitless(text, start, first)
    if is_named(text, start, first):
        return None
    numeral = first.numeral
    value, low, high = numeral.value, numeral.low, numeral.high
    if first.half and value is not None:
        value += Decimal("0.5")
    if first.word in DEGREES and value is not None and _below_zero(text, start):
        start, value = start - 1, -value
    if first.vague:
        low = value
    return Reading(
        start,
        first.end,
        first.unit.kind,
        value,
        first.word,
        low,
        high,
        numeral.approx or first.vague,
    )


def _below_zero(text: str, start: int) -> bool:
    """Say whether a minus stands before degrees: -18℃, but not 2-8℃."""
    if start == 0 or text[start - 1] not in "-－−":
        return False
    return start == 1 or not text[start - 2].isalnum() or "\u4e00" <= text[start - 2] <= "\u9fff"


def _range(text: str, start: int, first: Amount) -> Reading | None:
    """Return the range that `first` opens; without a unit of its own it takes the second's."""
    joint = TO.match(text, first.end)
    if joint is None or (joint[0] in "至到" and text[start - 1 : start] in FROM):
        return None
    second = amount_at(text, joint.end())
    if second is None or second.unit is None:
        return None
    if first.unit is not None and first.unit.word != second.unit.word:
        return None
    low, high = first.numeral.value, second.numeral.value
    if low is None or high is None:
        return None
    if second.numeral.scale > 1 and first.numeral.scale == 1 and low * second.numeral.scale <= high:
        low *= second.numeral.scale
    if low >= high or is_named(text, joint.end(), second):
        return None
    approx = first.numeral.approx or second.numeral.approx
    return Reading(
        start, second.end, second.unit.kind, None, second.word, exact(low), exact(high), approx
    )


# 「浓度分别为58、31微克/立方米」「分别下降3.1和2.4个百分点」: the last one prints the unit of all
DEALT = re.compile(r"(?:分别|依次)[^，。；：\d]{0,10}(?:\d{1,9}(?:\.\d{1,4})?[、和与及]){0,5}$")
ROW = re.compile(r"[、和与及](?:\d{1,9}(?:\.\d{1,4})?[、和与及]){0,5}(?=\d)")


def _in_a_row(text: str, start: int, amount: Amount) -> Reading | None:
    """Return a number that shares the unit printed behind the last one of its row."""
    row = ROW.match(text, amount.at) if not amount.numeral.chinese else None
    if row is None or not DEALT.search(text, max(0, start - 60), start):
        return None
    last = amount_at(text, row.end())
    if last is None or last.unit is None or is_named(text, row.end(), last):
        return None
    value, whole, scale = amount.numeral.value, last.numeral.value, last.numeral.scale
    if value is not None and whole is not None and amount.numeral.scale == 1 < scale:
        value = exact(value * scale) if value * scale < whole * 10 else value  # 12、15万元
    return Reading(start, amount.at, last.unit.kind, value, last.word)


def _unitless(text: str, start: int, amount: Amount) -> Reading | None:
    """Return a number without a unit: 24.37亿 is money, 412.6万 a count, 1.37 a coefficient."""
    numeral, end = amount.numeral, amount.at
    kind, unit = FigureKind.COUNT, None
    if numeral.chinese and IDIOM.match(text, end):
        return None
    if numeral.scale >= 10**4 and not (is_bare(numeral) and not is_led(text, start, numeral)):
        clause = text[max(0, start - 12) : start].rsplit("，", 1)[-1]
        after = text[end : end + 6]
        if text[end : end + 1] == "级":
            return None
        if MONEY_CUE.search(clause) or MONEY_CUE.search(re.split("[，。；、]", after)[0]):
            kind, unit = FigureKind.MONEY, "元"
    elif "." in numeral.surface and not numeral.chinese:
        if not (COEFFICIENT.search(text, max(0, start - 20), start) and SHIFT.match(text, end)):
            return None
        kind = FigureKind.RATIO
    elif not _counted(text, start, end, numeral):
        return None
    return Reading(start, end, kind, numeral.value, unit, numeral.low, numeral.high, numeral.approx)


def _counted(text: str, start: int, end: int, numeral: Numeral) -> bool:
    """Say whether a number without a scale counts: 1000余企业, 总数达3500。"""
    if numeral.chinese or numeral.value is None:
        return False
    after = text[end : end + 1]
    if numeral.approx:
        return numeral.value >= 10 and "\u4e00" <= after <= "\u9fff"
    led = text[start - 1 : start] in STRONG
    return led and after in "，。；、）" and numeral.value >= 10
