"""How the words for a thing are cut to what they name, and how two become one.

All of it is plain string work on a clause of a few words: no dictionary, no segmenter.
"""

from __future__ import annotations

import re

# 「年度 办件量（件） 满意率（%） 2022年 48210件 97.8%」
COLUMN = re.compile(r"[^\s（）()，。；：]{2,}$")
TABLE, LONGEST_HEAD = 300, 8  # how far back the heads of a table stand, and how long one is
MOST = 24  # a metric longer than this is no name any more

# 「为适龄妇女提供“两癌”筛查」「对企业发放稳岗返还」: what is given, to whom
GIVING = re.compile(r"提供|给予|发放|处以")
# 「公益法律顾问团受理涉侨咨询」: who acts is not what is counted
ACTING = re.compile(
    r"(?:受理|接收|办理|查处|开展|举办|新建|新增|发放|设立|建立|组建|开通|引进|培育|聘请|配备|安装|改造|整改|输送)(?!的)"
)
WHOM, WHAT = 2, 2  # the fewest signs of one given to, and of a thing given
WHO, DONE = 3, 4  # of one who acts, and of what is done
# 「对城区412个路口」「与21个国家」「为2.1万名快递员」: the thing stands behind the number
PREPOSED = re.compile(
    r"(?<![应针面相校参赠因作])(?:对|为|向|与|同|给|赴|将|把)(?:全?[省市区县镇村]|城区|辖区|农村)?内?$"
)
PREPOSED_LAST = frozenset("对为向与同给赴将把省市区县镇村内")  # the signs that it may end with
# where the name ends that such a preposition leads: 「路口|逐一建档」「快递员|办理参保」
PREPOSED_ENDS = re.compile(
    r"(?:逐|办理|按|各(?!类)|“|开展|实施|进行|予以|给予|发放|提供|组织|建立|签订|缔结|建成|检查|排查|走访|"
    r"推荐|改造|调整|治理|整治|处罚|倾斜|配备|安装|落实|推行|启动|全覆盖)"
)
# of two things named alike the second is printed short: 「A级29所、B级27所」「昼间…、夜间56分贝」
LONGEST_SIBLING = 4
SIBLINGS = tuple(
    re.compile(pattern)
    for pattern in (
        r"国家级|[省市州县区镇乡村]级|全国重点|[省市县]重点",
        r"\d?[A-E]级|[A-E]类|[甲乙丙丁][级等类]|[一二三四五][级类等](?!医院)",
        r"昼间|夜间|白天|夜晚",
        r"(?:城镇|城市|农村|乡村)(?:常住)?(?:居民)?|城区|镇区",
        r"男性|女性|男|女",
        r"公办|民办|公立|民营|公建民营|国有",
        r"进出口|进口|出口|上行|下行",
        r"第[一二三]产业|[一二三]产",
        r"小学|初中|高中|幼儿园|本科|专科|中职|高职|硕士|博士",
        r"省外|省内|市外|市内|境内|境外|国内|国外",
    )
)
ANY_SIBLING = re.compile("|".join(pattern.pattern for pattern in SIBLINGS))

DOING = re.compile(r"(?:参加|参与|报名|通过|获得|入选|落户|入驻)[^，。；、（）]{2,}")
KIND_OF = re.compile(r"^.{2,4}[型级类]$")
# 「农机手持证率还不高，只有七成左右」
JUDGED = re.compile(
    r"(?:(?:仍|还|也|并|比较|相对)*(?:不|较|偏)[高低大小多少足]|[喜再又]获.{2,4}|居首|居多|为主|领先|最[多大高]|(?:实现|保持|稳步|持续|不断|逐年|明显|显著|大幅).{2,6})$"
)
# 「婴幼儿托位数达到每千人口4.6个」
PER_HEAD = re.compile(r"^(?P<of>.+?)(?:达到|达|为)?(?P<per>每[百千万](?!瓦)\S{0,4})$")
# 「均价每吨68.15元」「供热补贴每户200元」: per one of what, not what
# 「每村不低于80万元」「户均54万元」
EACH_BEGINS = frozenset("平每户人亩单日月年次生")
EACH = re.compile(
    r"^(?:(?:平均)?每(?:.{1,2}|平方米|立方米|千瓦时|学期|工作日)|[户人亩单日月年次生][均笔])$"
)
PER_MEMBER = ("户均", "人均", "每户", "每人")
# 「平均每个网格300户」
EACH_OF = re.compile(r"(?:平均)?(?P<each>每.{1,3})$")
# 「实施特聘农技员计划」
NO_NAME = re.compile(r"(?:计划|工作|行动|制度|机制|活动)$")
# 「该地块位于城东新区，面积126.5亩」
LYING = re.compile(r"(?:位于|地处|坐落[于在]|(?<=..)在[^，。]{2,8}[站点处村镇乡区]$).*$")


def column(text: str, start: int, unit: str) -> str | None:
    """Return the head of the column whose unit this is, in a table that has become one line."""
    first = max(0, start - TABLE)
    at = max(text.rfind(f"（{unit}）", first, start), text.rfind(f"({unit})", first, start))
    head = COLUMN.search(text, max(0, at - LONGEST_HEAD), at) if at > 0 else None
    return head[0] if head else None


def given(own: str) -> str:
    """Return what is given or done, without whom to and by whom."""
    found = GIVING.search(own, WHOM)
    if found and len(own) - found.end() >= WHAT:
        what = own[found.end() :]
        return what if len(what) >= 4 else own[: found.start()] + what
    acted = ACTING.search(own, WHO)
    return own[acted.start() :] if acted and len(own) - acted.end() >= DONE else own


def after_another(base: str, own: str) -> str:
    """Return one thing after the other, what both say once: 医疗保险参保 + 参保率."""
    shared = next((n for n in range(len(own), 0, -1) if base.endswith(own[:n])), 0)
    return (base + own[shared:])[-MOST:]


def preposed(said: str) -> bool:
    """Say whether a clause ends with a preposition that leads to what stands behind the number."""
    return PREPOSED.search(said) is not None


def sibling(own: str, before: str, base: str | None) -> str | None:
    """Return the thing that 夜间 stands for after 昼间等效声级, if the two are such a pair."""
    for pattern in SIBLINGS:
        if pattern.fullmatch(own):
            named = pattern.search(before)
            if named is None:  # 居民人均可支配收入5.8万元；城镇居民6.4万元
                return after_another(own, before if own.endswith("居民") else base or before)
            return before[: named.start()] + own + before[named.end() :]
    return None
