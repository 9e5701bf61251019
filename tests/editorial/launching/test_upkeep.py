"""What waits for a state's coordinator, and the weekly e-mail that says it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from content_models.models import OfficePage
from editorial.launching.upkeep import upkeep_of
from editorial.launching.weekly import send_weekly
from publishing.models import DigestSent
from tenants.audit import append, has_entry
from tenants.models import ApiKey, KeyKind, StaffRole, Tenant, User
from tenants.services.keys import issue_key
from tenants.trees import is_below, tree_paths
from tests.tenants.factories import client_of, member, prepared

pytestmark = [pytest.mark.django_db]

ZONE = ZoneInfo("America/Mexico_City")
MONDAY = datetime(2031, 3, 3, 7, 30, tzinfo=ZONE)


@pytest.fixture
def tabasco() -> Tenant:
    return prepared("TAB")


@pytest.fixture
def coordinator(tabasco: Tenant) -> User:
    user = member(tabasco, StaffRole.COORDINATOR, "coordina")
    user.email = "coordina@example.mx"
    user.save(update_fields=["email"])
    return user


def codes(tenant: Tenant) -> set[str]:
    return {one.code for one in upkeep_of(tenant)}


def test_keys_that_nobody_uses_or_that_never_expire_are_named(tabasco: Tenant) -> None:
    ends = timezone.now() + timedelta(days=300)
    key, _raw = issue_key(client_of(tabasco), KeyKind.SECRET, expires_at=ends)
    assert codes(tabasco).isdisjoint({"KEYS_UNUSED", "KEYS_ENDLESS"})

    ApiKey.objects.filter(pk=key.pk).update(created_at=timezone.now() - timedelta(days=91))
    assert "KEYS_UNUSED" in codes(tabasco)
    ApiKey.objects.filter(pk=key.pk).update(last_used_on=timezone.localdate())
    assert "KEYS_UNUSED" not in codes(tabasco)
    ApiKey.objects.filter(pk=key.pk).update(expires_at=None)
    [found] = [one for one in upkeep_of(tabasco) if one.code == "KEYS_ENDLESS"]
    assert str(key) in found.sentence
    assert "KEYS_ENDLESS" not in codes(prepared("JAL"))


def test_offices_and_pages_left_alone_and_people_without_a_second_factor(coordinator: User, tabasco: Tenant) -> None:
    offices = OfficePage.objects.filter(is_below(tree_paths([tabasco.pk])), live=True)
    today = timezone.localdate()
    offices.update(assured_on=today, review_due_on=today + timedelta(days=9))
    assert codes(tabasco).isdisjoint({"OFFICES_OLD", "PAGES_OVERDUE"})

    first = offices.order_by("path")[0]
    OfficePage.objects.filter(pk=first.pk).update(
        assured_on=today - timedelta(days=366), review_due_on=today - timedelta(days=1)
    )
    found = {one.code: one.sentence for one in upkeep_of(tabasco)}
    assert first.title in found["OFFICES_OLD"]
    assert first.title in found["PAGES_OVERDUE"]
    assert "coordina" in found["NO_SECOND_FACTOR"]


def test_an_office_that_nobody_ever_confirmed_is_not_one_of_a_year_ago(coordinator: User, tabasco: Tenant) -> None:
    offices = OfficePage.objects.filter(is_below(tree_paths([tabasco.pk])), live=True)
    offices.update(assured_on=None)

    found = {one.code: one.sentence for one in upkeep_of(tabasco)}

    assert "OFFICES_OLD" not in found
    assert "nunca se ha" in found["OFFICES_NEVER"]


def test_people_without_a_second_factor_are_one_link_away(coordinator: User, tabasco: Tenant) -> None:
    member(tabasco, StaffRole.EDITOR, "conpaso")
    User.objects.filter(username="conpaso").update(second_factor_stamp="x")
    [url] = [one.url for one in upkeep_of(tabasco) if one.code == "NO_SECOND_FACTOR"]
    client = Client()
    client.force_login(coordinator)

    page = client.get(url).content.decode()

    assert "coordina" in page
    assert "conpaso" not in page
    assert "sin segundo paso" in page


def test_what_a_confidential_office_is_called_is_not_in_it(coordinator: User, tabasco: Tenant) -> None:
    office = OfficePage.objects.filter(is_below(tree_paths([tabasco.pk])), live=True).order_by("path")[0]
    long_ago = timezone.localdate() - timedelta(days=400)
    OfficePage.objects.filter(pk=office.pk).update(
        is_confidential=True, title="Refugio de la calle 5", assured_on=long_ago, review_due_on=long_ago
    )

    send_weekly(MONDAY)

    assert "Refugio" not in str(mail.outbox[0].body)
    assert "una oficina confidencial" in str(mail.outbox[0].body)


def test_coordinators_get_it_on_mondays_once_with_the_digest_of_the_log(coordinator: User, tabasco: Tenant) -> None:
    member(tabasco, StaffRole.PUBLISHER, "publica")
    append(coordinator, "tenants.user.invite", tenant_id=tabasco.pk, by=coordinator)
    connection.check_constraints()

    assert send_weekly(MONDAY + timedelta(days=1)) == 0
    assert send_weekly(MONDAY - timedelta(hours=1)) == 0
    assert send_weekly(MONDAY) == 1
    assert send_weekly(MONDAY + timedelta(hours=3)) == 0
    assert send_weekly(MONDAY + timedelta(days=7)) == 1

    message = mail.outbox[0]
    assert message.to == ["coordina@example.mx"]
    assert "Tabasco" in message.subject
    [line] = [line for line in str(message.body).splitlines() if line.startswith("1:")]
    number, digest = line.split(":")
    assert has_entry("TAB", int(number), digest)
    assert DigestSent.objects.filter(user=coordinator).count() == 2


def test_who_no_longer_coordinates_gets_none(coordinator: User) -> None:
    User.objects.filter(pk=coordinator.pk).update(is_active=False)

    assert send_weekly(MONDAY) == 0
