"""Suggestion ↔ answer, where the letter itself lists the points."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.ledger.matters.points import ANSWERED, entries, points, speaks
from app.model import Block, BlockKind, Dossier
from tests.ledger.letters import letter

EXAMPLES = entries()["example"]


@pytest.mark.parametrize("example", EXAMPLES, ids=[each["point"] for each in EXAMPLES])
def test_examples(example: dict[str, list[str]]) -> None:
    """Each example's answers speak of its point, the others do not."""
    point = str(example["point"])
    assert all(speaks(point, passage) >= ANSWERED for passage in example["answers"])
    assert all(speaks(point, passage) < ANSWERED for passage in example["not"])


def of_lines(*lines: str) -> Dossier:
    """A letter of these lines; those without a full stop at the end are headings."""
    blocks, at = [], 0
    for text in lines:
        kind = BlockKind.PARAGRAPH if text[-1] in "。：；" else BlockKind.HEADING
        blocks.append(Block(kind, at, at + len(text), 1 if kind is BlockKind.HEADING else 0))
        at += len(text) + 1
    return replace(letter("000"), text="\n".join(lines), blocks=tuple(blocks))


def found(dossier: Dossier) -> dict[str, int]:
    """The points and how many passages answer each."""
    listed = points(dossier)
    return {asked.text: len(asked.answers) for asked in listed.asked} if listed else {}


ANSWERS = (
    "2025年新建社区食堂12家，其中老年助餐点5家。",
    "车辆停放方面，区交通委在三个街道试行错时停车。",
)


def test_points_named_in_one_sentence() -> None:
    """提出了A、B、C等建议: each with its answer, the third with none."""
    dossier = of_lines(
        "您提出了增设社区食堂、推行错时停车、修缮文物古桥等建议，我们逐条研究。", *ANSWERS
    )
    assert found(dossier) == {"增设社区食堂": 1, "推行错时停车": 1, "修缮文物古桥": 0}


def test_points_counted_off() -> None:
    """一是…二是… after 您建议."""
    dossier = of_lines("您建议：一是增设社区食堂；二是修缮文物古桥。", *ANSWERS)
    assert found(dossier) == {"增设社区食堂": 1, "修缮文物古桥": 0}


def test_as_many_sections_as_points() -> None:
    """Two suggestions, two numbered sections: the sections are the answers."""
    dossier = of_lines(
        "现就两点建议答复如下：", "一、增设社区食堂", ANSWERS[0], "二、推行错时停车", ANSWERS[1]
    )
    listed = points(dossier)
    assert listed is not None
    assert listed.said == 2
    assert [asked.answers[0].text for asked in listed.asked] == list(ANSWERS)


def test_sections_that_open_with_their_subject() -> None:
    """关于… headings name the points, and the next steps are none."""
    dossier = of_lines(
        "一、关于增设社区食堂",
        ANSWERS[0],
        "二、关于错时停车",
        ANSWERS[1],
        "三、关于下一步工作",
        "将继续推进。",
    )
    assert list(found(dossier)) == ["关于增设社区食堂", "关于错时停车"]


@pytest.mark.parametrize(
    "line",
    [
        "近年来，我区新建食堂、停车场、公园等设施，群众反映良好。",
        "您提出的建议收悉，现答复如下：",
        "针对提案中的四点建议，答复如下：",
    ],
)
def test_no_list_no_points(line: str) -> None:
    """A letter that does not enumerate is not cut into points."""
    assert points(of_lines(line, "一、工作情况", *ANSWERS)) is None


@pytest.mark.parametrize("doc", ["000", "001", "003", "004"])
def test_spans_are_the_letters_words(doc: str) -> None:
    """Points and answers are quoted from the letter, character by character."""
    dossier = letter(doc)
    listed = points(dossier)
    assert listed is not None
    for asked in listed.asked:
        assert dossier.text[asked.start : asked.end] == asked.text
        for answer in asked.answers:
            assert dossier.text[answer.start : answer.end] == answer.text


def test_four_suggestions_have_four_sections() -> None:
    """针对提案中的四点建议, answered in （一） to （四）."""
    listed = points(letter("000"))
    assert listed is not None
    assert (listed.said, len(listed.asked)) == (4, 4)
