"""What goes wrong, said to a person: one page for every error, in the frame of the site.

`problem+json` for programs is the API's; here is the other half. The page never shows a path, a
statement or the framework's name; a 500 is logged under the number of its request, which the page
shows, and its page is made without touching the database.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from app.errors import ArchiveError, Gone, NotFound
from app.web import urls
from app.web.deps import Site, note
from app.web.frame import bare_frame
from app.web.headers import SAFETY
from app.web.render import rendered

log = logging.getLogger("dafu.web")

TITLES = {
    400: ("请求有误", "地址里有不认识的内容，请检查后再试。"),
    404: ("没有这一页", "可能是地址写错，或这件答复已撤下。"),
    405: ("不能这样访问", "这个地址只能查看。"),
    410: ("这件答复已撤下", ""),
    422: ("请求有误", "地址里有不认识的内容，请检查后再试。"),
    429: ("您的请求太频繁", "请 30 秒后再试。"),
    500: ("出错了", ""),
    503: ("暂时不能检索", "正在更新，请稍后再试。"),
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A way on from a page that is not there."""

    label: str
    address: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What `error.html` prints."""

    status: int
    title: str
    detail: str
    words: str  # what the search box holds
    suggestions: tuple[Suggestion, ...] = ()


class NoSuchReply(NotFound):
    """There is no reply of this id; there are some that may have been meant."""

    def __init__(self, detail: str, words: str, near: tuple[Suggestion, ...]) -> None:
        super().__init__(detail)
        self.words = words
        self.near = near


def archive_error(request: Request, error: Exception) -> Response:
    """Answer what the archive itself says is wrong: its own sentence, its own status."""
    assert isinstance(error, ArchiveError)
    title, way = TITLES.get(error.status, (error.title, ""))
    # a 503's own sentence names files and commands: it is for the operator
    if error.status >= 500:
        log.warning("%s %s", request.url.path, error.detail)
    detail = way if error.status >= 500 else error.detail
    busy = error.status >= 500  # the words are not at fault, nor the address
    words = request.query_params.get("q", "") if busy else _words(request)
    page = ErrorPage(error.status, title, detail, "" if isinstance(error, Gone) else words)
    if isinstance(error, NoSuchReply):
        page = ErrorPage(error.status, "没有这件答复", detail, error.words, error.near)
    return _answer(request, page)


def http_error(request: Request, error: Exception) -> Response:
    """Answer what the router says is wrong: no such page, no such method, another address."""
    if isinstance(error, HTTPException) and error.headers and "Location" in error.headers:
        return RedirectResponse(error.headers["Location"], error.status_code)
    status = error.status_code if isinstance(error, HTTPException) else 422
    title, detail = TITLES.get(status, TITLES[400])
    response = _answer(request, ErrorPage(status, title, detail, _words(request)))
    if isinstance(error, HTTPException) and error.headers and "Allow" in error.headers:
        response.headers["Allow"] = allowed(error.headers["Allow"])
    return response


def allowed(methods: str) -> str:
    """Return the methods an address takes: HEAD is answered wherever GET is."""
    return "GET, HEAD" if methods == "GET" else methods


def unexpected(request: Request, error: Exception) -> Response:
    """Answer a fault of the program: logged under the request's number, which the page shows."""
    number = request.scope.get("state", {}).get("request_id") or secrets.token_hex(3)
    log.error("%s %s", number, request.url.path, exc_info=error)
    note(request, error)
    detail = f"已经记录，编号 {number}。请把编号告诉管理员。"
    response = _answer(request, ErrorPage(500, TITLES[500][0], detail, ""))
    response.headers["X-Request-Id"] = number
    response.headers.update(SAFETY)  # Starlette answers a 500 outside of every middleware
    return response


HANDLERS: dict[int | type[Exception], Any] = {
    ArchiveError: archive_error,
    HTTPException: http_error,
    RequestValidationError: http_error,
    Exception: unexpected,
}


def _answer(request: Request, page: ErrorPage) -> Response:
    site: Site = request.app.state.site
    response = rendered("error.html", page, bare_frame(request, site), page.status)
    if page.status in (429, 503):
        response.headers["Retry-After"] = "30"
    return response


def _words(request: Request) -> str:
    """Return what was searched for, or else the name at the address's end: what may be meant."""
    last = request.url.path.rstrip("/").rpartition("/")[2]
    if request.url.path.startswith(f"{urls.proposers()}/"):
        last = last.rpartition("-")[2]  # of 310115-zx-汪泓 the name
    return request.query_params.get("q") or ("" if last.isascii() else last[:60])
