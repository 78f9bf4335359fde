"""Whether a sentence promises, how firmly, and by when.

It is read clause by clause, because half a sentence may report and the other half promise
(「已列入计划的是9辆，其余13辆拟分两年申请预算」), and because what others want, hope or are
asked for stands between commas too. The wordings are `pledges.toml`; this file says how they
work together: behind 「下一步，」 an act is enough, elsewhere the clause must say that something
will be done, or name a time ahead of the letter's date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from app.analyse.deadlines import Deadline, deadlines
from app.analyse.heads import led
from app.analyse.marked import Sentence, joined, marked
from app.analyse.wordings import (
    BARE,
    CLOSING,
    FORECAST,
    LATER,
    OPENS,
    SEASON,
    SILENCES,
    TIME,
    WILL,
    Wordings,
    looks,
    wordings,
)
from app.model import Strength

# 「二、」「（三）」「1.」「一是」「首先，」
_ENUMERATOR = re.compile(
    r"\s{0,8}(?:[（(]?(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[）)、.．]|[一二三四五六七八九十]是|第[一二三四五六七八九十][，、]"
    r"|[①-⑩]|首先|其次|再次|再者|最后)[\s，、]*"
)
_ENUMERATING = frozenset("（(一二三四五六七八九十0123456789①②③④⑤⑥⑦⑧⑨⑩首其再最第 \t\u3000\xa0")
_TIME_LENGTH = 14
# 「秋季学期起，」「下周起，」: a time that names no year and no month
_SEASON = re.compile(
    r"(?:学期|下个?[周月]|采暖季|汛期|暑期|寒假|明后两年)(?:开学)?(?:起|开始|前|内|期间)?$"
)


def bare(text: str) -> str:
    """Return the text without the enumerator it starts with."""
    found = _ENUMERATOR.match(text) if text[:1] in _ENUMERATING else None
    return text[found.end() :] if found else text


_PROMISING = WILL | BARE | TIME | OPENS | LATER
# without these a clause says nothing, unless an act is enough or it goes on with a time before it
_SAYS_MORE = WILL | BARE | TIME | SEASON | SILENCES
_SIGNS = "，；：,;:。 "


def promise(
    sentence: str, open_: bool = False, dated: date | None = None
) -> tuple[Strength, str | None] | None:
    """Return how firmly a sentence promises and by when, or None if it does not."""
    (sentences,) = marked(sentence, [(0, len(sentence))], looks())
    return promised(joined(sentences), open_, dated) if sentences else None


def promised(
    sentence: Sentence, open_: bool, dated: date | None
) -> tuple[Strength, str | None] | None:
    """Return how firmly a sentence promises and by when, or None if it does not."""
    if not (open_ or sentence.marks & _PROMISING):
        return None
    patterns = wordings().patterns
    found: list[str] = []
    later = False
    timed = bool(sentence.marks & TIME)  # else the first promise says it all
    laters = patterns["later"] if sentence.marks & LATER else None
    text = sentence.page.text
    told = False  # 「屏已经装好，接入小程序」: an act behind what is done is done too
    time, time_marks = "", 0  # 「到2027年，」: a time in a clause of its own belongs to the next
    for clause, marks, start, end in _own_clauses(sentence, open_):
        if marks & OPENS and patterns["opens"].match(clause):
            open_, told = True, False
        later = later or bool(laters and laters.search(clause))
        said, marks = time + clause, marks | time_marks
        if marks & FORECAST and patterns["forecast"].search(said):
            open_ = later = False
        elif _promises(
            said, marks, (open_ and not told) or later, timed, dated, sentence, start
        ) and not _reports(clause, text[sentence.start : start], text[end : sentence.end]):
            found.append(said)
            if not timed:
                break
        told = told or bool(open_ and _DONE.search(clause))
        is_time = len(clause) <= _TIME_LENGTH and _is_time(clause, marks, dated)
        time, time_marks = (clause, marks) if is_time else ("", 0)
    return _read(sentence, found, later, timed, dated) if found else None


def _own_clauses(sentence: Sentence, open_: bool) -> Iterator[tuple[str, int, int, int]]:
    """Yield the clauses that may promise and where they stand, without what others say in them."""
    book, text = wordings(), sentence.page.text
    every = open_ or sentence.marks & (OPENS | LATER)
    silencing = sentence.marks & SILENCES
    silenced = False
    before = 0
    for (start, end), marks in sentence.clauses():
        before, behind = marks, before
        if not (every or silenced or marks & _SAYS_MORE or behind & (TIME | SEASON)):
            continue
        clause = bare(text[start:end]).rstrip(_SIGNS)
        if silencing:
            if silenced and not (book.agency.match(clause) or _AGREES.match(clause)):
                continue
            silenced = bool(marks & SILENCES and book.patterns["silences"].match(clause))
            if silenced:
                continue
        yield clause, marks, start, end


# 「提案建议窗口周六开放，自9月1日起实行」
_AGREES = re.compile(
    r"(?:现|可|就)?(?:自|从)[0-9今明下本][^，。；]{0,8}起(?:正式|全面)?(?:实行|执行|施行|试行|实施|开始)"
)


# 「我部将工业母机列为重点产业链，建立链长制，明确了42项任务。」: here 将 is 把
_TAKEN_AS = re.compile(
    r"将(?!把)[^，。；年月]{2,24}?(?:列为|列入|纳入|作为|视为|置于|摆在|摆上|放在)"
)
_REGARDED = re.compile(r"高度重视[^。；]{0,60}$")  # 「市委、市政府高度重视，将就业置于…」: it is so
# 「对于您提出的将就业指标纳入考核的建议，」
_ASKED = re.compile(
    r"(?:对于?|关于|针对|就)?[您你贵][^，。；]{0,8}提[出到]的?[^，。；]{2,40}(?:建议|提案|意见|设想|诉求)$"
)
_TOLD = led(r"(?<![为除罢末])了(?![解结断如却无得])")


# 「打算把泵站建在东头，后因征地没谈拢作罢」「准备登门，因您出差改为电话沟通」
_UNDONE = led(
    "作罢|告吹|落空|未果|没谈拢|没排上|未能如愿|(?:后来?|但|却|可)因|因故|因[^，。；]{1,10}改为|经核实并?[无未不]|并不属实|已(?:按[期时]|如期|全部)(?:完成|整改|办结|到位|交付)|被?搁置$"
)


# 「余位屏已经装好」「上月完成了测绘」
_DONE = led(
    "已(?!经?(?:列入|纳入|报|申|向|委托))|(?<![为除罢末完明接])了(?![解结断如却无得一再就])|去年|上[年月]"
)


# 「多年来，县政府积极向上级争取资金，兴建了…」「我局多次向上级争取资金」: striven for until now
_UNTIL_NOW = re.compile(r"[^，。；]{0,8}(?:多年|近年|近几年|长期|一直|年)(?:以)?来，|.{0,40}多次")
_AHEAD = re.compile(r"将|拟|力争|计划|打算|准备|[会要再]|下一?步|今后|明年|年[底内]|预计")


def _reports(clause: str, before: str, behind: str) -> bool:
    """Tell whether a clause says what was asked, what is (将 is 把), or what came to nothing."""
    if _UNDONE.search(behind) or _TALLIED.match(behind) or _ASKED.match(clause):
        return True
    if _UNTIL_NOW.match(before + clause) and not _AHEAD.search(clause):
        return True
    told = _TOLD.search(behind) or _REGARDED.search(before)
    return bool(told and _TAKEN_AS.search(clause))


# 「配备护林员1260名，去年查处37起」
_TALLIED = re.compile(
    r"(?:[^，。；]{2,20}，){0,2}(?:去年|上年|截至|至今|今年以来|今年上半年(?=立案|查[处办]|检查|受理|排查))[^，。；将拟]{2,30}[0-9]"
)


def _is_time(clause: str, marks: int, dated: date | None) -> bool:
    """Tell whether a clause says hardly more than when: 「公司决定自4月15日起，」."""
    if marks & TIME and any(one.end >= len(clause) - 2 for one in deadlines(clause, dated)):
        return True
    return bool(marks & SEASON and _SEASON.search(clause))


def _promises(
    clause: str,
    marks: int,
    act_is_enough: bool,
    timed: bool,
    dated: date | None,
    sentence: Sentence,
    at: int,
) -> bool:
    """Tell whether a clause promises by its words, or by a time ahead and what is reached then.

    A limit without a year is in the year named before: 「2024年备案362家，其中年内新增88家」.
    """
    book, before = wordings(), sentence.page.text[sentence.start : at]
    word = book.act.search(clause) if act_is_enough else None
    if word is None and marks & WILL:
        word = book.patterns["will"].search(clause)
    if word is None and marks & TIME:
        word = _in_time(clause, before, dated, book)
    if word is None and marks & BARE and not _TELLS.search(sentence.text):
        word = book.patterns["bare"].search(clause)
    if word is None or _denied(clause, word, book) or _is_over(clause, dated):
        return False
    if not (timed and dated):
        return True
    since = _SINCE.search(before)
    return not _past((since[0] if since else "") + clause[: word.end()], dated)


def _in_time(clause: str, before: str, dated: date | None, book: Wordings) -> re.Match[str] | None:
    """Return the word for what will be reached by the clause's first limit ahead."""
    found = None if dated or _YEAR.search(clause) else _UNDATED.search(clause)
    if found:
        return book.result.search(clause, found.end())
    limits = (one for one in deadlines(clause, dated) if one.by or one.ahead)
    first = next(limits, None)
    word = _reached(clause, first, book) if first else None
    if first is None or word is None or _YEAR.search(clause):
        return word
    return None if _past(before, dated) or _went_by(clause, first, before, dated) else word


