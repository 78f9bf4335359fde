"""Pledges: sentences about what the agency, or the government it speaks for, will do.

A pledge is one sentence. It is read clause by clause, because half a sentence may report and
the other half promise (「已列入计划的是9辆，其余13辆拟分两年申请预算」), and because what others
want, hope or are asked for stands between commas too. The wordings are `pledges.toml`; this file
says how they work together: below a heading 「下一步工作」 and behind 「下一步，」 an act is
enough, elsewhere the clause must say that something will be done, or name a time ahead of the
letter's date.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from app.analyse.deadlines import Deadline, deadlines, names_time
from app.model import BlockKind, Figure, Pledge, Reply, Strength
from app.text.layout import Layout
from app.text.script import simplified

OWN = Path(__file__).with_suffix(".toml")

READ = frozenset({BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.TABLE})
EFFECTS = ("will", "later", "soft", "opens", "never", "forecast", "silences", "closing")

# A sentence ends with its mark and the closing signs behind it.
_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[”’』」》）)\"]*|(?=\n)|$)")
_CLAUSE = re.compile(r"[^，；：,;:。]+[，；：,;:。]?")
# What stands in these is quoted: a proposal's title, its demands, a slogan.
_QUOTED = re.compile(r"“[^”\n]{0,80}”|《[^》\n]{0,80}》|「[^」\n]{0,80}」|\"[^\"\n]{0,60}\"")
_BLANK = "＊"
# 「二、」「（三）」「1.」「一是」「首先，」
_ENUMERATOR = re.compile(
    r"\s{0,8}(?:[（(]?(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[）)、.．]|[一二三四五六七八九十]是|第[一二三四五六七八九十][，、]"
    r"|[①-⑩]|首先|其次|再次|再者|最后)[\s，、]*"
)
_ENUMERATING = frozenset("（(一二三四五六七八九十0123456789①②③④⑤⑥⑦⑧⑨⑩首其再最第 \t\u3000\xa0")
# 「三、下一步工作考虑」「下步打算：」「（三）关于下一步安排。」「工作计划」
_NEXT_TITLE = re.compile(
    r"(?:关于|对)?(?:我[局委办厅县市区]|今后|下一?步|下一?阶段|后续|未来|后期|近期|接下来)[^，。；：]{0,6}?"
    r"(?:工作|推进|整改|改进|落实|重点)*的?"
    r"(?:安排|打算|计划|思路|考虑|措施|举措|重点|方向|工作|任务|建议|下一?步|今后)?[：:。]?$"
    r"|(?:关于)?(?:工作|努力|推进)(?:打算|计划|安排|思路|方向)[：:。]?$"
)
_TITLE_MUST = re.compile(
    r"下一?步|下一?阶段|今后|后续|未来|后期|近期|接下来|打算|计划|思路|方向|安排"
)
_TITLE_LENGTH = 40
_TIME_LENGTH = 14
# Words of which a sentence outside next steps must hold one to promise anything; then those of a
# promise in a clause, and those without which an effect's long pattern need not be asked. Each
# alternative starts with a character of its own, not with a class: `re` then skips to these.
_MAYBE = re.compile(
    "将|拟|计划|力争|力促|力求|争取|预计|预期|有望|要(?![求素点])|准备|打算|谋划|筹[划备建]|酝酿|会[^议同商展员计]|再|赶在|抢在|保证|确保|下来|完工|扫尾|收尾|"
    "继续|明年|后年|来年|下[半学一个月步阶周]|春节|端午|重阳|秋收|春耕|暑假|寒假|放假|元旦|中秋|五一|入冬|封冻|上冻|冬至|供暖|开学|清明|年关|后面|以后|到时|过几天|本周|直至|直到|今[年后冬]|接下来|后续|后期|未来|往后|近期|短期|中长期|远期|"
    "决定|答应|承诺|申请|需求|意愿|新的一年|待|视|届时|随后|即将|不日|近日|学期|考虑|向[上省市国部中]|适时|择机|条件|成熟|到位|允许|"
    "批|下达|成后|束后|台后|发后|布后|定后|复后|过后|年[底末内度前]|月[底末]|季度|月份|汛|国庆|春节|"
    "一年|二年|两年|三年|四年|五年|20[0-9]{2}|0月|1月|2月|3月|4月|5月|6月|7月|8月|9月"
)
_WILL_HINT = re.compile(
    "将|拟|要|计划|准备|打算|力争|力促|力求|争取|预计|预期|有望|谋划|再|继续|明年|后年|来年|"
    "春节|国庆|端午|重阳|秋收|春耕|暑假|寒假|放假|元旦|中秋|五一|入冬|封冻|上冻|冬至|供暖|汛|开学|清明|年关|后面|以后|往后|到时|接着|过几天|过完年|这个?月|月底|"
    "下[半学一个月周]|本[周月]|直至|直到|今冬|今年[暑寒秋冬入汛非采]|"
    "会[^议同商展员计办诊签]|还会|届时|赶在|抢在|保证|确保|筹[划备建]|酝酿|"
    "随后|不日|近日|即将|学期|考虑|向[上省市国部中]|决定|答应|承诺"
)
_HINTS = {
    "opens": re.compile(
        "下一|下步|下阶段|接下来|今后|后续|未来|后期|往后|近期|新的一年|短期|中长期|远期"
    ),
    "later": re.compile(
        "待|成熟|具备|到位|落实[后之时]|批[复准]|允许|许可|下达|视|适时|择机|条件|"
        "申请|需求|意愿|尾|谈妥|腾出|下来|完工|完成|建成|开通|通车|投用|竣工|结束后|出台后|印发后|下发后|公布后|确定后|通过后"
    ),
    "silences": re.compile(
        "您|你|贵|望|请|盼|委员|代表|提案|建议|欢迎|期待|需|如|若|倘|一旦|明确|规定|提出|要求"
    ),
    "forecast": re.compile("将|有望|势必|可能|预测|随着"),
    "closing": re.compile("谢"),
}
_ENDS = "。！？；!?;"
# 「10月30日前通车」「年内要完成」: a limit in time and what will be reached by it
_RESULT = re.compile(
    "完成|完工|通车|投用|投入使用|建成|交付|开工|启动|上线|实现|达到|覆盖|出台|印发|发布|新增|办结|开放|运行|运营|"
    "到位|增开|落实|开始|执行|施行|实行|启用|延时|安装|整治|治理|开设|举办|试行|试点|竣工|投产|开展|组织|推广|安排|推出|实施|延长|扩大|提高|恢复|开行|开通|往返|增设|建设|更新|改造|公布|公开|评估|设立|上报|报送|提交|签约|签订|入驻|销号|清零|投放|发放|兑现|确定|选定|敲定|拿出|编完|解决|筹措|办妥|见效|起来|用上|推开|铺开|装上|换完|改完|修完|修好|建好|补齐|配齐|收尾|上岗|到岗|进场|验收|批下来|出具|点火|供暖|供热|搬完|拆完|封顶|合龙|复工|接入|并网|供水|供气|招生|揭牌|挂牌|授牌"
)
# 「秋季学期起，」「下周起，」: a time that names no year and no month
_SEASON = re.compile(
    r"(?:学期|下个?[周月]|采暖季|汛期|暑期|寒假|明后两年)(?:开学)?(?:起|开始|前|内|期间)?$"
)
# 「我县拟从三个方面破解这一难题。」: what follows in the paragraph is the list
_LEAD = re.compile(
    r"(?:将|拟|打算|计划|准备)[^，。；：]{0,8}?(?:从|在|围绕|抓好|做好|分)[^，。；：]{0,10}?"
    r"[一二两三四五六几]个?(?:大|主要)?(?:方面|环节|层面|步骤?|件事)[^，；：]{0,16}$"
)
_LISTED = re.compile("方面|环节|层面|步|件事")


@dataclass(frozen=True, slots=True)
class Wordings:
    """What `pledges.toml` says, one pattern an effect."""

    patterns: Mapping[str, re.Pattern[str]]
    agency: re.Pattern[str]
    act: re.Pattern[str]
    entries: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the letter; `open` below next steps, `text` simplified, quotations blanked."""

    start: int
    end: int
    text: str
    open: bool


