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
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from app import model
from app.api.docs.document import document, operations
from app.api.protocol.answering import answered, base_of
from app.api.protocol.asking import NONE
from app.api.protocol.resource import EXAMPLE
from app.codec import Json
from app.search.facets import Tally
from app.search.filters import Filters
from app.search.query import parse
from app.search.results import Sort, facet
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
class Line:
    """What gets an answer: a line for a terminal, and the address for a browser."""

    curl: str
    address: str
    shown: str  # the address as people read it


@dataclass(frozen=True, slots=True)
class Recipe:
    """Something that people come for, and what gets it from this very archive."""

    title: str
    about: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ApiPage:
    """What `api.html` prints."""

    intro: str
    promises: tuple[str, ...]
    sections: tuple[Section, ...]
    failures: tuple[Failure, ...]
    problem: str
    base: str
    recipes: tuple[Recipe, ...]


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
    intro, *promises = filter(None, made["info"]["description"].replace("`", "").splitlines())
    page = ApiPage(
        intro=intro,
        promises=tuple(promises),
        sections=tuple(_sections(made, base, _present(connection, made))),
        failures=failures,
        problem=_pretty(made["components"]["responses"]["Problem400"]["content"]),
        base=base,
        recipes=recipes(connection, base),
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


def recipes(connection: Connection, base: str) -> tuple[Recipe, ...]:
    """Return what people come for most, told with a district, a year, a number that are here."""
    district = _most(connection, "district") or Tally("310115", "浦东新区", 0, False, None)
    year = _most(connection, "year") or Tally("2025", "2025年", 0, False, None)
    here = addresses(connection, 1, 1)
    where = f"district={district.value}&year={year.value}"

    def lines(*said: str) -> tuple[Line, ...]:
        return tuple(line(base, address) for address in said)

    return (
        Recipe(
            f"{district.label}{year.label}的全部承诺，存成表格",
            "用 Excel 或 WPS 直接打开；每行一句承诺，带出处、期限和后来的答复。"
            "换一个地区，把 district= 后面换成它的代码（第二行列出全部地区，代码是 value）；"
            "换一年，改 year=。",
            lines(f"/api/v1/pledges.csv?{where}", "/api/v1/districts"),
        ),
        Recipe(
            f"{district.label}{year.label}的全部答复，存成表格",
            "数据一行一条的表格是 figures.csv，条件相同。",
            lines(f"/api/v1/replies.csv?{where}", f"/api/v1/figures.csv?{where}"),
        ),
        *(
            Recipe(
                "读一件答复的全文",
                "编号（id）在检索的回答里，也在网页地址 /r/ 后面。",
                lines(f"/r/{one.id}.txt", f"/r/{one.id}.json"),
            )
            for one in here
        ),
        Recipe(
            "把整个库取下来，以后只取变化",
            "全部答复每行一件；以后以收到的最大 modified 为 modified_since，撤下和改号的也会列出。",
            lines("/api/v1/export.jsonl.gz", "/api/v1/replies?modified_since=2025-06-01T00:00:00Z"),
        ),
    )


def _most(connection: Connection, name: str) -> Tally | None:
    """Return the value of a facet that most replies have, if any has one."""
    values = [v for v in facet(connection, parse(""), Filters(), name).values if v.value != NONE]
    return max(values, key=lambda value: value.count, default=None)


def _operation(path: str, said: Json, base: str, replaced: tuple[str, str] | None) -> Operation:
    media_type: str
    ((media_type, content),) = said["responses"]["200"]["content"].items()
    address = said[EXAMPLE].replace(*replaced) if replaced else said[EXAMPLE]
    words: str = (said.get("description") or said["summary"]).replace("`", "")
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


def line(base: str, address: str) -> Line:
    """Return the two ways to ask for an address."""
    parts = urlsplit(address)
    query = urlencode(parse_qsl(parts.query))
    return Line(curl(base, address), parts.path + (f"?{query}" if query else ""), base + address)


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
    if "anyOf" in schema:
        return "；".join(_values(one) for one in schema["anyOf"])
    if "$ref" in schema:
        members = getattr(model, schema["$ref"].rpartition("/")[2], Sort)
        return "，".join(
            " ".join((one.value, getattr(one, "label", ""))).strip() for one in members
        )
    if "enum" in schema:
        return "，".join(schema["enum"])
    if "minimum" in schema:
        return f"{schema['minimum']}–{schema.get('maximum', '')}"
    if schema.get("type") == "boolean":
        return "true，false"
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
