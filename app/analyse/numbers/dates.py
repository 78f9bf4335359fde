"""Calendar points and ranges: 2024年底 · 2024年1-11月 · 3月底 · 二〇二四年 · 2025-05-14.

A date's value is ISO text: a year, a month, a day, or a range of two parted by a slash. A year that
is not printed stays open (`XXXX-04-12`). Only what is printed decides; 今年 and 去年 are no dates.
"""

from __future__ import annotations

import re
from calendar import monthrange
from typing import NamedTuple

from app.text.numerals import DIGITS, worth

_TO = r"(?:——|--|[-—–－―‐‑−~～至到])"
_YEAR = r"(?:(?:19|20)\d\d|[一二][九〇零○O][零〇○O一二三四五六七八九]{2})"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_ONE = "[一二三四五六七八九]"
_DAY = rf"(?:3[01]|[12]\d|0?[1-9]|三十一?|二十{_ONE}?|十{_ONE}?|{_ONE})"
_EDGE = r"(?:底|末|初|上旬|中旬|下旬)"

# 「2023—2025年」「2021年至2023年」「2024-2025学年」
YEARS = re.compile(
    rf"(?<![\d.])(?P<y1>{_YEAR})年?(?:{_TO}|/(?=\d{{4}}学年))(?P<y2>{_YEAR})"
    r"(?:学年度?|年度?|(?![号版.\-/元万亿千百余多个家人户名件项米亩吨]))"
    r"(?P<edge>底|末|初)?(?!\d|[一二三四五六七八九十]+月)"
)
# 「2025-05-14」「2025.5.14」「2025/5/14」
ISO = re.compile(
    r"(?<![\d.])(?P<y>(?:19|20)\d\d)([-./])(?P<m>1[0-2]|0?[1-9])\2(?P<d>3[01]|[12]\d|0?[1-9])(?!\d)"
)
ISO_SIGNS = ("-", ".", "/")
# what may follow a year: 「底」「上半年」「一季度」「三季度末」「1-11月」「12月底」「5月14日」
_PART = rf"""
    年?(?P<edge>底|末|初)(?!\d|始|级|次|步|衷|心)
  | (?P<half>上半年|下半年)
  | 前(?P<first>[二两三23])个?季度
  | 前(?P<months>\d{{1,2}}|十[一二]?|[两二三四五六七八九])个月
  | 第?(?P<q1>[一二三四1-4])(?:季度)?(?:{_TO}|、)第?(?P<q2>[二三四2-4])季度
  | 第?(?P<q>[一二三四1-4])季度(?P<qe>末|底)?
  | (?P<m1>{_MONTH})月?(?:份)?{_TO}(?P<m2>{_MONTH})月(?:份|(?P<e2>{_EDGE}))?(?!\d)
  | (?P<m>{_MONTH})月(?:份)?(?:(?P<e>{_EDGE})|(?P<d>{_DAY})[日号](?!线|楼|院|馆))?
"""
DATED = re.compile(
    rf"(?<![\d.])(?P<y>{_YEAR}|\d\d(?=年\d{{1,2}}月))(?:学年度?|年度?)(?P<part>{_PART})?",
    re.VERBOSE,
)
# without a year: 「4月12日」「3月底」「一季度」「1至8月」「前三季度」
OPEN = re.compile(rf"(?<![\d.])(?:{_PART})", re.VERBOSE)
# the other end of a range: 「—2025年3月」「至5月10日」「-15日」
UNTIL = re.compile(
    rf"{_TO}(?:(?P<y>{_YEAR})年)?(?:(?P<m>{_MONTH})月(?P<e>{_EDGE})?)?(?:(?P<d>{_DAY})[日号])?(?P<edge>底|末|初)?"
)
BARE_YEAR = re.compile(
    r"(?<![\d.,A-Za-z/+×-])(?<!\d[—–－])20[1-3]\d(?![\d.,%％:：/+×A-Za-z十百千万亿余多几-])"
)
QUARTERS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4}


