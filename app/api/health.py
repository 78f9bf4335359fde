"""For whoever runs the site: is it alive, can it answer, which version, how is it doing."""

from __future__ import annotations

import platform
import sqlite3
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from app import __version__
from app.api.protocol.answering import answered
from app.api.protocol.counting import Counts
from app.api.protocol.resource import Nothing, resource
from app.errors import ArchiveError
from app.ledger import indexing as ledger
from app.search.indexing import indexed
from app.store.facts import revision
from app.store.glance import glance
from app.store.lists import totals
from app.store.migrations import HEAD
from app.store.sums import found_damaged
from app.web.deps import TheSite

router = APIRouter(tags=["运行状态"])

DAMAGED = "数据库或索引已损坏；请运行 ./run check。"
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Alive:
    """进程在应答。"""

    status: Literal["ok"]


@dataclass(frozen=True, slots=True)
class Ready:
    """库和索引是否一致：件数相等、最新日期相同；notes 是不碍检索、但该处理的，如账本过期。"""

    status: Literal["ok", "stale", "unavailable"]
    replies: int | None
    indexed: int | None
    newest: date | None
    newest_indexed: date | None
    revision: int | None
    detail: str | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class About:
    """程序和它所用的东西的版本。"""

    name: str
    version: str
    schema: str
    python: str
    sqlite: str


@resource(router, "/healthz", Alive, example="/healthz")
def healthz(asked: Nothing) -> Response:
    """进程是否还在应答；不碰数据库。"""
    return _fresh(answered(Alive("ok")))


@resource(router, "/readyz", Ready, example="/readyz")
def readyz(site: TheSite, asked: Nothing) -> Response:
    """能不能正常检索：比较库和索引的件数、最新日期；不能时是 503。"""
    try:
        with site.engine.connect() as connection:
            ready = readiness(connection)
        # an answer met, or the last check found, what no count of rows tells of
        if ready.revision == site.damaged or found_damaged(site.settings.database):
            ready = replace(ready, status="unavailable", detail=DAMAGED)
    except ArchiveError as error:
        reason = error.detail.removeprefix(f"{site.settings.database}: ")  # nobody else's matter
        ready = Ready("unavailable", None, None, None, None, None, reason, ())
    except (DatabaseError, UnicodeDecodeError):
        ready = Ready("unavailable", None, None, None, None, None, DAMAGED, ())
    response = _fresh(answered(ready))
    response.status_code = 200 if ready.status == "ok" else 503
    return response


@resource(router, "/version", About, example="/version")
def version(asked: Nothing) -> Response:
    """程序、数据库结构、Python、SQLite 的版本。"""
    about = About("dafu", __version__, HEAD, platform.python_version(), sqlite3.sqlite_version)
    return _fresh(answered(about))


@resource(router, "/metrics", None, example="/metrics", media_type=PROMETHEUS)
def metrics(request: Request, site: TheSite, asked: Nothing) -> Response:
    """Prometheus 文本：请求数、耗时、慢的和失败的检索、库的大小。"""
    counts: Counts = request.app.state.counts
    lines = [*counts.lines(), *_holdings(site)]
    return _fresh(Response("\n".join(lines) + "\n", media_type=PROMETHEUS))


def readiness(connection: Connection) -> Ready:
    """Return whether the index answers for every reply of the archive."""
    held = glance(connection)
    count, newest = indexed(connection)
    whole = (held.total, held.latest) == (count, newest)
    return Ready(
        status="ok" if whole else "stale",
        replies=held.total,
        indexed=count,
        newest=held.latest,
        newest_indexed=newest,
        revision=revision(connection),
        detail=None if whole else "索引与库不一致；请运行 ./run reindex。",
        notes=ledger.stale(connection),
    )


def _holdings(site: TheSite) -> list[str]:
    try:
        with site.engine.connect() as connection:
            held = totals(connection)
    except ArchiveError:
        return ["# TYPE dafu_up gauge", "dafu_up 0"]
    numbers = {
        "dafu_up": 1,
        "dafu_replies": held.replies,
        "dafu_figures": held.figures,
        "dafu_pledges": held.pledges,
        "dafu_problems": held.problems,
        "dafu_revision": held.revision,
    }
    return [line for name, n in numbers.items() for line in (f"# TYPE {name} gauge", f"{name} {n}")]


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
