"""How each page of the chat is answered: by a state's host, in its language, kept by nobody, and with 911 at hand."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from django.views.decorators.csrf import csrf_exempt

from assistance.quick_exit import is_chat_apart
from assistance.quick_exit import script as quick_exit_script
from content_models.languages import bcp47, interface_language, language_name
from publishing.errors import StoreUnavailable
from tenants.area_codes import states_of_area
from tenants.built_frontend import is_built
from tenants.edge import IdentityUnavailable
from tenants.errors import NO_ANSWER
from tenants.models import Tenant, TenantPhone
from tenants.phones import COUNTRY_CALLING_CODE, tel_address

from . import sessions
from .call_requests import windows_for_visitors
from .framing import ANY
from .security import secure
from .sessions import access_of
from .site import LANGUAGE, NEW, ChatSite, site_of
from .visitor_access import Access

logger = logging.getLogger(__name__)

UNAVAILABLE = (StoreUnavailable, IdentityUnavailable, *NO_ANSWER)
LIVELIER = (
    "chat/gate.html",
    "chat/privacy.html",
    "chat/begin.html",
    "chat/conversation.html",
    "chat/call_promised.html",
    "chat/no_conversation.html",
)
"""What a script goes on with, where there is one."""

RETRY_AFTER_SECONDS = 5
MOST_GUIDES = 6
EMERGENCY = {"label": "", "display": "911", "href": "tel:911"}


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A request for a page: of which chat, and in which conversation the browser is."""

    request: HttpRequest
    site: ChatSite
    access: Access | None

    def render(
        self, template: str, context: Mapping[str, Any] | None = None, status: int = HTTPStatus.OK
    ) -> HttpResponse:
        """Return a page of the chat."""
        return page_of(self, template, context or {}, status)

    def in_language(self, language: str) -> PageRequest:
        """The same request, in the language of a conversation."""
        if bcp47(language) == self.site.view.locale or bcp47(language) not in self.site.view.locales:
            return self
        return PageRequest(self.request, site_of(self.request, language), self.access)


View = Callable[..., HttpResponse]


def chat_page(*methods: str, is_shown_after_leaving: bool = False) -> Callable[[View], Callable[..., HttpResponse]]:
    """Make a view a page of the chat: it gets its `PageRequest`, and its words are in the page's language.

    A database that does not answer costs a page (503) with 911 on it, and what was typed to be sent again.

    Args:
        is_shown_after_leaving: whether it is also there in a browser that has left quickly.
    """

    def decorate(view: View) -> Callable[..., HttpResponse]:
        # The services open their transactions. Forms have tokens of their own, bound to their conversation: Django's
        # would be one more cookie, and there is none before somebody has begun.
        @transaction.non_atomic_requests
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, **named: Any) -> HttpResponse:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            try:
                site = site_of(request)
                page = PageRequest(request, site, access_of(request, site.tenant.id))
                with translation.override(site.interface_language):
                    if NEW in request.GET and request.method != "POST" and not is_shown_after_leaving:
                        return _begin_anew(request, site)
                    if sessions.has_left(request) and not is_shown_after_leaving:
                        return nothing(request, site)
                    if site.is_framed and site.is_key_refused and not is_shown_after_leaving:
                        return _key_refused(request)
                    return view(page, **named)
            except UNAVAILABLE:
                logger.exception("The chat cannot reach its database.")
                return _unavailable(request)

        return answer

    return decorate


def page_of(page: PageRequest, template: str, context: Mapping[str, Any], status: int) -> HttpResponse:
    """Return a page: its template within the head, the quick exit and the style of the state."""
    site = page.site
    language = site.interface_language
    with translation.override(language):
        theme = site.tenant.theme
        # Colours only: anything but `#rrggbb` was refused when they were saved.
        style = f":root{{--primary:{theme['primaryColor']};--secondary:{theme['secondaryColor']}}}"
        script = quick_exit_script()
        emergency, helping, others = numbers_of(site)
        shared = {
            "site": site,
            "tenant": site.tenant,
            "state_name": site.tenant.name,
            "interface_language": bcp47(language),
            "style": mark_safe(style),
            "quick_exit_script": mark_safe(script),  # a file of ours
            "is_chat_apart": is_chat_apart(),
            "exit_href": site.link("leave"),
            "emergency": emergency,
            "helping": [*helping, *others],
            "helping_lines": helping,
            "help_line": help_line_of(site),
            "other_lines": others,
            "entry": entry_of(language),
        }
        if template in LIVELIER and is_built(entry_of(language)):
            shared |= {"is_live": True, "all_guides": guides_of(site, most=None), "call_href": call_href_of(site)}
        html = render_to_string(template, {**shared, **context})
    response = HttpResponse(html, status=status)
    response["Content-Language"] = site.view.locale
    secure(page.request, response, style=style, scripts=[script], framing=site.framing)
    return response


def call_href_of(site: ChatSite) -> str:
    """Return the address of the page on which somebody asks to be called; empty: no call can be promised."""
    tenant = Tenant.objects.get(pk=site.tenant.id)
    return site.link("call") if windows_for_visitors(tenant=tenant, now=site.now) else ""


def see_other(page: PageRequest, name: str, /, *, fragment: str = "", **parameters: str) -> HttpResponse:
    """Return the way to another page of the chat after something was done."""
    response = HttpResponse(status=HTTPStatus.SEE_OTHER)
    response["Location"] = page.site.link(name, fragment=fragment, **parameters)
    secure(page.request, response, framing=page.site.framing)
    return response


