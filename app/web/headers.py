"""Headers on every response, and the compression: one small ASGI wrapper around the application.

The policy is UI.md 5.16's: no inline code, nothing from another host. A response that states a
header of its own keeps it (a feed its cache time, the API's document page its policy).
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)
SAFETY = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
FOREVER = "public, max-age=31536000, immutable"


class Headers:
    """Adds what every response carries, where the response does not say otherwise."""

    def __init__(self, app: ASGIApp, noindex: bool) -> None:
        self.app = app
        self.noindex = noindex

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._complete(scope, message)
            await send(message)

        await self.app(scope, receive, sending)

    def _complete(self, scope: Scope, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        for name, value in SAFETY.items():
            headers.setdefault(name, value)
        if self.noindex:
            headers.setdefault("x-robots-tag", "noindex")
        if scope["path"].startswith("/static/"):
            fixed = message["status"] == 200 and scope["query_string"].startswith(b"v=")
            headers.setdefault("cache-control", FOREVER if fixed else "no-cache")
            return
        headers.setdefault("cache-control", "no-cache")
        if headers.get("content-type", "").startswith("text/html"):
            headers.add_vary_header("Cookie")
