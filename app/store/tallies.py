"""What the archive holds, counted: agencies, people, places, years, problems, runs.

Each function is one statement however many replies there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, case, distinct, func, literal, select

from app.store.rows import NO_TEXT
from app.store.tables import AGENCY, PLEDGE, PROBLEM, PROPOSER, REPLY, RUN, RUN_FILE, THEME


@dataclass(frozen=True, slots=True)
class AgencyTally:
    """An agency, where it is, and how often it answered or was asked."""

    name: str
    place_code: str | None
    province: str | None
    city: str | None
    district: str | None
    level: str | None
    replies: int
    co_handled: int


@dataclass(frozen=True, slots=True)
class PersonTally:
    """Somebody who proposed: a name within one body of one place."""

    name: str
    body: str | None
    place_code: str | None
    province: str | None
    city: str | None
    district: str | None
    level: str | None
    replies: int


@dataclass(frozen=True, slots=True)
class PlaceTally:
    """A place and how many replies its agencies gave in a year."""

    place_code: str | None
    level: str | None
    province: str | None
    city: str | None
    district: str | None
    year: int | None
    replies: int


@dataclass(frozen=True, slots=True)
class ThemeTally:
    """A theme and how many replies have it; `sub` is empty for the first level."""

    theme: str
    sub: str
    label: str
    replies: int


@dataclass(frozen=True, slots=True)
class ProblemTally:
    """A kind of problem: how many replies have it, and one message of it."""

    code: str
    message: str
    replies: int


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """A problem of one reply."""

    id: str
    heading: str
    agency: str | None
    message: str


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run of ingest."""

    rowid: int
    started: datetime
    ended: datetime | None
    added: int
    replaced: int
    unchanged: int
    failed: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be taken in, and why."""

    run: int
    name: str
    reason: str


PLACE = (REPLY.c.place_code, REPLY.c.level, REPLY.c.province, REPLY.c.city, REPLY.c.district)
STANDING = (REPLY.c.place_code, REPLY.c.province, REPLY.c.city, REPLY.c.district, REPLY.c.level)


def agencies(connection: Connection) -> tuple[AgencyTally, ...]:
    """Return every agency that answered or was asked, by place and name."""
    answered = func.sum(case((AGENCY.c.part == "agency", 1), else_=0))
    rows: Any = connection.execute(
        select(
            AGENCY.c.name,
            *(func.max(case((AGENCY.c.part == "agency", column))) for column in STANDING),
            answered,
            func.sum(case((AGENCY.c.part == "co_handler", 1), else_=0)),
        )
        .join(REPLY, REPLY.c.rowid == AGENCY.c.reply)
        .group_by(AGENCY.c.name)
        .order_by(answered.desc(), AGENCY.c.name)
    )
    return tuple(AgencyTally(*row) for row in rows)


def co_handled(connection: Connection, name: str) -> int:
    """Return for how many replies an agency's view was taken."""
    return (
        connection.scalar(
            select(func.count()).where(AGENCY.c.name == name, AGENCY.c.part == "co_handler")
        )
        or 0
    )


def people(connection: Connection) -> tuple[PersonTally, ...]:
    """Return everybody who proposed, by name."""
    rows: Any = connection.execute(
        select(PROPOSER.c.name, REPLY.c.body, *STANDING, func.count())
        .join(REPLY, REPLY.c.rowid == PROPOSER.c.reply)
        .group_by(PROPOSER.c.name, REPLY.c.body, REPLY.c.place_code)
        .order_by(PROPOSER.c.name)
    )
    return tuple(PersonTally(*row) for row in rows)


def namesakes(connection: Connection, name: str) -> tuple[PersonTally, ...]:
    """Return the people of one name, each within a body of a place."""
    rows: Any = connection.execute(
        select(PROPOSER.c.name, REPLY.c.body, *STANDING, func.count())
        .join(REPLY, REPLY.c.rowid == PROPOSER.c.reply)
        .where(PROPOSER.c.name == name)
        .group_by(PROPOSER.c.name, REPLY.c.body, REPLY.c.place_code)
        .order_by(REPLY.c.place_code, REPLY.c.body)
    )
    return tuple(PersonTally(*row) for row in rows)


def companions(
    connection: Connection, name: str, rowids: Iterable[int]
) -> tuple[tuple[str, int], ...]:
    """Return who else signed these submissions, most often first."""
    rows = connection.execute(
        select(PROPOSER.c.name, func.count())
        .where(PROPOSER.c.reply.in_(list(rowids)), PROPOSER.c.name != name)
        .group_by(PROPOSER.c.name)
        .order_by(func.count().desc(), PROPOSER.c.name)
        .limit(8)
    )
    return tuple((row[0], row[1]) for row in rows)


def coverage(connection: Connection) -> tuple[PlaceTally, ...]:
    """Return how many replies each place gave in each year."""
    rows = connection.execute(
        select(*PLACE, REPLY.c.year, func.count())
        .group_by(REPLY.c.place_code, REPLY.c.level, REPLY.c.district, REPLY.c.year)
        .order_by(REPLY.c.place_code, REPLY.c.year)
    )
    return tuple(PlaceTally(*row) for row in rows)


