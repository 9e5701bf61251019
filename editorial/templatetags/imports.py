"""What screens of other features show of imports of offices."""

from __future__ import annotations

from typing import Any

from django import template

from editorial.imports import services
from publishing.models import OfficeImport
from tenants.models import User

register = template.Library()


@register.simple_tag
def waiting_imports(user: Any) -> list[OfficeImport]:
    """Return the imports that wait for somebody's approval."""
    return services.waiting_for(user) if isinstance(user, User) else []
