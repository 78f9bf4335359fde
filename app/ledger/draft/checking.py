"""The draft checker: a draft's figures, sentences and plans beside what was published before.

Nothing is stored and nothing is logged: the text goes through the same reading as a letter's, in
memory, and the answer is handed back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from sqlalchemy import Connection

from app.ledger.draft.published import beside
from app.ledger.letters import letters
from app.ledger.measure.keys import keyed
from app.ledger.measure.scope import Home
from app.ledger.measure.times import read_time
from app.ledger.series.disagreements import Disagreement
from app.ledger.series.figures import home_of
from app.ledger.series.rows import Point
from app.ledger.tables import made
from app.ledger.wording.likeness import sentences
from app.ledger.wording.lineage import Kin, kept_of
from app.ledger.wording.nearest import nearest
from app.ledger.wording.passages import Found, alike_many
from app.ledger.wording.shingles import SHORTEST, is_formula, substance
from app.model import BlockKind, Citation, Dossier, Source
from app.pipeline import understood
from app.readers import Received

NEARLY_EQUAL = 0.85  # share of characters that a sentence and a published one keep
STATES = {
    "same": "与已公布的一致",
    "differs": "与已公布的不同",
    "later": "比已公布的时点新",
    "earlier": "比已公布的时点早",
    "unknown": "没有同一指标的已公布数据",
}
MEDIA_TYPE = "text/plain"


@dataclass(frozen=True, slots=True)
class DraftFigure:
    """A figure of the draft beside the last published value of the same metric."""

    start: int
    end: int
    surface: str
    metric: str | None
    sentence: str
    state: str
    state_label: str
    last: Point | None
    series: str | None
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence of the draft that is nearly equal to a published one."""

    start: int
    end: int
    text: str
    kin: Kin


@dataclass(frozen=True, slots=True)
class DraftCitation:
    """A document named in the draft whose period is over."""

    start: int
    end: int
    title: str
    period: str
    over: date


@dataclass(frozen=True, slots=True)
class Draft:
    """What the archive knows about a draft; spans are of its clean text."""

    text: str
    figures: tuple[DraftFigure, ...]
    sentences: tuple[DraftSentence, ...]
    citations: tuple[DraftCitation, ...]


def check(connection: Connection, text: str, today: date, place_code: str | None = None) -> Draft:
    """Return a draft of `place_code`, or of whom it names itself, beside what was published."""
    dossier = understood(Received(text, MEDIA_TYPE, "draft"), Source("", MEDIA_TYPE, "", len(text)))
    home = home_of(dossier, "")
    if place_code is not None:
        home = replace(home, key=place_code)
    return Draft(
        text=dossier.text,
        figures=tuple(_figures(connection, dossier, home, today)),
        sentences=tuple(_sentences(connection, dossier)),
        citations=tuple(_over(dossier.citations, today)),
    )


def _figures(
    connection: Connection, dossier: Dossier, home: Home, today: date
) -> Iterator[DraftFigure]:
    dated = dossier.reply.dated or today
    found = [
        (item, read_time(item.figure.as_of, dated))
        for item in keyed(dossier.text, dossier.figures, home)
    ]
    published = beside(connection, dossier.text, found, own=bool(home.key))
    for (item, _), shown in zip(found, published, strict=True):
        start, end = item.sentence
        yield DraftFigure(
            start=item.figure.full_start,
            end=item.figure.full_end,
            surface=dossier.text[item.figure.full_start : item.figure.full_end],
            metric=item.figure.metric,
            sentence=dossier.text[start:end],
            state=shown.state,
            state_label=STATES[shown.state],
            last=shown.last,
            series=shown.series,
            disagreements=shown.disagreements,
        )


def _sentences(connection: Connection, dossier: Dossier) -> Iterator[DraftSentence]:
    """Yield the draft's sentences that a published one nearly equals."""
    text = dossier.text
    blocks = [block for block in dossier.blocks if block.kind is BlockKind.PARAGRAPH]
    if not made(connection) or not blocks:
        return
    near = alike_many(connection, [text[b.start : b.end] for b in blocks])
    published = _said(chain.from_iterable(near))
    spans = [(a, b) for block in blocks for a, b in sentences(text, block.start, block.end)]
    spans = [(start, end) for start, end in spans if _of_weight(text[start:end])]
    if not published or not spans:
        return
    known = letters(connection, {found.reply for found, _, _ in published.values()})
    said = list(published.items())
    best = nearest([text[start:end] for start, end in spans], list(published))
    for (start, end), (at, share) in zip(spans, best, strict=True):
        if (likeness := kept_of(share)) >= NEARLY_EQUAL:
            words, (found, a, b) = said[at]
            places = (found.paragraph, found.start + a, found.start + b)
            kin = Kin(known[found.reply], *places, words, round(likeness, 3))
            yield DraftSentence(start, end, text[start:end], kin)


def _said(passages: Iterable[Found]) -> dict[str, tuple[Found, int, int]]:
    """Return the sentences of passages, and where each stands first."""
    said: dict[str, tuple[Found, int, int]] = {}
    for found in passages:
        for start, end in sentences(found.text, 0, len(found.text)):
            said.setdefault(found.text[start:end], (found, start, end))
    return said


def _of_weight(sentence: str) -> bool:
    return not is_formula(sentence) and len(substance(sentence)) >= SHORTEST


def _over(citations: Iterable[Citation], today: date) -> Iterator[DraftCitation]:
    for citation in citations:
        end = read_time(citation.period, None).end if citation.period else None
        if citation.period and end and end < today:
            yield DraftCitation(citation.start, citation.end, citation.title, citation.period, end)
