"""Where nothing can be written: a sentence, an exit status, and the archive as it was."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from app import cli
from app.config import ROOT
from app.ingest.check import findings
from app.ingest.keeping import Archive, with_original_kept
from app.ingest.worker import Job, Read, Refused, answered
from app.store.database import writer
from tests.ingest.test_ingest import letter, rows

LETTERS = 20
Result = TypeVar("Result")


def ingest(folder: Path, data: Path, most: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run `dafu ingest` where no file may grow beyond so many bytes: to SQLite a full disk."""

    def cramped() -> None:
        if most is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    # what measures coverage would meet the full disk too, and end the command itself
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    return subprocess.run(
        [sys.executable, "-m", "app.cli", "ingest", str(folder)],
        cwd=ROOT,
        env=plain | {"DAFU_DATA": str(data)},
        preexec_fn=cramped,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize("kilobytes", [60, 420], ids=lambda size: f"{size} KB")
def test_a_full_disk_is_a_sentence_and_the_next_run_finishes(
    tmp_path: Path, kilobytes: int
) -> None:
    """Full while the tables are made, or while letters are stored; what was told of is there."""
    for number in range(LETTERS):
        letter(tmp_path / "in", f"{number:02}.txt", number=f"{number:03}", count=number)
    data = tmp_path / "data"
    data.mkdir()
    full = ingest(tmp_path / "in", data, kilobytes << 10)
    told = full.stderr.strip().splitlines()
    assert full.returncode == 1
    assert told[-1].endswith("。")
    assert "Traceback" not in full.stderr
    archive = Archive(writer(data / "dafu.db"), data, "mask")
    kept = {str(id) for (id,) in rows(archive, "SELECT id FROM reply")}
    assert {line.rpartition(" → ")[2] for line in told if " → " in line} <= kept
    assert len(kept) < LETTERS
    assert ingest(tmp_path / "in", data).returncode == 0
    assert rows(archive, "SELECT count(*) FROM reply") == [(LETTERS,)]
    assert [f.sentence for f in findings(archive) if not f.ok and "磁盘" not in f.sentence] == []


def test_a_read_only_folder_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An archive that is there already, and a new one, in a folder that may only be read."""
    with tempfile.TemporaryDirectory() as name:  # not below tmp_path: that is closed to others
        Path(name).chmod(0o755)
        anyones = Path(name, "tmp")  # TMPDIR may be one that only its owner writes to
        anyones.mkdir()
        anyones.chmod(0o777)
        monkeypatch.setattr(tempfile, "tempdir", str(anyones))
        known, new = Path(name, "known"), Path(name, "new")
        new.mkdir()
        path = letter(Path(name, "in"), "a.txt")
        monkeypatch.setattr(sys, "argv", ["dafu", "ingest", str(path)])
        monkeypatch.setenv("DAFU_DATA", str(known))
        assert run() == 0
        (known / "dafu.db").chmod(0o444)
        other = letter(Path(name, "in"), "b.txt", number="088")
        monkeypatch.setattr(sys, "argv", ["dafu", "ingest", str(other)])
        for data in (known, new):
            monkeypatch.setenv("DAFU_DATA", str(data))
            data.chmod(0o555)
            assert as_ordinary_user(run) == 1
            data.chmod(0o755)
            said = capsys.readouterr().err.strip().splitlines()[-1]
            assert str(data) in said
            assert said.endswith("。")
            assert not re.search(r"[a-z]{2}", said.replace(str(data), "").replace("dafu.db", ""))
        assert list(new.iterdir()) == []
        (known / "dafu.db").chmod(0o644)
        archive = Archive(writer(known / "dafu.db"), known, "mask")
        assert rows(archive, "PRAGMA integrity_check") == [("ok",)]
        assert rows(archive, "SELECT count(*) FROM reply") == [(1,)]


def test_an_original_that_cannot_be_kept_is_a_reason() -> None:
    """The folder of originals is another user's: no letter is stored without its original."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        data, path = Path(name, "data"), letter(Path(name, "in"), "a.txt")
        (data / "originals").mkdir(parents=True)
        (data / "originals").chmod(0o555)
        archive = Archive(writer(data / "dafu.db"), data, "mask")
        job = Job(str(path), path.name, contacts="mask")
        read = Read(0, job, answered(job, archive.limits))
        refused = as_ordinary_user(lambda: with_original_kept(archive, read)).answer
        archive.engine.dispose()
        assert refused == Refused("a.txt: 原始文件没有存成（没有权限）；请检查文件和权限。")


def as_ordinary_user(act: Callable[[], Result]) -> Result:
    """Do something as a user who may not write everywhere, as root may."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        return act()
    finally:
        os.seteuid(before)


def run() -> int:
    """Run the command line in this process; return its exit status."""
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)
