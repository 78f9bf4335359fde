"""What the pages of agencies, places, themes and people have in common: a search with a head."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from app.search.facets import FacetTally
from app.search.filters import Filters
from app.search.query import parse
from app.search.results import Results, Sort, matching, search
from app.store.replies import briefs
from app.web import urls
from app.web.card import Row, Value
from app.web.entries import Entry, barred
from app.web.faults import Suggestion
from app.web.hits import HitLine, hit_lines
from app.web.pager import Pager, pager
from app.web.places import address_of_value

NEWEST = 20
COUNTED = 8
YEARS = 12  # the latest
HELD = ("pledges", "figures")


@dataclass(frozen=True, slots=True)
class Counted:
    """A facet of the replies, as links with counts."""

    label: str
    entries: tuple[Entry, ...]
    found: bool  # by the program: 自动识别


@dataclass(frozen=True, slots=True)
class Turn:
    """The same list in another order, or only one kind of it; `chosen` is what is shown."""

    label: str
    address: str
    count: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """What `profile.html` prints."""

    title: str
    eyebrow: Suggestion
    heading: str
    facts: tuple[Row, ...]
    counted: tuple[Counted, ...]
    total: int
    hits: tuple[HitLine, ...]
    all: str
    inside: tuple[tuple[str, str], ...]  # what a search inside hands on
    feed: str
    links: tuple[Suggestion, ...]
    note: str | None
    pager: Pager | None = None
    rules: tuple[str, ...] = ()  # all words that assign a theme
    kinds: tuple[Turn, ...] = ()
    orders: tuple[Turn, ...] = ()


def replies(connection: Connection, filters: Filters, sort: Sort = Sort.NEWEST) -> Results:
    """Return the first replies of a profile, and what can be counted of all of them."""
    return search(connection, parse(""), filters, sort=sort, size=NEWEST)


def profile(
    found: Results,
    filters: Filters,
    eyebrow: Suggestion,
    heading: str,
    facts: Iterable[Row],
    shown: tuple[str, ...],
    links: Iterable[Suggestion] = (),
    note: str | None = None,
    rules: tuple[str, ...] = (),
    kinds: tuple[Turn, ...] = (),
    orders: tuple[Turn, ...] = (),
) -> ProfilePage:
    """Return the page: its head, its first replies, its facets as links."""
    pairs = filters.pairs()
    if found.sort is not Sort.NEWEST:
        pairs.append(("sort", found.sort.value))

    def address(page: int) -> str:
        return urls.search([*pairs, *([("page", str(page))] if page > 1 else [])])

    facets = {facet.name: facet for facet in found.facets}
    return ProfilePage(
        title=f"{heading} · {eyebrow.label}",
        eyebrow=eyebrow,
        heading=heading,
        facts=tuple(facts),
        counted=tuple(
            counted
            for name in shown
            if found.total > 1 and (counted := _counted(facets.get(name), filters)) is not None
        ),
        total=found.total,
        hits=hit_lines(found.hits),
        all=urls.search(pairs),
        inside=tuple(filters.pairs()),
        feed=urls.feed(filters.pairs()),
        links=tuple(links),
        note=note,
        pager=pager(1, NEWEST, found.total, address),
        rules=rules,
        kinds=kinds,
        orders=orders,
    )


def _counted(facet: FacetTally | None, filters: Filters) -> Counted | None:
    values = [v for v in facet.values if v.parent is None] if facet else []
    if facet is None or not values:
        return None
    if facet.name == "year":
        values = sorted((v for v in values if v.value.isdecimal()), key=lambda v: v.value)[-YEARS:]
    entries = (
        Entry(v.label, urls.search(filters.with_value(facet.name, v.value).pairs()), v.count)
        for v in (values if facet.name == "year" else values[:COUNTED])
    )
    label = "每年件数" if facet.name == "year" else facet.label
    return Counted(label, barred(entries), facet.name == "theme")


def when(connection: Connection, found: Results) -> list[Row]:
    """Return from when to when the replies are, by the letters' own dates."""
    oldest = matching(connection, parse(""), found.filters, Sort.OLDEST, limit=1)
    first = next((brief.dated for brief in briefs(connection, oldest)), None)
    last = found.hits[0].dated if found.hits else None  # the newest: the undated come last
    if first is None or last is None:
        return []
    return [Row("日期", (Value(f"{first}" if first == last else f"{first} 至 {last}"),))]


def holding(found: Results) -> Iterable[Suggestion]:
    """Yield the ways to those of the replies that hold promises or figures, with their number."""
    values = next((f.values for f in found.facets if f.name == "has"), ())
    held = {value.value: value for value in values}
    for name in HELD:
        if one := held.get(name):
            pairs = found.filters.with_value("has", name).pairs()
            yield Suggestion(f"{one.label}的答复 {one.count:,}", urls.search(pairs))


def where(found: Results) -> list[Row]:
    """Return the places of the replies."""
    places = next((f.values for f in found.facets if f.name == "district"), ())
    if not places:
        return []
    links = tuple(Value(p.label, address_of_value(p.value)) for p in places[:COUNTED])
    return [Row("地区", links)]
