"""Accounts: invited, in their state's group only, ended at once."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tenants.account_mails import password_url
from tenants.models import StaffRole, User, UserSession
from tenants.services.accounts import assign_role, change_role, deactivate_user, invite_user
from tests.fakes.tasks import run_tasks

from .conftest import World
from .factories import PASSWORD

LOGIN = "/admin/login/"
NEW_PASSWORD = "una frase larga y segura"


def _sign_in(username: str, password: str) -> tuple[Client, int]:
    client = Client()
    answer = client.post(LOGIN, {"username": username, "password": password})
    return client, answer.status_code


def _is_signed_in(client: Client) -> bool:
    return client.get(reverse("wagtailadmin_account")).status_code == 200


def _choose_password(url: str, password: str) -> int:
    client = Client()
    form = client.get(url.replace("http://localhost:8000", ""), follow=True)
    if not form.redirect_chain:
        return form.status_code
    answer = client.post(form.redirect_chain[-1][0], {"new_password1": password, "new_password2": password})
    return answer.status_code


def test_invited_person_chooses_a_password_and_works_for_one_state(world: World) -> None:
    user = invite_user(
        email="ana@example.org",
        first_name="Ana",
        tenant=world.tabasco,
        role=StaffRole.EDITOR,
        by=world.person("administrator"),
    )
    run_tasks()
    url = re.findall(r"http://\S+", str(mail.outbox[0].body))[0]

    status = _choose_password(url, NEW_PASSWORD)

    assert mail.outbox[0].to == ["ana@example.org"]
    assert "Tabasco" in mail.outbox[0].body
    assert status == 302
    assert list(user.groups.values_list("name", flat=True)) == ["TAB · editores"]
    client, _ = _sign_in("ana@example.org", NEW_PASSWORD)
    assert _is_signed_in(client)


def test_invitation_works_once(world: World) -> None:
    user = invite_user(email="ana@example.org", tenant=world.tabasco, role=StaffRole.EDITOR)
    url = password_url(user)
    _choose_password(url, NEW_PASSWORD)

    again = _choose_password(url, "otra frase larga y segura")

    user.refresh_from_db()
    assert again == 200
    assert user.check_password(NEW_PASSWORD)


def test_invitation_expires(world: World, settings: Settings) -> None:
    user = invite_user(email="ana@example.org", tenant=world.tabasco, role=StaffRole.EDITOR)
    url = password_url(user)
    settings.PASSWORD_RESET_TIMEOUT = -timedelta(days=1).total_seconds()

    status = _choose_password(url, NEW_PASSWORD)

    user.refresh_from_db()
    assert status == 200
    assert not user.has_usable_password()


def test_service_refuses_who_is_no_administrator(world: World) -> None:
    with pytest.raises(PermissionDenied):
        invite_user(
            email="ana@example.org", tenant=world.tabasco, role=StaffRole.EDITOR, by=world.person("own publisher")
        )
    with pytest.raises(PermissionDenied):
        deactivate_user(user=world.person("own editor"), by=world.person("own publisher"))

    assert not User.objects.filter(email="ana@example.org").exists()
    assert User.objects.get(pk=world.person("own editor").pk).is_active


def test_person_belongs_to_one_states_group_and_keeps_other_groups(world: World) -> None:
    user = world.person("own editor")
    operators = Group.objects.create(name="Operadores")
    user.groups.add(operators, *Group.objects.filter(publishes_tenant=world.jalisco))

    assign_role(user=user, tenant=world.tabasco, role=StaffRole.PUBLISHER)

    assert set(user.groups.values_list("name", flat=True)) == {"Operadores", "TAB · publicadores"}


def test_person_who_moves_to_another_state_loses_the_first(world: World) -> None:
    user = world.person("own editor")

    change_role(user=user, tenant=world.jalisco, role=StaffRole.EDITOR, by=world.person("administrator"))

    user.refresh_from_db()
    assert user.tenant == world.jalisco
    assert list(user.groups.values_list("name", flat=True)) == ["JAL · editores"]


def test_only_an_administrator_has_neither_state_nor_role(world: World) -> None:
    assign_role(user=world.person("administrator"), tenant=None, role=None)

    with pytest.raises(ValidationError):
        assign_role(user=world.person("own editor"), tenant=None, role=None)
    assert User.objects.get(username="editor-tab").role == StaffRole.EDITOR


def _sessions_of(user: User, count: int) -> list[Client]:
    clients = [_sign_in(user.username, PASSWORD)[0] for _ in range(count)]
    assert all(map(_is_signed_in, clients))
    assert UserSession.objects.filter(user=user).count() == count
    return clients


def test_leavers_sessions_end_at_once(world: World) -> None:
    leaver, colleague = world.person("own editor"), world.person("own publisher")
    theirs, others = _sessions_of(leaver, 2), _sessions_of(colleague, 1)

    ended = deactivate_user(user=leaver, by=world.person("administrator"))

    assert ended == 2
    assert not any(map(_is_signed_in, theirs))
    assert all(map(_is_signed_in, others))
    assert not _is_signed_in(_sign_in(leaver.username, PASSWORD)[0])


def test_new_password_ends_all_sessions_but_the_one_that_chose_it(world: World) -> None:
    user = world.person("own editor")
    here, elsewhere = _sessions_of(user, 2)

    here.post(
        reverse("wagtailadmin_account"),
        {
            "password-old_password": PASSWORD,
            "password-new_password1": NEW_PASSWORD,
            "password-new_password2": NEW_PASSWORD,
            "name_email-first_name": "Ana",
            "name_email-last_name": "López",
            "name_email-email": user.email,
            "locale-preferred_language": "",
            "locale-current_time_zone": "",
            "theme-theme": "system",
            "theme-contrast": "system",
            "theme-density": "default",
        },
    )

    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)
    assert _is_signed_in(here)
    assert not _is_signed_in(elsewhere)


def test_forgotten_password_is_replaced_by_mail(world: World) -> None:
    user = world.person("own editor")

    Client().post(reverse("wagtailadmin_password_reset"), {"email": user.email})
    run_tasks()
    url = re.findall(r"http://\S+", str(mail.outbox[0].body))[0]
    _choose_password(url, NEW_PASSWORD)

    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)


def test_command_invites(world: World) -> None:
    call_command("invite_user", "ana@example.org", "--state", "tab", "--role", "publisher")
    run_tasks()

    user = User.objects.get(email="ana@example.org")
    assert (user.tenant, user.role, user.username) == (world.tabasco, StaffRole.PUBLISHER, "ana@example.org")
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("fault", "arguments"),
    [
        ("unknown state", ["ana@example.org", "--state", "XXX", "--role", "editor"]),
        ("state without role", ["ana@example.org", "--state", "TAB"]),
        ("neither state nor administrator", ["ana@example.org"]),
        ("no address", ["ana", "--state", "TAB", "--role", "editor"]),
        ("address already taken", ["editor-tab@example.org", "--state", "TAB", "--role", "editor"]),
    ],
)
def test_command_says_what_to_change_and_changes_nothing(world: World, fault: str, arguments: list[str]) -> None:
    before = User.objects.count()

    with pytest.raises(CommandError):
        call_command("invite_user", *arguments)

    assert User.objects.count() == before, fault
    assert mail.outbox == []
