"""The same matter elsewhere: how other places answered nearly the same wish, in their words.

Two letters wish the same where the rare words of their submissions' titles are the same; words of
every title (加强, 完善) weigh little. Also last year's letter of the same agency and theme.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt

from sqlalchemy import Connection, func, select

from app.ledger.letters import Letter, letters
from app.ledger.matters.points import entries as point_words
from app.ledger.matters.points import speaks
from app.ledger.matters.wish import is_idea
from app.ledger.matters.wishes import of_letters, shared
from app.ledger.tables import LETTER, made
from app.ledger.wording.likeness import sentences
from app.ledger.wording.shingles import is_formula
from app.model import BlockKind, Dossier
from app.store.replies import load_many
from app.store.tables import THEME

ALIKE = 0.38  # share of the weight of two wishes that is in both
LEAST = ALIKE**2 * 0.999  # of the one share, below which no other share makes up for it
WORDS = 2
NAMING = 4  # characters of a word that names a matter alone
GENERIC = 0.2  # weight of a word that says how and not what
SETTING = 0.4  # of one that says for whom or where
MEASURED = 100  # letters whose own wish is looked at
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
    """Return letters whose wish is nearly a letter's, most alike first, and the words shared.

    How alike is the mean of what each wish holds of the other; the letter's own words weigh more
    the fewer letters wish so.
    """
    counts, holders = shared(connection, rowid)
    total: int = connection.scalar(select(func.count()).select_from(LETTER)) or 1
    weights = {word: _weight(word) * _rarity(count, total) for word, count in counts.items()}
    held: dict[int, tuple[str, ...]] = {}
    for word, replies in holders.items():
        for reply in replies:
            held[reply] = (*held.get(reply, ()), word)
    # hundreds of letters hold the same few words: each choice of words is weighed once
    weighed = {words: _forward(words, weights) for words in set(held.values())}
    forward = {reply: weighed[words] for reply, words in held.items() if weighed[words] >= LEAST}
    nearest = sorted(forward, key=lambda reply: (-forward[reply], reply))[:MEASURED]
    theirs = of_letters(connection, nearest)
    scored = [
        (sqrt(forward[reply] * _share(held[reply], theirs[reply])), reply) for reply in nearest
    ]
    near = sorted((s for s in scored if s[0] >= ALIKE), key=lambda s: (-s[0], s[1]))
    return [
        (reply, tuple(sorted(_said(held[reply]), key=lambda word: (-weights[word], word))))
        for _, reply in near
    ]


def _forward(found: Collection[str], weights: Mapping[str, float]) -> float:
    """Return what share of the weight of a wish is in some of its words; 0.0 if they tell none."""
    words = _longest(found)
    if not _enough(words, len(weights) - sum(map(is_idea, weights))):
        return 0.0
    return sum(weights[word] for word in words) / sum(weights[word] for word in _longest(weights))


def _enough(common: Sequence[str], own: int) -> bool:
    """Whether words in common can tell a matter: two, or one that names it alone (加装电梯).

    Words that only say how and for whom (发展, 乡村) tell none.
    """
    telling = [word for word in common if not is_idea(word) and _weight(word) == 1.0]
    if not telling and not any(map(is_idea, common)):
        return False
    alone = any(len(word) >= NAMING for word in telling)
    return alone or (len(common) >= min(WORDS, own) and len(_said(common)) > 0)


def _said(words: Collection[str]) -> list[str]:
    """Return those of the words that stand in titles."""
    return [word for word in _longest(words) if not is_idea(word)]


def _share(common: Collection[str], whole: Collection[str]) -> float:
    """Return what share of the weight of a wish is in common."""
    parts = (sum(_weight(word) for word in _longest(words)) for words in (common, whole))
    part, every = parts
    return min(part / every, 1.0)


def _longest(found: Collection[str]) -> list[str]:
    """Return the words that are no part of a longer one: 自行车 counts once, not with 自行 too."""
    said = "\n".join(word for word in found if not is_idea(word))
    return [word for word in found if is_idea(word) or said.count(word) == 1]


@lru_cache(20_000)
def _weight(word: str) -> float:
    """Return how much a word tells: little, if it says how or for whom and not what."""
    known = point_words()
    if word in known["generic"]:
        return GENERIC
    return SETTING if word in known["setting"] else 1.0


def _rarity(count: int, total: int) -> float:
    return log(1 + (total + 1) / count)


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
