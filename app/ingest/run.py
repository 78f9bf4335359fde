"""One run of ingest: files are read in parallel, stored in order by one writer, and recorded.

Killed at any moment nothing is half there, and what was told of is there: running again finishes.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, update

from app.ingest.ahead import ahead
from app.ingest.attaching import letters_first, set_aside
from app.ingest.files import Candidate, candidates
from app.ingest.keeping import Archive, Fate, keep, with_original_kept
from app.ingest.memory import Memory
from app.ingest.worker import Answer, Job, Read
from app.ingest.workers import shared_pool
from app.ledger import indexing as ledger
from app.search import indexing
from app.store.facts import fact, put_fact
from app.store.tables import RUN

OBJECTS = 200_000
"""Made between two searches for garbage: about what a transaction's letters are made of."""
TURN = 0.001
"""Seconds that the writer may go on in Python while another thread waits; usual are five times."""
AT_ONCE = 500
"""Files stored in one transaction, at most: each rewrites what the ledger and the readers keep."""
PATIENCE = 5.0
"""Seconds after which a file that was read is stored, however few there are."""


@dataclass(slots=True)
class Report:
    """What a run came to."""

    run: int
    counts: dict[str, int] = field(
        default_factory=lambda: {"added": 0, "replaced": 0, "unchanged": 0, "failed": 0}
    )
    failures: list[Fate] = field(default_factory=list)
    stopped: bool = False  # before the end, as asked

    @property
    def ok(self) -> bool:
        """Whether every file was taken in."""
        return not self.counts["failed"] and not self.stopped


def ingest(
    archive: Archive, paths: list[Path], tell: Callable[[Fate], None] = lambda fate: None
) -> Report:
    """Take in every file below `paths`; `tell` hears of each once it is safely stored."""
    return ingest_jobs(archive, jobs(paths), " ".join(map(str, paths)), tell)


def jobs(paths: list[Path]) -> Iterator[Job]:
    """Yield the files below `paths` as there is to read of them."""
    return map(_job, candidates(paths))


def ingest_jobs(
    archive: Archive,
    wanted: Iterable[Job],
    command: str,
    tell: Callable[[Fate], None] = lambda fate: None,
    stopping: Callable[[], bool] = lambda: False,
) -> Report:
    """Take in files; `stopping` is asked after each, and what has been read is stored still."""
    report = Report(_begin(archive, command))
    with _for_a_run():
        _take_in(archive, wanted, report, tell, stopping)
        report.stopped = stopping()
        with archive.engine.begin() as connection:
            indexing.settle(connection)
    _end(archive, report)
    return report


def _take_in(
    archive: Archive,
    wanted: Iterable[Job],
    report: Report,
    tell: Callable[[Fate], None],
    stopping: Callable[[], bool],
) -> None:
    def read(left: Callable[[], bool]) -> Generator[list[Read]]:
        return _batches(archive, wanted, lambda: stopping() or left())

    with ahead(read) as batches:
        for batch in batches:
            for fate in keep(archive, batch, report.run):
                report.counts[fate.outcome] += 1
                if fate.outcome == "failed":
                    report.failures.append(fate)
                tell(fate)


@contextmanager
def _for_a_run() -> Iterator[None]:
    """Look for garbage in rings seldom: letters make many objects, and no ring.

    And let other threads in soon: a reader stands idle until the one that feeds it gets its turn.
    """
    objects, seconds = gc.get_threshold(), sys.getswitchinterval()
    gc.set_threshold(OBJECTS)
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        gc.set_threshold(*objects)
        sys.setswitchinterval(seconds)


def asked(archive: Archive, wanted: Iterable[Job]) -> Iterator[Job]:
    """Yield jobs as an archive asks for them: with letters ready to be written."""
    return (replace(job, contacts=archive.contacts) for job in wanted)


def _batches(
    archive: Archive, wanted: Iterable[Job], stopping: Callable[[], bool]
) -> Generator[list[Read]]:
    """Yield what was read in portions: full ones, or what there is when time is up."""
    pool = shared_pool(archive.limits)
    with Memory(archive) as memory, closing(pool.answers(asked(archive, wanted), memory)) as read:
        yield from _portions(letters_first(_kept_until(archive, read, stopping)))


def _portions(reads: Iterable[Read]) -> Iterator[list[Read]]:
    batch: list[Read] = []
    since = time.monotonic()
    for read in reads:
        batch.append(read)
        if len(batch) >= AT_ONCE or time.monotonic() - since > PATIENCE:
            yield batch
            batch, since = [], time.monotonic()
    if batch:
        yield batch


def _kept_until(
    archive: Archive, answers: Iterable[tuple[Job, Answer]], stopping: Callable[[], bool]
) -> Iterator[Read]:
    """Yield what was read, its original kept, until told to stop."""
    for position, (job, answer) in enumerate(answers):
        read = set_aside(Read(position, job, answer), archive.limits.file)
        yield with_original_kept(archive, read)
        if stopping():
            break


def _job(candidate: Candidate) -> Job:
    path = candidate.path.absolute()
    return Job(str(path), path.name, problem=candidate.problem)


def _begin(archive: Archive, command: str) -> int:
    with archive.engine.begin() as connection:
        if fact(connection, "contacts") is None:
            put_fact(connection, "contacts", archive.contacts)
        indexing.put_many(connection, [])  # an archive is whole before its first letter
        ledger.put_many(connection, [])
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


__all__ = ["Archive", "Fate", "Report", "ingest", "ingest_jobs", "jobs"]
