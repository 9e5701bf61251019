"""A chat at the desk by keyboard: taken, answered, without a network for a while, handed to a colleague, registered."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from assistance.chat import assignment, messages
from assistance.models import Conversation, ConversationEvent, Inquiry, ServiceHours
from tenants.models import StaffRole, Tenant, User
from tenants.scope import tenant_scope
from tests.assistance.chat.waiting import says, waiting
from tests.journeys import axe, editor
from tests.journeys.site import Site
from tests.journeys.test_desk import promise_call
from tests.tenants.factories import member
from tests.waiting import eventually

KEPT_DRAFTS = """async () => {
    const database = await new Promise((done) => {
        const opening = indexedDB.open('justicia-mesa');
        opening.onsuccess = () => done(opening.result);
    });
    const drafts = await new Promise((done) => {
        const reading = database.transaction('kept').objectStore('kept').get('drafts');
        reading.onsuccess = () => done(reading.result ? Object.values(reading.result.texts).join() : null);
    });
    database.close();
    return drafts;
}"""
"""What the browser keeps of what was typed and not sent; null: nothing."""

SIZES = (ViewportSize(width=360, height=740), ViewportSize(width=1366, height=768))


def test_a_chat_goes_from_one_operator_to_another(module_site: Site, browser: Browser) -> None:
    tabasco = Tenant.objects.get(code="TAB")
    for name in ("rosa", "luis", "sara"):
        member(tabasco, StaffRole.SUPERVISOR if name == "sara" else StaffRole.OPERATOR, name)
    User.objects.filter(username="sara").update(first_name="Sara")
    chat = waiting(tabasco, text="Se llevaron a mi hermano", role="THIRD_PARTY", is_in_danger=True)
    with module_site.web_process(), browser.new_context() as of_rosa, browser.new_context() as of_luis:
        rosa, luis = (desk(module_site, context, name) for context, name in ((of_rosa, "rosa"), (of_luis, "luis")))

        rosa.wait_for_selector(".chat-waiting >> text=En peligro")
        rosa.keyboard.press("F2")
        rosa.keyboard.type("¿Sabe dónde ")  # it waits for the chat that opens
        rosa.wait_for_selector("[role=log] >> text=Se llevaron a mi hermano")
        rosa.wait_for_selector("#chat-draft:focus")
        luis.wait_for_selector("text=Nadie espera en la fila")

        rosa.keyboard.type("está?")
        rosa.keyboard.press("Enter")
        rosa.wait_for_selector(".chat-message.is-own:not(.is-going) >> text=¿Sabe dónde está?")
        says(chat, "No, nadie me dice", timezone.now())
        rosa.wait_for_selector("[role=log] >> text=No, nadie me dice")
        rosa.keyboard.press("Escape")
        rosa.keyboard.press("1")
        rosa.wait_for_selector(".chat-step")
        rosa.keyboard.press("F8")
        rosa.wait_for_selector(".chat-message.is-own:not(.is-going) .chat-card")
        send_emergency_number(rosa)
        found = [one for size in SIZES for one in violations(rosa, size)]

        write_note(rosa, "nadie le contesta")
        assert "nadie" not in "".join(rosa.locator(".chat-message.is-own").all_inner_texts())
        write_without_network(rosa, ("Sigo aquí", "Un momento"))
        own = rosa.locator(".chat-message.is-own .chat-words").all_inner_texts()
        assert [words for words in own if words in ("Sigo aquí", "Un momento")] == ["Sigo aquí", "Un momento"]

        rosa.keyboard.press("c")
        rosa.keyboard.type("Estoy bus")
        assert eventually(lambda: rosa.evaluate(KEPT_DRAFTS) == "Estoy bus", 10)
        step = rosa.inner_text(".chat-step")
        assert work_after_reload(rosa) == ("Estoy bus", step)

        other = switch_by_number(rosa, tabasco)
        warned = warned_of_unkept(rosa, "Va sola")
        pass_to(rosa, "luis")
        luis.wait_for_selector("[role=log] >> text=Un momento")
        luis.wait_for_selector(".chat-note >> text=Esperó en la fila")
        rosa.wait_for_selector("text=Chat pasado")
        rosa.wait_for_selector(".chat-empty")
        assert eventually(lambda: rosa.evaluate(KEPT_DRAFTS) is None, 10)
        lose_while_noting(luis, chat, "Llama al ")
        end(luis)
        registered = eventually(lambda: rows(tabasco) == [("CHAT", "INFORMED", "luis")], 10)
        with browser.new_context() as of_sara:
            supervise(rosa, desk(module_site, of_sara, "sara"), other)

        assert found == []
        assert registered
        assert warned == ["Estoy bus", "Va sola"]


def test_a_call_is_handed_to_somebody_at_their_chats(module_site: Site, browser: Browser) -> None:
    tabasco = Tenant.objects.get(code="TAB")
    for name in ("pedro", "marta"):
        member(tabasco, StaffRole.OPERATOR, name)
    waiting(tabasco, text="Se llevaron a mi hermano", is_in_danger=True)
    with module_site.web_process(), browser.new_context() as of_pedro, browser.new_context() as of_marta:
        marta = desk(module_site, of_marta, "marta")
        marta.wait_for_selector(".chat-waiting")
        marta.keyboard.press("F2")
        marta.wait_for_selector("#chat-draft:focus")
        pedro = editor.with_session(of_pedro, module_site, "pedro")
        pedro.goto(f"{module_site.web}mesa/")
        pedro.wait_for_selector("text=Contacto nuevo")
        pedro.wait_for_selector(".desk[data-content=here]")
        pedro.keyboard.press("t")
        pedro.keyboard.press("1")
        pedro.wait_for_selector("text=Paso 1")
        pedro.keyboard.press("p")
        pedro.click(".desk-dialog >> text=marta")
        pedro.wait_for_selector("text=Ofrecida a")

        marta.wait_for_selector(".desk-messages button:has-text('Tomar') kbd >> text=Alt T", timeout=5_500)
        expect(marta).to_have_title("● Te pasan una llamada")
        marta.click(".desk-messages button >> text=Silenciar")
        marta.wait_for_selector(".desk-messages button[aria-pressed=true] >> text=Que suene")
        found = [one for size in SIZES for one in violations(marta, size)]
        marta.keyboard.press("Alt+t")
        marta.wait_for_selector("text=Paso 1")
        expect(marta).not_to_have_title("● Te pasan una llamada")
        pedro.wait_for_selector("text=tomó la llamada")
        marta.keyboard.press("F4")
        marta.wait_for_selector("[role=log] >> text=Se llevaron a mi hermano")

        assert found == []


def send_emergency_number(page: Page) -> None:
    """Send 911 by its key, and read that it was sent."""
    page.keyboard.press("F1")
    page.wait_for_selector(".chat-message.is-own:not(.is-going) .chat-card >> text=911")
    page.wait_for_selector(".desk-notice >> text=Ya se le envió el 911")


def desk(site: Site, context: BrowserContext, name: str) -> Page:
    """Somebody at the desk, at their chats."""
    page = editor.with_session(context, site, name)
    page.goto(f"{site.web}mesa/")
    to_chats(page)
    return page


def to_chats(page: Page) -> None:
    """Go to the chats, once the desk is there."""
    page.wait_for_selector("text=Contacto nuevo")
    page.wait_for_selector("text=Chats")
    page.keyboard.press("F4")
    page.wait_for_selector(".chat-queue")


def work_after_reload(page: Page) -> tuple[str, str]:
    """The draft and the step of the script, once the page was loaded again: it opens at the chat where it was left."""
    page.reload()
    page.wait_for_selector("#chat-draft:focus")
    return page.input_value("#chat-draft"), page.inner_text(".chat-step")


def pass_to(page: Page, name: str) -> None:
    """Hand the chat to the colleague who is named first, with what was written and not sent, which would be lost."""
    page.keyboard.press("p")
    page.wait_for_selector(f".desk-dialog >> text={name}")
    page.keyboard.press("Enter")
    page.click("text=Pasar sin eso")


def read_from_board(sara: Page, chat: Conversation) -> None:
    """Open what Rosa attends from the board by its number, and read it for a reason."""
    sara.keyboard.press("b")
    sara.wait_for_selector(".chat-board >> text=rosa")
    sara.keyboard.press("Escape")
    sara.wait_for_selector(".chat-board", state="detached")
    sara.keyboard.press("b")
    sara.wait_for_selector(".chat-board-acts kbd >> text=1")
    assert [one for size in SIZES for one in violations(sara, size)] == []
    sara.keyboard.press("1")
    sara.wait_for_selector("#chat-reason:focus")
    assert [one for size in SIZES for one in violations(sara, size)] == []
    sara.wait_for_selector(".desk-dialog >> text=rosa")
    sara.fill("#chat-reason", "ab")
    sara.click(".desk-dialog button[type=submit]")
    sara.wait_for_selector(".desk-dialog >> text=Escribe el motivo en al menos 5 letras.")
    assert sara.locator(".chat-read").count() == 0
    sara.fill("#chat-reason", "Se quejó de la espera")
    sara.click(".desk-dialog button[type=submit]")
    sara.wait_for_selector(".chat-read >> text=Me robaron el coche")
    sara.keyboard.press("Escape")
    sara.wait_for_selector(".desk-dialog", state="detached")
    sara.wait_for_selector(".chat-board")
    assert happened(chat) == ["ATTENDED"]  # who only reads is not there


def supervise(rosa: Page, sara: Page, chat: Conversation) -> None:
    """Read, join, leave and take over what Rosa attends, as a supervisor; promise a call, and close it as spam."""
    call_backs(chat.tenant)
    read_from_board(sara, chat)
    sara.click(".chat-board >> text=Acompañar")
    sara.wait_for_selector("#chat-draft:focus")
    sara.keyboard.type("Te ayudo también")
    sara.keyboard.press("Enter")
    sara.wait_for_selector(".chat-message.is-own:not(.is-going) >> text=Te ayudo también")
    rosa.click(".chat-mine")
    rosa.wait_for_selector(".chat-message >> text=Te ayudo también")
    rosa.wait_for_selector("text=Acompaña Sara, y la persona lo ve.")
    rosa.wait_for_selector(".chat-mine >> text=Sara: Te ayudo también")
    sara.keyboard.press("Escape")
    sara.keyboard.press("F9")
    sara.wait_for_selector(".desk-dialog button:focus >> text=Dejar de acompañar")
    sara.keyboard.press("Enter")
    sara.wait_for_selector(".chat-empty")

    sara.keyboard.press("b")
    sara.click(".chat-board-acts >> text=Tomar")
    rosa.wait_for_selector("text=Esta conversación ya no es tuya")
    sara.wait_for_selector("#chat-draft:focus:not([readonly])")
    sara.keyboard.press("Escape")
    sara.keyboard.press("p")
    sara.click(".desk-dialog >> text=Llamar después")
    promise_call(sara, "993 313 6550")
    sara.wait_for_selector(".chat-event >> text=le prometió una llamada")
    sara.keyboard.press("k")
    sara.wait_for_selector(".desk-dialog >> text=También se cancela la llamada prometida")
    sara.wait_for_selector(".desk-dialog button:focus >> text=Cerrar por spam")
    sara.keyboard.press("Enter")
    sara.wait_for_selector(".desk-notice >> text=Cerrado por spam.")
    assert happened(chat) == ["ATTENDED", "JOINED", "LEFT", "TAKEN_OVER", "TO_PHONE", "CALLED_OFF", "ENDED"]


def happened(chat: Conversation) -> list[str]:
    """What happened in a conversation, as it is stored."""
    with tenant_scope([chat.tenant_id]):
        found = messages.read_messages(Conversation.objects.select_related("encryption_key").get(pk=chat.pk), after=0)
        return [one.event for one in found if one.event]


def call_backs(tenant: Tenant) -> None:
    """Let a state promise calls at any hour."""
    always = [("schedule", {"is_always_open": True, "periods": [], "holidays": "OPEN"})]
    with tenant_scope([tenant.pk]):
        ServiceHours.objects.update_or_create(
            tenant=tenant, channel="PHONE", defaults={"schedule": always, "call_backs_per_hour": 9}
        )


def switch_by_number(page: Page, tenant: Tenant) -> Conversation:
    """Take a second chat, and go between the two by their numbers; back at the first one."""
    other = waiting(tenant, text="Me robaron el coche")
    page.wait_for_selector(".chat-waiting")
    page.keyboard.press("F2")
    for keys, words in (
        ("", "Me robaron el coche"),
        ("Alt+1", "Se llevaron"),
        ("Alt+2", "Me robaron"),
        ("Alt+1", "Se llevaron"),
    ):
        if keys:
            page.keyboard.press(keys)
        page.wait_for_selector(f"[role=log] >> text={words}")
        page.wait_for_selector("#chat-draft:focus")
    return other


def write_note(page: Page, words: str) -> None:
    """Write an internal note by keyboard, after dialogs were closed: focus stays outside of the citizen's field."""
    for key in ("?", "F9"):
        page.keyboard.press(key)
        page.wait_for_selector(".desk-dialog")
        page.keyboard.press("Escape")
        page.wait_for_selector("#chat-middle:focus")
    page.keyboard.press("n")
    page.wait_for_selector("#chat-note:focus")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_selector(f".chat-note >> text={words}")
    page.wait_for_selector("#chat-middle:focus")


