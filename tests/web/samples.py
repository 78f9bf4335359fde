"""Letters for the pages' tests: every state a page has to show, in our own words.

The text goes through the real cleaning and layout; what the letter says of itself is given here,
so that a page's test does not hang on how well letters are read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from sqlalchemy import Engine

from app.config import Settings
from app.ledger import indexing as ledger
from app.model import (
    BlockKind,
    Body,
    Contact,
    Dossier,
    Figure,
    FigureKind,
    FigureRole,
    Level,
    Outcome,
    Place,
    Pledge,
    Plenary,
    Problem,
    Reply,
    Role,
    Source,
    Strength,
    SubmissionKind,
    ThemeHit,
)
from app.search import indexing
from app.store import originals
from app.store.database import writer
from app.store.saving import Arrival, save, withdraw
from app.text.clean import clean
from app.text.layout import lay_out
from tests.archives import database_in

FIGURE = re.compile(
    r"(?P<mod>超过|近|约|不少于)?(?P<core>(?P<value>\d+(?:\.\d+)?)"
    r"(?P<unit>万元|亿元|%|家|个|项|场|名|张|公里|年\d{1,2}月|年)(?P<tail>以上)?)"
)
SENTENCE = re.compile(r"(?<![^。\n])[^。\n]*。")
PROMISING = re.compile("力争|推动建设|计划于|我委将|积极争取|我們將")
KINDS = {"万元": "money", "亿元": "money", "%": "percent"}
PUDONG = Place("310115", Level.DISTRICT, "上海市", "上海市", "浦东新区")
CHANGNING = Place("310105", Level.DISTRICT, "上海市", "上海市", "长宁区")
CITY = Place("310000", Level.CITY, "上海市", "上海市", None)
HOSTILE = "<script>alert(1)</script>&amp;\"'\u202e反\u202c" + "长" * 200 + "e\u0301\u0302\u0303"

LONG = """办理结果：解决或采纳
公开属性：主动公开
上海市浦东新区养老发展局
浦养老〔2025〕12号
对浦东新区政协七届四次会议第130号提案的答复
闫晓慧、张茂林委员：
你们提出的《关于完善社区助餐服务的建议》的提案（第130号）收悉，经研究，现将办理情况答复如下：
一、办理概述
我局高度重视，会同区商务委认真研究，先后走访社区食堂35家，召开座谈会7场。
二、答复意见
（一）扩大助餐服务覆盖面。一是新建社区食堂。2024年新建社区食堂26家，累计达到214家，日均供餐4.2万份，覆盖居村委占78.5%。二是发展助餐点。设立老年助餐点402个，送餐上门服务老人超过9600名。三是加大财政补贴。全年投入补贴资金2850万元，其中运营补贴1960万元，比上年增长12.6%。
（二）提升服务质量。推行明厨亮灶全覆盖，聘请社会监督员120名，满意度达到96.3%。孵化器园区内的食堂也向周边老人开放。
1.加强食品安全监管。开展专项检查4场，发现问题36个，整改完成率100%。
2.优化菜品结构。组织营养师指导食堂制定低盐低糖菜谱58个。
（三）完善智慧助餐平台。平台累计注册用户超过12万名，线上订餐占比约35%。
下一步，我局将继续扩大助餐服务供给：一是力争到2026年底再新增社区食堂20家以上，实现街镇全覆盖。二是推动建设智慧助餐示范点3个，探索孵化器、园区食堂共享。三是积极争取市级专项资金支持，完善补贴办法。
上海市浦东新区养老发展局
2025年5月14日
联系人姓名：甄予安 联系电话：13000000000
信息公开属性：主动公开
上海市浦东新区养老发展局办公室 2025年5月16日印发
（共印5份）
"""
SUGGESTION = """对浦东新区七届人大五次会议第0541号代表建议的答复
汪泓代表：
您提出的《关于缓解学校周边停车难的建议》收悉，现答复如下：
我局在12所学校周边设置限时停车泊位860个，投入资金320万元，高峰拥堵时长下降18%。
下一步，计划于2025年12月前再增设泊位200个以上。
上海市公安局浦东分局
2025年6月25日
"""
OTHER = """对长宁区政协十五届四次会议第072号提案的答复
李远委员：
您提出的《关于支持孵化器发展的提案》收悉。截至2024年底，全区有孵化器48家，其中国家级9家，在孵企业超过2100家。
我委将完善孵化器绩效评价，加强服务。
上海市长宁区科学技术委员会
2025年4月11日
"""
BARE = """关于加装电梯有关问题的答复函
王珂委员：
来信收悉。加装电梯需经业主表决，目前全市已完成加装约9000台。感谢您的关心。
上海市房屋管理局
"""
TRADITIONAL = """關於優化輪渡服務的答覆
陳敏委員：
您提出的建議收悉。我們將會同有關單位研究輪渡的開行時間，並於條件具備時實施。問題的處理結果將另行告知，感謝對本區交通發展的關心。
"""
HOSTILE_LETTER = f"""关于{HOSTILE}的答复
{HOSTILE}委员：
来信收悉。{HOSTILE}已投入资金50万元。{"甲乙丙丁戊己庚辛壬癸" * 500}
"""


def dossier(text: str, name: str = "答复.txt", **fields: object) -> Dossier:
    """A letter as the archive would understand it, with what it says of itself given."""
    layout = lay_out(clean(text))
    data = text.encode()
    sha256 = hashlib.sha256(data + name.encode()).hexdigest()
    figures = tuple(_figures(layout.text))
    pledges = tuple(_pledges(layout.text, figures))
    problems = fields.pop("problems", ())
    themes = fields.pop("themes", (ThemeHit("elderly", "养老与民政", ("助餐",), 0.9, ("助餐",)),))
    titles = [b for b in layout.blocks if b.kind is BlockKind.TITLE] or layout.blocks[:1]
    given: dict[str, object] = {
        "id": f"x{sha256[:10]}",
        "heading": "".join(layout.text[title.start : title.end] for title in titles[:1]),
        "title": None,
        "kind": SubmissionKind.PROPOSAL,
        "kind_label": "政协提案",
        "role": Role.LEAD,
        "body": Body.CPPCC,
        "plenary": None,
        "numbers": (),
        "class_numbers": (),
        "document_number": None,
        "agencies": (),
        "co_handlers": (),
        "place": None,
        "proposers": (),
        "proposer_count": None,
        "outcome": None,
        "outcome_text": None,
        "grade": None,
        "disclosure": None,
        "signer": None,
        "dated": None,
        "printed": None,
        "published": None,
        "contact": Contact(),
        "copies": None,
        "cc": (),
    }
    return Dossier(
        source=Source(name, "text/plain", sha256, len(data)),
        received=text,
        text=layout.text,
        blocks=layout.blocks,
        reply=Reply(**(given | fields)),  # type: ignore[arg-type]
        themes=themes,  # type: ignore[arg-type]
        figures=figures,
        pledges=pledges,
        citations=(),
        problems=problems,  # type: ignore[arg-type]
    )


def letters() -> Iterator[Dossier]:
    """The sample letters, in the order in which they come."""
    return iter(_letters())


@cache
def _letters() -> tuple[Dossier, ...]:
    return tuple(_written())


def _written() -> Iterator[Dossier]:
    long = {
        "id": "310115-zx-7-4-130",
        "heading": "对浦东新区政协七届四次会议第130号提案的答复",
        "title": "关于完善社区助餐服务的建议",
        "plenary": Plenary(7, 4),
        "numbers": ("130",),
        "document_number": "浦养老〔2025〕12号",
        "agencies": ("上海市浦东新区养老发展局",),
        "co_handlers": ("区商务委",),
        "place": PUDONG,
        "proposers": ("闫晓慧", "张茂林"),
        "outcome": Outcome.RESOLVED,
        "outcome_text": "解决或采纳",
        "disclosure": "主动公开",
        "dated": date(2025, 5, 14),
        "printed": date(2025, 5, 16),
        "contact": Contact(name="甄予安", phone="13000000000"),
    }
    yield dossier(LONG, "第130号.txt", **long)
    yield dossier(LONG.replace("26家", "27家"), "第130号 更正.txt", **long)
    yield dossier(
        SUGGESTION,
        "0541.docx",
        id="310115-rd-7-5-0541",
        heading="对浦东新区七届人大五次会议第0541号代表建议的答复",
        title="关于缓解学校周边停车难的建议",
        kind=SubmissionKind.SUGGESTION,
        kind_label="代表建议",
        body=Body.CONGRESS,
        plenary=Plenary(7, 5),
        numbers=("0541",),
        agencies=("上海市公安局浦东分局",),
        place=PUDONG,
        proposers=("汪泓",),
        outcome=Outcome.PLANNED,
        outcome_text="列入计划拟解决",
        dated=date(2025, 6, 25),
        themes=(ThemeHit("transport", "交通", ("停车",), 0.9, ("停车",)),),
    )
    yield dossier(
        OTHER,
        "072.pdf",
        id="310105-zx-15-4-072",
        heading="对长宁区政协十五届四次会议第072号提案的答复",
        title="关于支持孵化器发展的提案",
        plenary=Plenary(15, 4),
        numbers=("072",),
        agencies=("上海市长宁区科学技术委员会",),
        place=CHANGNING,
        proposers=("李远",),
        outcome=Outcome.RESOLVED,
        outcome_text="解决采纳",
        dated=date(2025, 4, 11),
        themes=(ThemeHit("science", "科技创新", ("孵化器",), 0.9, ("孵化器",)),),
        problems=(Problem("ocr", "本件由扫描件识别，可能有错字，请核对原件"),),
    )
    yield dossier(
        BARE,
        "电梯.html",
        heading="关于加装电梯有关问题的答复函",
        agencies=("上海市房屋管理局",),
        place=CITY,
        proposers=("王珂",),
        themes=(),
        problems=(Problem("no-date", "没有读到答复日期"), Problem("no-number", "没有读到案号")),
    )
    yield dossier(
        "",
        "关于加装电梯的答复（扫描件）.pdf",
        id="x088088088a",
        heading="关于加装电梯的答复（扫描件）",
        kind=None,
        kind_label=None,
        body=None,
        themes=(),
        problems=(Problem("needs-ocr", "待识别：全文是扫描图像，文字还没有识别出来。"),),
    )
    yield dossier(TRADITIONAL, "輪渡.txt", heading="關於優化輪渡服務的答覆", themes=())
    yield dossier(
        HOSTILE_LETTER,
        "<b>恶意</b>.txt",
        heading=f"关于{HOSTILE}的答复",
        title=HOSTILE,
        agencies=(HOSTILE,),
        place=PUDONG,
        proposers=(HOSTILE,),
        dated=date(2024, 3, 1),
        document_number=HOSTILE,
        outcome_text=HOSTILE,
        problems=(Problem("odd", HOSTILE),),
    )


def numbered(count: int) -> Iterator[Dossier]:
    """Many letters that differ in number, year and place: a list too long for a page."""
    for n in range(count):
        year = 2016 + n % 10
        text = LONG.replace("第130号", f"第{n + 1000}号").replace(
            "2025年5月14日", f"{year}年5月14日"
        )
        place = (PUDONG, CHANGNING, CITY)[n % 3]
        yield dossier(
            text,
            f"{n}.txt",
            id=f"{place.code}-zx-7-4-{n + 1000}",
            heading=f"对区政协七届四次会议第{n + 1000}号提案的答复",
            title=f"关于完善社区助餐服务的建议之{n}",
            numbers=(f"{n + 1000}",),
            agencies=(f"上海市{place.district or '市级'}第{n % 40}局",),
            place=place,
            proposers=(f"委员{n % 300}", "闫晓慧"),
            outcome=tuple(Outcome)[n % 5],
            outcome_text=tuple(Outcome)[n % 5].label,
            dated=date(year, 5, 14),
        )


def filled(folder: Path, dossiers: Iterator[Dossier]) -> Settings:
    """A data folder that holds these letters too; the settings of a site over it."""
    settings = Settings(data=folder)
    there = settings.database
    engine = writer(there if there.exists() else database_in(folder))
    try:
        for number, letter in enumerate(dossiers):
            _take_in(engine, folder, letter, number)
        with engine.begin() as connection:
            indexing.settle(connection)
    finally:
        engine.dispose()
    return settings


def withdrawn(settings: Settings, id: str, reason: str) -> None:
    """Withdraw one of the letters."""
    engine = writer(settings.database)
    with engine.begin() as connection:
        rowid = withdraw(connection, id, reason)
        indexing.remove(connection, rowid)
        ledger.remove(connection, rowid)
    engine.dispose()


def _take_in(engine: Engine, folder: Path, letter: Dossier, number: int) -> None:
    source = letter.source
    originals.keep(folder, source.sha256, letter.received.encode())
    with engine.begin() as connection:
        originals.register(connection, source.sha256, source.name, source.media_type, source.size)
        arrival = Arrival(source.name, 1, "text/plain", "0", folder="/srv/incoming")
        rowid = save(connection, letter, arrival).rowid
        indexing.put(connection, rowid)
        ledger.put(connection, rowid)


def _figures(text: str) -> Iterator[Figure]:
    for found in FIGURE.finditer(text):
        unit = found["unit"]
        kind = FigureKind(KINDS.get(unit, "date" if unit.startswith("年") else "count"))
        target = any(
            mark in text[max(found.start() - 30, 0) : found.start()]
            for mark in ("力争", "推动", "计划")
        )
        timed = kind is FigureKind.DATE
        yield Figure(
            start=found.start("core"),
            end=found.end("core"),
            surface=found["core"],
            kind=kind,
            value=found["value"] if timed else Decimal(found["value"]),
            unit=None if timed else unit,
            low=None,
            high=None,
            approx=bool(found["mod"]),
            metric=None
            if timed
            else text[max(found.start() - 6, 0) : found.start()].strip("，。：\n"),
            as_of=None if timed else "2024",
            role=FigureRole.TARGET if target and not timed else FigureRole.ACTUAL,
            delta=None,
            modifier=found["mod"],
            full_start=found.start(),
            full_end=found.end(),
        )


def _pledges(text: str, figures: tuple[Figure, ...]) -> Iterator[Pledge]:
    for found in SENTENCE.finditer(text):
        if not PROMISING.search(found[0]):
            continue
        held = tuple(n for n, f in enumerate(figures) if found.start() <= f.start < found.end())
        due = "2026-12-31" if "2026年底" in found[0] else None
        yield Pledge(
            found.start(), found.end(), due, Strength.DATED if due else Strength.PLANNED, held
        )
