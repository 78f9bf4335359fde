"""Rows of a page in reading order, also where the page is set in two columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from statistics import median

from app.readers.sheet import Piece, Row

FEWEST = 5
"""Rows on each side from which a gutter parts columns and not the cells of a table."""
FILLED = 0.8
"""Share of a column's width that some of its lines fill; cells of a table are shorter."""


def in_reading_order(pages: Sequence[Sequence[Row]]) -> list[Row]:
    """Return the rows of all pages as they are read: each stretch of columns left side first.

    The last page of a document in columns may hold a few rows only: it is read by the gutter of
    the others.
    """
    gutters = [_gutter(rows) for rows in pages]
    known = [gutter for gutter in gutters if gutter is not None]
    usual = median(known) if len(known) * 2 >= len(pages) - 1 and known else None
    found = zip(pages, gutters, strict=True)
    return [row for rows, own in found for row in _bands(rows, usual if own is None else own)]


def _bands(rows: Sequence[Row], gutter: float | None) -> list[Row]:
    if gutter is None:
        return list(rows)
    stretches = [
        (crosses, list(rows)) for crosses, rows in groupby(rows, lambda row: _crosses(row, gutter))
    ]
    return [
        row
        for crosses, stretch in stretches
        for row in (stretch if crosses else _columns(stretch, gutter))
    ]


def _columns(band: list[Row], gutter: float) -> list[Row]:
    """Return a stretch's left column and then its right one."""
    sides = _left(band, gutter), _right(band, gutter)
    return [replace(row, column=number) for number, side in enumerate(sides, 1) for row in side]


def _left(rows: Sequence[Row], gutter: float) -> list[Row]:
    return _side(rows, lambda piece: piece.right <= gutter)


def _right(rows: Sequence[Row], gutter: float) -> list[Row]:
    return _side(rows, lambda piece: piece.left >= gutter)


def _side(rows: Sequence[Row], belongs: Callable[[Piece], bool]) -> list[Row]:
    parts = [(row, tuple(filter(belongs, row.segments))) for row in rows]
    return [replace(row, segments=segments) for row, segments in parts if segments]


def _crosses(row: Row, gutter: float) -> bool:
    return any(piece.left < gutter < piece.right for piece in row.segments)


def _gutter(rows: Sequence[Row]) -> float | None:
    """Return the place of the white between two columns, None on a page with one."""
    if len(rows) < FEWEST:
        return None
    left, right = min(row.left for row in rows), max(row.right for row in rows)
    places = [left + (right - left) * share / 100 for share in range(40, 61)]
    place = min(places, key=lambda x: (sum(_crosses(row, x) for row in rows), abs(x - places[10])))
    free = [row for row in rows if not _crosses(row, place)]
    sides = _left(free, place), _right(free, place)
    if min(map(len, sides)) < FEWEST or len(free) < len(rows) / 2:
        return None
    rooms = place - left, right - place
    full = [
        sum(_width(row) > FILLED * room for row in side) >= 2
        for side, room in zip(sides, rooms, strict=True)
    ]
    whole = all(sum(len(row.segments) > 1 for row in side) < len(side) / 4 for side in sides)
    return place if all(full) and whole else None


def _width(row: Row) -> float:
    return row.right - row.left
