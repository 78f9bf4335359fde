"""Answers already made: the last ones in memory, and behind them the file that workers share."""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass, field

from app.store.shared import Shared

ROOM = 8 << 20  # bytes of a worker's memory for answers
LARGEST = 128 << 10  # of one answer


@dataclass(frozen=True, slots=True)
class Route:
    """The route that made an answer, as far as counting asks for it."""

    path: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it went out: its headers, and its body compressed."""

    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    route: Route

    def packed(self) -> bytes:
        """Return the answer as bytes."""
        headers = [
            [name.decode("latin-1"), value.decode("latin-1")] for name, value in self.headers
        ]
        return json.dumps([self.route.path, headers]).encode() + b"\n" + self.body


def unpacked(held: bytes) -> Answer:
    """Return the answer that was packed."""
    head, _, body = held.partition(b"\n")
    path, headers = json.loads(head)
    pairs = ((name.encode("latin-1"), value.encode("latin-1")) for name, value in headers)
    return Answer(tuple(pairs), body, Route(path))


@dataclass(slots=True)
class Shelf:
    """The answers last asked for, by their tags."""

    room: int = ROOM
    shared: Shared | None = None
    held: int = 0
    _answers: OrderedDict[str, Answer] = field(default_factory=OrderedDict)

    def answer(self, tag: str) -> Answer | None:
        """Return an answer, if it is here or another worker has made it."""
        found = self._answers.get(tag)
        if found is not None:
            self._answers.move_to_end(tag)
            return found
        held = self.shared.take(tag) if self.shared else None
        if held is None:
            return None
        found = unpacked(held)
        self._keep(tag, found)
        return found

    def put(self, tag: str, answer: Answer) -> None:
        """Keep an answer; those longest unasked give way."""
        if tag in self._answers or len(answer.body) > LARGEST:
            return
        self._keep(tag, answer)
        if self.shared:
            self.shared.put(tag, answer.packed())

    def _keep(self, tag: str, answer: Answer) -> None:
        self._answers[tag] = answer
        self.held += len(answer.body)
        while self.held > self.room:
            _, gone = self._answers.popitem(last=False)
            self.held -= len(gone.body)
