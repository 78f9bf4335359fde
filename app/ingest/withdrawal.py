"""`dafu withdraw`: a reply leaves the archive, and its address says why."""

from __future__ import annotations

from app.errors import BadInput
from app.ingest.keeping import Archive
from app.ledger import indexing as ledger
from app.search import indexing
from app.store import saving


def withdraw(archive: Archive, id: str, reason: str) -> str:
    """Take a reply out of store, index and ledger; return a sentence."""
    if not reason.strip():
        raise BadInput("撤下要写明原因（--reason）。")
    with archive.engine.begin() as connection:
        rowid = saving.withdraw(connection, id, reason)
        indexing.remove(connection, rowid)
        ledger.remove(connection, rowid)
    return f"{id}: 已撤下（{reason}）；原始文件仍在库里。"
