"""What an address asks for: words, filters, order, page; and what of it could not be read."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from app.search.filters import Filters, first_of_each
from app.search.query import Query, parse
from app.search.results import Sort
from app.web import urls
from app.web.pager import LAST

SINGLE = ("q", "sort", "page", "size")
SIZES = (20, 50, 100)
MOST = 10**9  # what is still read as a page

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as an address states it."""

    query: Query
    filters: Filters
    sort: Sort | None
    page: int
    size: int
    dropped: tuple[str, ...]  # year=abcd
    beyond: bool = False  # a page was asked for behind the last that is shown

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for: all replies, newest first."""
        return self.query.empty and self.filters.empty

    def pairs(self, *, page: int | None = None, sort: bool = True, size: bool = True) -> Pairs:
        """Return the address's parameters in canonical order, defaults left out."""
        pairs: Pairs = [("q", self.query.address)] if not self.query.empty else []
        pairs += self.filters.pairs()
        if sort and self.sort:
            pairs.append(("sort", self.sort.value))
        if size and self.size != SIZES[0]:
            pairs.append(("size", str(self.size)))
        if page and page > 1:
            pairs.append(("page", str(page)))
        return pairs

    def page_address(self, page: int) -> str:
        """Return the address of another page of the same search."""
        return urls.search(self.pairs(page=page))

    def narrowed(self, filters: Filters) -> str:
        """Return the address of the same words with other filters, from the first page."""
        return urls.search(Asked(self.query, filters, self.sort, 1, self.size, ()).pairs())


def asked(request: Request) -> Asked:
    """Return what the address asks for; nothing in it is ever an error."""
    pairs, again = first_of_each(request.query_params.multi_items(), SINGLE)
    filters, dropped = Filters.read(pairs)
    bad = [one.said for one in (*dropped, *again)]
    parameters = {name: value for name, value in pairs if name in SINGLE and value.strip()}
    sort = parameters.get("sort", "")
    if sort and sort not in set(Sort):
        bad.append(f"sort={sort}")
    page = _number(parameters.get("page"), 1, MOST, bad, "page")
    size = parameters.get("size", "")
    if size and size not in map(str, SIZES):
        bad.append(f"size={size[:40]}")
    return Asked(
        query=parse(parameters.get("q", "")),
        filters=filters,
        sort=Sort(sort) if sort in set(Sort) else None,
        page=min(page, LAST),
        size=int(size) if size in map(str, SIZES) else SIZES[0],
        dropped=tuple(bad),
        beyond=page > LAST,
    )


def whole_number(text: str | None, most: int) -> int:
    """Return a page's number; the first page where it says nothing of the sort."""
    return _number(text, 1, most, [], "page")


def _number(text: str | None, default: int, most: int, bad: list[str], name: str) -> int:
    if not text:
        return default
    if text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= most:
        return int(text)
    bad.append(f"{name}={text[:40]}")
    return default
