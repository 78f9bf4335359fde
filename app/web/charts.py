"""Charts as numbers: where each bar and dot stands; the template draws the SVG, with classes only.

A chart is 340 wide, so that on a phone of 360 nothing shrinks below 13 px of text. The table
beside it carries everything the chart shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.ledger.series.rows import Point

WIDTH, HEIGHT = 340, 240
ROW, VALUE, LETTER = 28, 56, 13  # of bars: height of a row, room for the number, width of a letter
MOST_LABEL = 9  # letters of a label beside a bar
LEFT, RIGHT, TOP, BOTTOM = 52, 326, 18, 206  # the plot inside its axes
INSET = 14  # between an axis and the first dot
LABEL = 110  # width of a label
NEAR = 15  # labels closer than this would touch
PREFIX = {"low": "≥", "high": "≤", "about": "≈"}
SCALES = ((100_000_000, "亿"), (10_000, "万"))


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its number, and where it is drawn."""

    label: str
    value: int
    y: int
    width: float


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of horizontal bars."""

    title: str
    description: str
    width: int
    height: int
    left: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """One point of a series: where, how it is drawn, and what stands beside it."""

    x: float
    y: float
    label: str
    label_y: float
    anchor: str
    kind: str  # dot | clash | aim


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    at: float
    label: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Plot:
    """A series over time."""

    title: str
    description: str
    dots: tuple[Dot, ...]
    paths: tuple[tuple[str, str], ...]  # class, points
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    bottom: int = BOTTOM


@dataclass(frozen=True, slots=True)
class Placed:
    """A point with the day and the number it is drawn at."""

    point: Point
    at: date
    value: float


def bars(title: str, values: Iterable[tuple[str, int]]) -> Bars | None:
    """Return the chart; none for fewer than two values, which a sentence tells better."""
    rows = list(values)
    most = max((value for _, value in rows), default=0)
    if len(rows) < 2 or not most:
        return None
    longest = max(_width(_short(label)) for label, _ in rows)
    left = round(longest * LETTER) + 10
    room = WIDTH - left - VALUE
    drawn = tuple(
        Bar(_short(label), value, n * ROW, round(max(room * value / most, 1 if value else 0), 1))
        for n, (label, value) in enumerate(rows)
    )
    told = "，".join(f"{label} {value:,}" for label, value in rows)
    return Bars(title, told, WIDTH, len(rows) * ROW, left, drawn)


def plot(title: str, points: Sequence[Point]) -> Plot | None:
    """Return a series over time; none where there are fewer than two points to draw."""
    placed = [
        Placed(p, p.at, value)
        for p in points
        if p.at is not None and (value := _value(p)) is not None
    ]
    if len(placed) < 2:
        return None
    first, last = min(p.at for p in placed), max(p.at for p in placed)
    days = max((last - first).days, 1)
    step = _step(max(p.value for p in placed))
    top = step * max(-(-max(p.value for p in placed) // step), 1)

    def x(at: date) -> float:
        if first == last:
            return (LEFT + RIGHT) / 2
        return round(LEFT + INSET + (at - first).days / days * (RIGHT - LEFT - 2 * INSET), 1)

    def y(value: float) -> float:
        return round(BOTTOM - value / top * (BOTTOM - TOP), 1)

    dots = _apart(list(dict.fromkeys(_dot(p, x(p.at), y(p.value)) for p in placed)))
    told = "；".join(f"{p.point.time} {p.point.surface}" for p in placed)
    return Plot(
        title=title,
        description=told,
        dots=dots,
        paths=tuple(_paths(placed, x, y)),
        across=_moments(placed, x),
        up=tuple(Tick(y(step * n), amount(step * n)) for n in range(round(top / step) + 1)),
    )


def amount(value: float) -> str:
    """Return a number as an axis has it: 1.2亿, 5400, 12.6."""
    for scale, unit in SCALES:
        if value >= scale:
            return f"{value / scale:.4g}{unit}"
    return f"{value:,.6g}"


def _value(point: Point) -> float | None:
    return next((v for v in (point.value, point.low, point.high) if v is not None), None)


def _dot(placed: Placed, x: float, y: float) -> Dot:
    point = placed.point
    kind = "aim" if point.role == "target" else "clash" if point.disagrees else "dot"
    label = PREFIX.get(point.bound or "", "") + amount(placed.value)
    label += "（待核）" if point.disagrees else "（计划）" if kind == "aim" else ""
    right = x > (LEFT + RIGHT) / 2
    return Dot(x, y, label, y + 5, "end" if right else "start", kind)


def _apart(dots: list[Dot]) -> tuple[Dot, ...]:
    """Move labels on the same side down until none touches another."""
    placed: list[Dot] = []
    for dot in sorted(dots, key=lambda dot: (dot.anchor, dot.label_y)):
        at = dot.label_y
        for other in placed:
            beside = other.anchor == dot.anchor and abs(other.x - dot.x) < LABEL
            if beside and abs(at - other.label_y) < NEAR:
                at = other.label_y + NEAR
        placed.append(Dot(dot.x, dot.y, dot.label, at, dot.anchor, dot.kind))
    return tuple(placed)


def _paths(
    placed: list[Placed], x: Callable[[date], float], y: Callable[[float], float]
) -> Iterable[tuple[str, str]]:
    """Join values of the same wording and role; nothing else may be read as one line."""
    joined: dict[tuple[str, str], list[Placed]] = {}
    for one in placed:
        joined.setdefault((one.point.metric, one.point.role), []).append(one)
    for (_, role), held in joined.items():
        days = {one.at for one in held}
        if len(held) > 1 and len(days) == len(held):
            ordered = sorted(held, key=lambda one: one.at)
            kind = "aim-path" if role == "target" else "path"
            yield kind, " ".join(f"{x(one.at)},{y(one.value)}" for one in ordered)


def _moments(placed: list[Placed], x: Callable[[date], float]) -> tuple[Tick, ...]:
    """Name the first and the last moment; more would touch."""
    ordered = sorted(placed, key=lambda one: one.at)
    first, last = ordered[0], ordered[-1]
    ticks = [Tick(x(first.at), first.point.time.partition("（")[0], "start")]
    if last.at == first.at:
        return (Tick(ticks[0].at, ticks[0].label),)
    return (*ticks, Tick(x(last.at), last.point.time.partition("（")[0], "end"))


def _step(most: float) -> float:
    """Return a round step that parts the scale into two to five: 1, 2 or 5 times a power of ten."""
    if most <= 0:
        return 1.0
    power = 10.0 ** (len(str(int(most))) - 1) if most >= 1 else 0.1
    for times in (0.2, 0.5, 1, 2, 5):
        if most / (power * times) <= 5:
            return power * times
    return power * 10


def _short(label: str) -> str:
    return label if len(label) <= MOST_LABEL else label[: MOST_LABEL - 1] + "…"


def _width(label: str) -> float:
    return sum(0.6 if character.isascii() else 1 for character in label)
