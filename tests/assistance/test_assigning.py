"""Who says who answers citizens of which state, and what is written of it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from assistance.models import OperatorAssignment
from assistance.operators.assigning import AssignmentInput, assign, assignable_by, assigned_by, end_assignment
from assistance.operators.rights import answering
from tenants.models import AuditEntry, StaffRole, Tenant, User
from tenants.scope import scope_of_all_tenants, tenant_scope
from tests.tenants.factories import member, person

NOW = timezone.now()
CODES = ("TAB", "COA", "CMX")
LIST = "/admin/people/answering/"


class Crew:
    """People of each role in three states, and an administrator."""

    def __init__(self) -> None:
        self.tenants = {tenant.code: tenant for tenant in Tenant.objects.with_codes(set(CODES))}
        self.administrator = person("admin", is_superuser=True)
        self._people: dict[str, User] = {}

    def who(self, name: str) -> User:
        """Somebody such as “operator of TAB”, made when first asked for."""
        if name == "administrator":
            return self.administrator
        if name not in self._people:
            role, _of, code = name.split()
            user = member(self.tenants[code], StaffRole(role))
            user.last_login = NOW
            user.save(update_fields=["last_login"])
            self._people[name] = user
        return self._people[name]

    def assign(self, name: str, *codes: str, by: str = "administrator", given: AssignmentInput | None = None) -> None:
        """Let somebody answer for these states."""
        tenants = [self.tenants[code] for code in codes]
        assign(user=self.who(name), tenants=tenants, given=given or AssignmentInput(), by=self.who(by))

    def states_of(self, name: str) -> set[str]:
        """For which states somebody answers now."""
        found = answering(self.who(name))
        return set() if found is None else set(found.tenants)

    def rows(self) -> int:
        """How many assignments there are, of whatever state."""
        with scope_of_all_tenants():
            return OperatorAssignment.objects.count()


@pytest.fixture
def crew(db: None) -> Crew:
    """Nobody is assigned yet."""
    return Crew()


@pytest.mark.parametrize(
    ("by", "whom", "codes", "is_allowed"),
    [
        ("administrator", "operator of CMX", ["TAB", "COA"], True),
        ("administrator", "trainee of TAB", ["COA"], True),
        ("administrator", "editor of TAB", ["TAB"], False),
        ("administrator", "coordinator of TAB", ["TAB"], False),
        ("coordinator of TAB", "operator of TAB", ["TAB"], True),
        ("coordinator of TAB", "supervisor of TAB", ["TAB"], True),
        ("coordinator of TAB", "operator of TAB", ["TAB", "COA"], False),
        ("coordinator of TAB", "operator of TAB", ["COA"], False),
        ("coordinator of TAB", "operator of COA", ["TAB"], False),
        ("supervisor of TAB", "operator of TAB", ["TAB"], True),
        ("supervisor of TAB", "operator of TAB", ["COA"], False),
        ("supervisor of TAB", "operator of COA", ["TAB"], False),
        ("supervisor of TAB", "supervisor of TAB", ["TAB"], False),
        *((f"{role} of TAB", "operator of TAB", ["TAB"], False) for role in ("publisher", "editor", "translator")),
        ("trainee of TAB", "operator of TAB", ["TAB"], False),
        ("operator of TAB", "trainee of TAB", ["TAB"], False),
        ("operator of TAB", "operator of TAB", ["TAB"], False),
    ],
)
def test_who_assigns_whom_to_what(crew: Crew, by: str, whom: str, codes: list[str], is_allowed: bool) -> None:
    if is_allowed:
        crew.assign(whom, *codes, by=by)
        assert crew.states_of(whom) == set(codes)
    else:
        with pytest.raises(PermissionDenied):
            crew.assign(whom, *codes, by=by)
        assert crew.rows() == 0


def test_a_supervisor_of_several_states_assigns_their_people_to_all_of_them(crew: Crew) -> None:
    crew.assign("supervisor of TAB", "TAB", "COA")

    crew.assign("operator of COA", "TAB", "COA", by="supervisor of TAB")

    assert crew.states_of("operator of COA") == {"TAB", "COA"}
    with pytest.raises(PermissionDenied):
        crew.assign("operator of CMX", "TAB", by="supervisor of TAB")


@pytest.mark.parametrize(
    ("by", "code", "is_allowed"),
    [
        ("administrator", "COA", True),
        ("coordinator of TAB", "TAB", True),
        ("coordinator of TAB", "COA", False),
        ("supervisor of TAB", "TAB", True),
        ("supervisor of TAB", "COA", False),
        ("publisher of TAB", "TAB", False),
        ("operator of TAB", "TAB", False),
        ("operator of CMX", "TAB", False),
    ],
)
def test_who_ends_what(crew: Crew, by: str, code: str, is_allowed: bool) -> None:
    crew.assign("operator of CMX", "TAB", "COA")
    end = partial(end_assignment, user=crew.who("operator of CMX"), tenant=crew.tenants[code], by=crew.who(by))

    if is_allowed:
        assert end()
        assert not end()
        assert crew.states_of("operator of CMX") == {"TAB", "COA"} - {code}
    else:
        with pytest.raises(PermissionDenied):
            end()
        assert crew.states_of("operator of CMX") == {"TAB", "COA"}


def test_a_coordinator_changes_nothing_of_other_states(crew: Crew) -> None:
    crew.assign("operator of TAB", "TAB", "COA")

    crew.assign("operator of TAB", by="coordinator of TAB")

    assert crew.states_of("operator of TAB") == {"COA"}


def test_what_is_made_changed_and_ended_is_in_the_audit_log_of_the_state(crew: Crew) -> None:
    crew.assign("operator of TAB", "TAB", "COA")
    crew.assign("operator of TAB", "TAB", "COA")
    crew.assign("operator of TAB", "TAB", by="coordinator of TAB", given=AssignmentInput(languages=["yua"]))
    crew.assign("operator of TAB", "COA")
    crew.assign("operator of TAB", "TAB", "COA")

    def entries(code: str) -> list[tuple[str, str]]:
        with tenant_scope([crew.tenants[code].pk]):
            found = AuditEntry.objects.filter(
                tenant__code=code,
                action__startswith="assistance.assignment",
                subject_id=str(crew.who("operator of TAB").pk),
            )
            return [(one.action.rpartition(".")[2], one.person_name) for one in found.order_by("pk")]

    admin, coordinator = "admin", crew.who("coordinator of TAB").username
    assert entries("TAB") == [("make", admin), ("change", coordinator), ("end", admin), ("make", admin)]
    assert entries("COA") == [("make", admin)]


def test_who_has_not_accepted_an_invitation_is_not_assigned_yet(crew: Crew) -> None:
    invited = member(crew.tenants["TAB"], StaffRole.OPERATOR, "invitada")
    invited.set_unusable_password()
    invited.save()

    assert not assignable_by(crew.administrator).filter(pk=invited.pk).exists()


def test_states_to_which_nobody_assigns_anybody(crew: Crew) -> None:
    assert not assigned_by(crew.who("operator of TAB")).exists()
    assert set(assigned_by(crew.administrator).values_list("code", flat=True)) >= set(CODES)
    assert not assigned_by(crew.administrator).filter(code="NAC").exists()


def at_desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_coordinator_assigns_on_the_screen(crew: Crew) -> None:
    operator, client = crew.who("operator of TAB"), at_desk_of(crew.who("coordinator of TAB"))
    assert "Tabasco, su propio estado" in client.get(LIST).content.decode()
    page = f"{LIST}{operator.pk}/"
    assert client.get(page).status_code == 200
    sent = {
        "states": [crew.tenants["TAB"].pk],
        "channels": ["PHONE"],
        "max_conversations": "2",
        "ends_at": "31/12/2099",
    }

    assert client.post(page, sent)["Location"] == LIST

    found = answering(operator)
    assert found is not None
    assert (found.tenants, found.channels, found.max_conversations) == (
        {"TAB": crew.tenants["TAB"].pk},
        ["PHONE"],
        2,
    )
    assert client.post(f"{page}end/TAB/")["Location"] == LIST
    later = answering(operator, NOW + timedelta(hours=3))
    assert later is not None
    assert later.scope == []
    assert client.post(f"{page}end/TAB/").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"channels": []},
        {"channels": ["FAX"]},
        {"max_conversations": "0"},
        {"max_conversations": "x"},
        {"languages": ["xx"]},
        {"ends_at": "ayer"},
        {"ends_at": "01/01/2020"},
        {"states": ["999999999999999999999"]},
        {"states": ["x"]},
    ],
    ids=lambda wrong: f"{wrong}",
)
def test_what_is_wrong_stays_in_the_form(crew: Crew, wrong: dict[str, object]) -> None:
    client = at_desk_of(crew.who("coordinator of TAB"))
    sent = {"states": [crew.tenants["TAB"].pk], "channels": ["PHONE"], "max_conversations": "2", **wrong}

    assert client.post(f"{LIST}{crew.who('operator of TAB').pk}/", sent).status_code == 200
    assert crew.rows() == 0


def test_another_states_people_and_states_are_absent_on_the_screen(crew: Crew) -> None:
    client = at_desk_of(crew.who("supervisor of TAB"))
    crew.assign("operator of CMX", "TAB", "COA")
    foreign, shared = crew.who("operator of COA"), crew.who("operator of CMX")

    page = client.get(LIST).content.decode()
    assert shared.username in page
    assert "Coahuila" not in page
    assert foreign.username not in page
    assert client.get(f"{LIST}{foreign.pk}/").status_code == 404
    assert client.get(f"{LIST}{shared.pk}/").status_code == 404
    assert client.post(f"{LIST}{shared.pk}/end/COA/").status_code == 404
    assert client.post(f"{LIST}{shared.pk}/end/TAB/").status_code == 302
    assert crew.states_of("operator of CMX") == {"COA"}
