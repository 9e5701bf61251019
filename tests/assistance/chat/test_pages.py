"""The chat's pages without JavaScript: what each says, what is kept of it, and what a refusal looks like."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assistance.chat import (
    answering_pages,
    assignment,
    challenges,
    conversation_pages,
    messages,
    queue,
    rates,
    sessions,
    sources,
    summary_links,
    sweeps,
    tickets,
    visitors,
    wait_times,
)
from assistance.chat.answering_pages import PageRequest, chat_page
from assistance.chat.security import NO_STORE
from assistance.chat.visitor_access import Access
from assistance.models import (
    Author,
    CallBack,
    Conversation,
    ConversationEvent,
    ConversationState,
    Message,
    MessageKind,
    ServiceHours,
)
from content_models.choices import Channel, NodeKind
from content_models.kinds import ItemKind
from content_models.paths import is_of_the_site
from content_models.rich_text import to_plain_text
from content_models.script_walk import words_of_node
from delivery import state_view
from delivery.state_view import StateView
from portal.templatetags.portal import dial
from publishing.errors import StoreUnavailable
from publishing.models import ContentItem
from publishing.services.change_tenant import change_tenant
from tenants import edge
from tenants.keyring import Purpose, encrypt
from tenants.models import ApiClient, KeyKind, Scope, StaffRole, Tenant, TenantLanguage, TenantPhone
from tenants.scope import scope_of_all_tenants, tenant_scope
from tests.assistance.chat.client import built, compressed_bytes
from tests.tenants.factories import key_of, member
from tests.uuid7 import uuid7

TABASCO, COAHUILA = {"host": "tabasco.localhost"}, {"host": "coahuila.localhost"}
ALWAYS = [("schedule", {"is_always_open": True, "periods": [], "holidays": "OPEN"})]
TALK = "/chat/conversacion/"
TEXT = "Se llevaron a mi hermano anoche y no sé a dónde"


@pytest.fixture
def tabasco(db: None) -> Tenant:
    return Tenant.objects.get(code="TAB")


@pytest.fixture
def open_chat(tabasco: Tenant) -> Tenant:
    """Tabasco answers its chat day and night."""
    with tenant_scope([tabasco.pk]):
        ServiceHours.objects.update_or_create(tenant=tabasco, channel="CHAT", defaults={"schedule": ALWAYS})
    return tabasco


def got(client: Client, path: str, headers: dict[str, str] = TABASCO) -> tuple[Any, str]:
    answer = client.get(path, headers=headers)
    return answer, unescape(answer.content.decode())


def sent(client: Client, path: str, headers: dict[str, str] = TABASCO, /, **fields: Any) -> tuple[Any, str]:
    answer = client.post(path, fields, headers=headers)
    return answer, unescape(answer.content.decode())


def got_view() -> StateView:
    return state_view.for_viewer(edge.viewer_for_host(TABASCO["host"]), "TAB")


def hidden(page: str) -> dict[str, str]:
    """Return the fields of a page's first form that nobody sees."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


def begun(client: Client, text: str = TEXT, **fields: str) -> Access:
    """Begin a conversation as somebody does, and return how one comes into it."""
    _answer, page = got(client, "/chat/empezar/?s=1&paso=2")
    answer, _page = sent(client, "/chat/empezar/", role="THIRD_PARTY", text=text, **hidden(page), **fields)
    assert (answer.status_code, answer["Location"]) == (303, "/chat/conversacion/")
    return access_of(client)


def access_of(client: Client) -> Access:
    request = type("Request", (), {"COOKIES": {sessions.COOKIE: client.cookies[sessions.COOKIE].value}})()
    tenant = Tenant.objects.get(code="TAB")
    found = sessions.access_of(request, tenant.pk)
    assert found is not None
    return found


def row_of(access: Access) -> Conversation:
    with tenant_scope([access.tenant_id]):
        return Conversation.objects.get(pk=access.conversation_id)


def attended(access: Access) -> None:
    """Let Rosa take a conversation, and answer."""
    attended_row(row_of(access))


def attended_row(conversation: Conversation) -> None:
    rosa = member(conversation.tenant, StaffRole.OPERATOR)
    rosa.first_name = "Rosa"
    rosa.save()
    now = timezone.now()
    with tenant_scope([conversation.tenant_id]):
        row = messages.lock(conversation.pk, [conversation.tenant_id])
        assert row is not None
        row.state, row.operator_id, row.attended_until = ConversationState.ATTENDED, rosa.pk, now + timedelta(minutes=1)
        row.save()
        messages.store_event(row, ConversationEvent.ATTENDED, now=now, operator_id=rosa.pk)
        content = {"text": "¿Ya sabes a dónde lo llevaron? <b>1</b>"}
        messages.store(
            row,
            author=Author.OPERATOR,
            kind=MessageKind.TEXT,
            client_id=uuid7(),
            now=now,
            content=content,
            operator_id=rosa.pk,
        )


def test_911_comes_first_and_is_the_largest(client: Client, open_chat: Tenant) -> None:
    answer, page = got(client, "/chat/")
    _in_danger, danger = got(client, "/chat/?s=0")

    assert page.index('class="call-now" href="tel:911"') < page.index("¿Estás a salvo ahora?")
    assert re.findall(r'<li><a href="([^"]+)">([^<]+)</a></li>', page) == [
        ("/chat/empezar/?s=1", "Sí, estoy a salvo"),
        ("/chat/?s=0", "No, estoy en peligro"),
        ("/chat/?s=2", "No sé"),
    ]
    assert "Si no puedes llamar, responde que estás en peligro y sigue al chat." in page
    assert "Llama ahora. Después" in danger
    assert danger.index('href="tel:911"') < danger.index('id="start-text"') < danger.index("<button")
    asking, asking_others = (got(client, f"/chat/empezar/?s={safety}&paso=2")[1] for safety in "21")
    assert ("escribe primero dónde estás" in asking, "ni tu dirección" in asking) == (True, False)
    assert ("escribe primero dónde estás" in asking_others, "ni tu dirección" in asking_others) == (False, True)
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == (NO_STORE, "same-origin")
    assert not answer.cookies
    assert is_of_the_site("/chat/")


