"""The wordings of `pledges.toml`, and cheap looks that spare the asking of a long pattern."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.analyse.heads import led
from app.analyse.looks import Looks

OWN = Path(__file__).with_name("pledges.toml")

EFFECTS = ("will", "bare", "later", "soft", "opens", "never", "forecast", "silences", "closing")


# Looks, of which a sentence outside next steps must meet one to promise anything;
MAYBE = 2
# of a promise in a clause, with a mark of the future or by its speaker;
WILL, BARE = 4, 8
# of a time, and of the seasons that name none;
TIME, SEASON = 16, 32
# and those without which an effect's pattern, or one of `pledges`, need not be asked.
OPENS, LATER, SILENCES, FORECAST, CLOSING, TITLE, LISTED = (64 << n for n in range(7))
_WORDS = {
    MAYBE: (
        "将|拟|计划|力争|力促|力求|争取|预计|预期|有望|要(?![求素点])|准备|打算|谋划|筹[划备建]|酝酿|会[^议同商展员计]|再|赶在|抢在|保证|确保|下来|完工|扫尾|收尾|"
        "继续|明年|后年|来年|下[半学一个月步阶周]|春节|端午|重阳|秋收|春耕|暑假|寒假|放假|元旦|中秋|五一|入冬|封冻|上冻|冬至|供暖|开学|清明|年关|后面|以后|到时|过几天|本周|直至|直到|今[年后冬]|接下来|后续|后期|未来|往后|近期|短期|中长期|远期|"
        "决定|答应|承诺|同意|一[户个处栋批段家座条]|申请|需求|意愿|新的一年|待|视|届时|随后|即将|不日|近日|学期|考虑|向[上省市国部中]|适时|择机|条件|成熟|到位|允许|"
        "马上|这就|回头|回去|立马|改天|[这过][几两些]天|一定|绝不|决不|坚决|们[就也都还再想愿先把派抽匀跟重统抓尽赶一]|[里上方]想|愿|抓紧|尽快|尽早|赶紧|赶快|赶[着暑寒]|派|抽|匀|一律|拖|另[文行]|下礼|下星|到期|"
        "今[春夏秋]|明[春夏秋冬后]|来春|为止|设想|构想|[合琢][计磨]着|排[在到]|定[在到]|放[在到]|安排|[年月期周天]后|之内|以内|即日|今后|现在|学年|分年|分批|分期|逐年|秋后|年后|节后|有意|若|倘|如果|一旦|期间|入夏|时间|[节季收假耕播灌]前|[节季收假耕播灌]后|[并也还]会|自[二三四下明新本]|"
        "国庆|元旦|十[四五六]五|月内|周内|天内|十月|[一二]月|就[补修换装改干动开]|用后|"
        "批|下达|准后|后[即立及尽马第随]|成后|束后|台后|发后|布后|定后|复后|过后|年[底末内度前]|月[底末]|季度|月份|汛|国庆|春节|"
        "一年|二年|两年|三年|四年|五年|20[0-9][0-9]|0月|1月|2月|3月|4月|5月|6月|7月|8月|9月"
    ),
    WILL: (
        "将|拟|要|计划|准备|打算|力争|力促|力求|争取|预计|预期|有望|谋划|再|继续|明年|后年|来年|"
        "春节|国庆|端午|重阳|秋收|春耕|暑假|寒假|放假|元旦|中秋|五一|入冬|封冻|上冻|冬至|供暖|汛|开学|清明|年关|霜降|立冬|立春|开春|秋后|入秋|想法是|设想是|安排是|后面|以后|往后|到时|接着|过几天|过完年|这月|这个月|月底|"
        "下[半学一个月周轮次批礼星]|本[周月]|赶|暑|直至|直到|为止|今[年冬]|"
        "会[^议同商展员计办诊签]|还会|届时|赶在|抢在|保证|确保|筹[划备建]|酝酿|"
        "随后|不日|近日|即将|学期|考虑|向[上省市国部中]|决定|答应|承诺|同意|"
        "今[春夏秋]|明[春夏秋冬后]|来春|[节季收假耕播灌暖冻渔种]前|[节季收假耕播灌暖冻渔种]后|[并也还]会|[年月期周天]后|期间|[学假汛夏冬春秋]里|[学假季种收]就|夏之|[节季收假学]之|即日|今天|明天|今后|现在|[自从]本|学年|节后|有意"
    ),
    BARE: (
        "马上|这就|回头|回去|立马|改天|[这过][几两些]天|一定|绝不|决不|坚决|[我们里上方也还]想|愿|先|抓紧|尽快|尽早|"
        "赶紧|赶快|拖|把|派|抽|匀|跟|给|一律|不够|另[文行]|就[补修换装改干动开]|"
        "分年|分批|分期|逐年|一[户个处栋批段家座条]|设想|构想|[合琢][计磨]着|安排|排[在到]|定[在到]|放[在到]|再|自[二三四下明新本]"
    ),
    TIME: (
        "年|月|季|底|末|国庆|元旦|[五七八]一|五[期时末]|五”[期时末]|[周日天期]内|[周日天期][之以]内"
    ),
    SEASON: "今[春夏秋冬]|明春|学[期年]|下周|下月|下个周|下个月|采暖季|汛期|暑期|寒假|明后两年",
    OPENS: (
        "下[一面]|以下|如下|这样|这么|如此|分[两三四]步|承诺|契机|动力|新起点|下步|下阶段|接下来|今后|后续|未来|后期|往后|近期|新的一年|短期|中长期|远期"
    ),
    LATER: (
        "待|若|倘|如果|一旦|到期|[用启走迁空顶交管岗]后|就|成熟|具备|到位|落实[后之时]|批[复准]|允许|许可|下达|视|适时|择机|条件|"
        "申请|需求|意愿|尾|谈[妥成拢]|腾出|下来|完工|完成|建成|开通|通车|投用|竣工|结束后|出台后|印发后|下发后|公布后|确定后|通过后|准后|[定认收审估]后|后[即立及尽马第随]"
    ),
    SILENCES: (
        "[是能可]否|通知|该企|该公|那家|业主|[居村]民|住户|家庭|商户|农户|企业|公司|投资方|厂家|双方|您|你|贵|望|请|盼|委员|代表|提案|建议|欢迎|期待|相信|坚信|深信|需|如|若|倘|一旦|明确|确定|规定|提出|要求|呼吁|提议|担心|认为|表示|强调|约定|据|称|公告|部署|指出|介绍"
    ),
    FORECAST: "将|有望|势必|可能|预测|预计|随着|方[可能]|才[可能]",
    CLOSING: "谢",
    TITLE: (
        "下步|下一步|下阶段|下一阶段|今后|后续|未来|后期|近期|接下来|打算|计划|思路|方向|安排|"
        "怎么[做办干]|[做办干]的"
    ),
    LISTED: "方面|环节|层面|步|件事",
}


@dataclass(frozen=True, slots=True)
class Wordings:
    """What `pledges.toml` says, one pattern an effect."""

    patterns: Mapping[str, re.Pattern[str]]
    agency: re.Pattern[str]
    act: re.Pattern[str]
    result: re.Pattern[str]
    entries: tuple[Mapping[str, Any], ...]


@cache
def looks() -> Looks:
    """Return the looks, made on first use."""
    return Looks(_WORDS)


@cache
def wordings() -> Wordings:
    """Return the wordings, compiled on first use."""
    shape = tomllib.loads(OWN.read_text(encoding="utf-8"))
    parts = shape["parts"]
    filled = {entry["id"]: _filled(entry["pattern"], parts) for entry in shape["wording"]}
    patterns = {
        effect: led("|".join(filled[e["id"]] for e in shape["wording"] if e["effect"] == effect))
        for effect in EFFECTS
    }
    agency, act, result = (led(parts[name]) for name in ("agency", "act", "result"))
    return Wordings(patterns, agency, act, result, tuple(shape["wording"]))


def _filled(pattern: str, parts: Mapping[str, str]) -> str:
    for name, part in parts.items():
        pattern = pattern.replace(f"{{{name}}}", part)
    return pattern
