"""From an item to the page a citizen reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from api.limits import MAX_SEARCH_LENGTH
from assistance.chat.addresses import chat_url
from assistance.chat.offering import offers_chat
from assistance.chat.site import LANGUAGE, NEW
from assistance.quick_exit import is_chat_apart
from assistance.quick_exit import script as quick_exit_script
from content_models.languages import bcp47, django_code, interface_language
from content_models.paths import SEARCH_PATH, SUMMARIES_PATH
from content_models.shapes.documents import Item
from delivery.state_view import StateView
from tenants.models import TenantPhone

from .descriptions import description_of
from .footnotes import Footnotes
from .navigation import emergencies, public_sections, trail
from .opening import RENEWED, script_of_hours
from .pages import present
from .searching import search_for
from .security import secure
from .visit import Visit, prefix_of

NO_STORE = "private, no-store"
AT_THE_TOP = (TenantPhone.Purpose.EMERGENCY, TenantPhone.Purpose.HELP_LINE, TenantPhone.Purpose.WOMEN)


def render_item(visit: Visit, item: Item) -> HttpResponse:
    """Return the page of an item."""
    with translation.override(interface_language(visit.view.locale)):
        notes = Footnotes()
        template, context = present(visit, item, notes)
        shared = {
            "item": item,
            "title": title_of(item),
            "description": description_of(item),
            "trail": trail(visit, item["path"]),
            "footnotes": notes.listed,
            "has_unverified_notes": not all(note.is_verified for note in notes.listed),
            "is_overdue": visit.view.is_review_overdue(item, visit.now),
            "languages": languages_of(visit, lambda view: _path_of(view, item)),
        }
        return respond(visit, template, {**context, **shared}, is_sensitive=needs_quick_exit(item))


def render_search(visit: Visit, typed: str) -> HttpResponse:
    """Return the search page for what was typed; no cache may store it, as it reveals the query."""
    with translation.override(interface_language(visit.view.locale)):
        return respond(
            visit,
            "portal/search.html",
            {
                "search": search_for(visit, typed),
                "emergency": emergency_number(visit.tenant.phones),
                "emergencies": emergencies(visit),
                "languages": languages_of(visit, lambda _view: f"{SEARCH_PATH}?{urlencode({'q': typed})}"),
            },
            is_sensitive=True,
        )


def respond(
    visit: Visit,
    template: str,
    context: Mapping[str, Any],
    status: int = HTTPStatus.OK,
    *,
    is_sensitive: bool = False,
    hides_query: bool = False,
    page_script: str = "",
) -> HttpResponse:
    """Return a page of the portal: the template with its context within header, emergency numbers and sections.

    Args:
        is_sensitive: whether reading it may put somebody in danger; then no cache keeps it, and a preview has the quick
            exit, too, as every page of the site.
        hides_query: whether a script takes the query out of the address bar.
        page_script: one more script, which the template writes as `page_script`; a file of ours.
    """
    language = interface_language(visit.view.locale)
    with translation.override(language):
        tenant = visit.tenant
        style = _style(tenant.theme)
        script = quick_exit_script() if is_sensitive or not visit.is_preview else ""
        shared = {
            "visit": visit,
            "tenant": tenant,
            "numbers": first_numbers(tenant.phones),
            "chat_href": _chat_address(visit),
            "is_without_chat": not visit.is_preview and not offers_chat(visit.tenant.id),
            "prefix": visit.prefix,
            "home_href": visit.link("/"),
            "search_href": visit.link(SEARCH_PATH),
            "summaries_href": visit.link(SUMMARIES_PATH),
            "most_characters": MAX_SEARCH_LENGTH,
            "sections": public_sections(visit),
            "interface_language": bcp47(language),
            "style": mark_safe(style),  # colours only, see _style
            "has_quick_exit": is_sensitive or not visit.is_preview,  # without a script it follows nobody to other pages
            "is_sensitive": is_sensitive,
            "hides_query": hides_query,
            "quick_exit_url": settings.QUICK_EXIT_URL,
            "quick_exit_script": mark_safe(script),  # a file of ours
            "is_chat_apart": is_chat_apart(),
            "page_script": mark_safe(page_script),  # same
        }
        html: str = render_to_string(template, {**shared, **context})
        of_hours = script_of_hours() if RENEWED in html and not visit.is_preview else ""
        if of_hours:
            html = f"<script>{of_hours}</script>\n</body>".join(html.rsplit("</body>", 1))
    response = HttpResponse(html, status=status)
    response["Content-Language"] = visit.view.locale
    response["Cache-Control"] = NO_STORE if visit.is_preview or is_sensitive else "no-cache"
    secure(
        response,
        inline_style=style,
        inline_scripts=[one for one in (script, page_script, of_hours) if one],
        is_framed=visit.is_preview,
        has_forms=visit.is_whole_site or not visit.is_preview or len(visit.preview_states) > 1,
    )
    return response


def _chat_address(visit: Visit) -> str:
    """Return where people chat with the state; empty: nobody answers there, or somebody only looks at the pages."""
    if visit.is_preview or not visit.host or not offers_chat(visit.tenant.id):
        return ""
    language = {} if visit.view.locale == visit.first_locale else {LANGUAGE: visit.view.locale}
    return f"{chat_url(visit.host)}?{urlencode({NEW: '1', **language})}"


def moved_with_query(address: str, query: QueryDict) -> HttpResponse:
    """Return a permanent redirect that repeats the query, which reveals what was answered or typed: no cache keeps it.

    Nor is it told to where it leads from.
    """
    response = HttpResponsePermanentRedirect(f"{address}?{query.urlencode()}".removesuffix("?"))
    response["Cache-Control"] = NO_STORE
    secure(response)
    return response


def first_numbers(phones: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the numbers that stand at the top of every page: the first for each need that cannot wait."""
    by_purpose: dict[str, Mapping[str, Any]] = {}
    for phone in phones:
        by_purpose.setdefault(phone["purpose"], phone)
    return [by_purpose[purpose] for purpose in AT_THE_TOP if purpose in by_purpose]


