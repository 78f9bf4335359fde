"""What a letter's submission wishes for, in words.

Beside the words stand the ideas that they are wordings of (直播带货 and 网络直播): what people ask
for, and how letters call it, is the data of search.
"""

from __future__ import annotations

from functools import cache

from app.ledger.matters.points import entries
from app.ledger.measure.scope import Home
from app.model import Dossier
from app.search.words.fold import literal
from app.search.words.synonyms import ideas, met
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
IDEA = "≈"


def wish(dossier: Dossier, home: Home) -> frozenset[str]:
    """Return the words of the submission's title that say what is wished, not how or where."""
    title = dossier.reply.title or ""
    for name in home.names:
        title = title.replace(name, " ")
    said = (word for word in search_words(title) if len(word) >= SHORTEST)
    return frozenset(word for word in said if word not in _empty()) | _ideas(title)


def is_idea(word: str) -> bool:
    """Whether a word of a wish stands for an idea, and in no title."""
    return word[0] == IDEA


def _ideas(title: str) -> frozenset[str]:
    return frozenset(i for found in met(literal(title)) for i in _meant().get(found.typed, ()))


@cache
def _meant() -> dict[str, tuple[str, ...]]:
    """Return for each wording the ideas it stands for; those of whom and where tell no matter."""
    found: dict[str, tuple[str, ...]] = {}
    for idea in ideas():
        wordings = dict.fromkeys((*idea.asked, *idea.said))
        if wordings.keys().isdisjoint(entries()["setting"]):
            for wording in wordings:
                found[wording] = (*found.get(wording, ()), f"{IDEA}{idea.said[0]}")
    return found


@cache
def _empty() -> frozenset[str]:
    return COURTESY | frozenset(entries()["empty"])
