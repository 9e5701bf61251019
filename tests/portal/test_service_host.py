"""The service's own host shows which states there are."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tenants.models import Hostname, TenantStatus

from .conftest import Site


def ask(client: Client, host: str = "localhost:8130") -> Any:
    return client.get("/", headers={"host": host})


def test_it_leads_to_the_launched_states_on_the_same_port(client: Client, north: Site, south: Site) -> None:
    answer = ask(client)
    page = answer.content.decode()

    assert answer.status_code == 200
    assert '<a href="http://norte.localhost:8130/"><strong>Norte</strong></a>' in page
    assert '<a href="http://sur.localhost:8130/"><strong>Sur</strong></a>' in page
    assert 'href="/admin/"' in page
    assert 'href="/graphql"' in page
    assert "¿En qué estado estás?" in page
    assert "noindex" not in page
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "Set-Cookie" not in answer


@pytest.mark.parametrize("status", [TenantStatus.DRAFT, TenantStatus.SUSPENDED])
def test_it_says_nothing_of_states_that_serve_nobody(
    client: Client, north: Site, south: Site, status: TenantStatus
) -> None:
    north.tenant.status = status
    north.tenant.save()

    page = ask(client).content.decode()

    assert "Norte" not in page
    assert "norte" not in page
    assert "Sur" in page


def test_it_leads_only_to_hosts_that_are_served_here(client: Client, north: Site, south: Site, settings: Any) -> None:
    Hostname.objects.create(tenant=north.tenant, host="justicia.norte.example.mx")
    settings.ALLOWED_HOSTS = ["localhost", "justicia.norte.example.mx"]

    page = ask(client).content.decode()

    assert "http://justicia.norte.example.mx:8130/" in page
    assert "Sur" not in page


def test_only_the_host_of_the_public_address_is_the_service_s_own(client: Client, north: Site, settings: Any) -> None:
    settings.PUBLIC_URL = "https://admin.example.mx"
    settings.ALLOWED_HOSTS = ["admin.example.mx", "localhost", ".localhost"]

    assert ask(client, "admin.example.mx").status_code == 200
    for host in ("localhost", "nadie.localhost"):
        refused = ask(client, host)
        assert refused.status_code == 404
        assert 'href="/admin/"' not in refused.content.decode()


@pytest.mark.parametrize("path", ["/", "/victima/me-robaron/"])
def test_a_host_that_is_nobody_s_leads_to_the_launched_states(
    client: Client, north: Site, south: Site, path: str
) -> None:
    south.tenant.status = TenantStatus.DRAFT
    south.tenant.save()

    for host in ("nadie.localhost:8130", "sur.localhost:8130"):
        answer = client.get(path, headers={"host": host})
        page = answer.content.decode()

        assert answer.status_code == 404
        assert "No hay ningún portal en esta dirección" in page
        assert '<a href="http://norte.localhost:8130/"><strong>Norte</strong></a>' in page
        assert '<a href="tel:911">' in page
        assert "Sur" not in page
        assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_its_other_addresses_are_nobody_s(client: Client, north: Site) -> None:
    own = {"host": "localhost"}

    assert client.get("/victima/", headers=own).status_code == 404
    assert client.get("/sitemap.xml", headers=own).status_code == 404
    assert client.get("/robots.txt", headers=own).content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /graphql",
    ]


def test_without_a_launched_state_it_says_so(client: Client, north: Site) -> None:
    Hostname.objects.all().delete()

    assert "Todavía no hay aquí el sitio de ningún estado." in ask(client).content.decode()
