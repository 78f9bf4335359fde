"""A dossier as rows: the columns of `reply` and of the tables that hang on it."""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_right
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sqlalchemy import Table

from app.codec import dossier_json
from app.model import BlockKind, Dossier, Figure, FigureKind
from app.store.tables import AGENCY, CITATION, FIGURE, NUMBER, PLEDGE, PROBLEM, PROPOSER, THEME

TIME = (FigureKind.DATE, FigureKind.PERIOD)
SENTENCE_END = re.compile(r"[。！？；\n]")


def columns(dossier: Dossier, id: str, part: int) -> dict[str, Any]:
    """Return the columns of `reply` that follow from the dossier."""
    reply, source, place = dossier.reply, dossier.source, dossier.reply.place
    day = reply.dated or reply.printed or reply.published
    kinds = [block.kind for block in dossier.blocks]
    shape = dossier_json(dossier)
    del shape["text"]
    shape["reply"]["id"] = id
    return {
        "id": id,
        "heading": reply.heading,
        "title": reply.title,
        "kind": reply.kind and reply.kind.value,
        "kind_label": reply.kind_label,
        "role": reply.role.value,
        "body": reply.body and reply.body.value,
        "term": reply.plenary and reply.plenary.term,
        "session": reply.plenary and reply.plenary.session,
        "document_number": reply.document_number,
        "agency": next(iter(reply.agencies), None),
        "place_code": place and place.code,
        "level": place and place.level.value,
        "province": place and place.province,
        "city": place and place.city,
        "district": place and place.district,
        "outcome": reply.outcome and reply.outcome.value,
        "outcome_text": reply.outcome_text,
        "grade": reply.grade,
        "dated": reply.dated,
        "published": reply.published,
        "year": day and day.year,
        "sha256": source.sha256,
        "part": part,
        "source_name": source.name,
        "media_type": source.media_type,
        "size": source.size,
        "text_hash": text_hash(dossier),
        "text": dossier.text,
        "received": dossier.received,
        "dossier": json.dumps(shape, ensure_ascii=False, separators=(",", ":")),
        "figures": sum(figure.kind not in TIME for figure in dossier.figures),
        "pledges": len(dossier.pledges),
        "tables": kinds.count(BlockKind.TABLE),
        "attachments": kinds.count(BlockKind.ATTACHMENT),
    }


def parts(rowid: int, dossier: Dossier) -> Iterable[tuple[Table, list[dict[str, Any]]]]:
    """Return the rows of each table that hangs on `reply.rowid`."""
    reply = dossier.reply
    yield (
        AGENCY,
        [
            {"reply": rowid, "part": part, "position": position, "name": name}
            for part, names in (("agency", reply.agencies), ("co_handler", reply.co_handlers))
            for position, name in enumerate(names)
        ],
    )
    yield (
        PROPOSER,
        [
            {"reply": rowid, "position": position, "name": name}
            for position, name in enumerate(reply.proposers)
        ],
    )
    yield (
        NUMBER,
        [
            {"reply": rowid, "position": position, "number": number, "bare": bare(number)}
            for position, number in enumerate(reply.numbers)
        ],
    )
    yield THEME, list(_theme_rows(rowid, dossier))
    yield (
        FIGURE,
        [
            _figure_row(rowid, position, figure, dossier)
            for position, figure in enumerate(dossier.figures)
        ],
    )
    yield (
        PLEDGE,
        [
            {
                "reply": rowid,
                "position": position,
                "start": pledge.start,
                "end": pledge.end,
                "paragraph": paragraph(dossier, pledge.start),
                "due": pledge.due,
                "strength": pledge.strength.value,
                "figures": len(pledge.figures),
            }
            for position, pledge in enumerate(dossier.pledges)
        ],
    )
    yield (
        CITATION,
        [
            {
                "reply": rowid,
                "position": position,
                "start": citation.start,
                "end": citation.end,
                "title": citation.title,
                "period": citation.period,
            }
            for position, citation in enumerate(dossier.citations)
        ],
    )
    yield (
        PROBLEM,
        [
            {
                "reply": rowid,
                "position": position,
                "code": problem.code,
                "message": problem.message,
                "start": problem.start,
                "end": problem.end,
            }
            for position, problem in enumerate(dossier.problems)
        ],
    )


def _theme_rows(rowid: int, dossier: Dossier) -> Iterable[dict[str, Any]]:
    for position, theme in enumerate(dossier.themes):
        row = {"reply": rowid, "theme": theme.id, "position": position}
        yield row | {"sub": "", "label": theme.label}
        for sub in dict.fromkeys(theme.sub):
            yield row | {"sub": sub, "label": sub}


def _figure_row(rowid: int, position: int, figure: Figure, dossier: Dossier) -> dict[str, Any]:
    start, end = sentence(dossier.text, figure.start, figure.end)
    value = figure.value
    return {
        "reply": rowid,
        "position": position,
        "start": figure.start,
        "end": figure.end,
        "full_start": figure.full_start,
        "full_end": figure.full_end,
        "paragraph": paragraph(dossier, figure.start),
        "sentence_start": start,
        "sentence_end": end,
        "surface": figure.surface,
        "kind": figure.kind.value,
        "value": None if value is None else str(value),
        "number": float(value) if isinstance(value, Decimal) else None,
        "unit": figure.unit,
        "low": None if figure.low is None else float(figure.low),
        "high": None if figure.high is None else float(figure.high),
        "approx": figure.approx,
        "metric": figure.metric,
        "subject": figure.subject,
        "as_of": figure.as_of,
        "role": figure.role.value,
        "delta": figure.delta and figure.delta.value,
        "modifier": figure.modifier,
    }


def text_hash(dossier: Dossier) -> str:
    """Return what two letters of the same words share, however they are spaced."""
    return hashlib.sha256("".join(dossier.text.split()).encode()).hexdigest()


def bare(number: str) -> str:
    """Return a submission's number as it compares: no leading zeros, capital letters."""
    return number.upper().lstrip("0") or number


def paragraph(dossier: Dossier, at: int) -> int:
    """Return N of ¶N: the block that holds the character, counted from 1."""
    ended = bisect_right(dossier.blocks, at, key=lambda block: block.end)
    return min(ended + 1, len(dossier.blocks))


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the sentence around [start, end)."""
    first = max((text.rfind(mark, 0, start) for mark in "。！？；\n"), default=-1) + 1
    found = SENTENCE_END.search(text, end)
    if found is None:
        return first, len(text)
    return first, found.start() if found[0] == "\n" else found.end()
