"""How others find what is here: sitemap, robots.txt, OpenSearch, llms.txt."""

from __future__ import annotations

from datetime import datetime
from xml.etree import ElementTree

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from app.api.protocol.answering import base_of
from app.errors import NotFound
from app.store.changes import addresses
from app.store.lists import totals
from app.web import urls
from app.web.deps import Reading, TheSite

router = APIRouter()

XML = "application/xml; charset=utf-8"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
PAGE = 20_000  # addresses in one sitemap; the protocol allows 50,000
STANDING = ("/", "/agencies", "/districts", "/themes", "/figures", "/pledges", "/help", "/about")

ROBOTS = """\
User-agent: *
Disallow: /search
Disallow: /proposers
Disallow: /api
Disallow: /r/*/original
Disallow: /r/*/files
Disallow: /mcp

Sitemap: {base}/sitemap.xml
"""
KEEP_OUT = "User-agent: *\nDisallow: /\n"

LLMS = """\
# 答复库

> 各级机关对政协提案、人大代表建议的答复，全文，现收录 {replies} 件（成文日期 {since} 至 {until}）。
> 内容是各单位主动公开的答复，以原文为准；数据、承诺、主题是程序自动识别的，每条都指向原文的字句。

读一件答复：`{base}/r/{{id}}.txt`（全文）或 `{base}/r/{{id}}.json`（另有字段、数据、承诺及其位置）。
引用时请写承办单位、标题、发文字号、日期和固定网址 `{base}/r/{{id}}`，可以加段号 `#p6`。

## 数据接口

- [接口说明]({base}/api)：参数、示例、错误
- [OpenAPI 文档]({base}/api/openapi.json)
- [检索答复]({base}/api/v1/replies?q=孵化器)：`q` 是检索词，另有地区、单位、年份等条件
- [文中数据]({base}/api/v1/figures?q=孵化器)：每条带所在句子
- [承诺]({base}/api/v1/pledges)：每条是整句
- [全部答复]({base}/api/v1/export.jsonl.gz)：JSON Lines
- [全部答复的说明和校验]({base}/api/v1/datapackage.json)

## 工具

- MCP：`{base}/mcp`（search_replies、read_reply、list_facet、find_figures、list_pledges，只读）

## 订阅

- [Atom]({base}/feed.atom)、[JSON Feed]({base}/feed.json)：可加任何检索条件
- [同一时点有不同的数]({base}/feed/disagreements.atom)
- [承诺]({base}/feed/pledges.atom)：可加承诺页的条件
"""


@router.get("/robots.txt")
def robots(request: Request, site: TheSite) -> Response:
    """Tell search engines which pages are worth their time, or to stay away altogether."""
    said = KEEP_OUT if site.settings.noindex else ROBOTS.format(base=base_of(request))
    return PlainTextResponse(said)


@router.get("/sitemap.xml")
def sitemap(request: Request, connection: Reading) -> Response:
    """Answer all addresses, or, where they are too many, the sitemaps that hold them."""
    base, count = base_of(request), totals(connection).replies
    pages = -(-count // PAGE)
    if pages <= 1:
        replies = addresses(connection, 1, PAGE)
        standing = [(base + path, None) for path in STANDING]
        return _urlset([*standing, *((base + urls.reply(c.id), c.modified) for c in replies)])
    root = ElementTree.Element("sitemapindex", {"xmlns": SITEMAP})
    for number in range(1, pages + 1):
        entry = ElementTree.SubElement(root, "sitemap")
        ElementTree.SubElement(entry, "loc").text = f"{base}/sitemap-{number}.xml"
    return _xml(root)


@router.get("/sitemap-{number}.xml")
def sitemap_page(request: Request, connection: Reading, number: int) -> Response:
    """Answer one page of addresses."""
    base = base_of(request)
    replies = addresses(connection, number, PAGE) if 0 < number <= 1_000_000 else ()
    if not replies:
        raise NotFound("没有这一页网站地图。")
    return _urlset([(base + urls.reply(c.id), c.modified) for c in replies])


@router.get("/opensearch.xml")
def opensearch(request: Request) -> Response:
    """Let a browser offer the archive in its search field."""
    base = base_of(request)
    root = ElementTree.Element("OpenSearchDescription", {"xmlns": OPENSEARCH})
    said = {
        "ShortName": "答复库",
        "Description": "检索政协提案、人大代表建议的答复",
        "InputEncoding": "UTF-8",
        "OutputEncoding": "UTF-8",
        "Language": "zh-Hans",
    }
    for name, text in said.items():
        ElementTree.SubElement(root, name).text = text
    for kind, path in (
        ("text/html", "/search?q={searchTerms}"),
        ("application/atom+xml", "/feed.atom?q={searchTerms}"),
        ("application/json", "/api/v1/replies?q={searchTerms}"),
    ):
        ElementTree.SubElement(root, "Url", {"type": kind, "template": base + path})
    response = _xml(root)
    response.headers["content-type"] = "application/opensearchdescription+xml"
    return response


@router.get("/llms.txt")
def llms(request: Request, connection: Reading) -> Response:
    """Tell a language model what is here and how to read it."""
    held = totals(connection)
    said = LLMS.format(
        base=base_of(request),
        replies=held.replies,
        since=held.since or "—",
        until=held.until or "—",
    )
    return PlainTextResponse(said)


def _urlset(entries: list[tuple[str, datetime | None]]) -> Response:
    root = ElementTree.Element("urlset", {"xmlns": SITEMAP})
    for address, modified in entries:
        entry = ElementTree.SubElement(root, "url")
        ElementTree.SubElement(entry, "loc").text = address
        if modified is not None:
            ElementTree.SubElement(entry, "lastmod").text = modified.isoformat()
    return _xml(root)


def _xml(root: ElementTree.Element) -> Response:
    written: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return Response(written, media_type=XML)
