"""What cleaning left out of a page: told as one Problem, so that nothing is silently lost.

A portal prints its navigation, its own data and other letters' titles around a letter. They are no
words of the letter, and the original keeps them; how many there were, and the longest of them, lets
a reader see whether something of the letter went with them. Bare marks and buttons are not told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.model import Problem

LEFT_OUT = "left-out"
_WORDS = re.compile(r"[\u3400-\u9fffA-Za-z]{2}")
# who made a page is nobody's business: neither quoted nor masked
_PERSONAL = re.compile(r"[人辑核者稿机话]\s?[:：]|\d{7,}|@")
_FEWEST = 8  # characters; 「打印」「关闭」 alone are buttons
_QUOTED, _LENGTH = 3, 24


def left_out(lines: Sequence[str]) -> tuple[Problem, ...]:
    """Return the problem that tells how much was left out, with the longest lines in order."""
    words = [line for line in lines if _WORDS.search(line)]
    characters = sum(len("".join(line.split())) for line in words)
    if characters < _FEWEST:
        return ()
    tellable = [at for at, line in enumerate(words) if not _PERSONAL.search(line)]
    longest = sorted(sorted(tellable, key=lambda at: -len(words[at]))[:_QUOTED])
    quotes = "".join(f"“{_shortened(words[at])}”" for at in longest)
    message = (
        f"页面上不属于信文的文字没有收进正文（原件里都在）：共{len(words)}行{characters}字"
        f"{'，如' + quotes if quotes else ''}。"
    )
    return (Problem(LEFT_OUT, message),)


def _shortened(line: str) -> str:
    bare = " ".join(line.split())
    return bare if len(bare) <= _LENGTH else bare[: _LENGTH - 1] + "…"
