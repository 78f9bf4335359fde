"""Whose view was taken for this reply: 会办, 协办, 会同, 经商, 征求, 综合…意见.

A list of bodies is read one by one from the word that announces it, and what follows the list
says whether it was about this reply: 「会同A、B研究」 and 「听取A的意见」 are, but not
「联合A，于6月上线」 (a past project), nor 「将会同A」 (a plan). In the opening all that was done
together was for the reply. Unnamed bodies (相关部门, 各街道) are nobody.
"""

from __future__ import annotations

import re

from app.model import Role, Span
from app.parse.parts import Found, Letter, Line

# what a body's name begins with: a level, a place, a ministry, or a word before 街道, 公司 …
_NAMED = re.compile(
    r"(?:[\u4e00-\u9fff]{2,7}?(?:省|市|区|县|州|盟|旗)|[省市县州盟旗镇]|[地特]区|区(?!域)|本市|自治区|师市|团|[一二三四五六七八九十〇○\d]{2,4}(?=团)|第[一二三四五六七八九十]{1,3}师|国家|全国|中国|中共|"
    r"(?:教育|科技|科学技术|工业和信息化|公安|民政|司法|财政|人力资源(?:和)?社会保障|自然资源|生态环境|"
    r"住房(?:和)?城乡建设|交通运输|水利|农业农村|商务|文化和旅游|应急管理?|退役军人事务?|外交|国防|铁道|铁路|审计|"
    r"发展改革|卫生健康|市场监管|税务|海关|气象|金融监管|中央|国务院|最高|人民银行|人行|证监|银保监|国资)|"
    r"[\u4e00-\u9fff]{2,6}(?=街|办事处|镇|乡|供销社|集团|公司|管委会|海关|海事|铁路|银行|大学|学院|医院))"
)
# what a body's name ends in: by its last sign where that says enough (委员会, 总局, 法院, 残联)
_END = (
    r"(?:[局委厅部办镇乡院署区站社会]|[案书物念化]馆|政府|街道|街(?=[、，,和与等])|办事处|办公室|中心|公司|[支大总]队|工商联|[残妇科文侨]联|"
    r"集团|银行|[分支]行|人行|海关|海事处|管理处|大学|团(?<=[一二三四五六七八九十〇○\d]团))"
)
_THEN = (
    r"等|进行|开展|共同|认真|多次|实地|现场|研究|并案|合并|组织(?!部)|召开|形成|提出|办理|分别|充分|及时|深入|制定|对|就|在|赴|到|"
    r"联合|主动|积极|专题|专门|的|意见|反馈|会商|沟通|协商|负责|配合|参与|协办|会办|协助|协同|分办|同意|看法|专程|一起|一道|跑|"
    r"商议|商定|商量|商讨|磋商|碰头|论证|测算|测量|评估|勘验|会诊|会审|分析|逐条|逐项|逐一|逐件|两次|三次|几次|数次|分头|座谈|踏勘|勘查|踏查|衔接|联系|对接|走|察看|查看|核实|调研|作了|做了|后|了|为|也|共\d"
)
# a stop, a word that joins, or what a body does; its first sign is asked first
_BEHIND_UNIT = rf"[、，,。；;：:）)\s和及与以]|{_THEN}"
_FIRST_SIGNS = "".join(sorted({way[0] for way in _THEN.split("|")}))
_UNIT = re.compile(
    rf"(?P<unit>[\u4e00-\u9fff（）()]{{1,21}}?{_END}(?:[（(][^（()）]{{2,16}}[）)])?)"
    rf"(?=$|[、，,。；;：:）)\s和及与以{_FIRST_SIGNS}])(?={_BEHIND_UNIT}|$)"
)
_AND = re.compile(r"[、，,]|以及|[和及与]")
_TAIL = re.compile(
    r"(?:等(?:\d{1,2}|[一二三四五六七八九十两多]{1,2})?(?:个|家)?(?:会办|协办|相关|有关|分办)?(?:单位|部门)?)?"
)
# 「会同」「经商」「我委商」「综合」「听取」「经与」
# each branch begins with a plain character, so that the engine skips all others
_AHEAD = re.compile(
    r"会同|商请|与(?<=[，,。；]与)(?=[省市县区州旗镇乡师]|地区)|牵头(?=[省市区县州旗镇乡])|联合|协调|经与|经同|征得|对接|及时[与和]|期间[与和]|主动[与和]|先后[与和]|积极[与和]|多次[与和]|并与|"
    r"与(?<=[局委厅办部院会].)(?=[省市县区州旗]|[\u4e00-\u9fff]{2,3}[县区旗])|和(?<=我[局委厅办部院].)(?=[省市县区州旗])|"
    r"商(?<=[局委厅办部院].)(?![务业会贸户场标品家事])|会(?<=[局委厅办部院].)(?=[省市县区州旗])|经(?:会)?商(?!务)|并(?:会)?商(?!务)|已(?:会)?商(?!务)|"
    r"同(?<=[局委厅办部院们]同)(?=[省市县区州旗镇乡])|组织(?=[省市区县州旗镇乡])|经(?=[^，。；]{2,60}(?:协办|会办)单位共同研究)|"
    r"综合|结合|听取了?|征求了?|吸收了?|汇总了?|根据|参考了?|征询了?|采纳了?"
)
_VIEWS = ("综合", "结合", "听取", "征求", "吸收", "汇总", "根据", "参考", "征询", "采纳")
_CONSULTING = ("征得", "经商", "并商", "已商", "经会商", "并会商", "已会商")
# 「会同县应急局共同对通行条件进行审定」
_TOGETHER = re.compile(
    r"(?:共同对[^，。；]{2,20}?进行了?)?(?:共同|认真|进行了?|[作做]了|多次|召开了?|开展|对|组织|就|联合|及时|专门|逐条|逐项|逐一|逐件|两次|三次|几次|数次|分头|专题|现场|实地|一起|一道|充分|此|提案|建议|该|深入|反复|了){0,6}"
    r"(?:研究|办理|答复|会商|审定|论证|专题会|调研|踏勘|座谈|走访|商议|商定|协商|沟通|对接|研商|商量|讨论|走|跑|察看|查看|核实|联系|衔接|勘查|踏查|会办|商讨|磋商|测算|测量|评估|勘验|会诊|会审|分析)"
)
_ANSWERED = re.compile(r"(?:进行|认真|共同|召开|专题|专门|会议){0,4}(?:研究|办理|会商|商议|协商)")
_CONSULTED = re.compile(r"(?:共同)?(?:研究|同意|后|意见|办理)?[，,。；]|研究|同意")
_VIEW = re.compile(
    r"(?:的)?(?:会办|协办|反馈|书面|答复|有关|相关)?(?:单位|部门)?(?:的)?(?:会办|协办|反馈|书面)?(?:的)?(?:意见|看法|建议)"
)
# 「区生态环境局、四平路街道协办」
_BEHIND = re.compile(
    r"(?:为(?:会办|协办|配合|协同)单位|协办|会办|协助办理|配合办理|参与办理|协同办理|分办)(?!单位|意见|部门|件|公)"
    r"|意见(?=[是为：])"  # 「区自然资源局意见是先用旧校舍」
    r"|[给提]了[^，。；]{0,4}意见(?!建议)"  # 「县住建局也给了意见」
    r"|派[人员]参[加与](?=[^。]{0,12}(?:意见|会商|研究))"  # 「县教育局也派人参加，提了三条意见」
)
# 「A、B参与了会办」
_BETWEEN = ("", "的", "共同", "参与", "参与了", "参加", "负责", "配合", "均", "分别", "也", "也都")
_BEFORE_LIST = re.compile(r"[，,。；;：:、]|由|，")
# 「会办单位：A、B」「协办单位为A」
_LABELLED = re.compile(r"(?:会办|协办|协同办理|分办)(?:单位|部门)(?:为|是|有|[:：])")
# what each of the two has in it; quicker to look for
_HELPED = re.compile(
    r"办(?<=[协会分助合与同].)|派[人员]参|为(?:配合|协同)单位|意见[是为：]|[给提]了[^，。；]{0,4}意见"
)
_FUTURE = re.compile(r"(?:将|拟|计划|下一步|今后|继续|下阶段|待|建议由|请)[^，。；]{0,10}$")
_NOBODY = re.compile(
    r"相关|有关|各|我|贵|你|多个|多家|部门$|单位$|企业$|机构$|成员|社会$|协会会员|居委|辖区|工作(?!部|局|委|办)|会议|已经|被"
)
_FILLER = re.compile(r"^(?:(?:会办|协办|分办|协同)单位|了|由|与|和|及|请|原|市委、)")

