"""Calls at the desk by keyboard, on days when the network, the session, the page or the disk fails at every step."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from django.forms.models import model_to_dict
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, ViewportSize

from assistance.models import Inquiry, OperatorAssignment, ScriptSnapshot, ServiceHours
from assistance.services.snapshots import write_changed
from content_models.models import ScriptPage
from publishing.services.publish import publish_page
from tenants.models import StaffRole, Tenant, User
from tenants.scope import tenant_scope
from tests import chromium
from tests.browser import ARGUMENTS
from tests.fakes.breakable_line import BreakableLine
from tests.journeys import axe, editor
from tests.journeys.site import Site
from tests.tenants.factories import PASSWORD, member
from tests.tenants.second_factors import code_of, enrolled
from tests.waiting import eventually

CALL = (
    "t 1",  # a third party: “Mi familiar está detenido”
    "l l l l",  # what opens a call has been read, one text after the other
    "1",  # yes, I know where they are
    "h 0 1 4 0 Enter",  # since when
    "3",  # nobody knows how long that is
    "2",  # of age
    "2",  # without a lawyer: refer to the public defender
    "r",
    "l l",  # what closes a call is below the edge: it is shown, and has been read
)
SIZES = (ViewportSize(width=360, height=740), ViewportSize(width=1366, height=768))
START = "text=Contacto nuevo"
IN_SIGHT = (
    "(one) => one.getBoundingClientRect().bottom <= document.querySelector('.desk-foot').getBoundingClientRect().top"
)
COVERED = """() => {
    const main = document.querySelector('.desk-middle').getBoundingClientRect();
    const foot = document.querySelector('.desk-ending').getBoundingClientRect();
    const bottom = Math.min(innerHeight, main.bottom, foot.top);
    const found = [];
    for (const section of document.querySelectorAll('.desk-said, .desk-end')) {
        const texts = document.createTreeWalker(section, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            if (texts.currentNode.parentElement.closest('.desk-unseen')) continue;
            const range = document.createRange();
            range.selectNodeContents(texts.currentNode);
            for (const { left, top, width, height } of range.getClientRects()) {
                const [x, y] = [left + width / 2, top + height / 2];
                if (width < 2 || y < Math.max(0, main.top) + 4 || y > bottom - 4) continue;
                const over = document.elementFromPoint(x, y);
                if (!section.contains(over) && !over.closest('.desk-notice')) found.push(texts.currentNode.data);
            }
        }
    }
    return found;
}"""
"""The words of a step, or of where it refers to, that are within the screen and behind something that stays there."""

ALL_KEPT = """async () => {
    const found = [document.cookie, JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage})];
    const answered = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
    for (const { name } of await indexedDB.databases()) {
        const database = await answered(indexedDB.open(name));
        for (const store of database.objectStoreNames) {
            found.push(JSON.stringify(await answered(database.transaction(store).objectStore(store).getAll())));
        }
        database.close();
    }
    for (const name of await caches.keys()) {
        for (const { url } of await (await caches.open(name)).keys()) found.push(url);
    }
    return found.join();
}"""
"""All that the browser keeps of the desk, but for the files in its cache, of which the addresses."""

FULL_DISK = """() => {
    IDBObjectStore.prototype.put = () => { throw new DOMException('The disk is full.', 'QuotaExceededError'); };
}"""


@dataclass
class Desk:
    """An operator's desk in one browser, a server, and the line between them."""

    site: Site
    line: BreakableLine
    context: BrowserContext
    page: Page
    operator: User
    servers: ExitStack = field(default_factory=ExitStack)

    def press(self, keys: str) -> None:
        """Press keys, one after the other, and let the journal keep what they did."""
        for key in keys.split():
            self.page.keyboard.press(key)
        self.page.wait_for_selector(".desk:not([data-keeping=writing])")

    def open(self) -> None:
        """Load the page anew."""
        self.page.goto(f"http://localhost:{self.line.port}/mesa/")
        self.page.wait_for_selector(".desk[data-content=here] #desk-middle-title")

    def sign_in_as(self, name: str) -> None:
        """Let somebody sit down at this computer."""
        self.context.clear_cookies()
        editor.add_session(self.context, self.site, name)
        self.open()

    def rows(self, code: str = "TAB") -> list[Inquiry]:
        """A state's ledger."""
        tenant_id = Tenant.objects.get(code=code).pk
        with tenant_scope([tenant_id]):
            return list(Inquiry.objects.for_tenants([tenant_id]).order_by("recorded_at"))

    def count(self) -> int:
        """Count the ledger's rows, once what the contact before left to send is there."""
        self.page.wait_for_function("() => !document.body.innerText.includes('por enviar')", timeout=30_000)
        return len(self.rows())

    def has_rows(self, number: int) -> bool:
        """Wait until the ledger has so many rows and the desk has nothing to send."""
        self.page.wait_for_selector(START)
        arrived = eventually(lambda: len(self.rows()) >= number, 30)
        return self.count() == number and arrived


@pytest.fixture(scope="module")
def desk(module_site: Site, browser: Browser) -> Iterator[Desk]:
    """Rosa and Luis answer for Tabasco, Rosa in this browser; the server runs."""
    operator = member(Tenant.objects.get(code="TAB"), StaffRole.OPERATOR, "rosa")
    member(Tenant.objects.get(code="TAB"), StaffRole.OPERATOR, "luis")
    line = BreakableLine("127.0.0.1", module_site.port)
    context = browser.new_context(locale="es-MX", timezone_id="America/Mexico_City", viewport=SIZES[1])
    found = Desk(module_site, line, context, context.new_page(), operator)
    with found.servers:
        found.servers.enter_context(module_site.web_process())
        found.sign_in_as("rosa")
        found.page.wait_for_selector("text=Mi familiar está detenido")
        found.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        yield found
        context.close()
        line.cut()


