"""Many readers at once on hundreds of letters: every question is answered, and well."""

from __future__ import annotations

import asyncio
import re
from itertools import chain
from pathlib import Path
from time import sleep

import httpx
import pytest

from app.api.protocol.counting import LATE
from tests.bench.load import READERS, at, memory, readers, serving
from tests.bench.whole import made_of
from tests.web import samples

SECONDS = 10.0
COUNTED = re.compile(r"^dafu_requests_total\{.*\} (\d+)$", re.M)


@pytest.mark.slow
def test_fifty_readers_get_every_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For some seconds fifty readers ask two workers for pages of every kind: no error at all.

    Any of the workers tells what all have counted, and what they share of their answers goes with
    them. How fast it must be, and for how long, is `./run bench load`'s to tell.
    """
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    samples.filled(tmp_path, chain(samples.letters(), samples.numbered(300)))
    with serving(tmp_path, 2) as (port, pid):
        before = memory(pid)
        told = asyncio.run(readers(port, made_of(tmp_path), READERS, SECONDS))
        after = memory(pid)
        sleep(2 * LATE)  # until each worker knows what the other has counted
        said = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=30).text
        (shelf,) = scratch.glob("dafu-*/shelf.db")
        assert shelf.stat().st_size > 0
    assert not shelf.parent.exists()
    assert sum(map(int, COUNTED.findall(said))) >= told.statuses.total()
    times = [ms for kind in told.milliseconds.values() for ms in kind]
    print(  # noqa: T201
        f"{len(times)} answers, p95 {at(times, 0.95):.0f} ms, errors {dict(told.errors)}, "
        f"{before:.0f} → {after:.0f} MB"
    )
    assert told.errors == {}
    assert len(times) >= READERS
    assert len(told.milliseconds) >= 5
