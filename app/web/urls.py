"""Every address on the site is made here; templates and the API glue nothing together."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, urlencode

STATIC = Path(__file__).resolve().parents[2] / "static"
# An address on this site: one slash, then no second one and no backslash (which browsers read as
# a slash), no control characters: `//host`, `/\host` and `/<tab>/host` lead elsewhere.
OWN_ADDRESS = re.compile(r"/(?![/\\])[^\x00-\x20\\\x7f]*")

Pairs = Iterable[tuple[str, str]]


def home() -> str:
    """Return the address of the front page."""
    return "/"


def search(parameters: Pairs = ()) -> str:
    """Return the address of a search."""
    return _with("/search", parameters)


def facet(name: str, parameters: Pairs = ()) -> str:
    """Return the address of the page that lists every value of a facet."""
    return _with(f"/search/facet/{quote(name)}", parameters)


def reply(id: str, paragraph: int | None = None, parameters: Pairs = ()) -> str:
    """Return the address of a reply, or of a paragraph of it; parameters keep a search at hand."""
    return _with(f"/r/{quote(id)}", parameters) + ("" if paragraph is None else f"#p{paragraph}")


def version(id: str, number: int) -> str:
    """Return the address of one version of a reply."""
    return f"/r/{quote(id)}/v{number}"


def received(id: str) -> str:
    """Return the address of a reply's text as it was received."""
    return f"/r/{quote(id)}/text"


def wording(id: str) -> str:
    """Return the address of the passages of a reply that earlier ones had."""
    return f"/r/{quote(id)}/wording"


def original(id: str) -> str:
    """Return the address of a reply's file as it came."""
    return f"/r/{quote(id)}/original"


def file(id: str, sha256: str) -> str:
    """Return the address of one of a reply's files, by its digest."""
    return f"/r/{quote(id)}/files/{sha256}"


def reply_json(id: str) -> str:
    """Return the address of a reply as JSON."""
    return f"/r/{quote(id)}.json"


def reply_plain(id: str) -> str:
    """Return the address of a reply as plain text."""
    return f"/r/{quote(id)}.txt"


def reply_linked_data(id: str) -> str:
    """Return the address of a reply as schema.org's JSON-LD."""
    return f"/r/{quote(id)}.jsonld"


def proposers(parameters: Pairs = ()) -> str:
    """Return the address of the list of proposers."""
    return _with("/proposers", parameters)


def proposer(id: str, parameters: Pairs = ()) -> str:
    """Return the address of a proposer, or of a part of the list in another order."""
    return _with(f"/proposers/{quote(id, safe='')}", parameters)


def agencies(parameters: Pairs = ()) -> str:
    """Return the address of the list of agencies."""
    return _with("/agencies", parameters)


def agency(name: str) -> str:
    """Return the address of an agency, known by its name."""
    return f"/agencies/{quote(name, safe='')}"


def districts() -> str:
    """Return the address of the list of districts."""
    return "/districts"


def district(code: str) -> str:
    """Return the address of a district, known by its code."""
    return f"/districts/{quote(code, safe='')}"


def themes() -> str:
    """Return the address of the list of themes."""
    return "/themes"


def theme(id: str) -> str:
    """Return the address of a theme."""
    return f"/themes/{quote(id, safe='')}"


def figures(parameters: Pairs = ()) -> str:
    """Return the address of the list of metrics."""
    return _with("/figures", parameters)


def metric(id: str, page: int = 1) -> str:
    """Return the address of one metric's figures, or of an earlier page of them."""
    return _with(f"/figures/{quote(id, safe='')}", [("page", str(page))] if page > 1 else [])


def pledges(parameters: Pairs = ()) -> str:
    """Return the address of the list of promises."""
    return _with("/pledges", parameters)


def compare(one: str, other: str) -> str:
    """Return the address of two replies side by side."""
    return _with("/compare", [("a", one), ("b", other)])


