"""Characters on paper → text: shared by PDF, OFD and scans.

These formats know where ink stands and nothing of lines or paragraphs. Rows are told by overlap,
columns by the white gutter between them, running heads and page marks by place and repetition, and
a line runs on into the next where it is full and the next is not indented: the printed page knows
that better than any rule on words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from app.readers.columns import in_reading_order
from app.readers.sheet import Page, Piece, Row

# 「— 4 —」「第 2 页 共 5 页」「3/12」「- 7 -」「4」
PAGE_MARK = re.compile(
    r"^[\s—–－\-―_·•.~]*+(?:第?\s*\d{1,4}\s*页?(?:\s*[，,/|]?\s*共?\s*\d{1,4}\s*页?)?)[\s—–－\-―_·•.~]*$"
)
DIGITS = re.compile(r"\d+")
WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")
MARGIN = 0.12
"""Running heads and page marks stand in this share of the page at top and bottom."""
RAGGED = 0.15
"""Share of the width by which lines set without justification may fall short."""
SENTENCE_END = "。：:；;！？!?"
# 「二、下一步，」「（三）加强巡查」: set flush, it may follow a last line that is full
ITEM = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]")
WHITE = 1.6
"""Sizes of type from which white between two pieces parts them."""


@dataclass(frozen=True, slots=True)
class Composed:
    """The text of some pages, and the running heads that are not in it, each once."""

    text: str
    left_out: tuple[str, ...]


def compose(pages: Sequence[Page]) -> Composed:
    """Return the text of the pages: a line a paragraph, tables' cells parted by tabs."""
    rows = [_rows(page, number) for number, page in enumerate(pages)]
    kept = _without_running_lines(rows, pages)
    text = "\n".join(_paragraphs(in_reading_order(kept)))
    return Composed(text, _running_heads(rows, kept))


def _running_heads(rows: list[list[Row]], kept: list[list[Row]]) -> tuple[str, ...]:
    """Return the words of the rows that were not kept, but for page marks, each once."""
    own = {id(row) for found in kept for row in found}
    heads: dict[str, str] = {}
    for row in (row for found in rows for row in found if id(row) not in own):
        if not PAGE_MARK.match(row.text):
            heads.setdefault(DIGITS.sub("#", "".join(row.text.split())), row.text)
    return tuple(heads.values())


def _rows(page: Page, number: int) -> list[Row]:
    """Return the page's rows from top to bottom."""
    groups: list[list[Piece]] = []
    for piece in sorted(page.pieces, key=lambda piece: piece.middle):
        last = groups[-1] if groups else []
        reach = 0.5 * min(piece.size, last[0].size) if last else 0
        if last and abs(piece.middle - last[0].middle) < reach:
            last.append(piece)
        else:
            groups.append([piece])
    found = [_segments(group) for group in groups]
    return [Row(number, segments) for segments in found if segments]


