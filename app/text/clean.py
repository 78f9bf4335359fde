"""The text as received → clean characters: STEPS, named `str → str` functions, in order."""

from __future__ import annotations

import re
from collections.abc import Callable

# 「第 130号提案」「2025年 5月 14日」
DIGIT_SPACE = re.compile(
    r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=\d)|(?<=\d)[ \u3000]+(?=[\u4e00-\u9fff])"
)
# 「— 4 —」
PAGE_MARK = re.compile(r"^[ \t]*[—–-]+ ?\d+ ?[—–-]+[ \t]*$", re.M)


def without_page_marks(text: str) -> str:
    """Return the text without lines that only number a page."""
    return PAGE_MARK.sub("", text)


def without_digit_spaces(text: str) -> str:
    """Return the text without the spaces PDFs put around digits."""
    return DIGIT_SPACE.sub("", text)


STEPS: tuple[Callable[[str], str], ...] = (without_page_marks, without_digit_spaces)


def clean(text: str) -> str:
    """Return the text after every step."""
    for step in STEPS:
        text = step(text)
    return text
