"""What people searched for in vain, in the admin: who sees it, and what becomes of it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from content_models.models import AdaptationPage, GuidancePage, NoticePage
from content_models.personal_data import words_of
from delivery.suggestions import suggest_example
from editorial.suggestions import services
from publishing.errors import NotVisible, SuggestionRefused, SuggestionUnknown
from publishing.models import ExampleSuggestion, SuggestionStatus
from tenants.models import StaffRole, User
from tenants.scope import scope_of_all_tenants, tenant_scope
from tests.editorial.adapting.test_adapting_view import signed_in
from tests.tenants.factories import member
from tests.world import GUIDANCE, World

PLATE = "Me quitaron la placa los de tránsito"
USE = {"voice": "TYPED", "source": "USE", "is_danger": False}


@pytest.fixture
def page(world: World) -> GuidancePage:
    """A national text."""
    fields = {"title": "Placas", "slug": "p-placas", "roles": ["VICTIM"], **GUIDANCE}
    found: GuidancePage = world.new(GuidancePage, "NAC", "victima", **fields)
    return found


def suggested(world: World, code: str = "XNO", phrase: str = PLATE, **fields: Any) -> ExampleSuggestion:
    values = {"locale": "es-MX", "words": words_of(phrase), "phrase": phrase, "days": 12, "last_on": date(2026, 11, 20)}
    with tenant_scope([world.tenants[code].pk]):
        return ExampleSuggestion.objects.create(tenant=world.tenants[code], **{**values, **fields})


def editor(world: World, code: str = "XNO", role: StaffRole = StaffRole.EDITOR) -> User:
    return member(world.tenants[code], role, f"{code}-{role}".lower())


def url(name: str, code: str, *args: object) -> str:
    return reverse(f"suggestions:{name}", args=[code, *args])


def statuses() -> list[tuple[str, str]]:
    with scope_of_all_tenants():
        return list(ExampleSuggestion.objects.order_by("tenant__code").values_list("tenant__code", "status"))


def listed(client: Client, query: str = "") -> list[str]:
    rows = client.get(url("list", "XNO") + query).context["rows"]
    return [row["suggestion"].phrase for row in rows]


def phrases(page: Any) -> list[dict[str, Any]]:
    return [
        group["value"]
        for group in type(page).objects.get(pk=page.pk).get_latest_revision_as_object().examples.get_prep_value()
    ]


@pytest.mark.parametrize(
    ("who", "code", "status"),
    [
        ("own editor", "XNO", 200),
        ("own publisher", "XNO", 200),
        ("editor of another state", "XNO", 404),
        ("own editor", "NAC", 404),
        ("national editor", "XNO", 200),
        ("national editor", "NAC", 200),
        ("administrator", "XNO", 200),
    ],
)
def test_who_sees_what_a_state_searched_for(world: World, who: str, code: str, status: int) -> None:
    suggested(world)

    answer = signed_in(world, who).get(url("list", code))

    assert answer.status_code == status
    assert (PLATE in answer.content.decode()) is (status == 200)


@pytest.mark.parametrize("role", [StaffRole.TRANSLATOR, StaffRole.OPERATOR, StaffRole.SUPERVISOR, StaffRole.TRAINEE])
def test_operators_and_translators_do_not(world: World, role: StaffRole) -> None:
    client = Client()
    client.force_login(editor(world, role=role))

    assert client.get(url("list", "XNO")).status_code == 404


def test_the_list_says_how_often_and_what_is_found_now(world: World, page: GuidancePage) -> None:
    suggested(world, phrase="placas", operators=2, meant={str(page.translation_key): 2})

    shown = signed_in(world, "own editor").get(url("list", "XNO")).content.decode()

    assert ("12 días" in shown, "2 veces por quienes atienden" in shown) == (True, True)
    assert "Placas <span" in shown


def test_nothing_waits(world: World) -> None:
    shown = signed_in(world, "own editor").get(url("list", "XNO")).content.decode()

    assert "No hay nada en espera." in shown


@pytest.mark.parametrize("query", ["?show=x", "?p=x", "?p=99", "?show=added&p=-1"])
def test_an_address_that_was_changed_shows_a_list(world: World, query: str) -> None:
    assert signed_in(world, "own editor").get(url("list", "XNO") + query).status_code == 200


def test_adding_puts_it_into_the_draft_of_the_state_s_adaptation_and_publishes_nothing(
    world: World, page: GuidancePage
) -> None:
    key, one, two = str(page.translation_key), suggested(world), suggested(world, phrase="sin placa", days=9)
    client = signed_in(world, "own editor")

    asked = client.get(url("add", "XNO", one.pk)).content.decode()
    assert (f'<option value="{key}"' in asked, '<option value="" selected>' in asked) == (True, True)
    answer = client.post(url("add", "XNO", one.pk), {"key": key})
    client.post(url("add", "XNO", two.pk), {"key": key})

    assert (answer.status_code, answer["Location"]) == (302, url("list", "XNO"))
    assert f"está en el borrador de «{page.title}»" in str(next(iter(get_messages(answer.wsgi_request))))
    adaptation = AdaptationPage.objects.get(adapts_key=key)
    assert (adaptation.live, phrases(adaptation)) == (False, [{**USE, "phrases": f"{PLATE}\nsin placa"}])
    assert phrases(page) == []
    assert listed(client) == []
    assert listed(client, "?show=added") == [PLATE, "sin placa"]


def test_adding_in_the_library_puts_it_into_the_draft_of_the_page_and_decides_for_the_library_alone(
    world: World, page: GuidancePage
) -> None:
    suggested(world, "XNO"), suggested(world, "XSU", days=8)
    by, library = editor(world, "NAC"), world.tenants["NAC"]
    [merged] = services.suggestions_of(tenant=library, by=by)

    services.add_example(tenant=library, by=by, pk=merged.pk, key=str(page.translation_key))

    assert (merged.days, merged.states) == (20, 2)
    assert phrases(page) == [{**USE, "phrases": PLATE}]
    assert GuidancePage.objects.get(pk=page.pk).examples.get_prep_value() == []
    assert statuses() == [("NAC", "ADDED"), ("XNO", "OPEN"), ("XSU", "OPEN")]
    assert services.suggestions_of(tenant=library, by=by) == []


def test_a_phrase_stands_once_and_beside_what_editors_wrote(world: World, page: GuidancePage) -> None:
    written = {**USE, "voice": "TOLD", "source": "EDITOR", "phrases": "¡ME QUITARON la placa los de transito!"}
    groups: list[dict[str, Any]] = [{"type": "phrases", "id": "x", "value": written}]

    assert services.with_phrase(groups, PLATE) == groups
    assert services.with_phrase(groups, "otra")[1:] == [{"type": "phrases", "value": {**USE, "phrases": "otra"}}]


def test_an_item_with_as_many_phrases_as_it_may_have_takes_no_more(world: World) -> None:
    full = {**USE, "phrases": "\n".join(f"frase {number}" for number in range(1_000))}

    with pytest.raises(SuggestionRefused):
        services.with_phrase([{"type": "phrases", "id": "x", "value": full}], PLATE)


def test_a_refused_addition_leaves_the_phrase_waiting(world: World, page: GuidancePage) -> None:
    one = suggested(world)
    notice = world.new(NoticePage, "XNO", "avisos", title="Uno", slug="uno", text="<p>.</p>")

    with pytest.raises(SuggestionRefused):
        services.add_example(tenant=world.tenants["XNO"], by=editor(world), pk=one.pk, key=str(notice.translation_key))

    assert statuses() == [("XNO", "OPEN")]


@pytest.mark.parametrize("key", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_what_is_no_text_is_said_in_the_form(world: World, page: GuidancePage, key: str) -> None:
    answer = signed_in(world, "own editor").post(url("add", "XNO", suggested(world).pk), {"key": key})

    assert answer.status_code == 422
    assert statuses() == [("XNO", "OPEN")]


def test_a_discarded_phrase_does_not_come_again_until_somebody_lets_it(world: World, page: GuidancePage) -> None:
    client, one = signed_in(world, "own editor"), suggested(world)

    client.post(url("act", "XNO", one.pk, "discard"))
    suggest_example(view=world.view("XNO"), phrase=PLATE, key=str(page.translation_key))
    assert (statuses(), listed(client)) == ([("XNO", "DISCARDED")], [])
    assert listed(client, "?show=discarded") == [PLATE]

    client.post(url("act", "XNO", one.pk, "restore"))
    assert statuses() == [("XNO", "OPEN")]


def test_another_state_s_phrase_is_nowhere(world: World, page: GuidancePage) -> None:
    foreign, client, by = suggested(world, "XSU"), signed_in(world, "own editor"), editor(world)

    for pk in (foreign.pk, 999_999):
        assert client.get(url("add", "XNO", pk)).status_code == 404
        assert client.post(url("act", "XNO", pk, "discard")).status_code == 404
    with pytest.raises(SuggestionUnknown):
        services.decide(tenant=world.tenants["XNO"], by=by, pk=foreign.pk, status=SuggestionStatus.DISCARDED)
    with pytest.raises(NotVisible):
        services.suggestions_of(tenant=world.tenants["XSU"], by=by)
    assert statuses() == [("XSU", "OPEN")]


def test_the_library_s_people_decide_nothing_for_a_state(world: World, page: GuidancePage) -> None:
    client, one = signed_in(world, "national editor"), suggested(world)

    main = client.get(url("list", "XNO")).content.decode().partition("<main")[2].partition("</main>")[0]

    assert main
    assert not [one for one in re.findall(r"<button.*?</button>", main, re.DOTALL) if "Descartar" in one]
    assert client.get(url("add", "XNO", one.pk)).status_code == 404
    client.post(url("act", "XNO", one.pk, "discard"))
    assert statuses() == [("XNO", "OPEN")]


@pytest.mark.parametrize("act", ["publish", "x"])
def test_there_is_no_other_act(world: World, act: str) -> None:
    client, one = signed_in(world, "own editor"), suggested(world)

    assert client.post(url("act", "XNO", one.pk, act)).status_code == 404
    assert client.get(url("act", "XNO", one.pk, "discard")).status_code == 405


def test_the_database_keeps_no_phrase_of_fewer_days(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        suggested(world, days=7)
