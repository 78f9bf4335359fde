"""Each sample letter beside its whole dossier; `--accept` rewrites, the diff is the review."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.codec import dossier_from, dossier_json
from app.config import ROOT
from app.pipeline import process

GOLDEN = Path(__file__).parent
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem[:3])
def test_dossier_is_the_golden_one(path: Path, request: pytest.FixtureRequest) -> None:
    """What the archive reads out of a sample letter changes only on purpose."""
    (dossier,) = process(path)
    text = json.dumps(dossier_json(dossier), ensure_ascii=False, indent=1) + "\n"
    golden = GOLDEN / f"{path.stem}.json"
    accept = request.config.getoption("--accept")
    known = golden.read_text(encoding="utf-8") if golden.exists() else None
    if accept or known is None:
        golden.write_text(text, encoding="utf-8")
    if not accept:
        assert known is not None, f"{golden.name} was written; please review it"
        assert json.loads(text) == json.loads(known)


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem[:3])
def test_a_dossier_survives_being_written_down(path: Path) -> None:
    """JSON and back is the same dossier."""
    (dossier,) = process(path)
    shape = json.loads(json.dumps(dossier_json(dossier)))
    again = dossier_from(shape, dossier.received)
    assert dossier_json(again) == dossier_json(dossier)
    assert again.reply == dossier.reply
