"""Figures that relate one thing to another: shares in words, fractions, ratios, ranks, multiples.

百分之八十五 · 七成 · 八五折 · 三分之二 · 5/7 · 2.4:1 · 一半 · 全国第二 · 前十强 · 翻两番.
"""

from __future__ import annotations

import re
from decimal import Decimal

from app.analyse.numbers.quantities import Reading
from app.model import FigureKind
from app.text.numerals import DIGITS, exact, numeral_at, worth

_TO = r"(?:——|--|[-—–－―‐‑−~～〜至到])"
_CN = "一二两三四五六七八九"
# 「百分之八十五」「千分之三」「三分之二」「百分之三十到四十」
PART_OF = re.compile(rf"(?P<base>百|千|万|[{_CN}十]{{1,3}}|\d{{1,2}})分之(?=[\d零百{_CN}十])")
AGAIN = re.compile(rf"{_TO}(?:百分之|千分之)?")
PER_BASE = {"百": "%", "千": "‰", "万": "‱"}
# 「七成以上」「五成至七成」「两成半」「九五折」「8.5折」; never 三成立, 两折叠
_TENTH = rf"[{_CN}]{{1,2}}|[1-9](?:\.\d+)?|[1-9]\d(?=折)"
TENTHS = re.compile(
    rf"(?P<a>{_TENTH})(?:[成折]?{_TO}(?P<b>{_TENTH}))?(?P<unit>[成折])"
    rf"(?P<more>半|[{_CN}](?=以上|以下|左右|[，。；、）上升提降下增减到至]|的|$))?"
    r"(?![立为效果功本员长熟都绩交品人年套片网链型份堆就不叠腾旧返射合线])(?<!一成不)"
)
# 「孕产妇死亡率6.2/10万」
OF_MANY = re.compile(
    r"(?P<a>\d{1,4}(?:\.\d{1,3})?)[/／](?P<base>10万|十万|百万|万|千)(?![\u4e00-\u9fff]?[元人户次])"
)
SLASH = re.compile(r"(?<![\d/.A-Za-z-])(?P<a>\d{1,3})[/／](?P<b>\d{1,3})(?![\d/年月.A-Za-z])")
_PLAIN = r"\d{1,9}(?:\.\d{1,4})?"
COLON = re.compile(
    rf"(?<![\d:：.])(?P<a>{_PLAIN})[:：∶比](?P<b>{_PLAIN})(?P<c>(?:[:：∶比]{_PLAIN})*)(?![\d年月])"
    rf"|(?P<ca>[{_CN}])比(?P<cb>[{_CN}])(?![{_CN}十年例较])"
)
PROPORTION = re.compile(r"[比按配率坡]|例|标准|不[大小高低]于")
RANKED = re.compile(
    r"(?:全国|全省|全市|全区|全县|全州|全盟|全球|世界|亚洲|国内|省内|市内|中部|西部|东部|东北|地级市|城市|同类|长三角|珠三角|排名|排行|排在|排位|排|位居|位列|名列|"
    r"居|列|跃升|升至|跃至|上升到|上升至|前进到|联赛|获得?|取得|荣获|夺得|总分|综合|百强|榜单?)(?:[^，。；、（]{0,9}|[^，。；、（]{0,6}（[市县区旗州、]{1,7}）)$"
)
ORDINAL = re.compile(rf"第(?P<n>\d{{1,3}}|[{_CN}十]{{1,3}})(?P<word>名|位)?(?P<next>.?)", re.S)
TOP = re.compile(rf"前(?P<n>\d{{1,4}}|[{_CN}十百]{{1,3}})(?P<word>强|名|位|甲)?(?P<next>.?)", re.S)
FIRST = re.compile(r"榜首|首位(?!度|产业|制|城市)")
RANK_ENDS = frozenset("，。；、）)！：的和且以与及") | {"", "\n", " "}
FOLD = re.compile(r"翻了?(?P<n>[一两二三四五]|\d)番")
HALF = re.compile(r"一半|半数|半(?P<unit>年|小时|天|个月|个小时|月|个多月|分钟)")


def part_at(text: str, start: int) -> Reading | None:
    """Return 百分之八十五 or 三分之二."""
    found = PART_OF.match(text, start)
    part = numeral_at(text, found.end()) if found else None
    if found is None or part is None or part.value is None:
        return None
    end = found.end() + len(part.surface)
    unit = PER_BASE.get(found["base"])
    if unit is None:
        base = Decimal(found["base"]) if found["base"].isdigit() else worth(found["base"])
        return _fraction(start, end, part.value, base)
    again = AGAIN.match(text, end)
    upper = numeral_at(text, again.end()) if again else None
    if again and upper and upper.value is not None and upper.value > part.value:
        last = again.end() + len(upper.surface)
        return Reading(start, last, FigureKind.PERCENT, None, unit, part.value, upper.value)
    low = part.value if part.approx else None
    return Reading(start, end, FigureKind.PERCENT, part.value, unit, low, None, part.approx)


def _fraction(start: int, end: int, part: Decimal, base: Decimal | None) -> Reading | None:
    if not base or part > base:
        return None
    return Reading(start, end, FigureKind.RATIO, _quotient(part, base))


