"""Documents as offices make them: revised, numbered by Word, cut by pages, in pieces."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from app.readers import read
from tests.readers.make_files import made_of, ofd, wrapped

W = nsdecls("w")
LETTERS = ("seed0", "排水防涝")
HEADING = re.compile(r"(?P<first>[一二三四五六七八九十]+、)|（[一二三四五六七八九十]+）")


def rows(text: str) -> list[str]:
    return ["".join(row.split()) for row in text.split("\n") if row.strip()]


def saved(document: object) -> bytes:
    memory = io.BytesIO()
    document.save(memory)  # type: ignore[attr-defined] # python-docx has no types
    return memory.getvalue()


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def revised(lines: list[str]) -> bytes:
    """Every second half of a line was inserted and something deleted; heads and feet stand."""
    document = Document()
    section = document.sections[0]
    section.header.paragraphs[0].text, section.footer.paragraphs[0].text = "某局文件", "第1页"
    for line in lines:
        half = len(line) // 2
        gone = "<w:r><w:delText>删去的123万元</w:delText></w:r>"
        paragraph = document.add_paragraph()._p
        for part in (
            f'<w:hyperlink {W} w:anchor="x">{run(line[:2])}</w:hyperlink>',
            f"<w:sdt {W}><w:sdtPr/><w:sdtContent>{run(line[2:half])}</w:sdtContent></w:sdt>",
            f'<w:del {W} w:id="1" w:author="a">{gone}</w:del>',
            f'<w:ins {W} w:id="2" w:author="a">{run(line[max(half, 2) :])}</w:ins>',
            f'<w:r {W}><w:commentReference w:id="0"/></w:r>',
        ):
            paragraph.append(parse_xml(part))
    return saved(document)


def numbered(lines: list[str]) -> bytes:
    """一、 and （一） are counted by Word and stand nowhere in the text."""
    document = Document()
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
        for level, text in enumerate(("%1、", "（%2）"))
    )
    numbering = document.part.numbering_part.element
    numbering.insert(
        0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="77">{levels}</w:abstractNum>')
    )
    numbering.append(parse_xml(f'<w:num {W} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for line in lines:
        found = HEADING.match(line)
        paragraph = document.add_paragraph(line[found.end() :] if found else line)
        if found:
            level = 0 if found["first"] else 1
            paragraph._p.get_or_add_pPr().append(
                parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>')
            )
    return saved(document)


def boxed(lines: list[str]) -> bytes:
    """The masthead in a text box, all else in one cell that lays out the page."""
    document = Document()
    box = "".join(f"<w:p>{run(line)}</w:p>" for line in lines[:3])
    document.add_paragraph()._p.append(
        parse_xml(
            f'<w:r {W}><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>'
            f"<w:txbxContent>{box}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        )
    )
    cell = document.add_table(1, 1).cell(0, 0)
    cell.paragraphs[0].text = lines[3]
    for line in lines[4:]:
        cell.add_paragraph(line)
    return saved(document)


def broken(lines: list[str]) -> bytes:
    """One paragraph, its lines parted by breaks, as text pasted from a page."""
    document = Document()
    paragraph = document.add_paragraph()
    for number, line in enumerate(lines):
        if number:
            paragraph.runs[-1].add_break()
        paragraph.add_run(f"　　{line}")
    return saved(document)


@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("made", [revised, numbered, boxed, broken])
def test_a_document_of_word_reads_as_it_prints(
    name: str, made: Callable[[list[str]], bytes]
) -> None:
    lines = made_of(name)
    (received,) = read(made(lines), "答复.docx")
    assert rows(received.text) == rows("\n".join(lines))


def paged(lines: list[str], mark: str, rows_a_page: int, *, backwards: bool) -> bytes:
    """A PDF whose pages end within words; marks first, or all of a page from below."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    memory = io.BytesIO()
    canvas = Canvas(memory, pagesize=(595, 842))
    parts = [part for line in lines for part in wrapped(f"\u3000\u3000{line}", 28)]
    pages = [parts[at : at + rows_a_page] for at in range(0, len(parts), rows_a_page)]
    for number, page in enumerate(pages, 1):
        drawn = [(285, 40, mark.format(number, len(pages)), 10)]
        drawn += [(80, 760 - 26 * row, part, 15) for row, part in enumerate(page)]
        for x, y, text, size in reversed(drawn) if backwards else drawn:
            canvas.setFont("STSong-Light", size)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return memory.getvalue()


