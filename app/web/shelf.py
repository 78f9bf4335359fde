"""Pages already made, for as long as they are true.

A page follows from what its ETag is made of (revision, program, day, address, large text), so a
page made once under a tag is the page for whoever asks under the same tag. An ingest changes the
revision and with it every tag; old pages then leave the shelf as new ones come.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

ROOM = 256  # pages; some 50 KB each


@dataclass(slots=True)
class Shelf:
    """The pages last asked for, by ETag."""

    _pages: OrderedDict[str, str] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def page(self, etag: str) -> str | None:
        """Return a page, if it was made."""
        with self._lock:
            if etag in self._pages:
                self._pages.move_to_end(etag)
            return self._pages.get(etag)

    def put(self, etag: str, html: str) -> None:
        """Keep a page; the one longest unasked gives way."""
        with self._lock:
            self._pages[etag] = html
            self._pages.move_to_end(etag)
            if len(self._pages) > ROOM:
                self._pages.popitem(last=False)
