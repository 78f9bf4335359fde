"""Whether the time that a clause names lies ahead of the letter, and what is reached then.

A time promises as well as 将 does: 「10月底前建成」「国庆节后进场」. A month without a year is the
next one, unless the sentence has told of this year, or of what has begun.
"""

from __future__ import annotations

import re
from datetime import date

from app.analyse.promising.deadlines import Deadline, deadlines
from app.analyse.promising.wordings import SEASON, TIME, Wordings

_TIME_LENGTH = 14
# 「秋季学期起，」「下周起，」: a time that names no year and no month
_SEASON = re.compile(
    r"(?:今冬明春|今[春夏秋冬]|明春|学[期年]|下个?[周月]|采暖季|汛期|暑期|寒假|明后两年)(?:开学|结束)?(?:起|开始|之?前|内|期间)?$"
)


def names_only_time(clause: str, marks: int, dated: date | None) -> bool:
    """Tell whether a clause says hardly more than when: 「公司决定自4月15日起，」."""
    if len(clause) > _TIME_LENGTH:
        return False
    if marks & TIME and any(one.end >= len(clause) - 2 for one in deadlines(clause, dated)):
        return True
    return bool(marks & SEASON and _SEASON.search(clause))


def in_time(clause: str, before: str, dated: date | None, book: Wordings) -> re.Match[str] | None:
    """Return the word for what will be reached by the clause's first limit ahead."""
    found = None if dated or _YEAR.search(clause) else _UNDATED.search(clause)
    if found:
        return book.result.search(clause, found.end())
    limits = (one for one in deadlines(clause, dated) if one.by or one.ahead)
    first = next(limits, None)
    word = _reached(clause, first, book) if first else None
    if first is None or word is None or (dated is None and _told_of(clause, first)):
        return None
    if _YEAR.search(clause):
        return word
    return None if is_past(before, dated) or _went_by(clause, first, before, dated) else word


# 「从2019年起，我局每月评估」「2017年1月16日印发《办法》」 in a letter that bears no date
_BEGAN = re.compile("[之以]?起|以?来|开始")


def _told_of(clause: str, limit: Deadline) -> bool:
    """Tell whether a time that may lie behind an undated letter is one that letters tell of."""
    return bool(_BEGAN.match(clause, limit.end)) or (len(limit.due) > _MONTH and not limit.by)


_MONTH = len("2025-12")


# 「今年新建气象站8个，4月底全部建成」 in a letter of June: the April of the year just named
_BARE_TIME = re.compile("[0-9一二三四五六七八九十]{1,2}月|第?[一二三四1-4]季度|上半年")


def _went_by(clause: str, limit: Deadline, before: str, dated: date | None) -> bool:
    """Tell whether a limit without a year, read as next year's, is of the year before it.

    That year is named before; or it would be more than half a year ahead, and nobody says 明年:
    「4月29日起，直通车每天对开6班」「4月底，该路段完成摊铺」 in a letter of July.
    """
    if dated is None or limit.day.year <= dated.year or _NEXT_YEAR.search(before):
        return False
    far = (limit.day - dated).days > _FAR
    return bool(_BARE_TIME.match(clause, limit.start) and (far or "今年" in before))


_NEXT_YEAR = re.compile("[明来次后]年")
_FAR = 240  # days


# 「年底前报批发布」 in a letter that bears no date: a limit, though nobody knows of which year
_UNDATED = re.compile(r"(?:年|[0-9一二三四五六七八九十]月|季度)[底末]?(?:之?前|以前|以内|内)")


def _reached(clause: str, limit: Deadline, book: Wordings) -> re.Match[str] | None:
    """Return the word for what will be reached by a limit, or what is done right behind it."""
    if _DEMANDED.search(clause, 0, limit.start) or _OF_IT.match(clause, limit.end):
        return None
    word = book.result.search(clause, limit.end)
    if word and clause.startswith("的", word.end()):  # 「3月1日起施行的《办法》」
        return None
    if word is None and (limit.by or limit.ahead):
        behind = _BEHIND.match(clause, limit.end - 1)
        word = book.act.match(clause, behind.end()) if behind else None
    others = _OF_OTHERS if limit.by else _NAMED
    if word is None and limit.ahead and not others.search(clause):
        word = _MORE.match(clause, limit.end)
    return word


