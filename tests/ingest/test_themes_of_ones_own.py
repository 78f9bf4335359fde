"""An office that sorts its letters by other themes gives a themes.toml of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.ingest.keeping import Archive
from app.ingest.run import ingest
from app.readers.sandbox import Limits
from tests.ingest.test_ingest import letter

OWN = """
[[theme]]
id = "sponge"
label = "海绵城市"
yes = ["完成雨污混接改造"]
no = ["举办运动会"]

[[theme.sub]]
label = "管网改造"
strong = "雨污混接 管网"
"""


@pytest.mark.slow  # a child of its own; what it is given is tried in tests/analyse/test_themes.py
def test_letters_are_sorted_by_the_vocabulary_given(own_archive: Archive, tmp_path: Path) -> None:
    """The children that read use the file of DAFU_THEMES in place of the program's own."""
    vocabulary = tmp_path / "themes.toml"
    vocabulary.write_text(OWN, encoding="utf-8")
    archive = replace(own_archive, limits=Limits(themes=str(vocabulary)))
    assert ingest(archive, [letter(tmp_path / "letters", "a.txt")]).ok
    with archive.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT theme, label FROM reply_theme").all()
    assert {tuple(row) for row in found} == {("sponge", "海绵城市"), ("sponge", "管网改造")}