def test_nothing_is_asked_before_911_of_a_blocked_network_or_in_a_long_queue(
    client: Client, open_chat: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tenant_scope([open_chat.pk]):
        row, operator = row_of(begun(client)), member(open_chat, StaffRole.OPERATOR)
        sources.block(row, by_user_id=operator.pk, now=timezone.now())
    monkeypatch.setattr(challenges, "FREE_WAITING", 0)
    monkeypatch.setattr(challenges, "FREE_OPEN", 0)

    pages = [got(Client(), path) for path in ("/chat/", "/chat/?s=0")]

    assert [answer.status_code for answer, _page in pages] == [200, 200]
    assert ["tel:911" in page and "altcha" not in page.lower() for _answer, page in pages] == [True, True]


def test_in_danger_only_lines_of_the_state_and_the_country_are_offered_and_only_what_helps_victims(
    client: Client, tabasco: Tenant
) -> None:
    coahuila, city = (Tenant.objects.get(code=code) for code in ("COA", "CMX"))
    shown = [*coahuila.phones.values_list("purpose", "label", "display")]
    shown.append(("help_line", "Línea de Coahuila", "844 123 4567"))
    names = ("purpose", "label", "display")
    change_tenant(tenant=coahuila, phones=[TenantPhone(**dict(zip(names, one, strict=True))) for one in shown])
    found = {}
    for tenant in (coahuila, city):
        _answer, page = got(client, "/chat/?s=0", {"host": f"{tenant.slug}.localhost"})
        lines = re.findall(r'<li><a href="tel:[^"]+" target="_top"><span>([^<]+)</span>', page)
        found[tenant.code] = lines
        assert page.index('class="call-now"') < page.index(lines[0])
        assert "Me detuvieron" not in page
        if tenant == coahuila:  # whoever is told one line is told the state's own
            assert 'data-line="844 123 4567"' in page

    assert found == {
        "COA": ["Línea de las Mujeres", "Línea de Coahuila"],
        "CMX": ["Línea de las Mujeres", "Locatel", "Locatel"],
    }


def test_each_language_of_the_state_is_a_link_that_keeps_what_was_answered(client: Client, open_chat: Tenant) -> None:
    languages = [TenantLanguage(code=code, name=code, is_served=True) for code in ("es-mx", "yua")]
    change_tenant(tenant=open_chat, languages=languages)
    answer, page = got(client, "/chat/empezar/?s=0&idioma=yua")
    _answer, alone = got(client, "/chat/", COAHUILA)

    assert 'class="languages"' not in alone
    assert answer["Content-Language"] == "yua"
    assert re.findall(r'<li><a href="([^"]+)" hreflang="([^"]+)" lang="[^"]+"( aria-current="true")?>', page) == [
        ("/chat/empezar/?s=0&idioma=es-MX", "es-MX", ""),
        ("/chat/empezar/?s=0&idioma=yua", "yua", ' aria-current="true"'),
    ]


@pytest.mark.parametrize("role", ["VICTIM", "ACCUSED", "THIRD_PARTY"])
def test_topics_and_guides_are_those_of_the_role(client: Client, open_chat: Tenant, role: str) -> None:
    _answer, form = got(client, "/chat/empezar/?s=1&paso=2")
    fields = dict(re.findall(r'data-role="(\w+)">.*?<select name="(topic-\w+)"', form, re.DOTALL))
    view = got_view()
    others = [page for page in view.guidance() if role not in page["roles"]]
    own = view.guidance(role=role)[0]

    assert fields[role] == f"topic-{role}"
    offered = re.findall(rf'<select name="topic-{role}".*?</select>', form, re.DOTALL)[0]
    assert own["title"] in offered
    assert [page["title"] for page in others if f'value="{page["key"]}"' in offered] == []
    _answer, _page = sent(
        client,
        "/chat/empezar/",
        role=role,
        text=TEXT,
        **{f"topic-{each}": view.guidance(role=each)[0]["key"] for each in fields},
        **hidden(form),
    )
    assert row_of(access_of(client)).topic_key == own["key"]
    frame, page = (got(client, f"/chat/conversacion/{part}")[1] for part in ("mensajes/", ""))
    shown = re.sub("<template.*?</template>", "", frame + page, flags=re.DOTALL)
    assert set(re.findall('data-role="([A-Z_]*)"', shown)) <= {role, ""}


def test_a_promised_call_is_said_with_its_day_and_hours_open_and_ended(client: Client, open_chat: Tenant) -> None:
    access = begun(client)
    starts_at = datetime(2031, 12, 2, 19, tzinfo=UTC)
    attended(access)
    with tenant_scope([open_chat.pk]):
        Conversation.objects.filter(pk=access.conversation_id).update(
            call_starts_at=starts_at, call_ends_at=starts_at + timedelta(hours=1)
        )
        CallBack.objects.create(
            id=uuid7(),
            tenant=open_chat,
            inquiry_id=access.conversation_id,
            phone=encrypt("+529933136550", Purpose.CALL_BACK),
            may_leave_message=False,
            relationship="SELF",
            language="es",
            window_starts_at=starts_at,
            window_ends_at=starts_at + timedelta(hours=1),
            expires_at=starts_at + timedelta(hours=25),
            delete_at=starts_at + timedelta(hours=49),
        )

    pages_ = [got(client, "/chat/conversacion/mensajes/")[1]]
    visitors.end(access=access, now=timezone.now())
    pages_ += [got(client, path)[1] for path in ("/chat/conversacion/mensajes/", "/chat/conversacion/")]

    for page in pages_:
        assert "Te llamarán el martes 2 de diciembre, de la 1 a las 2 de la tarde (hora de Tabasco)." in page
        dial = '<a href="tel:911" target="_top">911</a>'
        assert f"En peligro, llama al {dial}. Si a esa hora nadie te llama, vuelve a escribir aquí." in page
        assert "Locatel" not in page.split('class="promised"')[1].split("</section>")[0], (
            "It is a line of another place."
        )
    with tenant_scope([open_chat.pk]):
        CallBack.objects.update(completed_at=timezone.now())
    over = got(client, "/chat/conversacion/")[1]
    assert ("Te llamarán" in over, "de la 1 a las 2 de la tarde, ya no está pendiente." in over) == (False, True)
    with tenant_scope([open_chat.pk]):
        Conversation.objects.filter(pk=access.conversation_id).update(
            call_starts_at=starts_at - timedelta(days=3650), call_ends_at=starts_at - timedelta(days=3649)
        )
    assert "Te iban a llamar el" in got(client, "/chat/conversacion/")[1]
    began_at = timezone.now() - timedelta(minutes=11)
    with tenant_scope([open_chat.pk]):
        CallBack.objects.update(completed_at=None)
        call = CallBack.objects.get()
        Conversation.objects.filter(pk=access.conversation_id).update(
            call_starts_at=began_at, call_ends_at=began_at + timedelta(hours=1)
        )
    assert "Te llamarán ahora, a más tardar a la" in got(client, "/chat/conversacion/")[1]
    with tenant_scope([open_chat.pk]):
        CallBack.objects.update(phone="unreadable")
    lost = got(client, "/chat/conversacion/")[1]
    assert "no se puede hacer: tu número ya no se conserva." in lost
    assert f"Folio de la llamada: {call.short_code}." in lost
    assert "Te llamarán" not in lost.split('class="promised"')[1]


def test_a_step_does_not_say_of_which_script_it_is(client: Client, open_chat: Tenant) -> None:
    access = begun(client, text="hola")
    with tenant_scope([access.tenant_id]):
        row = messages.lock(access.conversation_id, [access.tenant_id])
        assert row is not None
        for step, script in enumerate(("a", "a", "b", "a")):
            card = {"kind": "node", "key": script, "title": f"Guion {script}", "text": f"Paso {step}"}
            messages.store(
                row,
                author=Author.SYSTEM,
                kind=MessageKind.CARD,
                client_id=uuid7(),
                now=timezone.now(),
                content={"card": card},
            )

    _answer, frame = got(client, "/chat/conversacion/mensajes/")

    assert re.findall("Guion .|Paso .", frame) == ["Paso 0", "Paso 1", "Paso 2", "Paso 3"]


FRAME_BEHIND_SECONDS = 10
PROCESSING_SECONDS = 4
"""What is left of it for one request, which asks the database so many things, whatever was written."""

MOST_QUERIES = 14


def test_without_javascript_the_page_is_ten_seconds_behind_at_most(client: Client, open_chat: Tenant) -> None:
    """What is stored is in the next refresh whole, of no cache, and a refresh costs the same however much was said."""
    access = begun(client)
    attended(access)
    for text in ("Ya sé dónde", *(f"Mensaje {number}" for number in range(20))):
        with tenant_scope([access.tenant_id]):
            row = messages.lock(access.conversation_id, [access.tenant_id])
            assert row is not None
            messages.store(
                row,
                author=Author.OPERATOR,
                kind=MessageKind.TEXT,
                client_id=uuid7(),
                now=timezone.now(),
                content={"text": text},
            )
        with CaptureQueriesContext(connection) as queries:
            frame, said = got(client, "/chat/conversacion/mensajes/")
        assert f"<bdi>{text}</bdi>" in said
        assert len([one for one in queries if "SAVEPOINT" not in one["sql"]]) <= MOST_QUERIES
        assert "no-store" in frame["Cache-Control"]

    [refresh] = re.findall(r'<meta http-equiv="refresh" content="(\d+)">', said)
    assert int(refresh) + PROCESSING_SECONDS <= FRAME_BEHIND_SECONDS


def test_whoever_closes_the_page_in_the_queue_leaves_it_and_the_frame_brings_them_back(
    client: Client, open_chat: Tenant
) -> None:
    access = begun(client)
    with tenant_scope([open_chat.pk]):
        Conversation.objects.update(visitor_seen_at=timezone.now() - queue.ABSENT_AFTER)
    sweeps.mark_absent_visitors(timezone.now())
    assert wait_times.places_in(open_chat.pk, timezone.now()) == {}

    _answer, frame = got(client, "/chat/conversacion/mensajes/")

    assert "Eres la siguiente persona." in frame
    assert list(wait_times.places_in(open_chat.pk, timezone.now())) == [access.conversation_id]
    assert visitors.SEEN_EVERY.total_seconds() > conversation_pages.REFRESH_SECONDS


def test_forms_of_one_conversation_have_a_limit(
    client: Client, open_chat: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation_pages, "FORMS", replace(rates.FORMS, most=2))
    begun(client)
    form = hidden(got(client, "/chat/conversacion/")[1])

    def wrote(text: str) -> int:
        fields = {**form, "client_id": str(uuid7())}
        return int(sent(client, "/chat/conversacion/escribir/", text=text, **fields)[0].status_code)

    assert [wrote(text) for text in ("Uno", "Dos", "Tres")] == [303, 303, 429]
    answer, _page = sent(client, "/chat/conversacion/borrar/", **form)
    assert (answer.status_code, int(answer["Retry-After"]) > 0) == (429, True)


def test_what_is_kept_is_said_before_anything_is_asked(client: Client, open_chat: Tenant) -> None:
    _answer, page = got(client, "/chat/empezar/?s=1")
    _answer, form = got(client, "/chat/empezar/?s=1&paso=2")

    assert "hasta 30 días después del final" in page
    assert "El chat no vuelve" in page
    assert "entra al sitio y toca «Chatear con una persona»." in page
    assert "<form" not in page
    assert 'href="/chat/empezar/?s=1&paso=2"' in page
    assert [value for value in ("VICTIM", "ACCUSED", "THIRD_PARTY", "-") if f'value="{value}"' not in form] == []
    assert "Detuvieron a mi familiar" in form


def test_a_conversation_begins_once_however_often_its_form_is_sent(client: Client, open_chat: Tenant) -> None:
    _answer, page = got(client, "/chat/empezar/?s=1&paso=2")
    given = {"role": "THIRD_PARTY", "text": TEXT, **hidden(page)}

    first, _page = sent(client, "/chat/empezar/", **given)
    cookie = client.cookies[sessions.COOKIE]
    again, _page = sent(client, "/chat/empezar/", **given)
    access = access_of(client)

    assert (first.status_code, again.status_code) == (303, 303)
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == ("/chat", True, "Lax", "")
    assert access.secret not in cookie.value
    with tenant_scope([open_chat.pk]):
        assert Conversation.objects.count() == 1
    row = row_of(access)
    assert (row.role, row.is_in_danger, row.transport, row.language) == ("THIRD_PARTY", False, "FORMS", "es-MX")
    assert TEXT in got(client, "/chat/conversacion/mensajes/")[1]


@pytest.mark.parametrize(("safety", "role"), [("0", None), ("2", None), ("0", "-"), ("2", "")])
def test_whoever_may_be_in_danger_need_only_write(
    client: Client, open_chat: Tenant, safety: str, role: str | None
) -> None:
    _answer, page = got(client, f"/chat/empezar/?s={safety}&paso=2")
    answer, _page = sent(
        client, "/chat/empezar/", text=TEXT, **hidden(page), **({} if role is None else {"role": role})
    )
    row = row_of(access_of(client))

    assert [name for name in ('name="role"', "topic-") if name in page] == []
    assert answer.status_code == 303
    assert (row.role, row.has_declared_danger, row.is_unsure) == ("", safety == "0", safety == "2")


@pytest.mark.parametrize("text", ["estoy en peligro", "me kiero morir", "Mi esposo me está pegando"])
def test_whoever_writes_of_danger_is_let_in_without_saying_who_they_are(
    client: Client, open_chat: Tenant, text: str
) -> None:
    _answer, page = got(client, "/chat/empezar/?s=1&paso=2")
    answer, _page = sent(client, "/chat/empezar/", text=text, **hidden(page))
    row = row_of(access_of(client))
    _answer, frame = got(client, "/chat/conversacion/mensajes/")

    assert answer.status_code == 303
    assert (row.state, row.role, row.is_in_danger, row.has_declared_danger) == ("WAITING", "", True, False)
    assert row.danger_words == ("SUICIDE" if "morir" in text else "DANGER")
    assert 'class="card-phone"><a href="tel:911"' in frame


def test_a_forged_role_keeps_nobody_in_danger_from_the_queue(client: Client, open_chat: Tenant) -> None:
    _answer, page = got(client, "/chat/?s=0")
    forged = {"role": "NOBODY", "topic-VICTIM": "x"}

    answer, _page = sent(client, "/chat/empezar/", text=TEXT, **forged, **hidden(page))

    assert answer.status_code == 303
    assert row_of(access_of(client)).role == ""


@pytest.mark.parametrize("safety", ["0", "2"])
def test_between_danger_and_the_queue_stands_one_screen_that_says_what_is_kept(
    client: Client, open_chat: Tenant, safety: str
) -> None:
    _answer, page = got(client, f"/chat/?s={safety}")
    answer, _page = sent(client, "/chat/empezar/", text=TEXT, **hidden(page))
    _answer, frame = got(client, "/chat/conversacion/mensajes/")
    queue = frame[frame.index('class="queue"') :]

    assert page.index('class="call-now" href="tel:911"') < page.index("Lo que escribes va cifrado y puedes borrarlo.")
    assert "hasta 30 días después del final" in page
    assert answer["Location"] == "/chat/conversacion/"
    first = 'Mientras esperas: en peligro, llama al <a href="tel:911" target="_top">911</a>.'
    assert queue.startswith(f'class="queue"><p>{first} Si no puedes llamar, escribe aquí dónde estás.')
    assert queue.index("Si no puedes llamar") < queue.index("Eres la siguiente") < queue.index("a la vista")


def test_to_whoever_wants_to_die_the_card_is_in_sight_and_no_guide_is_offered(
    client: Client, open_chat: Tenant
) -> None:
    access = begun(client, "me kiero morir")
    _answer, frame = got(client, "/chat/conversacion/mensajes/")
    attended(access)
    with tenant_scope([open_chat.pk]):
        Conversation.objects.update(first_attended_at=timezone.now())
        row = messages.lock(access.conversation_id, [open_chat.pk])
        assert row is not None
        assignment.requeue(row, ConversationEvent.OPERATOR_SILENT, timezone.now())
    _answer, back = got(client, "/chat/conversacion/mensajes/")

    assert "Gracias por decirlo." in frame
    assert 'class="guides"' not in frame + back
    assert ('class="queue above"' in frame, 'class="queue above"' in back) == (True, False)


def test_whoever_is_safe_waits_without_a_word_of_danger(client: Client, open_chat: Tenant) -> None:
    begun(client)

    assert "Mientras esperas: en peligro" not in got(client, "/chat/conversacion/mensajes/")[1]


def test_a_form_that_is_refused_comes_back_with_what_was_typed(client: Client, open_chat: Tenant) -> None:
    _answer, page = got(client, "/chat/empezar/?s=1&paso=2")
    ticket, harmless = hidden(page), "Quiero saber cómo va mi denuncia"

    no_role, without_role = sent(client, "/chat/empezar/", text=harmless, **ticket)
    nothing, without_both = sent(client, "/chat/empezar/", text="", **ticket)
    too_long, with_all = sent(client, "/chat/empezar/", role="VICTIM", text="a" * 2001, **ticket)
    expired, later = sent(client, "/chat/empezar/", role="VICTIM", text=TEXT, s="1", ticket="x")
    foreign = client.post(
        "/chat/empezar/",
        {"role": "VICTIM", "text": TEXT, **ticket},
        headers={**TABASCO, "origin": "https://mala.example", "sec-fetch-site": "cross-site"},
    )

    assert [one.status_code for one in (no_role, nothing, too_long, expired, foreign)] == [422, 422, 413, 403, 403]
    assert 'id="role-problem">Elige una' in without_role
    assert without_role.count(" autofocus") == 1
    assert f">\n{harmless}</textarea>" in without_role
    assert 'id="role-problem">Elige una' in without_both
    assert 'id="start-text_error"' in without_both
    assert 'aria-describedby="start-text_helptext start-text_error"' in with_all
    assert "a" * 2001 in with_all
    assert re.search(r'<input[^>]*value="VICTIM"[^>]*checked', with_all)
    assert TEXT in later
    assert hidden(later)["ticket"] != "x"
    with tenant_scope([open_chat.pk]):
        assert not Conversation.objects.exists()


def test_where_nobody_answers_it_is_said_when_somebody_does(client: Client, tabasco: Tenant) -> None:
    _answer, without_hours = got(client, "/chat/empezar/?s=1")
    local = timezone.now().astimezone(timezone.get_fixed_timezone(-360)) + timedelta(days=3)
    day = local.strftime("%A").upper()
    schedule = [
        (
            "schedule",
            {
                "is_always_open": False,
                "periods": [{"days": [day], "opens_at": "09:00", "closes_at": "18:00"}],
                "holidays": "OPEN",
            },
        )
    ]
    with tenant_scope([tabasco.pk]):
        ServiceHours.objects.create(tenant=tabasco, channel="CHAT", schedule=schedule)
    _answer, closed = got(client, "/chat/empezar/?s=1")

    assert "Tabasco todavía no tiene chat con personas" in without_hours
    assert re.search(r"Vuelve a haber alguien <strong>el \w+ \d+ de \w+ a las 9:00</strong>, hora de Tabasco", closed)
    for page in (without_hours, closed):
        assert "/guia/familiar-detenido/" in page
        assert "55 5658 1111" in page
        assert "<form" not in page


def test_what_is_said_is_shown_as_text_and_events_as_words(client: Client, open_chat: Tenant) -> None:
    access = begun(client, text="<script>alert(1)</script>")
    _answer, waiting = got(client, "/chat/conversacion/mensajes/")
    _answer, around = got(client, "/chat/conversacion/")
    attended(access)

    frame, said = got(client, "/chat/conversacion/mensajes/")
    _answer, page = got(client, "/chat/conversacion/")

    assert "<script>alert(1)</script>" in said
    assert b"<script>alert" not in frame.content
    assert "Estás en la fila" in waiting
    assert "Estás en la fila" not in around  # only what is within the frame renews itself
    assert "<title>Tu conversación · " in around
    assert "Mientras esperas" in waiting
    assert re.findall('data-role="([A-Z_]*)"', waiting)[0] == "THIRD_PARTY"
    assert "Rosa te atiende" in said
    assert "Rosa ya está aquí y puede leer lo que escribiste." in said
    assert 'role="log"' in said
    assert f'content="{conversation_pages.REFRESH_SECONDS}"' in said
    assert conversation_pages.REFRESH_SECONDS <= 8
    assert '<iframe id="chat-messages" name="chat-messages" src="/chat/conversacion/mensajes/"' in page
    assert got(client, "/chat/conversacion/mensajes/?detenido=1")[1].count('http-equiv="refresh"') == 0


def test_whoever_is_not_answered_is_not_told_any_more_that_somebody_is_with_them(
    client: Client, open_chat: Tenant
) -> None:
    access = begun(client)
    attended(access)
    visitors.send(access=access, client_id=uuid7(), text="¿Hola?", now=timezone.now())
    _answer, at_once = got(client, "/chat/conversacion/mensajes/")
    with tenant_scope([open_chat.pk]):
        last = Message.objects.filter(conversation=access.conversation_id, author=Author.VISITOR).latest("seq")
        last.sent_at = timezone.now() - timedelta(seconds=90)
        last.save()
    _answer, later = got(client, "/chat/conversacion/mensajes/")

    assert "Rosa te atiende" in at_once
    assert "Rosa todavía no contesta. Si tarda, vuelves a la fila con el tiempo que llevas." in later


def test_nobody_is_said_to_be_there_to_whom_a_conversation_was_only_assigned(client: Client, open_chat: Tenant) -> None:
    access = begun(client)
    rosa = member(open_chat, StaffRole.OPERATOR)
    with tenant_scope([open_chat.pk]):
        row = messages.lock(access.conversation_id, [open_chat.pk])
        assert row is not None
        assignment.attend(row, rosa.pk, None, timezone.now())

    _answer, said = got(client, "/chat/conversacion/mensajes/")

    assert "te va a atender" in said
    assert "ya está aquí" not in said


def test_who_is_there_is_said_by_all_that_happened_also_where_the_last_messages_do_not_say_it(
    client: Client, open_chat: Tenant
) -> None:
    access = begun(client)
    rosa = member(open_chat, StaffRole.OPERATOR)

    def after_many(*events: ConversationEvent) -> str:
        with tenant_scope([open_chat.pk]):
            row = messages.lock(access.conversation_id, [open_chat.pk])
            assert row is not None
            for event in events:
                assignment.attend(row, rosa.pk, event, timezone.now())
            first = row.last_seq + 1
            usual = {"tenant": open_chat, "conversation": row, "author": Author.VISITOR, "kind": MessageKind.TEXT}
            Message.objects.bulk_create(
                Message(**usual, seq=seq, client_id=uuid7(), sent_at=timezone.now())
                for seq in range(first, first + conversation_pages.SHOWN_MESSAGES + 1)
            )
            row.last_seq += conversation_pages.SHOWN_MESSAGES + 1
            row.save()
        return got(client, "/chat/conversacion/mensajes/")[1]

    assert "te atiende" in after_many(ConversationEvent.ATTENDED)
    handed = after_many(ConversationEvent.HANDED_OVER)
    assert "te va a atender" in handed
    assert "te atiende" not in handed


def test_a_message_is_sent_once_and_nothing_typed_is_lost(client: Client, open_chat: Tenant) -> None:
    access = begun(client)
    form = hidden(got(client, "/chat/conversacion/")[1])

    statuses = [sent(client, "/chat/conversacion/escribir/", text="Ya sé dónde", **form)[0].status_code for _ in "12"]
    other, conflict = sent(client, "/chat/conversacion/escribir/", text="Otra cosa", **form)
    empty, _page = sent(client, "/chat/conversacion/escribir/", text=" ", **form)
    forged, lost = sent(client, "/chat/conversacion/escribir/", text="De otro sitio", **{**form, "token": "x"})

    assert statuses == [303, 303]
    assert (other.status_code, empty.status_code, forged.status_code) == (409, 422, 403)
    assert ">Otra cosa</textarea>" in conflict
    assert hidden(conflict)["client_id"] != form["client_id"]
    assert ">De otro sitio</textarea>" in lost
    with tenant_scope([open_chat.pk]):
        written = Message.objects.filter(conversation=access.conversation_id, author=Author.VISITOR)
        assert written.count() == 2


def test_whoever_is_silent_is_warned_and_can_stay(client: Client, open_chat: Tenant) -> None:
    access = begun(client)
    with tenant_scope([open_chat.pk]):
        Conversation.objects.filter(pk=access.conversation_id).update(warned_at=timezone.now())
    _answer, warned = got(client, "/chat/conversacion/mensajes/")

    answer, _page = sent(client, "/chat/conversacion/sigo-aqui/", token=hidden(warned)["token"])

    assert ">Sigo aquí</button>" in warned
    assert (answer.status_code, answer["Location"]) == (303, "/chat/conversacion/mensajes/")
    assert "Sigo aquí" not in got(client, "/chat/conversacion/mensajes/")[1]


def frame_of(page: str) -> str:
    """Return the address of the messages in a page of the conversation."""
    return re.findall(r'<iframe[^>]* src="([^"]+)"', page)[0]


def test_whoever_still_sees_the_box_after_the_end_is_told_that_it_reaches_nobody_and_gets_back_what_they_wrote(
    client: Client, open_chat: Tenant
) -> None:
    access = begun(client)
    _answer, before = got(client, "/chat/conversacion/")
    visitors.end(access=access, now=timezone.now())

    _answer, frame = got(client, "/chat/conversacion/mensajes/")
    _answer, page = sent(client, "/chat/conversacion/escribir/", **hidden(before), text="y otra cosa")
    _answer, empty = sent(client, "/chat/conversacion/escribir/", **hidden(before), text="")
    _answer, shown = got(client, "/chat/conversacion/mensajes/?fin=1")

    assert "Lo que escribas abajo ya no le llega a nadie. Si llevabas algo escrito, cópialo antes de seguir." in frame
    assert "«Enviar»" not in frame
    assert "lo que escribas abajo" not in shown.lower()
    assert re.search(r"<textarea[^>]*readonly[^>]*>y otra cosa</textarea>", page)
    assert 'id="chat-write"' not in page + empty


def test_whoever_wrote_of_danger_reads_as_it_ends_whom_to_call_and_how_to_write_again(
    client: Client, open_chat: Tenant
) -> None:
    access = begun(client, text="ya no kiero vivir")
    asked = got(client, "/chat/conversacion/terminar/")[1]
    visitors.end(access=access, now=timezone.now())
    frame, ended = (got(client, f"/chat/conversacion/{path}")[1] for path in ("mensajes/", ""))

    advice = 'En peligro, llama al <a href="tel:911" target="_top">911</a>.'
    again = "Puedes empezar otra cuando quieras."
    for page, later in ((asked, "Sí, terminar"), (frame, "Lo que escribas abajo"), (ended, "Tú la terminaste.")):
        assert page.index(advice) < page.index(again) < page.index(later)
    assert 'class="primary">Sí, terminar' not in asked
    assert ended.index("Empezar otra conversación</a>") < ended.index("Guardar lo que te") < ended.index("¿Te sirvió?")
    assert "sal con «Salida rápida» y borra esta página del historial" in ended
    other = Client()
    begun(other)
    assert advice not in got(other, "/chat/conversacion/terminar/")[1]


def test_it_is_ended_rated_and_kept(client: Client, open_chat: Tenant) -> None:
    begun(client, text="Detuvieron a mi hermano")
    ending = got(client, "/chat/conversacion/terminar/")[1]
    still_open = "Escribe aquí" in got(client, "/chat/conversacion/")[1]
    sent(client, "/chat/conversacion/terminar/", **hidden(ending))
    _answer, ended = got(client, "/chat/conversacion/")
    before, after = (got(client, href)[1] for href in ("/chat/conversacion/mensajes/", frame_of(ended)))
    no_rating, _page = sent(client, "/chat/conversacion/calificar/", rating="6", **hidden(ended))
    huge, _page = sent(client, "/chat/conversacion/calificar/", rating="9" * 5_000, **hidden(ended))
    sent(client, "/chat/conversacion/calificar/", rating="4", **hidden(ended))
    _answer, rated = got(client, "/chat/conversacion/")
    _answer, kept = got(client, "/chat/conversacion/resumen/")
    late, unsent = sent(client, "/chat/conversacion/escribir/", text="Una cosa más", **hidden(ended))

    assert still_open
    assert "Tú la terminaste." in ended
    is_said = "<h2>La conversación terminó</h2>"
    assert (is_said in before, is_said in after, 'class="standing' in after) == (True, False, False)
    assert ended.index("Guardar lo que te sugirieron") < ended.index("¿Te sirvió?") < ended.index("Borrar todo")
    assert "Escribe aquí" not in ended
    assert 'href="tel:911"' in ended
    assert no_rating.status_code == huge.status_code == 422
    assert "Gracias. Dijiste: Me sirvió." in rated
    assert late.status_code == 409
    assert ">Una cosa más</textarea>" in unsent
    link = re.findall(r'href="(/chat/resumen/[^"]+/)"', kept)[0]
    other = Client()
    _answer, summary = got(other, link)
    assert "Detuvieron a mi familiar" in summary
    assert "hermano" not in summary
    page = next(item for item in got_view().guidance() if item["title"] == "Detuvieron a mi familiar")
    office = next(one for one in got_view().all(ItemKind.OFFICE) if one["needsConfirmation"])
    automatic = f"{page['key']}{summary_links.MARK}{summary_links.AUTOMATIC}"
    assert "Respuesta automática" in kept
    assert "Respuesta automática" in summary
    made, _page = sent(other, "/chat/resumen/", key=[automatic, "x", "<b>", office["key"]])
    _answer, summary = got(other, made["Location"])
    assert "Sin confirmar todavía" in summary
    assert summary.index(office["name"]) < summary.index("Detuvieron a mi familiar") < summary.index("Respuesta autom")
    made, _page = sent(other, "/chat/resumen/", key=[automatic, page["key"]])  # whoever answers has sent it, too
    _answer, summary = got(other, made["Location"])
    assert (summary.count("Detuvieron a mi familiar</p>"), "Respuesta automática" in summary) == (1, False)
    assert got(other, link, COAHUILA)[0].status_code == got(other, "/chat/resumen/x/")[0].status_code == 404


def test_what_is_kept_says_what_was_said_of_a_script_and_what_was_withdrawn(client: Client, open_chat: Tenant) -> None:
    view = got_view()
    script = next(one for one in view.all(ItemKind.SCRIPT) if one["topicKey"] and view.deadlines_of(one))
    office = next(one for one in view.all(ItemKind.OFFICE) if one["organizationKind"] == "PUBLIC_DEFENDER")
    step = next(one for one in script["nodes"] if one["kind"] == NodeKind.ANSWER)
    references = [f"{script['key']}#{script['start']}", f"{script['key']}#{step['key']}", office["key"]]
    made, _page = sent(client, "/chat/resumen/", key=[*references, "9" * 200])
    with CaptureQueriesContext(connection) as few:
        sent(client, "/chat/resumen/", key=["x0"])
    with CaptureQueriesContext(connection) as many:
        sent(client, "/chat/resumen/", key=[f"x{number}" for number in range(30)])
    assert len(many) == len(few)
    _answer, before = got(client, made["Location"])
    with scope_of_all_tenants():
        assert ContentItem.objects.filter(key=office["key"]).update(is_live=False, document={}, examples=[])
    state_view.reset()

    _answer, after = got(client, made["Location"])

    topic = view.item(script["topicKey"] or "")
    assert topic is not None
    assert topic["kind"] == "GUIDANCE"
    deadline = next(iter(view.deadlines_of(script).values()))
    assert before.count(f'<p class="card-title">{script["title"]}</p>') == 1
    for node in (script["nodes"][0], step):
        words = words_of_node(node, Channel.CHAT)
        assert words is not None
        is_advice = node["kind"] != NodeKind.QUESTION  # what an operator asks is none
        assert (to_plain_text(words["ast"]).split("\n")[0] in before) == is_advice
    assert topic["firstStep"] in before
    assert to_plain_text(deadline["text"]["ast"]) in before
    assert office["name"] in before
    assert office["name"] not in after
    assert "Una oficina que te sugirieron ya no está en el directorio" in after
    assert "No vayas ahí." in after


def test_it_is_erased_at_once_and_the_browser_holds_nothing(client: Client, open_chat: Tenant) -> None:
    access = begun(client, "me kiero morir")
    erasing = got(client, "/chat/conversacion/borrar/")[1]
    written_of = row_of(access).danger_words

    answer, _page = sent(client, "/chat/conversacion/borrar/", **hidden(erasing))

    assert (answer.status_code, answer["Location"]) == (303, "/chat/?hecho=1")
    assert answer.cookies[sessions.COOKIE]["max-age"] == 0
    assert "Borramos lo que se escribió" in got(client, "/chat/?hecho=1")[1]
    assert all(one.is_removed for one in visitors.read_since(access=access, after=0) if one.kind == MessageKind.TEXT)
    assert (written_of, row_of(access).danger_words) == ("SUICIDE", "")


def test_quick_exit_leaves_nothing_behind(client: Client, open_chat: Tenant) -> None:
    access = begun(client)

    left, _page = got(client, "/chat/salir/")
    client.cookies.pop(sessions.COOKIE)
    back = [got(client, path)[0] for path in ("/chat/conversacion/", "/chat/empezar/?s=1&paso=2", "/chat/?s=0")]
    framed = got(client, "/chat/", {**TABASCO, "sec-fetch-dest": "iframe"})[0]

    assert (left.status_code, left["Location"]) == (303, settings.QUICK_EXIT_URL)
    assert left.cookies[sessions.COOKIE]["max-age"] == 0
    assert {(one.status_code, one["Location"], one.content) for one in back} == {(303, settings.QUICK_EXIT_URL, b"")}
    assert (framed.status_code, framed.content) == (200, b"")
    assert row_of(access).left_quickly_at is not None
    assert left.cookies[sessions.LEFT]["max-age"] == left.cookies[sessions.LEFT]["expires"] == ""


def test_quick_exit_erases_too_where_the_person_has_chosen_it(client: Client, open_chat: Tenant) -> None:
    access = begun(client)
    forged, _page = sent(client, "/chat/conversacion/al-salir/", erase="1", token="x")
    form = hidden(got(client, "/chat/conversacion/")[1])
    sent(client, "/chat/conversacion/al-salir/", erase="1", **form)
    _answer, chosen = got(client, "/chat/conversacion/")

    got(client, "/chat/salir/", {**TABASCO, "sec-fetch-site": "same-origin"})

    assert forged.status_code == 403
    assert "Si sales rápido, se borra todo." in chosen
    assert row_of(access).end_reason == "ERASED"
    assert row_of(access).blanked_at is not None


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "none"}, {"referer": "https://otra.example.mx/"}, {}],
    ids=("another-site", "typed", "another-page", "no-header"),
)
def test_a_link_of_elsewhere_leaves_and_erases_nothing(
    client: Client, open_chat: Tenant, headers: dict[str, str]
) -> None:
    access = begun(client)
    form = hidden(got(client, "/chat/conversacion/")[1])
    sent(client, "/chat/conversacion/al-salir/", erase="1", **form)

    left, _page = got(client, "/chat/salir/", {**TABASCO, **headers})

    assert (left.status_code, left["Location"]) == (303, settings.QUICK_EXIT_URL)
    assert (row_of(access).end_reason, row_of(access).left_quickly_at is None) == ("", False)


