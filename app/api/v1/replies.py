"""/api/v1/replies: the list, what changed since a moment, one reply and its parts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection

from app.api.answers.beside import beside
from app.api.answers.cards import CARD_FIELDS, card_of, card_of_hit, facet_value, narrowed
from app.api.answers.replies import (
    FullReply,
    Match,
    Original,
    Replies,
    Text,
    Tombstone,
    Version,
)
from app.api.protocol.answering import answered, base_of, listed
from app.api.protocol.asking import AskedPage, AskedReplies, Part
from app.api.protocol.cursors import bad, moment_after, written
from app.api.protocol.problems import BadParameters, Fault
from app.api.protocol.resource import Id, Nothing, resource, standing
from app.api.v1 import PREFIX
from app.codec import Json, dossier_json, plain, written_plain
from app.errors import BadInput
from app.model import Source
from app.search.results import Results, matching, search
from app.store.around import company
from app.store.changes import Change, change_count, changes
from app.store.originals import original
from app.store.replies import Stored, earlier, load_many
from app.web import urls
from app.web.deps import Reading, Site, TheSite

router = APIRouter(prefix=PREFIX, tags=["答复"])


@resource(router, "/replies", Replies, example="/api/v1/replies?q=孵化器&size=1&facets=kind")
def replies(
    request: Request,
    site: TheSite,
    connection: Reading,
    asked: Annotated[AskedReplies, Query()],
) -> Response:
    """检索答复，或列出某时以后的变化。

    没有检索词时按日期从新到旧。`modified_since` 用于同步：记下收到的最大 `modified`，下次从它开始。
    """
    unknown = [name for name in asked.fields if name not in CARD_FIELDS]
    if unknown:
        raise BadParameters(*(Fault("fields", f"没有 {name} 这个字段") for name in unknown))
    if asked.modified_since is not None:
        return _changed(request, site, connection, asked, asked.modified_since)
    found = found_by(connection, asked, site.settings.query_seconds, bool(asked.facet_names()))
    hits = [(hit, Match.MOST if hit.loose else Match.ALL) for hit in found.hits]
    hits += [(hit, Match.MOST) for hit in found.near]
    parts = _parts(connection, [hit.rowid for hit, _ in hits], asked.include)
    base = base_of(request)
    shape = {
        "data": [
            narrowed(card_of_hit(hit, base, match), asked.fields, parts.get(hit.rowid, {}))
            for hit, match in hits
        ],
        "next": found.cursor,
        "total": found.total,
        "facets": _facets(found, asked.facet_names()),
        "reading": found.reading,
        "notes": found.notes,
    }
    response = listed(request, shape, written_plain)
    if found.partial:  # the same revision will answer otherwise once the index is whole
        response.headers["Cache-Control"] = "no-store"
    return response


@resource(router, "/replies/{id}", FullReply, example="/api/v1/replies/{id}")
def reply(request: Request, connection: Reading, id: Id, asked: Nothing) -> Response:
    """一件答复的全部内容。"""
    return answered(full(request, connection, standing(request, connection, id)))


@resource(router, "/replies/{id}/text", Text, example="/api/v1/replies/{id}/text")
def reply_text(request: Request, connection: Reading, id: Id, asked: Nothing) -> Response:
    """一件答复的全文：清洁文本和收到的文字。"""
    stored = standing(request, connection, id)
    url = base_of(request) + urls.reply(stored.id)
    dossier = stored.dossier
    return answered(Text(stored.id, url, stored.version, dossier.text, dossier.received))


@resource(
    router,
    "/replies/{id}/original",
    None,
    example="/api/v1/replies/{id}/original",
    media_type="application/octet-stream",
)
def reply_original(
    request: Request, site: TheSite, connection: Reading, id: Id, asked: Nothing
) -> Response:
    """收到的原始文件，一个字节不改；总是作为附件下载。"""
    source = standing(request, connection, id).dossier.source
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(source.name)}",
        "X-Content-Type-Options": "nosniff",
    }
    content = original(site.settings.data, source.sha256)
    return Response(content, headers=headers, media_type="application/octet-stream")


def found_by(
    connection: Connection, asked: AskedPage, seconds: float, facets: bool = False
) -> Results:
    """Return one page of the search asked for."""
    query, filters = asked.query(), asked.filters()
    try:
        return search(
            connection,
            query,
            filters,
            sort=asked.sort,
            size=asked.size,
            cursor=asked.cursor,
            facets=facets,
            seconds=seconds,
        )
    except BadInput:  # what search says of a cursor that is not its own
        raise bad() from None


def full(request: Request, connection: Connection, stored: Stored) -> Json:
    """Return a stored reply in the shape of `inspect --json`, and where to find it."""
    base, source = base_of(request), stored.dossier.source
    past = tuple(
        Version(
            old.version,
            base + urls.version(stored.id, old.version),
            old.sha256,
            old.replaced,
        )
        for old in earlier(connection, stored.id)
    )
    now = Version(stored.version, base + urls.reply(stored.id), source.sha256, None)
    where = base + urls.api_original(stored.id)
    shape: Json = dossier_json(stored.dossier) | plain(
        {
            "id": stored.id,
            "url": now.url,
            "version": stored.version,
            "versions": (*past, now),
            "original": Original(where, *_plain_source(source)),
            **beside(stored.id, company(connection, [stored.id])[stored.id], base),
            "added": stored.added,
            "modified": stored.modified,
        }
    )
    return shape


def _plain_source(source: Source) -> tuple[str, str, str, int]:
    return source.name, source.media_type, source.sha256, source.size


def _changed(
    request: Request, site: Site, connection: Connection, asked: AskedReplies, since: datetime
) -> Response:
    """Answer what changed since a moment, withdrawn replies as tombstones."""
    if asked.sort is not None:
        raise BadParameters(Fault("sort", "不能和 modified_since 同用：变化总是按先后给出"))
    page, total = _changes(site, connection, asked, since)
    stored = load_many(connection, [c.rowid for c in page[: asked.size] if c.rowid is not None])
    base = base_of(request)
    data = [
        Tombstone(change.id, True, change.modified)
        if change.rowid is None
        else narrowed(
            plain(card_of(stored[change.rowid], base)),
            asked.fields,
            _parts_of(stored[change.rowid], asked.include),
        )
        for change in page[: asked.size]
    ]
    last = page[asked.size - 1] if len(page) > asked.size else None
    following = written((last.modified.isoformat(), last.id)) if last else None
    shape = {"data": data, "next": following, "total": total}
    return listed(request, shape | {"facets": {}, "reading": None, "notes": ()})


def _changes(
    site: Site, connection: Connection, asked: AskedReplies, since: datetime
) -> tuple[tuple[Change, ...], int]:
    """Return the changes of this page and one more, and how many there are in all."""
    after = moment_after(asked.cursor)
    query, filters = asked.query(), asked.filters()
    if query.empty and filters.empty:
        page = changes(connection, since, after, asked.size + 1)
        return page, change_count(connection, since)
    wanted = {None, *matching(connection, query, filters, seconds=site.settings.query_seconds)}
    every = [change for change in changes(connection, since) if change.rowid in wanted]
    following = [c for c in every if after is None or (c.modified, c.id) > after]
    return tuple(following[: asked.size + 1]), len(every)


def _parts(connection: Connection, rowids: list[int], include: list[Part]) -> dict[int, Json]:
    if not include:
        return {}
    stored = load_many(connection, rowids)
    return {rowid: _parts_of(one, include) for rowid, one in stored.items()}


def _parts_of(stored: Stored, include: list[Part]) -> Json:
    return {part: plain(getattr(stored.dossier, part)) for part in include}


def _facets(found: Results, names: tuple[str, ...]) -> dict[str, list[Json]]:
    """Return the facets as they are written: hundreds of values, so none is made a noun first."""
    return {
        facet.name: [facet_value(tally) for tally in facet.values]
        for facet in found.facets
        if facet.name in names
    }
