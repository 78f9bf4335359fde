"""Cleaning: every step's own examples, and what no step may do to a letter."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.readers import read
from app.text.clean import STEPS, Effect, Step, clean
from tests.rows import each_row

LETTERS = sorted(
    path
    for folder in (
        "seeds",
        *(f"tests/parse/{of}" for of in ("gold", "letters", "examined", "unseen")),
    )
    for path in Path(folder).glob("*")
    if path.suffix in {".txt", ".md", ".html"}
)
MENDED = [
    pytest.param(step, before, after, id=f"{step.name}-{nth}")
    for step in STEPS
    for nth, (before, after) in enumerate(step.examples)
]
LEFT = [
    pytest.param(step, text, id=f"{step.name}-{nth}")
    for step in STEPS
    for nth, text in enumerate(step.leaves)
]


def received(path: Path) -> str:
    return read(path.read_bytes(), path.name)[0].text


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@each_row(("step", "before", "after"), MENDED)
def test_a_step_mends_what_it_is_for(step: Step, before: str, after: str) -> None:
    """A step turns its own examples into what stands on paper."""
    assert step.apply(before) == after


@each_row(("step", "text"), LEFT)
def test_a_step_leaves_what_only_looks_alike(step: Step, text: str) -> None:
    """A step does not touch its counter-examples."""
    assert step.apply(text) == text


@each_row("path", LETTERS, ids=str, one_in=8)
def test_each_step_keeps_to_its_effect_on_every_letter(path: Path) -> None:
    """White-space steps change white space only; dropping steps add nothing."""
    text = received(path)
    for step in STEPS:
        after = step.apply(text)
        if step.effect is Effect.SPACE:
            assert squeezed(after) == squeezed(text), step.name
        if step.effect is Effect.DROPS:
            assert not Counter(squeezed(after)) - Counter(squeezed(text)), step.name
        text = after


@each_row("path", LETTERS, ids=str, one_in=8)
def test_cleaning_a_letter_twice_is_cleaning_it_once(path: Path) -> None:
    """A clean letter is left alone."""
    once = clean(received(path))
    assert clean(once) == once


PIECES = st.lists(
    st.sampled_from(
        [
            "联系人：", "联 系 人：", "王 明", " ", "  ", "\u3000", "\n", "\n\n", "2025年", " 5月",
            "14日", "第", "130", "号", "提案的答复", "关于", "市政协", "委员：", "您提出的",
            "收悉。", "— 4 —", "|", "#", "**", "<p>", "&nbsp;", "(yī)", "O", "AI", "，", "“", "”",
            "上一篇：", "来源：", "市公安局", "邮政编", "码：", "200135", "附件：", "抄送：", "A类",
            "2025-05-14", "印发", "（", "）", "-",
        ]
    ),
    max_size=25,
)  # fmt: skip


@settings(derandomize=True)
@given(PIECES.map("".join))
def test_cleaning_anything_twice_is_cleaning_it_once(text: str) -> None:
    """Steps leave nothing for each other to find in a second round."""
    once = clean(text)
    assert clean(once) == once
