"""What a letter's submission wishes for, in words."""

from __future__ import annotations

from functools import cache

from app.ledger.matters.points import entries
from app.ledger.measure.scope import Home
from app.model import Dossier
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


def wish(dossier: Dossier, home: Home) -> frozenset[str]:
    """Return the words of the submission's title that say what is wished, not how or where."""
    title = dossier.reply.title or ""
    for name in home.names:
        title = title.replace(name, " ")
    return frozenset(
        word for word in search_words(title) if len(word) >= SHORTEST and word not in _empty()
    )


@cache
def _empty() -> frozenset[str]:
    return COURTESY | frozenset(entries()["empty"])