def test_a_call_by_keyboard_while_the_server_is_killed(desk: Desk) -> None:
    page = desk.page
    found = []
    page.wait_for_selector("text=Mi familiar está detenido")
    page.wait_for_selector(".desk-foot >> text=F1")  # before anybody calls, too
    for keys in ("", *CALL[:3]):
        desk.press(keys)
        found += violations(page) if keys in ("", CALL[0]) else []
    before = desk.count()

    desk.line.cut()
    desk.servers.close()
    first_found = found_without_network(desk, "detuvieron a mi hermano")
    for keys in CALL[3:]:
        desk.press(keys)
    page.reload()
    page.wait_for_selector("text=Sin conexión")
    found += violations(page)
    deadline, said = page.inner_text(".desk-deadlines"), page.inner_text(".desk-referrals")
    desk.press("F9")
    page.wait_for_selector("text=1 por enviar")
    desk.servers.enter_context(desk.site.web_process())
    desk.line.mend()

    assert found == []
    assert "Mi familiar está detenido" in first_found
    assert "El Ministerio Público tiene 48 horas, que terminan" in deadline
    assert desk.has_rows(before + 1)
    row = desk.rows()[-1]
    assert (row.channel, row.contact_type, row.role, row.outcome) == ("PHONE", "CITIZEN", "THIRD_PARTY", "REFERRED")
    assert (row.end_node, row.operator_id, row.is_served) == ("r-defensoria", desk.operator.pk, True)
    assert len(row.referral_keys) == 1
    assert "Fiscalía General del Estado de Tabasco" in said  # where the words send: a defender is assigned there
    assert len(row.script_digest) == 64


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size["width"]))
def test_nothing_covers_what_is_said_and_no_slip_changes_the_record_where_a_call_ends(
    desk: Desk, size: ViewportSize
) -> None:
    page, before = desk.page, desk.count()
    page.set_viewport_size(size)
    desk.press("t 1 l l l l Backspace")
    page.wait_for_selector(".desk-notice >> text=Esta es la primera pregunta")
    desk.press("1 3 2 2")
    page.wait_for_selector(".desk-end")
    covered = page.evaluate(COVERED)
    desk.press("l")
    page.wait_for_selector(".desk-notice >> text=Léelo y márcalo con L")
    below = page.evaluate(COVERED)
    desk.press("l")
    page.wait_for_selector(".desk-must.is-read >> text=¿Quedó claro")
    desk.press("e")
    page.wait_for_selector(".desk-menu-item:focus")
    desk.press("c Enter")
    unknown = page.inner_text("#desk-result")
    desk.press("o t r o Enter F9")

    assert (covered, below) == ([], [])
    assert unknown.startswith("Resultado"), "of several that begin so, none is chosen"
    assert desk.has_rows(before + 1)
    page.set_viewport_size(SIZES[1])


def found_without_network(desk: Desk, words: str) -> str:
    """Search while nobody answers, and leave the search; what is found first, in the copy that the desk has kept."""
    desk.press("/")
    desk.page.keyboard.type(words)
    desk.page.wait_for_selector("text=Sin red: se busca en lo guardado.")
    found = desk.page.inner_text(".desk-result >> nth=0")
    desk.press("Escape")
    return found


def read_what_opens(desk: Desk) -> None:
    """Mark what opens a call as read, one text after the other: no answer covers it, and then all are in sight."""
    page = desk.page
    assert page.locator(".desk-must li").last.evaluate(IN_SIGHT)
    desk.press("l")
    page.wait_for_selector(".desk-must-title >> text=quedan 3")
    desk.press("l l l")
    page.wait_for_selector(".desk-must", state="detached")
    assert page.locator(".desk-answers li").last.evaluate(IN_SIGHT)


def test_a_call_in_a_callers_own_words_and_without_a_place(desk: Desk) -> None:
    before = desk.count()
    page = desk.page

    desk.press("/")
    page.keyboard.type("se llevaron a mi hijo")
    desk.press("Enter")  # while search is asking
    page.wait_for_selector("text=Quien llama, según el guion: Familiar, testigo u otra persona. G lo deshace.")
    desk.press("g")
    page.wait_for_selector("#desk-middle-title >> text=Quién llama")
    desk.press("v")  # it is somebody else who calls, until it is not
    page.wait_for_selector("#desk-middle-title >> text=Víctima")
    page.click(".desk-kept button")
    page.wait_for_selector("text=Paso 1")
    page.wait_for_selector(".desk-notice >> text=Quien llama sigue siendo: Víctima")
    desk.press("t")  # said in the script, which goes on
    page.wait_for_selector(".desk-notice >> text=Quien llama: Familiar, testigo u otra persona. El guion sigue")
    page.wait_for_selector("text=Paso 1")
    desk.press("F1")
    page.wait_for_selector(".desk-danger >> text=Cuelgue y llame al 911")
    assert "911" in page.inner_text(".desk-referrals")
    desk.press("F1")  # once more it takes nothing back
    page.wait_for_selector(".desk-notice >> text=Ya está en peligro: 911")
    assert "911" in page.inner_text(".desk-referrals")
    desk.press("k")
    page.wait_for_selector(".desk-danger:not(.is-on)")
    read_what_opens(desk)
    desk.press("/")
    page.keyboard.type("mi hijo está detenido")
    page.wait_for_selector(".desk-result[data-focused] >> text=Mi familiar está detenido")
    desk.press("Enter")  # finds the script that runs
    page.wait_for_selector(".desk-notice >> text=Ya vas en «Mi familiar está detenido»: sigue donde ibas.")
    desk.press("m z z Enter")
    page.wait_for_selector("text=sigue sin lugar con Esc")
    desk.press("Escape h 0 1 4 0 Enter")
    page.wait_for_selector(".desk-deadlines >> text=/Las 48 horas .* El guion todavía no ha llegado a este plazo/")
    desk.press("e")
    page.wait_for_selector(".desk-menu-item:focus")
    desk.press("Enter F9")
    page.wait_for_selector(".desk-dialog >> text=no ha llegado a su fin")
    desk.press("Escape")
    page.wait_for_selector(".desk-dialog", state="detached")
    desk.press("F9")
    page.wait_for_selector(".desk-dialog button:focus")
    desk.press("Enter")

    assert desk.has_rows(before + 1)
    assert (desk.rows()[-1].outcome, desk.rows()[-1].end_node) == ("INFORMED", "q-donde")
    assert desk.rows()[-1].role == "THIRD_PARTY"


