"""A state is launched in a real browser, and by the command that is killed while it launches several."""

from __future__ import annotations

import signal
import time
import urllib.request

from playwright.sync_api import Browser

from publishing.services.verify import verify
from tenants.audit import check_chains
from tenants.models import AuditEntry, KeyKind, StaffRole, Tenant, TenantStatus, User
from tenants.scope import scope_of_all_tenants
from tenants.services.keys import issue_key
from tests.journeys.site import Site
from tests.tenants.factories import PASSWORD, client_of, member
from tests.waiting import eventually


def launched() -> set[str]:
    return set(Tenant.objects.states().launched().values_list("code", flat=True))


def test_an_administrator_launches_a_state_whose_site_and_key_work_at_once(site: Site, browser: Browser) -> None:
    jalisco = Tenant.objects.get(code="JAL")
    assert jalisco.status == TenantStatus.DRAFT
    member(jalisco, StaffRole.COORDINATOR, "coordina")
    User.objects.create_superuser("raiz", "raiz@example.mx", PASSWORD)
    _key, raw = issue_key(client_of(jalisco), KeyKind.PUBLISHABLE)
    there = urllib.request.Request(f"{site.web}", headers={"Host": f"jalisco.localhost:{site.port}"})

    with site.web_process():
        page = browser.new_page(locale="es-MX", viewport={"width": 1280, "height": 1000})
        page.goto(f"{site.web}admin/login/")
        page.fill("input[name=username]", "raiz")
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.click("text=Estados y lanzamiento")
        page.click("text=Jalisco")
        page.wait_for_selector("text=Mejor antes de que lo vea la ciudadanía")
        page.click("nav >> text=Teléfonos")
        page.fill("[name=phones-1-label]", "Locatel Jalisco")
        page.fill("[name=phones-1-display]", "33 3030 0000")
        page.select_option("[name=phones-1-purpose]", "help_line")
        page.click("text=Guardar y continuar")
        page.wait_for_selector("[data-contrast-of=primary_color]:has-text('se lee bien')")
        page.click("nav >> text=Qué falta")
        page.click("text=Lanzar…")
        page.click("button:text-is('Lanzar')")
        page.wait_for_selector("text=Jalisco ya atiende a la ciudadanía.")

        def is_served() -> bool:
            answer = site.query(raw, "{ state(code: JAL) { name } }")
            return "data" in answer and answer["data"]["state"]["name"] == "Jalisco"

        assert eventually(is_served, 10)
        with urllib.request.urlopen(there, timeout=10) as response:
            assert "33 3030 0000" in response.read().decode()
    assert verify(codes=["JAL"]) == []


def test_a_command_that_is_killed_leaves_each_state_launched_or_not(site: Site) -> None:
    before, codes = launched(), ["AGU", "BCN", "CAM", "COL", "DUR", "GUA"]
    for state in Tenant.objects.with_codes(codes):
        member(state, StaffRole.PUBLISHER, f"publica-{state.code}")

    with site.process("manage.py", "launch_state", *codes) as process:
        assert eventually(lambda: launched() - before, 60)
        time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
    after = launched() - before

    with scope_of_all_tenants():
        logged = AuditEntry.objects.filter(action="tenants.state.launch", tenant__code__in=codes)
        assert set(logged.values_list("tenant__code", flat=True)) == after
    with site.process("manage.py", "launch_state", *codes) as process:
        assert process.wait(60) == 0
    assert launched() - before == set(codes)
    assert [found.code for found in check_chains() if found.broken_at is not None] == []
    assert verify(codes=codes) == []
