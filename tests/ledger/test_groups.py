"""Disagreements are kept as groups of points, and are those that comparing all pairs would give."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from sqlalchemy import Connection, func, select

from app.ingest.run import Archive
from app.ledger import indexing
from app.ledger.series.disagreements import of_reply
from app.ledger.series.groups import Groups
from app.ledger.series.rows import Place
from app.ledger.tables import CLASH, SERIES
from app.model import Dossier
from app.pipeline import process_bytes
from app.store.saving import Arrival, save
from app.store.tables import REPLY
from tests.ledger.clashes import plain_pairs
from tests.ledger.letters import take_out
from tests.ledger.measured import letter_of
from tests.sampled import a_few

SAID = ("450家", "352家", "360家", "超过400家", "约440家", "450余家", "3.5百家")
OF = ("2023年底", "2024年底", "2024年6月底")


def letter(number: int, chance: random.Random) -> Dossier:
    """A letter that gives one metric for some times, sometimes twice."""
    said = "".join(
        f"截至{time}，全区托育机构达到{chance.choice(SAID)}。"
        for time in chance.choices(OF, k=chance.choice((1, 1, 2, 3)))
    )
    (dossier,) = process_bytes(letter_of(number, said, "2025-05-12"), f"{number}.txt")
    return dossier


def put(connection: Connection, dossiers: list[Dossier]) -> None:
    kept = [save(connection, one, Arrival("x", 1, "text/plain", "0")).rowid for one in dossiers]
    indexing.put_many(connection, kept)


def plain(connection: Connection) -> dict[tuple[str, Place], tuple[str, Place]]:
    """Each point that disagrees with another, and the first one of its group."""
    first: dict[tuple[str, Place], tuple[str, Place]] = {}
    for id, one, other in plain_pairs(connection):
        a, b = (first.setdefault((id, place), (id, place)) for place in (one, other))
        for place, known in first.items():
            if known == max(a, b):
                first[place] = min(a, b)
    return first


def kept(connection: Connection) -> dict[tuple[str, Place], tuple[str, Place]]:
    """The same, as it is stored."""
    return {
        (row.series, (row.reply, row.position)): (row.series, (row.first_reply, row.first_position))
        for row in connection.execute(select(CLASH))
    }


@pytest.mark.parametrize("seed", a_few(range(6)))
def test_groups_are_what_all_pairs_would_make(own_archive: Archive, seed: int) -> None:
    """Whatever comes, is replaced or withdrawn, in whatever portions, no disagreement is lost."""
    chance = random.Random(seed)
    with own_archive.engine.begin() as connection:
        for number in range(0, 18, 3):
            letters = [letter(number + n, chance) for n in range(3)]
            if chance.random() < 0.5:
                put(connection, letters)
            else:
                for one in letters:
                    put(connection, [one])
            ids = list(connection.scalars(select(REPLY.c.id).order_by(REPLY.c.id)))
            if number and chance.random() < 0.5:
                take_out(connection, chance.choice(ids))
            if chance.random() < 0.5:
                put(connection, [letter(chance.randrange(number + 1), chance)])
            assert kept(connection) == plain(connection)
            groups = len(set(kept(connection).values()))
            assert connection.scalar(select(func.sum(SERIES.c.clashes))) == groups
        assert kept(connection)
        before = kept(connection)
        indexing.rebuild(connection)
        assert kept(connection) == before


@pytest.mark.parametrize("seed", range(3))
def test_a_letter_names_those_that_disagree_with_it(own_archive: Archive, seed: int) -> None:
    """Beside a letter stand those with another number, not those that share its disagreement."""
    chance = random.Random(seed)
    with own_archive.engine.begin() as connection:
        put(connection, [letter(number, chance) for number in range(12)])
        pairs = plain_pairs(connection)
        for rowid in connection.scalars(select(REPLY.c.rowid)):
            named = {
                (point.letter.rowid, point.position)
                for found in of_reply(connection, rowid)
                for point in found.points
            }
            own = [pair[1:] for pair in pairs if any(place[0] == rowid for place in pair[1:])]
            assert named == {place for pair in own for place in pair}


def test_what_is_stored_grows_with_the_points(own_archive: Archive) -> None:
    """Forty letters with other numbers each: forty rows, not seven hundred and eighty pairs."""
    with own_archive.engine.begin() as connection:
        put(
            connection,
            [
                process_bytes(
                    letter_of(n, f"截至2024年底，全区托育机构达到{400 + n}家。", "2025-05-12"), "x"
                )[0]
                for n in range(40)
            ],
        )
        assert connection.scalar(select(func.count()).select_from(CLASH)) == 40
        assert len(plain_pairs(connection)) == 40 * 39 // 2
        assert connection.scalars(select(SERIES.c.clashes).where(SERIES.c.clashes > 0)).all() == [1]


def test_joining_in_any_order_makes_the_same_groups() -> None:
    """Points that disagree come together whatever is noted first, under the first of them."""
    places = [(reply, 0) for reply in range(9)]
    noted = [pair for pair in combinations(places, 2) if (pair[0][0] - pair[1][0]) % 3 == 0]
    for seed in range(20):
        random.Random(seed).shuffle(noted)
        groups = Groups()
        for pair in noted:
            groups.join(*pair)
        assert [groups.first(place)[0] for place in places] == [0, 1, 2] * 3
        assert len(groups) == 3
