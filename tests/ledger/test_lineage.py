"""Near-copies of passages: found though a quarter of the characters is other, and no others."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from app.ledger.wording.lineage import kin, lineage
from app.ledger.wording.passages import passages
from app.ledger.wording.shingles import (
    entries,
    hashes,
    is_formula,
    sample,
    samples,
    substance,
)
from app.store.tables import REPLY
from tests.archives import archive_in
from tests.ledger.letters import filled, letter
from tests.ledger.measured import copied

ENTRIES = entries()


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    archive = archive_in(tmp_path_factory.mktemp("ledger"))
    with filled(archive) as opened:
        yield opened
    archive.engine.dispose()


@pytest.mark.parametrize("share", [0.05, 0.15, 0.25])
def test_planted_near_copies_are_found(connection: Connection, share: float) -> None:
    """At least 95 of 100 planted copies are found, and 95 of 100 found are the planted ones."""
    score = copied(connection, share)
    assert score.recall >= 0.95
    assert score.precision >= 0.95


def test_next_years_letter_with_other_numbers_is_the_same(connection: Connection) -> None:
    """Numbers do not count as words: with every figure exchanged a passage is found whole."""
    passage = max(passages(0, letter("002")), key=lambda each: len(re.findall(r"\d+", each.text)))
    best = kin(connection, re.sub(r"\d+", "97", passage.text))[0]
    assert (best.letter.id, best.paragraph) == ("letter-002", passage.paragraph)
    assert best.likeness == 1


def test_courtesy_has_no_lineage(connection: Connection) -> None:
    """Thanks and 答复如下 are in every letter and borrowed from none."""
    assert kin(connection, "感谢您对本市科技工作关心和支持！") == ()


def test_a_letter_is_not_its_own_ancestor(connection: Connection) -> None:
    """Lineage names earlier letters only."""
    rows = connection.execute(REPLY.select()).all()
    for row in rows:
        for others in lineage(connection, row.rowid).values():
            assert all(each.letter.rowid != row.rowid for each in others)
            assert all(each.letter.dated <= row.dated for each in others)


def test_passages_are_sampled_at_once_as_one_by_one() -> None:
    """Also those without substance, with titles, characters seldom met and a mark left open."""
    texts = [each.text for each in passages(0, letter("002"))]
    texts += ["", "感谢您的支持！", "《未完"]
    texts += ["按《关于𠮷祥路的通知》办理：2024年投入1.5万元\n共12％"]
    one_by_one = [
        (len(substance(text)), sample(hashes(substance(text))).tobytes()) for text in texts
    ]
    assert samples(texts) == one_by_one
    assert samples(texts[-4:]) == one_by_one[-4:]
    assert samples([]) == []


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry["pattern"][:20] for entry in ENTRIES])
def test_formulae(entry: dict[str, list[str]]) -> None:
    """Every formula matches its examples and leaves its counter-examples alone."""
    assert all(is_formula(sentence) for sentence in entry["examples"])
    assert not any(is_formula(sentence) for sentence in entry["counter"])
