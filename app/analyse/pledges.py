"""Pledges: sentences about what the agency, or the government it speaks for, will do.

Below a heading 「下一步工作」, and behind a sentence that opens the next steps, an act is enough;
elsewhere a sentence must say that something will be done. `promises` reads the sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from app.analyse.promises import CLAUSE, bare, promise
from app.analyse.wordings import HINTS, MAYBE, wordings
from app.model import BlockKind, Figure, Pledge, Reply
from app.text.layout import Layout
from app.text.script import simplified

READ = frozenset({BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.TABLE})
# A sentence ends with its mark and the closing signs behind it.
_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[”’』」》）)\"]*|(?=\n)|$)")
# What stands in these is quoted: a proposal's title, its demands, a slogan.
_QUOTED = re.compile(r"“[^”\n]{0,80}”|《[^》\n]{0,80}》|「[^」\n]{0,80}」|\"[^\"\n]{0,60}\"")
_BLANK = "＊"
# 「三、下一步工作考虑」「下步打算：」「（三）关于下一步安排。」「工作计划」
_NEXT_TITLE = re.compile(
    r"(?:关于|对)?(?:我[局委办厅县市区]|今后|下一?步|下一?阶段|后续|未来|后期|近期|接下来)[^，。；：]{0,6}?"
    r"(?:工作|推进|整改|改进|落实|重点)*的?"
    r"(?:安排|打算|计划|思路|考虑|措施|举措|重点|方向|工作|任务|建议|下一?步|今后)?[：:。]?$"
    r"|(?:关于)?(?:工作|努力|推进)(?:打算|计划|安排|思路|方向)[：:。]?$"
)
_TITLE_MUST = re.compile(
    r"下一?步|下一?阶段|今后|后续|未来|后期|近期|接下来|打算|计划|思路|方向|安排"
)
_TITLE_LENGTH = 40
_ENDS = "。！？!?;"
# 「我县拟从三个方面破解这一难题。」: what follows in the paragraph is the list
_LEAD = re.compile(
    r"(?:将|拟|打算|计划|准备)[^，。；：]{0,8}?(?:从|在|围绕|抓好|做好|分)[^，。；：]{0,10}?"
    r"[一二两三四五六几]个?(?:大|主要)?(?:方面|环节|层面|步骤?|件事)[^，；：]{0,16}$"
)
_LISTED = re.compile("方面|环节|层面|步|件事")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the letter; `open` below next steps, `text` simplified, quotations blanked."""

    start: int
    end: int
    text: str
    open: bool


def pledges(layout: Layout, reply: Reply, figures: tuple[Figure, ...]) -> tuple[Pledge, ...]:
    """Return the letter's pledges in order of place."""
    found = []
    starts = [figure.start for figure in figures]  # figures come in order of place
    for sentence in _sentences(layout):
        read = promise(sentence.text, sentence.open, reply.dated)
        if read:
            strength, due = read
            first = bisect_left(starts, sentence.start)
            last = bisect_left(starts, sentence.end, first)
            inside = (at for at in range(first, last) if figures[at].end <= sentence.end)
            found.append(Pledge(sentence.start, sentence.end, due, strength, tuple(inside)))
    return tuple(found)


def _sentences(layout: Layout) -> Iterator[Sentence]:
    """Yield the sentences that may promise, each knowing whether next steps are open there."""
    text = _QUOTED.sub(lambda found: _BLANK * len(found[0]), simplified(layout.text))
    section = 0  # level of the heading 下一步 we stand below; 0 is none
    listed = False  # behind a lead-in 「重点做好以下工作：」
    for block in layout.blocks:
        if block.kind not in READ:
            continue
        line = text[block.start : block.end]
        plain = bare(line)
        level = _title_level(line, plain, block.level)
        if level:
            if _opens_section(plain):
                section = level
            elif level <= section:
                section = 0
            listed = False
            continue
        if listed and plain == line:
            listed = False
        yield from _in_paragraph(line, block.start, bool(section) or listed)
        listed = listed or (line.endswith(("：", ":")) and _opening(line))


def _title_level(line: str, plain: str, level: int) -> int:
    """Return the level of a heading, 9 for a short line without a full stop, 0 for a paragraph."""
    if "。" in line.rstrip("。") or len(plain) > _TITLE_LENGTH:
        return 0
    if _opens_section(plain):
        return level or 9
    if line[-1:] in _ENDS or "，" in plain:
        return 0
    return level or (9 if plain != line else 0)


def _opens_section(plain: str) -> bool:
    return bool(_NEXT_TITLE.match(plain) and _TITLE_MUST.search(plain))


def _in_paragraph(line: str, offset: int, open_: bool) -> Iterator[Sentence]:
    for found in _SENTENCE.finditer(line):
        sentence = found[0].strip()
        if not sentence:
            continue
        if len(sentence) <= _TITLE_LENGTH and _opens_section(bare(sentence)):
            open_ = True
            continue
        if open_ or MAYBE.search(sentence):
            start = offset + found.start() + found[0].index(sentence)
            yield Sentence(start, start + len(sentence), sentence, open_)
        open_ = open_ or _opening(sentence)


def _opening(sentence: str) -> bool:
    """Tell whether a sentence opens the next steps, or leads into their list."""
    if _LISTED.search(sentence) and _LEAD.search(sentence.rstrip("。：:")):
        return True
    if not HINTS["opens"].search(sentence):
        return False
    opens = wordings().patterns["opens"]
    return any(opens.match(bare(clause[0])) for clause in CLAUSE.finditer(sentence))
