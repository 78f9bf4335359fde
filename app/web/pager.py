"""Pages of a list: first, last, two on each side, and the one before and after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

LAST = 200  # beyond it nobody reads; the CSV has everything
SIDE = 2


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page's number and address; no address for the one being read and for a gap."""

    label: str
    address: str | None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Pager:
    """The links below a list."""

    links: tuple[PageLink, ...]
    previous: str | None
    following: str | None


def last_page(size: int, total: int) -> int:
    """Return the number of the last page that can be read; the first of an empty list."""
    return max(min(-(-total // size), LAST), 1)


def pager(page: int, size: int, total: int, address: Callable[[int], str]) -> Pager | None:
    """Return the links, or nothing where all fits on one page."""
    last = last_page(size, total)
    if last == 1:
        return None
    wanted = sorted({1, last, *range(max(page - SIDE, 1), min(page + SIDE, last) + 1)})
    links: list[PageLink] = []
    for number, before in zip(wanted, [0, *wanted], strict=False):
        if number > before + 1:
            links.append(PageLink("…", None))
        current = number == page
        links.append(PageLink(str(number), None if current else address(number), current))
    return Pager(
        tuple(links),
        address(page - 1) if page > 1 else None,
        address(page + 1) if page < last else None,
    )
