"""An archive of an older program: its data stay as they are, and each part says what it needs."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, event

from app.config import Settings
from app.errors import Unavailable
from app.ingest.check import findings
from app.ingest.keeping import Archive
from app.ingest.opening import stale
from app.ingest.reindex import reindex
from app.store import database, migrations
from app.web.main import create_app

OLDER = [
    script.revision
    for script in ScriptDirectory(str(migrations.MIGRATIONS)).walk_revisions()
    if script.revision != migrations.HEAD
]
SERVED = (
    *("/", "/r/310115-zx-7-4-130", "/r/310115-zx-7-4-130.txt", "/r/310115-zx-7-4-130.json"),
    *("/api/v1/replies/310115-zx-7-4-130", "/r/310115-zx-7-4-130/original"),
    *("/figures", "/pledges", "/agencies", "/proposers", "/districts", "/themes", "/quality"),
    *("/help", "/about", "/api/v1/pledges", "/api/v1/figures.csv", "/sitemap.xml"),
    *(
        "/",
        "/search",
        "/search?year=2025",
        "/agencies/上海市浦东新区科技和经济委员会",
        "/feed.atom",
    ),
    *("/api/v1/replies", "/api/v1/replies?district=310115&sort=old", "/api/v1/facets/outcome"),
    *("/api/v1/replies.csv?year=2025", "/api/v1/export.jsonl.gz", "/api/v1/datapackage.json"),
    *("/api/v1/figures?district=310115", "/api/v1/agencies", "/api/v1/stats", "/feed.json"),
)
SEARCHED = (
    *("/search?q=孵化器", "/api/v1/replies?q=孵化器", "/api/v1/replies.csv?q=孵化器"),
    *("/api/v1/figures?q=孵化器", "/feed.atom?q=孵化器", "/api/v1/suggest?q=孵化器"),
    "/api/v1/replies/310115-zx-7-4-130/similar",
)
Rows = dict[str, list[tuple[Any, ...]]]


@contextmanager
def opened(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(folder / "dafu.db")) as raw, raw:
        yield raw


def rows(folder: Path) -> Rows:
    """Return every row of every table but Alembic's own and SQLite's."""
    with opened(folder) as raw:
        tables = raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: raw.execute(f'SELECT * FROM "{name}"').fetchall()
            for (name,) in tables
            if name not in ("alembic_version", "sqlite_sequence")
        }


def texts(folder: Path) -> list[tuple[str, str]]:
    """Return each letter's address and words."""
    with opened(folder) as raw:
        return raw.execute("SELECT id, text FROM reply ORDER BY rowid").fetchall()


def version_of(folder: Path) -> str:
    with opened(folder) as raw:
        (version,) = raw.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(version)


@pytest.fixture(params=OLDER)
def older(request: pytest.FixtureRequest, archive_folder: Path, tmp_path: Path) -> Path:
    """The sample archive as an older program left it.

    Its tables are made by the migrations up to that version and filled row by row; index and
    ledger are of rules that no longer hold.
    """
    folder = tmp_path / "older"
    shutil.copytree(archive_folder / "originals", folder / "originals")
    engine = create_engine(f"sqlite:///{folder / 'dafu.db'}")
    migrations.upgrade(engine, request.param)
    engine.dispose()
    with opened(folder) as raw:
        raw.execute("ATTACH ? AS now", (str(archive_folder / "dafu.db"),))
        kept = {name for (name,) in raw.execute("SELECT name FROM main.sqlite_master")}
        for name, sql in raw.execute(
            "SELECT name, sql FROM now.sqlite_master WHERE type = 'table'"
            " AND (name GLOB 'search_*' OR name GLOB 'series_*' OR name GLOB 'shingle_*')"
        ).fetchall():
            raw.execute(sql)
            kept.add(name)
        for (name,) in raw.execute(
            "SELECT name FROM now.sqlite_master WHERE type = 'table'"
            " AND name NOT GLOB 'sqlite_*' AND name <> 'alembic_version'"
        ).fetchall():
            if name in kept:
                columns = [f'"{row[1]}"' for row in raw.execute(f"PRAGMA main.table_info({name})")]
                held = ", ".join(columns)
                raw.execute(f"INSERT INTO main.{name} ({held}) SELECT {held} FROM now.{name}")
        raw.execute("UPDATE main.archive SET value = '1/0' WHERE key = 'ledger'")
        changed = raw.execute(
            "UPDATE main.search_state SET value = '1/' || value WHERE key = 'version'"
        ).rowcount
        assert changed == 1
    return folder


