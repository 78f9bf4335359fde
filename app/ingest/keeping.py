"""What was read of some files → rows, index entries and the record of the run, all or nothing.

Several files share a transaction, because committing takes longer than storing a letter; each has
a savepoint of its own, and none is spoken of before the commit. Originals are written whole before
the transaction that speaks of them begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, insert

from app import __version__
from app.errors import ArchiveError
from app.ingest.corrections import apply
from app.ingest.worker import Answer, Job, Letters, Refused
from app.ledger import indexing as ledger
from app.model import Dossier
from app.privacy import Policy, public
from app.readers.sandbox import LIMITS, Limits
from app.search import indexing
from app.store import originals
from app.store.saving import Arrival, Kept, Saved, save
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
    if not isinstance(read.answer, Letters):
        return read
    sha256 = read.answer.dossiers[0].source.sha256
    try:
        originals.keep_file(archive.folder, sha256, Path(read.job.path))
    except (ArchiveError, FileNotFoundError, PermissionError) as error:
        reason = f"{read.job.name}: 原始文件没有存成（{error}）；请检查文件和权限。"
        return Read(read.position, read.job, Refused(reason))
    return read


def keep(archive: Archive, files: Sequence[Read], run: int) -> list[Fate]:
    """Store and index what was read of some files, in one transaction."""
    fates: list[Fate] = []
    changed: dict[int, None] = {}
    with archive.engine.begin() as connection:
        for read in files:
            fate, rows = _kept(archive, connection, read, run)
            fates.append(fate)
            changed |= dict.fromkeys(rows)
        indexing.put_many(connection, list(changed))
        ledger.put_many(connection, list(changed))
    return fates


def _kept(
    archive: Archive, connection: Connection, read: Read, run: int
) -> tuple[Fate, Sequence[int]]:
    """Store one file; return what became of it and the rows that are new or other than before."""
    job, answer = read.job, read.answer
    if isinstance(answer, Letters):
        try:
            with connection.begin_nested():
                saved = _saved(archive, connection, job, answer.dossiers, run)
        except ArchiveError as error:
            answer = Refused(error.detail)
        else:
            fate = Fate(job.place, _outcome(saved).value, tuple(kept.id for kept in saved))
            if fate.outcome != Saved.UNCHANGED:
                _note(connection, run, read.position, fate)
            rows = [kept.rowid for kept in saved if kept.saved is not Saved.UNCHANGED]
            return fate, rows
    assert isinstance(answer, Refused)
    fate = Fate(job.place, "failed", (), answer.reason)
    _note(connection, run, read.position, fate)
    return fate, ()


def _saved(
    archive: Archive, connection: Connection, job: Job, dossiers: tuple[Dossier, ...], run: int
) -> list[Kept]:
    source = dossiers[0].source
    saved = [
        save(
            connection,
            public(dossier, archive.contacts),
            Arrival(
                name=job.name,
                run=run,
                reader=dossier.source.media_type,
                program=__version__,
                part=part,
                folder=None if job.address else job.folder,
                address=job.address,
                member=job.member,
            ),
        )
        for part, dossier in enumerate(dossiers)
    ]
    for kept in saved:
        if kept.saved is not Saved.UNCHANGED:
            apply(connection, archive.folder, kept.id)
    if _outcome(saved) is not Saved.UNCHANGED:
        originals.register(connection, source.sha256, source.name, source.media_type, source.size)
    return saved


def _outcome(saved: Sequence[Kept]) -> Saved:
    came_to = {kept.saved for kept in saved}
    return next((s for s in (Saved.ADDED, Saved.REPLACED) if s in came_to), Saved.UNCHANGED)


def _note(connection: Connection, run: int, position: int, fate: Fate) -> None:
    row = {"run": run, "position": position, "name": fate.name, "outcome": fate.outcome}
    more = {"id": " ".join(fate.ids) or None, "reason": fate.reason}
    connection.execute(insert(RUN_FILE), row | more)


def rehearse(archive: Archive, files: Iterable[Read], tell: Callable[[Fate], None]) -> None:
    """Tell what `keep` would come to, and leave the archive as it is."""
    with archive.engine.connect() as connection:
        trial = connection.begin()
        try:
            for read in files:
                tell(_kept(archive, connection, read, run=0)[0])
        finally:
            trial.rollback()
