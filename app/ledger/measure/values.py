"""Values as intervals: what a figure's words allow, so that bounds and rounding do not disagree.

超过40家 allows anything from 40 up; 近4000 a little below 4000; 230余家 from 230 to 240; 3.8万户
was rounded to 0.1万. Two figures agree where their intervals meet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import inf

# 「2.18亿元」「3.8万户」「412.6万」「1 393个」: the digits printed and the scale behind them
PRINTED = re.compile(r"(?P<whole>\d[\d,，]*)(?:\.(?P<part>\d+))?\s*(?P<scale>[十百千万亿]*)")
SCALES = {"十": 10.0, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}

BELOW = ("近", "将近", "接近", "不足", "不到")
ABOUT = 0.1  # 约, 左右, 近: how far from the truth a writer goes


@dataclass(frozen=True, slots=True)
class Value:
    """What a figure allows: [low, high], and the step of its last printed digit."""

    low: float
    high: float
    step: float  # 0: not rounded (a bound, an approximation)
    approx: bool


@dataclass(frozen=True, slots=True)
class Written:
    """A figure as the store holds it, as far as its value goes."""

    surface: str
    number: float | None
    low: float | None
    high: float | None
    approx: bool
    modifier: str | None


def read_value(figure: Written, factor: float = 1.0) -> Value | None:
    """Return what a figure allows, or nothing where it gives no number to compare."""
    interval = _interval(figure)
    if interval is None:
        return None
    low, high = interval
    step = last_digit(figure.surface) * factor if low == high else 0.0
    return Value(low * factor, high * factor, step, figure.approx)


def agree(one: Value, other: Value) -> bool:
    """Whether two figures may be the same number: rounded, bounded or about."""
    if one.approx and other.approx:
        return True
    slack = 0.0
    if one.step != other.step:  # 2.18亿元 and 21812万元: rounded, or cut off, to the coarser step
        slack = max(one.step, other.step) if one.step and other.step else 0.0
    slack += 1e-9 * max(abs(one.low), abs(other.low), 1)
    return one.low <= other.high + slack and other.low <= one.high + slack


def last_digit(surface: str) -> float:
    """Return what one more in the last printed digit is worth: 1 for a whole number."""
    found = PRINTED.search(surface)
    if found is None:
        return 1.0
    scale = 1.0
    for sign in found["scale"]:
        scale *= SCALES[sign]
    if not found["part"]:
        return scale
    return scale * float(f"1e-{len(found['part'])}")


def _interval(figure: Written) -> tuple[float, float] | None:
    value, low, high = figure.number, figure.low, figure.high
    if low is not None and high is not None:
        return low, high
    if low is not None:
        return low, _above(figure, low)
    if high is not None:
        floor = high * (1 - 2 * ABOUT) if figure.approx else -inf
        return (floor, high) if high >= 0 else (-inf, high)
    if value is None:
        return None
    if figure.approx:
        return value - abs(value) * ABOUT, value + abs(value) * ABOUT
    return value, value


def _above(figure: Written, low: float) -> float:
    """Return how far up a lower bound goes: 230余 stays below 240, 超过40 and 以上 are open."""
    if not re.search(r"[余多几]", figure.surface) or low <= 0:
        return inf
    step = 1.0
    while low % (step * 10) == 0:
        step *= 10
    return low + step
