"""What many tests share: the sample archive, built once a run by the real ingest.

The process that only hands out the tests loads it too, so the program is imported where it is used.
"""

from __future__ import annotations

import fcntl
import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from app.config import Settings
    from app.ingest.run import Archive

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
MOST_CORES = 4  # each more would spend longer on starting than it takes from the others

gc.set_threshold(20_000, 20, 50)  # a quarter of the run went into rounds that found nothing

# No example is timed: how long one takes says more of what else the machine does than of the code.
hypothesis.settings.register_profile("quick", max_examples=25, deadline=None)
hypothesis.settings.register_profile("thorough", max_examples=100, deadline=None)  # .ci/run's

pytest_plugins = ["tests.browser.fixtures"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite the golden files")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """The run of all that is quick uses the cores there are; one of chosen tests, or one that
    rewrites golden files, begins sooner and stays simpler in one process."""
    whole = config.args_source is config.ArgsSource.TESTPATHS and not config.option.accept
    chosen = any(word.startswith(("-m", "-k")) for word in config.invocation_params.args)
    return min(os.cpu_count() or 1, MOST_CORES) if whole and not chosen else 0


def pytest_collection_finish() -> None:
    """Thousands of tests and all modules stay to the end: the collector need not go through them
    again and again, half a second each time."""
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _cores_shared() -> Iterator[None]:
    """Let each of the processes of a run begin as many readers as it has cores for itself."""
    share = (os.cpu_count() or 1) // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "cpu_count", lambda: max(1, share))
        yield


OPENED: set[Engine] = set()


@pytest.fixture(scope="session", autouse=True)
def _connections_noted() -> Iterator[None]:
    """Note every engine that opens a connection, so that it can be given back."""
    from sqlalchemy import event

    from app.store import database

    make = database.create_engine

    def noting(*args: Any, **options: Any) -> Engine:
        engine = make(*args, **options)
        event.listen(engine, "connect", lambda *_: OPENED.add(engine))
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "create_engine", noting)
        yield


@pytest.fixture(autouse=True)
def _connections_closed(_connections_noted: None) -> Iterator[None]:
    """Close idle connections after each test; Python 3.13 warns of those that are forgotten."""
    yield
    while OPENED:
        OPENED.pop().dispose()


@pytest.fixture(scope="session")
def seeds() -> Path:
    return SEEDS


def _taken_in(factory: pytest.TempPathFactory, name: str, *paths: Path) -> Path:
    """Return the data folder of that name, which the first process of a run makes for all."""
    from app.ingest.run import ingest
    from tests.archives import archive_in

    run = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        run = run.parent
    with (run / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (run / name).exists():
            archive = archive_in(run / f"{name}.part")
            assert ingest(archive, paths).ok
            archive.engine.dispose()
            archive.folder.rename(run / name)
    return run / name


@pytest.fixture(scope="session")
def archive_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the five sample letters; nobody writes to it."""
    return _taken_in(tmp_path_factory, "archive", SEEDS)


@pytest.fixture(scope="session")
def letters_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of these and of thirty letters of other places; nobody writes to it."""
    from tests.search.judging import LETTERS

    return _taken_in(tmp_path_factory, "letters", SEEDS, LETTERS)


@pytest.fixture(scope="session")
def archive(archive_folder: Path) -> Iterator[Engine]:
    """A read-only engine over the five sample letters."""
    from app.store.database import reader

    engine = reader(archive_folder / "dafu.db")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def settings(archive_folder: Path) -> Settings:
    """Settings of a site over the five sample letters."""
    from app.config import Settings

    return Settings(data=archive_folder)


@pytest.fixture
def own_archive(tmp_path: Path) -> Iterator[Archive]:
    """An empty archive that the test may write to."""
    from tests.archives import archive_in

    archive = archive_in(tmp_path / "data")
    yield archive
    archive.engine.dispose()


@pytest.fixture
def own_copy(archive_folder: Path, tmp_path: Path) -> Iterator[Archive]:
    """An archive of the five sample letters that the test may write to."""
    from tests.archives import copy_in

    archive = copy_in(tmp_path / "data", archive_folder)
    yield archive
    archive.engine.dispose()


@pytest.fixture
def count_queries() -> Callable[[Engine], object]:
    """A context manager that counts the statements an engine runs."""
    from sqlalchemy import event

    @contextmanager
    def counting(engine: Engine) -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
            statements.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counting
