"""Figures by word: the quick way gives the rows, the order and the total of the plain way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select

from app.api.protocol.asking import AskedFiguresPage
from app.api.v1.figures import figure_page
from app.search.results import matching
from app.store import figures as store
from app.store.tables import FIGURE, REPLY

SECONDS = 30.0
WORDS = (
    "孵化器",
    "企业",
    "2024年",
    "项目",
    "家",
    "goi",
    "GOI",
    "没有这个词",
    "5",
    "累计",
    "上海市",
)


@pytest.fixture(scope="module")
def connection(archive: Engine) -> Iterator[Connection]:
    """A connection that only reads the sample letters."""
    with archive.connect() as connection:
        yield connection


def lowered(text: str) -> str:
    """Small letters as SQLite makes them: of A to Z only."""
    return "".join(sign.lower() if sign.isascii() else sign for sign in text)


def plainly(connection: Connection, asked: AskedFiguresPage) -> list[tuple[str, int]]:
    """Every figure of every letter found, its words looked for one by one."""
    groups = [[term.text.lower() for term in clause.terms] for clause in asked.query().wanted]
    letters = set(matching(connection, asked.query(), asked.filters(), seconds=SECONDS))
    joined = select(FIGURE, REPLY.c.id, REPLY.c.text, REPLY.c.dated).join(
        REPLY, REPLY.c.rowid == FIGURE.c.reply
    )
    kinds = asked.figure_kinds()
    rows = [
        row
        for row in connection.execute(joined)
        if row.reply in letters
        and (not kinds or row.kind in kinds)
        and all(
            any(
                word in lowered(row.text[row.sentence_start : row.sentence_end])
                or word in lowered(row.metric or "")
                for word in group
            )
            for group in groups
        )
    ]
    rows.sort(key=lambda row: row.position)
    rows.sort(key=lambda row: (row.dated is not None, row.dated, row.reply), reverse=True)
    return [(row.id, row.position) for row in rows]


def paged(connection: Connection, asked: AskedFiguresPage) -> tuple[list[tuple[str, int]], int]:
    """Every figure of every page, and the total that all pages give."""
    found: list[tuple[str, int]] = []
    totals: set[int] = set()
    while True:
        page = figure_page(connection, asked, "", SECONDS)
        found += [(item.reply.id, item.position) for item in page.data]
        totals.add(page.total)
        if page.next is None:
            (total,) = totals
            return found, total
        asked = asked.model_copy(update={"cursor": page.next})


QUERIES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).flatmap(
    lambda words: st.sampled_from([" ", "|"]).map(lambda between: between.join(words))
)


@pytest.mark.parametrize("few", [0, 256], ids=["walked", "looked up"])
def test_words_find_what_the_plain_way_finds(
    connection: Connection, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """Same rows, same order, same total, whether letters are walked or looked up."""
    monkeypatch.setattr(store, "FEW", few)

    @settings(derandomize=True, max_examples=30, deadline=None)
    @given(QUERIES, st.sampled_from([(), ("money",), ("count", "percent")]), st.integers(20, 100))
    def same(words: str, kinds: tuple[str, ...], size: int) -> None:
        asked = AskedFiguresPage.model_validate({"q": words, "kind": list(kinds), "size": size})
        rows = plainly(connection, asked)
        assert paged(connection, asked) == (rows, len(rows))

    same()
