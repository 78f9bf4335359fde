"""Citations: documents named in the text, 《…》, with the period printed in their names.

The proposal answered is named in 《》 as well; it is the letter's subject, not a source, and is
left out by its ending (…的建议, …的提案) and by what stands around it. A citation never crosses a
paragraph: an opening mark that a scan lost its partner of would swallow the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.model import BlockKind, Citation
from app.text.layout import Layout

LONGEST = 120  # characters of a title; the longest names of regulations run to some 80
_MARKS = re.compile(r"[《》\n]")

# 《关于培育社区小店首店经济的建议》《关于制定…办法的议案》
_PROPOSAL = re.compile(
    r"^(?:关于|關於|对|對|进一步|加快|推进|加强).{2,}(?:建议|建議|提案|议案|議案|意见建议)$"
    r"|(?:的|等)(?:提案|议案|建议案)$"
)
# 「您提出的《创新驱动，聚焦三大先导产业》的提案」「《老旧小区加梯》（第0130号）收悉」
_ASKED = re.compile(
    r"(?:您|你|您们|你们|贵[^，。《]{1,4}|委员|代表)(?:在[^，。《]{2,30}上)?(?:所|领衔|联名)?提出的(?:提案|建议|议案)?[:：]?$"
)
_ANSWERED = re.compile(
    r"(?:的?(?:提案|建议|议案|代表建议|政协提案|意见))?(?:[（(][^）)]{1,20}[）)])?(?:的?(?:提案|建议|议案))?(?:已?收悉|由我)"
    r"|的(?:提案|代表建议|议案)"
)
# 「《行动方案（2025-2027年）》」「《规划（2021—2035年）》」「《2024年方案》」「《“十四五”规划》」
_PERIOD = re.compile(
    r"(?P<first>(?:19|20)[0-9]{2})年?\s*[-—–~～－至到]{1,2}\s*(?P<last>(?:19|20)[0-9]{2})"
)
_YEAR = re.compile(r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})年")
_PLAN = re.compile(r"(?P<plan>十[一二三四五六]五|第十[一二三四五六]个五年)")
_FIRST_YEARS = {"一": 2006, "二": 2011, "三": 2016, "四": 2021, "五": 2026, "六": 2031}
# Attachments and forms of the letter itself are no documents.
_SKIPPED = frozenset({BlockKind.LETTERHEAD, BlockKind.TITLE, BlockKind.IMPRINT, BlockKind.CONTACT})


def citations(layout: Layout) -> tuple[Citation, ...]:
    """Return the documents named in the letter in order of place, the proposal's title apart."""
    return tuple(
        Citation(start, end, title, period(title))
        for block in layout.blocks
        if block.kind not in _SKIPPED
        for start, end in named(layout.text, block.start, block.end)
        if (title := layout.text[start + 1 : end - 1]) and not _proposal(layout.text, start, end)
    )


def named(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of 《…》 between two places of the text, the outermost of nested ones."""
    opened: list[int] = []
    for found in _MARKS.finditer(text, start, end):
        if found[0] == "《":
            opened.append(found.start())
        elif found[0] == "\n":
            opened.clear()
        elif opened:
            first = opened.pop()
            if not opened and found.end() - first <= LONGEST:
                yield first, found.end()


def period(title: str) -> str | None:
    """Return the years a title names: `2025/2027`, `2024`, of 十四五 `2021/2025`."""
    if found := _PERIOD.search(title):
        return f"{found['first']}/{found['last']}"
    if found := _YEAR.search(title):
        return found["year"]
    if found := _PLAN.search(title):
        first = _FIRST_YEARS[found["plan"].removeprefix("第")[1]]
        return f"{first}/{first + 4}"
    return None


def _proposal(text: str, start: int, end: int) -> bool:
    """Tell whether a 《…》 is the name of a proposal."""
    if _PROPOSAL.search(text[start + 1 : end - 1]):
        return True
    return bool(_ASKED.search(text[max(0, start - 60) : start]) or _ANSWERED.match(text, end))
