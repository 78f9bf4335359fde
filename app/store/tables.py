"""The tables: flat, one select each, no relationships. Alembic owns them (migrations/).

`reply` holds the current version of each letter with the columns that lists, filters and sorting
need, and the whole public dossier as JSON for the page of one reply. What is listed across
replies (figures, pledges, problems …) has a table of its own, keyed by `reply.rowid`.
Everything here is the public text: contacts are masked before they arrive.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Table
from sqlmodel import Field, SQLModel


class ReplyRow(SQLModel, table=True):
    """One letter in its current version."""

    __tablename__ = "reply"
    __table_args__ = {"sqlite_autoincrement": True}

    rowid: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    base_id: str = Field(index=True)  # the natural key without -2, -3
    version: int
    heading: str
    title: str | None
    kind: str | None
    kind_label: str | None
    role: str
    body: str | None
    term: int | None
    session: int | None
    document_number: str | None = Field(index=True)
    agency: str | None  # the first one, for lists
    place_code: str | None = Field(index=True)
    level: str | None
    province: str | None
    city: str | None
    district: str | None
    outcome: str | None
    outcome_text: str | None
    grade: str | None
    dated: date | None = Field(index=True)
    published: date | None
    year: int | None  # of `dated`, else of `printed`, else of `published`
    sha256: str = Field(index=True)
    part: int  # which letter of the file, from 0
    source_name: str
    media_type: str
    size: int
    text_hash: str = Field(index=True)  # letters that may be the same carry the same one
    text: str
    received: str
    dossier: str  # JSON of codec.dossier_json without the text
    figures: int
    pledges: int
    tables: int
    attachments: int
    added: datetime
    modified: datetime
    revision: int = Field(index=True)  # of the archive, when this row was last written


class AgencyRow(SQLModel, table=True):
    """An agency of a reply: who signs, or whose view was taken."""

    __tablename__ = "reply_agency"

    reply: int = Field(primary_key=True)
    part: str = Field(primary_key=True)  # agency | co_handler
    position: int = Field(primary_key=True)
    name: str = Field(index=True)


class ProposerRow(SQLModel, table=True):
    """A person or body that made the submission."""

    __tablename__ = "reply_proposer"

    reply: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    name: str = Field(index=True)


class NumberRow(SQLModel, table=True):
    """A number of the submission; `bare` is without leading zeros."""

    __tablename__ = "reply_number"

    reply: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    number: str = Field(index=True)
    bare: str = Field(index=True)


class ThemeRow(SQLModel, table=True):
    """A theme of a reply; `sub` is empty for the first level itself."""

    __tablename__ = "reply_theme"

    reply: int = Field(primary_key=True)
    theme: str = Field(primary_key=True)
    sub: str = Field(primary_key=True, default="")
    position: int
    label: str


class FigureRow(SQLModel, table=True):
    """One figure, for lists across replies."""

    __tablename__ = "figure"

    reply: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    start: int
    end: int
    full_start: int
    full_end: int
    paragraph: int  # N of ¶N
    sentence_start: int
    sentence_end: int
    surface: str
    kind: str
    value: str | None  # exact decimal, or an ISO date
    number: float | None  # the value for sorting and plotting
    unit: str | None
    low: float | None
    high: float | None
    approx: bool
    metric: str | None = Field(index=True)
    subject: str | None
    as_of: str | None
    role: str
    delta: str | None
    modifier: str | None


class PledgeRow(SQLModel, table=True):
    """One promise, a whole sentence, for lists across replies."""

    __tablename__ = "pledge"

    reply: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    start: int
    end: int
    paragraph: int
    due: str | None = Field(index=True)
    strength: str
    figures: int


class CitationRow(SQLModel, table=True):
    """A document named in a reply."""

    __tablename__ = "citation"

    reply: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    start: int
    end: int
    title: str = Field(index=True)
    period: str | None


class ProblemRow(SQLModel, table=True):
    """What could not be read of a reply."""

    __tablename__ = "problem"

    reply: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    code: str = Field(index=True)
    message: str
    start: int | None
    end: int | None


class VersionRow(SQLModel, table=True):
    """An earlier version of a reply, whole."""

    __tablename__ = "version"

    id: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    sha256: str
    source_name: str
    text: str
    received: str
    dossier: str
    replaced: datetime


class OriginalRow(SQLModel, table=True):
    """A file as it came, kept by its SHA-256 under originals/, never altered."""

    __tablename__ = "original"

    sha256: str = Field(primary_key=True)
    size: int
    media_type: str
    name: str
    kept: datetime


class ArrivalRow(SQLModel, table=True):
    """How a file came to a reply: name, folder or address, run, reader."""

    __tablename__ = "arrival"

    rowid: int | None = Field(default=None, primary_key=True)
    id: str = Field(index=True)
    version: int
    sha256: str = Field(index=True)
    part: int
    name: str
    folder: str | None = Field(index=True)
    address: str | None = Field(index=True)
    member: str | None  # the ZIP's name and the path inside: a.zip!b/c.docx
    reader: str
    program: str  # version that read it
    run: int
    at: datetime


class AttachmentRow(SQLModel, table=True):
    """A file that belongs to a reply and is no letter, and how it came."""

    __tablename__ = "attachment"

    rowid: int | None = Field(default=None, primary_key=True)
    id: str = Field(index=True)
    sha256: str = Field(index=True)
    name: str
    folder: str | None
    address: str | None
    member: str | None
    run: int
    at: datetime


class RunRow(SQLModel, table=True):
    """One run of ingest: when, what came of it."""

    __tablename__ = "run"

    rowid: int | None = Field(default=None, primary_key=True)
    started: datetime
    ended: datetime | None = None
    command: str
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    failed: int = 0


class RunFileRow(SQLModel, table=True):
    """What became of one file of a run, where it was not simply unchanged."""

    __tablename__ = "run_file"

    run: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    name: str
    outcome: str  # added | replaced | failed
    id: str | None
    reason: str | None


class RedirectRow(SQLModel, table=True):
    """An id that a reply once had."""

    __tablename__ = "redirect"

    old: str = Field(primary_key=True)
    new: str
    modified: datetime | None = Field(index=True)  # when it was left


class TombstoneRow(SQLModel, table=True):
    """A reply that was withdrawn, and why."""

    __tablename__ = "tombstone"

    id: str = Field(primary_key=True)
    reason: str
    modified: datetime
    revision: int = Field(index=True)


class ArchiveRow(SQLModel, table=True):
    """Facts about the archive as a whole: its revision, the contact policy it was made with."""

    __tablename__ = "archive"

    key: str = Field(primary_key=True)
    value: str


def _table(row: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(row.__tablename__)]


# The same tables for statements: `select(REPLY.c.id)` is plain SQL with names checked.
REPLY = _table(ReplyRow)
AGENCY = _table(AgencyRow)
PROPOSER = _table(ProposerRow)
NUMBER = _table(NumberRow)
THEME = _table(ThemeRow)
FIGURE = _table(FigureRow)
PLEDGE = _table(PledgeRow)
CITATION = _table(CitationRow)
PROBLEM = _table(ProblemRow)
VERSION = _table(VersionRow)
ORIGINAL = _table(OriginalRow)
ARRIVAL = _table(ArrivalRow)
ATTACHMENT = _table(AttachmentRow)
RUN = _table(RunRow)
RUN_FILE = _table(RunFileRow)
REDIRECT = _table(RedirectRow)
TOMBSTONE = _table(TombstoneRow)
ARCHIVE = _table(ArchiveRow)

PARTS = (AGENCY, PROPOSER, NUMBER, THEME, FIGURE, PLEDGE, CITATION, PROBLEM)
"""The tables that hang on `reply.rowid`, written and deleted together with it."""