def _archive(folder: Path) -> Archive:
    return Archive(database.writer(folder / "dafu.db"), folder, "mask")


def test_an_upgrade_changes_no_row(older: Path) -> None:
    """After it every row is what it was, and the new tables are there, empty."""
    before = rows(older)
    assert len(before["reply"]) == 5
    assert before["figure"]
    database.writer(older / "dafu.db").dispose()
    after = rows(older)
    assert version_of(older) == migrations.HEAD
    assert {name: after[name] for name in before} == before
    assert all(after[name] == [] for name in after.keys() - before.keys())


@pytest.mark.slow
def test_an_upgrade_that_dies_anywhere_can_be_repeated(older: Path, tmp_path: Path) -> None:
    """Whichever statement it dies at, the older archive is as it was; the next one goes through."""
    before, version = rows(older), version_of(older)
    died_at, whole = 0, False
    while not whole:
        folder = tmp_path / f"died at {died_at}"
        shutil.copytree(older, folder)
        engine = database._engine(folder / "dafu.db", immediate=True)
        seen = 0

        def dying(*_: object, died_at: int = died_at) -> None:
            nonlocal seen
            seen += 1
            if seen > died_at:
                raise ConnectionAbortedError

        event.listen(engine, "before_cursor_execute", dying)
        try:
            migrations.upgrade(engine)
            whole = True
        except ConnectionAbortedError:
            engine.dispose()
            assert (rows(folder), version_of(folder)) == (before, version)
            with pytest.raises(Unavailable, match=r"\./run check"):
                database.reader(folder / "dafu.db")
            database.writer(folder / "dafu.db").dispose()
        engine.dispose()
        after = rows(folder)
        assert {name: after[name] for name in before} == before
        assert version_of(folder) == migrations.HEAD
        died_at += 1
    assert died_at > 5
    print(f"{version}: died at {died_at - 1} statements, {len(before)} tables whole")  # noqa: T201


def test_a_site_over_an_older_database_says_what_to_do(older: Path) -> None:
    """Before the upgrade /readyz names the command, and a reader gets a page, not a fault."""
    with TestClient(create_app(Settings(data=older)), raise_server_exceptions=False) as client:
        ready = client.get("/readyz")
        assert ready.status_code == 503
        assert "./run check" in ready.json()["detail"]
        assert str(older) not in ready.text
        page = client.get("/r/310115-zx-7-4-130")
        assert page.status_code == 503
        assert "<h1" in page.text
        assert str(older) not in page.text
        assert client.get("/healthz").status_code == 200


@pytest.mark.slow
def test_stale_parts_are_named_and_the_rest_is_served(older: Path) -> None:
    """With index and ledger of other rules letters are shown, searching says why it cannot be."""
    archive = _archive(older)
    wrong = [finding.sentence for finding in findings(archive) if not finding.ok]
    assert len(wrong) == 2
    assert all("./run reindex" in sentence for sentence in wrong)
    said = stale(older / "dafu.db")
    assert len(said) == 2
    assert all("./run reindex" in sentence for sentence in said)
    with TestClient(create_app(Settings(data=older)), raise_server_exceptions=False) as client:
        assert {address: client.get(address).status_code for address in SERVED} == dict.fromkeys(
            SERVED, 200
        )
        assert client.get("/api/v1/replies").json()["total"] == len(texts(older))
        for address in SEARCHED:
            answer = client.get(address)
            assert answer.status_code == 503, address
            assert answer.headers["retry-after"]
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()["status"]) == (503, "unavailable")
        assert "./run reindex" in ready.json()["detail"]


@pytest.mark.slow
def test_reindex_mends_what_is_stale(older: Path, settings: Settings) -> None:
    """One command later nothing is wrong, and the letters are where and what they were."""
    archive = _archive(older)
    before = texts(older)
    assert "失败 0 件" in reindex(archive)
    assert [finding.sentence for finding in findings(archive) if not finding.ok] == []
    assert stale(older / "dafu.db") == ()
    assert texts(older) == before
    with TestClient(create_app(Settings(data=older))) as client:
        assert client.get("/readyz").status_code == 200
        for address in (*SERVED, *SEARCHED):
            assert client.get(address).status_code == 200, address
        found = client.get("/api/v1/replies?q=孵化器").json()
    with TestClient(create_app(settings)) as client:
        again = client.get("/api/v1/replies?q=孵化器").json()
    assert [card["id"] for card in found["data"]] == [card["id"] for card in again["data"]]
    assert found["total"] == again["total"] > 0
