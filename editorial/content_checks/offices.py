"""Rules about offices."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from content_models.models import ContentPage, OfficePage
from content_models.office_questions import check_point, questions_about
from content_models.surroundings import path_of
from tenants.models import Tenant

from .finding import Finding, Severity


def is_confirmed(page: ContentPage, tenant: Tenant) -> Iterator[Finding]:
    """Find offices whose data has not been confirmed yet."""
    if isinstance(page, OfficePage) and page.needs_confirmation:
        message = _("“%(office)s” is not confirmed. Call the office, correct its data, and confirm it.")
        yield Finding(
            Severity.CONFIRM, "OFFICE_UNCONFIRMED", tenant.code, path_of(page), message % {"office": page.title}
        )


def has_a_day_of_confirmation(page: ContentPage, tenant: Tenant) -> Iterator[Finding]:
    """Find offices that are said to be confirmed, and not when."""
    if isinstance(page, OfficePage) and not page.needs_confirmation and page.assured_on is None:
        message = _("“%(office)s” is said to be confirmed, without a day. Call the office and confirm it.")
        yield Finding(
            Severity.CONFIRM,
            "OFFICE_CONFIRMED_WITHOUT_DAY",
            tenant.code,
            path_of(page),
            message % {"office": page.title},
        )


def can_be(page: ContentPage, tenant: Tenant) -> Iterator[Finding]:
    """Find offices outside of Mexico, and unlikely values that have not been confirmed."""
    if not isinstance(page, OfficePage):
        return
    for field, error in check_point(page.latitude, page.longitude).items():
        yield Finding(
            Severity.ERROR, "POINT_OUTSIDE_MEXICO", tenant.code, f"{path_of(page)} · {field}", " ".join(error.messages)
        )
    for question in questions_about(
        code=tenant.code,
        municipality=page.municipality,
        postal_code=page.postal_code,
        latitude=page.latitude,
        longitude=page.longitude,
        schedule=page.schedule,
        is_schedule_new=False,
    ):
        if not question.is_answered_in(page.answered_questions):
            where = f"{path_of(page)} · {question.field}"
            yield Finding(Severity.CONFIRM, question.code, tenant.code, where, question.text)
