"""The document number of the letter itself: in its head, or only in the portal's cell."""

from __future__ import annotations

import re

from app.model import BlockKind
from app.parse.parts import Found, Letter, Line
from app.text.labels import Label, label
from app.text.lines import CLOSE, OPEN

# 「浦商委办理〔2025〕43号」「平交复函[2017]19号」「建议字:〔2023〕8号」「X函[2021][12]号」
# 「浦科经委办理2025〕77号」
_NUMBER = re.compile(
    rf"(?P<number>[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z·()（）]{{1,23}}?[:：]?\s?"
    rf"(?:[{OPEN}]\s?(?:19|20)\d\d\s?[{CLOSE}]?|(?:19|20)\d\d\s?[{CLOSE}])\s?[{OPEN}]?(?:第)?\s?"
    rf"\d{{1,5}}(?:[-—]\d{{1,3}})?\s?[{CLOSE}]?\s?[号號])"
)
_PREFIX = re.compile(r"^(?:文号|发文字号|文件编号|编号|发文文号)[:：]?")


def document_number(letter: Letter) -> Found[str | None]:
    """Return the letter's document number as printed, without class and disclosure behind it."""
    for line in letter.head:
        if line.kind is BlockKind.SALUTATION or label(line.text) is Label.REGISTER:
            continue
        for found in _NUMBER.finditer(line.text):
            start = found.end() - len(_bare(found["number"]))
            if not _is_submission(line, start):
                return Found(line.text[start : found.end()], (line.span(start, found.end()),))
    for name in ("文号", "发文字号", "发文文号", "文件编号"):
        cell = _NUMBER.search(letter.portal.get(name, ""))
        if cell:
            return Found(cell["number"])
    return Found(None)


def _bare(number: str) -> str:
    """Return a number without its label, or the words before the bracket that it stands in."""
    for opening, closing in ("（）", "()"):
        if number.count(opening) > number.count(closing):
            number = number.rpartition(opening)[2]
    return _PREFIX.sub("", number)


_OF_SUBMISSION = re.compile("(?:政协|人大|委员|代表)?(?:提案|建议)")


def _is_submission(line: Line, start: int) -> bool:
    """Return whether a title's number is the submission's: 「关于第B〔2017〕062号建议的答复」."""
    if line.kind is not BlockKind.TITLE:
        return False
    if _OF_SUBMISSION.match(line.text, start):  # 「…（委员提案【2023】117号）的答复」
        return True
    if start == 0:
        return line.text.startswith(("关于", "对"))
    return line.text[start - 1] not in "（([【"
