"""Lists of agencies, people, places and themes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.model import Level
from app.store import tallies
from app.store.shortnames import ShortName, short_names
from app.store.tallies import AgencyTally, PersonTally, PlaceTally
from app.web import urls
from app.web.asked import whole_number
from app.web.deps import Reading, TheSite
from app.web.entries import Entry, Group, barred
from app.web.frame import Framed
from app.web.pager import LAST, Pager, last_page, pager
from app.web.pages.empty import empty_page
from app.web.places import (
    CODELESS,
    UNKNOWN,
    Placed,
    body_name,
    in_order,
    parent_name,
    placed,
)
from app.web.render import rendered

router = APIRouter()

PEOPLE = 300  # on one page
UNITS = 500  # agencies on one page
NAMED = 2  # short names beside a name
NO_NAMES: Mapping[str, Sequence[ShortName]] = {}


@dataclass(frozen=True, slots=True)
class Region:
    """A city or province, with its groups."""

    heading: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class AgenciesPage:
    """What `agencies.html` prints."""

    regions: tuple[Region, ...]
    total: int
    words: str
    pager: Pager | None


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """What `people.html` prints."""

    groups: tuple[Group, ...]
    total: int
    words: str
    letters: tuple[tuple[str, str | None], ...]
    letter: str
    pager: Pager | None


@dataclass(frozen=True, slots=True)
class DistrictsPage:
    """What `districts.html` prints."""

    regions: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class ThemesPage:
    """What `themes.html` prints."""

    themes: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the list, with the letters their name can be looked up under."""

    id: str
    name: str
    seat: str
    code: str  # of the place, for the order
    replies: int
    letters: frozenset[str]
    sound: str  # once for each way in which the surname is read


@router.get("/agencies")
def agencies(request: Request, site: TheSite, connection: Reading, frame: Framed) -> HTMLResponse:
    """Answer the list of agencies: 市 → 区 → 单位."""
    if frame.glance and not frame.glance.total:
        return empty_page(frame, "承办单位")
    words = request.query_params.get("q", "").strip()[:60]
    every = site.kept("agencies", frame.revision, lambda: tallies.agencies(connection))
    short = site.kept("short names", frame.revision, lambda: short_names(connection, every))
    shown = [
        a
        for a in _in_order(every)
        if words in a.name or any(words in s.text for s in short.get(a.name, ()))
    ]
    page = min(whole_number(request.query_params.get("page"), LAST), last_page(UNITS, len(shown)))
    start = (page - 1) * UNITS

    def address(page: int) -> str:
        pairs = [("q", words), ("page", str(page) if page > 1 else "")]
        return urls.agencies([pair for pair in pairs if pair[1]])

    return rendered(
        "agencies.html",
        AgenciesPage(
            regions=agencies_by_place(shown[start : start + UNITS], short),
            total=len(shown),
            words=words,
            pager=pager(page, UNITS, len(shown), address),
        ),
        frame,
    )


@router.get("/proposers")
def proposers(request: Request, site: TheSite, connection: Reading, frame: Framed) -> HTMLResponse:
    """Answer the list of people, by the body they sit in; found by name, letter or pinyin."""
    if frame.glance and not frame.glance.total:
        return empty_page(frame, "提案人")
    every = site.kept(
        "people", frame.revision, lambda: tuple(map(_person, tallies.people(connection)))
    )
    words = request.query_params.get("q", "").strip()[:40]
    letter = request.query_params.get("letter", "").upper()[:1]
    shown = [p for p in every if _sought(p, words.lower()) and (not letter or letter in p.letters)]
    page = min(whole_number(request.query_params.get("page"), LAST), last_page(PEOPLE, len(shown)))

    def address(page: int) -> str:
        pairs = [("q", words), ("letter", letter), ("page", str(page) if page > 1 else "")]
        return urls.proposers([pair for pair in pairs if pair[1]])

    start = (page - 1) * PEOPLE
    known = sorted({letter for person in every for letter in person.letters})
    return rendered(
        "people.html",
        PeoplePage(
            groups=tuple(_seats(shown[start : start + PEOPLE])),
            total=len(shown),
            words=words,
            letters=tuple((one, urls.proposers([("letter", one)])) for one in known),
            letter=letter,
            pager=pager(page, PEOPLE, len(shown), address),
        ),
        frame,
    )


@router.get("/districts")
def districts(site: TheSite, connection: Reading, frame: Framed) -> HTMLResponse:
    """Answer the list of places, as bars and as links."""
    if frame.glance and not frame.glance.total:
        return empty_page(frame, "地区")
    rows = site.kept("coverage", frame.revision, lambda: tallies.coverage(connection))
    return rendered("districts.html", DistrictsPage(tuple(_places(rows))), frame)


