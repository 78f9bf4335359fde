"""Cursors of the lists that are not searches: opaque to the client, a key to the next row to us.

A cursor holds the sort key of the last row given, so rows that arrive meanwhile neither repeat
nor push out any of the old ones.
"""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, date, datetime

from app.api.protocol.problems import BadParameters, Fault

LARGEST = 2**62  # what SQLite holds, and more than any row's number

Key = tuple[str | int, ...]


def written(key: Key) -> str:
    """Return the cursor that stands after `key`."""
    packed = json.dumps(key, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read(cursor: str, *kinds: type) -> Key:
    """Return the key in a cursor, or raise `BadParameters` if it is not one of this list's."""
    try:
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        key = json.loads(packed)
    except (binascii.Error, ValueError):
        raise bad() from None
    if not isinstance(key, list) or [type(part) for part in key] != list(kinds):
        raise bad()
    if any(isinstance(part, int) and abs(part) > LARGEST for part in key):
        raise bad()
    return tuple(key)


def moment_after(cursor: str | None) -> tuple[datetime, str] | None:
    """Return the moment and the id in a cursor of changes, or nothing on the first page."""
    if cursor is None:
        return None
    moment, id = read(cursor, str, str)
    try:
        return datetime.fromisoformat(str(moment)).astimezone(UTC), str(id)
    except (ValueError, OverflowError):
        raise bad() from None


def row_after(cursor: str | None) -> tuple[datetime, int, int] | None:
    """Return the moment, the letter's row and a position in it, or nothing on the first page."""
    if cursor is None:
        return None
    moment, reply, position = read(cursor, str, int, int)
    try:
        return datetime.fromisoformat(str(moment)).astimezone(UTC), int(reply), int(position)
    except (ValueError, OverflowError):
        raise bad() from None


def day_after(cursor: str | None) -> tuple[str, int, int] | None:
    """Return the day of a letter, its row and a position in it, or nothing on the first page."""
    if cursor is None:
        return None
    day, reply, position = read(cursor, str, int, int)
    try:
        date.fromisoformat(str(day) or "2000-01-01")  # a letter without a date has no day
    except ValueError:
        raise bad() from None
    return str(day), int(reply), int(position)


def bad() -> BadParameters:
    """Return the error of a cursor that this list never gave."""
    return BadParameters(Fault("cursor", "不是本列表给出的游标；请从第一页重新开始"))
