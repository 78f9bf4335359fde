"""Words of metric phrases: every entry of the tables runs its own examples."""

from __future__ import annotations

from app.ledger.measure.local import is_local
from app.ledger.measure.metrics import characters, core, entries, without_delta
from tests.rows import each_row

ENTRIES = [entry for group in entries().values() for entry in group]


def what(phrase: str, entry: dict[str, str]) -> str:
    return characters(core(without_delta(phrase)[0], money=entry.get("where") == "money"))


@each_row(
    ("entry", "pair"),
    [(entry, pair) for entry in ENTRIES for pair in entry.get("same", [])],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_same(entry: dict[str, str], pair: list[str]) -> None:
    """Two phrases that an entry calls the same compare as the same."""
    assert what(pair[0], entry) == what(pair[1], entry)


@each_row(
    ("entry", "pair"),
    [(entry, pair) for entry in ENTRIES for pair in entry.get("different", [])],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_different(entry: dict[str, str], pair: list[str]) -> None:
    """Two phrases that an entry calls different stay different."""
    assert what(pair[0], entry) != what(pair[1], entry)


def test_every_entry_has_examples() -> None:
    """An entry without an example of what it joins is a guess."""
    tables = [*entries()["synonym"], *entries()["implied"], *entries()["dropped"]]
    assert all(entry.get("same") and entry.get("different") for entry in tables)


def test_the_order_of_words_does_not_matter() -> None:
    """发布产品的大模型企业 and 大模型企业发布产品 are one metric."""
    assert characters(core("发布产品的大模型企业")) == characters(core("大模型企业发布产品"))


def test_the_own_place_is_no_part_of_a_metric() -> None:
    """浦东新区 before a metric of 浦东 says nothing."""
    own = ("浦东新区", "浦东", "新区")
    assert core("浦东新区在孵企业", own=own) == core("在孵企业", own=own)


@each_row("phrase", [p for entry in entries()["local"] for p in entry["own"]])
def test_what_names_nothing_is_of_its_letter(phrase: str) -> None:
    """Such a metric is of the matter its letter answers, unless the sentence says 全区."""
    assert is_local(phrase, f"2024年，{phrase}30。")
    assert not is_local(phrase, f"2024年，全区{phrase}30。")


@each_row("phrase", [p for entry in entries()["local"] for p in entry["named"]])
def test_what_names_something_is_of_the_place(phrase: str) -> None:
    """A metric that says of what it is counts for any letter of the place."""
    assert not is_local(phrase, f"2024年，{phrase}30。")
