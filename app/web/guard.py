"""The door: what is refused before any work is done for it.

Limits hold for each client by its address. A client on this machine is not limited: it is the
operator, or a proxy that keeps limits of its own. Behind a proxy the true client is told by
X-Forwarded-For, and that header is believed only from the proxies that a setting names, so
nobody gets round a limit, or fills another's, by writing it himself.
"""

from __future__ import annotations

import ipaddress
from collections import OrderedDict
from dataclasses import dataclass
from time import monotonic

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.config import Settings
from app.errors import ArchiveError, BadInput, TooLarge, TooLong, TooMany

ADDRESS_LENGTH = 8_192  # of path and query; a search is cut at 200 characters anyway
BODY_LENGTH = 1_000_000  # the longest draft to check is far below
CLIENTS = 20_000  # remembered at once; the one longest quiet is forgotten
FREE = ("/static/", "/healthz", "/readyz", "/metrics")


@dataclass(slots=True)
class Allowance:
    """What a client may still ask: fills up with time, never above one minute's worth."""

    left: float
    at: float


class Guard:
    """Refuses wrong hosts, long addresses, large bodies and too many requests."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in settings.allowed_hosts)
        self.proxies = tuple(ipaddress.ip_network(p) for p in settings.trusted_proxies)
        self.per_minute = settings.requests_per_minute
        self.clients: OrderedDict[str, Allowance] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it at the door in the shape of every other error."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            self._admit(scope)
            await self.app(scope, _metered(receive, scope), send)
        except (BadInput, TooLarge, TooLong, TooMany) as error:
            await _refuse(error, scope, receive, send)

    def _admit(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        host = headers.get("host", "").rpartition(":")[0] or headers.get("host", "")
        if self.hosts and host.lower() not in self.hosts:
            raise BadInput("本站不应答这个主机名；请检查网址。")
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > ADDRESS_LENGTH:
            raise TooLong("地址太长；请缩短检索词。")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > BODY_LENGTH:
            raise TooLarge("提交的内容太大；请缩短后再试。")
        if self.per_minute and not scope["path"].startswith(FREE):
            self._count(self.client(scope, headers))

    def client(self, scope: Scope, headers: Headers) -> str:
        """Return who asks: the last address that a trusted proxy did not write itself."""
        address = (scope.get("client") or ("", 0))[0]
        for forwarded in reversed(headers.get("x-forwarded-for", "").split(",")):
            if not self._is_proxy(address) or not _is_address(forwarded.strip()):
                break
            address = forwarded.strip()
        return address

    def _is_proxy(self, address: str) -> bool:
        if not _is_address(address):
            return False
        known = ipaddress.ip_address(address)
        return any(known in network for network in self.proxies)

    def _count(self, client: str) -> None:
        if not _is_address(client) or ipaddress.ip_address(client).is_loopback:
            return
        now = monotonic()
        allowance = self.clients.pop(client, None) or Allowance(self.per_minute, now)
        gained = (now - allowance.at) * self.per_minute / 60
        allowance.left, allowance.at = min(self.per_minute, allowance.left + gained), now
        self.clients[client] = allowance
        if len(self.clients) > CLIENTS:
            self.clients.popitem(last=False)
        if allowance.left < 1:
            raise TooMany("您的请求太频繁；请 30 秒后再试。")
        allowance.left -= 1


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _metered(receive: Receive, scope: Scope) -> Receive:
    """Stop a body that turns out larger than it said, or did not say."""
    taken = 0

    async def metered() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > BODY_LENGTH:
            raise TooLarge("提交的内容太大；请缩短后再试。")
        return message

    return metered


async def _refuse(error: ArchiveError, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer through the application's own handler, so that errors have one shape."""
    handler = scope["app"].exception_handlers[ArchiveError]
    await handler(Request(scope), error)(scope, receive, send)
