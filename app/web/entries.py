"""Lines of a list of places, agencies, themes, years: a link, a number, and a bar of its size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.search.facets import Tally
from app.web import urls


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list; `share` is the length of its bar in hundredths of the longest one."""

    label: str
    address: str | None
    count: int
    note: str = ""
    below: bool = False
    share: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading."""

    heading: str
    address: str | None
    entries: tuple[Entry, ...]
    count: int = 0


def barred(entries: Iterable[Entry], most: int | None = None) -> tuple[Entry, ...]:
    """Return the lines with bars, against the longest of them or against `most`."""
    lines = tuple(entries)
    top = most or max((line.count for line in lines), default=0)
    return tuple(replace(line, share=_share(line.count, top)) for line in lines)


def of_facet(name: str, tallies: Iterable[Tally]) -> tuple[Entry, ...]:
    """Return a facet's values as lines that lead to the replies that have them."""
    return barred(
        Entry(tally.label, urls.search([(name, tally.value)]), tally.count) for tally in tallies
    )


def nested(values: tuple[Tally, ...]) -> tuple[Tally, ...]:
    """Return the values with each second level right below its first."""
    below: dict[str, list[Tally]] = {}
    for value in values:
        below.setdefault(value.parent or "", []).append(value)
    tops = below.pop("", [])
    nested = [one for top in tops for one in (top, *below.pop(top.value, ()))]
    return (*nested, *(one for rest in below.values() for one in rest))


def _share(count: int, most: int) -> int:
    return max(round(100 * count / most), 2) if count and most else 0
