"""How well the ledger finds what people would: the cases of `cases/`, scored.

The letters are written for this in our own words, read by the whole pipeline and put into one
archive, so that every letter may also be taken for the other cases' letters.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, select

from app.ledger import indexing as ledger
from app.ledger.draft.checking import check
from app.ledger.matters.elsewhere import elsewhere
from app.ledger.matters.points import points
from app.ledger.tables import FOLLOWUP, POINT
from app.ledger.wording.lineage import kin
from app.ledger.wording.passages import Passage, passages
from app.ledger.wording.shingles import substance
from app.pipeline import process_bytes
from app.search import indexing
from app.store.database import writer
from app.store.saving import Arrival, save
from app.store.tables import FIGURE
from tests.archives import archive_in, database_in
from tests.ledger.altered import AGREE, DISAGREE, flagged, plain_figures
from tests.ledger.clashes import plain_pairs
from tests.ledger.drafts import DOCS, SEEDS, TODAY, altered, differing, plain_places, sample
from tests.ledger.letters import HEADS, filled, letter

CASES = Path(__file__).with_name("cases")
DISTRICTS = ("黄浦区", "徐汇区", "长宁区")

Place = tuple[int, int, str]
"""A case, a letter of it, and a figure as printed there."""

LETTER = """上海市{district}民生事务局
对{district}政协三届{session}次会议第{number}号提案的答复
王明委员：
您提出的《{title}》的提案收悉，经研究，现将办理情况答复如下：
我局收到提案后高度重视，由分管领导牵头研究，会同有关单位实地走访，并与您当面沟通，听取了您的意见。
{text}
感谢您对我们工作的关心和支持。
上海市{district}民生事务局
{year}年{month}月{day}日
"""


@dataclass(frozen=True)
class Score:
    """What was found, what of it was right, and how much there was to find."""

    name: str
    of: str
    right: int
    found: int
    wanted: int
    missed: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of what there was to find that was found."""
        return self.right / self.wanted if self.wanted else 1.0


def scores() -> Iterator[Score]:
    """Yield the score of each set of cases."""
    yield alterations()
    with TemporaryDirectory() as folder:
        archive = archive_in(Path(folder))
        with filled(archive) as connection:
            yield copied(connection, 0.25)
        archive.engine.dispose()
    yield drafts()
    yield followups()
    yield matters()
    yield suggestions()
    yield from series()


def alterations() -> Score:
    """Sample letters against themselves with one figure altered: which pairs disagree."""
    found, wanted, pairs = set(), set(), 0
    for dossier, at in plain_figures():
        for alter in (*DISAGREE, *AGREE):
            pairs += 1
            found |= {(pairs, *places) for places in flagged(dossier, alter(dossier, at))}
            wanted |= {(pairs, at, at)} if alter in DISAGREE else set()
    of = f"{pairs} 对只改一处的样例"
    return _score("同一时点有不同的数（改一处）", of, found, wanted, str)


def copied(connection: Connection, share: float) -> Score:
    """Near-copies of the sample letters' paragraphs: which are found, and what else."""
    chance = random.Random(5)
    planted = own_passages()
    found = set()
    for at, (_, passage) in enumerate(planted):
        for each in kin(connection, changed(passage.text, share, chance)):
            found.add((at, each.letter.id, each.paragraph))
    wanted = {(at, id, passage.paragraph) for at, (id, passage) in enumerate(planted)}
    of = f"{len(planted)} 段改动 {share:.0%} 的样例"
    return _score("以前写过的话", of, found, wanted, str)


