"""The three dates: signed, printed, published. A web date is never the date of the letter.

Pages lose 年, 月 and digits (`20256月18`, `202293`). What is left is read only if a single day
fits; where several do, a later date (printed, published) decides. A Problem tells either way.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from app.model import BlockKind, Problem
from app.parse.heading import numeral
from app.parse.parts import Found, Letter, Line
from app.text.lines import BROKEN_DATE_LINE, is_date

_N = "〇○零一二三四五六七八九十廿卅"
_DATE = re.compile(
    r"(?P<y>(?:19|20)\d\d)\s?[年./-]\s?(?P<m>\d{1,2})\s?[月./-]\s?(?P<d>\d{1,2})"
    rf"|(?P<cy>[{_N}]{{4}})年(?P<cm>[{_N}]{{1,2}})月(?P<cd>[{_N}]{{1,3}})日"
)


def day(words: str) -> date | None:
    """Return the first date printed in some words."""
    found = _DATE.search(words)
    if not found:
        return None
    if found["y"]:
        parts = (int(found["y"]), int(found["m"]), int(found["d"]))
    else:
        chinese = [found[group].replace("○", "〇") for group in ("cy", "cm", "cd")]
        parts = (numeral(chinese[0]), numeral(chinese[1]), numeral(chinese[2]))
    try:
        return date(*parts)
    except ValueError:
        return None


def printed(letter: Letter) -> Found[date | None]:
    """Return the day of printing: the date of the imprint."""
    for line in letter.foot:
        if line.kind is BlockKind.IMPRINT and re.search(r"印|20\d\d", line.text):
            value = None if "抄" in line.text[:3] else day(line.text)
            found = _DATE.search(line.text)
            if value and found:
                return Found(value, (line.span(*found.span()),))
    return Found(None)


def published(letter: Letter) -> Found[date | None]:
    """Return the day a portal gives for publication."""
    for name in (
        "发布时间",
        "发布日期",
        "发稿时间",
        "公开日期",
        "公布日期",
        "时间",
        "日期",
        "信息时间",
        "来源",
    ):
        if value := day(letter.portal.get(name, "")):
            return Found(value)
    return Found(None)


def dated(
    letter: Letter, later: tuple[date | None, ...]
) -> tuple[Found[date | None], tuple[Problem, ...]]:
    """Return the day under the signature, and what had to be mended to read it."""
    signed = [line for line in letter.foot if line.kind is BlockKind.SIGNATURE]
    for line in signed:
        found = _DATE.search(line.text)
        if found and (value := day(line.text)):
            return Found(value, (line.span(*found.span()),)), ()
    for line in signed:
        if _DATE.search(line.text):  # 「2024年2月30日」
            message = f"落款日期读不出是哪一天：印作“{line.text}”，没有这一天。"
            return Found(None), (Problem("date-unclear", message, line.start, line.end),)
        if BROKEN_DATE_LINE.match(line.text) and not is_date(line.text):
            return _mended(line, tuple(one for one in later if one))
    return Found(None), ()


def _mended(line: Line, later: tuple[date, ...]) -> tuple[Found[date | None], tuple[Problem, ...]]:
    days = _readings(line.text)
    near = [one for one in days if any(one <= end <= one + timedelta(days=400) for end in later)]
    where = (line.start, line.end)
    if len(days) > 1 and len(near) != 1:
        near = [one for one in near if any(end - one <= timedelta(days=45) for end in later)]
    chosen = days if len(days) == 1 else near
    if len(chosen) == 1:
        message = f"落款日期缺字，已补读：印作“{line.text}”，按 {chosen[0].isoformat()} 读。"
        found: Found[date | None] = Found(chosen[0], (line.span(0, len(line.text)),))
        return found, (Problem("date-mended", message, *where),)
    message = f"落款日期读不出是哪一天：印作“{line.text}”，缺字。"
    return Found(None), (Problem("date-unclear", message, *where),)


_YEAR_FIRST = re.compile(r"(?P<y>(?:19|20)\d\d)年?(?P<rest>[\d月日]*)")


def _readings(words: str) -> list[date]:
    """Return the days that a date without some of its 年, 月, 日 can mean."""
    found = _YEAR_FIRST.match(words.replace(" ", ""))
    if not found:
        return []
    rest = found["rest"].rstrip("日")
    if "月" in rest:
        month, _, of_month = rest.partition("月")
        pairs = [(month, of_month)]
    else:
        pairs = [(rest[:at], rest[at:]) for at in (1, 2)]
    days: list[date] = []
    for month, of_month in pairs:
        if not month or not of_month or month[0] == of_month[0] == "0" or len(of_month) > 2:
            continue
        if of_month[0] == "0" and len(rest) < 4:
            continue
        try:
            days.append(date(int(found["y"]), int(month), int(of_month)))
        except ValueError:
            continue
    return list(dict.fromkeys(days))
