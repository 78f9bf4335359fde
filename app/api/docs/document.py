"""The OpenAPI document: what the code declares, made true for how this API answers.

The framework describes parameters and nouns; the steps below add what it cannot know: that every
field is always there, that a bad parameter is 400 and not 422, that errors are problems, and an
example for each answer. The examples in `examples.json` are real answers about the letters in
`seeds/`, written by the tests; long texts and lists are cut in them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import RouteContext, iter_route_contexts
from pydantic import TypeAdapter

from app.api.protocol.asking import PARTS
from app.api.protocol.problems import (
    MEDIA_TYPE,
    RETRY_SECONDS,
    Fault,
    Problem,
    usual,
)
from app.api.protocol.resource import EXAMPLE, MEDIA
from app.codec import Json, plain

VERSION = "1.0"
EXAMPLES = Path(__file__).with_name("examples.json")
ABOUT = """\
答复库的数据接口：只读，不用登记，不收费。地址都在 `/api/v1` 下，答案是 JSON。

承诺：字段只增不减，含义不变；没有写明的值是 `null` 或 `[]`，不会缺字段。
列表都是 `{"data": […], "next": …, "total": …}`；`next` 是下一页的游标，也在 `Link` 头里。
答案带 `ETag`，再取时放进 `If-None-Match`，没有变化就是 304，不费事。每个地址都可以用 HEAD。
不认识的参数、越界的值、只能有一个值的参数给了两次，是 400，并指出是哪一个。
错误都是 `application/problem+json`（RFC 9457）；429 和 503 的 `Retry-After` 说几秒后再来。
检索索引正在重建时，按词检索是 503，其余照常。改过号的答复，原来的地址是 308，转到现在的。
位置（start、end）按清洁文本的字符数；联系人和手机号已遮盖，长度不变。
"""
TAGS = {
    "答复": "答复的检索、全文、原件和变化",
    "数据和承诺": "文中的数据、指标、承诺，自动识别，都带所在的句子",
    "名录和统计": "单位、地区、主题、人的名录，库的总数",
    "批量下载": "全部行的文件，条件同检索",
    "订阅和发现": "任一检索的 Atom 与 JSON Feed，每件答复的其他写法",
    "运行状态": "给运维用",
}
ALWAYS = (400, 414, 429, 500, 503)
BY_NAME = (404,)
OF_LETTER = (404, 410)  # it may be withdrawn
RUNNING = "运行状态"  # what holds only now has no tag
TEXT = {"type": "string"}
REF = "#/components/schemas/"

Step = Callable[[Json], None]


def document(app: FastAPI) -> Json:
    """Return the OpenAPI document of everything declared with `resource`, made once."""
    made: Json | None = getattr(app.state, "openapi", None)
    if made is None:
        made = get_openapi(
            title="答复库数据接口",
            version=VERSION,
            description=ABOUT,
            routes=list(declared(app)),
            tags=[{"name": name, "description": said} for name, said in TAGS.items()],
        )
        for step in STEPS:
            step(made)
        app.state.openapi = made
    return made


def declared(app: FastAPI) -> Iterator[RouteContext]:
    """Yield the routes that were declared with `resource`."""
    for context in iter_route_contexts(app.routes):
        if EXAMPLE in (getattr(context.original_route, "openapi_extra", None) or {}):
            yield context


def operations(document: Json) -> Iterator[tuple[str, Json]]:
    """Yield every path with its operation."""
    for path, methods in document["paths"].items():
        yield path, methods["get"]


def without_422(document: Json) -> None:
    """Take out the framework's own error: a bad parameter is 400 here."""
    for _, operation in operations(document):
        operation["responses"].pop("422", None)
    for name in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(name, None)


def every_field_there(document: Json) -> None:
    """Say that no field of an answer is ever left out."""
    for schema in document["components"]["schemas"].values():
        schema.pop("title", None)
        for field in schema.get("properties", {}).values():
            field.pop("title", None)
            field.pop("default", None)
        if "properties" in schema:
            schema["required"] = list(schema["properties"])


def parameters_without_null(document: Json) -> None:
    """Say what a parameter may be where it is given: an address knows no null."""
    for _, operation in operations(document):
        for parameter in operation.get("parameters", []):
            schema = parameter["schema"]
            schema.pop("title", None)
            given = [one for one in schema.pop("anyOf", []) if one.get("type") != "null"]
            for one in given:
                schema.update(one)


def numbers_as_numbers(document: Json) -> None:
    """Say that a figure's value is a number (or an ISO date): decimals are written as such."""
    number, none = {"type": "number"}, {"type": "null"}
    figure = document["components"]["schemas"]["Figure"]["properties"]
    figure["value"] = {"anyOf": [number, {"type": "string"}, none]}
    figure["low"] = figure["high"] = {"anyOf": [number, none]}


