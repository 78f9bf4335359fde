"""The forms in which letters print their fields; each row quotes one, named for its oddity."""

from __future__ import annotations

from datetime import date

import pytest

from app.model import Body, Dossier, Level, Outcome, Plenary, Reply, Role, Source
from app.pipeline import understood
from app.readers.base import Received
from tests.rows import each_row

OPENING = "您提出的《关于增设托位的建议》收悉，现答复如下："
BODY = "全区现有托位1200个，明年将再增加300个，请您继续关心支持。"


def dossier_of(text: str, **portal: str) -> Dossier:
    received = Received(text, "text/plain", "text", portal)
    return understood(received, Source("letter.txt", "text/plain", "0" * 64, len(text)))


def reply_of(text: str, **portal: str) -> Reply:
    return dossier_of(text, **portal).reply


def letter(
    title: str = "关于区政协十届二次会议第5号提案的答复",
    addressee: str = "甲维明委员：",
    opening: str = OPENING,
    foot: str = "某区教育局\n2024年6月7日",
    head: str = "",
    body: str = BODY,
) -> str:
    return "\n".join(part for part in (head, title, addressee, opening, body, foot) if part)


NUMBERS = [
    ("对区政协七届四次会议第 130号提案的答复", ("130",)),
    ("关于市政协十届二次会议第072号提案的答复", ("072",)),
    ("对省十四届人大二次会议第412、419号建议的合并答复", ("412", "419")),
    ("关于县政协二次会议第13号、第53号提案的答复", ("13", "53")),
    ("关于市政协第101、102和103号提案的答复", ("101", "102", "103")),
    ("关于市十四届人大三次会议上城28号建议的答复", ("上城28",)),
    ("关于省十四届人大二次会议金23号建议的答复", ("金23",)),
    ("对区人大第8E020号建议的答复", ("8E020",)),
    ("对区第十七届人大第五次会议第D-013号代表建议的答复", ("D-013",)),
    ("关于区十九届人大六次会议第DH0271号建议的复函", ("DH0271",)),
    ("关于市人大闭会期间第BH035号建议的答复", ("BH035",)),
    ("对市人大第B〔2017〕062号建议的答复", ("B〔2017〕062",)),
    ("关于政协十三届全国委员会第三次会议第04428号（资源环境类284号）提案答复的函", ("04428",)),
    ("对武汉市政协第20220126号提案的答复", ("20220126",)),
    ("对省十三届人大四次会议第14020361号建议的答复", ("14020361",)),
    ("关于市六届人大三次会议第16号意见的答复", ("16",)),
    ("对县政协九届五次会议第41号议事原案的答复", ("41",)),
    ("关于增设托位的提案的答复（0641）", ("0641",)),
    ("关于县政协平时提案PS2023-07号的答复", ("PS2023-07",)),
    ("关于增设托位的提案的答复", ()),
]


@each_row(("title", "numbers"), NUMBERS, ids=[row[0] for row in NUMBERS])
def test_a_number_is_read_as_printed(title: str, numbers: tuple[str, ...]) -> None:
    """Zeros, letters, prefixes stay; a class number is not the number; none stays none."""
    assert reply_of(letter(title)).numbers == numbers


@pytest.mark.parametrize(
    ("opening", "numbers"),
    [
        ("您提出的《关于增设托位的建议》（第 130号）收悉。", ("130",)),
        ("您提出的《关于增设托位的建议》(0641)收悉。", ("0641",)),
        ("您提出的D-027号“关于增设托位”的代表建议收悉。", ("D-027",)),
        ("您提出的《关于增设托位的建议》的 072 号政协提案已收悉。", ("072",)),
        ("您提出的《关于增设托位的建议》（提案编号：146）收悉。", ("146",)),
        ("您提出的《关于落实国发〔2020〕5号文件增设托位的建议》收悉。", ()),
        ("您提出的《关于修缮人民路12号楼的建议》收悉。", ()),
    ],
)
def test_a_number_may_stand_in_the_opening_only(opening: str, numbers: tuple[str, ...]) -> None:
    """Numbers of documents and houses in the proposal's title are not the proposal's."""
    assert reply_of(letter(title="", opening=opening)).numbers == numbers


def test_numbers_of_neighbours_never_count() -> None:
    """上一篇 and 下一篇 name other letters."""
    text = "上一篇：对区政协第7号提案的答复\n" + letter("关于增设托位的答复函")
    assert reply_of(text + "\n下一篇：对区政协第9号提案的答复").numbers == ()


