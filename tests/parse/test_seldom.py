"""Forms that few letters have: each row a letter that is otherwise plain, and what it says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.model import Body, Contact, Outcome, Plenary, Role
from tests.parse.test_forms import BODY, dossier_of, letter, reply_of
from tests.rows import each_row

FOOT = "某区教育局\n2024年6月7日\n"
PLAIN = "来信收悉，现答复如下："
REPLY = "答复函"  # a title that says nothing

FIELDS: list[tuple[str, str, dict[str, str], dict[str, Any]]] = [
    # who signs, who handles
    ("a signature too short to be a body", letter(foot="某区\n2024年6月7日"), {}, {"agencies": ()}),
    (
        "of 甄科长 no name is left; the next one has one",
        letter(foot=f"{FOOT}联系人：甄科长\n经办人：左公梦\n联系电话：58555016"),
        {},
        {"contact": Contact("左公梦", "58555016", None, None)},
    ),
    (
        "a postcode in the address's brackets",
        letter(foot=f"{FOOT}联系地址：世纪大道2001号（邮编200135）"),
        {},
        {"contact": Contact(None, None, "世纪大道2001号", "200135")},
    ),
    ("a result without its colon", letter(head="办理结果 A"), {}, {"outcome_text": "A"}),
    ("a bracket around the letter alone", letter(head="（A）类"), {}, {"outcome_text": "（A）类"}),
    (
        "result and disclosure in the brackets of document numbers",
        letter(head="〔A〕\n〔公开〕"),
        {},
        {"outcome_text": "A", "disclosure": "公开"},
    ),
    (
        "a letter and its words on a line",
        letter(head="A：解决采纳"),
        {},
        {"outcome_text": "A：解决采纳", "grade": "A", "outcome": Outcome.RESOLVED},
    ),
    (
        "a heading of the site is no disclosure",
        letter(head="政府信息公开"),
        {},
        {"disclosure": None},
    ),
    (
        "a result behind a number left open",
        letter(head="闵政建复〔2024〕号（B类）"),
        {},
        {"outcome_text": "B类", "document_number": None},
    ),
    ("a class that is no result", letter(head="类别：提案"), {}, {"outcome_text": None}),
    (
        "labels without colons",
        letter(foot=f"{FOOT}联系人 左公梦 联系电话 58555016"),
        {},
        {"contact": Contact("左公梦", "58555016", None, None)},
    ),
    (
        "the same in brackets",
        letter(foot=f"{FOOT}（承办人左公梦，电话 0731-58555016）"),
        {},
        {"contact": Contact("左公梦", "0731-58555016", None, None)},
    ),
    (
        "a label alone with its name",
        letter(foot=f"{FOOT}经办人 左公梦\n办公电话 58555016"),
        {},
        {"contact": Contact("左公梦", "58555016", None, None), "agencies": ("某区教育局",)},
    ),
    (
        "a label glued to the name before it",
        letter(foot=f"{FOOT}责任领导：左公梦承办人：甄予\n单位联系电话：58555016"),
        {},
        {"contact": Contact("甄予", "58555016", None, None)},
    ),
    (
        "the unit's telephone",
        letter(foot=f"{FOOT}单位联系电话：58555016 联系人：左公梦"),
        {},
        {"contact": Contact("左公梦", "58555016", None, None)},
    ),
    (
        "copies whose brackets the page lost",
        letter(foot=f"{FOOT}抄送：市人大代表工委(1市政府督查室(1份)）"),
        {},
        {"cc": ("市人大代表工委", "市政府督查室")},
    ),
    (
        "an imprint behind white space",
        letter(foot=f"{FOOT}\n　　 某区教育局办公室   2024年6月9日印发"),
        {},
        {"printed": date(2024, 6, 9), "dated": date(2024, 6, 7), "agencies": ("某区教育局",)},
    ),
    (
        "the agency behind the title",
        letter("对县人大二次会议第3号建议的答复（水利局）", foot=""),
        {"来源": "县人大办公室"},
        {"agencies": ("水利局",)},
    ),
    (
        "the office that keeps the letters",
        letter("对县人大二次会议第3号建议的答复", foot=""),
        {"来源": "县人大常委会办公室"},
        {"agencies": ()},
    ),
    # who helped
    (
        "a list before 等协办单位共同研究",
        letter(
            opening="第5号提案收悉。经潭州区政府、市发展改革委等协办单位共同研究办理，现答复如下："
        ),
        {},
        {"co_handlers": ("潭州区政府", "市发展改革委")},
    ),
    (
        "called together to answer",
        letter(
            opening="第5号提案收悉。我局组织区民政局、秀湖街等单位进行认真研究，现答复如下：",
        ),
        {},
        {"co_handlers": ("区民政局", "秀湖街")},
    ),
    (
        "sent out is not called together",
        letter(opening="第5号提案收悉。我局组织区执法大队开展了三轮检查，现答复如下："),
        {},
        {"co_handlers": ()},
    ),
    (
        "together on one point of it",
        letter(body="我局会同区应急局和青石镇共同对道路通行条件进行审定，年底前开行公交车。"),
        {},
        {"co_handlers": ("区应急局", "青石镇")},
    ),
    (
        "the portal's own table",
        letter(foot=""),
        {"主办单位": "民政厅", "协办单位": "省财政厅、省教育厅"},
        {"agencies": ("民政厅",), "co_handlers": ("省财政厅", "省教育厅")},
    ),
    # numbers
    (
        "a number in a title's bracket",
        letter("市政协二次会议《增设托位》（158号）答复"),
        {},
        {"numbers": ("158",)},
    ),
    (
        "a number right behind the meeting",
        letter("对区第五届人民代表大会第四次会议16号议案的答复"),
        {},
        {"numbers": ("16",)},
    ),
    (
        "a draft of a suggestion is no bill",
        letter(
            "对县人大第42号建议案的答复",
            "甲代表：",
            "你提出的“建议加固河堤的建议案”已交我局，现答复如下：",
        ),
        {},
        {"kind_label": "人大代表建议", "title": "建议加固河堤的建议案"},
    ),
    (
        "the portal's cell alone",
        letter("关于增设托位的提案的答复"),
        {"提案号": "第0541号"},
        {"numbers": ("0541",)},
    ),
    (
        "an empty cell of the portal",
        letter("关于增设托位的提案的答复"),
        {"提案号": "—"},
        {"numbers": ()},
    ),
    (
        "one number said twice",
        letter("关于区政协十届二次会议第5号、第5号提案的答复"),
        {},
        {"numbers": ("5",)},
    ),
    (
        "a number that looks like a document's",
        letter("关于第B〔2017〕062号建议的答复"),
        {},
        {"document_number": None, "numbers": ("B〔2017〕062",)},
    ),
    (
        "the letter's own number behind its title",
        letter("对市人大第B〔2017〕062号建议的答复（沪教建〔2017〕9号）"),
        {},
        {"document_number": "沪教建〔2017〕9号", "numbers": ("B〔2017〕062",)},
    ),
    (
        "the same, no submission's number before it",
        letter("关于增设托位建议的答复（浦科函〔2024〕6号）"),
        {},
        {"document_number": "浦科函〔2024〕6号"},
    ),
    # the meeting, the body, the part played
    (
        "the meeting in a cell",
        letter("关于增设托位的提案的答复"),
        {"届次": "十届二次会议"},
        {"plenary": Plenary(10, 2)},
    ),
    (
        "a proposal only by its title",
        letter(REPLY, "王明先生：", "您提出的《关于增设托位的提案》收悉，现答复如下："),
        {},
        {"body": Body.CPPCC},
    ),
    (
        "a suggestion of nobody knows which body",
        letter(REPLY, "王明先生：", "您提出的《关于增设托位的建议》收悉，现答复如下："),
        {},
        {"body": None, "kind_label": None},
    ),
    (
        "a suggestion on deputies",
        letter(REPLY, "王明先生：", "《关于发挥代表作用的建议》收悉，现答复如下："),
        {},
        {"body": Body.CONGRESS},
    ),
    (
        "the body in a cell",
        letter(REPLY, "王明先生：", PLAIN),
        {"标题": "关于市人大第3号的答复"},
        {"body": Body.CONGRESS},
    ),
    (
        "both bodies named, the first one counts",
        letter("关于区人大代表、政协委员王明所提第5号意见的答复", "王明："),
        {},
        {"body": Body.CONGRESS},
    ),
    (
        "a kind named only in the suggestion's title",
        letter(REPLY, "甲代表：", "您提出的《关于加强重点提案督办工作的建议》收悉，现答复如下："),
        {},
        {"kind_label": "人大代表建议", "title": "关于加强重点提案督办工作的建议"},
    ),
    (
        "an opinion that says so in its last sentence",
        letter(
            "关于第5号提案的函",
            "区民政局：",
            "你局转来的第5号提案收悉。",
            body="全区现有托位1200个，明年将再增加300个。\n以上意见供你局答复委员时参考。",
        ),
        {},
        {"role": Role.OPINION, "proposers": ()},
    ),
    (
        "called as its page is",
        letter("", "甲委员："),
        {"标题": "关于增设托位的复函"},
        {"heading": "关于增设托位的复函"},
    ),
    # the result
    (
        "a letter with its meaning behind it",
        letter(head="办理结果：C（列入计划）"),
        {},
        {"outcome_text": "C（列入计划）", "grade": "C", "outcome": Outcome.PLANNED},
    ),
    (
        "A and B that are no legend",
        letter(head="类别：C", body="我局已约谈A公司、B公司等企业，要求其限期整改并报送结果。"),
        {},
        {"outcome": Outcome.INFEASIBLE},
    ),
    (
        "the result in a portal's table",
        letter(),
        {"办理结果": "正在解决", "公开属性": "主动公开"},
        {"outcome_text": "正在解决", "outcome": Outcome.IN_PROGRESS, "disclosure": "主动公开"},
    ),
    (
        "the letter's own result before the portal's",
        letter(head="办理结果：A"),
        {"办理结果": "C类"},
        {"outcome_text": "A"},
    ),
    (
        "a portal's legend is no result",
        letter(),
        {"办理结果": "A类（已解决）B类（正在解决）"},
        {"outcome": None},
    ),
    # who answers, and where
    (
        "a school signs without a date",
        letter(foot="互助土族自治县第二职业技术学校"),
        {},
        {"agencies": ("互助土族自治县第二职业技术学校",), "dated": None},
    ),
    (
        "a court's division before the handler's name",
        letter(foot=f"{FOOT}联系人：执行庭  左公梦\n联系电话：58555016"),
        {},
        {"contact": Contact("左公梦", "58555016", None, None)},
    ),
    (
        "the handler as 经办",
        letter(foot=f"{FOOT}经办：左公梦   联系电话：58555016"),
        {},
        {"contact": Contact("左公梦", "58555016", None, None)},
    ),
    (
        "opinions that the lead office has gathered",
        letter(opening="您的提案收悉。我局汇总区财政局、区民政局的会办意见，现答复如下："),
        {},
        {"role": Role.LEAD, "co_handlers": ("区财政局", "区民政局")},
    ),
    (
        "an opinion that is called an answer to what one helps with",
        letter("关于市政协十三届五次会议第151号提案协办件的答复", "市民政局："),
        {},
        {"role": Role.OPINION, "proposers": ()},
    ),
    (
        "what was asked is told in the midst of an opinion's opening",
        letter(
            "关于县十九届人大四次会议第63号建议的会办意见",
            "县农业发展中心：",
            "关于左公梦代表在县十九届人大四次会议上所提《关于扶持山药育苗的建议》，现函告如下：",
        ),
        {},
        {
            "role": Role.OPINION,
            "title": "关于扶持山药育苗的建议",
            "proposers": ("左公梦",),
        },
    ),
    (
        "an answer in few words, without 收悉 and title",
        letter(
            "",
            "左公梦代表：",
            "你闭会期间跟我们反映的关于增设老年食堂的建议，班子会上研究过了。",
            foot="某街道办事处\n2024年6月7日",
        ),
        {},
        {
            "proposers": ("左公梦",),
            "agencies": ("某街道办事处",),
            "title": "关于增设老年食堂的建议",
            "dated": date(2024, 6, 7),
        },
    ),
    # what a page prints around it
    (
        "a list of kinds names none",
        letter(
            "关于县十八届人大一次会议第12号建议答复的函",
            "左公梦代表：",
            "您提出的《关于重建卫生室的建议》交我局办理，我局成立了代表议案、建议和委员提案办理小组，现答复如下：",
        ),
        {},
        {"kind_label": "人大代表建议"},
    ),
    (
        "a day with its name above the salutation",
        letter("关于拓宽镇西路的建议的答复", "答复时间：2018-05-19\n左公梦等七位代表："),
        {},
        {"proposers": ("左公梦",), "body": Body.CONGRESS},
    ),
    (
        "a title printed twice, with its place once",
        letter(
            "关于对龙陵县十七届人大三次会议第2号建议的答复\n关于第2号建议的答复",
            "甲代表：",
            foot="",
        ),
        {},
        {"agencies": (), "numbers": ("2",)},
    ),
    (
        "links to other sites below the date",
        letter(foot=f"{FOOT}区县政府网站\n新闻媒体网站"),
        {},
        {"agencies": ("某区教育局",)},
    ),
    # who proposed
    (
        "the cell of deputies' names",
        letter(addressee="", opening="《关于增设托位的建议》收悉，现答复如下："),
        {"代表姓名": "王明、上官晓"},
        {"proposers": ("王明", "上官晓")},
    ),
    (
        "the cell of proposers",
        letter(addressee="", opening="《关于增设托位的建议》收悉，现答复如下："),
        {"提案人": "王明、李红"},
        {"proposers": ("王明", "李红")},
    ),
    (
        "a cell that names nobody, and another",
        letter(addressee="", opening="《关于增设托位的建议》收悉，现答复如下："),
        {"提案人": "政协委员", "领衔代表": "王明"},
        {"proposers": ("王明",)},
    ),
]


@each_row(("text", "portal", "wanted"), [row[1:] for row in FIELDS], ids=[row[0] for row in FIELDS])
def test_a_seldom_form_is_read(text: str, portal: dict[str, str], wanted: dict[str, Any]) -> None:
    """Each field of the row is what the letter, or the portal around it, says."""
    reply = reply_of(text, **portal)
    assert {name: getattr(reply, name) for name in wanted} == wanted


DATES = [
    ("2022105", date(2022, 10, 5), "按 2022-10-05 读"),  # no day 05 stands in a date of 7 digits
    ("2024年2月30日", None, "没有这一天"),
]


@pytest.mark.parametrize(("printed", "day", "said"), DATES, ids=[row[0] for row in DATES])
def test_a_date_that_cannot_be_is_told(printed: str, day: date | None, said: str) -> None:
    """What was mended, and what no calendar has, is a Problem at the words."""
    dossier = dossier_of(letter(foot=f"某区教育局\n{printed}"))
    (told,) = [problem for problem in dossier.problems if problem.code.startswith("date")]
    assert dossier.reply.dated == day
    assert said in told.message
    assert dossier.text[told.start : told.end] == printed


def test_a_line_of_printing_without_a_day_is_passed_over() -> None:
    """「办公室 印发」 says who printed it; the day may stand in the next line."""
    foot = f"{FOOT}某区教育局办公室 印发\n某区教育局办公室 2024年6月8日印发"
    assert reply_of(letter(foot=foot)).printed == date(2024, 6, 8)


TITLES: list[tuple[str, str, str | None]] = [
    ("您提出的《关于增设托位的建议收悉，现答复如下：", REPLY, "关于增设托位的建议"),  # never closed
    (
        "您提出的《关于落实《托育条例》的建议》收悉，现答复如下：",
        REPLY,
        "关于落实《托育条例》的建议",
    ),
    ("您提出的《关于“试行潮汐车道”的建议》收悉，现答复如下：", REPLY, "试行潮汐车道"),
    (
        "您提出的《关于增设托位的建议》，按照《托育条例》办理，现答复如下：",
        REPLY,
        "关于增设托位的建议",
    ),
    (
        "您提出的《关于增设托位的建议》收悉，与“关于扩建校舍的提案”内容相近，现答复如下：",
        REPLY,
        "关于增设托位的建议",
    ),
    ("您提出增设公园座椅的建议收悉，现答复如下：", REPLY, "增设公园座椅的建议"),
    (PLAIN, "关于增设托位的建议的答复", "关于增设托位的建议"),
    (PLAIN, "对增设托位的建议的答复", "增设托位的建议"),
    (PLAIN, "对区政协第5号提案（关于增设托位的建议）的答复", "关于增设托位的建议"),
    (PLAIN, "对（关于增设托位的建议）的答复函", "关于增设托位的建议"),
    ("收到交办我局的关于增设托位的建议》收悉，现答复如下：", REPLY, "关于增设托位的建议"),
    (PLAIN, "对关于增设托位的建议的答复", "关于增设托位的建议"),
    (PLAIN, "区政协十届二次会议第5号提案的答复（关于增设托位的提案）", "关于增设托位的提案"),
    (PLAIN, "对区政协十届二次会议第5号提案的答复", None),  # a meeting and a number are no title
    (PLAIN, "", None),
]


@each_row(("opening", "heading", "title"), TITLES, ids=[row[0] + row[1] for row in TITLES])
def test_a_title_in_a_seldom_place(opening: str, heading: str, title: str | None) -> None:
    """Marks that are lost or nested, other titles beside it, the heading where nothing else has."""
    assert reply_of(letter(heading, opening=opening)).title == title


def test_a_title_in_the_portals_cell() -> None:
    """Where neither opening nor heading names it."""
    reply = reply_of(letter(REPLY, opening=PLAIN), 题目="关于增设托位的建议")
    assert reply.title == "关于增设托位的建议"


PLACES = [
    ("鼓楼区民政局", "关于南京市政协十五届二次会议第5号提案的答复", "320106"),
    ("鼓楼区民政局", "关于政协徐州十五届二次会议第5号提案的答复", "320302"),  # a short name
    ("鼓楼区民政局", "闽鼓民〔2024〕3号\n关于第5号提案的答复", "350102"),  # 闽 is Fujian
    ("县文旅局", "关于环县政协十届二次会议第5号提案的答复", "621022"),
    ("市科技局", "关于西安市政协十届二次会议第5号提案的答复", "610100"),
    ("交通局", "关于长宁区政协十届二次会议第5号提案的答复", "310105"),
    ("", "对长宁区政协十届二次会议第5号提案的答复", "310105"),
    ("上海市公安局城市轨道和公交分局", "关于第5号提案的答复", "310000"),  # a branch of no district
    (
        "国网福建省电力有限公司屏南县供电公司",
        "关于第5号提案的答复",
        "350923",
    ),  # a part of a company
]


@pytest.mark.parametrize(
    ("agency", "heading", "code"), PLACES, ids=[f"{a} {h}" for a, h, _ in PLACES]
)
def test_the_rest_of_the_letter_tells_the_place(agency: str, heading: str, code: str) -> None:
    """A name that several places bear, or none, is settled by what else the letter prints."""
    foot = f"{agency}\n2024年6月7日" if agency else ""
    head, _, title = heading.rpartition("\n")
    place = reply_of(letter(title, head=head, foot=foot)).place
    assert place is not None
    assert place.code == code


CITIES = [
    ("关于敦化市增设托位的建议", "222403"),  # of county level, as many that sign 市某局
    ("关于加快敦化市冰雪产业发展的建议", "222403"),
    ("关于学习敦化市经验的建议", None),
    ("关于增设托位的建议", None),
]


@pytest.mark.parametrize(("title", "code"), CITIES, ids=[title for title, _ in CITIES])
def test_the_city_that_something_is_asked_for_is_the_offices_own(
    title: str, code: str | None
) -> None:
    """「市住建局」 of a request for 敦化市 is that city's, of one that only names it nobody's."""
    opening = f"您提出的{title}收悉。现答复如下："
    place = reply_of(letter(REPLY, opening=opening, foot="市住建局\n2024年6月7日")).place
    assert place is not None
    assert place.code == code


def test_a_city_that_others_went_to_see_is_not_ones_own() -> None:
    """「市科技局」 of a letter that names 杭州市 only as an example stays a city unknown."""
    body = "我们赴杭州市学习了托育服务的做法，拟在年内推广到全部街道。"
    place = reply_of(letter(body=body, foot="市科技局\n2024年6月7日")).place
    assert place is not None
    assert (place.code, place.level.value) == (None, "市")


UNSIGNED = [
    # its congress, its own act in two wordings; not a law of those above, nor acts of two places
    ("您在香格里拉市三届人大二次会议上提出的建议收悉，现答复如下：", "", "533401"),
    (PLAIN, "我市颁布实施了《孝感市托育服务条例》，新增托位三百个。", "420900"),
    (PLAIN, "我市高度重视。广汉市人民政府办公室印发《广汉市托育办法》，请各镇执行。", "510681"),
    (PLAIN, "", None),
    # the one county named, but not where others are gone to see
    (PLAIN, "该项目列入牟定县城乡供水专项行动，建成后我县四个乡镇受益。", "532323"),
    (PLAIN, "赴牟定县考察后，我县将在四个乡镇推广这一做法，年内完成。", None),
    (PLAIN, "该项目列入牟定县与姚安县共建的专项行动，我县四个乡镇受益。", None),
    (PLAIN, "我市高度重视。根据《重庆市托育办法》，新增托位三百个。", None),
    (PLAIN, "我市颁布了《孝感市托育条例》。广汉市人民政府印发《托育服务办法》。", None),
]


@pytest.mark.parametrize(("opening", "body", "code"), UNSIGNED, ids=[a + b for a, b, _ in UNSIGNED])
def test_a_letter_without_an_agency_names_its_own_place(
    opening: str, body: str, code: str | None
) -> None:
    """Where nobody signs, the congress of the place or its own acts tell where it is."""
    place = reply_of(letter(REPLY, opening=opening, body=body or BODY, foot="")).place
    assert (place and place.code) == code


OWNERS = [
    ("版权所有：黎平县人民政府  网站地图", "522631"),
    ("主办：黎平县人民政府办公室", "522631"),
    ("版权所有：黔东南苗族侗族自治州人民政府", None),  # whose towns are many
    ("", None),
]


@pytest.mark.parametrize(("imprint", "code"), OWNERS, ids=[row[0] for row in OWNERS])
def test_a_town_lies_in_the_county_whose_site_prints_it(imprint: str, code: str | None) -> None:
    """「肇兴镇人民政府」 does not say where it is; the foot of the page may."""
    place = reply_of(letter(foot=f"肇兴镇人民政府\n2024年6月7日\n{imprint}")).place
    assert place is not None
    assert (place.level.value, place.code) == ("区县", code)


def test_a_town_lies_in_the_county_whose_congress_it_answers() -> None:
    """A town without its county answers the county's congress, not that of a whole city."""
    for congress, code in (("黎平县十七届人大", "522631"), ("岳阳市政协十届", None)):
        heading = f"对{congress}三次会议第5号建议的答复"
        place = reply_of(letter(heading, foot="肇兴镇人民政府\n2024年6月7日")).place
        assert place is not None
        assert (place.level.value, place.code) == ("区县", code)


