"""/api/v1/figures: figures of all letters, each with the sentence it stands in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection

from app.api.answers.cards import place_of
from app.api.answers.findings import FigureItem, ReplyRef
from app.api.answers.replies import Listing
from app.api.protocol.answering import base_of, listed
from app.api.protocol.asking import AskedFigures, AskedFiguresPage
from app.api.protocol.cursors import day_after, written
from app.api.protocol.resource import resource
from app.api.v1 import PREFIX
from app.errors import NotFound
from app.ledger.series import common
from app.ledger.series.reading import load
from app.ledger.series.words import holding
from app.model import Delta, FigureKind, FigureRole
from app.search.query import Kind
from app.search.query import Query as Words
from app.search.results import Sort, matching, remembered
from app.store.figures import PACK, Key, Sought, figure_count, figures, key_of, packed
from app.store.lists import agencies_of, numbers_of
from app.store.replies import row_of
from app.web import urls
from app.web.deps import Reading, TheSite

router = APIRouter(prefix=PREFIX, tags=["数据和承诺"])

Groups = tuple[tuple[str, ...], ...]
"""Words sought: one of each group must stand there."""


@resource(
    router, "/figures", Listing[FigureItem], example="/api/v1/figures?q=孵化器&kind=money&size=2"
)
def figure_list(
    request: Request,
    site: TheSite,
    connection: Reading,
    asked: Annotated[AskedFiguresPage, Query()],
) -> Response:
    """检索文中的数据。检索词要在数据所在的句子或指标名称里；其余条件说的是答复。"""
    base = base_of(request)
    return listed(request, figure_page(connection, asked, base, site.settings.query_seconds))


def figure_page(
    connection: Connection, asked: AskedFiguresPage, base: str, seconds: float
) -> Listing[FigureItem]:
    """Return one page of figures."""
    after, limit = day_after(asked.cursor), asked.size + 1
    wanted, total = _found(connection, asked, after, limit, seconds)
    rows = figures(connection, wanted, after, limit)
    page = rows[: asked.size]
    following = written(key_of(page[-1])) if len(rows) > asked.size else None
    return Listing(items(connection, page, base), following, total)


def _found(
    connection: Connection, asked: AskedFiguresPage, after: Key | None, limit: int, seconds: float
) -> tuple[Sought, int]:
    """Return where the figures of a page are, and how many figures there are of all pages."""
    word = _lone_word(asked)
    found = common.page(connection, word, after, limit, seconds) if word else None
    if found is None:
        wanted = sought(connection, asked, seconds)
        return wanted, figure_count(connection, wanted)
    places, total = found
    return Sought(tuple({place // PACK for place in places}), places=places), total


def _lone_word(asked: AskedFigures) -> str | None:
    """Return the word, where nothing else is asked for."""
    clauses = asked.query().clauses
    terms = [term for clause in clauses for term in clause.terms if not clause.negated]
    alone = len(clauses) == len(terms) == 1 and asked.filters().empty
    if not alone or asked.kind or asked.metric or asked.series or asked.reply:
        return None
    term = terms[0]
    return term.text if term.field is None and term.kind in (Kind.WORDS, Kind.PHRASE) else None


def sought(connection: Connection, asked: AskedFigures, seconds: float) -> Sought:
    """Return which figures are asked for: the letters are found by search, as everywhere."""
    query, filters = asked.query(), asked.filters()
    letters: tuple[int, ...] | None = None
    if asked.reply is not None:
        row = row_of(connection, asked.reply)
        letters = () if row is None else (row,)
    if not (query.empty and filters.empty):
        found = matching(connection, query, filters, Sort.NEWEST, seconds)
        letters = found if letters is None else tuple(set(letters) & set(found))
    places = None if asked.series is None else _places(connection, asked.series)
    if places is not None:
        rows = {place // PACK for place in places}
        letters = tuple(rows if letters is None else rows & set(letters))
    if letters and (words := _words(query)):
        held = _holding(connection, letters, words)
        places = held if places is None else tuple(set(places) & set(held))
        letters = tuple({place // PACK for place in places})
    return Sought(letters, asked.figure_kinds(), asked.metric, places)


def _places(connection: Connection, series: str) -> tuple[int, ...]:
    """Return where the figures of a series stand; nowhere, if there is none of that id."""
    try:
        points = load(connection, series).points
    except NotFound:
        return ()
    return tuple(packed(point.letter.rowid, point.position) for point in points)


def _holding(connection: Connection, letters: tuple[int, ...], words: Groups) -> tuple[int, ...]:
    """Return the figures that hold a word of each group; the next page need not look again."""

    def found() -> tuple[int, ...]:
        return tuple(set.intersection(*(holding(connection, letters, group) for group in words)))

    return remembered(connection, ("figures", words), letters, found)


def items(connection: Connection, rows: list[Any], base: str) -> tuple[FigureItem, ...]:
    """Return rows of figures as the API gives them."""
    rowids = list({row.reply for row in rows})
    agencies, numbers = agencies_of(connection, rowids), numbers_of(connection, rowids)
    return tuple(
        FigureItem(
            reply=ReplyRef(
                id=row.id,
                url=base + urls.reply(row.id, row.paragraph),
                heading=row.heading,
                title=row.title,
                numbers=numbers.get(row.reply, ()),
                agencies=agencies.get(row.reply, ()),
                place=place_of(row),
                dated=row.dated,
            ),
            position=row.position,
            paragraph=row.paragraph,
            start=row.start,
            end=row.end,
            full_start=row.full_start,
            full_end=row.full_end,
            surface=row.surface,
            kind=FigureKind(row.kind),
            value=row.value if row.number is None else plain_number(row.number),
            unit=row.unit,
            low=row.low,
            high=row.high,
            approx=row.approx,
            metric=row.metric,
            subject=row.subject,
            as_of=row.as_of,
            role=FigureRole(row.role),
            delta=row.delta and Delta(row.delta),
            modifier=row.modifier,
            sentence=row.sentence,
            sentence_start=row.sentence_start,
            sentence_end=row.sentence_end,
        )
        for row in rows
    )


def plain_number(number: float) -> float:
    """Return 218000000.0 as 218000000, as `inspect` writes it."""
    return int(number) if number.is_integer() else number


def _words(query: Words) -> Groups:
    return tuple(tuple(term.text for term in clause.terms) for clause in query.wanted)
