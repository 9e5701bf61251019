"""A state's coordinators are told that it is suspended, who did it and what citizens see meanwhile."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from editorial.launching.services import launch, suspend
from tenants.models import StaffRole, Tenant, TenantStatus, User
from tests.fakes.tasks import run_tasks
from tests.tenants.factories import member, prepared

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def tabasco() -> Tenant:
    return prepared("TAB", status=TenantStatus.LAUNCHED)


@pytest.fixture
def coordinator(tabasco: Tenant) -> User:
    user = member(tabasco, StaffRole.COORDINATOR, "coordina")
    User.objects.filter(pk=user.pk).update(email="coordina@example.mx")
    return user


@pytest.fixture
def administrator() -> User:
    return User.objects.create_superuser("raiz", "raiz@example.mx", "x", first_name="Rosa", last_name="Mora")


def start_page(user: User) -> str:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client.get(reverse("wagtailadmin_home")).content.decode()


def test_coordinators_get_an_e_mail_of_the_worker(tabasco: Tenant, coordinator: User, administrator: User) -> None:
    closed = member(tabasco, StaffRole.COORDINATOR, "cerrada")
    User.objects.filter(pk=closed.pk).update(is_active=False, email="cerrada@example.mx")
    publisher = member(tabasco, StaffRole.PUBLISHER, "publica")
    other = member(prepared("JAL"), StaffRole.COORDINATOR, "otra")
    for user in (publisher, other):
        User.objects.filter(pk=user.pk).update(email=f"{user.username}@example.mx")

    suspend(code="TAB", by=administrator)
    suspend(code="TAB", by=administrator)
    connection.check_constraints()
    assert mail.outbox == []
    assert "coordina@example.mx" not in str(list(DBTaskResult.objects.values()))
    run_tasks()

    [message] = mail.outbox
    assert message.to == ["coordina@example.mx"]
    assert message.subject == "Tabasco está suspendido"
    body = str(message.body)
    assert "Rosa Mora suspendió Tabasco el " in body
    assert "911" in body
    assert tabasco.hostnames.get().host in body
    assert reverse("states:overview", args=["TAB"]) in body


def test_coordinators_are_told_of_a_launch_and_of_another_but_not_of_a_suspension_that_is_over(
    coordinator: User, administrator: User, tabasco: Tenant
) -> None:
    Tenant.objects.filter(pk=tabasco.pk).update(status=TenantStatus.DRAFT)
    launch(code="TAB", by=administrator)
    launch(code="TAB", by=administrator)
    connection.check_constraints()
    run_tasks()
    [message] = mail.outbox
    assert message.to == ["coordina@example.mx"]
    assert message.subject == "Tabasco ya atiende a la ciudadanía"
    assert "Rosa Mora lanzó Tabasco el " in str(message.body)
    assert tabasco.hostnames.get().host in str(message.body)

    suspend(code="TAB", by=administrator)
    launch(code="TAB", by=administrator)
    connection.check_constraints()
    run_tasks()

    assert [message.subject for message in mail.outbox[1:]] == ["Tabasco vuelve a atender a la ciudadanía"]


def test_an_e_mail_that_cannot_be_sent_is_tried_again(
    coordinator: User, administrator: User, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "tests.tenants.test_account_mails.Unreachable"
    suspend(code="TAB", by=administrator)
    run_tasks()

    [waiting] = DBTaskResult.objects.filter(task_path__endswith="send_suspension", status="READY")
    assert waiting.args_kwargs["args"] == [coordinator.pk, 2]


def test_the_start_page_and_the_states_screen_say_it(tabasco: Tenant, coordinator: User, administrator: User) -> None:
    others = [member(prepared("JAL"), StaffRole.COORDINATOR, "otra"), member(tabasco, StaffRole.EDITOR, "edita")]
    assert "está suspendido" not in start_page(coordinator)
    suspend(code="TAB", by=administrator)
    connection.check_constraints()
    client = Client()
    client.force_login(coordinator)
    screen = client.get(reverse("states:overview", args=["TAB"])).content.decode()

    for page in (start_page(coordinator), screen):
        assert "Rosa Mora suspendió Tabasco el " in page
        assert "el sitio está cerrado por ahora, con estos números: Emergencias 911" in page
    assert f'href="{reverse("states:overview", args=["TAB"])}"' in start_page(coordinator)
    for user in others:
        assert "está suspendido" not in start_page(user)


def test_a_suspension_by_a_command_names_nobody(tabasco: Tenant, coordinator: User) -> None:
    suspend(code="TAB")
    connection.check_constraints()

    assert "El propio servicio suspendió Tabasco" in start_page(coordinator)
