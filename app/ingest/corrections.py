"""What people know better: small TOML files beside the originals, `corrections/{id}.toml`.

A correction wins over what the parser read, again after every reading, and says on the page whose
it is and why. The file is the truth, kept in plain text so that it can be read, copied and backed
up without this program; the database only holds what follows from it.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from app.errors import BadInput
from app.ledger import indexing as ledger
from app.model import Body, Dossier, Labelled, Outcome, Place, Plenary, Problem, SubmissionKind
from app.parse.gazetteer import meant
from app.parse.heading import numeral
from app.parse.identity import identity
from app.search import indexing
from app.store.renaming import former, renamed
from app.store.replies import Stored, load
from app.store.saving import rewrite
from app.store.tables import REPLY

CORRECTED = "corrected"
# 「七届四次」「第十六届第二次会议」「7-4」
MEETING = re.compile(
    r"第?(?P<term>[\d一二三四五六七八九十]{1,6})\s*(?:届|-)[^\d一二三四五六七八九十]*"
    r"(?P<session>[\d一二三四五六七八九十]+)次?(?:会议)?"
)


@dataclass(frozen=True, slots=True)
class Field:
    """A field that people may correct: its label, and how a value is written."""

    label: str
    read: Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Correction:
    """One value set by a person."""

    field: str
    value: str
    by: str
    why: str
    at: str


def _text(value: str) -> str:
    return value.strip()


def _list(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.replace(",", "、").split("、") if part.strip())


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise ValueError("日期写成 2025-05-14") from None


def _member(kind: type[Labelled]) -> Callable[[str], Any]:
    def read(value: str) -> Labelled:
        for member in kind:
            if value.strip() in {member.value, member.label}:
                return member
        raise ValueError("可以写 " + "、".join(member.label for member in kind))

    return read


def _meeting(value: str) -> Plenary:
    found = MEETING.fullmatch(value.strip())
    if found is None:
        raise ValueError("写成“七届四次”或 7-4")
    return Plenary(numeral(found["term"]), numeral(found["session"]))


def _place(value: str) -> Place:
    found = meant(value)
    if found is None:
        raise ValueError("写成行政区划代码，如 310115，或带上级的全名，如 上海市浦东新区")
    return found


FIELDS: Mapping[str, Field] = {
    "heading": Field("标题", _text),
    "title": Field("案由", _text),
    "kind": Field("类型", _member(SubmissionKind)),
    "kind_label": Field("类别名称", _text),
    "body": Field("届别机构", _member(Body)),
    "plenary": Field("届次", _meeting),
    "place": Field("地区", _place),
    "numbers": Field("案号", _list),
    "document_number": Field("发文字号", _text),
    "agencies": Field("承办单位", _list),
    "co_handlers": Field("会办单位", _list),
    "proposers": Field("提案人", _list),
    "outcome": Field("办理结果", _member(Outcome)),
    "outcome_text": Field("办理结果原文", _text),
    "grade": Field("等级", _text),
    "disclosure": Field("公开属性", _text),
    "signer": Field("签发人", _text),
    "dated": Field("成文日期", _day),
    "printed": Field("印发日期", _day),
    "published": Field("发布日期", _day),
}
"""An empty value says that the letter does not print it."""

BY_LABEL = {field.label: name for name, field in FIELDS.items()}


def named(name: str) -> str:
    """Return the field meant by a name in English or Chinese."""
    field = BY_LABEL.get(name.strip(), name.strip())
    if field not in FIELDS:
        known = "、".join(f"{key}（{value.label}）" for key, value in FIELDS.items())
        raise BadInput(f"{name}: 不能更正这一项；可以更正的有 {known}。")
    return field


def value_of(field: str, value: str) -> Any:
    """Return what a written value means; raise `BadInput` where it means nothing."""
    if not value.strip():
        return () if FIELDS[field].read is _list else None
    try:
        return FIELDS[field].read(value)
    except ValueError as error:
        raise BadInput(f"{field}={value}: 写法不对（{error}）。") from None


def corrections(folder: Path, id: str) -> tuple[Correction, ...]:
    """Return the corrections of a reply, the later ones last."""
    path = _path(folder, id)
    if not path.is_file():
        return ()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        found = tuple(
            Correction(**{k: str(v) for k, v in row.items()}) for row in table["correction"]
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise BadInput(f"{path}: 更正文件写法有误（{error}）；请照 README 的样子改正。") from None
    for correction in found:
        value_of(named(correction.field), correction.value)
    return found


def corrected(dossier: Dossier, found: Iterable[Correction]) -> Dossier:
    """Return the dossier with what people set, and a note for each field."""
    values: dict[str, Any] = {}
    notes: dict[str, Problem] = {}
    for correction in found:
        field = named(correction.field)
        values[field] = value_of(field, correction.value)
        label, value = FIELDS[field].label, correction.value.strip() or "（未载明）"
        said = (
            f"{label}：人工更正为“{value}”；{correction.by}，{correction.at[:10]}：{correction.why}"
        )
        notes[field] = Problem(CORRECTED, said)
    if not values:
        return dossier
    spans = {name: span for name, span in dossier.reply.spans.items() if name not in values}
    kept = tuple(problem for problem in dossier.problems if problem.code != CORRECTED)
    reply = replace(dossier.reply, **values, spans=spans)
    return replace(dossier, reply=reply, problems=kept + tuple(notes.values()))


def correct(
    connection: Connection, folder: Path, id: str, values: Mapping[str, str], by: str, why: str
) -> Stored:
    """Write down corrections of a reply and apply them; return the reply as it now stands."""
    stored = load(connection, id)
    for name, value in values.items():
        value_of(named(name), value)
    if not by.strip() or not why.strip():
        raise BadInput("更正要写明由谁（--by）和为什么（--why）。")
    at = datetime.now(UTC).isoformat()
    new = [Correction(named(name), value, by, why, at) for name, value in values.items()]
    _write(_path(folder, id), [*corrections(folder, id), *new])
    return load(connection, apply(connection, folder, stored.id) or stored.id)


def apply(connection: Connection, folder: Path, id: str) -> str | None:
    """Bring a stored reply into line with its corrections, if any; return the id it has then."""
    found = all_corrections(connection, folder, id)
    if not found:
        return None
    stored = load(connection, id)
    part = connection.scalar(select(REPLY.c.part).where(REPLY.c.rowid == stored.rowid)) or 0
    dossier = addressed(connection, stored.rowid, corrected(stored.dossier, found))
    rewrite(connection, stored.rowid, dossier, part)
    indexing.put(connection, stored.rowid)
    ledger.put(connection, stored.rowid)
    return dossier.reply.id


def all_corrections(connection: Connection, folder: Path, id: str) -> tuple[Correction, ...]:
    """Return the corrections of a reply, also those written down under an id it once had."""
    if not (folder / "corrections").is_dir():
        return ()
    ids = (*former(connection, id), id)
    return tuple(sorted((c for one in ids for c in corrections(folder, one)), key=lambda c: c.at))


def addressed(connection: Connection, rowid: int, dossier: Dossier) -> Dossier:
    """Return the dossier with the id of its reply, which is a new one if its key has changed."""
    reply = dossier.reply
    base = identity(reply.place, reply.body, reply.plenary, reply.numbers, dossier.source.sha256)
    return replace(dossier, reply=replace(reply, id=renamed(connection, rowid, base)))


def _path(folder: Path, id: str) -> Path:
    return folder / "corrections" / f"{id}.toml"


def _write(path: Path, found: Iterable[Correction]) -> None:
    """Write the file whole or not at all; a JSON string is a TOML string."""
    rows = [
        "[[correction]]\n"
        + "".join(
            f"{name} = {json.dumps(getattr(correction, name), ensure_ascii=False)}\n"
            for name in Correction.__slots__
        )
        for correction in found
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.write_text("\n".join(rows), encoding="utf-8")
    draft.replace(path)
