"""Calls that people ask for themselves: from the page, encrypted, once, and no more than leaves room for others."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone, translation

from assistance.call_backs.selectors import calls_to_make
from assistance.call_backs.services import promise_call
from assistance.call_backs.windows import windows_of
from assistance.chat import call_requests, sources, starting, visitor_access, visitors
from assistance.chat.call_requests import CallRequest, windows_for_visitors
from assistance.chat.offering import hour_in_words, hours_in_words, part_of_day
from assistance.chat.starting import StartInput
from assistance.models import CallBack, Conversation, ServiceHours, Transport
from assistance.operators.rights import Answering
from tenants.keyring import Purpose, decrypt
from tenants.limits import clear, take
from tenants.models import StaffRole, Tenant
from tenants.scope import tenant_scope
from tests.assistance.chat.test_pages import (
    ALWAYS,
    TABASCO,
    attended,
    begun,
    got,
    hidden,
    open_chat,
    row_of,
    sent,
    tabasco,
)
from tests.assistance.chat.waiting import events
from tests.journeys.site import ROOT
from tests.tenants.factories import member
from tests.uuid7 import uuid7

__all__ = ["open_chat", "tabasco"]

URL = "/chat/llamada/"
CANCEL = "/chat/conversacion/cancelar-llamada/"
IS_CALLED = re.compile("Te llamarán (el|ahora)")
"""What a page says of a promised call: its day, or, once its hour has begun, that it comes now."""

PROMISE = {
    "id": "0198b7a0-0000-7000-8000-000000000001",
    "phone": "993 313 6551",
    "isSafeToContact": True,
    "relationship": "SELF",
    "language": "es-MX",
}
"""A call as an operator promises it."""


@pytest.fixture
def called(tabasco: Tenant) -> Tenant:
    """Tabasco calls four people in an hour, day and night."""
    with tenant_scope([tabasco.pk]):
        ServiceHours.objects.create(tenant=tabasco, channel="PHONE", schedule=ALWAYS, call_backs_per_hour=4)
    return tabasco


def filled(page: str, **fields: str) -> dict[str, str]:
    """Return what somebody sends who is called at the first hour."""
    starts_at = re.findall(r'<option value="(\d[^"]+)"', page)[0]
    return {**hidden(page), "phone": "993 313 6550", "starts_at": starts_at, "is_safe": "on", **fields}


def calls(tenant: Tenant) -> list[CallBack]:
    with tenant_scope([tenant.pk]):
        return list(CallBack.objects.order_by("booked_at"))


def test_outside_the_hours_a_call_is_asked_for_once(client: Client, called: Tenant) -> None:
    _answer, closed = got(client, "/chat/empezar/?s=1")
    _answer, form = got(client, URL)
    given = filled(form)

    answers = [sent(client, URL, **given) for _ in range(2)]

    now = timezone.now()
    there = [one.starts_at for one in windows_for_visitors(tenant=called, now=now)]
    assert f'href="{URL}"' in closed
    assert re.findall(r'<option value="(\d[^"]+)"', form) == [at.isoformat() for at in there]
    assert form.count("<optgroup") == len({at.astimezone(ZoneInfo(called.time_zone)).date() for at in there})
    assert [answer.status_code for answer, _page in answers] == [200, 200]
    assert all(IS_CALLED.search(page) and "(hora de Tabasco)" in page for _answer, page in answers)
    [call] = calls(called)
    assert decrypt(call.phone, Purpose.CALL_BACK) == "+529933136550"
    assert "6550" not in call.phone
    assert (call.booked_by_id, call.may_leave_message, call.window_starts_at.isoformat()) == (
        None,
        False,
        given["starts_at"],
    )


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        ("2026-12-01T05:00", "hoy a las 5 de la madrugada"),
        ("2026-12-01T12:00", "hoy a las 12 del mediodía"),
        ("2026-12-02T08:30", "mañana a las 8:30 de la mañana"),
        ("2026-12-02T16:00", "mañana a las 4 de la tarde"),
        ("2026-12-03T20:00", "jueves a las 8 de la noche"),
        ("2026-12-02T00:00", "mañana a las 12 de la noche (0:00)"),
        ("2026-12-02T01:00", "mañana a la 1 de la madrugada"),
        ("2026-12-01T00:30", "ahora"),
    ],
)
def test_hours_are_said_as_people_say_them(hour: str, said: str) -> None:
    zone = "America/Mexico_City"
    with translation.override("es-mx"):
        now = datetime.fromisoformat("2026-12-01T01:00").replace(tzinfo=ZoneInfo(zone))
        assert hour_in_words(datetime.fromisoformat(hour).replace(tzinfo=ZoneInfo(zone)), now, zone) == said


def test_which_part_of_the_day_an_hour_is_in_is_the_rule_of_the_pages() -> None:
    parts = json.loads((ROOT / "frontend" / "src" / "voices" / "vectors_parts_of_day.json").read_text())

    assert [part_of_day(hour) for hour in range(24)] == parts
    late, midnight = (datetime.fromisoformat(f"2026-12-01T{time}") for time in ("23:00", "00:00"))
    with translation.override("en"):
        assert hours_in_words(late, midnight) == ("11 in the evening", "12 at night")


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        ("11:11", "12:00", ("las 11:11 de la mañana", "las 12 del mediodía")),
        ("13:00", "14:00", ("la 1", "las 2 de la tarde")),
        ("23:00", "00:00", ("las 11", "las 12 de la noche")),
        ("00:00", "01:00", ("las 12 de la noche (0:00)", "la 1 de la madrugada")),
    ],
)
def test_between_which_hours_a_call_comes_is_said_as_people_say_it(
    starts: str, ends: str, said: tuple[str, str]
) -> None:
    with translation.override("es-mx"):
        assert hours_in_words(*(datetime.fromisoformat(f"2026-12-01T{time}") for time in (starts, ends))) == said


def test_another_number_is_another_call_and_the_page_says_which_one_is_promised(client: Client, called: Tenant) -> None:
    _answer, form = got(client, URL)
    given = filled(form)
    _answer, first = sent(client, URL, **given)
    refused, page = sent(client, URL, **{**given, "phone": "993 313 6551"})
    again, second = sent(client, URL, **filled(page, phone="993 313 6551"))

    assert (refused.status_code, again.status_code) == (409, 200)
    assert "Ya tienes prometida una llamada al •••• 6550." in page
    assert ("•••• 6550" in first, "•••• 6551" in second) == (True, True)
    assert [decrypt(call.phone, Purpose.CALL_BACK)[-4:] for call in calls(called)] == ["6550", "6551"]


def test_whoever_waits_keeps_their_place_and_sees_when_they_are_called(
    client: Client, open_chat: Tenant, called: Tenant
) -> None:
    access = begun(client)
    _answer, frame = got(client, "/chat/conversacion/mensajes/")
    _answer, form = got(client, URL)

    answer, _page = sent(client, URL, **filled(form))
    _answer, at_once = got(client, answer["Location"])
    _answer, later = got(client, "/chat/conversacion/")
    _answer, after = got(client, "/chat/conversacion/mensajes/")

    assert f'href="{URL}" target="_parent"' in frame
    assert (answer.status_code, answer["Location"]) == (303, "/chat/conversacion/?llamada=1")
    assert [bool(IS_CALLED.search(page)) for page in (at_once, later)] == [True, False]
    assert "•••• 6550" in at_once
    assert after.index('class="queue"') < after.index('class="promised"')  # the frame shows its end
    assert "Mientras esperas" not in after
    assert IS_CALLED.search(after)
    assert f'href="{URL}"' not in after
    row = row_of(access)
    [call] = calls(called)
    assert (call.inquiry_id, row.state, row.call_starts_at) == (row.pk, "WAITING", call.window_starts_at)
    assert events(row) == ["TO_PHONE"]
    visitors.left_quickly(access=access, now=timezone.now())
    with tenant_scope([called.pk]):
        Conversation.objects.filter(pk=row.pk).update(is_in_danger=True, role="VICTIM")
    [due] = calls_to_make(tenant_ids=[called.pk], now=call.window_starts_at)
    assert due.is_due
    assert (due.is_in_danger, due.left_quickly, due.role) == (True, True, "VICTIM")


@pytest.mark.parametrize("field", ["", "is_in_danger", "is_unsure"])
def test_whoever_asks_to_be_called_is_led_there_unless_they_may_not_be_safe(
    client: Client, open_chat: Tenant, called: Tenant, field: str
) -> None:
    given = StartInput(
        text="mi hermano está preso, ¿me pueden llamar mañana?",
        client_id=uuid7(),
        role="THIRD_PARTY",
        is_in_danger=field == "is_in_danger",
        is_unsure=field == "is_unsure",
    )
    started = starting.start(
        tenant=called,
        given=given,
        key_id=None,
        source="192.0.2.1",
        transport=Transport.BROWSER,
        now=timezone.now(),
    )

    access = visitor_access.Access(called.pk, started.conversation.id, started.secret)
    kinds = [one.card["kind"] for one in visitors.read_since(access=access, after=0) if one.card]

    assert ("call" in kinds) is (not field)
    if not field:
        assert kinds == ["call"]  # and no page that search guesses


def test_the_card_of_a_call_leads_there_until_one_is_promised(
    client: Client, open_chat: Tenant, called: Tenant
) -> None:
    begun(client, text="¿Podrían llamarme mañana?")
    _answer, frame = got(client, "/chat/conversacion/mensajes/")
    sent(client, URL, **filled(got(client, URL)[1]))
    _answer, after = got(client, "/chat/conversacion/mensajes/")

    assert [page.count(">Pedir la llamada</a>") for page in (frame, after)] == [1, 0]
    assert "Te podemos llamar" in after
    with tenant_scope([called.pk]):
        ServiceHours.objects.filter(channel="PHONE").delete()
    other = Client()
    begun(other, text="¿Podrían llamarme mañana?")
    assert "Te podemos llamar" not in got(other, "/chat/conversacion/mensajes/")[1]


@pytest.mark.parametrize("field", ["is_in_danger", "is_unsure"])
def test_whoever_may_not_be_safe_is_offered_no_call_and_warned_where_they_choose_it(
    client: Client, open_chat: Tenant, called: Tenant, field: str
) -> None:
    access = begun(client)
    with tenant_scope([called.pk]):
        Conversation.objects.filter(pk=access.conversation_id).update(**{field: True})
    warning = "¿Es seguro que suene tu teléfono?"

    _answer, frame = got(client, "/chat/conversacion/mensajes/")
    _answer, options = got(client, "/chat/conversacion/")
    _answer, form = got(client, URL)
    visitors.end(access=access, now=timezone.now())
    _answer, ended = got(client, "/chat/conversacion/")
    with tenant_scope([called.pk]):
        ServiceHours.objects.filter(channel="CHAT").delete()
    closed = [got(client, f"/chat/empezar/?s={safety}")[1] for safety in ("1", "0", "2")]

    assert [f'href="{URL}"' in page for page in (frame, options, ended, *closed)] == [
        False,
        True,
        False,
        True,
        False,
        False,
    ]
    assert (warning in form, warning in got(Client(), URL)[1]) == (True, False)
    assert not visitors.shown(access).as_json()["mayRing"]


def test_a_form_that_comes_after_the_quick_exit_promises_no_call(
    client: Client, open_chat: Tenant, called: Tenant
) -> None:
    access = begun(client)
    _answer, form = got(client, URL)
    visitors.left_quickly(access=access, now=timezone.now())

    answer, _page = sent(client, URL, **filled(form))

    assert answer.status_code == 409
    assert calls(called) == []


def test_what_an_operator_promises_under_a_chats_id_without_having_it_changes_nothing_of_its_call(
    client: Client, open_chat: Tenant, called: Tenant
) -> None:
    access = begun(client)
    sent(client, URL, **filled(got(client, URL)[1]))
    operator = member(called, StaffRole.OPERATOR)
    chat, [promised] = row_of(access), calls(called)
    other = PROMISE | {"inquiryId": str(chat.pk), "windowStartsAt": promised.window_starts_at.isoformat()}

    promise_call(tenant=called, by=Answering(operator.pk, "", {"TAB": called.pk}), given=other, now=timezone.now())

    assert [call.inquiry_id for call in calls(called)] == [chat.pk, UUID(str(PROMISE["id"]))]
    shown = visitors.shown(access=access)
    assert (shown.call_number, shown.call_code) == ("•••• 6550", promised.short_code)


def test_a_call_that_was_cancelled_stays_so_when_another_one_is_agreed_on(
    client: Client, open_chat: Tenant, called: Tenant
) -> None:
    access = begun(client)
    sent(client, URL, **filled(got(client, URL)[1]))
    call_requests.cancel_call(access=access, now=timezone.now())
    sent(client, URL, **filled(got(client, URL)[1]))

    _answer, frame = got(client, "/chat/conversacion/mensajes/")

    [call] = calls(called)
    starts, ends = (at.astimezone(ZoneInfo(called.time_zone)) for at in (call.window_starts_at, call.window_ends_at))
    with translation.override("es-mx"):
        hours = ", de {} a {}".format(*hours_in_words(starts, ends))
    said = ["Iban a llamarte el ", f"{hours}; la llamada se canceló.", "Cancelaste la llamada del ", f"{hours}."]
    agreed_at = [one.sent_at for one in visitors.read(access=access).messages if one.event == "TO_PHONE"][-1]
    begins = max(starts, agreed_at.astimezone(starts.tzinfo))  # its hour may have begun before
    with translation.override("es-mx"):
        said += ["Quedó acordada una llamada: ", ", de {} a {}.".format(*hours_in_words(begins, ends))]
    assert re.search(".*".join(map(re.escape, said)), frame, re.DOTALL), frame
    assert frame.count("Quedó acordada") == frame.count("Cancelaste") == 1
    visitors.erase(access=access, now=timezone.now())
    kept = visitors.read(access=access).messages
    assert ({one.event for one in kept} >= {"TO_PHONE", "CALL_CANCELLED"}, {one.call_starts_at for one in kept}) == (
        True,
        {None},
    )


def test_a_conversation_that_has_ended_offers_a_call_until_one_is_promised(
    client: Client, open_chat: Tenant, called: Tenant
) -> None:
    access = begun(client)
    attended(access)
    visitors.end(access=access, now=timezone.now())
    _answer, ended = got(client, "/chat/conversacion/")
    sent(client, URL, **filled(got(client, URL)[1]))
    _answer, promised = got(client, "/chat/conversacion/")
    call_requests.cancel_call(access=access, now=timezone.now())
    with tenant_scope([called.pk]):
        ServiceHours.objects.filter(channel="PHONE").delete()
    _answer, without = got(client, "/chat/conversacion/")

    assert [f'href="{URL}"' in page for page in (ended, promised, without)] == [True, False, False]
    assert IS_CALLED.search(promised)


@pytest.mark.parametrize("state", ["WAITING", "ENDED"])
def test_a_page_with_a_script_asks_for_a_call_of_its_conversation(
    client: Client, open_chat: Tenant, called: Tenant, state: str
) -> None:
    access, tab = begun(client), Client()
    if state == "ENDED":
        visitors.end(access=access, now=timezone.now())
    _answer, form = sent(tab, URL, conversation=str(access.conversation_id), secret=access.secret)

    answer, promised = sent(tab, URL, **filled(form))
    shown = visitors.shown(access)
    assert f'data-chat-page="call-of-conversation" data-conversation="{access.conversation_id}"' in promised
    assert "Así estaba a las" in promised
    cancelled, _page = sent(tab, f"{URL}cancelar/", **hidden(promised))
    left = calls(called)
    sent(tab, URL, **filled(sent(tab, URL, conversation=str(access.conversation_id), secret=access.secret)[1]))
    [again] = calls(called)
    visitors.erase(access=access, now=timezone.now())

    assert (answer.status_code, "Lo que vale está en tu conversación" in promised, access.secret in form) == (
        200,
        True,
        False,
    )
    assert "Tu conversación sigue donde la dejaste." in form
    assert (shown.call_number, row_of(access).call_starts_at) == ("•••• 6550", None)
    assert (cancelled.status_code, left) == (200, [])
    assert (again.inquiry_id, calls(called)) == (access.conversation_id, [])


@pytest.mark.parametrize("is_with_script", [False, True])
def test_whoever_is_called_gives_the_call_another_hour_and_keeps_number_and_place(
    client: Client, open_chat: Tenant, called: Tenant, is_with_script: bool
) -> None:
    access, tab = begun(client), Client() if is_with_script else client
    sent(client, URL, **filled(got(client, URL)[1]))
    before = calls(called)[0]
    link = re.findall(r'<a href="([^"]+)"[^>]*>Cambiar la hora<', got(client, "/chat/conversacion/mensajes/")[1])
    by_form = {"conversation": str(access.conversation_id), "secret": access.secret, "do": "move"}

    _answer, form = sent(tab, URL, **by_form) if is_with_script else got(tab, link[0])
    hours = re.findall(r'<option value="(\d[^"]+)"', form)
    given = {**hidden(form), "starts_at": hours[-1]}
    for _ in range(2):
        answer, page = sent(tab, URL, **given)
        assert (answer.status_code, "•••• 6550" in page) == ((200, True) if is_with_script else (303, False))
    _answer, full = sent(tab, URL, **{**given, "starts_at": "2020-01-01T00:00:00+00:00"})

    assert "Te llaman al •••• 6550." in form
    assert 'name="phone"' not in form
    assert f'value="{before.window_starts_at.isoformat()}" selected' in form
    assert "Esa hora ya se llenó" in full
    [after] = calls(called)
    assert (after.pk, after.phone, after.window_starts_at.isoformat()) == (before.pk, before.phone, hours[-1])
    assert row_of(access).call_starts_at == after.window_starts_at
    assert events(row_of(access)) == ["TO_PHONE", "TO_PHONE"]


def test_whoever_moves_a_call_often_is_told_that_it_keeps_its_hour(
    client: Client, open_chat: Tenant, called: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(client)
    sent(client, URL, **filled(got(client, URL)[1]))
    form = got(client, f"{URL}?do=move")[1]
    hours = re.findall(r'<option value="(\d[^"]+)"', form)
    monkeypatch.setattr(call_requests, "OF_MOVES", replace(call_requests.OF_MOVES, most=1))

    same = [sent(client, URL, **{**hidden(form), "starts_at": hours[-1]})[0].status_code for _ in range(3)]
    refused, said = sent(client, URL, **{**hidden(form), "starts_at": hours[-2]})
    again, page = got(client, f"{URL}?do=move")

    assert same == [303, 303, 303]
    assert (refused.status_code, again.status_code) == (429, 429)
    for one in (said, page):
        assert "Ya cambiaste la hora de la llamada varias veces" in one
        assert "•••• 6550" in one
        assert 'name="starts_at"' not in one
        assert "muy rápido" not in one
    [after] = calls(called)
    assert after.window_starts_at.isoformat() == hours[-1]


def test_a_call_that_is_made_now_or_not_at_all_is_not_moved(client: Client, open_chat: Tenant, called: Tenant) -> None:
    access = begun(client)
    sent(client, URL, **filled(got(client, URL)[1]))
    _answer, form = got(client, f"{URL}?do=move")
    given = {**hidden(form), "starts_at": re.findall(r'<option value="(\d[^"]+)"', form)[-1]}
    ana = member(called, StaffRole.OPERATOR, "ana")
    with tenant_scope([called.pk]):
        until = timezone.now() + timedelta(minutes=10)
        CallBack.objects.update(taken_by=ana, taken_until=until)
    taken, being_called = sent(client, URL, **given)
    with tenant_scope([called.pk]):
        [expires_at] = CallBack.objects.values_list("expires_at", flat=True)
        CallBack.objects.update(taken_by=None, taken_until=None, expires_at=timezone.now())
    given_up, over = got(client, f"{URL}?do=move")
    with tenant_scope([called.pk]):
        CallBack.objects.update(expires_at=expires_at)
    visitors.end(access=access, now=timezone.now())
    sent(client, CANCEL, **hidden(got(client, CANCEL)[1]))
    gone, nobody = sent(client, URL, **given)
    alone, none = got(Client(), f"{URL}?do=move")

    assert (taken.status_code, "Te están llamando en este momento" in being_called) == (422, True)
    assert (gone.status_code, alone.status_code) == (409, 409)
    assert given_up.status_code == 409
    assert "No hay ninguna llamada cuya hora se pueda cambiar" in over
    assert "No hay ninguna llamada cuya hora se pueda cambiar" in nobody
    assert "No hay ninguna llamada cuya hora se pueda cambiar" in none
    assert calls(called) == []


@pytest.mark.parametrize("case", ["another secret", "erased", "another site's form"])
def test_a_call_that_is_of_no_conversation_stands_by_itself(
    client: Client, open_chat: Tenant, called: Tenant, case: str
) -> None:
    access, tab = begun(client), Client()
    given = {"conversation": str(access.conversation_id), "secret": access.secret}
    if case == "another secret":
        given["secret"] = "x" * 43
    if case == "erased":
        visitors.erase(access=access, now=timezone.now())
    origin = {"origin": "https://example.org"} if case == "another site's form" else {}
    _answer, form = sent(tab, URL, {**TABASCO, **origin}, **given)

    sent(tab, URL, **filled(form))

    [call] = calls(called)
    assert call.inquiry_id == call.pk
    assert row_of(access).call_starts_at is None


def test_whoever_waits_calls_it_off_and_the_number_is_gone(client: Client, open_chat: Tenant, called: Tenant) -> None:
    access = begun(client)
    sent(client, URL, **filled(got(client, URL)[1]))
    _answer, frame = got(client, "/chat/conversacion/mensajes/")
    _answer, asked = got(client, CANCEL)
    [promised] = calls(called)

    answer, _page = sent(client, CANCEL, **hidden(asked))
    again, _page = sent(client, CANCEL, **hidden(asked))

    assert "Número: •••• 6550" in frame
    assert f"Folio de la llamada: {promised.short_code}." in frame
    assert f'href="{CANCEL}" target="_parent"' in frame
    assert "Número: •••• 6550" in asked
    assert (answer.status_code, again.status_code) == (303, 303)
    assert calls(called) == []
    assert row_of(access).call_starts_at is None
    frame = got(client, "/chat/conversacion/mensajes/")[1]
    assert ("Te llamarán" in frame, "la llamada se canceló" in frame) == (False, True)
    assert f'href="{URL}"' in got(client, "/chat/conversacion/")[1]  # in the options, for another one


@pytest.mark.parametrize("hour", [0, 1])
def test_a_further_call_replaces_the_first_and_cancelling_leaves_none(
    client: Client, open_chat: Tenant, called: Tenant, hour: int
) -> None:
    begun(client)
    first = filled(got(client, URL)[1])
    sent(client, URL, **first)
    page = got(client, URL)[1]
    starts_at = re.findall(r'<option value="(\d[^"]+)"', page)[hour]
    sent(client, URL, **filled(page, phone="993 313 6551", starts_at=starts_at))

    [call] = calls(called)
    assert decrypt(call.phone, Purpose.CALL_BACK) == "+529933136551"
    sent(client, CANCEL, **hidden(got(client, CANCEL)[1]))
    assert calls(called) == []


def test_what_was_called_off_or_replaced_does_not_count_any_more(
    client: Client, open_chat: Tenant, called: Tenant
) -> None:
    begun(client)
    for _ in range(call_requests.OF_NETWORK.most + 1):
        replaced, _page = sent(client, URL, **filled(got(client, URL)[1]))
    sent(client, CANCEL, **hidden(got(client, CANCEL)[1]))

    tab, statuses = Client(), []
    for _ in range(call_requests.OF_NETWORK.most + 1):
        asked, promised = sent(tab, URL, **filled(got(tab, URL)[1]))
        sent(tab, f"{URL}cancelar/", **hidden(promised))
        statuses.append(asked.status_code)

    assert (replaced.status_code, statuses) == (303, [200] * (call_requests.OF_NETWORK.most + 1))


def test_a_call_is_found_where_it_was_booked_after_another_state_answers(
    client: Client, open_chat: Tenant, called: Tenant
) -> None:
    access = begun(client)
    sent(client, URL, **filled(got(client, URL)[1]))
    with tenant_scope([called.pk]):
        other = Tenant.objects.get(code="COA")
        Conversation.objects.filter(pk=access.conversation_id).update(content_tenant=other)

    _answer, asked = got(client, CANCEL)
    sent(client, CANCEL, **hidden(asked))

    assert "Número: •••• 6550" in asked
    assert calls(called) == []


def test_of_a_call_that_is_not_to_be_made_it_is_not_said_that_it_was_cancelled(
    client: Client, open_chat: Tenant, called: Tenant
) -> None:
    begun(client)
    sent(client, URL, **filled(got(client, URL)[1]))
    _answer, asked = got(client, CANCEL)
    with tenant_scope([called.pk]):
        CallBack.objects.update(completed_at=timezone.now())

    answer, page = sent(client, CANCEL, **hidden(asked))

    assert (answer.status_code, "No hay ninguna llamada que cancelar" in page) == (422, True)


def test_who_erases_everything_is_not_called_and_the_number_is_gone(
    client: Client, open_chat: Tenant, called: Tenant
) -> None:
    access = begun(client)
    sent(client, URL, **filled(got(client, URL)[1]))
    with tenant_scope([called.pk]):
        CallBack.objects.update(taken_until=timezone.now() + timedelta(minutes=5))
    _answer, asked = got(client, "/chat/conversacion/borrar/")

    answer, _page = sent(client, "/chat/conversacion/borrar/", **hidden(asked))
    _answer, done = got(client, answer["Location"])

    assert calls(called) == []
    assert row_of(access).call_starts_at is None
    assert ["Nadie te llamará y se borra tu número." in page for page in (asked, done)] == [True, True]


def test_nobody_calls_off_a_call_that_is_made_at_this_moment(client: Client, open_chat: Tenant, called: Tenant) -> None:
    begun(client)
    sent(client, URL, **filled(got(client, URL)[1]))
    _answer, asked = got(client, CANCEL)
    with tenant_scope([called.pk]):
        CallBack.objects.update(taken_until=timezone.now() + timedelta(minutes=5))

    answer, page = sent(client, CANCEL, **hidden(asked))

    assert (answer.status_code, "Te están llamando en este momento." in page) == (409, True)
    assert len(calls(called)) == 1


def test_a_call_without_a_conversation_is_called_off_by_the_page_that_promised_it(
    client: Client, called: Tenant
) -> None:
    _answer, promised = sent(client, URL, **filled(got(client, URL)[1]))

    other, _page = sent(client, f"{URL}cancelar/", ticket="x")
    unused, none = sent(client, f"{URL}cancelar/", **hidden(got(client, URL)[1]))
    still = len(calls(called))
    answer, page = sent(client, f"{URL}cancelar/", **hidden(promised))

    assert (unused.status_code, "No hay ninguna llamada que cancelar" in none, "se canceló y" in none) == (
        409,
        True,
        False,
    )
    assert (other.status_code, still) == (409, 1)
    assert (answer.status_code, "se borró tu número" in page) == (200, True)
    assert calls(called) == []


def test_a_call_without_a_conversation_is_moved_by_the_page_that_promised_it(
    client: Client, called: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call_requests, "OF_MOVES", replace(call_requests.OF_MOVES, most=1))
    _answer, promised = sent(client, URL, **filled(got(client, URL)[1]))
    [before] = calls(called)
    ticket = {**hidden(promised), "do": "move"}

    _answer, form = sent(client, URL, **ticket)
    hours = re.findall(r'<option value="(\d[^"]+)"', form)
    chosen = {**hidden(form), "starts_at": hours[-1]}
    kept, page = sent(client, URL, **chosen, keep="1")
    [unmoved] = calls(called)
    other_site, _page = sent(client, URL, {**TABASCO, "origin": "https://example.org"}, **chosen)
    moved, after = sent(client, URL, **chosen)
    [call] = calls(called)
    refused, often = sent(client, URL, **{**chosen, "starts_at": hours[-2]})
    late, over = sent(client, URL, ticket="x", do="move")
    sent(client, f"{URL}cancelar/", **hidden(after))
    gone, none = sent(client, URL, **chosen)

    assert "Te llaman al •••• 6550." in form
    assert f'value="{before.window_starts_at.isoformat()}" selected' in form
    assert 'name="phone"' not in form
    assert (kept.status_code, bool(IS_CALLED.search(page)), unmoved.window_starts_at) == (
        200,
        True,
        before.window_starts_at,
    )
    assert other_site.status_code == 403
    assert (moved.status_code, "Te llamarán el" in after, "•••• 6550" in after) == (200, True, True)
    assert (call.pk, call.phone, call.window_starts_at.isoformat()) == (before.pk, before.phone, hours[-1])
    assert (refused.status_code, "Ya cambiaste la hora de la llamada varias veces" in often) == (429, True)
    assert (late.status_code, "Aquí no se puede cambiar la hora" in over, "misma hora" in over) == (409, True, False)
    assert (gone.status_code, "No hay ninguna llamada cuya hora se pueda cambiar" in none) == (409, True)


@pytest.mark.usefixtures("called")
def test_a_damaged_form_promises_nothing_and_names_the_help_line(client: Client) -> None:
    city = f"{Tenant.objects.get(code='CMX').slug}.localhost"
    from_there = {"host": city, "origin": f"http://{city}"}
    late, page = sent(client, URL, from_there, ticket="gAAAAAB", do="move")
    too_late, other = sent(client, f"{URL}cancelar/", from_there, ticket="gAAAAAB")

    assert (late.status_code, "Aquí no se puede cambiar la hora" in page) == (409, True)
    assert (too_late.status_code, "Aquí no se puede cancelar la llamada" in other) == (409, True)
    for one in (page, other):
        assert re.search(r"O llama tú: <a href=\"tel:[^>]*>[^<]*</a> \(Locatel\)", one)


@pytest.mark.parametrize(
    ("case", "fields", "status", "sentence"),
    [
        ("no number", {"phone": ""}, 422, "Escribe el número"),
        ("too few digits", {"phone": "993 313"}, 422, "993 000 0000"),
        ("a number of another country", {"phone": "+1 900 555 0123"}, 422, "993 000 0000"),
        ("a number that costs more", {"phone": "900 123 4567"}, 422, "993 000 0000"),
        ("not safe", {"is_safe": ""}, 422, "Si no es seguro"),
        ("no hour", {"starts_at": ""}, 422, "Elige un día y una hora."),
        ("an hour that is none", {"starts_at": "2020-01-01T00:00:00+00:00"}, 422, "Esa hora ya se llenó"),
        ("a form of long ago", {"ticket": "x"}, 403, "mucho tiempo"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_promised(
    client: Client, called: Tenant, case: str, fields: dict[str, str], status: int, sentence: str
) -> None:
    _answer, form = got(client, URL)

    answer, page = sent(client, URL, **{**filled(form), **fields})

    assert (answer.status_code, sentence in page) == (status, True), page
    assert calls(called) == []


def test_all_that_is_wrong_is_said_at_once_and_the_first_has_focus(client: Client, called: Tenant) -> None:
    _answer, form = got(client, URL)

    _answer, page = sent(client, URL, **{**filled(form), "phone": "993 313", "is_safe": ""})

    assert page.count('class="problem"') == 2
    assert re.findall(r'name="(\w+)"[^>]* autofocus', page) == ["phone"]


def test_half_of_an_hour_is_left_to_operators_and_one_network_asks_for_few(client: Client, called: Tenant) -> None:
    statuses = []
    for _ in range(call_requests.OF_NETWORK.most):
        given, late = (filled(got(client, URL)[1]) for _ in range(2))
        statuses.append(sent(client, URL, **given)[0].status_code)
    refused, page = sent(client, URL, **late)
    statuses.append(refused.status_code)
    _answer, before = got(client, URL)

    for said in (page, before):  # also before anything is filled in
        assert ("Hoy ya no podemos prometerte otra llamada" in said, "55 5658 1111" in said, "<form" in said) == (
            True,
            True,
            False,
        )
    booked = [one.booked for one in windows_of(tenant=called, now=calls(called)[0].booked_at)]
    assert statuses == [200] * call_requests.OF_NETWORK.most + [429]
    assert booked[:2] == [2, 1]
    with tenant_scope([called.pk]):
        assert not Conversation.objects.exists()


def test_where_nobody_calls_the_page_says_whom_to_call(client: Client, tabasco: Tenant) -> None:
    _answer, page = got(client, URL)
    _answer, closed = got(client, "/chat/empezar/?s=1")

    assert "<form" not in page
    assert "55 5658 1111" in page
    assert URL not in closed


@pytest.mark.parametrize("case", ["cancelled", "cancelled by itself", "replaced", "reached", "erased"])
def test_a_form_whose_call_is_over_promises_none_when_it_is_sent_again(
    client: Client, open_chat: Tenant, called: Tenant, case: str
) -> None:
    access = begun(client) if case != "cancelled by itself" else None
    given = filled(got(client, URL)[1])
    _answer, promised = sent(client, URL, **given)
    if case == "replaced":
        sent(client, URL, **filled(got(client, URL)[1], phone="993 313 6551"))
    if case == "cancelled by itself":
        sent(client, f"{URL}cancelar/", **hidden(promised))
    if case == "cancelled":
        sent(client, CANCEL, **hidden(got(client, CANCEL)[1]))
    if case == "reached":
        with tenant_scope([called.pk]):
            CallBack.objects.update(completed_at=timezone.now())
    if case == "erased":
        assert access is not None
        visitors.erase(access=access, now=timezone.now())
    before = [call.pk for call in calls(called)]

    answer, page = sent(client, URL, **given)
    after = [call.pk for call in calls(called)]
    sent(client, URL, **filled(page))  # who wants it all the same

    assert (answer.status_code, "Esta llamada ya no está pendiente" in page, bool(IS_CALLED.search(page))) == (
        409,
        True,
        False,
    )
    assert (after, len(before)) == (before, int(case in ("replaced", "reached")))
    assert len([call for call in calls(called) if call.completed_at is None]) == 1


def test_a_call_that_is_called_off_is_given_back_only_to_the_network_that_asked(
    open_chat: Tenant, called: Tenant
) -> None:
    access, now = begun(Client()), timezone.now()
    starts_at = windows_of(tenant=called, now=now)[0].starts_at.isoformat()

    def ask(source: str, of: visitor_access.Access) -> None:
        given = CallRequest(call_id=uuid4(), phone="993 313 6550", is_safe=True, starts_at=starts_at, language="es")
        call_requests.request_call(tenant=called, given=given, access=of, source=source, now=now)

    with tenant_scope([called.pk]):
        own = sources.digest_of("198.51.100.1", now=now)
        Conversation.objects.filter(pk=access.conversation_id).update(source_digest=own)
        take(call_requests.OF_NETWORK.of(own))
    ask("198.51.100.2", access)
    left = call_requests.cancel_call(access=access, now=now)

    counted = [
        clear(call_requests.OF_NETWORK.of(sources.digest_of(source, now=now)))
        for source in ("198.51.100.1", "198.51.100.2")
    ]
    assert (left.call_starts_at, counted) == (None, [1, 1])
