"""A letter's own numbering as a table of contents: 一、 and （一）, and where the rest stands."""

from __future__ import annotations

from dataclasses import dataclass

from app.model import Block, BlockKind, Dossier
from app.web.letter import lead

LISTED = 2  # deeper headings are not listed
LONGEST = 42


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the outline."""

    label: str
    target: str
    level: int


def outline(dossier: Dossier) -> tuple[Entry, ...]:
    """Return the sections of the letter, then its promises, its figures and its signature."""
    entries = [
        entry
        for number, block in enumerate(dossier.blocks, 1)
        if (entry := _entry(dossier.text, number, block)) is not None
    ]
    return (*entries, *_landmarks(dossier))


def _entry(text: str, number: int, block: Block) -> Entry | None:
    words = text[block.start : block.end]
    if block.kind is BlockKind.HEADING:
        level = max(block.level, 1)
    elif block.kind is BlockKind.PARAGRAPH and (found := lead(words)) is not None:
        words = found[0]
        level = 1 if found["one"] else 2 if found["two"] else 3
    else:
        return None
    if level > LISTED:
        return None
    label = words.rstrip("。：:；")
    return Entry(
        label if len(label) <= LONGEST else label[: LONGEST - 1] + "…", f"p{number}", level
    )


def _landmarks(dossier: Dossier) -> list[Entry]:
    found = []
    if dossier.pledges:
        found.append(Entry(f"下一步承诺（{len(dossier.pledges)}）", "k1", 1))
    for number, block in enumerate(dossier.blocks, 1):
        if block.kind is BlockKind.SIGNATURE:
            found.append(Entry("落款", f"p{number}", 1))
            break
    return found
