"""Clean lines → blocks: paragraphs re-joined over wraps and page marks, and what each of them is.

Two decisions, in this order. *Where does a paragraph end?* A line goes on if it is full and ends
in the middle of a sentence, and if the next line does not begin something new. What "full" means
is measured on the letter itself: hard-wrapped text has a width, text with a paragraph a line has
none. *What is a paragraph?* A letter has a head (down to the salutation), a text, and a foot (from
the signature on), and most kinds of block can only stand in one of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from app.model import Block, BlockKind
from app.text.lines import (
    ADDRESSEE,
    ATTACHMENT,
    BRACKETED_NOTE,
    BROKEN_DATE_LINE,
    CLOSERS,
    CONTACT_LABELS,
    FORM,
    GRADE_LINE,
    IMPRINT,
    LISTED_NAMES,
    NAMES_BEGUN,
    NAMES_ENDED,
    NOTE,
    NUMBERING,
    SALUTATION,
    SENTENCE_END,
    TITLE_END,
    TITLE_START,
    TITLE_WORDS,
    Label,
    is_agency,
    is_date,
    is_document_number,
    label,
)
from app.text.script import simplified


@dataclass(frozen=True, slots=True)
class Layout:
    """The clean text, paragraphs parted by \\n, and what each of them is."""

    text: str
    blocks: tuple[Block, ...]


def lay_out(text: str) -> Layout:
    """Return the clean text's paragraphs and their kinds."""
    paragraphs = _paragraphs(text)
    shadow = simplified("\n".join(paragraphs)).split("\n") if paragraphs else []
    blocks, at = [], 0
    for paragraph, (kind, level) in zip(paragraphs, _kinds(shadow), strict=True):
        blocks.append(Block(kind, at, at + len(paragraph), level))
        at += len(paragraph) + 1
    return Layout("\n".join(paragraphs), tuple(blocks))


# ---- where a paragraph ends

_INDENT = "\u3000"
_FULL = 0.78  # of the letter's width: justified lines differ by their digits and punctuation
_MAX_WIDTH = 120  # columns; what is wider was never wrapped
_BROKEN_SHARE = 0.3  # of lines that end in mid-sentence: fewer are accidents, not wrapping
_MIN_PROSE = 14
_OPEN_END = ("，", "、", "（", "《", "“", ",", "〔", "-", "—", "和", "及", "与", "的", "对")
_CUT_DECIMAL = re.compile(r"[^\d.]\d{1,6}\.$")  # 「碳排放41.」 「3千克」
_VALUE = re.compile(r"[\d（(][\d\s—－()（）、，,/-]{5,40}$")
# what begins a paragraph where a full line ends with a full stop and nothing else tells
_OPENER = re.compile(
    r"(?:再次|最后|衷心|非常|诚挚)?感谢|下一步|下阶段|今后|最后|综上|以上|此复|特此"
)
_IMPRINTED = re.compile(r"[印份校打]")
_CLAUSES = re.compile(r"[，。；]|,(?!\d)")


def _columns(line: str) -> int:
    """Return a line's width on paper: Chinese characters count two, in GB 18030 as on the page."""
    return len(line.encode("gb18030", "replace"))


def _width(lines: list[str]) -> int:
    """Return the width at which the text is wrapped, or 0 if each line is a paragraph."""
    prose = [line for line in lines if len(line) >= _MIN_PROSE and not _field(line)]
    broken = [line for line in prose if line[-1] not in SENTENCE_END and line[-1] not in CLOSERS]
    if len(broken) < 3 or len(broken) < len(prose) * _BROKEN_SHARE:
        return 0
    widths = sorted(map(_columns, broken))
    width = widths[int(len(widths) * 0.9)]
    near = sum(columns >= width * _FULL for columns in widths)
    return width if width <= _MAX_WIDTH and near >= len(widths) * 0.5 else 0


@lru_cache(maxsize=2048)
def _field(line: str) -> bool:
    """Return whether a line is a field of head or foot, which no prose line runs into."""
    return bool(
        label(line)
        or is_date(line)
        or (len(line) <= 10 and GRADE_LINE.match(line))
        or (_IMPRINTED.search(line) and IMPRINT.match(line))
        or (line[0] in "（(" and BRACKETED_NOTE.match(line))
        or is_document_number(line)
    )


