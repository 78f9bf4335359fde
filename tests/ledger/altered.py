"""Pairs of a sample letter and the same letter with one thing altered: which pairs disagree.

Made from the marked figures of the sample letters. A value altered is a disagreement, however the
metric is worded; a value altered together with its time, unit or scope is another figure, and a
value rounded or given as a bound is the same one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.ledger.measure.keys import keyed
from app.ledger.series.clashes import Held, between
from app.ledger.series.figures import held_of, home_of
from app.model import Dossier, Figure, FigureKind, FigureRole, Pledge
from app.text.segment import words
from tests.ledger.letters import HEADS, letter

TIME = (FigureKind.DATE, FigureKind.PERIOD)
Altered = Callable[[Dossier, int], Dossier]


def plain_figures() -> Iterator[tuple[Dossier, int]]:
    """The figures whose value is printed exactly: those that can be altered and disagree."""
    for doc in HEADS:
        dossier = letter(doc)
        for at, figure in enumerate(dossier.figures):
            if figure.kind in TIME or figure.metric is None or figure.approx:
                continue
            exact = isinstance(figure.value, Decimal) and figure.low is None and figure.high is None
            if exact and figure.role is FigureRole.ACTUAL:
                yield dossier, at


def with_figure(dossier: Dossier, at: int, **changes: object) -> Dossier:
    figure = replace(dossier.figures[at], **changes)  # type: ignore[arg-type]  # shorthand
    return replace(dossier, figures=(*dossier.figures[:at], figure, *dossier.figures[at + 1 :]))


def other_value(dossier: Dossier, at: int) -> Dossier:
    """The figure a third larger, and one."""
    value = dossier.figures[at].value
    assert isinstance(value, Decimal)
    return with_figure(dossier, at, value=(value * 4 / 3).quantize(Decimal(1)) + 1)


def other_words(dossier: Dossier, at: int) -> Dossier:
    """The metric with words that count before it and after it."""
    metric = dossier.figures[at].metric
    return with_figure(other_value(dossier, at), at, metric=f"全年累计{metric}")


def other_order(dossier: Dossier, at: int) -> Dossier:
    """The metric's last word before the others: 大模型企业发布产品, 产品大模型企业发布."""
    *first, last = words(dossier.figures[at].metric or "")
    return with_figure(other_value(dossier, at), at, metric=f"{last}{''.join(first)}")


def other_time(dossier: Dossier, at: int) -> Dossier:
    """The figure of the year before, with another value; the letter's date where it names none."""
    figure = dossier.figures[at]
    found = other_value(dossier, at)
    if figure.as_of is None:
        return replace(found, reply=replace(found.reply, dated=date(2023, 5, 14)))
    year = int(figure.as_of[:4])
    return with_figure(found, at, as_of=f"{year - 1}{figure.as_of[4:]}")


def other_unit(dossier: Dossier, at: int) -> Dossier:
    """The figure of another thing counted, with another value."""
    return with_figure(
        other_value(dossier, at),
        at,
        unit="平方米" if dossier.figures[at].unit != "平方米" else "户",
    )


def other_scope(dossier: Dossier, at: int) -> Dossier:
    """The figure of the whole country, with another value: 全国 opens its clause."""
    start = max(dossier.text.rfind(mark, 0, dossier.figures[at].start) for mark in "，。；：\n") + 1
    return inserted(other_value(dossier, at), start, "全国")


def rounded(dossier: Dossier, at: int) -> Dossier:
    """The same value in 万 or 亿 with a digit less; small ones keep their digits."""
    figure = dossier.figures[at]
    value = figure.value
    assert isinstance(value, Decimal)
    scale, sign = (10**8, "亿") if value >= 10**8 else (10**4, "万")
    if value < scale:
        return with_figure(dossier, at, modifier="共")
    near = (value / scale).quantize(Decimal("0.1"))
    return with_figure(dossier, at, value=near * scale, surface=f"{near}{sign}{figure.unit or ''}")


def bounded(dossier: Dossier, at: int) -> Dossier:
    """A bound below the value: 超过."""
    value = dossier.figures[at].value
    assert isinstance(value, Decimal)
    low = value * 9 / 10
    return with_figure(dossier, at, value=low, low=low, approx=True, modifier="超过")


def inserted(dossier: Dossier, at: int, words: str) -> Dossier:
    """The letter with words put in, everything after them moved."""

    def moved(figure: Figure) -> Figure:
        by = len(words) if figure.start >= at else 0
        return replace(
            figure,
            start=figure.start + by,
            end=figure.end + by,
            full_start=figure.full_start + by,
            full_end=figure.full_end + by,
        )

    text = dossier.text[:at] + words + dossier.text[at:]
    none: tuple[Pledge, ...] = ()
    return replace(dossier, text=text, figures=tuple(map(moved, dossier.figures)), pledges=none)


def flagged(one: Dossier, other: Dossier) -> set[tuple[int, int]]:
    """The pairs of figures that disagree between two letters."""
    texts = {1: one.text, 2: other.text}
    series: dict[str, dict[int, list[Held]]] = defaultdict(lambda: {1: [], 2: []})
    for rowid, dossier in ((1, one), (2, other)):
        for item in keyed(dossier.text, dossier.figures, home_of(dossier, "")):
            series[item.key.id][rowid].append(held_of(rowid, dossier.reply.dated, item))

    def sentence(point: Held) -> str:
        return texts[point.reply][slice(*point.sentence)]

    return {
        (found["a_position"], found["b_position"])
        for points in series.values()
        for found in between(points[1], points[2], sentence)
    }


DISAGREE: tuple[Altered, ...] = (other_value, other_words, other_order)
AGREE: tuple[Altered, ...] = (other_time, other_unit, other_scope, rounded, bounded)
