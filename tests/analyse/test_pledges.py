from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.analyse.pledges import pledges
from app.analyse.promising.promises import promise
from app.analyse.promising.wordings import wordings
from app.model import Figure, FigureKind, FigureRole, Strength
from tests.analyse.letters import layout, reply
from tests.rows import each_row

DATED = date(2025, 5, 20)
PROMISING = {"will", "bare", "later", "soft", "opens"}
ENTRIES = wordings().entries
LETTERS = [
    json.loads(line)
    for name in ("letters.jsonl", "letters_later.jsonl")
    for line in Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
]

PARAGRAPHS = [
    json.loads(line)
    for line in Path(__file__)
    .with_name("paragraphs_promising.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


def f1(letters):
    """Return F1 over the paragraphs that promise."""
    right = found = wanted = 0
    for letter in letters:
        paragraphs = letter["paragraphs"]
        page = layout(*(text for text, _ in paragraphs))
        dated = date.fromisoformat(letter.get("dated", "2024-06-20"))
        heads = {page.text.count("\n", 0, p.start) for p in pledges(page, reply(dated=dated), ())}
        labels = {number for number, (_, promises) in enumerate(paragraphs) if promises}
        right += len(heads & labels)
        found += len(heads)
        wanted += len(labels)
    return 2 * right / (found + wanted)


@each_row("entry", ENTRIES, ids=[entry["id"] for entry in ENTRIES])
def test_a_wording_reads_its_own_sentences(entry):
    """Each wording promises, or keeps from promising, in the sentences it gives."""
    for sentence in entry["matches"]:
        assert (promise(sentence, dated=DATED) is not None) == (entry["effect"] in PROMISING), (
            sentence
        )


@each_row("entry", ENTRIES, ids=[entry["id"] for entry in ENTRIES])
def test_a_wording_leaves_its_counter_examples(entry):
    """Each wording's counter-examples come out the other way round."""
    for sentence in entry["rejects"]:
        assert (promise(sentence, dated=DATED) is None) == (entry["effect"] in PROMISING), sentence


@each_row(
    ("sentence", "strength", "due"),
    [
        ("我局将于年底前完成改造。", Strength.DATED, "2025-12-31"),
        ("力争四季度前建成投用。", Strength.DATED, "2025-12-31"),
        ("明年上半年拟把租金减半政策延长到第二年。", Strength.DATED, "2026-06-30"),
        ("计划于今年9月底前新增门诊12家。", Strength.DATED, "2025-09-30"),
        ("我们将在2026年3月15日前答复。", Strength.DATED, "2026-03-15"),
        ("其余车辆拟在2026、2027两年分批申请预算。", Strength.DATED, "2027"),
        ("今年已列入计划的是9辆，其余13辆拟在2026、2027两年分批更新。", Strength.DATED, "2027"),
        ("公司决定自6月15日起，将末班车延长至20时。", Strength.DATED, "2025-06-15"),
        ("到2027年，实现服务覆盖全部社区。", Strength.DATED, "2027"),
        ("乡镇快充站争取两年内建齐。", Strength.DATED, "2027"),
        ("力争2月底前完成选址。", Strength.DATED, "2026-02-28"),
        ("明年将再建10处口袋公园。", Strength.DATED, "2026"),
        ("路灯由镇里接手，十月底前全部点亮。", Strength.DATED, "2025-10-31"),
        ("这块空地，街道三个月内铺好草皮。", Strength.DATED, "2025-08-20"),
        ("便民窗口月底换成无障碍柜台。", Strength.DATED, "2025-05-31"),
        ("院里从下个月起多开两个夜间诊室。", Strength.DATED, "2025-06-30"),
        ("国庆节前，环湖栈道对外开放。", Strength.DATED, "2025-09-30"),
        ("十五五期间，我厅将新建40所县级实训基地。", Strength.DATED, "2030"),
        ("场馆已列入2026年维修计划，届时一并更换座椅。", Strength.DATED, "2026"),
        ("待资金到位后组织实施。", Strength.CONDITIONAL, None),
        ("旧楼腾空后，一层改作日间照料室。", Strength.CONDITIONAL, None),
        ("我们这就联系厂家，把坏的座椅挨个拧紧。", Strength.PLANNED, None),
        ("我局将研究把该路段纳入公交专用道。", Strength.EXPLORING, None),
        ("下一步，我局将加大巡查力度。", Strength.PLANNED, None),
        ("下一步，将落实2024年12月发布的行动方案。", Strength.PLANNED, None),
    ],
)
def test_a_promise_says_how_firmly_and_by_when(sentence, strength, due):
    """Due dates are read relative to the letter's own date, 20 May 2025."""
    assert promise(sentence, dated=DATED) == (strength, due)


@each_row(
    ("told", "promised"),
    [
        (
            "我部将工业母机列为重点产业链，建立链长制，明确了42项任务。",
            "我部将工业母机列为重点产业链。",
        ),
        (
            "市委、市政府高度重视，将就业作为首要任务，将稳就业置于突出位置，作出部署。",
            "市委、市政府高度重视，将会同各区新建零工驿站8家。",
        ),
        (
            "多年来，乡政府积极向上级争取项目资金，兴建了一批塘坝。",
            "多年来，灌溉靠天，我乡将积极向上级争取项目资金。",
        ),
        ("我局多次向上级争取资金。", "我局会再向上级争取资金。"),
        (
            "对于您提出的将就业指标纳入考核的建议，目前尚无安排。",
            "对于您提出的建议，我局将把就业指标纳入考核。",
        ),
        ("今年1月至3月更换管网8.6公里。", "8月至9月更换管网8.6公里。"),
        ("我们打算把亭子建在坡上，后因地质条件作罢。", "我们打算把亭子建在坡上。"),
        ("昨天接报，我们马上派人清走树枝。", "我们马上派人清走树枝。"),
        ("业主表示，年底前将换掉水箱。", "我局答应在年底前换掉水箱。"),
        ("我局要求该厂20天内完成整改，该厂已如期完成。", "20天内完成整改。"),
        ("四季度的申报指南已经发布。", "最快四季度就能申报。"),
        ("今年春节前发放棉被320床。", "今年入冬前发放棉被320床。"),
        ("今年新建气象站8个，4月底全部建成。", "今年新建气象站8个，9月底全部建成。"),
        ("沙滩已经补沙，4月1日起免费开放。", "沙滩已经补沙，7月1日起免费开放。"),
        ("提案建议窗口周六开放，从7月起。", "提案建议窗口周六开放，自7月1日起实行。"),
        ("3月9日起直通车每天对开6班。", "6月9日起直通车每天对开6班。"),
        ("我委做了两项工作：一是将范围覆盖到居民。", "我委要做两项工作：一是将范围覆盖到居民。"),
        ("您建议列入目录，明年公布。", "您建议列入目录，经论证，拟列入第二批。"),
        ("春节期间完成32户走访。", "暑假期间完成屋面防水。"),
        ("我局积极争取上级支持，先后落实资金480万元。", "我局积极争取上级支持，扩大试点范围。"),
        ("1至4月，全县建成公路120公里。", "1至9月，全县建成公路120公里。"),
        ("3月底，该路段完成摊铺。", "7月底，该路段完成摊铺。"),
        ("毕业两年内给予补贴1万元。", "两年内给予补贴1万元。"),
        ("我局3日内组织核查，现已整改到位。", "我局3日内组织核查，整改到位。"),
        ("我市每年10月到次年1月为防火期。", "首批素材今年11月对外检索。"),
        ("2026年初中学位缺口约900个。", "今年内，这84户全部清零。"),
        ("今年是否延长，由市里届时视气象研究确定。", "视气象情况，供热期延长7天。"),
        ("去年9月下旬开学前增加4所学校。", "下学期开学前，再增加4所学校。"),
        (
            "市人大已将条例列入调研项目，届时我局会积极配合。",
            "届时我局会积极配合选址，并提供用地1处。",
        ),
    ],
)
def test_what_was_done_is_told_from_what_will_be(told, promised):
    """The same words report and promise, by what stands beside them."""
    assert promise(told, dated=DATED) is None
    assert promise(promised, dated=DATED) is not None


def test_without_a_date_only_printed_years_are_due():
    """年底前 of an undated letter has no year; 2026年底前 has."""
    assert promise("我局将于年底前完成改造。") == (Strength.PLANNED, None)
    assert promise("我局将于2026年底前完成改造。") == (Strength.DATED, "2026-12-31")
    assert promise("设计图集已形成送审稿，年底前报批发布。") == (Strength.PLANNED, None)
    assert promise("设计图集2026年底前报批发布。") == (Strength.DATED, "2026-12-31")


def test_without_a_date_what_began_on_a_day_is_told_of():
    """Nobody knows whether it lies ahead; a limit does, whenever the letter was written."""
    for told in ("自2021年1月1日起公墓全部建成投入使用。", "2021年3月5日，公墓建成投入使用。"):
        assert promise(told, dated=None) is None
    assert promise("2021年3月5日前，公墓建成投入使用。", dated=None) is not None


def test_narrow_signs_part_clauses_too():
    """A letter typed with half-width signs promises as one with full ones does."""
    wide = "多年来，乡政府积极向上级争取资金，兴建了塘坝；今后，我乡将于10:30前巡查，投入1,200元。"
    sentences = [wide, wide.replace("，", ",").replace("；", ";")]
    told = [pledges(layout(text), reply(dated=DATED), ()) for text in sentences]
    assert told[0] == told[1] != ()


def test_acts_below_a_heading_of_next_steps_are_promises():
    """Three paragraphs below 三、下一步措施 promise without a word of future; the thanks do not."""
    page = layout(
        "二、已做的工作",
        "推进雨污分流，完善管网台账。",
        "三、下一步措施",
        "深入推进化肥农药减量增效，在12个县开展试点。",
        "建立农膜以旧换新台账。",
        "感谢您的关心。",
        "四、有关说明",
        "完善标准由省里统一组织。",
    )
    texts = [page.text[found.start : found.end] for found in pledges(page, reply(), ())]
    assert texts == ["深入推进化肥农药减量增效，在12个县开展试点。", "建立农膜以旧换新台账。"]


def test_a_heading_promises_where_it_says_so_itself():
    """用三年时间建成数据库 does; 往后怎么办 opens a list, 强化巡护 names a part of it."""
    page = layout(
        "一、抢救性采录",
        "已采录老人162人。",
        "二、用三年时间建成口述史数据库",
        "数据库分人物、事件两个子库。",
        "三、往后怎么办",
        "1.强化巡护。全县配备护林员1260名，去年查处案件37起。",
        "2.余位屏。路口的余位屏已经装好，接入停车小程序。",
        "3.林下抚育。在两镇改造老化连翘。",
        "4.发挥专业队作用。",
        "对护林专业队开展轮训。",
    )
    found = pledges(page, reply(dated=DATED), ())
    texts = [page.text[pledge.start : pledge.end] for pledge in found]
    assert texts == [
        "二、用三年时间建成口述史数据库",
        "在两镇改造老化连翘。",
        "对护林专业队开展轮训。",
    ]


def test_the_list_behind_a_lead_in_promises():
    """下一步将做好以下工作：is none itself; 一是 … 二是 … behind it are."""
    page = layout(
        "下一步，我委将重点做好以下几方面工作：",
        "一是完善下沉机制，统一药品目录；",
        "二是推进检验中心建设。",
        "专此答复，如有不同意见请及时反馈。",
    )
    assert [page.text[p.start : p.start + 2] for p in pledges(page, reply(), ())] == [
        "一是",
        "二是",
    ]


def test_marks_left_over_are_no_part_of_a_sentence():
    """A line that a wrapped quotation's end opens: what promises begins behind it."""
    page = layout("？》　我局将于年底前装好护栏。 ”街道也将派人值守。")
    texts = [page.text[found.start : found.end] for found in pledges(page, reply(), ())]
    assert texts == ["我局将于年底前装好护栏。", "”街道也将派人值守。"]


def test_a_pledge_knows_its_figures():
    """Indices point at the figures inside the sentence."""
    page = layout("去年建成8处。今年我局将再建12处。")

    def figure(start: int, end: int) -> Figure:
        surface = page.text[start:end]
        kind, role = FigureKind.COUNT, FigureRole.TARGET
        more = dict.fromkeys(("low", "high", "metric", "as_of", "delta", "modifier"))
        return Figure(
            start=start, end=end, surface=surface, kind=kind, value=None, unit="处", approx=False,
            role=role, full_start=start, full_end=end, **more,
        )  # fmt: skip

    found = pledges(page, reply(), (figure(4, 6), figure(14, 17)))
    assert [pledge.figures for pledge in found] == [(1,)]


def test_traditional_letters_promise_too():
    """將 and 擬 are 将 and 拟."""
    page = layout("關於該提案，我局與有關單位研究。", "下一步,我局將督促尚未出臺項目的省份完成。")
    assert len(pledges(page, reply(), ())) == 1


def test_letters_of_other_places_promise_where_they_do():
    """F1 over the paragraphs of 73 letters written beforehand; first runs: 95.1 and 81.0."""
    assert f1(LETTERS) > 0.97


def test_every_wording_of_a_promise_is_told_from_what_looks_like_one():
    """F1 over 543 paragraphs, half promises; first runs 88, 72, 63, 31, 77, 83, 87 and 65."""
    assert f1(PARAGRAPHS) > 0.94


@given(
    st.text(
        st.sampled_from("我局将拟于年底前完成2025明年，。：；\n“”《》下一步工作一是（）、待后")
    ),
    st.none() | st.dates(date(2000, 1, 1), date(2090, 12, 31)),
)
def test_pledges_are_whole_sentences(text, dated):
    """A pledge starts where a sentence starts, ends where it ends, and lies in one paragraph."""
    page = layout(*text.split("\n"))
    for found in pledges(page, reply(dated=dated), ()):
        sentence = page.text[found.start : found.end]
        assert sentence == sentence.strip()
        assert "\n" not in sentence
        before = page.text[: found.start].rstrip(" ")
        assert not before or before[-1] in '。！？!?\n”》)）】」』"'
        behind = page.text[found.end : found.end + 1]
        assert sentence[-1] in '。！？!?”》)）】」』"' or behind in ("", "\n")
