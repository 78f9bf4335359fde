"""`./run bench export`: what whole files cost in memory, at three sizes: it should be the same.

The bulk files of the API are streamed from a server in a process of its own, `dafu export DIR`
(files, originals and a copy of every page) is a process of its own. Memory is what a process has
for itself, without the mapped pages of the database. Letters are streamed from 20,000: 200 real
ones through the pipeline, each stored a hundred times under other names, so that lines are as long
as real ones; a quarter and a half of them by year. Figures and promises are those of the archive
that `load` reads, by year; for `export DIR` fewer such are taken in. All are kept in
DAFU_BENCH_FOLDER.

    DAFU_BENCH_COPIED=1250,2500,5000 ./run bench export     letters of `export DIR`
"""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, insert, select

from app.pipeline import process_bytes
from app.search import indexing
from app.store.database import writer
from app.store.migrations import HEAD
from app.store.saving import Arrival, save
from app.store.tables import REPLY
from tests.bench.load import LETTERS, memory, serving
from tests.bench.whole import FOLDER, archive

REAL, TIMES = 200, 100
COPIED = [int(n) for n in os.environ.get("DAFU_BENCH_COPIED", "125,250,500").split(",")]
WARM = 3  # seconds until a worker has read its dictionary
TOPICS = ("孵化器建设", "社区助餐", "公交线路", "充电桩", "中小企业融资", "老旧小区加装电梯")
QUARTERS = {4: "?year=2020", 2: "?year=2020&year=2021", 1: ""}
EIGHTHS = {8: "?year=2020", 2: "?year=2020&year=2021&year=2022&year=2023", 1: ""}
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def main() -> None:
    """Print one table."""
    print(f"{'':18}{'letters':>9}{'rows':>9}{'MB':>7}{'seconds':>9}{'MB before':>11}{'MB most':>9}")
    _files(_many(), ("export.jsonl.gz", "replies.csv"), REAL * TIMES, QUARTERS)
    _files(archive(LETTERS).folder, ("figures.csv", "pledges.csv"), LETTERS, EIGHTHS)
    for letters in COPIED:
        print(f"{'export DIR':18}{letters:9,}{_copied(archive(letters).folder)}", flush=True)


def _files(folder: Path, files: tuple[str, ...], letters: int, parts: Mapping[int, str]) -> None:
    """Take parts of files in from one server, the smallest first."""
    with serving(folder, 1) as (port, pid):
        for file in files:
            _streamed(port, pid, file + parts[max(parts)])
        time.sleep(WARM)
        for file in files:
            for part, years in parts.items():
                print(
                    f"{file:18}{letters // part:9,}{_streamed(port, pid, file + years)}", flush=True
                )


def _many() -> Path:
    """Return the archive of 20,000 letters, made now if it is not there yet."""
    folder = FOLDER / f"copies-{REAL * TIMES}-{HEAD}"
    if not folder.exists():
        draft = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        _fill(draft)
        draft.rename(folder)
    return folder


def _fill(folder: Path) -> None:
    engine = writer(folder / "dafu.db")
    with engine.begin() as connection:
        for number in range(REAL):
            (dossier,) = process_bytes(_letter(number), f"{number}.txt")
            save(connection, dossier, Arrival(f"{number}.txt", 1, "text/plain", "0"))
    with engine.begin() as connection:
        _multiply(connection)
        rowids = list(connection.scalars(select(REPLY.c.rowid)))
        for start in range(0, len(rowids), REAL):
            indexing.put_many(connection, rowids[start : start + REAL])
    with engine.begin() as connection:
        indexing.settle(connection)
    engine.dispose()


def _letter(number: int) -> bytes:
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


def _multiply(connection: Connection) -> None:
    """Store each letter many times more, evenly over four years."""
    rows = [dict(row) for row in connection.execute(select(REPLY)).mappings()]
    connection.execute(REPLY.update().values(year=2020))
    for time_ in range(1, TIMES):
        copies = [
            row
            | {"rowid": None, "year": 2020 + time_ % 4}
            | dict.fromkeys(("id", "base_id"), f"{row['id']}-c{time_}")
            | {"text_hash": f"{row['text_hash']}{time_}"}
            for row in rows
        ]
        connection.execute(insert(REPLY), copies)


def _streamed(port: int, pid: int, file: str) -> str:
    """Take a file in as it comes; return rows, size, time, memory before and at most."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    before = most = memory(pid)
    began, size, rows = time.perf_counter(), 0, 0
    connection.request("GET", f"/api/v1/{file}")
    response = connection.getresponse()
    packed = response.headers["Content-Type"] == "application/gzip"
    lines = zlib.decompressobj(16 + zlib.MAX_WBITS) if packed else None
    while chunk := response.read(1 << 16):
        size += len(chunk)
        rows += (lines.decompress(chunk) if lines else chunk).count(b"\n")
        most = max(most, memory(pid))
    took = time.perf_counter() - began
    return f"{rows:9,}{size / 1e6:7.0f}{took:9.1f}{before:11.0f}{most:9.0f}"


def _copied(archive: Path) -> str:
    """Run `dafu export`; return pages, size, time, memory once it writes and at most."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as name:
        folder = Path(name) / "copy"
        began = time.perf_counter()
        command = [sys.executable, "-m", "app.cli", "export", str(folder)]
        environment = {**os.environ, "DAFU_DATA": str(archive)}
        before = most = 0.0
        with subprocess.Popen(command, env=environment, **QUIET) as process:
            while process.poll() is None:
                with suppress(OSError):  # it may have ended just now
                    now = memory(process.pid)
                    before = before or now * (folder / "lists.html").exists()
                    most = max(most, now)
                time.sleep(0.05)
        if process.returncode:
            raise SystemExit(f"export ended with {process.returncode}")
        pages = sum(1 for _ in folder.rglob("*.html"))
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    took = time.perf_counter() - began
    return f"{pages:9,}{size / 1e6:7.0f}{took:9.1f}{before:11.0f}{most:9.0f}"
