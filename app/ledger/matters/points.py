"""Suggestion ↔ answer: the points of a proposal as its letter lists them, with their answers.

Only where the letter itself enumerates: 提出了A、B、C等建议; 建议：一是…二是…; as many sections
as it says it answers points (四点建议 and four sections). A point that no passage answers has no
answers here, and nothing more is said of it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from app.ledger.wording.likeness import sentences
from app.ledger.wording.shingles import is_formula
from app.model import Block, BlockKind, Dossier
from app.text.segment import words

DATA = Path(__file__).with_name("points.toml")

# 「提出了强化创业生态系统、加快发展前沿产业、加强产学研合作等建议」
WISHES = re.compile(
    r"提出(?:了|的)?(?:关于)?(?P<list>(?:(?!提出)[^。；！？\n]){8,300}?)"
    r"等(?:[一二两三四五六七八九十\d]+[个项点条])?(?:方面)?的?"
    r"(?:具体|宝贵|针对性|合理化|意见|和)*(?:建议|意见|对策|措施|诉求|问题)"
)
# 「从创新能力、融资环境、政策环境等角度」「围绕土地政策、产业导入三个方面」
ANGLES = re.compile(
    r"(?:从|围绕|就)(?P<list>[^从。；！？，\n]{6,200}?)(?:等[多几\d一二两三四五六七八九十]*个?|"
    r"[\d一二两三四五六七八九十]+个?)(?:角度|方面|层面)"
)
# 「增设减速带、安装红绿灯的建议」「推广节水器具、改造老旧管网两项建议」, no title: …的建议收悉
NAMED = re.compile(
    r"(?:提出|关于|指出，?|认为，?)(?:了|的)?(?:应当|应|要|需要?)?(?P<list>(?:(?!关于)[^。；！？，：《》\n]){8,200}?)"
    r"(?:等?[\d一二两三四五六七八九十]+[个项点条](?:方面)?的?|的)(?:具体|宝贵|意见|和)*建议(?!.{0,12}收悉)"
)
# 「您希望我们统筹布局活动场地，增加母婴室数量，并加强日常维护。」「指出，应当完善设施、培训人员」
HOPES = re.compile(
    r"(?:您|你们|代表|委员)[^，。；\n]{0,12}?(?:希望|建议(?!中|收悉|的)|指出，|提出，|认为，)(?:我们|我局|区里|市里)?"
    r"(?:应当|应该|应|要|需要?)?(?P<list>[^。；！？：\n]{8,200})(?=[。；])"
)
# 「“建立追溯平台”“严格准入”“邀请家长监督”三点建议」
QUOTES = re.compile(
    r"(?:“[^“”]{4,40}”[、和与]?){2,}(?=等?[\d一二两三四五六七八九十]*[个项点条]?的?建议)"
)
QUOTE = re.compile(r"“([^“”]{4,40})”")
# 「您提出以下建议：一是加强…；二是…。」「（1）…（2）…」
ORDINAL = re.compile(
    r"(?:[一二三四五六七八九]是(?:建议|要|应|希望)?|第[一二三四五六七八九][，、]|[（(]\d[）)]|[①②③④⑤⑥⑦⑧⑨])"
    r"(?P<item>[^；。①②③④⑤⑥⑦⑧⑨]{4,120})"
)
RESTATED = re.compile(
    r"(?:您|您们|你们?|提案|建议|代表|委员)[^。\n]{0,30}(?:提出|建议|认为|指出|希望)"
)
# 「针对提案中的四点建议，提出以下答复意见」
SAID = re.compile(
    r"(?P<n>[一二两三四五六七八九十]|\d{1,2})(?:点|条|项|个方面的?|方面的?)(?:具体|主要)?(?:建议|意见)"
)
DIGITS = {sign: value for value, sign in enumerate("一二三四五六七八九十", 1)} | {"两": 2}

# 「提出如下建议。一是…」: the sentence announces what follows it
FOLLOWING = re.compile(r"如下|以下|[一二两三四五六七八九十几\d][点条项个]")

MARK = re.compile(
    r"^(?:(?P<one>[一二三四五六七八九十]+、)|(?P<two>[（(][一二三四五六七八九十]+[）)])|(?P<three>\d{1,2}[.．、]))\s*"
)
QUOTED = re.compile(r"[“”\"《》]")
PARTS = re.compile(r"[、，,；]|(?:以及|并且)")

AND = re.compile(r"以及|并且?(?!购|网|联|轨)|和(?=加|推|建|完|优|提)")

# Where the sections of answers are over.
CLOSING = re.compile(r"^(?:下一步|下步|今后|最后|感谢|再次感谢)")

# 「一、关于实训设备老化」「（二）针对停车难」
SUBJECT = re.compile(r"^[“\"]?(?:关于|对于|针对)(?!(?:下一?步|今后|办理|答复))")

LEVELS = ("one", "two", "three")
LEAST, MOST = 2, 12  # points of one list
SHORTEST = 4
LEAD = 16  # characters of a sentence that only names what follows it
ANSWERED = 0.5  # share of the weight of a point's words in a sentence that speaks of it
GENERIC = 0.15  # weight of a word that says how and not what
ANSWERS = 2
LONGEST_HEADING = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """A passage that speaks of a point."""

    paragraph: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A point of the proposal in the letter's words; no answers: 未见对应."""

    text: str
    paragraph: int
    start: int
    end: int
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Points:
    """The points a letter lists, and how many it says there are."""

    said: int | None
    asked: tuple[Asked, ...]


