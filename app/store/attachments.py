"""Attachments: files that belong to a letter and are none, kept like originals."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Select, func, insert, select

from app.model import BlockKind
from app.parse.letter import NO_LETTER
from app.readers.ocr import NEEDS_OCR
from app.store import originals
from app.store.tables import ARRIVAL, ATTACHMENT, PROBLEM, REPLY

MEDIA_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a letter, and how it came."""

    id: str  # the reply's
    sha256: str
    name: str
    folder: str | None
    address: str | None
    member: str | None
    run: int


@dataclass(frozen=True, slots=True)
class Beside:
    """Where a file stood: its folder, its place in an archive there, the address of the archive."""

    folder: str | None
    member: str | None
    address: str | None


def add(connection: Connection, attachment: Attachment, size: int) -> None:
    """Hang a file on a letter."""
    row = {name: getattr(attachment, name) for name in Attachment.__slots__}
    connection.execute(insert(ATTACHMENT), row | {"at": datetime.now(UTC)})
    originals.register(connection, attachment.sha256, attachment.name, MEDIA_TYPE, size)


def letter_of(connection: Connection, sha256: str) -> str | None:
    """Return the reply on which a file hangs already."""
    statement = (
        select(REPLY.c.id)
        .join(ATTACHMENT, ATTACHMENT.c.id == REPLY.c.id)
        .where(ATTACHMENT.c.sha256 == sha256)
    )
    id: str | None = connection.scalar(statement.limit(1))
    return id


def letters_beside(connection: Connection, place: Beside) -> dict[str, str]:
    """Return the letters that came from the same folder or archive, with their files' names.

    Files in a folder of their own (附件/) belong to the letters of the folder above.
    """
    came = ARRIVAL.c.address == place.address
    if place.address is None:
        came = ARRIVAL.c.folder.in_((place.folder, (place.folder or "").rpartition("/")[0]))
    rows = connection.execute(
        select(ARRIVAL.c.id, ARRIVAL.c.name, ARRIVAL.c.folder, ARRIVAL.c.member)
        .join(REPLY, REPLY.c.id == ARRIVAL.c.id)
        .where(came, ~REPLY.c.rowid.in_(_no_letters()))
        .order_by(ARRIVAL.c.rowid)
    ).all()
    home = _home(place.folder, place.member)
    same = {row.id: row.name for row in rows if _home(row.folder, row.member) == home}
    above = {row.id: row.name for row in rows if _home(row.folder, row.member) == _above(home)}
    return same or above


def lists_of(connection: Connection, ids: Iterable[str], word: str) -> dict[str, str]:
    """Return what those of some letters that hold a word print under 附件：."""
    chosen = func.json_each(json.dumps(list(ids))).table_valued("value")
    rows = connection.execute(
        select(REPLY.c.id, REPLY.c.text, REPLY.c.dossier).where(
            REPLY.c.id.in_(select(chosen.c.value)),
            REPLY.c.attachments > 0,
            func.instr(REPLY.c.text, word) > 0,
        )
    )
    return {row.id: "\n".join(_lists(row.text, row.dossier)) for row in rows}


def _no_letters() -> Select[tuple[int]]:
    """Return the rows of what was found to be no letter; a scan that waits may be one."""
    waiting = select(PROBLEM.c.reply).where(PROBLEM.c.code == NEEDS_OCR)
    return select(PROBLEM.c.reply).where(PROBLEM.c.code == NO_LETTER, ~PROBLEM.c.reply.in_(waiting))


def _lists(text: str, dossier: str) -> Iterable[str]:
    for block in json.loads(dossier)["blocks"]:
        if block["kind"] == BlockKind.ATTACHMENT:
            yield text[block["start"] : block["end"]]


def _home(folder: str | None, member: str | None) -> str:
    """Return the folder that a file stood in: the folder itself, or one inside an archive."""
    whole = f"{folder or ''}/{member or ''}"
    return whole[: max(whole.rfind("/"), whole.rfind("!"))]


def _above(home: str) -> str:
    return home[: max(home.rfind("/"), home.rfind("!"))]
