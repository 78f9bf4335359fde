"""Numerals as Chinese letters print them: 1,056 · 3.8万 · 一百二十余 · 数十亿 · 三四万 · 贰拾.

One numeral is a mantissa, its scale (万, 亿) and an inner 余, 多 or 几; units are the business of
whoever asks. 千 and 百 that open a unit (千克, 千瓦时, 百分点) are never read as a scale. Values
are exact decimals: 2.18亿 is 218000000, not a neighbour of it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

DIGITS = {
    **{sign: value for value, sign in enumerate("零一二三四五六七八九")},
    **{sign: value for value, sign in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    **{"○": 0, "O": 0, "两": 2, "兩": 2, "貳": 2, "參": 3, "叄": 3, "陸": 6},
}
SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
LARGE = {"万": 10**4, "亿": 10**8, "萬": 10**4, "億": 10**8}
SCALES = {**SMALL, **LARGE}
# 廿 and 卅 are numerals of their own: 廿余年, 卅六
TWENTIES = {"廿": "二十", "卅": "三十"}
SIGNS = "零〇一二三四五六七八九十百千万亿两廿卅兩萬億"
FORMAL_SIGNS = "壹贰叁肆伍陆柒捌玖貳參叄陸"

# The scale never eats the head of a unit: 5千克, 120千瓦, 3千米, 4.7百分点
_SCALE = r"(?:十|百(?!分|帕)|千(?![克米瓦伏卡帕赫焦乏周])|[万亿萬億])"
_CHINESE_SIGN = rf"(?:[零〇一二三四五六七八九两兩廿卅]|{_SCALE})"
# 伍拾万, 叁仟: formal digits count only with their scales, for 队伍, 陆家嘴 and 收拾 hold them too
_FORMAL = "(?:[壹贰叁肆伍陆柒捌玖貳參叄陸][拾佰仟万亿萬億]+零?)+[壹贰叁肆伍陆柒捌玖貳參叄陸]?"
NUMERAL = re.compile(
    rf"""
    (?P<arabic>\d{{1,3}}(?:,\d{{3}})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)
      (?P<some>[余几]|多(?!元化|样|方))?
      (?:(?P<scale>{_SCALE}+)(?P<more>(?:\d+(?:\.\d+)?[万千百](?![克米瓦伏分])){{1,6}}[万亿]?)?)?
      (?P<tail>[余多](?!元化|样|方))?
    |
    (?P<chinese>
      (?:[几数](?=[十百千万亿]))?
      (?:{_FORMAL}|{_CHINESE_SIGN}+)(?:(?<=[十廿卅百])几{_SCALE}*)?
      (?:点[零〇一二三四五六七八九]+(?:{_SCALE}+)?)?
      (?:[余多]{_SCALE}*|(?<=[十百千])来(?=[个家名人位户项条件次场处座所辆张台亩万元年天岁]){_SCALE}*)?
    )
    """,
    re.VERBOSE,
)
MORE = re.compile(r"(\d{1,40}+(?:\.\d{1,40}+)?)?([万亿千百])")
LONGEST = 40  # beyond, it is no numeral that a person reads
BEYOND = Decimal(10**18)
KEPT = 4096  # numerals whose worth is remembered: letters print the same small ones again and again
VAGUE = re.compile("[余多来]")
ADJACENT = re.compile(r"([一二两三四五六七八九])([二三四五六七八九])")
_PAIRS = frozenset(["一二", "二三", "两三", "三四", "三五", "四五", "五六", "六七", "七八", "八九"])


class Numeral(NamedTuple):
    """A numeral, wherever it stands: its exact value, or a range where it names only that."""

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    approx: bool
    chinese: bool
    scale: int  # the scale printed after the mantissa: 10000 for 3.8万, 1 for 35 and 三十五
    surface: str  # all that is printed of it: the numeral is as long as this


def numeral_at(text: str, start: int) -> Numeral | None:
    """Return the numeral that starts at `start`, if one does."""
    found = NUMERAL.match(text, start)
    if found is None or found.end() - start > LONGEST:
        return None
    return _chinese(found[0]) if found.lastgroup == "chinese" else _arabic(*found.groups())


@lru_cache(maxsize=KEPT)
def _arabic(
    mantissa: str, some: str | None, scale: str | None, more: str | None, tail: str | None, *_: None
) -> Numeral | None:
    value = Decimal(mantissa.replace(",", ""))
    factor = 1
    if scale:
        factor = _product(scale)
        value = _mixed(value, factor, more) if more else value * factor
    if value >= BEYOND:
        return None
    if "." in mantissa or more:
        value = exact(value)
    vague = bool(some or tail)
    surface = "".join(part for part in (mantissa, some, scale, more, tail) if part)
    return Numeral(value, value if vague else None, None, vague, False, factor, surface)


def _mixed(value: Decimal, factor: int, more: str) -> Decimal:
    """Return the worth of 1亿2000万, 3千4百万, 1亿2千万: 千 and 百 gather until 万 or 亿 closes."""
    total = section = Decimal(0)
    for number, scale in [(value, factor), *((n, SCALES[sign]) for n, sign in MORE.findall(more))]:
        if scale < 10**4:
            section += Decimal(number) * scale
        else:
            total, section = total + (section + Decimal(number or 0)) * scale, Decimal(0)
    return total + section


@lru_cache(maxsize=KEPT)
def _chinese(surface: str) -> Numeral | None:
    reading = reading_of(surface)
    if reading is None:
        return None
    value, low, high, approx = reading
    if (value or high or 0) >= BEYOND:
        return None
    scale = SCALES.get(surface.rstrip("余多来几")[-1:], 1)
    return Numeral(value, low, high, approx, True, scale, surface)


Reading = tuple[Decimal | None, Decimal | None, Decimal | None, bool]


def reading_of(surface: str) -> Reading | None:
    """Return value, low, high and vagueness of a Chinese numeral; `None` if it is none (二五)."""
    signs = surface
    for sign, spelled in TWENTIES.items():
        signs = signs.replace(sign, spelled)
    vague = any(sign in signs for sign in "余多来几")
    if signs[0] in "几数":
        scale = _product(VAGUE.sub("", signs[1:]))
        return None, Decimal(2 * scale), Decimal(10 * scale), True
    signs = VAGUE.sub("", signs)
    if "几" in signs:
        signs, vague = signs.replace("几", ""), True
    pair = ADJACENT.search(signs)
    if pair and not _positional(signs):
        return _between(signs, pair)
    value = worth(signs)
    if value is None:
        return None
    return value, value if vague else None, None, vague


def _between(signs: str, pair: re.Match[str]) -> Reading | None:
    # 三四万, 八九百, 二三十, 十五六
    if pair[0] not in _PAIRS:
        return None
    low = worth(signs[: pair.start(2)] + signs[pair.end(2) :])
    high = worth(signs[: pair.start(1)] + signs[pair.end(1) :])
    return (None, low, high, True) if low is not None and high is not None else None


def _positional(signs: str) -> bool:
    # 二〇二四, 一九九八; 二三 is a range
    return len(signs) > 2 and not any(sign in SCALES for sign in signs)


def worth(signs: str) -> Decimal | None:
    """Return the exact value of plain Chinese signs, positional (二〇二四) or scaled (三千五百)."""
    whole, _, fraction = signs.partition("点")
    if fraction:
        digits = "".join(str(DIGITS[sign]) for sign in fraction if sign in DIGITS)
        base = worth(whole)
        scale = _product("".join(sign for sign in fraction if sign in SCALES))
        return None if base is None else exact((base + Decimal(f"0.{digits}")) * scale)
    if _positional(signs) or (len(signs) == 2 and signs[0] in DIGITS and signs[1] in "零〇○"):
        return Decimal("".join(str(DIGITS[sign]) for sign in signs))
    return _scaled(signs)


def _scaled(signs: str) -> Decimal | None:
    total = section = digit = 0
    last = 1  # the scale before a trailing digit: 三万五 is 35000
    open_digit = False
    for sign in signs:
        if sign in DIGITS:
            if open_digit and digit:
                return None
            digit, open_digit = DIGITS[sign], True
            last = 10 if digit == 0 else last
            continue
        scale = SCALES[sign]
        if scale < 10**4:
            section += (digit if open_digit and digit else 1) * scale
        else:
            section += digit if open_digit or section or total else 1
            total, section = _above(total, section, scale), 0
        digit, open_digit, last = 0, False, scale
    if open_digit and last >= 100:
        digit *= last // 10
    return Decimal(total + section + digit)


def _above(total: int, section: int, scale: int) -> int:
    # 万亿: the smaller scale stands before the larger one
    return (total + section) * scale if 0 < total < scale else total + section * scale


def _product(signs: str) -> int:
    product = 1
    for sign in signs:
        product *= SCALES.get(sign, 1)
    return product


def exact(value: Decimal) -> Decimal:
    """Return the decimal without trailing zeros and without an exponent: 27000.0 is 27000."""
    if value >= BEYOND:
        return value
    if value == value.to_integral_value():
        return value.quantize(Decimal(1))
    return value.normalize()


def in_words(value: int) -> str:
    """Return the canonical Chinese numeral of a whole number below 一亿亿: 10500 is 一万零五百."""
    if value < 10**4:
        return _thousands(value) or "零"
    unit, word = (10**8, "亿") if value >= 10**8 else (10**4, "万")
    above, below = divmod(value, unit)
    if not below:
        return in_words(above) + word
    gap = "零" if below < unit // 10 else ""
    return in_words(above) + word + gap + in_words(below)


def _thousands(value: int) -> str:
    words, gap = "", False
    for scale, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, scale)
        if digit:
            words += ("零" if gap and words else "") + "零一二三四五六七八九"[digit] + word
            gap = False
        else:
            gap = bool(words)
    return words
