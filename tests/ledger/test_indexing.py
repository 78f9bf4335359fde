"""The ledger follows the archive: what was replaced or withdrawn leaves nothing behind."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import Connection, select

from app.errors import NotFound
from app.ingest.run import Archive
from app.ledger import indexing
from app.ledger.series.disagreements import disagreements
from app.ledger.series.reading import SeriesFilters, find, load
from app.ledger.tables import ALL
from app.model import Dossier
from app.store.facts import put_fact
from tests.ledger.letters import filled, letter, store, take_out


def contents(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Everything the ledger holds, table by table, keys of its own making left out."""
    return {
        table.name: sorted(
            (tuple(row) for row in connection.execute(select(*_kept(table)))), key=repr
        )
        for table in ALL
    }


def _kept(table: object) -> list[object]:
    return [
        c
        for c in table.c
        if not (table.name.startswith("shingle_") and c.name in ("id", "passage"))
    ]


def with_value(dossier: Dossier, surface: str, value: int) -> Dossier:
    """The same letter with another number in it."""
    at = next(i for i, figure in enumerate(dossier.figures) if figure.surface == surface)
    figure = dossier.figures[at]
    other = replace(figure, value=Decimal(value), surface=f"{value}{figure.unit}")
    text = dossier.text[: figure.start] + other.surface + dossier.text[figure.end :]
    source = replace(dossier.source, sha256="0" * 64)
    figures = (*dossier.figures[:at], other, *dossier.figures[at + 1 :])
    return replace(dossier, text=text, figures=figures, source=source)


def test_rebuilding_changes_nothing(own_archive: Archive) -> None:
    """Letters put in one by one make the same ledger as all of them anew."""
    filled(own_archive).close()
    with own_archive.engine.begin() as connection:
        before = contents(connection)
        indexing.rebuild(connection)
        assert contents(connection) == before


def test_the_order_of_letters_does_not_matter(own_archive: Archive) -> None:
    """Series and disagreements are the same whichever letter came first."""
    with own_archive.engine.begin() as connection:
        store(connection, [letter("002"), letter("001"), letter("000")])
        found = disagreements(connection)
    assert sorted(len(each.points) for each in found) == [2, 3]


def test_a_replaced_letter_takes_its_disagreement_along(own_archive: Archive) -> None:
    """When the new version says 450 like the other letter, nothing disagrees any more."""
    filled(own_archive, "000", "001").close()
    with own_archive.engine.begin() as connection:
        store(connection, [with_value(letter("001"), "352个", 450)])
        assert [found.label for found in disagreements(connection)] == ["高质量孵化器"]


def test_a_withdrawn_letter_leaves_no_point(own_archive: Archive) -> None:
    """A series whose last letter is gone is gone, and its address says so."""
    filled(own_archive, "000", "004").close()
    with own_archive.engine.begin() as connection:
        unicorns = find(connection, SeriesFilters(q="独角兽企业", reply="letter-004")).rows[0].id
        take_out(connection, "letter-004")
        with pytest.raises(NotFound):
            load(connection, unicorns)
        assert indexing.faults(connection) == ()


def test_everything_withdrawn_is_an_empty_ledger(own_archive: Archive) -> None:
    """After the last letter no row of any table is left."""
    filled(own_archive, "000", "001").close()
    with own_archive.engine.begin() as connection:
        take_out(connection, "letter-000")
        take_out(connection, "letter-001")
        assert not any(contents(connection).values())


def test_an_archive_without_a_ledger_reads_as_empty(own_archive: Archive) -> None:
    """A site opened before the first ingest shows empty lists, not errors."""
    with own_archive.engine.connect() as connection:
        assert find(connection, SeriesFilters()).total == 0
        assert disagreements(connection) == ()
        assert indexing.faults(connection) == ()


def test_a_ledger_of_other_words_is_told(own_archive: Archive) -> None:
    """A ledger made with another table of synonyms asks to be made anew."""
    filled(own_archive, "004").close()
    with own_archive.engine.begin() as connection:
        put_fact(connection, "ledger", "0")
        assert "reindex" in indexing.faults(connection)[0]
        indexing.rebuild(connection)
        assert indexing.faults(connection) == ()
