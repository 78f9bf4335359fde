"""Agencies, places, themes and people: each is a search with its own head.

All four are the same thing, one filter's replies with what can be counted of them, so their
numbers are those of the search page and one template prints them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from app.errors import NotFound
from app.ledger.promises.filters import PledgeFilters
from app.ledger.promises.register import total as pledged
from app.ledger.series.reading import SeriesFilters, usual
from app.ledger.series.reading import count as series_count
from app.search.filters import Filters
from app.search.query import parse
from app.search.results import Results, Sort, matching
from app.store import tallies
from app.store.replies import texts
from app.store.shortnames import ShortName, in_texts, short_names
from app.store.tallies import AgencyTally, PlaceTally
from app.web import urls
from app.web.card import Row, Value
from app.web.deps import Reading, TheSite
from app.web.faults import Suggestion
from app.web.frame import Framed
from app.web.places import body_name, parent_name, place_name_of, stem, with_page
from app.web.profile import COUNTED, Turn, holding, profile, replies, when, where
from app.web.render import rendered
from app.web.rules import cues

router = APIRouter()

CUES = 12
SAMPLE = 60  # letters of a place that are read for short names
WRITTEN = 3  # of these names on a page
LATEST = 2_000  # replies in which usual proposers are counted
USUAL = 6  # metrics named of a theme
MEASURING = 100  # replies in which they are counted: each has some thirty figures to look up
BODIES = {"zx": "cppcc", "rd": "congress"}
SHORT = {body: short for short, body in BODIES.items()}


@router.get("/agencies/{name:path}")
def agency(name: str, site: TheSite, connection: Reading, frame: Framed) -> HTMLResponse:
    """Answer an agency: what it answered, with which result, about what."""
    found = replies(connection, Filters(agency=(name,)))
    asked = tallies.co_handled(connection, name)
    if not found.total and not asked:
        raise NotFound(f"没有名为“{name[:60]}”的承办单位。")
    every = site.kept("agencies", frame.revision, lambda: tallies.agencies(connection))
    short = site.kept("short names", frame.revision, lambda: short_names(connection, every))
    facts = [
        *_also(connection, name, short.get(name, ()), every),
        Row("答复", (Value(f"{found.total:,} 件"), Value(f"会办 {asked:,} 件"))),
        *where(found),
        *when(connection, found),
    ]
    filters = Filters(agency=(name,))
    latest = matching(connection, parse(""), filters, limit=LATEST)
    if asking := tallies.companions(connection, "", latest):
        links = (
            Value(f"{n} {c}", urls.search([*filters.pairs(), ("proposer", n)])) for n, c in asking
        )
        facts.append(Row("提案人", tuple(links)))
    return rendered(
        "profile.html",
        profile(
            found,
            filters,
            Suggestion("承办单位", urls.agencies()),
            name,
            facts,
            shown=("outcome", "theme", "year"),
            links=_counted(
                connection,
                PledgeFilters(agency=(name,)),
                SeriesFilters(agency=(name,)),
                frame.today,
            ),
        ),
        frame,
    )


@router.get("/districts/{code}")
def district(code: str, site: TheSite, connection: Reading, frame: Framed) -> HTMLResponse:
    """Answer a place: its agencies' replies; what stands above and below it."""
    places = with_page(site.kept("coverage", frame.revision, lambda: tallies.coverage(connection)))
    here = places.get(code)
    below = [place for place in places.values() if _below(place, code)]
    if here is None and not below:
        raise NotFound(f"没有代码为 {code[:20]} 的地区。")
    found = replies(connection, Filters(district=(code,)))
    name = place_name_of(here) if here else parent_name(None, below[0].province, None)
    facts = [Row("区划代码", (Value(code),)), *when(connection, found)]
    if above := [place for place in places.values() if _below_of(code, place)]:
        facts.append(Row("上级", _links(above)))
    if below:
        facts.append(Row("下级", _links(below)))
    note = "市级、省级单位的答复不计入任何区县。" if below else None
    return rendered(
        "profile.html",
        profile(
            found,
            Filters(district=(code,)),
            Suggestion("地区", urls.districts()),
            name,
            facts,
            shown=("agency", "outcome", "theme", "year"),
            links=_counted(
                connection,
                PledgeFilters(district=(code,)),
                SeriesFilters(place=(code,)),
                frame.today,
            ),
            note=note,
        ),
        frame,
    )