@cache
def entries() -> dict[str, Any]:
    """Return points.toml as it is written, with its examples."""
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


def points(dossier: Dossier) -> Points | None:
    """Return the points of the proposal beside their answers; nothing if none are listed."""
    said = _said(dossier)
    asked = (
        _listed(dossier, _ordinals)
        or _listed(dossier, _quoted)
        or _listed(dossier, partial(_series, WISHES))
        or _by_subjects(dossier)
        or _listed(dossier, partial(_series, ANGLES))
        or _borne_out(_listed(dossier, partial(_series, NAMED)))
        or _borne_out(_listed(dossier, partial(_series, HOPES)))
        or _by_number(dossier, said)
    )
    return Points(said, tuple(asked)) if asked else None


def _said(dossier: Dossier) -> int | None:
    found = SAID.search(dossier.text)
    if found is None:
        return None
    return int(found["n"]) if found["n"].isdecimal() else DIGITS[found["n"]]


def _listed(dossier: Dossier, read: Callable[[str], list[tuple[int, int]]]) -> list[Asked]:
    """Return the points that a paragraph lists in restating the proposal, with their answers."""
    for number, block in enumerate(dossier.blocks, 1):
        if block.kind is not BlockKind.PARAGRAPH:
            continue
        text = dossier.text[block.start : block.end]
        spans = read(text)
        if spans:
            asked = (
                Asked(text[a:b], number, block.start + a, block.start + b) for a, b in spans[:MOST]
            )
            return [_answered(dossier, point, block.end) for point in asked]
    return []


def _ordinals(text: str) -> list[tuple[int, int]]:
    """Return 一是…二是… that follow at once on 您建议."""
    restated = RESTATED.search(text)
    found = list(ORDINAL.finditer(text, restated.start())) if restated else []
    if not restated or len(found) < LEAST:
        return []
    between = text[restated.end() : found[0].start()]
    told = "。" not in between or FOLLOWING.search(between)
    near = len(between) <= LONGEST_HEADING and told
    return [item.span("item") for item in found] if near else []


def _borne_out(asked: list[Asked]) -> list[Asked]:
    """Return points of a looser form where the letter answers most of them as such."""
    answered = sum(bool(point.answers) for point in asked)
    return asked if answered * 2 > len(asked) else []


def _quoted(text: str) -> list[tuple[int, int]]:
    """Return what stands in each pair of marks of “A”“B”“C”三点建议."""
    found = QUOTES.search(text)
    if found is None or not RESTATED.search(text, max(0, found.start() - LONGEST_HEADING)):
        return []
    return [quote.span(1) for quote in QUOTE.finditer(text, *found.span())]


