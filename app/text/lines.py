"""What a single line of a letter is, told from the line alone.

Cleaning asks it which lines belong to a letter and which to the page around it; layout asks it
where a paragraph cannot go on. Both must agree, so the wording lives here, once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.text.labels import label

# 「浦商委办理〔2025〕43号」「平农复函[2024]12号B类」「建议字:〔2023〕8号」「X函[2021][12]号」
# 「清政建复〔2022〕号」, the number left open
OPEN, CLOSE = "〔\\[【﹝（(［〈", "〕\\]】﹞）)］〉"
# a document number shows at least one of its brackets
DOCUMENT_NUMBER_LINE = re.compile(
    r"[（(]?[\u4e00-\u9fff](?:[\u4e00-\u9fffA-Za-z· ]|[（(][\u4e00-\u9fffA-Za-z]{1,10}[）)]){1,23}"
    r"[:： ]?"
    rf"(?:[{OPEN}] ?(?:19|20)\d\d ?[{CLOSE}]?|(?:19|20)\d\d ?[{CLOSE}])"
    rf" ?[{OPEN}]?(?:第)? ?\d{{0,5}}(?:-\d{{1,3}})? ?[{CLOSE}]? ?(?:号|號)"
)


def is_document_number(line: str) -> bool:
    """Return whether a line begins with a document number in any kind of bracket."""
    return ("号" in line or "號" in line) and DOCUMENT_NUMBER_LINE.match(line) is not None


# 「A」「（C类）」「B 类」「甲类」「（A）类」「〔A〕」「A：解决采纳」, alone on its line
GRADE_LINE = re.compile(
    r"[（(【\[〔]?(?:类别)?(?:[ABCDＡＢＣＤ]\d? ?(?:类|類)?|[甲乙丙丁](?:类|類))[）)】\]〕]?"
    r"(?:(?<=[）)])[类類])?$"
    r"|[ABCD](?:类|類)?[:：] ?[^，。；:：]{0,6}(?:解决|采纳|落实|参考|办结)[^，。；:：]{0,6}$"
)

AGENCY_ENDS = (
    *(
        "委员会",
        "委員會",
        "管委会",
        "委",
        "局",
        "厅",
        "廳",
        "部",
        "办公室",
        "办公厅",
        "办",
        "院",
        "署",
        "政府",
    ),
    *(
        "街道办事处",
        "街道",
        "中心",
        "公司",
        "支队",
        "大队",
        "总队",
        "检察院",
        "联合会",
        "总工会",
        "工会",
    ),
    *("妇联", "残联", "工商联", "红十字会", "管理处", "管理所", "站", "党组", "处", "集团"),
    *("银行", "分行", "支行"),
    *("协会", "学院", "大学", "开发区", "兵团", "师", "团", "供销社", "联社", "总社", "指挥部"),
    *("领导小组", "专班", "海关", "气象台", "档案馆", "图书馆", "博物馆", "文化馆", "纪念馆"),
    *("车务段", "工务段", "电务段", "供电段", "林场", "农场", "监狱", "研究所"),
    *("学校", "小学", "中学", "幼儿园", "卫生院", "法庭", "村委会", "居委会", "合作社"),
)
AGENCY_END = "(?:" + "|".join(sorted(AGENCY_ENDS, key=len, reverse=True)) + ")"
_AGENCY_WORDS = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff（）()、·]{1,48}")


_AGENCY_LAST = frozenset("）)件" + "".join(end[-1] for end in AGENCY_ENDS))


def is_agency(line: str) -> bool:
    """Return whether a line is the name of a body: 厦门市人防办（市住建局）, …厅文件."""
    if line[-1:] not in _AGENCY_LAST:
        return False
    name = line.removesuffix("文件")
    if name[-1:] in ("）", ")"):
        name = name[: max(name.rfind("（"), name.rfind("("), 0)]
    if not name.endswith(AGENCY_ENDS) or name.endswith("网站"):
        return False
    return _AGENCY_WORDS.fullmatch(name) is not None


_NUMERAL = "〇○零一二三四五六七八九十廿卅0-9"
# 「2025年5月14日」「二〇〇九年五月十五日」「2025-05-14」「2025.5.14」, alone
DATE_LINE = re.compile(
    rf"[（(]?(?:[{_NUMERAL}]{{4}} ?年 ?[{_NUMERAL}]{{1,3}} ?月 ?[{_NUMERAL}]{{1,3}} ?[日号]?"
    r"|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2})[）)]?$"
)
_DATE_ENDS = frozenset("日号）)0123456789")
# 「答复时间：2018-05-19」: no line below goes on from it
_LABELLED_DATE = re.compile(
    r"[\u4e00-\u9fff]{2,6}[:：][ \u3000]{0,3}(?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?$"
)


def is_date(line: str) -> bool:
    """Return whether a line is a date and nothing else."""
    return line[-1:] in _DATE_ENDS and len(line) <= 24 and DATE_LINE.match(line) is not None


# 「20256月18」「202293」「2020824」「20246月14日」「0二十六日」: the page ate 年, 月 or digits
BROKEN_DATE_LINE = re.compile(
    r"(?:(?:19|20)\d\d ?年? ?\d{0,4} ?月? ?\d{0,2} ?日?|[0〇○]?[二三]?十?[一二三四五六七八九十]日)$"
)

# 「…的答复」「…答复的函」「…的答复摘要」「…的会办意见」「…办理进展情况报告」
# 「…的答复(关于改造…的建议)」
_TITLE_END = re.compile(
    r"(?:(?:答复|答復|答覆|复函|復函|覆函|回复|回覆|回函|函复|函覆)(?:函|件|稿|书|意见|摘要|的函|的函摘要|情况)?|"
    r"(?:答复|答復|答覆)?复文(?:摘要|公开|全文)?|"
    r"(?:答复|办理|落实|处理|处置)(?:进展|工作|结果)?(?:情况|意见|结果)(?:的)?"
    r"(?:报告|汇报|说明|通报|函|函复|反馈)?|"
    r"(?:办理|答复|办复)报告|(?:会办|协办|分办|办理|答复|反馈)(?:的)?意见(?:的)?函?|的函|函摘要|的情况说明)"
    r"(?:[（(《〔\[][^。]{1,80}[）)》〕\]])?$"
)
# the last signs of all these endings: most lines end otherwise
_TITLE_ENDS = frozenset("的复復覆函件稿书见要况文开果告报明馈）)》〕]")


def ends_title(line: str) -> bool:
    """Return whether a line ends as the titles of letters do."""
    return line[-1:] in _TITLE_ENDS and _TITLE_END.search(line) is not None


# 「对浦东新区政协七届四次会议」「关于…」「重庆市…局关于」
TITLE_START = re.compile(
    r"(?:[\u4e00-\u9fff（）()]{2,30}?)?(?:关于|關於|關于|关于对|对|對|就)(?=[\u4e00-\u9fff《“\"「（(]|\d|$)"
)
_TITLE_LINES = 5
_TITLE_TAIL = 6  # characters of a line that may end a title which seems whole: 「的复函」「报告」
# what a title speaks of; a line that only starts with 关于 may be a heading
TITLE_WORDS = re.compile(
    r"提案|建议|建議|议案|議案|意见|会议|會議|政协|政協|人大|代表|委员|社情民意|第.{1,16}[号號件期]"
)

# 「郑可岚、邵一鸣委员：」「狄满仓等6名代表：」「民建浦东区委:」「桑弘 子车明委员」
SALUTED = (
    r"(?:委员|代表|委員|代表团|代表團|小组|代表小组|界别|委员会|区委|市委|省委|县委|中央|支部|支社|总支|"
    r"总支部|基层委|工委|工商联|联合会|侨联|妇联|共青团|团委|专委会|党派|常委会|政协|人大|联络组|"
    r"活动组|协会|商会|政府|局|办|办公室|厅|部|委|院|组)"
)
_SALUTATION = re.compile(
    r"^(?:尊敬的|敬爱的)?[^，。；;？?！!《》“”:：]{1,90}?"
    r"(?:委员|代表|委員|代表团|代表團|同志|先生|女士)"
    r"(?:们|並附议人|并附议人|及附议人|等)?(?:[（(][^（()）]{1,12}[）)])?"
    r"(?:[:：，,]?\s?(?:您|你|您们|你们)好[！!。:：]?|[:：])?$"
)
_SALUTATION_ENDS = frozenset("员表員团團志生士们人等）)好！!。:：")


# 「农工党黄石市委员会」: parties ask and do not answer, so they are addressed without a colon too
_PARTY = re.compile(
    r"(?:民革|民盟|民建|民进|农工党|致公党|九三学社|台盟)[\u4e00-\u9fff]{2,12}?(?:委|委员会)"
)


def salutes(line: str) -> bool:
    """Return whether a line addresses members, deputies or other persons and nothing else."""
    if line[-1:] in _SALUTATION_ENDS and _SALUTATION.match(line):
        return True
    return line[-1:] in ("委", "会") and _PARTY.fullmatch(line) is not None


# 「李四维，王五洲、赵六合代表：」
_LISTED_NAMES = re.compile(
    r"(?:[\u3400-\u9fff·]{2,8}[、，, ]){1,20}[\u3400-\u9fff·]{2,8}(?:委员|代表)[:：]?$"
)


def lists_names(line: str) -> bool:
    """Return whether a line is a list of members or deputies by their names."""
    return line[-1:] in ("员", "表", ":", "：") and _LISTED_NAMES.match(line) is not None


# 「青海省总工会：」「李四维、王五洲委员，民革贵州省委：」
_ADDRESSEE = re.compile(
    r"(?:[\u3400-\u9fff·、 ]{2,40}(?:委员|代表|委員)[，,])?"
    r"[\u4e00-\u9fff（）()、·×xX*＊○\s]{2,60}[:：]$"
)


def addresses(line: str) -> bool:
    """Return whether a line may address a body: a name and a colon, whatever name it is."""
    return line[-1:] in (":", "：") and _ADDRESSEE.match(line) is not None


# 「民革安顺市委，」 「刘伯温、沐英委员：」, 「刘伯温、沐英等8」 「位委员：」: a list of proposers
# over several lines
_NAME_LIST = (
    r"(?!关于|对|[您你贵]|.{0,60}(?:收悉|提出|会议|办理|把|了))[\u3400-\u9fff·（）()、，, ]{2,60}"
)
_NAMES_BEGUN = re.compile(rf"{_NAME_LIST}(?:[、，,]|等 ?\d{{1,3}}[名位]?)$")
_NAMES_ENDED = re.compile(rf"(?:{_NAME_LIST}|[名位])(?:委员|代表|委員)[^，。]{{0,8}}[:：]$")
_BEGUN_ENDS = frozenset("、，,名位")


def begins_names(line: str) -> bool:
    """Return whether a line begins a list of proposers that goes on below."""
    last = line[-1:]
    return (last in _BEGUN_ENDS or last.isdecimal()) and _NAMES_BEGUN.match(line) is not None


def ends_names(line: str) -> bool:
    """Return whether a line ends a list of proposers that began above."""
    return line[-1:] in (":", "：") and _NAMES_ENDED.match(line) is not None


NUMBERING = re.compile(
    r"(?P<one>[一二三四五六七八九十]{1,3}[、．.])|(?P<two>[（(][一二三四五六七八九十]{1,3}[）)][、．.]?)"
    r"|(?P<three>\d{1,2}[、．.](?!\d))|(?P<four>[（(]\d{1,2}[）)][、．.]?)|(?P<five>[①②③④⑤⑥⑦⑧⑨⑩⑪⑫])"
    r"|(?P<part>第[一二三四五六七八九十]{1,2}(?:部分|章|节)[、 　]?)"
)
# 「附件：1.…」「附：」; 「附件1」 alone opens an appendix
ATTACHMENT = re.compile(r"(?:附件|附表|附)\s?[0-9一二三四五]{0,2}(?:[:：]|$)")
# 「（此件公开发布）」「（此件主动公开）」「（联系人：…）」「注：…」
BRACKETED_NOTE = re.compile(r"[（(][^（()）]{2,40}[）)]$")
DISCLOSED = re.compile(r"公开|不公开|公開")
NOTE = re.compile(r"(?:注|备注|说明)\s?[:：]")
# 「上海市浦东新区商务委员会办公室」「2025-05-14印发」「（共印5份）」「共印6份」
_IMPRINT = re.compile(
    r"(?:[^，。；]{0,40}(?:印发|印發|印製|印制|日印)[）)]?$|[（(]?共印?\s?\d{1,4}\s?份[）)]?$|[（(]?印\s?\d{1,4}\s?份[）)]?$|"
    r"校对[:：]|打字[:：])"
)


_IMPRINT_ENDS = frozenset("发發製制印份）)")


def is_imprint(line: str) -> bool:
    """Return whether a line says who printed the letter, when, or how often."""
    may_be = line[-1:] in _IMPRINT_ENDS or line[:1] in ("校", "打")
    return may_be and _IMPRINT.match(line) is not None


# a form to be filled in and sent back; what follows it is not the letter's text
_FORM = re.compile(
    r".{0,40}(?:征询意见表|意见反馈表|办理情况反馈|回执|征求意见表|满意度测评表|评价表|反馈意见表)\s?$"
)


def is_form(line: str) -> bool:
    """Return whether a line is the title of a form."""
    return line.rstrip()[-1:] in ("表", "馈", "执") and _FORM.match(line) is not None


SENTENCE_END = "。！？!?；;：:…"
CLOSERS = "”』」》）)】]\"'’"

# the first words of a letter's text: 「…收悉」「现答复如下」
TEXT_BEGINS = re.compile(
    r"收悉|答[复復覆]如下|函复如下|回复如下|汇报如下|报告如下|函告如下|[您你]们?(?:在|于)?.{0,30}提出|。"
)


def is_field(line: str) -> bool:
    """Return whether a line is a field of head or foot, which no prose line runs into."""
    return bool(
        label(line)
        or is_date(line)
        or (line[-1] in _DATE_ENDS and _LABELLED_DATE.match(line))
        or is_document_number(line)
        or is_imprint(line)
        or (len(line) <= 10 and GRADE_LINE.match(line))
        or (line[0] in "（(" and BRACKETED_NOTE.match(line))
    )


_ITEM_SIGNS = frozenset("一二三四五六七八九十第（(①②③④⑤⑥⑦⑧⑨⑩⑪⑫附注备说")


def is_item(line: str) -> bool:
    """Return whether a line begins with a number, or as an attachment or a note does."""
    return (line[0] in _ITEM_SIGNS or line[0].isdecimal()) and bool(
        NUMBERING.match(line) or ATTACHMENT.match(line) or NOTE.match(line)
    )


def title_lines(lines: Sequence[str], at: int) -> int:
    """Return how many lines from `at` on make up a title that was broken, or 0 if none starts."""
    if lines[at][0] in "您你贵" or not TITLE_START.match(lines[at]) or label(lines[at]):
        return 0
    title, whole = "", 0
    for taken, line in enumerate(lines[at : at + _TITLE_LINES], 1):
        # 「…的答复（海发」「改函〔2023〕312号）」
        bracketed = title.count("（") > title.count("）")
        if "。" in line or line[-1] in "：:" or label(line):
            break
        if is_document_number(line) and not bracketed:
            break
        if whole and (len(line) > _TITLE_TAIL or line[0] in "（("):
            break
        title += line
        if ends_title(title) and TITLE_WORDS.search(title):
            whole = taken
    return whole
