"""Alembic's entry: runs migrations on the connection that `app.store.migrations` hands over."""

from alembic import context
from sqlmodel import SQLModel

from app.store import tables  # noqa: F401  (fills the metadata)

DERIVED = ("words", "pieces", "index_", "facet_", "sidecar_", "series_", "shingle_", "sqlite_")


def include_name(name, type_, parent_names):
    """Leave out what the text index and the ledger make themselves: it is rebuilt, not migrated."""
    return type_ != "table" or not name.startswith(DERIVED)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    include_name=include_name,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