@lru_cache(maxsize=2048)
def _starts_anew(line: str) -> bool:
    return bool(NUMBERING.match(line) or ATTACHMENT.match(line) or NOTE.match(line) or _field(line))


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
    Label.PHONE: re.compile(r"(?:0\d{2,3}[-—－]{0,2})?\d{7,8}|1\d{10}"),
    Label.POSTCODE: re.compile(r"\d{6}"),
}


def _cut_number(line: str, following: str) -> bool:
    """Return whether a field's number is too short, and whole with the next line's digits."""
    if not (following.isdigit() and line[-1:].isdigit()):
        return False
    before, _, value = line.replace("：", ":").rpartition(":")
    announced = re.split(r"[，,；;\s（(]", before)[-1]
    whole = _WHOLE_NUMBER.get(label(f"{announced}:") or Label.UNIT)
    value = value.strip()
    return bool(whole and not whole.fullmatch(value) and whole.fullmatch(value + following))


def _unclosed(line: str) -> bool:
    return line.count("《") > line.count("》") or line.count("（") > line.count("）")


def _lists_on(line: str, following: str) -> bool:
    """Return whether a list of receivers of copies goes on: 「抄送：…、市」「城管局、区政府。」."""
    if _starts_anew(following) or is_agency(following):
        return False
    listed = label(line) is Label.COPY_TO and line[-1] != "。"
    return line[-1] in "、，" or (
        listed and len(following) <= 60 and ("、" in following or following[-1] == "。")
    )


def _is_prose(line: str) -> bool:
    """Return whether a line of unwrapped text was meant to be a sentence, not a heading."""
    return len(line) >= 40 or (
        len(line) >= _MIN_PROSE
        and not NUMBERING.match(line)
        and bool(_CLAUSES.search(line) or line[-1].isdigit())
    )


def _goes_on(line: str, following: str, width: int, indented: bool) -> bool:
    """Return whether `following` continues the paragraph that `line` is the last line of."""
    if "\t" in line or "\t" in following or _field(line):
        return (
            _awaits_value(line, following)
            or _cut_number(line, following)
            or _lists_on(line, following)
        )
    if width and _CUT_DECIMAL.search(line) and following[0].isdigit():
        return True
    full = _columns(line) >= width * _FULL if width else _is_prose(line)
    if line.endswith(_OPEN_END) and full:
        return not _field(following)
    if _starts_anew(following):
        return False
    if line[-1] in SENTENCE_END or (line[-1] in CLOSERS and line[-2:-1] in "。！？；"):
        return (
            bool(width)
            and not (_OPENER.match(following) or is_agency(following))
            and not indented
            and line[-1] in "。；"
            and _columns(line) >= width - 2
        )
    if not full:
        return _unclosed(line) and bool(width)
    if is_agency(line) and len(line) < 32 and (is_date(following) or not width):
        return False
    return not indented or bool(width)


def _joined_title(lines: list[str], at: int) -> int:
    """Return how many lines from `at` on make up a title that was broken, or 0 if none starts."""
    if not TITLE_START.match(lines[at]) or label(lines[at]):
        return 0
    title = ""
    for taken, line in enumerate(lines[at : at + 5], 1):
        if "。" in line or line[-1] in "：:" or label(line) or is_document_number(line):
            return 0
        title += line
        if TITLE_END.search(title) and TITLE_WORDS.search(title):
            return taken
    return 0


def _paragraphs(text: str) -> list[str]:
    raw = [line.rstrip() for line in text.split("\n")]
    kept = [line for line in raw if line.strip()]
    lines = [line.strip() for line in kept]
    # an indent says something only if some lines have it and others do not
    indents = [line.startswith(_INDENT) for line in kept]
    telling = any(indents) and sum(indents) < len(lines) * 0.7
    width = _width(lines)
    paragraphs: list[str] = []
    at, seen_text = 0, False
    while at < len(lines):
        taken = 0 if seen_text else _joined_title(lines, at)
        if taken:
            paragraphs.append("".join(lines[at : at + taken]))
            at += taken
            continue
        paragraph = line = lines[at]
        at += 1
        while at < len(lines) and _continues(
            paragraph, line, lines[at], width, telling and indents[at], seen_text
        ):
            line = lines[at]
            paragraph += line
            at += 1
        seen_text = seen_text or bool(_TEXT.search(paragraph))
        paragraphs.append(paragraph)
    return paragraphs


