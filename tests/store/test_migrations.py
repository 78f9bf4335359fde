"""The schema that migrations make is the schema that the tables say."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, inspect
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel

from app.errors import Unavailable
from app.store import database, migrations, tables


def test_a_migrated_database_has_exactly_the_tables_of_the_program(tmp_path: Path) -> None:
    """Alembic finds no difference between a fresh database and `tables.py`."""
    engine = database.writer(tmp_path / "fresh.db")
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_name": lambda name, kind, parents: (
                    kind != "table" or (name in SQLModel.metadata.tables)
                )
            },
        )
        assert compare_metadata(context, SQLModel.metadata) == []


def test_tables_made_directly_equal_the_migrated_ones(tmp_path: Path) -> None:
    """`create_all` and the migrations give the same columns."""
    direct = create_engine(f"sqlite:///{tmp_path / 'direct.db'}")
    SQLModel.metadata.create_all(direct)
    migrated = database.writer(tmp_path / "migrated.db")
    for name in SQLModel.metadata.tables:
        columns = [
            [(c["name"], str(c["type"]), c["nullable"]) for c in inspect(e).get_columns(name)]
            for e in (direct, migrated)
        ]
        assert columns[0] == columns[1], name
    direct.dispose()
    assert tables.REPLY.name == "reply"


def test_head_is_the_newest_migration() -> None:
    """The version that the program asks for is the last one in migrations/versions."""
    assert ScriptDirectory(str(migrations.MIGRATIONS)).get_current_head() == migrations.HEAD


def test_a_database_of_another_version_is_not_read(tmp_path: Path) -> None:
    """The site refuses a database of another version with a sentence that says what to do."""
    path = tmp_path / "old.db"
    database.writer(path).dispose()
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '0000'")
    with pytest.raises(Unavailable, match="0000"):
        database.reader(path)


def test_the_site_cannot_write(archive: Engine) -> None:
    """A reader's connection refuses every write."""
    with archive.connect() as connection, pytest.raises(OperationalError, match="readonly"):
        connection.exec_driver_sql("DELETE FROM reply")


@pytest.mark.slow
def test_a_crash_in_the_middle_of_a_migration_leaves_nothing_half(tmp_path: Path) -> None:
    """Whatever statement an upgrade dies at, the database is as before, and it can be repeated."""
    whole = database._engine(tmp_path / "whole.db", immediate=True)
    statements: list[str] = []
    event.listen(whole, "before_cursor_execute", lambda *all: statements.append(all[2]))
    migrations.upgrade(whole)
    assert len(statements) > 20
    for died_at in range(0, len(statements), 9):
        path = tmp_path / f"{died_at}.db"
        engine = database._engine(path, immediate=True)
        seen = 0

        def dying(*_: object, died_at: int = died_at) -> None:
            nonlocal seen
            seen += 1
            if seen > died_at:
                raise ConnectionAbortedError

        event.listen(engine, "before_cursor_execute", dying)
        with pytest.raises(ConnectionAbortedError):
            migrations.upgrade(engine)
        engine.dispose()
        with closing(sqlite3.connect(path)) as raw:
            assert raw.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
        again = database.writer(path)
        assert database.schema_version(again) == migrations.HEAD