def test_what_is_fetched_in_advance_changes_nothing_and_an_old_browser_still_erases(
    client: Client, open_chat: Tenant
) -> None:
    access = begun(client)
    form = hidden(got(client, "/chat/conversacion/")[1])
    sent(client, "/chat/conversacion/al-salir/", erase="1", **form)
    own = {**TABASCO, "sec-fetch-site": "same-origin"}

    looks = [
        client.head("/chat/salir/", headers=own),
        client.get("/chat/salir/", headers={**own, "sec-purpose": "prefetch;prerender"}),
    ]
    before = row_of(access)
    got(client, "/chat/salir/", {**TABASCO, "referer": f"http://{TABASCO['host']}/chat/conversacion/"})

    assert [(one.status_code, dict(one.cookies)) for one in looks] == [(303, {}), (403, {})]
    assert (before.left_quickly_at, before.end_reason) == (None, "")
    assert row_of(access).end_reason == "ERASED"


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("Mi CURP es HEGG560427MVZRRL04", "Parece que escribiste una CURP."),
        ("Pagué con la 4111 1111 1111 1111", "Parece que escribiste el número de una tarjeta."),
    ],
    ids=["CURP", "card"],
)
def test_a_personal_code_is_sent_only_by_who_presses_again(
    client: Client, open_chat: Tenant, words: str, question: str
) -> None:
    form = hidden(got(client, "/chat/empezar/?s=1&paso=2")[1])
    asked, page = sent(client, "/chat/empezar/", role="-", text=words, **form)
    begun_, _page = sent(client, "/chat/empezar/", role="-", text=words, **hidden(page))
    asked_again, again = sent(client, "/chat/conversacion/escribir/", text=words, **hidden(got(client, TALK)[1]))
    kept, _page = sent(client, "/chat/conversacion/escribir/", text=words, **hidden(again))

    assert (asked.status_code, asked_again.status_code) == (200, 200)
    for one in (page, again):
        assert question in one
        assert f"{words}</textarea>" in one
    assert (begun_.status_code, kept.status_code) == (303, 303)


