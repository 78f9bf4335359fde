"""Pages of small sites saved as text: each row is one, in words of our own, and what it says."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.model import Contact
from tests.parse.test_forms import BODY, reply_of
from tests.rows import each_row

WELL = "您反映的公厕问题属实，已列入今年的改造计划，预计年底前建成开放。"
RUN_TOGETHER = (
    "左公梦、邢未央 委员: 你们提出的《关于增设公厕的建议》,已交由我们研究办理,现答复如下: "
    f"首先,感谢你们对环卫工作的关心。{WELL * 5} 下步,我们将增设两座公厕。 再次感谢你们! "
    "2025年9月8日 (联系人及电话:鄢知夏 0877-5550138)"
)

PAGES: list[tuple[str, str, dict[str, Any]]] = [
    (
        "a letter that lost its line ends",
        RUN_TOGETHER,
        {
            "proposers": ("左公梦", "邢未央"),
            "title": "关于增设公厕的建议",
            "dated": date(2025, 9, 8),
            "contact": Contact("鄢知夏", "0877-5550138", None, None),
        },
    ),
    (
        "cells in a row, told apart by white space alone",
        " 索 引 号  lzq/2018-0035  公开方式  主动公开\n"
        " 信息名称  关于增设公厕的建议的答复  成文日期  2018-12-14\n"
        " 公开日期  2018-12-14  发布机构  罗庄区综合行政执法局\n"
        f"关于增设公厕的建议的答复\n\n左公梦委员:\n\n您提出的关于增设公厕的建议收悉,现答复如下:\n{BODY}\n",
        {
            "heading": "关于增设公厕的建议的答复",
            "disclosure": "主动公开",
            "dated": None,
            "published": date(2018, 12, 14),
            "agencies": ("罗庄区综合行政执法局",),
        },
    ),
    (
        "cells as a list, and nobody signs",
        "对市九届人大四次会议第131号代表建议的答复\n\n"
        "  • 日期:2025-07-29 16:13\n  • 来源:区住房和城乡建设局\n"
        f"\n左公梦代表:\n\n您提出的《关于增设公厕的建议》收悉,现答复如下:\n{BODY}\n\n"
        "主办:通化市东昌区人民政府\n",
        {"agencies": ("区住房和城乡建设局",), "published": date(2025, 7, 29)},
    ),
    (
        "a party that is addressed without a colon, under a number with its year",
        "关于《关于增设公厕的提案》 (委员提案【2023】117号)的答复\n\n"
        "来源:黄石市商务局    时间:2023-07-18 16:00\n\n农工党黄石市委员会\n\n"
        f"    《关于增设公厕的提案》已收悉,经研究,回复如下:\n{BODY}",
        {
            "numbers": ("117",),
            "document_number": None,
            "proposers": ("农工党黄石市委员会",),
            "agencies": ("黄石市商务局",),
        },
    ),
    (
        "a site that prints its own name before the day",
        "关于对县人大第十七届五次会议第18议案的答复\n\n"
        "石楼县政府 www.shilou.example.cn 2025-02-06 12:23 来源:石楼县人民政府办公室 放大 正常\n\n"
        f"左公梦代表:\n\n您提出的《关于增设公厕的建议》已收悉,现答复如下:\n\n{BODY}",
        {
            "agencies": ("石楼县人民政府办公室",),
            "published": date(2025, 2, 6),
            "place": "141126",
        },
    ),
    (
        "a number that lost its 号",
        "某县水务局关于县第十五届人大一次会议第151建议的答复函\n左公梦代表：\n"
        f"您提出的《关于增设公厕的建议》收悉，现答复如下：\n{BODY}\n某县水务局\n2025年2月6日",
        {"numbers": ("151",)},
    ),
    (
        "a disclosure with another cell beside it",
        "公开方式: | 主动公开 | 公开范围: | 面向全社会 |\n"
        f"左公梦代表:\n你提出的《关于增设公厕的建议》收悉。现答复如下:\n{BODY}\n某区教育局\n2023年8月10日",
        {"disclosure": "主动公开"},
    ),
    (
        "what the site hides by stars is not taken for bold",
        f"左公梦委员:\n关于您提出的《增设公厕》的提案已收悉,现答复如下:\n{BODY}\n\n承办人:刘**\n\n"
        "联系电话:189******6664\n\n塔城市住房和城建设局",
        {"title": "增设公厕", "contact": Contact("刘**", "189******6664", None, None)},
    ),
    (
        "a town's mayor has looked it through",
        f"左公梦代表:\n您提出的《关于增设公厕的建议》收悉,现答复如下:\n{BODY}\n"
        "以上答复,已经镇政府镇长邢未央审阅,您对此有何意见,请填写在回执上。\n某镇人民政府\n2022年5月25日",
        {"signer": "邢未央"},
    ),
    (
        "an office without a name speaks for its county, which the letter names",
        "对县十六届人大一次会议第3号建议的答复(水利局)\n左公梦代表:\n你提出的“加固河堤”的建议收悉。现答复如下:\n"
        "杭埠河是舒城县的母亲河,已纳入规划,将适时组织实施。\n感谢你对我县水利工作的关心和支持。",
        {"agencies": ("水利局",), "place": "341523"},
    ),
]


@each_row(("page", "wanted"), [row[1:] for row in PAGES], ids=[row[0] for row in PAGES])
def test_a_page_saved_as_text_is_read(page: str, wanted: dict[str, Any]) -> None:
    """Each field of the row is what the page says."""
    reply = reply_of(page)
    found: dict[str, Any] = {name: getattr(reply, name) for name in wanted}
    if "place" in found:
        found["place"] = reply.place and reply.place.code
    assert found == wanted
