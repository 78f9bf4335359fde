"""`reindex` makes the index anew in one transaction: readers go on, and a kill undoes all of it."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from app.config import ROOT
from app.ingest.run import Archive
from app.search import indexing
from app.search.query import parse
from app.search.results import matching
from app.store.database import reader

ASKED = ("企业", "“概念验证中心”", "孵化器 贷款", "闫晓慧", "第130号", "")

# Stands in the middle of a reindex, all written and nothing committed, until it is killed.
HALFWAY = """
import sys, time
from pathlib import Path
from app.search import indexing
from app.store.database import writer
with writer(Path(sys.argv[1])).begin() as connection:
    indexing.reindex(connection)
    print("halfway", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def filled(own_copy: Archive) -> Archive:
    return own_copy


def identity(engine: Engine) -> str:
    with engine.connect() as connection:
        said = connection.execute(text("SELECT value FROM search_state WHERE key = 'index'"))
        return str(said.scalar())


def answers(engine: Engine) -> list[tuple[int, ...]]:
    with engine.connect() as connection:
        return [matching(connection, parse(typed)) for typed in ASKED]


def test_readers_go_on_with_the_old_index_until_the_new_one_is_whole(filled: Archive) -> None:
    """Asked in the middle, the site answers as before, and afterwards from the new index."""
    path = filled.folder / "dafu.db"
    site = reader(path)
    before, old = answers(site), identity(site)
    assert any(len(found) > 1 for found in before)
    with filled.engine.begin() as connection:
        indexing.reindex(connection)
        assert identity(site) == old
        assert answers(site) == before
    assert identity(site) != old
    assert answers(site) == before
    site.dispose()


@pytest.mark.slow
def test_a_reindex_killed_in_the_middle_leaves_the_old_index_whole(filled: Archive) -> None:
    """Nothing of the new index is left, check finds nothing, and the next reindex runs."""
    path = filled.folder / "dafu.db"
    site = reader(path)
    before, old = answers(site), identity(site)
    child = subprocess.Popen(
        [sys.executable, "-c", HALFWAY, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "halfway\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert identity(site) == old
    assert answers(site) == before
    site.dispose()
    assert _whole(path)
    with filled.engine.begin() as connection:
        assert indexing.faults(connection) == ()
        indexing.reindex(connection)
    site = reader(path)
    assert identity(site) != old
    assert answers(site) == before
    site.dispose()


def _whole(path: Path) -> bool:
    connection = sqlite3.connect(path)
    said = connection.execute("PRAGMA integrity_check").fetchall()
    connection.close()
    return said == [("ok",)]
