"""What the API answers about figures, series and pledges: facts that point at their words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from app.model import Delta, FigureKind, FigureRole, Place, Strength


@dataclass(frozen=True, slots=True)
class ReplyRef:
    """数据、承诺所在的答复。"""

    id: str
    url: Annotated[str, Field(description="所在段落的固定网址")]
    heading: str
    title: str | None
    numbers: tuple[str, ...]
    agencies: tuple[str, ...]
    place: Place | None
    dated: date | None


@dataclass(frozen=True, slots=True)
class FigureItem:
    """文中的一条数据，自动识别；value 的时间写成 ISO 日期，其余是数。"""

    reply: ReplyRef
    position: Annotated[int, Field(description="在该答复 figures 里的序号，从 0 数")]
    paragraph: int
    start: int
    end: int
    full_start: Annotated[int, Field(description="连同“超过”“以上”的起点")]
    full_end: int
    surface: Annotated[str, Field(description="原文写法")]
    kind: FigureKind
    value: float | str | None
    unit: str | None
    low: float | None
    high: float | None
    approx: bool
    metric: Annotated[str | None, Field(description="是什么的数")]
    subject: str | None
    as_of: Annotated[str | None, Field(description="什么时候的数")]
    role: FigureRole
    delta: Delta | None
    modifier: str | None
    sentence: Annotated[str, Field(description="所在的句子，照原文")]
    sentence_start: int
    sentence_end: int


@dataclass(frozen=True, slots=True)
class LetterRef:
    """承诺所在的答复。"""

    id: str
    url: str
    heading: str
    title: str | None
    agency: str | None
    place_code: str | None
    place: str | None
    dated: date | None


@dataclass(frozen=True, slots=True)
class FollowUpItem:
    """后来的答复里提到同一件事的句子；本站不判断承诺是否兑现。"""

    id: str
    url: str
    heading: str
    dated: date | None
    paragraph: int
    sentence: str
    reason: str


@dataclass(frozen=True, slots=True)
class PledgeItem:
    """一句承诺，整句引用，自动识别。"""

    reply: LetterRef
    position: int
    paragraph: int
    start: int
    end: int
    sentence: str
    due: Annotated[str | None, Field(description="文中写明的期限")]
    due_until: date | None
    strength: Strength
    targets: Annotated[tuple[str, ...], Field(description="句中的数字目标，照原文")]
    overdue: Annotated[bool, Field(description="期限已过而没有找到后续")]
    state: Annotated[str, Field(description="seen 有后续，unseen 未见后续")]
    followups: tuple[FollowUpItem, ...]


@dataclass(frozen=True, slots=True)
class SeriesItem:
    """同一指标在各件答复里的数，一行一个指标。"""

    id: str
    url: str
    label: str
    unit: str | None
    kind: FigureKind
    place: str | None
    count: int
    replies: int
    since: date | None
    until: date | None
    disagreements: int


@dataclass(frozen=True, slots=True)
class PointItem:
    """一个指标在一件答复里的一个数。"""

    value: float | None
    low: float | None
    high: float | None
    unit: str | None
    approx: bool
    as_of: str | None
    time: Annotated[str, Field(description="时点，照原文；没有写明时用答复日期并注明")]
    role: FigureRole
    surface: str
    sentence: str
    paragraph: int
    start: int
    end: int
    reply: str
    url: str
    disagrees: bool


@dataclass(frozen=True, slots=True)
class DisagreementItem:
    """同一时点有不同的数；口径可能不同，请看原文。"""

    as_of: str
    points: tuple[PointItem, ...]
    note: str


@dataclass(frozen=True, slots=True)
class SeriesDetail:
    """一个指标的全部数。"""

    id: str
    url: str
    label: str
    unit: str | None
    kind: FigureKind
    place: str | None
    wordings: tuple[str, ...]
    points: tuple[PointItem, ...]
    disagreements: tuple[DisagreementItem, ...]
