"""起草核对: a draft pasted by its writer, beside what was published. Nothing of it is kept.

The text comes by POST, so it stands in no address, no log and no history.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from app.ledger.series.disagreements import Disagreement
from app.web import urls
from app.web.deps import Reading
from app.web.frame import Framed
from app.web.render import day, rendered

if TYPE_CHECKING:
    from app.ledger.draft.checking import Draft, DraftFigure

router = APIRouter()

LONGEST = 50_000  # characters of a draft
TOLD = ("differs", "later", "earlier", "same", "unknown")  # what asks for a look first


@dataclass(frozen=True, slots=True)
class FigureCheck:
    """A figure of the draft and the last published value of its metric."""

    surface: str
    metric: str | None
    state: str
    label: str
    published: str | None
    letter: str | None
    address: str | None
    series: str | None
    apart: tuple[str, ...]  # what other replies say of the same time


@dataclass(frozen=True, slots=True)
class SentenceCheck:
    """A sentence of the draft that was published nearly so."""

    text: str
    letter: str
    address: str
    likeness: str
    published: str


@dataclass(frozen=True, slots=True)
class DraftPage:
    """What `draft.html` prints."""

    text: str
    checked: bool
    blank: bool  # 核对 was pressed with nothing to check
    cut: bool
    counts: str
    figures: tuple[FigureCheck, ...]
    sentences: tuple[SentenceCheck, ...]
    citations: tuple[tuple[str, str], ...]


async def pasted(request: Request) -> str:
    """Return the text of the form; the form is small and plain, so it is read here."""
    body = (await request.body()).decode("utf-8", "replace")
    return parse_qs(body, keep_blank_values=True).get("text", [""])[0]


@router.get("/draft")
def form(frame: Framed) -> HTMLResponse:
    """Answer the empty form."""
    return rendered("draft.html", DraftPage("", False, False, False, "", (), (), ()), frame)


@router.post("/draft")
def checked(
    text: Annotated[str, Depends(pasted)], connection: Reading, frame: Framed
) -> HTMLResponse:
    """Answer what the archive knows of a draft."""
    from app.ledger.draft.checking import check  # all that reads letters: no server's start waits

    kept = text[:LONGEST]
    found = check(connection, kept, frame.today)
    page = DraftPage(
        text=kept,
        checked=bool(kept.strip()),
        blank=not kept.strip(),
        cut=len(text) > LONGEST,
        counts=_counts(found),
        figures=tuple(_figure(one) for one in found.figures),
        sentences=tuple(_sentences(found)),
        citations=tuple((one.title, day(one.over)) for one in found.citations),
    )
    response = rendered("draft.html", page, frame)
    response.headers["Cache-Control"] = "no-store"
    return response


def _figure(one: DraftFigure) -> FigureCheck:
    last = one.last
    return FigureCheck(
        surface=one.surface,
        metric=one.metric,
        state=one.state,
        label=one.state_label,
        published=f"{last.surface}，{last.time}" if last else None,
        letter=last.letter.short if last else None,
        address=urls.reply(last.letter.id, last.paragraph) if last else None,
        series=urls.metric(one.series) if one.series else None,
        apart=tuple(_apart(each) for each in one.disagreements),
    )


def _apart(found: Disagreement) -> str:
    values = (f"{p.surface}（{p.letter.short.removesuffix('的答复')}）" for p in found.points)
    return f"{found.time}，各件分别写作 {'、'.join(dict.fromkeys(values))}"


def _counts(found: Draft) -> str:
    """Return how many figures stand how."""
    from app.ledger.draft.checking import STATES

    counted = {STATES[s]: sum(one.state == s for one in found.figures) for s in TOLD}
    return "，".join(f"{said} {number} 处" for said, number in counted.items() if number)


def _sentences(found: Draft) -> list[SentenceCheck]:
    return [
        SentenceCheck(
            text=one.text,
            letter=one.kin.letter.short,
            address=urls.reply(one.kin.letter.id, one.kin.paragraph),
            likeness=f"{one.kin.likeness:.0%}",
            published=one.kin.text,
        )
        for one in found.sentences
    ]
