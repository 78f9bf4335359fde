"""CSV for people: fixed columns with Chinese labels, read by a spreadsheet without questions.

UTF-8 with a byte order mark, because that is how Excel knows; values as they stand in the letter;
words for enumerations. A cell of text that a spreadsheet would take for a formula gets an
apostrophe in front, as the spreadsheet itself would write it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from app.model import Place
from app.store.bulk import Line
from app.web import urls

BOM = "\ufeff"
# 「=1+1」「@SUM(A1)」「+86…」「－5℃」: a formula may start with a full-width sign as well
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
JOINER = "、"
BATCH = 200

Column = tuple[str, str, Callable[[Any], Any]]
"""The field's name in the JSON, the label above the column, the cell of a row."""


def label(member: Any) -> str | None:
    """Return the word on screen of an enumeration's member."""
    return None if member is None else str(member.label)


def place_columns(of: Callable[[Any], Place | None]) -> tuple[Column, ...]:
    """Return the columns of a place, empty where none was read."""

    def part(name: str) -> Callable[[Any], Any]:
        return lambda row: getattr(of(row), name, None)

    return (
        ("place.code", "地区代码", part("code")),
        ("place.level", "级别", lambda row: label(part("level")(row))),
        ("place.province", "省", part("province")),
        ("place.city", "市", part("city")),
        ("place.district", "区县", part("district")),
    )


def reply_columns(base: str) -> tuple[Column, ...]:
    """Return the columns of replies.csv."""

    def of(name: str) -> Callable[[Line], Any]:
        return lambda row: getattr(row.reply, name)

    def word(name: str) -> Callable[[Line], Any]:
        return lambda row: label(getattr(row.reply, name))

    def plenary(name: str) -> Callable[[Line], Any]:
        return lambda row: getattr(row.reply.plenary, name, None)

    return (
        ("id", "编号", lambda row: row.id),
        ("url", "网址", lambda row: base + urls.reply(row.id)),
        ("heading", "标题", of("heading")),
        ("title", "提案或建议题目", of("title")),
        ("numbers", "案号", of("numbers")),
        ("kind", "文种", word("kind")),
        ("kind_label", "文种原文", of("kind_label")),
        ("role", "办理角色", word("role")),
        ("body", "提出于", word("body")),
        ("plenary.term", "届", plenary("term")),
        ("plenary.session", "次", plenary("session")),
        ("document_number", "发文字号", of("document_number")),
        ("agencies", "承办单位", of("agencies")),
        ("co_handlers", "会办单位", of("co_handlers")),
        *place_columns(lambda row: row.reply.place),
        ("proposers", "提案人或代表", of("proposers")),
        ("outcome", "办理结果", word("outcome")),
        ("outcome_text", "办理结果原文", of("outcome_text")),
        ("grade", "办理结果字母", of("grade")),
        ("disclosure", "公开属性", of("disclosure")),
        ("signer", "签发人", of("signer")),
        ("dated", "成文日期", of("dated")),
        ("printed", "印发日期", of("printed")),
        ("published", "网上发布日期", of("published")),
        ("themes", "主题（自动识别）", lambda row: row.themes),
        ("figures", "数据条数（自动识别）", lambda row: row.figures),
        ("pledges", "承诺条数（自动识别）", lambda row: row.pledges),
        ("source.name", "文件名", lambda row: row.source_name),
        ("source.sha256", "SHA-256", lambda row: row.sha256),
        ("modified", "最近变化", lambda row: row.modified),
    )


FIGURE_COLUMNS: tuple[Column, ...] = (
    ("reply.id", "答复编号", lambda row: row.reply.id),
    ("reply.url", "所在段落", lambda row: row.reply.url),
    ("reply.heading", "答复标题", lambda row: row.reply.heading),
    ("reply.numbers", "案号", lambda row: row.reply.numbers),
    ("reply.agencies", "承办单位", lambda row: row.reply.agencies),
    *place_columns(lambda row: row.reply.place),
    ("reply.dated", "成文日期", lambda row: row.reply.dated),
    ("metric", "指标（自动识别）", lambda row: row.metric),
    ("surface", "原文写法", lambda row: row.surface),
    ("modifier", "限定词", lambda row: row.modifier),
    ("value", "值", lambda row: row.value),
    ("unit", "单位", lambda row: row.unit),
    ("low", "下限", lambda row: row.low),
    ("high", "上限", lambda row: row.high),
    ("approx", "约数", lambda row: row.approx),
    ("kind", "种类", lambda row: label(row.kind)),
    ("subject", "谁的", lambda row: row.subject),
    ("as_of", "时点", lambda row: row.as_of),
    ("role", "性质", lambda row: label(row.role)),
    ("delta", "增减", lambda row: label(row.delta)),
    ("paragraph", "段号", lambda row: row.paragraph),
    ("sentence", "所在句子", lambda row: row.sentence),
)

PLEDGE_COLUMNS: tuple[Column, ...] = (
    ("reply.id", "答复编号", lambda row: row.reply.id),
    ("reply.url", "所在段落", lambda row: row.reply.url),
    ("reply.heading", "答复标题", lambda row: row.reply.heading),
    ("reply.title", "提案或建议题目", lambda row: row.reply.title),
    ("reply.agency", "承办单位", lambda row: row.reply.agency),
    ("reply.place_code", "地区代码", lambda row: row.reply.place_code),
    ("reply.place", "地区", lambda row: row.reply.place),
    ("reply.dated", "成文日期", lambda row: row.reply.dated),
    ("sentence", "承诺（整句，自动识别）", lambda row: row.sentence),
    ("targets", "数字目标", lambda row: row.targets),
    ("due", "期限原文", lambda row: row.due),
    ("due_until", "期限", lambda row: row.due_until),
    ("strength", "程度", lambda row: label(row.strength)),
    ("overdue", "期限已过未见后续", lambda row: row.overdue),
    ("state", "后续", lambda row: {"seen": "有后续", "unseen": "未见后续"}[row.state]),
    ("followups", "后来提到的答复", lambda row: tuple(one.id for one in row.followups)),
    ("paragraph", "段号", lambda row: row.paragraph),
)


def sheet(columns: tuple[Column, ...], rows: Iterable[Any]) -> Iterator[str]:
    """Yield a CSV file a batch of rows at a time."""
    written = io.StringIO()
    writer = csv.writer(written)
    written.write(BOM)
    writer.writerow([column[1] for column in columns])
    for number, row in enumerate(rows, 1):
        writer.writerow([cell(read(row)) for _, _, read in columns])
        if number % BATCH == 0:
            yield written.getvalue()
            written.seek(0)
            written.truncate()
    yield written.getvalue()


def cell(value: Any) -> Any:
    """Return a value as it stands in a cell: text that is no formula, numbers as numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else ""
    if isinstance(value, int | float):
        return value
    text = JOINER.join(value) if isinstance(value, tuple) else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
