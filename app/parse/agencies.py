"""Who answers, and whose view was taken.

The issuer is who signs; where the signature is lost, who heads the letter, then who the title
names, then the contact line, then the office that printed it (minus 办公室), then the portal's
source if it is an agency. Each is given in the fullest form the letter prints. The printing office
and the portal itself are never issuers.
"""

from __future__ import annotations

import re

from app.model import BlockKind, Role, Span
from app.parse.parts import Found, Letter, Line
from app.text.lines import AGENCY_END, AGENCY_LINE, DATE_LINE, Label, label

Named = tuple[str, Span | None]

_SEAL = re.compile(r"[（(](?:盖章|公章|印章|印|章|代章)[）)]|文件$")
_ENDS_AS_AGENCY = re.compile(rf"{AGENCY_END}(?:[（(][^（()）]{{2,24}}[）)])?$")
_JOINED = re.compile(r"(?<=[局委会厅部府院])[、\s]+(?=[\u4e00-\u9fff]{4,})")
# 「上海市浦东新区科技和经济委员会关于…」: the agency in front of a title
_TITLE_AGENCY = re.compile(
    rf"^(?P<agency>[\u4e00-\u9fff（）()、]{{2,40}}?{AGENCY_END}(?:[（(][^（()）]{{2,20}}[）)])?)"
    r"(?=关于|關于|關於|对|對|就|答复|答復)"
)
_PRINTER = re.compile(r"^(?P<agency>.{3,40}?)(?:办公室|办|办公厅|综合科|秘书科)$")
_SITE = re.compile(r"网|站$|平台|门户|客户端|微信|公众号|日报|发布$")
_VAGUE = re.compile(r"^(?:政府办|县政府办|市政府办|区政府办|本站|办公室|管理员)$")


def agencies(letter: Letter) -> Found[tuple[str, ...]]:
    """Return the issuers in signature order, each in the fullest form printed."""
    named = (
        _signed(letter)
        or _heads(letter)
        or _in_title(letter)
        or _by_contact(letter)
        or _printer(letter)
        or _source(letter)
    )
    full = [_fullest(one, letter) for one in named]
    unique = list(dict.fromkeys(full))
    return Found(
        tuple(name for name, _ in unique), tuple(span for _, span in unique if span is not None)
    )


def _signed(letter: Letter) -> list[Named]:
    """Return the lines of the signature that name a body."""
    signature = [line for line in letter.foot if line.kind is BlockKind.SIGNATURE]
    named: list[Named] = []
    for at, line in enumerate(signature):
        if DATE_LINE.match(line.text) or line.text[0].isdigit():
            continue
        dated = any(DATE_LINE.match(after.text) for after in signature[at + 1 :])
        if AGENCY_LINE.match(line.text) or (dated and _could_be_cut(line.text, letter)):
            named += _several(line)
    return named


def _could_be_cut(words: str, letter: Letter) -> bool:
    """Return whether a signature that the page cut short begins an agency named elsewhere."""
    if len(words) < 4:
        return False
    bare = _SEAL.sub("", words)
    return bool(_ENDS_AS_AGENCY.search(bare)) or any(
        name.startswith(bare) or bare in name for name, _ in _elsewhere(letter)
    )


def _several(line: Line) -> list[Named]:
    words = _SEAL.sub("", line.text).strip()
    pieces = _JOINED.split(words)
    named: list[Named] = []
    at = 0
    for piece in pieces:
        start = line.text.index(piece, at)
        named.append((piece, line.span(start, start + len(piece))))
        at = start + len(piece)
    return named


def _heads(letter: Letter) -> list[Named]:
    """Return the agencies of the letterhead."""
    return [
        one
        for line in letter.head
        if line.kind is BlockKind.LETTERHEAD
        and label(line.text) is None
        and AGENCY_LINE.match(line.text)
        for one in _several(line)
    ]


def _in_title(letter: Letter) -> list[Named]:
    if letter.title and (found := _TITLE_AGENCY.match(letter.title.text)):
        return [(found["agency"], letter.title.span(*found.span("agency")))]
    cell = letter.portal.get("标题", "")
    return [(found["agency"], None)] if (found := _TITLE_AGENCY.match(cell)) else []


