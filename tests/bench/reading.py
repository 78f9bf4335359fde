"""How well and how fast letters are read: the labelled letters and paragraphs of the tests.

Writes app/web/measured.json, which /help/methods shows: the figures there are never typed by hand.
The letters were labelled by people, but the rules have been tuned on them, so the figures say how
well the program reads letters like these, not how well it reads any letter.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from app.analyse.citations import citations
from app.analyse.figures import figures
from app.analyse.pledges import pledges
from app.analyse.themes import themes
from app.config import ROOT
from app.model import Dossier
from app.parse.letter import parse
from app.pipeline import process
from app.readers import read
from app.text.clean import clean
from app.text.layout import lay_out
from app.text.segment import words
from tests.analyse import labelled
from tests.parse.scoring import comparable, gold
from tests.parse.scoring import read as fields_of

LETTERS = ROOT / "tests" / "parse" / "gold"
MEASURED = ROOT / "app" / "web" / "measured.json"
SECONDS = 4.0  # a stage is repeated for about as long


@dataclass(slots=True)
class Tally:
    """What was found against what is labelled."""

    right: int = 0
    found: int = 0
    labelled: int = 0

    def add(self, found: Iterable[object], labelled: Iterable[object]) -> None:
        """Count one letter's or paragraph's findings."""
        found, labelled = set(found), set(labelled)
        self.right += len(found & labelled)
        self.found += len(found)
        self.labelled += len(labelled)

    def row(self, label: str, of: str) -> dict[str, Any]:
        """Return the measure as /help/methods shows it."""
        return {
            "label": label,
            "precision": round(self.right / self.found, 4) if self.found else None,
            "recall": round(self.right / self.labelled, 4) if self.labelled else None,
            "of": f"{of}，标注 {self.labelled} 处",
        }


def main() -> None:
    """Print both tables and write what was measured."""
    measures = list(_accuracy())
    print(f"{'':20} precision  recall")
    for row in measures:
        print(f"{row['label']:　<10} {row['precision']:9.1%} {row['recall']:7.1%}   {row['of']}")
    keep(measures)
    _speed()


def keep(measures: list[dict[str, Any]]) -> None:
    """Write measures, in place of those of the same names; others stay."""
    known = json.loads(MEASURED.read_text("utf-8"))["measures"] if MEASURED.is_file() else []
    rows = {row["label"]: row for row in [*known, *measures]}
    said = {"date": datetime.now(UTC).date().isoformat(), "measures": list(rows.values())}
    MEASURED.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _accuracy() -> Iterator[dict[str, Any]]:
    letters_labelled = gold(LETTERS / "gold.jsonl")
    fields, promised, sorted_ = Tally(), Tally(), Tally()
    for labels in letters_labelled:
        path = LETTERS / labels["file"]
        found = fields_of(path)
        fields.add(_items(found), _items({key: labels.get(key) for key in found}))
        (dossier, *_) = process(path)
        promised.add(_promising(dossier), map(_head, labels.get("paragraphs_next_steps") or ()))
        sorted_.add((theme.label for theme in dossier.themes), labels.get("themes") or ())
    letters = f"{len(letters_labelled)} 件答复"
    yield fields.row("基本信息", letters)
    yield promised.row("下一步承诺（段落）", letters)
    yield sorted_.row("政策主题", letters)
    yield from _figures()


def _items(fields: dict[str, Any]) -> set[tuple[str, object]]:
    return {(key, said) for key, value in fields.items() if (said := comparable(value)) is not None}


def _head(paragraph: str) -> str:
    return "".join(paragraph.replace("**", "").split())[:12]


def _promising(dossier: Dossier) -> Iterator[str]:
    for pledge in dossier.pledges:
        for block in dossier.blocks:
            if block.start <= pledge.start < block.end:
                yield _head(dossier.text[block.start : block.end])


def _figures() -> Iterator[dict[str, Any]]:
    """Yield how well figures are found, what they measure and as of when."""
    spans, metrics, dates = Tally(), Tally(), Tally()
    every = [p for path in labelled.AS_PRINTED for p in labelled.paragraphs(path)]
    for paragraph in every:
        optional = {label["surface"] for label in paragraph["figures"] if label["optional"]}
        found = [f for f in labelled.read(paragraph) if f.surface not in optional]
        wanted = [f for f in paragraph["figures"] if f["surface"] not in optional]
        spans.add(
            _counted((f.surface, f.kind.value) for f in found),
            _counted((f["surface"], f["kind"]) for f in wanted),
        )
        for place, (label, figure) in enumerate(labelled.beside(paragraph)):
            named, metric = label["metric"], figure.metric
            if named:
                metrics.add(
                    [(place, named if labelled.alike(named, metric) else metric)] if metric else [],
                    [(place, named)],
                )
            dates.add(*([(place, said)] if said else [] for said in (figure.as_of, label["as_of"])))
    of = f"{len(every)} 段文字"
    yield spans.row("数据（起止和种类）", of)
    yield metrics.row("数据的指标（说法相近）", of)
    yield dates.row("数据的时点（同句写明的）", of)


def _counted(items: Iterable[tuple[str, str]]) -> set[tuple[int, str, str]]:
    """Return the items, the second of two alike told from the first."""
    seen: Counter[tuple[str, str]] = Counter()
    numbered = set()
    for item in items:
        seen[item] += 1
        numbered.add((seen[item], *item))
    return numbered


def _speed() -> None:
    """Print what each stage takes of a letter of 3,000 characters, on one core."""
    seed = next((ROOT / "seeds").glob("000*.txt"))
    (received,) = read(seed.read_bytes(), seed.name)
    layout = lay_out(clean(received.text))
    parsed = parse(layout, received, "0" * 64)
    found = figures(layout, parsed.reply)
    stages: dict[str, Callable[[], object]] = {
        "clean, lay out": lambda: lay_out(clean(received.text)),
        "parse": lambda: parse(layout, received, "0" * 64),
        "figures, metrics": lambda: figures(layout, parsed.reply),
        "pledges": lambda: pledges(layout, parsed.reply, found),
        "documents named": lambda: citations(layout),
        "themes": lambda: themes(layout, parsed.reply),
        "(words of the text)": lambda: words(layout.text),
    }
    share = 3000 / len(layout.text)
    print(f"\n{'stage':22} ms of 3,000 characters")
    total = 0.0
    for name, stage in stages.items():
        took = _seconds(stage) * share
        total += 0 if name.startswith("(") else took
        print(f"{name:22} {took * 1000:6.2f}")
    print(f"{'all but words':22} {total * 1000:6.2f} = {1 / total:,.0f} letters a second and core")


def _seconds(stage: Callable[[], object]) -> float:
    """Return the best time of one call over some seconds, after a first one to warm up."""
    stage()
    best, end = float("inf"), perf_counter() + SECONDS / 7
    while perf_counter() < end:
        began = perf_counter()
        stage()
        best = min(best, perf_counter() - began)
    return best


if __name__ == "__main__":
    main()
