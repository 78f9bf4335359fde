"""The step that takes off what a page prints above a letter's head and below its foot.

A line goes only if it is short and none of the things that a letter has there.
"""

from __future__ import annotations

import re

from app.text.labels import bare_fields, label
from app.text.lines import (
    ATTACHMENT,
    BRACKETED_NOTE,
    BROKEN_DATE_LINE,
    DISCLOSED,
    GRADE_LINE,
    NOTE,
    TITLE_START,
    TITLE_WORDS,
    addresses,
    begins_names,
    ends_title,
    is_agency,
    is_date,
    is_document_number,
    is_form,
    is_imprint,
    lists_names,
    salutes,
    title_lines,
)
from app.text.prose import FILLED, OPENING, in_sentences

_LONG = 40
# a title over several lines: 「第218号提案」「办理情况的」「答」「复」「的答复」
_TITLE_PIECE = re.compile(
    r"^(?:.{0,30}(?:第.{1,16}[号號件]|会议|會議|.的)|.{2,40}(?:关于|關於|(?<=[局厅委部院办府])[对對])|的?(?:办理情况的?)?(?:答|复|答复|答复的?函|回复|复函|的?函|答复函|答复意见|答复件|(?:会办|协办)意见))$"
)
_GREETING = re.compile(r"(?:您|你|您们|你们)好[！!，,：:。]?$")


def _head_line(line: str) -> bool:
    """Return whether a line above the letter's text may be part of the letter's head."""
    return bool(
        (len(line) > _LONG and "，" in line)
        or label(line)
        or "。" in line
        or "文件" in line[-2:]
        or GRADE_LINE.match(line)
        or is_document_number(line)
        or is_agency(line)
        or (is_date(line) and "年" in line)
        or BRACKETED_NOTE.match(line)
        or salutes(line)
        or addresses(line)
        or lists_names(line)
        or begins_names(line)
        or (TITLE_START.match(line) and TITLE_WORDS.search(line))
        or (ends_title(line) and TITLE_WORDS.search(line))
        or _TITLE_PIECE.match(line)
        or _GREETING.match(line)
        or DISCLOSED.search(line)
    )


# 「承办责任人：…」「督办科室：…」: who handled it, whatever he is called
_OFFICE_LABEL = re.compile(
    r"[（(]?[\u4e00-\u9fff]{0,8}(?:人员?|领导|电话|单位|[科处]室|部门)\s?[:：]"
)


def _foot_line(line: str) -> bool:
    """Return whether a line behind the letter's text may be part of the letter's foot."""
    return bool(
        label(line.lstrip("（("))
        or _OFFICE_LABEL.match(line)
        or bare_fields(line)
        or "。" in line
        or len(line) > _LONG
        or is_agency(line)
        or is_date(line)
        or BROKEN_DATE_LINE.match(line)
        or is_imprint(line)
        or NOTE.match(line)
        or ATTACHMENT.match(line)
        or BRACKETED_NOTE.match(line)
        or is_form(line)
        or "\t" in line
        or DISCLOSED.search(line)
        or "联系" in line
        or "电话" in line
    )


def without_surroundings(text: str) -> str:
    """Return the text without the page's short lines above the letter's head and below its foot."""
    lines = text.split("\n")
    opening = next((at for at, line in enumerate(lines) if OPENING.search(line)), None)
    if opening is None:
        return text
    opening = _addressed_from(lines, opening)
    above = [line.strip() for line in lines[: opening + 1]]
    prose = in_sentences(above)
    width = _widest(lines)
    titled = _in_title(above)
    known = [
        own or not line or at in titled or _head_line(line)
        for at, (line, own) in enumerate(zip(above, prose, strict=True))
    ]
    head = _kept(lines[:opening], known, width)
    return "\n".join(head + _foot_trimmed(lines[opening:], width))


def _in_title(lines: list[str]) -> set[int]:
    """Return which lines are a title together, though one alone may not look like it."""
    filled = [at for at, line in enumerate(lines) if line]
    words = [lines[at] for at in filled]
    own: set[int] = set()
    for at in range(len(words)):
        own.update(filled[at : at + title_lines(words, at)])
    return own


_WIDEST = 60  # characters; a longer line was never wrapped


def _widest(lines: list[str]) -> int:
    """Return the width of a text none of whose lines is long, or 0."""
    width = max(map(len, map(str.strip, lines)))
    return width if FILLED <= width <= _WIDEST else 0


def _kept(lines: list[str], known: list[bool], width: int) -> list[str]:
    """Return the lines, those blank that are not known and do not go on from a full line."""
    kept: list[str] = []
    full = False
    for line, own in zip(lines, known, strict=False):
        bare = line.strip()
        own = own or full
        kept.append(line if own or not bare else "")
        if bare:
            full = own and 0 < width <= len(bare) + 1
    return kept


_REACH = 16


def _addressed_from(lines: list[str], opening: int) -> int:
    """Return where the text begins: behind a salutation, also if 收悉 is broken by the page."""
    for at in range(opening - 1, max(0, opening - _REACH), -1):
        line = lines[at].strip()
        if line and line[-1] in "：:" and (salutes(line) or addresses(line)):
            return at + 1
    return opening


def _foot_trimmed(lines: list[str], width: int) -> list[str]:
    last = next((at for at in range(len(lines) - 1, 0, -1) if is_date(lines[at].strip())), None)
    if last is None or any(ATTACHMENT.match(x) or is_form(x) for x in lines[last:]):
        return lines
    known = [
        bool(line)
        and (
            line[-1] in "）)、，"
            or lines[last + at].endswith(("：", ":"))
            or line.strip().isdigit()
            or _foot_line(line.strip())
            or (line[-1] in _CUT_DAY_ENDS and is_agency(_CUT_DAY.sub("", line.strip())))
        )
        for at, line in enumerate(lines[last + 1 :])
    ]
    return lines[: last + 1] + _kept(lines[last + 1 :], known, width)


# 「某市某局办公室2025年4」: an imprint whose day the page cut
_CUT_DAY = re.compile(r"(?<!\s)\s*\d[\d年月.-]*$")
_CUT_DAY_ENDS = frozenset("0123456789年月.-")