def test_whoever_left_begins_anew_by_the_link_of_the_site_which_back_never_asks_for(
    client: Client, open_chat: Tenant
) -> None:
    got(client, "/chat/salir/")
    anew, _page = got(client, "/chat/?nuevo=1&idioma=es-MX")
    shown, page = got(client, anew["Location"])

    assert (anew.status_code, anew["Location"], anew["Cache-Control"]) == (
        303,
        "/chat/?idioma=es-MX",
        "private, no-store",
    )
    assert (shown.status_code, "¿Estás a salvo ahora?" in page) == (200, True)
    assert got(client, "/chat/?nuevo=1")[0]["Location"] == "/chat/"


def test_after_leaving_a_kept_link_opens_from_elsewhere_only(client: Client, open_chat: Tenant) -> None:
    got(client, "/chat/salir/")

    found = [
        got(client, "/chat/resumen/x/", {**TABASCO, "sec-fetch-site": site})[0] for site in ("none", "same-origin")
    ]

    assert [one.status_code for one in found] == [404, 303]


@pytest.mark.parametrize("cookie", ["", "x", "of another state"])
def test_a_cookie_that_opens_nothing_shows_no_conversation(client: Client, open_chat: Tenant, cookie: str) -> None:
    host = TABASCO
    if cookie == "of another state":
        begun(client)
        host = COAHUILA
    else:
        client.cookies[sessions.COOKIE] = cookie

    page, words = got(client, "/chat/conversacion/", host)
    frame, _words = got(client, "/chat/conversacion/mensajes/", host)
    written, _words = sent(client, "/chat/conversacion/escribir/", host, text="Hola", token="x", client_id="x")

    assert (page.status_code, frame.status_code, written.status_code) == (200, 200, 404)
    assert "En este navegador no hay ninguna conversación" in words
    assert "o saliste rápido: así ya no se puede volver a ella." in words
    assert TEXT not in words