# 「今年新建气象站8个，4月底全部建成」 in a letter of June: the April of the year just named
_BARE_TIME = re.compile("[0-9一二三四五六七八九十]{1,2}月|第?[一二三四1-4]季度|上半年")


def _went_by(clause: str, limit: Deadline, before: str, dated: date | None) -> bool:
    """Tell whether a limit without a year, read as next year's, is of the year before it.

    That year is named before, or the sentence tells and the limit is more than half a year ahead.
    """
    if dated is None or limit.day.year <= dated.year or _NEXT_YEAR.search(before):
        return False
    told = (limit.day - dated).days > _FAR and _DONE.search(before)
    return bool(_BARE_TIME.match(clause, limit.start) and (told or "今年" in before))


_NEXT_YEAR = re.compile("[明来次后]年")
_FAR = 200  # days


# What makes a report, or a custom, of a sentence without a mark of the future: 「民警每晚巡查」 is
# either; 「接报后马上派人处置，共查处3起」 is the former, 「一直坚持每周走访」 the latter
_TELLS = led(
    "[已曾]|(?<![为除罢末完明接])了(?![解结断如却无得一再就])|(?<![通超不])过(?!一遍|[程度渡道来几两年节路街])|目前|现有|截至|以来|近年|历年|去年|"
    "上年|上[周月]|前[年期]|刚刚|一直|历来|历次|正在|先后|累计|合计|总计|共[0-9有计]|坚持|经[核调]|发现(?!一[起处])|当[时天]|昨天|接[报到]|收到|20[0-9]{2}年"
)


