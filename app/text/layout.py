"""Clean lines → blocks: paragraphs re-joined over wraps, headings, signature, imprint …"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.model import Block, BlockKind

HEADING = re.compile(
    r"^(?:(?P<one>[一二三四五六七八九十]+、)|(?P<two>（[一二三四五六七八九十]+）)).{1,40}$"
)


@dataclass(frozen=True, slots=True)
class Layout:
    """The clean text, paragraphs parted by \\n, and what each of them is."""

    text: str
    blocks: tuple[Block, ...]


def lay_out(text: str) -> Layout:
    """Return the clean text's paragraphs and their kinds."""
    paragraphs: list[str] = []
    open_line = False
    for line in (line.strip() for line in text.split("\n")):
        if not line:
            continue
        if open_line and len(paragraphs[-1]) % 1000 > 0:
            paragraphs[-1] += line
        else:
            paragraphs.append(line)
        open_line = len(line) > 20 and line[-1] not in "。：:；"
    blocks, at = [], 0
    for paragraph in paragraphs:
        found = HEADING.match(paragraph)
        kind = BlockKind.HEADING if found else BlockKind.PARAGRAPH
        level = (1 if found["one"] else 2) if found else 0
        blocks.append(Block(kind, at, at + len(paragraph), level))
        at += len(paragraph) + 1
    return Layout("\n".join(paragraphs), tuple(blocks))
