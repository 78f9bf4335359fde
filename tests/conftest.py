"""What many tests share: the sample archive, built once a run by the real ingest."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import hypothesis
import pytest
from sqlalchemy import Engine, event, text

from app.config import ROOT, Settings
from app.ingest.run import Archive, ingest
from app.store import database
from app.store.database import reader, writer
from tests.search.judging import LETTERS

SEEDS = ROOT / "seeds"
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


@cache
def _just_made() -> dict[str, bytes]:
    """The files of a database without letters, which the migrations took their time to make."""
    with TemporaryDirectory() as folder:
        writer(Path(folder) / "dafu.db").dispose()
        return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def database_in(folder: Path) -> Path:
    """A database without letters in a folder of its own, copied from one made once a run."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in _just_made().items():
        with (folder / name).open("xb") as file:
            file.write(data)
    return folder / "dafu.db"


def archive_in(folder: Path) -> Archive:
    """An empty archive in a folder of its own."""
    settings = Settings(data=folder)
    return Archive(writer(database_in(folder)), settings.data, settings.contacts)


def copy_in(folder: Path, data: Path) -> Archive:
    """An archive in a folder of its own that begins as a copy of one to which nobody writes."""
    shutil.copytree(data, folder, ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    settings = Settings(data=folder)
    engine = writer(settings.database)
    with engine.begin() as connection:  # what is read of an index is kept under its identity
        own = text("UPDATE search_state SET value = :own WHERE key = 'index'")
        connection.execute(own, {"own": uuid4().hex})
    return Archive(engine, settings.data, settings.contacts)


OPENED: set[Engine] = set()


@pytest.fixture(scope="session", autouse=True)
def _connections_noted() -> Iterator[None]:
    """Note every engine that opens a connection, so that it can be given back."""
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


@pytest.fixture(scope="session")
def archive_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the five sample letters; nobody writes to it."""
    folder = tmp_path_factory.mktemp("archive")
    archive = archive_in(folder)
    assert ingest(archive, [SEEDS]).ok
    archive.engine.dispose()
    return folder


@pytest.fixture(scope="session")
def letters_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of these and of thirty letters of other places; nobody writes to it."""
    folder = tmp_path_factory.mktemp("letters")
    archive = archive_in(folder)
    assert ingest(archive, [SEEDS, LETTERS]).ok
    archive.engine.dispose()
    return folder


@pytest.fixture(scope="session")
def archive(archive_folder: Path) -> Iterator[Engine]:
    """A read-only engine over the five sample letters."""
    engine = reader(archive_folder / "dafu.db")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def settings(archive_folder: Path) -> Settings:
    """Settings of a site over the five sample letters."""
    return Settings(data=archive_folder)


@pytest.fixture
def own_archive(tmp_path: Path) -> Iterator[Archive]:
    """An empty archive that the test may write to."""
    archive = archive_in(tmp_path / "data")
    yield archive
    archive.engine.dispose()


@pytest.fixture
def own_copy(archive_folder: Path, tmp_path: Path) -> Iterator[Archive]:
    """An archive of the five sample letters that the test may write to."""
    archive = copy_in(tmp_path / "data", archive_folder)
    yield archive
    archive.engine.dispose()


@pytest.fixture
def count_queries() -> Callable[[Engine], object]:
    """A context manager that counts the statements an engine runs."""

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
