"""The API over HTTP from a process of its own: what a 304 and a page of a list cost.

One client, one connection kept open, on loopback. 20,000 letters: 200 real ones through the
pipeline, stored a hundred times under other names, so that the files are as large as real ones.
"""

from __future__ import annotations

import http.client
import os
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, insert, select

from app.pipeline import process_bytes
from app.search import indexing
from app.store.database import writer
from app.store.saving import Arrival, save
from app.store.tables import REPLY
from tests.bench.load import processor, serving

REAL, TIMES = 200, 100
ASKED = 300
TOPICS = ("孵化器建设", "社区助餐", "公交线路", "充电桩", "中小企业融资", "老旧小区加装电梯")
REPLIES = "/api/v1/replies"
QUESTIONS = (
    ("304, nothing changed", f"{REPLIES}?q={{word}}", "known"),
    ("asked before", f"{REPLIES}?q={{word}}", "again"),
    ("list, words, all facets", f"{REPLIES}?q={{word}}", "new"),
    ("list, words, no facets", f"{REPLIES}?q={{word}}&facets=none", "new"),
    ("list, newest", REPLIES, "new"),
    ("one reply", f"{REPLIES}/{{id}}", "new"),
    ("figures, page", "/api/v1/figures?size=20", "new"),
)


def letter(number: int) -> bytes:
    """A letter of about 2,800 characters with figures and promises."""
    topic = TOPICS[number % len(TOPICS)]
    body = "\n".join(
        f"（{n}）2024年，{topic if n % 3 == 0 else '有关项目'}新增{number + n}家，"
        f"投入资金{n + 2}.{number % 9 + 1}亿元，同比增长{n + 3}.{number % 7}%。"
        f"下一步，我们将继续推进这项工作，到2026年底前再建成{n + 5}个。"
        + "有关单位开展调研，听取各方意见，完善管理办法，加强部门协同。"
        * 4
        for n in range(14)
    )
    return f"对试验区政协七届四次会议第{number}号提案的答复\n王{number}委员：\n{body}\n".encode()


def fill(folder: Path, times: int = TIMES) -> str:
    """Make an archive of 200 letters, each stored so many times; return an id of it."""
    engine = writer(folder / "dafu.db")
    with engine.begin() as connection:
        for number in range(REAL):
            (dossier,) = process_bytes(letter(number), f"{number}.txt")
            kept = save(connection, dossier, Arrival(f"{number}.txt", 1, "text/plain", "0"))
    with engine.begin() as connection:
        _multiply(connection, times)
        for rowid in connection.scalars(select(REPLY.c.rowid)).all():
            indexing.put(connection, rowid)
    with engine.begin() as connection:
        indexing.settle(connection)
    engine.dispose()
    return kept.id


def _multiply(connection: Connection, times: int) -> None:
    rows = [dict(row) for row in connection.execute(select(REPLY)).mappings()]
    for time_ in range(1, times):
        connection.execute(
            insert(REPLY),
            [
                row
                | {
                    "rowid": None,
                    "id": f"{row['id']}-c{time_}",
                    "base_id": f"{row['id']}-c{time_}",
                    "text_hash": f"{row['text_hash']}{time_}",
                }
                for row in rows
            ],
        )


def main() -> None:
    """Measure and print one table."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as name:
        began = time.perf_counter()
        id = fill(Path(name))
        print(f"{REAL * TIMES:,} letters stored and indexed in {time.perf_counter() - began:.0f} s")
        with serving(Path(name), 1) as (port, pid):
            _measure(http.client.HTTPConnection("127.0.0.1", port, timeout=600), pid, id)


def _measure(connection: http.client.HTTPConnection, pid: int, id: str) -> None:
    """Print what each question costs: to the client, and of the server's processor time."""
    print(f"{'':28}{'p50 ms':>10}{'p95 ms':>10}{'processor ms':>14}")
    for name, address, how in QUESTIONS:
        asked = [
            address.format(word=quote(TOPICS[number % len(TOPICS)]), id=id)
            for number in range(ASKED)
        ]
        tags = [_asked(connection, one, {})[1] for one in asked] if how == "known" else [""] * ASKED
        times, spent = [], processor(pid)
        for number, (one, tag) in enumerate(zip(asked, tags, strict=True)):
            # a host of its own makes the answer another one: nothing kept helps
            headers = {"Host": f"host{number}"} if how == "new" else {}
            headers |= {"If-None-Match": tag} if tag else {}
            times.append(_asked(connection, one, headers, 304 if tag else 200)[0])
        each = (processor(pid) - spent) * 1000 / ASKED
        times.sort()
        print(f"{name:28}{times[ASKED // 2]:10.2f}{times[ASKED * 95 // 100]:10.2f}{each:14.2f}")


def _asked(
    connection: http.client.HTTPConnection, address: str, headers: dict[str, str], wanted: int = 200
) -> tuple[float, str]:
    """Ask once; return milliseconds and the answer's tag."""
    began = time.perf_counter()
    connection.request("GET", address, headers={"Accept-Encoding": "gzip", **headers})
    response = connection.getresponse()
    response.read()
    took = (time.perf_counter() - began) * 1000
    if response.status != wanted:
        raise SystemExit(f"{address}: {response.status}, not {wanted}")
    return took, response.headers["ETag"]
