"""Figures beside a common word: counted beforehand, and the same as when every line is read."""

from __future__ import annotations

import re
import struct
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from app.api.protocol.asking import AskedFiguresPage
from app.api.v1.figures import figure_page
from app.ledger.series import pieces
from app.ledger.series.words import holding
from app.ledger.tables import SAID
from app.search import indexing
from tests.archives import archive_in, copy_in
from tests.ledger.letters import letter, store, take_out
from tests.ledger.test_indexing import with_value

SIGNS = re.compile(r"[\u4e00-\u9fff]")


def plain(connection: Connection) -> Counter[str]:
    """Beside how many figures each two Chinese characters stand, counted one by one."""
    found: Counter[str] = Counter()
    for row in connection.execute(select(SAID)):
        lines, beside = row.lines.split("\n"), defaultdict(set)
        for line, position in struct.iter_unpack("II", row.figures):
            pairs = (lines[line][at : at + 2] for at in range(len(lines[line]) - 1))
            beside[position] |= {pair for pair in pairs if all(map(SIGNS.match, pair))}
        for pieces_of_one in beside.values():
            found.update(pieces_of_one)
    return found


def told(connection: Connection, words: Iterable[str]) -> Counter[str]:
    """What is said of each of these words: what was counted, and what is looked up beside it."""
    found = {}
    for word in words:
        known = pieces.counted(connection, word)
        assert known is not None
        found[word] = known[0] + (len(holding(connection, known[1], (word,))) if known[1] else 0)
    return Counter(found)


def put(connection: Connection, *docs: str) -> None:
    """Take sample letters in, the search index too."""
    indexing.put_many(connection, store(connection, [letter(doc) for doc in docs]))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of four letters; each test takes a copy of it."""
    archive = archive_in(tmp_path_factory.mktemp("pieces"))
    with archive.engine.begin() as opened:
        put(opened, "000", "001", "002", "003")
    archive.engine.dispose()
    return archive.folder


@pytest.fixture
def connection(filled: Path, tmp_path: Path) -> Iterator[Connection]:
    archive = copy_in(tmp_path / "data", filled)
    with archive.engine.begin() as opened:
        yield opened
    archive.engine.dispose()


def test_every_word_of_two_characters_is_counted(connection: Connection) -> None:
    """The number of any word is that of the figures in whose lines it stands."""
    expected = plain(connection)
    assert len(expected) > 1000
    pieces.put_many(connection, [], tail=1)
    assert told(connection, expected) == expected
    assert told(connection, ["龘龘"]).total() == 0


def test_letters_that_come_and_go_are_counted(connection: Connection) -> None:
    """After some were counted, others replaced, withdrawn and added, the numbers are right."""
    pieces.put_many(connection, [], tail=1)
    before = plain(connection)
    store(connection, [with_value(letter("001"), "352个", 450)])
    take_out(connection, "letter-003")
    put(connection, "004")
    after = plain(connection)
    some = sorted(before | after)[::10]
    assert told(connection, some) == Counter({word: after[word] for word in some})
    known = pieces.counted(connection, "企业")
    assert known is not None
    assert len(known[1]) == 1  # the last one is looked up still
    pieces.put_many(connection, [], tail=1)
    assert told(connection, before | after) == after


@pytest.mark.parametrize("word", ["孵化器", "家", "，共", "12", "ab"])
def test_other_words_are_not_counted(connection: Connection, word: str) -> None:
    """Of longer ones, and of signs, digits and letters, nothing is known beforehand."""
    pieces.put_many(connection, [], tail=1)
    assert pieces.counted(connection, word) is None


def pages(connection: Connection, word: str, size: int) -> tuple[list[tuple[str, int]], set[int]]:
    """Every figure of the list, page by page, and the totals that the pages gave."""
    found: list[tuple[str, int]] = []
    totals, cursor = set(), None
    while True:
        page = figure_page(connection, AskedFiguresPage(q=word, size=size, cursor=cursor), "", 5)
        found += [(item.reply.id, item.position) for item in page.data]
        totals.add(page.total)
        if page.next is None:
            return found, totals
        cursor = page.next


@pytest.mark.parametrize("word", ["企业", "孵化", "委员", "发榜", "浦东"])
@pytest.mark.parametrize("size", [7, 100, pytest.param(1, marks=pytest.mark.slow)])
def test_pages_are_the_same_as_before(connection: Connection, word: str, size: int) -> None:
    """With a count or without, the list holds the same figures in the same order, each once."""
    before = pages(connection, word, size)
    pieces.put_many(connection, [], tail=1)
    assert pieces.counted(connection, word)
    assert pages(connection, word, size) == before
    assert len(before[0]) == len(set(before[0]))