@pytest.mark.parametrize("rows_a_page", [7, 13])
@pytest.mark.parametrize("mark", ["— {} —", "- {} -", "第 {} 页 共 {} 页", "{}/{}", "{}"])
@pytest.mark.parametrize("backwards", [False, True], ids=["in order", "from below"])
def test_a_page_mark_in_the_middle_of_a_word_parts_nothing(
    rows_a_page: int, mark: str, backwards: bool
) -> None:
    lines = made_of("学校拥堵")
    (received,) = read(paged(lines, mark, rows_a_page, backwards=backwards), "答复.pdf")
    assert rows(received.text) == rows("\n".join(lines))


def test_a_numbered_paragraph_begins_anew_where_nothing_is_indented() -> None:
    """The line before it is as long as any other, and ends its sentence."""
    full = "今年以来全县共修复破损路面八十六公里投入资金二千三百万元。"
    lines = [f"一、{full}", f"二、下一步，{full[:-6]}。", "（三）每月巡查。"]
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    memory = io.BytesIO()
    canvas = Canvas(memory, pagesize=(595, 842))
    canvas.setFont("STSong-Light", 12)
    for row, line in enumerate(lines):
        canvas.drawString(72, 700 - 20 * row, line)
    canvas.save()
    (received,) = read(memory.getvalue(), "答复.pdf")
    assert rows(received.text) == lines


@pytest.mark.parametrize(
    ("mark", "told"),
    [("潭州市教育局答复稿件 第{}页", ("潭州市教育局答复稿件 第1页",)), ("— {} —", ())],
    ids=["a running foot", "a page mark"],
)
def test_a_running_line_is_told_once_and_a_page_mark_is_not(
    mark: str, told: tuple[str, ...]
) -> None:
    """What every page repeats is no word of the letter, but it is not lost unseen."""
    lines = made_of("学校拥堵")
    (received,) = read(paged(lines, mark, 13, backwards=False), "答复.pdf")
    assert rows(received.text) == rows("\n".join(lines))
    assert received.left_out == told


@pytest.mark.parametrize("name", LETTERS)
def test_an_ofd_in_pieces_reads_as_it_stands(name: str, tmp_path: Path) -> None:
    """Some producers write an object for every few signs, in the order of their last change."""
    lines = made_of(name)
    ofd(lines, tmp_path / "whole.ofd")
    memory = io.BytesIO()
    with (
        zipfile.ZipFile(tmp_path / "whole.ofd") as whole,
        zipfile.ZipFile(memory, "w") as pieces,
    ):
        for part in whole.namelist():
            text = whole.read(part).decode()
            pieces.writestr(part, in_pieces(text) if "Content" in part else text)
    (received,) = read(memory.getvalue(), "答复.ofd")
    assert rows(received.text) == rows("\n".join(lines))


OBJECT = re.compile(
    r'<ofd:TextObject ID="9" Boundary="(?P<x>\S+) (?P<y>\S+) 160 7".*?>(?P<text>[^<>]+)'
    r"</ofd:TextCode></ofd:TextObject>"
)
SIZE = 5.2


def in_pieces(page: str) -> str:
    found = []
    for line in OBJECT.finditer(page):
        x = float(line["x"])
        for sign in line["text"]:
            found.append(
                f'<ofd:TextObject ID="9" Boundary="{x:.2f} {line["y"]} 9 7" Size="{SIZE}">'
                f'<ofd:TextCode X="0" Y="5">{escape(sign)}</ofd:TextCode></ofd:TextObject>'
            )
            x += SIZE * (0.5 if sign.isascii() else 1)
    start, end = page.index("<ofd:TextObject"), page.rindex("</ofd:Layer>")
    return page[:start] + "".join(found[1::2] + found[::2]) + page[end:]
