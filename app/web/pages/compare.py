"""对照: two replies side by side, what both say underlined in both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.ledger.letters import Letter
from app.ledger.matters.compare import Comparison, Fact, FigurePair, compare
from app.ledger.matters.compare import Side as Passage
from app.ledger.series.rows import Point
from app.ledger.wording.likeness import Piece
from app.web import urls
from app.web.deps import Reading
from app.web.frame import Framed
from app.web.render import rendered

LEAST = 0.005  # of the text: less would show as 0 %

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two replies."""

    name: str
    heading: str
    agency: str | None
    address: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A passage on one side."""

    pieces: tuple[Piece, ...]
    paragraph: int
    address: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside what."""

    left: Cell
    right: Cell
    likeness: str


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one sort."""

    heading: str
    rows: tuple[Beside, ...]


@dataclass(frozen=True, slots=True)
class Alone:
    """What one side alone says."""

    name: str
    heading: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A metric that both give."""

    label: str
    address: str
    left: str
    right: str
    disagree: bool


@dataclass(frozen=True, slots=True)
class ComparePage:
    """What `compare.html` prints."""

    sides: tuple[Side, ...]
    note: str | None
    shared: str | None
    facts: tuple[Fact, ...]
    figures: tuple[FigureRow, ...]
    sections: tuple[Section, ...]
    alone: tuple[Alone, ...]


@router.get("/compare")
def compare_page(request: Request, connection: Reading, frame: Framed) -> Response:
    """Answer two replies side by side; of more than two, the first two."""
    asked = request.query_params
    named = [asked.get("a", ""), asked.get("b", ""), *asked.getlist("cmp")]
    ids = [id for id in dict.fromkeys(named) if id]
    if len(ids) < 2:
        how = "请选两件不同的答复：在检索结果里勾选两件，再按“对照”。"
        return rendered("compare.html", ComparePage((), how, None, (), (), (), ()), frame)
    note = "选了两件以上，只对照前两件。" if len(ids) > 2 else None
    return _answer(frame, compare(connection, ids[0], ids[1]), note)


def _answer(frame: Framed, found: Comparison, note: str | None) -> HTMLResponse:
    page = ComparePage(
        sides=(_side(found.left), _side(found.right)),
        note=note,
        shared=f"{found.shared:.0%}" if found.shared >= LEAST else None,
        facts=found.facts,
        figures=tuple(_figure(pair) for pair in found.figures),
        sections=tuple(section for section in _sections(found) if section.rows),
        alone=(
            _alone(found.left, [row.left for row in found.rows if not row.right]),
            _alone(found.right, [row.right for row in found.rows if not row.left]),
        ),
    )
    return rendered("compare.html", page, frame)


def _side(letter: Letter) -> Side:
    name = letter.short + (f"（{letter.dated}）" if letter.dated else "")
    return Side(name, letter.heading, letter.agency, urls.reply(letter.id))


def _figure(pair: FigurePair) -> FigureRow:
    return FigureRow(
        label=pair.label,
        address=urls.metric(pair.series),
        left=_values(pair.left),
        right=_values(pair.right),
        disagree=pair.disagree,
    )


def _values(points: tuple[Point, ...]) -> str:
    return "；".join(dict.fromkeys(f"{point.surface}，{point.time}" for point in points))


def _sections(found: Comparison) -> Iterator[Section]:
    for heading, kind in (("相同的段落", "same"), ("相近的段落", "changed")):
        rows = (
            Beside(
                _cell(found.left, row.left), _cell(found.right, row.right), f"{row.likeness:.0%}"
            )
            for row in found.rows
            if row.kind == kind and row.left and row.right
        )
        yield Section(heading, tuple(rows))


def _alone(letter: Letter, passages: Iterable[Passage | None]) -> Alone:
    cells = tuple(_cell(letter, one) for one in passages if one)
    return Alone(_side(letter).name, f"只在{letter.short}", cells)


def _cell(letter: Letter, side: Passage) -> Cell:
    return Cell(side.pieces, side.paragraph, urls.reply(letter.id, side.paragraph))