@cache
def wordings() -> Wordings:
    """Return the wordings, compiled on first use."""
    shape = tomllib.loads(OWN.read_text(encoding="utf-8"))
    parts = shape["parts"]
    filled = {
        entry["id"]: entry["pattern"]
        .replace("{agency}", parts["agency"])
        .replace("{act}", parts["act"])
        for entry in shape["wording"]
    }
    patterns = {
        effect: re.compile(
            "|".join(filled[e["id"]] for e in shape["wording"] if e["effect"] == effect)
        )
        for effect in EFFECTS
    }
    return Wordings(
        patterns, re.compile(parts["agency"]), re.compile(parts["act"]), tuple(shape["wording"])
    )


def pledges(layout: Layout, reply: Reply, figures: tuple[Figure, ...]) -> tuple[Pledge, ...]:
    """Return the letter's pledges in order of place."""
    found = []
    starts = [figure.start for figure in figures]  # figures come in order of place
    for sentence in _sentences(layout):
        read = promise(sentence.text, sentence.open, reply.dated)
        if read:
            strength, due = read
            first = bisect_left(starts, sentence.start)
            last = bisect_left(starts, sentence.end, first)
            inside = (at for at in range(first, last) if figures[at].end <= sentence.end)
            found.append(Pledge(sentence.start, sentence.end, due, strength, tuple(inside)))
    return tuple(found)


