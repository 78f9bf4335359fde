"""首页: the search box, what the archive holds, the newest replies."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlalchemy import func, select

from app.store.tables import REPLY
from app.web.deps import Reading
from app.web.render import rendered

router = APIRouter()


@dataclass(frozen=True, slots=True)
class HomePage:
    """What `home.html` prints."""

    total: int


@router.get("/")
def home(connection: Reading) -> HTMLResponse:
    """Answer the front page."""
    total = connection.scalar(select(func.count()).select_from(REPLY)) or 0
    return rendered("home.html", HomePage(total))
