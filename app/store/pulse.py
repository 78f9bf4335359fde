"""The archive's revision, read in microseconds: asked before every answer to a program.

A connection of its own is kept for it, outside of the pool and outside of any transaction, so
each look sees what was last committed. It never waits for a lock: the event loop may ask.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import Engine

REVISION = "SELECT value FROM archive WHERE key = 'revision'"


class Pulse:
    """Tells the present revision for as long as it is open."""

    def __init__(self, engine: Engine) -> None:
        held: Any = engine.raw_connection()
        self._connection: sqlite3.Connection = held.driver_connection
        held.detach()
        self._connection.execute("PRAGMA busy_timeout=0")

    def revision(self) -> int | None:
        """Return the revision, or nothing where it cannot be read at this moment."""
        try:
            row = self._connection.execute(REVISION).fetchone()
            return int(row[0]) if row else 0
        except (sqlite3.DatabaseError, ValueError):  # busy, damaged, or no number
            return None

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()
