"""What a recogniser loses or mistakes, where the line itself tells what was printed."""

from __future__ import annotations

import pytest

from app.readers.scans import Placed, mended, spaced


def placed(line: str, size: float = 33.0) -> list[Placed]:
    """The signs of a line as they stand when it is printed: blanks are half as wide as signs."""
    at, found = 0.0, []
    for sign in line:
        width = size * (0.5 if sign.isascii() else 1)
        found.append(Placed(sign, at, at + width))
        at += width
    return [one for one in found if one.sign != " "]


@pytest.mark.parametrize(
    "line",
    [
        "联系人：甲乙丙    联系电话：65550000",
        "办理结果：解决采纳                签发人：丁戊",
        "针对问题，我们逐校制定方案：取消泊位132个，改为即停即走。",
        "（二）“十四五”期间（2021—2025年），完成《规划》编制。现答复如下：",
        "2025年4月30日印发      共印6份",
    ],
)
def test_white_between_signs_is_found_by_where_they_stand(line: str) -> None:
    found = spaced("".join(line.split()), placed(line))
    assert found.split() == line.split()


def test_a_line_whose_places_do_not_fit_stays_as_it_was_read() -> None:
    assert spaced("第七号提案", placed("第八号提案")) == "第七号提案"


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("松水务[2025]77号", "松水务〔2025〕77号"),
        ("沈公交复〔2023]29号类别:A", "沈公交复〔2023〕29号  类别:A"),
        ("2O25年完成1l0个，投入3O万元", "2025年完成110个，投入30万元"),
        ("工作曰内答复，曰期另行通知", "工作日内答复，日期另行通知"),
        ("联系人:甲乙丙联系电话:65550000", "联系人:甲乙丙  联系电话:65550000"),
        ("地址:某路106号邮编:110013", "地址:某路106号  邮编:110013"),
        (
            "联系人姓名:甲乙丙  联系电话:65550000  联系地址:长安路16号办公楼3楼302室"
            "邮政编码:200000某市某区生态环境和水务局2023年6月1日印发",
            "联系人姓名:甲乙丙  联系电话:65550000  联系地址:长安路16号办公楼3楼302室"
            "  邮政编码:200000  某市某区生态环境和水务局2023年6月1日印发",
        ),
        ("区水务局办公室2023年6月1日印发共印6份", "区水务局办公室2023年6月1日印发  共印6份"),
    ],
)
def test_signs_that_look_alike_are_told_by_their_neighbours(read: str, printed: str) -> None:
    assert mended(read) == printed


@pytest.mark.parametrize(
    "line",
    [
        "按照《通知》[2025]要求，CO2排放下降",
        "（2024年）77号地块",
        "iPhone15和Office365",
        "请通过电话：12345反映，我们当日答复。",
        "联系电话：65550000",
        "附件[3]和表[4]",
    ],
)
def test_what_may_well_be_printed_so_stays(line: str) -> None:
    assert mended(line) == line