def test_a_class_number_stands_apart() -> None:
    """「第2203号（教育类188号）」 is number 2203, class number 教育类188."""
    reply = reply_of(
        letter("关于政协十三届全国委员会第四次会议第2203号（教育类188号）提案答复的函")
    )
    assert (reply.numbers, reply.class_numbers) == (("2203",), ("教育类188",))


PLENARIES = [
    ("对区政协七届四次会议第1号提案的答复", 7, 4),
    ("对市第十六届人民代表大会第二次会议第1号建议的答复", 16, 2),
    ("关于县十八届人大二次会议第1号建议的答复", 18, 2),
    ("关于政协某县第十届委员会第二次会议第1号提案的答复", 10, 2),
    ("关于政协第十四届全国委员会第一次会议第1号提案答复的函", 14, 1),
    ("关于市十届三次会议人大第1号意见的答复", 10, 3),
    ("关于区第十九届人大第六次会议第1号建议的复函", 19, 6),
    ("关于镇第十九届人大一次会议第1号建议的答复", 19, 1),
    ("关于市政协九届次会议第1号提案的复函", 9, None),
    ("关于市政协15届3次会议第1号提案的答复", 15, 3),
]


@each_row(("title", "term", "session"), PLENARIES, ids=[p[0] for p in PLENARIES])
def test_term_and_session_are_read_in_every_order(
    title: str, term: int, session: int | None
) -> None:
    """届 is the term, 次 the session, whatever stands between; a lost session stays open."""
    assert reply_of(letter(title)).plenary == Plenary(term, session)


KINDS = [
    ("对区政协七届四次会议第1号提案的答复", "甲委员：", Body.CPPCC, "政协提案"),
    ("对市十届人大三次会议第1号建议的答复", "甲代表：", Body.CONGRESS, "人大代表建议"),
    ("对市十届人大三次会议代表议案第7号的答复", "甲代表：", Body.CONGRESS, "议案"),
    ("对区政协七届四次会议第1号重点提案的答复", "甲委员：", Body.CPPCC, "重点提案"),
    ("对市十届人大三次会议第1号重点督办建议的答复", "甲代表：", Body.CONGRESS, "重点建议"),
    ("对市十届人大闭会期间第BH1号建议的答复", "甲代表：", Body.CONGRESS, "闭会期间建议"),
    ("对区政协平时提案第3号的答复", "甲委员：", Body.CPPCC, "平时提案"),
    ("关于社情民意信息第156期办理情况的复函", "民盟某市委：", Body.CPPCC, "社情民意信息"),
    ("关于对镇党代会第06号提案的答复", "甲代表：", None, None),
]


@pytest.mark.parametrize(("title", "addressee", "body", "label"), KINDS, ids=[k[0] for k in KINDS])
def test_the_papers_own_word_is_its_kind(
    title: str, addressee: str, body: Body | None, label: str | None
) -> None:
    """A 建议案 is no 议案; a party congress is neither body."""
    reply = reply_of(letter(title, addressee))
    assert (reply.body, reply.kind_label) == (body, label)


TITLES = [
    ("你们提出的《关于增设托位的建议》的提案（第1号）收悉。", "关于增设托位的建议"),
    ("您提出的关于“关于增设托位的建议”的建议收悉。", "关于增设托位的建议"),
    ("您提出的关于“在嘉松北路试行潮汐车道”的建议收悉。", "在嘉松北路试行潮汐车道"),
    ("您提出的关于增设托位的建议收悉。", "关于增设托位的建议"),
    ("现将您提出的关于给小学配备校医的提案办理情况答复如下：", "关于给小学配备校医的提案"),
    ("您提出的关于推进“互联网+托育”的建议收悉。", "关于推进“互联网+托育”的建议"),
    ("您提出的关于落实《托育条例》的提案收悉。", "关于落实《托育条例》的提案"),
    ("您提出的《关于做强“奉贤黄桃”品牌的提案》收悉。", "关于做强“奉贤黄桃”品牌的提案"),
    ('您提出的"关于增设托位的建议"收悉。', "关于增设托位的建议"),
    ("您提出的“关于深化‘放管服’改革的建议”收悉。", "关于深化‘放管服’改革的建议"),
    ("《关于增设托位的提案》收悉。现答复如下：", "关于增设托位的提案"),
    ("贵委会《关于增设托位的提案》收悉。现答复如下：", "关于增设托位的提案"),
    ("您关于增设托位的提案我们收到了，现答复如下：", "关于增设托位的提案"),
    ("《关于甲的建议》和《关于乙地的建议》收悉。", "关于甲的建议；关于乙地的建议"),
    (
        "陆小满委员提出的《关于甲的提案》（第64号）、民进渭滨区支部提出的《关于乙地的提案》（第71号）收悉。",
        "关于甲的提案；关于乙地的提案",
    ),
    (
        "您提出的关于增设托位的提案收悉，上次答复列为“部分采纳”。现答复如下：",
        "关于增设托位的提案",
    ),
    ("贵委《某某民盟信息》第156期反映的“老年人办卡困难”问题，现答复如下：", "老年人办卡困难"),
]


