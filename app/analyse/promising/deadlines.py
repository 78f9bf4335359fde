"""Deadlines: by when something is to be done, as a letter of a given date says it.

「年底前」「四季度前」「明年6月底」「到2027年」「两年内」「国庆前」「下个月」 are read relative to
the letter's date. What comes back is the last day of the time named: `2025-12-31`, or `2025`
where only a year is said. Without a date of the letter only what names its year can be read.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九十")} | {"两": 2, "半": 0}

# 「2025年底」「明年6月30日」「今年四季度」「9月底」「下半年」「2025、2026两年」「2025—2027年」
TIME = re.compile(
    r"""(?=[0-9今本当明来次后年第上下底末岁]|[一二三四五六七八九十]{1,2}[月季])  # others: one step
        (?:(?:20[0-9]{2}年?[-—–~至到、和])?(?P<year>20[0-9]{2})(?:年度?|(?=[两三]年))
         |(?P<relative>今年|本年度?|当年|明年|来年|次年|后年|(?<![0-9一二两三四五六七八九十几数])年内))?
        (?:的|以?内)?
        (?:(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:(?P<day>[0-3]?[0-9])[日号])?(?P<part>[上中]旬)?
         |第?(?P<quarter>[一二三四1-4])季度
         |(?P<half>上半年|下半年)
         |(?P<end>年?底|年?末|年终|岁末))?""",
    re.VERBOSE,
)
# 「三年内」「两年时间」「力争用2年」
WITHIN = re.compile(
    r"(?<![业册立职得役校记户保产休满])(?P<years>[一二两三四五六七八九1-9])年(?:之?内|以内|时间|左右)|分(?P<parts>[两二三四五])年"
)
# 「三个月内」「半年之内」「用半年时间」「两周内」「20天内」; not 「受理之日起30日内」「近三个月内」
SOON = re.compile(
    r"(?:(?<=[用花拿])(?=[^，。；]{2,5}时间)|(?<![起后近每去0-9一二三四五六七八九十])(?=[^，。；]{1,5}内))(?:(?P<half>半)年|(?P<n>[0-9]{1,3}|[一二两三四五六七八九十]{1,2})"
    r"(?P<unit>个月|周|个星期|[天日]))(?:左右)?(?:的)?(?:之内|以内|内|时间)"
)
# 「月底前」「下个月」「国庆节前」「十五五期间」: named without a number
NAMED = re.compile(
    r"(?P<next>下个?月)[初中底末]?|(?<![0-9一二三四五六七八九十个每逐])(?:本|这个?)?(?P<this>月[底末])"
    r"|(?P<year>今年|明年|来年)?(?P<feast>国庆|元旦|五一|七一|八一)(?:节|劳动节)?(?:之?前(?![后来])|以前)"
    r"|十(?P<plan>[四五六])五[”]?(?:期间|时期|期?(?P<last>末))"
)
_FEASTS = {"国庆": (10, 1), "元旦": (1, 1), "五一": (5, 1), "七一": (7, 1), "八一": (8, 1)}
_HINT = re.compile(r"[年月季底末]|国庆|元旦|[五七八]一|五[”]?[期时末]|[周日天期]之?以?内")


# of the times that need the letter's date, what each holds
_RELATIVE = re.compile(
    "内|月[底末]|下个?月|年时间|年左右|分[两二三四五]年|国庆|元旦|[五七八]一|十[四五六]五"
)


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


@lru_cache(maxsize=256)  # a clause is asked about more than once
def deadlines(text: str, dated: date | None) -> tuple[Deadline, ...]:
    """Return the times named in the text that lie ahead of the letter's date."""
    return tuple(_read(text, dated)) if names_time(text) else ()


def _read(text: str, dated: date | None) -> Iterator[Deadline]:
    for found in TIME.finditer(text):
        if found[0] and (deadline := _deadline(found, text, dated)):
            yield deadline
    if dated and _RELATIVE.search(text):
        yield from _relative(text, dated)


