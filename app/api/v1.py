"""/api/v1: one output model and one function a resource. Fields are only ever added."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