def emergency_number(phones: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the number to call in danger: the state's, or the national one."""
    emergencies = (phone for phone in phones if phone["purpose"] == TenantPhone.Purpose.EMERGENCY)
    return next(emergencies, {"display": "911", "dial": "911"})


def womens_line(phones: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return the first line for women of a state; None: it has none."""
    return next((phone for phone in phones if phone["purpose"] == TenantPhone.Purpose.WOMEN), None)


def title_of(item: Item) -> str:
    """Return what the page is called: the question of a guidance page, the name of an office."""
    match item["kind"]:
        case "GUIDANCE":
            named = item["question"]
        case "TERM":
            named = item["term"]
        case "OFFICE":
            named = item["name"]
        case _:
            named = ""
    return named or item["title"]


def _style(theme: Mapping[str, Any]) -> str:
    """The state's colours as CSS; anything but `#rrggbb` was refused when they were saved."""
    return f":root{{--primary:{theme['primaryColor']};--secondary:{theme['secondaryColor']}}}"


def languages_of(visit: Visit, path_in: Callable[[StateView], str | None]) -> list[dict[str, Any]]:
    """The same page in every language of the state; none when there is only one.

    Args:
        path_in: where it is in a language; None: nowhere.
    """
    if len(visit.view.locales) < 2:
        return []
    names = dict(settings.LANGUAGES)
    found = ((locale, path_in(visit.in_locale(locale).view)) for locale in visit.view.locales)
    return [
        {
            "locale": locale,
            "name": names.get(django_code(locale), locale),
            "href": visit.origin + prefix_of(visit.view, locale) + path,
            "is_current": locale == visit.view.locale,
        }
        for locale, path in found
        if path
    ]


def _path_of(view: StateView, item: Item) -> str | None:
    other = view.item(item["key"])
    return None if other is None else str(other["path"])


def needs_quick_exit(item: Item | None) -> bool:
    """Whether a page must be left quickly, and leave no trace."""
    return bool(item is not None and item.get("isSensitive"))
