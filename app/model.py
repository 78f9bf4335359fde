"""The nouns of the archive: frozen, without I/O, used by every room.

A span counts characters of the *clean text* (`Dossier.text`), the one coordinate system: what is
stored, shown, searched and pointed at. `None` means "the letter does not print it"; a `Problem`
says what could not be read, and where. The Chinese word for a member stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Labelled(StrEnum):
    """An enumeration whose members carry the word shown on screen."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Labelled:
        """Make a member from its value in JSON and its word on screen."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Body(Labelled):
    """Where the submission was made."""

    CPPCC = "cppcc", "政协"
    CONGRESS = "congress", "人大"


class SubmissionKind(Labelled):
    """What is answered; the paper's own word (重点提案, 议案 …) is `Reply.kind_label`."""

    PROPOSAL = "proposal", "政协提案"
    SUGGESTION = "suggestion", "人大代表建议"
    OTHER = "other", "其他来件"


class Role(Labelled):
    """What part this letter plays among the letters to one submission."""

    LEAD = "lead", "主办答复"
    SEPARATE = "separate", "分办答复"
    OPINION = "opinion", "会办意见"


class Level(Labelled):
    """The level of government of the answering agency."""

    NATION = "国家", "国家"
    PROVINCE = "省", "省级"
    CITY = "市", "市级"
    DISTRICT = "区县", "区县"


class Outcome(Labelled):
    """The grouped result; the words as printed are `Reply.outcome_text`."""

    RESOLVED = "resolved", "解决或采纳"
    IN_PROGRESS = "in_progress", "正在解决"
    PLANNED = "planned", "列入计划拟解决"
    NOTED = "noted", "留作参考"
    INFEASIBLE = "infeasible", "暂难解决"


class BlockKind(Labelled):
    """What a paragraph of the clean text is."""

    LETTERHEAD = "letterhead", "版头"  # agency's masthead, result and disclosure lines
    TITLE = "title", "标题"  # the letter's own title line(s)
    SALUTATION = "salutation", "称呼"  # 闫晓慧、张茂林、张辉委员：
    HEADING = "heading", "小标题"
    PARAGRAPH = "paragraph", "正文"
    TABLE = "table", "表格"  # one row; cells parted by a tab
    ATTACHMENT = "attachment", "附件"  # 附件：1.… and its continuation lines
    SIGNATURE = "signature", "落款"  # issuer and date
    CONTACT = "contact", "联系方式"
    IMPRINT = "imprint", "印发"  # 抄送, 印发, 共印, 信息公开属性
    NOTE = "note", "附注"  # 注：…, （此件公开发布）


class FigureKind(Labelled):
    """What sort of quantity a figure is (the registry in `analyse.figures` holds the rules)."""

    MONEY = "money", "金额"
    COUNT = "count", "数量"
    PERCENT = "percent", "比例"
    RATIO = "ratio", "比率"
    RANK = "rank", "位次"
    MEASURE = "measure", "计量"
    MULTIPLE = "multiple", "倍数"
    DATE = "date", "时间"
    PERIOD = "period", "时长"


class FigureRole(Labelled):
    """Whether a figure reports or aims."""

    ACTUAL = "actual", "实际"
    TARGET = "target", "计划目标"


class Delta(Labelled):
    """How a figure relates to another one."""

    NEW = "new", "新增"
    CUMULATIVE = "cum", "累计"
    YEAR_ON_YEAR = "yoy", "同比"
    CHANGE = "change", "变化"


class Strength(Labelled):
    """How firmly something is promised."""

    DATED = "dated", "有期限"
    PLANNED = "planned", "计划"
    CONDITIONAL = "conditional", "有条件"
    EXPLORING = "exploring", "研究探索"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters [start, end) of the clean text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Source:
    """The file a letter came in."""

    name: str
    media_type: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Block:
    """One line of the clean text, and what it is; `level` counts from 1 for headings, else 0."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Plenary:
    """七届四次会议: term 7, session 4. The session may be lost in print."""

    term: int
    session: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """The answering agency's place; parents filled in when the printed name is unambiguous."""

    code: str | None
    level: Level
    province: str | None
    city: str | None
    district: str | None


@dataclass(frozen=True, slots=True)
class Contact:
    """Who handled the letter, as printed (masked before anything is stored for display)."""

    name: str | None = None
    phone: str | None = None
    address: str | None = None
    postcode: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a letter says about itself; `spans` maps a field to the words it was read from."""

    id: str
    heading: str
    title: str | None
    kind: SubmissionKind | None
    kind_label: str | None
    role: Role
    body: Body | None
    plenary: Plenary | None
    numbers: tuple[str, ...]
    class_numbers: tuple[str, ...]
    document_number: str | None
    agencies: tuple[str, ...]
    co_handlers: tuple[str, ...]
    place: Place | None
    proposers: tuple[str, ...]
    proposer_count: int | None
    outcome: Outcome | None
    outcome_text: str | None
    grade: str | None
    disclosure: str | None
    signer: str | None
    dated: date | None
    printed: date | None
    published: date | None
    contact: Contact
    copies: int | None
    cc: tuple[str, ...]
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity, share, rank or time that a reader might look up or compare.

    `start`/`end` is the core (number, scale, unit); `full_start`/`full_end` adds the modifier
    (超过, 以上). `value` is a `Decimal`, an ISO string for a date, or `None` where only a range
    or 数十 is printed.
    """

    start: int
    end: int
    surface: str
    kind: FigureKind
    value: Decimal | str | None
    unit: str | None
    low: Decimal | None
    high: Decimal | None
    approx: bool
    metric: str | None
    as_of: str | None
    role: FigureRole
    delta: Delta | None
    modifier: str | None
    full_start: int
    full_end: int
    subject: str | None = None  # whose figure it is, where the sentence says so (其中国家级, 浦东)


@dataclass(frozen=True, slots=True)
class ThemeHit:
    """One theme of the first level, the second-level themes met below it, and the words."""

    id: str
    label: str
    sub: tuple[str, ...]
    score: float
    evidence: tuple[str, ...]
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Pledge:
    """A sentence about what will be done; `figures` are indices into `Dossier.figures`."""

    start: int
    end: int
    due: str | None
    strength: Strength
    figures: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A document named in the text: 《…（2025-2027年）》 with its period as `2025/2027`."""

    start: int
    end: int
    title: str
    period: str | None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read, and where."""

    code: str
    message: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything the archive understands of one letter."""

    source: Source
    received: str  # the text as the reader gave it, untouched
    text: str
    blocks: tuple[Block, ...]
    reply: Reply
    themes: tuple[ThemeHit, ...]
    figures: tuple[Figure, ...]
    pledges: tuple[Pledge, ...]
    citations: tuple[Citation, ...]
    problems: tuple[Problem, ...]
