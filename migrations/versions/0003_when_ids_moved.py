"""When a reply left an id: who syncs learns of it, and of the id the reply has since."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

NOW = "strftime('%Y-%m-%d %H:%M:%f000', 'now')"


def upgrade() -> None:
    op.add_column("redirect", sa.Column("modified", sa.DateTime(), nullable=True))
    op.create_index("ix_redirect_modified", "redirect", ["modified"])
    # when those before were left nobody wrote down: they are told of once more
    op.execute(f"UPDATE redirect SET modified = {NOW}")
    op.execute(f"UPDATE reply SET modified = {NOW} WHERE id IN (SELECT new FROM redirect)")