@router.get("/themes/{id:path}")
def theme(id: str, site: TheSite, connection: Reading, frame: Framed) -> HTMLResponse:
    """Answer a theme: the words that assign it, and the replies that have it."""
    first, _, sub = id.partition("/")
    filters = Filters(theme=(id,))
    found = replies(connection, filters)
    if not found.total:
        raise NotFound("没有这个主题。")
    known = next(facet.values for facet in found.facets if facet.name == "theme")
    label = next(theme.label for theme in known if theme.value == id)
    words = cues(first, sub, site.settings.themes)
    promised = Value(f"承诺 {tallies.promised(connection, first, sub):,} 条")
    facts = [
        Row("答复", (Value(f"{found.total:,} 件"), promised), found=True),
        *when(connection, found),
    ]
    latest = matching(connection, parse(""), filters, limit=MEASURING)
    if metrics := usual(connection, latest, USUAL):
        values = [Value(f"{m} {n:,}", urls.figures([("q", m)])) for m, n in metrics]
        if found.total > MEASURING:
            values[0] = replace(values[0], note=f"最近 {MEASURING} 件里的件数，下同")
        facts.append(Row("常见数据", tuple(values), found=True))
    if words:
        told = "、".join(f"“{word}”" for word in words[:CUES])
        facts.append(Row("规则", (Value(f"含{told}等 {len(words)} 个词"),)))
    if inner := [theme for theme in known if theme.parent == id]:
        values = [Value(f"{t.label} {t.count:,}", urls.theme(t.value)) for t in inner]
        facts.append(Row("细分", tuple(values)))
    return rendered(
        "profile.html",
        profile(
            found,
            filters,
            Suggestion("主题", urls.themes()),
            label,
            facts,
            shown=("agency", "district", "year"),
            links=holding(found),
            note="主题由程序按词语判定，一件答复可以有几个主题。",
            rules=tuple(words),
        ),
        frame,
    )


@router.get("/proposers/{id:path}")
def proposer(request: Request, id: str, connection: Reading, frame: Framed) -> HTMLResponse:
    """Answer somebody who proposed: a name within one body of one place."""
    code, _, rest = id.partition("-")
    seat, _, name = rest.partition("-")
    same = tallies.namesakes(connection, name)
    here = next((p for p in same if _person_id(p) == id), None)
    if here is None:
        raise NotFound("没有这位提案人。")
    filters = Filters(
        proposer=(name,),
        body=(BODIES[seat],) if seat in BODIES else (),
        district=(code,) if code != "0" else (),
    )
    chosen = Filters.read(request.query_params.multi_items())[0].kind
    sort = Sort.OLDEST if request.query_params.get("sort") == "old" else Sort.NEWEST
    every = replies(connection, filters)
    shown = replace(filters, kind=chosen)
    found = replies(connection, shown, sort) if chosen or sort is Sort.OLDEST else every
    with_them = tallies.companions(connection, name, matching(connection, parse(""), filters))
    facts = [
        Row(
            "身份",
            (
                Value(
                    body_name(here),
                    note=f"据 {here.replies:,} 件答复",
                ),
            ),
        ),
        Row("提出或联名", (Value(f"{every.total:,} 件"),)),
        *when(connection, every),
    ]
    if with_them:
        links = (Value(f"{n} {c}", urls.search([("proposer", n)])) for n, c in with_them)
        facts.append(Row("常一起提出", tuple(links)))
    if others := [p for p in same if p is not here]:
        values = (Value(body_name(p), urls.proposer(_person_id(p))) for p in others)
        facts.append(Row("同名", tuple(values)))
    return rendered(
        "profile.html",
        profile(
            found,
            shown,
            Suggestion("提案人", urls.proposers()),
            name,
            facts,
            shown=("agency", "outcome", "theme", "year"),
            note="名字相同的人可能不是同一个人；本站只按姓名和所在的政协、人大归并。",
            kinds=tuple(_kinds(id, every, chosen, sort)),
            orders=tuple(_orders(id, every, chosen, sort)),
        ),
        frame,
    )


