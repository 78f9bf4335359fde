"""What a single line is: quick questions about its signs never gainsay the forms behind them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.text import lines
from tests.rows import each_row
from tests.sampled import a_few

FORMS: dict[str, tuple[re.Pattern[str], Callable[[str], bool]]] = {
    "title": (lines._TITLE_END, lines.ends_title),
    "salutation": (lines._SALUTATION, lines.salutes),
    "listed names": (lines._LISTED_NAMES, lines.lists_names),
    "addressee": (lines._ADDRESSEE, lines.addresses),
    "names begun": (lines._NAMES_BEGUN, lines.begins_names),
    "names ended": (lines._NAMES_ENDED, lines.ends_names),
    "imprint": (lines._IMPRINT, lines.is_imprint),
    "form": (lines._FORM, lines.is_form),
    "number": (lines.NUMBERING, lines.is_item),
    "attachment": (lines.ATTACHMENT, lines.is_item),
    "note": (lines.NOTE, lines.is_item),
}


@pytest.mark.parametrize("name", a_few(FORMS, 5))  # a line of each is below
@settings(derandomize=True)
@given(data=st.data())
def test_whatever_a_form_allows_is_told_as_such(name: str, data: st.DataObject) -> None:
    """Lines made from each form's own pattern pass the quick look at their signs."""
    pattern, told = FORMS[name]
    line = data.draw(st.from_regex(pattern, fullmatch=True))
    assert told(line.rstrip("\n"))  # `$` also stands before a last line break


@each_row(
    ("line", "told"),
    [
        ("关于市政协五届三次会议第12号提案办理情况的", lines.ends_title),
        ("对第8号建议的答复（关于增设候车亭的建议）", lines.ends_title),
        ("邢未央、左公梦等12名", lines.begins_names),
        ("位委员：", lines.ends_names),
        ("尊敬的邢未央代表：您好！", lines.salutes),
        ("邢未央，左公梦、独孤岩代表", lines.lists_names),
        ("民革某市委：", lines.addresses),
        ("（共印6份）", lines.is_imprint),
        ("校对：左公梦", lines.is_imprint),
        ("建议办理征询意见表 ", lines.is_form),
    ],
    ids=lambda one: one if isinstance(one, str) else one.__name__,
)
def test_a_line_is_told_from_itself(line: str, told: Callable[[str], bool]) -> None:
    """The line is what it says, and a sentence of the letter is none of it."""
    assert told(line)
    assert not told("我局已会同相关单位完成改造，现将有关情况说明在后。")
