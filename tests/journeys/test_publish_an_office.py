"""An editor changes a telephone number in the admin, in a real browser; the API says it at once, and only then."""

from playwright.sync_api import Browser, Page

from tenants.models import KeyKind, Scope, Tenant, User
from tenants.services.keys import create_client, issue_key
from tests.journeys.site import Site, eventually
from tests.tenants.factories import PASSWORD, person

SLUG = "tab-fge-villahermosa"
OFFICE = "query ($slug: String!) { state { office(slug: $slug) { phones { display dial e164 } } } }"
AS_LOADED = {"display": "993 313 6550", "dial": "9933136550", "e164": "+529933136550"}
CHANGED = {"display": "993 352 2700", "dial": "9933522700", "e164": "+529933522700"}


def test_a_published_number_is_what_the_api_says_and_a_draft_is_not(site: Site, browser: Browser) -> None:
    key = _key("TAB")
    _publisher("TAB")

    with site.web_process():
        page = _signed_in(site, browser)
        before = _phone(site, key)
        _open_office(page)
        _write_number(page, "993 352 2700")
        page.click("text=Guardar borrador")
        page.wait_for_selector(".messages .success, [role=status]")
        as_draft = _phone(site, key)
        _publish(page)
        published_at_once = eventually(lambda: _phone(site, key) == CHANGED, 1)

    assert before == AS_LOADED
    assert as_draft == AS_LOADED
    assert published_at_once


def _key(code: str) -> str:
    tenant = Tenant.objects.get(code=code)
    client = create_client(name="Prueba", owner=tenant, tenants=[tenant], scopes=[Scope.CONTENT])
    return issue_key(client, KeyKind.SECRET)[1]


def _publisher(code: str) -> User:
    tenant = Tenant.objects.get(code=code)
    user = person("publicadora", tenant=tenant)
    assert tenant.publishers is not None
    user.groups.add(tenant.publishers)
    return user


def _signed_in(site: Site, browser: Browser) -> Page:
    page = browser.new_page(locale="es-MX", viewport={"width": 1280, "height": 1000})
    page.goto(f"{site.web}admin/login/")
    page.fill("input[name=username]", "publicadora")
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_selector("text=Oficinas por confirmar")
    return page


def _open_office(page: Page) -> None:
    page.click("text=Fiscalía General del Estado de Tabasco (sede central)")
    page.wait_for_selector("input[name=phones-0-value-display]")


def _write_number(page: Page, number: str) -> None:
    page.fill("input[name=phones-0-value-display]", number)
    page.fill("input[name=phones-0-value-dial]", "")
    page.fill("input[name=phones-0-value-e164]", "")


def _publish(page: Page) -> None:
    page.click("footer .w-dropdown__toggle")
    page.click("button[name=action-publish]")
    page.wait_for_selector(".messages .success, [role=status]")


def _phone(site: Site, key: str) -> dict[str, str]:
    answer = site.query(key, OFFICE, slug=SLUG)
    phone: dict[str, str] = answer["data"]["state"]["office"]["phones"][0]
    return phone
