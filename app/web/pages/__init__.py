"""Pages: a dataclass and a function a page; templates only print what the dataclass holds."""

from app.web.pages import (
    compare,
    directories,
    draft,
    figures,
    home,
    info,
    listing,
    pledges,
    profiles,
    reply,
    search,
    texts,
)

# in the order in which addresses are tried: lists before entries
ROUTERS = (
    home.router,
    search.router,
    texts.router,
    reply.router,
    directories.router,
    listing.router,
    profiles.router,
    figures.router,
    pledges.router,
    compare.router,
    draft.router,
    info.router,
)