def _by_contact(letter: Letter) -> list[Named]:
    for line in letter.foot:
        if label(line.text) is Label.UNIT:
            value = re.split(r"[:：]", line.text, maxsplit=1)[1].strip()
            if _ENDS_AS_AGENCY.search(value):
                start = line.text.index(value)
                return [(value, line.span(start, start + len(value)))]
    return []


def _printer(letter: Letter) -> list[Named]:
    for line in letter.foot:
        found = _PRINTER.match(line.text) if line.kind is BlockKind.IMPRINT else None
        if found and _ENDS_AS_AGENCY.search(found["agency"]):
            return [(found["agency"], line.span(*found.span("agency")))]
    return []


def _source(letter: Letter) -> list[Named]:
    for name in (
        "发布机构",
        "发布机关",
        "发文机关",
        "发文单位",
        "公开责任部门",
        "承办单位",
        "主办单位",
        "信息来源",
        "来源",
        "发布单位",
    ):
        value = re.split(r"[\s\d]", letter.portal.get(name, "").strip(), maxsplit=1)[0]
        if _ENDS_AS_AGENCY.search(value) and not _SITE.search(value) and not _VAGUE.match(value):
            return [(value, None)]
    return []


def _elsewhere(letter: Letter) -> list[Named]:
    return [*_heads(letter), *_in_title(letter), *_by_contact(letter), *_printer(letter)]


def _fullest(named: Named, letter: Letter) -> Named:
    """Return the longest printed form of the same body: 新区金融局 → 浦东新区金融工作局."""
    best = named
    for other in _elsewhere(letter):
        if len(other[0]) > len(best[0]) and _same_body(named[0], other[0]):
            best = other
    return best


def _same_body(short: str, long: str) -> bool:
    if long.endswith(short) or (len(short) >= 6 and long.startswith(short)):
        return not long.endswith("办公室") or short.endswith("办公室")
    if len(short) < 4 or (short[-1] != long[-1] and not long.endswith("委员会")):
        return False
    characters = iter(long)
    return all(character in characters for character in short)


# ---- whose view was taken

_UNIT_START = (
    r"(?:[\u4e00-\u9fff]{2,7}(?:省|市|区|县|州|盟|旗)|[省市区县州盟旗镇]|本?市|国家|全国|中国|中共|"
    r"(?:教育|科技|科学技术|工业和信息化|公安|民政|司法|财政|人力资源(?:和)?社会保障|自然资源|生态环境|住房(?:和)?城乡建设|"
    r"交通运输|水利|农业农村|商务|文化和旅游|应急管理|退役军人事务)部|人民银行|中央|国务院|最高|海关总署|税务总局|市场监管总局|"
    r"[\u4e00-\u9fff]{2,6}(?=街道|镇|乡|供销社|集团|公司|管委会))"
)
_UNIT = re.compile(rf"^{_UNIT_START}[\u4e00-\u9fff（）()]{{0,24}}$")
_UNIT_END = re.compile(
    r"(?:局|委|委员会|厅|部|办|办公室|政府|街道|街道办|街道办事处|镇|乡|院|署|总局|中心|公司|支队|大队|总队|联|会|社|集团|银行|"
    r"人行|分局|管委会|开发区|党工委|组织部|宣传部|统战部|残联|妇联|团委|总工会|海关|政府)$"
)
_NOT_UNIT = re.compile(
    r"相关|有关|各|征求|听取|走访|书面|会同|综合|结合|汇总|召开|等部门|我|贵|你|多个|部门$|单位$|企业$|机构$|成员"
)
_LIST = r"(?P<units>[\u4e00-\u9fff（）()、，,和及与]{2,140}?)"
_TAIL = (
    r"(?:等(?:\d{1,2}|[一二三四五六七八九十两]{1,2})?(?:个|家)?"
    r"(?:会办|协办|相关|有关)?(?:单位|部门)?)?"
)
_WAYS = tuple(
    re.compile(pattern)
    for pattern in (
        # 「经商工业和信息化部、财政部，现答复如下」「经商有关部门」
        rf"(?:经|并)(?:商|商请|会商){_LIST}{_TAIL}(?:研究|同意|后|意见)?(?=[，,。；])",
        # 「会同市发展改革委、市数据局研究」「由我厅会同省发改委、龙岩市人民政府办理」
        rf"(?:会同|會同|商请|联合|联系|协调|商){_LIST}{_TAIL}(?:共同|认真|进行(?:了)?|多次|召开|开展|对|组织|就|进行了)?"
        r"(?:了)?(?:研究|办理|答复|会商|专题会|调研|踏勘|座谈|走访|商议|协商|现场|实地|沟通|对接|研商|讨论|提出|形成|综合)",
        # 「综合区国资委、区委金融办等会办单位意见」「听取区金融局的意见」「征求了A、B和C的看法」
        rf"(?:综合|结合|听取(?:了)?|征求(?:了)?|吸收(?:了)?|汇总(?:了)?|根据|参考(?:了)?|征询(?:了)?|商)"
        rf"{_LIST}{_TAIL}的?(?:会办|协办|反馈|书面|答复)?(?:的)?(?:单位)?(?:的)?(?:意见|看法|建议|会办意见)",
        # 「区生态环境局、四平路街道协办」「会办单位：A、B」
        rf"(?:由|[，,、。；]|^){_LIST}{_TAIL}(?:共同)?(?:协办|会办|协助办理|配合办理|参与办理|分办)(?=[，,。；]|$)",
        rf"(?:会办|协办|协同办理|分办)(?:单位|部门)?(?:为|是|有|[:：]){_LIST}{_TAIL}(?=[。；\n]|$)",
        # 「经与市自然资源和规划局现场踏勘」「我局与县财政局、县交通局进行了会商」
        rf"(?:经与|经同|我[局委厅办部院]与|及时与|主动与|先后与|积极与){_LIST}{_TAIL}"
        r"(?:进行(?:了)?|共同|多次|充分|认真)?(?:现场|实地)?(?:踏勘|沟通|对接|协商|研究|会商|联系|衔接|商议|座谈)",
    )
)
_FUTURE = re.compile(r"(?:将|拟|计划|下一步|今后|继续|下阶段)[^，。；]{0,10}$")
_ASIDE = re.compile(r"[（(][^（()）]{0,20}[）)]")


