"""The draft checker: a draft's figures, sentences and plans beside what was published before.

Nothing is stored and nothing is logged: the text goes through the same reading as a letter's, in
memory, and the answer is handed back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import NamedTuple

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
from app.ledger.wording.likeness import pairs, sentences
from app.ledger.wording.lineage import Kin, kept_of
from app.ledger.wording.passages import Found, alike_many
from app.ledger.wording.shingles import SHORTEST, is_formula, substance
from app.model import BlockKind, Citation, Dossier, Source
from app.pipeline import understood
from app.readers import Received

NEARLY_EQUAL = 0.85  # share of characters that a sentence and a published one keep
LEAST_COMMON = NEARLY_EQUAL**2 / (2 - NEARLY_EQUAL**2)  # of all pairs: what `kept_of` needs
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


class Said(NamedTuple):
    """A sentence of a published passage."""

    found: Found
    start: int
    end: int
    pairs: frozenset[str]


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
    published = beside(connection, found, own=bool(home.key))
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
    blocks = [block for block in dossier.blocks if block.kind is BlockKind.PARAGRAPH]
    if not made(connection) or not blocks:
        return
    near = alike_many(connection, [dossier.text[b.start : b.end] for b in blocks])
    known = letters(connection, {each.reply for others in near for each in others})
    for block, others in zip(blocks, near, strict=True):
        said = list(chain.from_iterable(map(_said, others)))
        holders = _holders(said, pairs(dossier.text[block.start : block.end]))
        for start, end in sentences(dossier.text, block.start, block.end):
            text = dossier.text[start:end]
            best = _nearest(text, said, holders)
            if best is not None:
                (found, a, b, _), likeness = best
                kin = Kin(
                    known[found.reply],
                    found.paragraph,
                    found.start + a,
                    found.start + b,
                    found.text[a:b],
                    round(likeness, 3),
                )
                yield DraftSentence(start, end, text, kin)


def _said(found: Found) -> Iterator[Said]:
    for start, end in sentences(found.text, 0, len(found.text)):
        yield Said(found, start, end, pairs(found.text[start:end]))


def _holders(published: Sequence[Said], wanted: frozenset[str]) -> dict[str, list[int]]:
    """Return for each pair of a paragraph the published sentences near it that hold the pair."""
    found: dict[str, list[int]] = {}
    for at, said in enumerate(published):
        common = said.pairs & wanted
        if len(common) >= LEAST_COMMON * len(said.pairs):
            for pair in common:
                found.setdefault(pair, []).append(at)
    return found


def _nearest(
    text: str, published: Sequence[Said], holders: Mapping[str, Sequence[int]]
) -> tuple[Said, float] | None:
    """Return the published sentence that a sentence nearly equals, if there is one."""
    if is_formula(text) or len(substance(text)) < SHORTEST:
        return None
    own = pairs(text)
    common = Counter(chain.from_iterable(holders.get(pair, ()) for pair in own))
    measured = (
        (count / (len(own) + len(published[at].pairs) - count), -at) for at, count in common.items()
    )
    share, at = max(measured, default=(0.0, 0))
    likeness = kept_of(share)
    return (published[-at], likeness) if likeness >= NEARLY_EQUAL else None


def _over(citations: Iterable[Citation], today: date) -> Iterator[DraftCitation]:
    for citation in citations:
        end = read_time(citation.period, None).end if citation.period else None
        if citation.period and end and end < today:
            yield DraftCitation(citation.start, citation.end, citation.title, citation.period, end)
