"""Figures: how many are found and how fast, beside the two published readers of Chinese numbers.

    python -m tests.bench figures

The labelled paragraphs of the tests, white space taken out so that no reader is held up by line
breaks; a span counts as found when it is the labelled one after modifiers (超, 以上) are cut from
both. The peers go into an environment of their own below the temporary folder; where they cannot be
installed, a line says so.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterable
from pathlib import Path
from time import process_time

from app.analyse.figures import figures
from app.analyse.numbers.bounds import modifiers
from app.config import ROOT
from app.model import Figure
from app.text.clean import clean
from app.text.layout import Layout, lay_out
from tests.analyse.labelled import EXAMINED, GOLD, OWN, TRADES, in_a_row, paragraphs

PEERS = Path(tempfile.gettempdir()) / "dafu-bench-figures"
# Recognizers-Text asks for emoji without a bound and breaks with emoji 2
PACKAGES = ["recognizers-text-suite", "emoji<2", "jionlp"]
MINUTES = 5
# what each peer is asked for; read by the peers' own interpreter
ASK = {
    "Recognizers-Text (zh)": """
import recognizers_suite as r
names = "number percentage currency dimension age temperature datetime ordinal".split()
asked = [getattr(r, f"recognize_{name}") for name in names]
def spans(text):
    return [(x.start, x.end + 1) for ask in asked for x in ask(text, r.Culture.Chinese)]
""",
    "JioNLP": """
import jionlp
asked = [jionlp.ner.extract_money, jionlp.ner.extract_time]
def spans(text):
    return [tuple(x["offset"]) for ask in asked for x in ask(text) or []]
""",
}
LOOP = """
import json, sys, time
texts = json.load(open(sys.argv[1], encoding="utf-8"))
spans(texts[0])
begun = time.process_time()
found = [spans(text) for text in texts]
took = time.process_time() - begun
json.dump({"found": found, "seconds": took}, open(sys.argv[2], "w"))
"""
# what a text of nothing but figures, or of nothing but numerals that are none, may repeat
PIECES = (
    *(
        "3家",
        "1年",
        "七成",
        "3万",
        "3千",
        "一",
        "1月",
        "半年",
        "5/7，",
        "3:1，",
        "三-",
        "到6",
        "“3",
    ),
    *("占3%的", "分别3%、", "同比增长5.6%，", "3-5家", "两个半月", "前3名", "80岁以上", "每人3元"),
    *("千上万分约", "成六多两五", "每五成以3", "以四到3倍", "2年-亿前", "折〇多约四"),
    # the dearest that random words of units, bounds, dates and metrics came to in 1,200 trials
    *("25月4日月4日内下高成最", "占地十25月4日内下每约", "以内二十25月4日内下每约有"),
)
Spans = list[tuple[int, int]]


def main() -> None:
    """Print one table: each reader's spans against the labels, and its speed."""
    labelled = [
        *(p for path in (GOLD, OWN) for p in paragraphs(path)),
        *(in_a_row(p) for path in (EXAMINED, TRADES) for p in paragraphs(path)),
    ]
    texts = [paragraph["text"] for paragraph in labelled]
    figures(Layout(texts[0], ()), None)  # the tables load once
    begun = process_time()
    found = [_spans(figures(Layout(text, ()), None)) for text in texts]
    took = process_time() - begun
    print(f"{len(texts)} paragraphs, {sum(map(len, texts)):,} characters")
    print(f"{'':24} precision  recall      F1   characters a second")
    _row("Dafu, with metrics", labelled, found, sum(map(len, texts)) / took)
    for name, spans, speed in _peers(texts):
        _row(name, labelled, spans, speed)
    print(f"Dafu on the seeds, with metrics: {_seeds():,.0f} characters a second and core")
    took, piece = max((_hostile(piece), piece) for piece in PIECES)
    print(f"20,000 characters of one pattern, the slowest ({piece!r}): {took * 1000:.0f} ms")


def _spans(found: Iterable[Figure]) -> Spans:
    return [(figure.start, figure.end) for figure in found]


def _row(name: str, labelled: list[dict], found: list[Spans], speed: float) -> None:
    right = named = wanted = 0
    for paragraph, spans in zip(labelled, found, strict=True):
        text = paragraph["text"]
        optional = {
            _core(text, f["start"], f["end"]) for f in paragraph["figures"] if f.get("optional")
        }
        labels = {_core(text, f["start"], f["end"]) for f in paragraph["figures"]} - optional
        cores = {_core(text, *span) for span in _outermost(spans)} - optional
        right, named, wanted = right + len(cores & labels), named + len(cores), wanted + len(labels)
    precision, recall = right / max(1, named), right / wanted
    score = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"{name:24} {precision:9.1%} {recall:7.1%} {score:7.1%}   {speed:,.0f}")


def _outermost(spans: Spans) -> Spans:
    # 2.18亿 inside 2.18亿元: a reader that is asked for both means the longer
    return [s for s in spans if not any(o[0] <= s[0] and s[1] <= o[1] and o != s for o in spans)]


def _core(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without the modifiers at its ends."""
    words = modifiers()
    for word in sorted(words.before, key=len, reverse=True):
        if text.startswith(word, start) and start + len(word) < end:
            start += len(word)
    for word in sorted(words.after, key=len, reverse=True):
        if text.endswith(word, start + 1, end):
            end -= len(word)
    return start, end


def _peers(texts: list[str]) -> Iterable[tuple[str, list[Spans], float]]:
    python = _installed()
    if python is None:
        print("(the peers could not be installed here: no row for them)")
        return
    with tempfile.TemporaryDirectory() as folder:
        asked, answered = Path(folder) / "asked.json", Path(folder) / "answered.json"
        asked.write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
        for name, ask in ASK.items():
            command = [str(python), "-W", "ignore", "-c", ask + LOOP, str(asked), str(answered)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                print(f"({name} did not run: {done.stderr.strip().splitlines()[-1:]})")
                continue
            answer = json.loads(answered.read_text(encoding="utf-8"))
            spans = [[(start, end) for start, end in found] for found in answer["found"]]
            yield name, spans, sum(map(len, texts)) / answer["seconds"]


def _installed() -> Path | None:
    python = PEERS / "bin" / "python"
    if not python.exists():
        venv.create(PEERS, with_pip=True)
    command = [str(python), "-m", "pip", "install", "-q", *PACKAGES]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=60 * MINUTES)
    except (subprocess.SubprocessError, OSError):
        return None
    return python


def _hostile(piece: str) -> float:
    layout, times = Layout((piece * 20_000)[:20_000], ()), []
    for _ in range(5):
        begun = process_time()
        figures(layout, None)
        times.append(process_time() - begun)
    return min(times)


def _seeds() -> float:
    paths = sorted((ROOT / "seeds").glob("*.txt"))
    layouts = [lay_out(clean(path.read_text(encoding="utf-8"))) for path in paths]
    best = 0.0
    for _ in range(10):
        begun = process_time()
        for layout in layouts:
            figures(layout, None)
        best = max(best, sum(len(layout.text) for layout in layouts) / (process_time() - begun))
    return best


if __name__ == "__main__":
    sys.exit(main())