Units = list[tuple[str, Span]]


def co_handlers(letter: Letter, issuers: tuple[str, ...], role: Role) -> Found[tuple[str, ...]]:
    """Return the bodies whose view was already taken for this reply, as printed."""
    addressee = letter.salutation.text.rstrip("：:") if letter.salutation else ""
    own = (*issuers, addressee) if role is Role.OPINION else issuers
    found: dict[str, Span] = {}
    forms = [line for line in letter.head if _LABELLED.match(line.text)]
    for line in (*forms, *letter.body):
        units = _ahead(line, line.start < letter.opening.end)
        if _HELPED.search(line.text):
            units += [*_labelled(line), *_behind(line)]
        for name, span in units:
            if name not in found and not any(_means(name, body) for body in own):
                found[name] = span
    if not found and (told := _in_cells(letter)):
        return Found(told)
    ordered = sorted(found.items(), key=lambda item: item[1])
    return Found(tuple(name for name, _ in ordered), tuple(span for _, span in ordered))


def _means(name: str, body: str) -> bool:
    """Return whether a short name is the body's own: 区住房城乡建设局 of 某区住房和城乡建设局."""
    characters = iter(body)
    return body[-1] == name[-1] and all(character in characters for character in name)


def _in_cells(letter: Letter) -> tuple[str, ...]:
    """Return the co-handlers of a portal's own table, which no words of the letter name."""
    cell = letter.portal.get("协办单位") or letter.portal.get("会办单位") or ""
    return tuple(name for name in _CELL_PARTS.split(cell) if _is_named(name))