@each_row(("opening", "title"), TITLES, ids=[t[0] for t in TITLES])
def test_the_proposals_title_is_what_its_marks_hold(opening: str, title: str) -> None:
    """Quoted, doubly quoted, without marks, or two side by side."""
    assert reply_of(letter(opening=opening)).title == title


PROPOSERS = [
    ("闫晓慧、张茂林、张辉委员：", ("闫晓慧", "张茂林", "张辉")),
    ("尊敬的王小明代表：", ("王小明",)),
    ("王 明 李小花 张 亮委员：", ("王明", "李小花", "张亮")),
    ("狄满仓等6名代表：", ("狄满仓",)),
    ("段云白（等10位）代表：", ("段云白",)),
    ("张三丰等委员：", ("张三丰",)),
    ("端木青委员并附议人：", ("端木青",)),
    ("王小明代表您好:", ("王小明",)),
    ("王小明人大代表：", ("王小明",)),
    ("王*纯代表：", ("王*纯",)),
    ("龙岩代表团：", ("龙岩代表团",)),
    ("民建浦东区委:", ("民建浦东区委",)),
    ("九三学社宝山区委的委员们：", ("九三学社宝山区委",)),
    ("农工党奉贤区委、瞿秋白委员：", ("农工党奉贤区委", "瞿秋白")),
    ("李四维委员、王五洲委员：", ("李四维", "王五洲")),
    ("李四维，王五洲、赵六合代表：", ("李四维", "王五洲", "赵六合")),
    ("王小明代表", ("王小明",)),
    ("市政协农业界别：", ("市政协农业界别",)),
    ("欧阳知秋、买买提·艾力委员：", ("欧阳知秋", "买买提·艾力")),
    ("第三代表团陆小满等11名代表：", ("陆小满",)),
    ("晋城代表团向晚晴等5名代表：", ("向晚晴",)),
]


@each_row(("addressee", "names"), PROPOSERS, ids=[p[0] for p in PROPOSERS])
def test_proposers_are_named_without_their_titles(addressee: str, names: tuple[str, ...]) -> None:
    """Persons, parties and delegations as addressed, first one leading."""
    assert reply_of(letter(addressee=addressee)).proposers == names


@pytest.mark.parametrize(
    ("addressee", "count"),
    [
        ("狄满仓等6名代表：", 6),
        ("段云白（等10位）代表：", 10),
        ("甲等十二人：", 12),
        ("甲乙丙委员：", None),
    ],
)
def test_proposers_left_unnamed_are_counted(addressee: str, count: int | None) -> None:
    """等N名 is a count, and no count is none."""
    assert reply_of(letter(addressee=addressee)).proposer_count == count


def test_an_opinion_names_the_deputy_in_its_text() -> None:
    """A letter to the lead agency is a 会办意见 and its addressee no proposer."""
    reply = reply_of(
        letter(
            "对区政协十五届五次会议第155208号提案的会办意见",
            "区民政局：",
            "在区政协会议上，祝南乔委员提出的“关于增设座椅”的提案收悉，现将会办意见函告如下：",
        )
    )
    assert (reply.role, reply.proposers) == (Role.OPINION, ("祝南乔",))


def test_an_opinion_names_the_party_in_its_text() -> None:
    """「现对民革洛阳市委提出的《…》」 names a party as the proposer."""
    reply = reply_of(
        letter(
            "关于市政协十二届一次会议第153号提案会办意见的函",
            "市住建局：",
            "现对民革洛阳市委提出的《关于增设托位的提案》提出会办意见如下：",
        )
    )
    assert (reply.role, reply.proposers) == (Role.OPINION, ("民革洛阳市委",))


