"""Archives in folders of their own: empty, or a copy of one that was made before."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from sqlalchemy import text

from app.config import Settings
from app.ingest.run import Archive
from app.store.database import writer


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