def _sentences(layout: Layout) -> Iterator[Sentence]:
    """Yield the sentences that may promise, each knowing whether next steps are open there."""
    text = _QUOTED.sub(lambda found: _BLANK * len(found[0]), simplified(layout.text))
    section = 0  # level of the heading 下一步 we stand below; 0 is none
    listed = False  # behind a lead-in 「重点做好以下工作：」
    for block in layout.blocks:
        if block.kind not in READ:
            continue
        line = text[block.start : block.end]
        bare = _bare(line)
        level = _title_level(line, bare, block.level)
        if level:
            if _opens_section(bare):
                section = level
            elif level <= section:
                section = 0
            listed = False
            continue
        if listed and bare == line:
            listed = False
        yield from _in_paragraph(line, block.start, bool(section) or listed)
        listed = listed or (line.endswith(("：", ":")) and _opening(line))


def _title_level(line: str, bare: str, level: int) -> int:
    """Return the level of a heading, 9 for a short line without a full stop, 0 for a paragraph."""
    if "。" in line.rstrip("。") or len(bare) > _TITLE_LENGTH:
        return 0
    if _opens_section(bare):
        return level or 9
    if line[-1:] in _ENDS or "，" in bare:
        return 0
    return level or (9 if bare != line else 0)


def _opens_section(bare: str) -> bool:
    return bool(_NEXT_TITLE.match(bare) and _TITLE_MUST.search(bare))


def _in_paragraph(line: str, offset: int, open_: bool) -> Iterator[Sentence]:
    for found in _SENTENCE.finditer(line):
        sentence = found[0].strip()
        if not sentence:
            continue
        if len(sentence) <= _TITLE_LENGTH and _opens_section(_bare(sentence)):
            open_ = True
            continue
        if open_ or _MAYBE.search(sentence):
            start = offset + found.start() + found[0].index(sentence)
            yield Sentence(start, start + len(sentence), sentence, open_)
        open_ = open_ or _opening(sentence)


def _bare(text: str) -> str:
    """Return the text without the enumerator it starts with."""
    found = _ENUMERATOR.match(text) if text[:1] in _ENUMERATING else None
    return text[found.end() :] if found else text


def _opening(sentence: str) -> bool:
    """Tell whether a sentence opens the next steps, or leads into their list."""
    if _LISTED.search(sentence) and _LEAD.search(sentence.rstrip("。：:")):
        return True
    if not _HINTS["opens"].search(sentence):
        return False
    opens = wordings().patterns["opens"]
    return any(opens.match(_bare(clause[0])) for clause in _CLAUSE.finditer(sentence))


def promise(
    sentence: str, open_: bool = False, dated: date | None = None
) -> tuple[Strength, str | None] | None:
    """Return how firmly a sentence promises and by when, or None if it does not."""
    book = wordings()
    promised: list[str] = []
    later = silenced = False
    timed = names_time(sentence)  # else the first promise says it all
    opens, laters, silences, forecasts = (
        book.patterns[effect] if _HINTS[effect].search(sentence) else None
        for effect in ("opens", "later", "silences", "forecast")
    )
    time = ""  # 「到2027年，」: a time in a clause of its own belongs to the next
    for found in _CLAUSE.finditer(sentence):
        clause = _bare(found[0]).rstrip("，；：,;:。 ")
        if silences:
            if silenced and not book.agency.match(clause):
                continue
            silenced = bool(silences.match(clause))
            if silenced:
                continue
        open_ = open_ or bool(opens and opens.match(clause))
        later = later or bool(laters and laters.search(clause))
        if forecasts and forecasts.search(clause):
            open_ = later = False
        elif _promises(
            time + clause, open_ or later, timed, dated, sentence[: found.start()]
        ) and not _reports(clause, sentence[found.end() :]):
            promised.append(time + clause)
            if not timed:
                break
        time = clause if len(clause) <= _TIME_LENGTH and _is_time(clause, timed, dated) else ""
    return _read(sentence, promised, later, timed, dated) if promised else None


# 「我部将工业母机列为重点产业链，建立链长制，明确了42项任务。」: here 将 is 把
_TAKEN_AS = re.compile(r"将(?!把)[^，。；年月]{2,24}?(?:列为|列入|纳入|作为|视为)")
_TOLD = re.compile(r"(?<![为除罢末])了(?![解结断如却无得])")


