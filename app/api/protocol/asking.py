"""What may be asked: one model a list of parameters, strict, with its Chinese description.

The API refuses what the pages pass over: an unknown name, a value out of range. The conditions
are those of `app.search.filters`, so page, API, CSV, feed and tools mean the same by a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from app.api.protocol.problems import BadParameters, Fault
from app.ledger.promises.filters import PledgeFilters
from app.model import Body, FigureKind, Outcome, SubmissionKind
from app.search.facets import NAMES
from app.search.filters import Dropped, Filters
from app.search.query import Query, parse
from app.search.results import Sort

SIZE = 20
MOST = 100
CONDITIONS = (
    "kind",
    "district",
    "agency",
    "number",
    "outcome",
    "year",
    "theme",
    "body",
    "proposer",
    "has",
    "from",
    "to",
)

SWITCHED = {"true": "1", "false": "0"}  # as other switches are written; the page has 1
PLEDGE_CONDITIONS = ("q", "district", "agency", "year", "has", "overdue", "state", "reply")

Value = Annotated[str, Field(min_length=1, max_length=100)]
Year = Annotated[str, Field(pattern=r"^((19|20)\d\d|none)$", examples=["2025"])]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", json_schema_extra={"format": "date"})]
ALL, NONE = "all", "none"
FACET_NAMES = (*NAMES, ALL, NONE)
PARTS = ("text", "figures", "pledges", "citations", "problems")
Part = Literal["text", "figures", "pledges", "citations", "problems"]


def parted(value: Any) -> Any:
    """`facets=kind,district` is the same as `facets=kind&facets=district`."""
    if isinstance(value, list):
        return [part for item in value for part in str(item).split(",")]
    return value


def facet_named(value: str) -> str:
    """Refuse a name that is not in the registry of facets."""
    if value not in FACET_NAMES:
        raise ValueError(f"只能是 {'、'.join(FACET_NAMES)}")
    return value


def in_utc(moment: datetime) -> datetime:
    """Return a moment in UTC; one before or after all years is refused."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("不在能用的年份里") from None


FacetName = Annotated[
    str, AfterValidator(facet_named), Field(json_schema_extra={"enum": list(FACET_NAMES)})
]


