"""Words: the one door to a Chinese segmenter.

jieba is the reference. rjieba holds the same dictionary and cuts some fifteen times faster, so it
is used where it can be imported; both give the same words. They differ in two things only, and
both are taken out of their hands: characters outside their common range (rare Han, Greek, signs,
hyphens in 2025-2027) and codes with a decimal (PM2.5). Those are masked before cutting and put
back afterwards. What is left is cut alike; tests hold this on letters and on random text, so an
index made with one can be read with the other.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

# Words of the trade that jieba's dictionary lacks and would cut or glue wrongly.
_USER_TEXT = """
政协提案 代表建议 会办意见 闭会期间 届次 专精特新 小巨人 瞪羚 瞪羚企业 独角兽企业
揭榜挂帅 概念验证 大模型 算力 低空经济 新质生产力 数据要素 一网通办 一网统管 一件事
营商环境 首店 预付费 预制菜 网约车 共享单车 老旧小区 加装电梯 垃圾分类 口袋公园
海绵城市 城中村 物业费 业委会 医联体 医共体 托育 托位 助餐 长护险 家庭医生 社保卡
灵活就业 零工 高标准农田 和美乡村 宅基地 河长制 林长制 雨污分流 排水防涝 充电桩
潮汐车道 反诈 跨境电商 海外仓 长三角 大湾区 课后服务 双减
"""
USER_WORDS = tuple(_USER_TEXT.split())

# A new number here, or another word above, makes indexes made before stale: `dafu reindex`.
_RULES = "1"
DICTIONARY_VERSION = (
    f"jieba-0.42.1/{_RULES}/{hashlib.sha1(' '.join(USER_WORDS).encode()).hexdigest()[:8]}"
)

_MASK = "\ue000"  # private use: no dictionary knows it, and both engines cut it off alone
# 「γ射线」「2025-2027年」「38%」: letters of other scripts, any sign but the commonest
_SIGNS = r"[^\W0-9A-Za-z_\u4e00-\u9fd5]+|[^\u4e00-\u9fd5A-Za-z0-9.，。、；：（）《》“” \n]"
_MASKED = re.compile(_SIGNS)
# without any of these nothing is masked
_STRANGE = re.compile(r"[^\u4e00-\u9fd5A-Za-z0-9，。、；：（）《》“” \n]")
# 「PM2.5」「1.本次」「192.168.0.1」: a full stop stays only inside a number (1.38)
_MASKED_STOPS = re.compile(
    r"(?![\u4e00-\u9fd5，。、；：（）《》“” \n])(?:"  # most characters: passed in one step
    r"(?<![A-Za-z0-9.])[A-Za-z0-9]*[A-Za-z][0-9]*(?:\.[0-9]+)+(?![A-Za-z0-9])"
    r"|(?<![0-9])\.|\.(?![0-9])|(?<=[0-9])\.(?=[0-9]+[.A-Za-z])|(?<=[A-Za-z][0-9])\.|"
    + _SIGNS
    + ")"
)

Cut = Callable[[str], list[str]]


def words(text: str) -> list[str]:
    """Return the words of the text; joined they are the text."""
    return cut_whole(text, _engine()[0])


def search_counts(text: str) -> dict[str, int]:
    """Return how often each piece of the search cut stands in the text, signs among them."""
    cut, originals = _engine()[1], list[str]()
    if _STRANGE.search(text) is None:
        return Counter(cut(text))

    def masked(found: re.Match[str]) -> str:
        originals.append(found[0])
        return _MASK

    pattern = _MASKED_STOPS if "." in text else _MASKED
    counts = Counter(cut(pattern.sub(masked, text)))
    counts.update(originals)
    return counts


def search_words(text: str) -> list[str]:
    """Return the words an index keeps: those with a letter or digit, and the words inside them."""
    return [word for word in cut_whole(text, _engine()[1]) if word[0].isalnum()]


def in_dictionary(word: str) -> bool:
    """Tell whether the dictionary holds a word; without it, a cut-off piece may be a slip."""
    engine: Any = getattr(_engine()[0], "__self__", None)
    if hasattr(engine, "has_word"):  # rjieba
        return bool(engine.has_word(word))
    return bool(engine.FREQ.get(word))


def dictionary_words(length: int) -> list[str]:
    """Return the words of so many letters in the dictionary, and of those added to it."""
    # 「一丁点 3 m」: told apart by length at once, for a reader waits for it at its start
    lines = (files("jieba") / "dict.txt").read_text(encoding="utf-8")
    found = re.findall(rf"^([^\W\d_]{{{length}}}) ", lines, re.MULTILINE)
    found += (word for word in USER_WORDS if len(word) == length)
    if "".join(found).isalpha():
        return found
    return [word for word in found if word.isalpha()]


def cut_whole(text: str, cut: Cut) -> list[str]:
    """Return the text cut by one engine, what was masked in its own characters."""
    if _STRANGE.search(text) is None:
        return cut(text)
    pattern = _MASKED_STOPS if "." in text else _MASKED
    originals = iter(pattern.findall(text))
    pieces = cut(pattern.sub(_MASK, text))
    return [next(originals) if piece == _MASK else piece for piece in pieces]


@cache
def _engine() -> tuple[Cut, Cut]:
    """Return the plain and the search cut of the engine at hand, loaded on first use."""
    try:
        return rjieba_engine()
    except ImportError:
        return jieba_engine()


def rjieba_engine() -> tuple[Cut, Cut]:
    """Return rjieba's two cuts, with the user words."""
    import rjieba

    engine = rjieba.Jieba()
    for word in USER_WORDS:
        engine.add_word(word, None, None)
    return engine.cut, engine.cut_for_search


def jieba_engine() -> tuple[Cut, Cut]:
    """Return jieba's two cuts, with the user words.

    Its log is silenced; it keeps its cache file in the temporary folder.
    """
    import warnings

    with warnings.catch_warnings():
        # jieba 0.42.1: pkg_resources is deprecated, and its patterns hold stray backslashes
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(60)
    engine = jieba.Tokenizer()
    for word in USER_WORDS:
        engine.add_word(word)
    return engine.lcut, engine.lcut_for_search
