"""Run by test_patterns: finds every pattern the program compiles, and times each on hostile text.

A process of its own, because patterns have to be caught while the modules are first imported.
Prints one JSON object: how many patterns there are, and those that were too slow.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import signal
import sys
from pathlib import Path
from time import process_time

LIMIT = 0.050  # seconds a pattern may take on a text
LENGTH = 20_000
ROOT = Path(__file__).resolve().parents[2]

FOUND: dict[tuple[str, int], tuple[re.Pattern[str], str]] = {}
_compile = re._compile  # type: ignore[attr-defined]  # every use of re comes through here


def noting(pattern: object, flags: int) -> re.Pattern[str]:
    """Compile as ever, and remember the patterns that our own modules ask for."""
    compiled = _compile(pattern, flags)
    frame = sys._getframe(1)
    while frame.f_back and frame.f_code.co_filename == re.__file__:
        frame = frame.f_back
    if frame.f_code.co_filename.startswith(str(ROOT / "app")) and isinstance(compiled.pattern, str):
        where = f"{Path(frame.f_code.co_filename).relative_to(ROOT)}:{frame.f_lineno}"
        FOUND.setdefault((compiled.pattern, compiled.flags), (compiled, where))
    return compiled


def hostile() -> dict[str, str]:
    """Thirty texts of 20,000 characters that invite a pattern to go back and forth."""
    seed = next((ROOT / "seeds").glob("000*.txt")).read_text(encoding="utf-8")
    pieces = {
        "digits": "1", "zeros and commas": "0,", "decimals": "1.1", "opening brackets": "（",
        "closing brackets": "）", "book marks": "《", "quotes": "“", "numbering": "一、",
        "sub-numbering": "（一）", "items": "一是", "spaces": " ", "wide spaces": "　",
        "tabs": "\t", "lines": "\n", "blank lines": " \n", "names": "张三、", "numerals": "一二三",
        "scales": "万亿", "years": "2025年", "ranges": "1-", "dashes": "—", "stops": "。",
        "numbers of letters": "第1号", "files": "〔2025〕", "agencies": "上海市局委",
        "labels": "联系人：", "thanks": "关于的建议", "letters": "a", "phones": "021-5555",
        "prose": "".join(seed.split()), "the letter": seed,
        "wishes": "对关于", "half marks": "：:", "plans": "下一步将",
    }  # fmt: skip
    times = {name: LENGTH // len(piece) + 1 for name, piece in pieces.items()}
    return {name: (piece * times[name])[:LENGTH] for name, piece in pieces.items()}


def seconds(pattern: re.Pattern[str], text: str) -> float:
    """Return the processor time of going through the text, at best of three where slow."""
    best = float("inf")
    for _ in range(3):
        began = process_time()
        for _found in pattern.finditer(text):
            pass
        pattern.match(text)
        pattern.fullmatch(text)
        best = min(best, process_time() - began)
        if best < LIMIT:
            break
    return best


def main() -> None:
    """Print what was found."""
    re._compile = noting  # type: ignore[attr-defined]  # for this process only
    import app

    for module in pkgutil.walk_packages(app.__path__, "app."):
        importlib.import_module(module.name)

    from app.pipeline import process
    from app.search.query import parse

    for path in sorted((ROOT / "seeds").glob("*.txt")):
        process(path)
    parse("标题:企业 或 “融资 贷款” -130号 2025年*")
    texts = hostile()
    slow, worst = [], 0.0
    signal.signal(signal.SIGALRM, lambda *_: (_ for _ in ()).throw(TimeoutError()))
    for pattern, where in list(FOUND.values()):
        for name, text in texts.items():
            signal.alarm(5)
            try:
                took = seconds(pattern, text)
            except TimeoutError:
                took = 5.0
            signal.alarm(0)
            worst = max(worst, took)
            if took >= LIMIT:
                slow.append(f"{where} on {name}: {took * 1000:.0f} ms")
    said = {"patterns": len(FOUND), "texts": len(texts), "worst_ms": round(worst * 1000, 1)}
    sys.stdout.write(json.dumps(said | {"slow": slow}, ensure_ascii=False))


if __name__ == "__main__":
    main()