def test_no_deadline_is_counted_from_a_day_that_is_not_known(desk: Desk) -> None:
    page = desk.page
    desk.press("d 3 l l l l 1")
    page.wait_for_selector(".desk-middle >> text=no puede pasar de 2 años")
    desk.press("h")
    page.keyboard.type("marzo de 2025")
    page.wait_for_selector(".desk-hour >> text=Pregunta el día exacto")
    unknown = page.inner_text(".desk-deadlines")
    page.fill("#desk-hour", "15 de marzo de 2025")
    page.wait_for_selector(".desk-deadlines >> text=/2 años.* terminan el 15 de marzo de 2027/")

    assert "termina" not in unknown
    desk.press("Enter e 6 F9")


def test_a_call_without_a_result_ends_with_two_keys(desk: Desk) -> None:
    page, before = desk.page, desk.count()
    desk.press("t 1 l")
    page.wait_for_selector("text=Paso 1")
    desk.press("F9")
    page.wait_for_selector(".desk-dialog input[value=ABANDONED]:focus")
    desk.press("Enter")
    assert desk.has_rows(before + 1)

    desk.press("1")
    page.wait_for_selector("#desk-result")
    desk.press("F9")
    page.wait_for_selector(".desk-menu-item:focus >> text=Se informó")
    desk.press("Enter")
    assert desk.has_rows(before + 2)

    assert [row.outcome for row in desk.rows()[-2:]] == ["ABANDONED", "INFORMED"]
    page.wait_for_timeout(400)  # letters right behind `F9` are none of the next call


def test_a_call_that_is_taken_during_a_break_ends_in_the_break(desk: Desk) -> None:
    page = desk.page
    for chosen in ("Descanso", "Disponible"):
        page.click(".desk-who .desk-choice")
        page.click(f".desk-menu-item >> text={chosen}")
        page.wait_for_selector(f".desk-who .desk-choice >> text={chosen}")
        desk.press("1")
        page.wait_for_selector(".desk-who .desk-choice >> text=En llamada")
        reload(desk)
        desk.press("b")
        page.wait_for_selector(START)
        page.wait_for_selector(f".desk-who .desk-choice >> text={chosen}")


def test_a_second_key_that_comes_too_soon_to_have_read_the_office_says_so(desk: Desk) -> None:
    page, before = desk.page, desk.count()
    desk.press("t 1")
    page.wait_for_selector("text=Paso 1")
    desk.press("l l l l")
    page.wait_for_selector(".desk-must", state="detached")
    page.keyboard.press("r")
    page.keyboard.press("r")
    page.wait_for_selector(".desk-notice >> text=Todavía no está canalizado a")
    page.wait_for_timeout(900)  # the moment within which a key counts once
    page.keyboard.press("r")
    page.wait_for_selector(".desk-notice >> text=Todavía no", state="detached")
    desk.press("F9")
    page.wait_for_selector(".desk-dialog >> text=no ha llegado a su fin")
    desk.press("Enter")

    assert desk.has_rows(before + 1)
    assert len(desk.rows()[-1].referral_keys) == 1


def test_where_a_contact_was_referred_to_is_corrected_by_keys(desk: Desk) -> None:
    page, before = desk.page, desk.count()
    desk.press("t 1")
    page.wait_for_selector("text=Paso 1")
    desk.press("e 1 F9")
    page.wait_for_selector(".desk-dialog >> text=no ha llegado a su fin")
    desk.press("Enter")
    assert desk.has_rows(before + 1)

    desk.press("z")
    page.wait_for_selector(".desk-dialog input[type=radio]:focus")
    desk.press("Tab Tab 1 Tab 2")
    page.wait_for_selector(".desk-dialog >> text=Falta a qué oficina se canalizó")
    assert page.locator(".desk-correct").evaluate("(one) => one.getBoundingClientRect().bottom <= innerHeight")
    listed = page.locator(".desk-referred-to .desk-check").all_inner_texts()
    desk.press("/")
    page.keyboard.type("fiscalia carde")
    page.wait_for_selector(".desk-referred-to >> text=Ninguna oficina de este estado se llama así")
    page.keyboard.press("Control+a")
    page.keyboard.type("fiscalia centro")
    page.wait_for_selector(".desk-referred-to >> text=Fiscalía General del Estado de Tabasco (sede central), Centro")
    desk.press("Enter")
    page.wait_for_selector(".desk-referred-to input[type=checkbox]:checked:focus")
    found = violations(page)
    desk.press("Enter")
    page.wait_for_selector(".desk-notice >> text=Corregido")
    assert desk.has_rows(before + 2)
    desk.press("z")
    page.wait_for_selector(".desk-referred-to input[type=checkbox]:checked")
    again = page.locator(".desk-referred-to .desk-check").all_inner_texts()
    desk.press("Escape 3 F9")  # another contact, so that it is not the last one any more
    assert desk.has_rows(before + 3)
    desk.press("j")
    page.wait_for_selector(".desk-today kbd >> text=2")
    found += violations(page)
    desk.press("2")
    page.wait_for_selector(".desk-dialog h3 >> text=/Corregir: .*Víctima.*Mi familiar está detenido/")
    found += violations(page)
    page.click(".desk-dialog >> text=Se comunicó con otra persona")
    page.click(".desk-dialog button[type=submit]")
    page.wait_for_selector(".desk-today >> text=Corregido.")
    desk.press("Escape")

    assert found == []
    assert again[: len(listed)] == listed, "each office has its digit in a second correction, too"
    assert desk.has_rows(before + 4)
    wrong, right, _other, later = desk.rows()[-4:]
    assert (later.corrects_id, later.outcome, later.role) == (right.pk, "TRANSFERRED", "VICTIM")
    assert (wrong.outcome, wrong.role, wrong.referral_keys) == ("INFORMED", "THIRD_PARTY", [])
    assert (right.corrects_id, right.reason, right.outcome, right.role) == (wrong.pk, "MISTAKE", "REFERRED", "VICTIM")
    assert len(right.referral_keys) == 1
    assert right.script_key == wrong.script_key


