"""A letter's text as its page shows it: lines of pieces, each piece with what is known of it.

Everything found in a letter is a span of the clean text. Spans of different sorts overlap (a hit
inside a figure inside a promise), marks on a page must not: so the text is cut at every edge, and
each piece carries all that covers it. Pieces joined give back the text. The template prints
`<mark>`; no HTML is made here.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from app.model import Block, BlockKind, Dossier, Figure, FigureKind, FigureRole, Pledge, Span

# 「一是落实创业责任保险政策。」「；二是做好政策性贷款的推荐」
ITEM = re.compile(r"(?:^|(?<=[。；：！，]))(?=[一二三四五六七八九十]{1,2}是)")
# 「（一）促进金融资源持续向创新型中小企业集聚。针对…」: a heading run into its paragraph
LEAD = re.compile(
    r"(?:(?P<two>（[一二三四五六七八九十]{1,3}）)|(?P<one>[一二三四五六七八九十]{1,3}、)"
    r"|(?P<three>\d{1,2}[.．、](?!\d)))[^。；：:\n]{2,42}[。：:]"
)
# characters that simplified text does not have
TRADITIONAL = frozenset("們個這為會對與實據號辦復議發處動員應該關於國區經濟業務機構條請問題")

GROUPS = (
    ("money", "金额"),
    ("pct", "比例"),
    ("count", "数量"),
    ("plan", "计划目标"),
    ("date", "时间"),
)
GROUP_OF = {
    FigureKind.MONEY: "money",
    FigureKind.PERCENT: "pct",
    FigureKind.RATIO: "pct",
    FigureKind.MULTIPLE: "pct",
    FigureKind.DATE: "date",
    FigureKind.PERIOD: "date",
}
HEADING_LEVELS = 4  # h3 … h6
UNBROKEN = 12  # characters
SHORT = 5  # 35家, 12.6%: a justified line of eighteen characters may go without them


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that share everything known of them."""

    text: str
    mark: bool  # a figure or a hit
    classes: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A part of a paragraph that stands on a line of its own in 分条显示: 一是…, 二是…."""

    id: str | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One block of the letter, ¶N."""

    number: int
    kind: str
    tag: str
    items: tuple[Item, ...]
    cells: tuple[tuple[Piece, ...], ...] = ()
    promised: str | None = None  # 「下一步承诺」 and what it holds


@dataclass(frozen=True, slots=True)
class Part:
    """A run of lines that belong together: a table's rows, or one line alone."""

    table: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """Spans of one sort, in order and apart, with a class and an id for each."""

    spans: tuple[tuple[int, int, str, str], ...]  # start, end, class, id
    starts: tuple[int, ...]
    marks: bool

    def within(self, start: int, end: int) -> Sequence[tuple[int, int, str, str]]:
        """Return the spans that touch [start, end)."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        return self.spans[first : bisect_left(self.starts, end)]


class Over(NamedTuple):
    """A span that covers a piece, and the layer it is of."""

    span: tuple[int, int, str, str]
    rank: int
    marks: bool


def layer(spans: Iterable[tuple[int, int, str, str]], *, marks: bool) -> Layer:
    """Return a layer in which nothing overlaps: of two that do, the longer one stays."""
    kept: list[tuple[int, int, str, str]] = []
    for span in sorted(spans, key=lambda span: (span[0], span[0] - span[1])):
        if kept and span[0] < kept[-1][1]:
            if span[1] - span[0] > kept[-1][1] - kept[-1][0]:
                kept[-1] = span
            continue
        if span[0] < span[1]:
            kept.append(span)
    return Layer(tuple(kept), tuple(span[0] for span in kept), marks)


def parts(dossier: Dossier, hits: Sequence[Span] = ()) -> tuple[Part, ...]:
    """Return the letter's lines, tables together, marked with figures, promises and hits."""
    layers = (
        figure_layer(dossier.figures),
        layer(((h.start, h.end, "hit", f"h{n}") for n, h in enumerate(hits, 1)), marks=True),
        layer(
            ((p.start, p.end, "pl", f"k{n}") for n, p in enumerate(dossier.pledges, 1)), marks=False
        ),
        layer(_leads(dossier), marks=False),
    )
    result: list[Part] = []
    depth = 0
    for number, block in enumerate(dossier.blocks, 1):
        if block.kind is BlockKind.HEADING:
            depth = min(max(block.level, 1), depth + 1, HEADING_LEVELS)
        line = _line(dossier, number, block, depth, layers)
        if line.cells and result and result[-1].table:
            result[-1] = Part(True, (*result[-1].lines, line))
        else:
            result.append(Part(bool(line.cells), (line,)))
    return tuple(result)


