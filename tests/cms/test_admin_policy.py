"""What browsers may do on the administration's pages, and that the API is reached by TLS only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.models import Locale, Page, Site, Workflow
from wagtail_localize.operations import translate_object

from api.http.responses import plain_response
from cms.admin_policy import CHOOSERS_OF_WAGTAIL
from content_models.models import GuidancePage, OfficePage, ScriptPage
from tenants.models import ApiClient, Tenant
from tests.tenants.factories import client_of, image_of, person
from tests.thoroughness import is_long, tries

NONCE = re.compile(r'nonce="([^"]+)"')
SCRIPT = re.compile(r"<script\b([^>]*)>")
STEP = tries(3, long=1)
"""Each so many-th page of the administration is opened."""

WITH_NONCE = frozenset({"tenants.viewsets.translations.SubmitPage", "wagtailadmin_pages:edit"})
"""The views whose pages bring scripts of their own."""

RUN_BY_ATTRIBUTE = re.compile(r"<[a-z][^<>]*\son[a-z]+=", re.IGNORECASE)


@pytest.fixture
def administrator(db: None, client: Client) -> Client:
    """A browser in which an administrator has signed in."""
    administrator = person("admin", is_superuser=True)
    client.force_login(administrator, backend="django.contrib.auth.backends.ModelBackend")
    return client


def scripts_allowed(response: Any) -> str:
    """Return what the page's policy says of scripts."""
    parts: list[str] = response["Content-Security-Policy"].split("; ")
    return next(part for part in parts if part.startswith("script-src "))


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/"])
def test_the_administration_loads_and_sends_nothing_elsewhere(db: None, client: Client, path: str) -> None:
    policy = client.get(path)["Content-Security-Policy"].split("; ")

    for part in ("default-src 'self'", "connect-src 'self'", "form-action 'self'", "object-src 'none'"):
        assert part in policy


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/password_reset/"])
def test_no_inline_script_runs_where_passwords_are_typed(db: None, client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 200
    assert scripts_allowed(response) == "script-src 'self'"


@pytest.mark.slow
def test_every_script_that_a_page_brings_may_run_and_only_choosers_of_wagtail_run_all(administrator: Client) -> None:
    forbidden: list[tuple[str, list[str]]] = []
    all_allowed: set[str] = set()
    by_nonce: set[str] = set()
    for path in list(pages())[::STEP]:
        response = administrator.get(path)
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            continue
        match, allowed, text = (
            response.wsgi_request.resolver_match,
            scripts_allowed(response),
            response.content.decode(),
        )
        if "'unsafe-inline'" in allowed:
            all_allowed |= CHOOSERS_OF_WAGTAIL & {match.view_name, match.url_name}
            continue
        inline = [tag for tag in SCRIPT.findall(text) if "src=" not in tag and "json" not in tag]
        if not all("nonce=" in tag and f"'nonce-{NONCE.findall(tag)[0]}'" in allowed for tag in inline):
            forbidden.append((path, inline))
        if inline:
            by_nonce.add(match.view_name)
        assert not RUN_BY_ATTRIBUTE.search(text), path

    assert forbidden == []
    assert by_nonce <= WITH_NONCE
    assert all_allowed <= CHOOSERS_OF_WAGTAIL
    if is_long():
        assert by_nonce == WITH_NONCE
        assert all_allowed == CHOOSERS_OF_WAGTAIL


def pages() -> Iterator[str]:
    """The addresses of the administration that name nothing, and those of one thing of each kind."""
    yield from without_arguments(get_resolver().url_patterns, "/")
    tabasco = Tenant.objects.get(code="TAB")
    text = GuidancePage.objects.get(slug="familiar-detenido")
    office = OfficePage.objects.descendant_of(tabasco.root_page).first()
    script = ScriptPage.objects.first()
    assert office is not None
    assert script is not None
    assert tabasco.publishers is not None
    client_of(tabasco)
    for name, arguments in (
        ("wagtailadmin_pages:edit", [text.pk]),
        ("wagtailadmin_pages:edit", [office.pk]),
        ("wagtailadmin_pages:edit", [script.pk]),
        ("wagtailadmin_explore", [tabasco.root_page_id]),
        ("wagtailadmin_pages:add", ["content", "noticepage", tabasco.root_page_id]),
        ("wagtailadmin_pages:add", ["content", "scriptpage", Page.objects.get(slug="guiones", depth=3).pk]),
        ("wagtailadmin_pages:history", [text.pk]),
        ("wagtailadmin_pages:usage", [text.pk]),
        ("wagtailadmin_pages:move", [text.pk]),
        ("wagtailadmin_pages:copy", [text.pk]),
        ("wagtailadmin_pages:delete", [text.pk]),
        ("wagtailadmin_pages:unpublish", [text.pk]),
        ("wagtail_localize:submit_page_translation", [text.pk]),
        ("states:theme", ["TAB"]),
        ("wagtailadmin_pages:edit", [translated(text).pk]),
        ("wagtailadmin_workflows:edit", [Workflow.objects.create(name="Revisión").pk]),
        ("wagtailsites:edit", [Site.objects.create(hostname="example.org", root_page=text).pk]),
        ("wagtailusers_groups:edit", [tabasco.publishers.pk]),
        ("wagtailimages:edit", [image_of(tabasco, "Foto").pk]),
        ("adapting:list", ["TAB"]),
        ("adapting:text", ["TAB", text.translation_key]),
        ("adapting:schedule", ["TAB", text.translation_key]),
        ("adapting:history", ["TAB", text.translation_key]),
        ("reviews:settings", ["TAB"]),
        ("holidays:list", ["TAB"]),
        ("holidays:add", ["TAB"]),
        ("national:impact", [text.pk]),
        ("national:editions", [text.pk]),
        ("api_clients:edit", [ApiClient.objects.latest("pk").pk]),
        ("api_clients:new_key", [ApiClient.objects.latest("pk").pk]),
    ):
        yield reverse(name, args=arguments)
    yield reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"]) + f"?id={text.pk}"


def translated(page: Page) -> Page:
    """Return the page in another language, where its editor is that of translations."""
    locale = Locale.objects.get_or_create(language_code="nah")[0]
    translate_object(page, [locale])
    return page.get_translation(locale)


def without_arguments(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        route = str(pattern.pattern).removeprefix("^").removesuffix("$")
        if re.search(r"[<(]", route):
            continue
        if isinstance(pattern, URLResolver):
            yield from without_arguments(pattern.url_patterns, prefix + route)
        elif prefix.startswith("/admin/") and not {"logout/", "failwhale/"} & {route}:
            yield prefix + route


def test_the_api_is_told_to_be_reached_by_tls_in_production(settings: object) -> None:
    settings.SECURE_HSTS_SECONDS = 60  # type: ignore[attr-defined]

    assert ("Strict-Transport-Security", "max-age=60") in plain_response(200).headers  # type: ignore[arg-type]
