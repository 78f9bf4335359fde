"""The point in time a figure speaks of, so that two letters' figures can be laid side by side.

截至2024年底 and 2024年 end on the same day and are compared; a figure without a time stands at its
letter's date, which is marked, and is compared with others of the same weeks only.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

# 「2024」「2024-03」「2024-03-31」
POINT = re.compile(r"^(?P<year>\d{4})(?:-(?P<month>\d{2}))?(?:-(?P<day>\d{2}))?$")

# Letters of one round of answers are written within weeks; 浦东's 7 and 5 are five days apart.
SAME_WEEKS = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Time:
    """Days [start, end] a figure speaks of; `since` is printed (自…以来, 2023—2025年)."""

    start: date | None
    end: date | None
    since: bool = False
    from_letter: bool = False


@lru_cache(maxsize=1024)  # a letter speaks of few times, and often
def read_time(as_of: str | None, dated: date | None) -> Time:
    """Return the time of a figure, its letter's date standing in where it names none."""
    if as_of is None:
        return Time(None, dated, from_letter=True)
    first, slash, last = as_of.partition("/")
    start = _days(first)
    if start is None:
        return Time(None, None)
    if not slash:
        return Time(start[0], start[1])
    if not last:
        return Time(start[0], dated, since=True, from_letter=True)
    end = _days(last)
    return Time(start[0], end[1] if end else None, since=True)


def same_time(one: Time, other: Time) -> bool:
    """Whether two figures speak of the same time."""
    if one.end is None or other.end is None or one.from_letter != other.from_letter:
        return False
    if one.since != other.since or (one.since and one.start != other.start):
        return False
    if one.from_letter:
        return abs(one.end - other.end) <= SAME_WEEKS
    return one.end == other.end


def label(as_of: str | None, dated: date | None) -> str:
    """Return a time in words: 「2024年底」「2025年3月」「2025-05-14（答复日期）」."""
    if as_of is None:
        return f"{dated}（答复日期）" if dated else "未写明"
    first, slash, last = as_of.partition("/")
    if not slash:
        return _worded(first)
    return f"{_worded(first)}至{_worded(last)}" if last else f"{_worded(first)}以来"


def _worded(point: str) -> str:
    found = POINT.match(point)
    if found is None:
        return point.replace("XXXX-", "")
    year, month, day = found.groups()
    if day == "31" and month == "12":
        return f"{year}年底"
    words = f"{year}年"
    if month:
        words += f"{int(month)}月"
    if day:
        words += "底" if int(day) == monthrange(int(year), int(month))[1] else f"{int(day)}日"
    return words


def _days(point: str) -> tuple[date, date] | None:
    found = POINT.match(point)
    if found is None:
        return None
    year = int(found["year"])
    month = int(found["month"] or 0)
    try:
        if found["day"]:
            day = date(year, month, int(found["day"]))
            return day, day
        last = month or 12
        return date(year, month or 1, 1), date(year, last, monthrange(year, last)[1])
    except ValueError:  # 「2024-13」: a slip of the pen is no time
        return None
