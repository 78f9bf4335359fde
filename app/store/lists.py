"""Short lists over the whole archive: people, names of several letters, problems, totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, FromClause, and_, func, or_, select

from app.store.facts import revision
from app.store.tables import AGENCY, FIGURE, NUMBER, PLEDGE, PROBLEM, PROPOSER, REPLY


@dataclass(frozen=True, slots=True)
class Totals:
    """What the archive holds."""

    replies: int
    figures: int
    pledges: int
    problems: int
    since: date | None
    until: date | None
    modified: datetime | None
    revision: int


def totals(connection: Connection) -> Totals:
    """Return what the archive holds."""
    row = connection.execute(
        select(
            func.count(),
            func.min(REPLY.c.dated),
            func.max(REPLY.c.dated),
            func.max(REPLY.c.modified),
        ).select_from(REPLY)
    ).one()
    return Totals(
        replies=row[0],
        figures=_count(connection, FIGURE),
        pledges=_count(connection, PLEDGE),
        problems=_count(connection, PROBLEM),
        since=row[1],
        until=row[2],
        modified=row[3],
        revision=revision(connection),
    )


def proposers(
    connection: Connection, contains: str, after: tuple[str, str] | None, limit: int
) -> list[Any]:
    """Return people and bodies that proposed, by name, with where and how often.

    The same name at the 政协 and at the 人大 is two entries: nobody is merged by name.
    """
    body = func.coalesce(REPLY.c.body, "")
    statement = (
        select(PROPOSER.c.name, body.label("body"), func.count().label("count"))
        .join(REPLY, REPLY.c.rowid == PROPOSER.c.reply)
        .group_by(PROPOSER.c.name, body)
        .order_by(PROPOSER.c.name, body)
        .limit(limit)
    )
    if contains:
        statement = statement.where(func.instr(PROPOSER.c.name, contains) > 0)
    if after is not None:
        name, where = after
        statement = statement.where(
            or_(PROPOSER.c.name > name, and_(PROPOSER.c.name == name, body > where))
        )
    return list(connection.execute(statement))


def proposer_count(connection: Connection, contains: str) -> int:
    """Return how many entries `proposers` has in all."""
    names = select(PROPOSER.c.name, REPLY.c.body).join(REPLY, REPLY.c.rowid == PROPOSER.c.reply)
    if contains:
        names = names.where(func.instr(PROPOSER.c.name, contains) > 0)
    return _count(connection, names.distinct().subquery())


def problems(
    connection: Connection, code: str | None, after: tuple[int, int] | None, limit: int
) -> list[Any]:
    """Return what could not be read, with the letter, in the order it was taken in."""
    statement = (
        select(PROBLEM, REPLY.c.id, REPLY.c.heading)
        .join(REPLY, REPLY.c.rowid == PROBLEM.c.reply)
        .order_by(PROBLEM.c.reply, PROBLEM.c.position)
        .limit(limit)
    )
    if code is not None:
        statement = statement.where(PROBLEM.c.code == code)
    if after is not None:
        reply, position = after
        statement = statement.where(
            or_(
                PROBLEM.c.reply > reply,
                and_(PROBLEM.c.reply == reply, PROBLEM.c.position > position),
            )
        )
    return list(connection.execute(statement))


def problem_count(connection: Connection, code: str | None) -> int:
    """Return how many of them there are."""
    statement = select(func.count()).select_from(PROBLEM)
    if code is not None:
        statement = statement.where(PROBLEM.c.code == code)
    return connection.scalar(statement) or 0


def agencies_of(connection: Connection, rowids: list[int]) -> dict[int, tuple[str, ...]]:
    """Return who signs each of these letters."""
    return _named(connection, AGENCY, AGENCY.c.name, rowids, AGENCY.c.part == "agency")


def numbers_of(connection: Connection, rowids: list[int]) -> dict[int, tuple[str, ...]]:
    """Return the submission numbers of each of these letters."""
    return _named(connection, NUMBER, NUMBER.c.number, rowids)


def _count(connection: Connection, rows: FromClause) -> int:
    return connection.scalar(select(func.count()).select_from(rows)) or 0


def _named(
    connection: Connection, table: Any, column: Any, rowids: list[int], *also: Any
) -> dict[int, tuple[str, ...]]:
    statement = (
        select(table.c.reply, column)
        .where(table.c.reply.in_(rowids), *also)
        .order_by(table.c.reply, table.c.position)
    )
    found: dict[int, list[str]] = {}
    for reply, name in connection.execute(statement):
        found.setdefault(reply, []).append(name)
    return {reply: tuple(names) for reply, names in found.items()}
