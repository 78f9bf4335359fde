"""Deadlines: by when something is to be done, as a letter of a given date says it.

「年底前」「四季度前」「明年6月底」「到2027年」「两年内」 are read relative to the letter's
date. What comes back is the last day of the time named: `2025-12-31`, or `2025` where only a year
is said. Without a date of the letter only what names its year can be read.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九十")} | {"两": 2, "半": 0}

# 「2025年底」「明年6月30日」「今年四季度」「9月底」「下半年」「2025、2026两年」「2025—2027年」
TIME = re.compile(
    r"""(?=[0-9今本当明来次后年第一二三四上下底末岁])  # most characters: passed in one step
        (?:(?:20[0-9]{2}年?[-—–~至到、和])?(?P<year>20[0-9]{2})(?:年度?|(?=[两三]年))
         |(?P<relative>今年|本年度?|当年|明年|来年|次年|后年|年内))?
        (?:的|以?内)?
        (?:(?P<month>1[0-2]|0?[1-9])月(?:(?P<day>[0-3]?[0-9])日)?(?P<part>[上中]旬)?
         |第?(?P<quarter>[一二三四1-4])季度
         |(?P<half>上半年|下半年)
         |(?P<end>年?底|年?末|年终|岁末))?""",
    re.VERBOSE,
)
# 「三年内」「两年时间」「力争用2年」
WITHIN = re.compile(
    r"(?P<years>[一二两三四五六七八九1-9])年(?:之?内|以内|时间|左右)|分(?P<parts>[两二三四五])年"
)
_HINT = re.compile(r"[年月季底末]")


def names_time(text: str) -> bool:
    """Tell whether a text may name a time; a cheap look before `deadlines`."""
    return _HINT.search(text) is not None


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a time named, how it is written in `Pledge.due`, and where it stands."""

    day: date
    due: str
    start: int
    end: int
    by: bool  # 前, 内, 底, 起: said as a limit, not just named
    ahead: bool  # begins after the letter's date, by its own year or month


def deadlines(text: str, dated: date | None) -> Iterator[Deadline]:
    """Yield the times named in the text that lie ahead of the letter's date."""
    if not names_time(text):
        return
    for found in TIME.finditer(text):
        if found[0] and (deadline := _deadline(found, text, dated)):
            yield deadline
    for found in WITHIN.finditer(text):
        if dated:
            sign = found["years"] or found["parts"]
            year = dated.year + (int(sign) if sign.isdigit() else _DIGITS[sign])
            yield Deadline(date(year, 12, 31), str(year), found.start(), found.end(), True, True)


def _deadline(found: re.Match[str], text: str, dated: date | None) -> Deadline | None:
    year = _year(found, dated)
    if year is None or not _is_time(found):
        return None
    day = _last_day(found, year)
    if day is None:
        return None
    ahead = dated is not None and _first_day(found, day) > dated
    if dated and day < dated:
        if found["year"] or found["relative"]:
            return None
        day = day.replace(year=year + 1, day=min(day.day, 28) if day.month == 2 else day.day)
    before = text[max(0, found.start() - 2) : found.start()]
    if before == "每年":  # 「须在每年10月底前提交」: a rule
        return None
    behind = text[found.end() : found.end() + 3]
    if behind[:1] == "起" and found["relative"] == "今年":
        return None
    by = before.endswith(("到", "至")) and not before.endswith(("截至", "月至", "月到"))
    by = by or before in ("至迟", "最迟", "最晚")
    by = by or bool(found["end"]) or found["relative"] == "年内" or behind[:1] in "前内起底末"
    by = by or behind.startswith(("之前", "以前", "份前", "开始"))
    only_year = not (found["month"] or found["quarter"] or found["half"] or found["end"])
    due = day.isoformat() if not only_year or found["relative"] == "年内" else str(day.year)
    return Deadline(day, due, found.start(), found.end(), by, ahead)


def _is_time(found: re.Match[str]) -> bool:
    """Tell a time from a bare number or character: 2025 alone, 底 in 底层."""
    if found["end"] in ("底", "末"):
        return bool(found["year"] or found["relative"])
    return bool(
        found["year"]
        or found["relative"]
        or found["month"]
        or found["quarter"]
        or found["half"]
        or found["end"]
    )


def _year(found: re.Match[str], dated: date | None) -> int | None:
    if found["year"]:
        return int(found["year"])
    if dated is None:
        return None
    later = {"明年": 1, "来年": 1, "次年": 1, "后年": 2}
    return dated.year + later.get(found["relative"] or "", 0)


def _first_day(found: re.Match[str], last: date) -> date:
    """Return the day on which the time named begins."""
    if found["day"]:
        return last
    if found["month"]:
        return last.replace(day=1)
    if found["quarter"]:
        return date(last.year, last.month - 2, 1)
    return date(last.year, 7 if found["half"] == "下半年" else 1, 1)


def _last_day(found: re.Match[str], year: int) -> date | None:
    month, day = 12, 0
    if found["month"]:
        month, day = int(found["month"]), int(found["day"] or 0)
        day = day or {"上旬": 10, "中旬": 20}.get(found["part"] or "", 0)
    elif found["quarter"]:
        sign = found["quarter"]
        month = 3 * (int(sign) if sign.isdigit() else _DIGITS[sign])
    elif found["half"] == "上半年":
        month = 6
    last = monthrange(year, month)[1]
    return date(year, month, day or last) if day <= last else None
