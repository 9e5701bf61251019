"""A state with two languages: addresses, fallbacks and what is said of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from content_models.models import GuidancePage, HomePage, NoticePage
from publishing.services.launch_state import SPANISH, LanguageFacts, StateFacts, launch_state, prepare_tenant
from tenants.models import Tenant

from .conftest import published

GUIDANCE = "/prueba-victimas/prueba-robo/"


@pytest.fixture
def east(national: Tenant) -> Tenant:
    """A state that serves Spanish and Maya, with a notice written in Maya."""
    maya = LanguageFacts(code="yua", name="Maya", is_served=True)
    tenant = prepare_tenant(
        facts=StateFacts(
            code="ZZC",
            name="Oriente",
            official_name="Estado de Oriente",
            slug="oriente",
            time_zone="America/Cancun",
            languages=(SPANISH, maya),
        )
    )
    home = HomePage.objects.get(locale__language_code="yua", slug__startswith=tenant.slug)
    notices = home.get_children().get(slug="avisos")
    published(notices, NoticePage(title="Kʼaas", slug="kaas", text="<p>Maʼ a bin.</p>"))
    return launch_state(code="ZZC")


def ask(client: Client, path: str) -> Any:
    return client.get(path, headers={"host": "oriente.localhost"})


def test_first_language_has_no_prefix_and_the_other_one_has(
    client: Client, east: Tenant, guidance: GuidancePage
) -> None:
    spanish, maya = ask(client, GUIDANCE), ask(client, "/yua" + GUIDANCE)

    assert (spanish.status_code, maya.status_code) == (200, 200)
    assert (spanish["Content-Language"], maya["Content-Language"]) == ("es-MX", "yua")


def test_links_stay_in_the_language_of_the_visit(client: Client, east: Tenant, guidance: GuidancePage) -> None:
    page = ask(client, "/yua" + GUIDANCE).content.decode()

    assert 'href="/yua/prueba-victimas/"' in page
    assert 'href="/yua/prueba-victimas/nanduti/"' in page
    assert f'<link rel="alternate" hreflang="es-MX" href="{GUIDANCE}">' in page


def test_text_from_another_language_says_so(client: Client, east: Tenant, guidance: GuidancePage) -> None:
    fallback = ask(client, "/yua" + GUIDANCE).content.decode()
    original = ask(client, GUIDANCE).content.decode()

    sentence = "Esta página todavía no está traducida a la lengua que pediste"
    assert sentence in fallback
    assert sentence not in original


def test_text_in_the_asked_language_is_marked_as_such(client: Client, east: Tenant) -> None:
    page = ask(client, "/yua/avisos/kaas/").content.decode()

    assert '<html lang="es-MX">' in page
    assert '<main id="content" tabindex="-1" lang="yua">' in page
    assert "Maʼ a bin." in page


def test_language_that_the_state_does_not_serve_is_no_address(client: Client, east: Tenant) -> None:
    assert ask(client, "/tzo/").status_code == 404
