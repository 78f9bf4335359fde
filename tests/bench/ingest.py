"""Taking letters in: read, parsed, stored, indexed, in the ledger, committed, on all cores.

    ./run bench ingest                    2,000 letters; DAFU_BENCH_LETTERS=10000 for the promise

Prints what the wall clock says and, because other work may load the machine, the processor time of
the readers and of the writer for each letter: two cores have 6.7 ms for each of 300 a second. The
memory of the writer and of the readers together is shown after each quarter of the letters: their
own, without the pages of the database that the writer maps, which the system takes back when it
needs them. The folder is then given a second time, unchanged.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from app.config import ROOT
from tests.bench.letters import letters

LETTERS = int(os.environ.get("DAFU_BENCH_LETTERS", "2000"))
# a process of its own, so that memory and time are this run's alone; the readers are its children
RUN = """
import json, resource, sys, time
from pathlib import Path
from app.ingest.run import Archive, ingest
from app.ingest.workers import shared_pool
from app.store.database import writer

began = time.perf_counter()
data, folder = map(Path, sys.argv[1:])
archive = Archive(writer(data / "dafu.db"), data, "mask")
total, told, memory = len(list(folder.iterdir())), 0, []

def tell(fate):
    global told
    told += 1
    if told in [total * quarter // 4 for quarter in (1, 2, 3, 4)]:
        lists = Path("/proc/self/task").glob("*/children")
        children = [child for listed in lists for child in listed.read_text().split()]
        memory.append([own("self"), sum(map(own, children))])

def own(process):
    status = Path("/proc", process, "status")
    rows = status.read_text().splitlines() if status.exists() else []
    return next((int(row.split()[1]) for row in rows if row.startswith("RssAnon")), 0)

report = ingest(archive, [folder], tell)
shared_pool(archive.limits).close()
took = time.perf_counter() - began
writer, readers = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(json.dumps({
    "counts": report.counts,
    "failures": [failure.reason for failure in report.failures[:3]],
    "seconds": took,
    "writer": writer.ru_utime + writer.ru_stime,
    "readers": readers.ru_utime + readers.ru_stime,
    "memory": memory,
}))
"""


def main() -> None:
    """Print one table: the first run, and the second over the same files."""
    with tempfile.TemporaryDirectory(prefix="dafu-bench-ingest-") as name:
        folder, data = Path(name) / "letters", Path(name) / "data"
        folder.mkdir()
        characters = 0
        for title, text in letters(LETTERS):
            (folder / title).write_text(text, encoding="utf-8")
            characters += len(text)
        print(f"{LETTERS:,} letters of {characters / LETTERS:,.0f} characters")
        print(
            f"{'':9} letters/s   ms of processor a letter: readers  writer     all"
            "   MB of the writer and of all readers at 1/4, 1/2, 3/4, 1/1"
        )
        for run in ("first", "again"):
            _row(run, _measured(data, folder))


def _measured(data: Path, folder: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(data), str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _row(run: str, found: dict[str, Any]) -> None:
    readers, writer = (1000 * found[name] / LETTERS for name in ("readers", "writer"))
    own = [
        " → ".join(str(kilobytes >> 10) for kilobytes in one)
        for one in zip(*found["memory"], strict=True)
    ]
    memory = " and ".join(own)
    print(
        f"{run:9} {LETTERS / found['seconds']:9.0f} {readers:35.2f} {writer:7.2f}"
        f" {readers + writer:7.2f}   {memory}   {found['counts']}"
    )
    for reason in found["failures"]:
        print(f"  {reason}")


if __name__ == "__main__":
    main()
