"""`dafu export DIR`: everything in a folder that outlives its server.

The bulk files with their package, every original, and a complete copy of the site: its pages are
asked of the application itself, link by link, so the copy is what the site shows. Pages are kept
as they come and their links are turned to files at the end, when it is known what there is. What
was found and kept stands on the disk meanwhile, so that memory does not grow with the archive.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import anyio
import httpx
from fastapi import FastAPI
from sqlalchemy import Connection

from app.api.bulk.files import every_item
from app.api.bulk.lines import Measure, gzipped, line
from app.api.bulk.offline import file_of, links, rewritten
from app.api.bulk.package import File, package
from app.api.bulk.sheets import FIGURE_COLUMNS, PLEDGE_COLUMNS, reply_columns, sheet
from app.api.v1.pledges import pledge_item, today
from app.codec import plain
from app.errors import BadInput
from app.ledger.promises.filters import PledgeFilters
from app.ledger.promises.register import every
from app.search.opening import forget
from app.search.query import parse
from app.search.results import matching
from app.store.bulk import each, each_raw
from app.store.changes import addresses
from app.store.figures import Sought
from app.store.lists import totals
from app.store.trail import Trail
from app.web import urls
from app.web.deps import Site

BASE = "http://localhost:8000"  # where `python -m http.server` shows the copy
DATA = "data"
LINES = "export.jsonl.gz"
SHEETS_AND_LINES = ("replies.csv", "figures.csv", "pledges.csv", LINES, "datapackage.json")
PAGE = 1000
ASKED = 200  # answers, after which what was read for them is given up
TRAIL = ".trail.db"  # in the folder while it is written: where there is room for it
PLAIN = {"Accept-Encoding": "identity"}  # so that nothing is packed, nor kept for a second reader
STARTS = (
    *("/", "/lists", "/agencies", "/proposers", "/districts", "/themes", "/figures", "/pledges"),
    *("/help", "/help/search", "/help/methods", "/about", "/accessibility", "/privacy"),
    *("/quality", "/ingest", "/api", "/api/openapi.json"),
)
PAGES = ".html"
FORMS = ("", ".json", ".txt", ".jsonld", "/text", "/original")
# what only a program can answer, and what tells of the site where it lives
NEVER = ("/api/v1/", "/api/docs", "/mcp", "/search", "/compare", "/big", "/feed", "/opensearch")
BULK = {f"/api/v1/{name}": f"{DATA}/{name}" for name in SHEETS_AND_LINES}
NAMED = re.compile(r"filename\*?=(?:UTF-8'')?\"?(?P<name>[^\";]+)")


@dataclass(slots=True)
class Exported:
    """What an export came to."""

    replies: int = 0
    pages: int = 0
    files: int = 0
    missing: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """Return it in a sentence."""
        said = f"导出 {self.replies} 件答复，{self.pages} 个网页，共 {self.files} 个文件。"
        return said + "".join(f"\n没有得到：{address}" for address in self.missing)


def export(app: FastAPI, folder: Path, tell: Callable[[str], None] = lambda said: None) -> Exported:
    """Write the bulk files and the copy of the site below `folder`, which must be empty or new."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInput(f"{folder}: 不是空文件夹；请给一个空的或还没有的文件夹。")
    folder.mkdir(parents=True, exist_ok=True)
    site: Site = app.state.site
    base = (site.settings.base_url or BASE).rstrip("/")
    exported = Exported()
    with site.engine.connect() as connection:
        tell("写出数据文件……")
        bulk(connection, folder / DATA, base, exported)
        tell("写出网页……")
        with Trail(folder / TRAIL) as trail:
            trail.find(STARTS)
            trail.find(_replies(connection))
            for address, file in BULK.items():
                trail.keep(address, file)
            anyio.run(_walk, app, trail, folder, base, exported)
            _link(trail, folder, exported)
    return exported


def bulk(connection: Connection, folder: Path, base: str, exported: Exported) -> None:
    """Write all replies as JSON Lines, the three sheets, and the package that describes them."""
    folder.mkdir()
    rowids = matching(connection, parse(""))
    measure = Measure()
    lines = gzipped((line(raw, base) for raw in each_raw(connection, rowids)), measure)
    for_lines = _written(folder / LINES, lines)
    figures = every_item(connection, Sought(), base)
    promises = (pledge_item(p, base) for p in every(connection, PledgeFilters(), today()))
    sheets = [
        _sheet(folder, "replies", sheet(reply_columns(base), each(connection, rowids))),
        _sheet(folder, "figures", sheet(FIGURE_COLUMNS, figures)),
        _sheet(folder, "pledges", sheet(PLEDGE_COLUMNS, promises)),
    ]
    held = totals(connection)
    described = package(
        File("export", LINES, measure.lines, *for_lines), sheets, held.revision, held.modified
    )
    text = json.dumps(plain(described), ensure_ascii=False, indent=2)
    (folder / "datapackage.json").write_text(text + "\n", encoding="utf-8")
    exported.replies = measure.lines
    exported.files += len(SHEETS_AND_LINES)


def _sheet(folder: Path, name: str, chunks: Iterable[str]) -> File:
    size, sha256 = _written(folder / f"{name}.csv", (chunk.encode() for chunk in chunks))
    return File(name, f"{name}.csv", None, size, sha256)


def _written(path: Path, chunks: Iterable[bytes]) -> tuple[int, str]:
    """Write a file as it is made; return its size and what it hashes to."""
    size, digest = 0, hashlib.sha256()
    with path.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return size, digest.hexdigest()


async def _walk(app: FastAPI, trail: Trail, folder: Path, base: str, exported: Exported) -> None:
    """Walk the site from link to link and keep every answer as it comes."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=base, headers=PLAIN) as client:
        for address in trail.waiting():
            response = await client.get(address)
            if response.status_code != 200:
                exported.missing += [address] if not address.startswith(urls.lists()) else []
                continue
            file = _kept(folder, address, response)
            trail.keep(address, file)
            exported.files += 1
            if exported.files % ASKED == 0:  # and none is asked for again
                forget()
            if file.endswith(PAGES):
                trail.find(link for link in links(response.text) if not link.startswith(NEVER))


def _link(trail: Trail, folder: Path, exported: Exported) -> None:
    """Turn the links of every page to files, now that it is known what there is."""
    for file in trail.files(PAGES):
        path = folder / file
        page = path.read_text(encoding="utf-8")
        path.write_text(rewritten(page, file, trail.held(links(page))), encoding="utf-8")
        exported.pages += 1


def _kept(folder: Path, address: str, response: httpx.Response) -> str:
    """Keep an answer as a file that a file server gives the right type; return its name.

    An attachment gets a suffix that no browser opens as a page of this site.
    """
    suffix = PAGES
    if found := NAMED.search(response.headers.get("content-disposition", "")):
        suffix = Path(unquote(found["name"])).suffix.lower()
        suffix = f"{suffix}.bin" if suffix in ("", ".html", ".htm", ".xhtml", ".svg") else suffix
    file = file_of(address, suffix)
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(response.content)
    return file


def _replies(connection: Connection) -> Iterator[str]:
    page = 1
    while found := addresses(connection, page, PAGE):
        for change in found:
            yield from (urls.reply(change.id) + form for form in FORMS)
        page += 1
