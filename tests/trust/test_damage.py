"""What is broken is named, by `check` and by /readyz, and what can still be served is."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.config import Settings
from app.errors import Unavailable
from app.ingest.check import findings
from app.ingest.keeping import Archive
from app.store.database import writer
from app.web.main import create_app


@pytest.fixture
def copy(archive_folder: Path, tmp_path: Path) -> Path:
    """A copy of the sample archive that a test may break."""
    folder = tmp_path / "copy"
    shutil.copytree(archive_folder, folder)
    with closing(sqlite3.connect(folder / "dafu.db")) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.execute("PRAGMA journal_mode=DELETE")
    return folder


def wrong(folder: Path) -> list[str]:
    """Return what `dafu check` finds wrong."""
    try:
        archive = Archive(writer(folder / "dafu.db"), folder, "mask")
    except Unavailable as error:
        return [error.detail]
    return [finding.sentence for finding in findings(archive) if not finding.ok]


def run(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "dafu.db")) as raw, raw:
        for statement in statements:
            raw.execute(statement)


@pytest.mark.parametrize("first", [1, 8, 40], ids="from page {}".format)
def test_flipped_bytes_are_named(copy: Path, first: int) -> None:
    """A damaged page of the database is found, with what to do, and the site says so."""
    path = copy / "dafu.db"
    data = bytearray(path.read_bytes())
    chance = random.Random(1)
    for at in range(first * 4096, len(data), 4096):
        for _ in range(20):
            data[at + chance.randrange(4096)] ^= 0xFF
    path.write_bytes(data)
    said = " ".join(wrong(copy))
    assert "数据库" in said
    assert "./run restore" in said
    with TestClient(create_app(Settings(data=copy)), raise_server_exceptions=False) as client:
        ready = client.get("/readyz")
        assert ready.status_code == 503
        assert ready.json()["detail"]
        assert client.get("/healthz").status_code == 200
        assert client.get("/help").status_code in (200, 500, 503)
        assert client.get("/static/app.css").status_code == 200


def index_tables(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "dafu.db")) as raw:
        found = raw.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'search_%'"
            " AND (sql LIKE 'CREATE VIRTUAL%' OR name NOT LIKE '%\\_%\\_%' ESCAPE '\\')"
        )
        return [str(name) for (name,) in found]


def test_a_missing_index_is_named_and_replies_are_still_shown(copy: Path) -> None:
    """Without the text index a reply's own page answers, and the rest says what is wrong."""
    virtual = [name for name in index_tables(copy) if name.startswith("search_")]
    run(copy, *(f"DROP TABLE {name}" for name in virtual))
    assert any("reindex" in sentence for sentence in wrong(copy))
    with TestClient(create_app(Settings(data=copy)), raise_server_exceptions=False) as client:
        assert client.get("/readyz").status_code == 503
        assert client.get("/r/310115-zx-7-4-130.txt").status_code == 200


def test_letters_that_the_index_does_not_know_are_named(copy: Path) -> None:
    """A reply written past the index makes `check` and /readyz say so."""
    run(copy, "DELETE FROM reply WHERE rowid = 5")
    assert any("reindex" in sentence for sentence in wrong(copy))
    with TestClient(create_app(Settings(data=copy))) as client:
        assert client.get("/readyz").status_code == 503


def test_a_full_disk_is_named(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With next to no space left `check` says so before an ingest fails."""
    usage = shutil.disk_usage(copy)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1 << 20))
    assert any("磁盘剩余 1 MB" in sentence for sentence in wrong(copy))