DOCUMENTS = [
    ("浦科经委办理〔2025〕77号", "浦科经委办理〔2025〕77号"),
    ("平农复函[2024]12号B类 同意公开", "平农复函[2024]12号"),
    ("台教函[2021][12]号 A类", "台教函[2021][12]号"),
    ("建议字:〔2023〕8号", "建议字:〔2023〕8号"),
    ("沙区城管函﹝2025﹞212号", "沙区城管函﹝2025﹞212号"),
    ("舞建提字【2022】3号", "舞建提字【2022】3号"),
    ("长发改〔2025〕15 号", "长发改〔2025〕15号"),
    ("琼教提（2023）41号", "琼教提（2023）41号"),
    ("浦科经委办理2025〕77号", "浦科经委办理2025〕77号"),
    ("关于市政协第21号提案的答复（海发改函〔2023〕312号）", "海发改函〔2023〕312号"),
    ("关于省人大温36号建议的答复[海发改函〔2023〕312号]", "海发改函〔2023〕312号"),
    ("收文登记：2023-03-17  编号 交提〔2023〕29号", None),
]


@each_row(("head", "number"), DOCUMENTS, ids=[d[0] for d in DOCUMENTS])
def test_a_document_number_is_known_in_any_bracket(head: str, number: str | None) -> None:
    """Class and disclosure behind it are not part of it; a registry stamp is none."""
    assert reply_of(letter(head=head)).document_number == number


OUTCOMES = [
    ("办理结果：解决或采纳", "解决或采纳", None, Outcome.RESOLVED),
    ("办理结果：解决采纳", "解决采纳", None, Outcome.RESOLVED),
    ("办理结果：列入计划拟解决", "列入计划拟解决", None, Outcome.PLANNED),
    ("办理结果：留作参考", "留作参考", None, Outcome.NOTED),
    ("办理结果：正在解决", "正在解决", None, Outcome.IN_PROGRESS),
    ("类 别:A", "A", "A", Outcome.RESOLVED),
    ("答复类别：B类", "B类", "B", Outcome.IN_PROGRESS),
    ("办理结果:(C)", "C", "C", Outcome.INFEASIBLE),
    ("（办理结果：B类）", "B类", "B", Outcome.IN_PROGRESS),
    ("B", "B", "B", Outcome.IN_PROGRESS),
    ("某农函[2024]12号B类", "B类", "B", Outcome.IN_PROGRESS),
    ("某农函〔2024〕12号    （C类）", "C类", "C", Outcome.INFEASIBLE),
    ("", None, None, None),
]


@each_row(("head", "text", "grade", "outcome"), OUTCOMES, ids=[o[0] or "none" for o in OUTCOMES])
def test_a_result_is_kept_as_printed_and_grouped(
    head: str, text: str | None, grade: str | None, outcome: Outcome | None
) -> None:
    """Words and letters in every place of the head."""
    reply = reply_of(letter(head=head))
    assert (reply.outcome_text, reply.grade, reply.outcome) == (text, grade, outcome)


def test_the_letters_own_legend_says_what_its_letter_means() -> None:
    """C is "in a plan" where the letter says so."""
    legend = "注：A类（已解决）、B类（正在解决）、C类（列入规划逐步解决）、D类（留作参考）。"
    text = letter(head="类别：C", foot=f"某区教育局\n2024年6月7日\n{legend}")
    assert reply_of(text).outcome is Outcome.PLANNED


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("您的提案已采纳，我局将抓紧落实，并及时向您反馈进展情况。", "已采纳"),
        ("经研究，我局采纳您的建议，并已列入今年的工作安排之中。", "采纳"),
        ("您建议中关于延长时间的部分已采纳，其余正在研究论证之中。", None),
        ("我们会同相关部门研究提出解决采纳意见，有关情况说明如上所述。", None),
    ],
)
def test_a_verdict_in_prose_counts_if_it_is_on_the_whole(body: str, text: str | None) -> None:
    """Adoption of one point is not adoption of the proposal."""
    assert reply_of(letter(body=body)).outcome_text == text


