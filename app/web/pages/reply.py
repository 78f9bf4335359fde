"""一件答复: the letter with its card, outline, figures, promises, citation and neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup
from sqlalchemy import Connection

from app.errors import NotFound, TooSlow, Unavailable
from app.ledger.matters.elsewhere import elsewhere, last_year
from app.ledger.matters.points import points
from app.ledger.series.disagreements import of_reply as disagreements_of
from app.ledger.series.reading import SeriesFilters, following, of_reply
from app.model import BlockKind, Dossier, Span, SubmissionKind
from app.search.highlight import marks
from app.search.similar import similar
from app.store import around
from app.store.replies import Stored, earlier, load, moved
from app.store.rows import paragraph
from app.web import urls
from app.web.asked import asked
from app.web.card import CORRECTED, Row, card
from app.web.citation import Citation, citations
from app.web.deps import Reading, TheSite
from app.web.faults import NoSuchReply, Suggestion
from app.web.figuretable import FigureLine, Tab, figure_lines, tabs
from app.web.frame import Frame, Framed
from app.web.letter import parts, traditional
from app.web.marked import letter_html
from app.web.outline import Entry, outline
from app.web.render import rendered
from app.web.walk import Walk, walk

router = APIRouter()

# How the text came: told before the letter, where somebody about to quote it reads it.
BEFORE = ("ocr", "needs-ocr", "images-unread")
TOLD = (*BEFORE, CORRECTED)
OTHERS = 6  # replies named beside a figure that they give otherwise
SHARED = 500  # metrics of one reply that are looked for in others


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know before reading: how the text came, what may be missing."""

    text: str
    address: str | None = None
    action: str | None = None


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file that the reply came in."""

    name: str
    format: str
    size: str
    sha256: str
    at: datetime
    address: str


@dataclass(frozen=True, slots=True)
class Alike:
    """Another reply on the same matter, and what they share."""

    label: str
    agency: str
    address: str
    compare: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """A figure that another reply gives otherwise for the same time."""

    label: str
    time: str
    own: str
    others: str
    address: str


@dataclass(frozen=True, slots=True)
class PointAnswered:
    """A point of the proposal as the letter lists it, and the paragraphs that answer it."""

    text: str
    paragraphs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage of another reply."""

    label: str
    address: str
    text: str


@dataclass(frozen=True, slots=True)
class LastYear:
    """The reply of the same agency and theme of the year before."""

    label: str
    title: str | None
    address: str
    compare: str


@dataclass(frozen=True, slots=True)
class ReplyPage:
    """What `reply.html` prints."""

    id: str
    version: int
    heading: str
    title: str | None
    short: str
    notes: tuple[Note, ...]
    card: tuple[Row, ...]
    outline: tuple[Entry, ...]
    letter: Markup
    lang: str
    listed: bool  # 分条显示
    list_switch: str
    tabs: tuple[Tab, ...]
    figures: tuple[FigureLine, ...]
    pledges: int
    hits: tuple[int, ...]
    citations: tuple[Citation, ...]
    files: tuple[FileLine, ...]
    attachments: tuple[FileLine, ...]
    contacts: bool
    full_print: bool
    problems: tuple[str, ...]
    related: tuple[Suggestion, ...]
    agency: str | None
    corrected: tuple[str, ...]
    similar: tuple[Alike, ...]
    partial: bool  # the index could not be asked: what follows from it is left out
    walk: Walk | None
    opened: Suggestion | None
    clashes: tuple[Clash, ...]
    points: tuple[PointAnswered, ...]
    elsewhere: tuple[Quote, ...]
    last_year: LastYear | None


@router.get("/r/{id}")
def reply(request: Request, id: str, site: TheSite, connection: Reading, frame: Framed) -> Response:
    """Answer one reply; an id that it once had leads to the one it has."""
    now = moved(connection, id)
    if now is not None:
        return RedirectResponse(urls.reply(now), 301)
    try:
        stored = load(connection, id)
    except NotFound as error:
        raise NoSuchReply(error.detail, id.rpartition("-")[2], _meant(connection, id)) from error
    page = _page(request, connection, frame, stored, site.settings.query_seconds)
    response = rendered("reply.html", page, frame)
    if page.partial:  # the same revision will answer otherwise once the index is whole
        response.headers["Cache-Control"] = "no-store"
    return response


