"""/api/v1: facets, names, suggestions, totals, and what could not be read."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy import Connection

from app import __version__
from app.api.answers.cards import facet_value
from app.api.answers.lists import Named, Person, Stats, Unread
from app.api.answers.replies import FacetValue, Listing
from app.api.protocol.answering import answered, base_of, listed
from app.api.protocol.asking import AskedFacet, AskedNames, AskedPeople, AskedProblems
from app.api.protocol.cursors import read, written
from app.api.protocol.resource import Nothing, resource
from app.api.v1 import PREFIX
from app.codec import Json
from app.errors import NotFound
from app.model import Body
from app.search.facets import NAMES
from app.search.filters import Filters
from app.search.query import parse
from app.search.results import facet
from app.store.lists import problem_count, problems, proposer_count, proposers, totals
from app.web import urls
from app.web.deps import Reading, TheSite

router = APIRouter(prefix=PREFIX, tags=["名录和统计"])


@resource(router, "/facets/{name}", Listing[FacetValue], example="/api/v1/facets/outcome?q=孵化器")
def facet_values(
    request: Request,
    site: TheSite,
    connection: Reading,
    name: Annotated[str, Path(description="筛选组：" + "、".join(NAMES), max_length=50)],
    asked: Annotated[AskedFacet, Query()],
) -> Response:
    """一个筛选组的全部值和件数，条件同检索。"""
    return answered(facet_list(connection, name, asked, site.settings.query_seconds))


def facet_list(
    connection: Connection, name: str, asked: AskedFacet, seconds: float
) -> Listing[Json]:
    """Return all values of a facet."""
    if name not in NAMES:
        raise NotFound(f"没有 {name} 这个筛选组；有的是 {'、'.join(NAMES)}。")
    tally = facet(connection, asked.query(), asked.filters(), name, asked.contains, seconds)
    data = tuple(map(facet_value, tally.values))
    return Listing(data, None, len(data))


@resource(router, "/proposers", Listing[Person], example="/api/v1/proposers?size=2")
def proposer_list(
    request: Request, connection: Reading, asked: Annotated[AskedPeople, Query()]
) -> Response:
    """提案人、代表和提案单位，按姓名。"""
    after = None
    if asked.cursor is not None:
        name, body = read(asked.cursor, str, str)
        after = str(name), str(body)
    rows = proposers(connection, asked.q, after, asked.size + 1)
    page, base = rows[: asked.size], base_of(request)
    data = tuple(
        Person(
            value=row.name,
            label=row.name,
            body=Body(row.body) if row.body else None,
            count=row.count,
            url=base + urls.search(_pairs(row.name, row.body)),
        )
        for row in page
    )
    following = written((page[-1].name, page[-1].body)) if len(rows) > asked.size else None
    return listed(request, Listing(data, following, proposer_count(connection, asked.q)))


@resource(router, "/agencies", Listing[Named], example="/api/v1/agencies?q=委员会")
def agency_list(
    request: Request, connection: Reading, asked: Annotated[AskedNames, Query()]
) -> Response:
    """承办单位和各自的件数，多的在前。"""
    return _names(request, connection, "agency", asked.q)


@resource(router, "/districts", Listing[Named], example="/api/v1/districts")
def district_list(
    request: Request, connection: Reading, asked: Annotated[AskedNames, Query()]
) -> Response:
    """答复单位所在的地区，按 GB/T 2260；市级单位不算在区里。"""
    return _names(request, connection, "district", asked.q)


@resource(router, "/themes", Listing[Named], example="/api/v1/themes")
def theme_list(
    request: Request, connection: Reading, asked: Annotated[AskedNames, Query()]
) -> Response:
    """政策主题，自动识别；二级主题写作“主题/子主题”。"""
    return _names(request, connection, "theme", asked.q)


@resource(router, "/stats", Stats, example="/api/v1/stats")
def stats(connection: Reading, asked: Nothing) -> Response:
    """库里有多少答复、数据、承诺，起止日期，修订号。"""
    held = totals(connection)
    return answered(
        Stats(
            replies=held.replies,
            figures=held.figures,
            pledges=held.pledges,
            problems=held.problems,
            since=held.since,
            until=held.until,
            modified=held.modified,
            revision=held.revision,
            version=__version__,
        )
    )


@resource(router, "/problems", Listing[Unread], example="/api/v1/problems?size=2")
def problem_list(
    request: Request, connection: Reading, asked: Annotated[AskedProblems, Query()]
) -> Response:
    """没有读出来的地方：哪一件，什么问题，在哪里。"""
    after = None
    if asked.cursor is not None:
        reply, position = read(asked.cursor, int, int)
        after = int(reply), int(position)
    rows = problems(connection, asked.code, after, asked.size + 1)
    page, base = rows[: asked.size], base_of(request)
    data = tuple(
        Unread(
            id=row.id,
            url=base + urls.reply(row.id),
            heading=row.heading,
            code=row.code,
            message=row.message,
            start=row.start,
            end=row.end,
        )
        for row in page
    )
    following = written((page[-1].reply, page[-1].position)) if len(rows) > asked.size else None
    return listed(request, Listing(data, following, problem_count(connection, asked.code)))


def _names(request: Request, connection: Connection, name: str, contains: str) -> Response:
    base = base_of(request)
    tally = facet(connection, parse(""), Filters(), name, contains)
    data = tuple(
        Named(
            value=value.value,
            label=value.label,
            count=value.count,
            url=base + urls.search([(name, value.value)]),
        )
        for value in tally.values
    )
    return answered(Listing(data, None, len(data)))


def _pairs(name: str, body: str) -> list[tuple[str, str]]:
    return [("proposer", name), *([("body", body)] if body else [])]
