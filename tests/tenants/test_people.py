"""The screens of people: who manages whom, what is refused and how it is said."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tenants.models import AuditEntry, StaffRole, Tenant, TenantStatus, User, UserSession
from tenants.scope import scope_of_all_tenants
from tenants.services.accounts import (
    ATTEMPTED,
    change_role,
    deactivate_user,
    invite_user,
    reactivate_user,
    send_invitation,
    withdraw_invitation,
)
from tests import world as small
from tests.at_once import waits_for_lock
from tests.fakes.tasks import run_tasks

from .conftest import World
from .factories import member, page_of, person

LIST = "/admin/people/"
INVITE = "/admin/people/invite/"
ANA: dict[str, Any] = {"first_name": "Ana", "last_name": "López", "email": "ana@example.org", "role": "editor"}


@pytest.fixture
def coordinator(world: World) -> User:
    """Tabasco's."""
    world.people["coordinator"] = member(world.tabasco, StaffRole.COORDINATOR)
    return world.person("coordinator")


@pytest.fixture
def client(world: World, coordinator: User) -> Client:
    """Where Tabasco's coordinator is signed in."""
    return world.client("coordinator")


def _address(user: User, act: str = "") -> str:
    return reverse("people:act", args=[user.pk, act]) if act else reverse("people:person", args=[user.pk])


def _messages(answer: Any) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def _form(client: Client, user: User) -> dict[str, str]:
    """What the form of a person's role would send."""
    text = client.get(_address(user)).content.decode()
    return {"seen": re.findall(r'name="seen" value="(-?\d+)"', text)[0], "role": user.role}


def _acts(user_id: int) -> list[tuple[str, str, str]]:
    """What the audit log says of an account."""
    with scope_of_all_tenants():
        entries = AuditEntry.objects.filter(subject_type="tenants.User", subject_id=str(user_id)).order_by("pk")
        return [(one.tenant.code, one.action, one.person_name) for one in entries.select_related("tenant")]


def test_coordinator_sees_the_people_of_their_state_and_no_others(world: World, client: Client) -> None:
    shared = person("nacional", is_superuser=True)
    Tenant.objects.filter(pk=world.tabasco.pk).update(name="Tabasco")
    User.objects.filter(pk=shared.pk).update(tenant=world.tabasco, role=StaffRole.EDITOR)
    invite_user(**ANA, tenant=world.tabasco)

    shown = client.get(LIST)

    assert {user.username for user in shown.context["people"]} == {"coordinator-tab", "editor-tab", "publisher-tab"}
    assert [user.email for user in shown.context["invited"]] == ["ana@example.org"]
    assert "Jalisco" not in shown.content.decode()
    assert client.get(_address(shared)).status_code == 404


def test_administrator_sees_all_and_narrows(world: World) -> None:
    client = world.client("administrator")

    everybody, of_jalisco, found = (client.get(LIST + query) for query in ("", "?state=JAL", "?q=publisher+tab"))

    assert len(everybody.context["people"]) == User.objects.count()
    assert {user.username for user in of_jalisco.context["people"]} == {"editor-jal", "publisher-jal"}
    assert [user.username for user in found.context["people"]] == ["publisher-tab"]
    assert client.get(LIST, {"q": "nadie", "state": "%00", "p": "x"}).status_code == 200


@pytest.mark.parametrize(
    ("names", "expected"), [({"first_name": "Ana", "last_name": "Ruiz"}, "Ana Ruiz"), ({}, "ana@example.org")]
)
def test_people_are_called_by_their_name_or_what_they_sign_in_with(names: dict[str, str], expected: str) -> None:
    assert User(username="ana@example.org", **names).display_name == expected


def test_coordinator_invites(world: World, client: Client) -> None:
    answer = client.post(INVITE, ANA, follow=True)
    run_tasks()

    ana = User.objects.get(email="ana@example.org")
    assert (ana.tenant, ana.role, ana.username) == (world.tabasco, "editor", "ana@example.org")
    assert list(ana.groups.values_list("name", flat=True)) == ["TAB · editores"]
    assert mail.outbox[0].to == ["ana@example.org"]
    assert "ana@example.org" in _messages(answer)
    assert [ana.is_invited, ana.invitation_expires_at - timezone.now() > timedelta(days=2)] == [True, True]
    assert _acts(ana.pk) == [("TAB", "tenants.user.invite", "coordinator-tab")]