def _relative(text: str, dated: date) -> Iterator[Deadline]:
    """Yield the times that only the letter's date gives a year."""
    for found in WITHIN.finditer(text):
        sign = found["years"] or found["parts"]
        year = dated.year + (int(sign) if sign.isdigit() else _DIGITS[sign])
        yield Deadline(date(year, 12, 31), str(year), found.start(), found.end(), True, True)
    for read, pattern in ((_soon, SOON), (_named, NAMED)):
        for found in pattern.finditer(text):
            named = read(found, dated)
            if named:
                yield named


def _soon(found: re.Match[str], dated: date) -> Deadline | None:
    """Return the day so many months, weeks or days after the letter's date."""
    sign = found["n"] or "6"
    count = int(sign) if sign.isdigit() else _numeral(sign)
    if found["unit"] in (None, "个月"):
        month = _months_on(dated, count)
        day = month.replace(day=min(dated.day, monthrange(month.year, month.month)[1]))
    else:
        day = dated + timedelta(days=count * (1 if found["unit"] in ("天", "日") else 7))
    return Deadline(day, day.isoformat(), found.start(), found.end(), True, True)


def _named(found: re.Match[str], dated: date) -> Deadline | None:
    """Return the last day before a feast, of this or next month, or of a five-year plan."""
    if found["plan"]:
        day = date(2005 + 5 * _DIGITS[found["plan"]], 12, 31)
        due = day.isoformat() if found["last"] else str(day.year)
        ahead = bool(found["last"]) or dated < date(day.year - 4, 1, 1)
        ends = Deadline(day, due, found.start(), found.end(), True, ahead)
        return ends if dated <= day else None
    if found["feast"]:
        feast = date(dated.year, *_FEASTS[found["feast"]])
        if feast <= dated or found["year"] in ("明年", "来年"):
            feast = feast.replace(year=dated.year + 1)
        day = feast - timedelta(days=1)
    else:
        month = _months_on(dated, 1 if found["next"] else 0)
        day = month.replace(day=monthrange(month.year, month.month)[1])
    by = (
        not found["next"]
        or found[0][-1] in "底末"
        or found.string[found.end() :][:1] in ("前", "起")
    )
    return Deadline(day, day.isoformat(), found.start(), found.end(), by, True)


def _months_on(dated: date, count: int) -> date:
    """Return the first day of the month so many months after the letter's."""
    at = dated.year * 12 + dated.month - 1 + count
    return date(at // 12, at % 12 + 1, 1)


def _numeral(sign: str) -> int:
    """Return a Chinese numeral below a hundred: 三, 十二, 二十."""
    tens, ten, ones = sign.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


_RANGE = re.compile("[0-9月][至到—–-]")


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
    if _RANGE.match(before) and day.year > year:  # 「1至8月，建成120公里」 in September
        return None
    if before == "每年":  # 「须在每年10月底前提交」: a rule
        return None
    behind = text[found.end() : found.end() + 3]
    if behind[:1] == "起" and found["relative"] == "今年":
        return None
    by = before.endswith(("到", "至")) and not before.endswith(("截至", "月至", "月到"))
    by = by or before in ("至迟", "最迟", "最晚")
    by = by or bool(found["end"]) or found[0].endswith("内") or behind[:1] in "前内起底末"
    by = by or behind.startswith(("之前", "以前", "开始", "份前", "份起", "份底", "份内"))
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
    if found["day"] or found["end"] or found["relative"] == "年内":
        return last
    if found["month"]:
        return last.replace(day=1)
    if found["quarter"]:
        return date(last.year, last.month - 2, 1)
    return date(last.year, 7 if found["half"] == "下半年" else 1, 1)


def _last_day(found: re.Match[str], year: int) -> date | None:
    month, day = 12, 0
    if found["month"]:
        sign = found["month"]
        month = int(sign) if sign.isdigit() else _numeral(sign)
        day = int(found["day"] or 0)
        day = day or {"上旬": 10, "中旬": 20}.get(found["part"] or "", 0)
    elif found["quarter"]:
        sign = found["quarter"]
        month = 3 * (int(sign) if sign.isdigit() else _DIGITS[sign])
    elif found["half"] == "上半年":
        month = 6
    last = monthrange(year, month)[1]
    return date(year, month, day or last) if day <= last else None
