"""Letters for the tests of findings: paragraphs as a layout, a reply with nothing but a title."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

from app.model import Block, BlockKind, Contact, Reply, Role
from app.text.layout import Layout


def layout(*paragraphs: str) -> Layout:
    """Return a letter of plain paragraphs."""
    blocks, at = [], 0
    for paragraph in paragraphs:
        blocks.append(Block(BlockKind.PARAGRAPH, at, at + len(paragraph)))
        at += len(paragraph) + 1
    return Layout("\n".join(paragraphs), tuple(blocks))


def reply(
    title: str | None = None, agencies: tuple[str, ...] = (), dated: date | None = None
) -> Reply:
    """Return a reply that prints nothing but what is given."""
    blank: dict[str, object] = {field.name: None for field in fields(Reply)}
    blank |= dict.fromkeys(("numbers", "class_numbers", "co_handlers", "proposers", "cc"), ())
    said = {"id": "x", "heading": "答复", "title": title, "agencies": agencies, "dated": dated}
    return Reply(**{**blank, **said, "role": Role.LEAD, "contact": Contact(), "spans": {}})
