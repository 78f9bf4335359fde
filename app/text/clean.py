"""The text as received → clean characters: STEPS, named `str → str` functions, in order.

Each step says what it may do to a text (`Effect`), shows wording from letters that it mends, and
wording that looks alike and must stay. One test walks the registry; a property test holds every
step to its effect on every sample, so a clean text differs from the received one by white space
and by what a named step did. The words of the page around a letter are handed on as left out, so
that they can be told; page numbers and second copies of the same words are not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from itertools import zip_longest

from app.text import characters, copies, furniture, spacing, surroundings


class Effect(Enum):
    """What a step may do to a text."""

    SPACE = "changes white space only"
    DROPS = "leaves out characters, adds none but white space"
    MAPS = "puts one character in place of one or more"


@dataclass(frozen=True, slots=True)
class Step:
    """A cleaning step, its effect, wording it mends and wording it must leave alone."""

    apply: Callable[[str], str]
    effect: Effect
    examples: tuple[tuple[str, str], ...]
    leaves: tuple[str, ...]
    told: bool = False  # whether what it leaves out are words that stand nowhere else

    @property
    def name(self) -> str:
        """Return the step's name, as tests and golden files show it."""
        return self.apply.__name__


_BODY = "您提出的建议收悉。\n"

_WORDS = "两座公厕均已建成开放，" * 16
_RUN_TOGETHER = (
    f"甲乙、丙丁 委员: 你们的建议,已交我们研究办理,现答复如下: 首先,{_WORDS}管护到人。 "
    "下步,我们将增设两座。开放时间不变。 感谢你们! 2025年9月8日 (联系人：邢未央)"
)
_PARTED = (
    f"甲乙、丙丁 委员:\n你们的建议,已交我们研究办理,现答复如下:\n首先,{_WORDS}管护到人。\n"
    "下步,我们将增设两座。开放时间不变。\n感谢你们!\n2025年9月8日\n(联系人：邢未央)"
)

