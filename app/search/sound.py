"""How words sound: pinyin, for initials in the search box and for typing errors of the ear."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice, product

# ears and keyboards of the south take these for one another: 停车/停册, 民生/明生
ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
READINGS = 4  # of a name with polyphonic characters: 曾 zeng/ceng, 单 shan/dan


@lru_cache(maxsize=65536)
def sound(text: str) -> str:
    """Return how a text sounds, without tones, what is easily confused made one."""
    from pypinyin import lazy_pinyin  # a quarter of a second, only where a sound is asked for

    return " ".join(_blurred(syllable) for syllable in lazy_pinyin(text))


def initials(name: str) -> tuple[str, ...]:
    """Return the first letters of a name's syllables, in each way its first character is read."""
    from pypinyin import Style, pinyin

    letters = pinyin(name, style=Style.FIRST_LETTER, heteronym=True)
    ways = [sorted({reading[:1].lower() for reading in readings}) for readings in letters]
    return tuple("".join(way) for way in islice(product(*ways), READINGS))


def _blurred(syllable: str) -> str:
    for clear, blurred in ALIKE:
        syllable = syllable.replace(clear, blurred)
    return syllable