def _segments(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return the pieces of one row joined where no wide white parts them."""
    segments: list[Piece] = []
    ordered = _without_outer_blanks(sorted(pieces, key=lambda piece: piece.left))
    usual = median([b.left - a.right for a, b in pairwise(ordered)] or [0])
    for piece in ordered:
        last = segments[-1] if segments else None
        if last is None or piece.left - last.right > WHITE * piece.size:
            segments.append(piece)
            continue
        if piece.text == last.text[-1:] and piece.left - last.left < 0.2 * piece.size:
            continue  # bold type printed twice
        segments[-1] = Piece(
            last.text + _space(last, piece, usual) + piece.text,
            last.left,
            min(last.top, piece.top),
            max(last.right, piece.right),
            max(last.bottom, piece.bottom),
        )
    return tuple(segments)


def _without_outer_blanks(pieces: list[Piece]) -> list[Piece]:
    inked = [index for index, piece in enumerate(pieces) if piece.text.strip()]
    return pieces[inked[0] : inked[-1] + 1] if inked else []


def _space(before: Piece, after: Piece, usual: float) -> str:
    """Return the space that the white between two pieces stands for.

    Justified and spaced lines have white everywhere: what counts is more than the row's `usual`.
    """
    if before.text.endswith(" ") or after.text.startswith(" "):
        return ""
    gap = (after.left - before.right - min(max(usual, 0), after.size)) / after.size
    wide = WIDE.match(before.text[-1:]) and WIDE.match(after.text[:1])
    return " " if gap > (0.18 if wide else 0.22) else ""


def _without_running_lines(rows: list[list[Row]], pages: Sequence[Page]) -> list[list[Row]]:
    """Return the rows without page marks and without what every page repeats at its edge."""
    seen: Counter[tuple[str, str]] = Counter()
    for page, found in zip(pages, rows, strict=True):
        seen.update({_edge_key(row, page) for row in found if _edge(row, page)})
    often = max(2, len(pages) / 2)

    def runs(row: Row, page: Page) -> bool:
        if not _edge(row, page):
            return False
        return bool(PAGE_MARK.match(row.text)) or seen[_edge_key(row, page)] >= often

    return [
        [row for row in found if not runs(row, page)]
        for page, found in zip(pages, rows, strict=True)
    ]


def _edge(row: Row, page: Page) -> str:
    if row.middle < MARGIN * page.height:
        return "top"
    return "bottom" if row.middle > (1 - MARGIN) * page.height else ""


def _edge_key(row: Row, page: Page) -> tuple[str, str]:
    return _edge(row, page), DIGITS.sub("#", "".join(row.text.split()))


def _paragraphs(rows: Sequence[Row]) -> list[str]:
    """Return the paragraphs that the rows make."""
    lines: list[str] = []
    margins = _margins(rows)
    pitch = _pitch(rows)
    before: Row | None = None
    for row, is_cells in zip(rows, _cells(rows), strict=True):
        if is_cells:
            lines.append("\t".join(segment.text for segment in row.segments))
            before = None
            continue
        if before and _runs_on(before, row, margins, pitch):
            lines[-1] = _joined(lines[-1], row.text)
        else:
            lines.append(row.text)
        before = row
    return lines


def _margins(rows: Sequence[Row]) -> dict[int, tuple[float, float]]:
    """Return left and right edge of the type in each column."""
    edges: dict[int, tuple[float, float]] = {}
    for column, found in groupby(sorted(rows, key=lambda row: row.column), lambda row: row.column):
        members = list(found)
        lefts = sorted(row.left for row in members)
        rights = sorted(row.right for row in members)
        edges[column] = lefts[len(lefts) // 10], rights[-1 - len(rights) // 10]
    return edges


def _pitch(rows: Sequence[Row]) -> float:
    steps = [b.middle - a.middle for a, b in pairwise(rows) if a.page == b.page]
    return median(step for step in steps if step > 0) if any(s > 0 for s in steps) else 0.0


def _runs_on(before: Row, row: Row, margins: dict[int, tuple[float, float]], pitch: float) -> bool:
    """Tell whether a row goes on with the sentence of the row before."""
    if before.text[-1] in SENTENCE_END and ITEM.match(row.text):
        return False
    end, start = margins[before.column][1], margins[row.column][0]
    full = before.right > end - 2.0 * before.size or (
        before.right > end - RAGGED * (end - start) and before.text[-1] not in SENTENCE_END
    )
    flush = row.left < start + 0.9 * row.size
    alike = 0.8 < row.size / before.size < 1.25
    near = before.page != row.page or row.middle - before.middle < 1.6 * pitch
    return full and flush and alike and near


def _joined(line: str, more: str) -> str:
    latin = (line[-1:] + more[:1]).isascii() and line[-1:].isalpha() and more[:1].isalpha()
    between = " " if latin else ""
    return f"{line}{between}{more}"


def _cells(rows: Sequence[Row]) -> list[bool]:
    """Tell of each row whether it belongs to a table: a neighbour has cells at the same edges."""
    flags = [False] * len(rows)
    for index, (above, below) in enumerate(pairwise(rows)):
        if above.column == below.column and _aligned(above, below):
            flags[index] = flags[index + 1] = True
    return flags


def _aligned(above: Row, below: Row) -> bool:
    count = len(above.segments)
    if count < 2 or count != len(below.segments):
        return False
    pairs = list(zip(above.segments, below.segments, strict=True))
    close = sum(
        min(abs(a.left - b.left), abs(a.left + a.right - b.left - b.right) / 2) < a.size
        for a, b in pairs
    )
    return close == count and (count > 2 or above.page == below.page)
