"""The site of a state before citizens see it, and with colours and a logo that nobody has saved."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from content_models.models import GuidancePage
from publishing.services.change_tenant import change_tenant
from tenants.models import Hostname, StaffRole, Tenant, TenantStatus, User
from tests.tenants.factories import image_of, member
from tests.world import GUIDANCE, World

pytestmark = [pytest.mark.django_db]

BANNER = "Vista previa: solo tú la ves."


def coordinator_of(world: World, code: str) -> Client:
    client = Client()
    client.force_login(member(world.tenants[code], StaffRole.COORDINATOR, f"coordina-{code}"))
    return client


def site(code: str = "XNO", path: str = "", look: str = "guardada") -> str:
    return reverse("states:site_page", args=[code, look, path])


def suspend(world: World, code: str, status: TenantStatus) -> None:
    change_tenant(tenant=world.tenants[code], status=status)
    world.commit()


@pytest.mark.parametrize("status", list(TenantStatus))
def test_a_state_of_any_status_is_seen_as_citizens_would_see_it(world: World, status: TenantStatus) -> None:
    world.new(GuidancePage, "NAC", "victima", title="Robo", slug="robo", roles=["VICTIM"], **GUIDANCE)
    suspend(world, "XNO", status)
    client = coordinator_of(world, "XNO")

    frames = client.get(reverse("states:preview", args=["XNO"])).content.decode()
    answer = client.get(site())
    page = answer.content.decode()

    assert frames.count(f'src="{site()}"') == 2
    assert BANNER in page
    assert "Norte" in page
    assert "no-store" in answer["Cache-Control"]
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    citizen = Client(headers={"host": Hostname.objects.get(tenant=world.tenants["XNO"]).host}).get("/")
    assert (citizen.status_code == 200) is (status == TenantStatus.LAUNCHED)
    assert BANNER not in citizen.content.decode()


def test_links_search_and_ways_on_stay_in_the_preview(world: World) -> None:
    world.new(GuidancePage, "NAC", "victima", title="Robo", slug="robo", roles=["VICTIM"], **GUIDANCE)
    client = coordinator_of(world, "XNO")

    home = client.get(site()).content.decode()
    moved = client.get(site(path="victima"))
    section = moved.headers["Location"]
    found = client.get(site(path="buscar/"), {"q": "robo"})
    pages = [client.get(address).content.decode() for address in (section, site(path="victima/robo/"))]

    assert section == site(path="victima/")
    assert "no-store" in moved["Cache-Control"]
    assert f'action="{site(path="buscar/")}"' in home
    assert f'href="{site(path="victima/robo/")}"' in found.content.decode()
    for page in [home, *pages]:
        local = re.findall(r'href="(/(?!static/)[^"]*)"', page)
        assert local
        assert all(href.startswith(site()) for href in local), local
        assert "<base" not in page
    assert client.get(site(path="nada/")).status_code == 404
    assert client.get(site(path="//example.org/")).headers.get("Location", "/").startswith("/")


def test_colours_and_logo_are_shown_before_they_are_saved(world: World, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    north = world.tenants["XNO"]
    logo = image_of(north, "Escudo")
    client = coordinator_of(world, "XNO")
    before = client.get(site()).content.decode()

    page = client.get(site(look=f"003366-1e5b4f-{logo.pk}")).content.decode()

    assert "--primary:#003366" in page
    assert "--primary:#003366" not in before
    assert f'src="{logo.get_rendition("max-1600x1600|format-webp").url}"' in page
    assert f'href="{site(look=f"003366-1e5b4f-{logo.pk}")}"' in page
    assert client.get(site()).content.decode() == before
    assert Tenant.objects.get(pk=north.pk).theme.primary_color != "#003366"


@pytest.mark.parametrize(
    "look",
    [
        "ffff00-1e5b4f",
        "003366",
        "x",
        "003366-1e5b4f-abc",
        f"003366-1e5b4f-{'9' * 40}",
        "003366-1e5b4f-1-2",
        "00336\u0663-1e5b4f",
    ],
)
def test_a_look_that_could_not_be_saved_says_why(world: World, look: str) -> None:
    answer = coordinator_of(world, "XNO").get(site(look=look))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Esta apariencia no se puede guardar" in page
    assert "--primary" not in page
    assert "no-store" in answer["Cache-Control"]


def test_a_logo_of_another_state_is_none(world: World, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    foreign = image_of(world.tenants["XSU"], "Escudo del sur")

    own = coordinator_of(world, "XNO").get(site(look=f"003366-1e5b4f-{foreign.pk}"))

    assert "Esta apariencia no se puede guardar" in own.content.decode()


def test_nobody_but_who_sets_a_state_up_sees_its_preview(world: World) -> None:
    north, south = world.tenants["XNO"], world.tenants["XSU"]
    addresses = [reverse("states:preview", args=["XNO"]), site(), site(look="003366-1e5b4f")]
    others = [member(south, StaffRole.COORDINATOR, "sur"), member(world.tenants["NAC"], StaffRole.PUBLISHER, "nac")]
    for user in [*others, *(member(north, role, f"norte-{role}") for role in (StaffRole.EDITOR, StaffRole.PUBLISHER))]:
        client = Client()
        client.force_login(user)
        assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    assert [Client().get(address).status_code for address in addresses] == [302, 302, 302]
    administrator = Client()
    administrator.force_login(User.objects.create_superuser("raiz", "raiz@example.mx", "x"))
    assert [administrator.get(address).status_code for address in addresses] == [200, 200, 200]
    assert administrator.get(site("ZZZ")).status_code == 404


def test_the_logo_is_chosen_without_an_inline_script(world: World) -> None:
    page = coordinator_of(world, "XNO").get(reverse("states:theme", args=["XNO"])).content.decode()

    assert 'data-chooser-widget-value="ImageChooser" data-chooser-input-value="id_logo"' in page
    assert "content_models/chooser.js" in page
    assert "<script>" not in page
