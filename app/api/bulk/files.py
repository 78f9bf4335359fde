"""Whole files: CSV and JSON Lines of any search, streamed, and the package that describes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import Connection

from app.api.answers.findings import FigureItem
from app.api.bulk.lines import Measure, gzipped, line
from app.api.bulk.package import File, Package, package
from app.api.bulk.sheets import FIGURE_COLUMNS, PLEDGE_COLUMNS, reply_columns, sheet
from app.api.protocol.answering import answered, base_of
from app.api.protocol.asking import AskedFigures, AskedFiltered, AskedPledges
from app.api.protocol.resource import Nothing, resource
from app.api.v1 import PREFIX
from app.api.v1.figures import items, sought
from app.api.v1.pledges import pledge_item, today
from app.ledger.promises.register import every
from app.search.query import parse
from app.search.results import matching
from app.store.bulk import CHUNK, each, each_raw
from app.store.figures import Sought, every_figure
from app.store.lists import totals
from app.web.deps import Reading, Site, TheSite

router = APIRouter(prefix=PREFIX, tags=["批量下载"])

CSV = "text/csv; charset=utf-8"
GZIP = "application/gzip"
Filtered = Annotated[AskedFiltered, Query()]


@resource(router, "/replies.csv", None, example="/api/v1/replies.csv?q=孵化器", media_type=CSV)
def replies_csv(request: Request, site: TheSite, connection: Reading, asked: Filtered) -> Response:
    """符合条件的全部答复，一行一件，供电子表格打开（UTF-8，带 BOM，列固定）。"""
    rows = each(connection, chosen(site, connection, asked))
    return streamed(request, sheet(reply_columns(base_of(request)), rows), CSV, "replies.csv")


@resource(router, "/figures.csv", None, example="/api/v1/figures.csv?q=孵化器", media_type=CSV)
def figures_csv(
    request: Request,
    site: TheSite,
    connection: Reading,
    asked: Annotated[AskedFigures, Query()],
) -> Response:
    """符合条件的全部数据，一行一条，带所在的句子和段落网址。"""
    wanted = sought(connection, asked, site.settings.query_seconds)
    rows = every_item(connection, wanted, base_of(request))
    return streamed(request, sheet(FIGURE_COLUMNS, rows), CSV, "figures.csv")


@resource(
    router,
    "/pledges.csv",
    None,
    example="/api/v1/pledges.csv?district=310115&year=2025",
    media_type=CSV,
)
def pledges_csv(
    request: Request, connection: Reading, asked: Annotated[AskedPledges, Query()]
) -> Response:
    """符合条件的全部承诺，一行一句，带出处、期限和后来的答复。"""
    base = base_of(request)
    promises = every(connection, asked.filters(), today())
    rows = (pledge_item(promise, base) for promise in promises)
    return streamed(request, sheet(PLEDGE_COLUMNS, rows), CSV, "pledges.csv")


@resource(router, "/export.jsonl.gz", None, example="/api/v1/export.jsonl.gz", media_type=GZIP)
def export_lines(request: Request, site: TheSite, connection: Reading, asked: Filtered) -> Response:
    """符合条件的全部答复，每行一件，内容同 replies/{id}，gzip 压缩。

    件数、大小和 SHA-256 在 datapackage.json 里，条件相同即对应。
    """
    base = base_of(request)
    rows = each_raw(connection, chosen(site, connection, asked))
    return streamed(request, gzipped(line(raw, base) for raw in rows), GZIP, "export.jsonl.gz")


@resource(router, "/datapackage.json", Package, example="/api/v1/datapackage.json")
def data_package(request: Request, connection: Reading, asked: Nothing) -> Response:
    """批量文件的说明（Frictionless Data Package）：列、件数，全部答复那个文件的大小和 SHA-256。"""
    base = base_of(request)
    held, at = totals(connection), f"{base}/api/v1/"
    measure = _measured(request, connection, base, held.revision)
    lines = File("export", f"{at}export.jsonl.gz", measure.lines, measure.bytes, measure.sha256)
    replies = File("replies", f"{at}replies.csv", held.replies)
    figures = File("figures", f"{at}figures.csv", held.figures)
    pledges = File("pledges", f"{at}pledges.csv", held.pledges)
    return answered(package(lines, (replies, figures, pledges), held.revision, held.modified))


Known = tuple[tuple[int, str], Measure]


def _measured(request: Request, connection: Connection, base: str, revision: int) -> Measure:
    """Return what the file of all letters comes to; made once for each state of the archive."""
    known: Known | None = getattr(request.app.state, "measure", None)
    if known is not None and known[0] == (revision, base):
        return known[1]
    measure, rowids = Measure(), matching(connection, parse(""))
    for _ in gzipped((line(raw, base) for raw in each_raw(connection, rowids)), measure):
        pass
    request.app.state.measure = ((revision, base), measure)
    return measure


def chosen(site: Site, connection: Connection, asked: AskedFiltered) -> tuple[int, ...]:
    """Return the letters asked for, in order: the very set that page, API and feed give."""
    seconds = site.settings.query_seconds
    return matching(connection, asked.query(), asked.filters(), asked.sort, seconds)


def every_item(connection: Connection, wanted: Sought, base: str) -> Iterator[FigureItem]:
    """Yield all figures asked for, a chunk at a time."""
    chunk: list[Any] = []
    for row in every_figure(connection, wanted):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield from items(connection, chunk, base)
            chunk.clear()
    yield from items(connection, chunk, base)


def streamed(
    request: Request, chunks: Iterable[str] | Iterable[bytes], media_type: str, name: str
) -> Response:
    """Return a file as it is made; nothing is made for a HEAD."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    nothing: Iterable[str] = ()
    content = nothing if request.scope.get("head") else chunks
    return StreamingResponse(content, headers=headers, media_type=media_type)
