"""Which page of a state's site was visited."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from assistance.models import VisitKind
from assistance.visits.counting import count_visit
from content_models.choices import Channel
from content_models.kinds import ItemKind
from content_models.paths import GUIDES_PATH, SEARCH_PATH

from .visit import Visit


def count_page(request: HttpRequest, response: HttpResponse, visit: Visit, path: str) -> None:
    """Count the visit of a page that somebody reads; not what a browser loads in advance, and no redirect."""
    is_read = request.method == "GET" and response.status_code == HTTPStatus.OK
    if is_read and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        kind, topic_key = _page_at(visit, path)
        user_agent = request.headers.get("User-Agent", "")
        count_visit(visit.tenant.code, Channel.WEB, kind, topic_key, user_agent=user_agent)


def _page_at(visit: Visit, path: str) -> tuple[VisitKind, str]:
    if path == SEARCH_PATH:
        return VisitKind.SEARCH, ""
    if path.startswith(GUIDES_PATH):
        script = visit.view.by_slug(ItemKind.SCRIPT, path.removeprefix(GUIDES_PATH).removesuffix("/"))
        return VisitKind.GUIDE, (script["topicKey"] or "") if script and script["kind"] == "SCRIPT" else ""
    item = visit.view.resolve(path).item
    if item is None:
        return VisitKind.HOME, ""
    return VisitKind[item["kind"]], item["key"] if item["kind"] == ItemKind.GUIDANCE else ""
