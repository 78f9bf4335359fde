"""Where the API is described: the document itself, a page in Chinese, and Swagger UI."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from app.api.answering import answered
from app.api.document import document

router = APIRouter()


@router.get("/api/openapi.json")
def openapi(request: Request) -> Response:
    """Answer the OpenAPI document."""
    return answered(document(request.app))
