"""Every operation, asked what its schema allows and what it does not, answers as documented."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@pytest.fixture(scope="module")
def schema(made: Any) -> Any:
    return schemathesis.openapi.from_dict(made)


def fuzz(schema: Any, client: TestClient, cases: int) -> None:
    """Ask every operation `cases` times in each mode, always the same questions."""
    for result in schema.get_all_operations():
        operation = result.ok()
        for mode in MODES:
            if mode is GenerationMode.NEGATIVE and not operation.query:
                continue

            @seed(20250514)
            @settings(
                max_examples=cases,
                deadline=None,
                database=None,
                verbosity=Verbosity.quiet,
                phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def answers_as_documented(case: Any) -> None:
                asked = case.as_transport_kwargs(base_url="http://testserver")
                response = client.request(
                    asked["method"],
                    asked["url"],
                    params=asked.get("params"),
                    headers=dict(asked.get("headers") or {}),
                )
                case.validate_response(response, checks=CHECKS)

            answers_as_documented()


@pytest.mark.slow
def test_every_operation_answers_as_documented(schema: Any, client: TestClient) -> None:
    """One question of each sort: no fault, no answer that the document does not describe."""
    fuzz(schema, client, 1)


@pytest.mark.slow
def test_every_operation_answers_as_documented_for_long(schema: Any, client: TestClient) -> None:
    """Two hundred questions of each sort each."""
    fuzz(schema, client, 200)
