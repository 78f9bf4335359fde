"""The archive in a folder: whole, and readable from a plain file server without a program."""

from __future__ import annotations

import gzip
import hashlib
import http.server
import json
import threading
from collections.abc import Iterator
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from app.api.bulk.export import Exported, export
from app.api.bulk.offline import file_of, links, rewritten, standing
from app.config import Settings
from app.errors import BadInput
from app.web.main import create_app
from tests.trust.test_privacy import secrets


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        ("/r/310115-zx-7-4-130", "r/310115-zx-7-4-130.html"),
        ("/r/310115-zx-7-4-130.json", "r/310115-zx-7-4-130.json"),
        ("/agencies/%E5%8C%BA%E5%B1%80", "agencies/区局.html"),
        ("/themes/a%2Fb", "themes/a_b.html"),
        ("/agencies/a%3Ab%2A", "agencies/a_b_.html"),
        ("/static/app.css", "static/app.css"),
    ],
)
def test_an_address_is_a_file(address: str, file: str) -> None:
    """Every address has one name that every file system takes."""
    assert file_of(address) == file


@pytest.mark.parametrize("address", ["/agencies/..", "/r/../../etc", f"/agencies/{'长' * 200}"])
def test_no_address_leads_out_of_the_folder(address: str) -> None:
    """Parts that mean another folder, or are too long for a file, become a short name."""
    parts = file_of(address).split("/")
    assert ".." not in parts
    assert all(len(part.encode()) < 200 for part in parts)


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/r/x?q=%E8%AF%8D#p6", "/r/x"),
        ("/search", "/lists"),
        ("/search?year=2025", "/lists/year/2025/1"),
        ("/search?agency=%E5%8C%BA%E5%B1%80", "/lists/agency/%E5%8C%BA%E5%B1%80/1"),
        ("/search?q=a", None),
        ("/search?year=2025&district=310115", None),
        ("/big?on=1&back=%2F", None),
        ("/static/app.css?v=1", "/static/app.css"),
    ],
)
def test_a_link_stands_for_what_a_copy_can_hold(link: str, address: str | None) -> None:
    """A search for one value is its list; what only a program can answer is nothing."""
    assert standing(link) == address


def test_a_page_is_rewritten_for_the_folder() -> None:
    """Links become relative, those that lead nowhere lose their address, forms give way."""
    page = (
        '<link rel="stylesheet" href="/static/a.css?v=1">\n<link rel="search" href="/o.xml">\n'
        '<a href="/r/x#p6">一</a><a href="/big?on=1">二</a><a href="#main">三</a>'
        '<form action="/search"><input></form>'
    )
    held = {address: file_of(address) for address in ("/static/a.css", "/r/x", "/lists")}
    said = rewritten(page, "r/y/text.html", held)
    assert '<link rel="stylesheet" href="../../static/a.css">' in said
    assert "o.xml" not in said
    assert '<a href="../x.html#p6">一</a><a >二</a><a href="#main">三</a>' in said
    assert "<form" not in said
    assert 'href="../../lists.html"' in said
    assert set(links(page)) == {"/static/a.css", "/o.xml", "/r/x", "/lists"}


def test_an_export_never_mixes_with_what_is_there(settings: Settings, tmp_path: Path) -> None:
    """A folder that holds something is refused before anything is written."""
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(BadInput, match="不是空文件夹"):
        export(create_app(settings), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.fixture(scope="module")
def copy(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Exported]:
    """The sample letters, exported."""
    folder = tmp_path_factory.mktemp("copy") / "out"
    return folder, export(create_app(settings), folder)


@pytest.mark.slow
def test_everything_asked_for_was_got(copy: tuple[Path, Exported]) -> None:
    """No address of the site was left out for an error."""
    folder, exported = copy
    assert exported.missing == []
    assert exported.replies == 5
    assert exported.pages == len(list(folder.rglob("*.html")))


@pytest.mark.slow
def test_every_link_of_the_copy_leads_somewhere(copy: tuple[Path, Exported]) -> None:
    """The link checker: every file is there, every fragment has its target."""
    folder, _ = copy
    pages = {path: LexborHTMLParser(path.read_text()) for path in folder.rglob("*.html")}
    wrong = []
    for path, page in pages.items():
        for node in page.css("[href], [src], [action]"):
            link = unescape(node.attributes.get("href") or node.attributes.get("src") or "")
            parts = urlsplit(link)
            if parts.scheme or not link:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file():
                wrong.append((path.name, link))
            elif parts.fragment and target in pages:
                found = pages[target].css_first(f'[id="{unquote(parts.fragment)}"]')
                wrong += [] if found else [(path.name, link)]
    assert wrong == []


@pytest.mark.slow
def test_no_handler_is_named_in_the_copy(copy: tuple[Path, Exported], seeds: Path) -> None:
    """Pages and data files hold no name or mobile of a handler; the originals are as they came."""
    folder, _ = copy
    hidden = [secret.encode() for secret in secrets(seeds)]
    files = [path for path in folder.rglob("*") if path.is_file() and path.stem != "original"]
    assert len(hidden) >= 4
    for path in files:
        held = path.read_bytes()
        held = gzip.decompress(held) if path.suffix == ".gz" else held
        assert [secret for secret in hidden if secret in held] == [], path.name
    print(f"{len(files)} files of the static copy, none names a handler")  # noqa: T201


@pytest.mark.slow
def test_every_original_is_in_the_copy(copy: tuple[Path, Exported], seeds: Path) -> None:
    """Byte for byte, beside its reply."""
    folder, _ = copy
    held = {hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("original.*")}
    assert {hashlib.sha256(path.read_bytes()).hexdigest() for path in seeds.glob("*.txt")} <= held


@pytest.mark.slow
def test_the_package_describes_the_files_beside_it(copy: tuple[Path, Exported]) -> None:
    """Sizes and hashes are those of the files."""
    folder, _ = copy
    package = json.loads((folder / "data" / "datapackage.json").read_text())
    for resource in package["resources"]:
        data = (folder / "data" / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"


class Quiet(http.server.SimpleHTTPRequestHandler):
    """The plain file server of the standard library, without its log."""

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def served(copy: tuple[Path, Exported]) -> Iterator[str]:
    """The copy on what `python -m http.server` runs."""
    handler = partial(Quiet, directory=str(copy[0]))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.mark.slow
def test_a_reader_finds_a_letter_by_its_agency(served: str, client: TestClient) -> None:
    """From the front page to the lists, to an agency, to the letter, to its original."""
    card = client.get("/api/v1/replies").json()["data"][0]

    def follow(address: str, words: str) -> str:
        page = LexborHTMLParser(httpx.get(address).raise_for_status().text)
        found = (a for a in page.css("a[href]") if words in a.text())
        return urljoin(address, next(found).attributes["href"] or "")

    lists = follow(served, "检索")
    letters = follow(lists, card["agencies"][0])
    letter = follow(letters, card["heading"][-12:])
    assert card["heading"].replace(" ", "") in httpx.get(letter).text.replace("<wbr>", "")
    original = follow(letter, "原始文件")
    whole = client.get(f"/api/v1/replies/{card['id']}/original").content
    assert httpx.get(original).content == whole
