"""The API over HTTP from a process of its own: what a 304, a page of a list and all data cost.

One client, one connection kept open, on loopback. 20,000 letters: 200 real ones through the
pipeline, stored a hundred times under other names, so that the files are as large as real ones.
"""

from __future__ import annotations

import gzip
import http.client
import io
import os
import re
import socket
import subprocess
import sys
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

REAL, TIMES = 200, 100
ASKED = 300
TOPICS = ("孵化器建设", "社区助餐", "公交线路", "充电桩", "中小企业融资", "老旧小区加装电梯")
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
OWN = re.compile(r"RssAnon:\s+(?P<kilobytes>\d+) kB")  # without the mapped pages of the database
QUESTIONS = (
    ("304, nothing changed", "/api/v1/replies?q={word}", True),
    ("list, words, all facets", "/api/v1/replies?q={word}", False),
    ("list, words, no facets", "/api/v1/replies?q={word}&facets=none", False),
    ("list, newest", "/api/v1/replies", False),
    ("one reply", "/api/v1/replies/{id}", False),
    ("figures, page", "/api/v1/figures?size=20", False),
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


def fill(folder: Path) -> str:
    """Make an archive of 20,000 letters; return an id of it."""
    engine = writer(folder / "dafu.db")
    with engine.begin() as connection:
        for number in range(REAL):
            (dossier,) = process_bytes(letter(number), f"{number}.txt")
            kept = save(connection, dossier, Arrival(f"{number}.txt", 1, "text/plain", "0"))
    with engine.begin() as connection:
        _multiply(connection)
        for rowid in connection.scalars(select(REPLY.c.rowid)).all():
            indexing.put(connection, rowid)
    with engine.begin() as connection:
        indexing.settle(connection)
    engine.dispose()
    return kept.id


def _multiply(connection: Connection) -> None:
    rows = [dict(row) for row in connection.execute(select(REPLY)).mappings()]
    for time_ in range(1, TIMES):
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
        folder = Path(name)
        began = time.perf_counter()
        id = fill(folder)
        print(f"{REAL * TIMES:,} letters stored and indexed in {time.perf_counter() - began:.0f} s")
        port = _free_port()
        command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port)]
        environment = {**os.environ, "DAFU_DATA": name}
        with subprocess.Popen(command, env=environment, **QUIET) as server:
            try:
                _measure(port, server.pid, id)
            finally:
                server.terminate()


def _measure(port: int, pid: int, id: str) -> None:
    connection = _connected(port)
    print(f"{'':28}{'p50 ms':>10}{'p95 ms':>10}")
    for name, address, known in QUESTIONS:
        times = []
        for number in range(ASKED):
            word = quote(TOPICS[number % len(TOPICS)])
            times.append(_asked(connection, address.format(word=word, id=id), known))
        times.sort()
        print(f"{name:28}{times[ASKED // 2]:10.2f}{times[ASKED * 95 // 100]:10.2f}")
    before = _memory(pid)
    began = time.perf_counter()
    connection.request("GET", "/api/v1/export.jsonl.gz")
    response, packed, most = connection.getresponse(), io.BytesIO(), before
    while chunk := response.read(1 << 20):
        packed.write(chunk)
        most = max(most, _memory(pid))
    took = time.perf_counter() - began
    packed.seek(0)
    with gzip.open(packed, "rb") as lines:
        count = sum(1 for _ in lines)
    print(f"export.jsonl.gz: {count:,} letters, {packed.tell() / 1e6:.0f} MB in {took:.1f} s")
    print(f"own memory of the server: {before} MB before, at most {most} MB during the export")


def _asked(connection: http.client.HTTPConnection, address: str, known: bool) -> float:
    """Ask once (for a 304, with the tag that a first question brought); return milliseconds."""
    headers = {}
    if known:
        connection.request("GET", address)
        response = connection.getresponse()
        response.read()
        headers = {"If-None-Match": response.headers["ETag"]}
    began = time.perf_counter()
    connection.request("GET", address, headers=headers)
    response = connection.getresponse()
    response.read()
    took = (time.perf_counter() - began) * 1000
    wanted = 304 if known else 200
    if response.status != wanted:
        raise SystemExit(f"{address}: {response.status}, not {wanted}")
    return took


def _connected(port: int) -> http.client.HTTPConnection:
    for _ in range(100):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        try:
            connection.request("GET", "/readyz")
            connection.getresponse().read()
        except ConnectionRefusedError:
            time.sleep(0.2)
        else:
            return connection
    raise SystemExit("the server did not start")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def _memory(pid: int) -> int:
    found = OWN.search(Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    return int(found["kilobytes"]) // 1024 if found else 0
