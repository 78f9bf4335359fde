"""What the API answers: one frozen dataclass a noun, every field always there, `null` if unknown.

The promise of /api/v1: fields are only ever added. Descriptions are Chinese because /api and
the OpenAPI document print them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import Field

from app.model import (
    Block,
    Body,
    Citation,
    Figure,
    Outcome,
    Place,
    Pledge,
    Problem,
    Reply,
    Role,
    SubmissionKind,
    ThemeHit,
)

Item = TypeVar("Item")


class Match(StrEnum):
    """all：含全部检索词。most：只含大部分；有全含的时附在最后、不计入 total，没有时就是结果。"""

    ALL = "all"
    MOST = "most"


@dataclass(frozen=True, slots=True)
class Listing(Generic[Item]):
    """一页结果。"""

    data: tuple[Item, ...]
    next: Annotated[
        str | None, Field(description="下一页的游标，放进 cursor=；没有下一页时为 null")
    ]
    total: Annotated[int, Field(description="符合条件的总数，不受分页影响", ge=0)]


@dataclass(frozen=True, slots=True)
class Piece:
    """一段文字；各段连起来就是原文。"""

    text: str
    marked: Annotated[bool, Field(description="是否命中检索词")]
    start: Annotated[int, Field(description="在清洁文本中的位置")]


@dataclass(frozen=True, slots=True)
class Snippet:
    """命中处前后的文字。"""

    paragraph: Annotated[int, Field(description="段号，页面上的 ¶N")]
    start: int
    end: int
    text: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """收到的文件。"""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Counts:
    """自动识别出的条数。"""

    figures: int
    pledges: int


@dataclass(frozen=True, slots=True)
class Card:
    """列表里的一件答复。"""

    id: Annotated[str, Field(description="编号，永不改给别的答复")]
    url: Annotated[str, Field(description="固定网址")]
    version: int
    heading: str
    title: Annotated[str | None, Field(description="所答提案或建议的题目")]
    numbers: Annotated[tuple[str, ...], Field(description="案号，照原样，保留前导零")]
    kind: SubmissionKind | None
    kind_label: Annotated[str | None, Field(description="文中自己的叫法，如重点提案")]
    role: Role
    body: Body | None
    document_number: Annotated[str | None, Field(description="发文字号")]
    agencies: tuple[str, ...]
    co_handlers: tuple[str, ...]
    place: Place | None
    dated: Annotated[date | None, Field(description="成文日期")]
    year: int | None
    outcome: Outcome | None
    outcome_text: Annotated[str | None, Field(description="办理结果的原文")]
    grade: Annotated[str | None, Field(description="办理结果的字母，照原样")]
    proposers: tuple[str, ...]
    themes: Annotated[tuple[str, ...], Field(description="政策主题，自动识别")]
    counts: Counts
    snippets: tuple[Snippet, ...]
    match: Match
    source: SourceFile
    modified: datetime


@dataclass(frozen=True, slots=True)
class Tombstone:
    """一个已没有答复的编号（撤下了，或换了编号）；只在用 modified_since 同步时出现。"""

    id: str
    deleted: Literal[True]
    modified: datetime


@dataclass(frozen=True, slots=True)
class FacetValue:
    """一个筛选值和件数。"""

    value: Annotated[str, Field(description="放进同名参数里的值")]
    label: str
    count: Annotated[int, Field(description="再勾上（或改勾）它会有多少件", ge=0)]
    selected: bool
    parent: Annotated[str | None, Field(description="上一级的值")]


@dataclass(frozen=True, slots=True)
class Replies:
    """一页答复。"""

    data: tuple[Card | Tombstone, ...]
    next: Annotated[
        str | None, Field(description="下一页的游标，放进 cursor=；没有下一页时为 null")
    ]
    total: Annotated[int, Field(description="符合条件的总数，不受分页影响", ge=0)]
    facets: Annotated[Mapping[str, tuple[FacetValue, ...]], Field(description="各筛选组的值和件数")]
    reading: Annotated[str | None, Field(description="检索词是怎样理解的；不言自明时为 null")]
    notes: Annotated[tuple[str, ...], Field(description="应当知道的事，如检索词过长、索引正在更新")]


@dataclass(frozen=True, slots=True)
class SourceDetail:
    """收到的文件。"""

    name: str
    media_type: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Original:
    """原始文件。"""

    url: str
    name: str
    media_type: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Same:
    """另一件文字相同的答复，可能是同一件。"""

    id: str
    url: str


@dataclass(frozen=True, slots=True)
class Version:
    """一件答复的一版。"""

    version: int
    url: str
    sha256: str
    replaced: Annotated[datetime | None, Field(description="何时被新版代替；现行版为 null")]


@dataclass(frozen=True, slots=True)
class FullReply:
    """库中的一件答复：与 dafu inspect --json 同样的内容，另加网址、版本和原件。

    位置（start、end）都按 text 的字符数；联系人姓名和手机号已经遮盖，长度不变。
    """

    source: SourceDetail
    text: Annotated[str, Field(description="清洁文本，段落之间一个换行")]
    blocks: tuple[Block, ...]
    reply: Reply
    themes: tuple[ThemeHit, ...]
    figures: tuple[Figure, ...]
    pledges: tuple[Pledge, ...]
    citations: tuple[Citation, ...]
    problems: tuple[Problem, ...]
    id: str
    url: str
    version: int
    versions: tuple[Version, ...]
    original: Original
    files: Annotated[
        tuple[Original, ...], Field(description="收到过的全部文件，也有同一件答复的其他格式")
    ]
    attachments: Annotated[
        tuple[Original, ...], Field(description="随答复收到的附件，本身不是答复")
    ]
    same_text: Annotated[
        tuple[Same, ...], Field(description="文字相同而编号不同的答复，可能是同一件")
    ]
    added: datetime
    modified: datetime


@dataclass(frozen=True, slots=True)
class Similar:
    """一件相近的答复和理由。"""

    id: str
    url: str
    heading: str
    title: str | None
    agencies: tuple[str, ...]
    dated: date | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """一件答复的全文。"""

    id: str
    url: str
    version: int
    text: Annotated[str, Field(description="清洁文本")]
    received: Annotated[str, Field(description="收到的文字，未经整理")]