def _reports(clause: str, behind: str) -> bool:
    """Tell whether 将 takes one thing as another, in a sentence that goes on to what was done."""
    return bool(_TOLD.search(behind) and _TAKEN_AS.search(clause))


def _is_time(clause: str, timed: bool, dated: date | None) -> bool:
    """Tell whether a clause says hardly more than when: 「公司决定自4月15日起，」."""
    if timed and any(one.end >= len(clause) - 2 for one in deadlines(clause, dated)):
        return True
    return _SEASON.search(clause) is not None


def _promises(
    clause: str, act_is_enough: bool, timed: bool, dated: date | None, before: str
) -> bool:
    """Tell whether a clause promises by its words, or by a time ahead and what is reached then.

    A limit without a year is in the year named `before`: 「2024年备案362家，其中年内新增88家」.
    """
    book = wordings()
    word = book.act.search(clause) if act_is_enough else None
    if word is None and _WILL_HINT.search(clause):
        word = book.patterns["will"].search(clause)
    if word is None and timed:
        limits = (one for one in deadlines(clause, dated) if one.by or one.ahead)
        first = next(limits, None)
        word = _reached(clause, first, book) if first else None
        if word and not _YEAR.search(clause) and _past(before, dated):
            return False
    if word is None or _denied(clause, word, book):
        return False
    if not (timed and dated):
        return True
    since = _SINCE.search(before)
    return not _past((since[0] if since else "") + clause[: word.end()], dated)


def _denied(clause: str, word: re.Match[str], book: Wordings) -> bool:
    """Tell whether a clause reports; 了 behind an intent does not: 「准备把桥栏换了」."""
    told = book.patterns["never"].search(clause)
    if told and told[0] == "了" and _INTENT.search(clause, 0, told.start()):
        told = book.patterns["never"].search(clause, told.end())
    return told is not None


# 「我们准备拿出30万元把桥栏换了」「打算明年把它拆了」
_INTENT = re.compile("准备|打算|争取|力争|要把|想把")


def _reached(clause: str, limit: Deadline, book: Wordings) -> re.Match[str] | None:
    """Return the word for what will be reached by a limit, or what is done right behind it."""
    word = _RESULT.search(clause, limit.end)
    if word and clause.startswith("的", word.end()):  # 「3月1日起施行的《办法》」
        return None
    if word is None and (limit.by or limit.ahead):
        behind = _BEHIND.match(clause, limit.end - 1)
        word = book.act.match(clause, behind.end()) if behind else None
    if word is None and limit.by and limit.ahead and not _OF_OTHERS.search(clause):
        word = _MORE.match(clause, limit.end)
    return word


# 「6月中旬起窗口中午不休息」: a limit ahead and what is then; but not what others may or must do
_MORE = re.compile(r"[前内起底末之以开始]{0,3}[^，。；的]{4}")
_OF_OTHERS = re.compile(
    "到期|届满|期满|截止|可(?:以|向|在|申|到|凭)|须|应|原|要求|的$|符合|申请|申报"
)


# 「6月15日前再增派」: what may stand between a limit and the act
_BEHIND = re.compile(
    r".(?:[至到—-][0-9]{1,2}月)?(?:[之以]?[前内底末起]|份)?(?:全部|全面|再|先|另|各|逐一|统一|力争|就能?|即可|便可|可|能|把|要|着手)?"
)
# 「2022年起，我省将补助标准提高到…」: a time in the clause before
_SINCE = re.compile(r"(?:19|20)[0-9]{2}年[^，。；]{0,8}[，,]$")
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?=年)")


def _past(words: str, dated: date | None) -> bool:
    """Tell whether the years named up to the promising word have all gone by."""
    years = [int(year) for year in _YEAR.findall(words)]
    return bool(dated and years and max(years) < dated.year)


def _read(
    sentence: str, promised: list[str], later: bool, timed: bool, dated: date | None
) -> tuple[Strength, str | None] | None:
    book = wordings()
    due = _due(sentence, promised, dated) if timed else None
    if not due and _HINTS["closing"].search(sentence) and book.patterns["closing"].search(sentence):
        return None
    if due:
        return Strength.DATED, due
    if later:
        return Strength.CONDITIONAL, None
    soft = book.patterns["soft"].search(promised[0])
    return (Strength.EXPLORING if soft else Strength.PLANNED), None


def _due(sentence: str, promised: list[str], dated: date | None) -> str | None:
    """Return the first limit of what is promised, a day before a mere year."""
    limits = [one for clause in promised for one in deadlines(clause, dated)]
    limits = limits or [one for one in deadlines(sentence, dated) if one.by]
    ordered = sorted(limits, key=lambda one: (not one.by, one.start))
    return ordered[0].due if ordered else None
