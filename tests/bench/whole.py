"""An archive of whole letters, taken in by the real ingest: figures, promises, originals and all.

The archive of `tests.bench.archive` is rows of words; every page and every file of this one weighs
what a real one weighs. It is made once for each number of letters and state of the rules, below
the system's temporary folder (DAFU_BENCH_FOLDER).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from app.config import Settings
from app.ingest.run import Archive, ingest
from app.ledger import indexing as ledger
from app.store.database import reader, writer
from app.store.migrations import HEAD
from app.store.tables import REPLY
from tests.bench.letters import letters

FOLDER = Path(os.environ.get("DAFU_BENCH_FOLDER", tempfile.gettempdir())) / "dafu-bench"


@dataclass(frozen=True, slots=True)
class Made:
    """An archive of made letters."""

    folder: Path
    ids: tuple[str, ...]
    agencies: tuple[str, ...]


def archive(count: int) -> Made:
    """Return an archive of so many letters, made now if it is not there yet."""
    rules = hashlib.sha256(f"{HEAD} {ledger.version()}".encode()).hexdigest()[:8]
    folder = FOLDER / f"whole-{count}-{rules}"
    if not folder.exists():
        draft = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(draft, ignore_errors=True)
        fill(draft, count)
        draft.rename(folder)
    return made_of(folder)


def made_of(folder: Path) -> Made:
    """Return what an archive holds."""
    engine = reader(folder / "dafu.db")
    with engine.connect() as connection:
        rows = connection.execute(select(REPLY.c.id, REPLY.c.agency).order_by(REPLY.c.rowid)).all()
    engine.dispose()
    agencies = dict.fromkeys(row.agency for row in rows if row.agency)
    return Made(folder, tuple(row.id for row in rows), tuple(agencies))


def fill(folder: Path, count: int) -> None:
    """Take so many letters in."""
    settings = Settings(data=folder)
    archive = Archive(writer(settings.database), folder, "mask")
    inbox = folder / "inbox"
    inbox.mkdir()
    for name, text in letters(count):
        (inbox / name).write_text(text, encoding="utf-8")
    if not ingest(archive, [inbox]).ok:
        raise SystemExit("some of the made letters could not be read")
    shutil.rmtree(inbox)
    archive.engine.dispose()