def _series(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Return A, B and C of 提出了A、B、C等建议, commas inside quotation marks left alone."""
    for found in pattern.finditer(text):
        around = max(0, found.start() - LONGEST_HEADING), found.end() + SHORTEST * 2
        if RESTATED.search(text, *around) is None:
            continue
        spans = list(_parted(text, *found.span("list")))
        if len(spans) >= LEAST and all(b - a >= SHORTEST for a, b in spans):
            return spans
    return []


def _parted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at, open_marks = start, 0
    for place in range(start, end):
        sign = text[place]
        open_marks += (sign in "“《") - (sign in "”》")
        if not open_marks and PARTS.match(sign):
            if place > at:
                yield _without_and(text, at), place
            at = place + 1
    if end > at:
        yield _without_and(text, at), end


def _without_and(text: str, at: int) -> int:
    """Return where a part begins behind 并, 以及."""
    found = AND.match(text, at)
    return found.end() if found else at


def _answered(dossier: Dossier, point: Asked, after: int) -> Asked:
    """Return a point with the passages after its list that speak of it, the best first."""
    found: list[tuple[float, Answer]] = []
    lead = 0.0  # how much the heading above speaks of the point
    for number, block in enumerate(dossier.blocks, 1):
        if block.start < after:
            continue
        whole = dossier.text[block.start : block.end].endswith("。")
        if block.kind is BlockKind.HEADING and not whole:  # 「二、严格准入，名单管理。」
            lead = speaks(point.text, dossier.text[block.start : block.end])
        elif block.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH):
            found += _best(dossier, point.text, number, block, lead)
            lead = 0.0
    found.sort(key=lambda pair: (-pair[0], pair[1].start))
    return replace(point, answers=tuple(answer for _, answer in found[:ANSWERS]))


def _best(
    dossier: Dossier, wanted: str, number: int, block: Block, lead: float
) -> list[tuple[float, Answer]]:
    """Return the sentence of a paragraph that speaks most of a point, if enough.

    Under a heading that names the point its first sentence is the answer.
    """
    spans = [
        (a, b)
        for a, b in sentences(dossier.text, block.start, block.end)
        if not is_formula(dossier.text[a:b]) and not RESTATED.search(dossier.text[a:b])
    ]
    if not spans:
        return []
    measured = [(speaks(wanted, dossier.text[a:b]), a - b, a, b) for a, b in spans]
    best, _, start, end = max(measured)  # of two that speak as much, the shorter
    if lead > best:
        best, (start, end) = lead, spans[0]
    if best < ANSWERED:
        return []
    at = spans.index((start, end))
    if end - start <= LEAD and at + 1 < len(spans):  # 「政策宣传方面。我委编印手册一万册。」
        start, end = spans[at + 1]
    return [(best, Answer(number, start, end, dossier.text[start:end]))]


def speaks(point: str, passage: str) -> float:
    """Return the share of the weight of a point's words that a passage holds."""
    weights = _weights(point)
    held = sum(weight for word, weight in weights.items() if word in passage)
    return held / sum(weights.values()) if weights else 0.0


@lru_cache(maxsize=256)
def _weights(point: str) -> dict[str, float]:
    """Return the words of a point with what they weigh; what, not how, makes the weight."""
    data = entries()
    found = [word for word in words(QUOTED.sub("", point)) if word[0].isalnum()]
    weights = {
        word: GENERIC if word in data["generic"] else 1.0
        for word in found
        if word not in data["empty"]
    }
    if max(weights.values(), default=0.0) == GENERIC:  # 促进创新要素集聚: only together they say it
        return dict.fromkeys(weights, GENERIC) | {point: GENERIC * len(weights) / 2}
    return weights


def _by_subjects(dossier: Dossier) -> list[Asked]:
    """Return the sections of a letter that each open with what they are about: 一、关于…."""
    named = [
        (number, block, level)
        for number, block, level in _sections(dossier, 0)
        if SUBJECT.match(MARK.sub("", dossier.text[block.start : block.end]))
    ]
    for level in LEVELS:
        heads = [(number, block) for number, block, found in named if found == level]
        if LEAST <= len(heads) <= MOST:
            return [_section(dossier, heads, at) for at in range(len(heads))]
    return []


def _by_number(dossier: Dossier, said: int | None) -> list[Asked]:
    """Return the sections of a letter as its points, where they are as many as it says."""
    found = SAID.search(dossier.text)
    if said is None or found is None or not LEAST <= said <= MOST:
        return []
    sections = list(_sections(dossier, found.end()))
    for level in LEVELS:
        heads = [(number, block) for number, block, own in sections if own == level]
        if len(heads) == said:
            return [_section(dossier, heads, at) for at in range(said)]
    return []


def _sections(dossier: Dossier, after: int) -> Iterator[tuple[int, Block, str]]:
    """Yield what opens a section, as a heading or as a paragraph's first words, and its level."""
    for number, block in enumerate(dossier.blocks, 1):
        if block.kind not in (BlockKind.HEADING, BlockKind.PARAGRAPH) or block.start < after:
            continue
        mark = MARK.match(dossier.text[block.start : block.end])
        if mark is not None and mark.lastgroup is not None:
            yield number, block, mark.lastgroup


def _section(dossier: Dossier, heads: Sequence[tuple[int, Block]], at: int) -> Asked:
    """Return a section as a point: its first sentence asks, what follows answers."""
    number, block = heads[at]
    text = dossier.text[block.start : block.end]
    mark = MARK.match(text)
    spans = sentences(dossier.text, block.start, block.end)
    start = block.start + (mark.end() if mark else 0)
    end = spans[0][1] if spans and spans[0][1] > start else block.end
    last = heads[at + 1][0] if at + 1 < len(heads) else len(dossier.blocks) + 1
    answers = list(_paragraphs_between(dossier, number, last))
    if end < block.end:
        answers.insert(0, Answer(number, end, block.end, dossier.text[end : block.end]))
    return Asked(dossier.text[start:end], number, start, end, tuple(answers))


def _paragraphs_between(dossier: Dossier, first: int, last: int) -> Iterator[Answer]:
    """Yield a section's paragraphs, up to where the next steps begin."""
    for number in range(first + 1, last):
        block = dossier.blocks[number - 1]
        text = dossier.text[block.start : block.end]
        if block.kind is not BlockKind.PARAGRAPH or CLOSING.match(text):
            return
        yield Answer(number, block.start, block.end, text)
