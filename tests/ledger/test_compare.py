"""Two letters side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Connection

from app.errors import NotFound
from app.ledger.matters.compare import Comparison, Row, aligned, compare
from app.ledger.wording.likeness import marked
from app.model import Block, BlockKind, Dossier
from tests.archives import archive_in
from tests.ledger.letters import filled, letter


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    archive = archive_in(tmp_path_factory.mktemp("ledger"))
    with filled(archive) as opened:
        yield opened
    archive.engine.dispose()


@pytest.fixture(scope="module")
def comparison(connection: Connection) -> Comparison:
    return compare(connection, "letter-000", "letter-001")


def of_paragraphs(*paragraphs: str) -> Dossier:
    """A letter of these paragraphs."""
    blocks, at = [], 0
    for text in paragraphs:
        blocks.append(Block(BlockKind.PARAGRAPH, at, at + len(text)))
        at += len(text) + 1
    return replace(letter("000"), text="\n".join(paragraphs), blocks=tuple(blocks))


def said(row: Row) -> tuple[str, str, str]:
    left = "".join(piece.text for piece in row.left.pieces) if row.left else ""
    right = "".join(piece.text for piece in row.right.pieces) if row.right else ""
    return row.kind, left, right


def test_what_both_letters_say_is_found(comparison: Comparison) -> None:
    """The sentence that two letters of one commission share is in one row, though its
    paragraphs are otherwise different.
    """
    shared = "推动李政道研究所、张江数学研究院、商飞智能技术有限公司等新型研发机构集聚发展。"
    rows = [said(row) for row in comparison.rows if row.kind in ("same", "changed")]
    assert any(shared in left and shared in right for _, left, right in rows)


def test_figures_stand_side_by_side(comparison: Comparison) -> None:
    """450 and 352, 7 and 5 are laid beside each other and marked."""
    pairs = {
        (pair.left[0].surface, pair.right[0].surface): pair.disagree for pair in comparison.figures
    }
    assert pairs == {("7家", "5家"): True, ("450项", "352个"): True}


def test_facts_say_what_is_the_same(comparison: Comparison) -> None:
    """The agency is the same, the number is not."""
    facts = {fact.label: fact.same for fact in comparison.facts}
    assert (facts["承办单位"], facts["编号"]) == (True, False)


def test_nothing_of_either_letter_is_lost(comparison: Comparison) -> None:
    """Every paragraph of substance stands in a row, whole or sentence by sentence."""
    for side, doc in (("left", "000"), ("right", "001")):
        dossier = letter(doc)
        shown = "".join(
            sorted(
                "".join("".join(said(row)[1 if side == "left" else 2]) for row in comparison.rows)
            )
        )
        kinds = (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.TABLE)
        whole = "".join(dossier.text[b.start : b.end] for b in dossier.blocks if b.kind in kinds)
        assert "".join(shown.split()) == "".join(sorted("".join(whole.split())))


def test_pieces_are_the_letters_own_words(comparison: Comparison) -> None:
    """Joined pieces are the characters of the span they stand for."""
    for row in comparison.rows:
        for side, doc in ((row.left, "000"), (row.right, "001")):
            if side is not None:
                text = "".join(piece.text for piece in side.pieces)
                assert letter(doc).text[side.start : side.end] == text


A = "全区新建社区食堂十二家，覆盖全部街镇，老年人就餐更方便。"
B = "我们组织志愿者为行动不便的老人送餐上门，每周五天。"
C = "充电桩建设由区发改委统筹，分两年完成改造任务。"


def test_same_changed_and_one_sided() -> None:
    """Equal paragraphs are same, edited ones changed, the rest on one side only, in order."""
    edited = A.replace("十二家", "二十家").replace("更方便", "更加方便了")
    rows = [said(row) for row in aligned(of_paragraphs(A, B), of_paragraphs(edited, C, B))]
    assert [kind for kind, _, _ in rows] == ["changed", "right", "same"]
    assert rows[1][2] == C


def test_words_in_both_are_marked() -> None:
    """Only the words that differ are left unmarked."""
    left, _ = marked("今年新建食堂十二家。", "今年新建食堂二十家。")
    assert "今年新建食堂" in "".join(piece.text for piece in left if piece.common)
    assert "".join(piece.text for piece in left) == "今年新建食堂十二家。"


def test_a_letter_against_itself_is_the_same(connection: Connection) -> None:
    """Nothing is changed, nothing is one-sided, everything is shared."""
    found = compare(connection, "letter-002", "letter-002")
    assert {row.kind for row in found.rows} == {"same"}
    assert found.shared == 1


def test_an_unknown_letter_is_not_found(connection: Connection) -> None:
    """An address with a wrong id says so."""
    with pytest.raises(NotFound):
        compare(connection, "letter-000", "nothing")