def drafts() -> Score:
    """Sample letters as drafts with some figures altered: which figures are told to differ."""
    letters = [path.read_bytes() for path in sorted(SEEDS.glob("*.txt"))]
    chance, checked = random.Random(7), 0
    found, wanted = set(), set()
    with TemporaryDirectory() as folder, _archive(Path(folder), letters) as connection:
        for doc in DOCS:
            text = sample(doc)
            places = plain_places(check(connection, text, TODAY))
            for count in (0, *(2**n for n in range(len(places).bit_length())), len(places)):
                draft, spans = altered(text, chance.sample(places, count), chance)
                told = differing(check(connection, draft, TODAY))
                checked += 1
                wanted |= {(doc, count, draft[a:b], a) for a, b in spans}
                for start, end in told:
                    hit = next(((a, b) for a, b in spans if start <= a and b <= end), (start, end))
                    found.add((doc, count, draft[slice(*hit)], hit[0]))
    return _score("起草核对（改动数据的样例）", f"{checked} 份稿子", found, wanted, str)


def own_passages() -> list[tuple[str, Passage]]:
    """Every paragraph of the sample letters that has substance enough to be found again."""
    return [
        (f"letter-{doc}", passage)
        for doc in HEADS
        for passage in passages(0, letter(doc))
        if len(substance(passage.text)) >= 40
    ]


def changed(text: str, share: float, chance: random.Random) -> str:
    """The text with that share of its characters exchanged for others of the sample letters."""
    signs, others = list(text), letter("004").text.replace("\n", "")
    for at in chance.sample(range(len(signs)), int(len(signs) * share)):
        signs[at] = chance.choice(others)
    return "".join(signs)


def cases(name: str) -> list[dict[str, Any]]:
    """The cases of a set."""
    ((_, found),) = tomllib.loads((CASES / f"{name}.toml").read_text("utf-8")).items()
    return list(found)


