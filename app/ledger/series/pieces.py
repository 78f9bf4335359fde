"""Beside how many figures two characters stand, for every two: a common word in no time.

To count them in the lines themselves (words.py) takes a tenth of a second where thousands of
letters hold a word. Letters are counted by the thousand, so that a number is written once for many;
of those that came since, the lines are looked at.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import numpy as np
from sqlalchemy import Connection

from app.ledger.tables import SAID, SAID_PIECE
from app.store.database import driver
from app.store.rows import Row
from app.text.arrays import Numbers, distinct, runs, stretches

TAIL = 1_000  # letters that are looked at rather than counted
AT_ONCE = 1_000
BITS = 21  # of a character, of a line's number, of a figure's
LOW = (1 << BITS) - 1
FIRST, LAST = 0x4E00, 0x9FFF  # Chinese characters: search finds any two wherever they stand
UP_TO = 0  # no two characters: under it stands the last letter that was counted

_NUMBER = f"SELECT figures FROM {SAID_PIECE.name} WHERE piece = ?"
_ADD = f"""INSERT INTO {SAID_PIECE.name} (piece, figures) VALUES (?, ?)
           ON CONFLICT (piece) DO UPDATE SET figures = figures + excluded.figures"""
_NONE_LEFT = f"DELETE FROM {SAID_PIECE.name} WHERE figures = 0"
_THERE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
_LAST = f"SELECT max(reply) FROM {SAID.name}"
_AFTER = f"""SELECT reply, lines, figures FROM {SAID.name} WHERE reply > ?
             ORDER BY reply LIMIT {AT_ONCE}"""
_ONE = f"SELECT reply, lines, figures FROM {SAID.name} WHERE reply = ?"
_UNCOUNTED = f"SELECT reply FROM {SAID.name} WHERE reply > ?"


def put_many(connection: Connection, rowids: Sequence[int], tail: int = TAIL) -> None:
    """Count letters whose lines were put, or leave them until there are as many as `tail`."""
    raw = driver(connection)
    counted = _counted_up_to(raw)
    again = [row for rowid in rowids if rowid <= counted for row in raw.execute(_ONE, (rowid,))]
    if again:
        _add(raw, again)
    if (raw.execute(_LAST).fetchone()[0] or 0) - counted < tail:
        return
    SAID_PIECE.create(connection, checkfirst=True)
    while rows := raw.execute(_AFTER, (counted,)).fetchall():
        _add(raw, rows)
        _add_up_to(raw, rows[-1][0] - counted)
        counted = rows[-1][0]


def remove(connection: Connection, rowid: int) -> None:
    """Count a letter no more; its lines are there still."""
    raw = driver(connection)
    if rowid <= _counted_up_to(raw):
        _add(raw, raw.execute(_ONE, (rowid,)).fetchall(), -1)
        raw.execute(_NONE_LEFT)


def counted(connection: Connection, word: str) -> tuple[int, list[int]] | None:
    """Return beside how many figures a word of two characters stands, and what is not counted yet.

    None where that is not known: of other words, and before the first letters are counted.
    """
    raw, key = driver(connection), _key(word)
    if key is None or not (last := _counted_up_to(raw)):
        return None
    found = raw.execute(_NUMBER, (key,)).fetchone()
    return (found[0] if found else 0), [row for (row,) in raw.execute(_UNCOUNTED, (last,))]


def _key(word: str) -> int | None:
    codes = [ord(sign) for sign in word]
    if len(codes) != 2 or not all(FIRST <= code <= LAST for code in codes):
        return None
    return codes[0] << BITS | codes[1]


def _counted_up_to(raw: sqlite3.Connection) -> int:
    if raw.execute(_THERE, (SAID_PIECE.name,)).fetchone() is None:
        return 0
    found = raw.execute(_NUMBER, (UP_TO,)).fetchone()
    return int(found[0]) if found else 0


def _add_up_to(raw: sqlite3.Connection, more: int) -> None:
    raw.execute(_ADD, (UP_TO, more))


def _add(raw: sqlite3.Connection, rows: Sequence[Row], sign: int = 1) -> None:
    pieces, counts = tally(rows)
    raw.executemany(_ADD, zip(pieces.tolist(), (sign * counts).tolist(), strict=True))


def tally(rows: Sequence[Row]) -> tuple[Numbers, Numbers]:
    """Return each two characters of letters' lines, ascending, and how many figures stand there."""
    if not rows:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    texts = [row[1] for row in rows]
    pieces, lines = _in_lines("\n".join(texts))
    held, figures = _figures([text.count("\n") + 1 for text in texts], [row[2] for row in rows])
    starts, ends = np.searchsorted(held, lines), np.searchsorted(held, lines, "right")
    counts = ends - starts
    found = np.repeat(pieces, counts) << BITS | figures[stretches(starts, counts)]
    return runs(distinct(found) >> BITS)


def _in_lines(whole: str) -> tuple[Numbers, Numbers]:
    """Return each two characters of each line, once, and the line."""
    codes = np.frombuffer(whole.encode("utf-32-le"), np.uint32).astype(np.int64)
    word = (codes >= FIRST) & (codes <= LAST)
    line = np.cumsum(codes == ord("\n"))
    keys = (codes[:-1] << BITS | codes[1:]) << BITS | line[:-1]
    found = distinct(keys[word[:-1] & word[1:]])
    return found >> BITS, found & LOW


def _figures(lines: Sequence[int], held: Sequence[bytes]) -> tuple[Numbers, Numbers]:
    """Return of each letter's figures the line, ascending, and a number of its own."""
    pairs = [np.frombuffer(blob, np.uint32).astype(np.int64).reshape(-1, 2).T for blob in held]
    found_lines, numbers, first_line, first = [], [], 0, 0
    for count, (line, place) in zip(lines, pairs, strict=True):
        found_lines.append(line + first_line)
        numbers.append(place + first)
        first_line += count
        first += int(place.max()) + 1
    every, figures = np.concatenate(found_lines), np.concatenate(numbers)
    order = np.argsort(every, kind="stable")
    return every[order], figures[order]
