"""`--url`: pages fetched from allowed hosts, politely, into files that are then taken in.

Nothing is fetched twice: an address that a reply came from is known, so a list that was broken off
is given again and goes on where it stopped.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpx

from app import __version__
from app.errors import ArchiveError, BadInput
from app.ingest.addresses import Address, Target, is_public, resolved, target
from app.ingest.worker import Job

AGENT = f"dafu/{__version__}"
REDIRECTS = frozenset((301, 302, 303, 307, 308))


@dataclass(slots=True)
class Fetcher:
    """What may be fetched and how fast; it remembers when each host was last asked."""

    hosts: tuple[str, ...]
    folder: Path  # for what was fetched
    largest: int = 64 << 20
    seconds: float = 30.0
    pause: float = 1.0  # between two requests to a host
    redirects: int = 5
    resolve: Callable[[str, int], list[str]] = resolved
    permitted: Callable[[Address], bool] = is_public
    robots: dict[str, RobotFileParser] = field(default_factory=dict)
    asked: dict[str, float] = field(default_factory=dict)

    def jobs(self, urls: Iterable[str], known: Callable[[str], bool]) -> Iterator[Job]:
        """Yield a file for each address that is not known yet, or why there is none."""
        for number, url in enumerate(urls):
            if known(url):
                continue
            name = PurePosixPath(unquote(urlsplit(url).path)).name or "index.html"
            path = self.folder / str(number)
            try:
                self.fetch(url, path)
            except ArchiveError as error:
                yield Job(str(path), name, problem=error.detail, address=url)
            else:
                yield Job(str(path), name, address=url)

    def fetch(self, url: str, path: Path) -> None:
        """Write what an address holds into a file; every redirect is checked like the first."""
        for _ in range(self.redirects + 1):
            wanted = target(url, self.hosts, self.resolve, self.permitted)
            if not self._robots(wanted).can_fetch(AGENT, wanted.url):
                raise BadInput(f"{url}: 网站的 robots.txt 不许取这个网址。")
            moved = self._read(wanted, path)
            if moved is None:
                return
            url = urljoin(url, moved)
        raise BadInput(f"{url}: 转来转去超过 {self.redirects} 次，不再跟。")

    def _read(self, wanted: Target, path: Path) -> str | None:
        """Write the page into a file; return where it has moved to, if it has."""
        self._wait(wanted.host)
        deadline = time.monotonic() + self.seconds
        try:
            with self._client() as client, closing(self._answer(client, wanted)) as answer:
                if answer.status_code in REDIRECTS and "location" in answer.headers:
                    return str(answer.headers["location"])
                if answer.status_code != httpx.codes.OK:
                    raise BadInput(f"{wanted.url}: 网站回答 {answer.status_code}，没有取到。")
                self._write(answer, wanted, path, deadline)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise BadInput(
                f"{wanted.url}: 没有取到（{type(error).__name__}）；请稍后再试。"
            ) from None
        return None

    def _write(self, answer: httpx.Response, wanted: Target, path: Path, deadline: float) -> None:
        size = 0
        with path.open("wb") as out:
            for chunk in answer.iter_bytes(1 << 16):
                size += len(chunk)
                if size > self.largest:
                    raise BadInput(f"{wanted.url}: 超过 {self.largest >> 20} MB，不再取。")
                if time.monotonic() > deadline:
                    raise BadInput(f"{wanted.url}: 超过 {self.seconds:.0f} 秒没有取完，不再等。")
                out.write(chunk)

    def _robots(self, wanted: Target) -> RobotFileParser:
        """Return the host's rules, asked once; a host without rules allows everything."""
        site = f"{wanted.scheme}://{wanted.host}:{wanted.port}"
        if site not in self.robots:
            rules = RobotFileParser()
            page = Target(wanted.scheme, wanted.host, wanted.port, wanted.address, "/robots.txt")
            path = self.folder / "robots.txt"
            try:
                moved = self._read(page, path)
                text = "" if moved else path.read_text(encoding="utf-8", errors="replace")
            except BadInput:
                text = ""
            rules.parse(text.splitlines())
            self.robots[site] = rules
        return self.robots[site]

    def _wait(self, host: str) -> None:
        due = self.asked.get(host, 0.0) + self.pause
        time.sleep(max(0.0, due - time.monotonic()))
        self.asked[host] = time.monotonic()

    @staticmethod
    def _answer(client: httpx.Client, wanted: Target) -> httpx.Response:
        """Ask the number that was checked, under the name that was asked for."""
        request = client.build_request(
            "GET",
            wanted.pinned,
            headers={
                "Host": urlsplit(wanted.url).netloc,
                "User-Agent": AGENT,
                "Accept-Encoding": "identity",
            },
            extensions={"sni_hostname": wanted.host},
        )
        return client.send(request, stream=True)

    def _client(self) -> httpx.Client:
        """Return a client that believes no proxy and follows no redirect by itself."""
        return httpx.Client(
            timeout=min(10.0, self.seconds), follow_redirects=False, trust_env=False
        )
