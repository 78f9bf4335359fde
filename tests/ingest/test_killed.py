"""Killed at any moment, nothing is half there, and running again finishes."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.config import ROOT
from app.ingest.check import findings
from app.ingest.run import Archive
from app.store.database import writer
from tests.ingest.test_ingest import letter, rows

LETTERS = 200
KILLS = 100
# the record of runs; how the index is cut into segments, which follows from the portions read
OF_A_RUN = re.compile("run|search_|sqlite_|alembic")
TIMES = frozenset(("run", "at", "added", "modified", "kept", "told"))


def start(folder: Path, data: Path) -> subprocess.Popen[bytes]:
    """Start an ingest as an operator does, in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "app.cli", "ingest", str(folder)],
        cwd=ROOT,
        env=os.environ | {"DAFU_DATA": str(data)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def state(data: Path) -> tuple[dict[str, list[str]], list[str]]:
    """Return what every table holds, and what `check` finds wrong."""
    archive = Archive(writer(data / "dafu.db"), data, "mask")
    names = rows(archive, "SELECT name FROM sqlite_master WHERE type = 'table'")
    tables = [str(name) for (name,) in names if not OF_A_RUN.match(str(name))]
    dump = {table: held(archive, table) for table in tables}
    wrong = [finding.sentence for finding in findings(archive) if not finding.ok]
    archive.engine.dispose()
    return dump, wrong


def held(archive: Archive, table: str) -> list[str]:
    """Return the rows of a table, but for when and by which run they were written."""
    columns = [name for _, name, *_ in rows(archive, f"PRAGMA table_info({table})")]
    kept = ", ".join(f'"{name}"' for name in columns if name not in TIMES)
    return sorted(map(repr, rows(archive, f"SELECT {kept} FROM {table}")))


@pytest.mark.slow
def test_an_ingest_killed_a_hundred_times_ends_like_one_left_alone(tmp_path: Path) -> None:
    """After each SIGKILL `check` is clean; the last run completes what an undisturbed one gives."""
    folder, data, calm = tmp_path / "letters", tmp_path / "data", tmp_path / "calm"
    for number in range(LETTERS):
        letter(folder, f"{number:03}.txt", number=f"{number:03}", count=number)
    chance = random.Random(20)
    for _ in range(KILLS):
        process = start(folder, data)
        time.sleep(chance.uniform(0.2, 1.6))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if (data / "dafu.db").exists():
            dump, wrong = state(data)
            assert wrong == []
            counts = {len(dump.get(table, ())) for table in ("reply", "arrival", "original")}
            assert len(counts) == 1
    assert start(folder, data).wait() == 0
    assert start(folder, calm).wait() == 0
    assert state(data) == state(calm)
    assert len(state(data)[0]["reply"]) == LETTERS
