"""Pledges: sentences about what the agency, or the government it speaks for, will do.

Below a heading 「下一步工作」, and behind a sentence that opens the next steps, an act is enough;
elsewhere a sentence must say that something will be done. `promises` reads the sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from app.analyse.marked import Sentence, joined, marked
from app.analyse.promising.promises import bare, promised
from app.analyse.promising.wordings import LISTED, MAYBE, OPENS, TITLE, looks, wordings
from app.model import BlockKind, Figure, Pledge, Reply
from app.text.layout import Layout
from app.text.script import simplified

READ = frozenset({BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.TABLE})
# What stands in these is quoted: a proposal's title, its demands, a slogan.
_QUOTED = re.compile(r"“[^”\n]{0,80}”|《[^》\n]{0,80}》|「[^」\n]{0,80}」|\"[^\"\n]{0,60}\"")
_BLANK = "＊"
# 「三、下一步工作考虑」「下步打算：」「（三）关于下一步安排。」「工作计划」「三、打算」
_NEXT_TITLE = re.compile(
    r"(?:关于|对)?(?:我[局委办厅县市区]|今后|下一?步|下一?阶段|后续|未来|后期|近期|接下来)[^，。；：]{0,6}?"
    r"(?:工作|推进|整改|改进|落实|重点)*的?"
    r"(?:安排|打算|计划|思路|考虑|措施|举措|重点|方向|工作|任务|建议|下一?步|今后)?[：:。]?$"
    r"|(?:关于)?(?:工作|努力|推进)(?:打算|计划|安排|思路|方向)[：:。]?$"
    r"|打算[：:。]?$"
    r"|(?:往后|以后|接下来|下面|今后|下一?步|打算|准备)[^，。；：]{0,4}怎么[做办干][：:。？]?$"
    r"|(?:还要|接着要|往后|以后|接下来|下面)[^，。；：]{0,2}[做办干]的(?:事情?|工作)?[：:。]?$"
)
_TITLE_LENGTH = 40
# a few words behind a number, that name neither a time nor how many
_RUN_IN = re.compile(r"(?:(?![将拟要再])[^，。；：、,;:0-9年月底]){2,14}。")
_ENDS = "。！？!?;"
# 「我县拟从三个方面破解这一难题。」: what follows in the paragraph is the list
_LEAD = re.compile(
    r"(?:将|拟|打算|计划|准备)[^，。；：]{0,8}?(?:从|在|围绕|抓好|做好|分)[^，。；：]{0,10}?"
    r"[一二两三四五六几]个?(?:大|主要)?(?:方面|环节|层面|步骤?|件事)[^，；：]{0,16}$"
)


def pledges(layout: Layout, reply: Reply, figures: tuple[Figure, ...]) -> tuple[Pledge, ...]:
    """Return the letter's pledges in order of place."""
    found = []
    starts = [figure.start for figure in figures]  # figures come in order of place
    for sentence, open_ in _sentences(layout):
        read = promised(sentence, open_, reply.dated)
        if read:
            strength, due = read
            first = bisect_left(starts, sentence.start)
            last = bisect_left(starts, sentence.end, first)
            inside = (at for at in range(first, last) if figures[at].end <= sentence.end)
            found.append(Pledge(sentence.start, sentence.end, due, strength, tuple(inside)))
    return tuple(found)


# a comma, but not that of 1,200 nor the colon of 10:30
_NARROW = re.compile(r"[,;:](?:(?<![0-9][,;:])|(?![0-9]))")
_WIDE = {",": "，", ";": "；", ":": "："}


def _wide(text: str) -> str:
    """Return a text with the signs between clauses as the wordings know them, each in its place."""
    return _NARROW.sub(lambda found: _WIDE[found[0]], text)


