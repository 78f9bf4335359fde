"""Figures of a letter's own matter: another letter's number for the same words is another thing."""

from __future__ import annotations

from datetime import date

import pytest

from app.ingest.run import Archive
from app.ledger import indexing
from app.ledger.draft.checking import check
from app.model import Dossier
from app.pipeline import process_bytes
from app.store.saving import Arrival, save
from tests.ledger.altered import flagged
from tests.ledger.measured import letter_of
from tests.rows import each_row

OTHER_MATTERS = [
    ("第一福利院改造工程总投资5.2亿元，设床位300张。", "城北文化馆项目总投资1.8亿元。"),
    ("2024年，我局共投入资金300万元改造菜市场。", "2024年，我局共投入资金1200万元修缮旧小区。"),
    ("2024年开展检查20次，发现问题35个。", "2024年开展检查56次，发现问题120个。"),
    ("去年以来，累计服务居民2万人次。", "去年以来，累计服务居民5000人次。"),
    ("共发放补贴120万元。", "共发放补贴85万元。"),
    ("目前已建成项目3个，在建项目2个。", "目前已建成项目5个，在建项目7个。"),
    ("召开座谈会3次，收集意见建议30条。", "召开座谈会5次，收集意见建议42条。"),
    ("2024年举办培训12场，参训人员800人次。", "2024年举办培训20场，参训人员3000人次。"),
    ("学校占地面积2.1万平方米，在校学生1200人。", "学校占地面积4.5万平方米，在校学生2600人。"),
    ("该路段全长3.6公里。", "该路段全长1.2公里。"),
    ("受理投诉举报210件，办结率98%。", "受理投诉举报56件，办结率100%。"),
    ("满意率达98.5%。", "满意率达92%。"),
]
ONE_MATTER = [
    ("2024年，全区养老床位9800张。", "2024年，全区养老床位10200张。"),
    ("截至2024年底，全区共有托育机构45家。", "截至2024年底，全区托育机构52家。"),
    ("2024年，全区财政收入120亿元。", "2024年全区财政收入达135亿元。"),
    ("截至2024年底，全区共有停车位5万个。", "截至2024年底，全区停车位6.2万个。"),
    ("城北文化馆改造工程总投资1.8亿元。", "城北文化馆改造工程的总投资为2.3亿元。"),
]


def letter(number: int, said: str) -> Dossier:
    """A letter of one agency, one of this spring's."""
    (dossier,) = process_bytes(letter_of(number, said, "2025-05-12"), f"{number}.txt")
    return dossier


@each_row(("one", "other"), OTHER_MATTERS)
def test_what_is_said_of_another_matter_is_no_disagreement(one: str, other: str) -> None:
    """总投资 of two buildings, 开展检查 of two trades: nothing is flagged."""
    assert flagged(letter(0, one), letter(1, other)) == set()


@pytest.mark.parametrize(("one", "other"), ONE_MATTER)
def test_what_is_said_of_one_matter_is(one: str, other: str) -> None:
    """What says of what it is, or that it is of the whole place, disagrees as before."""
    assert flagged(letter(0, one), letter(1, other))


def test_a_draft_of_another_matter_is_quiet(own_archive: Archive) -> None:
    """A draft is laid beside what was published of its matter, not beside the same bare words."""
    said = "城北文化馆改造工程总投资1.8亿元。2024年开展检查20次。"
    draft = (
        "第一福利院改造工程的总投资为5.2亿元。城北文化馆改造工程总投资1.9亿元。2024年开展检查56次。"
    )
    with own_archive.engine.begin() as connection:
        kept = save(connection, letter(0, said), Arrival("x", 1, "text/plain", "0"))
        indexing.put(connection, kept.rowid)
        text = letter_of(1, draft, "2025-05-20").decode()
        states = {f.surface: f.state for f in check(connection, text, date(2025, 6, 1)).figures}
    assert states == {"5.2亿元": "unknown", "1.9亿元": "differs", "56次": "unknown"}
