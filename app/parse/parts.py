"""A letter in its parts: head, opening, body, foot, and what a portal says beside it.

Every room of this package asks for a part and looks nowhere else: a number in the body is a figure,
the same number in the heading is the proposal's. `Found` is an answer with the words it rests on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from app.model import BlockKind, Span
from app.readers.base import Received
from app.readers.portals import metadata
from app.text.layout import Layout
from app.text.lines import is_agency
from app.text.script import simplified

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value read from a letter and the spans of the words it was read from."""

    value: T
    spans: tuple[Span, ...] = ()


class Line(NamedTuple):
    """A block with its words."""

    text: str
    start: int
    end: int
    kind: BlockKind

    def span(self, start: int, end: int) -> Span:
        """Return the span of a piece of this line in the clean text."""
        return Span(self.start + start, self.start + end)


HEAD = {BlockKind.LETTERHEAD, BlockKind.TITLE, BlockKind.SALUTATION}
FOOT = {BlockKind.SIGNATURE, BlockKind.CONTACT, BlockKind.IMPRINT, BlockKind.ATTACHMENT}

# 「…收悉」「现将办理情况答复如下：」: where the opening ends
_OPENING_END = re.compile(r"如下|收悉")
_MAX_OPENING = 700


@dataclass(frozen=True, eq=False)
class Letter:
    """The clean text by its parts."""

    text: str
    lines: tuple[Line, ...]
    portal: Mapping[str, str]

    @cached_property
    def text_from(self) -> int:
        """Return the index of the first line of the letter's own text."""
        addressed = [at for at, line in enumerate(self.lines) if line.kind is BlockKind.SALUTATION]
        if addressed:
            return addressed[-1] + 1
        own = (*HEAD, BlockKind.CONTACT, BlockKind.TABLE)
        return next((at for at, line in enumerate(self.lines) if line.kind not in own), 0)

    @cached_property
    def foot_from(self) -> int:
        """Return the index of the first line of the foot."""
        at = self.text_from
        while at < len(self.lines) and self.lines[at].kind not in FOOT:
            at += 1
        while at > self.text_from and self.lines[at - 1].kind is BlockKind.NOTE:
            at -= 1
        return at

    @cached_property
    def head(self) -> tuple[Line, ...]:
        """Return the lines above the letter's own text."""
        return tuple(
            line
            for line in self.lines[: self.text_from]
            if line.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING)
        )

    @cached_property
    def body(self) -> tuple[Line, ...]:
        """Return the lines of the letter's own text."""
        return self.lines[self.text_from : self.foot_from]

    @cached_property
    def foot(self) -> tuple[Line, ...]:
        """Return the lines behind the letter's own text."""
        return self.lines[self.foot_from :]

    @cached_property
    def titles(self) -> tuple[Line, ...]:
        """Return the titles above the text: a page often prints the letter's once more."""
        return tuple(line for line in self.head if line.kind is BlockKind.TITLE)

    @property
    def title(self) -> Line | None:
        """Return the letter's own title: the last one above the text."""
        return self.titles[-1] if self.titles else None

    @cached_property
    def salutation(self) -> Line | None:
        """Return the line that addresses somebody."""
        addressed = [line for line in self.head if line.kind is BlockKind.SALUTATION]
        return addressed[-1] if addressed else None

    @cached_property
    def opening(self) -> Line:
        """Return the first sentences: what was received, from whom, who was asked."""
        if not self.body:
            return Line("", len(self.text), len(self.text), BlockKind.PARAGRAPH)
        first = self.body[0]
        end = first.end
        for line in self.body[:3]:
            end = line.end
            if _OPENING_END.search(line.text):
                break
        end = min(end, first.start + _MAX_OPENING)
        return Line(self.text[first.start : end], first.start, end, BlockKind.PARAGRAPH)


def letter_of(layout: Layout, received: Received) -> Letter:
    """Return a laid-out letter by its parts, in simplified characters."""
    text = simplified(layout.text)
    lines = tuple(
        Line(text[block.start : block.end], block.start, block.end, block.kind)
        for block in layout.blocks
    )
    return Letter(text, lines, portal_cells(received))


_PORTAL_LINES = 30
# 「[ 索引号 ] SHZ-2024-0719   [ 文号 ] 石住建函〔2024〕71号」
_BOXED = re.compile(
    r"[\[【][ \u3000]{0,3}([\u4e00-\u9fff]{2,8})[ \u3000]{0,3}[\]】][ \u3000]{0,3}[:：]?"
)
# 「版权所有：某县人民政府」: the page's foot says whose site it is
_OWNER = re.compile(
    r"(?:版权所有|主办(?:单位)?)[:：][ \u3000]{0,4}(?P<owner>[\u4e00-\u9fff]{2,24}?人民政府)"
)
_FOOT = 2000  # characters in which a page's own foot stands
SITE_OWNER = "网站主办"
# 「某县政府 www.….gov.cn 2025-02-06 12:23 来源：…」
_SITE_FIRST = re.compile(r"^[\u4e00-\u9fff]{2,20}[ \t]+www\.[\w.-]{3,60}[ \t]+(?=20\d\d-)")
_SPREAD_LABEL = re.compile(r"^索 引 号")
_AROUND = " \t\u3000•·"
_BARS = re.compile(r"[ \t]{0,30}\|[ \t|]{0,30}")


# 「• 某县水利局」: a portal lists the cells' values alone
_BULLETS = frozenset("•·")


def portal_cells(received: Received) -> Mapping[str, str]:
    """Return what a portal printed beside the letter: the reader's cells, then the page's lines.

    A plain text saved from a portal keeps the cells as lines above the letter.
    """
    cells = dict(received.metadata)
    for raw in received.text.split("\n", _PORTAL_LINES)[:_PORTAL_LINES]:
        line = (_BARS.sub("\t", raw) if "|" in raw else raw).strip(_AROUND)
        if len(line) > 160 or "版权所有" in line:
            continue
        line = _SITE_FIRST.sub("", _SPREAD_LABEL.sub("索引号", line))
        if line[:1] in ("[", "【"):
            line = _BOXED.sub(r"\t\1：", line).strip()
        if raw.strip()[:1] in _BULLETS and is_agency(line):
            cells.setdefault("发布机构", line)
        for name, value in metadata(line).items():
            if value:
                cells.setdefault(name, value)
    if owner := _OWNER.search(received.text[-_FOOT:]):
        cells.setdefault(SITE_OWNER, owner["owner"])
    return cells
