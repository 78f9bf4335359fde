"""A query has a deadline; the site stays up."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

from app.errors import TooSlow

STEPS = 20_000  # of SQLite's machine between two looks at the clock


@contextmanager
def deadline(connection: sqlite3.Connection, seconds: float | None) -> Iterator[None]:
    """Stop a query that runs longer than so many seconds."""
    if seconds is None:
        yield
        return
    end = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > end, STEPS)
    try:
        yield
    except sqlite3.OperationalError as error:
        if "interrupted" in str(error):
            raise TooSlow("检索用时过长，已停止；请增加条件再试。") from None
        raise
    finally:
        connection.set_progress_handler(None, 0)
