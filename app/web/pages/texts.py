"""A reply's other forms: the text as received, the original file, an earlier version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup
from sqlalchemy import Connection

from app.errors import NotFound
from app.ledger.wording.lineage import lineage
from app.model import Dossier
from app.store import around
from app.store.originals import original as original_bytes
from app.store.replies import load, load_version, moved
from app.web import urls
from app.web.changes import Change, changes
from app.web.deps import Reading, Site, TheSite
from app.web.frame import Framed
from app.web.letter import parts, traditional
from app.web.marked import letter_html
from app.web.pages.reply import short_name
from app.web.render import rendered


def at_its_present_address(request: Request, connection: Reading) -> None:
    """Lead whoever asks for a form of a reply under an id it once had to the present one."""
    id = str(request.path_params["id"])
    now = moved(connection, id)
    if now is not None:
        here = request.url.path.replace(f"/r/{id}", f"/r/{now}", 1)
        query = f"?{request.url.query}" if request.url.query else ""
        raise HTTPException(301, headers={"Location": here + query})


router = APIRouter(dependencies=[Depends(at_its_present_address)])


@dataclass(frozen=True, slots=True)
class ReceivedPage:
    """What `reply_text.html` prints."""

    id: str
    heading: str
    short: str
    received: str
    letter: Markup
    lang: str


@dataclass(frozen=True, slots=True)
class VersionPage:
    """What `version.html` prints."""

    id: str
    number: int
    current: int
    heading: str
    short: str
    replaced: datetime
    changes: tuple[Change, ...]
    letter: Markup
    lang: str


@dataclass(frozen=True, slots=True)
class Wording:
    """A passage of an earlier reply."""

    letter: str
    agency: str | None
    dated: date | None
    address: str
    text: str
    likeness: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """A paragraph and the earlier ones in nearly the same words."""

    own: str
    address: str
    paragraph: int
    earlier: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class WordingPage:
    """What `wording.html` prints."""

    id: str
    heading: str
    short: str
    lines: tuple[Repeated, ...]


@router.get("/r/{id}/text")
def received(id: str, connection: Reading, frame: Framed) -> Response:
    """Answer the text as it was received, beside the text as it is shown."""
    dossier = load(connection, id).dossier
    page = ReceivedPage(
        id=id,
        heading=dossier.reply.heading,
        short=short_name(dossier),
        received=dossier.received,
        letter=letter_html(parts(dossier)),
        lang=_lang(dossier),
    )
    return rendered("reply_text.html", page, frame)


@router.get("/r/{id}/wording")
def wording(id: str, connection: Reading, frame: Framed) -> Response:
    """Answer which paragraphs of a reply earlier replies had in nearly the same words."""
    stored = load(connection, id)
    text, blocks = stored.dossier.text, stored.dossier.blocks
    lines = tuple(
        Repeated(
            own=text[blocks[number - 1].start : blocks[number - 1].end],
            address=urls.reply(id, number),
            paragraph=number,
            earlier=tuple(
                Wording(
                    k.letter.short,
                    k.letter.agency,
                    k.letter.dated,
                    urls.reply(k.letter.id, k.paragraph),
                    k.text,
                    f"{k.likeness:.0%}",
                )
                for k in held
            ),
        )
        for number, held in lineage(connection, stored.rowid).items()
    )
    page = WordingPage(id, stored.dossier.reply.heading, short_name(stored.dossier), lines)
    return rendered("wording.html", page, frame)


@router.get("/r/{id}/original")
def original(request: Request, id: str, site: TheSite, connection: Reading) -> Response:
    """Answer the file as it came: always as a download, never shown in the page."""
    return _download(site, connection, id, request.query_params.get("file"))


@router.get("/r/{id}/files/{sha256}")
def file(id: str, sha256: str, site: TheSite, connection: Reading) -> Response:
    """Answer another file of a reply, or an attachment, by its digest."""
    return _download(site, connection, id, sha256)


def _download(site: Site, connection: Connection, id: str, sha256: str | None) -> Response:
    load(connection, id)
    beside = around.company(connection, [id])[id]
    files = beside.files + beside.attachments
    found = next((f for f in files if sha256 in (None, f.sha256)), None)
    if found is None:
        raise NotFound("没有这个文件。")
    return Response(
        original_bytes(site.settings.data, found.sha256),
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Robots-Tag": "noindex",
        },
    )


@router.get("/r/{id}/v{number:int}")
def version(id: str, number: int, connection: Reading, frame: Framed) -> Response:
    """Answer an earlier version and what changed since; the current one is the reply itself."""
    before, replaced = load_version(connection, id, number)
    if replaced is None:
        return RedirectResponse(urls.reply(id), 302)
    stored = load(connection, id)
    page = VersionPage(
        id=id,
        number=number,
        current=stored.version,
        heading=before.reply.heading,
        short=short_name(before),
        replaced=replaced,
        changes=changes(before.text, stored.dossier.text),
        letter=letter_html(parts(before)),
        lang=_lang(before),
    )
    return rendered("version.html", page, frame)


def _lang(dossier: Dossier) -> str:
    return "zh-Hant" if traditional(dossier.text) else "zh-Hans"
