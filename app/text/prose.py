"""Where the letter's own sentences are, by their words and by their marks."""

from __future__ import annotations

import re
from itertools import pairwise

# 「…收悉」「现将办理情况答复如下」「您提出的…」: the first words of a letter's text
OPENING = re.compile(
    r"收悉|(?<!共)收到(?![^。，]{0,10}\d)|[您你]们?(?:在|于|领衔|所|联名)?[^。]{0,40}提[出交]|答[复復覆]如下|函复如下|回复如下|函告如下|汇报如下|报告如下|"
    r"提案.{0,20}由我|建议.{0,20}由我"
)

_CLAUSE_END = re.compile(r"[，。；！？]|[,;](?!\d)")
_STOPS = "。！？；：:"
FILLED = 18  # characters; a shorter line was never full
_SHARE_OF_NEXT = 0.75  # of the next line's length: wrapped lines are about equally long


def in_sentences(lines: list[str]) -> list[bool]:
    """Return which lines are prose: those with a clause, and the ends of a sentence around them.

    A hard-wrapped sentence runs over lines that hold no mark of their own. They belong to it if the
    line above stops in its middle, or if they fill their line and the sentence goes on below.
    """
    own = [bool(_CLAUSE_END.search(line)) for line in lines]
    filled = [at for at, line in enumerate(lines) if line]
    for before, at in pairwise(filled):
        own[at] = own[at] or (own[before] and lines[before][-1] not in _STOPS)
    for below, at in pairwise(reversed(filled)):
        fills = len(lines[at]) >= max(FILLED, len(lines[below]) * _SHARE_OF_NEXT)
        own[at] = own[at] or (own[below] and fills and lines[at][-1] not in _STOPS)
    return own
