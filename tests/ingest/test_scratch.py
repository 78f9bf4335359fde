"""Folders for what is unpacked are gone with their process, or cleared by the next."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from app.config import ROOT
from app.ingest.scratch import KINDS, Scratch, scratch

HOLDING = """
import sys, tempfile
tempfile.tempdir = sys.argv[1]
from app.ingest.scratch import Scratch
held = Scratch("spool")
(held.path / "letter.txt").write_text("x")
print(held.path, flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def holding(folder: Path) -> tuple[subprocess.Popen[str], Path]:
    """Start a process that holds a folder; return both."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_is_gone_afterwards(tmp_path: Path, kind: str) -> None:
    with scratch(kind) as folder:
        (folder / "letter.txt").write_text("x", encoding="utf-8")
        assert folder.parent == tmp_path
    assert list(tmp_path.iterdir()) == []


def test_closing_twice_is_closing_once(tmp_path: Path) -> None:
    """A pool may be closed before its process ends: the lock's number is another file's by then."""
    made = Scratch("spool")
    made.close()
    with (tmp_path / "other").open("w", encoding="utf-8") as other:
        made.close()
        assert other.write("x") == 1
    assert (tmp_path / "other").read_text(encoding="utf-8") == "x"


def test_what_a_killed_run_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    process, left = holding(tmp_path)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert (left / "letter.txt").exists()
    with scratch("url") as own:
        assert [own] == list(tmp_path.iterdir())


def test_what_a_living_run_uses_is_left_alone(tmp_path: Path) -> None:
    process, used = holding(tmp_path)
    with scratch("spool"):
        assert (used / "letter.txt").exists()
    process.communicate("")
    assert process.returncode == 0


def test_what_is_of_others_is_left_alone(tmp_path: Path) -> None:
    """A link that leads elsewhere, a file, a folder that is not called as ours are."""
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "deep").mkdir(parents=True)
    (tmp_path / "dafu-spool-link").symlink_to(elsewhere)
    (tmp_path / "dafu-url-file").write_text("x", encoding="utf-8")
    with scratch("spool"):
        pass
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"elsewhere", "dafu-spool-link", "dafu-url-file"}
    assert (elsewhere / "deep").is_dir()
