"""Clean lines → blocks: where a paragraph ends (wraps), and what it is (kinds)."""

from __future__ import annotations

from dataclasses import dataclass

from app.model import Block
from app.text.kinds import kinds_of
from app.text.script import simplified
from app.text.wraps import paragraphs


@dataclass(frozen=True, slots=True)
class Layout:
    """The clean text, paragraphs parted by \\n, and what each of them is."""

    text: str
    blocks: tuple[Block, ...]


def lay_out(text: str) -> Layout:
    """Return the clean text's paragraphs and their kinds."""
    joined = paragraphs(text)
    shadow = simplified("\n".join(joined)).split("\n") if joined else []
    blocks, at = [], 0
    for paragraph, (kind, level) in zip(joined, kinds_of(shadow), strict=True):
        blocks.append(Block(kind, at, at + len(paragraph), level))
        at += len(paragraph) + 1
    return Layout("\n".join(joined), tuple(blocks))
