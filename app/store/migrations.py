"""Bringing a database to the present schema with Alembic (migrations/ at the top level)."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

HEAD = "0003"
"""The migration that this program needs; a test compares it with migrations/versions."""

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run the migrations that are missing, all in one transaction: all of them or none."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
