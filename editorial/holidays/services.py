"""Holidays and closures of a state: writing them, so that every reader notices at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from content_models.kinds import ItemKind
from editorial.adapting.rights import rights_of
from editorial.review.access import visible_tenants
from publishing.errors import HolidayChanged, HolidayForbidden, HolidayInvalid, HolidayUnknown
from publishing.models import ContentItem, TenantHoliday
from publishing.services.change_tenant import settings_changed
from tenants.models import Tenant, User
from tenants.scope import tenant_scope
from tenants.trees import with_library


@dataclass(frozen=True, slots=True)
class HolidayInput:
    """What somebody writes of a holiday or closure.

    Attributes:
        starts_on, ends_on: first and last day, both included.
        office_key: of the only office that is closed; empty: all of the tenant's.
    """

    kind: str
    name: str
    starts_on: date
    ends_on: date
    source: str
    office_key: str = ""


def holidays_of(*, tenant: Tenant, by: User) -> list[TenantHoliday]:
    """Return a tenant's own holidays and closures, by day.

    Raises:
        HolidayUnknown: not a tenant that this person may read.
    """
    _check_visible(tenant, by)
    with tenant_scope([tenant.pk]):
        return list(TenantHoliday.objects.for_tenant(tenant.pk).select_related("changed_by"))


def given_to(*, tenant: Tenant, by: User) -> list[TenantHoliday]:
    """Return what a tenant and the library have written, by day: with the days by law, what its offices go by.

    Raises:
        HolidayUnknown: not a tenant that this person may read.
    """
    _check_visible(tenant, by)
    ids = with_library(tenant.pk)
    with tenant_scope(ids):
        return list(TenantHoliday.objects.filter(tenant_id__in=ids))


def offices_of(*, tenant: Tenant) -> dict[str, str]:
    """Return the names of a tenant's own published offices, by key, in order."""
    with tenant_scope([tenant.pk]):
        offices = ContentItem.objects.for_tenant(tenant.pk).live().filter(kind=ItemKind.OFFICE).order_by("sort_key")
        return {item.key: str(item.document["name"]) for item in offices}


@transaction.atomic
def save_holiday(
    *,
    tenant: Tenant,
    by: User,
    given: HolidayInput,
    holiday_id: int | None = None,
    seen: Mapping[str, str] | None = None,
) -> TenantHoliday:
    """Add a holiday or closure, or change the one with this id.

    Args:
        seen: its facts when whoever changes it was shown it; None leaves that unchecked.
    Raises:
        HolidayForbidden: the person does not publish for the tenant.
        HolidayUnknown: the tenant has no such holiday, or is not theirs.
        HolidayChanged: its facts are others by now.
        HolidayInvalid: a value breaks a rule; the sentence says which. Nothing has changed.
    """
    _check_may_change(tenant, by)
    if given.office_key and given.office_key not in offices_of(tenant=tenant):
        raise HolidayInvalid.no_office()
    with tenant_scope([tenant.pk]):
        holiday = TenantHoliday(tenant=tenant) if holiday_id is None else _locked(tenant, holiday_id, seen)
        holiday.kind, holiday.name, holiday.source = given.kind, given.name.strip(), given.source.strip()
        holiday.starts_on, holiday.ends_on, holiday.office_key = given.starts_on, given.ends_on, given.office_key
        holiday.changed_by = by
        _check_once(holiday)
        try:
            holiday.full_clean()
        except ValidationError as error:
            raise HolidayInvalid(sentence=" ".join(error.messages)) from error
        try:
            with transaction.atomic():
                holiday.save()
        except IntegrityError:  # somebody has added the same one since
            _check_once(holiday)
            raise
    settings_changed(tenant=tenant)
    return holiday


@transaction.atomic
def remove_holiday(*, tenant: Tenant, by: User, holiday_id: int, seen: Mapping[str, str] | None = None) -> None:
    """Remove a holiday or closure.

    Args:
        seen: as for `save_holiday`.
    Raises:
        HolidayForbidden, HolidayUnknown, HolidayChanged: as for `save_holiday`.
    """
    _check_may_change(tenant, by)
    with tenant_scope([tenant.pk]):
        _locked(tenant, holiday_id, seen).delete()
    settings_changed(tenant=tenant)


def may_change_holidays(tenant: Tenant, by: User) -> bool:
    """Whether somebody publishes for a tenant, and so decides its holidays."""
    return rights_of(tenant=tenant, by=by).can_publish


def _locked(tenant: Tenant, holiday_id: int, seen: Mapping[str, str] | None) -> TenantHoliday:
    found = TenantHoliday.objects.for_tenant(tenant.pk).filter(pk=holiday_id).select_for_update().first()
    if found is None:
        raise HolidayUnknown
    if seen is not None and seen != found.facts():
        raise HolidayChanged(who=str(found.changed_by or ""), at=found.changed_at)
    return found


def _check_once(holiday: TenantHoliday) -> None:
    same = TenantHoliday.objects.for_tenant(holiday.tenant_id).filter(
        kind=holiday.kind, starts_on=holiday.starts_on, office_key=holiday.office_key, name__iexact=holiday.name
    )
    same_day = same.exclude(pk=holiday.pk).first()
    if same_day is not None:
        raise HolidayInvalid.twice(name=same_day.name, day=same_day.starts_on)


def _check_may_change(tenant: Tenant, by: User) -> None:
    _check_visible(tenant, by)
    if not may_change_holidays(tenant, by):
        raise HolidayForbidden(state=tenant.name)


def _check_visible(tenant: Tenant, by: User) -> None:
    if tenant.pk not in visible_tenants(by):
        raise HolidayUnknown
