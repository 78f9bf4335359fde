"""What stands beside a reply: its files, its attachments, other replies of the same words."""

from __future__ import annotations

from collections.abc import Iterable

from app.api.answers.replies import Original, Same
from app.codec import Json
from app.store.around import Company, File
from app.web import urls


def beside(id: str, company: Company, base: str) -> Json:
    """Return what a reply's answer says of its files and of other replies of the same words."""

    def listed(files: Iterable[File]) -> tuple[Original, ...]:
        return tuple(
            Original(base + urls.file(id, f.sha256), f.name, f.media_type, f.sha256, f.size)
            for f in files
        )

    return {
        "files": listed(company.files),
        "attachments": listed(company.attachments),
        "same_text": tuple(Same(one.id, base + urls.reply(one.id)) for one in company.same),
    }
