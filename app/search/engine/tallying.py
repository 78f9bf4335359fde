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
from app.text.arrays import Numbers, runs

Key = tuple[str, str]

WIDTH = 16  # values of an entry that are kept in a row; the few further ones apart
LOOKED_UP, CUT = 0.012, 0.3  # microseconds: to count one value of a hit, to intersect one bitmap
CUT_EACH = 0.000_004  # and of that for each entry of the archive
AT_ONCE = 20_000  # entries whose values are split apart together
TAIL = 2_000  # entries that no bitmap has yet: looked up in a sixth of a millisecond


@dataclass(frozen=True, slots=True)
class Values:
    """The facet values of all entries; each has a place, from 1.

    Every change of an archive is waited for by the next page. So the newest entries have only
    their rows at first, and come into the bitmaps when there are many of them.
    """

    places: dict[str, int]  # by `stored`
    held: list[BitMap]  # by place: of the entries that are in bitmaps
    recent: BitMap  # the entries that are not
    sizes: Numbers  # of those among the living, by place
    rows: Numbers  # the places of each entry's values, 0 where there are no more
    width: int  # of the rows, that is in use
    more: dict[int, tuple[int, ...]]  # places of values beyond the rows
    facets: dict[str, dict[str, int]]  # by facet: value → place

    @classmethod
    def none(cls) -> Values:
        """Return the values of no entry."""
        rows = np.zeros((1024, WIDTH), np.uint16)
        return cls({}, [BitMap()], BitMap(), np.zeros(1, np.int64), rows, 0, {}, {})

    @classmethod
    def of(cls, held: Mapping[Key, BitMap], last: int, alive: BitMap) -> Values:
        """Return the values of entries up to one, from the entries of each."""
        found = cls.none()._roomy(last)
        cells = found.rows.reshape(-1)
        used = np.zeros(last + 1, np.uint16)  # narrow, so that a core's cache holds it
        more: dict[int, tuple[int, ...]] = {}
        for place, docs in enumerate(held.values(), 1):
            every = entries(docs).astype(np.int64)
            at = used[every]
            used[every] = at + 1
            if at.max(initial=0) >= WIDTH:
                for doc in every[at >= WIDTH].tolist():
                    more[doc] = (*more.get(doc, ()), place)
                every, at = every[at < WIDTH], at[at < WIDTH]
            cells[every * WIDTH + at] = place
        places = {stored(*key): place for place, key in enumerate(held, 1)}
        width = min(int(used.max(initial=0)), WIDTH)
        bitmaps = [BitMap(), *held.values()]
        sizes = np.array([docs.intersection_cardinality(alive) for docs in bitmaps], np.int64)
        whole = replace(found, places=places, held=bitmaps, sizes=sizes, width=width)
        return replace(whole, more=more, facets=_by_facet(places))

    def bitmap(self, key: Key) -> BitMap | None:
        """Return the entries with a value."""
        place = self.places.get(stored(*key))
        if place is None or not self.recent:
            return None if place is None else self.held[place]
        recent = entries(self.recent)
        further = [doc for doc, places in self.more.items() if place in places]
        holding = recent[(self.rows[recent, : self.width] == place).any(axis=1)]
        return BitMap.union(self.held[place], bits(holding), BitMap(further))

    def bitmaps(self) -> Iterator[tuple[str, BitMap]]:
        """Yield each value with the entries that have it."""
        whole = self._settled() if self.recent else self
        for value, place in self.places.items():
            yield value, whole.held[place]

    def with_new(self, new: Sequence[tuple[int, str]], was: BitMap, alive: BitMap) -> Values:
        """Return these values and those of new entries, as they are stored; who lives changes."""
        grown = self
        for start in range(0, len(new), AT_ONCE):
            docs = [row for row in new[start : start + AT_ONCE] if row[1]]
            grown = grown._with_rows(docs) if docs else grown
        left, came = grown._looked_up(was - alive), grown._looked_up(alive - was)
        sizes = np.pad(self.sizes, (0, len(came) - len(self.sizes)))
        return replace(grown, sizes=sizes + came - left)

    def _with_rows(self, new: Sequence[tuple[int, str]]) -> Values:
        """Return these values and those of new entries, written in a few steps."""
        docs, written = [doc for doc, _ in new], [values for _, values in new]
        every = "\n".join(written).split("\n")
        known = list(map(self.places.get, every))
        grown = (self._with_places(every) if None in known else self)._roomy(docs[-1])
        put = np.array([grown.places[value] for value in every] if None in known else known)
        counts = np.array([values.count("\n") + 1 for values in written])
        of_doc = np.repeat(docs, counts)
        at = np.arange(len(every)) - np.repeat(np.cumsum(counts) - counts, counts)
        fit = at < WIDTH
        grown.rows[of_doc[fit], at[fit]] = put[fit]
        further = dict[int, tuple[int, ...]]()
        for doc, place in zip(of_doc[~fit].tolist(), put[~fit].tolist(), strict=True):
            further[doc] = (*further.get(doc, ()), place)
        found = replace(
            grown,
            recent=self.recent | BitMap(docs),
            width=max(self.width, min(int(counts.max()), WIDTH)),
            more=self.more | further if further else self.more,
        )
        return found if len(found.recent) <= TAIL else found._settled()

    def _with_places(self, values: Sequence[str]) -> Values:
        """Return these values with a place for each of some."""
        new = [value for value in dict.fromkeys(values) if value not in self.places]
        places = self.places | {value: place for place, value in enumerate(new, len(self.held))}
        held = [*self.held, *(BitMap() for _ in new)]
        return replace(self, places=places, held=held, facets=_by_facet(places))

    def _settled(self) -> Values:
        """Return these values with all entries in bitmaps."""
        recent, held = entries(self.recent), list(self.held)
        rows = self.rows[recent, : self.width]
        at, column = np.nonzero(rows)
        found = rows[at, column]
        order = np.argsort(found, kind="stable")
        places, counts = runs(found[order])
        parts = np.split(recent[at[order]], np.cumsum(counts)[:-1])
        for place, docs in zip(places.tolist(), parts, strict=True):
            held[place] = held[place] | bits(docs)
        for doc in bits(np.fromiter(self.more, np.uint32)) & self.recent:
            for place in self.more[doc]:
                held[place] = held[place] | BitMap([doc])
        return replace(self, held=held, recent=BitMap())

    def _roomy(self, last: int) -> Values:
        """Return values that have a row for entry `last`."""
        if last < len(self.rows):
            return self
        rows = np.zeros((2 * (last + 1), WIDTH), np.uint16)
        rows[: len(self.rows)] = self.rows
        return replace(self, rows=rows)

    def counts(self, hits: BitMap, alive: BitMap | None) -> Numbers:
        """Return how many hits each value has, by place; `alive` if `sizes` counts among those."""
        number, all_of_them = len(hits), 0 if alive is None else len(alive)
        cutting = len(self.held) * (CUT + CUT_EACH * all_of_them)
        if number * self.width * LOOKED_UP < cutting:
            return self._looked_up(hits)
        if alive is None or 2 * number < all_of_them:
            counts = np.array([held.intersection_cardinality(hits) for held in self.held], np.int64)
            recent = hits & self.recent
            return counts + self._looked_up(recent) if recent else counts
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


def stored(facet: str, value: str) -> str:
    """Return a facet's value as it is stored with an entry."""
    return f"{facet}\t{value}"


def _by_facet(places: Mapping[str, int]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for key, place in places.items():
        facet, _, value = key.partition("\t")
        found.setdefault(facet, {})[value] = place
    return found
