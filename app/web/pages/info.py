"""About, help, accessibility, privacy, quality, the record of runs; the switch to large text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection

from app import __version__
from app.model import FigureKind, Outcome, Strength
from app.search.cards import Hit
from app.search.filters import Filters
from app.search.query import parse
from app.search.results import search
from app.store import tallies
from app.store.tallies import PlaceTally, ProblemLine, ProblemTally, RunLine
from app.web import urls
from app.web.asked import whole_number
from app.web.clock import CHINA, in_china
from app.web.deps import Reading, TheSite
from app.web.faults import Suggestion
from app.web.frame import Framed
from app.web.kept import BIG
from app.web.pager import LAST, Pager, last_page, pager
from app.web.places import Placed, in_order, placed
from app.web.render import rendered

router = APIRouter()

MEASURED = Path(__file__).resolve().parents[1] / "measured.json"  # written by ./run bench reading
PROGRAM = Path(__file__).resolve().parents[2]
YEAR_SECONDS = 365 * 24 * 3600
PROBLEMS = 50
YEARS = 12  # columns of the coverage table, the latest; the sum counts all


@dataclass(frozen=True, slots=True)
class Example:
    """A way of asking: what for, how, and a search that gives something."""

    wanted: str
    how: str
    examples: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class HelpPage:
    """What `help.html` prints."""

    formats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HelpSearchPage:
    """What `help_search.html` prints."""

    ways: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """How well something is recognised."""

    label: str
    precision: str
    recall: str
    of: str


@dataclass(frozen=True, slots=True)
class HelpMethodsPage:
    """What `help_methods.html` prints."""

    measures: tuple[Measure, ...]
    measured_on: str | None
    kinds: tuple[FigureKind, ...]
    strengths: tuple[Strength, ...]
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """A place and its replies by year; 0 is a gap, and nothing what lies outside of its years."""

    name: str
    address: str | None
    counts: tuple[int | None, ...]
    total: int


@dataclass(frozen=True, slots=True)
class AboutPage:
    """What `about.html` prints."""

    version: str
    built: date
    years: tuple[str, ...]
    lines: tuple[CoverageLine, ...]
    undated: int
    earlier: bool  # whether the sums count years that are no columns
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlainPage:
    """What a page prints that holds text only."""

    policy: str
    log_characters: int  # of a typed query that the request log may hold


@dataclass(frozen=True, slots=True)
class QualityPage:
    """What `quality.html` prints."""

    kinds: tuple[ProblemTally, ...]
    chosen: ProblemTally | None
    lines: tuple[ProblemLine, ...]
    pager: Pager | None
    failures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RunsPage:
    """What `ingest.html` prints."""

    runs: tuple[RunLine, ...]
    failures: tuple[tuple[str, str], ...]


@router.get("/big")
def big(request: Request) -> RedirectResponse:
    """Switch large text on or off and return to the page; only ever to one of this site."""
    back = urls.safe_return(request.query_params.get("back", ""))
    response = RedirectResponse(back, 303)
    if request.query_params.get("on") == "1":
        response.set_cookie(BIG, "1", max_age=YEAR_SECONDS, samesite="lax", httponly=True)
    else:
        response.delete_cookie(BIG, samesite="lax", httponly=True)
    return response


@router.get("/help")
def help_index(frame: Framed) -> HTMLResponse:
    """Answer the front page of the help."""
    formats = ("PDF", "DOCX", "DOC", "WPS", "OFD", "HTML", "TXT", "Markdown", "ZIP")
    return rendered("help.html", HelpPage(formats), frame)


@router.get("/help/search")
def help_search(site: TheSite, connection: Reading, frame: Framed) -> HTMLResponse:
    """Answer how to search, with examples from this archive."""
    page = site.kept("help", frame.revision, lambda: HelpSearchPage(tuple(_ways(connection))))
    return rendered("help_search.html", page, frame)


@router.get("/help/methods")
def help_methods(frame: Framed) -> HTMLResponse:
    """Answer how things are recognised, and how well."""
    measured = json.loads(MEASURED.read_text("utf-8")) if MEASURED.is_file() else {}
    page = HelpMethodsPage(
        measures=tuple(_measures(measured)),
        measured_on=measured.get("date"),
        kinds=tuple(FigureKind),
        strengths=tuple(Strength),
        outcomes=tuple(Outcome),
    )
    return rendered("help_methods.html", page, frame)


@router.get("/about")
def about(site: TheSite, connection: Reading, frame: Framed) -> HTMLResponse:
    """Answer what is collected, with a table of places and years."""
    rows = site.kept("coverage", frame.revision, lambda: tallies.coverage(connection))
    return rendered("about.html", coverage_page(rows), frame)


@router.get("/accessibility")
def accessibility(site: TheSite, frame: Framed) -> HTMLResponse:
    """Answer the accessibility statement."""
    return rendered("accessibility.html", _plain(site), frame)


@router.get("/privacy")
def privacy(site: TheSite, frame: Framed) -> HTMLResponse:
    """Answer what personal data there is, and how to have it masked."""
    return rendered("privacy.html", _plain(site), frame)


@router.get("/quality")
def quality(request: Request, site: TheSite, connection: Reading, frame: Framed) -> HTMLResponse:
    """Answer what could not be read, by kind, and the letters of one kind."""
    kinds = site.kept("problems", frame.revision, lambda: tallies.problems(connection))
    code = request.query_params.get("code", "")
    chosen = next((kind for kind in kinds if kind.code == code), None)
    count = chosen.replies if chosen else 0
    page = min(whole_number(request.query_params.get("page"), LAST), last_page(PROBLEMS, count))
    lines = tallies.with_problem(connection, code, (page - 1) * PROBLEMS, PROBLEMS)

    def address(page: int) -> str:
        return urls.quality([("code", code), *([("page", str(page))] if page > 1 else [])])

    return rendered(
        "quality.html",
        QualityPage(
            kinds=kinds,
            chosen=chosen,
            lines=lines,
            pager=pager(page, PROBLEMS, count, address),
            failures=tuple(_failures(connection)),
        ),
        frame,
    )


@router.get("/ingest")
def runs(connection: Reading, frame: Framed) -> HTMLResponse:
    """Answer what became of every file that was given to the archive."""
    lines = (replace(line, started=in_china(line.started)) for line in tallies.runs(connection))
    page = RunsPage(tuple(lines), tuple(_failures(connection)))
    return rendered("ingest.html", page, frame)


def coverage_page(rows: Iterable[PlaceTally]) -> AboutPage:
    """Return the table of places and years, the latest first, and the gaps in it in words."""
    held: dict[Placed, dict[int, int]] = {}
    undated = 0
    for row in rows:
        years = held.setdefault(placed(row), {})
        if row.year is None:
            undated += row.replies
        else:
            years[row.year] = years.get(row.year, 0) + row.replies
    known = sorted({year for years in held.values() for year in years})
    columns = list(range(known[-1], known[0] - 1, -1))[:YEARS] if known else []
    lines = tuple(
        CoverageLine(
            name=place.name,
            address=place.address,
            counts=tuple(_count(years, year) for year in columns),
            total=sum(years.values()),
        )
        for place in in_order(held)
        if (years := held[place])
    )
    return AboutPage(
        version=__version__,
        built=_built(),
        years=tuple(f"{year}年" for year in columns),
        lines=lines,
        undated=undated,
        earlier=len(columns) < len(range(known[0], known[-1] + 1)) if known else False,
        gaps=tuple(_gaps(lines, columns)),
    )


def _count(years: dict[int, int], year: int) -> int | None:
    return years.get(year, 0) if min(years) <= year <= max(years) else None


@cache
def _built() -> date:
    """Return the day of the newest file of the program: of its release, or of its last change."""
    newest = max(path.stat().st_mtime for path in PROGRAM.rglob("*.py"))
    return datetime.fromtimestamp(newest, CHINA).date()


def _gaps(lines: Iterable[CoverageLine], years: list[int]) -> Iterable[str]:
    """Name the years between a place's first and last reply in which it has none."""
    for line in lines:
        missing = [year for year, count in zip(years, line.counts, strict=True) if count == 0]
        if missing:
            yield f"{line.name}缺 {'、'.join(f'{year}年' for year in reversed(missing))}"