def test_a_page_is_small_and_its_policy_lets_in_nothing_from_elsewhere(client: Client, open_chat: Tenant) -> None:
    access = begun(client)
    attended(access)
    found = {}
    for path in ("/chat/", "/chat/empezar/?s=1&paso=2", "/chat/conversacion/", "/chat/conversacion/mensajes/"):
        answer, page = got(client, path)
        files = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', page)
        styles = b"".join(Path(str(finders.find(name))).read_bytes() for name in files)
        found[path] = len(gzip.compress(answer.content)) + len(gzip.compress(styles))
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'self' http://tabasco.localhost:*" in policy
        assert "Justicia para Ti" in page or path.endswith("mensajes/")

    assert max(found.values()) < 30_000, found


@pytest.mark.parametrize("path", ["/chat/empezar/?s=1&paso=2", "/chat/conversacion/"])
def test_a_page_with_its_script_is_at_most_30_kb(client: Client, open_chat: Tenant, path: str) -> None:
    files = built(answering_pages.entry_of("es-mx"))
    begun(client)

    answer, page = got(client, path)

    assert files[0].name in page
    styles = [str(finders.find(name)) for name in re.findall(r'rel="stylesheet" href="/static/([^"]+)"', page)]
    texts = {file: file.read_bytes() for file in (*files, *map(Path, styles))}
    assert compressed_bytes(answer.content, *texts.values()) <= 30_000


