"""What the words around each figure say of it: what it measures, whose it is, and as of when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from app.analyse.bounds import Aim, Bounded, delta_of
from app.analyse.clauses import Clauses
from app.analyse.clock import Clock
from app.analyse.topic import Topic
from app.model import Delta, FigureKind, FigureRole

SCOPE = re.compile(r"全[国省市区县州球]|我[国省市区县州]|本[省市区县]|新区|国内")
REACH = 160  # how far back a sentence may say what is aimed at and whose it is
LIMIT = 40  # how far back a clause may


class Setting(NamedTuple):
    """What the words around a figure say of it."""

    metric: str | None = None
    as_of: str | None = None
    role: FigureRole = FigureRole.ACTUAL
    delta: Delta | None = None
    subject: str | None = None


def settings(text: str, spread: Sequence[Bounded]) -> list[Setting]:
    """Return, for each figure in order, what the words around it say."""
    clauses = Clauses(text)
    clock = Clock(text)
    aim = Aim(text)
    topic = Topic(text, clauses)
    found: list[Setting] = []
    for index, bound in enumerate(spread):
        sentence = clauses.start_of_sentence(bound.start)
        clock.move(sentence)
        if bound.reading.kind is FigureKind.DATE:
            clock.set(bound.reading)
            topic.pass_date(bound)
            found.append(Setting())
            continue
        following = spread[index + 1].start if index + 1 < len(spread) else len(text)
        metric = topic.metric_of(bound, sentence, following)
        said = text[max(sentence, bound.start - REACH) : bound.start]
        clause = text[max(topic.clause, bound.start - LIMIT) : bound.start]
        found.append(
            Setting(
                metric,
                clock.as_of(bound.start),
                aim.role_at(bound.start, sentence),
                delta_of(clause, bound.reading.kind),
                _scope(said),
            )
        )
    return found


def _scope(said: str) -> str | None:
    scopes = SCOPE.findall(said)
    return scopes[-1] if scopes else None
