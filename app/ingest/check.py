"""`dafu check`: is the archive whole? One finding a line, each with what to do."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DatabaseError

from app.errors import because
from app.ingest.opening import holds_any
from app.ingest.run import Archive
from app.ledger import indexing as ledger
from app.search import indexing
from app.store.database import beside, driver, schema_version
from app.store.facts import fact
from app.store.migrations import HEAD
from app.store.originals import path_of
from app.store.sums import Keeper
from app.store.tables import ORIGINAL, PARTS, REPLY

RESTORE = "请从备份恢复（./run restore），或运行 ./run reindex"
DERIVED = ("search_", "series_", "shingle_")  # tables that a reindex makes anew
ON_PAGES = """SELECT DISTINCT coalesce(known.tbl_name, held.name) FROM dbstat AS held
              LEFT JOIN sqlite_master AS known ON known.name = held.name
              WHERE held.pageno IN (SELECT value FROM json_each(?)) ORDER BY 1"""
LEAST_FREE = 200 << 20  # bytes below which an ingest would soon fail


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    ok: bool
    sentence: str


def findings(archive: Archive) -> Iterator[Finding]:
    """Yield what holds and what does not; what cannot even be looked at is a finding too."""
    for look in (_database, _pages, _texts, _counts, _index, _ledger, _policy, _files, _space):
        try:
            with archive.engine.connect() as connection:
                yield from look(archive, connection)
        except (DatabaseError, sqlite3.DatabaseError, UnicodeDecodeError) as error:
            name = (look.__doc__ or "").rstrip(".")
            yield Finding(False, f"{name}：看不了（{_why(error)}）；{RESTORE}")


def _why(error: DatabaseError | sqlite3.DatabaseError | UnicodeDecodeError) -> str:
    if isinstance(error, UnicodeDecodeError):  # its own sentence quotes the bytes
        return error.reason
    return str(error.orig if isinstance(error, DatabaseError) else error)


def _database(archive: Archive, connection: Connection) -> Iterator[Finding]:
    """数据库."""
    version = schema_version(archive.engine)
    yield Finding(version == HEAD, f"数据库版本 {version}（程序要 {HEAD}）")
    said = connection.execute(text("PRAGMA integrity_check(3)")).scalars().all()
    whole = list(said) == ["ok"]
    damage = "" if whole else f"；{RESTORE}"
    yield Finding(whole, f"数据库完整性：{'；'.join(said)}{damage}")


def _pages(archive: Archive, connection: Connection) -> Iterator[Finding]:
    """各页的校验和."""
    raw, keeper = driver(connection), Keeper(Path(str(archive.engine.url.database)))
    try:
        bad = keeper.differing(raw)
        if bad is None:
            count = keeper.renew(raw)
    except OSError as error:
        yield Finding(False, f"各页的校验和写不进去（{because(error)}）；请检查磁盘空间和权限")
        return
    if bad is None:
        said = f"已照现在的样子记下 {count} 页，供下次核对"
        yield Finding(True, f"各页的校验和：还没有，或是另一状态的；{said}")
    elif not bad:
        yield Finding(True, "数据库各页与写下时一致")
    else:
        yield Finding(False, _damage(raw, bad))


def _damage(raw: sqlite3.Connection, pages: tuple[int, ...]) -> str:
    held = _tables_on(raw, pages)
    derived = held and all(name.startswith(DERIVED) for name in held)
    where = f"（{'、'.join(held)}）" if held else ""
    advice = "请运行 ./run reindex" if derived else RESTORE
    return f"数据库有 {len(pages)} 页与写下时不同{where}：已损坏，或被别的程序改过；{advice}"


def _tables_on(raw: sqlite3.Connection, pages: tuple[int, ...]) -> list[str]:
    """Return which tables stand on some pages, as far as SQLite can tell."""
    try:
        return [str(name) for (name,) in raw.execute(ON_PAGES, (json.dumps(pages),))]
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return []


def _texts(archive: Archive, connection: Connection) -> Iterator[Finding]:
    """文字."""
    with closing(beside(archive.engine)) as raw:
        tables = raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        lost = {name: count for (name,) in tables if (count := _unreadable(raw, name))}
    for name, count in lost.items():
        yield Finding(False, f"表 {name} 有 {count} 处文字已损坏；{RESTORE}")
    if not lost:
        yield Finding(True, "库里的文字都读得出")


def _unreadable(raw: sqlite3.Connection, table: str) -> int:
    """Return how many texts of a table are none: SQLite's own check looks at no content."""
    lost = 0

    def decoded(data: bytes) -> str:
        nonlocal lost
        try:
            return data.decode()
        except UnicodeDecodeError:
            lost += 1
            return ""

    raw.text_factory = decoded
    for _ in raw.execute(f'SELECT * FROM "{table}"'):
        pass
    return lost


