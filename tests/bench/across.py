"""How well the ledger finds what people would find across letters: the cases of tests/ledger.

Writes app/web/measured.json, which /help/methods shows. The cases were written for this, before
the rules were mended by them: the figures say how well the program finds what is like them.
"""

from __future__ import annotations

from tests.bench.reading import keep
from tests.ledger.measured import Score, scores


def main() -> None:
    """Print one line a set of cases, and what was missed or wrong, and write the measures."""
    found = list(scores())
    for score in found:
        told = f"precision {score.precision:.3f}   recall {score.recall:.3f}"
        print(f"{score.name:　<16} {told}   {score.of}")
        for mark, cases in (("-", score.missed), ("+", score.wrong)):
            for case in cases[:5]:
                print(f"    {mark} {case[:100]}")
    keep([_row(score) for score in found])


def _row(score: Score) -> dict[str, object]:
    return {
        "label": score.name,
        "precision": round(score.precision, 4),
        "recall": round(score.recall, 4),
        "of": f"{score.of}，应有 {score.wanted} 处",
    }


if __name__ == "__main__":
    main()
