"""检索: results with snippets, filters with counts, chips, paging, and help where nothing fits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from app.errors import NotFound
from app.search.facets import FACETS, FacetTally, Tally
from app.search.filters import Filters, named
from app.search.query import parse
from app.search.results import Results, Sort, facet, search
from app.web import urls
from app.web.asked import SIZES, Asked, Pairs, asked
from app.web.chips import Chip
from app.web.deps import Reading, TheSite
from app.web.entries import nested
from app.web.faults import Suggestion
from app.web.frame import Framed
from app.web.hits import HitLine, hit_lines
from app.web.pager import LAST, Pager, pager
from app.web.pages.empty import empty_page
from app.web.render import rendered

router = APIRouter()

SHOWN = 8  # values of a facet before 更多
PLAIN_NAMES = {"proposer": "提案人", "number": "案号", "from": "不早于", "to": "不晚于"}


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """A group of filters with their counts."""

    name: str
    label: str
    values: tuple[Tally, ...]
    more: str | None
    all: int


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry of a select."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What `search.html` prints."""

    heading: str
    title: str
    words: str
    notices: tuple[str, ...]
    chips: tuple[Chip, ...]
    clear: str
    total: int
    count_line: str
    empty: bool
    groups: tuple[FacetGroup, ...]
    filtered: bool  # whether there is something to filter, or a filter to take off
    since: str
    until: str
    kept: Pairs  # what the filter form hands on unseen
    selected: int
    sorts: tuple[Choice, ...]
    sort_kept: Pairs
    hits: tuple[HitLine, ...]
    loose_line: str | None
    near: tuple[HitLine, ...]
    near_line: str | None
    offers: tuple[Suggestion, ...]
    none_line: str
    pager: Pager | None
    sizes: tuple[Suggestion, ...]
    size: int
    too_many: bool
    feed: str
    csv: str
    json: str


@dataclass(frozen=True, slots=True)
class FacetPage:
    """What `facet.html` prints: every value of one facet, as one form."""

    label: str
    values: tuple[Tally, ...]
    name: str
    kept: Pairs
    back: str


