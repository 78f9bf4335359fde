"""首页: the search box with examples that give something, and what the archive holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from app.errors import TooSlow, Unavailable
from app.ledger.series.disagreements import count
from app.ledger.series.reading import SeriesFilters, find
from app.model import Level
from app.search.cards import Hit
from app.search.facets import Tally
from app.search.filters import Filters
from app.search.query import parse
from app.search.results import newest, search
from app.store import tallies
from app.text.segment import words
from app.web import urls
from app.web.deps import Reading, TheSite
from app.web.entries import Entry, barred, of_facet
from app.web.faults import Suggestion
from app.web.frame import Framed
from app.web.hits import HitLine, hit_lines
from app.web.pages.empty import empty_page
from app.web.render import rendered

router = APIRouter()

NEWEST = 8
LISTED = 10
# words of every title, which say nothing of its matter
COMMON = frozenset(
    ["关于", "建议", "提案", "进一步", "加强", "推进", "完善", "加快", "促进", "工作", "问题"]
)


@dataclass(frozen=True, slots=True)
class HomePage:
    """What `home.html` prints."""

    examples: tuple[Suggestion, ...]
    held: str
    newest: tuple[HitLine, ...]
    districts: tuple[Entry, ...]
    years: tuple[Entry, ...]
    themes: tuple[Entry, ...]
    promising: tuple[Entry, ...]
    spoken_of: tuple[Suggestion, ...]
    disagreeing: int
    partial: bool  # the index could not be asked: what leads to a search is left out


@router.get("/")
def home(site: TheSite, connection: Reading, frame: Framed) -> HTMLResponse:
    """Answer the front page."""
    if frame.glance and not frame.glance.total:
        return empty_page(frame, "首页")
    try:
        page = site.kept("home", frame.revision, lambda: _page(connection))
    except (TooSlow, Unavailable):  # the letters themselves need no index
        hits = newest(connection, NEWEST)
        response = rendered("home.html", _without_index(connection, hits), frame)
        response.headers["Cache-Control"] = "no-store"
        return response
    return rendered("home.html", page, frame)


def _page(connection: Connection) -> HomePage:
    results = search(connection, parse(""), Filters(), size=NEWEST)
    if results.partial:
        raise Unavailable("没有检索索引；请运行 ./run reindex。")
    facets = {facet.name: facet.values for facet in results.facets}
    return replace(
        _without_index(connection, results.hits),
        examples=tuple(_examples(results.hits)),
        districts=of_facet("district", facets.get("district", ())[:LISTED]),
        years=of_facet("year", _years(facets.get("year", ()))[:LISTED]),
        themes=of_facet("theme", [t for t in facets.get("theme", ()) if t.parent is None]),
        partial=False,
    )


def _without_index(connection: Connection, hits: Iterable[Hit]) -> HomePage:
    """Return what the front page can say while nothing can be searched."""
    return HomePage(
        examples=(),
        held=_held(connection),
        newest=hit_lines(hits),
        districts=(),
        years=(),
        themes=(),
        promising=barred(
            Entry(name, urls.pledges([("agency", name)]), promises)
            for name, promises in tallies.promising(connection)
        ),
        spoken_of=tuple(
            Suggestion(row.label + (f"（{row.unit}）" if row.unit else ""), urls.metric(row.id))
            for row in find(connection, SeriesFilters(many=True), size=5).rows
        ),
        disagreeing=count(connection),
        partial=True,
    )


def _years(years: Iterable[Tally]) -> tuple[Tally, ...]:
    """Return the years, latest first; replies without a date come last."""
    return tuple(
        sorted(years, key=lambda year: year.value if year.value.isdecimal() else "", reverse=True)
    )


def _examples(hits: Iterable[Hit]) -> Iterable[Suggestion]:
    """Return searches that give something, each of another sort, from the newest replies."""
    found: dict[str, str] = {}
    for hit in hits:
        telling = [w for w in words(hit.title or "") if len(w) > 1 and w not in COMMON]
        if len(telling) > 1:
            found.setdefault("words", " ".join(sorted(telling, key=len, reverse=True)[:2]))
        if hit.numbers:
            found.setdefault("number", f"第{hit.numbers[0]}号")
        if hit.proposers:
            found.setdefault("name", hit.proposers[0])
        if hit.document_number:
            found.setdefault("document", hit.document_number)
    for name in ("words", "number", "name", "document"):
        if name in found:
            yield Suggestion(found[name], urls.search([("q", found[name])]))


def _held(connection: Connection) -> str:
    """Return how many agencies of which level there are: 3 个区县单位、1 个市级单位."""
    levels = Counter(agency.level for agency in tallies.agencies(connection) if agency.replies)
    named = [  # number and word keep together on a line
        f"{levels[level.value]:,}\u00a0个{level.label}单位"
        for level in Level
        if levels[level.value]
    ]
    return "、".join(named)
