"""What a title names on the way is told from what it is about."""

import pytest

from app.analyse.asides import asides, is_aside
from app.analyse.themes import themes
from tests.analyse.letters import layout, reply


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("关于给高龄独居老人装烟感的建议", ["高龄独居老人"]),
        ("关于在林区旅游点设置避险区的提案", ["林区旅游点"]),
        ("关于让快递员、网约车司机也能缴公积金的建议", ["快递员、网约车司机"]),
        ("关于为牧区配备流动体检车的建议", ["牧区"]),
        ("关于治理超市短斤少两的建议", []),
        ("关于在校生心理健康的提案", []),
    ],
)
def test_where_and_for_whom_stand_before_what_is_set_up(title, said):
    """在X设置, 给X装, 让X也能: X is no matter of the letter."""
    assert [title[span.start : span.end] for span in asides(title)] == said


def test_what_something_stands_beside_is_a_place():
    """医院周边 and 小区门口 say where."""
    title = "关于规范医院周边电动自行车停放的提案"
    inside = [is_aside(at, at + 2, title, ()) for at in (title.index("医院"), title.index("停放"))]
    assert inside == [True, False]


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("关于给高龄独居老人装烟感报警器的建议", "公共安全与司法"),
        ("关于在景区设置避险区的建议", "公共安全与司法"),
        ("关于给老年人提供帮助的建议", "养老与民政"),
    ],
)
def test_a_letter_is_on_what_is_set_up(title, label):
    """Unless the title names nothing else."""
    page = layout("您的意见已经收悉，谢谢。")
    assert themes(page, reply(title))[0].label == label
