"""A walk's memory: which addresses were found, in what order, and under which file each is kept.

A walk through the whole site finds some ten addresses for every letter. Here they stand in a small
database of its own beside what is written, so that the walk needs the same memory however long
it is. Whoever ends the walk takes the file away.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType

CACHE_KIB = 2_048

_MAKE = (
    """CREATE TABLE found (number INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, file TEXT)"""
)
_FOUND = "INSERT OR IGNORE INTO found (address, file) VALUES (?, ?)"
_NEXT = """SELECT number, address FROM found WHERE number > ? AND file IS NULL
           ORDER BY number LIMIT 1"""
_KEPT = "UPDATE found SET file = ? WHERE address = ?"
_FILES = "SELECT file FROM found WHERE file LIKE ? ORDER BY number"
_HELD = """SELECT address, file FROM found
           WHERE file IS NOT NULL AND address IN (SELECT value FROM json_each(?))"""


class Trail:
    """Addresses in the order they were found, each once; for one `with`, then it is gone."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held = sqlite3.connect(path, isolation_level=None)
        self._held.execute("PRAGMA journal_mode=OFF")
        self._held.execute("PRAGMA synchronous=OFF")
        self._held.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
        self._held.execute(_MAKE)
        self._held.execute("BEGIN")

    def __enter__(self) -> Trail:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._held.close()
        self._path.unlink(missing_ok=True)

    def find(self, addresses: Iterable[str]) -> None:
        """Note addresses to go to; one that was found before stays where it stands."""
        self._held.executemany(_FOUND, ((address, None) for address in addresses))

    def keep(self, address: str, file: str) -> None:
        """Note under which file an address is kept, whether it was found before or not."""
        if not self._held.execute(_KEPT, (file, address)).rowcount:
            self._held.execute(_FOUND, (address, file))

    def waiting(self) -> Iterator[str]:
        """Yield every address without a file once, those too that are found meanwhile."""
        number = 0
        while row := self._held.execute(_NEXT, (number,)).fetchone():
            number, address = row
            yield address

    def files(self, suffix: str) -> Iterator[str]:
        """Yield the files that end so."""
        for (file,) in self._held.execute(_FILES, (f"%{suffix}",)):
            yield file

    def held(self, addresses: Iterable[str]) -> Mapping[str, str]:
        """Return the files of those addresses that have one."""
        asked = json.dumps(list(addresses))
        return dict(self._held.execute(_HELD, (asked,)))