def warned_of_unkept(page: Page, note: str) -> list[str]:
    """Write a note without keeping it; return what the end of the chat would lose: a message, and the note."""
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.wait_for_selector("#chat-note:focus")
    page.keyboard.type(note)
    page.keyboard.press("Escape")
    page.wait_for_selector("#chat-middle:focus")
    page.wait_for_selector(".desk-foot >> text=Nota sin guardar")
    page.keyboard.press("F9")
    page.wait_for_selector(".desk-dialog input:focus")
    words = page.locator(".desk-dialog .chat-words").all_inner_texts()
    assert page.locator(".desk-dialog kbd").all_inner_texts() == list("1234567")  # no call is promised
    page.keyboard.press("Escape")
    page.wait_for_selector("#chat-middle:focus")
    return words


def end(page: Page) -> None:
    """End the chat of somebody in danger, by keyboard: it is an emergency beforehand, and asked about."""
    page.keyboard.press("F9")
    page.wait_for_selector(".desk-dialog input[value=EMERGENCY]:focus")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.wait_for_selector(".desk-dialog >> text=Termina solo si ya contestó el 911")
    page.wait_for_selector("button:focus >> text=Volver")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Chat terminado y registrado")


def lose_while_noting(page: Page, chat: Conversation, words: str) -> None:
    """Lose a chat to the queue while a note of it is written, and take it again: the note is where it was left."""
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.wait_for_selector("#chat-note:focus")
    page.keyboard.type(words)
    with tenant_scope([chat.tenant_id]), transaction.atomic():
        lost = assignment.locked(chat.pk, [chat.tenant_id])
        assignment.requeue(lost, ConversationEvent.OPERATOR_LOST, timezone.now())
    page.wait_for_selector(".chat-mine:focus")
    page.wait_for_selector(f".chat-banner >> text={words.strip()}")
    assert page.locator(".desk-dialog").count() == 0
    page.keyboard.press("F2")
    page.wait_for_selector(".chat-head ~ .chat-composer #chat-draft:focus:not([readonly])")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.wait_for_selector("#chat-note:focus")
    assert page.input_value("#chat-note") == words
    page.fill("#chat-note", "")
    page.keyboard.press("Escape")
    page.wait_for_selector("#chat-middle:focus")


def write_without_network(page: Page, messages: tuple[str, ...]) -> None:
    """Write messages while the network is away; they are sent once it is back."""
    page.context.set_offline(True)
    for words in messages:
        page.keyboard.press("c")
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
    page.wait_for_selector(f"text={len(messages)} mensajes de chat sin enviar")
    page.context.set_offline(False)
    page.wait_for_selector(f".chat-message.is-own:not(.is-going) >> text={messages[-1]}")
    page.wait_for_function("() => !document.querySelector('.is-going')", timeout=30_000)


def rows(tenant: Tenant) -> list[tuple[str, str, str]]:
    """The chats in a state's ledger."""
    with tenant_scope([tenant.pk]):
        found = Inquiry.objects.for_tenants([tenant.pk]).filter(channel="CHAT")
        return list(found.values_list("channel", "outcome", "operator__username"))


def violations(page: Page, size: ViewportSize) -> list[str]:
    """Return what axe finds at a size, and whether something stands beside the screen."""
    page.set_viewport_size(size)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*axe.violations(page), *[f"{wide} pixels beside a screen of {size['width']}"] * bool(wide)]