def figure_layer(figures: Sequence[Figure]) -> Layer:
    """Return the figures' marks, each in the class of its group."""
    return layer(
        (
            (f.full_start, f.full_end, f"fig fig-{group(f)}{_length(f)}", f"f{n}")
            for n, f in enumerate(figures)
        ),
        marks=True,
    )


def _length(figure: Figure) -> str:
    """A figure stays on one line with its unit, on a phone a short one; a long one may break."""
    length = figure.full_end - figure.full_start
    return " long" if length > UNBROKEN else " short" if length <= SHORT else ""


def group(figure: Figure) -> str:
    """Return the group a figure is shown in: by what it counts, or as an aim."""
    if figure.role is FigureRole.TARGET and figure.kind not in (FigureKind.DATE, FigureKind.PERIOD):
        return "plan"
    return GROUP_OF.get(figure.kind, "count")


def traditional(text: str) -> bool:
    """Whether the letter is written in traditional characters."""
    return sum(character in TRADITIONAL for character in text) > len(text) / 100


def lead(text: str) -> re.Match[str] | None:
    """Return a paragraph's run-in heading."""
    return LEAD.match(text)


def pieces(text: str, start: int, end: int, layers: Sequence[Layer]) -> tuple[Piece, ...]:
    """Return text[start:end] cut wherever a span of any layer begins or ends."""
    near = [
        Over(span, rank, lay.marks)
        for rank, lay in enumerate(layers)
        for span in lay.within(start, end)
        if span[0] < end and span[1] > start
    ]
    if not near:
        return (Piece(text[start:end], False, ""),) if start < end else ()
    near.sort(key=lambda one: one.span[0], reverse=True)
    edges = {edge for one in near for edge in one.span[:2] if start < edge < end}
    over: list[Over] = []
    result = []
    for at, until in pairwise(sorted({start, end, *edges})):
        over = [one for one in over if one.span[1] > at]
        while near and near[-1].span[0] <= at:
            over.append(near.pop())
        over.sort(key=lambda one: one.rank)
        result.append(_piece(text[at:until], at, over))
    return tuple(result)


def _piece(text: str, at: int, over: Sequence[Over]) -> Piece:
    return Piece(
        text=text,
        mark=any(one.marks for one in over),
        classes=" ".join(one.span[2] for one in over),
        ids=tuple(one.span[3] for one in over if one.span[3] and one.span[0] == at),
    )


def _leads(dossier: Dossier) -> Iterable[tuple[int, int, str, str]]:
    for block in dossier.blocks:
        if block.kind is BlockKind.PARAGRAPH:
            found = LEAD.match(dossier.text, block.start, block.end)
            if found and found.end() < block.end:
                yield found.start(), found.end(), "lead", ""


def _line(dossier: Dossier, number: int, block: Block, depth: int, layers: Sequence[Layer]) -> Line:
    text = dossier.text
    kind = block.kind.value
    if block.kind is BlockKind.TABLE:
        return Line(number, kind, "tr", (), tuple(_cells(text, block, layers)))
    tag = f"h{2 + depth}" if block.kind is BlockKind.HEADING else "p"
    promised = _promised(dossier, block) if tag == "p" else None
    return Line(number, kind, tag, tuple(_items(text, number, block, layers)), (), promised)


def _cells(text: str, block: Block, layers: Sequence[Layer]) -> Iterable[tuple[Piece, ...]]:
    at = block.start
    for cell in text[block.start : block.end].split("\t"):
        yield pieces(text, at, at + len(cell), layers) if cell else ()
        at += len(cell) + 1


def _items(text: str, number: int, block: Block, layers: Sequence[Layer]) -> Iterable[Item]:
    cuts = [found.start() + block.start for found in ITEM.finditer(text[block.start : block.end])]
    if block.kind is not BlockKind.PARAGRAPH or len(cuts) < 2:
        yield Item(None, pieces(text, block.start, block.end, layers))
        return
    if cuts[0] > block.start:
        yield Item(None, pieces(text, block.start, cuts[0], layers))
    for position, (one, other) in enumerate(zip(cuts, [*cuts[1:], block.end], strict=True), 1):
        yield Item(f"p{number}-{position}", pieces(text, one, other, layers))


def _promised(dossier: Dossier, block: Block) -> str | None:
    made = [p for p in dossier.pledges if p.start < block.end and p.end > block.start]
    if not made:
        return None
    words = ["下一步承诺"]
    if any(_aims(dossier, pledge) for pledge in made):
        words.append("有目标")
    if any(pledge.due for pledge in made):
        words.append("有期限")
    return " · ".join(words)


def _aims(dossier: Dossier, pledge: Pledge) -> bool:
    return any(group(dossier.figures[index]) == "plan" for index in pledge.figures)
