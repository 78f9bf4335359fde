"""/api/v1: every resource of the JSON API. Fields are only ever added."""

from __future__ import annotations

from fastapi import APIRouter

from app.api.bulk import files as bulk
from app.api.v1 import figures, lists, near, pledges, replies, series

router = APIRouter()
for part in (replies, near, figures, series, pledges, lists, bulk):
    router.include_router(part.router)
