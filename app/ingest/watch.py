"""`--watch DIR`: a drop folder. A file is taken in once it has stopped growing."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from app.ingest.files import candidates
from app.ingest.keeping import Archive, Fate
from app.ingest.run import ingest_jobs
from app.ingest.worker import Job

State = tuple[int, int]


def watch(
    archive: Archive,
    folder: Path,
    tell: Callable[[Fate], None],
    stopping: Callable[[], bool],
    seconds: float = 2.0,
) -> None:
    """Take in what is put into `folder` until told to stop."""
    done: dict[Path, State] = {}
    before: dict[Path, State] = {}
    while not stopping():
        now = _states(folder)
        ready = [path for path, state in now.items() if before.get(path) == state]
        new = [path for path in ready if done.get(path) != now[path]]
        if new:
            wanted = (Job(str(path.absolute()), path.name) for path in new)
            ingest_jobs(archive, wanted, f"--watch {folder}", tell, stopping)
            done |= {path: now[path] for path in new}
        before = now
        _pause(seconds, stopping)


def _states(folder: Path) -> dict[Path, State]:
    """Return each file's size and time of change; links and what is no file are left alone."""
    found: dict[Path, State] = {}
    for candidate in candidates([folder]):
        if candidate.problem or not candidate.path.is_file():
            continue
        state = candidate.path.stat()
        found[candidate.path] = (state.st_size, state.st_mtime_ns)
    return found


def _pause(seconds: float, stopping: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while not stopping() and time.monotonic() < until:
        time.sleep(min(0.1, seconds))
