"""The page 数据质量: what could not be read, by kind."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from fastapi.testclient import TestClient

from app.config import Settings
from app.ingest.run import Archive
from app.pipeline import process_bytes
from app.readers import ocr
from app.store.saving import Arrival, save
from app.web.main import create_app
from tests.parse.scoring import understood

LETTERS = Path("tests/parse")
PAGE = (
    "当前位置：首页 > 政务公开 > {column}\n关于第{number}号提案的答复\n鲜于昭委员：\n"
    "您提出的建议收悉。现答复如下：\n今年已改造老旧管网12公里。\n沅陵市水利局\n2025年5月14日\n"
)


def test_what_was_left_out_of_pages_is_one_kind_with_each_letters_words(
    own_archive: Archive,
) -> None:
    """The kind is named by what is the matter; each letter's line quotes its own page."""
    with own_archive.engine.begin() as connection:
        for number, column in (("7", "建议提案"), ("8", "信息公开目录")):
            text = PAGE.format(number=number, column=column)
            (dossier,) = process_bytes(text.encode(), f"{number}.txt")
            save(connection, dossier, Arrival(f"{number}.txt", 1, "text/plain", "0"))
    with TestClient(create_app(Settings(data=own_archive.folder))) as client:
        kinds = client.get("/quality").text
        lines = client.get("/quality?code=left-out").text
    assert ">页面上不属于信文的文字没有收进正文（原件里都在）</a>" in kinds
    assert "共1行" not in kinds
    assert "如“当前位置：首页&gt;政务公开&gt;建议提案”" in lines
    assert "如“当前位置：首页&gt;政务公开&gt;信息公开目录”" in lines


def test_a_kind_is_named_by_what_every_letter_of_it_has() -> None:
    """Before the colon a message says nothing of its own letter: it names the kind on the page."""
    said = defaultdict(set)
    for folder in ("letters", "unseen"):
        files = (LETTERS / folder).iterdir()
        for path in sorted(path for path in files if path.suffix != ".jsonl"):
            for problem in understood(path).problems:
                said[problem.code].add(problem.message.partition("：")[0])
    for scanned in ([2], [1, 2, 3]):
        for problem in ocr.problems("信.pdf", scanned, 3):
            said[problem.code].add(problem.message.partition("：")[0])
    assert {code: heads for code, heads in said.items() if len(heads) > 1} == {}
    assert {"date-mended", "zone-unplaced", "place-ambiguous"} <= said.keys()
