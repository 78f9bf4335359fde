"""Lists that are narrowed say by what, hand it on, and lead back; pages that are not there do not.

Five states of each list: empty, one, many, too many, wrong.
"""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient

from app.search.filters import Filters
from app.search.query import parse
from app.search.results import facet
from app.store.tallies import AgencyTally
from app.web.pages import directories, listing
from tests.web.test_pages import LONG, page, texts

AGENCY = "上海市浦东新区养老发展局"


def test_promises_can_be_narrowed_by_what_came_of_them(site: TestClient) -> None:
    """有后续 and 未见后续 stand in the form, and together they are all promises."""
    total = texts(page(site, "/pledges"), ".count")[0]
    form = page(site, "/pledges?state=unseen")
    assert texts(form, "select[name=state] option") == ["全部", "有后续", "未见后续"]
    assert form.css_first("select[name=state] option[selected]").text() == "未见后续"
    assert "未见后续 ×" in texts(form, ".chips a")
    counts = [
        int(texts(page(site, f"/pledges?state={state}"), ".count")[0].split()[1])
        for state in ("seen", "unseen")
    ]
    assert total == f"共 {sum(counts)} 条"


@pytest.mark.parametrize(
    ("address", "chips"),
    [
        ("/pledges?has=due&district=310115", ["浦东新区 ×", "有期限 ×", "清除全部"]),
        (f"/pledges?reply={LONG[3:]}", ["第130号提案的答复 ×", "清除全部"]),
        ("/pledges?agency=没有的局", ["没有的局 ×", "清除全部"]),
        ("/figures?district=310115&many=1", ["浦东新区 ×", "有多件答复写到 ×", "清除全部"]),
        (f"/figures?agency={AGENCY}", [f"{AGENCY} ×", "清除全部"]),
        (
            f"/figures?reply={LONG[3:]}",
            ["对浦东新区政协七届四次会议第130号提案的答复 ×", "清除全部"],
        ),
    ],
)
def test_a_narrowed_list_says_by_what(site: TestClient, address: str, chips: list[str]) -> None:
    """Each condition is a link to the same list without it."""
    tree = page(site, address)
    assert texts(tree, ".chips a") == chips
    for link in tree.css(".chips a"):
        assert site.get(link.attributes["href"] or "").status_code == 200


def test_the_search_within_a_narrowed_list_stays_narrowed(site: TestClient) -> None:
    """The form of /figures hands on what narrows it; that of /pledges has it in its selects."""
    kept = page(site, f"/figures?agency={AGENCY}").css_first("main form input[name=agency]")
    assert kept.attributes["value"] == AGENCY
    chosen = page(site, "/pledges?agency=没有的局").css("select[name=agency] option[selected]")
    assert [option.attributes["value"] for option in chosen] == ["没有的局"]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/pledges", ".promise"),
        ("/figures", "tbody tr"),
        ("/proposers", ".people li"),
        ("/agencies", "#agencies li"),
        ("/search", ".results > li"),
        ("/quality?code=ocr", "tbody tr"),
    ],
)
def test_a_page_behind_the_last_is_the_last(site: TestClient, address: str, shown: str) -> None:
    """Page 150 of a short list shows its end, never nothing."""
    join = "&" if "?" in address else "?"
    assert page(site, f"{address}{join}page=150").css(shown)


@pytest.mark.parametrize(
    ("address", "said", "way"),
    [
        ("/pledges?q=没有这样的词语", "没有符合的承诺。", "/pledges"),
        ("/figures?q=没有这样的词语", "没有符合的指标。", "/figures"),
        ("/proposers?letter=8", "没有拼音以“8”开头的姓名。", "/proposers"),
        ("/agencies?q=没有这样的词语", "没有名称含“没有这样的词语”的单位。", "/agencies"),
        ("/proposers?q=没有这样的词语", "没有找到“没有这样的词语”。", "/proposers"),
    ],
)
def test_a_list_without_a_line_leads_on(
    site: TestClient, address: str, said: str, way: str
) -> None:
    """Nothing found is one sentence and the way to the whole list."""
    tree = page(site, address)
    assert said in tree.css_first("main").text()
    assert tree.css_first(f"main p a[href='{way}']") is not None


