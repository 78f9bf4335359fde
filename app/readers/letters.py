"""Several letters in one text: where one ends and the next begins.

Some districts publish all replies of an agency on one page, offices keep a year's in one document,
and some pages print a letter twice.
"""

from __future__ import annotations

import re
from dataclasses import replace

from app.readers.base import Received

# 「关于对县政协九届二次会议第41号提案的答复」「对第16号意见的答复函」「关于…的会办意见」
TITLE_END = re.compile(
    r"(?:答\s*复(?:\s*的?\s*函|\s*意见|\s*摘要)?|复\s*函(?:摘要)?|会\s*办\s*意\s*见|办理情况(?:的?(?:报告|说明))?)"
    r"(?:\s*[（(][^（）()]{1,30}[）)])?$"
)
# 「对市十六届人大三次会议第0541号代表建议的答复汪泓代表：」: both on a line
ADDRESSED_TITLE = re.compile(
    r"(?:关于|对)[^，。；]{4,80}(?:答复|复函)的?函?[\u4e00-\u9fff、\s]{2,30}(?:委员|代表)[:：]"
)
TITLE_WORD = re.compile(r"提案|建议|议案|议事原案|意见|委员|代表|社情民意")
# 「闫晓慧、张茂林、张辉委员：」「尊敬的王明代表:」「民建浦东区委：」
ADDRESSEE = re.compile(
    r"^[^，。；]{0,60}(?:委员|代表|代表团|委员会|党|盟|会|社|联|办|局|政府)[^，。；]{0,8}[:：]$"
)
DATED = re.compile(r"[〇零○一二三四五六七八九十\d]{4}\s?年.{1,4}月.{1,4}日")
# 「办理结果：解决或采纳」「（B）」「浦科经委办理〔2025〕77号」「某区教育局文件」: above a title
LETTERHEAD = re.compile(
    r"(?:办理(?:结果|类别)|公开属性|是否公开|信息公开|类别|分类|签发人?)[:：].{0,30}"
    r"|[（(【]?[A-DＡ-Ｄ][类類]?[）)】]?"
    r"|[\u4e00-\u9fff（）()]{2,24}[〔\[【﹝（(]\d{4}[〕\]】﹞）)]\s?第?\d{1,5}\s?号.{0,20}"
    r"|[\u4e00-\u9fff（）()]{4,40}(?:局|委|委员会|厅|院|部|办公室|中心|政府|文件)"
)
ANSWERS = re.compile(r"收悉|(?:答\s*[复復]|回复|函复|函告)如下")
LONGEST_TITLE = 90
AHEAD = 8
SHORTEST_LETTER = 120


def has_title(text: str) -> bool:
    """Tell whether one of the first lines is, or ends, the title of a reply."""
    top = [line.strip() for line in text.split("\n")[:12]]
    return any(_ends_title(line) for line in top)


def parted(received: Received) -> tuple[Received, ...]:
    """Return what was read of a file letter by letter."""
    return tuple(replace(received, text=letter) for letter in split_letters(received.text))


def split_letters(text: str) -> tuple[str, ...]:
    """Return the letters of a text one by one; a letter printed twice counts once."""
    rows = text.split("\n")
    starts = [_head_of(rows, index) for index in range(len(rows)) if _begins(rows, index)]
    cuts = [0]
    for start in starts:
        before = rows[cuts[-1] : start]
        if sum(map(len, before)) >= SHORTEST_LETTER and _is_signed(before) and _answers(before):
            cuts.append(start)
    parts = ["\n".join(rows[a:b]) for a, b in zip(cuts, [*cuts[1:], len(rows)], strict=True)]
    seen: dict[str, str] = {}
    for part in parts:
        seen.setdefault(_body(part), part)
    return tuple(seen.values())


def _ends_title(line: str) -> bool:
    return len(line) <= LONGEST_TITLE and bool(TITLE_END.search(line))


def _begins(rows: list[str], index: int) -> bool:
    """Tell whether a letter's title starts at this row and its addressee follows."""
    row = rows[index].strip()
    if not row or "。" in row or len(row) > LONGEST_TITLE:
        return False
    if ADDRESSED_TITLE.fullmatch(row):
        return True
    below = [line.strip() for line in rows[index : index + AHEAD]]
    title = "".join(below[:3])
    if not (_ends_title(row) or re.match(r"(?:关于|对)", row)) or not TITLE_WORD.search(title):
        return False
    if not any(map(_ends_title, below[:3])):
        return False
    return any(map(ADDRESSEE.match, below[1:]))


def _head_of(rows: list[str], title: int) -> int:
    """Return the first row of the letterhead above a title."""
    start = at = title
    while at > 0 and (not rows[at - 1].strip() or LETTERHEAD.fullmatch(rows[at - 1].strip())):
        at -= 1
        start = at if rows[at].strip() else start
    return start


def _is_signed(rows: list[str]) -> bool:
    """Tell whether the rows end as a letter does: with a date among the last lines."""
    tail = [row for row in rows if row.strip()][-14:]
    return any(DATED.search(row) and len(row) < 40 for row in tail)


def _answers(rows: list[str]) -> bool:
    """Tell whether the rows answer somebody: a request with its day, above its answer, does not."""
    return any(ANSWERS.search(row) for row in rows)


def _body(letter: str) -> str:
    """Return a letter's characters from its addressee on, by which doubles are told."""
    rows = letter.split("\n")
    at = next((i for i, row in enumerate(rows) if ADDRESSEE.match(row.strip())), 0)
    return "".join("".join(rows[at:]).split())
