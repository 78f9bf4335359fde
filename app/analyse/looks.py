"""Cheap looks at a whole text: where a word of a list stands, for several lists at once.

A long pattern need not be asked where no word stands that each of its matches holds. Looking for
those words one list and one clause at a time costs more than the patterns; a table of pairs of
neighbouring characters answers for all lists and the whole text together.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, product
from string import digits

import numpy as np
from numpy.typing import NDArray

LONGER = 1  # the bit of a pair that only begins words: what follows must be compared
END = "\n"
# 「[半学]期」 are two words; 「要(?![求素])」 stands but before these, 「会[^议]」 before others
_SIGN = re.compile(r"\(\?!\[(?P<unless>.+?)\]\)|\[\^(?P<but>.+?)\]|\[(?P<any>.+?)\]|(?P<one>.)")
Bits = NDArray[np.uint16]


class Looks:
    """Lists of words, each known by its bit, looked for together."""

    def __init__(self, lists: Mapping[int, str]) -> None:
        """Take lists of words parted by `|`."""
        words = [(bit, word) for bit, listed in lists.items() for word in listed.split("|")]
        signs = sorted({sign for _, word in words for sign in word + digits + END})
        self.size = len(signs) + 1
        self.numbers = np.zeros(0x110000, np.uint16)  # 0 stands for all that no word holds
        self.numbers[codes("".join(signs))] = range(1, self.size)
        self.pairs = np.zeros(self.size * self.size, np.uint16)
        # words by their first two characters and their length
        self.longer: defaultdict[str, dict[int, dict[str, int]]] = defaultdict(dict)
        for bit, word in words:
            for spelled, unless in _spelled(word):
                self._add(bit, spelled, unless)

    def _add(self, bit: int, word: str, unless: str) -> None:
        first, *rest = self.numbers[codes(word)].tolist()
        if not rest:
            behind = np.ones(self.size, np.bool_)
            behind[self.numbers[codes(unless)]] = False
            self.pairs[first * self.size : (first + 1) * self.size][behind] |= bit
        elif len(rest) == 1:
            self.pairs[first * self.size + rest[0]] |= bit
        else:
            self.pairs[first * self.size + rest[0]] |= LONGER
            known = self.longer[word[:2]].setdefault(len(word), {})
            known[word] = known.get(word, 0) | bit

    def within(self, text: str, spans: Sequence[tuple[int, int]]) -> Bits:
        """Return, for each span in order of place, the bits of the lists it holds words of."""
        bounds = np.fromiter(chain.from_iterable(spans), np.intp, 2 * len(spans))
        return np.bitwise_or.reduceat(self._marks(text), bounds)[::2]

    def _marks(self, text: str) -> Bits:
        """Return, for each character and an end, the bits of the lists of which a word begins."""
        numbers = self.numbers[codes(text + 2 * END)]
        marks: Bits = self.pairs[numbers[:-1] * np.uint32(self.size) + numbers[1:]]
        for at in np.flatnonzero(marks & np.uint16(LONGER)).tolist():
            for length, words in self.longer[text[at : at + 2]].items():
                marks[at] |= words.get(text[at : at + length], 0)
        return marks


def codes(text: str) -> NDArray[np.uint32]:
    """Return the numbers of a text's characters."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _spelled(word: str) -> Iterator[tuple[str, str]]:
    """Yield each word that `[半学]期` stands for, with the signs that must not follow it."""
    signs = list(_SIGN.finditer(word.replace("0-9", digits)))
    last = signs[-1]
    unless = last["unless"] or (last["but"] + END if last["but"] else "")
    if unless:
        signs.pop()
    for spelled in product(*(sign["any"] or sign["one"] for sign in signs)):
        yield "".join(spelled), unless
