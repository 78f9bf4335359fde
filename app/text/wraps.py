"""Clean lines → paragraphs: re-joined over wraps and page marks.

A line goes on if it is full and ends in the middle of a sentence, and if the next line does not
begin something new. What "full" means is measured on the letter itself: hard-wrapped text has a
width, text with a paragraph a line has none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from app.text.labels import CONTACT_LABELS, Label, label
from app.text.lines import (
    CLOSERS,
    NOTE,
    NUMBERING,
    SENTENCE_END,
    TEXT_BEGINS,
    TITLE_START,
    addresses,
    begins_names,
    ends_names,
    ends_title,
    is_agency,
    is_date,
    is_field,
    is_item,
    salutes,
    title_lines,
)

_INDENT = "\u3000"
_FULL = 0.78  # of the letter's width: justified lines differ by their digits and punctuation
_MAX_WIDTH = 120  # columns; what is wider was never wrapped
_BROKEN_SHARE = 0.3  # of lines that end in mid-sentence: fewer are accidents, not wrapping
_COUNTED = 0.6  # of the broken lines: where so many have the same length, signs were counted
_WIDER_SHARE = 0.3  # of lines beyond the width: then it is headings that end in mid-sentence
_MIN_PROSE = 14
_WIDEST = 1.25  # of the letter's width: a line beyond it is a whole paragraph, and ends as one
_OPEN_ENDS = frozenset("，、（《“,〔-—和及与的对")
_NEVER_FIRST = frozenset("，。；、！？）》”%％")  # no paragraph begins with them
_CUT_DECIMAL = re.compile(r"[^\d.]\d{1,6}\.$")  # 「碳排放41.」 「3千克」
_DATED = re.compile(r"\d年\d{1,2}月|-\d\d?-")
_CUT_RATIO = re.compile(r"\d[:：∶]$")  # 「车桩比为2.3:」 「1；」
_CUT_SCALE = re.compile(r"\d[万亿]$")  # 「资助1.32万」 「人」
_HAN = re.compile(r"[\u4e00-\u9fff]")
_CUT_DAY = re.compile(r"\d月$")  # 「禁钓期为5月1日至7月」 「31日。」
_DAY = re.compile(r"\d{1,2}日")
# 「现有物流企业 53」 「家，其中…」
_CUT_COUNT = re.compile(r"[\u4e00-\u9fff]\d{1,5}$")
_COUNTED_ON = re.compile(r"[万亿]?[元人家个名户件项处条座所辆台次亩吨米天年月％%][，。；、]")
_CUT_ENDS = frozenset(".:：∶万亿月0123456789")  # of what is cut: most lines end otherwise
_VALUE = re.compile(r"[\d（(][\d\s—－()（）、，,/-]{5,40}$")
# what begins a paragraph where a full line ends with a full stop and nothing else tells
_OPENER = re.compile(
    r"(?:再次|最后|衷心|非常|诚挚)?感[谢謝]|下一?步|下阶段|接下来|今后|[关關][于於](?![^，。]{2,30}[的等]$)|"
    r"(?:您|你们?|代表|委员|提案|建议)所?提(?:[出到]的|每|的)|祝[您你各]|欢迎您|最后|综上|以上|此复|特此"
)
_CLAUSES = re.compile(r"[，。；]|》[（(]|,(?!\d)")


class _Line(NamedTuple):
    """A line, with what the lines around it ask again and again."""

    text: str
    indented: bool
    is_field: bool
    starts_anew: bool


def _columns(line: str) -> int:
    """Return a line's width on paper: Chinese characters count two, in GB 18030 as on the page."""
    return len(line.encode("gb18030", "replace"))


@dataclass(frozen=True, slots=True)
class _Width:
    """How wide a letter's lines are: in columns, and in characters where a mail was cut by them.

    A line of many digits holds as many characters as its neighbours on half of the columns.
    """

    columns: int
    characters: int
    counted: bool  # cut after so many characters, however wide they are

    def fills(self, line: str) -> bool:
        """Return whether a line reaches so far that the next word did not fit any more."""
        return len(line) >= self.characters or _columns(line) >= self.columns * _FULL

    def ends_at_edge(self, line: str) -> bool:
        """Return whether a line takes all the room there is, and no more than that.

        Cleaning closes a date that was cut, so that two lines may stand as one.
        """
        if self.counted and len(line) <= self.characters:
            return len(line) == self.characters
        columns = _columns(line)
        lines = 2 if columns > self.columns * _WIDEST and _DATED.search(line) else 1
        return lines * (self.columns - 2) <= columns <= self.columns * lines * _WIDEST


