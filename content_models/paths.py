"""Where an item stands: `/` for a tree's home, `/victima/como-denunciar/` below it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wagtail.models import Page

ROOT_DEPTH = 2
"""Depth of a tree's home; Wagtail's own root has depth 1."""


SEARCH_PATH = "/buscar/"
"""Where a state's site searches."""

GUIDES_PATH = "/guia/"
"""Where a state's site has its guides, each below it."""

SUMMARIES_PATH = "/resumen/"
"""Where a state's site shows the summary of a call, by its code or by a signed link."""

OF_THE_SITE = frozenset(
    {
        ".well-known",
        "admin",
        "buscar",
        "chat",
        "documents",
        "graphql",
        "guia",
        "healthz",
        "media",
        "mesa",
        "metrics",
        "readyz",
        "resumen",
        "rich-text.schema.json",
        "robots.txt",
        "schema.graphql",
        "sitemap.xml",
        "static",
    }
)
"""Paths that the site itself answers, with all below them: a page there would never be shown."""


def is_of_the_site(path: str) -> bool:
    """Whether the site itself answers at this path, and so no page can."""
    return path.strip("/").partition("/")[0] in OF_THE_SITE


def stored_path_of(page: "Page") -> str:
    """Return the path of a page as it is stored, without a query: Wagtail keeps all slugs down to it in `url_path`.

    For lists; a draft's changed slug is not in it.
    """
    _before, _home, below = page.url_path.split("/", 2)
    return f"/{below}"


def root_path_of(page: "Page") -> str:
    """Return the tree path (treebeard's) of the home above a page, without a query."""
    return page.path[: page.steplen * ROOT_DEPTH]
