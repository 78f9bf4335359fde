"""Every operation, asked what its schema allows and what it does not, answers as documented."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from starlette.testclient import TestClient

CASES = 200  # of each sort, of each operation


@pytest.mark.slow
def test_every_operation_answers_as_documented(made: Any, client: TestClient) -> None:
    """No fault, no answer that the document does not describe; always the same questions."""
    # a run by hand takes none of this, and need not wait for the import
    import schemathesis
    from schemathesis import GenerationMode
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    wanted = [
        not_a_server_error,
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_headers_conformance,
        checks.response_schema_conformance,
    ]
    for result in schemathesis.openapi.from_dict(made).get_all_operations():
        operation = result.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            if mode is GenerationMode.NEGATIVE and not operation.query:
                continue

            @seed(20250514)
            @settings(
                max_examples=CASES,
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
                case.validate_response(response, checks=wanted)

            answers_as_documented()