def test_what_is_typed_while_the_half_of_an_hour_is_asked_is_no_part_of_it(desk: Desk) -> None:
    page = desk.page
    desk.press("d 2")
    page.wait_for_selector("text=Paso 1")
    desk.press("l l l l f")
    page.select_option("#desk-appointment", index=3)
    page.fill(".desk-appointment input", "10")
    page.press(".desk-appointment input", "Enter")
    page.wait_for_selector(".desk-halves:focus")
    desk.press("1")
    assert page.input_value(".desk-appointment input") == "10"
    desk.press("m")
    page.wait_for_selector(".desk-appointment >> text=10 de la mañana")
    page.click("#desk-result")
    page.click(".desk-menu-item >> text=Colgó")
    desk.press("F9")
    page.wait_for_selector(START)


def test_nothing_of_a_caller_in_danger_is_left_for_the_next_contact(desk: Desk) -> None:
    before = desk.count()
    page = desk.page

    desk.press("/")
    page.keyboard.type("fiscalía en Cárdenas")
    page.wait_for_selector("text=no hay ninguna oficina de este tipo en Cárdenas: Fiscalía. La más cercana va primero.")
    desk.press("Enter")
    page.wait_for_selector("#desk-reader-title:focus")
    page.wait_for_selector(".desk-reader >> text=Centro, a unos 48 km de Cárdenas")
    desk.press("r")  # an office may begin a contact, as a place may
    page.wait_for_selector(".desk-referrals >> text=Fiscalía General del Estado de Tabasco")
    desk.press("m c a r d e n Enter")
    page.wait_for_selector(".desk-reader >> text=Centro, a unos 48 km")
    desk.press("/")
    page.keyboard.type("me están pegando")
    page.wait_for_selector(".desk-finding .desk-danger")
    desk.press("F1")  # once, although the field of the search sends it on to its list
    page.wait_for_selector(".desk-middle .desk-danger >> text=Cuelgue y llame al 911")
    assert "911" in page.inner_text(".desk-referrals")
    assert "Emergencia" in page.inner_text("#desk-result")
    desk.press("Escape k")
    page.wait_for_selector(".desk-middle .desk-danger", state="detached")
    desk.press("Escape e 6 F9")
    assert desk.has_rows(before + 1)
    assert desk.rows()[-1].outcome == "ABANDONED"

    assert page.input_value("#desk-search") == ""
    desk.press("t 1")
    page.wait_for_selector("text=Paso 1")
    assert page.query_selector_all(".desk-danger.is-on, .desk-head .is-danger, .desk-lesson") == []
    desk.press("e 6 F9")  # whoever hung up is in no script any more
    assert desk.has_rows(before + 2)
    desk.press("v 1")
    page.wait_for_selector("text=Paso 1")
    desk.press("1")  # yes, in danger: nothing else is read first
    page.wait_for_selector("text=Paso 2")
    assert "911" in page.inner_text(".desk-referrals")
    desk.press("e 6 F9")
    assert desk.has_rows(before + 3)
    desk.press("t 1 b")  # nobody called
    page.wait_for_selector(".desk-notice >> text=Contacto borrado: no cuenta.")
    desk.press("3 F9")
    page.wait_for_selector("text=/Último contacto: .*, Equivocado/")
    assert desk.has_rows(before + 4)

    assert practise(desk) == []
    page.wait_for_selector("text=/Último contacto: .*, Equivocado/")
    assert desk.has_rows(before + 4)


def test_a_call_that_is_handed_over_is_registered_by_whoever_ends_it(desk: Desk, browser: Browser) -> None:
    before = desk.count()
    script = ScriptPage.objects.get(title="Mi familiar está detenido")
    write_changed()
    with browser.new_context(locale="es-MX") as context, ExitStack() as published:
        luis = Desk(desk.site, desk.line, context, context.new_page(), desk.operator)
        luis.sign_in_as("luis")
        luis.page.wait_for_selector(START)
        desk.press("t 1 l l l l 1")
        published.callback(retitle, script, script.title)
        retitle(script, "Se llevaron a mi familiar")
        desk.press("p")
        desk.page.wait_for_selector(".desk-dialog >> text=luis")
        desk.press("Enter")
        desk.page.wait_for_selector("text=Ofrecida a")
        desk.page.wait_for_selector("text=Este guion cambió durante la llamada")
        luis.page.reload()
        luis.page.wait_for_selector("text=Tomar")
        found = [*violations(desk.page), *violations(luis.page)]
        luis.page.click("text=Tomar")
        luis.page.wait_for_selector("text=Este guion cambió desde que se empezó")
        luis.page.wait_for_selector("text=Paso 2")
        desk.page.wait_for_selector("text=tomó la llamada")
        found += [*violations(desk.page), *violations(luis.page)]
        luis.press("e 1 F9")
        luis.page.wait_for_selector(".desk-dialog button:focus")
        luis.press("Enter")

        assert luis.has_rows(before + 1)

    assert found == []
    row = desk.rows()[-1]
    assert (row.outcome, row.role) == ("INFORMED", "THIRD_PARTY")
    assert row.operator_id != desk.operator.pk
    with tenant_scope([row.tenant_id]):
        begun = ScriptSnapshot.objects.for_tenant(row.tenant_id).get(digest=row.script_digest)
    assert begun.document["title"] == script.title, "what was published when it began"


def retitle(script: ScriptPage, title: str) -> None:
    script.title = title
    publish_page(page=script)


