"""Every page: answers, has one heading, is complete, and says who it is."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser

from app.config import Settings
from app.web.main import create_app
from tests.rows import each_row
from tests.web import samples

LONG = "/r/310115-zx-7-4-130"
PAGES = (
    "/",
    "/search",
    "/search?q=孵化器",
    "/search?q=孵化器&district=310115&year=2025",
    "/search?page=2",
    "/search?q=没有这样的词语组合",
    "/search/facet/agency?q=孵化器",
    LONG,
    f"{LONG}?q=孵化器&district=310115",
    f"{LONG}?view=list&print=full",
    f"{LONG}/text",
    f"{LONG}/v1",
    f"{LONG}/wording",
    "/r/310115-rd-7-5-0541",
    "/r/310105-zx-15-4-072",
    "/r/x088088088a",
    "/search?sort=old",
    "/search?sort=old&page=2",
    "/agencies",
    "/agencies?q=养老",
    "/agencies?q=没有",
    "/agencies/上海市浦东新区养老发展局",
    "/proposers",
    "/proposers?q=wanghong",
    "/proposers?letter=W",
    "/proposers/310115-rd-汪泓",
    "/proposers/310115-zx-闫晓慧?kind=proposal&sort=old",
    "/lists",
    "/lists/agency/1",
    "/lists/year/2025/1",
    "/lists/agency/上海市浦东新区养老发展局/1",
    "/districts",
    "/districts/310115",
    "/districts/310000",
    "/themes",
    "/themes/elderly",
    "/themes/elderly/助餐",
    "/quality",
    "/quality?code=ocr",
    "/ingest",
    "/figures",
    "/figures?many=1&q=孵化器",
    "/pledges",
    "/pledges?has=due&district=310115",
    f"/compare?a={LONG[3:]}&b=310105-zx-15-4-072",
    "/compare",
    "/draft",
    "/help",
    "/help/search",
    "/help/methods",
    "/about",
    "/accessibility",
    "/privacy",
)


def page(client: TestClient, address: str, status: int = 200) -> LexborHTMLParser:
    response = client.get(address)
    assert response.status_code == status, (address, response.text[:300])
    return LexborHTMLParser(response.text)


def texts(tree: LexborHTMLParser, selector: str) -> list[str]:
    return [node.text() for node in tree.css(selector)]


@each_row("address", PAGES)
def test_a_page_has_one_heading_a_language_and_landmarks(site: TestClient, address: str) -> None:
    """Each page has one h1, the language, header, main and footer, and a title of its own."""
    tree = page(site, address)
    assert len(tree.css("h1")) == 1
    assert tree.css_first("html").attributes["lang"] == "zh-Hans"
    assert len(tree.css("main#main")) == len(tree.css("header.top")) == len(tree.css("footer")) == 1
    assert re.fullmatch(r".+ · 答复库", tree.css_first("title").text())


@each_row("address", PAGES)
def test_every_anchor_has_its_target_and_every_id_is_unique(site: TestClient, address: str) -> None:
    """A link inside a page leads somewhere in it."""
    tree = page(site, address)
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    inside = [a.attributes["href"] or "" for a in tree.css("a[href^='#']")]
    assert [href for href in inside if href[1:] not in ids] == []


@each_row("address", PAGES)
def test_no_heading_and_no_link_is_without_words(site: TestClient, address: str) -> None:
    """What has no words cannot be read out, nor clicked: an unread letter once had none."""
    tree = page(site, address)
    named = [
        node for node in tree.css("h1,h2,h3,h4,h5,h6,a") if not node.attributes.get("aria-label")
    ]
    assert [node.html for node in named if not node.text().strip()] == []


@each_row("address", PAGES)
def test_headings_leave_no_level_out(site: TestClient, address: str) -> None:
    """An h4 stands below an h3: a screen reader's outline has no holes."""
    levels = [int(node.tag[1]) for node in page(site, address).css("h1,h2,h3,h4,h5,h6")]
    jumps = [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1]
    assert levels[0] == 1
    assert jumps == []


def test_the_empty_archive_says_how_to_fill_it(empty_site: TestClient) -> None:
    """Every list of an empty archive says so, with the command that fills it."""
    for address in ("/", "/search", "/agencies", "/proposers", "/districts", "/themes", "/lists"):
        tree = page(empty_site, address)
        assert texts(tree, "h1") == ["还没有收录答复"]
        assert "./run ingest seeds/" in tree.css_first("main").text()


def test_an_unknown_address_is_a_page_with_a_search_box(site: TestClient) -> None:
    """A 404 keeps the frame and offers to search the words of the address."""
    tree = page(site, "/r/孵化器", 404)
    assert tree.css_first("input[name=q]").attributes["value"] == "孵化器"
    code = page(site, "/compare?a=310115-zx-7-4-130&b=nobody", 404)
    assert code.css_first("input[name=q]").attributes["value"] == ""  # nobody searches “compare”


