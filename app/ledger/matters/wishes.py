"""What a letter's submission wishes for, in words: by which the same matter is found elsewhere."""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, insert, select

from app.ledger.matters.points import entries
from app.ledger.measure.scope import Home
from app.ledger.series.gather import home_of
from app.ledger.tables import WISH
from app.model import Dossier
from app.store.replies import Stored
from app.text.segment import search_words

# Words of every title.
COURTESY = frozenset(
    (
        "建议",
        "提案",
        "关于",
        "意见",
        "答复",
        "对策",
        "思考",
        "若干",
        "我区",
        "我市",
        "本市",
        "全区",
        "全市",
    )
)
SHORTEST = 2
MOST_SHARED = 3000  # letters with a word: beyond, it does not tell letters apart


def put(connection: Connection, stored: Stored) -> None:
    """Put the words of a letter's wish, in place of those known of it."""
    remove(connection, stored.rowid)
    rows = [
        {"word": word, "reply": stored.rowid}
        for word in sorted(wish(stored.dossier, home_of(stored.dossier, stored.id)))
    ]
    if rows:
        connection.execute(insert(WISH), rows)


def remove(connection: Connection, rowid: int) -> None:
    """Take the words of a letter's wish out."""
    connection.execute(delete(WISH).where(WISH.c.reply == rowid))


def wish(dossier: Dossier, home: Home) -> frozenset[str]:
    """Return the words of the submission's title that say what is wished, not how or where."""
    title = dossier.reply.title or ""
    for name in home.names:
        title = title.replace(name, " ")
    empty = COURTESY | frozenset(entries()["empty"])
    return frozenset(
        word for word in search_words(title) if len(word) >= SHORTEST and word not in empty
    )


def shared(connection: Connection, rowid: int) -> tuple[dict[str, int], list[tuple[int, str]]]:
    """Return the words of a letter's wish with how many letters wish so, and who shares which."""
    own = connection.scalars(select(WISH.c.word).where(WISH.c.reply == rowid)).all()
    number = func.count().label("number")
    counts = connection.execute(
        select(WISH.c.word, number).where(WISH.c.word.in_(own)).group_by(WISH.c.word)
    )
    common: dict[str, int] = {row.word: row.number for row in counts}
    rare = [word for word, count in common.items() if count <= MOST_SHARED]
    rows = connection.execute(
        select(WISH.c.reply, WISH.c.word).where(WISH.c.word.in_(rare), WISH.c.reply != rowid)
    )
    return common, [(row.reply, row.word) for row in rows]
