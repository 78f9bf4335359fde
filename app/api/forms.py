"""/r/{id} in other forms: JSON, plain text, and JSON-LD for search engines and libraries.

JSON-LD is a document of its own and not a `<script>` in the page: the page then holds no script
without an address at all, which one search of the templates can prove (UI.md rule 3).
"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from app.api.answers.replies import FullReply
from app.api.protocol.answering import answered, base_of
from app.api.protocol.resource import Id, Nothing, resource, standing
from app.api.v1.replies import full
from app.codec import Json
from app.model import Place
from app.store.replies import Stored
from app.web import urls
from app.web.deps import Reading
from app.web.letter import traditional

router = APIRouter(tags=["订阅和发现"])

TEXT = "text/plain; charset=utf-8"
LINKED = "application/ld+json"


@resource(router, "/r/{id}.json", FullReply, example="/r/{id}.json")
def reply_json(request: Request, connection: Reading, id: Id, asked: Nothing) -> Response:
    """一件答复，同 /api/v1/replies/{id}。"""
    return answered(full(request, connection, standing(request, connection, id)))


@resource(router, "/r/{id}.txt", None, example="/r/{id}.txt", media_type=TEXT)
def reply_plain(request: Request, connection: Reading, id: Id, asked: Nothing) -> Response:
    """一件答复的清洁文本，末尾是出处。"""
    stored = standing(request, connection, id)
    reply, url = stored.dossier.reply, base_of(request) + urls.reply(stored.id)
    said = [*reply.agencies, f"《{reply.heading}》", reply.document_number, reply.dated, url]
    cited = "，".join(str(part) for part in said if part)
    return PlainTextResponse(f"{stored.dossier.text}\n\n——\n{cited}\n")


@resource(router, "/r/{id}.jsonld", None, example="/r/{id}.jsonld", media_type=LINKED)
def reply_linked_data(request: Request, connection: Reading, id: Id, asked: Nothing) -> Response:
    """一件答复的 schema.org 描述（Report）。"""
    stored = standing(request, connection, id)
    response = answered(report(stored, base_of(request)))
    response.headers["content-type"] = LINKED
    return response


def report(stored: Stored, base: str) -> Json:
    """Return the reply as a schema.org Report; what the letter does not print is left out."""
    reply, url = stored.dossier.reply, base + urls.reply(stored.id)
    said: Json = {
        "@context": "https://schema.org",
        "@type": "Report",
        "@id": url,
        "url": url,
        "name": reply.heading,
        "inLanguage": "zh-Hant" if traditional(stored.dossier.text) else "zh-Hans",
        "identifier": stored.id,
        "reportNumber": reply.document_number,
        "about": reply.title and {"@type": "CreativeWork", "name": reply.title},
        "datePublished": reply.dated or reply.published,
        "dateModified": stored.modified,
        "author": [{"@type": "GovernmentOrganization", "name": name} for name in reply.agencies],
        "contributor": [
            {"@type": "GovernmentOrganization", "name": name} for name in reply.co_handlers
        ],
        "spatialCoverage": _where(reply.place),
        "keywords": [theme.label for theme in stored.dossier.themes],
        "isAccessibleForFree": True,
        "encoding": [
            {
                "@type": "MediaObject",
                "contentUrl": base + urls.api_original(stored.id),
                "encodingFormat": stored.dossier.source.media_type,
                "sha256": stored.dossier.source.sha256,
            }
        ],
    }
    return {name: value for name, value in said.items() if value not in (None, [])}


def _where(place: Place | None) -> Json | None:
    if place is None:
        return None
    names = dict.fromkeys(filter(None, (place.province, place.city, place.district)))
    said: Json = {"@type": "AdministrativeArea", "name": "".join(names)}
    if place.code:
        said["identifier"] = place.code
    return said
