"""Text without the spaces that PDFs put around and into numbers, and the way back to its places.

Only figures are read from folded text; what is shown, and where a figure stands, stays as it was.
"""

from __future__ import annotations

import re
from bisect import bisect_right

# spaces that PDFs put around digits
SPACES = " \u3000\xa0"
SPACE = re.compile(f"[{SPACES}]+")
# numbers that a PDF or a scan broke; none has more than fifteen digits, so that no text of single
# digits is gone through from each of them to its end
BETWEEN_DIGITS = re.compile(r"\ (?<=[\d.,]\ )\ *[\d.,]")  # the space first: it is skipped to
_HAN = "\u4e00-\u9fff"
_DAYLESS = rf"(?=\ ?(?![年月日])[{_HAN}%])"
BROKEN = re.compile(
    rf"""
    (?<![\d.,A-Za-z-])(?:
      # 「2 023年」
      [12]\ ?[09]\ ?\d\ ?\d(?=\ ?年)
      # 「1 3 6个」「8 . 5 %」
    | \d(?:\ \d){{1,14}}(?:\ ?\.\ ?\d(?:\ ?\d){{0,14}})?(?=\ ?[{_HAN}%])
      # 「投资3. 8亿元」「12 . 5 %」, but not 「如下：3. 8家」
    | (?<=[{_HAN}])\ ?\d{{1,3}}(?:\ ?,\ ?\d{{3}})*\d*(?:\ \.\ ?|\.\ )\d{{1,4}}{_DAYLESS}
      # 「办理1 234件」
    | (?<=[{_HAN}、])\d{{1,3}}(?:\ ?,?\ ?\d{{3}})+(?:\.\d+)?(?=\ ?[{_HAN}%])
      # 「投资3. 8 6亿元」
    | (?<=[{_HAN}])\ ?\d(?:\ \.\ ?|\.\ )\d(?:\ \d){{0,14}}{_DAYLESS}
    )
    """,
    re.VERBOSE,
)
WIDE = {ord("０") + n: str(n) for n in range(10)} | {
    ord("％"): "%",
    ord("．"): ".",
    ord("﹪"): "%",
}
# letters in traditional characters: only what numerals and units are made of
WIDE |= {
    ord(old): new
    for old, new in zip(
        "個戶萬億間臺輛張項條場處種類筆畝頃噸時鐘週歲餘約過達內點幾數兩級貫雙對隻艘張塊頭圓幣總參與倍計劃將擬爭",
        "个户万亿间台辆张项条场处种类笔亩顷吨时钟周岁余约过达内点几数两级贯双对只艘张块头圆币总参与倍计划将拟争",
        strict=True,
    )
}
WIDE_SIGN = re.compile("[０-９％．﹪個戶萬億項條]")
ANY_WIDE = re.compile(f"[{''.join(map(chr, WIDE))}]")  # few in a text: this beats `translate`


class Places:
    """Where each character of the folded text stands in the clean text."""

    def __init__(self, cuts: list[tuple[int, int]]) -> None:
        """Keep, for each removed run of spaces, its folded place and the spaces lost so far."""
        self.at = [place for place, _ in cuts]
        self.lost = [0, *(lost for _, lost in cuts)]

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the clean text."""
        if not self.at:
            return start, end
        first = start + self.lost[bisect_right(self.at, start)]
        last = end - 1 + self.lost[bisect_right(self.at, end - 1)]
        return first, last + 1


def folded(text: str) -> tuple[str, Places]:
    """Return the text without stray spaces and with half-width digits, and the way back."""
    if WIDE_SIGN.search(text):
        text = ANY_WIDE.sub(lambda found: WIDE[ord(found[0])], text)
    if not any(space in text for space in SPACES):
        return text, Places([])
    pieces, cuts, at, lost = [], [], 0, 0
    broken = _broken(text)
    for gap in SPACE.finditer(text):
        start, end = gap.span()
        if start not in broken and _parts(text[start - 1 : start], text[end : end + 1]):
            continue
        pieces.append(text[at:start])
        lost += end - start
        cuts.append((end - lost, lost))
        at = end
    if not cuts:
        return text, Places([])
    pieces.append(text[at:])
    return "".join(pieces), Places(cuts)


def _broken(text: str) -> frozenset[int]:
    """Return where the spaces inside broken numbers begin."""
    if not BETWEEN_DIGITS.search(text):
        return frozenset()
    return frozenset(
        gap.start()
        for number in BROKEN.finditer(text)
        for gap in SPACE.finditer(text, *number.span())
    )


def _parts(before: str, after: str) -> bool:
    # 「55550137 2025年」: two numbers; 「45 人」「30 %」: one
    return before.isascii() and after.isascii() and before.strip() != "" and after not in "%\n"
