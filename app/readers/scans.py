"""What a recogniser makes of a line → what was printed, as far as the line itself tells.

A recogniser reads signs and loses the white between them, by which 「联系人：甲    电话：…」 is
understood; and some signs look alike: 〔 and [, 0 and O. Only what neighbours decide is changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")
PUNCTUATION = frozenset("，。；：、！？）》”’〕】,.;:!?)]")
WHITE = 0.6
"""Sizes of type by which two signs stand further apart than they would, to be parted by white."""
AFTER_PUNCTUATION = 1.1
"""The same after punctuation, whose own white is most of its place."""
LONGEST_LABELS = 120


@dataclass(frozen=True, slots=True)
class Placed:
    """A sign and where it stands on its line."""

    sign: str
    left: float
    right: float

    @property
    def middle(self) -> float:
        """Where the sign is centred."""
        return (self.left + self.right) / 2


def spaced(text: str, signs: Sequence[Placed]) -> str:
    """Return a line with the white that stands between its signs."""
    signs = [placed for placed in signs if placed.sign.strip()]
    if "".join(placed.sign for placed in signs) != "".join(text.split()):
        return text
    steps = [
        after.middle - before.middle
        for before, after in pairwise(signs)
        if WIDE.match(before.sign) and WIDE.match(after.sign)
    ]
    if len(steps) < 3:
        return text
    size = median(steps)
    parts = [signs[0].sign]
    for before, after in pairwise(signs):
        usual = size * sum(1 if WIDE.match(one.sign) else 0.55 for one in (before, after)) / 2
        white = (after.middle - before.middle - usual) / size
        needed = AFTER_PUNCTUATION if before.sign in PUNCTUATION else WHITE
        parts.append(" " * max(1, round(2 * white)) if white > needed else "")
        parts.append(after.sign)
    return "".join(parts)


# 「浦科经委办理[2025]77号」「沈公交复〔2023]29号」「长发改(2025)15号」
YEAR_IN_BRACKETS = re.compile(
    r"(?<=[\u4e00-\u9fff])\s*[\[〔【「(（{]\s*(?P<year>(?:19|20)\d\d)\s*[\]〕】」)）}]\s*(?=第?\s*\d{1,5}\s*号)"
)
# 「2O25年」「1l0」「3O家」: letters among digits
LETTER_AMONG_DIGITS = re.compile(
    r"(?<=\d)[OoIl|](?=[\d.年月日号%万亿元个家项])|(?<![A-Za-z\d])[Ol](?=\d{2})"
)
DIGIT_OF = {"O": "0", "o": "0", "I": "1", "l": "1", "|": "1"}
# 「5月曰」「工作曰」「曰期」: 曰 stands in no letter, 日 in all
DAY = re.compile(r"(?<=[\d月今近次即工作])曰|曰(?=期|常|前|益|均)")
# 「联系人：甲电话：…」: a label that follows without white
LABEL = re.compile(
    r"(?<=[\u4e00-\u9fff\w])(?<!联系)(?<!办公)(?<!移动)(?="
    r"(?:联系电话|办公电话|电话|手机|邮政编码|邮编|联系地址|地址|签发人|承办人|类别|公开属性)[:：]"
    r"|共印\s*\d+\s*份)"
    r"|(?<=公开发布[)）])(?=20\d\d年)"
    r"|(?<=邮政编码[:：]\d{6})(?=[\u4e00-\u9fff])|(?<=邮编[:：]\d{6})(?=[\u4e00-\u9fff])"
)


def mended(line: str) -> str:
    """Return a line with signs set right that only look like those that were printed."""
    line = YEAR_IN_BRACKETS.sub(lambda found: f"〔{found['year']}〕", line)
    line = LETTER_AMONG_DIGITS.sub(lambda found: DIGIT_OF[found[0]], line)
    line = DAY.sub("日", line)
    if len(line) <= LONGEST_LABELS and "。" not in line:
        line = LABEL.sub("  ", line)
    return line
