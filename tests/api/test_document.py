"""The OpenAPI document: under version control, whole, and with examples that are true."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from app.api.docs.document import EXAMPLES, operations, recorded, shortened
from app.api.protocol.resource import EXAMPLE
from app.config import Settings
from app.web.main import create_app

VOLATILE = {
    *("modified", "added", "next", "next_url", "created", "updated", "date_modified"),
    *("hash", "bytes", "python", "sqlite"),
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ][\d:.+]+")
KEPT = Path(__file__).with_name("openapi.json")


def test_the_document_is_the_one_that_was_reviewed(made: Any, pytestconfig: pytest.Config) -> None:
    """A change of the API shows as a diff of tests/api/openapi.json; --accept writes it."""
    written = json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if pytestconfig.getoption("--accept"):
        KEPT.write_text(written, encoding="utf-8")
    assert KEPT.read_text(encoding="utf-8").splitlines() == written.splitlines()


def test_every_operation_has_a_summary_and_an_example(made: Any) -> None:
    """What is not shown at work is not finished."""
    for path, operation in operations(made):
        assert operation["summary"], path
        (content,) = operation["responses"]["200"]["content"].values()
        assert "example" in content, f"{path}: run pytest --accept -m house tests/api"


def test_every_parameter_says_what_it_is_for(made: Any) -> None:
    """A parameter without a sentence cannot be used."""
    for path, operation in operations(made):
        for parameter in operation.get("parameters", []):
            assert parameter.get("description"), (path, parameter["name"])


def test_every_example_fits_its_schema(made: Any) -> None:
    """An example that does not fit teaches the wrong thing."""
    for path, operation in operations(made):
        for status, response in operation["responses"].items():
            if "$ref" in response:
                response = made["components"]["responses"][response["$ref"].rpartition("/")[2]]
            for content in response.get("content", {}).values():
                schema = content["schema"] | {"components": made["components"]}
                try:
                    Draft202012Validator(schema).validate(content["example"])
                except jsonschema.ValidationError as error:
                    pytest.fail(f"{path} {status}: {error.message}")


def test_every_field_of_an_answer_is_required(made: Any) -> None:
    """`null` is said, never left out; only a card cut by fields= has fewer."""
    for name, schema in made["components"]["schemas"].items():
        if "properties" in schema and name != "CardPart":
            assert set(schema["required"]) == set(schema["properties"]), name


def ask(client: TestClient, path: str, operation: Any) -> dict[str, Any]:
    """The example's address asked for real, of the letter that a search finds."""
    known = client.get("/api/v1/replies", params={"q": "第130号", "size": 1}).json()
    address = operation[EXAMPLE].replace("{id}", known["data"][0]["id"])
    if "{series}" in address:
        series = client.get("/api/v1/series", params={"size": 1}).json()["data"]
        address = address.replace("{series}", series[0]["id"] if series else "000000000000")
    response = client.get(address)
    assert response.status_code == 200, (address, response.text)
    kind = response.headers["content-type"]
    answer = response.json() if "json" in kind.partition(";")[0] else response.text
    if "octet-stream" in kind or "gzip" in kind:
        answer = ""
    return {"request": address, "answer": shortened(answer)}


@pytest.mark.house
def test_every_example_is_what_the_site_answers(
    settings: Settings, made: Any, pytestconfig: pytest.Config
) -> None:
    """The recorded answers are those about the sample letters; --accept records them anew."""
    client = TestClient(create_app(settings), base_url="http://127.0.0.1:8000")
    declared = document_without_examples(client)
    said = {op["operationId"]: ask(client, path, op) for path, op in operations(declared)}
    if pytestconfig.getoption("--accept"):
        old = recorded()
        same = {name for name in said if lasting(said[name]) == lasting(old.get(name))}
        said = {name: old[name] if name in same else said[name] for name in said}
        written = json.dumps(said, ensure_ascii=False, indent=1)
        EXAMPLES.write_text(written + "\n", encoding="utf-8")
    kept = recorded()
    for name, example in said.items():
        assert lasting(kept[name]) == lasting(example), name


def document_without_examples(client: TestClient) -> Any:
    """The document with its examples' addresses as they are declared in the code."""
    from app.api.docs.document import declared

    app: Any = client.app
    paths = {
        context.path: {"get": {**context.openapi_extra, "operationId": context.operation_id}}
        for context in declared(app)
    }
    return {"paths": paths}


def lasting(answer: Any) -> Any:
    """What of an answer does not depend on the moment of the recording."""
    if isinstance(answer, dict):
        return {name: lasting(value) for name, value in answer.items() if name not in VOLATILE}
    if isinstance(answer, str):
        return re.sub(r" [\d.]+$", "", MOMENT.sub("", answer), flags=re.M)
    return [lasting(item) for item in answer] if isinstance(answer, list) else answer


def test_every_answer_of_the_running_site_is_described(made: Any) -> None:
    """What has a tag can be unchanged, letters can have moved or gone, and nothing else can."""
    for path, operation in operations(made):
        responses = operation["responses"]
        running = path in ("/healthz", "/readyz", "/version", "/metrics")
        assert ("304" in responses) != running, path
        assert ("ETag" in responses["200"]["headers"]) != running, path
        letter = path.startswith(("/r/{id}", "/api/v1/replies/{id}"))
        assert {"308", "410"} <= set(responses) if letter else not {"308", "410"} & set(responses)
        assert ("404" in responses) == ("{" in path), path


def test_headers_are_as_described(client: TestClient, bare_client: TestClient, made: Any) -> None:
    """A list links to its next page, a tag comes with what can be kept, a 503 says when."""
    page = client.get("/api/v1/replies?size=2")
    described = made["paths"]["/api/v1/replies"]["get"]["responses"]["200"]["headers"]
    assert set(described) == {"ETag", "Link"}
    assert all(name in page.headers for name in described)
    assert "etag" not in client.get("/version").headers
    missing = bare_client.get("/api/v1/replies")
    for name in made["components"]["responses"]["Problem503"]["headers"]:
        assert int(missing.headers[name]) > 0


def test_a_site_that_is_not_ready_answers_as_described(bare_client: TestClient, made: Any) -> None:
    """/readyz keeps its shape when it is red."""
    content = made["paths"]["/readyz"]["get"]["responses"]["503"]["content"]
    answer = bare_client.get("/readyz")
    assert answer.status_code == 503
    schema = content["application/json"]["schema"] | {"components": made["components"]}
    Draft202012Validator(schema).validate(answer.json())


def test_summaries_are_in_the_language_of_the_site(made: Any) -> None:
    """Swagger UI shows what a resource gives, and not the name of a function."""
    for path, operation in operations(made):
        assert re.search(r"[\u4e00-\u9fff]", operation["summary"]), path