def co_handlers(letter: Letter, issuers: tuple[str, ...], role: Role) -> Found[tuple[str, ...]]:
    """Return the bodies whose view was already taken for this reply, as printed."""
    names: list[str] = []
    spans: list[Span] = []
    addressee = letter.salutation.text.rstrip("：:") if letter.salutation else ""
    own = (*issuers, addressee) if role is Role.OPINION else issuers
    for line in letter.body:
        for way in _WAYS:
            for found in way.finditer(line.text):
                if _FUTURE.search(line.text[max(0, found.start() - 14) : found.start()]):
                    continue
                for name, span in _units(line, found):
                    if name not in names and not any(name == o or o.endswith(name) for o in own):
                        names.append(name)
                        spans.append(span)
    ordered = sorted(zip(spans, names, strict=True))
    return Found(tuple(name for _, name in ordered), tuple(span for span, _ in ordered))


_LED_IN = re.compile(
    r"^[\u4e00-\u9fff]{0,12}?(?:征求了?|听取了?|走访了?|会同|综合|结合|吸收了?|联合|商请)"
    r"|^(?:了|由|经|与|和|及|请)|等$|(?:的|了)$"
)
_UNIT_SPLIT = re.compile(r"[、，,]|(?<=[局委厅部办府院会社道公司心镇])[和及与以]+及?")


def _units(line: Line, found: re.Match[str]) -> list[tuple[str, Span]]:
    """Return the named bodies of a list; a list without any is no list of bodies."""
    units: list[tuple[str, Span]] = []
    at = found.start("units")
    for piece in _UNIT_SPLIT.split(found["units"]):
        name = _LED_IN.sub("", piece)
        if not _is_unit(name):
            continue
        start = line.text.find(name, at, found.end("units"))
        if start < 0:
            continue
        units.append((name, line.span(start, start + len(name))))
        at = start + len(name)
    return units


def _is_unit(name: str) -> bool:
    bare = _ASIDE.sub("", name)
    return bool(
        3 <= len(bare) <= 24
        and _UNIT.match(bare)
        and _UNIT_END.search(bare)
        and not _NOT_UNIT.search(bare)
    )
