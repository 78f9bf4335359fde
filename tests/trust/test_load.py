"""Many readers at once on hundreds of letters: every question is answered, and well."""

from __future__ import annotations

import asyncio
from itertools import chain
from pathlib import Path

import pytest

from tests.bench.load import READERS, at, memory, readers, serving
from tests.bench.whole import made_of
from tests.web import samples

SECONDS = 5.0


@pytest.mark.slow
def test_fifty_readers_get_every_answer(tmp_path: Path) -> None:
    """For some seconds fifty readers ask two workers for pages of every kind: no error at all.

    How fast it must be, and for how long, is `./run bench load`'s to tell.
    """
    samples.filled(tmp_path, chain(samples.letters(), samples.numbered(300)))
    with serving(tmp_path, 2) as (port, pid):
        before = memory(pid)
        told = asyncio.run(readers(port, made_of(tmp_path), READERS, SECONDS))
        after = memory(pid)
    times = [ms for kind in told.milliseconds.values() for ms in kind]
    print(  # noqa: T201
        f"{len(times)} answers, p95 {at(times, 0.95):.0f} ms, errors {dict(told.errors)}, "
        f"{before:.0f} → {after:.0f} MB"
    )
    assert told.errors == {}
    assert len(times) >= READERS
    assert len(told.milliseconds) >= 5