def _width(lines: list[_Line]) -> _Width | None:
    """Return the width at which the text is wrapped; none if each line is a paragraph."""
    prose = [line.text for line in lines if len(line.text) >= _MIN_PROSE and not line.is_field]
    broken = [line for line in prose if line[-1] not in SENTENCE_END and line[-1] not in CLOSERS]
    if len(broken) < 3 or len(broken) < len(prose) * _BROKEN_SHARE:
        return None
    at = int(len(broken) * 0.9)
    widths = sorted(map(_columns, broken))
    width = widths[at]
    near = sum(columns >= width * _FULL for columns in widths)
    if width > _MAX_WIDTH or near < len(widths) * 0.5:
        return None
    if sum(_columns(line) > width * _WIDEST for line in prose) > len(prose) * _WIDER_SHARE:
        return None
    characters = sorted(map(len, broken))[at]
    counted = sum(len(line) == characters for line in broken) > len(broken) * _COUNTED
    return _Width(width, characters, counted)


def _awaits_value(line: str, following: str) -> bool:
    """Return whether a label stands alone on its line and the next line is its value."""
    announced = label(line) if line[-1] in "：:" else None
    if announced is None or label(following) or announced is Label.UNIT:
        return False
    is_number = bool(_VALUE.match(following)) or following.isdigit()
    if announced in (Label.PHONE, Label.POSTCODE):
        return is_number
    if announced in (Label.HANDLER, Label.OFFICIAL, Label.SIGNER):
        return 2 <= len(following) <= 8 and not is_number and not is_date(following)
    return len(following) <= 40 and not is_date(following)


# 「联系电话：021-64550」「085」, 「邮政编码：2」「00235」: a number broken by the page's width
_WHOLE_NUMBER = {
    Label.HANDLER: re.compile(r"(?:0\d{2,3}[-—－]{0,2})?\d{7,8}|1\d{10}"),
    Label.PHONE: re.compile(r"(?:0\d{2,3}[-—－]{0,2})?\d{7,8}|1\d{10}"),
    Label.POSTCODE: re.compile(r"\d{6}"),
}


def _cut_number(line: str, following: str) -> bool:
    """Return whether a field's number is too short, and whole with the next line's digits."""
    if not (following.isdigit() and line[-1:].isdigit()):
        return False
    before, _, value = line.replace("：", ":").rpartition(":")
    announced = re.split(r"[，,；;\s（(]", before)[-1]
    # 「联系单位及电话：工伤保险司 010—5555」 「0177」
    named = Label.PHONE if announced.endswith("电话") else label(f"{announced}:")
    whole = _WHOLE_NUMBER.get(named or Label.UNIT)
    value = re.split(r"\s|[\u4e00-\u9fff]|[）)](?=[01])", value.strip())[-1]
    return bool(whole and not whole.fullmatch(value) and whole.fullmatch(value + following))


def _cut_inside(line: str, following: str, width: _Width | None) -> bool:
    """Return whether a line ends in the middle of a decimal, a ratio, a scale or a date."""
    if line[-1] not in _CUT_ENDS or NUMBERING.match(following):
        return False
    if _COUNTED_ON.match(following) and _CUT_COUNT.search(line):
        return True
    if len(line) < _MIN_PROSE:
        return False
    if following[0].isdigit() and (
        _CUT_DECIMAL.search(line) or (width and _CUT_RATIO.search(line))
    ):
        return True
    if _CUT_SCALE.search(line) and _HAN.match(following):
        return True
    return bool(_CUT_DAY.search(line) and _DAY.match(following) and not is_date(following))


def _unclosed(line: str) -> bool:
    return line.count("《") > line.count("》") or line.count("（") > line.count("）")


_RUNS_ON = {*CONTACT_LABELS, Label.COPY_TO, Label.FORM}


def _cut_field(line: str, below: _Line, width: _Width | None) -> bool:
    """Return whether a field runs on below: in an open bracket, or because its line is full.

    「（联系人：司马相，联系电话：028-5555053」「8）」, 「联系单位：劳动关系司 01」「0-55550123」
    """
    following = below.text
    if "\t" in line or below.starts_anew or is_agency(following):
        return False
    full = width is not None and width.fills(line)
    if line[0] in "（(" and _unclosed(line) and (full or following[-1] in "）)"):
        return True
    return (
        full
        and len(following) < len(line)
        and label(line.lstrip("（(")) in _RUNS_ON
        and not TITLE_START.match(following)
    )


_SYLLABLES = 3  # 「市政府督办督」 「查局」: the end of a name, too short for a line of its own


