"""Instants in words, in the state's own time."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from tenants.models import Tenant


def in_words(instant: datetime, tenant: Tenant) -> str:
    """Day and hour as the state's clocks show them: “1 de marzo de 2027, 09:00”."""
    local = timezone.localtime(instant, ZoneInfo(tenant.time_zone))
    details = {"day": date_format(local, "DATE_FORMAT"), "time": date_format(local, "H:i")}
    return gettext("%(day)s, %(time)s") % details
