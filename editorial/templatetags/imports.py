"""What screens of other features show of imports of offices."""

from __future__ import annotations

from typing import Any

from django import template

from editorial.imports import sent, services
from publishing.models import ImportStatus, OfficeImport
from tenants.models import User

register = template.Library()


@register.simple_tag
def waiting_imports(user: Any) -> list[OfficeImport]:
    """Return the imports that wait for somebody's approval."""
    return services.waiting_for(user) if isinstance(user, User) else []


@register.simple_tag
def imports_sent_by(user: Any) -> list[OfficeImport]:
    """Return the imports that somebody sent for review and that are not decided, those that were sent back first."""
    found = sent.undecided_of(user) if isinstance(user, User) else []
    return sorted(found, key=lambda one: one.status != ImportStatus.SENT_BACK)