def _continues(
    paragraph: str, line: str, following: str, width: int, indented: bool, in_text: bool
) -> bool:
    if not in_text and NAMES_BEGUN.match(paragraph):
        return bool(NAMES_ENDED.match(following) or NAMES_BEGUN.match(following))
    if not in_text and (
        SALUTATION.match(paragraph) or ADDRESSEE.match(paragraph) or is_agency(paragraph)
    ):
        return label(line) is not None and _awaits_value(line, following)
    return _goes_on(line, following, width, indented)


# ---- what a paragraph is

# the first words of a letter's text: 「…收悉」「现答复如下」
_TEXT = re.compile(
    r"收悉|答[复復]如下|函复如下|回复如下|汇报如下|报告如下|函告如下|[您你]们?(?:在|于)?.{0,30}提出|。"
)
# what follows a salutation: 「您提出的…」「贵委…收悉」
_OPENS = re.compile(r"收悉|提出|提交|如下|[您你贵]|感谢|收到")
_HEAD_LINES = 60
_SHORT_HEADING = 22
_HEAD_KINDS = (BlockKind.LETTERHEAD, BlockKind.TITLE, BlockKind.SALUTATION)
Kind = tuple[BlockKind, int]
PLAIN: Kind = (BlockKind.PARAGRAPH, 0)


def _kinds(paragraphs: list[str]) -> list[Kind]:
    """Return kind and level of each paragraph."""
    text_from = _text_start(paragraphs)
    text_to = _text_end(paragraphs, text_from)
    kinds: list[Kind] = [(_head_kind(line), 0) for line in paragraphs[:text_from]]
    kinds += [_text_kind(paragraphs, at, text_to) for at in range(text_from, text_to)]
    kinds += _foot_kinds(paragraphs[text_to:])
    return _ranked(kinds)


def _text_start(paragraphs: list[str]) -> int:
    """Return the index of the first paragraph of the letter's text.

    A salutation with an opening behind it settles it, also below the text of the proposal itself;
    else the first salutation, else the first sentence.
    """
    first: int | None = None
    for at, line in enumerate(paragraphs[:_HEAD_LINES]):
        if _is_salutation(line):
            if at + 1 < len(paragraphs) and _OPENS.search(paragraphs[at + 1][:200]):
                return at + 1
            first = at + 1 if first is None else first
        elif first is None and ("。" in line or (_TEXT.search(line) and not _is_title(line))):
            first = at
    return first or 0


def _is_title(line: str) -> bool:
    return bool(
        len(line) <= 120
        and "。" not in line
        and TITLE_WORDS.search(line)
        and TITLE_END.search(line)
        and not label(line)
    )


def _is_salutation(line: str) -> bool:
    if label(line) or _is_title(line) or _field(line):
        return False
    if line[-1] in "：:" and ADDRESSEE.match(line) and not NUMBERING.match(line):
        return not re.search(r"如下|以下|意见[：:]$", line)
    return len(line) <= 90 and bool(SALUTATION.match(line) or LISTED_NAMES.match(line))


def _head_kind(line: str) -> BlockKind:
    if _is_salutation(line):
        return BlockKind.SALUTATION
    if _is_title(line):
        return BlockKind.TITLE
    if label(line) in CONTACT_LABELS:
        return BlockKind.CONTACT
    if "\t" in line:
        return BlockKind.TABLE
    return BlockKind.PARAGRAPH if "。" in line else BlockKind.LETTERHEAD


def _text_end(paragraphs: list[str], text_from: int) -> int:
    """Return the index behind the last paragraph of the letter's text: where its foot begins."""
    for at in range(text_from, len(paragraphs)):
        if _is_foot(paragraphs, at):
            return at
    return len(paragraphs)


def _is_foot(paragraphs: list[str], at: int) -> bool:
    line = paragraphs[at]
    following = paragraphs[at + 1] if at + 1 < len(paragraphs) else ""
    if is_date(line) or _is_dated(line):
        return True
    announced = label(line.lstrip("（("))
    if announced in CONTACT_LABELS or announced in (Label.COPY_TO, Label.SIGNER, Label.OUTCOME):
        return len(line) <= 80
    if ATTACHMENT.match(line) or FORM.match(line) or IMPRINT.match(line):
        return True
    if BRACKETED_NOTE.match(line) and re.search(r"公开|联系|电话", line):
        return True
    if is_agency(line) and not NUMBERING.match(line):
        return True
    return bool(
        len(line) <= 30
        and line[-1] not in SENTENCE_END
        and (is_date(following) or BROKEN_DATE_LINE.match(following))
    )


