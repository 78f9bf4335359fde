"""Folding: what search takes for the same character, one for one, so that spans stay true.

繁→简 (OpenCC's character table), full width → half width, upper → lower case, every bracket,
quotation mark and dash of a family → one of them. The text shown is never changed: marks are
found on the clean text itself by `pattern`, which knows every character that folds to the wanted.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

# 〔2025〕 is typed as [2025], (2025), 【2025】 …
FAMILIES = {
    "(": "（〔﹝[［【〖⟨〘",
    ")": "）〕﹞]］】〗⟩〙",
    '"': "“”„‟「」『』＂",
    "'": "‘’‚‛＇`´",
    "-": "—–－−―‐‑‒─",
    ".": "．｡",
    "·": "•・‧●",
    ",": "，﹐",
    ":": "：﹕",
    ";": "；﹔",
}
RARE = 1 << 16  # beyond the basic plane: all looked up, for a set of them is slow to pass over
SIGNS = re.compile(r"[\W_]+")
MARK = "\ue000"
"""Stands for everything between letters in `letters`; private use, so no text holds it by right."""


@cache
def table() -> dict[int, str]:
    """Return the folding of every character that is not its own."""
    found = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    basic = map(chr, range(RARE))
    found |= {
        ord(sign): lower for sign in basic if (lower := sign.lower()) != sign and len(lower) == 1
    }
    found |= {code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)}
    source = files("opencc") / "dictionary" / "TSCharacters.txt"
    for line in source.read_text(encoding="utf-8").splitlines():
        traditional, _, simplified = line.partition("\t")
        found[ord(traditional)] = simplified.split(" ")[0]
    for kept, family in FAMILIES.items():
        found |= {ord(character): kept for character in family}
    found[0x3000] = " "
    return found


def fold(text: str) -> str:
    """Return the text as search compares it, character for character."""
    return _changing().sub(_folded, text)


@cache
def _changing() -> re.Pattern[str]:
    """Return the characters that fold to another: few in a text, so this beats `translate`."""
    common = "".join(chr(code) for code in table() if code < RARE)
    return re.compile(f"[{re.escape(common)}{chr(RARE)}-\U0010ffff]")


def _folded(found: re.Match[str]) -> str:
    return table().get(ord(found[0]), found[0])


def literal(text: str) -> str:
    """Return folded text without white space."""
    return "".join(fold(text).split())


def letters(folded: str) -> str:
    """Return the letters and digits of a folded text, with a mark for each thing between them."""
    return SIGNS.sub(MARK, "".join(folded.split()))


@cache
def _variants() -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for code, folded in table().items():
        found.setdefault(folded, []).append(chr(code))
    return {folded: "".join(characters) for folded, characters in found.items()}


def forms(character: str) -> str:
    """Return the expression of a folded character in each form that a text may have it in."""
    others = _variants().get(character)
    return f"[{re.escape(character)}{re.escape(others)}]" if others else re.escape(character)


def expression(wanted: str) -> str:
    """Return the expression of a `literal` in text that is not folded."""
    return r"\s*".join(map(forms, wanted))


@lru_cache(maxsize=4096)
def pattern(wanted: str) -> re.Pattern[str]:
    """Return what finds a `literal` in text that is not folded."""
    return re.compile(expression(wanted))


def holds(text: str, wanted: str) -> bool:
    """Tell whether text holds a `literal`, however it is written."""
    return wanted in text or pattern(wanted).search(text) is not None
