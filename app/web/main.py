"""`create_app`: the whole web application, pages and API, over one read-only archive."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware

from app import __version__
from app.api.install import install as install_api
from app.api.install import running as api_running
from app.config import Settings, settings_from_environment
from app.web import faults, urls
from app.web.deps import Site
from app.web.guard import Guard
from app.web.headers import Headers
from app.web.kept import Kept
from app.web.log import RequestLog, to_standard_error
from app.web.pages import ROUTERS
from app.web.turns import Turns
from app.web.warm import few_arenas, warm_soon


def create_app(settings: Settings) -> FastAPI:
    """Build the application; opens no file but with the first request."""
    site = Site(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with api_running(app):
            yield
        site.close()

    app = FastAPI(
        title="答复库",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        exception_handlers={**faults.HANDLERS},
        telemetry={"tracing": False, "metrics": False, "logs": False},  # we keep our own
    )
    app.state.site = site
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=4)
    app.add_middleware(Turns)
    app.add_middleware(Kept)
    install_api(app)  # its routes come first: /r/{id} would take /r/{id}.json for an id
    app.add_middleware(Guard, settings=settings)
    app.add_middleware(Headers, noindex=settings.noindex)
    app.add_middleware(RequestLog, query_characters=settings.log_query_characters)  # outermost
    app.mount("/static", StaticFiles(directory=urls.STATIC), name="static")
    for router in ROUTERS:
        # not included, which makes each route again with the first request, and matches it twice
        app.router.routes.extend(router.routes)
    return app


def from_environment() -> FastAPI:
    """Build the application from the environment: what each worker process of `serve` runs."""
    to_standard_error()
    few_arenas()
    warm_soon()
    return create_app(settings_from_environment())
