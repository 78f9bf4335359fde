"""Wording lineage: how fast passages are put and looked up, and what planted near-copies show.

    python -m tests.bench.lineage [PASSAGES]     100,000 unless told

The passages are made of Zipf-like words; a hundredth of them is planted as near-copies with 5 to
25 % of the characters changed, one by one and by whole words.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from sqlalchemy import Connection, insert

from app.ledger.tables import make
from app.ledger.wording.lineage import NEAR, kept
from app.ledger.wording.passages import Passage, alike, put_many
from app.store.database import writer
from app.store.tables import REPLY

SIGNS = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
A_LETTER = 20  # passages of one letter


def vocabulary(size: int = 30_000) -> list[str]:
    """Made-up words of one to four characters."""
    chance = random.Random(1)
    return [
        "".join(chance.choices(SIGNS, k=chance.choice((1, 2, 2, 2, 3, 4)))) for _ in range(size)
    ]


def made_passages(count: int, words: list[str]) -> list[str]:
    """Passages of 60 to 400 characters, words by Zipf's law."""
    chance = np.random.default_rng(2)
    weights = 1 / np.arange(1, len(words) + 1)
    weights /= weights.sum()
    lengths = chance.integers(30, 200, size=count)
    picks = chance.choice(len(words), size=int(lengths.sum()), p=weights)
    texts, at = [], 0
    for length in lengths:
        drawn = [words[i] for i in picks[at : at + length]]
        texts.append("，".join("".join(drawn[i : i + 8]) for i in range(0, length, 8)) + "。")
        at += length
    return texts


def changed(text: str, share: float, chance: random.Random, run: int) -> str:
    """The text with a share of its characters changed, `run` of them at a time."""
    signs = list(text)
    for at in chance.sample(range(len(signs)), int(len(signs) * share / run)):
        for place in range(at, min(at + run, len(signs))):
            signs[place] = chance.choice(SIGNS)
    return "".join(signs)


def stored(connection: Connection, texts: list[str]) -> Iterator[Passage]:
    """Letters of twenty passages each, saved as bare rows, and their passages."""
    for at in range(0, len(texts), A_LETTER):
        part = texts[at : at + A_LETTER]
        rowid = at // A_LETTER + 1
        connection.execute(insert(REPLY), _row(rowid, "\n".join(part)))
        start = 0
        for number, text in enumerate(part, 1):
            yield Passage(rowid, number, start, start + len(text), text)
            start += len(text) + 1


def _row(rowid: int, text: str) -> dict[str, object]:
    row: dict[str, object] = {
        column.name: "" if column.type.python_type is str else 0
        for column in REPLY.c
        if column.name not in ("dated", "published", "added", "modified")
    }
    row |= {"rowid": rowid, "id": str(rowid), "text": text}
    return row | {"added": datetime.now(UTC), "modified": datetime.now(UTC)}


def main(count: int = 100_000) -> None:
    """Print one table."""
    chance, texts = random.Random(3), made_passages(count, vocabulary())
    with TemporaryDirectory() as folder:
        engine = writer(Path(folder) / "bench.db")
        with engine.begin() as connection:
            make(connection)
            began = time.perf_counter()
            put = put_many(connection, stored(connection, texts))
            took = time.perf_counter() - began
        size = sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6
        print(
            f"{put:,} passages put in {took:.1f} s "
            f"({took / put * 1e6:.0f} s a million), {size:.0f} MB"
        )
        with engine.connect() as connection:
            for share in (0.05, 0.15, 0.25):
                for run in (1, 3):
                    _look(connection, texts, chance, share, run)
        engine.dispose()


def _look(
    connection: Connection, texts: list[str], chance: random.Random, share: float, run: int
) -> None:
    found = right = 0
    times = []
    planted = chance.sample(range(len(texts)), 500)
    for at in planted:
        text = changed(texts[at], share, chance, run)
        began = time.perf_counter()
        near = [each for each in alike(connection, text) if kept(text, each.text) >= NEAR]
        times.append(time.perf_counter() - began)
        hit = any((e.reply - 1) * A_LETTER + e.paragraph - 1 == at for e in near)
        right += hit
        found += len(near)
    times.sort()
    print(
        f"{share:.0%} changed by {run}: recall {right / len(planted):.3f}, "
        f"precision {right / max(found, 1):.3f}, look-up p50 {times[250] * 1e3:.1f} ms, "
        f"p95 {times[475] * 1e3:.1f} ms"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