def practise(desk: Desk) -> list[str]:
    """Take a practice call with everything that is sent in a call, and leave it; what axe finds."""
    page = desk.page
    desk.press("w")
    page.wait_for_selector(".desk-practice >> text=Nada se envía")
    desk.press("t 1 l")
    reload(desk)
    page.wait_for_selector(".desk-practice")
    page.wait_for_selector("text=Paso 1")
    found = violations(page)
    desk.press("F4")
    page.wait_for_selector("text=No hay chats. Sal de la práctica")
    desk.press("e 1 F9")
    page.wait_for_selector(".desk-dialog >> text=Se registraría como")
    desk.press("Enter")
    page.wait_for_selector("text=No se registró ningún contacto")
    desk.press("z")
    page.click(".desk-dialog >> text=Era una prueba")
    page.click(".desk-dialog button[type=submit]")
    page.wait_for_selector("text=Último", state="detached")
    desk.press("F8")
    page.wait_for_selector(".desk[data-content=here]:not(.is-practice)")
    return found


def test_every_screen_and_each_key_of_a_call(desk: Desk) -> None:
    tabasco = Tenant.objects.get(code="TAB")
    enrolled(member(tabasco, StaffRole.SUPERVISOR, "sara"))
    always = [("schedule", {"is_always_open": True, "periods": [], "holidays": "OPEN"})]
    with tenant_scope([tabasco.pk]):
        ServiceHours.objects.update_or_create(
            tenant=tabasco, channel="PHONE", defaults={"schedule": always, "call_backs_per_hour": 9}
        )
    with desk.context.browser.new_context(locale="es-MX", timezone_id="America/Mexico_City") as context:
        sara = Desk(desk.site, desk.line, context, context.new_page(), desk.operator)
        found = [*signing_in(sara), *screens_before_a_call(sara), *screens_of_a_call(sara), *screens_after_a_call(sara)]

    assert found == []