def parts_of_cards(document: Json) -> None:
    """Describe a card cut by `fields=` or extended by `include=`: nothing but the id is sure."""
    schemas = document["components"]["schemas"]
    full = schemas["FullReply"]["properties"]
    parts = {name: full[name] for name in PARTS}
    schemas["CardPart"] = {
        "type": "object",
        "description": "用了 fields= 或 include= 时的一件答复。",
        "properties": schemas["Card"]["properties"] | parts,
        "required": ["id"],
    }
    schemas["Replies"]["properties"]["data"]["items"]["anyOf"].append({"$ref": f"{REF}CardPart"})


def problems_everywhere(document: Json) -> None:
    """Give every operation the errors it may answer, each with its example."""
    components = document["components"]
    components["schemas"]["Problem"] = _schema(components["schemas"], Problem)
    components["responses"] = {
        f"Problem{status}": {
            "description": usual(status)[0],
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": f"{REF}Problem"},
                    "example": plain(_example_problem(status)),
                }
            },
        }
        for status in sorted({*ALWAYS, *OF_LETTER})
    }
    for status in RETRY_SECONDS:
        said = {"description": "几秒后再来", "schema": {"type": "integer"}}
        components["responses"][f"Problem{status}"]["headers"] = {"Retry-After": said}
    for path, operation in operations(document):
        named = OF_LETTER if of_letter(path) else BY_NAME if "{" in path else ()
        for status in (*ALWAYS, *named):
            response = {"$ref": f"#/components/responses/Problem{status}"}
            operation["responses"][str(status)] = response


def readiness_as_it_is(document: Json) -> None:
    """Say that /readyz answers in the same shape whether it is ready or not."""
    responses = document["paths"]["/readyz"]["get"]["responses"]
    fields = document["components"]["schemas"]["Ready"]["properties"]
    not_ready = dict.fromkeys(fields) | {
        "status": "unavailable",
        "detail": "索引是另一版本的程序建的；请先运行 ./run reindex。",
        "notes": [],
    }
    content = {"schema": {"$ref": f"{REF}Ready"}, "example": not_ready}
    responses["503"] = {"description": "不能", "content": {"application/json": content}}


def answers_without_body(document: Json) -> None:
    """Add what is no error and has no body: nothing new, and another address."""
    for path, operation in operations(document):
        responses = operation["responses"]
        if RUNNING not in operation["tags"]:
            responses["304"] = {"description": "没有变化（If-None-Match）"}
        if of_letter(path):
            where = {"Location": {"description": "现在的地址", "schema": TEXT}}
            responses["308"] = {"description": "编号改了", "headers": where}
        operation["responses"] = dict(sorted(responses.items()))


def of_letter(path: str) -> bool:
    """Whether an address is one of a letter."""
    return path.startswith(("/r/{id}", "/api/v1/replies/{id}"))


def answers_with_examples(document: Json) -> None:
    """Give every answer its media type, its headers and a real example."""
    examples = recorded()
    for _, operation in operations(document):
        response = operation["responses"]["200"]
        response["description"] = "成功"
        response["headers"] = _headers(operation)
        media = operation.pop(MEDIA, "application/json")
        known = examples.get(operation["operationId"])
        schema = {"type": "object" if "json" in media else "string"}
        if media == "application/json":
            schema = response["content"]["application/json"]["schema"]
        response["content"] = {media: {"schema": schema}}
        operation[EXAMPLE] = known["request"] if known else operation[EXAMPLE]
        if known is not None:
            response["content"][media]["example"] = known["answer"]


def _headers(operation: Json) -> Json:
    """Return the headers of an answer that a program reads."""
    found: Json = {}
    if RUNNING not in operation["tags"]:
        found["ETag"] = {"description": "答案的标记", "schema": TEXT}
    if any(parameter["name"] == "cursor" for parameter in operation.get("parameters", ())):
        found["Link"] = {"description": "下一页（rel=next），没有就不给", "schema": TEXT}
    return found


def recorded() -> dict[str, Json]:
    """Return the recorded answers by operation."""
    examples: dict[str, Json] = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return examples


def shortened(answer: Any, length: int = 200, items: int = 2) -> Any:
    """Return an answer fit to be read as an example: long texts and lists are cut."""
    if isinstance(answer, str):
        return answer if len(answer) <= length else answer[:length] + "…"
    if isinstance(answer, list):
        return [shortened(item, length, items) for item in answer[:items]]
    if isinstance(answer, dict):
        return {name: shortened(value, length, items) for name, value in answer.items()}
    return answer


STEPS: tuple[Step, ...] = (
    without_422,
    every_field_there,
    parameters_without_null,
    numbers_as_numbers,
    parts_of_cards,
    problems_everywhere,
    readiness_as_it_is,
    answers_without_body,
    answers_with_examples,
)


def _schema(schemas: Json, noun: Any) -> Json:
    shape = TypeAdapter(noun).json_schema(ref_template=REF + "{model}", mode="serialization")
    schemas.update(shape.pop("$defs", {}))
    return dict(shape)


def _example_problem(status: int) -> Problem:
    title, detail = usual(status)
    faults = (Fault("size", "不能大于 100"),) if status == 400 else ()
    said = "；".join(f"{fault.parameter}：{fault.detail}。" for fault in faults) or detail
    return Problem(f"/api#problem-{status}", title, status, said, "/api/v1/replies", faults)
