"""`./run bench export`: what whole files cost in memory, at three sizes: it should be the same.

The bulk files of the API are streamed from a server in a process of its own, `dafu export DIR`
(files, originals and a copy of every page) is a process of its own. Memory is what a process has
for itself, without the mapped pages of the database. 200 real letters go through the pipeline and
are stored many times under other names, so lines are as long as real ones. Figures and promises are
those of the whole letters that `load` reads, by year; for `export DIR` fewer such are taken in.
"""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import tempfile
import time
import zlib
from contextlib import suppress
from pathlib import Path

from tests.bench.api import REAL, fill
from tests.bench.load import LETTERS, memory, serving
from tests.bench.whole import archive

SIZES = (25, 50, 100)  # times 200 letters
WHOLE = (125, 250, 500)
WARM = 3  # seconds until a worker has read its dictionary
FILES = ("export.jsonl.gz", "replies.csv")
FINDINGS = ("figures.csv", "pledges.csv")
YEARS = {8: "?year=2020", 2: "?year=2020&year=2021&year=2022&year=2023", 1: ""}  # of eight
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def main() -> None:
    """Print one table."""
    print(f"{'':18}{'letters':>9}{'rows':>9}{'MB':>7}{'seconds':>9}{'MB before':>11}{'MB most':>9}")
    for times in SIZES:
        with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as name:
            fill(Path(name), times)
            with serving(Path(name), 1) as (port, pid):
                _streamed(port, pid, "export.jsonl.gz")
                time.sleep(WARM)
                for file in FILES:
                    print(f"{file:18}{REAL * times:9,}{_streamed(port, pid, file)}", flush=True)
    with serving(archive(LETTERS).folder, 1) as (port, pid):
        _streamed(port, pid, "export.jsonl.gz?year=2020")
        time.sleep(WARM)
        for file in FINDINGS:
            for part, years in YEARS.items():
                took = _streamed(port, pid, file + years)
                print(f"{file:18}{LETTERS // part:9,}{took}", flush=True)
    for letters in WHOLE:
        print(f"{'export DIR':18}{letters:9,}{_copied(archive(letters).folder)}", flush=True)


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
