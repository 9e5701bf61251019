"""Launching a state, and suspending it: the screens, the command, and what citizens get."""

from __future__ import annotations

from io import StringIO
from urllib.parse import urlencode

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from content_models.choices import OrganizationKind
from content_models.models import OfficePage, OrganizationPage
from editorial.launching.errors import StateNotReady
from editorial.launching.readiness import missing_of
from editorial.launching.services import launch
from tenants.edge import HostUnknown, viewer_for_host
from tenants.models import AuditEntry, Hostname, Tenant, TenantPhone, TenantStatus, User
from tenants.models.user import StaffRole
from tenants.scope import scope_of_all_tenants
from tenants.trees import is_below, tree_paths
from tests.signed_in import browser_of
from tests.tenants.factories import member, prepared
from tests.world import World

from .screens import url

pytestmark = [pytest.mark.django_db]


def step(tenant: Tenant, code: str) -> tuple[str, str]:
    [found] = [one for one in missing_of(tenant) if one.code == code]
    return found.step, found.url


def codes(tenant: Tenant, *, blocking: bool | None = None) -> set[str]:
    return {one.code for one in missing_of(tenant) if blocking is None or one.is_blocking is blocking}


def test_the_checklist_says_what_keeps_a_state_and_what_it_can_do_without(jalisco: Tenant) -> None:
    assert codes(jalisco, blocking=True) == set()
    assert {"LOCAL_HOST", "UNCONFIRMED_OFFICES"} <= codes(jalisco, blocking=False)

    Hostname.objects.filter(tenant=jalisco).delete()
    TenantPhone.objects.filter(tenant=jalisco).delete()
    User.objects.filter(tenant=jalisco).update(is_active=False)
    assert codes(jalisco, blocking=True) == {"NO_HOST", "NO_EMERGENCY_NUMBER", "NO_PUBLISHER"}


def test_what_is_missing_is_said_by_the_states_status(jalisco: Tenant, administrator: User) -> None:
    client = browser_of(administrator)
    assert "Mejor antes de que lo vea la ciudadanía" in client.get(url("overview")).content.decode()

    launch(code="JAL")
    page = client.get(url("overview")).content.decode()
    assert "Lo que le falta ahora a la ciudadanía" in page
    assert "Mejor antes" not in page
    client.post(url("suspend"))
    assert "Mejor antes de que la ciudadanía lo vuelva a ver" in client.get(url("overview")).content.decode()


def test_hours_in_words_are_hours_and_an_office_that_lacks_is_added(jalisco: Tenant) -> None:
    offices = OfficePage.objects.filter(is_below(tree_paths([jalisco.pk])))
    offices.update(live=True, schedule=[], hours_text="De 9 a 15")
    assert "NO_SERVICE_HOURS" not in codes(jalisco)
    offices.update(hours_text="")
    assert "NO_SERVICE_HOURS" in codes(jalisco)
    offices.update(website="https://fiscalia.example.mx/")
    assert "NO_PROSECUTORS_WEBSITE" not in codes(jalisco)
    offices.update(website="")
    assert "NO_PROSECUTORS_WEBSITE" in codes(jalisco)

    offices.update(live=False)
    [found] = [one for one in missing_of(jalisco) if one.code == "NO_DEFENDER"]
    defender = OrganizationPage.objects.filter(
        is_below(tree_paths([jalisco.pk])), organization_kind=OrganizationKind.PUBLIC_DEFENDER
    )
    if defender.filter(numchild__gt=0).exists():
        assert found.step == "Publicar una de sus oficinas"
    defender.update(numchild=0)
    [found] = [one for one in missing_of(jalisco) if one.code == "NO_DEFENDER"]
    first = defender.order_by("path").first()
    add = found.url if first is None else reverse("wagtailadmin_pages:add", args=["content", "officepage", first.pk])
    assert found.url == add
    assert found.step.startswith("Agregar")


def test_a_state_that_lacks_something_is_not_launched_and_told_what(jalisco: Tenant, administrator: User) -> None:
    Hostname.objects.filter(tenant=jalisco).delete()

    with pytest.raises(StateNotReady, match="dirección"):
        launch(code="JAL")
    answer = browser_of(administrator).post(url("launch"), follow=True)

    assert "Nadie puede encontrar el sitio" in answer.content.decode()
    assert Tenant.objects.get(code="JAL").status == TenantStatus.DRAFT