class Asked(BaseModel):
    """Parameters of a resource; names that are not here are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Conditions(Asked):
    """The words and conditions on letters, but for their kind."""

    q: Annotated[
        str, Field(max_length=2000, description="检索词，写法同检索页；任何写法都不会出错")
    ] = ""
    district: Annotated[
        list[Value], Field(description="地区代码或名称，见 districts", max_length=50)
    ] = []
    agency: Annotated[
        list[Value], Field(description="承办单位的全名，见 agencies", max_length=50)
    ] = []
    number: Annotated[list[Value], Field(description="案号，前导零可省", max_length=50)] = []
    outcome: Annotated[list[Outcome], Field(description="办理结果（归并后）", max_length=5)] = []
    year: Annotated[
        list[Year],
        Field(description="年份；none 是没有日期的", max_length=50),
    ] = []
    theme: Annotated[
        list[Value], Field(description="政策主题的编号，或“主题/子主题”，见 themes", max_length=50)
    ] = []
    body: Annotated[list[Body], Field(description="政协或人大", max_length=2)] = []
    proposer: Annotated[list[Value], Field(description="提案人、代表的姓名", max_length=50)] = []
    has: Annotated[
        list[Literal["figures", "pledges", "table", "attachment"]],
        Field(description="内容：有数据、有承诺、有表格、有附件", max_length=4),
    ] = []
    since: Annotated[
        Day | None, Field(alias="from", description="成文日期不早于", examples=["2025-01-01"])
    ] = None
    to: Annotated[Day | None, Field(description="成文日期不晚于", examples=["2025-12-31"])] = None

    def query(self) -> Query:
        """Return what the words mean."""
        return parse(self.q)

    def pairs(self) -> list[tuple[str, str]]:
        """Return the conditions as they stand in an address, without the words."""
        return [
            (name, str(value))
            for name in CONDITIONS
            for value in _many(getattr(self, "since" if name == "from" else name))
        ]

    def filters(self) -> Filters:
        """Return the conditions; raises `BadParameters` for what cannot be one."""
        filters, dropped = Filters.read(self.pairs())
        if dropped:
            raise BadParameters(*(unfit(d) for d in dropped))
        return filters


class Narrowed(Conditions):
    """The words and conditions that every list, file and feed understands."""

    kind: Annotated[list[SubmissionKind], Field(description="文种", max_length=3)] = []


Size = Annotated[int, Field(ge=1, le=MOST, description="每页几条")]
Cursor = Annotated[
    str | None, Field(max_length=2000, description="上一页给出的 next；翻页时其他参数不变")
]


class AskedFiltered(Narrowed):
    """Conditions and an order."""

    sort: Annotated[
        Sort | None,
        Field(description="rel 相关度，new 新到旧，old 旧到新，number 编号；无检索词时默认 new"),
    ] = None


class AskedPage(AskedFiltered):
    """A page of a search."""

    size: Size = SIZE
    cursor: Cursor = None


class AskedReplies(AskedPage):
    """Parameters of `replies`."""

    facets: Annotated[
        list[FacetName],
        BeforeValidator(parted),
        Field(
            description="要哪些筛选组的件数，可用逗号隔开；all 全部（单位多时很长），none 不要",
            max_length=10,
        ),
    ] = [ALL]
    fields: Annotated[
        list[Value],
        BeforeValidator(parted),
        Field(description="每件只要这些字段，可用逗号隔开（id 总是有）", max_length=50),
    ] = []
    include: Annotated[
        list[Part],
        BeforeValidator(parted),
        Field(description="每件再加上全文、数据、承诺……，可用逗号隔开", max_length=5),
    ] = []
    modified_since: Annotated[
        Annotated[AwareDatetime, AfterValidator(in_utc)] | None,
        Field(
            description="只要这时以后变化的，按先后；也列出撤下的（deleted）。"
            "不能和 sort 同用；时区的加号写成 %2B",
            examples=["2025-06-01T00:00:00Z"],
        ),
    ] = None

    def facet_names(self) -> tuple[str, ...]:
        """Return the facets asked for, in the order of the page."""
        if NONE in self.facets:
            return ()
        return tuple(name for name in NAMES if ALL in self.facets or name in self.facets)


class AskedNothing(Asked):
    """A resource without parameters."""


class AskedFeed(AskedFiltered):
    """A feed of a search; entries come by their changes, `sort` is that of the search it copies."""

    size: Size = 50
    cursor: Cursor = None


class AskedFigures(Conditions):
    """Conditions of figures: those of their letters, and of their own."""

    kind: Annotated[
        list[FigureKind | SubmissionKind],
        Field(description="数据的种类；也可以是答复的文种", max_length=12),
    ] = []
    metric: Annotated[str | None, Field(description="指标的名称，照原样", max_length=200)] = None
    series: Annotated[str | None, Field(description="只要这一个指标的", max_length=100)] = None
    reply: Annotated[str | None, Field(description="只要这一件答复里的", max_length=200)] = None

    def figure_kinds(self) -> tuple[str, ...]:
        """Return the kinds that are kinds of figures."""
        return tuple(kind.value for kind in self.kind if isinstance(kind, FigureKind))

    def pairs(self) -> list[tuple[str, str]]:
        """Return the conditions on the letters."""
        own = set(self.figure_kinds())
        return [(name, value) for name, value in super().pairs() if value not in own]


class AskedFiguresPage(AskedFigures):
    """A page of figures."""

    size: Size = SIZE
    cursor: Cursor = None


class AskedPledges(Asked):
    """Conditions of pledges, by the names of the pledges page."""

    q: Annotated[str, Field(max_length=200, description="句中的词")] = ""
    district: Annotated[
        list[Value], Field(description="地区代码或名称，见 districts", max_length=50)
    ] = []
    agency: Annotated[
        list[Value], Field(description="承办单位的全名，见 agencies", max_length=50)
    ] = []
    year: Annotated[
        list[Annotated[str, Field(pattern=r"^(19|20)\d\d$", examples=["2025"])]],
        Field(description="答复的年份", max_length=50),
    ] = []
    has: Annotated[
        list[Literal["target", "due"]],
        Field(description="target 有数字目标，due 有期限", max_length=2),
    ] = []
    overdue: Annotated[
        Literal["0", "1", "false", "true"] | None,
        Field(description="1 或 true：只要期限已过而未见后续的"),
    ] = None
    state: Annotated[
        Literal["seen", "unseen"] | None, Field(description="seen 有后续，unseen 未见后续")
    ] = None
    reply: Annotated[str | None, Field(description="只要这一件答复里的", max_length=200)] = None

    def filters(self) -> PledgeFilters:
        """Return the conditions as the ledger has them."""
        pairs = [
            (name, SWITCHED.get(str(value), str(value)) if name == "overdue" else str(value))
            for name in PLEDGE_CONDITIONS
            for value in _many(getattr(self, name))
        ]
        filters, dropped = PledgeFilters.read(pairs)
        if dropped:
            raise BadParameters(*(unfit(d) for d in dropped))
        return filters


class AskedPledgesPage(AskedPledges):
    """A page of pledges."""

    size: Size = SIZE
    cursor: Cursor = None


class AskedPledgesFeed(AskedPledges):
    """A feed of pledges; entries come by when their letters came in or changed."""

    size: Size = 50
    cursor: Cursor = None


class AskedDisagreements(Asked):
    """A feed of disagreements."""

    district: Annotated[list[Value], Field(description="地区代码", max_length=50)] = []
    size: Size = 50
    cursor: Cursor = None


class AskedSeries(Asked):
    """Conditions of metrics."""

    q: Annotated[str, Field(max_length=2000, description="指标名称里的词")] = ""
    disagree: Annotated[bool, Field(description="只要同一时点有不同的数的")] = False
    many: Annotated[bool, Field(description="只要在两件以上答复里出现的")] = False
    kind: Annotated[list[FigureKind], Field(description="数据的种类", max_length=9)] = []
    district: Annotated[list[Value], Field(description="地区代码", max_length=50)] = []
    agency: Annotated[
        list[Value], Field(description="承办单位的全名，见 agencies", max_length=50)
    ] = []
    reply: Annotated[str | None, Field(description="只要这一件答复里的", max_length=200)] = None
    size: Size = SIZE
    cursor: Cursor = None


class AskedNames(Asked):
    """A list of names."""

    q: Annotated[str, Field(max_length=200, description="名称里的字")] = ""


class AskedTyped(Asked):
    """What somebody has typed so far."""

    q: Annotated[
        str, Field(max_length=200, description="已经输入的字，一个字、拼音首字母、几位数字都可以")
    ] = ""


class AskedPeople(AskedNames):
    """A list of people."""

    size: Size = SIZE
    cursor: Cursor = None


class AskedFacet(Narrowed):
    """One facet in full."""

    contains: Annotated[str, Field(max_length=100, description="名称里的字")] = ""


class AskedProblems(Asked):
    """What could not be read."""

    code: Annotated[str | None, Field(description="问题的代号", max_length=100)] = None
    size: Size = SIZE
    cursor: Cursor = None


def unfit(dropped: Dropped) -> Fault:
    """Return the fault of a value that no condition can have."""
    return Fault(dropped.name, f"{dropped.value} 不是可以用的值")


def _many(value: Any) -> Iterable[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)
