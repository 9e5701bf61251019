"""A coordinator invites an editor, who sends a page to review; her role is taken away while she has it open."""

from __future__ import annotations

import re
from pathlib import Path

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Browser, Page
from wagtail.models import WorkflowState

from content_models.models import SectionPage
from tenants.models import StaffRole, Tenant, User
from tests.journeys.site import Site
from tests.tenants.factories import PASSWORD, member
from tests.waiting import eventually

NEW_PASSWORD = "una frase larga y segura"


def _signed_in(site: Site, browser: Browser, name: str, password: str) -> Page:
    page = browser.new_context(locale="es-MX", viewport={"width": 1440, "height": 1000}).new_page()
    page.goto(f"{site.web}admin/login/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_url(f"{site.web}admin/")
    return page


def _links(mails: Path) -> list[str]:
    """The links of this service in what has been sent."""
    written = "".join(path.read_text() for path in mails.iterdir()).replace("=\n", "")
    return re.findall(r"http://localhost:8000/(\S+)\s", written)


def test_an_invited_editor_works_until_her_role_is_taken_away(site: Site, browser: Browser, tmp_path: Path) -> None:
    mails = tmp_path / "mails"
    mails.mkdir()
    site.environment |= {"EMAIL_URL": f"filemail:///{mails}", "DJANGO_SETTINGS_MODULE": "cms.settings.dev"}
    tabasco = Tenant.objects.get(code="TAB")
    coordina = member(tabasco, StaffRole.COORDINATOR, "coordina")
    User.objects.filter(pk=coordina.pk).update(password=PBKDF2PasswordHasher().encode(PASSWORD, "salt", 1_000))
    pages = SectionPage.objects.filter(path__startswith=tabasco.root_page.path)
    section, other = (pages.get(slug=slug) for slug in ("informacion-local", "avisos"))

    with site.web_process(), site.process("manage.py", "worker"):
        coordinator = _signed_in(site, browser, "coordina", PASSWORD)
        coordinator.click("text=Personas")
        coordinator.click("text=Invitar a una persona")
        for name, value in (("first_name", "Ana"), ("last_name", "López"), ("email", "ana@example.org")):
            coordinator.fill(f"input[name={name}]", value)
        coordinator.check("input[name=role][value=editor]")
        coordinator.click("text=Enviar la invitación")
        coordinator.wait_for_selector("text=Invitaciones pendientes")
        assert eventually(lambda: _links(mails), 60)  # the file is there before what is written into it

        link = _links(mails)[0]
        choosing = browser.new_context(locale="es-MX").new_page()
        choosing.goto(site.web + link)
        for number in (1, 2):
            choosing.fill(f"input[name=new_password{number}]", NEW_PASSWORD)
        choosing.click("button[type=submit], input[type=submit]")
        choosing.wait_for_load_state()
        editor = _signed_in(site, browser, "ana@example.org", NEW_PASSWORD)
        editor.goto(f"{site.web}admin/pages/{section.pk}/edit/")
        editor.click("footer button[name=action-submit]")
        editor.wait_for_selector(".messages .success, [role=status]")
        sent = WorkflowState.objects.get(object_id=str(section.pk))

        editor.goto(f"{site.web}admin/pages/{other.pk}/edit/")
        coordinator.goto(f"{site.web}admin/people/")
        coordinator.click("text=Ana López")
        coordinator.check("input[name=role][value=operator]")
        coordinator.click("text=Guardar el rol")
        coordinator.wait_for_selector("text=ahora es «Atiende»")

        editor.fill("input[name=title], textarea[name=title]", "Lo que no se guarda")
        editor.click("text=Guardar borrador")
        editor.wait_for_selector("text=No se guardó nada")
        editor.goto(f"{site.web}admin/pages/{other.pk}/edit/")
        editor.wait_for_url(re.compile("/admin/login/"))

    other.refresh_from_db()
    ana = User.objects.get(email="ana@example.org")
    assert (sent.status, sent.requested_by) == (WorkflowState.STATUS_IN_PROGRESS, ana)
    assert (ana.role, ana.sessions.count(), ana.groups.count()) == ("operator", 0, 0)
    assert (other.latest_revision, other.draft_title) == (None, other.title)
