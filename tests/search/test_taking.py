"""What a letter is looked up by, worked out by counting, is what cutting gives."""

from __future__ import annotations

import sqlite3
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config import ROOT
from app.search.engine.postings import Postings
from app.search.engine.segments import Kind, Segments
from app.search.engine.sqlite import SqliteIndex
from app.search.engine.state import snapshot
from app.search.engine.terms import BITS, IN_TITLE, inverted, pieces_inverted, word_key, word_keys
from app.search.engine.triples import LENGTH, is_triple, triples_in
from app.search.index import Entry
from app.search.words.cutting import counted, cut_folded
from app.search.words.fold import MARK, fold, letters
from app.search.words.whole import folded_whole, run
from app.text.codes import BASIC

SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
SIGNS = "企业托位新建了3.5万PM2.5γ射线a/b-c （）：\n﹪é"


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name)
def test_words_are_counted_as_they_are_cut(path: Path) -> None:
    """Counting a letter's words gives the words that cutting it gives, as often."""
    folded = fold(path.read_text(encoding="utf-8"))
    assert counted(folded) == Counter(cut_folded(folded))


@given(st.text(st.sampled_from(SIGNS), max_size=60) | st.text(max_size=40))
def test_any_text_is_counted_as_it_is_cut(text: str) -> None:
    """So it is with any text: signs inside words, codes with a decimal, other scripts."""
    folded = fold(text)
    assert counted(folded) == Counter(cut_folded(folded))


@given(st.text(st.sampled_from(SIGNS + "會議\u3000𠮷①"), max_size=60) | st.text(max_size=40))
def test_whole_letters_are_folded_and_parted_as_any_text_is(text: str) -> None:
    """Looked up all at once, characters fold and part as they do one by one."""
    assert folded_whole(text) == fold(text)
    held = letters(fold(text)) + MARK
    assert run(fold(text)).tolist() == list(map(ord, held))


@pytest.mark.slow
def test_every_character_is_folded_and_parted_alike() -> None:
    """So does every character of the basic plane, also beside itself and between two others."""
    for code in range(BASIC):
        if not 0xD800 <= code < 0xE000:  # halves of pairs, which no text holds
            text = f"企{chr(code) * 2}业"
            assert folded_whole(text) == fold(text), hex(code)
            assert run(text).tolist() == list(map(ord, letters(text) + MARK)), hex(code)


def test_words_of_three_characters_are_found_wherever_they_stand() -> None:
    """They are those of the dictionary, each once, whatever the words around them are."""
    for path in SEEDS:
        folded = fold(path.read_text(encoding="utf-8"))
        held = letters(folded)
        around = {held[at : at + LENGTH] for at in range(len(held))}
        wanted = sorted(word_keys([text for text in around if is_triple(text)]).tolist())
        assert triples_in(run(folded)).tolist() == wanted
        assert len(wanted) > 20, path.name


def test_keys_of_many_words_are_those_of_each() -> None:
    """Asked for again as for the first time, also of words that look alike in memory."""
    words = ["4g", "朴", "", "企业", *(chr(0x4E00 + n) * (1 + n % 3) for n in range(20_000))]
    wanted = [word_key(word) for word in words]
    for some in (words, words, words[::-1]):
        keys = dict(zip(some, word_keys(some).tolist(), strict=True))
        assert [keys[word] for word in words] == wanted


def test_many_words_are_counted_at_once_as_one_by_one(tmp_path: Path) -> None:
    """How many letters hold each word is the same, read row by row or word by word."""
    connection = sqlite3.connect(tmp_path / "index.db")
    index = SqliteIndex(connection)
    index.create()
    texts = [path.read_text(encoding="utf-8") for path in SEEDS]
    for batch in range(3):  # segments of their own, one with words that many letters hold
        many = texts * (1 + 9 * batch)
        index.put(
            [Entry(100 * batch + n, "", "", text, 0, 0, ()) for n, text in enumerate(many)],
        )
    at = snapshot(connection)
    assert at is not None
    words = sorted({*(word for text in texts for word in counted(fold(text))), "无此词", ""})
    keys = word_keys(words)
    order = np.argsort(keys)
    counts = Segments(connection).counts(Kind.WORD, keys[order])
    postings = Postings(connection, at)
    known = [len(postings.word(words[place]).docs) for place in order]
    assert counts.tolist() == known
    assert max(known) == len(texts) * (1 + 10 + 19)
    assert min(known) == 0


def test_pieces_are_inverted_like_any_keys() -> None:
    """Packed into one number with the entry, also those of titles, which use the last bit."""
    chance = np.random.default_rng(1)
    letters = [
        np.unique(chance.integers(1, 40, 30) << BITS | chance.integers(1, 9, 30) | title)
        for title in (0, IN_TITLE, 0, IN_TITLE)
    ]
    one, other = pieces_inverted(letters, 7), inverted(letters, 7)
    for name in ("keys", "counts", "docs"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist()
    assert min(one.keys) > 0
