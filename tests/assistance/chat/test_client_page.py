"""What the chat's page does with what comes: each message once, in order, read out once; nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Route

from assistance import quick_exit
from assistance.chat import challenges
from tests.assistance.chat.client import (
    HOST,
    NOW,
    READER,
    SECURE,
    ChatPage,
    built,
    conversation,
    event,
    message,
)
from tests.journeys.site import ROOT
from tests.skipping import skip_without
from tests.waiting import eventually

LAUNCHER_MOST_BYTES = 5_000
OF_ANOTHER = """() => new Promise((done) => {
    const [heard, said] = [0, 1].map(() => new BroadcastChannel("justicia-chat:called-off"));
    heard.onmessage = () => done(); // after the page, whose channel is older
    said.postMessage({ type: "justicia-chat:called-off", conversation: "another" });
})"""
"""Says, as another tab does, that the call of another conversation was called off."""


def test_the_launcher_is_at_most_5_kb_and_one_classic_script() -> None:
    (file,) = built("src/launcher/launcher.ts")
    text = file.read_bytes()

    assert len(text) <= LAUNCHER_MOST_BYTES
    assert text.startswith(b"(()=>{")
    assert b"import" not in text


def test_a_screen_reader_says_each_message_once(chat_page: ChatPage) -> None:
    if not READER.exists():
        skip_without("the virtual screen reader", advice="npm ci in frontend/")
    page = chat_page.page
    chat_page.stored = [message(1, "VISITOR"), event(2, "ATTENDED")]
    chat_page.open()
    page.wait_for_selector("#chat-entries .event")
    page.evaluate(
        """async () => {
            const { virtual } = await import('/reader.js');
            window.virtual = virtual;
            await virtual.start({ container: document.body });
        }"""
    )

    chat_page.send({"type": "typing", "author": "OPERATOR"})
    page.wait_for_selector("text=Rosa está escribiendo")
    card = {"kind": "guidance", "key": "g", "title": "Detuvieron a mi familiar", "text": "Llama.", "url": "/a/"}
    chat_page.store(message(3), message(4, "SYSTEM", kind="CARD", card=card, isAutomatic=True) | {"text": None})
    chat_page.store(event(5, "JOINED"))
    page.fill("#escribir", "No, nadie me dice")
    page.click(".writing button")
    page.wait_for_selector("text=✓ enviado >> nth=1")
    chat_page.send({"type": "read", "seq": 6})
    page.wait_for_selector("text=✓ leído")
    chat_page.send({"type": "state", "conversation": conversation(version=2, supervisorName="Luis")})
    page.wait_for_selector("text=Rosa y Luis te atienden")
    said = [
        phrase for phrase in page.evaluate("virtual.spokenPhraseLog()") if phrase.startswith(("polite:", "assertive:"))
    ]

    assert said == [
        "polite: Rosa 10:44Mensaje 3.",
        "polite: Respuesta automática 10:45Detuvieron a mi familiarLlama."
        "Abrir Detuvieron a mi familiar (se abre aparte)",
        "polite: Rosa, de supervisión, también está en la conversación. 10:46",
        "polite: Tú enviando…No, nadie me dice",
    ]


def test_what_is_missing_is_asked_for_and_stands_where_it_belongs(chat_page: ChatPage) -> None:
    chat_page.stored = [message(1)]
    chat_page.open()
    chat_page.page.wait_for_selector(".said")
    chat_page.stored.append(message(2))

    chat_page.page.fill("#escribir", "Mensaje 3.")
    chat_page.page.click(".writing button")
    chat_page.page.wait_for_selector("text=Mensaje 2.")
    chat_page.stored.append(message(4))
    chat_page.store(message(5))
    chat_page.store(message(5))
    chat_page.page.wait_for_selector("text=Mensaje 5.")

    assert chat_page.texts() == [f"Mensaje {seq}." for seq in range(1, 6)]
    assert [frame["after"] for frame in chat_page.of_type("hello")] == [0, 1, 3]


def test_a_broken_line_comes_back_with_what_was_missed_and_sends_what_was_written(chat_page: ChatPage) -> None:
    page = chat_page.page
    chat_page.stored = [message(1)]
    chat_page.open()
    page.wait_for_selector(".said")
    chat_page.acknowledges = False
    page.fill("#escribir", "Mensaje 3.")
    page.press("#escribir", "Enter")
    assert eventually(lambda: page.evaluate("1") and chat_page.of_type("message"), 5)

    chat_page.stored.append(message(2))
    chat_page.acknowledges = True
    chat_page.sockets[-1].close()
    page.wait_for_selector("text=✓ enviado")
    sent = chat_page.of_type("message")

    assert chat_page.texts() == ["Mensaje 1.", "Mensaje 2.", "Mensaje 3."]
    assert len({frame["clientId"] for frame in sent}) == 1
    assert len(chat_page.sockets) == 2


@pytest.mark.parametrize(
    ("code", "more"),
    [("INVALID", {"message": "Escribe algo."}), ("TOO_LONG", {"message": "Son demasiadas letras."})],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_refused_comes_back_to_the_field(chat_page: ChatPage, code: str, more: dict[str, Any]) -> None:
    page = chat_page.page
    chat_page.acknowledges = False
    chat_page.open()
    page.fill("#escribir", "Hola")
    page.press("#escribir", "Enter")
    assert eventually(lambda: page.evaluate("1") and chat_page.of_type("message"), 5)

    (sent,) = chat_page.of_type("message")
    chat_page.send({"type": "refused", "code": code, "clientId": sent["clientId"], **more})
    page.wait_for_selector(f"text=No se envió: {more['message']}")

    assert (page.input_value("#escribir"), chat_page.texts()) == ("Hola", [])


def test_a_reload_keeps_what_is_typed_and_what_is_not_sent_yet(chat_page: ChatPage) -> None:
    page = chat_page.page
    chat_page.acknowledges = False
    chat_page.open()
    page.fill("#escribir", "Hola")
    page.press("#escribir", "Enter")
    page.fill("#escribir", "Y además")

    chat_page.acknowledges = True
    page.reload()
    page.wait_for_selector("text=✓ enviado")

    assert (chat_page.texts(), page.input_value("#escribir")) == (["Hola"], "Y además")


def test_what_was_not_sent_to_a_conversation_that_is_gone_begins_the_next_one(chat_page: ChatPage) -> None:
    page = chat_page.page
    chat_page.acknowledges = False
    chat_page.open()
    page.fill("#escribir", "Hola")
    page.press("#escribir", "Enter")
    page.fill("#escribir", "Y además")

    with page.expect_navigation():
        chat_page.send({"type": "refused", "code": "NOT_FOUND", "message": "Ya no está aquí."})
    page.goto(f"{HOST}/chat/empezar/")

    assert page.evaluate("JSON.parse(sessionStorage['chat.draft'])") == "Hola\nY además"


def test_a_conversation_begins_in_the_page_with_a_secret_that_no_address_has(chat_page: ChatPage) -> None:
    page = chat_page.page
    page.add_init_script("sessionStorage.removeItem('chat')")
    page.goto(f"{HOST}/chat/empezar/?key=jpt_pk_1&s=0&paso=2")
    page.check("[value='-']")
    page.fill("textarea", "Me pegó")
    page.select_option("[name=topic-VICTIM]", "t1")  # of another role than the one that is sent
    page.click("button")
    page.wait_for_selector("#content[data-connected=true]")

    (begun,) = chat_page.begun
    made_up = {name: begun.pop(name) for name in ("clientId", "secret")}
    assert begun == {"text": "Me pegó", "role": "", "topicKey": "", "language": "es-MX", "isInDanger": True}
    assert (len(made_up["clientId"]), len(made_up["secret"])) == (36, 43)
    assert page.url == f"{HOST}/chat/conversacion/?key=jpt_pk_1"
    assert chat_page.of_type("hello") == [{"type": "hello", "conversation": "c", "secret": "s", "after": 0}]


def ask(chat_page: ChatPage, host: str = HOST) -> None:
    """Fill in the form that begins a conversation, and send it."""
    chat_page.page.add_init_script("sessionStorage.removeItem('chat')")
    chat_page.page.goto(f"{host}/chat/empezar/")
    chat_page.page.check("[value='VICTIM']")
    chat_page.page.fill("textarea", "Me pegó")
    chat_page.page.click("button")


def test_whoever_writes_without_choosing_who_they_are_is_let_in_or_asked_by_the_service(chat_page: ChatPage) -> None:
    page = chat_page.page
    page.add_init_script("sessionStorage.removeItem('chat')")
    page.goto(f"{HOST}/chat/empezar/")
    page.fill("textarea", "estoy en peligro")
    page.click("button")
    page.wait_for_selector("#content[data-connected=true]")
    (begun,) = chat_page.begun

    chat_page.starts = [{"code": "INVALID", "field": "role", "message": "Elige una."}]
    page.goto(f"{HOST}/chat/empezar/")
    page.fill("textarea", "Mi denuncia")
    with page.expect_request(lambda one: one.is_navigation_request() and one.method == "POST") as sent:
        page.click("button")

    assert (begun["role"], begun["isRoleMissing"]) == ("", True)
    assert "text=Mi+denuncia" in (sent.value.post_data or "")


def challenged() -> dict[str, Any]:
    """Return the refusal that asks for a proof of work."""
    return {"code": "CHALLENGE", "message": "Espera.", "challenge": challenges.new_challenge(timezone.now())}


@pytest.mark.django_db
def test_a_page_proves_its_work_where_that_is_asked_for(chat_page: ChatPage) -> None:
    chat_page.starts = [challenged()]

    ask(chat_page, SECURE)
    chat_page.page.wait_for_selector("#content[data-connected=true]", timeout=30_000)

    first, second = chat_page.begun
    assert "proof" not in first
    assert challenges.spend(second["proof"])
    assert {name: second[name] for name in first} == first


def test_a_browser_that_cannot_prove_its_work_sends_the_form(chat_page: ChatPage) -> None:
    chat_page.starts = [challenged() for _ in range(3)]

    with chat_page.page.expect_request(
        lambda request: request.is_navigation_request() and request.method == "POST"
    ) as sent:
        ask(chat_page)

    assert len(chat_page.begun) == 1
    assert "text=Me+peg%C3%B3" in (sent.value.post_data or "")


def test_where_storage_is_forbidden_the_page_says_what_that_means(chat_page: ChatPage) -> None:
    page = chat_page.page
    page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); };")
    page.add_init_script("sessionStorage.removeItem('chat')")
    page.goto(f"{HOST}/chat/empezar/")
    page.check("[value='VICTIM']")
    page.fill("textarea", "Me pegó")
    page.click("button")
    page.wait_for_selector("#content[data-connected=true]")

    assert page.is_visible("text=pierdes la conversación")


def test_while_waiting_there_are_guides_for_the_person_alone_and_on_what_was_suggested_first(
    chat_page: ChatPage,
) -> None:
    card = {"kind": "guidance", "key": "b", "title": "Me citaron", "text": "", "url": "/c/"}
    chat_page.stored = [message(1, "VISITOR"), message(2, "SYSTEM", kind="CARD", card=card) | {"text": None}]
    chat_page.shown = conversation(state="WAITING", operatorName="", role="VICTIM", position=1)
    chat_page.open()
    chat_page.page.wait_for_selector(".card")

    chat_page.page.click(".queue summary")

    assert chat_page.page.locator(".queue .guides li:visible").all_inner_texts() == ["b", "a"]


def test_to_whoever_wants_to_die_the_card_is_in_sight_and_no_guide_is_offered(chat_page: ChatPage) -> None:
    card = {"kind": "crisis", "key": "b", "title": "Llama al 911", "text": "Gracias.", "phone": "911"}
    chat_page.stored = [message(1, "VISITOR"), message(2, "SYSTEM", kind="CARD", card=card) | {"text": None}]
    chat_page.shown = conversation(state="WAITING", operatorName="", position=1)
    chat_page.open()
    chat_page.page.wait_for_selector(".queue.above")

    assert chat_page.page.locator(".queue summary").is_hidden()


def test_without_a_connection_the_head_says_so_since_when_and_that_what_is_written_is_kept(chat_page: ChatPage) -> None:
    page = chat_page.page
    chat_page.stored = [event(1, "ATTENDED")]
    chat_page.open()
    page.wait_for_selector(".standing:visible:has-text('Rosa te atiende')")

    page.route_web_socket("**/chat/api/socket", lambda socket: socket.close())
    page.route("**/chat/api/*", lambda route: route.abort())
    page.evaluate("dispatchEvent(new Event('offline'))")
    page.wait_for_selector(".offline:visible")
    head = page.locator(".standing:visible").all_inner_texts()
    page.fill("#escribir", "Sigo aquí")
    page.click(".writing button")

    assert len(head) == 1
    assert "Sin conexión desde las 10:41" in head[0]
    assert "se guarda aquí y se envía solo" in head[0]
    assert "llama al 911" in head[0]
    assert page.locator(".own .mark").inner_text() == "se enviará cuando haya conexión"


CSS = ROOT / "assistance" / "static" / "assistance" / "chat.css"
CALL = {"callStartsAt": "2026-12-01T19:00:00+00:00", "callEndsAt": "2026-12-01T20:00:00+00:00"}


@pytest.mark.parametrize("more", [{}, {"state": "ENDED", "endReason": "OPERATOR"}], ids=["open", "ended"])
def test_a_promised_call_is_said_with_its_day_and_hours_and_what_to_do_without_it(
    chat_page: ChatPage, more: dict[str, Any]
) -> None:
    chat_page.stored = [message(1), event(2, "TO_PHONE"), event(3, "TO_PHONE")]
    chat_page.shown = conversation(**CALL, callNumber="•••• 6550", callCode="440", **more)
    chat_page.open()

    said = chat_page.page.locator(".promised:visible p").all_inner_texts()
    happened = chat_page.page.locator(".event").all_inner_texts()
    dialled = chat_page.page.locator(".promised:visible a").evaluate_all("(links) => links.map(({ href }) => href)")

    assert said == [
        "Te llamarán el martes 1 de diciembre, de la 1 a las 2 de la tarde (hora de Coahuila).",
        "Número: •••• 6550",
        "Folio de la llamada: 440. Dilo si llamas o escribes por ella.",
        "En peligro, llama al 911. "
        "Si a esa hora nadie te llama, llama al 800 111 2222 (Línea de ayuda) o vuelve a escribir aquí.",
        "Cambiar la hora (se abre aparte)",
        "Ya no quiero que me llamen",
    ]
    assert dialled == ["tel:911", "tel:8001112222"]
    sentences = ("Iban a llamarte; la llamada se cambió por otra.", "Quedó acordada una llamada.")
    assert [sentence in text for sentence, text in zip(sentences, happened, strict=True)] == [True, True]


@pytest.mark.parametrize("hours", [-1, 1], ids=["slow", "fast"])
def test_calls_and_waits_go_by_the_clock_of_the_server(chat_page: ChatPage, hours: int) -> None:
    page = chat_page.page
    page.clock.set_fixed_time(NOW + timedelta(hours=hours))
    began, starts, ends = (NOW + timedelta(minutes=minutes) for minutes in (-2, 30, 45))
    call = {"callStartsAt": starts.isoformat(), "callEndsAt": ends.isoformat(), "callNumber": "•••• 6550"}
    waits = {
        "state": "WAITING",
        "operatorName": "",
        "position": 1,
        "startedAt": began.isoformat(),
        "wasAttended": False,
    }
    chat_page.shown = conversation(**waits, **call)
    chat_page.open()

    page.wait_for_selector(
        ".promised:has-text('Te llamarán el lunes 30 de noviembre, de las 11:11 a las 11:26 de la mañana')"
    )
    assert "Llevas 2 min aquí" in page.inner_text(".queue")


@pytest.mark.parametrize("hours", [-1, 1], ids=["slow", "fast"])
def test_what_is_sent_at_once_was_not_written_without_a_connection(chat_page: ChatPage, hours: int) -> None:
    page = chat_page.page
    page.clock.set_fixed_time(NOW + timedelta(hours=hours))
    chat_page.open()
    page.fill("#escribir", "Hola")
    page.press("#escribir", "Enter")

    page.wait_for_selector("text=✓ enviado")
    assert "sin conexión" not in page.inner_text(".entry.own")


def test_a_step_does_not_say_of_which_script_it_is(chat_page: ChatPage) -> None:
    def step(seq: int, key: str) -> dict[str, Any]:
        card = {"kind": "node", "key": key, "title": f"Guion {key}", "text": f"Paso {seq}"}
        return message(seq, kind="CARD", card=card) | {"text": None}

    chat_page.stored = [step(1, "a"), message(2, "VISITOR"), step(3, "a"), step(4, "b"), step(5, "a")]
    chat_page.open()
    chat_page.page.wait_for_selector("text=Paso 5")

    assert chat_page.page.locator(".card-title").count() == 0


def test_whoever_waits_long_can_ask_to_be_called(chat_page: ChatPage) -> None:
    link = chat_page.page.locator(".queue button:visible", has_text="Pide que te llamen")
    chat_page.shown = conversation(state="WAITING", operatorName="", position=9, waitSeconds=599)
    chat_page.open()
    chat_page.page.wait_for_selector(".queue:visible")
    soon = link.count()
    long = {**chat_page.shown, "waitSeconds": 600}
    chat_page.send({"type": "state", "conversation": {**long, "version": 2, "waitSeconds": None, "mayRing": False}})
    chat_page.page.wait_for_timeout(200)
    soon += link.count()

    chat_page.send({"type": "state", "conversation": {**long, "version": 3}})
    link.wait_for()
    context = chat_page.page.context
    context.route(f"{HOST}/**", chat_page.answer)
    with (
        context.expect_page() as opened,
        context.expect_event("request", lambda request: request.url.endswith("/chat/llamada/")) as asked,
    ):
        link.click()
    tab = opened.value
    tab.wait_for_load_state("load")
    chat_page.send({"type": "state", "conversation": {**chat_page.shown, "version": 3, "waitSeconds": 600, **CALL}})
    chat_page.page.wait_for_selector(".promised:visible")

    assert (soon, link.count()) == (0, 0)
    tab.evaluate(OF_ANOTHER)
    promised = tab.inner_text("#content")
    chat_page.send({"type": "state", "conversation": {**chat_page.shown, "version": 4, "waitSeconds": 600}})
    tab.wait_for_selector("h1:has-text('Nadie te llamará')", timeout=5_000)
    assert (promised, tab.inner_text("#content p")) == ("Te llamarán", "La llamada se canceló y se borró tu número.")
    assert (asked.value.method, asked.value.post_data) == ("POST", "conversation=c&secret=s")


def test_what_was_read_stays_read(chat_page: ChatPage) -> None:
    chat_page.stored = [message(1, "VISITOR"), message(2, "VISITOR"), message(3, "VISITOR")]
    chat_page.open()

    chat_page.send({"type": "read", "seq": 1})
    chat_page.send({"type": "read", "seq": 2})
    chat_page.page.wait_for_selector(".entry:nth-child(2):has-text('✓ leído')")

    marks = [text.rsplit("✓ ", 1)[1].split()[0] for text in chat_page.page.locator(".entry").all_inner_texts()]
    assert marks == ["leído", "leído", "enviado"]

    chat_page.open()
    chat_page.page.wait_for_selector(".entry:nth-child(3)")
    marks = [text.rsplit("✓ ", 1)[1].split()[0] for text in chat_page.page.locator(".entry").all_inner_texts()]
    assert marks == ["leído", "leído", "enviado"]


def test_markup_is_text_and_only_web_addresses_are_links(chat_page: ChatPage) -> None:
    markup = "<img src=x onerror=alert(1)><b>no</b>"
    card = {"kind": "office", "key": "o", "title": markup, "text": markup, "url": "javascript:alert(1)", "phone": "911"}
    card["phoneUrl"] = "tel:911"
    chat_page.stored = [message(1, text=markup), message(2, kind="CARD", card=card) | {"text": None}]
    chat_page.open()
    chat_page.page.wait_for_selector(".card")

    assert chat_page.texts() == [markup]
    assert chat_page.page.locator("#chat-entries img, #chat-entries b").count() == 0
    hrefs = chat_page.page.eval_on_selector_all("#chat-entries a", "(links) => links.map((link) => link.href)")
    assert hrefs == ["tel:911"]


def test_quick_exit_leaves_nothing_in_the_page_and_tells_the_operator(chat_page: ChatPage) -> None:
    page = chat_page.page
    chat_page.stored = [message(1)]
    chat_page.open()
    page.wait_for_selector(".said")
    page.fill("#escribir", "No sé")

    with page.expect_request("**/chat/api/frames") as told:
        page.evaluate("document.dispatchEvent(new Event('quick-exit'))")

    assert told.value.post_data_json == {
        "hello": {"type": "hello", "conversation": "c", "secret": "s", "after": 0},
        "frames": [{"type": "exit"}],
    }
    assert page.evaluate("[document.body.innerHTML, sessionStorage.length]") == ["", 0]


def test_a_page_that_is_told_late_of_the_quick_exit_leaves_and_sends_nothing_that_waits(chat_page: ChatPage) -> None:
    page = chat_page.page
    chat_page.stored, chat_page.acknowledges = [message(1)], False
    chat_page.open()
    page.wait_for_selector(".said")
    for text in ("Está en camino", "Espera su turno"):
        page.fill("#escribir", text)
        page.press("#escribir", "Enter")
    page.fill("#escribir", "A medio escribir")
    page.evaluate(
        """document.querySelector('#quick-exit').onclick = () => {
            document.dispatchEvent(new Event('quick-exit'));
            return false;
        }"""
    )

    chat_page.send({"type": "bye", "reason": "exit"})
    page.wait_for_function("document.body.innerHTML === ''")

    assert page.evaluate("sessionStorage.length") == 0
    assert [one["text"] for one in chat_page.of_type("message")] == ["Está en camino"]


def test_after_the_quick_exit_no_conversation_begins(chat_page: ChatPage) -> None:
    page, asked = chat_page.page, list[Route]()
    page.add_init_script("sessionStorage.removeItem('chat')")

    def hold(route: Route) -> None:
        asked.append(route)

    page.route("**/chat/api/start", hold)
    page.goto(f"{HOST}/chat/empezar/")
    page.check("[name=role][value='-']")
    page.fill("textarea", "Ayuda")
    page.click("text=Pedir una persona")
    assert eventually(lambda: page.evaluate("1") and asked, 5)

    with page.expect_event("requestfailed", lambda request: request.url.endswith("/start")):
        page.evaluate("document.dispatchEvent(new Event('quick-exit'))")
    asked[0].abort()

    assert page.evaluate("[document.body.innerHTML, sessionStorage.length]") == ["", 0]


def test_quick_exit_erases_too_where_the_person_has_chosen_it(chat_page: ChatPage) -> None:
    page = chat_page.page
    chat_page.open()
    page.click("text=Opciones")
    page.check("text=Borrar todo si salgo rápido")
    chat_page.open()
    page.click("text=Opciones")
    stays = page.is_checked("text=Borrar todo si salgo rápido")

    with page.expect_request("**/chat/api/frames") as told:
        page.evaluate("document.dispatchEvent(new Event('quick-exit'))")

    assert stays
    assert told.value.post_data_json["frames"] == [{"type": "exit", "erases": True}]
    assert page.evaluate("sessionStorage.length") == 0


def test_quick_exit_takes_the_tabs_along_that_the_page_has_opened(chat_page: ChatPage) -> None:
    page = chat_page.page
    card = {"kind": "guidance", "key": "g", "title": "Qué hacer", "text": "", "url": "/chat/otra/"}
    chat_page.stored = [message(1, kind="CARD", card=card) | {"text": None}]
    chat_page.open()
    with chat_page.context.expect_page() as opened:
        page.click(".card a")
    other = opened.value

    page.evaluate("document.dispatchEvent(new Event('quick-exit'))")

    assert other.is_closed() or other.wait_for_event("close", timeout=5_000)


def test_a_curp_is_sent_only_by_who_presses_again(chat_page: ChatPage) -> None:
    page = chat_page.page
    chat_page.open()
    words = "Mi CURP es HEGG560427MVZRRL04"
    page.fill("#escribir", words)
    page.click("#chat-write button")
    page.wait_for_selector(".line:has-text('Parece que escribiste una CURP')")
    sent, kept = chat_page.of_type("message"), page.input_value("#escribir")

    page.click("#chat-write button")
    page.wait_for_selector(".own:has-text('HEGG560427MVZRRL04')")

    assert (sent, kept) == ([], words)
    assert [frame["text"] for frame in chat_page.of_type("message")] == [words]
    assert page.input_value("#escribir") == ""
    assert page.locator(".line:visible").count() == 0


def test_a_promised_call_is_called_off_in_the_conversation(chat_page: ChatPage) -> None:
    page = chat_page.page
    chat_page.shown = conversation(**CALL, callNumber="•••• 6550")
    chat_page.open()
    number = page.locator(".promised p >> nth=1").inner_text()
    page.click("text=Ya no quiero que me llamen")
    page.click("text=Sí, cancelar la llamada")
    assert eventually(lambda: page.evaluate("1") and chat_page.of_type("cancelCall"), 5)
    chat_page.send({"type": "state", "conversation": conversation(version=2)})
    page.wait_for_selector(".promised", state="hidden")

    assert number == "Número: •••• 6550"


def test_a_keyboard_hides_no_way_to_911(chat_page: ChatPage) -> None:
    chat_page.page.set_viewport_size({"width": 360, "height": 400})
    chat_page.stored = [message(seq) for seq in range(1, 6)]
    chat_page.open()
    box = chat_page.page.locator(".danger a").bounding_box()

    chat_page.page.add_style_tag(path=CSS)
    chat_page.page.fill("#escribir", "Mi CURP es HEGG560427MVZRRL04")
    chat_page.page.click("#chat-write button")
    chat_page.page.click("text=Opciones")
    crowded = chat_page.page.locator(".danger a").bounding_box()

    for one in (box, crowded):
        assert one is not None
        assert 0 <= one["y"] <= 400 - one["height"]


def test_an_ended_conversation_is_rated_and_erased(chat_page: ChatPage) -> None:
    page = chat_page.page
    chat_page.stored = [message(1), event(2, "ENDED")]
    chat_page.shown = conversation(state="ENDED", endReason="OPERATOR")
    chat_page.open()

    assert page.is_visible("text=En peligro:")
    assert page.is_visible(".ended button:has-text('Pide que te llamen')")
    page.click("text=Me sirvió mucho")
    page.wait_for_selector("text=Dijiste: Me sirvió mucho.")
    page.click("text=Borrar todo")
    page.click("text=Sí, borrar todo")
    assert eventually(lambda: page.evaluate("1") and chat_page.of_type("erase"), 5)
    erased = conversation(version=2, state="ENDED", endReason="OPERATOR", isErased=True)
    chat_page.send({"type": "state", "conversation": erased})
    page.wait_for_selector("text=Ya nadie puede leerlo.")

    assert [frame["rating"] for frame in chat_page.of_type("rate")] == [5]
    assert page.locator(".entry").count() == 0
    assert page.evaluate("sessionStorage.chat") is None


@pytest.mark.parametrize(("opener", "is_gone"), [("http://chat.example:81", True), ("http://otra.example", False)])
def test_only_a_page_of_this_host_takes_along_the_tab_that_it_has_opened(
    chat_page: ChatPage, opener: str, is_gone: bool
) -> None:
    context = chat_page.context
    script = f'<!doctype html><script data-exit="#left">{quick_exit.script()}</script>'
    context.route("http://chat.example/**", lambda route: route.fulfill(body=script, content_type="text/html"))
    context.route(f"{opener}/**", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    page = context.new_page()
    page.goto(f"{opener}/")
    with context.expect_page() as opened:
        page.evaluate("void (self.tab = open('http://chat.example/guia/'))")
    tab = opened.value
    tab.wait_for_load_state()
    tab.evaluate("addEventListener('message', () => { self.isTold = true; }); self.close = () => {}")

    page.evaluate("self.tab.postMessage('quick-exit', '*')")
    tab.wait_for_function("self.isTold", timeout=5_000)

    assert tab.evaluate("document.documentElement.style.display === 'none'") is is_gone


def erase(chat_page: ChatPage) -> None:
    """Ask for all to be erased, and say so once more."""
    chat_page.page.click("text=Opciones")
    chat_page.page.click("#chat-options >> text=Borrar todo >> nth=0")
    chat_page.page.click("text=Sí, borrar todo")


NOT_ERASED = "text=Todavía no se borra nada"


def test_what_is_to_be_erased_without_a_connection_says_so_and_is_erased_once_there_is_one(chat_page: ChatPage) -> None:
    page = chat_page.page
    chat_page.stored = [message(1)]
    chat_page.open()
    page.wait_for_selector(".said")
    page.evaluate("dispatchEvent(new Event('offline'))")
    page.route_web_socket("**/chat/api/socket", lambda socket: socket.close())
    page.route("**/chat/api/*", lambda route: route.abort())
    chat_page.sockets[-1].close()
    page.wait_for_selector(".offline:visible")

    erase(chat_page)
    page.wait_for_selector(NOT_ERASED)
    page.reload()
    page.wait_for_selector(NOT_ERASED)
    asked_before = chat_page.of_type("erase")
    page.unroute("**/chat/api/*")
    page.route_web_socket("**/chat/api/socket", chat_page.listen)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_selector("#content[data-connected=true]", timeout=30_000)
    assert eventually(lambda: page.evaluate("1") and chat_page.of_type("erase"), 10)
    chat_page.send({"type": "state", "conversation": conversation(version=2, state="ENDED", isErased=True)})
    page.wait_for_selector("text=Ya nadie puede leerlo.")

    assert (asked_before, len(chat_page.of_type("erase"))) == ([], 1)
    assert page.locator(NOT_ERASED).count() == 0
    assert page.evaluate("sessionStorage.length") == 0


@pytest.mark.parametrize("line", ["dies", "refuses"])
def test_what_is_to_be_erased_is_asked_for_until_it_is(chat_page: ChatPage, line: str) -> None:
    page = chat_page.page
    chat_page.open()
    erase(chat_page)
    assert eventually(lambda: page.evaluate("1") and chat_page.of_type("erase"), 5)

    if line == "dies":
        chat_page.sockets[-1].close()
    else:
        (asked,) = chat_page.of_type("erase")
        refusal = {"code": "UNAVAILABLE", "message": "Ahora no.", "clientId": asked["clientId"], "retryAfter": 1}
        chat_page.send({"type": "refused", **refusal})
    page.wait_for_selector(NOT_ERASED)
    assert eventually(lambda: page.evaluate("1") and len(chat_page.of_type("erase")) == 2, 10)

    with page.expect_request("**/chat/api/frames") as told:
        page.evaluate("document.dispatchEvent(new Event('quick-exit'))")
    assert told.value.post_data_json["frames"] == [{"type": "exit", "erases": True}]
