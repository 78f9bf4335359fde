"""A year's letters in one document: each is read as if it stood alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from app.config import ROOT
from app.pipeline import process, process_bytes
from tests.readers.make_files import docx, html, ofd, paragraphs, reportlab_pdf
from tests.readers.test_formats import understood

SEEDS = sorted((ROOT / "seeds").glob("*.txt"))


def text(lines: list[str], target: Path) -> None:
    target.write_text("\n".join(lines), encoding="utf-8")


def page(lines: list[str], target: Path) -> None:
    target.write_text(html(lines), encoding="utf-8")


MADE: list[tuple[str, Callable[[list[str], Path], None]]] = [
    ("txt", text),
    ("html", page),
    ("docx", docx),
    ("pdf", reportlab_pdf),
    ("ofd", ofd),
]


@cache
def alone() -> list[dict[str, object]]:
    """What is understood of each letter where it stands alone."""
    texts = ["\n".join(paragraphs(seed)) for seed in SEEDS]
    return [understood(process_bytes(text.encode(), "letter.txt")[0]) for text in texts]


@pytest.mark.parametrize(("kind", "made"), MADE, ids=[kind for kind, _ in MADE])
def test_letters_in_one_document_are_read_one_by_one(
    kind: str, made: Callable[[list[str], Path], None], tmp_path: Path
) -> None:
    """Whatever its format: nothing of one letter is told of another."""
    whole = tmp_path / f"汇编.{kind}"
    made([line for seed in SEEDS for line in paragraphs(seed)], whole)
    assert [understood(dossier) for dossier in process(whole)] == alone()


def test_a_request_above_its_answer_is_no_letter(tmp_path: Path) -> None:
    """A form that prints what was asked, by whom and when, before the answer."""
    asked = ["建议号：201", "内容：" + "村小学校舍年久失修，建议县人民政府安排资金改造。" * 6]
    path = tmp_path / "答复.txt"
    text([*asked, "交办日期：2015年3月16日", "办理情况：", *paragraphs(SEEDS[0])], path)
    assert [dossier.reply.numbers for dossier in process(path)] == [("130",)]


def test_a_letter_that_names_others_is_one(tmp_path: Path) -> None:
    """Titles of further letters below it, an enclosed reply of another year, are no letters."""
    lines = paragraphs(SEEDS[0])
    others = ["关于区政协七届三次会议第12号提案的答复", "关于区政协七届三次会议第13号提案的答复"]
    path = tmp_path / "答复.txt"
    text([*lines, "附件：相关答复", *others], path)
    assert len(process(path)) == 1