@router.get("/themes")
def themes(site: TheSite, connection: Reading, frame: Framed) -> HTMLResponse:
    """Answer the list of themes, each with its second level."""
    if frame.glance and not frame.glance.total:
        return empty_page(frame, "主题")
    every = site.kept("themes", frame.revision, lambda: tallies.themes(connection))
    most = max((t.replies for t in every), default=0)
    groups = tuple(
        Group(
            top.label,
            urls.theme(top.theme),
            barred(
                (
                    Entry(t.label, urls.theme(f"{t.theme}/{t.sub}"), t.replies)
                    for t in every
                    if t.theme == top.theme and t.sub
                ),
                most,
            ),
            top.replies,
        )
        for top in every
        if not top.sub
    )
    return rendered("themes.html", ThemesPage(groups), frame)


def agencies_by_place(
    agencies: Iterable[AgencyTally], short: Mapping[str, Sequence[ShortName]] = NO_NAMES
) -> tuple[Region, ...]:
    """Return agencies, which are in order, under their city or province, then their place."""
    regions = []
    for heading, within in groupby(agencies, _region):
        groups = []
        for place, held in groupby(within, placed):
            entries = (Entry(a.name, urls.agency(a.name), a.replies, _also(a, short)) for a in held)
            name = "" if place.name in (heading, UNKNOWN) else place.name
            groups.append(Group(name, place.address, tuple(entries)))
        regions.append(Region(heading, tuple(groups)))
    return tuple(regions)


def _called(words: str, short: Sequence[ShortName]) -> bool:
    return any(words in one.text for one in short)


def _in_order(agencies: Sequence[AgencyTally]) -> list[AgencyTally]:
    """Return agencies in the order of their places' codes; those only asked for a view last."""
    places = {agency.name: placed(agency) for agency in agencies}
    order = {place: number for number, place in enumerate(in_order(set(places.values())))}
    return sorted(agencies, key=lambda a: (not a.replies, order[places[a.name]]))


def _region(agency: AgencyTally) -> str:
    """Return what an agency stands under."""
    if not agency.replies:
        return "只见于会办"
    return parent_name(agency.level, agency.province, agency.city)


def _also(agency: AgencyTally, short: Mapping[str, Sequence[ShortName]]) -> str:
    """Return what stands small beside a name: its short names, how often it was asked."""
    told = [one.text for one in short.get(agency.name, ())[:NAMED]]
    if agency.co_handled:
        told.append(f"会办 {agency.co_handled:,}")
    return "、".join(told)


def _person(person: PersonTally) -> Person:
    first = _readings(person.name[:1])
    rest = "".join(_readings(character)[0] for character in person.name[1:])
    letters = {sound[:1].upper() for sound in first}
    return Person(
        id=_id(person),
        name=person.name,
        seat=body_name(person),
        code="" if person.level == Level.NATION else person.place_code or CODELESS,
        replies=person.replies,
        letters=frozenset(letter for letter in letters if "A" <= letter <= "Z") or frozenset("#"),
        sound=" ".join(sound + rest for sound in first).lower(),
    )


@lru_cache(maxsize=8192)
def _readings(character: str) -> tuple[str, ...]:
    """Return how a character is read, the usual way first; 单 as dan, shan and chan."""
    from pypinyin import Style, pinyin  # slow to load, and no other page needs it

    found = pinyin(character, style=Style.NORMAL, heteronym=True)
    return tuple(found[0]) if found else (character,)


def _id(person: PersonTally) -> str:
    seat = {"cppcc": "zx", "congress": "rd"}.get(person.body or "", "x")
    return f"{person.place_code or '0'}-{seat}-{person.name}"


def _sought(person: Person, words: str) -> bool:
    return words in person.name.lower() or words.replace(" ", "") in person.sound


def _seats(people: Iterable[Person]) -> Iterable[Group]:
    def seat(person: Person) -> tuple[str, str]:
        return person.code, person.seat

    for (_, name), held in groupby(sorted(people, key=seat), seat):
        entries = (Entry(p.name, urls.proposer(p.id), p.replies) for p in held)
        yield Group(name, None, tuple(entries))


def _places(rows: Iterable[PlaceTally]) -> Iterable[Group]:
    """Group places under their city or province, by their codes; what has no place comes last."""
    counts: dict[Placed, int] = {}
    for row in rows:
        place = placed(row)
        counts[place] = counts.get(place, 0) + row.replies
    most = max(counts.values(), default=0)
    for above, held in groupby(in_order(counts), lambda place: place.above):
        entries = barred((Entry(p.name, p.address, counts[p], "", p.below) for p in held), most)
        yield Group(above, None, entries, sum(entry.count for entry in entries))
