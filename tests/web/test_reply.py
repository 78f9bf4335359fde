"""One reply's page: card, notes, letter, citations, versions, neighbours."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.model import Problem
from app.web.card import card
from app.web.main import create_app
from tests.web import samples
from tests.web.test_pages import LONG, page, texts

SCANNED = "/r/310105-zx-15-4-072"


def row(client: TestClient, address: str, label: str) -> str:
    """Return what the card says under a label."""
    rows = page(client, address).css(".card > div")
    found = [r.css_first("dd").text() for r in rows if r.css_first("dt").text() == label]
    return found[0] if found else ""


def test_the_card_says_what_the_letter_says(site: TestClient) -> None:
    """Result as grouped and as printed, meeting in words, both dates told apart."""
    assert row(site, LONG, "办理结果").startswith("解决或采纳　原文：解决或采纳")
    assert row(site, LONG, "案号").startswith("七届四次会议第130号政协提案")
    assert row(site, LONG, "答复日期") == "2025年5月14日（落款）、2025年5月16日（印发）"
    assert "据承办单位名称推定" in row(site, LONG, "地区")


def test_one_day_signed_and_printed_is_told_once() -> None:
    """Two dates are shown where they differ; the same day twice only asks what the matter is."""
    letter = next(samples.letters())
    same = replace(letter, reply=replace(letter.reply, printed=letter.reply.dated))
    (line,) = (row for row in card(same) if row.label == "答复日期")
    assert [(value.text, value.note) for value in line.values] == [("2025年5月14日", "落款、印发")]


def test_a_letter_needs_no_index_to_be_read(tmp_path: Path) -> None:
    """With an index of another version the letter is shown, and says what is left out."""
    settings = samples.filled(tmp_path, samples.letters())
    with closing(sqlite3.connect(settings.database)) as database, database:
        database.execute("UPDATE search_state SET value = 'another' WHERE key = 'version'")
    with TestClient(create_app(settings)) as client:
        answer = client.get(f"{LONG}?q=助餐")
        assert client.get("/search?q=助餐").status_code == 503
    assert answer.status_code == 200
    assert "相近的答复暂时不列" in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_what_is_not_printed_is_left_out_but_result_and_date(site: TestClient) -> None:
    """A letter without result, date and number says so of two and nothing of the third."""
    link = page(site, "/search?q=加装电梯").css_first(".hit h3 a").attributes["href"]
    address = str(link).partition("#")[0]
    assert row(site, address, "办理结果") == "原文未写明"
    assert row(site, address, "答复日期") == "原文未写明"
    assert row(site, address, "案号") == ""


def test_a_scanned_letter_warns_before_it_is_read(site: TestClient) -> None:
    """The note stands above the letter, not among the doubts below it."""
    tree = page(site, SCANNED)
    assert any("扫描件识别" in warning for warning in texts(tree, ".warn"))
    (original,) = tree.css(".warn a")
    assert site.get(original.attributes["href"] or "").headers["content-disposition"]
    assert tree.css(".problems") == []


def test_a_letter_that_waits_to_be_read_promises_no_text(site: TestClient) -> None:
    """Called as its file; nothing that needs words, and no citation of a paragraph."""
    tree = page(site, "/r/x088088088a")
    assert texts(tree, "h1") == ["关于加装电梯的答复（扫描件）"]
    assert [cite[:10] for cite in texts(tree, ".cite")] == [
        "《关于加装电梯的答复",
        "关于加装电梯的答复（",
    ]
    assert [head for head in texts(tree, "h2") if head.startswith("相近的答复")] == []
    shown = [a.attributes["href"] for a in tree.css("main a")]
    assert [
        href for href in shown if (href or "").endswith(("/text", "/wording", "view=list"))
    ] == []


def test_a_traditional_letter_has_its_language(site: TestClient) -> None:
    """Only the letter is zh-Hant, not the page around it."""
    link = page(site, "/search?q=輪渡").css_first(".hit h3 a").attributes["href"]
    tree = page(site, str(link))
    assert tree.css_first(".letter").attributes["lang"] == "zh-Hant"
    assert tree.css_first("html").attributes["lang"] == "zh-Hans"


def test_a_promise_says_whether_it_has_aim_and_deadline(site: TestClient) -> None:
    """The green label tells of a target and a due date."""
    assert texts(page(site, LONG), ".pl-label") == ["下一步承诺 · 有目标 · 有期限"]


def test_marks_never_nest(site: TestClient) -> None:
    """A hit inside a figure is one mark with both classes."""
    tree = page(site, f"{LONG}?q=20家")
    assert tree.css("mark mark") == []
    assert tree.css("mark.fig.hit")


def test_words_of_the_search_are_marked_and_linked(site: TestClient) -> None:
    """Each hit has an anchor, and a row of links leads to each."""
    tree = page(site, f"{LONG}?q=孵化器")
    links = [a.attributes["href"] for a in tree.css("nav.hits a")]
    assert links == [f"#h{n}" for n in range(1, len(links) + 1)]
    assert len(links) == len(tree.css("mark.hit")) == 2


def test_a_reply_knows_its_place_among_the_results(site: TestClient) -> None:
    """Back to the results, and on to the next, with the search at hand."""
    results = page(site, "/search?q=助餐&district=310115")
    hrefs = [str(a.attributes["href"]) for a in results.css(".hit h3 a")]
    tree = page(site, hrefs[1])
    walk = tree.css_first(".walk")
    assert "第2件" in walk.text()
    assert "q=%E5%8A%A9%E9%A4%90" in str(walk.css_first("a").attributes["href"])
    assert str(walk.css_first("a[rel=prev]").attributes["href"]) == hrefs[0].partition("#")[0]


def test_an_earlier_version_shows_what_changed(site: TestClient) -> None:
    """The reply says that it was changed; the old version shows the sentence, taken out and in."""
    assert any("第1版于" in warning for warning in texts(page(site, LONG), ".warn"))
    old = page(site, f"{LONG}/v1")
    assert any("26家" in text for text in texts(old, "del"))
    assert any("27家" in text for text in texts(old, "ins"))
    current = site.get(f"{LONG}/v2", follow_redirects=False)
    assert (current.status_code, current.headers["location"]) == (302, LONG)
    page(site, f"{LONG}/v9", 404)


def test_ordinals_stand_on_lines_of_their_own_when_asked(site: TestClient) -> None:
    """?view=list, and large text, show 一是, 二是 as a list."""
    assert page(site, f"{LONG}?view=list").css(".reply.as-list")
    site.cookies.set("big", "1")
    assert page(site, LONG).css(".reply.as-list")


def test_the_citation_names_the_paragraph_of_the_first_hit(site: TestClient) -> None:
    """Coming from a search, the citation points at the passage that was found."""
    tree = page(site, f"{LONG}?q=社会监督员")
    target = tree.css_first("mark.hit").parent
    while target is not None and not (target.attributes.get("id") or "").startswith("p"):
        target = target.parent
    assert target is not None
    assert tree.css_first("#cite-paragraph").text().endswith(f"#{target.attributes['id']}")


def test_the_handler_is_masked_in_linked_data_and_page(site: TestClient) -> None:
    """JSON-LD is a Report and holds nothing of the handler."""
    report = site.get(f"{LONG}.jsonld").json()
    assert report["@type"] == "Report"
    assert report["reportNumber"] == "浦养老〔2025〕12号"
    assert "甄予安" not in str(report)


def test_a_corrected_field_is_marked() -> None:
    """人工更正 stands in the line of the card that a person corrected."""
    dossier = next(samples.letters())
    note = Problem("corrected", "成文日期：人工更正为“2025-05-14”；张三，2026-01-02：原件模糊")
    rows = {row.label: row for row in card(replace(dossier, problems=(note,)))}
    assert rows["答复日期"].corrected
    assert not rows["承办单位"].corrected


@pytest.mark.parametrize("address", [LONG, SCANNED])
def test_every_paragraph_has_its_link(site: TestClient, address: str) -> None:
    """¶N counts from 1 without a gap, each with a spoken name."""
    links = page(site, address).css(".letter .pn")
    assert [a.attributes["href"] for a in links] == [f"#p{n}" for n in range(1, len(links) + 1)]
    assert links[0].attributes["aria-label"] == "第1段链接"
