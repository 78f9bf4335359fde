"""No file can hurt: each ends in a reason, the good ones beside it are stored."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.ingest.run import Archive, Fate, ingest
from tests.archives import archive_in
from tests.readers.hostile import REFUSED, SLOW, STORED, Make

MEGABYTE = 1024  # ru_maxrss counts in kilobytes
# a run by hand takes a few of each kind, the slow run all the others
FEW = {name: REFUSED[name] for name in list(REFUSED)[::5]}
OTHERS = {name: make for name, make in REFUSED.items() if name not in FEW}


@dataclass(slots=True)
class Run:
    """What came of a folder of bad files."""

    folder: Path
    archive: Archive
    files: dict[str, Make]
    fates: dict[str, list[Fate]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    grown: int = 0


def taken_in(folder: Path, files: dict[str, Make]) -> Run:
    (folder / "in").mkdir()
    for name, make in files.items():
        make(folder / "in" / name)
    run = Run(folder, archive_in(folder / "data"), files)
    (folder / "good").mkdir()
    STORED["好.txt"](folder / "good" / "好.txt")
    warm = archive_in(folder / "warm")
    ingest(warm, [folder / "good"])  # what any ingest loads is no bad file's doing
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    last = time.monotonic()

    def note(fate: Fate) -> None:
        nonlocal last
        name = fate.name.partition("!")[0].rpartition("/")[2]
        run.fates.setdefault(name, []).append(fate)
        run.seconds[name] = run.seconds.get(name, 0) + time.monotonic() - last
        last = time.monotonic()

    ingest(run.archive, [folder / "in"], note)
    run.grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return run


@pytest.fixture(
    scope="module",
    params=[FEW, pytest.param(OTHERS, marks=pytest.mark.slow)],
    ids=["few", "others"],
)
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    done = taken_in(tmp_path_factory.mktemp("hostile"), request.param | STORED)
    yield done
    done.archive.engine.dispose()


@pytest.fixture(scope="module")
def slow_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    done = taken_in(tmp_path_factory.mktemp("slow"), SLOW | {"好.txt": STORED["好.txt"]})
    yield done
    done.archive.engine.dispose()


def reasoned(fate: Fate) -> bool:
    return fate.outcome == "failed" and bool(fate.reason) and str(fate.reason).endswith("。")


def test_a_bad_file_ends_in_a_reason_that_names_it(run: Run) -> None:
    refused = {name: run.fates.get(name, []) for name in run.files if name not in STORED}
    assert refused
    wrong = {name: f for name, f in refused.items() if not f or not all(map(reasoned, f))}
    assert wrong == {}


def test_a_file_that_only_looks_bad_is_stored(run: Run) -> None:
    fates = {name: run.fates.get(name, []) for name in STORED}
    kept = {"added", "unchanged"}
    wrong = {name: f for name, f in fates.items() if not f or {one.outcome for one in f} - kept}
    assert wrong == {}


def test_names_of_an_archive_in_gbk_are_read(run: Run) -> None:
    assert run.fates["国标名.zip"][0].name.endswith("国标名.zip!答复/第一号a.txt")


def test_no_archive_writes_outside(run: Run) -> None:
    assert list(run.folder.rglob("走出去.txt")) == []
    assert not Path("/走出去.txt").exists()


def test_the_parent_stays_small(run: Run) -> None:
    assert run.grown < 50 * MEGABYTE


@pytest.mark.slow
@pytest.mark.parametrize("name", SLOW)
def test_a_file_that_uses_up_a_limit_ends_in_a_minute(slow_run: Run, name: str) -> None:
    assert len(slow_run.fates[name]) == 1
    assert slow_run.seconds[name] < 61


@pytest.mark.slow
def test_beside_files_that_use_up_limits_the_good_one_is_stored(slow_run: Run) -> None:
    assert slow_run.fates["好.txt"][0].outcome == "added"
    assert slow_run.grown < 50 * MEGABYTE
