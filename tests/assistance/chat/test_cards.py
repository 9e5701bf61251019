"""Cards: a step of a script can be sent at once, whether the worker has kept that script yet or not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from assistance.chat.cards import card_of, suggested_cards
from assistance.chat.errors import ChatErrorCode, ChatRefused
from assistance.chat.shown import ShownMessage
from assistance.models import Author, MessageKind
from content_models.choices import Channel, NodeKind, Urgency
from content_models.kinds import ItemKind
from content_models.stable_ids import key_of
from delivery import state_view
from tenants.models import Tenant
from tenants.phones import tel_address
from tenants.viewer import Viewer, ViewerKind
from tests.uuid7 import uuid7


@pytest.mark.django_db
def test_a_step_of_the_present_script_needs_no_copy_of_it() -> None:
    viewer = Viewer(kind=ViewerKind.CLIENT, tenants={"TAB": Tenant.objects.get(code="TAB").pk})
    view = state_view.for_viewer(viewer, "TAB")
    script = next(one for one in view.all(ItemKind.SCRIPT) if Channel.CHAT in one["channels"])
    step = {"kind": "node", "key": script["key"], "node": script["start"]}

    card = card_of({**step, "digest": view.pinned_script(script).digest}, viewer=viewer, language="es-MX")
    with pytest.raises(ChatRefused) as refusal:
        card_of({**step, "digest": "a" * 64}, viewer=viewer, language="es-MX")

    assert (card["title"], bool(card["text"])) == (script["title"], True)
    assert (refusal.value.code, refusal.value.field) == (ChatErrorCode.INVALID, "card.digest")


@pytest.mark.django_db
def test_a_question_is_sent_with_its_answers_and_what_asks_nothing_without() -> None:
    tenant = Tenant.objects.get(code="TAB")
    viewer = Viewer(kind=ViewerKind.USER, tenants={tenant.code: tenant.pk}, name="test")
    view = state_view.for_viewer(viewer, tenant.code)
    script: Any = view.item(str(key_of("script", "violencia-pareja-ahora")))

    cards = {
        node["key"]: card_of(
            {"kind": "node", "key": script["key"], "node": node["key"]}, viewer=viewer, language="es-MX"
        )
        for node in script["nodes"]
        if node["key"] in ("q-ahora", "w-911")
    }

    assert len(cards["q-ahora"]["answers"]) == 2
    assert "answers" not in cards["w-911"]


@pytest.mark.django_db
def test_the_card_of_the_emergency_number_says_what_to_do() -> None:
    viewer = Viewer(kind=ViewerKind.CLIENT, tenants={"TAB": Tenant.objects.get(code="TAB").pk})
    view = state_view.for_viewer(viewer, "TAB")
    key = next(one["key"] for one in view.all(ItemKind.OFFICE) if [phone["dial"] for phone in one["phones"]] == ["911"])

    card = card_of({"kind": "office", "key": key}, viewer=viewer, language="es-MX")

    assert card["phone"] == "911"
    assert card["text"].startswith("Llama ahora.")
    assert "911" not in card["title"] + card["text"]
    assert "deja la llamada abierta" in card["text"]
    assert card["text"].endswith("Si no puedes llamar, escribe aquí dónde estás.")


@pytest.mark.django_db
def test_no_step_says_that_one_stays_on_the_line() -> None:
    viewer = Viewer(kind=ViewerKind.CLIENT, tenants={"TAB": Tenant.objects.get(code="TAB").pk})
    view = state_view.for_viewer(viewer, "TAB")
    handoffs = [
        {"kind": "node", "key": script["key"], "node": node["key"]}
        for script in view.all(ItemKind.SCRIPT)
        for node in script["nodes"]
        if node["kind"] == NodeKind.HANDOFF
    ]

    cards = [card_of(given, viewer=viewer, language="es-MX") for given in handoffs]

    emergency = [card for card in cards if card["phone"]]
    assert [card["text"] for card in cards if "línea, no cuelgue" in card["text"] or "comunico" in card["text"]] == []
    assert {card["phone"] for card in emergency} >= {"911"}
    assert all(card["text"].startswith("Llama ahora: ") for card in emergency)


@pytest.mark.django_db
def test_every_office_that_is_sent_dials_as_on_its_page() -> None:
    viewer = Viewer(kind=ViewerKind.CLIENT, tenants={"TAB": Tenant.objects.get(code="TAB").pk})
    offices = [one for one in state_view.for_viewer(viewer, "TAB").all(ItemKind.OFFICE) if one["phones"]]

    assert len(offices) >= 10
    for office in offices:
        card = card_of({"kind": "office", "key": office["key"]}, viewer=viewer, language="es-MX")
        shown = ShownMessage(1, uuid7(), Author.OPERATOR, MessageKind.CARD, timezone.now(), card=card)
        sent = shown.as_json()["card"]
        assert (sent["phone"], sent["phoneUrl"]) == (office["phones"][0]["display"], tel_address(office["phones"][0]))
        assert all(phone["display"] in sent["text"] for phone in office["phones"][1:3])
    assert any(len(office["phones"]) > 1 for office in offices)


@pytest.mark.parametrize(
    ("case", "chat_url", "origin"),
    [
        ("behind a proxy", "", "http://tabasco.localhost:8000"),
        ("the chat at its own port", "http://localhost:9001", "http://tabasco.localhost:9000"),
    ],
)
@pytest.mark.django_db
def test_a_card_leads_to_where_the_site_is_served(settings: Any, case: str, chat_url: str, origin: str) -> None:
    settings.CHAT_URL, settings.PUBLIC_URL = chat_url, "http://localhost:9000"
    viewer = Viewer(kind=ViewerKind.CLIENT, tenants={"TAB": Tenant.objects.get(code="TAB").pk})
    office = next(iter(state_view.for_viewer(viewer, "TAB").all(ItemKind.OFFICE)))

    card = card_of({"kind": "office", "key": office["key"]}, viewer=viewer, language="es-MX")

    assert card["url"] == origin + office["path"]


@pytest.mark.django_db
def test_a_card_of_an_office_says_what_nobody_has_confirmed() -> None:
    viewer = Viewer(kind=ViewerKind.CLIENT, tenants={"TAB": Tenant.objects.get(code="TAB").pk})
    offices = state_view.for_viewer(viewer, "TAB").all(ItemKind.OFFICE)

    assert {one["needsConfirmation"] for one in offices} == {True, False}
    for office in offices:
        text = card_of({"kind": "office", "key": office["key"]}, viewer=viewer, language="es-MX")["text"].split("\n")

        has_hours = bool(office["hoursText"] or office["schedule"])
        is_line = bool(office["phones"]) and office["municipality"] is None and office["address"] is None
        assert ("Horario sin confirmar" in text) is (not has_hours and not office["needsConfirmation"])
        hours = " · ".join(one for one in (office["hoursText"], "Sin confirmar todavía") if one)
        assert (hours in text) is office["needsConfirmation"]  # nobody reads the hours alone
        is_doubtful, has_phone = office["needsConfirmation"] or not has_hours, bool(office["phones"])
        assert ("Llama antes de ir." in text) is (is_doubtful and has_phone and not is_line)
        assert ("No sabemos su teléfono." in text) is (is_doubtful and not has_phone)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("probabilities", "is_in_danger", "sent"),
    [
        ((0.6, 0.39), False, ["calm"]),
        ((0.49, 0.48), False, []),
        ((0.6, 0.39), True, ["at once"]),
        ((0.6, 0.1), True, []),
    ],
)
def test_no_second_card_is_sent_by_itself(
    monkeypatch: pytest.MonkeyPatch, probabilities: tuple[float, float], is_in_danger: bool, sent: list[str]
) -> None:
    viewer = Viewer(kind=ViewerKind.CLIENT, tenants={"TAB": Tenant.objects.get(code="TAB").pk})
    view = state_view.for_viewer(viewer, "TAB")
    pages = view.all(ItemKind.GUIDANCE)
    at_once = next(page for page in pages if page["urgency"] == Urgency.EMERGENCY)
    calm = next(page for page in pages if page["urgency"] != Urgency.EMERGENCY)
    keys = {calm["key"]: "calm", at_once["key"]: "at once"}
    hits = [SimpleNamespace(key=key, probability=one) for key, one in zip(keys, probabilities, strict=True)]
    monkeypatch.setattr(type(view), "search", lambda *given, **more: SimpleNamespace(hits=hits))

    cards = suggested_cards(view=view, text="…", role="", now=timezone.now(), is_in_danger=is_in_danger)

    assert [keys[card["key"]] for card in cards if card["key"] in keys] == sent