@pytest.mark.parametrize(
    ("fault", "fields", "at"),
    [
        ("no role", {"role": ""}, "role"),
        ("above coordinator", {"role": "administrator"}, "role"),
        ("no such role", {"role": "root"}, "role"),
        ("no address", {"email": "ana"}, "email"),
        ("no name", {"first_name": " "}, "first_name"),
        ("address of a colleague", {"email": "EDITOR-TAB@example.org"}, "email"),
        ("address of another state", {"email": "editor-jal@example.org"}, "email"),
        ("NUL", {"last_name": "L\0pez"}, "last_name"),
        ("an address that is no user name", {"email": "o'brien@example.org"}, "__all__"),
    ],
)
def test_what_is_wrong_with_an_invitation_is_said_beside_it(
    world: World, client: Client, fault: str, fields: dict[str, str], at: str
) -> None:
    before = User.objects.count()

    answer = client.post(INVITE, {**ANA, **fields})

    if fault == "NUL":
        assert answer.status_code in {200, 400}
    else:
        assert answer.context["form"].errors.keys() == {at}, fault
    assert User.objects.count() == before


@pytest.mark.parametrize("breaking", ["\n", "\r", "\u2028", "\x1b", "\u202e"])
@pytest.mark.parametrize("field", ["first_name", "last_name"])
def test_a_name_has_one_line(world: World, client: Client, field: str, breaking: str) -> None:
    answer = client.post(INVITE, {**ANA, field: f"Ana{breaking}Tu cuenta se cerró: https://evil.example"})

    assert "escríbelo de nuevo en un renglón" in answer.content.decode()
    assert not User.objects.filter(email="ana@example.org").exists()


def test_addresses_are_not_tried_out_by_inviting(world: World, client: Client) -> None:
    for _time in range(ATTEMPTED.most):
        client.post(INVITE, {**ANA, "email": "editor-jal@example.org"})
    answer = client.post(INVITE, ANA)

    assert "se enviaron muchas invitaciones" in answer.content.decode()
    assert not User.objects.filter(email="ana@example.org").exists()


def test_who_has_an_account_elsewhere_is_not_told_where(world: World, client: Client) -> None:
    text = client.post(INVITE, {**ANA, "email": "editor-jal@example.org"}).content.decode()

    assert "no es de tu estado" in text
    assert "administración nacional" in text
    assert "Jalisco" not in text


def test_inviting_for_a_state_offers_neither_other_states_nor_roles_of_none(world: World) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("unica", "unica@example.org", "x"))

    form = client.get(f"{INVITE}?state=TAB").context["form"]
    of_library = client.get(f"{INVITE}?state=NAC").context["form"]
    client.post(f"{INVITE}?state=TAB", ANA)

    assert "tenant" not in form.fields
    assert "administrator" not in dict(form.fields["role"].choices)
    assert set(dict(of_library.fields["role"].choices)) == {"publisher", "editor", "translator"}
    ana = User.objects.get(email=ANA["email"])
    assert ana.tenant == world.tabasco


def test_administrator_invites_into_any_state_and_the_library(world: World) -> None:
    client = world.client("administrator")
    sent: dict[str, dict[str, Any]] = {
        "coordinator": {"tenant": world.jalisco.pk, "role": "coordinator"},
        "national": {"tenant": world.library.pk, "role": "translator"},
        "administrator": {"tenant": "", "role": "administrator"},
        "nowhere": {"tenant": "", "role": "editor"},
        "operator of the library": {"tenant": world.library.pk, "role": "operator"},
        "administrator of a state": {"tenant": world.jalisco.pk, "role": "administrator"},
    }

    statuses = {
        name: client.post(INVITE, {**ANA, "email": f"new-{name.replace(' ', '-')}@example.org", **fields}).status_code
        for name, fields in sent.items()
    }

    assert [name for name, status in statuses.items() if status == 302] == ["coordinator", "national", "administrator"]
    made = User.objects.filter(first_name="Ana").order_by("pk")
    assert [(user.tenant, user.role, user.is_superuser) for user in made] == [
        (world.jalisco, "coordinator", False),
        (world.library, "translator", False),
        (None, "", True),
    ]


def test_invitation_is_sent_again_and_withdrawn(world: World, client: Client) -> None:
    client.post(INVITE, ANA)
    ana = User.objects.get(email="ana@example.org")
    User.objects.filter(pk=ana.pk).update(invited_at=timezone.now() - timedelta(days=4))

    expired = client.get(LIST).content.decode()
    client.post(_address(ana, "resend"))
    ana.refresh_from_db()
    run_tasks()
    url = re.findall(r"http://\S+", str(mail.outbox[-1].body))[0].replace("http://localhost:8000", "")
    answer = client.post(_address(ana, "withdraw"), follow=True)

    assert "Ya venció" in expired
    assert ana.invitation_expires_at > timezone.now()
    assert len(mail.outbox) == 2
    assert not User.objects.filter(pk=ana.pk).exists()
    assert "ana@example.org" in _messages(answer)
    assert Client().get(url).status_code == 200
    assert [act for _, act, _ in _acts(ana.pk)] == ["tenants.user.invite"] * 2 + ["tenants.user.withdraw"]