def _meant(connection: Connection, id: str) -> tuple[Suggestion, ...]:
    return tuple(
        Suggestion(near.heading, urls.reply(near.id), near.agency)
        for near in around.nearest(connection, id)
    )


def short_name(dossier: Dossier) -> str:
    """Return a reply's short name: 第130号提案的答复."""
    reply = dossier.reply
    if not reply.numbers:
        return reply.heading
    kind = "代表建议" if reply.kind is SubmissionKind.SUGGESTION else "提案"
    return f"第{reply.numbers[0]}号{kind}的答复"


def _page(
    request: Request, connection: Connection, frame: Frame, stored: Stored, seconds: float
) -> ReplyPage:
    dossier = stored.dossier
    beside = around.company(connection, [stored.id])[stored.id]
    wanted = asked(request)
    hits = marks(wanted.query, dossier.text)
    listed = frame.big or request.query_params.get("view") == "list"
    address = frame.absolute(urls.reply(stored.id))
    figures = figure_lines(dossier, _series(connection, stored))
    near: tuple[Alike, ...] = ()
    way, partial = None, False
    try:  # the letter itself needs no index
        if dossier.text:  # else only the file's name is alike
            near = _similar(connection, stored)
        way = walk(connection, wanted, stored.rowid, seconds)
    except (TooSlow, Unavailable):
        partial = True
    return ReplyPage(
        id=stored.id,
        version=stored.version,
        heading=dossier.reply.heading,
        title=dossier.reply.title,
        short=short_name(dossier),
        notes=_notes(connection, stored, beside.same),
        card=card(dossier),
        outline=outline(dossier),
        letter=letter_html(parts(dossier, hits), len(hits)),
        lang="zh-Hant" if traditional(dossier.text) else "zh-Hans",
        listed=listed,
        list_switch=_list_switch(request),
        tabs=tabs(dossier),
        figures=figures,
        pledges=len(dossier.pledges),
        hits=tuple(range(1, len(hits) + 1)),
        citations=citations(dossier.reply, address, _cited(dossier, hits), frame.today),
        files=_files(stored.id, beside.files, urls.original(stored.id)),
        attachments=_files(stored.id, beside.attachments),
        contacts=bool(dossier.reply.contact.name or dossier.reply.contact.phone),
        full_print=request.query_params.get("print") == "full",
        problems=tuple(dict.fromkeys(p.message for p in dossier.problems if p.code not in TOLD)),
        related=_related(dossier),
        agency=next(iter(dossier.reply.agencies), None),
        corrected=tuple(
            problem.message for problem in dossier.problems if problem.code == CORRECTED
        ),
        similar=near,
        walk=way,
        partial=partial,
        opened=_opened(request),
        clashes=tuple(_clashes(connection, stored.rowid)),
        points=_points(dossier),
        elsewhere=tuple(_elsewhere(connection, stored.rowid)),
        last_year=_last_year(connection, stored),
    )


def _series(connection: Connection, stored: Stored) -> dict[int, str]:
    """Return the metrics of this reply's figures that other replies speak of too."""
    shared = following(connection, SeriesFilters(reply=stored.id, many=True), None, SHARED)
    ids = {row.id for row in shared}
    own = of_reply(connection, stored.rowid) if ids else {}
    return {position: id for position, id in own.items() if id in ids}


def _clashes(connection: Connection, rowid: int) -> Iterable[Clash]:
    for found in disagreements_of(connection, rowid, OTHERS):
        own = "、".join(dict.fromkeys(p.surface for p in found.points if p.letter.rowid == rowid))
        others = "，".join(
            dict.fromkeys(
                f"{p.letter.short.removesuffix('的答复')} {p.surface}"
                for p in found.points
                if p.letter.rowid != rowid
            )
        )
        yield Clash(found.label, found.time, own, others, urls.metric(found.series))


