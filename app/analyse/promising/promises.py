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

from app.analyse.marked import Sentence, joined, marked
from app.analyse.promising.ahead import SINCE, in_season, in_time, is_over, is_past, names_only_time
from app.analyse.promising.deadlines import deadlines
from app.analyse.promising.told import DONE, TELLS, denied, reports
from app.analyse.promising.wordings import (
    BARE,
    CLOSING,
    FORECAST,
    LATER,
    OPENS,
    SEASON,
    SILENCES,
    TIME,
    WILL,
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
            said,
            marks,
            (open_ and not told) or (later and not _CONDITION.fullmatch(clause)),
            timed,
            dated,
            sentence,
            start,
        ) and not reports(clause, text[sentence.start : start], text[end : sentence.end]):
            found.append(said)
            if not timed:
                break
        told = told or bool(open_ and DONE.search(clause))
        is_time = names_only_time(clause, marks, dated)
        time, time_marks = (clause, marks) if is_time else ("", 0)
    return _read(sentence, found, later, timed, dated) if found else None


# 「待社区协调好用地以后，」: acts of a condition are not what is promised under it
_CONDITION = re.compile("待.+(?:之后|以后|后)")


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


# 「提案建议窗口周六开放，自9月1日起实行」「您建议列入目录，经专家论证，…拟列入第二批」
_AGREES = re.compile(
    r"因(?!此)|由于|鉴于|受[^，。；]{2,12}限制|经[^，。；]{0,10}(?:研究|论证|核实|测算|商量)|(?:现|可|就)?(?:自|从)[0-9今明下本][^，。；]{0,8}起(?:正式|全面)?(?:实行|执行|施行|试行|实施|开始)"
)


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
        word = in_time(clause, before, dated, book)
    if word is None and marks & WILL:
        word = in_season(clause, dated, book)
    if word is None and marks & BARE and not TELLS.search(sentence.text):
        word = book.patterns["bare"].search(clause)
    if word is None or denied(clause, word, book) or is_over(clause, dated):
        return False
    if not (timed and dated):
        return True
    since = SINCE.search(before)
    return not is_past((since[0] if since else "") + clause[: word.end()], dated)


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
