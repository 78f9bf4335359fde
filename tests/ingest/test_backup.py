"""A backup taken while letters come in is one committed state, and comes back whole."""

from __future__ import annotations

import io
import sqlite3
import tarfile
import threading
from contextlib import closing
from pathlib import Path

import pytest

from app.errors import BadInput
from app.ingest.backup import backup, restore
from app.ingest.check import findings
from app.ingest.corrections import correct
from app.ingest.run import Archive, ingest
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


def test_what_was_backed_up_comes_back(own_archive: Archive, seeds: Path, tmp_path: Path) -> None:
    """Every row, original and correction is in the restored archive, and check is content."""
    ingest(own_archive, [seeds])
    with own_archive.engine.begin() as connection:
        correct(connection, own_archive.folder, ID, {"outcome_text": "解决"}, "核对人", "重看原件")
    target = tmp_path / "all.tar.gz"
    assert "6 个文件" in backup(own_archive.folder / "dafu.db", own_archive.folder, target)
    new = tmp_path / "elsewhere"
    restore(target, new / "dafu.db", new)
    archive = at(new)
    assert all(finding.ok for finding in findings(archive))
    with archive.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM reply").scalar() == 5
    assert contents(new) == contents(own_archive.folder)
    assert any(name.endswith(f"{ID}.toml") for name in contents(new))


def test_a_backup_during_ingest_is_a_committed_state(own_archive: Archive, tmp_path: Path) -> None:
    """Each of several backups taken meanwhile holds whole letters with their originals."""
    folder = tmp_path / "letters"
    for number in range(60):
        letter(folder, f"{number:03}.txt", number=f"{number:03}", count=number)
    ingest(own_archive, [folder / "000.txt"])
    running = threading.Thread(target=ingest, args=(own_archive, [folder]))
    running.start()
    counts = []
    for turn in range(3):
        target = tmp_path / f"{turn}.tar"
        backup(own_archive.folder / "dafu.db", own_archive.folder, target)
        new = tmp_path / f"restored-{turn}"
        restore(target, new / "dafu.db", new)
        archive = at(new)
        assert all(finding.ok for finding in findings(archive))
        with archive.engine.connect() as connection:
            replies, originals = (
                connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()
                for table in ("reply", "original")
            )
        assert replies == originals
        counts.append(replies)
    running.join()
    assert counts == sorted(counts)


def test_a_damaged_backup_is_refused_and_nothing_is_written(
    own_archive: Archive, seeds: Path, tmp_path: Path
) -> None:
    """One flipped byte is enough for a sentence; the new folder stays empty."""
    ingest(own_archive, [seeds])
    target = tmp_path / "all.tar"
    backup(own_archive.folder / "dafu.db", own_archive.folder, target)
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