DISCLOSURES = [
    ("公开属性：主动公开·全文", "", "主动公开·全文"),
    ("公开属性: 依申请公开", "", "依申请公开"),
    ("", "（此件公开发布）", "此件公开发布"),
    ("", "（此件主动公开）", "此件主动公开"),
    ("", "是否同意公开：是", "同意公开"),
    ("", "是否同意公开:否", "不同意公开"),
    ("是否同意公开:(是)", "", "同意公开"),
    ("公开", "", "公开"),
    ("", "", None),
]


@pytest.mark.parametrize(("head", "foot", "said"), DISCLOSURES, ids=lambda value: value or "none")
def test_disclosure_is_given_in_the_letters_words(head: str, foot: str, said: str | None) -> None:
    """Labels, notes in brackets, questions and lone words."""
    text = letter(head=head, foot=f"某区教育局\n2024年6月7日\n{foot}")
    assert reply_of(text).disclosure == said


DATES = [
    ("2022年9月23日", date(2022, 9, 23), None),
    ("2025年 5月 14日", date(2025, 5, 14), None),
    ("二〇一七年六月二十九日", date(2017, 6, 29), None),
    ("二○二四年十月三十日", date(2024, 10, 30), None),
    ("二Ｏ二三年六月十二日", date(2023, 6, 12), None),
    ("2025-05-14", date(2025, 5, 14), None),
    ("202293", date(2022, 9, 3), "date-mended"),
    ("2020824", date(2020, 8, 24), "date-mended"),
    ("二〇二二年九月廿八日", date(2022, 9, 28), None),
    ("20246月14", date(2024, 6, 14), "date-mended"),
    ("2022112", None, "date-unclear"),
    ("0二十六日", None, "date-unclear"),
]


@each_row(("printed", "day", "problem"), DATES, ids=[d[0] for d in DATES])
def test_the_date_under_the_signature_is_read(
    printed: str, day: date | None, problem: str | None
) -> None:
    """Lost digits are mended only if a single day fits, and a Problem says so."""
    dossier = dossier_of(letter(foot=f"某区教育局\n{printed}"))
    codes = {one.code for one in dossier.problems if one.code.startswith("date")}
    assert (dossier.reply.dated, codes) == (day, {problem} - {None})


def test_a_later_date_settles_lost_digits() -> None:
    """2022112 is 2 November where the page went up two weeks later, and no 12 January."""
    reply = reply_of(letter(foot="某区教育局\n2022112"), 发布时间="2022-11-16 09:40")
    assert (reply.dated, reply.published) == (date(2022, 11, 2), date(2022, 11, 16))


def test_a_web_date_is_never_the_letters() -> None:
    """A letter without a date has none, whatever the portal says."""
    reply = reply_of(letter(foot="某区教育局"), 发布时间="2022-11-16")
    assert (reply.dated, reply.published) == (None, date(2022, 11, 16))


CONTACTS = [
    ("联系人姓名：甄予安    联系电话：13000000000", "甄予安", "13000000000"),
    ("（联系人：第二知 电话：0512-55550156）", "第二知", "0512-55550156"),
    ("(联系人:苏木,联系电话:0839—5555015)", "苏木", "0839—5555015"),
    ("联系人：令狐澍，0571-55550028", "令狐澍", "0571-55550028"),
    ("联系人：鄢知夏 024-55550303", "鄢知夏", "024-55550303"),
    ("承办负责人:左公梦\n承办人及联系电话:南郭溪    0730-5555057", "南郭溪", "0730-5555057"),
    ("联系人:张 三\n联系电话:52555588-3316", "张三", "52555588-3316"),
    ("联系人：甲予安\n联系电话：", "甲予安", None),
    ("联系人：\n联系电话：58555016", None, "58555016"),
    ("联系单位：省厅巢湖处\n联系电话：0551—55559317", None, "0551—55559317"),
    ("联系电话：0551-62379317转801", None, "0551-62379317转801"),
    (
        "主管领导姓名：太史澄  联系电话：027-55550401\n"
        "具体经办人姓名：呼延朔  联系电话：027-55550412",
        "呼延朔",
        "027-55550412",
    ),
    ("联系人：医政司 柏松  电话：010-55550187", "柏松", "010-55550187"),
    ("联系人：政策法规处向晚晴  电话：010-55550187", "向晚晴", "010-55550187"),
    ("服务热线：0833-5555108", None, "0833-5555108"),
    ("联系电话：0833─5555108", None, "0833─5555108"),
    ("联系单位和联系人及电话：县林草局 左公梦 5555363", "左公梦", "5555363"),
    ("联系人：某省公路管理局计财处，左公梦\n联系电话：5555363", "左公梦", "5555363"),
]


