"""`dafu check`: is the archive whole? One finding a line, each with what to do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select, text

from app.ingest.run import Archive
from app.ledger import indexing as ledger
from app.search import indexing
from app.store.database import schema_version
from app.store.facts import fact
from app.store.migrations import HEAD
from app.store.originals import path_of
from app.store.tables import ORIGINAL, PARTS, REPLY


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    ok: bool
    sentence: str


def findings(archive: Archive) -> Iterator[Finding]:
    """Yield what holds and what does not."""
    version = schema_version(archive.engine)
    yield Finding(version == HEAD, f"数据库版本 {version}（程序要 {HEAD}）")
    with archive.engine.connect() as connection:
        said = connection.scalar(text("PRAGMA integrity_check"))
        yield Finding(said == "ok", f"数据库完整性：{said}")
        count = connection.scalar(select(func.count()).select_from(REPLY))
        yield Finding(True, f"答复 {count} 件")
        yield from _orphans(connection)
        wrong = indexing.faults(connection) if count else ()
        yield from (Finding(False, sentence) for sentence in wrong)
        if not wrong:
            yield Finding(True, "检索索引与库一致")
        wrong = ledger.faults(connection) if count else ()
        yield from (Finding(False, sentence) for sentence in wrong)
        if not wrong:
            yield Finding(True, "数据账本与库一致")
        yield _contacts(archive, connection)
        yield from _originals(archive.folder, connection)


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