def test_invitation_that_was_accepted_meanwhile_is_not_withdrawn(world: World, client: Client) -> None:
    editor = world.person("own editor")

    for act in ("withdraw", "resend"):
        assert "ya se aceptó o se retiró" in _messages(client.post(_address(editor, act), follow=True)), act

    assert User.objects.filter(pk=editor.pk).exists()
    assert mail.outbox == []


def test_demoted_persons_open_tab_can_do_nothing(world: World, client: Client) -> None:
    publisher = world.person("own publisher")
    tab = world.client("own publisher")
    page = page_of(world.tabasco)
    unpublish = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
    page.__class__.objects.filter(pk=page.pk).update(live=True)
    assert tab.get(unpublish).status_code == 200

    answer = client.post(_address(publisher), {**_form(client, publisher), "role": "translator"}, follow=True)
    sent = tab.post(unpublish)

    page.refresh_from_db()
    publisher.refresh_from_db()
    assert sent.status_code == 403
    assert "Cambiaron tu rol" in sent.content.decode()
    assert tab.get(unpublish)["Location"] == f"/admin/login/?next={unpublish}"
    assert page.live
    assert UserSession.objects.filter(user=publisher).count() == 0
    assert (publisher.role, list(publisher.groups.values_list("name", flat=True))) == (
        "translator",
        ["TAB · traductores"],
    )
    assert "Traduce" in _messages(answer)
    assert _acts(publisher.pk) == [("TAB", "tenants.user.role", "coordinator-tab")]
    assert world.client("own publisher").post(unpublish).status_code == 404


def test_an_open_tab_says_at_the_sign_in_that_the_role_was_changed_once(world: World, client: Client) -> None:
    editor = world.person("own editor")
    tab, closed = world.client("own editor"), world.client("other editor")

    change_role(user=editor, tenant=world.tabasco, role=StaffRole.OPERATOR)
    deactivate_user(user=world.person("other editor"))
    by_itself = tab.get(reverse("wagtailadmin_home"), headers={"X-Requested-With": "XMLHttpRequest"})
    shown = [tab.get(reverse("wagtailadmin_home"), follow=True).content.decode() for _ in range(2)]

    assert by_itself.status_code == 403
    assert ["Cambiaron tu rol" in page for page in shown] == [True, False]
    assert "Cambiaron tu rol" not in closed.get(reverse("wagtailadmin_home"), follow=True).content.decode()
    assert not tab.login(username=editor.username, password="x")
    tab.force_login(editor)
    assert "Cambiaron tu rol" not in tab.get(reverse("wagtailadmin_home")).content.decode()


def test_autosaving_in_an_open_tab_says_that_the_role_was_changed(world: World) -> None:
    """With a code whose sentence Wagtail's autosave shows; for others it says that the server failed."""
    tab, address = world.client("own editor"), reverse("wagtailadmin_pages:edit", args=[1])
    autosave: dict[str, Any] = {"headers": {"Accept": "application/json"}}

    change_role(user=world.person("own editor"), tenant=world.tabasco, role=StaffRole.OPERATOR)
    answer = tab.post(address, {"title": "Robo"}, **autosave)
    visitor = Client().post(address, {"title": "Robo"}, **autosave).json()

    assert answer.status_code == 403
    assert answer.json()["error_code"] == "locked"
    assert answer.json()["error_message"].startswith("No se guardó nada: cambiaron tu rol")
    assert visitor["error_message"].startswith("No se guardó nada: tu sesión terminó")


def test_account_is_closed_and_opened_again(world: World, client: Client) -> None:
    editor = world.person("own editor")
    tab = world.client("own editor")
    assert tab.get(reverse("wagtailadmin_home")).status_code == 200

    client.post(_address(editor, "close"), _form(client, editor))
    closed = tab.get(reverse("wagtailadmin_home")).status_code
    client.post(_address(editor, "reopen"), _form(client, editor))

    editor.refresh_from_db()
    assert (closed, editor.is_active, editor.role) == (302, True, "editor")
    assert [act for _, act, _ in _acts(editor.pk)] == ["tenants.user.deactivate", "tenants.user.reactivate"]


