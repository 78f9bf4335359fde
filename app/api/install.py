"""Putting the API into the application: its errors, its wrappers, its routes."""

from __future__ import annotations

from fastapi import FastAPI

from app.api import discovery, edge, feeds, forms, health, problems, reference, v1


def install(app: FastAPI) -> None:
    """Add all of the API; handlers of errors that are there already go on serving pages."""
    problems.install(app)
    edge.install(app)
    app.include_router(v1.router, prefix="/api/v1")
    for part in (reference, forms, feeds, discovery, health):
        app.include_router(part.router)