def _sentences(layout: Layout) -> Iterator[tuple[Sentence, bool]]:
    """Yield the sentences that may promise, and whether next steps are open there.

    They are of the simplified text, with quotations blanked.
    """
    page = _QUOTED.sub(lambda found: _BLANK * len(found[0]), _wide(simplified(layout.text)))
    blocks = [block for block in layout.blocks if block.kind in READ]
    paragraphs = marked(page, ((block.start, block.end) for block in blocks), looks())
    section = 0  # level of the heading 下一步 we stand below; 0 is none
    listed = False  # behind a lead-in 「重点做好以下工作：」
    lines = [page[block.start : block.end] for block in blocks]
    below = [*lines[1:], ""]
    for block, line, following, sentences in zip(blocks, lines, below, paragraphs, strict=True):
        plain = bare(line)
        opens = _opens_section(plain, sentences)
        level = _title_level(line, plain, block.level, opens) or _run_in_level(
            plain, line, following
        )
        if level:
            if opens:
                section = level
            elif level <= section:
                section = 0
            listed = False
            if not opens:
                yield from ((sentence, False) for sentence in sentences if sentence.marks & MAYBE)
            continue
        if listed and plain == line:
            listed = False
        yield from _in_paragraph(sentences, bool(section) or listed)
        listed = listed or _leads(line, sentences)


def _title_level(line: str, plain: str, level: int, opens: bool) -> int:
    """Return the level of a heading, 9 for a short line without a full stop, 0 for a paragraph."""
    if "。" in line.rstrip("。") or len(plain) > _TITLE_LENGTH:
        return 0
    if opens:
        return level or 9
    if line[-1:] in _ENDS or "，" in plain:
        return 0
    return level or (9 if plain != line else 0)


# 「3.发挥生活老师作用。」, but no 「三是…」; and what cannot be said of it below
_NUMBERED = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[）)、.．]")
_ENDING = re.compile(r"(?:再次|最后|衷心|非常)?感谢|[专特谨]?此|以上|[您你贵]|综上|建议|希望")


def _run_in_level(plain: str, line: str, below: str) -> int:
    """Return 10 for a few numbered words with a full stop above a paragraph without a number."""
    if not (_RUN_IN.fullmatch(plain) and _NUMBERED.match(line)):
        return 0
    goes_on = len(below) > len(line) and bare(below) == below and not _ENDING.match(below)
    return 10 if goes_on else 0


def _opens_section(plain: str, sentences: Sequence[Sentence]) -> bool:
    """Tell whether a line names the next steps: as a heading does, with nothing else in it."""
    if len(plain) > _TITLE_LENGTH or not any(sentence.marks & TITLE for sentence in sentences):
        return False
    return _NEXT_TITLE.match(plain) is not None


def _in_paragraph(sentences: Sequence[Sentence], open_: bool) -> Iterator[tuple[Sentence, bool]]:
    for sentence in sentences[_is_run_in(sentences) :] if open_ else sentences:
        if sentence.marks & TITLE and _opens_section(bare(sentence.text), (sentence,)):
            open_ = True
            continue
        if open_ or sentence.marks & MAYBE:
            yield sentence, open_
        open_ = open_ or _opening(sentence)


def _is_run_in(sentences: Sequence[Sentence]) -> bool:
    """Tell whether a paragraph begins with a heading of its own: 「（一）强化巡护。全县配备…」."""
    first = sentences[0].text if len(sentences) > 1 else ""
    title = bare(first)
    return title != first and _RUN_IN.fullmatch(title) is not None


def _leads(line: str, sentences: Sequence[Sentence]) -> bool:
    """Tell whether a paragraph leads into a list of next steps."""
    return line.endswith(("：", ":")) and bool(sentences) and _opening(joined(sentences))


def _opening(sentence: Sentence) -> bool:
    """Tell whether a sentence opens the next steps, or leads into their list."""
    if sentence.marks & LISTED and _LEAD.search(sentence.text.rstrip("。：:")):
        return True
    if not sentence.marks & OPENS:
        return False
    opens, text = wordings().patterns["opens"], sentence.page.text
    return any(
        marks & OPENS and opens.match(bare(text[start:end]))
        for (start, end), marks in sentence.clauses()
    )
