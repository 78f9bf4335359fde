"""Rows of tables as lines: data keeps its cells side by side, forms are read cell by cell."""

from __future__ import annotations

from collections.abc import Sequence

CELL_LIMIT = 400
"""A row with more characters lays out a page or a form, it is not a row of data."""


def row_lines(cells: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a row, given the lines of each of its cells."""
    filled = [[line.strip() for line in cell if line.strip()] for cell in cells]
    texts = ["".join(cell) for cell in filled]
    if sum(map(bool, texts)) > 1 and sum(map(len, texts)) <= CELL_LIMIT:
        return ["\t".join(text.replace("\t", " ") for text in texts)]
    return [line for cell in filled for line in cell]
