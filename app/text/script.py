"""Script: traditional characters as simplified ones, one for one, so that spans stay true.

The text shown is never changed; those who look for words (将, 拟, 医疗) read it through this. Only
a letter that is really set in traditional characters pays for it: names keep single ones (崑, 喆).
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

# Grammar and office words every traditional letter is full of: 關於…提案的答復, 將會同有關單位
_TRADITIONAL = re.compile("[關於將對會為與個務設國擬計劃後進區黨實發辦業]")
FEW = 5


def simplified(text: str) -> str:
    """Return the text with traditional characters as simplified ones; its length is kept."""
    found = _TRADITIONAL.finditer(text)
    if sum(1 for _ in zip(range(FEW), found, strict=False)) < FEW:
        return text
    return text.translate(_table())


@cache
def _table() -> dict[int, str]:
    source = files("opencc") / "dictionary" / "TSCharacters.txt"
    rows = (line.split("\t") for line in source.read_text(encoding="utf-8").splitlines())
    return {
        ord(traditional): choices.split(" ")[0]
        for traditional, choices in rows
        if len(traditional) == 1
    }
