"""The search page: chips, filters, counts, paging, and ways on from nothing."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser

from app.web import asked
from app.web.pages import search
from tests.web.test_pages import page, texts


def counted(tree: LexborHTMLParser) -> int:
    found = re.search(r"共 ([\d,]+) 件", tree.css_first(".count").text())
    assert found
    return int(found[1].replace(",", ""))


def test_a_filters_count_is_what_it_gives(site: TestClient) -> None:
    """Ticking a value gives as many replies as stood beside it."""
    tree = page(site, "/search?q=助餐")
    boxes = tree.css("fieldset.facet label")[:12]
    assert boxes
    for label in boxes:
        box, count = label.css_first("input"), label.css_first(".n").text()
        address = f"/search?q=助餐&{box.attributes['name']}={box.attributes['value']}"
        assert counted(page(site, address)) == int(count), address


def test_a_group_that_says_no_more_than_the_kinds_is_left_out(site: TestClient) -> None:
    """提出于 helps only where its counts differ; ticked, it stays within reach."""
    told = {"文种", "提出于"}
    for address, shown in (("/search?q=助餐", {"文种"}), ("/search?q=助餐&body=cppcc", told)):
        assert told & set(texts(page(site, address), ".facet legend")) == shown


def test_the_box_says_in_one_line_what_helps_here(site: TestClient) -> None:
    """At the door what may be typed, among results how words are joined: a phone shows results."""
    lines = [page(site, path).css_first("#q-how").text() for path in ("/", "/search?q=助餐")]
    assert lines[0] == "词语、提案号、委员或代表姓名、文号都可以。检索方法"
    assert lines[1] == "多个词用空格隔开；整句加引号；不含某词前加减号。检索方法"


def test_each_condition_has_a_chip_that_removes_it(site: TestClient) -> None:
    """A chip names its condition and leads to the same search without it."""
    tree = page(site, "/search?q=助餐&district=310115&from=2020-01-01")
    chips = {
        a.attributes["aria-label"]: a.attributes["href"] for a in tree.css(".chips a[aria-label]")
    }
    assert chips["移除条件：浦东新区"] == "/search?q=%E5%8A%A9%E9%A4%90&from=2020-01-01"
    assert "移除条件：不早于 2020-01-01" in chips


def test_bad_values_are_named_and_passed_over(site: TestClient) -> None:
    """A year that is none, a page beyond reason: one line says what was ignored."""
    tree = page(site, "/search?year=abcd&page=0&sort=up&nonsense=1")
    assert "忽略了不认识的条件：year=abcd，sort=up，page=0" in texts(tree, ".notice")
    assert counted(tree) > 20
    assert "忽略了不认识的条件：size=7" in texts(page(site, "/search?size=7"), ".notice")


@pytest.mark.parametrize(
    ("address", "first", "said"),
    [
        ("/search?sort=old&sort=new&size=50", "/search?sort=old&size=50", "sort=new（重复）"),
        ("/search?q=企业&q=人才", "/search?q=企业", "q=人才（重复）"),
        ("/search?from=2025-05-01&from=2020-01-01", "/search?from=2025-05-01", "from=2020-01-01"),
        ("/pledges?state=seen&state=unseen", "/pledges?state=seen", "state=unseen（重复）"),
    ],
)
def test_a_condition_given_again_is_named_and_passed_over(
    site: TestClient, address: str, first: str, said: str
) -> None:
    """Where one value can stand, the first does; the line says what was ignored."""
    tree, alone = page(site, address), page(site, first)
    (line,) = [notice for notice in texts(tree, ".notice") if "忽略了" in notice]
    assert said in line
    lists = [[*texts(shown, ".hit h3"), *texts(shown, ".count")] for shown in (tree, alone)]
    assert lists[0] == lists[1] != []


@pytest.mark.parametrize("path", ["/search", "/pledges"])
def test_hundreds_of_conditions_make_no_huge_page(site: TestClient, path: str) -> None:
    """Fifty of one name are taken, as in the API; the line names a few of the others."""
    told = site.get(f"{path}?" + "&".join(f"district={n}" for n in range(500)))
    tree = LexborHTMLParser(told.text)
    (line,) = [notice for notice in texts(tree, ".notice") if "忽略了" in notice]
    assert "district=50（最多 50 个）" in line
    assert line.endswith("等 450 项")
    assert len(tree.css(".chips a[aria-label]")) == 50
    assert len(told.text) < 200_000


def test_a_page_behind_the_last_is_the_last(site: TestClient) -> None:
    """Page 50 of two shows the second and says so, and so does page 999."""
    last = page(site, "/search?page=2")
    for far in (page(site, "/search?page=50"), page(site, "/search?page=999")):
        assert texts(far, ".hit h3") == texts(last, ".hit h3") != []
        assert texts(far, ".notice") == ["一共只有 2 页，这是最后一页。"]


def test_behind_the_last_page_that_can_be_turned_to_a_table_holds_all(
    site: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there are more pages than are shown, the export is offered instead."""
    for module in (asked, search):
        monkeypatch.setattr(module, "LAST", 1)
    told = texts(page(site, "/search?page=7"), ".notice")
    assert "只能翻到第 1 页；请增加条件，或用导出取得全部。" in told


