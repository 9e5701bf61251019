"""The API's explorer in a real browser: it works under its strict policy, with and without the demonstration's keys."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from tenants.models import Environment, KeyKind, Scope, Tenant
from tenants.services.keys import create_client, issue_key
from tests.journeys.site import Site

RUN = ".graphiql-execute-button"
SCOPES = [Scope.CONTENT, Scope.SCRIPTS]
ANSWER = ".graphiql-response"


class Complaints(list[str]):
    """What a page complains about: errors, refusals of its policy, requests to other hosts."""

    def watch(self, page: Page, own: str) -> None:
        """Listen to a page."""

        def on_console(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                self.append(message.text)

        def on_request(request: Request) -> None:
            if not request.url.startswith((own, "data:", "blob:")):
                self.append(request.url)

        page.on("console", on_console)
        page.on("pageerror", lambda error: self.append(str(error)))
        page.on("request", on_request)


@pytest.fixture
def var_dir(site: Site, tmp_path: Path) -> Path:
    """A folder of the site's own for what it keeps, so that a demonstration on this machine does not show."""
    site.environment = {**site.environment, "VAR_DIR": str(tmp_path)}
    return tmp_path


def key_of_tabasco() -> str:
    """A secret key of Tabasco for scripts."""
    tenant = Tenant.objects.get(code="TAB")
    client = create_client(
        name="Prueba", owner=tenant, tenants=[tenant], scopes=SCOPES, environment=Environment.SANDBOX
    )
    return issue_key(client, KeyKind.SECRET)[1]


def run(page: Page, operation: str) -> None:
    """Run the query once the editor shows it."""
    shown(page, operation)
    page.locator(RUN).click()


def shown(page: Page, operation: str) -> None:
    """Wait until the editor shows an operation."""
    page.locator(".graphiql-query-editor .view-lines").get_by_text(operation).first.wait_for()


@pytest.mark.parametrize("width", [1280, 360])
def test_without_a_demonstration_it_asks_for_a_key_and_runs_the_example_with_it(
    site: Site, var_dir: Path, browser: Browser, width: int
) -> None:
    key = key_of_tabasco()
    complaints = Complaints()

    with site.web_process():
        page = browser.new_page(locale="es-MX", viewport={"width": width, "height": 800})
        complaints.watch(page, site.web)
        page.goto(f"{site.web}graphql")
        page.get_by_role("heading", name="Necesitas una clave de la API").wait_for()
        assert page.locator(RUN).count() == 0
        page.locator(".explorer-key input").fill(key)
        page.keyboard.press("Enter")
        run(page, "Orientacion")
        page.locator(ANSWER).get_by_text("Tabasco").first.wait_for()
        is_as_wide_as_the_screen = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.close()

    assert complaints == []
    assert is_as_wide_as_the_screen


def test_on_this_machine_it_has_the_keys_of_the_demonstration(site: Site, var_dir: Path, browser: Browser) -> None:
    keys = {"publishable": "jpt_pk_none", "secret": key_of_tabasco()}
    (var_dir / "demo.json").write_text(json.dumps({"states": {"TAB": keys}, "national": {"secret": "jpt_sk_none"}}))
    complaints = Complaints()

    with site.web_process():
        page = browser.new_page(locale="es-MX", viewport={"width": 1280, "height": 800})
        complaints.watch(page, site.web)
        response = page.goto(f"{site.web}graphql")
        shown(page, "Orientacion")
        page.get_by_role("tab", name="MiClave").click()
        run(page, "MiClave")
        page.locator(ANSWER).get_by_text("SCRIPTS").first.wait_for()
        labels = page.locator("select option").all_inner_texts()
        page.close()

    assert response is not None
    assert "script-src 'self';" in response.headers["content-security-policy"]
    assert labels == ["mi propia clave", "Tabasco, secreta", "Tabasco, publicable", "Todos los estados, secreta"]
    assert complaints == []
