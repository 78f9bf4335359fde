"""Saved pages of government portals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from app.errors import Unreadable
from app.readers import read
from app.readers.html import HTML
from app.readers.html_lines import lines
from app.text.clean import clean
from app.text.layout import lay_out
from tests.readers.pages import FOOTER, NAVIGATION, PAGES, content_system, list_of_terms
from tests.rows import each_row

EMPTY_PAGE = f"<html><body>{NAVIGATION}<p>建议提案</p>{FOOTER}</body></html>"


def rows(text: str) -> list[str]:
    return [" ".join(row.split()) for row in text.split("\n") if row.strip()]


@each_row("page", PAGES.values(), ids=list(PAGES))
def test_a_page_gives_the_letter_and_nothing_of_the_site(
    page: Callable[[str], str], letter: str
) -> None:
    (received,) = read(page(letter).encode("gb18030" if "gb2312" in page("") else "utf-8"), "x.htm")
    assert rows(received.text) == rows(letter)


LETTERS = [
    path
    for room in ("seeds", "tests/parse/gold", "tests/parse/letters", "tests/parse/unseen")
    for path in sorted(Path(room).glob("*[0-9a-z].txt"))
    if path.name not in ("n11.txt", "fh07.txt")  # an empty form; a portal's own page, saved as text
]


def squeezed(text: str) -> str:
    return "".join(text.split())


@each_row("page", PAGES.values(), ids=list(PAGES))
def test_every_line_of_a_page_is_read_or_told(page: Callable[[str], str], letter: str) -> None:
    """What a browser shows is in the letter, or among the lines that were left out."""
    source = page(letter)
    body = LexborHTMLParser(source).body
    assert body is not None
    encoding = "gb18030" if "gb2312" in page("") else "utf-8"
    (received,) = read(source.encode(encoding), "x.htm")
    text = squeezed(received.text)
    lost = [line.text for line in lines(body) if squeezed(line.text) not in text]
    assert lost == [line for line in received.left_out if squeezed(line) not in text]
    assert lost


@pytest.mark.slow
def test_letters_of_all_shapes_lose_no_word_on_a_page() -> None:
    """Whatever a letter looks like, its words stay together and in order on every page."""
    for path in LETTERS:
        letter = lay_out(clean(read(path.read_bytes(), path.name)[0].text)).text
        whole = squeezed(letter)
        for name, page in PAGES.items():
            source = page(letter).encode("gb18030" if "gb2312" in page("") else "utf-8")
            got = "".join(squeezed(received.text) for received in read(source, "x.htm"))
            assert whole in got, (path.name, name)


def test_what_the_portal_says_of_a_page_is_metadata(letter: str) -> None:
    (received,) = read(content_system(letter).encode(), "x.html")
    wanted = {
        "索引号": "006123/2025-00012",
        "文号": "某交函〔2025〕9号",
        "发布机构": "某县交通运输局",
        "发布日期": "2025-07-01",
        "来源": "某县交通运输局",
    }
    assert wanted.items() <= received.metadata.items()


def test_a_list_of_terms_is_metadata(letter: str) -> None:
    (received,) = read(list_of_terms(letter).encode(), "x.html")
    assert received.metadata["文号"] == "某交函〔2025〕12号"
    assert received.metadata["发布机构"] == "某厅"


def test_an_old_table_page_keeps_the_label_above_the_letter_apart() -> None:
    page = (Path(__file__).parent / "letters" / "热带雨林防火.html").read_bytes()
    (received,) = read(page, "029.html")
    assert received.metadata["题目"] == "关于制定热带雨林防火应急办法的议案 颛孙衡等14名代表"
    assert rows(received.text)[0] == "C"
    assert rows(received.text)[-1] == "二〇〇九年五月十五日"


@pytest.mark.parametrize(
    ("declared", "charset"),
    [("gb2312", "gb18030"), ("gb2312", "utf-8"), ("utf-8", "gb18030"), ("big5", "gb18030")],
)
def test_a_wrong_charset_tag_does_no_harm(letter: str, declared: str, charset: str) -> None:
    page = content_system(letter).replace('charset="utf-8"', f'charset="{declared}"')
    (received,) = read(page.encode(charset), "x.html")
    assert rows(received.text) == rows(letter)


def test_the_title_shown_above_a_letter_without_one_is_its_first_line() -> None:
    body = (
        "王小明委员：\n您提出的提案收悉，现答复如下：\n"
        + "我局高度重视，逐条研究，已建成托位二百三十个。" * 8
        + "\n某县卫生健康局\n2025年6月3日"
    )
    title = "关于对县政协十届四次会议第12号提案的答复"
    page = content_system(body).replace('<div class="info">', f'<h1>{title}</h1><div class="info">')
    (received,) = read(page.encode(), "x.html")
    assert rows(received.text)[:2] == [title, "王小明委员："]


def test_a_table_in_a_letter_keeps_its_rows_and_cells(letter: str) -> None:
    table = (
        "<table border=1><tr><th><p>年份</p></th><th><p>投入（万元）</p></th></tr>"
        "<tr><td><p>2023</p></td><td><p>120.5</p></td></tr></table>"
    )
    page = content_system(letter).replace("</p>\n</div>", f"</p>\n{table}</div>")
    (received,) = read(page.encode(), "x.html")
    assert received.text.endswith("年份\t投入（万元）\n2023\t120.5")


def test_a_form_with_the_letter_in_a_cell_gives_its_paragraphs(letter: str) -> None:
    cell = "".join(f"<p>{row}</p>" for row in rows(letter))
    page = (
        "<html><body><table><tr><td>提案编号</td><td>20230158</td><td>提案者</td><td>农工党</td></tr>"
        f"<tr><td>答复内容</td><td colspan=3>{cell}</td></tr></table></body></html>"
    )
    (received,) = read(page.encode(), "x.html")
    assert rows(received.text) == ["答复内容", *rows(letter)]
    assert received.metadata["提案编号"] == "20230158"


def test_several_letters_on_a_page_are_read_one_by_one() -> None:
    def one(number: int) -> str:
        return (
            f"对县政协九届二次会议第{number}号提案的答复\n王委员：\n您提出的第{number}号提案收悉。\n"
            + "经研究，我局今年安排资金一百二十万元，改造农村公路六公里，现已完工。" * 4
            + f"\n某县交通运输局\n2018年7月{number}日"
        )

    page = content_system("\n".join([one(7), one(8), one(8)]))
    letters = read(page.encode(), "x.html")
    assert [rows(letter.text) for letter in letters] == [rows(one(7)), rows(one(8))]


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (EMPTY_PAGE, "没有答复正文"),
        (EMPTY_PAGE.replace("建议提案<", "<a href='a.pdf'>关于第3号提案的答复.pdf</a><"), "附件"),
        ("<html><body>" + "<li><a href='1'>关于第3号提案的答复</a>" * 30, "列表页"),
        ("<html><body></body></html>", "没有答复正文"),
    ],
)
def test_a_page_without_a_letter_says_what_it_is(page: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read(page.encode(), "列表.html")


def test_text_that_only_mentions_a_tag_is_not_a_page() -> None:
    assert not HTML.accepts("系统提示“<br>”，请修正。".encode(), "x.txt")
