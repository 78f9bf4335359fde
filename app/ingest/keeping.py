"""What was read of some files → rows, index entries and the record of the run, all or nothing.

Several files share a transaction, because committing takes longer than storing a letter; each has
a savepoint of its own, and none is spoken of before the commit. Originals are written whole before
the transaction that speaks of them begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, Engine

from app import __version__
from app.errors import ArchiveError
from app.ingest.corrections import apply
from app.ingest.worker import Answer, Job, Known, Prepared, Refused
from app.ledger import indexing as ledger
from app.ledger.page import Page
from app.privacy import Policy
from app.readers.sandbox import LIMITS, Limits
from app.search import indexing
from app.store import originals
from app.store.database import driver
from app.store.saving import Arrival, Kept, Saved, save_rows
from app.store.tables import RUN_FILE


@dataclass(frozen=True, slots=True)
class Archive:
    """Where a run writes to, and how."""

    engine: Engine
    folder: Path  # of originals and corrections
    contacts: Policy
    limits: Limits = LIMITS  # of the children that read


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one file: every one ends as replies or as a reason."""

    name: str
    outcome: str  # added | replaced | unchanged | failed
    ids: tuple[str, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read: its place in the run, and what was understood or why not."""

    position: int
    job: Job
    answer: Answer


def with_original_kept(archive: Archive, read: Read) -> Read:
    """Write a file's original beside the database; say so instead where that is impossible."""
    if not isinstance(read.answer, Prepared):
        return read
    sha256 = read.answer.letters[0].rows.reply["sha256"]
    try:
        originals.keep_file(archive.folder, sha256, Path(read.job.path))
    except (ArchiveError, FileNotFoundError, PermissionError) as error:
        reason = f"{read.job.name}: 原始文件没有存成（{error}）；请检查文件和权限。"
        return Read(read.position, read.job, Refused(reason))
    return read


def keep(archive: Archive, files: Sequence[Read], run: int) -> list[Fate]:
    """Store and index what was read of some files, in one transaction."""
    known = [_unchanged(r.job, r.answer) for r in files if isinstance(r.answer, Known)]
    if len(known) == len(files):
        return known
    fates: list[Fate] = []
    changed: dict[int, Page | None] = {}
    with archive.engine.begin() as connection:
        for read in files:
            fate, pages = _kept(archive, connection, read, run)
            fates.append(fate)
            changed |= pages
        indexing.put_many(connection, list(changed))
        ledger.put_pages(connection, {row: page for row, page in changed.items() if page})
        ledger.put_many(connection, [row for row, page in changed.items() if not page])
    return fates


def _kept(
    archive: Archive, connection: Connection, read: Read, run: int
) -> tuple[Fate, dict[int, Page | None]]:
    """Store one file; return what became of it and the rows that are new or other than before.

    A row comes with its page of the ledger, where that is as the letter was read.
    """
    job, answer = read.job, read.answer
    if isinstance(answer, Known):
        return _unchanged(job, answer), {}
    if isinstance(answer, Prepared):
        raw = driver(connection)
        raw.execute("SAVEPOINT file")
        try:
            saved, pages = _saved(archive, connection, job, answer, run)
        except ArchiveError as error:
            raw.execute("ROLLBACK TO file")
            answer = Refused(error.detail)
        else:
            fate = Fate(job.place, _outcome(saved).value, tuple(kept.id for kept in saved))
            if fate.outcome != Saved.UNCHANGED:
                _note(connection, run, read.position, fate)
            return fate, pages
        finally:
            if raw.in_transaction:  # a disk that is full has ended it
                raw.execute("RELEASE file")
    assert isinstance(answer, Refused)
    fate = Fate(job.place, "failed", (), answer.reason)
    _note(connection, run, read.position, fate)
    return fate, {}


def _unchanged(job: Job, answer: Known) -> Fate:
    return Fate(job.place, Saved.UNCHANGED.value, answer.ids)


def _saved(
    archive: Archive, connection: Connection, job: Job, answer: Prepared, run: int
) -> tuple[list[Kept], dict[int, Page | None]]:
    saved: list[Kept] = []
    pages: dict[int, Page | None] = {}
    for part, letter in enumerate(answer.letters):
        kept = save_rows(
            connection,
            letter.rows,
            Arrival(
                name=job.name,
                run=run,
                reader=letter.rows.reply["media_type"],
                program=__version__,
                part=part,
                folder=None if job.address else job.folder,
                address=job.address,
                member=job.member,
            ),
        )
        if kept.saved is not Saved.UNCHANGED:
            now = apply(connection, archive.folder, kept.id)
            kept = replace(kept, id=now or kept.id)
            other = now is not None or kept.id != letter.page.id
            pages[kept.rowid] = None if other else letter.page
        saved.append(kept)
    if _outcome(saved) is not Saved.UNCHANGED:
        row = answer.letters[0].rows.reply
        about = (row["sha256"], row["source_name"], row["media_type"], row["size"])
        originals.register(connection, *about)
    return saved, pages


def _outcome(saved: Sequence[Kept]) -> Saved:
    came_to = {kept.saved for kept in saved}
    return next((s for s in (Saved.ADDED, Saved.REPLACED) if s in came_to), Saved.UNCHANGED)


def _note(connection: Connection, run: int, position: int, fate: Fate) -> None:
    row = (run, position, fate.name, fate.outcome, " ".join(fate.ids) or None, fate.reason)
    driver(connection).execute(_NOTE, row)


_NOTE = f"""INSERT INTO {RUN_FILE.name} (run, position, name, outcome, id, reason)
            VALUES (?, ?, ?, ?, ?, ?)"""


def rehearse(archive: Archive, files: Iterable[Read], tell: Callable[[Fate], None]) -> None:
    """Tell what `keep` would come to, and leave the archive as it is."""
    with archive.engine.connect() as connection:
        trial = connection.begin()
        try:
            for read in files:
                tell(_kept(archive, connection, read, run=0)[0])
        finally:
            trial.rollback()