def themes(connection: Connection) -> tuple[ThemeTally, ...]:
    """Return the themes with their replies, most first, each followed by its second level."""
    rows = connection.execute(
        select(THEME.c.theme, THEME.c.sub, func.min(THEME.c.label), func.count())
        .group_by(THEME.c.theme, THEME.c.sub)
        .order_by(func.count().desc(), THEME.c.theme, THEME.c.sub)
    )
    return tuple(ThemeTally(*row) for row in rows)


def promising(connection: Connection, limit: int = 5) -> tuple[tuple[str, int], ...]:
    """Return the agencies with the most promises."""
    total = func.sum(REPLY.c.pledges)
    rows = connection.execute(
        select(REPLY.c.agency, total)
        .where(REPLY.c.agency.is_not(None), REPLY.c.pledges > 0)
        .group_by(REPLY.c.agency)
        .order_by(total.desc(), REPLY.c.agency)
        .limit(limit)
    )
    return tuple((row[0], row[1]) for row in rows)


def promised(connection: Connection, theme: str, sub: str = "") -> int:
    """Return how many promises the replies of a theme make."""
    held = select(THEME.c.reply).where(THEME.c.theme == theme, THEME.c.sub == sub)
    counted = select(func.count()).select_from(PLEDGE).where(PLEDGE.c.reply.in_(held))
    return connection.scalar(counted) or 0


SAME_TEXT = "same-text"
"""The code under which letters are listed whose words another letter has as well."""


def problems(connection: Connection) -> tuple[ProblemTally, ...]:
    """Return the kinds of problems, most frequent first; a person's correction is none."""
    count = func.count(distinct(PROBLEM.c.reply))
    rows = connection.execute(
        select(PROBLEM.c.code, func.min(PROBLEM.c.message), count)
        .where(PROBLEM.c.code != "corrected")
        .group_by(PROBLEM.c.code)
        .order_by(count.desc(), PROBLEM.c.code)
    )
    alike = select(func.count()).select_from(REPLY).where(REPLY.c.text_hash.in_(_shared_texts()))
    same = ProblemTally(SAME_TEXT, "与另一件内容相同", connection.scalar(alike) or 0)
    kinds = (ProblemTally(code, _matter(said), replies) for code, said, replies in rows)
    return (*kinds, *([same] if same.replies else []))


def _matter(message: str) -> str:
    """Return what a message says of every letter: the one letter's words follow a colon."""
    return message.partition("：")[0].rstrip("。")


def with_problem(
    connection: Connection, code: str, offset: int, limit: int
) -> tuple[ProblemLine, ...]:
    """Return replies that have a kind of problem, newest first; of the same words together."""
    columns = (REPLY.c.id, REPLY.c.heading, REPLY.c.agency)
    if code == SAME_TEXT:
        statement = (
            select(*columns, literal("与另一件内容相同"))
            .where(REPLY.c.text_hash.in_(_shared_texts()))
            .order_by(REPLY.c.text_hash, REPLY.c.id)
        )
    else:
        statement = (
            select(*columns, PROBLEM.c.message)
            .join(REPLY, REPLY.c.rowid == PROBLEM.c.reply)
            .where(PROBLEM.c.code == code)
            .order_by(REPLY.c.dated.desc(), REPLY.c.rowid, PROBLEM.c.position)
        )
    rows = connection.execute(statement.offset(offset).limit(limit))
    return tuple(ProblemLine(*row) for row in rows)


def _shared_texts() -> Select[tuple[str]]:
    """Return the hashes of texts that several replies have; scans that wait have none."""
    hashes = REPLY.c.text_hash
    return select(hashes).where(hashes != NO_TEXT).group_by(hashes).having(func.count() > 1)


def runs(connection: Connection, limit: int = 50) -> tuple[RunLine, ...]:
    """Return the latest runs of ingest, newest first."""
    columns = (RUN.c.rowid, RUN.c.started, RUN.c.ended)
    counts = (RUN.c.added, RUN.c.replaced, RUN.c.unchanged, RUN.c.failed)
    rows = connection.execute(select(*columns, *counts).order_by(RUN.c.rowid.desc()).limit(limit))
    return tuple(RunLine(*row) for row in rows)


def failures(connection: Connection, limit: int = 200) -> tuple[Failure, ...]:
    """Return the files that could not be taken in, latest first."""
    rows = connection.execute(
        select(RUN_FILE.c.run, RUN_FILE.c.name, RUN_FILE.c.reason)
        .where(RUN_FILE.c.outcome == "failed")
        .order_by(RUN_FILE.c.run.desc(), RUN_FILE.c.position)
        .limit(limit)
    )
    return tuple(Failure(row[0], row[1], row[2] or "") for row in rows)


def span(connection: Connection) -> tuple[date | None, date | None]:
    """Return the first and the last date of a reply."""
    row = connection.execute(select(func.min(REPLY.c.dated), func.max(REPLY.c.dated))).one()
    return row[0], row[1]
