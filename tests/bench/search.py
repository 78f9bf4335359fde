"""`./run bench search`: how fast the index answers, beside its peers, and how good its answers are.

    DAFU_BENCH_REPLIES=200000 ./run bench search

The corpus is made once into DAFU_BENCH_FOLDER (default: below the system's temporary folder). Each
class asks for the best 20, the exact total and all facets, a hundred different questions, each of
one engine after the other. `dafu` was never asked for these words before, `again` has read them
already (but finds and counts anew), `ranked` weighs title, names and phrases as the site does.
DAFU_BENCH_PEERS names other peers than tantivy, FTS5 and Datasette; DAFU_BENCH_CLOCK=cpu counts
processor time. Engine figures are without HTTP; pages and API are asked of a server of its own.
"""

from __future__ import annotations

import http.client
import multiprocessing
import os
import random
import resource
import sqlite3
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import quote

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from sqlalchemy import text

from app.config import ROOT
from app.ingest.run import Archive, ingest
from app.search.engine.kept import SHARED
from app.search.engine.sqlite import SqliteIndex
from app.search.facets import NAMES
from app.search.index import Ask
from app.search.query import parse
from app.search.results import search
from app.search.words.cutting import cut
from app.store.database import reader, writer
from tests.bench.archive import entry, fill
from tests.bench.corpus import Made, corpus
from tests.bench.load import processor
from tests.bench.load import serving as over_http
from tests.bench.peers import peers
from tests.bench.questions import Question, questions
from tests.search.judging import LETTERS, judged, ndcg
from tests.search.reference import bm25, reference

REPLIES = int(os.environ.get("DAFU_BENCH_REPLIES", "20000"))
FOLDER = Path(os.environ.get("DAFU_BENCH_FOLDER", tempfile.gettempdir())) / "dafu-bench"
PEERS = os.environ.get("DAFU_BENCH_PEERS", "tantivy FTS5 Datasette").split()
SLOW = 5  # questions of a class for peers that take seconds each
PATIENCE = 0.25  # seconds after which a peer is such a one
CHECKED = 1_000
WARM = 3  # seconds until a worker has read its dictionary
clock = time.thread_time if os.environ.get("DAFU_BENCH_CLOCK") == "cpu" else time.perf_counter


def milliseconds(ask: Callable[[Question], object], question: Question) -> float:
    began = clock()
    ask(question)
    return (clock() - began) * 1000


def our_ask(index: SqliteIndex, *, plain: bool, limit: int) -> Callable[[Question], object]:
    """Return the way to ask this index, as the engine alone or as the site ranks."""

    def ask(question: Question) -> object:
        return index.search(Ask(parse(question.typed), facets=NAMES, plain=plain, limit=limit))

    return ask


def row(spent: list[float]) -> str:
    """Return median and 95th percentile as table cells."""
    ordered = sorted(spent)
    return f" {statistics.median(ordered):8.2f} {ordered[int(len(ordered) * 0.95) - 1]:8.2f}"


