"""What a site answers to programs, and what it says of itself to search engines."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from cms.settings.choices import contacts
from content_models.models import GuidancePage, NoticePage
from content_models.paths import is_of_the_site
from portal.descriptions import MOST_CHARACTERS
from publishing.services.publish import publish_page, unpublish_page
from tenants.models import Tenant, TenantStatus
from tests.tenants.factories import page_of

from .conftest import Site, Visit, published
from .test_languages import east  # noqa: F401 (a fixture)

GUIDANCE = "/prueba-victimas/prueba-robo/"
SECURITY = "/.well-known/security.txt"
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
TABASCO = {"host": "tabasco.localhost:8130"}


def listed(answer: Any) -> dict[str, str]:
    """The addresses of a sitemap, each with its day."""
    urls = ElementTree.fromstring(answer.content)
    return {url.findtext(f"{NAMESPACE}loc", ""): url.findtext(f"{NAMESPACE}lastmod", "") for url in urls}


def described(page: str) -> list[str]:
    return re.findall(r'<meta name="description" content="([^"]*)">', page)


def test_robots_may_read_the_pages_and_not_what_was_searched_for(visit: Visit, north: Site) -> None:
    answer = visit(north, "/robots.txt")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /graphql",
        "Disallow: /buscar/",
        "",
        "Sitemap: http://norte.localhost/sitemap.xml",
    ]


def test_sitemap_has_the_pages_of_this_state_and_the_day_of_each(
    visit: Visit, north: Site, south: Site, guidance: GuidancePage
) -> None:
    answer = visit(north, "/sitemap.xml")
    found = listed(answer)

    assert answer["Content-Type"] == "application/xml"
    assert answer["Cache-Control"] == "no-cache"
    assert "Last-Modified" not in answer
    assert found[f"http://norte.localhost{GUIDANCE}"] == datetime.now(tz=UTC).astimezone().date().isoformat()
    assert "http://norte.localhost/" in found
    assert "http://norte.localhost/directorio/fiscalia-norte/oficina-norte/" in found
    assert not [address for address in found if "sur" in address or not address.startswith("http://norte.localhost/")]


def test_sitemap_follows_what_is_published(
    visit: Visit, north: Site, guidance: GuidancePage, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    over = published(
        page_of(north.tenant, "avisos"),
        NoticePage(
            title="Pasado", slug="pasado", text="<p>Ya no.</p>", ends_at=datetime.now(tz=UTC) - timedelta(days=2)
        ),
    )
    first = visit(north, "/sitemap.xml")
    with django_capture_on_commit_callbacks(execute=True):
        unpublish_page(page=guidance)

    again = visit(north, "/sitemap.xml", if_none_match=first["ETag"])

    assert f"http://norte.localhost{GUIDANCE}" in listed(first)
    assert again.status_code == 200
    assert f"http://norte.localhost{GUIDANCE}" not in listed(again)
    assert not [address for address in listed(first) if over.slug in address]


def test_sensitive_pages_can_be_found(visit: Visit, north: Site, guidance: GuidancePage) -> None:
    guidance.is_sensitive = True
    publish_page(page=guidance)

    assert f"http://norte.localhost{GUIDANCE}" in listed(visit(north, "/sitemap.xml"))


def test_every_language_lists_what_is_written_in_it(client: Client, east: Tenant, guidance: GuidancePage) -> None:  # noqa: F811
    headers = {"host": "oriente.localhost"}
    found = listed(client.get("/sitemap.xml", headers=headers))

    assert f"http://oriente.localhost{GUIDANCE}" in found
    assert "http://oriente.localhost/yua/avisos/kaas/" in found
    assert f"http://oriente.localhost/yua{GUIDANCE}" not in found
    assert "Disallow: /yua/buscar/" in client.get("/robots.txt", headers=headers).content.decode()


def test_every_listed_page_of_the_real_content_is_there_and_described(committed_db: None, client: Client) -> None:
    found = [
        address.removeprefix("http://tabasco.localhost:8130")
        for address in listed(client.get("/sitemap.xml", headers=TABASCO))
    ]

    answers = {path: client.get(path, headers=TABASCO) for path in found}

    assert len(found) > 150
    assert {path for path, answer in answers.items() if answer.status_code != 200} == set()
    descriptions = {path: described(answer.content.decode()) for path, answer in answers.items()}
    assert [path for path, texts in descriptions.items() if len(texts) != 1 or len(texts[0]) < 2] == []


def test_a_description_is_the_page_s_own_words_shortened(
    visit: Visit, north: Site, guidance: GuidancePage, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    short = described(visit(north, GUIDANCE).content.decode())
    guidance.summary = "Primero ponte a salvo. " * 12
    with django_capture_on_commit_callbacks(execute=True):
        publish_page(page=guidance)
    [long] = described(visit(north, GUIDANCE).content.decode())

    assert short == ["Lo primero es tu seguridad."]
    assert len(long) <= MOST_CHARACTERS
    assert long == "Primero ponte a salvo. " * 6 + "Primero ponte a…"


def test_an_office_s_description_does_not_hide_what_nobody_has_checked(
    visit: Visit, north: Site, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    path = "/directorio/fiscalia-norte/oficina-norte/"
    [open_one] = described(visit(north, path).content.decode())
    north.office.is_confidential = True
    with django_capture_on_commit_callbacks(execute=True):
        publish_page(page=north.office)
    [confidential] = described(visit(north, path).content.decode())

    assert open_one.endswith("Por confirmar · Calle Uno 1")
    assert "993" not in open_one
    assert confidential.endswith("Por confirmar")


def test_security_txt_says_whom_to_tell(visit: Visit, north: Site, client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACTS = ["mailto:seguridad@example.mx", "https://example.mx/seguridad"]

    answer = visit(north, SECURITY)
    lines = answer.content.decode().splitlines()
    fields = dict(line.split(": ", 1) for line in lines)
    expires = datetime.fromisoformat(fields["Expires"])

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert lines[:2] == ["Contact: mailto:seguridad@example.mx", "Contact: https://example.mx/seguridad"]
    assert timedelta(days=30) < expires - datetime.now(tz=UTC) < timedelta(days=365)
    assert fields["Preferred-Languages"] == "es, en"
    assert fields["Canonical"] == f"https://norte.localhost{SECURITY}"
    assert client.get(SECURITY, headers={"host": "localhost"}).status_code == 200
    assert client.get(SECURITY, headers={"host": "nadie.localhost"}).status_code == 404


def test_without_a_contact_there_is_no_security_txt(visit: Visit, north: Site, client: Client) -> None:
    assert visit(north, SECURITY).status_code == 404
    assert client.get(SECURITY, headers={"host": "localhost"}).status_code == 404


@pytest.mark.parametrize("address", ["seguridad@example.mx", "http://example.mx", "mailto:a@b.mx\nExpires: never"])
def test_a_contact_that_is_no_address_stops_the_start(address: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        contacts([address])


@pytest.mark.parametrize("path", ["/robots.txt", "/sitemap.xml"])
def test_hosts_that_serve_nobody_answer_alike(client: Client, north: Site, path: str) -> None:
    north.tenant.status = TenantStatus.DRAFT
    north.tenant.save()

    unknown = client.get(path, headers={"host": "nadie.localhost"})
    draft = client.get(path, headers={"host": north.host})

    assert (unknown.status_code, draft.status_code) == (404, 404)
    assert unknown.content == draft.content


def test_no_page_can_stand_at_these_addresses() -> None:
    paths = ("/robots.txt", "/sitemap.xml", SECURITY, "/schema.graphql", "/rich-text.schema.json")

    assert all(is_of_the_site(path) for path in paths)
