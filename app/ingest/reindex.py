"""`dafu reindex`: read every original again under the present program and settings."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from app.errors import ArchiveError
from app.ingest.run import Archive
from app.ledger import indexing as ledger
from app.pipeline import process_bytes
from app.privacy import public
from app.search import indexing
from app.store.facts import put_fact
from app.store.originals import original
from app.store.saving import rewrite
from app.store.tables import REPLY


def reindex(archive: Archive) -> str:
    """Read all replies again from their originals; return a sentence on what came of it."""
    done, failed = 0, []
    with archive.engine.connect() as connection:
        todo = connection.execute(
            select(REPLY.c.rowid, REPLY.c.id, REPLY.c.sha256, REPLY.c.part, REPLY.c.source_name)
        ).all()
    for row in todo:
        try:
            letters = process_bytes(original(archive.folder, row.sha256), row.source_name)
            dossier = public(letters[row.part], archive.contacts)
            dossier = replace(dossier, reply=replace(dossier.reply, id=row.id))
            with archive.engine.begin() as connection:
                rewrite(connection, row.rowid, dossier, row.part)
            done += 1
        except (ArchiveError, IndexError) as error:
            failed.append(f"{row.id}: {error}")
    with archive.engine.begin() as connection:
        indexing.reindex(connection)
        ledger.rebuild(connection)
        if not failed:
            put_fact(connection, "contacts", archive.contacts)
    return "\n".join([f"重读 {done} 件，失败 {len(failed)} 件。", *failed])
