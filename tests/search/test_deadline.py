"""A query has a deadline; the site stays up."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import Engine

from app.errors import TooSlow
from app.search.deadline import deadline

ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n"


def test_a_query_past_its_deadline_is_stopped_and_the_connection_goes_on(archive: Engine) -> None:
    """TooSlow says so in a sentence; the next query on the same connection runs."""
    with archive.connect() as held:
        driver = held.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        with pytest.raises(TooSlow), deadline(driver, 0.02):
            driver.execute(ENDLESS).fetchone()
        assert driver.execute("SELECT count(*) FROM reply").fetchone()[0] == 5
