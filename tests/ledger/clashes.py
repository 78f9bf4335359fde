"""Disagreements by their plain definition: each two letters of each series, one after another."""

from __future__ import annotations

from itertools import combinations

from sqlalchemy import Connection, select

from app.ledger.series.clashing import between_letters
from app.ledger.series.rows import Place
from app.ledger.tables import POINT


def plain_pairs(connection: Connection) -> set[tuple[str, Place, Place]]:
    """Each two points that disagree, and their series."""
    letters: dict[str, set[int]] = {}
    for row in connection.execute(select(POINT.c.series, POINT.c.reply)):
        letters.setdefault(row.series, set()).add(row.reply)
    wanted = [(id, a, b) for id, of in letters.items() for a, b in combinations(sorted(of), 2)]
    return {
        (id, *pair)
        for (id, *_), pairs in between_letters(connection, wanted).items()
        for pair in pairs
    }