def test_an_unpaired_quotation_mark_is_told_in_one_sentence(site: TestClient) -> None:
    """The note ends as a sentence ends, once."""
    assert "引号不成对，已按普通词检索。" in texts(page(site, '/search?q="助餐'), ".notice")


def test_nothing_found_offers_ways_on(site: TestClient) -> None:
    """Each offer leads to a search that gives what it says."""
    tree = page(site, "/search?q=孵化器 锟斤拷")
    assert tree.css(".offers a") or counted(tree)
    for link in tree.css(".offers a")[:3]:
        assert site.get(str(link.attributes["href"])).status_code == 200
    filtered = page(site, "/search?q=停车&district=310105")
    offer = filtered.css_first(".offers a")
    assert offer.text().startswith("去掉筛选条件有")
    assert "在这些条件下，没有找到含有“停车”的答复。" in filtered.css_first("main").text()
    assert counted(page(site, str(offer.attributes["href"]))) >= 1


def test_days_the_wrong_way_round_are_told(site: TestClient) -> None:
    """Nothing fits, and the reader is told why."""
    tree = page(site, "/search?from=2025-05-20&to=2025-05-01")
    assert texts(tree, ".notice") == ["起始日期晚于结束日期，没有这样的答复。"]
    assert texts(page(site, "/search?from=2025-05-01&to=2025-05-20"), ".notice") == []


def test_conditions_that_leave_nothing_are_not_said_to_be_words(site: TestClient) -> None:
    """标题:停机坪 is no word of any letter; the conditions are read aloud above."""
    tree = page(site, "/search?q=标题:停机坪")
    said = tree.css_first("main").text()
    assert "按以下条件检索：标题含“停机坪”" in said
    assert "没有找到符合这些条件的答复。" in said
    assert "没有找到含有" not in said


def test_a_query_without_words_says_that_all_letters_are_shown(site: TestClient) -> None:
    """An emoji finds nothing: the list below it is not what was found."""
    tree = page(site, "/search?q=😀")
    assert "检索词里没有可以查的字，以下是全部答复。" in tree.css_first("main").text()
    assert counted(tree) == counted(page(site, "/search"))


def test_pages_follow_one_another(site: TestClient) -> None:
    """Page 2 holds what page 1 does not, and says where it stands."""
    first = page(site, "/search?q=助餐")
    total = counted(first)
    second = page(site, str(first.css_first(".pager a[rel=next]").attributes["href"]))
    assert f"显示第 21–{min(40, total)} 件" in second.css_first(".count").text()
    headings = [set(texts(tree, ".hit h3")) for tree in (first, second)]
    assert headings[0].isdisjoint(headings[1])


def test_words_are_marked_in_title_and_passage(site: TestClient) -> None:
    """What was typed stands marked where it was found, with the paragraph's link."""
    hit = page(site, "/search?q=孵化器").css_first(".hit")
    assert "孵化器" in texts(hit, "mark")
    assert re.search(r"#p\d+$", str(hit.css_first(".snip a").attributes["href"]))


def test_the_filter_form_hands_on_what_it_does_not_show(site: TestClient) -> None:
    """Words, order and person survive a click on 应用筛选."""
    tree = page(site, "/search?q=助餐&sort=old&proposer=闫晓慧&size=50")
    kept = {
        (i.attributes["name"], i.attributes["value"])
        for i in tree.css(".facets form input[type=hidden]")
    }
    assert kept == {("q", "助餐"), ("sort", "old"), ("proposer", "闫晓慧"), ("size", "50")}


def test_two_ticked_results_are_compared(site: TestClient) -> None:
    """The form of the results leads to both, side by side; of three, the first two."""
    ids = [i.attributes["value"] for i in page(site, "/search").css("input[name=cmp]")][:3]
    address = "/compare?" + "&".join(f"cmp={id}" for id in ids)
    assert "选了两件以上，只对照前两件。" in texts(page(site, address), ".notice")


def test_both_sides_are_a_step_away_on_phones_too(site: TestClient) -> None:
    """Above the tables: their heads are not seen there, and a link in them was none."""
    tree = page(site, "/compare?a=310115-zx-7-4-130&b=310105-zx-15-4-072")
    ways = [a.attributes["href"] for a in tree.css(".page > h1 + p a")]
    assert ways == ["/r/310115-zx-7-4-130", "/r/310105-zx-15-4-072"]
    assert tree.css("thead a") == []


def test_an_agency_tells_its_short_names_and_is_found_by_them(site: TestClient) -> None:
    """浦养老 stands at the head of its document number: told with its source, and searched."""
    told = page(site, "/agencies/上海市浦东新区养老发展局").css_first(".card").text()
    assert "浦养老（据 1 件文号）" in told
    listed = texts(page(site, "/agencies?q=浦养老"), "#agencies li a")
    assert listed == ["上海市浦东新区养老发展局"]
