"""Making what comes next while the last is still worked on: a generator in a thread of its own.

The writer of an archive stores one portion of letters while the next is read. Were both done in
turn, the readers would stand idle as long as the writer writes, which is a third of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from queue import Queue
from threading import Event, Thread
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class _End(Generic[Item]):
    """Nothing comes any more: all was made, or this went wrong."""

    error: BaseException | None = None


@contextmanager
def ahead(
    make: Callable[[Callable[[], bool]], Generator[Item]],
) -> Iterator[Iterator[Item]]:
    """Give what a generator yields, the next item being made while one is used.

    The generator is begun, run and closed in the thread; at most one item waits. It is given a
    function that says whether nobody wants the rest; after its next item it is ended then.
    """
    made: Queue[Item | _End[Item]] = Queue(maxsize=1)
    left = Event()

    def run() -> None:
        try:
            with closing(make(left.is_set)) as items:
                for item in items:
                    made.put(item)
                    if left.is_set():
                        return
        except BaseException as error:  # noqa: BLE001 - told to who waits for the items
            made.put(_End(error))
        else:
            made.put(_End())

    thread = Thread(target=run, name="ahead", daemon=True)
    thread.start()
    try:
        yield _taken(made)
    finally:
        left.set()
        while thread.is_alive():
            _emptied(made)
            thread.join(0.05)


def _taken(made: Queue[Item | _End[Item]]) -> Iterator[Item]:
    while not isinstance(item := made.get(), _End):
        yield item
    if item.error is not None:
        raise item.error


def _emptied(made: Queue[Item | _End[Item]]) -> None:
    while not made.empty():
        made.get()
