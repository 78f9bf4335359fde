"""The table of what portals put around a letter, walked entry by entry."""

from __future__ import annotations

import pytest

from app.readers.portals import FurnitureLine, metadata, portals
from tests.rows import each_row

LINES = [pytest.param(line, id=line.name) for line in portals().lines]


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_the_site_is_known(line: FurnitureLine) -> None:
    assert [text for text in line.yes if not line.pattern.search(text)] == []


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_a_letter_is_left_alone(line: FurnitureLine) -> None:
    assert [text for text in line.no if line.pattern.search(text)] == []


@each_row(
    ("line", "found"),
    [
        (
            "发布时间：2024-05-01 10:20  来源：长沙县住建局  字号：大 中 小",
            {"发布时间": "2024-05-01 10:20", "来源": "长沙县住建局", "字号": "大 中 小"},
        ),
        (
            "索 引 号\t006/2025\t文　　号\t某函〔2025〕9号",
            {"索引号": "006/2025", "文号": "某函〔2025〕9号"},
        ),
        ("题  目: 关于防火的议案", {"题目": "关于防火的议案"}),
        (
            "2023-06-28 17:28  来源:潭州市文旅局  【字体:     打印",
            {"发布时间": "2023-06-28 17:28", "来源": "潭州市文旅局", "字体": "打印"},
        ),
        (
            "潭文旅函〔2023〕8号　发布时间：2023-06-28  来源：潭州市文旅局",
            {"文号": "潭文旅函〔2023〕8号", "发布时间": "2023-06-28", "来源": "潭州市文旅局"},
        ),
        (
            "组配分类 建议提案 发布机构 潭县公安局",
            {"组配分类": "建议提案", "发布机构": "潭县公安局"},
        ),
        ("公开方式 主动公开 有效性 有效", {"公开方式": "主动公开", "有效性": "有效"}),
        (
            "发表时间:2023-01-19 12:09阅读人次: 信息来源:潭县教育局",
            {"发表时间": "2023-01-19 12:09", "阅读人次": "", "信息来源": "潭县教育局"},
        ),
        ("主办单位(分办单位):\t民政厅", {"主办单位": "民政厅"}),
        ("发布日期 另行通知。", {}),
        ("来源渠道多样，资金得到保障。", {}),
        ("我局发布时间：每月五日", {}),
        ("分类施策，稳步推进。", {}),
    ],
)
def test_labels_and_values_of_a_line(line: str, found: dict[str, str]) -> None:
    assert metadata(line) == found
