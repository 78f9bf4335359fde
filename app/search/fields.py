"""The fields a term may be tied to: `单位:科经委`."""

from __future__ import annotations

from enum import StrEnum


class Field(StrEnum):
    """What a term may be tied to: `单位:科经委`; with the label and what else may be typed."""

    label: str
    aliases: frozenset[str]

    def __new__(cls, value: str, label: str, aliases: str) -> Field:
        """Make a member from its name, its label and its aliases."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.aliases = frozenset((value, label, *aliases.split()))
        return member

    TITLE = "title", "标题", "题目 案由 heading"
    AGENCY = "agency", "单位", "承办单位 机关 部门 答复单位"
    PROPOSER = "proposer", "提案人", "代表 委员 领衔代表 建议人 姓名 proposers"
    NUMBER = "number", "编号", "提案号 建议号 案号"
    DOCUMENT = "document", "文号", "发文字号 document_number docno"
    DATE = "date", "日期", "时间 答复日期 dated"
    DISTRICT = "district", "地区", "区县 place"
    THEME = "theme", "主题", "topic"

    @classmethod
    def named(cls, name: str) -> Field | None:
        """Return the field of a folded name or alias."""
        return next((member for member in cls if name in member.aliases), None)
