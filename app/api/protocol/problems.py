"""Every error of the API in one shape: RFC 9457, `application/problem+json`.

One shape for all of them, whoever raised it: our own `ArchiveError`, the router (404, 405), a
limit (429), the reading of parameters (always 400, naming the parameter), or a fault (500, with
a number that is also in the log). `install` is the one place where exceptions become answers;
for a browser it hands over to the site's error page.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from inspect import iscoroutinefunction
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from app.codec import plain
from app.errors import ArchiveError, BadInput, Unavailable
from app.web.deps import note
from app.web.faults import allowed

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = {429: "30", 503: "5"}
log = logging.getLogger("dafu")

# Addresses outside /api that programs ask for: their errors are problems too.
MACHINE_SUFFIXES = (".json", ".jsonld", ".txt", ".xml", ".atom", ".csv", ".gz")
MACHINE_PATHS = ("/healthz", "/readyz", "/version", "/metrics")

SAID = {
    400: ("请求有误", "请求里有不能接受的内容；请看接口说明 /api。"),
    403: ("不允许", "不允许这样访问。"),
    404: ("没有找到", "没有这个地址；可用的地址见 /api。"),
    405: ("方法不对", "本站只读，只接受 GET 和 HEAD。"),
    410: ("已撤下", "这件答复已经撤下。"),
    413: ("请求太大", "请求太大，没有处理。"),
    414: ("地址太长", "地址太长，没有处理。"),
    422: ("请求有误", "请求里有不能接受的内容；请看接口说明 /api。"),
    429: ("请求太频繁", "您的请求太频繁，请稍后再试。"),
    500: ("出错了", "已经记录；请告诉管理员。"),
    503: ("暂时不能使用", "暂时不能使用，请稍后再试。"),
}

PLACES = ("query", "path")  # where the framework says a parameter was

# Pydantic's kinds of error, as a person would say them.
WHY = {
    "extra_forbidden": "没有这个参数",
    "missing": "缺少这个参数",
    "int_parsing": "要是整数",
    "int_type": "要是整数",
    "bool_parsing": "只能是 true 或 false",
    "string_type": "要是文字",
    "list_type": "要是列表",
    "value_error": "{error}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "date_from_datetime_parsing": "要是日期，例如 2025-05-14",
    "date_parsing": "要是日期，例如 2025-05-14",
    "datetime_from_date_parsing": "要是时间，例如 2025-05-14T08:00:00Z",
    "datetime_parsing": "要是时间，例如 2025-05-14T08:00:00Z（加号要写成 %2B）",
    "timezone_aware": "要带时区，例如 2025-05-14T08:00:00Z",
    "string_too_long": "最多 {max_length} 个字",
    "string_too_short": "不能是空的",
    "too_long": "最多 {max_length} 个",
}
WRITTEN = {"year": "2025", "from": "2025-05-14", "to": "2025-05-14"}  # what has a fixed form
EXPECTED = re.compile(r"'(?P<value>[^']+)'")  # "'proposal', 'suggestion' or 'other'"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one parameter."""

    parameter: str
    detail: str


@dataclass(frozen=True, slots=True)
class Problem:
    """An error: its status, what happened, what to do, and which parameters are to blame."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: tuple[Fault, ...]


class BadParameters(BadInput):
    """Parameters that cannot be: each is named."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("；".join(f"{fault.parameter}：{fault.detail}" for fault in faults) + "。")
        self.faults = faults


