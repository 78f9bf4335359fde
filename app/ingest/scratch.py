"""Folders for what is unpacked or fetched, gone with the process that uses them.

A process that is killed leaves its folder behind. Each is locked by the process that made it, and
the system lets go of a lock when that process ends, however it does: so the next run can tell a
folder that is used from one that is not, without believing in process numbers.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

KINDS = ("spool", "url", "dry")


class Scratch:
    """A folder of this process, until it is closed."""

    def __init__(self, kind: str) -> None:
        _clear()
        self.path, self._lock = _made(f"dafu-{kind}-")
        self._open = True

    def close(self) -> None:
        """Remove the folder and let go of it; what is closed already stays so."""
        if self._open:
            self._open = False
            shutil.rmtree(self.path, ignore_errors=True)
            os.close(self._lock)


@contextmanager
def scratch(kind: str) -> Iterator[Path]:
    """Give a folder that is gone afterwards."""
    made = Scratch(kind)
    try:
        yield made.path
    finally:
        made.close()


def _made(prefix: str) -> tuple[Path, int]:
    """Return a new folder, and the lock that says it is used."""
    while True:
        path = Path(tempfile.mkdtemp(prefix=prefix))
        with suppress(FileNotFoundError):
            lock = os.open(path, os.O_RDONLY)
            fcntl.flock(lock, fcntl.LOCK_EX)
            if path.exists():
                return path, lock
            os.close(lock)  # another run's clearing was here before the lock


def _clear() -> None:
    """Remove this user's folders that nobody uses any more."""
    for kind in KINDS:
        for path in Path(tempfile.gettempdir()).glob(f"dafu-{kind}-*"):
            with suppress(OSError):  # gone meanwhile, or locked: used
                lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
                try:
                    if os.fstat(lock).st_uid == os.geteuid():
                        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                        shutil.rmtree(path, ignore_errors=True)
                finally:
                    os.close(lock)
