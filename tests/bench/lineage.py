"""Wording lineage: how fast passages are put and looked up, and what planted near-copies show.

    python -m tests.bench.lineage [PASSAGES]     100,000 unless told; a million take 2 GB of disk

The passages are made of Zipf-like words, twenty to a letter, and put by the hundred thousand, each
in a transaction. Then copies of some are looked up with 5 to 25 % of the characters changed, one by
one and three together. Processor time is beside the time waited: other work on the machine moves it
little. The archive stands below the system's temporary folder (DAFU_BENCH_FOLDER) meanwhile.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from sqlalchemy import Connection, insert

from app.ledger.tables import make
from app.ledger.wording.lineage import NEAR, kept
from app.ledger.wording.passages import AT_ONCE, Passage, alike, put_many
from app.store.database import writer
from app.store.tables import REPLY
from tests.bench.whole import FOLDER

SIGNS = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
A_LETTER = 20  # passages of one letter
PLANTED = 500  # near-copies for each way of changing
WAYS = tuple((share, run) for share in (0.05, 0.15, 0.25) for run in (1, 3))
WANTED = "wanted: 600 s a million on two cores; recall and precision .95; a look-up 50 ms"


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds waited and seconds of the processor."""

    waited: float
    worked: float

    @classmethod
    def now(cls) -> Spent:
        """Return the clocks."""
        return cls(time.perf_counter(), time.process_time())

    def since(self) -> Spent:
        """Return what was spent since."""
        now = Spent.now()
        return Spent(now.waited - self.waited, now.worked - self.worked)


def vocabulary(size: int = 30_000) -> list[str]:
    """Made-up words of one to four characters."""
    chance = random.Random(1)
    return [
        "".join(chance.choices(SIGNS, k=chance.choice((1, 2, 2, 2, 3, 4)))) for _ in range(size)
    ]


def made_passages(count: int, words: list[str]) -> Iterator[list[str]]:
    """Passages of 60 to 400 characters, words by Zipf's law, a batch at a time."""
    chance = np.random.default_rng(2)
    weights = 1 / np.arange(1, len(words) + 1)
    weights /= weights.sum()
    for first in range(0, count, AT_ONCE):
        lengths = chance.integers(30, 200, size=min(AT_ONCE, count - first))
        picks = chance.choice(len(words), size=int(lengths.sum()), p=weights)
        texts, at = [], 0
        for length in lengths:
            drawn = [words[i] for i in picks[at : at + length]]
            texts.append("，".join("".join(drawn[i : i + 8]) for i in range(0, length, 8)) + "。")
            at += length
        yield texts


def changed(text: str, share: float, chance: random.Random, run: int) -> str:
    """The text with a share of its characters changed, `run` of them at a time."""
    signs = list(text)
    for at in chance.sample(range(len(signs)), int(len(signs) * share / run)):
        for place in range(at, min(at + run, len(signs))):
            signs[place] = chance.choice(SIGNS)
    return "".join(signs)


def stored(connection: Connection, texts: list[str], first: int) -> list[Passage]:
    """Letters of twenty passages each, saved as bare rows, and their passages."""
    rows, found = [], []
    for at in range(0, len(texts), A_LETTER):
        part, rowid, start = texts[at : at + A_LETTER], (first + at) // A_LETTER + 1, 0
        rows.append(_row(rowid, "\n".join(part)))
        for number, text in enumerate(part, 1):
            found.append(Passage(rowid, number, start, start + len(text), text))
            start += len(text) + 1
    connection.execute(insert(REPLY), rows)
    return found


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
    chance = random.Random(3)
    planted = [chance.sample(range(count), PLANTED) for _ in WAYS]
    wanted = {at for places in planted for at in places}
    texts: dict[int, str] = {}
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=FOLDER, prefix="lineage-") as folder:
        engine = writer(Path(folder) / "bench.db")
        first, waited, worked = 0, 0.0, 0.0
        for batch in made_passages(count, vocabulary()):
            texts |= {first + n: text for n, text in enumerate(batch) if first + n in wanted}
            with engine.begin() as connection:
                make(connection)
                passages = stored(connection, batch, first)
            began = Spent.now()
            with engine.begin() as connection:
                put_many(connection, passages)
            spent = began.since()
            first, waited, worked = first + len(batch), waited + spent.waited, worked + spent.worked
            print(f"{first:>11,} passages put: {waited:.0f} s", file=sys.stderr, flush=True)
        size = sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6
        print(WANTED)
        print(f"{count:,} passages put, {size:,.0f} MB: ", end="")
        print(f"{waited:.0f} s, {worked:.0f} s of the processor; ", end="")
        print(f"a million: {waited / count * 1e6:.0f} and {worked / count * 1e6:.0f} s")
        print(f"{'changed':22}{'recall':>9}{'precision':>11}", end="")
        print(f"{'p50 ms':>9}{'p95 ms':>9}{'CPU p50':>9}{'CPU p95':>9}", flush=True)
        with engine.connect() as connection:
            for (share, run), places in zip(WAYS, planted, strict=True):
                _look(connection, {at: texts[at] for at in places}, chance, share, run)
        engine.dispose()


def _look(
    connection: Connection, planted: dict[int, str], chance: random.Random, share: float, run: int
) -> None:
    found = right = 0
    took = []
    for at, original in planted.items():
        text = changed(original, share, chance, run)
        began = Spent.now()
        near = [each for each in alike(connection, text) if kept(text, each.text) >= NEAR]
        took.append(began.since())
        right += any((e.reply - 1) * A_LETTER + e.paragraph - 1 == at for e in near)
        found += len(near)
    waited, worked = (
        sorted(times)
        for times in zip(*((spent.waited, spent.worked) for spent in took), strict=True)
    )
    told = "".join(
        f"{times[len(times) * part // 100] * 1e3:9.1f}"
        for times in (waited, worked)
        for part in (50, 95)
    )
    said = f"{share:.0%}, {run} at a time"
    print(
        f"{said:22}{right / len(planted):9.3f}{right / max(found, 1):11.3f}{told}",
        flush=True,
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