def signing_in(desk: Desk) -> list[str]:
    """Sign in with a password and a code; what axe finds on the way."""
    page = desk.page
    page.goto(f"http://localhost:{desk.line.port}/mesa/?area=993")
    found = violations(page)
    page.fill("#username", "sara")
    page.fill("#password", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_selector("input[name=second_factor_code]")
    found += violations(page)
    page.fill("input[name=second_factor_code]", code_of())
    page.click("form button[type=submit]")
    page.wait_for_selector(".desk[data-content=here] #desk-middle-title")
    assert page.url.endswith("/mesa/")  # what a telephone system opened it with is not left there
    return found


def test_every_page_around_the_desk(desk: Desk, browser: Browser) -> None:
    tabasco = Tenant.objects.get(code="TAB")
    member(tabasco, StaffRole.OPERATOR, "nora")
    member(tabasco, StaffRole.EDITOR, "eva")
    site = desk.site.beside(SECOND_FACTOR="required")
    with site.web_process(), browser.new_context(locale="es-MX") as context:
        page, found = context.new_page(), list[str]()
        page.goto(f"{site.web}mesa/")
        for password in ("no es esta", PASSWORD):
            page.fill("#username", "nora")
            page.fill("#password", password)
            page.click("button[type=submit]")
            page.wait_for_load_state()
            found += violations(page)  # what was wrong, then how to set up a telephone
        secret = (page.text_content(".key code") or "").replace(" ", "")
        page.fill("input[name=code]", code_of(secret))
        page.fill("input[name=name]", "Teléfono de Nora")
        page.click("form button[type=submit]")
        page.wait_for_selector(".codes")
        found += violations(page)
        page.check("input[name=kept]")
        page.click("form button[type=submit]")
        page.wait_for_selector(START)
        page.goto(f"{site.web}mesa/salir/")
        page.wait_for_selector("#sign-out")
        found += violations(page)

        context.clear_cookies()
        editor.add_session(context, desk.site, "eva")
        page.goto(f"{desk.site.web}mesa/?area=993&number=9935550142")
        page.wait_for_selector("h1 >> text=No atiendes")
        assert page.url == f"{desk.site.web}mesa/"
        found += violations(page)

    assert found == []


IS_FIRST_POINTED_TO = """() => document.querySelector('.desk-result[data-focused]')?.id
    === document.querySelector('#desk-search').getAttribute('aria-activedescendant')"""


def screens_before_a_call(desk: Desk) -> list[str]:
    """Search, and contacts without talk; what axe finds."""
    page = desk.page
    desk.press("/")
    page.keyboard.type("me quitaron el carro")
    page.wait_for_selector(".desk-result")
    page.wait_for_load_state("networkidle")
    # The first result is drawn anew once the server has answered, too: what the field points to is there again.
    assert eventually(lambda: page.evaluate(IS_FIRST_POINTED_TO), 10)
    found = violations(page)
    desk.press("Escape 2")
    page.wait_for_selector("text=Puede haber alguien que no puede hablar")
    found += violations(page)
    desk.press("3")
    page.wait_for_selector("#desk-middle-title >> text=Equivocado")
    found += violations(page)
    desk.press("1")
    return found


def screens_of_a_call(desk: Desk) -> list[str]:
    """Every dialog of a call, with the keys that no other journey presses; what axe finds."""
    page = desk.page
    desk.press("t 1 1")
    page.wait_for_selector(".desk-notice >> text=Léelo y márcalo con L antes de seguir.")
    page.wait_for_selector(".desk-must-head button:focus")
    desk.press("l l l l 1")
    page.wait_for_selector(".desk-step >> text=Paso 2")
    desk.press("Backspace")
    page.wait_for_selector(".desk-step >> text=Paso 1")
    desk.press("1 r")
    page.wait_for_selector(".desk-notice >> text=Este paso no nombra ninguna oficina.")
    assert page.inner_text(".desk-referrals").endswith("—")
    desk.press("F9")
    page.wait_for_selector(".desk-notice >> text=No está canalizado a")
    assert page.locator(".desk-dialog").count() == 0
    found = violations(page)
    assert eventually(lambda: refers(desk), 10)
    for key, shown in (
        ("?", "Retroceso"),
        ("j", "Tus contactos de hoy"),
        ("s", ".desk-code"),
        ("p", "rosa"),
        ("x", "Ya cambió"),
        ("c", "Cuándo"),
    ):
        desk.press(key)
        page.wait_for_selector(f".desk-dialog >> {shown}" if shown.startswith(".") else f".desk-dialog >> text={shown}")
        found += violations(page)
        if key not in "xc":
            desk.press("Escape")
            page.wait_for_selector(".desk-dialog", state="detached")
        elif key == "x":
            page.click(".desk-dialog >> text=No se entiende")
            page.click(".desk-dialog button[type=submit]")
            page.wait_for_selector(".desk-notice >> text=Enviado. Gracias.")
    promise_call(page, "993 313 6550")
    refer_and_take_back(desk)
    page.goto(f"http://localhost:{desk.line.port}/mesa/?area=993")
    page.wait_for_selector(".desk-notice >> text=Entró otra llamada. Termina esta primero.")
    page.wait_for_selector(".desk-timer.is-running [role=timer]:not(:text('00:00'))")
    page.click("[aria-label^='Tu estado']")
    page.click(".desk-menu-item >> text=Descanso")
    page.wait_for_selector(".desk-notice >> text=Descanso al terminar la llamada.")
    desk.press("F9")
    page.wait_for_selector(".desk-dialog button:focus")
    found += violations(page)
    desk.press("Enter")
    page.wait_for_selector(START)
    page.wait_for_selector("[aria-label='Tu estado: Descanso']")
    return found + violations(page)


def refer_and_take_back(desk: Desk) -> None:
    """Refer to the next office and to one of the list by keys, and take the last referral back."""
    page = desk.page
    desk.press("r")
    page.wait_for_selector(".desk-notice >> text=Ya está canalizado a")
    assert page.locator(".desk-offices .desk-referred").count() == 1
    desk.press("n")
    page.wait_for_selector(".desk-offices .desk-referred >> nth=1")
    desk.press("i ArrowDown ArrowDown r")
    page.wait_for_selector(".desk-notice >> text=no se sabe ni teléfono ni domicilio")
    assert page.locator(".desk-offices .desk-referred").count() == 2
    assert eventually(lambda: refers(desk, "[data-office]:focus"), 10)
    page.wait_for_selector(".desk-offices .desk-referred >> nth=2")
    desk.press("z")
    page.wait_for_selector(".desk-notice >> text=Ya no está canalizado a")
    assert page.locator(".desk-offices .desk-referred").count() == 2


def promise_call(page: Page, number: str) -> None:
    """Fill in the form of a call-back; without an hour, for which nobody has asked yet, it is not kept."""
    page.fill(".desk-dialog input[inputmode=tel]", number)
    page.click(".desk-dialog >> text=Dice que es seguro")
    page.click(".desk-dialog button[type=submit]")
    page.wait_for_selector(".desk-dialog .desk-when input:focus")
    page.keyboard.press("Space")
    page.click(".desk-dialog button[type=submit]")
    page.wait_for_selector(".desk-notice >> text=Se le llamará")
    page.wait_for_selector(".desk-dialog", state="detached")


def refers(desk: Desk, to: str = "") -> bool:
    """Press R, which within a moment of the last time does nothing; whether somebody is referred to."""
    desk.press("r")
    return desk.page.locator(f".desk-offices {to} .desk-referred").count() > 0


def correct_result(page: Page, result: str, said: str = "") -> None:
    """Correct what came of the last contact; what the desk says of it before it is kept."""
    page.wait_for_selector(".desk-dialog", state="detached")
    page.keyboard.press("z")
    page.click(f".desk-dialog >> text={result}")
    if said:
        page.wait_for_selector(f".desk-correct >> text={said}")
    page.click(".desk-dialog button[type=submit]")


def screens_after_a_call(desk: Desk) -> list[str]:
    """Correction, supervision, the call that is to be made, and the way out of practice; what axe finds."""
    page = desk.page
    correct_result(page, "Se informó")
    page.wait_for_selector(".desk-notice >> text=Corregido: «Se informó»")
    correct_result(page, "Se le llamará después", "La llamada prometida sigue en la lista")
    page.wait_for_selector(".desk-notice >> text=Corregido: «Se le llamará después»")
    desk.press("z")
    page.wait_for_selector(".desk-dialog >> text=Me equivoqué en un dato")
    found = violations(page)
    desk.press("Escape")
    page.click("text=Supervisión")
    page.wait_for_selector(".desk-dialog >> text=Quién atiende")
    found += violations(page)
    desk.press("Escape")
    page.wait_for_selector("text=Por devolver pronto: 1")
    desk.press("y")
    page.wait_for_selector(".desk-dialog >> text=Tomar y ver el número")
    page.click("text=Cambiar la hora o cancelar")
    page.wait_for_selector(".desk-dialog >> text=Dejarla como está")
    found += violations(page)
    page.click("text=Dejarla como está")
    assert page.evaluate("document.activeElement.closest('.desk-due') !== null")
    desk.press("1")
    assert not page.locator(".desk-head.is-calling").count()
    # In the last minutes of an hour the call is one of the next hour, before which it is asked.
    page.wait_for_selector(".desk-dialog >> text=/Tomar ahora de todos modos|No he llamado/")
    if page.locator("text=Tomar ahora de todos modos").count():
        page.click("text=Tomar ahora de todos modos")
    page.wait_for_selector(".desk-dialog >> text=993 · 313 · 65 50")
    found += violations(page)
    page.click(".desk-dialog >> text=No era seguro hablar")
    page.wait_for_selector(".desk-dialog >> text=nadie volverá a llamarle")
    found += violations(page)
    page.click('.desk-dialog >> text="Volver"')
    page.click(".desk-dialog >> text=No he llamado: devolverla")
    page.wait_for_selector(".desk-notice >> text=La llamada está otra vez en la lista")
    assert page.evaluate("document.activeElement.matches('.desk-due, .desk-due > li')")
    desk.press("Escape")
    page.wait_for_selector(".desk-dialog", state="detached")
    page.click("text=Practicar")
    page.wait_for_selector(".desk-practice >> text=Nada se envía")
    desk.press("t 1 F8")
    page.wait_for_selector(".desk-dialog >> text=Tienes una llamada de práctica abierta")
    return found + violations(page)


def violations(page: Page) -> list[str]:
    """Return what axe finds at each size, and whether something stands beside the screen."""
    found = []
    for size in SIZES:
        page.set_viewport_size(size)
        found += axe.violations(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{wide} pixels beside a screen of {size['width']}"] * bool(wide)
    return found


def reload(desk: Desk) -> None:
    """Load the page anew, as after a crash."""
    desk.page.reload()
    desk.page.wait_for_selector(".desk[data-content=here] #desk-middle-title")


def break_line(desk: Desk) -> None:
    """Let the server be away for the next step."""
    desk.line.cut()


def mend_line(desk: Desk) -> None:
    """Let it be back."""
    desk.line.mend()


def kill_server(desk: Desk) -> None:
    """Kill the web process, as a power cut would."""
    desk.servers.close()


def start_server(desk: Desk) -> None:
    """Start it again, and wait until it answers."""
    desk.servers.enter_context(desk.site.web_process())


def end_session(desk: Desk) -> None:
    """Let the server no longer know who asks."""
    desk.context.clear_cookies()


def sign_in_again(desk: Desk) -> None:
    """Sign in, and come back to the page."""
    desk.sign_in_as("rosa")


def fill_disk(desk: Desk) -> None:
    """Let the browser have no room for anything."""
    desk.page.evaluate(FULL_DISK)


def nothing(desk: Desk) -> None:
    """Leave it so."""


@pytest.mark.parametrize(
    ("fail", "mend"),
    [
        (reload, nothing),
        (break_line, mend_line),
        (kill_server, start_server),
        (end_session, sign_in_again),
        (fill_disk, nothing),
    ],
    ids=["reloaded", "server away", "server killed", "session ended", "disk full"],
)
def test_a_call_that_is_cut_at_every_step_is_one_row(
    desk: Desk, fail: Callable[[Desk], None], mend: Callable[[Desk], None]
) -> None:
    before = desk.count()

    for keys in (*CALL, "F9", ""):  # the last cut comes while it is sent
        fail(desk)
        desk.press(keys)
        mend(desk)

    assert desk.has_rows(before + 1)
    assert desk.rows()[-1].outcome == "REFERRED"
    desk.open()


def test_a_call_is_there_again_after_the_browser_was_killed(desk: Desk, browser: Browser, tmp_path: Path) -> None:
    before, found = desk.count(), chromium.find()
    assert found is not None

    def opened() -> Desk:
        context = browser.browser_type.launch_persistent_context(
            tmp_path, executable_path=found.program, env={**os.environ, **found.environment}, args=ARGUMENTS
        )
        return Desk(desk.site, desk.line, context, context.pages[0], desk.operator)

    killed = opened()
    killed.sign_in_as("luis")
    killed.press("t 1 l l l l 1")
    killed.page.wait_for_selector("text=Paso 2")
    os.kill(process_of(tmp_path), signal.SIGKILL)
    with suppress(Error):
        killed.context.close()
    again = opened()
    again.sign_in_as("luis")
    again.page.wait_for_selector("text=Sigues en la llamada que estaba abierta.")
    again.page.wait_for_selector("text=Paso 2")
    again.press("e 1 F9")
    again.page.wait_for_selector(".desk-dialog button:focus")
    again.press("Enter")

    assert again.has_rows(before + 1)
    assert (desk.rows()[-1].role, desk.rows()[-1].outcome) == ("THIRD_PARTY", "INFORMED")
    again.context.close()


def process_of(profile: Path) -> int:
    """Return the process of the browser that has a profile."""
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = process.read_text().split("\0")
            if f"--user-data-dir={profile}" in words and not any(word.startswith("--type=") for word in words):
                return int(process.parent.name)
    raise LookupError(profile)


def test_an_answer_that_is_lost_is_asked_for_again(desk: Desk) -> None:
    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    before = desk.count()
    desk.page.route("**/mesa/api/inquiries", lose, times=1)

    desk.press("2 F9")

    assert desk.has_rows(before + 1)
    assert desk.rows()[-1].contact_type == "SILENT"


def test_what_somebody_else_left_is_sent_by_them_alone(desk: Desk) -> None:
    before = desk.count()
    end_session(desk)
    desk.press("2 F9")

    desk.sign_in_as("luis")
    desk.page.wait_for_selector("text=En este equipo hay trabajo sin enviar de otra persona")
    desk.press("2 F9")
    assert desk.has_rows(before + 1)
    assert desk.rows()[-1].operator_id != desk.operator.pk

    desk.sign_in_as("rosa")
    assert desk.has_rows(before + 2)
    assert desk.rows()[-1].operator_id == desk.operator.pk

    # Luis signs in, and the network goes before his desk has heard of it: Rosa's is not shown to him.
    address = f"http://localhost:{desk.line.port}/mesa/"
    luis = User.objects.get(username="luis").pk
    desk.context.add_cookies([{"name": "desk_person", "value": str(luis), "url": address}])
    desk.line.cut()
    desk.page.goto(address)
    desk.page.wait_for_selector("text=la mesa solo abre para quien la usó al último")
    assert "Rosa" not in desk.page.inner_text("body")
    desk.line.mend()
    desk.sign_in_as("rosa")


def test_a_second_tab_leaves_the_call_alone_until_it_takes_over(desk: Desk) -> None:
    desk.press("t 1 l l l l 1")
    other = desk.context.new_page()
    other.goto(f"http://localhost:{desk.line.port}/mesa/")

    other.wait_for_selector("text=La mesa está abierta en otra pestaña")
    assert violations(other) == []
    assert desk.page.inner_text(".desk-step .desk-soft") == "Paso 2"
    other.keyboard.press("Enter")
    other.wait_for_selector("text=Paso 2")
    desk.page.wait_for_selector("text=La mesa está abierta en otra pestaña")
    other.keyboard.press("e")
    other.keyboard.press("1")
    other.keyboard.press("F9")
    other.wait_for_selector(".desk-dialog button:focus")
    other.keyboard.press("Enter")
    other.wait_for_selector(START)
    other.close()
    desk.open()


@contextmanager
def answering_for_both(desk: Desk) -> Iterator[None]:
    """Let Rosa answer for Tabasco and Coahuila until the block ends."""
    tenants, starts_at = Tenant.objects.filter(code__in=("TAB", "COA")), timezone.now() - timedelta(hours=1)
    for tenant in tenants:
        with tenant_scope([tenant.pk]):
            OperatorAssignment.objects.create(
                user=desk.operator, tenant=tenant, channels=["PHONE"], starts_at=starts_at
            )
    desk.open()
    try:
        yield
    finally:
        for tenant in tenants:
            with tenant_scope([tenant.pk]):
                OperatorAssignment.objects.filter(user=desk.operator, tenant=tenant).delete()
        desk.open()


def test_the_next_contact_is_not_counted_for_the_last_callers_state(desk: Desk) -> None:
    with answering_for_both(desk):
        count_for_each_callers_state(desk)


def count_for_each_callers_state(desk: Desk) -> None:
    """Choose the state between calls, and during one for its caller alone."""
    page = desk.page
    counted = page.locator(".desk-counted b")
    assert counted.inner_text() == "Tabasco"

    desk.press("o")
    page.locator(".desk-menu-item", has_text="Coahuila").wait_for()
    page.keyboard.type("coa", delay=60)
    page.keyboard.press("Enter")  # at once, as quick hands do
    page.wait_for_selector(".desk-counted >> text=Coahuila")
    desk.press("2 o")
    page.click(".desk-menu-item >> text=Tabasco")  # the caller's
    desk.press("F9")
    page.wait_for_selector(START)

    assert counted.inner_text() == "Coahuila"
    desk.press("o")
    page.click(".desk-menu-item >> text=Tabasco")
    page.wait_for_selector(".desk-counted >> text=Tabasco")
    page.goto(f"http://localhost:{desk.line.port}/mesa/?area=844")  # of Saltillo, whatever was chosen before
    page.wait_for_selector(".desk-counted >> text=Coahuila")


def test_a_telephone_system_opens_the_desk_for_the_state_that_was_dialled(desk: Desk) -> None:
    page, own, common, caller = desk.page, "528441112233", "525556581111", "9935550142"

    def give_lines(route: Route) -> None:
        """Give Coahuila a line of its own beside the common one, and both states an area: no two of these share any."""
        answer = route.fetch()
        session = answer.json()
        for state in session["states"]:
            state["lines"] += [f"+{own}"] * (state["code"] == "COA")
        session["areas"]["932"] = ["COA", "TAB"]
        route.fulfill(response=answer, json=session)

    before, opened = len(desk.rows("COA")), list[str]()
    with answering_for_both(desk):
        page.route("**/mesa/api/session", give_lines)
        page.on("request", lambda request: opened.append(page.url) if "/mesa/api/" in request.url else None)
        page.goto(f"http://localhost:{desk.line.port}/mesa/?area=932")
        asked = page.locator(".desk-must", has_text="¿De qué estado llama?")
        asked.wait_for()
        assert " ".join(" ".join(asked.locator("button").all_inner_texts()).split()) == "1 Tabasco 2 Coahuila"
        desk.press("2")
        asked.wait_for(state="detached")
        page.wait_for_selector(".desk-counted >> text=Coahuila")
        for query, state in (
            (f"line=%2B52{caller}&area=993", "Tabasco"),  # who calls, instead of the line
            (f"line=%2B{own}&area=993&number={caller}", "Coahuila"),
            (f"line=%2B{common}&area=993", "Tabasco"),
            (f"line=%2B{common}&area=844&number={caller}", "Coahuila"),
        ):
            page.goto(f"http://localhost:{desk.line.port}/mesa/?{query}")
            page.wait_for_selector(f".desk-counted >> text={state}")
            assert page.url.endswith("/mesa/")
        assert {url.partition("?")[1] for url in opened} == {""}, "the address is clean before anything is asked"
        page.request.get(f"{desk.site.web}mesa/nada/?line=%2B{own}&number={caller}")  # a refusal is logged
        logged = desk.site.log.read_text(errors="replace")
        desk.press("2")
        during = page.evaluate(ALL_KEPT)
        desk.press("F9")
        assert eventually(lambda: len(desk.rows("COA")) == before + 1, 30)
        kept = [during, page.evaluate(ALL_KEPT), *(str(model_to_dict(row)) for row in desk.rows("COA"))]
        page.unroute("**/mesa/api/session")

    assert "SILENT" in during
    assert [one for one in kept if caller in one] == []
    assert "/mesa/nada/" in logged
    assert [one for one in ("?line=", "?area=", "&area=", own, caller) if one in logged] == []
    page.go_back()
    assert page.url.endswith("/mesa/"), "nor does the history of the browser have it"
    desk.open()


def test_a_call_is_registered_although_the_assignment_ended_during_it(desk: Desk) -> None:
    before = desk.count()
    desk.press("2")
    tenant = Tenant.objects.get(code="TAB")
    with tenant_scope([tenant.pk]):
        now = timezone.now()
        OperatorAssignment.objects.create(
            user=desk.operator, tenant=tenant, channels=["PHONE"], starts_at=now - timedelta(hours=1), ends_at=now
        )

    reload(desk)
    desk.page.wait_for_selector("text=Tu asignación terminó. Puedes acabar y registrar esta llamada.")
    desk.page.keyboard.press("F9")

    desk.page.wait_for_selector("text=No tienes estados asignados")
    assert eventually(lambda: len(desk.rows()) == before + 1)