def test_an_id_nearly_right_leads_to_the_reply(site: TestClient) -> None:
    """A 404 for a reply names the replies somebody may have meant."""
    for near in ("310115-zx-6-1-130", "310115-zx-7-4-131"):
        tree = page(site, f"/r/{near}", 404)
        assert LONG in [a.attributes["href"] for a in tree.css("main a")]


def test_a_withdrawn_reply_says_when_and_why(site: TestClient) -> None:
    """A withdrawn reply answers 410 with date and reason, and not its words."""
    tree = page(site, "/r/310115-zx-7-4-1000", 410)
    said = tree.css_first("main").text()
    assert "发布单位要求撤下" in said
    assert "助餐" not in said


def test_a_number_alone_opens_the_reply(site: TestClient) -> None:
    """第0541号 is one reply: it opens, with a way to all results."""
    response = site.get("/search?q=第0541号", follow_redirects=False)
    assert response.status_code == 303
    assert response.headers["location"].startswith("/r/310115-rd-7-5-0541?opened=")
    tree = page(site, response.headers["location"])
    assert f"/search?q={quote('第0541号')}&all=1" in [
        a.attributes["href"] for a in tree.css(".notice a")
    ]


def test_a_persons_replies_are_turned_round_and_narrowed_by_addresses(site: TestClient) -> None:
    """The oldest come first where asked for; one kind alone where there are several."""
    person = "/proposers/310115-zx-闫晓慧"

    def days(address: str) -> list[str]:
        return texts(page(site, address), ".results time")

    newest = days(person)
    assert days(f"{person}?sort=old") == sorted(newest) != newest
    tree = page(site, f"{person}?kind=proposal&sort=old")
    assert texts(tree, ".turns [aria-current]") == ["政协提案 9", "日期从旧到新"]
    links = [a.attributes["href"] for a in tree.css(".turns a")]
    assert all((href or "").startswith("/proposers/") for href in links)
    none = page(site, f"{person}?kind=suggestion").css_first("main").text()
    assert "没有这一类的答复" in none
    assert len(page(site, f"{person}?kind=nichts").css(".results li")) == len(newest)
    assert page(site, "/proposers/310115-rd-汪泓").css(".turns a") == []


def test_an_agency_leads_to_its_promises_and_metrics_with_their_number(site: TestClient) -> None:
    """The number on the link is the length of the list behind it."""
    tree = page(site, "/agencies/上海市浦东新区养老发展局")
    ways = {a.text().split()[0]: a for a in tree.css(".ways a")}
    for name in ("承诺", "数据"):
        link = ways[name]
        behind = page(site, link.attributes["href"] or "").css_first(".count").text()
        assert re.search(r"[\d,]+", behind)[0] == link.text().split()[1]  # type: ignore[index]


def test_a_theme_says_what_is_promised_and_counted_in_its_replies(site: TestClient) -> None:
    """Its promises are those of its replies; its usual metrics lead to their figures."""
    tree = page(site, "/themes/elderly")
    rows = {div.css_first("dt").text(): div.css_first("dd") for div in tree.css(".card div")}
    shown = page(site, "/search?theme=elderly&size=100").css(".results .more")
    numbers = [re.search(r"承诺 (\d+) 条", line.text()) for line in shown]
    total = sum(int(found[1]) for found in numbers if found)
    assert f"承诺 {total} 条" in rows["答复"].text()
    metric = rows["常见数据"].css_first("a")
    name = metric.text().split()[0]
    assert (
        name in page(site, metric.attributes["href"] or "").css_first("main ul, main table").text()
    )


def test_a_name_is_found_by_each_way_its_surname_is_read(tmp_path: Path) -> None:
    """单 is shan as a surname and dan elsewhere: either finds her, by letter and by pinyin."""
    letter = samples.dossier(samples.BARE, proposers=("单晓禾",))
    with TestClient(create_app(samples.filled(tmp_path, iter([letter])))) as client:
        for asked in ("q=shanxiaohe", "q=dan xiao", "q=xiaohe", "letter=S", "letter=D"):
            assert texts(page(client, f"/proposers?{asked}"), ".people a") == ["单晓禾"], asked
        for asked in ("q=hexiao", "q=hedan", "letter=X"):
            assert texts(page(client, f"/proposers?{asked}"), ".people a") == [], asked


def test_times_are_told_by_the_clocks_of_china(settings: Settings) -> None:
    """A run of the evening is not said to have been in the afternoon."""
    with TestClient(create_app(settings)) as client:
        told = page(client, "/ingest").css_first("main time")
    moment = datetime.fromisoformat(str(told.attributes["datetime"]))
    assert moment.utcoffset() == timedelta(hours=8)
    assert told.text() == moment.strftime("%Y-%m-%d %H:%M")
    assert abs(datetime.now(UTC) - moment) < timedelta(hours=1)