_CELL_PARTS = re.compile(r"[、，,;；\s|]+")


def _ahead(line: Line, in_opening: bool) -> Units:
    """Return the bodies that a word like 会同 or 听取 announces."""
    units: Units = []
    for word in _AHEAD.finditer(line.text):
        if _FUTURE.search(line.text[max(0, word.start() - 16) : word.start()]):
            continue
        listed, end = _listed(line, word.end())
        end = _tail_end(line.text, end)
        if listed and _concerns(line.text, end, word, in_opening):
            units += listed
    return units


def _labelled(line: Line) -> Units:
    """Return the bodies behind a label: 会办单位：A、B."""
    words = _LABELLED.finditer(line.text)
    return [unit for word in words for unit in _listed(line, word.end())[0]]


def _tail_end(text: str, at: int) -> int:
    found = _TAIL.match(text, at)
    return found.end() if found else at


def _concerns(text: str, end: int, word: re.Match[str], in_opening: bool) -> bool:
    """Return whether what follows the list says that it was about this reply."""
    if word[0].startswith(_VIEWS):
        return bool(_VIEW.match(text, end))
    if word[0] in _CONSULTING:
        return bool(_CONSULTED.match(text, end)) or in_opening
    if word[0] == "组织":  # to send somebody out is no sharing of the answer
        return bool(_ANSWERED.match(text, end))
    return bool(_TOGETHER.match(text, end)) or (in_opening and word[0] != "协调")


def _behind(line: Line) -> Units:
    """Return the bodies before 协办: the list that begins behind the last stop or 由."""
    units: Units = []
    for word in _BEHIND.finditer(line.text):
        if _FUTURE.search(line.text[max(0, word.start() - 16) : word.start()]):
            continue
        start = max(0, word.start() - 90)
        for stop in _BEFORE_LIST.finditer(line.text, start, word.start()):
            listed, end = _listed(line, stop.end())
            end = _tail_end(line.text, end)
            if listed and line.text[end : word.start()] in _BETWEEN:
                units += listed
                break
    return units


def _listed(line: Line, at: int) -> tuple[Units, int]:
    """Return the named bodies that stand in a row from `at` on, and where the row ends."""
    units: Units = []
    end = at
    while found := _UNIT.match(line.text, at):
        filler = _FILLER.match(found["unit"])
        start = found.start() + (filler.end() if filler else 0)
        name = line.text[start : found.end("unit")]
        if not (_is_named(name) or (units and _goes_on(name))):
            break
        units.append((name, line.span(start, found.end("unit"))))
        end = found.end("unit")
        link = _AND.match(line.text, end)
        if not link:
            break
        at = link.end()
    return units, end


# 「经商发展改革委、农业农村部、粮食和储备局」: behind a named body a bare name is one too
_BODY = re.compile(r"[\u4e00-\u9fff]{2,14}(?:局|[发改]委|委员会|[执管]委会|部|厅|署)$")
_NO_BODY = re.compile(
    r"[支全内外局干]部$|(?:项目|门诊|俱乐|经营|指挥)部$|[村居业]委|属地|物业|企业"
)


def _goes_on(name: str) -> bool:
    return bool(_BODY.match(name)) and not (_NOBODY.search(name) or _NO_BODY.search(name))


def _is_named(name: str) -> bool:
    return len(name) >= 3 and bool(_NAMED.match(name)) and not _NOBODY.search(name)