def test_an_unsigned_letter_lies_where_its_site_is() -> None:
    """「我区」 on the site of a district's government is that district, not a county's site."""
    for owner, code in (("双台子区", "211102"), ("黎平县", None)):
        text = letter(
            REPLY, opening=PLAIN, body="我区将在三个街道新增托位三百个，方便家长就近送托。", foot=""
        )
        place = reply_of(f"{text}\n主办单位：{owner}人民政府 版权所有：某市政府").place
        assert (place and place.code) == code


def test_a_scan_that_spreads_its_digits_is_read_whole() -> None:
    """「2 0 2 4年 9月 1 3 日」: number, date and figures are together again."""
    text = letter(
        head="某工信复〔2 0 2 4〕1 4 号          公 开 属 性 ：公 开",
        body="截至 2 0 2 3年底，全市共登记账款 4 2 1 6笔、1 3 . 8 亿元，偿付率 6 6 . 7 %。",
        foot="某市工业和信息化局\n2 0 2 4年 9月 1 3 日",
    )
    dossier = dossier_of(text)
    reply = dossier.reply
    assert (reply.document_number, reply.disclosure) == ("某工信复〔2024〕14号", "公开")
    assert reply.dated == date(2024, 9, 13)
    surfaces = {dossier.text[figure.start : figure.end] for figure in dossier.figures}
    assert {"4216笔", "13.8亿元", "66.7%"} <= surfaces


def test_who_put_the_page_up_tells_the_place_of_an_unsigned_letter() -> None:
    """A portal's operator is no agency, but it is one of the place."""
    reply = reply_of(letter(REPLY, opening=PLAIN, foot=""), 发布机构="平江县管理员")
    assert reply.agencies == ()
    assert reply.place
    assert reply.place.code == "430626"