def _plain(site: TheSite) -> PlainPage:
    said = {
        "mask": "姓名只留姓（甄＊＊），手机号遮住中间（130****0000），办公电话照登",
        "hide": "姓名和电话都不显示",
        "show": "按原文显示",
    }
    return PlainPage(said[site.settings.contacts], site.settings.log_query_characters)


def _failures(connection: Connection) -> Iterable[tuple[str, str]]:
    """Return the files not taken in: their names without folders, and why."""
    for failure in tallies.failures(connection):
        name = PureWindowsPath(PurePosixPath(failure.name).name).name
        yield name, failure.reason.replace(failure.name, name)


def _measures(measured: dict[str, Any]) -> Iterable[Measure]:
    for row in measured.get("measures", ()):
        yield Measure(
            label=str(row["label"]),
            precision=_share(row.get("precision")),
            recall=_share(row.get("recall")),
            of=str(row.get("of", "")),
        )


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.1%}"


def _ways(connection: Connection) -> Iterable[Example]:
    """Return the ways of asking; each example is a search of this archive."""
    hits = search(connection, parse(""), Filters(), size=20, facets=False).hits
    number = _first(f"第{n}号" for hit in hits for n in hit.numbers) or "第130号"
    document = _first(hit.document_number for hit in hits) or "浦科经委办理〔2025〕77号"
    agency = _first(a for hit in hits for a in hit.agencies) or "科经委"
    person = _first(p for hit in hits for p in hit.proposers) or "汪泓"
    title = _first(hit.title for hit in hits) or "民营企业"
    month = _month(hits)
    ways = (
        ("同时含几个词", "用空格隔开", ("孵化器 贷款",)),
        ("一整句话", '加引号，“”与""都可以', ("“概念验证中心”",)),
        ("不含某词", "前面加减号", ("人工智能 -大模型",)),
        ("任一个词", "中间写“或”（OR、| 也可以）", ("孵化器 或 加速器",)),
        ("词的开头", "后面加 *", ("专精特新*",)),
        ("提案号、建议号", "写号", (number,)),
        ("文号", "照抄，括号不限", (document.replace("〔", "[").replace("〕", "]"),)),
        ("人", "写姓名，或“提案人:姓名”", (f"提案人:{person}",)),
        ("单位", "“单位:名称”，简称也可以", (f"单位:{agency}",)),
        ("只查标题", "“标题:词语”", (f"标题:{title[:12]}",)),
        ("日期", "“日期:起..止”", (f"日期:{month}",)),
    )
    for wanted, how, examples in ways:
        links = (Suggestion(e, urls.search([("q", e), ("all", "1")])) for e in examples)
        yield Example(wanted, how, tuple(links))


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)


def _month(hits: Iterable[Hit]) -> str:
    dated = sorted(hit.dated for hit in hits if hit.dated)
    return f"{dated[0]:%Y-%m}..{dated[-1]:%Y-%m}" if dated else "2025-04..2025-06"