def test_more_agencies_than_a_page_holds_are_parted(
    site: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every agency stands on exactly one page, and the pages are linked."""
    whole = texts(page(site, "/agencies"), "#agencies li a")
    monkeypatch.setattr(directories, "UNITS", 12)
    parted = [page(site, f"/agencies?page={n}&in=12") for n in (1, 2, 3)]  # no page that was kept
    assert [name for tree in parted for name in texts(tree, "#agencies li a")] == whole
    assert [link.text() for link in parted[0].css(".pager a")] == ["2", "3", "下一页"]


def test_who_was_only_asked_for_an_opinion_leads_to_the_letters_that_say_so(
    site: TestClient,
) -> None:
    """No search within no letters, no export of none: the name is searched for, as printed."""
    tree = page(site, "/agencies/区商务委")
    assert tree.css(".find") == []
    (found,) = tree.css("section[aria-labelledby=hits-h] a")
    assert unquote(str(found.attributes["href"])) == '/search?q="区商务委"'


@pytest.mark.parametrize(
    ("level", "province", "replies", "asked", "heading"),
    [
        ("区县", "上海市", 3, 0, "上海市"),
        (None, None, 3, 1, "地区未写明"),  # it answered: that it was asked too is not all
        (None, None, 0, 2, "只见于会办"),
    ],
)
def test_an_agency_stands_where_it_belongs(
    level: str | None, province: str | None, replies: int, asked: int, heading: str
) -> None:
    """An agency without a place that did answer is not among those that were only asked."""
    one = AgencyTally("某局", None, province, None, None, level, replies, asked)
    assert directories.agencies_by_place([one])[0].heading == heading


def test_an_agency_says_from_when_to_when_and_how_running_text_calls_it(site: TestClient) -> None:
    """Its dates to the day; promises and figures with the length of the list they lead to."""
    told = page(site, f"/agencies/{AGENCY}")
    assert "2025-05-14" in told.css_first(".card").text()
    promises = next(a for a in told.css(".ways a") if a.text().startswith("承诺"))
    listed = texts(page(site, promises.attributes["href"] or ""), ".count")[0]
    assert listed == f"共 {promises.text().split()[1]} 条"


def test_a_theme_leads_to_its_replies_with_promises_and_with_figures(site: TestClient) -> None:
    """Each way says how many replies it leads to."""
    ways = page(site, "/themes/elderly").css(".ways a")
    held = [way for way in ways if "的答复" in way.text() and "订阅" not in way.text()]
    assert [way.text().split()[0] for way in held] == ["有承诺的答复", "有数据的答复"]
    for way in held:
        shown = texts(page(site, way.attributes["href"] or ""), ".count")[0]
        assert f"共 {way.text().split()[1]} 件" in shown


def test_a_facet_with_too_many_values_has_pages_of_its_own(
    site: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """/lists names the first and leads on; every value stands on exactly one page behind it."""
    monkeypatch.setattr(listing, "VALUES", 4)
    monkeypatch.setattr(listing, "SIZE", 12)
    lists = page(site, "/lists?in=12")  # no page that was kept
    more = [a for a in lists.css(".all a") if a.text().startswith("全部承办单位")]
    assert [a.attributes["href"] for a in more] == ["/lists/agency/1"]
    parted = [page(site, f"/lists/agency/{n}?in=12") for n in (1, 2, 3)]
    names = [name for tree in parted for name in texts(tree, ".tally a")]
    assert more[0].text() == f"全部承办单位（{len(names)}）"
    assert len(set(names)) == len(names)
    assert site.get("/lists/agency/4").status_code == 404
    assert site.get("/lists/nothing/1").status_code == 404


def test_a_theme_stands_below_the_one_it_is_part_of(site: TestClient) -> None:
    """/lists sorts both levels by count, and never puts a second level below another first."""
    with site.app.state.site.engine.connect() as connection:  # type: ignore[attr-defined]
        found = facet(connection, parse(""), Filters(), "theme").values
    first = {value.value: value.label for value in found if value.parent is None}
    above = {value.label: first[value.parent] for value in found if value.parent}
    assert above
    seen = ""
    for label in texts(page(site, "/lists?in=13"), ".tally a"):
        seen = label if label in first.values() else seen
        assert above.get(label, seen) == seen
