"""One JSON line a request, for operators: when, what, how it ended, how long it took.

Nothing a person typed is in it beyond the number of characters that a setting allows (none by
default), and nothing of a letter. The request's number is in the answer's headers too, so a
complaint finds its line.
"""

from __future__ import annotations

import json
import logging
import secrets
from datetime import UTC, datetime
from time import perf_counter
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUESTS = logging.getLogger("dafu.requests")


class RequestLog:
    """Writes a line for each request that was answered, or that ended without an answer."""

    def __init__(self, app: ASGIApp, query_characters: int) -> None:
        self.app = app
        self.query_characters = query_characters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request and note it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number = secrets.token_hex(3)
        scope.setdefault("state", {})["request_id"] = number
        began, status = perf_counter(), 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = number
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Exception:
            status = status or 500  # answered outside of every middleware
            raise
        finally:
            REQUESTS.info(self._line(scope, number, status, perf_counter() - began))

    def _line(self, scope: Scope, number: str, status: int, seconds: float) -> str:
        line = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "id": number,
            "method": scope["method"],
            "path": scope["path"][:200],
            "status": status,
            "ms": round(seconds * 1000, 1),
        }
        if self.query_characters:
            typed = parse_qs(scope["query_string"].decode("latin-1")).get("q", [""])[0]
            line["q"] = typed[: self.query_characters]
        return json.dumps(line, ensure_ascii=False)


class _Lines(logging.Formatter):
    """Everything the program says while serving is a JSON line, faults with their traceback."""

    def format(self, record: logging.LogRecord) -> str:
        if record.name == REQUESTS.name:
            return record.getMessage()
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def to_standard_error() -> None:
    """Send the program's log to standard error, where a service manager picks it up."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Lines())
    logger = logging.getLogger("dafu")
    logger.handlers[:] = [handler]
    logger.setLevel(logging.INFO)
    logger.propagate = False