@each_row(("foot", "name", "phone"), CONTACTS, ids=[c[0] for c in CONTACTS])
def test_the_handler_and_his_telephone_belong_together(
    foot: str, name: str | None, phone: str | None
) -> None:
    """Any separator, any bracket; an empty label is nobody, a unit is no name."""
    contact = reply_of(letter(foot=f"某区教育局\n2024年6月7日\n{foot}")).contact
    assert (contact.name, contact.phone) == (name, phone)


SIGNERS = [
    ("签发人：余 双", "", "余双"),
    ("", "领导署名：漆雕康", "漆雕康"),
    ("", "领导签发：蔺如川", "蔺如川"),
    ("", "领导签批：蔺  川\n承 办 人：左公梦", "蔺川"),
    ("", "承办负责人：左公梦", None),
]


@pytest.mark.parametrize(
    ("head", "foot", "signer"), SIGNERS, ids=["签发", "署名", "领导签发", "领导签批", "承办"]
)
def test_the_signer_is_who_signed_for_the_agency(head: str, foot: str, signer: str | None) -> None:
    """A responsible official is not the signer."""
    text = letter(head=head, foot=f"某区教育局\n2024年6月7日\n{foot}")
    assert reply_of(text).signer == signer


CO_HANDLERS = [
    ("经商工业和信息化部、财政部，现答复如下：", ("工业和信息化部", "财政部")),
    ("经会同市发展改革委、市数据局研究，现答复如下：", ("市发展改革委", "市数据局")),
    ("综合区国资委、区委金融办等会办单位意见，答复如下：", ("区国资委", "区委金融办")),
    ("充分听取区金融局的意见，形成答复意见如下：", ("区金融局",)),
    ("书面征求了区市场监管局和浦东供销社的看法，答复如下：", ("区市场监管局", "浦东供销社")),
    ("此件由我局牵头，区生态环境局、四平路街道协办，答复如下：", ("区生态环境局", "四平路街道")),
    ("由我厅会同省发改委、龙岩市人民政府办理，答复如下：", ("省发改委", "龙岩市人民政府")),
    ("会办单位：市财政局、市水务局。现答复如下：", ("市财政局", "市水务局")),
    (
        "经会同区金融服务中心、人行厦门市分行研究，现答复如下：",
        ("区金融服务中心", "人行厦门市分行"),
    ),
    ("我局会同市委网信办、市经信局逐条研究，现答复如下：", ("市委网信办", "市经信局")),
    ("办理期间与市财政局、市国资委两次会商，现答复如下：", ("市财政局", "市国资委")),
    (
        "我委会同市财政局、长三角一体化示范区执委会进行了研究，现答复如下：",
        ("市财政局", "长三角一体化示范区执委会"),
    ),
    ("县教育局也派人参加，提了三条意见。现答复如下：", ("县教育局",)),
    ("县教育局派人参加了演练。现答复如下：", ()),
    ("我们会同相关部门进行了研究，现答复如下：", ()),
    ("下一步，我局将会同市水务局研究，现答复如下：", ()),
    ("省人大常委会办公厅交由我局办理，我局会同市财政局进行研究，现答复如下：", ("市财政局",)),
    ("联合村已经被省文化和旅游厅研究评定为示范村。现答复如下：", ()),
]


@each_row(("words", "bodies"), CO_HANDLERS, ids=[c[0] for c in CO_HANDLERS])
def test_only_bodies_whose_view_was_taken_count(words: str, bodies: tuple[str, ...]) -> None:
    """Named bodies, already asked, for this reply."""
    opening = f"您提出的《关于增设托位的建议》收悉。{words}"
    assert reply_of(letter(opening=opening)).co_handlers == bodies


def test_partners_of_past_projects_are_no_co_handlers() -> None:
    """「联合市人社局，于6月上线」 tells of a project."""
    body = "我局联合市人社局，于6月上线“亲情代办”，上线首月代办9300人次。"
    assert reply_of(letter(body=body)).co_handlers == ()


