"""What the desk begins with: who has signed in, and what it needs to know of each of their states."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils import timezone

from assistance.chat.addresses import chat_url
from assistance.hours.selectors import CLOSED, staffing_by
from assistance.models import Campaign, ServiceHours
from assistance.operators.presence import presence_of
from assistance.operators.rights import Answering, Terms
from content_models.choices import Channel
from content_models.municipalities import municipalities_of
from content_models.municipality_centres import centres_of
from delivery import state_view
from delivery.state_view import NotVisible, StateView
from tenants.area_codes import area_codes
from tenants.days import day_of
from tenants.models import TenantPhone
from tenants.phones import extension_of

from .answers import Answer, answers


@answers("GET", even_ended=True)
def session(request: HttpRequest, operator: Answering) -> Answer:
    """Return the operator, their states, and the token for what the desk sends."""
    now = timezone.now()
    presence = presence_of(operator.user_id)
    views = _views_of(operator)
    campaigns, hours = _campaigns_of(operator), _hours_of(operator)
    return {
        "operator": {"id": operator.user_id, "name": operator.name, "isSupervisor": operator.is_supervisor},
        "csrfToken": get_token(request),
        "now": now,
        "states": [
            {
                **_state(view, operator),
                "campaigns": _running(campaigns[view.tenant.id], view, now),
                "staffed": _staffing(hours.get(view.tenant.id), view, now),
            }
            for view in views
        ],
        "chatFeed": chat_url(request.get_host(), "/chat/desk/"),
        "areas": {area: codes for area, codes in area_codes().items() if operator.tenants.keys() & codes},
        "presence": None
        if presence is None
        else {"state": presence.state_at(now), "since": presence.since, "callId": presence.call_id},
    }


def _views_of(operator: Answering) -> list[StateView]:
    """Return what their states serve, the own first, then by name; one that has nothing to read yet is left out."""
    views = []
    for code in operator.tenants:
        try:
            views.append(state_view.for_viewer(operator.viewer, code))
        except NotVisible:
            continue
    return sorted(views, key=lambda view: (view.tenant.id != operator.home_id, view.tenant.name))


def _campaigns_of(operator: Answering) -> dict[int, list[Campaign]]:
    found: dict[int, list[Campaign]] = defaultdict(list)
    for campaign in Campaign.objects.filter(tenant__in=operator.tenants.values()).order_by("name", "code"):
        found[campaign.tenant_id].append(campaign)
    return found


def _hours_of(operator: Answering) -> dict[int, ServiceHours]:
    hours = ServiceHours.objects.filter(tenant__in=operator.tenants.values(), channel=Channel.PHONE)
    return {one.tenant_id: one for one in hours.select_related("tenant")}


def _running(campaigns: list[Campaign], view: StateView, now: datetime) -> list[dict[str, str]]:
    today = day_of(view.tenant, now)
    return [{"code": one.code, "name": one.name} for one in campaigns if one.starts_on <= today <= one.ends_on]


def _staffing(hours: ServiceHours | None, view: StateView, now: datetime) -> dict[str, Any]:
    found = CLOSED if hours is None else staffing_by(hours, now, view.directory.calendar)
    return {"isOpen": found.is_open, "opensAt": found.opens_at}


def _state(view: StateView, operator: Answering) -> dict[str, Any]:
    tenant = view.tenant
    terms = operator.terms_in(tenant.id)
    languages, channels = terms or Terms((), ())
    locales = [tag for tag in tenant.locales if not languages or tag in languages]
    return {
        "code": tenant.code,
        "name": tenant.name,
        "locale": (locales or tenant.locales)[0],
        "locales": locales or tenant.locales,
        "timeZone": tenant.time_zone,
        "emergency": _phone(view, TenantPhone.Purpose.EMERGENCY),
        "helpLine": _phone(view, TenantPhone.Purpose.HELP_LINE),
        "womenLine": _women_line(view),
        "lines": [phone["e164"] for phone in tenant.phones if phone["e164"]],
        "channels": channels,
        "municipalities": _places(tenant.code),
    }


def _places(code: str) -> list[dict[str, Any]]:
    """Return where a caller of a state may be, by name: its municipalities, and other towns whose centre is known."""
    centres = centres_of(code)
    return [
        {"name": name, **(asdict(centres[name]) if name in centres else {})}
        for name in dict.fromkeys([*municipalities_of(code), *centres])
    ]


def _women_line(view: StateView) -> dict[str, str | None] | None:
    """Return the line for women that the state shows; None: it shows none."""
    found = next((phone for phone in view.tenant.phones if phone["purpose"] == TenantPhone.Purpose.WOMEN), None)
    if found is None:
        return None
    return {"display": found["display"], "dial": found["dial"], "extension": extension_of(found["display"])}


def _phone(view: StateView, purpose: str) -> dict[str, str | None] | None:
    """Return a number that the state shows, or the library's; None: a help line that is the emergency number."""
    numbers = view.environment.substitutes
    number = numbers[purpose]
    if purpose != TenantPhone.Purpose.EMERGENCY and number == numbers[TenantPhone.Purpose.EMERGENCY]:
        return None
    dial = (number.url or "").removeprefix("tel:")
    return {"display": number.text, "dial": dial, "extension": extension_of(number.text)}
