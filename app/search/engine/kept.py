"""What a process has read of the indexes that it serves, within a limit of memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from threading import Lock
from typing import Any

CACHE_BYTES = 48 * 1024 * 1024  # full after a minute of a busy site, and then no more is taken


class Kept:
    """Things read from an index, the least used given up when they grow too big."""

    def __init__(self, room: int = CACHE_BYTES) -> None:
        self._room, self._used = room, 0
        self._lock = Lock()
        self._items: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()

    def of(self, key: Hashable, make: Callable[[], tuple[Any, int]]) -> Any:
        """Return what is kept under a key; made, with its size in bytes, where it is missing."""
        with self._lock:
            if (found := self._items.get(key)) is not None:
                self._items.move_to_end(key)
                return found[0]
        made = make()
        self.keep({key: made})
        return made[0]

    def keep(self, made: Mapping[Hashable, tuple[Any, int]]) -> None:
        """Keep things, each with its size in bytes; what is kept already stays."""
        with self._lock:
            for key, item in made.items():
                if self._items.setdefault(key, item) is item:
                    self._used += item[1]
            while self._used > self._room and len(self._items) > 1:
                self._used -= self._items.popitem(last=False)[1][1]

    def known(self, keys: Sequence[Hashable]) -> list[Any]:
        """Return what is kept under each key; None where it is missing."""
        with self._lock:
            found = [self._items.get(key) for key in keys]
            for key, item in zip(keys, found, strict=True):
                if item is not None:
                    self._items.move_to_end(key)
        return [item and item[0] for item in found]

    def clear(self) -> None:
        """Give everything up."""
        with self._lock:
            self._items.clear()
            self._used = 0


SHARED = Kept()
"""What this process has read: of every index that it serves."""