PLACES = [
    ("上海市浦东新区商务委员会", "310115", Level.DISTRICT, "上海市", "上海市", "浦东新区"),
    ("上海市科学技术委员会", "310000", Level.CITY, "上海市", "上海市", None),
    ("上海市公安局嘉定分局", "310114", Level.DISTRICT, "上海市", "上海市", "嘉定区"),
    ("登封市城市管理局", "410185", Level.DISTRICT, "河南省", "郑州市", "登封市"),
    ("仙桃市人力资源和社会保障局", "429004", Level.CITY, "湖北省", "仙桃市", None),
    ("环县文体广电和旅游局", "621022", Level.DISTRICT, "甘肃省", "庆阳市", "环县"),
    ("广西壮族自治区民政厅", "450000", Level.PROVINCE, "广西壮族自治区", None, None),
    ("西安市发展和改革委员会", "610100", Level.CITY, "陕西省", "西安市", None),
    ("重庆市沙坪坝区城市管理局", "500106", Level.DISTRICT, "重庆市", "重庆市", "沙坪坝区"),
    ("准格尔旗教育体育局", "150622", Level.DISTRICT, "内蒙古自治区", "鄂尔多斯市", "准格尔旗"),
    ("教育部", None, Level.NATION, None, None, None),
    ("市场监管总局", None, Level.NATION, None, None, None),
    ("县市场监督管理局", None, Level.DISTRICT, None, None, None),
]


@each_row(
    ("agency", "code", "level", "province", "city", "district"), PLACES, ids=[p[0] for p in PLACES]
)
def test_parents_of_a_place_are_filled_in(
    agency: str, code: str | None, level: Level, province: str | None, city: str | None,
    district: str | None,
) -> None:  # fmt: skip
    """County-level cities belong to a prefecture; a city's bureau belongs to no district."""
    place = reply_of(letter("关于增设托位的答复函", foot=f"{agency}\n2024年6月7日")).place
    assert place is not None
    assert (place.code, place.level, place.province, place.city, place.district) == (
        code, level, province, city, district,
    )  # fmt: skip


def test_an_ambiguous_place_is_a_problem_and_no_guess() -> None:
    """There are several 鼓楼区."""
    dossier = dossier_of(letter("关于增设托位的答复函", foot="鼓楼区民政局\n2024年6月7日"))
    assert dossier.reply.place is not None
    assert dossier.reply.place.province is None
    assert "place-ambiguous" in {problem.code for problem in dossier.problems}


def test_the_document_number_tells_which_of_two_places() -> None:
    """苏 before the brackets means Jiangsu: 南京's and 徐州's 鼓楼区 stay open, 河北's are out."""
    head = "苏鼓民函〔2024〕3号\n南京市鼓楼区民政局"
    place = reply_of(letter(head=head, foot="鼓楼区民政局\n2024年6月7日")).place
    assert place is not None
    assert (place.city, place.district) == ("南京市", "鼓楼区")


AGENCIES = [
    ("上海市浦东新区金融工作局", "浦东新区金融工作局", ("上海市浦东新区金融工作局",)),
    ("", "某市住建局（市人防办）", ("某市住建局（市人防办）",)),
    ("", "某市公安局\n某市交通局", ("某市公安局", "某市交通局")),
    ("", "某市公安局    某市交通局", ("某市公安局", "某市交通局")),
    ("某市人力资源和社会保障局", "某市人力资源和社会保", ("某市人力资源和社会保障局",)),
    ("", "某县公共汽车客运站", ("某县公共汽车客运站",)),
    ("", "沙河市水务局沙河市财政局", ("沙河市水务局", "沙河市财政局")),
]


@pytest.mark.parametrize(("head", "foot", "agencies"), AGENCIES, ids=[a[1] for a in AGENCIES])
def test_issuers_are_given_in_their_fullest_form(
    head: str, foot: str, agencies: tuple[str, ...]
) -> None:
    """Headers complete what signatures shorten or the page cut."""
    assert reply_of(letter(head=head, foot=f"{foot}\n2024年6月7日")).agencies == agencies


def test_the_printing_office_is_no_issuer() -> None:
    """…委员会办公室 printed it, …委员会 answers."""
    text = letter(foot="2024年6月7日\n某市商务委员会办公室    2024年6月8日印发\n（共印5份）")
    reply = reply_of(text)
    assert (reply.agencies, reply.copies) == (("某市商务委员会",), 5)
    assert (reply.dated, reply.printed) == (date(2024, 6, 7), date(2024, 6, 8))


