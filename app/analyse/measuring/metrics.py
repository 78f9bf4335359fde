"""What the words around each figure say of it: what it measures, whose it is, and as of when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.analyse.measuring.clauses import Clauses
from app.analyse.measuring.clock import Clock
from app.analyse.measuring.speech import Speech
from app.analyse.measuring.topic import Topic
from app.analyse.numbers.bounds import Bounded, delta_of
from app.model import Delta, FigureKind, FigureRole

LIMIT = 40  # how far back a clause may say how a figure has changed
# looked up once: a member found through its class takes six times as long
DATE = FigureKind.DATE
# metric, as of when, role, delta and subject: a plain tuple, for a letter has hundreds
Setting = tuple[str | None, str | None, FigureRole, Delta | None, str | None]
OF_A_DATE: Setting = (None, None, FigureRole.ACTUAL, None, None)


def settings(text: str, spread: Sequence[Bounded]) -> Iterator[Setting]:
    """Yield, for each figure in order, what the words around it say."""
    clauses = Clauses(text)
    clock, speech, topic = Clock(text), Speech(text), Topic(text, clauses)
    sentence = -1
    for index, bound in enumerate(spread):
        start, kind = bound.start, bound.reading.kind
        begun = clauses.start_of_sentence(start)
        if begun != sentence:
            sentence = begun
            clock.begin(sentence)
            speech.begin(sentence)
            topic.begin(sentence)
        if kind is DATE:
            clock.set(bound.reading)
            topic.pass_date(bound)
            yield OF_A_DATE
            continue
        following = spread[index + 1].start if index + 1 < len(spread) else len(text)
        metric = topic.metric_of(bound, following)
        delta = delta_of(text, max(topic.clause, start - LIMIT), start, kind)
        speech.hear(start)
        yield metric, clock.as_of(start), speech.role, delta, speech.subject()