def _is_dated(line: str) -> bool:
    return bool(BROKEN_DATE_LINE.match(line)) and len(line) >= 5


def _text_kind(paragraphs: list[str], at: int, text_to: int) -> Kind:
    line = paragraphs[at]
    if "\t" in line:
        return BlockKind.TABLE, 0
    found = NUMBERING.match(line)
    ends_open = line[-1] not in "。；！？!?;，,：:" or (len(line) <= 24 and line[-1] in "：:")
    if found and len(line) <= 60 and (ends_open or _one_clause(line)):
        return BlockKind.HEADING, _LEVELS[found.lastgroup or "one"]
    if (
        not found
        and ends_open
        and len(line) <= _SHORT_HEADING
        and "，" not in line
        and at + 1 < text_to
    ):
        return BlockKind.HEADING, 1
    if NOTE.match(line):
        return BlockKind.NOTE, 0
    return PLAIN


def _one_clause(line: str) -> bool:
    """Return whether a numbered line is a heading closed by a full stop."""
    return bool(_CLOSED_HEADING.match(line)) and not _DIGIT.search(line, 4)


# 「（二）构建产业联合创新生态，激发民营企业创新活力。」
# but not 「（一）年底前出齐诊断报告，2025年完成不少于12座机房改造。」
_CLOSED_HEADING = re.compile(r"[^。，；]{2,40}(?:，[^。，；将拟已我]{2,24})?。$")
_DIGIT = re.compile(r"\d")
_LEVELS = {"part": 1, "one": 2, "two": 3, "three": 4, "four": 5, "five": 6}


def _foot_kinds(lines: list[str]) -> list[Kind]:
    kinds: list[Kind] = []
    appendix = False
    for line, following in zip(lines, (*lines, "")[1:], strict=True):
        kind = _foot_kind(line, kinds[-1][0] if kinds else None, following)
        appendix = appendix or bool(FORM.match(line))
        kinds.append(
            (BlockKind.ATTACHMENT if appendix and kind is BlockKind.PARAGRAPH else kind, 0)
        )
    return kinds


def _foot_kind(line: str, before: BlockKind | None, following: str) -> BlockKind:
    announced = label(line.lstrip("（("))
    if (
        announced in CONTACT_LABELS
        or announced is Label.SIGNER
        or (line[0] in "（(" and re.search(r"联系|电话", line))
    ):
        return BlockKind.CONTACT
    if announced in (Label.COPY_TO, Label.IMPRINT, Label.DISCLOSURE) or IMPRINT.match(line):
        return BlockKind.IMPRINT
    if announced or GRADE_LINE.match(line) or NOTE.match(line) or BRACKETED_NOTE.match(line):
        return BlockKind.NOTE
    if ATTACHMENT.match(line) or (before is BlockKind.ATTACHMENT and NUMBERING.match(line)):
        return BlockKind.ATTACHMENT
    if FORM.match(line):
        return BlockKind.ATTACHMENT
    return _closing_kind(line, before, following)


def _closing_kind(line: str, before: BlockKind | None, following: str) -> BlockKind:
    if "\t" in line:
        return BlockKind.TABLE
    if is_date(line) or _is_dated(line):
        return BlockKind.SIGNATURE
    if len(line) <= 40 and line[-1] not in SENTENCE_END and "，" not in line:
        if following[-2:] == "印发" and not is_date(line):
            return BlockKind.IMPRINT
        if before is BlockKind.IMPRINT:
            return BlockKind.IMPRINT
        return (
            BlockKind.SIGNATURE
            if before
            in (None, BlockKind.SIGNATURE, BlockKind.CONTACT, BlockKind.NOTE, BlockKind.ATTACHMENT)
            else BlockKind.NOTE
        )
    return BlockKind.PARAGRAPH


def _ranked(kinds: list[Kind]) -> list[Kind]:
    """Return the kinds with heading levels counted from 1 by the numbering the letter uses."""
    ranks = {level: rank for rank, level in enumerate(sorted({lv for _, lv in kinds if lv}), 1)}
    return [(kind, ranks.get(level, 0)) for kind, level in kinds]