def test_a_ticket_is_good_for_one_state_and_some_hours() -> None:
    now = timezone.now()
    ticket = tickets.new_ticket(1, now)

    assert tickets.ticket_in(ticket, 1, now) == tickets.ticket_in(ticket, 1, now + timedelta(hours=5))
    assert tickets.ticket_in(ticket, 2, now) is None
    assert tickets.ticket_in(ticket, 1, now + tickets.GOOD_FOR) is None


def test_the_site_leads_to_the_chat_only_where_there_is_one(
    client: Client, open_chat: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "/victima/como-denunciar/"
    _answer, with_chat = got(client, path)
    _answer, without = got(client, path, COAHUILA)
    monkeypatch.setattr(settings, "CHAT_URL", "http://localhost:8001")
    _answer, elsewhere = got(client, path, {"host": "tabasco.localhost:8000"})

    assert with_chat.count('<a href="/chat/?nuevo=1">Chatear con una persona</a>') == 2
    assert "Chatear" not in without
    assert '<a href="http://tabasco.localhost:8001/chat/?nuevo=1">' in elsewhere
    assert dial({"dial": "911", "e164": None}) == "tel:911"


def test_links_to_the_site_have_its_port(client: Client, open_chat: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "CHAT_URL", "http://localhost:8001")
    monkeypatch.setattr(settings, "PUBLIC_URL", "http://localhost:8000")

    _answer, page = got(client, "/chat/?s=0", {"host": "tabasco.localhost:8001"})

    links = re.findall(r'href="([^"]+)" target="_blank"', page)
    assert {urlsplit(link).netloc for link in links} == {"tabasco.localhost:8000"}


@pytest.mark.parametrize(
    ("case", "kind", "scopes", "host"),
    [
        ("without the scope", KeyKind.PUBLISHABLE, [Scope.CONTENT], TABASCO),
        ("of another state", KeyKind.PUBLISHABLE, [Scope.CONTENT, Scope.CHAT], COAHUILA),
        ("secret", KeyKind.SECRET, [Scope.CONTENT, Scope.CHAT], TABASCO),
    ],
)
def test_a_frame_whose_key_opens_no_chat_says_so_and_has_no_content(
    client: Client, open_chat: Tenant, case: str, kind: KeyKind, scopes: list[Scope], host: dict[str, str]
) -> None:
    _key, raw = key_of(open_chat, kind=kind, scopes=scopes)

    framed, page = got(client, f"/chat/?key={raw}", {**host, "sec-fetch-dest": "iframe"})
    alone, _page = got(client, f"/chat/?key={raw}", host)

    assert (framed.status_code, alone.status_code) == (403, 200)
    assert "su clave no abre el chat" in page
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert re.findall(r'<a [^>]*href="([^"]+)"', page) == ["tel:911"]
    assert "<form" not in page
    assert raw not in page


def test_the_pages_of_a_keys_origins_may_frame_it_and_each_link_keeps_the_key(
    client: Client, open_chat: Tenant
) -> None:
    key, raw = key_of(open_chat, kind=KeyKind.PUBLISHABLE, scopes=(Scope.CONTENT, Scope.CHAT))
    ApiClient.objects.filter(pk=key.client_id).update(origins=["https://aliada.example"])
    _without, raw_of_content = key_of(open_chat, kind=KeyKind.PUBLISHABLE)

    framed, page = got(client, f"/chat/?key={raw}")
    elsewhere, _page = got(client, f"/chat/?key={raw}", COAHUILA)
    of_content, _page = got(client, f"/chat/?key={raw_of_content}")
    _answer, form = got(client, f"/chat/empezar/?key={raw}&s=1&paso=2")
    begun_there, _page = sent(client, f"/chat/empezar/?key={raw}", role="-", text=TEXT, **hidden(form))
    frame, _page = got(client, f"/chat/conversacion/mensajes/?key={raw}")

    for one in (framed, frame):
        assert one["Content-Security-Policy"].endswith("frame-ancestors 'self' https://aliada.example")
        assert "X-Frame-Options" not in one
    for one in (elsewhere, of_content):
        assert "aliada" not in one["Content-Security-Policy"]
        assert "frame-ancestors 'self' http://" in one["Content-Security-Policy"]
    own = re.findall(r'href="(/chat/[^"]*)"', page)
    assert len(own) == 4
    assert [link for link in own if f"key={raw}" not in link] == []
    assert begun_there["Location"] == f"/chat/conversacion/?key={raw}"
    assert row_of(access_of(client)).key_id == key.pk


def test_a_database_that_is_away_costs_nothing_that_was_typed(rf: RequestFactory, tabasco: Tenant) -> None:
    @chat_page("POST")
    def away(page: PageRequest) -> HttpResponse:
        raise StoreUnavailable

    answer = away(rf.post("/chat/conversacion/escribir/", {"text": TEXT, "token": "x"}, headers=TABASCO))
    page = unescape(answer.content.decode())

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert 'href="tel:911"' in page
    assert f">{TEXT}</textarea>" in page
    assert '<input type="hidden" name="token" value="x">' in page
    assert 'action="/chat/conversacion/escribir/"' in page