def followups() -> Score:
    """A promise and a later letter of the agency: which are linked."""
    every = cases("followups")
    letters = []
    for at, case in enumerate(every):
        letters.append(letter_of(at, case["said"], f"2024-05-{at % 28 + 1:02}"))
        letters.append(letter_of(at, case["later"], f"2025-05-{at % 28 + 1:02}"))
    with TemporaryDirectory() as folder, _archive(Path(folder), letters) as connection:
        rows = connection.execute(select(FOLLOWUP.c.pledge_reply, FOLLOWUP.c.reply))
        found = {((row.pledge_reply - 1) // 2, (row.reply - 1) // 2) for row in rows}
    wanted = {(at, at) for at, case in enumerate(every) if case["follows"]}

    def said(pair: tuple[int, int]) -> str:
        return f"{every[pair[0]]['said']} → {every[pair[1]]['later']}"

    return _score("后来的答复里提到", f"{len(every)} 对答复", found, wanted, said)


def matters() -> Score:
    """Submissions in several districts: which are called the same matter elsewhere."""
    groups = cases("elsewhere")
    titled = [
        (group, at, title)
        for group, found in enumerate(groups)
        for at, title in enumerate(found["titles"])
    ]
    letters = []
    for number, (_, at, title) in enumerate(titled):
        text = (
            f"我局重视{title.removeprefix('关于').removesuffix('的建议').removesuffix('的提案')}。"
        )
        letters.append(letter_of(number, text, "2025-05-12", title, DISTRICTS[at]))
    with TemporaryDirectory() as folder, _archive(Path(folder), letters) as connection:
        found = {
            (row - 1, each.letter.rowid - 1)
            for row in range(1, len(letters) + 1)
            for each in elsewhere(connection, row)
        }
    wanted = {
        (a, b)
        for a, (one, *_) in enumerate(titled)
        for b, (other, *_) in enumerate(titled)
        if a != b and one == other and groups[one].get("same", True)
    }
    name, of = "别处怎样答复（同一件事）", f"{len(titled)} 个题目"
    return _score(name, of, found, wanted, lambda p: f"{titled[p[0]][2]} → {titled[p[1]][2]}")


def suggestions() -> Score:
    """Points that letters restate, and the passages that answer them."""
    found, wanted = set(), set()
    every = cases("points")
    for at, case in enumerate(every):
        (dossier,) = process_bytes(letter_of(at, case["text"], "2025-05-12"), f"{at}.txt")
        read = points(dossier)
        for asked in read.asked if read else ():
            answers = " ".join(answer.text for answer in asked.answers)
            expected = [(p, a) for p, a in case["asked"] if _alike(p, asked.text)]
            said, answer = expected[0] if expected else (asked.text, "?")
            met = answer in answers if answer else not answers
            found.add((at, said, answer if met else answers[:40]))
        wanted |= {(at, said, answer) for said, answer in case["asked"]}
    return _score("建议与答复", f"{len(every)} 件答复", found, wanted, str)


def _alike(one: str, other: str) -> bool:
    return one in other or other in one


def series() -> Iterator[Score]:
    """Programmes over years: which figures stand in one series, and which disagree."""
    every = cases("series")
    told = [
        (at, n, *each) for at, case in enumerate(every) for n, each in enumerate(case["letters"])
    ]
    letters = [letter_of(row, text, day) for row, (_, _, day, text) in enumerate(told)]
    with TemporaryDirectory() as folder, _archive(Path(folder), letters) as connection:
        named = {
            (row.reply, row.position): (*told[row.reply - 1][:2], row.surface)
            for row in connection.execute(select(FIGURE))
        }
        held: dict[str, set[Place]] = {}
        for row in connection.execute(select(POINT)):
            held.setdefault(row.series, set()).add(named[row.reply, row.position])
        clashes = {frozenset((named[a], named[b])) for _, a, b in plain_pairs(connection)}
    found = {frozenset(pair) for group in held.values() for pair in _across(group)}
    together = [
        [(at, n, surface) for n, surface in group]
        for at, case in enumerate(every)
        for group in case["together"]
    ]
    wanted = {frozenset(pair) for group in together for pair in _across(group)}
    apart = {
        frozenset((at, n, surface) for n, surface in pair)
        for at, case in enumerate(every)
        for pair in case["conflicts"]
    }
    of = f"{len(letters)} 件答复"
    yield _score("同一指标的数（成对）", of, found, wanted, _pair)
    yield _score("同一时点有不同的数", of, clashes, apart, _pair)


def _across(group: Collection[Place]) -> Iterator[tuple[Place, ...]]:
    return (pair for pair in combinations(group, 2) if pair[0][:2] != pair[1][:2])


def _pair(pair: Collection[Place]) -> str:
    return " | ".join(f"{case}.{letter} {surface}" for case, letter, surface in sorted(pair))


def _score(name: str, of: str, found: Any, wanted: Any, said: Any) -> Score:
    return Score(
        name=name,
        of=of,
        right=len(found & wanted),
        found=len(found),
        wanted=len(wanted),
        missed=tuple(sorted(said(one) for one in wanted - found)),
        wrong=tuple(sorted(said(one) for one in found - wanted)),
    )


def letter_of(
    number: int, text: str, dated: str, title: str = "", district: str = DISTRICTS[0]
) -> bytes:
    year, month, day = (int(part) for part in dated.split("-"))
    return LETTER.format(
        district=district,
        session="一二三四五"[year - 2022],
        number=number + 1,
        title=title or f"关于第{number + 1}项工作的建议",
        text=text,
        year=year,
        month=month,
        day=day,
    ).encode()


class _archive:  # noqa: N801 - a context manager, used like a function
    """A connection on an archive of letters; the first letter has row 1, and so on."""

    def __init__(self, folder: Path, letters: list[bytes]) -> None:
        self.engine = writer(database_in(folder))
        with self.engine.begin() as connection:
            rows = []
            for number, letter in enumerate(letters):
                (dossier,) = process_bytes(letter, f"{number}.txt")
                arrival = Arrival(f"{number}.txt", 1, "text/plain", "0")
                rows.append(save(connection, dossier, arrival).rowid)
            assert rows == list(range(1, len(letters) + 1))
            indexing.put_many(connection, rows)
            ledger.put_many(connection, rows)

    def __enter__(self) -> Connection:
        self.connection = self.engine.connect()
        return self.connection

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        self.engine.dispose()
