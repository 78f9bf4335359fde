"""Which addresses may be fetched: allowed hosts, and never a machine of our own network.

A page can redirect to 127.0.0.1, a name can be made to resolve to 10.0.0.1 between the check and
the connection, and an address can be written in octal. So the name must be on the list, every
address it resolves to must be public, and the connection goes to the address that was checked.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.errors import BadInput

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
PORTS = {"http": 80, "https": 443}
NAT64 = ipaddress.ip_network("64:ff9b::/96")
LOCAL_NAT64 = ipaddress.ip_network("64:ff9b:1::/48")


@dataclass(frozen=True, slots=True)
class Target:
    """A place to connect to: checked, with the number the name had when it was checked."""

    scheme: str
    host: str
    port: int
    address: str
    path: str

    @property
    def url(self) -> str:
        """The address of the page as people write it."""
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}{self.path}"

    @property
    def pinned(self) -> str:
        """The same with the number in place of the name."""
        number = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.scheme}://{number}:{self.port}{self.path}"


def resolved(host: str, port: int) -> list[str]:
    """Return the numbers a name stands for."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise BadInput(f"{host}: 找不到这台主机（{error}）；请检查网址和网络。") from None
    return [str(item[4][0]) for item in found]


def is_public(address: Address) -> bool:
    """Tell an address of the open internet, also where one is wrapped in another."""
    inner = _wrapped(address)
    if inner is not None:
        return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


def target(
    url: str,
    hosts: tuple[str, ...],
    resolve: Callable[[str, int], list[str]] = resolved,
    permitted: Callable[[Address], bool] = is_public,
) -> Target:
    """Return where to connect for `url`; raise `BadInput` where that is not allowed."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadInput(f"{url}: 网址写法不对；请检查。") from None
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if scheme not in PORTS or not host or not host.isascii():
        raise BadInput(f"{url}: 只能取 http:// 或 https:// 的网址。")
    if parts.username is not None or parts.password is not None:
        raise BadInput(f"{url}: 网址里不能带用户名和密码。")
    port = port or PORTS[scheme]
    named = host if port == PORTS[scheme] else f"{host}:{port}"
    if named not in {known.lower() for known in hosts}:
        raise BadInput(f"{url}: 主机 {named} 不在 DAFU_URL_HOSTS 里，不去取；需要就把它加进去。")
    numbers = resolve(host, port)
    private = [n for n in numbers if not permitted(ipaddress.ip_address(n.partition("%")[0]))]
    if private or not numbers:
        raise BadInput(f"{url}: 主机 {host} 指向内部地址（{'、'.join(private)}），不去取。")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(scheme, host, port, numbers[0], path)


def _wrapped(address: Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address carries."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in NAT64 or address in LOCAL_NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    compatible = ipaddress.IPv4Address(int(address)) if 1 < int(address) < 1 << 32 else None
    return address.ipv4_mapped or address.sixtofour or (teredo and teredo[1]) or compatible
