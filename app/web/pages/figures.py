"""数据: metrics that replies speak of, and one metric's figures across them."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection
from starlette.datastructures import QueryParams

from app.ledger.series.disagreements import Disagreement
from app.ledger.series.reading import Series, SeriesFilters, find, load
from app.ledger.series.rows import Point, SeriesRow
from app.ledger.tables import made
from app.model import FigureKind
from app.store.replies import briefs, row_of
from app.store.tallies import coverage
from app.web import urls
from app.web.asked import whole_number
from app.web.charts import Bars, Plot, amount, bars, plot
from app.web.chips import Chip, chips
from app.web.deps import Reading, Site, TheSite
from app.web.faults import Suggestion
from app.web.frame import Frame, Framed
from app.web.pager import LAST, Pager, last_page, pager
from app.web.pages.empty import empty_page
from app.web.places import place_name_of, with_page
from app.web.render import rendered

router = APIRouter()

SIZE = 50
NARROWING = ("district", "agency", "reply")
TICKS = {"many": "有多件答复写到", "disagree": "同一时点有不同的数"}
POINTS = 100  # of one metric on a page, the latest on the first
QUOTES = 3  # sentences shown of one value that disagrees


@dataclass(frozen=True, slots=True)
class MetricLine:
    """A metric in the list."""

    address: str
    label: str
    unit: str | None
    place: str | None
    count: int
    replies: int
    span: str
    disagreements: int


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """What `figures.html` prints."""

    words: str
    many: bool
    disagree: bool
    chips: tuple[Chip, ...]
    clear: str
    kept: tuple[tuple[str, str], ...]  # what the form hands on unseen
    lines: tuple[MetricLine, ...]
    total: int
    pager: Pager | None
    partial: bool  # the ledger waits to be made anew


@dataclass(frozen=True, slots=True)
class PointLine:
    """A figure of a series with its sentence and its reply."""

    time: str
    surface: str
    aim: bool
    doubtful: bool
    before: str
    after: str
    letter: str
    paragraph: int
    agency: str | None
    address: str


@dataclass(frozen=True, slots=True)
class ClashBox:
    """Values of one time that cannot all be so, each with its sentence."""

    said: str
    note: str
    lines: tuple[PointLine, ...]
    more: int  # places that say the same as those shown


@dataclass(frozen=True, slots=True)
class MetricPage:
    """What `metric.html` prints."""

    id: str
    label: str
    unit: str | None
    place: str | None
    kind: str
    clashes: tuple[ClashBox, ...]
    plot: Plot | None
    bars: Bars | None
    lines: tuple[PointLine, ...]
    wordings: tuple[str, ...]
    elsewhere: tuple[Suggestion, ...]
    total: int
    pager: Pager | None
    csv: str
    json: str


@router.get("/figures")
def figures(request: Request, site: TheSite, connection: Reading, frame: Framed) -> HTMLResponse:
    """Answer the list of metrics."""
    if frame.glance and not frame.glance.total:
        return empty_page(frame, "数据")
    asked = request.query_params
    filters = _filters(asked)
    page = whole_number(asked.get("page"), LAST)
    found = find(connection, filters, page, SIZE)
    if found.total and not found.rows:  # behind the last page: the last one
        page = last_page(SIZE, found.total)
        found = find(connection, filters, page, SIZE)
    held = [(name, v) for name in NARROWING for v in dict.fromkeys(asked.getlist(name)) if v]
    words = [("q", filters.q)] if filters.q else []
    ticked = [(name, "1") for name in TICKS if asked.get(name) == "1"]
    names = _names(connection, site, frame, filters) if held else {}

    def address(page: int) -> str:
        turned = [("page", str(page))] if page > 1 else []
        return urls.figures([*words, *held, *ticked, *turned])

    partial = not made(connection)
    response = rendered(
        "figures.html",
        FiguresPage(
            words=filters.q,
            many=filters.many,
            disagree=filters.disagree,
            chips=chips(
                held + ticked,
                lambda name, value: TICKS.get(name) or names.get(value, value),
                lambda pairs: urls.figures(words + pairs),
            ),
            clear=urls.figures(words),
            kept=tuple(held),
            lines=tuple(_line(row) for row in found.rows),
            total=found.total,
            pager=pager(page, SIZE, found.total, address),
            partial=partial,
        ),
        frame,
    )
    if partial:  # the same revision will answer otherwise once the ledger is made
        response.headers["Cache-Control"] = "no-store"
    return response


def _filters(asked: QueryParams) -> SeriesFilters:
    return SeriesFilters(
        q=asked.get("q", "").strip()[:200],
        many=asked.get("many") == "1",
        disagree=asked.get("disagree") == "1",
        reply=asked.get("reply") or None,
        place=tuple(filter(None, asked.getlist("district"))),
        agency=tuple(filter(None, asked.getlist("agency"))),
    )


def _names(
    connection: Connection, site: Site, frame: Frame, filters: SeriesFilters
) -> dict[str, str]:
    """Return what the places and the letter are called that the list is narrowed by."""
    rows = site.kept("coverage", frame.revision, lambda: coverage(connection))
    names = {code: place_name_of(row) for code, row in with_page(rows).items()}
    rowid = row_of(connection, filters.reply) if filters.reply else None
    names |= {brief.id: brief.heading for brief in briefs(connection, [rowid] if rowid else [])}
    return names


@router.get("/figures/{id}")
def metric(request: Request, id: str, connection: Reading, frame: Framed) -> HTMLResponse:
    """Answer one metric: its chart, its figures with their sentences, where they differ."""
    page = whole_number(request.query_params.get("page"), LAST)
    return rendered("metric.html", _page(load(connection, id, page, POINTS), page), frame)


def _page(series: Series, page: int) -> MetricPage:
    title = f"{series.label}（{series.unit}）" if series.unit else series.label
    return MetricPage(
        id=series.id,
        label=series.label,
        unit=series.unit,
        place=series.place,
        kind=FigureKind(series.kind).label,
        clashes=tuple(_clash(found) for found in series.disagreements),
        plot=plot(title, series.points) if series.plotted else None,
        bars=_by_reply(series) if series.plotted else None,
        lines=tuple(_point(point) for point in series.points),
        wordings=series.wordings,
        elsewhere=tuple(
            Suggestion(f"{row.label}（{row.place or '地区未写明'}）", urls.metric(row.id))
            for row in series.elsewhere
        ),
        total=series.total,
        pager=pager(page, POINTS, series.total, lambda n: urls.metric(series.id, n)),
        csv=urls.figures_csv([("series", series.id)]),
        json=urls.series_json(series.id),
    )


def _line(row: SeriesRow) -> MetricLine:
    years = sorted({day.year for day in (row.since, row.until) if day})
    return MetricLine(
        address=urls.metric(row.id),
        label=row.label,
        unit=row.unit,
        place=row.place,
        count=row.count,
        replies=row.replies,
        span="至".join(f"{year}年" for year in years) or "—",
        disagreements=row.disagreements,
    )


def _point(point: Point) -> PointLine:
    start = point.start - point.sentence_start
    end = point.end - point.sentence_start
    return PointLine(
        time=point.time,
        surface=point.surface,
        aim=point.role == "target",
        doubtful=point.disagrees,
        before=point.sentence[: max(start, 0)],
        after=point.sentence[max(end, 0) :],
        letter=point.letter.short,
        paragraph=point.paragraph,
        agency=point.letter.agency,
        address=urls.reply(point.letter.id, point.paragraph),
    )


def _clash(found: Disagreement) -> ClashBox:
    by_value: dict[str, list[Point]] = {}
    for point in found.points:
        by_value.setdefault(point.surface, []).append(point)
    said = f"{found.time}，{len(found.points)} 处原文分别写作 {'、'.join(by_value)}。"
    shown = [point for held in by_value.values() for point in held[:QUOTES]]
    more = len(found.points) - len(shown)
    return ClashBox(said, found.note, tuple(_point(point) for point in shown), more)


def _by_reply(series: Series) -> Bars | None:
    """Return one bar a reply, with its latest actual value; none where there are fractions."""
    latest: dict[str, int] = {}
    for point in series.points:
        value = point.value
        if point.role != "target" and value is not None and value == int(value):
            latest[point.letter.short.removesuffix("的答复")] = int(value)
    if len(latest) < 2 or any(value >= 10**6 for value in latest.values()):
        return None
    return bars(f"各件答复写到的数（{series.unit or amount(0)}）", latest.items())