def _quotient(part: Decimal, base: Decimal) -> Decimal:
    quotient = part / base
    return exact(round(quotient, 4 if quotient >= Decimal("0.01") else 6))


def tenths_at(text: str, start: int) -> Reading | None:
    """Return 七成, 两成半, 五成至七成, 八五折."""
    found = TENTHS.match(text, start)
    if found is None or (found["a"] == "一" and found["unit"] == "折"):
        return None
    low, high = _tenth(found["a"], found["unit"])
    if found["b"]:
        high = _tenth(found["b"], found["unit"])[0]
        if high <= low:
            return None
    if high is not None:
        return Reading(start, found.end(), FigureKind.PERCENT, None, "%", low, high)
    more = found["more"]
    if more:
        low += 5 if more == "半" else DIGITS[more]
    return Reading(start, found.end(), FigureKind.PERCENT, exact(low), "%")


def _tenth(signs: str, unit: str) -> tuple[Decimal, Decimal | None]:
    # 八五折 is 85; 七八成 lies between 70 and 80
    if signs[0] not in DIGITS:
        return Decimal(signs) * (1 if signs.isdigit() and len(signs) == 2 else 10), None  # 95折
    digits = [Decimal(DIGITS[sign]) for sign in signs]
    if len(digits) == 1:
        return digits[0] * 10, None
    if unit == "折":
        return digits[0] * 10 + digits[1], None
    return digits[0] * 10, digits[1] * 10


def slash_at(text: str, start: int) -> Reading | None:
    """Return 5/7, a proper fraction, or 6.2/10万; no date and no 24/7."""
    rate = OF_MANY.match(text, start)
    if rate:
        base = worth(rate["base"].replace("10", "十")) or Decimal(1)
        return Reading(start, rate.end(), FigureKind.RATIO, exact(Decimal(rate["a"]) / base))
    found = SLASH.match(text, start)
    if found is None or found["a"].startswith("0"):
        return None
    part, base = Decimal(found["a"]), Decimal(found["b"])
    return _fraction(start, found.end(), part, base) if 0 < part < base else None


def colon_at(text: str, start: int) -> Reading | None:
    """Return 2.4:1 as its quotient; 1:1.3:1.6 without a value; never a clock time."""
    found = COLON.match(text, start)
    if found is None:
        return None
    if found["ca"]:
        first, second = Decimal(DIGITS[found["ca"]]), Decimal(DIGITS[found["cb"]])
        return Reading(start, found.end(), FigureKind.RATIO, _quotient(first, second))
    if _clock(text, found):
        return None
    if found["c"]:
        return Reading(start, found.end(), FigureKind.RATIO, None)
    second = Decimal(found["b"])
    return (
        Reading(start, found.end(), FigureKind.RATIO, _quotient(Decimal(found["a"]), second))
        if second
        else None
    )


def _clock(text: str, found: re.Match[str]) -> bool:
    # 8:30, 21:00 unless the words speak of a proportion
    if len(found["b"]) != 2 or not found["b"].isdigit() or "." in found["a"]:
        return False
    around = text[max(0, found.start() - 10) : found.start()] + text[found.end() : found.end() + 4]
    return PROPORTION.search(around) is None


def rank_at(text: str, start: int) -> Reading | None:
    """Return 第二 after 全国, 第3名, 前十强, 榜首."""
    before = text[max(0, start - 16) : start]
    first = FIRST.match(text, start)
    if first:
        ranked = first[0] == "榜首" or RANKED.search(before)
        return _rank(start, first.end(), Decimal(1)) if ranked else None
    found = ORDINAL.match(text, start) or TOP.match(text, start)
    if found is None:
        return None
    n = Decimal(found["n"]) if found["n"].isdigit() else worth(found["n"])
    if not n or not _placed(found, before):
        return None
    return _rank(start, found.start("next"), n, top=text[start] == "前")


def _placed(found: re.Match[str], before: str) -> bool:
    word = found["word"]
    if word in ("强", "甲") or (word == "名" and found.string[found.start()] == "前"):
        return True
    ends = found["next"] in RANK_ENDS
    if word == "名":
        return ends or RANKED.search(before) is not None
    return (ends or word == "位") and RANKED.search(before) is not None


def _rank(start: int, end: int, place: Decimal, top: bool = False) -> Reading:
    low, high = (Decimal(1), place) if top else (None, None)
    return Reading(start, end, FigureKind.RANK, place, None, low, high)


def fold_at(text: str, start: int) -> Reading | None:
    """Return 翻两番 as four times."""
    found = FOLD.match(text, start)
    if found is None:
        return None
    n = int(found["n"]) if found["n"].isdigit() else DIGITS[found["n"]]
    return Reading(start, found.end(), FigureKind.MULTIPLE, Decimal(2**n), "倍")


def half_at(text: str, start: int) -> Reading | None:
    """Return 一半, 半数, 半年; not 上半年, 半导体, 另一半."""
    found = HALF.match(text, start)
    if found is None or text[start - 1 : start] in ("上", "下", "另", "大"):
        return None
    if found["unit"]:
        return Reading(start, found.end(), FigureKind.PERIOD, Decimal("0.5"), found["unit"])
    return Reading(start, found.end(), FigureKind.RATIO, Decimal("0.5"))
