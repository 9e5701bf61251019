"""Where somebody answers citizens: by their role, their own state and their assignments."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assistance.models import OperatorAssignment, OperatorPresence, PresenceState
from assistance.operators.rights import GRACE, RECORDED_FOR, answering
from tenants.models import StaffRole, Tenant, User
from tenants.scope import scope_of_all_tenants, tenant_scope
from tests.tenants.factories import member, person

NOW = timezone.now()
HOUR = timedelta(hours=1)


@pytest.fixture
def tenants(db: None) -> dict[str, Tenant]:
    """The states."""
    return {tenant.code: tenant for tenant in Tenant.objects.with_codes({"TAB", "COA", "CMX"})}


@pytest.fixture
def operator(tenants: dict[str, Tenant]) -> User:
    """An operator of Mexico City."""
    return member(tenants["CMX"], StaffRole.OPERATOR)


def assigned(user: User, tenant: Tenant, *, starts_at: datetime = NOW - 10 * HOUR, **fields: Any) -> None:
    with scope_of_all_tenants():
        OperatorAssignment.objects.create(
            user=user, tenant=tenant, starts_at=starts_at, channels=fields.pop("channels", ["PHONE"]), **fields
        )


def states_of(user: User, now: datetime = NOW) -> set[str]:
    found = answering(user, now)
    return set() if found is None else set(found.tenants)


@pytest.mark.parametrize("role", StaffRole)
def test_a_role_answers_for_the_own_state_or_not_at_all(tenants: dict[str, Tenant], role: StaffRole) -> None:
    user = member(tenants["TAB"], role)

    is_answering = role in {StaffRole.OPERATOR, StaffRole.SUPERVISOR, StaffRole.TRAINEE}
    assert states_of(user) == ({"TAB"} if is_answering else set())
    found = answering(user)
    assert (found is not None and found.is_supervisor) == (role == StaffRole.SUPERVISOR)


def test_assignments_stand_in_the_place_of_the_own_state(tenants: dict[str, Tenant], operator: User) -> None:
    assigned(operator, tenants["TAB"], languages=["es-MX"], max_conversations=2)
    assigned(operator, tenants["COA"], languages=["en"], channels=["CHAT"], max_conversations=5)

    found = answering(operator, NOW)

    assert found is not None
    assert found.tenants == {code: tenants[code].pk for code in ("TAB", "COA")}
    assert (found.languages, found.channels, found.max_conversations) == (["en", "es-MX"], ["CHAT", "PHONE"], 5)


@pytest.mark.parametrize(
    ("when", "starts_at", "ends_at", "expected"),
    [
        ("it has begun", -HOUR, None, {"TAB"}),
        ("it begins later", HOUR, None, {"CMX"}),
        ("it ends later", -HOUR, HOUR, {"TAB"}),
        ("it ends now", -HOUR, 0 * HOUR, {"CMX"}),
    ],
)
def test_an_assignment_holds_while_it_lasts(
    tenants: dict[str, Tenant],
    operator: User,
    when: str,
    starts_at: timedelta,
    ends_at: timedelta | None,
    expected: set[str],
) -> None:
    assigned(operator, tenants["TAB"], starts_at=NOW + starts_at, ends_at=None if ends_at is None else NOW + ends_at)

    assert states_of(operator) == expected


def test_whose_assignment_to_the_own_state_ended_answers_no_more(tenants: dict[str, Tenant], operator: User) -> None:
    assigned(operator, tenants["CMX"], starts_at=NOW - 2 * RECORDED_FOR, ends_at=NOW - RECORDED_FOR)

    assert answering(operator, NOW) is None


def test_a_contact_that_began_before_the_end_may_be_finished(tenants: dict[str, Tenant], operator: User) -> None:
    ended_at = NOW - GRACE + timedelta(seconds=1)
    assigned(operator, tenants["TAB"], ends_at=ended_at)
    assigned(operator, tenants["COA"])

    found = answering(operator, NOW)

    assert found is not None
    assert set(found.tenants) == {"COA"}
    assert found.tenant_id("TAB") is None
    assert found.tenant_id("TAB", began_at=ended_at) is None
    assert found.tenant_id("TAB", began_at=ended_at - timedelta(seconds=1)) == tenants["TAB"].pk
    later = answering(operator, NOW + timedelta(seconds=1))
    assert later is not None
    assert later.ended == {}


def test_a_contact_that_began_before_the_end_is_recorded_for_thirty_days(
    tenants: dict[str, Tenant], operator: User
) -> None:
    ended_at = NOW - GRACE
    assigned(operator, tenants["CMX"], ends_at=ended_at)
    before = ended_at - timedelta(seconds=1)

    found = answering(operator, ended_at + timedelta(days=30) - timedelta(seconds=1))

    assert found is not None
    assert (found.tenants, found.scope, found.tenant_id("CMX", began_at=before)) == ({}, [], None)
    assert found.tenant_id_to_record("CMX", began_at=before) == tenants["CMX"].pk
    assert found.tenant_id_to_record("CMX", began_at=ended_at) is None
    assert found.tenant_id_to_record("TAB", began_at=before) is None
    assert answering(operator, ended_at + timedelta(days=30)) is None


def test_an_account_without_the_role_finishes_nothing(tenants: dict[str, Tenant]) -> None:
    user = member(tenants["TAB"], StaffRole.EDITOR)
    assigned(user, tenants["TAB"], ends_at=NOW - timedelta(minutes=1))
    assigned(user, tenants["COA"])

    assert answering(user, NOW) is None


@pytest.mark.parametrize("code", ["COA", "XXX", "", "\x00", 3, None, ["TAB"], {"a": 1}])
def test_what_is_none_of_their_states_is_none(tenants: dict[str, Tenant], code: object) -> None:
    found = answering(member(tenants["TAB"], StaffRole.OPERATOR))

    assert found is not None
    assert found.tenant_id(code) is None


def test_an_administrator_answers_where_somebody_assigned_them(tenants: dict[str, Tenant]) -> None:
    administrator = person("admin", is_superuser=True)
    assert answering(administrator) is None

    assigned(administrator, tenants["TAB"])

    assert states_of(administrator) == {"TAB"}


def test_the_database_shows_a_state_its_own_assignments(tenants: dict[str, Tenant], operator: User) -> None:
    for code in ("TAB", "COA"):
        assigned(operator, tenants[code])

    with tenant_scope([tenants["TAB"].pk]):
        assert list(OperatorAssignment.objects.values_list("tenant__code", flat=True)) == ["TAB"]
    with tenant_scope([]):
        assert not OperatorAssignment.objects.exists()


def test_the_database_shows_a_presence_to_the_states_of_an_operator(tenants: dict[str, Tenant], operator: User) -> None:
    assigned(operator, tenants["TAB"])
    with scope_of_all_tenants():
        OperatorPresence.objects.create(user=operator, state=PresenceState.AVAILABLE, since=NOW, expires_at=NOW)

    for codes, seen in ((["TAB"], 1), (["CMX"], 1), (["COA"], 0), ([], 0)):
        with tenant_scope([tenants[code].pk for code in codes]):
            assert OperatorPresence.objects.count() == seen


def test_what_is_asked_for_each_request(tenants: dict[str, Tenant], operator: User) -> None:
    assigned(operator, tenants["TAB"])
    user = User.objects.get(pk=operator.pk)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        answering(user, NOW)

    assert sum("SELECT" in one["sql"] and "set_config" not in one["sql"] for one in asked.captured_queries) == 1
