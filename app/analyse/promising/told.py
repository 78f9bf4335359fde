"""What makes a report of a sentence that has the words of a promise."""

from __future__ import annotations

import re

from app.analyse.heads import led
from app.analyse.promising.wordings import Wordings

# 「我部将工业母机列为重点产业链，建立链长制，明确了42项任务。」: here 将 is 把
_TAKEN_AS = re.compile(
    r"将(?!把|积极|进一步|继续|会同|协调|争取|尽快|主动)[^，。；年月]{2,24}?(?:列为|列入|纳入|作为|视为|置于|摆在|摆上|放在)"
)
_REGARDED = re.compile(r"高度重视[^。；]{0,60}$")  # 「市委、市政府高度重视，将就业置于…」: it is so
# 「对于您提出的将就业指标纳入考核的建议，」
_ASKED = re.compile(
    r"(?:对于?|关于|针对|就)?[您你贵][^，。；]{0,8}提[出到]的?[^，。；]{2,40}(?:建议|提案|意见|设想|诉求)$"
)
_TOLD = led(r"(?<![为除罢末])了(?![解结断如却无得])")


# 「打算把泵站建在东头，后因征地没谈拢作罢」「准备登门，因您出差改为电话沟通」
_UNDONE = led(
    "作罢|告吹|落空|未果|没谈拢|没排上|未能如愿|(?:后来?|但|却|可)因|因故|因[^，。；]{1,10}改为|经核实并?[无未不]|并不属实|已(?:按[期时]|如期|全部)(?:完成|整改|办结|到位|交付)|现已(?:完成|整改|办结|到位|解决)|被?搁置$"
)


# 「余位屏已经装好」「上月完成了测绘」
DONE = led(
    "已(?!经?(?:列入|纳入|报|申|向|委托))|(?<![为除罢末完明接])了(?![解结断如却无得一再就])|去年|上[年月]"
)


# 「多年来，县政府积极向上级争取资金，兴建了…」「我局多次向上级争取资金」: striven for until now
_UNTIL_NOW = re.compile(r"[^，。；]{0,8}(?:多年|近年|近几年|长期|一直|年)(?:以)?来，|.{0,40}多次")
_AHEAD = re.compile(r"将|拟|力争|计划|打算|准备|[会要再]|下一?步|今后|明年|年[底内]|预计")


# 「积极争取上级支持，先后落实资金480万元」
_GOT = re.compile(r"(?:先后|累计|共|已|成功|陆续|连续)[^，。；]{0,16}[0-9]")


# 「我委做了三方面工作：一是开通一键办理；二是将范围覆盖到全部居民」: here 将 is 把 too
_LISTED_DONE = re.compile(
    r"(?:做|开展|采取|推进)了[^，。；：]{0,12}(?:工作|措施|努力|办法|的事)[：:]"
)
_AHEAD_OF = re.compile(r"拟|力争|计划|下一?步|今后|明年|年[底内]|月底")


def reports(clause: str, before: str, behind: str) -> bool:
    """Tell whether a clause says what was asked, what is (将 is 把), or what came to nothing."""
    if _UNDONE.search(behind) or _TALLIED.match(behind) or _ASKED.match(clause):
        return True
    if _UNTIL_NOW.match(before + clause) and not _AHEAD.search(clause):
        return True
    if "争取" in clause and _GOT.match(behind):
        return True
    if _LISTED_DONE.search(before) and not _AHEAD_OF.search(clause):
        return True
    told = _TOLD.search(behind) or _REGARDED.search(before)
    return bool(told and _TAKEN_AS.search(clause))


# 「配备护林员1260名，去年查处37起」
_TALLIED = re.compile(
    r"(?:[^，。；]{2,20}，){0,2}(?:去年|上年|截至|至今|今年以来|今年上半年(?=立案|查[处办]|检查|受理|排查))[^，。；将拟]{2,30}[0-9]"
)


# What makes a report, or a custom, of a sentence without a mark of the future: 「民警每晚巡查」 is
# either; 「接报后马上派人处置，共查处3起」 is the former, 「一直坚持每周走访」 the latter
TELLS = led(
    "[已曾]|(?<![为除罢末完明接])了(?![解结断如却无得一再就])|(?<![通超不])过(?!一遍|[程度渡道来几两年节路街])|目前|现有|截至|以来|近年|历年|去年|"
    "上年|上[周月]|前[年期]|刚刚|一直|历来|历次|正在|先后|累计|合计|总计|共[0-9有计]|坚持|经[核调]|发现(?!一[起处])|当[时天]|昨天|接[报到]|收到|20[0-9]{2}年"
)


def denied(clause: str, word: re.Match[str], book: Wordings) -> bool:
    """Tell whether a clause reports; 了 behind an intent does not: 「准备把桥栏换了」."""
    told = book.patterns["never"].search(clause)
    if told and told[0] == "了" and _INTENT.search(clause, 0, told.start()):
        told = book.patterns["never"].search(clause, told.end())
    return told is not None


# 「我们准备拿出30万元把桥栏换了」「打算明年把它拆了」
_INTENT = re.compile("准备|打算|争取|力争|要把|想把")