def test_a_site_is_no_issuer_but_a_source_may_be() -> None:
    """来源：某县教育局 names the agency where nothing else does; 某县政府网 does not."""
    text = letter("关于增设托位的答复函", foot="")
    assert reply_of(text, 来源="慈利县教育局").agencies == ("慈利县教育局",)
    assert reply_of(text, 来源="慈利县政府网").agencies == ()


def test_a_portal_may_list_its_values_alone() -> None:
    """Behind bullets stand number, agency and days without their names."""
    bullets = "• 0052/2024-01\n  • 慈利县水利局\n  • 2024-06-07\n"
    assert reply_of(bullets + letter("关于修渠的答复函", foot="")).agencies == ("慈利县水利局",)
    site = "主办单位：慈利县人民政府办公室 地址：某街1号 邮编：427200"
    reply = reply_of(bullets + letter("关于修渠的答复函", foot="") + "\n" + site)
    assert (reply.agencies, reply.contact.address) == (("慈利县水利局",), None)
    owner = "主办单位：慈利县人民政府 版权所有：慈利县政府办"
    assert reply_of(letter("关于修渠的答复函", foot="") + "\n" + owner).agencies == ()


def test_a_title_printed_twice_may_name_its_agency_once() -> None:
    """A page's own title has the agency, the letter's below it has not."""
    text = letter("慈利县水利局关于修渠建议答复的函\n关于修渠建议答复的函", foot="")
    assert reply_of(text).agencies == ("慈利县水利局",)


CC = [
    ("抄送：市政府办公厅，市政协提案委。", ("市政府办公厅", "市政协提案委")),
    ("抄 报:市督查局 市政协提案委", ("市督查局", "市政协提案委")),
    ("抄送：市政协提案委（2份）、市政府督查室（2 份）", ("市政协提案委", "市政府督查室")),
    (
        "抄送：市财政局、市水务局、市\n\n城管局、秦淮区政府。",
        ("市财政局", "市水务局", "市城管局", "秦淮区政府"),
    ),
    ("报：市政府建议提案办\n抄送：市政协提案委", ("市政府建议提案办", "市政协提案委")),
    ("抄送：区人大代表工委、区政府办（督查科）", ("区人大代表工委", "区政府办（督查科）")),
]


@pytest.mark.parametrize(("foot", "receivers"), CC, ids=[c[0] for c in CC])
def test_receivers_of_copies_are_listed_without_numbers(
    foot: str, receivers: tuple[str, ...]
) -> None:
    """Any separator, also over two lines."""
    assert reply_of(letter(foot=f"某区教育局\n2024年6月7日\n{foot}")).cc == receivers


NO_LETTERS = [
    "某市召开提案办理工作推进会\n6月3日，市政府召开提案办理工作推进会。会议强调，要压实责任，提高办理质量。\n"
    "会议指出，今年共交办提案312件，已办结207件。",
    "2024年建议提案办理结果一览表\n序号\t案号\t承办单位\t办理结果\n1\t5\t教育局\tA\n2\t6\t民政局\tB",
    "提案办理情况征询意见表\n提案号：\n提案人：\n对办理结果的意见：□满意 □基本满意 □不满意\n签名：",
]


@pytest.mark.parametrize("text", NO_LETTERS, ids=["news", "table", "form"])
def test_what_is_no_letter_is_kept_but_not_dressed_up(text: str) -> None:
    """Its text is stored, one Problem says what it is not, no field is filled in."""
    dossier = dossier_of(text)
    reply = dossier.reply
    assert [problem.code for problem in dossier.problems] == ["not-a-letter"]
    assert (reply.kind, reply.numbers, reply.agencies, reply.proposers) == (None, (), (), ())
    assert dossier.text


def test_the_address_is_made_of_what_identifies_the_submission() -> None:
    """Place, body, term, session and number; where one is missing, the file's digest."""
    full = letter(
        "对浦东新区政协七届四次会议第130号提案的答复", foot="上海市浦东新区商务委员会\n2024年6月7日"
    )
    assert reply_of(full).id == "310115-zx-7-4-130"
    assert reply_of(letter()).id == "x0000000000"
    prefixed = letter(
        "关于市十四届人大三次会议上城28号建议的答复", "甲代表：", foot="杭州市卫健委\n2024年6月7日"
    )
    assert reply_of(prefixed).id == "330100-rd-14-3-shangcheng28"
