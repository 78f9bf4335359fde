"""Ctrl+C on a terminal: what was begun is finished, a sentence, exit status 130."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import sqlite3
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from app.config import ROOT
from app.ingest.check import findings
from app.ingest.keeping import Archive
from app.store.database import writer
from tests.ingest.test_ingest import letter, rows

LETTERS = 150
PATIENCE = 60.0
CTRL_C = b"\x03"


class Terminal:
    """A program on a terminal of its own: what it shows, and the keys it is given."""

    def __init__(self, arguments: list[str], data: Path) -> None:
        self._here, there = pty.openpty()
        self.shown = ""

        def at_terminal() -> None:
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "ingest", *arguments],
            cwd=ROOT,
            env=os.environ | {"DAFU_DATA": str(data), "TERM": "xterm", "COLUMNS": "100"},
            stdin=there,
            stdout=there,
            stderr=there,
            preexec_fn=at_terminal,
        )
        os.close(there)

    def until(self, reached: Callable[[str], bool]) -> bool:
        """Read what is shown until something is reached, or the program has ended."""
        deadline = time.monotonic() + PATIENCE
        while not reached(self.shown) and time.monotonic() < deadline:
            if select.select([self._here], [], [], 0.1)[0]:
                try:
                    self.shown += os.read(self._here, 1 << 16).decode("utf-8", "replace")
                except OSError:  # how Linux says that nobody is on the other side
                    break
        return reached(self.shown)

    def type(self, keys: bytes) -> None:
        os.write(self._here, keys)

    def ended(self) -> int:
        """Return the exit status, once all that was shown is read."""
        self.until(lambda shown: False)
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._here)


@contextmanager
def terminal(arguments: list[str], data: Path) -> Iterator[Terminal]:
    held = Terminal(arguments, data)
    try:
        yield held
    finally:
        held.close()


def stored(data: Path) -> int:
    """Return how many letters there are in an archive that is whole."""
    archive = Archive(writer(data / "dafu.db"), data, "mask")
    try:
        assert [
            f.sentence for f in findings(archive) if not f.ok and "磁盘" not in f.sentence
        ] == []
        return int(str(rows(archive, "SELECT count(*) FROM reply")[0][0]))
    finally:
        archive.engine.dispose()


@pytest.mark.slow
def test_ctrl_c_in_a_run_stores_what_was_read(tmp_path: Path) -> None:
    folder, data = tmp_path / "in", tmp_path / "data"
    for number in range(LETTERS):
        letter(folder, f"{number:03}.txt", number=f"{number:03}", count=number)
    with terminal([str(folder)], data) as shown:
        assert shown.until(lambda text: f"0/{LETTERS}" in text)  # the bar is there
        shown.type(CTRL_C)
        assert shown.ended() == 130
    assert "收到停止的信号，已读的都存好了" in shown.shown
    assert shown.shown.strip().endswith("按 Ctrl+C 停下了；已经存好的都在。")
    assert "Traceback" not in shown.shown
    assert stored(data) < LETTERS
    with terminal([str(folder)], data) as again:
        assert again.ended() == 0
    assert stored(data) == LETTERS


@pytest.mark.slow
def test_ctrl_c_ends_a_watch(tmp_path: Path) -> None:
    """What was put in before is stored; an empty folder is watched as well."""
    folder, data = tmp_path / "in", tmp_path / "data"
    folder.mkdir()
    with terminal(["--watch", str(folder)], data) as shown:
        assert shown.until(lambda text: "按 Ctrl+C 结束" in text)
        letter(folder, "a.txt")
        assert shown.until(lambda text: "新收" in text)
        shown.type(CTRL_C)
        assert shown.ended() == 130
    assert shown.shown.strip().endswith("按 Ctrl+C 停下了；已经存好的都在。")
    assert stored(data) == 1


@pytest.mark.slow
def test_ctrl_c_while_it_starts_is_a_sentence(tmp_path: Path) -> None:
    """As the database is opened, which waits for another program that writes."""
    data, path = tmp_path / "data", letter(tmp_path / "in", "a.txt")
    data.mkdir()
    writer(data / "dafu.db").dispose()
    other = sqlite3.connect(data / "dafu.db")
    other.execute("BEGIN IMMEDIATE")
    with terminal([str(path)], data) as shown:
        assert shown.until(lambda text: opened(shown.process.pid, "dafu.db"))
        shown.process.send_signal(signal.SIGINT)
        other.close()
        assert shown.ended() == 130
    assert shown.shown.strip().endswith("按 Ctrl+C 停下了；已经存好的都在。")
    assert "Traceback" not in shown.shown
    assert stored(data) == 0


def opened(process: int, name: str) -> bool:
    """Tell whether a process has a file open."""
    with suppress(FileNotFoundError):  # closed as we look
        links = Path(f"/proc/{process}/fd").iterdir()
        return any(link.readlink().name == name for link in links)
    return False
