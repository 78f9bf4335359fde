"""Wording lineage: for a paragraph, the earlier letters that carry nearly the same words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import sqrt

from sqlalchemy import Connection

from app.ledger.letters import Letter, letters
from app.ledger.tables import made
from app.ledger.wording.likeness import likeness
from app.ledger.wording.passages import Found, alike, alike_many, passages
from app.ledger.wording.shingles import SHORTEST, substance
from app.store.replies import load_many

NEAR = 0.66  # share of the characters that two passages keep; a quarter changed leaves some 0.75
MOST = 3


@dataclass(frozen=True, slots=True)
class Kin:
    """A passage of another letter in nearly the same words."""

    letter: Letter
    paragraph: int
    start: int
    end: int
    text: str
    likeness: float  # the share of characters kept, about


def lineage(connection: Connection, rowid: int) -> dict[int, tuple[Kin, ...]]:
    """Return for each paragraph of a letter the earlier letters with nearly the same words."""
    stored = load_many(connection, [rowid]).get(rowid)
    if stored is None or not made(connection):
        return {}
    own = list(passages(rowid, stored.dossier))
    found = alike_many(connection, [passage.text for passage in own])
    near = {
        passage.paragraph: _near(passage.text, others)
        for passage, others in zip(own, found, strict=True)
    }
    known = letters(connection, {each.reply for others in near.values() for each, _ in others})
    dated = stored.dossier.reply.dated
    kin = {
        paragraph: tuple(
            _kin(known[each.reply], each, likeness)
            for each, likeness in others
            if _earlier(known[each.reply], rowid, dated)
        )[:MOST]
        for paragraph, others in near.items()
    }
    return {paragraph: others for paragraph, others in kin.items() if others}


def kin(
    connection: Connection,
    text: str,
    limit: int = 5,
    before: date | None = None,
    without: int | None = None,
) -> tuple[Kin, ...]:
    """Return the passages of letters in nearly the same words as a text, most alike first."""
    if not made(connection):
        return ()
    near = _near(text, alike(connection, text))
    known = letters(connection, (each.reply for each, _ in near))
    found = (
        _kin(known[each.reply], each, likeness)
        for each, likeness in near
        if each.reply != without and _dated_before(known[each.reply], before)
    )
    return tuple(found)[:limit]


def kept(one: str, other: str) -> float:
    """Return the share of characters that two passages keep of each other."""
    return kept_of(likeness(one, other))


def kept_of(common: float) -> float:
    """Return the share of characters that is kept where this share of pairs is in common.

    Both characters of a pair must be kept for the pair to be: pairs in common of all pairs, j, come
    from a share s of characters as j = s²/(2 - s²).
    """
    return sqrt(2 * common / (1 + common))


def _near(text: str, others: Iterable[Found]) -> list[tuple[Found, float]]:
    """Return the passages near enough to a text, most alike first."""
    if len(substance(text)) < SHORTEST:
        return []
    measured = ((other, kept(text, other.text)) for other in others)
    near = [(other, likeness) for other, likeness in measured if likeness >= NEAR]
    return sorted(near, key=lambda pair: (-pair[1], pair[0].reply, pair[0].start))


def _earlier(letter: Letter, rowid: int, dated: date | None) -> bool:
    if letter.rowid == rowid:
        return False
    if letter.dated is None or dated is None or letter.dated == dated:
        return letter.rowid < rowid
    return letter.dated < dated


def _dated_before(letter: Letter, day: date | None) -> bool:
    return day is None or (letter.dated is not None and letter.dated < day)


def _kin(letter: Letter, found: Found, likeness: float) -> Kin:
    return Kin(letter, found.paragraph, found.start, found.end, found.text, round(likeness, 3))