def test_an_administrator_launches_suspends_and_launches_again(jalisco: Tenant, administrator: User) -> None:
    client = browser_of(administrator)
    assert "¿Lanzar Jalisco?" in client.get(url("launch")).content.decode()

    client.post(url("launch"))
    assert Tenant.objects.get(code="JAL").status == TenantStatus.LAUNCHED
    client.post(url("suspend"))
    assert Tenant.objects.get(code="JAL").status == TenantStatus.SUSPENDED
    client.post(url("launch"))
    assert Tenant.objects.get(code="JAL").status == TenantStatus.LAUNCHED

    connection.check_constraints()
    with scope_of_all_tenants():
        acts = list(AuditEntry.objects.filter(tenant=jalisco).order_by("pk").values_list("action", "person_name"))
    assert acts == [
        ("tenants.state.launch", "raiz"),
        ("tenants.state.suspend", "raiz"),
        ("tenants.state.launch", "raiz"),
    ]


def test_citizens_of_a_suspended_state_get_its_numbers(world: World) -> None:
    host = Hostname.objects.get(tenant=world.tenants["XNO"]).host
    citizen = Client(headers={"host": host})
    world.commit()
    assert citizen.get("/").status_code == 200

    browser_of(User.objects.create_superuser("raiz", "raiz@example.mx", "x")).post(url("suspend", "XNO"))
    world.commit()
    answer = citizen.get("/victima/")

    assert answer.status_code == 503
    assert answer["Retry-After"]
    page = answer.content.decode()
    assert "El sitio de Norte está cerrado por ahora" in page
    assert 'href="tel:911"' in page
    with pytest.raises(HostUnknown):
        viewer_for_host(host)


def test_a_suspended_state_is_told_what_it_lacks(jalisco: Tenant, administrator: User) -> None:
    before = codes(jalisco)
    launch(code="JAL")
    browser_of(administrator).post(url("suspend"))

    assert codes(Tenant.objects.get(code="JAL")) == before


def test_who_has_not_accepted_an_invitation_publishes_nothing(jalisco: Tenant) -> None:
    person = User.objects.get(username="coordina")
    person.set_unusable_password()
    person.save()

    assert codes(jalisco, blocking=True) == {"NO_PUBLISHER"}


def test_the_people_of_a_suspended_state_work_on(jalisco: Tenant, administrator: User) -> None:
    launch(code="JAL")
    publisher = browser_of(member(jalisco, StaffRole.PUBLISHER, "publica"))
    browser_of(administrator).post(url("suspend"))
    office = OfficePage.objects.filter(is_below(tree_paths([jalisco.pk])), live=True)[0]

    assert publisher.get(reverse("adapting:list", args=["JAL"])).status_code == 200
    assert publisher.get(reverse("wagtailadmin_pages:view_draft", args=[office.pk])).status_code == 200


@pytest.mark.parametrize("name", ["overview", "place", "hosts", "phones", "theme", "languages", "launch", "suspend"])
def test_who_only_edits_or_publishes_finds_none_of_it(jalisco: Tenant, name: str) -> None:
    for role in (StaffRole.EDITOR, StaffRole.PUBLISHER):
        client = browser_of(member(jalisco, role, f"otra-{role}"))
        assert client.get(url(name)).status_code == 404
        assert client.post(url(name), {}).status_code == 404


def test_the_command_launches_and_says_what_is_missing(jalisco: Tenant) -> None:
    out = StringIO()
    call_command("launch_state", "jal", "--host", "justicia.jalisco.gob.mx", stdout=out)

    assert Tenant.objects.get(code="JAL").status == TenantStatus.LAUNCHED
    assert viewer_for_host("justicia.jalisco.gob.mx").tenants == {"JAL": jalisco.pk}
    assert "UNCONFIRMED_OFFICES" in out.getvalue()


def test_the_command_changes_nothing_of_a_state_that_it_refuses(jalisco: Tenant) -> None:
    User.objects.filter(tenant=jalisco).update(is_active=False)

    with pytest.raises(CommandError, match="publica"):
        call_command("launch_state", "JAL", "--host", "justicia.jalisco.gob.mx", stdout=StringIO())

    assert not Hostname.objects.filter(host="justicia.jalisco.gob.mx").exists()
    assert Tenant.objects.get(code="JAL").status == TenantStatus.DRAFT


