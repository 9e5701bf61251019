"""What is unfinished in a form of a state, or in a translation, is given back after a crash, and said to be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.db import connections
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect
from wagtail.models import Locale
from wagtail.models import Page as PageOfTree
from wagtail_localize.models import Translation, TranslationSource

from content_models.models import GuidancePage, OfficePage
from publishing.services.change_tenant import settings_changed
from publishing.tenant_groups import grant_rights
from publishing.tenant_trees import homes_of
from tenants.models import LIBRARY_CODE, StaffRole, Tenant, TenantLanguage
from tests.journeys import editor
from tests.journeys.site import Site
from tests.tenants.factories import member, page_of

STATE = "TAB"
MAYA = "yua"
FAMILY = "familiar-detenido"
OPEN_AROUND = "field => { for (let at = field; at; at = at.parentElement) if ('open' in at) at.open = true; }"


@dataclass(frozen=True)
class Form:
    """A form, a field of it, and what is typed there that no one could save as it is."""

    address: Callable[[], str]
    field: str
    text: str


def screen(name: str, *arguments: object, query: str = "") -> Callable[[], str]:
    return lambda: reverse(name, args=[STATE, *arguments]) + query


def new_page(model: str, section: str) -> Callable[[], str]:
    def address() -> str:
        parent = page_of(Tenant.objects.get(code=STATE), section)
        return reverse("wagtailadmin_pages:add", args=["content", model, parent.pk])

    return address


def office() -> str:
    found = OfficePage.objects.filter(path__startswith=path_of_state(), is_confidential=False).order_by("path")
    return reverse("wagtailadmin_pages:edit", args=[found[0].pk])


def path_of_state() -> str:
    return str(PageOfTree.objects.get(pk=Tenant.objects.get(code=STATE).root_page_id).path)


def piece(address: str) -> Callable[[], str]:
    def found() -> str:
        key = GuidancePage.objects.get(slug=FAMILY, locale__language_code="es-mx").translation_key
        return reverse("adapting:piece", args=[STATE, key]) + f"?address={address}"

    return found


FORMS = {
    "an office": Form(office, "input[name=phones-0-value-display]", "993 313 65"),
    "a new office": Form(screen("state_offices:add"), "input[name=phone_1]", "993 31"),
    "a telephone call": Form(screen("state_offices:confirm"), "input[name=hours]", "lun–vie 8–"),
    "a notice": Form(new_page("noticepage", "avisos"), "input[name=ends_at]", "el martes"),
    "a page of guidance": Form(new_page("guidancepage", "informacion-local"), "input[name=title]", "Qué hacer si"),
    "a piece of a national text": Form(piece("title"), "textarea[name=value]", "Detuvieron a"),
    "a day without work": Form(screen("holidays:add"), "input[name=starts_on]", "31/02/2027"),
    "the hours of the telephone": Form(
        screen("service_hours:hours", "phone"), "input[name=call_backs_per_hour]", "1200"
    ),
    "the place of the state": Form(screen("states:place"), "input[name=capital]", "Villa"),
    "the addresses of the site": Form(screen("states:hosts"), "textarea[name=hosts]", "justicia tabasco"),
    "the telephones of the state": Form(screen("states:phones"), "input[name=phones-0-label]", "Línea de"),
    "a campaign": Form(screen("campaigns:list"), "input[name=name]", "Feria de"),
    "somebody who is invited": Form(lambda: reverse("people:invite"), "input[name=email]", "rosa@"),
    "a key's client": Form(lambda: reverse("api_clients:add"), "input[name=name]", "Sitio de"),
    "one's account": Form(lambda: reverse("wagtailadmin_account"), "input[name=name_email-first_name]", "Ros"),
}


@pytest.fixture(scope="module")
def coordinator(shared_site: Site, browser: Browser) -> Iterator[BrowserContext]:
    """A browser of somebody who may do all that is done in a state."""
    member(Tenant.objects.get(code=STATE), StaffRole.COORDINATOR, "coordinadora")
    context = window(shared_site, browser, "coordinadora")
    yield context
    context.close()
    connections.close_all()


def window(site: Site, browser: Browser, name: str) -> BrowserContext:
    context = browser.new_context(locale="es-MX", viewport={"width": 1440, "height": 900})
    context.set_default_timeout(30_000)
    editor.add_session(context, site, name)
    context.route("**/admin/**", without_saving)
    return context


def without_saving(route: Route) -> None:
    """Lose what is sent: the server is away from the first letter on."""
    if route.request.method in {"POST", "PUT"}:
        route.abort()
    else:
        route.continue_()


@pytest.mark.parametrize("which", FORMS)
def test_what_is_unfinished_is_given_back_after_a_crash(
    shared_site: Site, coordinator: BrowserContext, which: str
) -> None:
    form = FORMS[which]
    address = f"{shared_site.web}{form.address().removeprefix('/')}"

    page = coordinator.new_page()
    page.goto(address)
    shown(page, form.field).fill(form.text)
    page.keyboard.press("Tab")
    expect(page.locator(".unsaved-status")).to_contain_text("Se conserva en este equipo")
    typed = page.locator(form.field).input_value()
    page.close()  # as a crash does: nobody is asked
    page = coordinator.new_page()
    page.goto(address)
    recover(page)

    expect(page.locator(form.field)).to_have_value(typed)
    expect(page.locator(".unsaved-notice")).to_contain_text("Aquí está lo que escribías")
    page.close()
    assert typed


def shown(page: Page, selector: str) -> Locator:
    """The field, in sight: what it is folded into is opened."""
    field = page.locator(selector)
    field.evaluate(OPEN_AROUND)
    return field


def recover(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Recuperar lo que escribías")).click()


def test_what_is_typed_in_a_translation_is_given_back_until_it_is_saved(shared_site: Site, browser: Browser) -> None:
    translated = translated_into_maya()
    member(Tenant.objects.get(code=LIBRARY_CODE), StaffRole.TRANSLATOR, "traductora")
    context = window(shared_site, browser, "traductora")
    address = f"{shared_site.web}admin/pages/{translated}/edit/"

    page = context.new_page()
    page.goto(address)
    expect(page.locator(".translation-kept")).to_contain_text("Cada texto se guarda por separado")
    write(page, "Saavedra", "Beyo’ ma’")
    write(page, "Resumen", "Kóom")
    expect(page.locator(".unsaved-status")).to_contain_text("Se conserva en este equipo")
    page.close()
    page = context.new_page()
    page.goto(address)
    recover(page)
    expect(text(page, "Saavedra").locator("textarea")).to_have_value("Beyo’ ma’")
    text(page, "Saavedra").get_by_role("button", name="Guardar").click()  # the server is away
    expect(text(page, "Saavedra")).to_have_class(re.compile("errored"))
    page.close()

    page = context.new_page()
    page.goto(address)
    recover(page)
    context.unroute("**/admin/**")
    text(page, "Saavedra").get_by_role("button", name="Guardar").click()
    expect(page.locator(".unsaved-status")).to_contain_text("Guardado hace un momento en el servidor")
    text(page, "Resumen").get_by_role("button", name="Cancelar").click()
    page.close(run_before_unload=False)
    page = context.new_page()
    page.goto(address)
    expect(text(page, "Saavedra").locator("p", has_text="Beyo’ ma’")).to_be_visible()
    page.wait_for_timeout(500)  # by then it would be offered
    offered = page.locator(".unsaved-notice").count()
    context.close()
    connections.close_all()

    assert offered == 0


def text(page: Page, source: str) -> Locator:
    """What a text is translated in, with its buttons."""
    return page.locator(".js-translation-editor h3 + ul > li", has=page.locator("> p", has_text=source))


def write(page: Page, source: str, words: str) -> None:
    text(page, source).get_by_role("button").click()
    text(page, source).locator("textarea").fill(words)


def translated_into_maya() -> int:
    """Let the library have a page that is to be translated; return its translation's page."""
    tenant = Tenant.objects.get(code=LIBRARY_CODE)
    served = {"name": "Maaya t’aan", "position": 90, "is_served": True}
    TenantLanguage.objects.update_or_create(tenant=tenant, code=MAYA, defaults=served)
    settings_changed(tenant=tenant)
    maya = Locale.objects.get_or_create(language_code=MAYA)[0]
    home = PageOfTree.objects.get(pk=tenant.root_page_id)
    section = page_of(tenant, "victima")
    page = GuidancePage(
        title="Saavedra",
        slug="texto-por-traducir",
        question="¿Qué hago?",
        summary="Resumen",
        roles=["VICTIM"],
        locale=home.locale,
    )
    section.add_child(instance=page)
    page.save_revision().publish()
    for above in (home, section):
        above.specific.copy_for_translation(maya)
    assert tenant.collection is not None
    grant_rights(tenant, homes_of(tenant), library_collection=tenant.collection)
    source, _ = TranslationSource.update_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=maya)
    translation.save_target(publish=False)
    return int(translation.get_target_instance().pk)
