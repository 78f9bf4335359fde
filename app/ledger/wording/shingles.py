"""Runs of four characters as numbers: the fingerprints by which near-copies are found.

Of a passage's distinct runs an eighth is kept, those with the smallest hashes, and never fewer than
sixteen: a sample that two passages choose alike, so that what they share, they share in the sample
too. With a quarter of the characters changed a third of the runs survives: some five of sixteen.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.analyse.heads import led
from app.ledger.wording.likeness import NUMBER, SENTENCE, TITLE, bare
from app.text.arrays import distinct
from app.text.codes import LETTER, codes, kinds

DATA = Path(__file__).with_name("formulae.toml")

RUN = 4
LEAST = 16
SHARE = (1 << 32) // 8
SHORTEST = 20  # characters: below, two passages are alike by chance

Hashes = NDArray[np.uint32]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)


@cache
def entries() -> list[dict[str, Any]]:
    """Return formulae.toml as it is written, with its examples."""
    found: list[dict[str, Any]] = tomllib.loads(DATA.read_text(encoding="utf-8"))["formula"]
    return found


@cache
def _formula() -> re.Pattern[str]:
    return led("|".join(f"(?:{entry['pattern']})" for entry in entries()))


def is_formula(sentence: str) -> bool:
    """Whether a sentence is of the courtesy that every letter carries."""
    return _formula().search(sentence.strip()) is not None


def substance(passage: str) -> str:
    """Return a passage's characters without courtesy, titles, signs and the digits of numbers."""
    return bare(_told(passage))


def _told(passage: str) -> str:
    """Return the sentences of a passage that are no courtesy."""
    courteous = _formula().search
    kept = [said for said in SENTENCE.findall(passage) if courteous(said.strip()) is None]
    return "".join(kept)


def hashes(characters: str) -> Hashes:
    """Return the hashes of the distinct runs of a passage's substance, smallest first."""
    codes = np.frombuffer(characters.encode("utf-32-le"), dtype=np.uint32)
    if len(codes) < RUN:
        return np.empty(0, dtype=np.uint32)
    return distinct(_mixed(codes))


def samples(passages: Sequence[str]) -> list[tuple[int, bytes]]:
    """Return how long each passage's substance is, and the `sample` of its runs.

    Those of a letter at once, for speed.
    """
    codes, sizes = _bare([_told(passage) for passage in passages])
    if len(codes) < RUN:
        return [(size, b"") for size in sizes.tolist()]
    ends = np.cumsum(sizes)
    of = np.repeat(np.arange(len(sizes), dtype=np.uint64), sizes)[: len(codes) - RUN + 1]
    whole = np.arange(len(of)) + RUN <= ends[of]  # runs that end in the passage they begin in
    keys = distinct((of[whole] << np.uint64(32)) | _mixed(codes)[whole])
    firsts = np.arange(len(sizes), dtype=np.uint64) << np.uint64(32)
    starts, shares = np.searchsorted(keys, firsts), np.searchsorted(keys, firsts + np.uint64(SHARE))
    stops = np.minimum(np.maximum(shares, starts + LEAST), np.append(starts[1:], len(keys)))
    hashes = keys.astype(np.uint32)
    every = zip(sizes.tolist(), starts.tolist(), stops.tolist(), strict=True)
    return [(size, hashes[start:stop].tobytes()) for size, start, stop in every]


def _bare(told: Sequence[str]) -> tuple[Hashes, NDArray[Any]]:
    """Return the characters of `bare` passages, one after the other, and how many each has."""
    text = "".join(f"{TITLE.sub('', passage)}\n" for passage in told)  # no sentence has a newline
    every = codes(NUMBER.sub("0", text))
    letters = kinds(every) == LETTER
    before = np.cumsum(letters)[every == ord("\n")]
    return every[letters], np.diff(before, prepend=0)


def _mixed(characters: Hashes) -> Hashes:
    """Return the hash of the run that begins at each character but the last."""
    codes = characters.astype(np.uint64)
    runs = codes[: len(codes) - RUN + 1]
    for at in range(1, RUN):
        runs = (runs * _STEP) ^ codes[at : len(codes) - RUN + 1 + at]
    runs = (runs ^ (runs >> np.uint64(29))) * _MIX
    mixed = (runs ^ (runs >> np.uint64(32))) * _STEP
    return (mixed >> np.uint64(32)).astype(np.uint32)


def sample(found: Hashes) -> Hashes:
    """Return the runs by which a passage is found: the smallest eighth, sixteen at least."""
    return found[: max(LEAST, int(np.searchsorted(found, SHARE)))]
