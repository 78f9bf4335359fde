"""Reading originals again: `dafu reindex` all of them, `dafu ocr` those that waited for it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from app.errors import ArchiveError, Unavailable
from app.ingest.corrections import addressed, all_corrections, corrected
from app.ingest.keeping import Archive
from app.ingest.worker import Answer, Job, Letters, Refused
from app.ingest.workers import shared_pool
from app.ledger import indexing as ledger
from app.model import Dossier
from app.privacy import public
from app.readers import ocr
from app.search import indexing
from app.store.database import driver
from app.store.facts import put_fact
from app.store.originals import path_of
from app.store.saving import rewrite
from app.store.sums import Keeper
from app.store.tables import PROBLEM, REPLY

WANTED = (REPLY.c.rowid, REPLY.c.id, REPLY.c.sha256, REPLY.c.part, REPLY.c.source_name)


def reindex(archive: Archive) -> str:
    """Read all replies again from their originals; return a sentence on what came of it."""
    with archive.engine.connect() as connection:
        rows = connection.execute(select(*WANTED).order_by(REPLY.c.rowid)).all()
    failed = _read_again(archive, rows)
    with archive.engine.begin() as connection:
        indexing.reindex(connection)
        ledger.rebuild(connection)
        if not failed:
            put_fact(connection, "contacts", archive.contacts)
    with archive.engine.connect() as connection:
        Keeper(Path(str(archive.engine.url.database))).refresh(driver(connection))
    return "\n".join([f"重读 {len(rows) - len(failed)} 件，失败 {len(failed)} 件。", *failed])


def recognise(archive: Archive) -> str:
    """Read the scans that were stored as 待识别; return a sentence on what came of it."""
    if not ocr.available():
        raise Unavailable(
            "本机没有装文字识别；请运行 .venv/bin/python -m pip install rapidocr onnxruntime，"
            "再运行 ./run ocr。"
        )
    waiting = (
        select(*WANTED)
        .join(PROBLEM, PROBLEM.c.reply == REPLY.c.rowid)
        .where(PROBLEM.c.code == ocr.NEEDS_OCR)
        .order_by(REPLY.c.rowid)
    )
    with archive.engine.connect() as connection:
        rows = connection.execute(waiting).all()
    failed = _read_again(archive, rows)
    with archive.engine.begin() as connection:
        done = [row.rowid for row in rows]
        indexing.put_many(connection, done)
        ledger.put_many(connection, done)
    return "\n".join([f"识别 {len(rows) - len(failed)} 件，失败 {len(failed)} 件。", *failed])


def _read_again(archive: Archive, rows: Sequence[Any]) -> list[str]:
    """Read each row's original again and write what it says; return why it could not be done."""
    jobs = (Job(str(path_of(archive.folder, row.sha256)), row.source_name) for row in rows)
    failed: list[str] = []
    with closing(shared_pool(archive.limits).answers(jobs)) as answers:
        for row, (_, answer) in zip(rows, answers, strict=True):
            try:
                with archive.engine.begin() as connection:
                    _rewrite(archive, connection, row, _letter(answer, row.part))
            except ArchiveError as error:
                failed.append(f"{row.id}: {error}")
    return failed


def _letter(answer: Answer, part: int) -> Dossier:
    if isinstance(answer, Refused):
        raise ArchiveError(answer.reason)
    if not isinstance(answer, Letters) or part >= len(answer.dossiers):
        raise ArchiveError(f"原始文件里没有第 {part + 1} 件答复了。")
    return answer.dossiers[part]


def _rewrite(archive: Archive, connection: Connection, row: Any, letter: Dossier) -> None:
    found = all_corrections(connection, archive.folder, row.id)
    dossier = corrected(public(letter, archive.contacts), found)
    rewrite(connection, row.rowid, addressed(connection, row.rowid, dossier), row.part)