def _kinds(id: str, every: Results, chosen: tuple[str, ...], sort: Sort) -> Iterable[Turn]:
    """Yield all of somebody's replies and each kind of them, where there are several."""
    held = next((f.values for f in every.facets if f.name == "kind"), ())
    if len(held) < 2 and not chosen:
        return
    yield Turn("全部", urls.proposer(id, _turned((), sort)), every.total, not chosen)
    for one in held:
        address = urls.proposer(id, _turned((one.value,), sort))
        yield Turn(one.label, address, one.count, chosen == (one.value,))


def _orders(id: str, every: Results, chosen: tuple[str, ...], sort: Sort) -> Iterable[Turn]:
    for one in (Sort.NEWEST, Sort.OLDEST) if every.total > 1 else ():
        yield Turn(one.label, urls.proposer(id, _turned(chosen, one)), None, one is sort)


def _turned(kinds: tuple[str, ...], sort: Sort) -> list[tuple[str, str]]:
    order = [("sort", sort.value)] if sort is Sort.OLDEST else []
    return [*(("kind", kind) for kind in kinds), *order]


def _counted(
    connection: Connection, promises: PledgeFilters, metrics: SeriesFilters, today: date
) -> Iterable[Suggestion]:
    """Yield the ways to promises and metrics, each with the length of the list it leads to."""
    if number := pledged(connection, promises, today):
        yield Suggestion(f"承诺 {number:,}", urls.pledges(promises.pairs()))
    if number := series_count(connection, metrics):
        pairs = [("agency", name) for name in metrics.agency]
        pairs += [("district", code) for code in metrics.place]
        yield Suggestion(f"数据 {number:,}", urls.figures(pairs))


def _also(
    connection: Connection, name: str, short: Iterable[ShortName], every: Sequence[AgencyTally]
) -> list[Row]:
    """Return the short names, each with where the archive saw it: 浦科经委（据 3 件文号）."""
    values = {
        one.text: Value(one.text, urls.search([("q", one.text)]), _seen(one.replies, one.seen_in))
        for one in short
    }
    for word, number, address in _written(connection, name, every):
        values.setdefault(word, Value(word, address, _seen(number, "正文")))
    return [Row("简称", tuple(values.values())[:COUNTED])] if values else []


def _seen(number: int, where: str) -> str:
    return f"据 {number:,} 件{where}"


def _written(
    connection: Connection, name: str, every: Sequence[AgencyTally]
) -> Iterable[tuple[str, int, str]]:
    """Yield the short names in the running text of letters of an agency's place.

    Each comes with the number of letters there that write it, and the search for them.
    """
    agency = next((a for a in every if a.name == name and a.place_code), None)
    if agency is None:
        return
    here = Filters(district=(agency.place_code or "",))
    latest = matching(connection, parse(""), here, limit=SAMPLE)
    for word in in_texts(texts(connection, latest), agency, every)[:WRITTEN]:
        asked = f"“{word}”"
        number = len(matching(connection, parse(asked), here))
        yield word, number, urls.search([("q", asked), *here.pairs()])


def _below(place: PlaceTally, code: str) -> bool:
    return place.place_code != code and (place.place_code or "").startswith(stem(code))


def _below_of(code: str, place: PlaceTally) -> bool:
    return place.place_code != code and code.startswith(stem(place.place_code or "-"))


def _links(places: Iterable[PlaceTally]) -> tuple[Value, ...]:
    return tuple(
        Value(place_name_of(place), urls.district(place.place_code or "")) for place in places
    )


def _person_id(person: tallies.PersonTally) -> str:
    return f"{person.place_code or '0'}-{SHORT.get(person.body or '', 'x')}-{person.name}"