class Dated(NamedTuple):
    """A calendar expression that ends at `end`, and its ISO value."""

    end: int
    value: str


def date_at(text: str, start: int) -> Dated | None:
    """Return the calendar expression that starts at `start`, if one does."""
    for pattern, reading in READ_AS_ISO if text.startswith(ISO_SIGNS, start + 4) else READ_AS:
        found = pattern.match(text, start)
        if found:
            dated = reading(found)
            if dated:
                return dated
    return None


def _number(signs: str) -> int:
    if signs.isascii() and signs.isdigit():
        return int(signs)
    return int(worth(signs) or 0)


def year_of(signs: str) -> str:
    """Return the year as four digits: 二〇二四 and 24 are 2024."""
    if signs.isascii() and signs.isdigit():
        return signs if len(signs) == 4 else f"20{signs}"
    return "".join(str(DIGITS[sign]) for sign in signs)


def _years(found: re.Match[str]) -> Dated | None:
    first, last = year_of(found["y1"]), year_of(found["y2"])
    return Dated(found.end(), f"{first}/{last}") if first < last else None


def _iso(found: re.Match[str]) -> Dated:
    return Dated(found.end(), f"{found['y']}-{int(found['m']):02}-{int(found['d']):02}")


def _dated(found: re.Match[str]) -> Dated:
    year = year_of(found["y"])
    return _closed(found, year, _part(found, year) if found["part"] else year)


def _open(found: re.Match[str]) -> Dated:
    return _closed(found, "XXXX", _part(found, "XXXX"))


def _closed(found: re.Match[str], year: str, value: str) -> Dated:
    """Return the date, or the range that it opens."""
    until = UNTIL.match(found.string, found.end())
    if until is None or not _pairs(found, until) or "/" in value:
        return Dated(found.end(), value)
    last = year_of(until["y"]) if until["y"] else year
    if until["m"]:
        value_to = _month(last, until["m"], until["e"], until["d"])
    elif until["d"]:
        value_to = f"{value[:7]}-{_number(until['d']):02}"
    else:
        value_to = f"{last}-12-31" if until["edge"] in ("底", "末") else last
    return Dated(until.end(), f"{value}/{value_to}")


def _pairs(found: re.Match[str], until: re.Match[str]) -> bool:
    # a day needs a day before it, a month a month; 2020年至3家 is no range
    if until["m"]:
        return bool(found["m"]) and bool(until["d"]) == bool(found["d"])
    if until["d"]:
        return bool(found["d"]) and not until["y"]
    return bool(until["y"]) and not found["m"]


def _part(found: re.Match[str], year: str) -> str:
    if found["edge"]:
        return f"{year}-01" if found["edge"] == "初" else f"{year}-12-31"
    if found["m"]:
        return _month(year, found["m"], found["e"], found["d"])
    first, last = _months(found)
    if found["qe"]:
        return _month(year, str(last), found["qe"], None)
    return f"{year}-{first:02}/{year}-{last:02}"


def _months(found: re.Match[str]) -> tuple[int, int]:
    if found["half"]:
        return (1, 6) if found["half"][0] == "上" else (7, 12)
    if found["first"] or found["months"]:
        return 1, _number(found["first"]) * 3 if found["first"] else _number(found["months"])
    if found["m1"]:
        return _number(found["m1"]), _number(found["m2"])
    first = _number(found["q"] or found["q1"])
    last = _number(found["q2"]) if found["q2"] else first
    return first * 3 - 2, last * 3


def _month(year: str, month: str, edge: str | None, day: str | None) -> str:
    number = _number(month)
    if day:
        return f"{year}-{number:02}-{_number(day):02}"
    if edge in ("底", "末"):
        last = monthrange(int(year), number)[1] if year.isdigit() else monthrange(2023, number)[1]
        return f"{year}-{number:02}-{last}"
    return f"{year}-{number:02}"


READ_AS = ((YEARS, _years), (DATED, _dated), (OPEN, _open))
READ_AS_ISO = ((YEARS, _years), (ISO, _iso), *READ_AS[1:])