_OF_IT = re.compile("[前内起底末之以]{0,3}的")  # 「6月底前的任务提前完成」
# 「可以在60日内申请行政复议」「应当在收到之日起…」
_DEMANDED = re.compile(r"(?:可以|应当|应|必须|须)(?:在|于|自)?$|预计$")
# 「6月中旬起窗口中午不休息」: a limit ahead and what is then; but not what others may or must do
_MORE = re.compile(r"[前内起底末之以开始]{0,3}[^，。；的]{2}")
_OF_OTHERS = re.compile(
    "预计|到期|届满|期满|截止|可(?:以|向|在|申|到|凭)|须|应(?!.尽)|原|要求|有效$|的$|符合|申请|申报"
)
# a time that is named and no limit: 「每年10月到次年1月负荷最大」, 「预计2026年缺口约900个」
_NAMED = re.compile(
    f"{_OF_OTHERS.pattern}|[年月度](?:是|为|有|正)|每年|历年|预测|存在|缺[口少]|最[大高低多]|的"
)


# 「6月15日前再增派」: what may stand between a limit and the act
_BEHIND = re.compile(
    r".(?:[至到—-][0-9]{1,2}月)?(?:[之以]?[前内底末起]|份)?(?:全部|全面|再|先|另|各|逐一|统一|力争|就能?|即可|便可|可|能|把|要|着手)?"
)
# 「2022年起，我省将补助标准提高到…」: a time in the clause before
SINCE = re.compile(r"(?:19|20)[0-9]{2}年[^，。；]{0,8}[，,]$")
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?=年)")


def is_past(words: str, dated: date | None) -> bool:
    """Tell whether the years named up to the promising word have all gone by."""
    years = [int(year) for year in _YEAR.findall(words)]
    return bool(dated and years and max(years) < dated.year)


# the month in which what a season or feast names begins, about
_MONTHS = {
    **dict.fromkeys(("寒假",), 1),
    **dict.fromkeys(("春节", "立春", "过年", "年关", "开春"), 2),
    **dict.fromkeys(("春季", "春耕", "春播", "春灌", "清明", "化冻", "解冻"), 4),
    **dict.fromkeys(("五一", "入夏", "端午", "麦收", "夏收", "三夏", "汛"), 6),
    **dict.fromkeys(("七一", "八一", "暑假", "暑期", "夏季", "台风", "雨季"), 7),
    **dict.fromkeys(("开学", "中秋", "国庆", "秋收", "三秋", "秋季", "重阳"), 9),
    **dict.fromkeys(("霜降", "立冬", "入冬", "封冻", "上冻", "供暖", "采暖", "冬灌", "冬季"), 11),
    **dict.fromkeys(("冬至", "元旦"), 12),
}
_NAMES = "|".join(_MONTHS)
# 「今年春节前发放棉被320床」 reports in a letter of August
_THIS_YEARS = re.compile(f"今年[^，。；]{{0,3}}?(?P<season>{_NAMES})")
# 「暑假期间完成屋面防水」「秋季开学就补上」「入夏之前就能出水」
_SEASON_OF = re.compile(
    f"(?P<season>{_NAMES})(?:季|期|节)?(?:开学|结束|到来|开始)?(?:以前|之?前(?!后)|[以之]?后|期间|里|就)(?![的以])(?=[^，。；的]{{2}})"
)
_SOON = 7  # months
_HELD = frozenset({"开展", "组织", "举办", "发放", "投放"})  # what a feast saw, as well as will see


def is_over(clause: str, dated: date | None) -> bool:
    """Tell whether a season of this year that a clause names came before the letter."""
    named = _THIS_YEARS.search(clause)
    return bool(dated and named and _MONTHS[named["season"]] < dated.month)


def in_season(clause: str, dated: date | None, book: Wordings) -> re.Match[str] | None:
    """Return the word for what will be done by the next season or feast that a clause names."""
    named = _SEASON_OF.search(clause) if dated else None
    if dated is None or named is None or (_MONTHS[named["season"]] - dated.month) % 12 >= _SOON:
        return None
    word = book.result.search(clause, named.end())
    if word and (word[0] in _HELD or clause.startswith("的", word.end())):
        return None
    return word
