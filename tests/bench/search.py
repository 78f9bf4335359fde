"""`./run bench search`: how fast the index answers, beside its peers, and how good its answers are.

    DAFU_BENCH_REPLIES=200000 ./run bench search

The corpus is made once into DAFU_BENCH_FOLDER (default: below the system's temporary folder). Each
class asks for the best 20, the exact total and all facets, a hundred different questions once each.
Engine figures are without HTTP; pages and API are asked of the application object.
"""

from __future__ import annotations

import os
import random
import resource
import sqlite3
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from app.config import ROOT
from app.ingest.run import Archive, ingest
from app.search.cutting import cut
from app.search.facets import NAMES
from app.search.fts5 import Fts5Index
from app.search.index import Ask
from app.search.query import parse
from app.search.results import search
from app.store.database import reader, writer
from tests.bench.archive import fill
from tests.bench.corpus import Made, corpus, vocabulary
from tests.bench.peers import peers
from tests.search.judging import LETTERS, judged, ndcg

REPLIES = int(os.environ.get("DAFU_BENCH_REPLIES", "20000"))
FOLDER = Path(os.environ.get("DAFU_BENCH_FOLDER", tempfile.gettempdir())) / "dafu-bench"
QUESTIONS = 100


def questions(connection: sqlite3.Connection) -> dict[str, list[tuple[str, bool]]]:
    """Return the questions of each class: words parted by spaces, and whether they are a phrase."""
    chance = random.Random(7)
    total = connection.execute("SELECT count(*) FROM search_doc").fetchone()[0]
    bands: dict[str, list[str]] = defaultdict(list)
    for word in vocabulary():
        row = connection.execute("SELECT doc FROM search_word WHERE term = ?", (word,)).fetchone()
        if row and len(word) > 1:
            bands[_band(row[0] / total)].append(word)
    chosen = {name: chance.choices(words, k=3 * QUESTIONS) for name, words in bands.items()}
    rare, middle, common = (chosen[name] for name in ("rare word", "word", "common word"))
    asked = {name: [(word, False) for word in words[:QUESTIONS]] for name, words in chosen.items()}
    sets = {
        "two words": zip(common, middle, strict=True),
        "three words": zip(common[QUESTIONS:], common, middle, strict=False),
        "rare and common": zip(rare, common, strict=True),
    }
    for name, several in sets.items():
        asked[name] = [(" ".join(words), False) for words in islice(several, QUESTIONS)]
    asked["phrase"] = [(phrase, True) for phrase in _phrases(connection, chance, total)]
    return asked


def _band(share: float) -> str:
    if share < 0.005:
        return "rare word"
    return "word" if share < 0.05 else "common word" if share < 0.4 else "very common word"


def _phrases(connection: sqlite3.Connection, chance: random.Random, total: int) -> Iterable[str]:
    """Yield runs of words that stand side by side in some letter."""
    found = 0
    while found < QUESTIONS:
        row = "SELECT text FROM reply WHERE rowid = ?"
        (text,) = connection.execute(row, (chance.randint(1, total),)).fetchone()
        line = chance.choice(
            [part for part in text.replace("\n", "，").split("，") if len(part) > 9]
        )
        start = chance.randrange(len(line) - 6)
        words = cut(line[start : start + 6]).split()
        if "".join(words) == line[start : start + 6]:
            found += 1
            yield " ".join(words)


def timed(ask: Callable[[str, bool], object], asked: Iterable[tuple[str, bool]]) -> list[float]:
    """Return the milliseconds of each question, in order of size."""
    spent = []
    for words, phrase in asked:
        began = time.perf_counter()
        ask(words, phrase)
        spent.append((time.perf_counter() - began) * 1000)
    return sorted(spent)


def our_ask(index: Fts5Index, *, plain: bool) -> Callable[[str, bool], object]:
    """Return the way to ask this index, as the engine alone or as the site ranks."""

    def ask(words: str, phrase: bool) -> object:
        typed = '"' + words.replace(" ", "") + '"' if phrase else words
        return index.search(Ask(parse(typed), facets=NAMES, plain=plain))

    return ask


def row(name: str, spent: list[float]) -> str:
    """Return median and 95th percentile as table cells."""
    return f" {statistics.median(spent):8.2f} {spent[int(len(spent) * 0.95) - 1]:8.2f}"