@pytest.mark.parametrize(
    "arguments", [["QQQ"], ["JAL", "SON", "--host", "a.gob.mx"], ["JAL", "--host", "tabasco.localhost"]]
)
def test_the_command_refuses_what_cannot_be(jalisco: Tenant, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("launch_state", *arguments, stdout=StringIO())
    assert Tenant.objects.get(code="JAL").status == TenantStatus.DRAFT


def test_the_command_only_looks_when_it_is_told_to(jalisco: Tenant) -> None:
    out = StringIO()
    call_command("launch_state", "--all", "--check", stdout=out)

    assert "JAL" in out.getvalue()
    assert Tenant.objects.get(code="JAL").status == TenantStatus.DRAFT


def test_the_first_person_is_invited_on_the_way_to_launching(administrator: User) -> None:
    jalisco, client = prepared("JAL", status=TenantStatus.DRAFT), browser_of(administrator)
    label, address = step(jalisco, "NO_PUBLISHER")
    assert label == "Invitar a la primera persona"

    form = client.get(address)
    page = form.content.decode()
    assert "Invitar a una persona a Jalisco" in page
    assert "tenant" not in form.context["form"].fields
    assert form.context["form"].initial["role"] == StaffRole.COORDINATOR
    sent = {"first_name": "Ana", "last_name": "López", "email": "no", "role": "coordinator"}
    refused = client.post(address, sent).content.decode()
    assert "Invitar a una persona a Jalisco" in refused
    assert client.post(address, {**sent, "email": "ana@example.mx"}).headers["Location"] == url("overview")

    label, address = step(jalisco, "NO_PUBLISHER")
    people = client.get(address).content.decode()
    assert label == "Ver la invitación"
    assert "ana@example.mx" in people
    assert "Nadie tiene" not in people
    assert "Personas de Jalisco" in people


def test_the_first_key_is_made_on_the_way_to_launching(jalisco: Tenant, administrator: User) -> None:
    for user in (administrator, User.objects.get(username="coordina")):
        client = browser_of(user)
        label, address = step(jalisco, "NO_KEY")
        assert label == "Crear la primera clave"
        form = client.get(address)
        assert form.status_code == 200
        if user is administrator:
            assert form.context["form"]["owner"].value() == jalisco.pk
            assert f'action="{address}"'.replace("&", "&amp;") in form.content.decode()
            sent = {"name": "Sitio", "owner": jalisco.pk, "tenants": [jalisco.pk], "environment": "production"}
            answer = client.post(address, {**sent, "budget_per_minute": 60000})
            address = answer.headers["Location"]
            continue
        made = client.post(address, {"kind": "pk"}).content.decode()
        assert f'class="button" href="{url("overview")}"' in made
    assert "NO_KEY" not in codes(jalisco)


def test_nobody_is_led_elsewhere_afterwards(jalisco: Tenant, administrator: User) -> None:
    client = browser_of(administrator)
    sent = {"first_name": "Ana", "last_name": "López", "email": "a@example.mx", "tenant": jalisco.pk, "role": "editor"}
    for number, place in enumerate(("https://example.org/", "//example.org/", "x\0", "")):
        address = f"{reverse('people:invite')}?{urlencode({'next': place})}"
        answer = client.post(address, {**sent, "email": f"a{number}@example.mx"})
        assert answer.headers.get("Location", "") in ("", f"{reverse('people:list')}?state=JAL")


def test_a_state_that_lacks_something_has_the_button_with_what_comes_first(
    jalisco: Tenant, administrator: User
) -> None:
    client = browser_of(administrator)
    ready = client.get(url("overview")).content.decode()
    assert f'<a class="button" href="{url("launch")}">Lanzar…</a>' in ready

    Hostname.objects.filter(tenant=jalisco).delete()
    page = client.get(url("overview")).content.decode()

    assert 'disabled aria-describedby="states-first">Lanzar…</button>' in page
    assert '<p id="states-first" class="states-soft">Primero: Nadie puede encontrar el sitio' in page
    assert f'href="{url("launch")}"' not in page


def test_offices_to_confirm_are_listed_of_the_state_alone(jalisco: Tenant, administrator: User) -> None:
    prepared("TAB")
    below = is_below(tree_paths([jalisco.pk]))
    OfficePage.objects.filter(below, pk=OfficePage.objects.filter(below)[0].pk).update(needs_confirmation=True)
    expected = set(OfficePage.objects.filter(below, needs_confirmation=True).values_list("pk", flat=True))
    [address] = [one.url for one in missing_of(jalisco) if one.code == "UNCONFIRMED_OFFICES"]

    for user in (administrator, User.objects.get(username="coordina")):
        client = browser_of(user)
        assert {office.pk for office in client.get(address).context["object_list"]} == expected
    coordinator = browser_of(User.objects.get(username="coordina"))
    offered = coordinator.get(reverse("offices:index")).content.decode()
    assert '<option value="JAL">' in offered
    assert '<option value="TAB">' not in offered
    assert coordinator.get(reverse("offices:index"), {"state": "TAB"}).status_code == 404
    assert coordinator.get(reverse("offices:index"), {"state": "ZZZ"}).status_code == 404
    unknown = browser_of(administrator).get(reverse("offices:index"), {"state": "ZZZ"})
    assert (unknown.status_code, list(unknown.context["object_list"])) == (200, [])
