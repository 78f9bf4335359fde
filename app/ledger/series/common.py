"""A page of the figures beside a common word: how many there are is known, few letters are read.

Letters are walked in the order of the list until the page is full. Of a word that stands beside few
figures (委员, in every letter but not there) only the letters are walked that search finds.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from sqlalchemy import Connection, func, select

from app.ledger.series.pieces import counted
from app.ledger.series.words import holding
from app.ledger.tables import LETTER
from app.search.query import parse
from app.search.results import Sort, matching
from app.store.figures import PACK, Key, letters_from

STRIDE = 200  # letters that are looked through at once
OFTEN = 0.2  # figures to a letter beside which a word stands, to walk all letters


def page(
    connection: Connection, word: str, after: Key | None, limit: int, seconds: float
) -> tuple[tuple[int, ...], int] | None:
    """Return figures beside a word, packed, the next of the list among them, and how many it has.

    None where that is not known without looking at every line.
    """
    total = _number(connection, word)
    if not total:
        return None
    letters: Iterable[int] = letters_from(connection, after)
    if total < OFTEN * (connection.scalar(select(func.count()).select_from(LETTER)) or 0):
        found = set(matching(connection, parse(word), sort=Sort.NEWEST, seconds=seconds))
        letters = (row for row in letters if row in found)
    return _walked(connection, letters, word, limit, after[1] if after else None), total


def _number(connection: Connection, word: str) -> int | None:
    found = counted(connection, word)
    return None if found is None else found[0] + len(holding(connection, found[1], (word,)))


def _walked(
    connection: Connection, letters: Iterable[int], word: str, most: int, begun: int | None
) -> tuple[int, ...]:
    """Return so many figures at least, if there are; those of a letter begun before not counted."""
    found: set[int] = set()
    stream = iter(letters)
    while chunk := list(islice(stream, STRIDE)):
        found |= holding(connection, chunk, (word,))
        if sum(place // PACK != begun for place in found) >= most:
            break
    return tuple(found)