class Moved(Exception):
    """What was asked for has another address now."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def install(app: FastAPI) -> None:
    """Turn every exception into a problem for programs; people get the page that was set up."""
    app.exception_handlers[Moved] = _elsewhere
    for kind in (ArchiveError, HTTPException, RequestValidationError, Exception):
        app.exception_handlers[kind] = _handler(app.exception_handlers.get(kind))


def _handler(known: Any) -> Any:
    page = None if iscoroutinefunction(known) else known  # the framework's own are coroutines

    def answer(request: Request, error: Exception) -> Response:
        if page is not None and not wants_problem(request):
            response: Response = page(request, error)
            return response
        return problem_response(told(request, error), _headers(error))

    return answer


def told(request: Request, error: Exception) -> Problem:
    """Return the problem that an exception is; a fault of ours is logged under its number."""
    if isinstance(error, RequestValidationError):
        error = refused(error.errors())
    if isinstance(error, Unavailable):  # its sentence names files and commands, for the operator
        log.warning("%s %s", request.url.path, error.detail)
        return problem(request, error.status, title=error.title)
    if isinstance(error, ArchiveError):
        faults = error.faults if isinstance(error, BadParameters) else ()
        found = problem(request, error.status, error.detail, error.title)
        return replace(found, errors=faults)
    if isinstance(error, HTTPException):
        allowed = (_headers(error) or {}).get("Allow")
        return problem(request, error.status_code, allowed and f"这个地址只接受 {allowed}。")
    number = request.scope.get("state", {}).get("request_id") or secrets.token_hex(3)
    log.error("%s %s", number, request.url.path, exc_info=error)
    note(request, error)
    return problem(request, 500, f"已经记录，编号 {number}。请把编号告诉管理员。")


def problem(
    request: Request, status: int, detail: str | None = None, title: str | None = None
) -> Problem:
    """Return the problem of a status; words not given are the usual ones for it."""
    usual_title, usual_detail = usual(status)
    return Problem(
        type=f"/api#problem-{status}",
        title=title or usual_title,
        status=status,
        detail=detail or usual_detail,
        instance=request.url.path,
        errors=(),
    )


def usual(status: int) -> tuple[str, str]:
    """Return the title and the sentence of a status where there is nothing better to say."""
    phrase = HTTPStatus(status).phrase
    return SAID.get(status, (phrase, phrase))


def problem_response(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """Return the problem as an answer."""
    content = json.dumps(plain(problem), ensure_ascii=False)
    kept = {"Cache-Control": "no-store"} | dict(headers or {})
    return Response(content, problem.status, kept, MEDIA_TYPE)


def wants_problem(request: Request) -> bool:
    """Whether this request comes from a program rather than from somebody reading pages."""
    path, accept = request.url.path, request.headers.get("accept", "")
    if path.startswith(("/api/", "/mcp")) and path != "/api/docs":
        return True
    if path.endswith(MACHINE_SUFFIXES) or path in MACHINE_PATHS:
        return True
    return "json" in accept and "text/html" not in accept


def _elsewhere(request: Request, error: Any) -> Response:
    return RedirectResponse(error.address, HTTPStatus.PERMANENT_REDIRECT)


def _headers(error: Exception) -> Mapping[str, str] | None:
    if isinstance(error, ArchiveError) and error.status in RETRY_SECONDS:
        return {"Retry-After": RETRY_SECONDS[error.status]}
    if not isinstance(error, HTTPException):
        return None
    headers = dict(error.headers or {})
    if "Allow" in headers:
        headers["Allow"] = allowed(headers["Allow"])
    return headers


def refused(errors: Iterable[Mapping[str, Any]]) -> BadParameters:
    """Return what pydantic found wrong, each parameter by its name and once."""
    said: dict[str, dict[str, None]] = {}
    choices: dict[str, dict[str, None]] = {}  # of one that may be of several kinds, all together
    for item in errors:
        where = [str(part) for part in item["loc"] if isinstance(part, str)]
        name = next((part for part in where if part not in PLACES), where[0])
        if item["type"] in ("enum", "literal_error"):
            choices.setdefault(name, {}).update(dict.fromkeys(_choices(item)))
        else:
            said.setdefault(name, {})[_why(item, name)] = None
    for name, values in choices.items():
        said.setdefault(name, {})[f"只能是 {'、'.join(values)}"] = None
    return BadParameters(*(Fault(name, "；".join(whys)) for name, whys in said.items()))


def _choices(item: Mapping[str, Any]) -> list[str]:
    return EXPECTED.findall(item["ctx"]["expected"])


def _why(item: Mapping[str, Any], name: str) -> str:
    if item["type"] == "string_pattern_mismatch" and name in WRITTEN:
        return f"写法不对，例如 {WRITTEN[name]}"
    said = WHY.get(item["type"])
    return said.format_map(item.get("ctx", {})) if said else f"不能这样写（{item['msg']}）"
