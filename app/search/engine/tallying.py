"""How often each facet value occurs among hits, exactly, in whichever way is the quickest.

Few hits: their values are looked up and counted. Many: each value's bitmap is intersected with
them. Nearly all: with those that are not hits.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from pyroaring import BitMap

from app.search.engine.rows import bits, entries
from app.search.engine.terms import Numbers

Key = tuple[str, str]

WIDTH = 16  # values of an entry that are kept in a row; the few further ones apart
LOOKED_UP, CUT = 0.012, 0.3  # microseconds: to count one value of a hit, to intersect one bitmap
CUT_EACH = 0.000_004  # and of that for each entry of the archive


@dataclass(frozen=True, slots=True)
class Values:
    """The facet values of all entries; each has a place, from 1."""

    places: dict[Key, int]
    held: list[BitMap]  # by place
    sizes: Numbers  # of those among the living, by place
    rows: Numbers  # the places of each entry's values, 0 where there are no more
    width: int  # of the rows, that is in use
    more: dict[int, tuple[int, ...]]  # places of values beyond the rows
    facets: dict[str, dict[str, int]]  # by facet: value → place

    @classmethod
    def none(cls) -> Values:
        """Return the values of no entry."""
        rows = np.zeros((1024, WIDTH), np.uint16)
        return cls({}, [BitMap()], np.zeros(1, np.int64), rows, 0, {}, {})

    @classmethod
    def of(cls, held: Mapping[Key, BitMap], last: int, alive: BitMap) -> Values:
        """Return the values of entries up to one, from the entries of each."""
        found = cls.none()._roomy(last)
        used = np.zeros(last + 1, np.int64)
        more: dict[int, tuple[int, ...]] = {}
        for place, docs in enumerate(held.values(), 1):
            every = entries(docs)
            fit = every[used[every] < WIDTH]
            found.rows[fit, used[fit]] = place
            for doc in every[used[every] >= WIDTH].tolist():
                more[doc] = (*more.get(doc, ()), place)
            used[every] += 1
        places = {key: place for place, key in enumerate(held, 1)}
        width = min(int(used.max(initial=0)), WIDTH)
        whole = replace(found, places=places, held=[BitMap(), *held.values()], width=width)
        return replace(whole, more=more, facets=_by_facet(places))._counted(alive)

    def bitmap(self, key: Key) -> BitMap | None:
        """Return the entries with a value."""
        place = self.places.get(key)
        return None if place is None else self.held[place]

    def with_new(self, new: Iterable[tuple[int, Sequence[Key]]], alive: BitMap) -> Values:
        """Return these values and those of new entries."""
        added: dict[Key, list[int]] = {}
        for doc, keys in new:
            for key in keys:
                added.setdefault(key, []).append(doc)
        if not added:
            return self._counted(alive)
        last = max(docs[-1] for docs in added.values())
        places, held = dict(self.places), list(self.held)
        for key in added.keys() - places.keys():
            places[key] = len(held)
            held.append(BitMap())
        grown = self._roomy(last)
        more, width = dict(self.more), self.width
        used: dict[int, int] = {}
        cells: list[tuple[int, int, int]] = []
        for key, docs in added.items():
            place = places[key]
            held[place] = held[place] | BitMap(docs)
            for doc in docs:
                at = used[doc] = used.get(doc, -1) + 1
                if at < WIDTH:
                    cells.append((doc, at, place))
                else:
                    more[doc] = (*more.get(doc, ()), place)
        at_doc, at_place, put = np.array(cells, np.int64).T
        grown.rows[at_doc, at_place] = put  # at once: readers wait for this after each change
        width = max(width, min(max(used.values()) + 1, WIDTH))
        facets = self.facets if len(places) == len(self.places) else _by_facet(places)
        found = replace(grown, places=places, held=held, width=width, more=more, facets=facets)
        return found._counted(alive)

    def _roomy(self, last: int) -> Values:
        """Return values that have a row for entry `last`."""
        if last < len(self.rows):
            return self
        rows = np.zeros((2 * (last + 1), WIDTH), np.uint16)
        rows[: len(self.rows)] = self.rows
        return replace(self, rows=rows)

    def _counted(self, alive: BitMap) -> Values:
        sizes = [held.intersection_cardinality(alive) for held in self.held]
        return replace(self, sizes=np.array(sizes, np.int64))

    def counts(self, hits: BitMap, alive: BitMap | None) -> Numbers:
        """Return how many hits each value has, by place; `alive` if `sizes` counts among those."""
        number, all_of_them = len(hits), 0 if alive is None else len(alive)
        cutting = len(self.held) * (CUT + CUT_EACH * all_of_them)
        if number * self.width * LOOKED_UP < cutting:
            return self._looked_up(hits)
        if alive is None or 2 * number < all_of_them:
            counts = [held.intersection_cardinality(hits) for held in self.held]
            return np.array(counts, np.int64)
        return self.sizes - self.counts(alive - hits, None)

    def _looked_up(self, hits: BitMap) -> Numbers:
        found = self.rows[entries(hits), : self.width].ravel()
        counts = np.bincount(found, minlength=len(self.held))
        if self.more:
            for doc in bits(np.fromiter(self.more, np.uint32)) & hits:
                counts[list(self.more[doc])] += 1
        return counts

    def tally(self, facet: str, counts: Numbers) -> Tally:
        """Return the counts of one facet."""
        return Tally(self.facets.get(facet, {}), counts)


class Tally(Mapping[str, int]):
    """The counts of a facet's values that occur, made when they are asked for."""

    __slots__ = ("_held", "_places", "counts")

    def __init__(self, places: dict[str, int], counts: Numbers) -> None:
        self._places, self.counts = places, counts
        self._held: dict[str, int] | None = None

    def _all(self) -> dict[str, int]:
        if self._held is None:
            counts = self.counts.tolist()
            self._held = {value: n for value, at in self._places.items() if (n := counts[at])}
        return self._held

    def __getitem__(self, value: str) -> int:
        """Return how often a value occurs."""
        return self._all()[value]

    def __iter__(self) -> Iterator[str]:
        """Yield the values that occur."""
        return iter(self._all())

    def __len__(self) -> int:
        """Return how many values occur."""
        return len(self._all())

    def items(self) -> ItemsView[str, int]:
        """Return each value with how often it occurs: at once, not one by one as a Mapping does."""
        return self._all().items()


def room(tallies: Iterable[Mapping[str, int]]) -> int:
    """Return the bytes that tallies keep; those of facets without a tick share their counts."""
    counts = (tally.counts for tally in tallies if isinstance(tally, Tally))
    return sum({id(held): held.nbytes for held in counts}.values())


def _by_facet(places: Mapping[Key, int]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (facet, value), place in places.items():
        found.setdefault(facet, {})[value] = place
    return found
