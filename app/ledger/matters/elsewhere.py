"""The same matter elsewhere: how other places answered nearly the same wish, in their words.

Two letters wish the same where the rare words of their submissions' titles are the same; words of
every title (加强, 完善) weigh little. Also last year's letter of the same agency and theme.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from sqlalchemy import Connection, func, select

from app.ledger.letters import Letter, letters
from app.ledger.matters.points import entries as point_words
from app.ledger.matters.points import speaks
from app.ledger.matters.wishes import shared
from app.ledger.tables import LETTER, made
from app.ledger.wording.likeness import sentences
from app.ledger.wording.shingles import is_formula
from app.model import BlockKind, Dossier
from app.store.replies import load_many
from app.store.tables import REPLY, THEME

ALIKE = 0.45  # share of the weight of a wish that another letter's must hold
WORDS = 2
GENERIC = 0.2  # weight of a word that says how and not what
WORTH_A_LOOK = 40
SHORTEST_QUOTE = 15


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another place's letter to nearly the same wish, and the sentence that answers it."""

    letter: Letter
    shared: tuple[str, ...]
    paragraph: int
    start: int
    end: int
    quote: str


def elsewhere(connection: Connection, rowid: int, limit: int = 5) -> tuple[Elsewhere, ...]:
    """Return the letters of other places that answer nearly the same wish, most alike first."""
    if not made(connection):
        return ()
    ranked = _alike(connection, rowid)[:WORTH_A_LOOK]
    known = letters(connection, [rowid, *(reply for reply, _ in ranked)])
    here = known.get(rowid)
    others = [
        (reply, words)
        for reply, words in ranked
        if here is not None and reply in known and _other_place(here, known[reply])
    ][:limit]
    stored = load_many(connection, [reply for reply, _ in others])
    found = (_quoted(known[reply], words, stored[reply].dossier) for reply, words in others)
    return tuple(each for each in found if each is not None)


def last_year(connection: Connection, rowid: int) -> Letter | None:
    """Return the letter of the same agency and theme of the year before that is most alike."""
    if not made(connection):
        return None
    own = letters(connection, [rowid]).get(rowid)
    if own is None or own.agency is None or own.year is None:
        return None
    themes = select(THEME.c.theme).where(THEME.c.reply == rowid, THEME.c.sub == "")
    rows = connection.execute(
        select(LETTER.c.rowid, func.count().label("themes"))
        .join(THEME, THEME.c.reply == LETTER.c.rowid)
        .where(
            LETTER.c.agency == own.agency,
            LETTER.c.year == own.year - 1,
            THEME.c.sub == "",
            THEME.c.theme.in_(themes),
        )
        .group_by(LETTER.c.rowid)
    ).all()
    if not rows:
        return None
    wishes = {reply: len(words) for reply, words in _alike(connection, rowid)}
    best = max(rows, key=lambda row: (wishes.get(row.rowid, 0), row.themes, -row.rowid))
    return letters(connection, [best.rowid]).get(best.rowid)


def _alike(connection: Connection, rowid: int) -> list[tuple[int, tuple[str, ...]]]:
    """Return letters whose wish shares enough weight with a letter's, and the words shared."""
    counts, rows = shared(connection, rowid)
    total: int = connection.scalar(select(func.count()).select_from(REPLY)) or 1
    weights = {word: _weight(word, count, total) for word, count in counts.items()}
    whole = sum(weights.values())
    held: dict[int, list[str]] = {}
    for reply, word in rows:
        held.setdefault(reply, []).append(word)
    scored = [
        (sum(weights[word] for word in words) / whole, reply, words)
        for reply, words in held.items()
        if len(words) >= min(WORDS, len(weights))
    ]
    near = sorted((s for s in scored if s[0] >= ALIKE), key=lambda s: (-s[0], s[1]))
    return [
        (reply, tuple(sorted(words, key=lambda word: (-weights[word], word))))
        for _, reply, words in near
    ]


def _weight(word: str, count: int, total: int) -> float:
    """Return how much a word tells: rare ones more, those that say how and not what little."""
    rarity = log(1 + (total + 1) / count)
    return rarity * (GENERIC if word in point_words()["generic"] else 1.0)


def _other_place(here: Letter, other: Letter) -> bool:
    if here.place_code and other.place_code:
        return here.place_code != other.place_code
    return here.agency != other.agency


def _quoted(letter: Letter, words: Sequence[str], dossier: Dossier) -> Elsewhere | None:
    """Return a letter with its sentence that speaks most of the wish, whole."""
    wish = " ".join(words)
    best: tuple[float, int, int, int] | None = None
    for number, block in enumerate(dossier.blocks, 1):
        if block.kind is not BlockKind.PARAGRAPH:
            continue
        for start, end in sentences(dossier.text, block.start, block.end):
            sentence = dossier.text[start:end]
            if end - start < SHORTEST_QUOTE or is_formula(sentence):
                continue
            measured = (speaks(wish, sentence), -start, number, end)
            best = measured if best is None else max(best, measured)
    if best is None:
        return None
    _, start, paragraph, end = best
    return Elsewhere(letter, tuple(words), paragraph, -start, end, dossier.text[-start:end])
