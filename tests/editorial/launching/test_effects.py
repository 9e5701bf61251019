"""What is said before a state's settings are saved, and before it is launched or suspended: how much it reaches."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from content_models.models import GuidancePage
from editorial.launching.affected import affected_in
from publishing.services.change_tenant import change_tenant
from tenants.models import ApiKey, Hostname, KeyKind, StaffRole, TenantStatus, User
from tenants.services.keys import issue_key
from tests.signed_in import browser_of
from tests.tenants.factories import client_of, member
from tests.world import GUIDANCE, World

pytestmark = [pytest.mark.django_db]


def paths_of_sitemap(world: World, code: str) -> list[str]:
    host = Hostname.objects.filter(tenant=world.tenants[code]).values_list("host", flat=True)[0]
    return Client(headers={"host": host}).get("/sitemap.xml").content.decode().split("<url>")[1:]


def test_pages_are_those_of_the_sitemap_whatever_the_status(world: World) -> None:
    coordinator = member(world.tenants["XNO"], StaffRole.COORDINATOR, "coordina")
    for slug in ("robo", "fraude"):
        world.new(GuidancePage, "NAC", "victima", title=slug, slug=slug, roles=["VICTIM"], **GUIDANCE)
    pages = len(paths_of_sitemap(world, "XNO"))

    assert pages > 2
    for status in (TenantStatus.LAUNCHED, TenantStatus.DRAFT, TenantStatus.SUSPENDED):
        north = change_tenant(tenant=world.tenants["XNO"], status=status)
        world.commit()
        assert affected_in(north, by=coordinator).pages == pages


def test_keys_that_work_clients_and_people_are_the_states_own(world: World) -> None:
    north, south = world.tenants["XNO"], world.tenants["XSU"]
    coordinator = member(north, StaffRole.COORDINATOR, "coordina")
    User.objects.create_user("cerrada", "cerrada@example.mx", "x", is_active=False, tenant=north, role="editor")
    member(south, StaffRole.COORDINATOR, "sur")
    client = client_of(north)
    first, _raw = issue_key(client, KeyKind.PUBLISHABLE)
    issue_key(client, KeyKind.SECRET)
    issue_key(client_of(south), KeyKind.SECRET)

    found = affected_in(north, by=coordinator)
    assert (found.keys, found.clients, found.people) == (2, 1, 1)
    ApiKey.objects.filter(pk=first.pk).update(revoked_at=first.created_at)
    assert affected_in(north, by=coordinator).keys == 1


@pytest.mark.parametrize("step", ["place", "hosts", "phones", "theme", "languages"])
def test_each_step_says_how_much_it_reaches(world: World, step: str) -> None:
    north = world.tenants["XNO"]
    coordinator = member(north, StaffRole.COORDINATOR, "coordina")
    issue_key(client_of(north), KeyKind.SECRET)
    pages = affected_in(north, by=coordinator).pages

    page = browser_of(coordinator).get(reverse(f"states:{step}", args=["XNO"])).content.decode()

    assert f"{pages} páginas" in page
    assert ("1 clave activa lo lee por la API" in page) is (step != "hosts")
    assert "cuando se lance el estado" not in page


def test_suspending_and_launching_say_how_much_they_reach(world: World) -> None:
    north = world.tenants["XNO"]
    member(north, StaffRole.COORDINATOR, "coordina")
    member(north, StaffRole.EDITOR, "edita")
    issue_key(client_of(north), KeyKind.SECRET)
    administrator = User.objects.create_superuser("raiz", "raiz@example.mx", "x")
    pages = affected_in(north, by=administrator).pages
    client = browser_of(administrator)

    suspending = client.get(reverse("states:suspend", args=["XNO"])).content.decode()
    launching = client.get(reverse("states:launch", args=["XNO"])).content.decode()

    assert f"{pages} páginas dejan de abrirse" in suspending
    assert "1 clave activa ya no recibe nada" in suspending
    assert f"Ahí se abren {pages} páginas" in launching
    for page in (suspending, launching):
        assert "2 personas trabajan para él" in page
        assert Hostname.objects.filter(tenant=north).first().host in page
