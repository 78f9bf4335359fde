"""Points that disagree with one another, directly or through a third, as groups of one series.

A hundred letters that say 450 and a hundred that say 352 make ten thousand pairs, but one group of
two hundred points: what is stored grows with the points. A group is known by its first point, so
that it is the same whichever letter came first.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.ledger.series.rows import Place


class Groups:
    """The groups of one series, being joined."""

    def __init__(self, known: Iterable[tuple[Place, Place]] = ()) -> None:
        """Begin with points and the first one of each one's group."""
        self._first = dict(known)
        self._members: dict[Place, list[Place]] = {}
        for place, first in self._first.items():
            self._members.setdefault(first, []).append(place)
        self.changed: set[Place] = set()

    def __len__(self) -> int:
        """Return how many groups there are."""
        return len(self._members)

    def first(self, place: Place) -> Place:
        """Return the first point of a point's group: its own, where it disagrees with none."""
        return self._first.get(place, place)

    def join(self, one: Place, other: Place) -> None:
        """Note that two points disagree."""
        first, last = sorted((self.first(one), self.first(other)))
        if first == last:
            return
        moved = self._members.pop(last, [last])
        added = moved if first in self._members else [first, *moved]
        self._members.setdefault(first, []).extend(added)
        self._first |= dict.fromkeys(added, first)
        self.changed.update(added)
