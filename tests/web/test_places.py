"""Places on lists: in the order of their codes, and each leading to exactly its own replies."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser

from app.config import Settings
from app.ingest.run import ingest
from app.web.main import create_app
from app.web.places import place_name
from tests.archives import archive_in

LETTER = (
    "{agency}\n对{body}第{number}号提案的答复\n鲜于昭委员：\n"
    "您提出的《关于拓宽桥头道路的提案》收悉。现答复如下：\n"
    "桥头道路已拓宽3公里，照明同步更新，共投入1200万元。\n{agency}\n2025年5月{number}日\n"
)
AGENCIES = (
    ("三亚市水务局", "三亚市政协八届四次会议"),
    ("上海市长宁区水务局", "长宁区政协十五届四次会议"),
    ("上海市水务局", "市政协十四届三次会议"),
    ("西安市水务局", "市政协十五届四次会议"),
    ("西安高新区管理委员会", "市政协十五届四次会议"),
    ("河北雄安新区管理委员会", "省政协十三届三次会议"),
    ("福建省水利厅", "省政协十三届三次会议"),
    ("水利部", "全国政协十四届三次会议"),
)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The site of an archive with one reply of each of these agencies."""
    folder = tmp_path_factory.mktemp("places")
    archive = archive_in(folder / "data")
    for number, (agency, body) in enumerate(AGENCIES, 11):
        text = LETTER.format(agency=agency, body=body, number=number)
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    ingest(archive, [folder / f"{number}.txt" for number in range(11, 19)])
    archive.engine.dispose()
    with TestClient(create_app(Settings(data=archive.folder))) as client:
        yield client


def headings(client: TestClient, address: str) -> list[str]:
    tree = LexborHTMLParser(client.get(address).text)
    return [node.text(deep=False).strip() for node in tree.css(".masonry h2")]


def test_places_are_listed_by_their_codes(places: TestClient) -> None:
    """The nation first, then as GB/T 2260 has them: not by the numbers of their characters."""
    regions = ["国家部委", "河北省", "上海市", "福建省", "三亚市", "西安市"]
    assert headings(places, "/districts") == regions
    assert headings(places, "/agencies") == regions
    table = LexborHTMLParser(places.get("/about").text).css(".matrix tbody th")
    assert [cell.text().strip() for cell in table] == [
        *(
            "国家部委",
            "河北省（市未注明）",
            "上海市（市级）",
            "长宁区",
            "福建省（省级）",
            "三亚市（市级）",
        ),
        *("西安市（市级）", "西安市（区县未注明）"),
    ]


def test_people_stand_under_the_body_they_sit_in(places: TestClient) -> None:
    """Of the nation and of a province too: a bare 政协委员 says of nobody where."""
    seats = ["全国政协委员", "河北省政协委员", "上海市政协委员", "长宁区政协委员", "福建省政协委员"]
    seats += ["三亚市政协委员", "西安市政协委员"]
    assert headings(places, "/proposers") == seats


def test_a_county_that_is_not_told_is_not_the_citys_own(places: TestClient) -> None:
    """西安高新区 has the code of 西安市 only; each of the two names counts and leads to its one."""
    values = places.get("/api/v1/facets/district").json()["data"]
    labels = {one["label"]: (one["value"], one["count"]) for one in values}
    assert labels["西安市（市级）"] == ("610100", 1)
    assert labels["西安市（区县未注明）"] == ("西安市（区县未注明）", 1)
    assert len({one["value"] for one in values}) == len(values) == len(AGENCIES)
    for value, _ in labels.values():
        assert places.get("/api/v1/replies", params={"district": value}).json()["total"] == 1


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ((None, None, None, None), "地区未写明"),
        (("市", None, None, None), "地区未写明（市级）"),
        (("市", "上海市", "上海市", None), "上海市（市级）"),
    ],
)
def test_a_place_not_told_is_named_by_its_level(
    parts: tuple[str | None, str | None, str | None, str | None], name: str
) -> None:
    """Else two lines of one list are called the same, of which only one is a link."""
    assert place_name(*parts) == name


@pytest.mark.parametrize("address", ["/districts", "/about"])
def test_every_place_of_a_list_leads_to_its_own_replies(places: TestClient, address: str) -> None:
    """Also the nation and a county that is not told, which have no page of their own."""
    tree = LexborHTMLParser(places.get(address).text)
    lines = tree.css(".masonry li a, .matrix tbody th a")
    assert len(lines) == len(AGENCIES)
    for line in lines:
        told = LexborHTMLParser(places.get(str(line.attributes["href"])).text)
        assert len(told.css(".hit")) == 1, line.text()


def test_every_agencys_page_leads_to_its_place(places: TestClient) -> None:
    """Also where the place has no code, and so no page: 国家部委 is searched for."""
    for agency, _ in AGENCIES:
        tree = LexborHTMLParser(places.get(f"/agencies/{agency}").text)
        (row,) = [dt for dt in tree.css(".card dt") if dt.text().strip() == "地区"]
        assert row.parent is not None
        link = row.parent.css_first("dd a")
        told = places.get(str(link.attributes["href"]))
        assert told.status_code == 200, agency