@router.get("/search")
def search_page(request: Request, site: TheSite, connection: Reading, frame: Framed) -> Response:
    """Answer a search."""
    wanted = asked(request)
    if frame.glance and not frame.glance.total:
        return empty_page(frame, "检索")
    straight = None if request.query_params.get("all") else _straight(connection, wanted)
    if straight is not None:
        return RedirectResponse(straight, 303)
    seconds = site.settings.query_seconds
    results = _results(connection, wanted, wanted.page, seconds)
    if results.total and not results.hits:  # behind the last page: the last one
        results = _results(connection, wanted, -(-results.total // wanted.size), seconds)
    response = rendered("search.html", _page(wanted, results), frame)
    if results.partial:  # the same revision will answer otherwise once the index is whole
        response.headers["Cache-Control"] = "no-store"
    return response


@router.get("/search/facet/{name}")
def facet_page(
    request: Request, name: str, site: TheSite, connection: Reading, frame: Framed
) -> HTMLResponse:
    """Answer the whole list of a facet."""
    label = next((facet.label for facet in FACETS if facet.name == name), None)
    if label is None:
        raise NotFound("没有这一组筛选条件。")
    wanted = asked(request)
    seconds = site.settings.query_seconds
    tally = facet(connection, wanted.query, wanted.filters, name, seconds=seconds)
    kept = [pair for pair in wanted.pairs() if pair[0] != name]
    page = FacetPage(label, nested(tally.values), name, kept, urls.search(wanted.pairs()))
    return rendered("facet.html", page, frame)


def _results(connection: Connection, wanted: Asked, page: int, seconds: float) -> Results:
    return search(
        connection,
        wanted.query,
        wanted.filters,
        sort=wanted.sort,
        page=page,
        size=wanted.size,
        seconds=seconds,
    )


def _straight(connection: Connection, wanted: Asked) -> str | None:
    """Return the one reply that a number alone, 第130号 or a 文号, can mean."""
    query = wanted.query
    if not wanted.filters.empty or not (query.number or query.document_number):
        return None
    if query.number:
        only = search(connection, parse(""), Filters(number=(query.number,)), size=2, facets=False)
    else:
        only = search(connection, query, size=2, facets=False)
    if only.total != 1 or only.loose:
        return None
    return urls.reply(only.hits[0].id, parameters=[("opened", query.typed)])


def _page(wanted: Asked, results: Results) -> SearchPage:
    words = wanted.query.typed
    name = f"检索：{words}" if words else ("全部答复" if wanted.empty else "检索答复")
    context = wanted.pairs()
    selected = len(wanted.filters.pairs())
    return SearchPage(
        heading="全部答复" if wanted.empty else "检索答复",
        title=name + (f"（第{results.page}页）" if results.page > 1 else ""),
        words=words,
        notices=tuple(_notices(wanted, results)),
        chips=tuple(_chips(wanted, results)),
        clear=wanted.narrowed(Filters()),
        total=results.total,
        count_line=_count_line(results),
        empty=not results.hits,
        groups=(groups := tuple(_groups(wanted, results.facets))),
        filtered=bool(groups or selected),
        since=wanted.filters.since.isoformat() if wanted.filters.since else "",
        until=wanted.filters.until.isoformat() if wanted.filters.until else "",
        kept=_kept(wanted),
        selected=selected,
        sorts=tuple(Choice(s.value, s.label, s is results.sort) for s in _orders(wanted)),
        sort_kept=wanted.pairs(sort=False),
        hits=hit_lines(results.hits, context, words=not wanted.query.empty),
        loose_line=results.near_line if results.loose else None,
        near=hit_lines(results.near, context, words=True),
        near_line=None if results.loose else results.near_line,
        offers=_offers(results),
        none_line=_none_line(wanted),
        pager=pager(results.page, results.size, results.total, wanted.page_address),
        sizes=tuple(Suggestion(str(size), urls.search(_sized(wanted, size))) for size in SIZES),
        size=results.size,
        too_many=results.total > LAST * results.size,
        feed=urls.feed(_subject(wanted)),
        csv=urls.replies_csv(_subject(wanted)),
        json=urls.replies_json(_subject(wanted)),
    )


def _subject(wanted: Asked) -> Pairs:
    """Return words and filters: what a feed or a table is of, however it is paged."""
    return wanted.pairs(size=False)


def _sized(wanted: Asked, size: int) -> Pairs:
    return wanted.pairs(size=False) + ([("size", str(size))] if size != SIZES[0] else [])


def _orders(wanted: Asked) -> Iterable[Sort]:
    return (sort for sort in Sort if sort is not Sort.RELEVANCE or not wanted.query.empty)


def _kept(wanted: Asked) -> Pairs:
    """Return what the filter form does not show but must hand on: words, order, people."""
    pairs = [("q", wanted.query.address)] if not wanted.query.empty else []
    pairs += [pair for pair in wanted.filters.pairs() if pair[0] in ("proposer", "number")]
    if wanted.sort:
        pairs.append(("sort", wanted.sort.value))
    if wanted.size != SIZES[0]:
        pairs.append(("size", str(wanted.size)))
    return pairs


def _notices(wanted: Asked, results: Results) -> Iterable[str]:
    if results.partial:
        yield "索引正在更新，结果可能不全。"
    yield from (f"{note.rstrip('。')}。" for note in results.notes)
    if results.reading:
        yield results.reading
    if wanted.beyond and results.total > LAST * results.size:
        yield f"只能翻到第 {LAST} 页；请增加条件，或用导出取得全部。"
    elif results.total and results.page < wanted.page:
        yield f"一共只有 {results.page:,} 页，这是最后一页。"
    since, until = wanted.filters.since, wanted.filters.until
    if since and until and since > until:
        yield "起始日期晚于结束日期，没有这样的答复。"
    if wanted.dropped:
        yield f"忽略了不认识的条件：{named(wanted.dropped)}"


def _count_line(results: Results) -> str:
    if results.total <= results.size:
        return f"共 {results.total:,} 件答复"
    first = (results.page - 1) * results.size + 1
    last = min(first + results.size - 1, results.total)
    return f"共 {results.total:,} 件，显示第 {first:,}–{last:,} 件"


def _chips(wanted: Asked, results: Results) -> Iterable[Chip]:
    labels = {
        (group.name, tally.value): tally.label for group in results.facets for tally in group.values
    }
    for name, value in wanted.filters.pairs():
        label = labels.get((name, value), value)
        if name in PLAIN_NAMES:
            label = f"{PLAIN_NAMES[name]} {label}"
        yield Chip(label, wanted.narrowed(wanted.filters.without(name, value)))


def _groups(wanted: Asked, facets: Iterable[FacetTally]) -> Iterable[FacetGroup]:
    kinds: list[int] = []
    for group in facets:
        tops = [value for value in group.values if value.parent is None or value.selected]
        counts = [value.count for value in tops]
        kinds = counts if group.name == "kind" else kinds
        said = group.name == "body" and not group.selected and (len(tops) < 2 or counts == kinds)
        if not tops or said:  # 政协 4, 人大 1 says no more than 政协提案 4, 人大代表建议 1
            continue
        shown = max(SHOWN, len(group.selected))
        more = urls.facet(group.name, wanted.pairs()) if len(tops) > shown else None
        yield FacetGroup(group.name, group.label, tuple(tops[:shown]), more, len(tops))


def _none_line(wanted: Asked) -> str:
    if wanted.query.empty:
        return "没有符合这些条件的答复。"
    if wanted.query.unwanted or any(term.field for term in wanted.query.terms):
        return "没有找到符合这些条件的答复。"  # which they are, stands above
    together = [clause.written.strip('"') for clause in wanted.query.wanted]
    if len(together) > 1:
        said = f"没有找到同时含有{''.join(f'“{words}”' for words in together)}的答复。"
    else:
        said = f"没有找到含有“{wanted.query.typed}”的答复。"
    return said if wanted.filters.empty else f"在这些条件下，{said}"


def _offers(results: Results) -> tuple[Suggestion, ...]:
    """Return the ways on from nothing, in the order in which they are likely to help."""
    help = results.help
    if help is None:
        return ()
    words = results.query.address
    offers = []
    if help.without_filters:
        label = f"去掉筛选条件有 {help.without_filters:,} 件"
        offers.append(Suggestion(label, urls.search([("q", words)] if words else [])))
    offers += [
        Suggestion(f"只查“{one.text}” {one.count:,} 件", urls.search([("q", one.address)]))
        for one in help.words
    ]
    for lead, one in (("您是否要找：", help.corrected), ("", help.longest)):
        if one is not None:
            label = f"{lead}{one.text}" if lead else f"“{one.text}”有 {one.count:,} 件"
            offers.append(Suggestion(label, urls.search([("q", one.address)])))
    return tuple(offers)
