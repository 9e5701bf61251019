"""The API's explorer in a real browser: it works under its strict policy, with and without the demonstration's keys."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from tenants.models import Environment, KeyKind, Scope, Tenant
from tenants.services.keys import ClientInput, create_client, issue_key
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


@pytest.fixture(scope="module")
def module_site(module_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Give the site a folder of its own for what it keeps, so that a demonstration on this machine does not show."""
    module_site.environment["VAR_DIR"] = str(tmp_path_factory.mktemp("var"))
    return module_site


@pytest.fixture
def demonstration(shared_site: Site) -> Iterator[Path]:
    """The file with the keys of the demonstration that the site shows; there is none yet."""
    file = Path(shared_site.environment["VAR_DIR"]) / "demo.json"
    yield file
    file.unlink(missing_ok=True)


def key_of(*codes: str, scopes: Sequence[Scope] = SCOPES) -> str:
    """A secret key of some states, for scripts as a rule."""
    tenants = list(Tenant.objects.filter(code__in=codes))
    client = create_client(
        owner=tenants[0], given=ClientInput("Prueba", tenants, scopes, environment=Environment.SANDBOX)
    )
    return issue_key(client, KeyKind.SECRET)[1]


def variables(page: Page, text: str) -> None:
    """Wait until the variables have a text."""
    page.locator(".graphiql-editor-tool .view-lines").get_by_text(text).first.wait_for()


def is_too_wide(page: Page) -> bool:
    """Whether the page has to be scrolled sideways, or a field of its header touches the edge."""
    fields = "[...document.querySelectorAll('.explorer-bar :is(input, select, button)')]"
    touches = f"{fields}.some((field) => field.getBoundingClientRect().right > window.innerWidth - 8)"
    return bool(page.evaluate(f"document.documentElement.scrollWidth > window.innerWidth || {touches}"))


def run(page: Page, operation: str) -> None:
    """Run the query once the editor shows it."""
    shown(page, operation)
    page.locator(RUN).click()


def shown(page: Page, operation: str) -> None:
    """Wait until the editor shows an operation."""
    page.locator(".graphiql-query-editor .view-lines").get_by_text(operation).first.wait_for()


@pytest.mark.parametrize("width", [1280, 360])
def test_without_a_demonstration_it_asks_for_a_key_and_runs_the_example_with_it(
    shared_site: Site, demonstration: Path, browser: Browser, width: int
) -> None:
    key = key_of("TAB")
    complaints = Complaints()

    page = browser.new_page(locale="es-MX", viewport={"width": width, "height": 800})
    complaints.watch(page, shared_site.web)
    page.goto(f"{shared_site.web}graphql")
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


def test_on_this_machine_it_has_the_keys_of_the_demonstration(
    shared_site: Site, demonstration: Path, browser: Browser
) -> None:
    keys = {"publishable": "jpt_pk_none", "secret": key_of("TAB")}
    demonstration.write_text(json.dumps({"states": {"TAB": keys}, "national": {"secret": "jpt_sk_none"}}))
    complaints = Complaints()

    page = browser.new_page(locale="es-MX", viewport={"width": 1280, "height": 800})
    complaints.watch(page, shared_site.web)
    response = page.goto(f"{shared_site.web}graphql")
    shown(page, "Orientacion")
    variables(page, "THIRD_PARTY")
    page.get_by_role("button", name="Mi clave").click()
    run(page, "MiClave")
    page.locator(ANSWER).get_by_text("SCRIPTS").first.wait_for()
    labels = page.locator("select option").all_inner_texts()
    page.close()

    assert response is not None
    assert "script-src 'self';" in response.headers["content-security-policy"]
    assert labels == ["mi propia clave", "Tabasco, secreta", "Tabasco, publicable", "Todos los estados, secreta"]
    assert complaints == []


def test_examples_are_made_for_the_key_and_what_was_typed_outlives_it(
    shared_site: Site, demonstration: Path, browser: Browser
) -> None:
    states = {"COA": {"secret": key_of("COA", scopes=[Scope.CONTENT])}, "TAB": {"secret": key_of("TAB")}}
    national = {"secret": key_of("COA", "TAB")}
    demonstration.write_text(json.dumps({"states": states, "national": national}))
    complaints = Complaints()

    page = browser.new_page(locale="es-MX", viewport={"width": 1280, "height": 800})
    complaints.watch(page, shared_site.web)
    page.goto(f"{shared_site.web}graphql")
    shown(page, "Orientacion")
    scripts = page.get_by_role("button", name="Guiones")
    of_coahuila = (
        scripts.is_disabled(),
        page.locator(f"#{scripts.get_attribute('aria-describedby')}").inner_text(),
    )
    page.get_by_role("button", name="Oficinas abiertas").click()
    shown(page, "OficinasAbiertas")
    variables(page, "25.42")
    page.get_by_role("tab", name="Orientacion").click()
    shown(page, "Orientacion")
    page.locator(".graphiql-query-editor .view-lines").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("# lo que escribí")
    page.get_by_label("Clave de demostración").select_option(label="Tabasco, secreta")
    shown(page, "lo que escribí")
    is_offered_to_tabasco = scripts.is_enabled()
    page.get_by_role("tab", name="OficinasAbiertas").click()
    variables(page, "17.99")
    page.get_by_label("Clave de demostración").select_option(label="Todos los estados, secreta")
    variables(page, '"TAB"')
    run(page, "OficinasAbiertas")
    page.locator(ANSWER).get_by_text("distanceMeters").first.wait_for()
    titles = page.get_by_role("tab").all_inner_texts()
    page.close()

    assert of_coahuila == (
        True,
        "Guiones: Esta clave no puede ejecutar este ejemplo: le falta el permiso SCRIPTS.",
    )
    assert is_offered_to_tabasco
    assert titles == ["Orientacion", "OficinasAbiertas"]
    assert complaints == []


def test_a_key_of_ones_own_finds_what_was_typed_with_another(
    shared_site: Site, demonstration: Path, browser: Browser
) -> None:
    key = key_of("TAB")
    demonstration.write_text(json.dumps({"states": {"COA": {"secret": key_of("COA")}}}))

    page = browser.new_page(locale="es-MX", viewport={"width": 360, "height": 800})
    page.goto(f"{shared_site.web}graphql")
    shown(page, "Orientacion")
    is_wide_with_key = is_too_wide(page)
    page.locator(".graphiql-query-editor .view-lines").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("# lo que escribí")
    page.get_by_label("Clave de demostración").select_option(label="mi propia clave")
    page.get_by_role("heading", name="Necesitas una clave de la API").wait_for()
    is_wide_without_key = is_too_wide(page)
    page.locator(".explorer-key input").fill(key)
    page.keyboard.press("Enter")
    run(page, "lo que escribí")
    page.locator(ANSWER).get_by_text("Tabasco").first.wait_for()
    page.close()

    assert (is_wide_with_key, is_wide_without_key) == (False, False)
