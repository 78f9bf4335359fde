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
REACH = 160  # how far back a sentence may say whose a figure is
LIMIT = 40  # how far back a clause may


class Setting(NamedTuple):
    """What the words around a figure say of it."""

    metric: str | None = None
    as_of: str | None = None
    role: FigureRole = FigureRole.ACTUAL
    delta: Delta | None = None
    subject: str | None = None


class Whose:
    """Whose a figure is: the last 全市 or 我县 of its sentence, not too far back."""

    def __init__(self, text: str) -> None:
        """Begin without one."""
        self.text = text
        self.at = 0
        self.said: re.Match[str] | None = None

    def subject_at(self, place: int, sentence: int) -> str | None:
        """Return whose the figure at `place` is, going on from the one before."""
        if self.at < sentence:
            self.at, self.said = sentence, None
        for found in SCOPE.finditer(self.text, self.at, place):
            self.said = found
        self.at = place
        return self.said[0] if self.said and self.said.start() >= place - REACH else None


def settings(text: str, spread: Sequence[Bounded]) -> list[Setting]:
    """Return, for each figure in order, what the words around it say."""
    clauses = Clauses(text)
    clock = Clock(text)
    aim = Aim(text)
    topic = Topic(text, clauses)
    whose = Whose(text)
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
        clause = text[max(topic.clause, bound.start - LIMIT) : bound.start]
        found.append(
            Setting(
                metric,
                clock.as_of(bound.start),
                aim.role_at(bound.start, sentence),
                delta_of(clause, bound.reading.kind),
                whose.subject_at(bound.start, sentence),
            )
        )
    return found
