"""What the API answers about the archive as a whole: names, suggestions, totals, gaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from app.model import Body


@dataclass(frozen=True, slots=True)
class Named:
    """一个名字和它的件数。"""

    value: Annotated[str, Field(description="放进同名筛选参数里的值")]
    label: str
    count: Annotated[int, Field(ge=0)]
    url: Annotated[str, Field(description="这些答复的检索页")]


@dataclass(frozen=True, slots=True)
class Person:
    """一位提案人、代表或一个提案单位；同名而在不同会议的分开列。"""

    value: Annotated[str, Field(description="放进 proposer= 的值")]
    label: str
    body: Body | None
    count: Annotated[int, Field(ge=0)]
    url: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """输入时的一个提示。"""

    kind: Annotated[str, Field(description="title 题目，agency 单位，person 人，number 编号")]
    text: str
    q: Annotated[str, Field(description="放进 q= 的检索词")]
    count: int | None
    id: Annotated[str | None, Field(description="只有一件时是它的编号")]
    url: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """输入提示，最多十条。"""

    data: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Stats:
    """库里有什么。"""

    replies: int
    figures: int
    pledges: int
    problems: int
    since: Annotated[date | None, Field(description="最早的成文日期")]
    until: Annotated[date | None, Field(description="最晚的成文日期")]
    modified: Annotated[datetime | None, Field(description="最近一次变化")]
    revision: Annotated[int, Field(description="库的修订号，每有变化就增大")]
    version: Annotated[str, Field(description="程序的版本")]


@dataclass(frozen=True, slots=True)
class Unread:
    """一处没有读出来的地方。"""

    id: str
    url: str
    heading: str
    code: str
    message: str
    start: int | None
    end: int | None