STEPS: tuple[Step, ...] = (
    Step(
        characters.plain_lines,
        Effect.DROPS,
        (("答复\r\n代表：", "答复\n代表："), ("\ufeff一、概述\u200b", "一、概述")),
        ("  缩进两格\n", "第 130号"),
    ),
    Step(
        characters.common_forms,
        Effect.MAPS,
        (("２０２５年５月", "2025年5月"), ("⽅案", "方案"), ("联系人﹕", "联系人：")),
        ("《行动方案（2025—2027年）》：！", "①②Ⅳ类", "㎡", "4∶3∶3"),
    ),
    Step(
        characters.without_tags,
        Effect.MAPS,
        (
            ("<p>一、概述</p><p>已办&nbsp;结</p>", "\n一、概述\n\n已办 结\n"),
            ("正文<!--EndFragment-->", "正文"),
            ("<td>C</td><td>类</td>", "C\t类\t"),
        ),
        ("占比<5%且>3%", "A&B公司", "1<2，3>2"),
    ),
    Step(
        characters.without_markdown,
        Effect.DROPS,
        (
            ("#### 三、下一步打算", "三、下一步打算"),
            ("**主动公开**", "主动公开"),
            ("| 指标 | 数值 |\n| --- | --- |\n| 托位 | 4.6 |", "指标\t数值\n\n托位\t4.6"),
        ),
        ("C#语言", "5*8小时", "0551-62379317", "1#楼", "189******6664", "承办人：刘**\n电话"),
    ),
    Step(
        characters.without_readings,
        Effect.DROPS,
        (("醫(yī)療保障局", "醫療保障局"), ("国（guó）家", "国家")),
        ("中心（GOI）", "云平台(cloud)", "甲(jia)", "（ā）"),
    ),
    Step(
        characters.digits_for_letters,
        Effect.MAPS,
        (
            ("2O25年5月1O日", "2025年5月10日"),
            ("第O57号", "第057号"),
            ("共1l家", "共11家"),
            ("32OO余人", "3200余人"),
            ("二O二三年", "二〇二三年"),
            ("第 O36 号", "第 036 号"),
            ("6 月 l8 日", "6 月 18 日"),
            ("小学 l6 所", "小学 16 所"),
            ("电话：O27-5555", "电话：027-5555"),
        ),
        ("GOI平台", "OTO模式", "B2O", "O2O号线", "模式：O2O"),
    ),
    Step(
        spacing.whole_numbers,
        Effect.SPACE,
        (
            ("2 0 2 3年底建账 4 2 1 6笔、1 3 . 8 亿元", "2023年底建账 4216笔、13.8 亿元"),
            ("某工信复〔2 0 2 4〕1 4 号", "某工信复〔2024〕14 号"),
        ),
        ("表中依次为 3 5 7", "2023 4 216笔", "1860 2025", "第 2 0 号"),
    ),
    Step(
        furniture.without_site_imprint,
        Effect.DROPS,
        (
            ("正文。\n主办：某县政府　湘ICP备05号　地址：某街　邮编：427200", "正文。\n"),
            ("正文。\n地址：某街1号\n版权所有：某市政府\n电话：12345", "正文。\n\n\n"),
            ("正文。\n主办单位：某县政府办 地址：某街1号 邮编：427200", "正文。\n"),
            ("正文。\n版权所有：某市政府\n办公地址：某大楼2楼", "正文。\n\n"),
        ),
        ("地址：大渡河路1668号\n邮编：200135", "此件由我局主办，区财政局协办。"),
        told=True,
    ),
    Step(
        spacing.whole_labels,
        Effect.SPACE,
        (
            ("联 系 人：独孤 岩", "联系人：独孤 岩"),
            ("3号楼       邮政编\n\n码：200135", "3号楼       邮政编码：200135"),
            ("类　别:A", "类别:A"),
            ("严 冬    联 系 电 话 ：5555", "严 冬    联系电话：5555"),
            ("（联系人：邢未央；电\n话：5555）", "（联系人：邢未央；电话：5555）"),
        ),
        ("一、工 作：", "您 好：", "王 明："),
    ),
    Step(
        spacing.whole_dates,
        Effect.SPACE,
        (
            ("2025年 5月 14日", "2025年5月14日"),
            ("办公室       202\n\n5-05-20印发", "办公室       2025-05-20印发"),
            ("二〇二五年 五月\n十日", "二〇二五年五月十日"),
        ),
        ("2025-5-2 15:10", "2025 12个", "第2025 0188号"),
    ),
    Step(
        furniture.rows_of_cells,
        Effect.SPACE,
        (
            ("组配分类 建议提案 发布机构 潭县公安局", "组配分类\t建议提案\t发布机构\t潭县公安局"),
            ("公开方式 主动公开 有效性 有效", "公开方式\t主动公开\t有效性\t有效"),
            ("索 引 号  0035  公开方式  主动公开", "索 引 号\t0035\t公开方式\t主动公开"),
        ),
        ("发布日期 另行通知", "来源 广 有效性 高。", "公开方式：主动公开 公开范围：社会"),
    ),
    Step(
        spacing.cells_of_tables,
        Effect.SPACE,
        (
            (
                "县区 小区数 投资\n武陵区 12个 1.2亿元\n鼎城区 8个 8600万元",
                "县区\t小区数\t投资\n武陵区\t12个\t1.2亿元\n鼎城区\t8个\t8600万元",
            ),
        ),
        (
            "王明 李小花 张亮\n赵钱 孙 李\n周吴 郑 王",
            "共有 35 家企业\n累计 12 个项目\n投资 3 亿元，",
            "县区 小区数 投资\n武陵区 12个 1.2亿元",
        ),
    ),
    Step(
        spacing.lines_that_were_lost,
        Effect.SPACE,
        ((_RUN_TOGETHER, _PARTED),),
        ("甲代表：\n您的建议收悉。现答复如下： 已办。 感谢您。", _RUN_TOGETHER[:180]),
    ),
    Step(
        spacing.fields_on_own_lines,
        Effect.SPACE,
        (
            ("联系人：甲乙丙    联系电话：021-55550118", "联系人：甲乙丙\n联系电话：021-55550118"),
            ("浦东新区金融工作局 2025年5月12日", "浦东新区金融工作局\n2025年5月12日"),
            ("沈公交复〔2023〕29号      类别：A", "沈公交复〔2023〕29号\n类别：A"),
            ("类别：B      沈公交复〔2023〕29号", "类别：B\n沈公交复〔2023〕29号"),
            ("陈运文委员：您提出的", "陈运文委员：\n您提出的"),
            (
                "对县政协第075号提案的答复邢未央委员：您好！您提出的",
                "对县政协第075号提案的答复\n邢未央委员：\n您好！您提出的",
            ),
            ("（此件公开发布） 2025年4月11日", "（此件公开发布）\n2025年4月11日"),
        ),
        (
            "（联系人：苏木 联系电话：5555015）",
            "联系电话: 55550118",
            "抄送:市督查局 市政协提案委",
            "承办人:南郭溪 0730-5555057",
            "截至 2025年5月 共 35家",
        ),
    ),
    Step(
        spacing.whole_names,
        Effect.SPACE,
        (
            ("王 明 李小花 张 亮委员：", "王明 李小花 张亮委员："),
            ("联系人:独孤 岩", "联系人:独孤岩"),
            ("承办人及联系电话:张 三  0730-5555057", "承办人及联系电话:张三  0730-5555057"),
        ),
        ("王明 李小花委员：", "联系人:张三丰 李四光", "您 好"),
    ),
    Step(
        spacing.without_stray_spaces,
        Effect.SPACE,
        (
            ("共有 35家 AI 企业", "共有35家AI企业"),
            ("答    复", "答复"),
            ("破解难题, 健全体系", "破解难题,健全体系"),
            ("苏武、李 广委员：", "苏武、李广委员："),
            ("    正文", "\u3000\u3000正文"),
            ("产 值 2 .6 亿 元", "产值2.6亿元"),
            ("达到 66.7 %", "达到66.7%"),
            ("1 . “一照通行”", "1.“一照通行”"),
            ("意见：形成如下 答复：", "意见：形成如下答复："),
        ),
        (
            "Open AI",
            "“浦东策发展 益企高质量”",
            "联系人：鄢知夏 024-55550303",
            "抄送:市督查局 市政协提案委",
            "王明 李小花委员：",
            "1860 2025",
        ),
    ),
    Step(
        furniture.without_page_marks,
        Effect.DROPS,
        (
            ("积\n\n— 4 —\n\n极", "积\n\n\n\n极"),
            ("积\n— l —\n极", "积\n\n极"),
            ("第 2 页 共 3 页", ""),
            ("甲\n1\n乙\n2\n丙", "甲\n\n乙\n\n丙"),
        ),
        ("2021—2023年", "— 关于提案的答复 —", "甲\n28\n乙", "58555016"),
    ),
    Step(
        furniture.without_navigation,
        Effect.DROPS,
        (
            ("当前位置:首页 > 建议提案", ""),
            ("首页走进黎平政务公开办事服务政民互动", ""),
            ("发布时间:2025-07-02 09:40来源:市政府", ""),
            ("上一篇：关于第12号提案的答复", ""),
            ("索引号:\thx-2023-00107", ""),
            ("公开方式\t主动公开\t公开时限\t长期公开", ""),
            ("\u3000\u3000点击：", ""),
            ("今天是：", ""),
            ("•建议提案办理答复", ""),
            ("扫一扫在手机上查看当前页面", ""),
            ("政府信息公开指南\n政府信息公开制度\n\n依申请公开\n", "\n\n"),
        ),
        (
            "公开属性：主动公开",
            "位置较偏的小区",
            "2025年5月14日",
            "分享经济发展迅速。",
            "来源多样，时间紧。",
            "全区为老年人家庭改造厨卫，并为办事大厅配\n备无障碍服务设备一百台",
            "联系地址：大渡河路1668号",
        ),
        told=True,
    ),
    Step(
        surroundings.without_surroundings,
        Effect.DROPS,
        (
            ("要闻动态\n甲代表：\n" + _BODY, "\n甲代表：\n" + _BODY),
            (_BODY + "2025年5月1日\n热点专题", _BODY + "2025年5月1日\n"),
        ),
        (
            "某市公安局\n甲代表：\n" + _BODY + "2025年5月1日\n（此件公开发布）",
            "没有正文的一行",
            "全区三百家作坊登记在册并纳入日常巡查的范\n围，已有二百家完成整改\n您提出的问题，已解决。",
            _BODY + "2025年5月1日\n某市公安局办公室2025年5",
            _BODY + "2025年5月1日\n经办人 左公梦",
            _BODY + "2025年5月1日\n督办责任人：左公梦",
            "王××联：\n" + _BODY,
            _BODY + "2025年5月1日\n附件：\n明细表\n甲乙丙",
        ),
        told=True,
    ),
    Step(
        copies.without_repeated_title,
        Effect.DROPS,
        (
            (
                "关于市政协第130号提案的答复2024-07-19\n关于市政协第130号提案的\n答复\n",
                "关于市政协第130号提案的\n答复\n",
            ),
        ),
        ("关于市政协第130号提案的答复\n关于市政协第131号提案的答复\n",),
    ),
    Step(
        copies.without_second_copy,
        Effect.DROPS,
        (
            (
                "甲代表：\n您的建议收悉。现就有关情况答复如下，两座公厕均已建成开放。\n乙局\n"
                "甲代表：\n您的建议收悉。现就有关情况\n答复如下，两座公厕均已建成开放。\n乙局",
                "甲代表：\n您的建议收悉。现就有关情况答复如下，两座公厕均已建成开放。\n乙局\n\n",
            ),
        ),
        (
            "甲代表：\n您的建议收悉。现就有关情况答复如下，已办结。\n感谢您。\n乙局",
            "甲代表：\n您的建议收悉。现答复如下，已办结。\n乙代表：\n您的建议收悉。现答复如下，未办结。",
        ),
    ),
    Step(
        spacing.single_blank_lines,
        Effect.SPACE,
        (("\n甲 \n\n\n\n乙\n", "甲\n\n乙"),),
        ("甲\n乙", "　　甲\n\n乙"),
    ),
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A clean text, and the lines of the page around it that were left out, in order."""

    text: str
    left_out: tuple[str, ...]


def cleaned(text: str) -> Cleaned:
    """Return the text after every step, and what the steps left out that is worth telling."""
    left_out: list[str] = []
    for step in STEPS:
        before, text = text, step.apply(text)
        if step.told and text != before:
            left_out += _missing(before, text)
    return Cleaned(text, tuple(left_out))


def _missing(before: str, after: str) -> list[str]:
    """Return the lines that a step left out."""
    pairs = zip_longest(before.split("\n"), after.split("\n"), fillvalue="")
    changed = [(line, new) for line, new in pairs if line != new]
    kept = Counter(new for _, new in changed)
    missing: list[str] = []
    for line, _ in changed:
        if kept[line]:
            kept[line] -= 1
        elif bare := line.strip():
            missing.append(bare)
    return missing


def clean(text: str) -> str:
    """Return the text after every step."""
    for step in STEPS:
        text = step.apply(text)
    return text
