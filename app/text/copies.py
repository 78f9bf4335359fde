"""Steps that leave out what a page prints twice: the letter's title, or the whole letter."""

from __future__ import annotations

import re

from app.text.lines import ends_title
from app.text.prose import OPENING

_TRAILING_DAY = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?$")
_HEAD_LINES = 40


def without_repeated_title(text: str) -> str:
    """Return the text without the page's copy of the title that the letter prints again."""
    lines = text.split("\n", _HEAD_LINES)
    kept: list[str] = []
    for at, line in enumerate(lines[:_HEAD_LINES]):
        bare = _TRAILING_DAY.sub("", "".join(line.split()))
        titled = 12 <= len(bare) <= 110 and "：" not in bare and ends_title(bare)
        if not titled or bare not in "".join("".join(lines[at + 1 : at + 12]).split()):
            kept.append(line)
    return "\n".join(kept + lines[_HEAD_LINES:])


_ANCHOR = 24  # characters from 收悉 on that give a second copy away
_COPY = 0.45  # of the whole text: two copies and hardly anything else


def without_second_copy(text: str) -> str:
    """Return the text without one of two copies of the whole letter.

    Copies are compared without white space: one may be wrapped and the other not.
    """
    while cut := _copy(text):
        text = text[: cut[0]] + "\n" + text[cut[1] :]
    return text


def _copy(text: str) -> tuple[int, int] | None:
    """Return where the copy to be left out begins and ends."""
    opening = OPENING.search(text)
    if not opening or text.count(opening[0][-2:]) < 2:
        return None
    bare, first = "".join(text.split()), len("".join(text[: opening.start()].split()))
    second = bare.find(bare[first : first + _ANCHOR], first + _ANCHOR)
    if second < 0:
        return None
    at = [place for place, sign in enumerate(text) if not sign.isspace()]
    start, end, gap = first, first, second - first
    while start and start + gap > first and bare[start - 1] == bare[start - 1 + gap]:
        start -= 1
    while end + gap < len(bare) and end < start + gap and bare[end] == bare[end + gap]:
        end += 1
    if end - start < _COPY * len(bare):
        return None
    if end + gap == len(bare):  # the second copy ends the text, and may lack what the first has
        return at[start + gap], at[end + gap - 1] + 1
    return at[start], at[end - 1] + 1
