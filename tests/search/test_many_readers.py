"""Readers and one writer at once: nobody waits for a lock, nobody sees half a letter."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from app.search.engine.sqlite import SqliteIndex
from app.search.index import Ask
from app.search.query import parse
from app.store.database import reader
from tests.bench.archive import fill
from tests.bench.corpus import corpus

READERS, LETTERS = 8, 300


@pytest.mark.slow
def test_eight_readers_go_on_while_letters_come_in(tmp_path: Path) -> None:
    """Every answer is whole: as many hits as the total says, and never fewer than before."""
    path = tmp_path / "dafu.db"
    fill(path, corpus(200, size=120))
    engine = reader(path)
    done, wrong = threading.Event(), []

    def read() -> None:
        seen = 0
        try:
            while not done.is_set():
                with engine.connect() as held:
                    driver = held.connection.driver_connection
                    assert isinstance(driver, sqlite3.Connection)
                    driver.execute("BEGIN")
                    found = SqliteIndex(driver).search(Ask(parse("答复"), limit=10_000))
                    stored = driver.execute("SELECT count(*) FROM reply").fetchone()[0]
                assert seen <= found.total == len(found.hits) == stored
                seen = found.total
        except Exception as error:  # noqa: BLE001 - a thread's error is told by the test
            wrong.append(error)

    threads = [threading.Thread(target=read) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    fill(path, corpus(LETTERS, start=200, size=120), every=5)
    done.set()
    for thread in threads:
        thread.join()
    engine.dispose()
    assert not wrong
