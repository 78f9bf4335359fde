"""A checked draft as lines for a terminal: what to look at first, what is quiet in a count."""

from __future__ import annotations

from collections.abc import Iterator

from app.ledger.draft.checking import STATES, Draft, DraftFigure
from app.ledger.series.rows import Point

MARKS = {"differs": "！", "later": "＋", "earlier": "－", "same": "＝", "unknown": "？"}
SPOKEN = ("differs", "later", "earlier")


def lines(draft: Draft) -> Iterator[str]:
    """Yield a checked draft in lines: figures, then sentences, then plans, then counts."""
    for figure in draft.figures:
        if figure.state in SPOKEN or figure.disagreements:
            yield from _figure(figure)
    for sentence in draft.sentences:
        kin = sentence.kin
        yield f"≈ {sentence.text}"
        yield f"    与 {kin.letter.short} ¶{kin.paragraph} 相近（{kin.likeness:.0%}）：{kin.text}"
    for citation in draft.citations:
        yield f"！《{citation.title}》的期限已过（{citation.over}）"
    counted = {state: sum(f.state == state for f in draft.figures) for state in STATES}
    told = "，".join(f"{STATES[state]} {count} 处" for state, count in counted.items() if count)
    yield f"数据 {len(draft.figures)} 处：{told or '无'}。"
    yield f"相近语句 {len(draft.sentences)} 句。以上由程序自动识别。"


def _figure(figure: DraftFigure) -> Iterator[str]:
    yield f"{MARKS[figure.state]} {figure.metric or ''} {figure.surface}：{figure.state_label}"
    if figure.last is not None:
        yield f"    已公布：{_published(figure.last)}"
    for found in figure.disagreements:
        values = " / ".join(f"{point.surface}（{point.letter.short}）" for point in found.points)
        yield f"    同一时点有不同的数：{found.time} {values}"


def _published(point: Point) -> str:
    return (
        f"{point.surface}，{point.time}，{point.letter.short} ¶{point.paragraph}：{point.sentence}"
    )
