"""Every page has a checksum beside the database, whoever wrote it and however that ended."""

from __future__ import annotations

import errno
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from app.config import ROOT
from app.errors import Unavailable
from app.ingest.check import findings
from app.ingest.keeping import Archive
from app.store import database, sums
from app.store.database import driver, reader, writer
from tests.archives import database_in
from tests.sampled import a_few


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log that is copied back and begun anew after some pages, as a long run's is."""
    monkeypatch.setattr(database, "WAL_PAGES", 12)
    monkeypatch.setattr(sums, "ENOUGH", 7)


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """An archive with a table of its own to write to, closed."""
    engine = writer(database_in(tmp_path))
    write(engine, "CREATE TABLE filled (n INTEGER PRIMARY KEY, held BLOB)")
    write(engine, "CREATE INDEX by_length ON filled (length(held))")
    engine.dispose()
    yield tmp_path / "dafu.db"
    assert not list(tmp_path.glob("*.sums-new"))


def write(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def fill(engine: Engine, rows: int, length: int) -> None:
    write(engine, *[f"INSERT INTO filled (held) VALUES (randomblob({length}))"] * rows)


def compared(path: Path) -> tuple[int, ...] | None:
    """Return what a program that opens the database now finds different."""
    engine = writer(path)
    try:
        with engine.connect() as connection:
            return sums.Keeper(path).differing(driver(connection))
    finally:
        engine.dispose()


REFUSED = "已损坏"


def found_in(path: Path) -> tuple[int, ...] | str | None:
    """Return what is found different, or that the database cannot even be opened."""
    try:
        return compared(path)
    except Unavailable as refused:
        return REFUSED if REFUSED in refused.detail else refused.detail


def flip(path: Path, page: int, at: int, bit: int = 1) -> None:
    with path.open("r+b") as file:
        place = (page - 1) * 4096 + at
        turned = os.pread(file.fileno(), 1, place)[0] ^ bit
        os.pwrite(file.fileno(), bytes([turned]), place)


class Walk:
    """Things that happen to an archive, by lot: changes, readers that hold the log, two writers."""

    def __init__(self, path: Path, seed: int) -> None:
        self.path, self.chance = path, random.Random(seed)
        self.writers, self.reader = [writer(path)], reader(path)
        self.looking = self.reader.connect()

    @property
    def steps(self) -> list[Callable[[], None]]:
        own = (self.fill, self.fill, self.delete, self.take_back, self.begin_again, self.join)
        return [*own, self.look, self.looking.rollback]

    def fill(self) -> None:
        rows, length = self.chance.randrange(1, 9), self.chance.choice((9, 900, 9_000))
        fill(self.chance.choice(self.writers), rows, length)

    def delete(self) -> None:
        third = self.chance.randrange(3)
        write(self.chance.choice(self.writers), f"DELETE FROM filled WHERE n % 3 = {third}")

    def take_back(self) -> None:
        with self.chance.choice(self.writers).connect() as connection:
            connection.execute(text("UPDATE filled SET held = randomblob(5000)"))

    def begin_again(self) -> None:
        self.writers.pop(0).dispose()
        self.writers.append(writer(self.path))

    def join(self) -> None:
        if len(self.writers) < 2:
            self.writers.append(writer(self.path))

    def look(self) -> None:
        self.looking.execute(text("SELECT count(*) FROM filled"))

    def end(self) -> None:
        self.looking.close()
        for engine in (self.reader, *self.writers):
            engine.dispose()


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("seed", a_few(range(6)))
def test_whatever_is_written_in_good_order_is_as_it_was_written(path: Path, seed: int) -> None:
    """Large and small changes, ends and beginnings: never is a page called damaged."""
    walk = Walk(path, seed)
    for _ in range(60):
        walk.chance.choice(walk.steps)()
        if walk.chance.random() < 0.15:
            assert compared(path) == ()
    walk.end()
    assert compared(path) == ()


@pytest.mark.slow
def test_one_bit_is_enough(path: Path) -> None:
    """In whatever page that is in use, a bit that turns is told of, and of that page alone."""
    engine = writer(path)
    fill(engine, 40, 3_000)
    write(engine, "DELETE FROM filled WHERE n > 30")
    engine.dispose()
    whole, known = path.read_bytes(), sums.beside(path).read_bytes()
    with closing(sqlite3.connect(path)) as raw:
        used = [page for (page,) in raw.execute("SELECT DISTINCT pageno FROM dbstat")]
    free = set(range(1, len(whole) // 4096 + 1)) - set(used)
    assert free
    chance, met = random.Random(1), 0
    for page in used:
        flip(path, page, chance.randrange(100, 4096), 1 << chance.randrange(8))
        found = found_in(path)
        assert found in ((page,), REFUSED), page
        assert sums.found_damaged(path) or found == REFUSED
        met += found == REFUSED
        path.write_bytes(whole)
        sums.beside(path).write_bytes(known)
    assert met < len(used) / 10  # of those SQLite itself meets it at once
    assert compared(path) == ()
    assert not sums.found_damaged(path)
    for page in free:
        flip(path, page, 2_000)
    assert compared(path) == ()


def test_another_program_that_writes_in_order_is_caught_up_with(path: Path) -> None:
    """What SQLite's shell changes while the archive is open stands in the same log."""
    engine = writer(path)
    fill(engine, 2, 900)
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("INSERT INTO filled (held) VALUES (randomblob(20000))")
    fill(engine, 2, 900)
    engine.dispose()
    assert compared(path) == ()


OTHER = """
import sqlite3, sys
raw = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)
try:
    raw.execute("BEGIN IMMEDIATE")
except sqlite3.OperationalError as error:
    print(error)
raw.close()
"""


def test_who_keeps_the_sums_gives_up_no_lock(path: Path) -> None:
    """A file of SQLite's that is closed loses its locks: then two would write, and the log be lost.

    Another process is refused while one writes, and leaves the log where it is as it goes.
    """
    engine = writer(path)
    fill(engine, 3, 900)
    with engine.begin() as connection:
        assert sums.Keeper(path).differing(driver(connection)) == ()
        command = [sys.executable, "-c", OTHER, str(path)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert "locked" in said
    assert path.with_name("dafu.db-wal").exists()
    fill(engine, 3, 900)
    engine.dispose()
    assert compared(path) == ()


WRITER = """
import sys, time
from pathlib import Path
from sqlalchemy import text
from app.store.database import writer

engine = writer(Path(sys.argv[1]))
for _ in range(20):
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO filled (held) VALUES (randomblob(9000))"))
print("written", flush=True)
time.sleep(60)
"""


def killed(path: Path) -> None:
    """Have a process write, and kill it before it could say what."""
    command = [sys.executable, "-c", WRITER, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"written\n"
        child.send_signal(signal.SIGKILL)


@pytest.mark.slow
def test_a_writer_that_was_killed_is_caught_up_with(path: Path) -> None:
    """Its log is still there; the next writer looks at that before anything else."""
    killed(path)
    assert compared(path) == ()


@pytest.mark.slow
def test_what_nobody_saw_is_not_called_damage(path: Path) -> None:
    """A writer is killed, a reader copies its log back: there are no sums then, and soon again."""
    killed(path)
    engine = reader(path)
    with engine.connect() as connection:
        connection.execute(text("SELECT count(*) FROM filled"))
    engine.dispose()
    assert not path.with_name("dafu.db-wal").exists()
    assert compared(path) is None
    assert not sums.beside(path).exists()
    engine = writer(path)
    with engine.connect() as connection:
        sums.Keeper(path).refresh(driver(connection))
    engine.dispose()
    assert compared(path) == ()


def test_sums_of_another_file_are_none(path: Path, tmp_path: Path) -> None:
    """An older copy put in the place of a database is not compared with the newer one's sums."""
    older = path.read_bytes()
    fill(engine := writer(path), 5, 100)
    engine.dispose()
    path.write_bytes(older)
    assert compared(path) is None


@pytest.mark.parametrize("held", ["", "dafusum1", "something else" * 20])
def test_a_file_that_holds_no_sums_is_none(path: Path, held: str) -> None:
    """What stands in their place is put away."""
    sums.beside(path).write_text(held)
    assert not sums.found_damaged(path)
    assert compared(path) is None
    assert not sums.beside(path).exists()


def test_no_room_for_sums_stops_no_writer(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where they cannot be written they are given up, and what was to be stored is.

    `check` says why it took none.
    """

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    engine = writer(path)
    monkeypatch.setattr(os, "pwrite", full)
    fill(engine, 3, 900)
    engine.dispose()
    monkeypatch.undo()
    assert not sums.beside(path).exists()
    monkeypatch.setattr(Path, "write_bytes", full)
    archive = Archive(writer(path), path.parent, "mask")
    assert any("校验和写不进去" in f.sentence for f in findings(archive) if not f.ok)
    archive.engine.dispose()
    monkeypatch.undo()
    assert compared(path) is None
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT count(*) FROM filled").fetchone() == (3,)
