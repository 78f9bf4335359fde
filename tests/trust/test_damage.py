"""What is broken is named, by `check` and by /readyz, and what can still be served is."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.config import Settings
from app.errors import Unavailable
from app.ingest.check import findings
from app.ingest.keeping import Archive
from app.ingest.reindex import reindex
from app.store.database import writer
from app.web.main import create_app


@pytest.fixture
def copy(archive_folder: Path, tmp_path: Path) -> Path:
    """A copy of the sample archive that a test may break."""
    folder = tmp_path / "copy"
    shutil.copytree(archive_folder, folder, ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    return folder


def wrong(folder: Path) -> list[str]:
    """Return what `dafu check` finds wrong."""
    try:
        archive = Archive(writer(folder / "dafu.db"), folder, "mask")
    except Unavailable as error:
        return [error.detail]
    found = [finding.sentence for finding in findings(archive) if not finding.ok]
    archive.engine.dispose()
    return found


def run(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "dafu.db")) as raw, raw:
        for statement in statements:
            raw.execute(statement)


LETTER = "310115-zx-7-4-130"
PAGE = 4096


def flipped(copy: Path, whole: bytes, places: Iterable[int], bits: int = 0xFF) -> None:
    """Write the database with the bytes at some places turned, or some of their bits."""
    data = bytearray(whole)
    for at in places:
        data[at] ^= bits
    (copy / "dafu.db").write_bytes(data)
    for left in copy.glob("dafu.db-*"):
        left.unlink()


def in_page(page: int, seed: int = 1) -> list[int]:
    """Return twenty places in a page, counted from 0."""
    chance = random.Random(seed)
    return [page * PAGE + chance.randrange(PAGE) for _ in range(20)]


def stored(copy: Path) -> dict[str, list[tuple[object, ...]]] | None:
    """Return what the tables hold, bytes as they are; nothing where it cannot be read."""
    try:
        with closing(sqlite3.connect(copy / "dafu.db")) as raw:
            raw.text_factory = bytes
            names = raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            tables = [name.decode() for (name,) in names]
            return {t: raw.execute(f'SELECT * FROM "{t}"').fetchall() for t in tables}
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return None


@pytest.mark.parametrize("first", [1, 8, 40], ids="from page {}".format)
def test_flipped_bytes_are_named(copy: Path, first: int) -> None:
    """A database damaged from a page on is found, with what to do, and the site says so."""
    whole = (copy / "dafu.db").read_bytes()
    pages = range(first, len(whole) // PAGE)
    flipped(copy, whole, (at for page in pages for at in in_page(page, page)))
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
    print(f"{len(pages)} pages damaged: {said.partition('dafu.db')[2]}")  # noqa: T201


def pages_of(copy: Path) -> dict[str, list[int]]:
    """Return the pages that each table, with its indexes, stands on."""
    found: dict[str, list[int]] = {}
    with closing(sqlite3.connect(copy / "dafu.db")) as raw:
        for name, page in raw.execute(
            "SELECT coalesce(known.tbl_name, held.name), held.pageno FROM dbstat AS held"
            " LEFT JOIN sqlite_master AS known ON known.name = held.name"
        ):
            found.setdefault(name, []).append(page)
    return found


@pytest.mark.slow
def test_a_bit_that_turns_in_any_table_is_named(copy: Path) -> None:
    """One bit in each of up to four pages of every table: named, or all is stored as it was.

    Two thirds of them SQLite's own check passes: a digit of a letter, a bit of a bitmap.
    """
    whole, before, sums = (copy / "dafu.db").read_bytes(), stored(copy), copy / "dafu.db.sums"
    known, chance = sums.read_bytes(), random.Random(1)
    tables = pages_of(copy)
    said: dict[str, int] = {"named": 0, "by the sums alone": 0, "nothing altered": 0}
    for table, pages in tables.items():
        for page in chance.sample(pages, min(4, len(pages))):
            at = (page - 1) * PAGE + chance.randrange(PAGE)
            flipped(copy, whole, [at], 1 << chance.randrange(8))
            sums.write_bytes(known)
            found = wrong(copy)
            said["named"] += bool(found)
            said["by the sums alone"] += len(found) == 1 and "与写下时不同" in found[0]
            if not found:
                said["nothing altered"] += 1
                assert stored(copy) == before, (table, page, at % PAGE)
            elif "与写下时不同" in " ".join(found):
                assert f"（{table}）" in " ".join(found)
    print(f"one bit turned in pages of {len(tables)} tables: {said}")  # noqa: T201
    assert said["by the sums alone"] > 30
    assert len(tables) > 30


def test_damage_that_check_found_turns_readyz_red_until_it_is_mended(copy: Path) -> None:
    """A bit of a bitmap: no answer can tell; `check` does, /readyz too, and `reindex` mends it."""
    page = max(pages_of(copy)["search_block"])
    flipped(copy, (copy / "dafu.db").read_bytes(), [page * PAGE - 100], 4)
    with TestClient(create_app(Settings(data=copy))) as client:
        assert client.get("/readyz").status_code == 200
    assert [said for said in wrong(copy) if "search_block" in said and "./run reindex" in said]
    with TestClient(create_app(Settings(data=copy))) as client:
        ready = client.get("/readyz")
        assert (ready.status_code, "./run check" in ready.json()["detail"]) == (503, True)
        assert client.get("/api/v1/replies?q=孵化器").status_code == 200
    archive = Archive(writer(copy / "dafu.db"), copy, "mask")
    reindex(archive)
    archive.engine.dispose()
    with TestClient(create_app(Settings(data=copy))) as client:
        assert client.get("/readyz").status_code == 200
    assert wrong(copy) == []


def test_an_archive_without_sums_is_served_and_gets_them(copy: Path) -> None:
    """One of an earlier program, or copied without them: `check` says so, and takes them."""
    (copy / "dafu.db.sums").unlink()
    archive = Archive(writer(copy / "dafu.db"), copy, "mask")
    first, second = list(findings(archive)), list(findings(archive))
    archive.engine.dispose()
    assert all(finding.ok for finding in (*first, *second))
    assert any("校验和：还没有" in finding.sentence for finding in first)
    assert any("各页与写下时一致" in finding.sentence for finding in second)


def a_letters_words(copy: Path, whole: bytes) -> list[int]:
    with closing(sqlite3.connect(copy / "dafu.db")) as raw:
        (text,) = raw.execute(f"SELECT text FROM reply WHERE id = '{LETTER}'").fetchone()
    found = (whole.find(text[at : at + 9].encode()) for at in range(900, len(text)))
    return [next(at for at in found if at >= 0)]


def the_table_of_figures(copy: Path, whole: bytes) -> list[int]:
    with closing(sqlite3.connect(copy / "dafu.db")) as raw:
        (root,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'figure'").fetchone()
    return list(range((root - 1) * PAGE, (root - 1) * PAGE + 100))


@pytest.mark.parametrize(
    ("damaged", "meets"),
    [(a_letters_words, f"/r/{LETTER}"), (the_table_of_figures, "/api/v1/figures")],
)
def test_damage_that_an_answer_meets_turns_readyz_red(
    copy: Path, damaged: Callable[[Path, bytes], list[int]], meets: str
) -> None:
    """No count of rows tells of it; the first answer that meets it does, and the rest is served."""
    whole = (copy / "dafu.db").read_bytes()
    flipped(copy, whole, damaged(copy, whole))
    with TestClient(create_app(Settings(data=copy)), raise_server_exceptions=False) as client:
        assert client.get("/r/310115-zx-7-4-272/original").status_code == 200
        assert client.get("/readyz").status_code == 200
        assert client.get(meets).status_code == 500
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()["status"]) == (503, "unavailable")
        assert "./run check" in ready.json()["detail"]
        assert client.get("/agencies").status_code == 200
        assert client.get("/r/310115-zx-7-4-272/original").status_code == 200
    assert any("./run restore" in sentence for sentence in wrong(copy))
    print(f"{meets} 500, then /readyz 503: {ready.json()['detail']}")  # noqa: T201


def index_tables(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "dafu.db")) as raw:
        found = raw.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'search_%'"
            " AND (sql LIKE 'CREATE VIRTUAL%' OR name NOT LIKE '%\\_%\\_%' ESCAPE '\\')"
        )
        return [str(name) for (name,) in found]


def test_a_missing_index_is_named_and_replies_are_still_shown(copy: Path) -> None:
    """Without the text index letters and lists answer; only words do not, and /readyz is red."""
    virtual = [name for name in index_tables(copy) if name.startswith("search_")]
    run(copy, *(f"DROP TABLE {name}" for name in virtual))
    assert any("reindex" in sentence for sentence in wrong(copy))
    with TestClient(create_app(Settings(data=copy)), raise_server_exceptions=False) as client:
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()["indexed"]) == (503, 0)
        assert "./run reindex" in ready.json()["detail"]
        assert client.get("/r/310115-zx-7-4-130.txt").status_code == 200
        assert client.get("/api/v1/replies").json()["total"] == 5
        assert client.get("/api/v1/replies.csv?year=2025").text.count("\r\n") == 6
        assert client.get("/api/v1/replies?q=孵化器").status_code == 503


def test_a_ledger_of_other_tables_keeps_no_page_from_its_readers(copy: Path) -> None:
    """What an earlier program wrote down across letters is none; the letters are shown.

    /readyz stays green, for nothing goes unanswered, and notes what is to be done.
    """
    run(
        copy,
        "ALTER TABLE series_metric RENAME COLUMN clashes TO earlier",
        "UPDATE archive SET value = '1/0' WHERE key = 'ledger'",
    )
    assert any("reindex" in sentence for sentence in wrong(copy))
    with TestClient(create_app(Settings(data=copy)), raise_server_exceptions=False) as client:
        for path in ("/", "/r/310115-zx-7-4-130", "/figures", "/pledges", "/api/v1/series"):
            assert client.get(path).status_code == 200, path
        assert client.get("/api/v1/figures").json()["total"] > 0
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()["detail"]) == (200, None)
        assert ["./run reindex" in note for note in ready.json()["notes"]] == [True]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM reply WHERE rowid = 5", "没有对应的答复"),
        ("DELETE FROM search_doc WHERE reply = 5", "库里有 5 件答复，检索索引里有 4 件"),
    ],
)
def test_letters_that_the_index_does_not_know_are_named(
    copy: Path, statement: str, said: str
) -> None:
    """A reply written or taken away past the index makes `check` and /readyz say so."""
    run(copy, statement)
    assert any(said in sentence and "reindex" in sentence for sentence in wrong(copy))
    with TestClient(create_app(Settings(data=copy))) as client:
        assert client.get("/readyz").status_code == 503


def test_a_full_disk_is_named(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With next to no space left `check` says so before an ingest fails."""
    usage = shutil.disk_usage(copy)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1 << 20))
    assert any("磁盘剩余 1 MB" in sentence for sentence in wrong(copy))