def _counts(archive: Archive, connection: Connection) -> Iterator[Finding]:
    """答复."""
    count, newest = connection.execute(
        select(func.count(), func.max(REPLY.c.dated)).select_from(REPLY)
    ).one()
    yield Finding(True, f"答复 {count} 件，最新答复日期 {newest or '—'}")
    yield from _orphans(connection)


def _index(archive: Archive, connection: Connection) -> Iterator[Finding]:
    """检索索引."""
    wrong = indexing.faults(connection) if holds_any(connection) else ()
    yield from (Finding(False, sentence) for sentence in wrong)
    if not wrong:
        yield Finding(True, "检索索引与库一致")


def _ledger(archive: Archive, connection: Connection) -> Iterator[Finding]:
    """数据账本."""
    wrong = ledger.faults(connection) if holds_any(connection) else ()
    yield from (Finding(False, sentence) for sentence in wrong)
    if not wrong:
        yield Finding(True, "数据账本与库一致")


def _policy(archive: Archive, connection: Connection) -> Iterator[Finding]:
    """设置."""
    yield _contacts(archive, connection)


def _files(archive: Archive, connection: Connection) -> Iterator[Finding]:
    """原始文件."""
    yield from _originals(archive.folder, connection)


def _space(archive: Archive, connection: Connection) -> Iterator[Finding]:
    """磁盘空间."""
    free = shutil.disk_usage(archive.folder).free
    held = sum(path.stat().st_size for path in archive.folder.glob("*.db*"))
    enough = free > max(held, LEAST_FREE)
    advice = "" if enough else "，不够再存一份库；请清理磁盘或换更大的盘"
    yield Finding(enough, f"磁盘剩余 {free >> 20:,} MB，库占 {held >> 20:,} MB{advice}")


def _orphans(connection: Connection) -> Iterator[Finding]:
    """Rows that hang on a reply that is not there."""
    for table in PARTS:
        known = select(REPLY.c.rowid)
        lost = connection.scalar(
            select(func.count()).select_from(table).where(table.c.reply.not_in(known))
        )
        if lost:
            yield Finding(
                False, f"表 {table.name} 有 {lost} 行没有对应的答复；请运行 ./run reindex。"
            )


def _contacts(archive: Archive, connection: Connection) -> Finding:
    made = fact(connection, "contacts") or archive.contacts
    return Finding(
        made == archive.contacts,
        f"联系方式按“{archive.contacts}”处理"
        + ("" if made == archive.contacts else f"，但库里是“{made}”；请运行 ./run reindex。"),
    )


def _originals(folder: Path, connection: Connection) -> Iterator[Finding]:
    damaged = lost = whole = 0
    for sha256 in connection.scalars(select(ORIGINAL.c.sha256)):
        path = path_of(folder, sha256)
        if not path.is_file():
            lost += 1
        elif hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            damaged += 1
        else:
            whole += 1
    yield Finding(not damaged and not lost, f"原始文件：完好 {whole}，损坏 {damaged}，缺少 {lost}")
