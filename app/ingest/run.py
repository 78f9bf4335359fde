"""One run of ingest: process, store, index; one transaction a file, and a record of it all.

Killed at any moment nothing is half there: an original is written whole before the transaction
that speaks of it, and a file's letters, index entries and record are committed together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, func, insert, select, update

from app import __version__
from app.errors import ArchiveError
from app.ingest.files import Candidate, candidates
from app.ingest.worker import Answer, Job, Letters, Refused
from app.ingest.workers import shared_pool
from app.ledger import indexing as ledger
from app.model import Dossier
from app.privacy import Policy, public
from app.readers.sandbox import LIMITS, Limits
from app.search import indexing
from app.store import originals
from app.store.facts import fact, put_fact
from app.store.saving import Arrival, Saved, save
from app.store.tables import REPLY, RUN, RUN_FILE


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one file: every one ends as replies or as a reason."""

    name: str
    outcome: str  # added | replaced | unchanged | failed
    ids: tuple[str, ...] = ()
    reason: str | None = None


@dataclass(slots=True)
class Report:
    """What a run came to."""

    run: int
    counts: dict[str, int] = field(
        default_factory=lambda: {"added": 0, "replaced": 0, "unchanged": 0, "failed": 0}
    )
    failures: list[Fate] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether every file was taken in."""
        return not self.counts["failed"]


@dataclass(frozen=True, slots=True)
class Archive:
    """Where a run writes to, and how."""

    engine: Engine
    folder: Path  # of originals and corrections
    contacts: Policy
    limits: Limits = LIMITS  # of the children that read


def is_empty(archive: Archive) -> bool:
    """Whether nothing was ever taken in."""
    with archive.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(REPLY)) == 0


def ingest(
    archive: Archive, paths: list[Path], tell: Callable[[Fate], None] = lambda fate: None
) -> Report:
    """Take in every file below `paths`; `tell` hears of each as it is done."""
    report = Report(_begin(archive, paths))
    pool = shared_pool(archive.limits)
    jobs = map(_job, candidates(paths))
    for position, (job, answer) in enumerate(pool.answers(jobs)):
        fate = _take_in(archive, job, answer, report.run, position)
        report.counts[fate.outcome] += 1
        if fate.outcome == "failed":
            report.failures.append(fate)
        tell(fate)
    with archive.engine.begin() as connection:
        indexing.settle(connection)
    _end(archive, report)
    return report


def _job(candidate: Candidate) -> Job:
    path = candidate.path.absolute()
    return Job(str(path), path.name, problem=candidate.problem)


def _take_in(archive: Archive, job: Job, answer: Answer, run: int, position: int) -> Fate:
    if isinstance(answer, Refused):
        return _failed(archive, run, position, job.place, answer.reason)
    assert isinstance(answer, Letters)
    try:
        sha256 = answer.dossiers[0].source.sha256
        originals.keep_file(archive.folder, sha256, Path(job.path))
        with archive.engine.begin() as connection:
            return _store(archive, connection, job, answer.dossiers, run, position)
    except ArchiveError as error:
        return _failed(archive, run, position, job.place, error.detail)


def _store(
    archive: Archive,
    connection: Connection,
    job: Job,
    dossiers: tuple[Dossier, ...],
    run: int,
    position: int,
) -> Fate:
    """Store and index a file's letters inside the transaction that is open."""
    name, saved = job.place, []
    for part, dossier in enumerate(dossiers):
        arrival = Arrival(
            name=job.name,
            run=run,
            reader=dossier.source.media_type,
            program=__version__,
            part=part,
            folder=job.folder,
            member=job.member,
        )
        kept = save(connection, public(dossier, archive.contacts), arrival)
        saved.append(kept)
        if kept.saved is not Saved.UNCHANGED:
            indexing.put(connection, kept.rowid)
            ledger.put(connection, kept.rowid)
    ids = tuple(kept.id for kept in saved)
    outcome = next(
        (s for s in (Saved.ADDED, Saved.REPLACED) if any(k.saved is s for k in saved)),
        Saved.UNCHANGED,
    )
    if outcome is not Saved.UNCHANGED:
        source = dossiers[0].source
        originals.register(connection, source.sha256, source.name, source.media_type, source.size)
        row = {"run": run, "position": position, "name": name, "outcome": outcome.value}
        connection.execute(insert(RUN_FILE), row | {"id": " ".join(ids), "reason": None})
    return Fate(name, outcome.value, ids)


def _failed(archive: Archive, run: int, position: int, name: str, reason: str) -> Fate:
    with archive.engine.begin() as connection:
        row = {"run": run, "position": position, "name": name, "outcome": "failed"}
        connection.execute(insert(RUN_FILE), row | {"id": None, "reason": reason})
    return Fate(name, "failed", (), reason)


def _begin(archive: Archive, paths: list[Path]) -> int:
    command = " ".join(str(path) for path in paths)
    with archive.engine.begin() as connection:
        if fact(connection, "contacts") is None:
            put_fact(connection, "contacts", archive.contacts)
        row = {"started": _now(), "ended": None, "command": command}
        run: int = connection.execute(insert(RUN).returning(RUN.c.rowid), row).scalar_one()
        return run


def _end(archive: Archive, report: Report) -> None:
    with archive.engine.begin() as connection:
        connection.execute(
            update(RUN).where(RUN.c.rowid == report.run).values(ended=_now(), **report.counts)
        )


def _now() -> datetime:
    return datetime.now(UTC)
