"""A letter's paper width says nothing: hard-wrapped text loses no character and no figure."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from app.text.clean import clean


def in_a_row(text: str) -> str:
    """Return a paragraph's clean text as one line."""
    return clean(text).replace("\n", "")


LABELLED = ("trades", "examined_paragraphs", "figure_paragraphs")
PARAGRAPHS = [
    pytest.param(in_a_row(row.get("raw") or row["text"]), id=f"{name}-{row['id']}")
    for name in LABELLED
    for row in map(json.loads, Path(f"tests/analyse/{name}.jsonl").read_text("utf-8").splitlines())
]
WIDTHS = (25, 28, 31, 34, 37, 40)
HEAD = "关于市政协第130号提案的答复\n鲜于昭委员：\n您提出的建议收悉。现答复如下：\n"


def wrapped(text: str, width: int) -> str:
    """Return the text with no line longer than the width."""
    return "\n".join(
        line[at : at + width] for line in text.split("\n") for at in range(0, len(line) or 1, width)
    )


def paged(text: str, blank: bool) -> str:
    """Return the text with a page mark behind every other line, in blank lines or not."""
    lines = text.split("\n")
    gap = "\n\n" if blank else "\n"
    return "".join(
        line + (f"{gap}— {at // 2} —{gap}" if at % 2 == 0 and at else "\n")
        for at, line in enumerate(lines)
    )


def forms(text: str, width: int) -> tuple[str, ...]:
    """Return the text as a page's width, its blank lines and its page marks may lay it out."""
    narrow = wrapped(text, width)
    return narrow, narrow.replace("\n", "\n\n"), paged(narrow, False), paged(narrow, True)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("text", PARAGRAPHS)
@pytest.mark.parametrize("head", ["", HEAD], ids=["headless", "headed"])
def test_a_wrapped_paragraph_loses_no_character(text: str, head: str) -> None:
    """Only page marks are left out, and what is left stands in its order."""
    whole = squeezed(clean(head + text))
    for width in WIDTHS:
        for form in forms(text, width):
            assert squeezed(clean(head + form)) == whole, (width, form)
