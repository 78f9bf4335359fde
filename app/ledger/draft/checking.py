"""The draft checker: a draft's figures, sentences and plans beside what was published before.

Nothing is stored and nothing is logged: the text goes through the same reading as a letter's, in
memory, and the answer is handed back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, select

from app.ledger.letters import letters
from app.ledger.measure.keys import Keyed, keyed
from app.ledger.measure.scope import Home
from app.ledger.measure.times import Time, read_time, same_time
from app.ledger.measure.units import unit_class
from app.ledger.measure.values import Value, Written, agree, read_value
from app.ledger.series.disagreements import Disagreement, of_series
from app.ledger.series.figures import home_of, value_of
from app.ledger.series.rows import Point, points, row_from
from app.ledger.tables import SERIES, made
from app.ledger.wording.likeness import sentences
from app.ledger.wording.lineage import Kin, kept
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


@dataclass(frozen=True, slots=True)
class Known:
    """What was published of the metrics a draft speaks of."""

    series: dict[str, str]  # metric of the draft → series
    points: dict[str, tuple[Point, ...]]
    disagreements: dict[str, tuple[Disagreement, ...]]


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
    found = list(keyed(dossier.text, dossier.figures, home))
    known = _known(connection, found, home)
    for item in found:
        id = known.series.get(item.key.id)
        published = known.points.get(id, ()) if id else ()
        time = read_time(item.figure.as_of, dated)
        state, last = _beside(item, time, published)
        start, end = item.sentence
        yield DraftFigure(
            start=item.figure.full_start,
            end=item.figure.full_end,
            surface=dossier.text[item.figure.full_start : item.figure.full_end],
            metric=item.figure.metric,
            sentence=dossier.text[start:end],
            state=state,
            state_label=STATES[state],
            last=last,
            series=id,
            disagreements=known.disagreements.get(id, ()) if id else (),
        )


def _known(connection: Connection, found: Sequence[Keyed], home: Home) -> Known:
    """Return the series of a draft's figures: its own place's, or the only one there is."""
    if not made(connection) or not found:
        return Known({}, {}, {})
    metrics = {item.key.metric: item.key.id for item in found}
    rows = connection.execute(select(SERIES).where(SERIES.c.metric.in_(metrics))).all()
    series: dict[str, str] = {}
    for metric, own in metrics.items():
        ids = [row.id for row in rows if row.metric == metric]
        if own in ids:
            series[own] = own
        elif not home.key and len(ids) == 1:
            series[own] = ids[0]
    wanted = {row.id: row_from(row) for row in rows if row.id in series.values()}
    disagreements: dict[str, tuple[Disagreement, ...]] = {}
    for each in of_series(connection, wanted):
        disagreements[each.series] = (*disagreements.get(each.series, ()), each)
    return Known(series, points(connection, list(wanted)), disagreements)


def _beside(item: Keyed, time: Time, published: Iterable[Point]) -> tuple[str, Point | None]:
    """Return how a figure stands to the published ones, and the one to show with it."""
    role = item.figure.role.value
    others = sorted(
        (point for point in published if point.role == role),
        key=lambda point: (point.at or date.min, point.letter.dated or date.min),
    )
    if not others:
        return "unknown", None
    value = value_of(item.figure, item.factor)
    now = [point for point in others if same_time(time, read_time(point.as_of, point.letter.dated))]
    equal = [point for point in now if _says(item, value, point)]
    if equal:
        return "same", equal[-1]
    if now:
        return "differs", now[-1]
    last = others[-1]
    if last.at and time.end and time.end > last.at:
        return "later", last
    return ("same" if _says(item, value, last) else "differs"), last


def _says(item: Keyed, value: Value | None, point: Point) -> bool:
    """Whether a published point says what the draft says.

    Two bounds or approximations must be the same number here: a draft is checked against the
    words that were published.
    """
    factor = unit_class(point.unit)[1]
    written = Written(point.surface, point.value, point.low, point.high, point.approx, None)
    other = read_value(written, factor)
    if value is None or other is None:
        return item.figure.surface == point.surface
    if _loose(value) and _loose(other):
        return (value.low, value.high) == (other.low, other.high)
    return agree(value, other)


def _loose(value: Value) -> bool:
    return value.approx or value.low != value.high


def _sentences(connection: Connection, dossier: Dossier) -> Iterator[DraftSentence]:
    """Yield the draft's sentences that a published one nearly equals."""
    blocks = [block for block in dossier.blocks if block.kind is BlockKind.PARAGRAPH]
    if not made(connection) or not blocks:
        return
    near = alike_many(connection, [dossier.text[b.start : b.end] for b in blocks])
    known = letters(connection, {each.reply for others in near for each in others})
    for block, others in zip(blocks, near, strict=True):
        for start, end in sentences(dossier.text, block.start, block.end):
            text = dossier.text[start:end]
            best = _nearest(text, others)
            if best is not None:
                found, (a, b), likeness = best
                kin = Kin(
                    known[found.reply],
                    found.paragraph,
                    found.start + a,
                    found.start + b,
                    found.text[a:b],
                    round(likeness, 3),
                )
                yield DraftSentence(start, end, text, kin)


def _nearest(text: str, others: Sequence[Found]) -> tuple[Found, tuple[int, int], float] | None:
    """Return the published sentence that a sentence nearly equals, if there is one."""
    if is_formula(text) or len(substance(text)) < SHORTEST:
        return None
    best: tuple[Found, tuple[int, int], float] | None = None
    for found in others:
        for a, b in sentences(found.text, 0, len(found.text)):
            likeness = kept(text, found.text[a:b])
            if likeness >= NEARLY_EQUAL and (best is None or likeness > best[2]):
                best = found, (a, b), likeness
    return best


def _over(citations: Iterable[Citation], today: date) -> Iterator[DraftCitation]:
    for citation in citations:
        end = read_time(citation.period, None).end if citation.period else None
        if citation.period and end and end < today:
            yield DraftCitation(citation.start, citation.end, citation.title, citation.period, end)