def memory() -> float:
    """Return the megabytes that this process holds for itself."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (line,) = [line for line in status.read_text().splitlines() if line.startswith("RssAnon")]
    return int(line.split()[1]) / 1024


def serving(path: Path) -> None:
    """Print the first question and the memory of a process that only serves."""
    connection = sqlite3.connect(path)
    asked = [question for several in questions(connection).values() for question in several]
    connection.close()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(path, asked))
    process.start()
    process.join()


def _serve(path: Path, asked: list[Question]) -> None:
    cut("企业")  # the site loads the segmenter when it starts
    engine = reader(path)
    with engine.connect() as held:
        connection = held.connection.driver_connection
        assert isinstance(connection, sqlite3.Connection)
        ask = our_ask(SqliteIndex(connection), plain=False, limit=20)
        spent = milliseconds(ask, Question("企业"))
        for question in asked:
            ask(question)
    print(f"first question {spent:.0f} ms; memory, without what is mapped, {memory():.0f} MB")
    engine.dispose()


def engines(path: Path, replies: Callable[[], Iterable[Made]]) -> None:
    """Print the table of classes and engines: median and p95 in milliseconds, and the ratio."""
    engine = reader(path)
    with engine.connect() as held:
        connection = held.connection.driver_connection
        assert isinstance(connection, sqlite3.Connection)
        index = SqliteIndex(connection)
        asked = questions(connection)
        ways: dict[str, Callable[[Question], object]] = {
            "dafu": our_ask(index, plain=True, limit=20),
            "again": our_ask(index, plain=True, limit=21),
            "ranked": our_ask(index, plain=False, limit=20),
        }
        ways |= peers(path.parent, replies, PEERS)
        print(
            f"{'ms: median, p95':17}" + "".join(f" {name:>17}" for name in ways) + "  tantivy/dafu"
        )
        for name, class_questions in asked.items():
            print(f"{name:17}" + _class(ways, class_questions), flush=True)
    engine.dispose()


def _class(ways: dict[str, Callable[[Question], object]], asked: list[Question]) -> str:
    """Return the cells of one class: each question is put to one engine after the other."""
    spent: dict[str, list[float]] = {way: [] for way in ways}
    for question in asked:
        SHARED.clear()
        ways["dafu"](Question("企业"))  # what does not hang on the question is read
        for way, ask in ways.items():
            slow = len(spent[way]) >= SLOW and statistics.mean(spent[way]) > PATIENCE * 1000
            if not slow:
                spent[way].append(milliseconds(ask, question))
    cells = "".join(row(times) for times in spent.values())
    if "tantivy" not in spent:
        return cells
    ratios = [statistics.median(spent["tantivy"]) / statistics.median(spent["dafu"])]
    ratios += [float(row(spent["tantivy"]).split()[1]) / float(row(spent["dafu"]).split()[1])]
    return cells + "".join(f"{ratio:8.1f}×" for ratio in ratios)


def sizes(path: Path) -> None:
    """Print the size of the index against the raw text, table by table."""
    connection = sqlite3.connect(path)
    raw = connection.execute("SELECT sum(length(CAST(text AS BLOB))) FROM reply").fetchone()[0]
    tables = """SELECT name, sum(pgsize) FROM dbstat
                WHERE name LIKE 'search_%' OR name LIKE 'sqlite_autoindex_search%'
                GROUP BY 1 ORDER BY 2 DESC"""
    parts = connection.execute(tables).fetchall()
    index = sum(size for _, size in parts)
    print(f"raw text {raw / 1e6:.0f} MB, index {index / 1e6:.0f} MB: {index / raw:.2f}")
    print("  " + ", ".join(f"{name} {size / raw:.3f}" for name, size in parts[:6]))
    connection.close()


def agreement(path: Path) -> None:
    """Print on how many random questions scores are FTS5's and tallies SQL's."""
    stored = path.parent / "reference.db"
    words = sqlite3.connect(stored) if stored.exists() else None
    words = words or reference(map(entry, corpus(REPLIES)), stored)
    engine, chance = reader(path), random.Random(11)
    columns = {"kind": "kind", "district": "place_code", "agency": "agency", "outcome": "outcome"}
    scored = counted = 0
    with engine.connect() as held:
        connection = held.connection.driver_connection
        assert isinstance(connection, sqlite3.Connection)
        for _ in range(CHECKED):
            typed = _random_words(connection, chance)
            expected = bm25(words, typed)
            ask = Ask(parse(typed), facets=tuple(columns), limit=REPLIES, plain=True)
            found = SqliteIndex(connection).search(ask)
            SHARED.clear()
            scores = {hit.entry: hit.rank for hit in found.hits}
            near = (abs(scores.get(d, -1e9) - s) <= 1e-4 * max(s, 1) for d, s in expected.items())
            scored += all(near)
            counted += _tallied(connection, [hit.reply for hit in found.hits], columns) == {
                name: dict(found.tallies[name]) for name in columns
            }
    engine.dispose()
    print(f"of {CHECKED} random questions: scores are FTS5's {scored}, tallies SQL's {counted}")


def _random_words(connection: sqlite3.Connection, chance: random.Random) -> str:
    statement = "SELECT text FROM reply WHERE rowid = ?"
    (text,) = connection.execute(statement, (chance.randint(1, REPLIES),)).fetchone()
    words = [word for word in cut(text).split() if len(word) > 1]
    return " ".join(chance.sample(words, chance.choice([1, 2, 2, 3])))


def _tallied(
    connection: sqlite3.Connection, rowids: list[int], columns: dict[str, str]
) -> dict[str, dict[str, int]]:
    chosen = f"rowid IN ({','.join(map(str, rowids))})"
    statement = "SELECT {0}, count(*) FROM reply WHERE {1} GROUP BY 1"
    return {
        name: dict(connection.execute(statement.format(column, chosen)).fetchall())
        for name, column in columns.items()
    }


def pages(path: Path) -> None:
    """Print the time of search pages and of the API over HTTP, each question asked once."""
    connection = sqlite3.connect(path)
    asked = questions(connection)
    connection.close()
    words = [question.words for question in [*asked["word"], *asked["two words"]]]
    began = time.perf_counter()
    with over_http(path.parent, 1) as (port, pid):
        print(f"start: {time.perf_counter() - began:.2f} s")
        time.sleep(WARM)
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        print(f"{'ms: median, p95':17}{'over HTTP':>18}{'processor, mean':>17}")
        for address in ("/search", "/api/v1/replies"):
            before = processor(pid)
            spent = [_page(client, f"{address}?q={quote(word)}") for word in words]
            each = (processor(pid) - before) * 1000 / len(words)
            print(f"{address:17}{row(spent)}{each:17.2f}")


def _page(client: http.client.HTTPConnection, address: str) -> float:
    began = time.perf_counter()
    client.request("GET", address, headers={"Accept-Encoding": "gzip"})
    answer = client.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"{address}: {answer.status}")
    return (time.perf_counter() - began) * 1000


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


def made_archive() -> Path:
    """Return the database of the corpus, made as far as it is missing, of the present schema."""
    path = FOLDER / str(REPLIES) / "dafu.db"
    engine = writer(path)
    with engine.connect() as connection:
        (there,) = connection.execute(text("SELECT count(*) FROM reply")).one()
    engine.dispose()
    if missing := REPLIES - there:
        seconds = fill(path, corpus(missing, there))
        print(f"stored and indexed {missing} replies: {missing / seconds:.0f} a second")
    return path


def main() -> None:
    """Make the corpus where it is missing, and print every table."""
    answers()
    path = made_archive()
    sizes(path)
    serving(path)
    engines(path, lambda: corpus(REPLIES))
    agreement(path)
    pages(path)
