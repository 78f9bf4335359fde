"""How words sound: pinyin, for initials in the search box and for typing errors of the ear."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice, product

# ears and keyboards of the south take these for one another: 停车/停册, 民生/明生
ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
PERSON = 4  # characters of a name: no word in it says how another is read
READINGS = 4  # of a name with polyphonic characters: 曾 zeng/ceng, 单 shan/dan


@lru_cache(maxsize=65536)
def sound(text: str) -> str:
    """Return how a text sounds, without tones, what is easily confused made one."""
    from pypinyin import lazy_pinyin  # a quarter of a second, only where a sound is asked for

    return " ".join(_blurred(syllable) for syllable in lazy_pinyin(text))


def initials(name: str) -> tuple[str, ...]:
    """Return the first letters of a name's syllables, in each way its first character is read."""
    ways = map(_first_letters, name) if len(name) <= PERSON else _first_letters_of(name)
    return tuple("".join(way) for way in islice(product(*ways), READINGS))


@lru_cache(maxsize=8192)
def _first_letters(character: str) -> list[str]:
    return _first_letters_of(character)[0]


def _first_letters_of(text: str) -> list[list[str]]:
    from pypinyin import Style, pinyin

    letters = pinyin(text, style=Style.FIRST_LETTER, heteronym=True)
    return [sorted({reading[:1].lower() for reading in readings}) for readings in letters]


def _blurred(syllable: str) -> str:
    for clear, blurred in ALIKE:
        syllable = syllable.replace(clear, blurred)
    return syllable