def _lists_on(line: str, below: _Line) -> bool:
    """Return whether a list of receivers of copies goes on: 「抄送：…、市」「城管局、区政府。」."""
    following = below.text
    if below.starts_anew or (len(following) > 3 and is_agency(following)):
        return False
    listed = label(line) is Label.COPY_TO and line[-1] != "。"
    return line[-1] in "、，" or (
        listed
        and len(following) <= 60
        and ("、" in following or following[-1] == "。" or len(following) <= _SYLLABLES)
    )


def _is_prose(line: str) -> bool:
    """Return whether a line of unwrapped text was meant to be a sentence, not a heading."""
    return len(line) >= 40 or (
        len(line) >= _MIN_PROSE
        and not NUMBERING.match(line)
        and bool(_CLAUSES.search(line) or line[-1].isdigit())
    )


def _goes_on_after_stop(line: str, following: str, width: _Width) -> bool:
    """Return whether a paragraph goes on though a sentence ends exactly where the line does."""
    if _OPENER.match(following) or is_agency(following):
        return False
    if line[-1] in "：:":  # a legend at the foot: 「注：A类：已解决；B类：列入计划；C类：」
        return bool(NOTE.match(line)) and width.fills(line)
    return line[-1] in "。；;" and width.ends_at_edge(line)


def _field_goes_on(line: str, below: _Line, width: _Width | None) -> bool:
    return (
        _awaits_value(line, below.text)
        or _cut_number(line, below.text)
        or _cut_field(line, below, width)
        or _lists_on(line, below)
    )


def _sentence_goes_on(line: str, below: _Line, width: _Width | None) -> bool:
    """Return whether a line of prose, not ending its sentence, goes on below."""
    following = below.text
    if following[-1] in "：:" and (ends_title(line) or line[0] in "（(") and salutes(following):
        return line[-1] not in CLOSERS and not ends_title(line)
    if not _full(line, width):
        return width is not None and _unclosed(line)
    if len(line) < 32 and is_agency(line) and (is_date(following) or not width):
        return False
    return width is not None or not below.indented


def _full(line: str, width: _Width | None) -> bool:
    return width.fills(line) if width else _is_prose(line)


def _in_the_middle(line: str, following: str, width: _Width | None) -> bool:
    """Return whether no paragraph begins as `following` does."""
    if following[0] in _NEVER_FIRST:
        return width is not None or _unclosed(line)
    return following.startswith("收悉")


def _goes_on(above: _Line, below: _Line, width: _Width | None) -> bool:
    """Return whether the line below continues the paragraph that the line above ends."""
    line, following = above.text, below.text
    if "\t" not in line and _in_the_middle(line, following, width):
        return True
    if above.is_field or "\t" in line or "\t" in following:
        return _field_goes_on(line, below, width)
    if _cut_inside(line, following, width):
        return True
    if line[-1] in _OPEN_ENDS and _full(line, width):
        return not below.is_field
    if below.starts_anew:
        return False
    if line[-1] in SENTENCE_END or (line[-1] in CLOSERS and line[-2:-1] in "。！？；"):
        return bool(width and not below.indented and _goes_on_after_stop(line, following, width))
    return _sentence_goes_on(line, below, width)


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of clean text, wrapped lines joined."""
    lines = _lines(text)
    words = [line.text for line in lines]
    width = _width(lines)
    joined: list[str] = []
    at, in_text = 0, False
    while at < len(lines):
        taken = 0 if in_text else title_lines(words, at)
        if taken:
            joined.append("".join(words[at : at + taken]))
            at += taken
            continue
        paragraph = words[at]
        at += 1
        while at < len(lines) and _continues(paragraph, lines[at - 1], lines[at], width, in_text):
            paragraph += words[at]
            at += 1
        in_text = in_text or bool(TEXT_BEGINS.search(paragraph))
        joined.append(paragraph)
    return joined


def _lines(text: str) -> list[_Line]:
    """Return the lines of a text that are not blank."""
    kept = [(line.startswith(_INDENT), line.strip()) for line in text.split("\n")]
    kept = [(indented, line) for indented, line in kept if line]
    # an indent says something only if some lines have it and others do not
    indents = sum(indented for indented, _ in kept)
    telling = indents < len(kept) * 0.7
    return [
        _Line(line, telling and indented, field := is_field(line), field or is_item(line))
        for indented, line in kept
    ]


def _continues(
    paragraph: str, above: _Line, below: _Line, width: _Width | None, in_text: bool
) -> bool:
    if in_text:
        return _goes_on(above, below, width)
    if begins_names(paragraph):
        return ends_names(below.text) or begins_names(below.text)
    if salutes(paragraph) or addresses(paragraph) or is_agency(paragraph):
        return label(above.text) is not None and _awaits_value(above.text, below.text)
    return _goes_on(above, below, width)