def test_acts_that_change_nothing_leave_no_entry(world: World, client: Client) -> None:
    editor = world.person("own editor")
    client.post(_address(editor, "reopen"), _form(client, editor))
    client.post(_address(editor, "reset"))
    client.post(_address(editor, "close"), _form(client, editor))
    client.post(_address(editor, "close"), _form(client, editor))
    run_tasks()

    assert [act for _, act, _ in _acts(editor.pk)] == ["tenants.user.deactivate"]
    assert mail.outbox == []


def test_form_on_stale_data_is_refused_with_who_and_when(world: World, client: Client) -> None:
    editor = world.person("own editor")
    second = member(world.tabasco, StaffRole.COORDINATOR, "segunda")
    world.people["second"] = second
    stale = _form(client, editor)
    world.client("second").post(_address(editor), {**_form(world.client("second"), editor), "role": "publisher"})

    answers = [
        client.post(_address(editor), {**stale, "role": "operator"}, follow=True),
        client.post(_address(editor, "close"), stale, follow=True),
        client.post(_address(editor), {"role": "operator", "seen": "x"}, follow=True),
    ]

    editor.refresh_from_db()
    assert (editor.role, editor.is_active) == ("publisher", True)
    for answer in answers:
        assert "segunda cambió esta cuenta el" in _messages(answer)
        assert str(timezone.localtime().year) in _messages(answer)


@pytest.mark.parametrize("act", ["close", "demote", "move"])
def test_last_coordinator_of_a_launched_state_stays(world: World, coordinator: User, act: str) -> None:
    administrator = world.person("administrator")
    invite_user(**{**ANA, "role": "coordinator"}, tenant=world.tabasco)

    def do() -> object:
        if act == "close":
            return deactivate_user(user=coordinator, by=administrator)
        tenant = world.tabasco if act == "demote" else world.jalisco
        role = StaffRole.PUBLISHER if act == "demote" else StaffRole.COORDINATOR
        return change_role(user=coordinator, tenant=tenant, role=role, by=administrator)

    with pytest.raises(ValidationError) as refusal:
        do()
    coordinator.refresh_from_db()
    assert refusal.value.code == "last_coordinator"
    assert "Tabasco" in refusal.value.messages[0]
    assert (coordinator.role, coordinator.tenant, coordinator.is_active) == ("coordinator", world.tabasco, True)

    member(world.tabasco, StaffRole.COORDINATOR, "segunda")
    do()
    coordinator.refresh_from_db()
    assert (coordinator.role, coordinator.tenant, coordinator.is_active) != ("coordinator", world.tabasco, True)


@pytest.mark.parametrize("act", ["close", "demote"])
def test_last_administrator_stays(world: World, act: str) -> None:
    administrator = world.person("administrator")
    invite_user(email="eva@example.org", is_superuser=True)

    def do() -> object:
        if act == "close":
            return deactivate_user(user=administrator)
        return change_role(user=administrator, tenant=world.tabasco, role=StaffRole.EDITOR)

    with pytest.raises(ValidationError) as refusal:
        do()

    administrator.refresh_from_db()
    assert refusal.value.code == "last_administrator"
    assert (administrator.is_active, administrator.is_superuser) == (True, True)


def test_state_that_citizens_do_not_use_may_lose_its_coordinator(world: World, coordinator: User) -> None:
    Tenant.objects.filter(pk=world.tabasco.pk).update(status=TenantStatus.DRAFT)

    deactivate_user(user=coordinator, by=world.person("administrator"))

    assert not User.objects.get(pk=coordinator.pk).is_active


def test_nobody_changes_or_closes_their_own_account(world: World, client: Client, coordinator: User) -> None:
    member(world.tabasco, StaffRole.COORDINATOR, "segunda")

    answers = [
        client.post(_address(coordinator), {"role": "publisher", "seen": "0"}, follow=True),
        client.post(_address(coordinator, "close"), {"seen": "0"}, follow=True),
    ]

    assert ["Esta es tu propia cuenta" in _messages(answer) for answer in answers] == [True, True]
    assert 'name="role"' not in client.get(_address(coordinator)).content.decode()
    assert User.objects.filter(pk=coordinator.pk, role="coordinator", is_active=True).exists()


@pytest.mark.parametrize("who", ["other editor", "administrator", "library publisher"])
def test_account_of_somebody_else_is_as_absent(world: World, client: Client, who: str) -> None:
    user = world.person(who)
    before = User.objects.filter(pk=user.pk).values().get()
    for act in ("", "close", "reopen", "resend", "reset", "withdraw", "nonsense"):
        foreign = client.post(_address(user, act), {"role": "editor", "seen": "0"})
        absent = client.post(_address(User(pk=99_999_998), act), {"role": "editor", "seen": "0"})
        assert (foreign.status_code, foreign.content) == (404, absent.content), act
    assert User.objects.filter(pk=user.pk).values().get() == before
    assert mail.outbox == []


