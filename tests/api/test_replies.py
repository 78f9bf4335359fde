"""The list of replies, its pages, its changes, and one reply."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.codec import dossier_json
from app.config import Settings
from app.ingest.corrections import correct
from app.ingest.run import Archive, ingest
from app.pipeline import process_bytes
from app.privacy import public
from app.store.saving import Arrival, save, withdraw
from app.web.main import create_app
from tests.ingest.test_ingest import letter

LIST = "/api/v1/replies"


def ids(client: TestClient, **parameters: Any) -> list[str]:
    """Every id of a list, page by page."""
    found: list[str] = []
    while True:
        body = client.get(LIST, params=parameters).json()
        found += [card["id"] for card in body["data"] if card.get("match") != "most"]
        if body["next"] is None:
            return found
        parameters["cursor"] = body["next"]


def test_an_empty_archive_answers_an_empty_list(empty_client: TestClient) -> None:
    """Nothing there is not an error."""
    body = empty_client.get(LIST).json()
    assert (body["data"], body["next"], body["total"]) == ([], None, 0)


def test_the_envelope_holds_data_next_total_and_facets(client: TestClient) -> None:
    """A list without words gives all, with the facets of the search page."""
    body = client.get(LIST).json()
    assert body["total"] == len(body["data"]) == 5
    assert set(body["facets"]) >= {"kind", "outcome", "year"}
    assert sum(value["count"] for value in body["facets"]["kind"]) == 5


def test_pages_joined_are_the_list(client: TestClient) -> None:
    """Reading by two gives what reading at once gives, none twice."""
    assert ids(client, size=2) == ids(client)
    assert len(set(ids(client, size=1))) == 5


def test_the_next_page_is_linked(client: TestClient) -> None:
    """Link: rel=next leads to the page behind the cursor."""
    response = client.get(LIST, params={"q": "孵化器", "size": 1})
    assert response.links["next"]["url"].startswith("http://testserver/api/v1/replies?")
    onward = client.get(response.links["next"]["url"]).json()
    assert onward["data"][0]["id"] != response.json()["data"][0]["id"]


def test_the_last_page_has_no_next(client: TestClient) -> None:
    """At the end `next` is null and there is no link."""
    response = client.get(LIST)
    assert response.json()["next"] is None
    assert "link" not in response.headers


def test_snippets_show_the_words_by_their_span(client: TestClient) -> None:
    """A snippet is cut from the clean text at its span, and its pieces join to it."""
    card = client.get(LIST, params={"q": "孵化器", "size": 1}).json()["data"][0]
    text = client.get(f"{LIST}/{card['id']}").json()["text"]
    for snippet in card["snippets"]:
        assert snippet["text"] == text[snippet["start"] : snippet["end"]]
        marked = {piece["text"] for piece in snippet["pieces"] if piece["marked"]}
        assert "孵化器" in marked


def test_a_letter_found_and_a_letter_that_changed_are_told_alike(client: TestClient) -> None:
    """The list of hits is written straight from rows, that of changes from the dossiers."""
    found = client.get("/api/v1/replies?size=100").json()["data"]
    changed = client.get("/api/v1/replies?size=100&modified_since=2000-01-01T00:00:00Z").json()
    alike = {card["id"]: card | {"snippets": []} for card in found}
    assert alike == {card["id"]: card for card in changed["data"]}


def test_only_the_facets_asked_for_are_counted(client: TestClient) -> None:
    """facets=kind,year gives these two, facets=none nothing."""
    asked = client.get(LIST, params={"facets": "kind,year"}).json()["facets"]
    assert set(asked) == {"kind", "year"}
    assert client.get(LIST, params={"facets": "none"}).json()["facets"] == {}


def test_only_the_fields_asked_for_are_given(client: TestClient) -> None:
    """fields=heading,url gives these, and the id always."""
    card = client.get(LIST, params={"fields": "heading,url"}).json()["data"][0]
    assert set(card) == {"id", "heading", "url"}


def test_parts_of_the_letters_come_along_when_asked_for(client: TestClient) -> None:
    """include=text,pledges adds them to each card."""
    card = client.get(LIST, params={"include": "text,pledges"}).json()["data"][0]
    whole = client.get(f"{LIST}/{card['id']}").json()
    assert card["text"] == whole["text"]
    assert card["pledges"] == whole["pledges"]


def test_a_reply_is_what_inspect_says_of_the_file(client: TestClient, seeds: Any) -> None:
    """The stored dossier, masked, in the shape of `inspect --json`."""
    for card in client.get(LIST).json()["data"]:
        stored = client.get(f"{LIST}/{card['id']}").json()
        file = seeds / stored["source"]["name"]
        (dossier,) = process_bytes(file.read_bytes(), file.name)
        shape = json.loads(json.dumps(dossier_json(public(dossier, "mask"))))
        shape["reply"]["id"] = card["id"]
        assert {name: stored[name] for name in shape} == shape


def test_the_original_comes_back_byte_for_byte(client: TestClient, seeds: Any) -> None:
    """It is an attachment under its own name, and never sniffed."""
    reply = client.get(f"{LIST}/{client.get(LIST).json()['data'][0]['id']}").json()
    response = client.get(reply["original"]["url"])
    assert response.content == (seeds / reply["original"]["name"]).read_bytes()
    assert response.headers["content-disposition"].startswith("attachment")
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.fixture
def changing(own_archive: Archive) -> tuple[Archive, TestClient]:
    """A site over an archive that the test changes."""
    return own_archive, TestClient(create_app(Settings(data=own_archive.folder)))


def keep(archive: Archive, text: str) -> str:
    (dossier,) = process_bytes(text.encode(), "a.txt")
    with archive.engine.begin() as connection:
        return save(connection, dossier, Arrival("a.txt", 1, "text/plain", "0")).id


def test_a_client_that_syncs_learns_of_a_withdrawal(changing: tuple[Archive, TestClient]) -> None:
    """modified_since gives what was written and, as tombstones, what was withdrawn."""
    archive, client = changing
    kept = keep(archive, "关于第1号提案的答复\n张三委员：\n您的提案收悉，现答复如下。")
    gone = keep(archive, "关于第2号提案的答复\n李四委员：\n您的提案收悉，现答复如下。")
    with archive.engine.begin() as connection:
        withdraw(connection, gone, "试验")
    body = client.get(LIST, params={"modified_since": "2020-01-01T00:00:00Z"}).json()
    assert [item["id"] for item in body["data"]] == [kept, gone]
    assert body["total"] == 2
    assert body["data"][1] == {
        "id": gone,
        "deleted": True,
        "modified": body["data"][1]["modified"],
    }
    assert client.get(f"{LIST}/{gone}").status_code == 410


def test_a_client_that_syncs_learns_of_an_id_that_was_left(
    changing: tuple[Archive, TestClient], tmp_path: Path
) -> None:
    """A reply that moves comes once more under its new id, and the old one as a tombstone."""
    archive, client = changing
    ingest(archive, [letter(tmp_path / "in", "a.txt")])
    old = "310117-zx-6-4-077"
    body = client.get(LIST, params={"modified_since": "2020-01-01T00:00:00Z"}).json()
    assert [item["id"] for item in body["data"]] == [old]
    since = body["data"][0]["modified"]
    with archive.engine.begin() as connection:
        new = correct(connection, archive.folder, old, {"案号": "078"}, "张三", "核对").id
    body = client.get(LIST, params={"modified_since": since}).json()
    assert {(item["id"], item.get("deleted", False)) for item in body["data"]} == {
        (old, True),
        (new, False),
    }
    assert body["total"] == 2
    assert client.get(f"{LIST}/{old}", follow_redirects=False).status_code == 308
    with archive.engine.begin() as connection:
        correct(connection, archive.folder, new, {"案号": "077"}, "张三", "原来就对")
    body = client.get(LIST, params={"modified_since": "2020-01-01T00:00:00Z"}).json()
    assert {item["id"]: item.get("deleted", False) for item in body["data"]} == {
        old: False,
        new: True,
    }


def test_syncing_by_pages_gives_each_change_once(changing: tuple[Archive, TestClient]) -> None:
    """The cursor of a sync stands behind a change, whatever comes after it."""
    archive, client = changing
    old = [keep(archive, f"关于第{n}号提案的答复\n张三委员：\n现答复如下。") for n in range(1, 6)]
    parameters: dict[str, Any] = {"modified_since": "2020-01-01T00:00:00Z", "size": 2}
    found: list[str] = []
    while True:
        body = client.get(LIST, params=parameters).json()
        found += [item["id"] for item in body["data"]]
        if len(found) == 2:
            old.append(keep(archive, "关于第9号提案的答复\n张三委员：\n现答复如下。"))
        if body["next"] is None:
            break
        parameters["cursor"] = body["next"]
    assert found == old
