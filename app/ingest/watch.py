"""`--watch DIR`: a drop folder. A file is taken in once it has stopped growing.

An attachment may be put there before its letter: it waits, and is looked at again whenever another
file has come into its folder.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from sqlalchemy.exc import OperationalError

from app.errors import BadInput
from app.ingest.files import candidates
from app.ingest.keeping import Archive, Fate
from app.ingest.run import ingest_jobs
from app.ingest.worker import Job

State = tuple[int, int]
Tell = Callable[[Fate], None]
WAITS = "像是附件，还看不出属于哪一件答复；那件答复放进同一个文件夹时一并收录。"
LOCKED = "数据库正被另一个程序写入；放进来的文件稍后再收。"


def watch(
    archive: Archive,
    folder: Path,
    tell: Tell,
    stopping: Callable[[], bool],
    seconds: float = 2.0,
) -> None:
    """Take in what is put into `folder` until told to stop."""
    if not folder.is_dir():
        raise BadInput(f"{folder}: 没有这个文件夹；请检查路径。")
    done: dict[Path, State] = {}
    before: dict[Path, State] = {}
    waiting: set[Path] = set()
    while not stopping():
        now = _states(folder.absolute())
        new = [p for p, state in now.items() if before.get(p) == state != done.get(p)]
        again = sorted(path for path in waiting & now.keys() if _beside(path, new))
        if new and _taken(archive, folder, sorted({*new, *again}), _told(tell, waiting), stopping):
            done |= {path: now[path] for path in new}
        before = now
        _pause(seconds, stopping)


def _taken(
    archive: Archive, folder: Path, paths: list[Path], tell: Tell, stopping: Callable[[], bool]
) -> bool:
    """Take files in; return whether that could be done now."""
    try:
        wanted = (Job(str(path), path.name) for path in paths)
        ingest_jobs(archive, wanted, f"--watch {folder}", tell, stopping)
    except OperationalError as error:
        if "locked" not in str(error.orig):
            raise
        tell(Fate(str(folder), "waiting", (), f"{folder}: {LOCKED}"))
        return False
    return True


def _told(tell: Tell, waiting: set[Path]) -> Tell:
    """Return what tells of a file, and once of an attachment that waits for its letter."""

    def told(fate: Fate) -> None:
        path = Path(fate.name)
        if not fate.unowned:
            waiting.discard(path)
            tell(fate)
        elif path not in waiting:
            waiting.add(path)
            tell(replace(fate, outcome="waiting", reason=f"{path.name}: {WAITS}"))

    return told


def _beside(path: Path, new: Iterable[Path]) -> bool:
    """Tell whether one of some files stands where the letter of an attachment may stand."""
    return any(other.parent in (path.parent, path.parent.parent) for other in new)


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