def _points(dossier: Dossier) -> tuple[PointAnswered, ...]:
    found = points(dossier)
    asked = found.asked if found else ()
    return tuple(
        PointAnswered(one.text, tuple(dict.fromkeys(a.paragraph for a in one.answers)))
        for one in asked
    )


def _elsewhere(connection: Connection, rowid: int) -> Iterable[Quote]:
    for one in elsewhere(connection, rowid):
        label = "　".join(filter(None, [one.letter.place, one.letter.short]))
        yield Quote(label, urls.reply(one.letter.id, one.paragraph), one.quote)


def _last_year(connection: Connection, stored: Stored) -> LastYear | None:
    letter = last_year(connection, stored.rowid)
    if letter is None:
        return None
    label = letter.short + (f"（{letter.dated}）" if letter.dated else "")
    address, beside = urls.reply(letter.id), urls.compare(letter.id, stored.id)
    return LastYear(label, letter.title, address, beside)


def _opened(request: Request) -> Suggestion | None:
    """Return the way to all results, where a number alone led straight here."""
    typed = request.query_params.get("opened", "")
    if not typed:
        return None
    address = urls.search([("q", typed), ("all", "1")])
    return Suggestion(f"检索“{typed}”的全部结果", address)


def _similar(connection: Connection, stored: Stored) -> tuple[Alike, ...]:
    return tuple(
        Alike(
            label=near.hit.heading,
            agency="、".join(near.hit.agencies),
            address=urls.reply(near.hit.id),
            compare=urls.compare(stored.id, near.hit.id),
            reasons=near.reasons,
        )
        for near in similar(connection, stored.rowid)
    )


def _cited(dossier: Dossier, hits: Sequence[Span]) -> int | None:
    """Return the paragraph that the citation names: the first hit's, else the body's first."""
    if hits:
        return paragraph(dossier, hits[0].start)
    kinds = [block.kind for block in dossier.blocks]
    if BlockKind.PARAGRAPH in kinds:
        return kinds.index(BlockKind.PARAGRAPH) + 1
    return 1 if kinds else None


def _list_switch(request: Request) -> str:
    pairs = [(k, v) for k, v in request.query_params.multi_items() if k != "view"]
    if request.query_params.get("view") != "list":
        pairs.append(("view", "list"))
    return urls.reply(request.path_params["id"], parameters=pairs)


def _notes(
    connection: Connection, stored: Stored, same_words: Iterable[around.Neighbour]
) -> tuple[Note, ...]:
    notes = [
        Note(
            f"与另一件内容相同：{same.heading}（{same.agency or same.id}）",
            urls.reply(same.id),
            "查看",
        )
        for same in same_words
    ]
    notes += [
        Note(f"{problem.message.rstrip('。')}。", urls.original(stored.id), "下载原始文件")
        for problem in stored.dossier.problems
        if problem.code in BEFORE
    ]
    for old in earlier(connection, stored.id):
        text = f"本件更新过：第{old.version}版于 {old.replaced:%Y-%m-%d} 被现在的文字替换。"
        notes.append(Note(text, urls.version(stored.id, old.version), "看有什么不同"))
    return tuple(notes)


def _files(id: str, files: Iterable[around.File], first: str | None = None) -> tuple[FileLine, ...]:
    """Return files as they are listed; the `first` may have an address of its own."""
    return tuple(
        FileLine(
            name=file.name,
            format=file.name.rpartition(".")[2].upper()[:8],
            size=human_size(file.size),
            sha256=file.sha256[:12],
            at=file.at,
            address=first if first and not position else urls.file(id, file.sha256),
        )
        for position, file in enumerate(files)
    )


def human_size(size: int) -> str:
    """Return a file's size in words: 218 KB."""
    return f"{size} 字节" if size < 1024 else f"{size / 1024:,.0f} KB"


def _related(dossier: Dossier) -> tuple[Suggestion, ...]:
    links = []
    if dossier.reply.proposers:
        who = dossier.reply.proposers[0]
        links.append(Suggestion(f"{who}的其他提案、建议", urls.search([("proposer", who)])))
    if dossier.reply.agencies:
        agency = dossier.reply.agencies[0]
        links.append(Suggestion("同一单位的答复", urls.search([("agency", agency)])))
    return tuple(links)
