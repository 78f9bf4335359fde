"""Killed at any moment, nothing is half there, and running again finishes."""

from __future__ import annotations

import os
import random
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
from tests.ingest.test_ingest import letter

LETTERS = 200
KILLS = 100


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


def state(data: Path) -> tuple[list[object], list[str]]:
    """Return what is stored, and what `check` finds wrong."""
    archive = Archive(writer(data / "dafu.db"), data, "mask")
    with archive.engine.connect() as connection:
        stored = [
            tuple(row)
            for row in connection.exec_driver_sql(
                "SELECT source_name, version, text,"
                " (SELECT count(*) FROM arrival WHERE arrival.id = reply.id),"
                " (SELECT count(*) FROM original WHERE original.sha256 = reply.sha256)"
                " FROM reply ORDER BY source_name"
            )
        ]
    wrong = [finding.sentence for finding in findings(archive) if not finding.ok]
    archive.engine.dispose()
    return list(stored), wrong


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
            stored, wrong = state(data)
            assert wrong == []
            assert all(row[3:] == (1, 1) for row in stored)
    assert start(folder, data).wait() == 0
    assert start(folder, calm).wait() == 0
    assert state(data) == state(calm)
    assert len(state(data)[0]) == LETTERS
