"""The card at the head of a reply: what the letter says of itself, each value with its place.

A field that the letter does not print is left out, but for the result and the date, whose absence
somebody looks for: 「原文未写明」.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.model import Body, Dossier, Level, Reply, Role, SubmissionKind
from app.search.taking import untold
from app.store.rows import paragraph
from app.web import urls
from app.web.places import address_of
from app.web.render import day

UNSTATED = "原文未写明"
CORRECTED = "corrected"  # the code of the note that a correction leaves
# a line of the card, and what its fields are called in a correction
CORRECTED_AS = {
    "办理结果": {"办理结果", "办理结果原文", "等级"},
    "提案人": {"提案人"},
    "代表": {"提案人"},
    "承办单位": {"承办单位"},
    "会办": {"会办单位"},
    "案号": {"案号", "类型", "类别名称", "届别机构"},
    "文号": {"发文字号"},
    "答复日期": {"成文日期", "印发日期", "发布日期"},
    "公开属性": {"公开属性"},
    "签发人": {"签发人"},
}
DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Value:
    """A value, where it leads to, and what to know of it."""

    text: str
    address: str | None = None
    note: str | None = None
    badge: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the card; `paragraph` is where the letter says so."""

    label: str
    values: tuple[Value, ...]
    paragraph: int | None = None
    found: bool = False  # by the program: 自动识别
    corrected: bool = False  # by a person: 人工更正


def card(dossier: Dossier) -> tuple[Row, ...]:
    """Return the lines of the card, in the order people look for them."""
    reply = dossier.reply
    rows = [
        Row("办理结果", _outcome(reply), _at(dossier, "outcome_text", "outcome", "grade")),
        Row(_made_by(reply), _proposers(reply), _at(dossier, "proposers")),
        Row("承办单位", _agencies(reply.agencies), _at(dossier, "agencies")),
        Row("会办", _agencies(reply.co_handlers), _at(dossier, "co_handlers")),
        Row("案号", _numbers(reply), _at(dossier, "numbers")),
        Row("文号", _plain(reply.document_number), _at(dossier, "document_number")),
        Row("答复日期", tuple(_dates(reply)), _at(dossier, "dated", "printed")),
        Row("性质", _role(reply)),
        Row("公开属性", _plain(reply.disclosure), _at(dossier, "disclosure")),
        Row("签发人", _plain(reply.signer), _at(dossier, "signer")),
        Row("抄送", _plain("、".join(reply.cc)), _at(dossier, "cc")),
        Row("地区", _place(reply)),
        Row("主题", _themes(dossier), found=True),
    ]
    said = (p.message for p in dossier.problems if p.code == CORRECTED)
    by_hand = {message.partition("：")[0] for message in said}
    return tuple(
        replace(row, corrected=bool(by_hand & CORRECTED_AS.get(row.label, set())))
        for row in rows
        if row.values
    )


def person_id(reply: Reply, name: str) -> str:
    """Return the address part of a proposer: where they sit, and their name."""
    code = reply.place.code if reply.place and reply.place.code else "0"
    body = {Body.CPPCC: "zx", Body.CONGRESS: "rd"}.get(reply.body, "x") if reply.body else "x"
    return f"{code}-{body}-{name}"


def counted(number: int) -> str:
    """Return a number below a hundred as meetings are counted: 十五届, 二十次."""
    tens, ones = divmod(number, 10)
    if number >= 100:
        return str(number)
    lead = "" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return lead + (DIGITS[ones] if ones else "")


def place_label(reply: Reply) -> str | None:
    """Return the answering agency's place in words: 浦东新区, 上海市（市级）."""
    place = reply.place
    if place is None:
        return None
    if place.level is Level.DISTRICT:
        above = place.city or place.province
        return place.district or (
            untold(place.level, place.province, place.city) if above else None
        )
    if label := untold(place.level, place.province, place.city):
        return label
    name = {Level.CITY: place.city, Level.PROVINCE: place.province}.get(place.level)
    return f"{name}（{place.level.label}）" if name else place.level.label


def _at(dossier: Dossier, *fields: str) -> int | None:
    for field in fields:
        spans = dossier.reply.spans.get(field)
        if spans:
            return paragraph(dossier, spans[0].start)
    return None


def _plain(text: str | None) -> tuple[Value, ...]:
    return (Value(text),) if text else ()


def _outcome(reply: Reply) -> tuple[Value, ...]:
    values: list[Value] = []
    if reply.outcome:
        address = urls.search([("outcome", reply.outcome.value)])
        values.append(Value(reply.outcome.label, address, badge=True))
    if reply.outcome_text:
        values.append(Value(f"原文：{reply.outcome_text}"))
    if reply.grade:
        values.append(Value(f"答复类别 {reply.grade}"))
    return tuple(values) or (Value(UNSTATED),)


def _made_by(reply: Reply) -> str:
    return "代表" if reply.kind is SubmissionKind.SUGGESTION else "提案人"


def _proposers(reply: Reply) -> tuple[Value, ...]:
    values = [Value(name, urls.proposer(person_id(reply, name))) for name in reply.proposers]
    if reply.proposer_count and reply.proposer_count > len(values):
        values.append(Value(f"等 {reply.proposer_count} 名"))
    return tuple(values)


def _agencies(names: Iterable[str]) -> tuple[Value, ...]:
    return tuple(Value(name, urls.agency(name)) for name in names)


def _numbers(reply: Reply) -> tuple[Value, ...]:
    if not reply.numbers:
        return ()
    numbers = "、".join(f"第{number}号" for number in reply.numbers)
    kind = reply.kind_label or (reply.kind.label if reply.kind else "")
    meeting = ""
    if reply.plenary:
        term, session = reply.plenary.term, reply.plenary.session
        meeting = f"{counted(term)}届" + (f"{counted(session)}次会议" if session else "")
    return (Value(f"{meeting}{numbers}{kind}"),)


def _dates(reply: Reply) -> Iterable[Value]:
    if reply.dated and reply.dated == reply.printed:
        yield Value(day(reply.dated), note="落款、印发")
    elif reply.dated:
        yield Value(day(reply.dated), note="落款" if reply.printed else None)
    elif not reply.printed:
        yield Value(UNSTATED)
    if reply.printed and reply.printed != reply.dated:
        yield Value(day(reply.printed), note="印发")
    if reply.published:
        yield Value(day(reply.published), note="网上发布")


def _role(reply: Reply) -> tuple[Value, ...]:
    return () if reply.role is Role.LEAD else (Value(reply.role.label),)


def _place(reply: Reply) -> tuple[Value, ...]:
    label = place_label(reply)
    if label is None or reply.place is None:
        return ()
    place = reply.place
    address = address_of(place.code, place.level, place.province, place.city, place.district)
    inferred = "place" not in reply.spans
    note = "据承办单位名称推定" if inferred else None
    return (Value(label, address, note),)


def _themes(dossier: Dossier) -> tuple[Value, ...]:
    return tuple(Value(theme.label, urls.theme(theme.id)) for theme in dossier.themes)
