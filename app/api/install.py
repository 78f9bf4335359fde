"""Putting the API into the application: its errors, its wrappers, its routes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec

from fastapi import FastAPI

from app.api import discovery, forms, health, tools
from app.api.bulk import files
from app.api.docs import reference
from app.api.feeds import ledger as ledger_feeds
from app.api.feeds import searches as feeds
from app.api.protocol import edge, problems
from app.api.v1 import figures, lists, near, pledges, replies, series

WITH_TOOLS = find_spec("mcp") is not None  # the extra [mcp]


def install(app: FastAPI) -> None:
    """Add all of the API; handlers of errors that are there already go on serving pages."""
    problems.install(app)
    edge.install(app)
    for part in (replies, near, figures, series, pledges, lists, files):
        app.router.routes.extend(part.router.routes)
    for part in (reference, forms, feeds, ledger_feeds, discovery, health):
        app.router.routes.extend(part.router.routes)
    if WITH_TOOLS:
        tools.install(app)


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[None]:
    """What must run while the application does: for its lifespan."""
    if not WITH_TOOLS:
        yield
        return
    async with tools.serving(app):
        yield