def engines(path: Path, replies: Callable[[], Iterable[Made]]) -> None:
    """Print the table of classes and engines: median and p95 in milliseconds, and the ratio."""
    engine = reader(path)
    with engine.connect() as held:
        connection = held.connection.driver_connection
        assert isinstance(connection, sqlite3.Connection)
        began = time.perf_counter()
        index = Fts5Index(connection)
        index.search(Ask(parse("企业"), facets=NAMES))
        print(f"first question: {(time.perf_counter() - began) * 1000:.0f} ms")
        others = peers(path.parent, replies)
        asked = questions(connection)
        ways = {"dafu": our_ask(index, plain=True), "dafu ranked": our_ask(index, plain=False)}
        ways |= others
        print(
            f"{'ms: median, p95':18}" + "".join(f" {name:>17}" for name in ways) + "  tantivy/dafu"
        )
        for name, class_questions in asked.items():
            spent = {way: timed(ask, class_questions) for way, ask in ways.items()}
            cells = "".join(row(way, times) for way, times in spent.items())
            ratio = ""
            if "tantivy" in spent:
                quick = statistics.median(spent["tantivy"]) / statistics.median(spent["dafu"])
                ratio = f"{quick:10.1f}×"
            print(f"{name:18}{cells} {ratio}", flush=True)
    engine.dispose()
    held_now = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory of this process at its most: {held_now:.0f} MB")


def sizes(path: Path) -> None:
    """Print the size of the index against the raw text."""
    connection = sqlite3.connect(path)
    text = connection.execute("SELECT sum(length(CAST(text AS BLOB))) FROM reply").fetchone()[0]
    ours = "name LIKE 'search_%' OR name LIKE 'sqlite_autoindex_search%'"
    index = connection.execute(f"SELECT sum(pgsize) FROM dbstat WHERE {ours}").fetchone()[0]
    print(f"raw text {text / 1e6:.0f} MB, index {index / 1e6:.0f} MB: {index / text:.2f}")


def pages(path: Path) -> None:
    """Print the time of search pages and of the API, asked from the application object."""
    from starlette.testclient import TestClient

    from app.config import Settings
    from app.web.main import create_app

    settings = Settings(data=path.parent, database_url=f"sqlite:///{path}")
    connection = sqlite3.connect(path)
    asked = questions(connection)
    with TestClient(create_app(settings)) as client:
        for address in ("/search", "/api/v1/replies"):
            spent = []
            for words, _ in [*asked["word"][:30], *asked["two words"][:30]]:
                began = time.perf_counter()
                answer = client.get(address, params={"q": words})
                spent.append((time.perf_counter() - began) * 1000)
                if answer.status_code != 200:
                    print(f"{address}: status {answer.status_code}")
                    break
            print(f"{address:18}{row(address, sorted(spent))}")


def answers() -> None:
    """Print nDCG@10 of the judged queries over the sample letters."""
    with tempfile.TemporaryDirectory() as folder:
        engine = writer(Path(folder) / "dafu.db")
        ingest(Archive(engine, Path(folder), "mask"), [ROOT / "seeds", LETTERS])
        engine.dispose()
        engine = reader(Path(folder) / "dafu.db")
        kinds: dict[str, list[float]] = defaultdict(list)
        with engine.connect() as connection:
            for case in judged():
                found = search(connection, parse(case.query), facets=False)
                names = [hit.source_name for hit in (*found.hits, *found.near)]
                kinds[case.kind].append(ndcg(names, case.relevant))
        engine.dispose()
    every = [value for values in kinds.values() for value in values]
    for kind, values in kinds.items():
        print(f"nDCG@10 {kind:12} {len(values):3} {statistics.mean(values):.3f}")
    print(f"nDCG@10 {'all':12} {len(every):3} {statistics.mean(every):.3f}")


def main() -> None:
    """Make the corpus where it is missing, and print every table."""
    answers()
    path = FOLDER / str(REPLIES) / "dafu.db"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        seconds = fill(path, corpus(REPLIES))
        print(f"stored and indexed {REPLIES} replies: {REPLIES / seconds:.0f} a second")
    sizes(path)
    engines(path, lambda: corpus(REPLIES))
    pages(path)
