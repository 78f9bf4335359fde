"""Replies about the same matter: by the words that weigh most in this archive, with the reason.

Courtesy and boilerplate stand in nearly every letter and so weigh nearly nothing; what is left are
the words of the subject. The words two letters share are the reason that is shown.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from hashlib import blake2b

from sqlalchemy import Connection, select

from app.search.cards import Hit, cards
from app.search.engine.kept import SHARED
from app.search.engine.sqlite import SqliteIndex
from app.search.engine.terms import COLUMNS
from app.search.index import Ask, Loose
from app.search.opening import index_of_words
from app.search.query import parse
from app.search.words.cutting import VERSION, cut
from app.store.tables import REPLY

LOOKED_AT = 60  # words of a letter whose rarity is asked for
TELLING = 14  # words that stand for the letter
SHARE = 0.34  # of their weight, that a similar letter holds
REASONS = 4
WORD_BYTES = 200  # of a word and its number in memory


@dataclass(frozen=True, slots=True)
class Similar:
    """A similar reply and the words both share."""

    hit: Hit
    reasons: tuple[str, ...]


def similar(connection: Connection, rowid: int, limit: int = 5) -> tuple[Similar, ...]:
    """Return replies that share most of the telling words of one, and those words."""
    index = index_of_words(connection)
    columns = (REPLY.c.heading, REPLY.c.title, REPLY.c.text)
    row = connection.execute(select(*columns).where(REPLY.c.rowid == rowid)).first()
    if row is None:
        return ()
    words = _telling(index, f"{row.heading}\n{row.title or ''}", row.text)
    if not words:
        return ()
    loose = Loose(tuple((word,) for word in words), (1.0,) * len(words), SHARE)
    found = index.search(Ask(parse(""), limit=limit + 1, loose=loose))
    others = [hit for hit in found.hits if hit.reply != rowid][:limit]
    texts = dict(
        connection.execute(
            select(REPLY.c.rowid, REPLY.c.text).where(
                REPLY.c.rowid.in_([hit.reply for hit in others])
            )
        ).all()
    )
    return tuple(
        Similar(hit, _without_parts([word for word in words if word in texts[hit.rowid]]))
        for hit in cards(connection, others, ())
    )


def _telling(index: SqliteIndex, title: str, text: str) -> list[str]:
    """Return the words that tell a letter from others, the weightiest first."""
    often = dict(_said(title, text))
    rarity = index.rarities(list(often))
    weights = {word: often[word] ** 0.5 * rarity[word] for word in often if rarity[word]}
    return sorted(weights, key=lambda word: -weights[word])[:TELLING]


def _said(title: str, text: str) -> tuple[tuple[str, int], ...]:
    """Return the words a letter says most, and how often; a letter is cut once, not each view.

    They follow from its text alone, so they are kept under that, whatever the archive's revision.
    """

    def made() -> tuple[tuple[tuple[str, int], ...], int]:
        often = Counter(cut(text).split())
        for word in cut(title).split():
            often[word] += COLUMNS["title"]
        telling = (word for word in often if len(word) > 1 and not word[0].isdigit())
        most = sorted(telling, key=lambda word: -often[word] * len(word))[:LOOKED_AT]
        return tuple((word, often[word]) for word in most), WORD_BYTES * len(most)

    digest = blake2b(f"{title}\0{text}".encode(), digest_size=16).digest()
    found: tuple[tuple[str, int], ...] = SHARED.of(("said", VERSION, digest), made)
    return found


def _without_parts(words: list[str]) -> tuple[str, ...]:
    """Return the first few words, those left out that stand inside another one."""
    whole = [word for word in words if not any(word != w and word in w for w in words)]
    return tuple(whole[:REASONS])
