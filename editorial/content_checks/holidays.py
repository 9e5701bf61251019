"""Rules about opening hours, holidays and closures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from content_models.kinds import ItemKind
from content_models.overlay import Origin
from delivery.view import StateView

from .finding import Finding, Severity

AN_INSTANT = datetime(2026, 1, 1, tzinfo=UTC)
"""Any: what is tried is whether hours can be evaluated at all."""


def schedules_can_be_evaluated(view: StateView) -> Iterator[Finding]:
    """Find offices whose opening hours no program can read."""
    for office in view.all(ItemKind.OFFICE):
        schedule = office["schedule"]
        try:
            is_empty = schedule is not None and not schedule["isAlwaysOpen"] and not schedule["periods"]
            view.directory.is_open(office, AN_INSTANT)
            view.directory.next_change(office, AN_INSTANT)
        except (KeyError, ValueError):
            is_empty = True
        if is_empty:
            message = _("The opening hours of “%(office)s” cannot be read. Write them again and publish the office.")
            values = {"office": office["title"]}
            yield Finding(Severity.ERROR, "SCHEDULE_UNREADABLE", view.tenant.code, office["path"], message % values)


def have_an_office(view: StateView) -> Iterator[Finding]:
    """Find closures of an office that the state does not serve."""
    for holiday in view.tenant.holidays:
        office = view.item(holiday.office_key) if holiday.office_key is not None else None
        if holiday.office_key is not None and (office is None or office["kind"] != ItemKind.OFFICE):
            message = _("“%(holiday)s” closes an office that is not published. Choose another one, or remove it.")
            yield _about(view, holiday.name, "CLOSURE_OF_NO_OFFICE", message)


def have_a_source(view: StateView) -> Iterator[Finding]:
    """Find holidays and closures without a source."""
    for holiday in view.tenant.holidays:
        if not holiday.source.strip():
            yield _about(view, holiday.name, "HOLIDAY_WITHOUT_SOURCE", _("“%(holiday)s” has no source. Add it."))


def are_known(view: StateView) -> Iterator[Finding]:
    """Find states that serve offices of their own and have entered no holidays."""
    has_offices = any(office["origin"] == Origin.LOCAL for office in view.all(ItemKind.OFFICE))
    if has_offices and not view.tenant.holidays and view.locale == view.tenant.default_locale:
        message = _("No holidays of %(state)s are entered: its publishers add them, each with its source.")
        values = {"state": view.tenant.name}
        yield Finding(Severity.CONFIRM, "HOLIDAYS_NOT_ENTERED", view.tenant.code, "", message % values)


def _about(view: StateView, name: str, code: str, message: str) -> Finding:
    return Finding(Severity.ERROR, code, view.tenant.code, name, message % {"holiday": name})
