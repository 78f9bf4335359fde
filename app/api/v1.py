"""/api/v1: every resource of the JSON API. Fields are only ever added."""

from __future__ import annotations

from fastapi import APIRouter

from app.api import figures, lists, near, replies

router = APIRouter()
for part in (replies, near, figures, lists):
    router.include_router(part.router)
