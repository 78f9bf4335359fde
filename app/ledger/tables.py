"""The ledger's own tables: derived from the letters, made on first use, rebuilt by `dafu reindex`.

They hang on `reply.rowid` like the tables of the store, but Alembic does not know them: whatever
they hold can be made again from `reply`, `figure` and `pledge`.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)
from sqlmodel.sql.sqltypes import UTCDateTime

from app.store.database import only_reads

METADATA = MetaData()
MADE = "ledger made"  # what a connection remembers

SERIES = Table(
    "series_metric",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("metric", Text, nullable=False, index=True),  # the same in every place
    Column("label", Text, nullable=False),
    Column("core", Text, nullable=False),
    Column("unit", Text),
    Column("kind", Text, nullable=False),
    Column("place", Text, nullable=False, index=True),
    Column("place_label", Text),
    Column("count", Integer, nullable=False),
    Column("replies", Integer, nullable=False),
    Column("since", Date),
    Column("until", Date),
    Column("clashes", Integer, nullable=False),
    Column("told", UTCDateTime),  # when a letter last brought or changed a disagreement
)
Index("series_by_replies", SERIES.c.replies.desc(), SERIES.c.count.desc(), SERIES.c.id)
Index("series_by_clashes", SERIES.c.clashes.desc(), SERIES.c.replies.desc(), SERIES.c.id)
Index("series_by_told", SERIES.c.told.desc(), SERIES.c.id)

POINT = Table(
    "series_point",
    METADATA,
    Column("reply", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("series", Text, nullable=False),
    Column("phrase", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("start", Date),
    Column("end", Date),
    Column("since", Integer, nullable=False),
    Column("from_letter", Integer, nullable=False),
    Column("low", Float),
    Column("high", Float),
    Column("step", Float),
    Column("approx", Integer, nullable=False),
    Column("role", Text, nullable=False),
    sqlite_with_rowid=False,
)

_AT = POINT.c
Index("series_point_by_series", _AT.series, _AT.label, _AT.end, _AT.reply)
# All that a new point is compared by, so that the others of its series are passed over quickly.
Index(
    "series_point_by_time",
    *(_AT.series, _AT.end, _AT.role, _AT.from_letter, _AT.since, _AT.low, _AT.high, _AT.reply),
)

WORD = Table(
    "series_word",
    METADATA,
    Column("word", Text, primary_key=True),
    Column("series", Text, primary_key=True),
    sqlite_with_rowid=False,
)

SAID = Table(
    "series_said",
    METADATA,
    Column("reply", Integer, primary_key=True),
    Column("lines", Text, nullable=False),  # sentences with figures, metrics: parted by newlines
    Column("figures", LargeBinary, nullable=False),  # of each the number of its line and its place
)

SAID_PIECE = Table(
    "series_said_piece",
    METADATA,
    Column("piece", Integer, primary_key=True, autoincrement=False),  # two characters as a number
    Column("figures", Integer, nullable=False),
)

CLASH = Table(
    "series_clash",
    METADATA,
    Column("series", Text, primary_key=True),
    Column("reply", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("first_reply", Integer, nullable=False),  # of its group: groups.py
    Column("first_position", Integer, nullable=False),
    sqlite_with_rowid=False,
)
Index("series_clash_by_reply", CLASH.c.reply)

MAKER = Table(
    "series_maker",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("place", Text, nullable=False, index=True),
    Column("place_label", Text),
    Column("agency", Text, index=True),
    Column("year", Integer, index=True),
)

PROMISE = Table(
    "series_pledge",
    METADATA,
    Column("reply", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("sentence", Text, nullable=False),
    Column("dated", Date),
    Column("maker", Integer, nullable=False),  # whose promise of which year: MAKER
    Column("due_until", Date),
    Column("strength", Text, nullable=False),
    Column("targets", Text, nullable=False),  # what it counts on, as printed; parted by newlines
    Column("paragraph", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("due", Text),
    Column("followed", Integer, nullable=False),
    Column("runs", LargeBinary, nullable=False),  # what PROMISE_RUN holds of it
)

_OF = PROMISE.c
Index("series_pledge_by_day", _OF.dated.desc(), _OF.reply.desc(), _OF.position)
# All that the choices beside the filters are counted from, so that no sentence is read for them.
Index(
    "series_pledge_by_maker",
    *(_OF.maker, _OF.followed, _OF.due_until, _OF.due, _OF.targets),
)

PROMISE_METRIC = Table(
    "series_pledge_metric",
    METADATA,
    Column("series", Text, primary_key=True),
    Column("reply", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    sqlite_with_rowid=False,
)
Index("series_pledge_metric_by_reply", PROMISE_METRIC.c.reply)

PROMISE_RUN = Table(
    "shingle_pledge",
    METADATA,
    Column("hash", Integer, primary_key=True),
    Column("reply", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    sqlite_with_rowid=False,
)

FOLLOWUP = Table(
    "series_followup",
    METADATA,
    Column("pledge_reply", Integer, primary_key=True),
    Column("pledge_position", Integer, primary_key=True),
    Column("reply", Integer, primary_key=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("paragraph", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    sqlite_with_rowid=False,
)
Index("series_followup_by_reply", FOLLOWUP.c.reply)

WISH = Table(
    "series_wish",
    METADATA,
    Column("word", Text, primary_key=True),
    Column("reply", Integer, primary_key=True),
    sqlite_with_rowid=False,
)
Index("series_wish_by_reply", WISH.c.reply)

PASSAGE = Table(
    "shingle_passage",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("reply", Integer, nullable=False, index=True),
    Column("paragraph", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("runs", LargeBinary, nullable=False),  # what POSTING holds of it, to take it out again
)

POSTING = Table(
    "shingle_posting",
    METADATA,
    Column("hash", Integer, primary_key=True),
    Column("passage", Integer, primary_key=True),
    sqlite_with_rowid=False,
)

LETTER = Table(
    "series_letter",
    METADATA,
    Column("rowid", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("heading", Text, nullable=False),
    Column("title", Text),
    Column("short", Text, nullable=False),
    Column("agency", Text, index=True),
    Column("place_code", Text),
    Column("place", Text),
    Column("dated", Date),
    Column("year", Integer),
    Column("modified", UTCDateTime, nullable=False, index=True),
)

ALL = (
    LETTER,
    POINT,
    SAID,
    SAID_PIECE,
    CLASH,
    MAKER,
    PROMISE,
    PROMISE_METRIC,
    PROMISE_RUN,
    FOLLOWUP,
    WISH,
    PASSAGE,
    POSTING,
    WORD,
    SERIES,
)


COLUMNS = {(table.name, column.name) for table in ALL for column in table.columns}
_COLUMNS = """SELECT held.name, part.name FROM sqlite_master AS held
              JOIN pragma_table_info(held.name) AS part WHERE held.type = 'table'"""


def make(connection: Connection) -> None:
    """Make the tables that are missing."""
    METADATA.create_all(connection)


def made(connection: Connection) -> bool:
    """Whether the ledger has ever been written to; reading functions are empty before.

    A reader's connection is asked until it is so; a writer's each time: it may take it back. To a
    reader a ledger that an earlier program made with other tables is none.
    """
    if connection.info.get(MADE):
        return True
    if only_reads(connection):
        held = {(table, column) for table, column in connection.execute(text(_COLUMNS))}
        there = connection.info[MADE] = held >= COLUMNS
        return there
    found = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = :name"
    return connection.scalar(text(found), {"name": LETTER.name}) is not None
