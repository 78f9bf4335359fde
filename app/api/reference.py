"""Where the API is described: the document itself, a page in Chinese made from it, Swagger UI.

The page is for somebody who has never seen this program: every resource stands there with its
parameters, a `curl` line that works against this very site, and a real answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from shlex import quote
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from app.api.answering import answered, base_of
from app.api.document import document, operations
from app.api.resource import EXAMPLE
from app.codec import Json
from app.store.changes import addresses
from app.store.replies import row_of
from app.web.deps import Reading
from app.web.frame import Framed
from app.web.render import rendered

router = APIRouter()

FILES = (".csv", ".gz")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as the page shows it."""

    name: str
    about: str
    values: str  # what it may be
    repeats: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """A resource with a line to try it and what comes back."""

    id: str
    path: str
    summary: str
    about: str
    parameters: tuple[Parameter, ...]
    curl: str
    answer: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Section:
    """Resources of one kind."""

    title: str
    about: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """An error as the page explains it."""

    status: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class ApiPage:
    """What `api.html` prints."""

    intro: tuple[str, ...]
    sections: tuple[Section, ...]
    failures: tuple[Failure, ...]
    problem: str
    base: str


@dataclass(frozen=True, slots=True)
class DocsPage:
    """What `api_docs.html` prints: nothing of its own."""


@router.get("/api/openapi.json")
def openapi(request: Request) -> Response:
    """Answer the OpenAPI document."""
    return answered(document(request.app))


@router.get("/api")
def api(request: Request, connection: Reading, frame: Framed) -> Response:
    """Answer the description of the API."""
    made, base = document(request.app), base_of(request)
    failures = tuple(_failures(made))
    page = ApiPage(
        intro=tuple(filter(None, made["info"]["description"].replace("`", "").splitlines())),
        sections=tuple(_sections(made, base, _present(connection, made))),
        failures=failures,
        problem=_pretty(made["components"]["responses"]["Problem400"]["content"]),
        base=base,
    )
    return rendered("api.html", page, frame)


@router.get("/api/docs")
def docs(frame: Framed) -> Response:
    """Answer Swagger UI."""
    return rendered("api_docs.html", DocsPage(), frame)


def _sections(made: Json, base: str, replaced: tuple[str, str] | None) -> Iterator[Section]:
    for tag in made["tags"]:
        found = tuple(
            _operation(path, operation, base, replaced)
            for path, operation in operations(made)
            if tag["name"] in operation.get("tags", ())
        )
        yield Section(tag["name"], tag["description"], found)


def _operation(path: str, said: Json, base: str, replaced: tuple[str, str] | None) -> Operation:
    media_type: str
    ((media_type, content),) = said["responses"]["200"]["content"].items()
    address = said[EXAMPLE].replace(*replaced) if replaced else said[EXAMPLE]
    words: str = said.get("description") or said["summary"]
    summary, _, about = words.partition("\n\n")
    return Operation(
        id=said["operationId"],
        path=path,
        summary=summary.replace("\n", ""),
        about=about.strip(),
        parameters=tuple(_parameter(one) for one in said.get("parameters", ())),
        curl=curl(base, address),
        answer=_example(content.get("example")),
        media_type=media_type.partition(";")[0],
    )


def curl(base: str, address: str) -> str:
    """Return a line that asks for an address; words are encoded by curl itself."""
    parts = urlsplit(address)
    name = parts.path.rpartition("/")[2]
    saved = f"-o {name} " if name.endswith(FILES) else ""
    line = f"curl -s {saved}{quote(base + parts.path)}"
    pairs = parse_qsl(parts.query)
    if not pairs:
        return line
    given = " ".join(f"--data-urlencode {quote(f'{name}={value}')}" for name, value in pairs)
    return f"{line} -G {given}"


def _parameter(said: Json) -> Parameter:
    schema = said["schema"]
    repeats = schema.get("type") == "array"
    values = _values(schema.get("items", schema))
    default = schema.get("default")
    if isinstance(default, int) and not isinstance(default, bool):
        values += f"，默认 {default}"
    return Parameter(said["name"], said.get("description", ""), values, repeats)


def _values(schema: Json) -> str:
    """Return in a few words what a parameter may be."""
    if "enum" in schema:
        return " ".join(schema["enum"])
    if "minimum" in schema:
        return f"{schema['minimum']}–{schema.get('maximum', '')}"
    examples = schema.get("examples")
    return f"如 {examples[0]}" if examples else ""


def _present(connection: Connection, made: Json) -> tuple[str, str] | None:
    """Return the reply of the examples and one that is here, where the former is not."""
    example = made["paths"]["/api/v1/replies/{id}"]["get"][EXAMPLE].rpartition("/")[2]
    if row_of(connection, example) is not None:
        return None
    here = addresses(connection, 1, 1)
    return (example, here[0].id) if here else None


def _failures(made: Json) -> Iterator[Failure]:
    for response in made["components"]["responses"].values():
        (content,) = response["content"].values()
        said = content["example"]
        yield Failure(str(said["status"]), said["title"], said["detail"])


def _example(example: Any) -> str:
    if example is None or example == "":
        return ""
    return (
        example if isinstance(example, str) else json.dumps(example, ensure_ascii=False, indent=2)
    )


def _pretty(content: Json) -> str:
    (shown,) = content.values()
    return json.dumps(shown["example"], ensure_ascii=False, indent=2)
