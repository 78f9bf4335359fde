"""A reply in a list: one shape for search results, agencies, districts, themes and people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.model import Outcome, SubmissionKind
from app.search.cards import Hit
from app.search.highlight import Piece
from app.web import urls

NAMED = 3  # proposers named before 等


@dataclass(frozen=True, slots=True)
class SnippetLine:
    """A passage that holds the words, and where it is."""

    pieces: tuple[Piece, ...]
    opens: bool
    closes: bool
    paragraph: int
    address: str


@dataclass(frozen=True, slots=True)
class HitLine:
    """What a list prints of a reply."""

    id: str
    address: str
    heading: tuple[Piece, ...]
    plain_heading: str
    plain_title: str | None
    short: str
    title: tuple[Piece, ...]
    agencies: str
    dated: date | None
    proposers: str
    outcome: str | None
    snippets: tuple[SnippetLine, ...]
    further: int
    figures: int
    pledges: int


def hit_lines(
    hits: Iterable[Hit], context: Iterable[tuple[str, str]] = (), *, words: bool = False
) -> tuple[HitLine, ...]:
    """Return what a list prints; `context` is the search that each link keeps at hand."""
    pairs = list(context)
    return tuple(_line(hit, pairs, words=words) for hit in hits)


def named(names: tuple[str, ...]) -> str:
    """Return names in one line: the first three, then how many there are."""
    shown = "、".join(names[:NAMED])
    return f"{shown} 等 {len(names)} 人" if len(names) > NAMED else shown


def _short(hit: Hit) -> str:
    """Return a reply's number in words: 第130号提案; nothing where it has none."""
    if not hit.numbers:
        return ""
    kind = "建议" if hit.kind == SubmissionKind.SUGGESTION.value else "提案"
    return f"第{hit.numbers[0]}号{kind}"


def _proposed(hit: Hit) -> str:
    """Return who proposed, with what they are called: 提案人：闫晓慧、张茂林, 代表：汪泓."""
    called = "代表" if hit.kind == SubmissionKind.SUGGESTION.value else "提案人"
    return f"{called}：{named(hit.proposers)}" if hit.proposers else ""


def _line(hit: Hit, pairs: list[tuple[str, str]], *, words: bool) -> HitLine:
    target = hit.paragraph if words else None
    return HitLine(
        id=hit.id,
        address=urls.reply(hit.id, target, pairs),
        heading=hit.marked_heading,
        plain_heading=hit.heading,
        plain_title=hit.title,
        short=_short(hit),
        title=hit.marked_title,
        agencies="、".join(hit.agencies),
        dated=hit.dated,
        proposers=_proposed(hit),
        outcome=Outcome(hit.outcome).label if hit.outcome else hit.outcome_text,
        snippets=tuple(
            SnippetLine(
                s.pieces, s.opens, s.closes, s.paragraph, urls.reply(hit.id, s.paragraph, pairs)
            )
            for s in hit.snippets
        ),
        further=hit.further,
        figures=hit.figures,
        pledges=hit.pledges,
    )