# 「今年春节前发放棉被320床」 reports in a letter of August: the last month of what a season was
_MONTHS = {
    **dict.fromkeys(("春节", "立春", "开春", "过年", "年关", "寒假"), 2),
    **dict.fromkeys(("清明", "春耕", "春播", "春灌", "五一"), 5),
    **dict.fromkeys(("端午", "麦收", "夏收", "三夏", "汛", "入夏"), 6),
    **dict.fromkeys(("七一", "暑假", "暑期"), 8),
}
_THIS_YEARS = re.compile(f"今年[^，。；]{{0,3}}?(?P<season>{'|'.join(_MONTHS)})")


def _is_over(clause: str, dated: date | None) -> bool:
    """Tell whether a season of this year that a clause names came before the letter."""
    named = _THIS_YEARS.search(clause)
    return bool(dated and named and _MONTHS[named["season"]] < dated.month)


def _denied(clause: str, word: re.Match[str], book: Wordings) -> bool:
    """Tell whether a clause reports; 了 behind an intent does not: 「准备把桥栏换了」."""
    told = book.patterns["never"].search(clause)
    if told and told[0] == "了" and _INTENT.search(clause, 0, told.start()):
        told = book.patterns["never"].search(clause, told.end())
    return told is not None


# 「我们准备拿出30万元把桥栏换了」「打算明年把它拆了」
_INTENT = re.compile("准备|打算|争取|力争|要把|想把")