@pytest.mark.parametrize("role", [role for role in StaffRole if role != StaffRole.COORDINATOR])
def test_service_refuses_who_manages_nobody(world: World, role: StaffRole) -> None:
    by = member(world.tabasco, role, "somebody")
    editor, invited = world.person("own editor"), invite_user(**ANA, tenant=world.tabasco)

    for refused in (
        lambda: invite_user(**{**ANA, "email": "eva@example.org"}, tenant=world.tabasco, by=by),
        lambda: send_invitation(user=invited, by=by),
        lambda: withdraw_invitation(user=invited, by=by),
        lambda: change_role(user=editor, tenant=world.tabasco, role="publisher", by=by),
        lambda: deactivate_user(user=editor, by=by),
        lambda: reactivate_user(user=editor, by=by),
    ):
        with pytest.raises(PermissionDenied):
            refused()

    assert User.objects.filter(pk=editor.pk, role="editor", is_active=True).exists()


def test_coordinator_puts_nobody_elsewhere_and_nobody_above(world: World, coordinator: User) -> None:
    editor = world.person("own editor")

    places: tuple[dict[str, Any], ...] = (
        {"tenant": world.jalisco, "role": "editor"},
        {"tenant": world.library, "role": "publisher"},
        {"tenant": world.tabasco, "role": "editor", "is_superuser": True},
        {"tenant": None, "role": None, "is_superuser": True},
    )
    for place in places:
        with pytest.raises(PermissionDenied):
            change_role(user=editor, by=coordinator, **place)
        with pytest.raises(PermissionDenied):
            invite_user(**{**ANA, **place}, by=coordinator)

    editor.refresh_from_db()
    assert (editor.tenant, editor.role, editor.is_superuser) == (world.tabasco, "editor", False)
    assert not User.objects.filter(email="ana@example.org").exists()


def test_database_keeps_role_and_tenant_together(world: World) -> None:
    editor = User.objects.filter(pk=world.person("own editor").pk)
    fields: tuple[dict[str, Any], ...] = (
        {"role": ""},
        {"tenant": None},
        {"role": "root"},
        {"tenant": world.library, "role": "coordinator"},
        {"email": "PUBLISHER-TAB@example.org"},
    )
    for broken in fields:
        with pytest.raises(IntegrityError), transaction.atomic():
            editor.update(**broken)


@pytest.fixture
def two(committed_db: None) -> list[User]:
    """The two coordinators of a launched state, committed."""
    north = small.build(lambda: None).tenants["XNO"]
    return [member(north, StaffRole.COORDINATOR, name) for name in ("alma", "beto")]


def test_of_two_coordinators_who_demote_each_other_one_stays(two: list[User]) -> None:
    def demote(by: User, other: User) -> str:
        try:
            change_role(user=other, tenant=other.tenant, role=StaffRole.EDITOR, by=by)
        except (ValidationError, PermissionDenied):
            return "refused"
        finally:
            connections.close_all()
        return "demoted"

    with ThreadPoolExecutor(2) as pool:
        done = [each.result(60) for each in [pool.submit(demote, *pair) for pair in (two, reversed(two))]]

    assert sorted(done) == ["demoted", "refused"]
    assert sorted(User.objects.filter(username__in=("alma", "beto")).values_list("role", flat=True)) == [
        "coordinator",
        "editor",
    ]


def test_of_two_administrators_who_close_each_other_one_stays(two: list[User]) -> None:
    ana, eva = (person(name, is_superuser=True) for name in ("ana", "eva"))

    def close() -> str:
        try:
            deactivate_user(user=ana, by=eva)
        except (ValidationError, PermissionDenied):
            return "refused"
        finally:
            connections.close_all()
        return "closed"

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            deactivate_user(user=eva, by=ana)
            done = pool.submit(close)
            assert waits_for_lock()
        assert done.result(60) == "refused"

    assert [user.username for user in User.objects.filter(is_superuser=True, is_active=True)] == ["ana"]


def test_same_person_invited_twice_at_once_has_one_account(two: list[User]) -> None:
    def invite(by: User) -> str:
        try:
            invite_user(**ANA, tenant=by.tenant, by=by)
        except ValidationError as refusal:
            return " ".join(refusal.messages)
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = sorted(each.result(60) for each in [pool.submit(invite, by) for by in two])

    assert said[0] == ""
    assert "Ya hay una cuenta" in said[1]
    assert User.objects.filter(email="ana@example.org").count() == 1