def guides_of(
    site: ChatSite, keys: Collection[str] = (), most: int | None = MOST_GUIDES, role: str = ""
) -> list[dict[str, str]]:
    """Return guided questions of the state's site, those on some topics first.

    Args:
        keys: of the topics.
        most: how many; None: all.
        role: of the person, who is offered none for another role; empty: not known.
    """
    fitting = (guide for guide in site.view.guides() if not role or guide["role"] in (role, None, ""))
    found = sorted(fitting, key=lambda guide: guide["topicKey"] not in keys)
    return [
        {
            "title": guide["title"],
            "href": site.site_link(guide["path"]),
            "role": guide["role"] or "",
            "topic": guide["topicKey"] or "",
        }
        for guide in found[:most]
    ]


def numbers_of(site: ChatSite) -> tuple[dict[str, str], list[dict[str, str]], list[dict[str, str]]]:
    """Return the number to call in danger, the state's help lines, and other lines, each with what dials it.

    Local numbers of another place come last: whoever is told one line is told the state's own.
    """
    by_purpose: dict[str, list[dict[str, str]]] = {}
    elsewhere = _labels_of_others(site)
    for phone in sorted(site.tenant.phones, key=lambda one: one["label"] in elsewhere):
        shown = {"label": phone["label"], "display": phone["display"], "href": tel_address(phone)}
        by_purpose.setdefault(phone["purpose"], []).append(shown)
    emergency = by_purpose.get(TenantPhone.Purpose.EMERGENCY, [EMERGENCY])[0]
    return emergency, by_purpose.get(TenantPhone.Purpose.HELP_LINE, []), by_purpose.get(TenantPhone.Purpose.WOMEN, [])


def danger_lines(site: ChatSite) -> list[dict[str, str]]:
    """Return where somebody in danger may call besides 911: the line for women first, then help lines.

    They are the state's own, and those of the whole country: a line with a local number of another place is neither.
    """
    _emergency, helping, women = numbers_of(site)
    elsewhere = _labels_of_others(site)
    return [*women, *(line for line in helping if line["label"] not in elsewhere)]


def help_line_of(site: ChatSite) -> dict[str, str] | None:
    """Return where somebody may call themselves: the state's own line or one of the country; None: it has none."""
    elsewhere = _labels_of_others(site)
    return next((line for line in numbers_of(site)[1] if line["label"] not in elsewhere), None)


def _labels_of_others(site: ChatSite) -> set[str]:
    """Return the names of lines of which a number is a local one of another state."""
    return {phone["label"] for phone in site.tenant.phones if _is_of_others(phone["e164"] or "", site.tenant.code)}


def _is_of_others(e164: str, code: str) -> bool:
    """Whether the area code of a number is only of other states; those of the whole country have none."""
    number = e164.removeprefix(f"+{COUNTRY_CALLING_CODE}")
    states = states_of_area(number[:2]) or states_of_area(number[:3])
    return bool(states) and code not in states


def languages_of(page: PageRequest, name: str, **parameters: str) -> list[dict[str, Any]]:
    """Return the languages of the state, each with the address of a page in it; none where there is only one."""
    view, key = page.site.view, page.site.link(name, **parameters)
    if len(view.locales) < 2:
        return []
    path, _, query = key.partition("?")
    others = "&".join(part for part in query.split("&") if part and not part.startswith(f"{LANGUAGE}="))
    return [
        {
            "locale": locale,
            "name": language_name(locale),
            "href": f"{path}?{others}{others and '&'}{LANGUAGE}={locale}",
            "is_current": locale == view.locale,
        }
        for locale in view.locales
    ]


def _begin_anew(request: HttpRequest, site: ChatSite) -> HttpResponse:
    """Return the way to a page without the parameter that says so, which the browser's history never holds."""
    query = request.GET.copy()
    del query[NEW]
    response = HttpResponse(status=HTTPStatus.SEE_OTHER)
    response["Location"] = f"{request.path}?{query.urlencode()}".removesuffix("?")
    secure(request, response, framing=site.framing)
    sessions.unmark_left(response)
    return response


def nothing(request: HttpRequest, site: ChatSite) -> HttpResponse:
    """Return what a browser shows that has left: the harmless site, or, in another page's frame, nothing."""
    response = HttpResponse()
    if not site.is_framed:
        response.status_code = HTTPStatus.SEE_OTHER
        response["Location"] = settings.QUICK_EXIT_URL
    secure(request, response, framing=site.framing)
    return response


def _key_refused(request: HttpRequest) -> HttpResponse:
    """Return what stands in another page's frame whose key opens no chat: a word to whoever builds that page.

    It has no content, no form and no link but to 911, so that any page may frame it.
    """
    context = {"emergency": EMERGENCY, "interface_language": bcp47(translation.get_language() or "")}
    html = render_to_string("chat/key_refused.html", context)
    response = HttpResponse(html, status=HTTPStatus.FORBIDDEN)
    secure(request, response, framing=f"frame-ancestors {ANY}")
    return response


def _unavailable(request: HttpRequest) -> HttpResponse:
    """Return the page of a database that does not answer; it asks for nothing, and offers what was typed again."""
    with translation.override(interface_language(request.GET.get(LANGUAGE, settings.LANGUAGE_CODE))):
        sent = [(name, value) for name, values in request.POST.lists() for value in values if name != "text"]
        context = {
            "emergency": EMERGENCY,
            "sent": sent,
            "text": request.POST.get("text", ""),
            "action": request.get_full_path(),
            "is_sent": request.method == "POST",
            "interface_language": bcp47(translation.get_language() or settings.LANGUAGE_CODE),
        }
        response = HttpResponse(
            render_to_string("chat/unavailable.html", context), status=HTTPStatus.SERVICE_UNAVAILABLE
        )
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    secure(request, response)
    return response


def entry_of(language: str) -> str:
    """Return the source of the script of pages in a language: it has the sentences of that one alone."""
    return "src/chat/en.ts" if language.startswith("en") else "src/chat/es.ts"
