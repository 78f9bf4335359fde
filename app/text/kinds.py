"""Paragraphs → what each of them is.

A letter has a head (down to the salutation), a text, and a foot (from the signature on), and most
kinds of block can only stand in one of them.
"""

from __future__ import annotations

import re

from app.model import BlockKind
from app.text.labels import CONTACT_LABELS, Label, bare_fields, label
from app.text.lines import (
    ATTACHMENT,
    BRACKETED_NOTE,
    BROKEN_DATE_LINE,
    GRADE_LINE,
    NOTE,
    NUMBERING,
    SENTENCE_END,
    TEXT_BEGINS,
    TITLE_WORDS,
    addresses,
    ends_title,
    is_agency,
    is_date,
    is_field,
    is_form,
    is_imprint,
    lists_names,
    salutes,
)

# what follows a salutation: 「您提出的…」「贵委…收悉」
_OPENS = re.compile(r"收悉|提出|提交|如下|[您你贵]|感谢|收到")
_HEAD_LINES = 60
_SHORT_HEADING = 22
_HEAD_KINDS = (BlockKind.LETTERHEAD, BlockKind.TITLE, BlockKind.SALUTATION)
Kind = tuple[BlockKind, int]
PLAIN: Kind = (BlockKind.PARAGRAPH, 0)


def kinds_of(paragraphs: list[str]) -> list[Kind]:
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
        elif first is None and ("。" in line or (TEXT_BEGINS.search(line) and not _is_title(line))):
            first = at
    return first or 0


def _is_title(line: str) -> bool:
    return bool(
        len(line) <= 120
        and "。" not in line
        and ends_title(line)
        and TITLE_WORDS.search(line)
        and not label(line)
    )


def _is_salutation(line: str) -> bool:
    if label(line) or _is_title(line) or is_field(line):
        return False
    if line[-1] in "：:" and addresses(line) and not NUMBERING.match(line):
        return not re.search(r"如下|以下|意见[：:]$", line)
    return len(line) <= 90 and bool(salutes(line) or lists_names(line))


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
    if ATTACHMENT.match(line) or is_form(line) or is_imprint(line):
        return True
    if BRACKETED_NOTE.match(line) and re.search(r"公开|联系|电话", line):
        return True
    if bare_fields(line):
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


_NO_HEADING = re.compile(r"[，。]|如下[:：]$")  # 「您提出的建议收悉。现答复如下：」


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
        and not _NO_HEADING.search(line)
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
        appendix = appendix or bool(is_form(line))
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
        or bare_fields(line)
    ):
        return BlockKind.CONTACT
    if announced in (Label.COPY_TO, Label.IMPRINT, Label.DISCLOSURE) or is_imprint(line):
        return BlockKind.IMPRINT
    if announced or GRADE_LINE.match(line) or NOTE.match(line) or BRACKETED_NOTE.match(line):
        return BlockKind.NOTE
    if ATTACHMENT.match(line) or (before is BlockKind.ATTACHMENT and NUMBERING.match(line)):
        return BlockKind.ATTACHMENT
    if is_form(line):
        return BlockKind.ATTACHMENT
    return _closing_kind(line, before, following)


_APPENDED = (BlockKind.ATTACHMENT, BlockKind.TABLE)
_SIGNED_BEHIND = (
    *(None, BlockKind.SIGNATURE, BlockKind.CONTACT, BlockKind.NOTE),
    *_APPENDED,
)


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
        if before in _APPENDED and not (is_agency(line) or is_date(following)):
            return BlockKind.ATTACHMENT  # the title, the head or a cell of an appended table
        return BlockKind.SIGNATURE if before in _SIGNED_BEHIND else BlockKind.NOTE
    return BlockKind.PARAGRAPH


def _ranked(kinds: list[Kind]) -> list[Kind]:
    """Return the kinds with heading levels counted from 1 by the numbering the letter uses."""
    ranks = {level: rank for rank, level in enumerate(sorted({lv for _, lv in kinds if lv}), 1)}
    return [(kind, ranks.get(level, 0)) for kind, level in kinds]
