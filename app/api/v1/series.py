"""/api/v1/series: one metric across letters, and where letters give different numbers for it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.api.answers.findings import DisagreementItem, PointItem, SeriesDetail, SeriesItem
from app.api.answers.replies import Listing
from app.api.protocol.answering import answered, base_of, listed
from app.api.protocol.asking import AskedSeries
from app.api.protocol.cursors import read, written
from app.api.protocol.resource import Nothing, resource
from app.api.v1 import PREFIX
from app.api.v1.figures import plain_number
from app.ledger.series.reading import Key, SeriesFilters, count, following, key_of, load
from app.ledger.series.rows import Point
from app.model import FigureKind, FigureRole
from app.web import urls
from app.web.deps import Reading

router = APIRouter(prefix=PREFIX, tags=["数据和承诺"])


@resource(router, "/series", Listing[SeriesItem], example="/api/v1/series?disagree=true&size=2")
def series_list(
    request: Request, connection: Reading, asked: Annotated[AskedSeries, Query()]
) -> Response:
    """指标，提到它的答复多的在前；disagree=true 只要同一时点有不同的数的。"""
    filters = SeriesFilters(
        q=asked.q,
        many=asked.many,
        disagree=asked.disagree,
        reply=asked.reply,
        place=tuple(asked.district),
        agency=tuple(asked.agency),
        kind=tuple(kind.value for kind in asked.kind),
    )
    base = base_of(request)
    rows = following(connection, filters, _after(asked.cursor, filters), asked.size + 1)
    page = rows[: asked.size]
    data = tuple(
        SeriesItem(
            id=row.id,
            url=base + urls.metric(row.id),
            label=row.label,
            unit=row.unit,
            kind=FigureKind(row.kind),
            place=row.place,
            count=row.count,
            replies=row.replies,
            since=row.since,
            until=row.until,
            disagreements=row.disagreements,
        )
        for row in page
    )
    onward = written(key_of(page[-1], filters)) if len(rows) > asked.size else None
    return listed(request, Listing(data, onward, count(connection, filters)))


@resource(router, "/series/{id}", SeriesDetail, example="/api/v1/series/{series}")
def one_series(
    request: Request,
    connection: Reading,
    id: Annotated[str, Path(description="指标的编号", max_length=100)],
    asked: Nothing,
) -> Response:
    """一个指标的全部数，按时点，每个都带原文句子；同一时点有不同的数的并列给出。"""
    series, base = load(connection, id), base_of(request)
    return answered(
        SeriesDetail(
            id=series.id,
            url=base + urls.metric(series.id),
            label=series.label,
            unit=series.unit,
            kind=FigureKind(series.kind),
            place=series.place,
            wordings=series.wordings,
            points=tuple(_point(point, base) for point in series.points),
            disagreements=tuple(
                DisagreementItem(d.time, tuple(_point(p, base) for p in d.points), d.note)
                for d in series.disagreements
            ),
        )
    )


def _point(point: Point, base: str) -> PointItem:
    return PointItem(
        value=_number(point.value),
        low=_number(point.low),
        high=_number(point.high),
        unit=point.unit,
        approx=point.approx,
        as_of=point.as_of,
        time=point.time,
        role=FigureRole(point.role),
        surface=point.surface,
        sentence=point.sentence,
        paragraph=point.paragraph,
        start=point.start,
        end=point.end,
        reply=point.letter.id,
        url=base + urls.reply(point.letter.id, point.paragraph),
        disagrees=point.disagrees,
    )


def _number(value: float | None) -> float | None:
    return None if value is None else plain_number(value)


def _after(cursor: str | None, filters: SeriesFilters) -> Key | None:
    """Return the key in a cursor of this list, ordered as these filters order it."""
    if cursor is None:
        return None
    return read(cursor, *([int] * (3 if filters.disagree else 2)), str)