def compare_form() -> str:
    """Return the address that takes two ticked results."""
    return "/compare"


def draft() -> str:
    """Return the address of the draft checker."""
    return "/draft"


def quality(parameters: Pairs = ()) -> str:
    """Return the address of what could not be read."""
    return _with("/quality", parameters)


def runs() -> str:
    """Return the address of the record of ingest runs."""
    return "/ingest"


def help_index() -> str:
    """Return the address of the help pages' front page."""
    return "/help"


def help_search() -> str:
    """Return the address of the help on searching."""
    return "/help/search"


def help_methods(section: str | None = None) -> str:
    """Return the address of the page that says how things are recognised."""
    return "/help/methods" + (f"#{section}" if section else "")


def about() -> str:
    """Return the address of the page about this archive."""
    return "/about"


def accessibility() -> str:
    """Return the address of the accessibility statement."""
    return "/accessibility"


def privacy() -> str:
    """Return the address of the page on privacy and corrections."""
    return "/privacy"


def api() -> str:
    """Return the address of the description of the API."""
    return "/api"


def disagreement_feed(parameters: Pairs = ()) -> str:
    """Return the address of the feed of numbers that disagree."""
    return _with("/feed/disagreements.atom", parameters)


def pledge_feed(parameters: Pairs = ()) -> str:
    """Return the address of a list of promises as an Atom feed."""
    return _with("/feed/pledges.atom", parameters)


def feed(parameters: Pairs = ()) -> str:
    """Return the address of a search as an Atom feed."""
    return _with("/feed.atom", parameters)


def replies_csv(parameters: Pairs = ()) -> str:
    """Return the address of a search as CSV."""
    return _with("/api/v1/replies.csv", parameters)


def replies_json(parameters: Pairs = ()) -> str:
    """Return the address of a search as JSON."""
    return _with("/api/v1/replies", parameters)


def figures_csv(parameters: Pairs = ()) -> str:
    """Return the address of figures as CSV."""
    return _with("/api/v1/figures.csv", parameters)


def pledges_csv(parameters: Pairs = ()) -> str:
    """Return the address of promises as CSV."""
    return _with("/api/v1/pledges.csv", parameters)


def series_json(id: str) -> str:
    """Return the address of one metric's figures as JSON."""
    return f"/api/v1/series/{quote(id, safe='')}"


def opensearch() -> str:
    """Return the address of the description browsers read to search here."""
    return "/opensearch.xml"


def big(on: bool, back: str) -> str:
    """Return the address that switches large text on or off and comes back."""
    return _with("/big", [("on", "1" if on else "0"), ("back", back)])


def safe_return(address: str) -> str:
    """Return the address if it leads back to this site, else the front page."""
    return address if OWN_ADDRESS.fullmatch(address) else home()


LISTED = ("year", "district", "agency", "theme")
"""The facets whose values have a list without query string, for the static copy."""


def lists() -> str:
    """Return the address of the lists by year, district, agency and theme."""
    return "/lists"


def values(name: str, page: int = 1) -> str:
    """Return the address of the list of all values of a facet."""
    return f"/lists/{name}/{page}"


def listing(name: str, value: str, page: int = 1) -> str:
    """Return the address of the list of a facet's value."""
    return f"/lists/{name}/{quote(value, safe='')}/{page}"


def api_reply(id: str) -> str:
    """Return the address of a reply in the API."""
    return f"/api/v1/replies/{quote(id)}"


def api_original(id: str) -> str:
    """Return the address of a reply's original file in the API."""
    return f"{api_reply(id)}/original"


def static(name: str) -> str:
    """Return the address of a static file, which changes with its content."""
    return f"/static/{name}?v={_fingerprint(name)}"


def _with(path: str, parameters: Pairs) -> str:
    query = urlencode(list(parameters))
    return f"{path}?{query}" if query else path


@lru_cache(maxsize=256)
def _fingerprint(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
