"""Opening the database: one writer, many read-only readers.

The site's connections carry `query_only`, so no handler can write; the writer begins with
`BEGIN IMMEDIATE`, so two writers meet at the door and not in the middle of a transaction.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from app.errors import Unavailable, because
from app.store import sums
from app.store.migrations import HEAD, upgrade

BUSY_MILLISECONDS = 10_000
CACHE_KIB = 32 << 10
"""Of the writer: the pages of a batch of letters, so that none is written twice."""
WAL_PAGES = 8_000
"""Of 4 KB, after which they are copied into the database: pages that many batches change, once."""

LOCKED = "数据库正被另一个程序写入；请等它结束，再运行一次。"

DAMAGE = ("malformed", "not a database", "decode to UTF-8")  # SQLite's words and its driver's

REFUSED = {"readonly": "只能读，不能写", "unable to open": "没有权限，或路径不对"}
"""How SQLite says that it cannot open a database, and what that means."""

READS = "only reads"  # what is noted of a reader's connection


def writer(path: Path) -> Engine:
    """Return the engine of the one writer; makes or upgrades the database first."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(
            f"{path.parent}: 数据文件夹建不了（{because(error)}）；请检查权限。"
        ) from None
    engine = _engine(path, immediate=True)
    if _opened(engine, path) != HEAD:
        try:
            upgrade(engine)
        except OperationalError as error:
            engine.dispose()
            raise Unavailable(f"{path}: 数据库升级不了（{error.orig}）；原样未动。") from None
    return engine


def reader(path: Path) -> Engine:
    """Return an engine that can only read; raises `Unavailable` where there is nothing to read."""
    if not path.is_file():
        raise Unavailable(f"{path}: 还没有数据库；请先运行 ./run ingest seeds/。")
    engine = _engine(path, immediate=False)
    found = _opened(engine, path)
    if found != HEAD:
        engine.dispose()
        raise Unavailable(
            f"{path}: 数据库版本是 {found or '空'}，程序要 {HEAD}；运行 ./run check 就会升级。"
        )
    return engine


def _opened(engine: Engine, path: Path) -> str | None:
    """Return the version of a database, or say why it cannot even be opened."""
    try:
        return schema_version(engine)
    except OperationalError as error:
        engine.dispose()
        if "locked" in str(error.orig):
            raise Unavailable(f"{path}: {LOCKED}") from None
        said = next(
            (words for part, words in REFUSED.items() if part in str(error.orig)), error.orig
        )
        raise Unavailable(f"{path}: 数据库打不开（{said}）；请检查文件和文件夹权限。") from None
    except (DatabaseError, UnicodeDecodeError):
        engine.dispose()
        raise Unavailable(f"{path}: 数据库已损坏；请从备份恢复（./run restore）。") from None


def schema_version(engine: Engine) -> str | None:
    """Return the migration the database stands at, or nothing for an empty file."""
    try:
        with engine.connect() as connection:
            row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
    except OperationalError as error:
        if "no such table" in str(error):
            return None
        raise
    return None if row is None else str(row[0])


def tells_of_damage(error: Exception) -> bool:
    """Tell whether an error says that the file is damaged, and not that it was asked amiss."""
    cause = error.orig if isinstance(error, DatabaseError) else error
    said = str(cause) if isinstance(cause, sqlite3.DatabaseError) else ""
    return any(words in said for words in DAMAGE)


def session(engine: Engine) -> Session:
    """Return a session; rows stay readable after commit."""
    return Session(engine, expire_on_commit=False)


def beside(engine: Engine) -> sqlite3.Connection:
    """Return a connection that only reads, in no transaction: each look sees what is committed."""
    raw = sqlite3.connect(str(engine.url.database), isolation_level=None)
    raw.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    raw.execute("PRAGMA query_only=1")
    return raw


def driver(connection: Connection) -> sqlite3.Connection:
    """Return SQLite's own connection, inside the transaction of SQLAlchemy's.

    Where many rows are written for each letter, what stands between costs more than SQLite does.
    """
    if not connection.in_transaction():
        connection.begin()
    return _raw(connection)


def _raw(connection: Connection) -> sqlite3.Connection:
    raw = connection.connection.driver_connection
    if not isinstance(raw, sqlite3.Connection):
        raise TypeError("the archive lives in SQLite")
    return raw


def only_reads(connection: Connection) -> bool:
    """Tell whether a connection is a reader's: what it has seen once is committed."""
    return bool(connection.info.get(READS))


def moment(at: datetime) -> str:
    """Return a time as SQLAlchemy keeps it in SQLite."""
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")


def moment_of(kept: str) -> datetime:
    """Return a time that SQLite keeps so; all are of one zone."""
    return datetime.fromisoformat(kept).replace(tzinfo=UTC)


def _engine(path: Path, *, immediate: bool) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        connect_args={"check_same_thread": False, "timeout": 10},
        # never a wait: who waited for a connection would keep a thread from who holds one
        max_overflow=-1,
    )

    @event.listens_for(engine, "connect")
    def _connected(raw: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        raw.isolation_level = None  # we begin transactions ourselves, below
        raw.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        raw.execute("PRAGMA synchronous=NORMAL")
        raw.execute("PRAGMA temp_store=MEMORY")
        raw.execute("PRAGMA mmap_size=2147418112")
        if immediate:
            raw.execute("PRAGMA journal_mode=WAL")
            raw.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
            raw.execute(f"PRAGMA wal_autocheckpoint={WAL_PAGES}")
        else:
            raw.execute("PRAGMA query_only=1")
            record.info[READS] = True

    @event.listens_for(engine, "begin")
    def _begun(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    if immediate:
        _keep_sums(engine, path)
    return engine


def _keep_sums(engine: Engine, path: Path) -> None:
    """Have the sums of pages kept: by all that ever writes, before the log begins anew."""

    keeper = sums.Keeper(path)

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        keeper.note(_raw(connection), WAL_PAGES)

    @event.listens_for(engine, "commit")
    def _commits(connection: Connection) -> None:
        raw = _raw(connection)
        if raw.in_transaction:  # a disk that is full has ended it
            (count,) = raw.execute("PRAGMA user_version").fetchone()
            raw.execute(f"PRAGMA user_version={(count + 1) % (1 << 31)}")  # on the first page

    @event.listens_for(engine, "close")
    def _closes(raw: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        with suppress(sqlite3.Error):  # whoever writes now has looked as it began
            raw.rollback()
            raw.execute("PRAGMA busy_timeout=0")
            raw.execute("BEGIN IMMEDIATE")
            keeper.note(raw)
            raw.rollback()
