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
from app.errors import ArchiveError, because
from app.ingest.attaching import attach, is_called_attachment, letters_first, set_aside, unowned
from app.ingest.corrections import apply
from app.ingest.worker import Aside, Job, Known, Prepared, Read, Ready, Refused
from app.ledger import indexing as ledger
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
    unowned: bool = False  # an attachment of nobody knows which letter, which may still come


def with_original_kept(archive: Archive, read: Read) -> Read:
    """Write a file's original beside the database; say so instead where that is impossible."""
    if isinstance(read.answer, Aside):
        sha256 = read.answer.sha256
    elif isinstance(read.answer, Prepared):
        sha256 = read.answer.letters[0].rows.reply["sha256"]
    else:
        return read
    try:
        originals.keep_file(archive.folder, sha256, Path(read.job.path))
    except (ArchiveError, FileNotFoundError, PermissionError) as error:
        said = because(error) if isinstance(error, OSError) else error
        reason = f"{read.job.name}: 原始文件没有存成（{said}）；请检查文件和权限。"
        return Read(read.position, read.job, Refused(reason))
    return read


def keep(archive: Archive, files: Sequence[Read], run: int) -> list[Fate]:
    """Store and index what was read of some files, in one transaction."""
    known = [_unchanged(r.job, r.answer) for r in files if isinstance(r.answer, Known)]
    if len(known) == len(files):
        return known
    fates: list[Fate] = []
    changed: dict[int, Ready | None] = {}
    with archive.engine.begin() as connection:
        for read in files:
            fate, letters = _kept(archive, connection, read, run)
            fates.append(fate)
            changed |= letters
        ready = {row: letter for row, letter in changed.items() if letter}
        other = [row for row, letter in changed.items() if not letter]
        indexing.put_many(connection, other, {row: one.entry for row, one in ready.items()})
        ledger.put_pages(connection, {row: one.page for row, one in ready.items()})
        ledger.put_many(connection, other)
    return fates


def _kept(
    archive: Archive, connection: Connection, read: Read, run: int
) -> tuple[Fate, dict[int, Ready | None]]:
    """Store one file; return what became of it and the rows that are new or other than before.

    A row comes with its letter, where that is stored as it was read.
    """
    job, answer = read.job, read.answer
    if isinstance(answer, Aside):
        owner = attach(connection, job, answer, run)
        if owner is not None:
            fate = Fate(job.place, Saved.ADDED.value, (owner,))
            _note(connection, run, read.position, fate)
            return fate, {}
        if is_called_attachment(job):
            return replace(_failed(connection, read, unowned(job).reason, run), unowned=True), {}
        answer = answer.otherwise
    if isinstance(answer, Known):
        return _unchanged(job, answer), {}
    if isinstance(answer, Prepared):
        return _written(archive, connection, read, answer, run)
    assert isinstance(answer, Refused)
    return _failed(connection, read, answer.reason, run), {}


def _written(
    archive: Archive, connection: Connection, read: Read, answer: Prepared, run: int
) -> tuple[Fate, dict[int, Ready | None]]:
    """Store the letters of a file, all of them or none."""
    raw = driver(connection)
    raw.execute("SAVEPOINT file")
    try:
        saved, letters = _saved(archive, connection, read.job, answer, run)
    except ArchiveError as error:
        raw.execute("ROLLBACK TO file")
        return _failed(connection, read, error.detail, run), {}
    else:
        fate = Fate(read.job.place, _outcome(saved).value, tuple(kept.id for kept in saved))
        if fate.outcome != Saved.UNCHANGED:
            _note(connection, run, read.position, fate)
        return fate, letters
    finally:
        if raw.in_transaction:  # a disk that is full has ended it
            raw.execute("RELEASE file")


def _failed(connection: Connection, read: Read, reason: str, run: int) -> Fate:
    fate = Fate(read.job.place, "failed", (), reason)
    _note(connection, run, read.position, fate)
    return fate


def _unchanged(job: Job, answer: Known) -> Fate:
    return Fate(job.place, Saved.UNCHANGED.value, answer.ids)


def _saved(
    archive: Archive, connection: Connection, job: Job, answer: Prepared, run: int
) -> tuple[list[Kept], dict[int, Ready | None]]:
    saved: list[Kept] = []
    letters: dict[int, Ready | None] = {}
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
                member=job.within,
            ),
        )
        if kept.saved is not Saved.UNCHANGED:
            now = apply(connection, archive.folder, kept.id)
            kept = replace(kept, id=now or kept.id)
            other = now is not None or kept.id != letter.page.id
            letters[kept.rowid] = None if other else letter
        saved.append(kept)
    row = answer.letters[0].rows.reply
    about = (row["sha256"], row["source_name"], row["media_type"], row["size"])
    originals.register(connection, *about)
    return saved, letters


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
            aside = (set_aside(read, archive.limits.file) for read in files)
            for read in letters_first(aside):
                tell(_kept(archive, connection, read, run=0)[0])
        finally:
            trial.rollback()
