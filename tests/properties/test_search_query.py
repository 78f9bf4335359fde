"""Any string is a query, and a query survives its address."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from app.search.filters import Filters
from app.search.query import parse

SIGNS = ("“", "”", '"', "-", "－", "|", " 或 ", " OR ", "*", "，", " ", "%", "《", "\x00", "\u200b")
SYNTAX = st.sampled_from(
    [
        *SIGNS,
        "单位:",
        "日期：",
        "第",
        "号",
        "072",
        "2025-04..",
        "〔2025〕7号",
        "企业",
        "融资",
        "a",
        "3-5",
    ]
)
TYPED = st.one_of(
    st.text(),
    st.lists(SYNTAX).map("".join),
    st.lists(st.one_of(SYNTAX, st.text(max_size=3))).map("".join),
)


@given(TYPED)
@example("第，072号")
@example("或")
@example('单位:"')
def test_a_query_written_to_an_address_and_read_again_is_the_same(text: str) -> None:
    query = parse(text)
    assert parse(query.address) == query


@given(TYPED)
def test_what_is_looked_for_is_never_longer_than_the_limit(text: str) -> None:
    assert len(parse(text).typed) <= 200


PAIRS = st.lists(
    st.tuples(
        st.sampled_from(["kind", "district", "agency", "year", "theme", "has", "from", "to", "x"]),
        st.one_of(
            st.sampled_from(["proposal", "2025", "none", "2025-01-31", "figures"]), st.text()
        ),
    )
)


@given(PAIRS)
def test_filters_written_to_an_address_and_read_again_are_the_same(
    items: list[tuple[str, str]],
) -> None:
    filters, _ = Filters.read(items)
    assert Filters.read(filters.pairs()) == (filters, ())
