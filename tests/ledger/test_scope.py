"""Whose figure it is, from the words before it."""

from __future__ import annotations

from app.ledger.measure.scope import home, scope
from tests.rows import each_row

DISTRICT = home("310115", ("上海市", "上海市", "浦东新区"), "浦东新区教育局", "x")
CITY = home("310000", ("上海市", "上海市", None), "上海市教育委员会", "x")


@each_row(
    ("before", "whose"),
    [
        ("截至2024年底，全区共有养老机构", ""),
        ("截至2024年底，我区养老机构", ""),
        ("浦东现有上海市高质量孵化器", ""),
        ("2024年，全市共有养老机构", "市"),
        ("目前，本市已建成充电桩", "市"),
        ("全国共有", "国"),
        ("川沙新镇已完成加装电梯", "川沙新镇"),
        ("长宁区共有养老机构", "长宁"),
        ("上海市长宁区共有养老机构", "长宁"),
        ("静安累计建成充电桩", "静安"),
        ("上海市共有独角兽企业", "市"),
        ("推进模力社区建设，吸引入驻企业", ""),
        ("江苏银行等机构开展合作，贷款", ""),
        ("长宁区发改委牵头，完成项目", ""),
        ("产业销售规模达，占全市", ""),
        ("市级以上载体", ""),
        ("全市共有养老机构120家，全区有", ""),
    ],
)
def test_scope_of_a_district_letter(before: str, whose: str) -> None:
    """全区 is at home in a district's letter, 全市 is wider, a named town is another."""
    assert scope(before, DISTRICT) == whose


def test_scope_of_a_city_letter() -> None:
    """全市 is at home in a city's letter, 全区 is not."""
    assert scope("2024年，全市共有", CITY) == ""
    assert scope("2024年，上海新认定", CITY) == ""
    assert scope("全国共有", CITY) == "国"


def test_two_towns_of_one_district_are_two_scopes() -> None:
    """全镇 is the town of the letter that says it."""
    one = home("310115", ("上海市", "上海市", "浦东新区"), "川沙新镇人民政府", "x")
    other = home("310115", ("上海市", "上海市", "浦东新区"), "惠南镇人民政府", "x")
    assert scope("全镇共有", one) != scope("全镇共有", other)
