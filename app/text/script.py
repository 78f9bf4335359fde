"""Traditional characters → simplified ones, one for one, so that every span stays true.

The text itself is never changed: rules read the simplified shadow, values are taken from the text.
Single characters only: phrase tables change lengths, and no rule here needs them.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

# characters that nearly every letter in traditional script has and no simplified one has
_TRADITIONAL = re.compile(
    "[關對會議協現將復覆業務發為這與國學動應實總經規進們區縣廳園個萬億戶開設員產來時間長車門問題見書報電話號過還後從]"
)
_ENOUGH = 6
_MISSED = {"覆": "复", "於": "于", "裏": "里"}


@cache
def _converter() -> object:
    from opencc import OpenCC

    return OpenCC("t2s")


class _Simple(dict[int, str]):
    """A table for `str.translate`, filled with each character that is asked for."""

    def __missing__(self, code: int) -> str:
        self[code] = simple = _simple(chr(code))
        return simple


def _simple(character: str) -> str:
    if character in _MISSED:
        return _MISSED[character]
    if not "\u3400" <= character <= "\u9fff":
        return character
    folded: str = _converter().convert(character)  # type: ignore[attr-defined]  # untyped package
    return folded if len(folded) == 1 else character


_SIMPLE = _Simple()


@lru_cache(maxsize=4)  # of one letter several rules ask
def simplified(text: str) -> str:
    """Return the text in simplified characters, of the same length; the same text if it is so."""
    if len(_TRADITIONAL.findall(text, 0, 1500)) < _ENOUGH:
        return text
    return text.translate(_SIMPLE)
