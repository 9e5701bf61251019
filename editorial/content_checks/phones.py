"""Rules about telephone numbers: what is dialled is what is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from content_models.blocks import derived_dial
from delivery.view import StateView
from publishing.models import ContentItem
from tenants.models import Tenant

from .finding import Finding, Severity


def dials_what_it_shows(item: ContentItem, tenant: Tenant) -> Iterator[Finding]:
    """Find published numbers that dial another number than they show, at any depth of a document."""
    yield from _of_value(item.document, tenant.code, item.path, "")


def state_dials_what_it_shows(view: StateView) -> Iterator[Finding]:
    """Find numbers of a state that stand on each of its pages and dial another number than they show."""
    for position, phone in enumerate(view.tenant.phones):
        yield from _of_phone(phone, view.tenant.code, f"phones.{position}")


def _of_value(value: Any, tenant: str, path: str, place: str) -> Iterator[Finding]:
    if isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _of_value(inner, tenant, path, f"{place}.{position}".lstrip("."))
    elif isinstance(value, dict):
        if "display" in value and "dial" in value:
            yield from _of_phone(value, tenant, f"{path} · {place}")
        for name, inner in value.items():
            yield from _of_value(inner, tenant, path, f"{place}.{name}".lstrip("."))


def _of_phone(phone: Mapping[str, Any], tenant: str, where: str) -> Iterator[Finding]:
    if phone["dial"] == derived_dial(phone["display"]):
        return
    numbers = {"display": phone["display"], "dial": phone["dial"]}
    if phone.get("isDialledByHand"):
        message = _("People read %(display)s, and %(dial)s is dialled, as an editor chose. Call it to confirm it.")
        yield Finding(Severity.CONFIRM, "PHONE_DIALLED_BY_HAND", tenant, where, message % numbers)
    else:
        message = _("People read %(display)s, and %(dial)s is dialled. Correct the number and publish it again.")
        yield Finding(Severity.ERROR, "PHONE_DIALS_ANOTHER", tenant, where, message % numbers)
