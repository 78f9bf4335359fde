"""A backup taken while letters come in is one committed state, and comes back whole."""

from __future__ import annotations

import io
import os
import sqlite3
import subprocess
import sys
import tarfile
import time
from contextlib import closing
from pathlib import Path

import pytest

from app.config import ROOT
from app.errors import BadInput
from app.ingest.backup import backup, restore
from app.ingest.check import findings
from app.ingest.corrections import correct
from app.ingest.run import Archive
from app.store.database import writer
from tests.ingest.test_ingest import letter

ID = "310115-zx-7-4-130"


def at(folder: Path) -> Archive:
    return Archive(writer(folder / "dafu.db"), folder, "mask")


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, the database as its rows in SQL."""
    files = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("dafu.db")
    }
    with closing(sqlite3.connect(folder / "dafu.db")) as raw:
        return files | {"dafu.db": "\n".join(raw.iterdump()).encode()}


def test_what_was_backed_up_comes_back(own_copy: Archive, tmp_path: Path) -> None:
    """Every row, original and correction is in the restored archive, and check is content."""
    with own_copy.engine.begin() as connection:
        correct(connection, own_copy.folder, ID, {"outcome_text": "解决"}, "核对人", "重看原件")
    target = tmp_path / "all.tar.gz"
    assert "6 个文件" in backup(own_copy.folder / "dafu.db", own_copy.folder, target)
    new = tmp_path / "elsewhere"
    restore(target, new / "dafu.db", new)
    archive = at(new)
    assert all(finding.ok for finding in findings(archive))
    with archive.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM reply").scalar() == 5
    assert contents(new) == contents(own_copy.folder)
    assert any(name.endswith(f"{ID}.toml") for name in contents(new))
    print(f"{len(contents(new))} files with 5 letters back, none altered")  # noqa: T201


LETTERS = 1_200  # some portions: a backup takes a second to start


def started(data: Path, *command: str | Path) -> subprocess.Popen[str]:
    """Start a command as an operator does, over the archive in a folder."""
    return subprocess.Popen(
        [sys.executable, "-m", "app.cli", *map(str, command)],
        cwd=ROOT,
        env=os.environ | {"DAFU_DATA": str(data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def done(data: Path, *command: str | Path) -> str:
    """Run a command to its end; return what it says, once it has ended well."""
    with started(data, *command) as process:
        said, _ = process.communicate()
    assert process.returncode == 0, said
    return said


def replies(data: Path) -> list[tuple[object, ...]]:
    """Return every letter of an archive with all that is stored of it, in the order taken in."""
    with closing(sqlite3.connect(data / "dafu.db")) as raw:
        return raw.execute("SELECT * FROM reply ORDER BY rowid").fetchall()


@pytest.mark.slow
def test_a_backup_during_ingest_is_a_committed_state(tmp_path: Path) -> None:
    """Backups taken while another process takes letters in hold the first so many, and no half.

    The commands are those of README: backup, restore into an empty folder, check. What is restored
    grows from one to the next, and finishing the ingest over it gives what the first archive has.
    """
    data, folder = tmp_path / "data", tmp_path / "letters"
    for number in range(LETTERS):
        letter(folder, f"{number:03}.txt", number=f"{number:03}", count=number)
    done(data, "ingest", folder / "000.txt")
    targets: list[Path] = []
    with started(data, "ingest", folder) as ingesting:
        while ingesting.poll() is None and len(replies(data)) < 10:
            time.sleep(0.02)
        while ingesting.poll() is None and len(targets) < 3:
            targets.append(tmp_path / f"{len(targets)}.tar.gz")
            done(data, "backup", targets[-1])
        ingesting.communicate()
    assert ingesting.returncode == 0
    whole, restored = replies(data), []
    assert len(whole) == LETTERS
    for target in targets:
        new = tmp_path / target.name.partition(".")[0]
        done(new, "restore", target)
        done(new, "check")
        restored.append(replies(new))
    counts = [len(rows) for rows in restored]
    print(f"{counts} of {LETTERS} letters in {len(counts)} backups, each clean")  # noqa: T201
    assert 10 <= counts[0] < LETTERS
    assert counts == sorted(counts)
    assert [whole[:count] for count in counts] == restored
    done(tmp_path / "0", "ingest", folder)
    assert len(replies(tmp_path / "0")) == LETTERS


def test_a_restore_that_was_stopped_can_be_repeated(own_copy: Archive, tmp_path: Path) -> None:
    """Until every file is back there is no archive, so that nobody takes half of one for whole."""
    target, new = tmp_path / "all.tar.gz", tmp_path / "elsewhere"
    backup(own_copy.folder / "dafu.db", own_copy.folder, target)
    new.mkdir()
    (new / "originals").write_text("in the way")
    with pytest.raises(BadInput, match="恢复没有完成"):
        restore(target, new / "dafu.db", new)
    assert [path.name for path in new.iterdir()] == ["originals"]
    (new / "originals").unlink()
    restore(target, new / "dafu.db", new)
    assert contents(new) == contents(own_copy.folder)


def test_what_an_older_database_left_behind_is_not_taken_for_the_restored_ones(
    tmp_path: Path,
) -> None:
    """A `-wal` beside an absent database would be read into the restored one: it is refused."""
    (tmp_path / "dafu.db-wal").write_bytes(b"left")
    with pytest.raises(BadInput, match=r"dafu\.db-wal"):
        restore(tmp_path / "any.tar", tmp_path / "dafu.db", tmp_path)


def test_a_damaged_database_is_not_backed_up(own_archive: Archive, tmp_path: Path) -> None:
    """What cannot be read ends in a sentence that names `check`, and no file is left."""
    (own_archive.folder / "damaged.db").write_bytes(b"SQLite format 3" + bytes(9000))
    with pytest.raises(BadInput, match=r"\./run check"):
        backup(own_archive.folder / "damaged.db", own_archive.folder, tmp_path / "all.tar.gz")
    assert not list(tmp_path.glob("all.tar.gz*"))


def test_a_damaged_backup_is_refused_and_nothing_is_written(
    own_copy: Archive, tmp_path: Path
) -> None:
    """One flipped byte is enough for a sentence; the new folder stays empty."""
    target = tmp_path / "all.tar"
    backup(own_copy.folder / "dafu.db", own_copy.folder, target)
    data = bytearray(target.read_bytes())
    data[len(data) // 2] ^= 0xFF
    target.write_bytes(data)
    new = tmp_path / "elsewhere"
    with pytest.raises(BadInput, match="备份"):
        restore(target, new / "dafu.db", new)
    assert not new.exists()


def test_a_backup_does_not_write_outside_the_folder(tmp_path: Path) -> None:
    """A foreign archive that names a path outside is refused."""
    target = tmp_path / "evil.tar"
    with tarfile.open(target, "w") as packed:
        entry = tarfile.TarInfo("../outside.txt")
        entry.size = 4
        packed.addfile(entry, io.BytesIO(b"evil"))
    with pytest.raises(BadInput, match="不该有的条目"):
        restore(target, tmp_path / "new" / "dafu.db", tmp_path / "new")
    assert not (tmp_path / "outside.txt").exists()


def test_an_archive_in_use_is_not_overwritten(own_archive: Archive, tmp_path: Path) -> None:
    """Restore never replaces a database that is there."""
    with pytest.raises(BadInput, match="已经有数据库"):
        restore(tmp_path / "any.tar", own_archive.folder / "dafu.db", own_archive.folder)