# 「年底前报批发布」 in a letter that bears no date: a limit, though nobody knows of which year
_UNDATED = re.compile(
    r"(?<![0-9]年)(?:年|[0-9一二三四五六七八九十]月|季度)[底末]?(?:之?前|以前|以内|内)"
)


def _reached(clause: str, limit: Deadline, book: Wordings) -> re.Match[str] | None:
    """Return the word for what will be reached by a limit, or what is done right behind it."""
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


# 「6月中旬起窗口中午不休息」: a limit ahead and what is then; but not what others may or must do
_MORE = re.compile(r"[前内起底末之以开始]{0,3}[^，。；的]{2}")
_OF_OTHERS = re.compile(
    "到期|届满|期满|截止|可(?:以|向|在|申|到|凭)|须|应|原|要求|的$|符合|申请|申报"
)
# a time that is named and no limit: 「每年10月到次年1月负荷最大」, 「预计2026年缺口约900个」
_NAMED = re.compile(
    f"{_OF_OTHERS.pattern}|[年月度](?:是|为|有|正)|每年|历年|预计|预测|存在|缺[口少]|最[大高低多]|的"
)


# 「6月15日前再增派」: what may stand between a limit and the act
_BEHIND = re.compile(
    r".(?:[至到—-][0-9]{1,2}月)?(?:[之以]?[前内底末起]|份)?(?:全部|全面|再|先|另|各|逐一|统一|力争|就能?|即可|便可|可|能|把|要|着手)?"
)
# 「2022年起，我省将补助标准提高到…」: a time in the clause before
_SINCE = re.compile(r"(?:19|20)[0-9]{2}年[^，。；]{0,8}[，,]$")
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?=年)")


def _past(words: str, dated: date | None) -> bool:
    """Tell whether the years named up to the promising word have all gone by."""
    years = [int(year) for year in _YEAR.findall(words)]
    return bool(dated and years and max(years) < dated.year)


def _read(
    sentence: Sentence, promised: list[str], later: bool, timed: bool, dated: date | None
) -> tuple[Strength, str | None] | None:
    book = wordings()
    due = _due(sentence.text, promised, dated) if timed else None
    if not due and sentence.marks & CLOSING and book.patterns["closing"].search(sentence.text):
        return None
    if due:
        return Strength.DATED, due
    if later:
        return Strength.CONDITIONAL, None
    soft = book.patterns["soft"].search(promised[0])
    return (Strength.EXPLORING if soft else Strength.PLANNED), None


_THEN = re.compile("届时|到时|同步|一并")  # with what has its time: 「列入2026年计划，届时…」


def _due(sentence: str, promised: list[str], dated: date | None) -> str | None:
    """Return the first limit of what is promised, a day before a mere year."""
    limits = [one for clause in promised for one in deadlines(clause, dated)]
    then = any(_THEN.search(clause) for clause in promised)
    limits = limits or [one for one in deadlines(sentence, dated) if one.by or then]
    ordered = sorted(limits, key=lambda one: (not one.by, one.start))
    return ordered[0].due if ordered else None
