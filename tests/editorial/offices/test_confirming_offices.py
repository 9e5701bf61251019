"""Confirming offices by telephone: what a call publishes or sends to review, and how it is taken back."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import PageLogEntry

from content_models.blocks import MOST_PHONES
from content_models.loaded_versions import version_of_draft
from content_models.models import OfficePage, OrganizationPage
from content_models.office_questions import question_about_hours
from editorial.offices import rounds
from editorial.offices.confirming import (
    Heard,
    Result,
    close_office,
    confirm_office,
    correct_number,
    note_no_answer,
    undo,
)
from editorial.offices.errors import (
    OfficeChanged,
    OfficeDecided,
    OfficeDoubted,
    OfficeImportUndone,
    OfficeLocked,
    OfficeRefused,
    OfficeUnknown,
)
from editorial.offices.fields import MOST_LETTERS, hours_typed, stored_hours
from editorial.offices.forms import ConfirmingForm
from editorial.offices.rounds import Step
from editorial.offices.selectors import office_to_call, offices_to_confirm
from editorial.offices.words import outcome_sentence
from publishing.models import ImportStatus, OfficeImport, OfficeImportRow, RowAct
from publishing.services.publish import publish_page, unpublish_page
from publishing.services.scheduled import publish_due
from tenants.days import today_of
from tenants.models import StaffRole, User
from tenants.scope import tenant_scope
from tests.content_models.world import block
from tests.module_transaction import anew, made_once
from tests.tenants.factories import member
from tests.thoroughness import tries
from tests.world import World

URL = "/admin/oficinas/XNO/confirmar/"
PLACE = {"address": "Calle 1", "hours_text": "lun–vie 8–16"}
NAMES = ("Unidad A", "Unidad B", "Unidad C")
MARKED = {f"is_{part}_right": "on" for part in ("phone", "hours", "address")}


@made_once
def made_offices(module_world: World) -> list[OfficePage]:
    above = module_world.new(
        OrganizationPage, "XNO", "directorio", title="Fiscalía", slug="p-f", organization_kind="PROSECUTOR"
    )
    phones = [block("phone", {"display": "993 313 6550"})]
    return [
        module_world.publish(
            module_world.draft_below(
                above, OfficePage, title=name, slug=name[-1].lower(), phones=phones, verified=True, **PLACE
            )
        )
        for name in NAMES
    ]


@pytest.fixture
def offices(made_offices: list[OfficePage], world: World) -> list[OfficePage]:
    return [anew(one) for one in made_offices]


@pytest.fixture
def publisher(world: World) -> User:
    return member(world.tenants["XNO"], StaffRole.PUBLISHER, "publica")


@pytest.fixture
def editor(world: World) -> User:
    return member(world.tenants["XNO"], StaffRole.EDITOR, "edita")


class Desk:
    """One person at the telephone."""

    def __init__(self, world: World, by: User) -> None:
        self.world = world
        self.who: dict[str, Any] = {"tenant": world.tenants["XNO"], "by": by}

    def waiting(self) -> list[str]:
        ids = offices_to_confirm(**self.who)
        names = dict(OfficePage.objects.values_list("pk", "title"))
        return [names[one] for one in ids]

    def ids(self) -> list[int]:
        return offices_to_confirm(**self.who)

    def seen(self, page: OfficePage) -> Any:
        return office_to_call(**self.who, page_id=page.pk)

    def confirm(self, page: OfficePage, **changes: Any) -> Any:
        given = {"seen": self.seen(page).seen, "on": today_of(self.world.tenants["XNO"]), **changes}
        return confirm_office(**self.who, page_id=page.pk, **given)

    def correct(self, page: OfficePage, number: str, position: int = 0) -> Any:
        seen = self.seen(page).seen
        given: dict[str, Any] = {"seen": seen, "position": position, "number": number}
        return correct_number(**self.who, page_id=page.pk, **given)

    def undo(self, page: OfficePage, done: Any) -> str:
        return undo(**self.who, page_id=page.pk, done=done)

    def served(self, page: OfficePage) -> tuple[bool, str]:
        item = self.world.view("XNO").item(str(page.translation_key))
        assert item is not None
        return item["needsConfirmation"], item["phones"][0]["display"]


def test_a_publishers_call_is_published_at_once_and_taken_back(
    world: World, offices: list[OfficePage], publisher: User
) -> None:
    desk, office = Desk(world, publisher), offices[0]
    before = desk.waiting()
    done = desk.confirm(office)
    confirmed, after = desk.served(office), desk.waiting()
    page = anew(office)
    desk.undo(office, done)

    assert (before, after) == (list(NAMES), list(NAMES[1:]))
    assert (done.result, confirmed) == (Result.PUBLISHED, (False, "993 313 6550"))
    assert (page.assured_on, page.assured_by) == (today_of(world.tenants["XNO"]), publisher)
    assert (desk.served(office), desk.waiting()) == ((True, "993 313 6550"), list(NAMES))


def test_an_editors_call_goes_to_review_and_comes_back_whole(
    world: World, offices: list[OfficePage], editor: User
) -> None:
    desk, office = Desk(world, editor), offices[0]
    done = desk.confirm(office)
    page = anew(office)
    sent = page.current_workflow_state

    assert (done.result, desk.served(office)[0], page.needs_confirmation) == (Result.SENT, True, True)
    assert sent is not None
    assert desk.waiting() == list(NAMES[1:])
    with pytest.raises(OfficeLocked):
        desk.confirm(office)
    desk.undo(office, done)
    page = anew(office)
    assert (page.current_workflow_state, page.has_unpublished_changes, desk.waiting()) == (None, False, list(NAMES))


@pytest.mark.parametrize("is_sent", [True, False])
def test_what_a_publisher_has_published_since_is_not_undone(
    world: World, offices: list[OfficePage], editor: User, publisher: User, is_sent: bool
) -> None:
    desk, office = Desk(world, editor), offices[0]
    done = desk.confirm(office) if is_sent else desk.correct(office, "993 352 2700")
    if is_sent:
        anew(office).current_workflow_state.current_task_state.approve(user=publisher)
    else:
        publish_page(page=anew(office).get_latest_revision_as_object(), by=publisher)
    decided = anew(office)

    with pytest.raises(OfficeDecided if is_sent else OfficeChanged):
        desk.undo(
            office,
            done if version_of_draft(decided) == done.after else replace(done, after=version_of_draft(decided)),
        )

    page = anew(office)
    assert (page.live_revision_id, page.latest_revision_id) == (decided.live_revision_id, decided.latest_revision_id)
    assert desk.served(office) == (not is_sent, "993 313 6550" if is_sent else "993 352 2700")


@pytest.mark.parametrize(
    ("act", "decision", "said", "refused"),
    [
        ("confirm", "approve", "quedó confirmada y ya se aprobó", "«Unidad A» ya se aprobó y la gente la ve así."),
        ("confirm", "reject", "Te devolvieron «Unidad A»", "ya te devolvieron «Unidad A»."),
        ("closed", "approve", "se retiró: la gente ya no la ve", "«Unidad A» ya se retiró."),
    ],
)
def test_the_round_says_what_was_decided_since_and_does_not_offer_to_undo_it(
    world: World,
    offices: list[OfficePage],
    editor: User,
    publisher: User,
    act: str,
    decision: str,
    said: str,
    refused: str,
) -> None:
    client = Client()
    client.force_login(editor)
    office = client.get(URL).context["office"]
    today = f"{today_of(world.tenants['XNO']):%d/%m/%Y}"
    sent = {"act": act, "office": office.page_id, "seen": office.seen, "assured_on": today, **MARKED}
    before = client.post(URL, sent, follow=True).context
    task = anew(offices[0]).current_workflow_task_state
    assert task is not None
    task.approve(user=publisher) if decision == "approve" else task.reject(user=publisher, comment="¿Quién lo dijo?")
    publish_due()

    after = client.get(URL).context
    undone = client.post(URL, {"act": "undo"}, follow=True)

    assert (before["can_undo"], after["can_undo"], undone.context["can_undo"]) == (True, False, False)
    assert said in after["last"]
    assert f"No se pudo deshacer: {refused}" in undone.content.decode()
    assert undone.context["number"] == before["number"]


def test_a_call_does_not_publish_what_somebody_else_is_writing(
    world: World, offices: list[OfficePage], publisher: User
) -> None:
    desk, office = Desk(world, publisher), offices[0]
    draft = office.get_latest_revision_as_object()
    draft.note = "Aún no"
    draft.save_revision()

    done = desk.confirm(office)

    served = world.view("XNO").item(str(office.translation_key))
    assert served is not None
    assert (done.result, served["needsConfirmation"], served["note"]) == (Result.DRAFT, True, None)
    assert anew(office).get_latest_revision_as_object().needs_confirmation is False


def test_a_corrected_number_ends_what_was_verified(world: World, offices: list[OfficePage], publisher: User) -> None:
    desk, office = Desk(world, publisher), offices[0]
    done = desk.correct(office, "993 352 2700")
    page = anew(office)

    assert (done.result, desk.served(office)) == (Result.PUBLISHED, (True, "993 352 2700"))
    assert page.verified is False
    assert desk.correct(office, "993 352 2701", position=1).result is Result.PUBLISHED
    assert [one.display for one in desk.seen(office).phones] == ["993 352 2700", "993 352 2701"]


def test_an_editors_number_waits_for_the_confirmation(world: World, offices: list[OfficePage], editor: User) -> None:
    desk, office = Desk(world, editor), offices[0]

    corrected = desk.correct(office, "993 352 2700")
    confirmed = desk.confirm(office)
    latest = desk.undo(office, confirmed)

    assert (corrected.result, confirmed.result) == (Result.DRAFT, Result.SENT)
    assert desk.seen(office).seen == latest
    assert desk.seen(office).phones[0].display == "993 352 2700"
    assert desk.served(office) == (True, "993 313 6550")


@pytest.mark.parametrize(
    ("case", "changes", "error"),
    [
        ("somebody has changed it since", {"seen": 0}, OfficeChanged),
        ("a day to come", {"on": date(2999, 1, 1)}, OfficeRefused),
        ("a day long ago", {"on": date(1900, 1, 1)}, OfficeRefused),
    ],
)
def test_refuses_a_call_that_cannot_be(
    world: World,
    offices: list[OfficePage],
    publisher: User,
    case: str,
    changes: dict[str, Any],
    error: type[Exception],
) -> None:
    desk = Desk(world, publisher)

    with pytest.raises(error):
        desk.confirm(offices[0], **changes)

    assert desk.waiting() == list(NAMES)


@pytest.mark.parametrize(
    ("absent", "said"),
    [
        ({"phones": []}, ["no telephone"]),
        ({"hours_text": ""}, ["hours"]),
        ({"phones": [], "hours_text": " "}, ["no telephone", "hours"]),
    ],
)
def test_what_is_not_known_is_not_confirmed(
    world: World, offices: list[OfficePage], publisher: User, absent: dict[str, Any], said: list[str]
) -> None:
    desk, draft = Desk(world, publisher), offices[0].get_latest_revision_as_object()
    for name, value in absent.items():
        setattr(draft, name, value)
    draft.save_revision()

    with override("en"), pytest.raises(OfficeRefused) as refused:
        desk.confirm(offices[0])

    assert all(part in refused.value.message for part in [*said, "Skip"])
    assert desk.waiting() == list(NAMES)


def test_hours_that_are_heard_go_with_the_confirmation(
    world: World, offices: list[OfficePage], publisher: User, editor: User
) -> None:
    client, office = Client(), offices[0]
    client.force_login(publisher)
    draft = office.get_latest_revision_as_object()
    draft.hours_text = draft.address = ""
    publish_page(page=draft)
    shown = client.get(URL)
    asked = {"act": "confirm", "office": office.pk, "assured_on": f"{today_of(world.tenants['XNO']):%d/%m/%Y}"}

    def send(**typed: Any) -> Any:
        return client.post(URL, {**asked, "seen": client.get(URL).context["office"].seen, **typed}, follow=True)

    refused = [send(**MARKED), send(hours="lun–vie", **MARKED), send(hours="lun–vie 22–6", **MARKED)]
    refused += [send(hours="lun–vie 9–15", **MARKED)]  # without its street
    done = send(hours="lun–vie 9–15", is_without_place="on", **MARKED)
    page = anew(office)
    place = page.address
    confirmed = (page.needs_confirmation, Desk(world, publisher).seen(office).hours, page.verified)
    client.post(URL, {"act": "undo"})
    by_editor = Desk(world, editor)

    assert "Falta la calle" in shown.content.decode()
    assert [answer.status_code for answer in refused] == [422, 422, 422, 422]
    assert 'value="lun–vie"' in refused[1].content.decode()
    assert done.context["office"].title == "Unidad B"
    assert confirmed == (False, "lun–vie 9–15", False)
    assert by_editor.seen(office).hours == ""
    assert place == "Atiende solo por teléfono o en línea"
    assert by_editor.confirm(office, heard=Heard(hours_typed("24 horas"), address="Calle 1")).result is Result.SENT
    assert by_editor.seen(office).hours == "24 horas"


def test_other_hours_and_another_address_take_the_place_of_those_that_were_written(
    world: World, offices: list[OfficePage], publisher: User
) -> None:
    desk, office, client = Desk(world, publisher), offices[0], Client()
    client.force_login(publisher)
    shown = client.get(URL).content.decode()
    desk.confirm(office, heard=Heard(hours_typed("lun–vie 9–15"), address="Calle 2"))
    page = anew(office)

    assert ("Corregir el domicilio" in shown, 'name="address"' in shown) == (True, True)
    assert (desk.seen(office).hours, page.hours_text) == ("lun–vie 9–15", "")
    assert (page.address, page.needs_confirmation) == ("Calle 2", False)


def test_other_hours_than_day_and_night_end_the_words_and_holidays_that_went_with_them(
    world: World, offices: list[OfficePage], publisher: User
) -> None:
    desk, office = Desk(world, publisher), offices[0]
    draft = office.get_latest_revision_as_object()
    draft.schedule = json.dumps([{**one, "id": str(uuid4())} for one in stored_hours(hours_typed("24 horas"), "OPEN")])
    draft.hours_text = "24 horas, 365 días"
    publish_page(page=draft)

    done = desk.confirm(office, heard=Heard(hours_typed("lun–vie 8–15")))
    page = anew(office)

    assert (page.hours_text, page.schedule[0].value["holidays"]) == ("", "UNKNOWN")
    assert (done.words_left_out, done.are_holidays_unknown) == ("24 horas, 365 días", True)
    said = outcome_sentence(Step(office.pk, "confirm", done))
    assert "24 horas, 365 días" in said


def test_a_number_that_nobody_confirmed_is_named_where_nobody_answered(
    world: World, offices: list[OfficePage], editor: User
) -> None:
    desk, office = Desk(world, editor), offices[0]
    before = note_no_answer(**desk.who, page_id=office.pk)
    PageLogEntry.objects.filter(pk=before.entry).delete()
    desk.correct(office, "993 352 2700")

    done = note_no_answer(**desk.who, page_id=office.pk)

    assert (before.numbers_in_draft, done.numbers_in_draft) == ("", "993 352 2700")
    assert "993 352 2700 queda en su borrador, sin confirmar" in outcome_sentence(Step(office.pk, "no_answer", done))


def test_a_municipality_that_is_told_without_accents_is_the_one_of_the_list(
    world: World, offices: list[OfficePage], publisher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("content_models.municipalities._by_state", lambda: {"XNO": ["Benito Juárez"]})
    desk, office = Desk(world, publisher), offices[0]

    desk.confirm(office, heard=Heard(address="Calle 2", municipality="benito juarez"))

    assert anew(office).municipality == "Benito Juárez"


def test_an_address_is_corrected_where_it_is_touched_and_stays_else(
    world: World, offices: list[OfficePage], publisher: User
) -> None:
    client, office = Client(), offices[0]
    client.force_login(publisher)
    draft = office.get_latest_revision_as_object()
    draft.neighborhood, draft.postal_code = "Centro", "86000"
    publish_page(page=draft)
    client.get(URL)
    client.post(URL, {"act": "begin"})
    for other in offices[1:]:
        client.post(URL, {"act": "skip", "office": other.pk})
    shown = client.get(URL)
    known = dict(
        re.findall(
            r'name="((?:initial-)?(?:address|neighborhood|postal_code))"[^>]*value="([^"]*)"', shown.content.decode()
        )
    )
    asked = {
        "act": "confirm",
        "office": office.pk,
        "assured_on": f"{today_of(world.tenants['XNO']):%d/%m/%Y}",
        **MARKED,
    }
    seen = shown.context["office"].seen
    draft = anew(office).get_latest_revision_as_object()
    draft.neighborhood = "Atasta"
    publish_page(page=draft)
    changed = client.post(URL, {**asked, **known, "seen": seen, "address": "Calle 9"})
    seen = changed.context["office"].seen
    refused = client.post(URL, {**asked, **known, "seen": seen, "address": "Calle 9", "postal_code": "860"})
    form = refused.context["confirming_form"]
    again = {name: form[name].value() for name in ("address", "neighborhood", "postal_code")}
    client.post(URL, {**asked, **known, "seen": seen, "address": "Calle 9"})

    assert (known["postal_code"], known["initial-postal_code"]) == ("86000", "86000")
    assert (changed.status_code, changed.context["confirming_form"]["neighborhood"].value()) == (422, "Atasta")
    assert (refused.status_code, again) == (
        422,
        {"address": "Calle 9", "neighborhood": "Atasta", "postal_code": "860"},
    )
    assert ('is_address_right" checked' in refused.content.decode(), refused.context["last"]) == (False, "")
    assert Desk(world, publisher).seen(anew(office)).place == ("Calle 9", "Atasta", "C.P. 86000")


def test_a_moved_office_says_its_municipality_and_is_asked_about_one_that_its_postal_code_denies(
    world: World, offices: list[OfficePage], publisher: User
) -> None:
    client = Client()
    client.force_login(publisher)
    for office, place in zip(offices, (("86500", "Cárdenas"), ("86000", "Centro"), ("86000", "Centro")), strict=True):
        draft = office.get_latest_revision_as_object()
        draft.postal_code, draft.municipality = place
        draft.locality, draft.latitude, draft.longitude = "Pueblo", 18.0, -93.0
        publish_page(page=draft)
    shown = client.get(URL)
    office = shown.context["office"]
    sent = {"act": "confirm", "office": office.page_id, "seen": office.seen, "address": "Calle 9", **MARKED}
    sent |= {"assured_on": f"{today_of(world.tenants['XNO']):%d/%m/%Y}", "initial-municipality": "Cárdenas"}
    sent |= {"initial-postal_code": "86500", "postal_code": "86000", "municipality": "Cárdenas"}
    doubted = client.post(URL, sent, follow=True)
    page = doubted.content.decode()
    was = anew(offices[0]).address
    stands_by = confirm_office(
        tenant=world.tenants["XNO"],
        by=publisher,
        page_id=offices[0].pk,
        seen=office.seen,
        on=today_of(world.tenants["XNO"]),
        heard=Heard(address="Calle 9", postal_code="86000", place_asked=doubted.context["place_asked"]),
    )
    undo(tenant=world.tenants["XNO"], by=publisher, page_id=offices[0].pk, done=stands_by)
    seen = Desk(world, publisher).seen(offices[0]).seen
    client.post(URL, {**sent, "seen": seen, "municipality": "Centro"})
    moved = anew(offices[0])

    assert ('name="municipality"' in shown.content.decode(), '<option value="Comalcalco">' in page) == (True, True)
    assert "con el código postal 86000, o uno vecino, están en Centro, no en Cárdenas." in page
    assert 'is_address_right" checked' not in page
    assert (was, stands_by.result, 'name="place_asked" value="86000 Cárdenas"' in page) == (
        "Calle 1",
        Result.PUBLISHED,
        True,
    )
    assert (moved.municipality, moved.locality, moved.latitude) == ("Centro", "", None)


def test_a_closed_office_is_withdrawn_by_a_publisher_and_comes_back_when_undone(
    world: World, offices: list[OfficePage], publisher: User
) -> None:
    client, office = Client(), offices[1]
    client.force_login(publisher)
    form = client.get(f"/admin/pages/{office.pk}/edit/").content.decode()
    shown = client.get(f"{URL}?oficina={office.pk}", follow=True).context["office"]
    sent = {"act": "closed", "office": office.pk, "seen": shown.seen}
    told = client.post(URL, sent, follow=True).context["last"]
    is_live = anew(office).live
    undone = client.post(URL, {"act": "undo"}, follow=True).content.decode()
    page = anew(office)

    assert "Se deshizo: «Unidad" in undone
    assert (f"{URL}?oficina={office.pk}" in form, shown.page_id) == (True, office.pk)
    assert (is_live, "se retiró" in told) == (False, True)
    assert (page.live, page.has_unpublished_changes, Desk(world, publisher).served(office)) == (
        True,
        False,
        (True, "993 313 6550"),
    )


def test_undoing_a_withdrawal_brings_back_what_was_read_and_keeps_the_draft_beside_it(
    world: World, offices: list[OfficePage], publisher: User
) -> None:
    desk, office = Desk(world, publisher), offices[0]
    draft = office.get_latest_revision_as_object()
    draft.note = "Se escribe"
    draft.save_revision()
    done = close_office(**desk.who, page_id=office.pk, seen=desk.seen(office).seen)
    desk.undo(office, done)
    page = anew(office)

    assert (page.live, page.note, page.get_latest_revision_as_object().note) == (True, "", "Se escribe")


def test_an_editors_closed_office_is_withdrawn_once_it_is_approved(
    world: World, offices: list[OfficePage], editor: User, publisher: User
) -> None:
    desk, office = Desk(world, editor), offices[0]
    first = close_office(**desk.who, page_id=office.pk, seen=desk.seen(office).seen)
    desk.undo(office, first)
    undone = anew(office)
    second = close_office(**desk.who, page_id=office.pk, seen=desk.seen(office).seen)
    sent = anew(office)
    assert sent.current_workflow_task_state is not None
    sent.current_workflow_task_state.approve(user=publisher)
    publish_due()

    assert (undone.current_workflow_state, undone.has_unpublished_changes, undone.live) == (None, False, True)
    assert (first.result, second.result, sent.live) == (Result.SENT, Result.SENT, True)
    assert (anew(office).live, desk.waiting()) == (False, list(NAMES[1:]))


def test_that_an_office_closed_is_sent_again_with_one_button_once_it_was_sent_back(
    world: World, offices: list[OfficePage], editor: User, publisher: User
) -> None:
    office, client = offices[0], Client()
    client.force_login(editor)
    close_office(**Desk(world, editor).who, page_id=office.pk, seen=Desk(world, editor).seen(office).seen)
    task = anew(office).current_workflow_task_state
    assert task is not None
    task.reject(user=publisher, comment="¿Quién lo dijo?")
    url = f"/admin/pages/{office.pk}/edit/"

    shown = client.get(url).content.decode()
    client.post(url, {"action-close-again": "1", "seen": version_of_draft(office)})
    sent = anew(office)
    assert sent.current_workflow_task_state is not None
    sent.current_workflow_task_state.approve(user=publisher)
    publish_due()

    assert "Enviar otra vez que cerró" in shown
    assert (sent.live, anew(office).live) == (True, False)


def test_whoever_approves_that_an_office_closed_reads_that_it_goes(
    world: World, offices: list[OfficePage], editor: User, publisher: User
) -> None:
    office, client = offices[0], Client()
    client.force_login(publisher)
    close_office(**Desk(world, editor).who, page_id=office.pk, seen=Desk(world, editor).seen(office).seen)
    task = anew(office).current_workflow_task_state
    assert task is not None

    shown = client.get(f"/admin/cambios/{office.pk}/").content.decode()
    url = reverse("wagtailadmin_pages:workflow_action", args=[office.pk, "approve", task.pk])
    done = client.post(url, {"next": "/admin/", "revision": version_of_draft(office)})
    said = " ".join(str(message) for message in get_messages(done.wsgi_request))

    assert "Ya no se verá en Norte" in shown
    assert all(words in shown for words in ("Esto encuentra hoy la gente", "993 313 6550", "Calle"))
    assert ("Aprobar y retirar" in shown, "leería lo mismo" in shown) == (True, False)
    assert "se está retirando" in said
    assert "ya lo ve." not in said


def test_before_an_office_is_withdrawn_it_is_said_what_waits_and_who_answers_instead(
    world: World, offices: list[OfficePage], editor: User, publisher: User
) -> None:
    office, client = offices[0], Client()
    client.force_login(publisher)
    draft = office.get_latest_revision_as_object()
    draft.note = "Toca el timbre."
    draft.save_revision(user=editor)
    page = anew(office)
    page.get_workflow().start(page, editor)

    shown = client.get(f"/admin/pages/{office.pk}/unpublish/").content.decode()

    assert "sigue esperando. Si se aprueba, la página se vuelve a publicar." in shown
    assert [name in shown for name in NAMES[1:]] == [True] * len(NAMES[1:])


def test_an_office_that_answers_after_all_is_not_withdrawn(
    world: World, offices: list[OfficePage], editor: User, publisher: User
) -> None:
    office = offices[0]
    close_office(**Desk(world, editor).who, page_id=office.pk, seen=Desk(world, editor).seen(office).seen)
    task = anew(office).current_workflow_task_state
    assert task is not None
    task.reject(user=publisher)
    Desk(world, publisher).confirm(anew(office))

    assert anew(office).get_latest_revision_as_object().expire_at is None


def test_what_is_typed_beside_the_call_is_confirmed_in_one_press_or_kept(
    world: World, offices: list[OfficePage], publisher: User
) -> None:
    client, office = Client(), offices[0]
    client.force_login(publisher)
    draft = office.get_latest_revision_as_object()
    draft.hours_text = draft.address = ""
    draft.municipality = "Cárdenas"
    draft.phones.clear()
    publish_page(page=draft)
    heard = {"hours": "lun–vie 9–15", "address": "Calle Dos 2", "neighborhood": "Centro", "is_address_right": "on"}

    def send(act: str, **typed: str) -> Any:
        seen = Desk(world, publisher).seen(office).seen
        known = {"office": office.pk, "seen": seen, "assured_on": f"{today_of(world.tenants['XNO']):%d/%m/%Y}"}
        return client.post(URL, {"act": act, "position": "0", **known, **heard, **typed}, follow=True)

    client.get(URL)
    client.post(URL, {"act": "begin"})
    for other in offices[1:]:
        client.post(URL, {"act": "skip", "office": other.pk})
    refused = send("confirm", number="993 313", **MARKED).content.decode()
    back = client.get(URL).content.decode()
    kept = send("correct", number="993 352 2700", is_without_place="on").content.decode()
    send("undo")
    done = send("confirm", number="993 352 2700", **MARKED)
    page = anew(office)

    assert all(f'value="{typed}"' in refused for typed in ("993 313", "lun–vie 9–15", "Calle Dos 2", "Centro"))
    assert all(f'value="{typed}"' in back for typed in ("lun–vie 9–15", "Calle Dos 2", "Centro"))
    assert all(f'value="{typed}"' in kept for typed in ("993 352 2700", "lun–vie 9–15", "Calle Dos 2", "Centro"))
    assert all(f'name="{mark}" checked' in kept for mark in ("is_address_right", "is_without_place"))
    assert (done.context["office"], page.needs_confirmation, page.address) == (None, False, "Calle Dos 2")
    assert Desk(world, publisher).seen(office).place == ("Calle Dos 2", "Centro", "Cárdenas")
    assert [str(block.value["display"]) for block in page.phones] == ["993 352 2700"]


@pytest.mark.parametrize(
    ("field", "typed", "asked", "stored"),
    [
        ("number", "+1 212 555 1234", "+1 212 555 1234", "+1 212 555 1234"),
        ("number", "911", "911", "911"),
        ("number", "8001111111", "800 111 1111", "800 111 1111"),
        ("number", "(993) 352 27 01", "(993) 352 27 01 = Unidad B", "(993) 352 27 01"),
        ("hours", "lun 22–6", "22:00–06:00", "lun 22–6"),
        ("hours", "lun 9–14, 4–7", "04:00–07:00", "lun 4–7, 9–14"),
    ][:: tries(2, long=1)],
)
def test_what_is_doubted_of_a_call_is_not_saved_before_somebody_says_yes(
    world: World, offices: list[OfficePage], publisher: User, field: str, typed: str, asked: str, stored: str
) -> None:
    desk, client, office = Desk(world, publisher), Client(), offices[0]
    client.force_login(publisher)
    desk.correct(offices[1], "993 352 2701")
    seen = client.get(URL).context["office"]
    sent = {"office": office.pk, "seen": seen.seen, "assured_on": f"{today_of(world.tenants['XNO']):%d/%m/%Y}"}
    sent |= {**MARKED, "position": "0", field: typed}

    acts = ["confirm", *(["check", "correct"] if field == "number" else [])]
    answers = [client.post(URL, {**sent, "act": act}) for act in acts]
    others = client.post(URL, {**sent, "act": "confirm", f"{field}_asked": "993 352 2709"})
    before = desk.seen(office)
    client.post(URL, {**sent, "act": "confirm", f"{field}_asked": asked})
    after = desk.seen(office)

    for answer in (*answers, others):
        page = answer.content.decode()
        assert (answer.status_code, answer.context["office"].page_id) == (422, office.pk)
        assert f'name="{field}_asked" value="{asked}" data-doubt>' in page
        assert "marca «Sí, es correcto» junto al dato" in page
        assert f'value="{typed}"' in page
    assert before == seen
    assert {"number": after.phones[0].display, "hours": after.hours}[field] == stored
    assert anew(office).needs_confirmation is False
    [answer] = anew(office).answered_questions.values()
    assert answer["value"] == asked


def test_the_answer_holds_all_that_is_asked_about_hours() -> None:
    early = ",".join(f"{hour}-{hour + 1}" for hour in range(9))
    text = f"l-d {early};" + ";".join(
        f"{day} {9 + n}-{10 + n}" for n, day in enumerate(["l", "ma", "mi", "j", "v", "s", "d"])
    )
    hours = hours_typed(text)
    value = ", ".join(re.findall(r"\d\d:\d\d–\d\d:\d\d", question_about_hours(hours.periods)))

    form = ConfirmingForm({"hours": text, "hours_asked": value})

    assert len(text) < MOST_LETTERS < len(value)
    assert "hours_asked" not in form.errors
    assert form.cleaned_data["hours_asked"] == value


def test_a_call_adds_no_more_numbers_than_an_office_can_have(
    world: World, offices: list[OfficePage], publisher: User
) -> None:
    desk = Desk(world, publisher)
    office: Any = offices[0]
    numbers = [f"993 352 27{n:02}" for n in range(MOST_PHONES)]
    office.phones = json.dumps([block("phone", {"display": number}) for number in numbers])
    publish_page(page=office, by=publisher)

    with pytest.raises(OfficeRefused) as refused:
        desk.correct(office, "993 352 2799", MOST_PHONES)
    desk.correct(office, "993 352 2799", MOST_PHONES - 1)

    assert "a lo más 30 teléfonos" in refused.value.message
    assert [phone.display for phone in desk.seen(office).phones] == [*numbers[:-1], "993 352 2799"]


def test_a_number_that_another_office_is_about_to_get_is_asked_about(
    world: World, offices: list[OfficePage], publisher: User, editor: User
) -> None:
    Desk(world, editor).correct(offices[1], "993 352 2701")

    with pytest.raises(OfficeDoubted) as asked:
        Desk(world, publisher).correct(offices[0], "993 352 2701")

    assert "«Unidad B»" in asked.value.details["question"]


def test_a_drafts_number_that_another_office_publishes_by_now_is_asked_about_when_the_office_is_confirmed(
    world: World, offices: list[OfficePage], publisher: User, editor: User
) -> None:
    desk, office = Desk(world, editor), offices[0]
    desk.correct(office, "993 352 2701")
    other: Any = anew(offices[1])
    other.phones = json.dumps([block("phone", {"display": "993 352 2701"})])
    publish_page(page=other, by=publisher)
    seen = desk.seen(office)

    with pytest.raises(OfficeDoubted) as asked:
        desk.confirm(office)
    done = desk.confirm(office, heard=Heard(number_asked=asked.value.details["value"]))

    assert "«Unidad B»" in asked.value.details["question"]
    assert (seen.phones[0].display, seen.public_phones) == ("993 352 2701", ("993 313 6550",))
    assert done.result is Result.SENT
    [answer] = anew(office).get_latest_revision_as_object().answered_questions.values()
    assert answer["value"] == "993 352 2701 = Unidad B"


def test_the_screen_says_that_a_number_is_a_drafts_and_what_changed_after_a_confirmation(
    world: World, offices: list[OfficePage], publisher: User, editor: User
) -> None:
    client, office = Client(), offices[0]
    client.force_login(publisher)
    Desk(world, publisher).confirm(office)
    Desk(world, editor).correct(office, "993 352 2701")
    draft = anew(office)
    draft.get_workflow().start(draft, editor)
    task = anew(office).current_workflow_task_state
    assert task is not None
    task.reject(user=publisher, comment="Ese número ya es de otra")

    page = client.get(f"{URL}?oficina={office.pk}", follow=True).content.decode()

    assert "Este número está en un borrador que se devolvió" in page
    assert "Lo que la gente ve ahora: 993 313 6550." in page
    assert "después cambió el teléfono" in page
    assert "nunca se ha confirmado" not in page


def test_a_number_that_is_looked_at_is_marked_and_goes_with_the_confirmation(
    world: World, offices: list[OfficePage], publisher: User
) -> None:
    desk, client, office = Desk(world, publisher), Client(), offices[0]
    client.force_login(publisher)
    seen = client.get(URL).context["office"]
    sent = {"office": office.pk, "seen": seen.seen, "position": "0", "number": "993 352 2702", "hours": "lun 9–15"}

    checked = client.post(URL, {**sent, "act": "check"})
    page = checked.content.decode()

    assert (checked.status_code, desk.seen(office)) == (200, seen)
    assert 'name="is_phone_right" checked' in page
    assert all(f'value="{typed}"' in page for typed in ("993 352 2702", "lun 9–15"))
    assert client.post(URL, {**sent, "act": "check", "number": "993 352"}).status_code == 422


def test_what_was_skipped_comes_last_in_the_next_round(
    world: World, offices: list[OfficePage], publisher: User
) -> None:
    client = Client()
    client.force_login(publisher)
    office = client.get(URL).context["office"]
    client.post(URL, {"act": "skip", "office": office.page_id, "seen": office.seen})

    client.post(URL, {"act": "begin"})

    assert client.get(URL).context["office"].title == "Unidad B"


def test_what_is_typed_for_one_office_is_not_kept_for_the_next(
    world: World, offices: list[OfficePage], publisher: User
) -> None:
    client = Client()
    client.force_login(publisher)
    forms = re.findall(r"<form [^>]*>", client.get(URL).content.decode().partition("data-calls")[2])

    assert len(forms) == 1
    assert (f'id="call-{offices[0].pk}"' in forms[0], "data-unsaved" in forms[0]) == (True, False)


@pytest.mark.parametrize("leave", ["skip", "no_answer", "undo"])
def test_what_was_typed_is_given_back_unmarked_when_one_comes_back_to_the_office(
    world: World, offices: list[OfficePage], publisher: User, leave: str
) -> None:
    client = Client()
    client.force_login(publisher)
    shown = client.get(URL).context["office"]
    client.post(URL, {"act": "skip", "office": shown.page_id})
    left = client.get(URL).context["office"]
    typed = {"hours": "lun 10–11", "number": "993 352 2702", "position": "0", "address": "Calle Dos 2", **MARKED}

    client.post(URL, {"act": leave, "office": left.page_id, **typed})
    other = client.get(URL)
    client.post(URL, {"act": "skip" if leave == "undo" else "undo", "office": other.context["office"].page_id})
    back = [client.get(URL) for _ in range(2)]

    assert other.context["office"].title != left.title
    assert "Calle Dos 2" not in other.content.decode()
    for one in back:
        page = one.content.decode()
        assert one.context["office"].title == left.title
        assert all(f'value="{text}"' in page for text in ("lun 10–11", "993 352 2702", "Calle Dos 2"))
        assert '_right" checked' not in page
        assert "Lo que habías escrito aquí sigue sin guardar" in page


def test_what_went_with_a_confirmation_is_given_back_once_it_is_undone(
    world: World, offices: list[OfficePage], publisher: User
) -> None:
    client = Client()
    client.force_login(publisher)
    office = client.get(URL).context["office"]
    today = f"{today_of(world.tenants['XNO']):%d/%m/%Y}"
    sent = {"office": office.page_id, "seen": office.seen, "assured_on": today, "hours": "lun 10–11", **MARKED}

    confirmed = client.post(URL, {**sent, "act": "confirm"}, follow=True)
    undone = client.post(URL, {"act": "undo", "office": confirmed.context["office"].page_id}, follow=True)
    again = client.get(URL).context["office"]
    client.post(URL, {**sent, "act": "confirm", "seen": again.seen})
    named = client.get(f"{URL}?oficina={office.page_id}", follow=True)

    assert undone.context["office"].title == office.title
    assert 'value="lun 10–11"' in undone.content.decode()
    assert (named.context["office"].title, 'value="lun 10–11"' in named.content.decode()) == (office.title, False)


def test_what_was_done_before_what_was_undone_is_said_to_be_before_it(
    offices: list[OfficePage], publisher: User
) -> None:
    client = Client()
    client.force_login(publisher)
    for _ in range(2):
        client.post(URL, {"act": "no_answer", "office": client.get(URL).context["office"].page_id})

    undone = client.post(URL, {"act": "undo"}, follow=True).content.decode()

    assert "Antes de eso: «Unidad A» no contestó" in undone


def test_another_states_people_find_no_office(world: World, offices: list[OfficePage]) -> None:
    foreign = Desk(world, member(world.tenants["XSU"], StaffRole.PUBLISHER, "sur"))
    for act in (foreign.waiting, lambda: foreign.seen(offices[0])):
        with pytest.raises(OfficeUnknown):
            act()
    own_tenant = {"tenant": world.tenants["XSU"], "by": foreign.who["by"]}
    for page_id in (offices[0].pk, 0):
        with pytest.raises(OfficeUnknown):
            note_no_answer(**own_tenant, page_id=page_id)


def test_who_does_not_answer_comes_last(world: World, offices: list[OfficePage], editor: User) -> None:
    desk = Desk(world, editor)
    done = note_no_answer(**desk.who, page_id=offices[0].pk)

    assert desk.waiting() == ["Unidad B", "Unidad C", "Unidad A"]
    assert desk.seen(offices[0]).unanswered == 1
    desk.undo(offices[0], done)
    assert (desk.waiting(), desk.seen(offices[0]).unanswered) == (list(NAMES), 0)


def test_an_office_without_telephone_comes_last_and_is_not_said_to_be_unanswered(
    world: World, offices: list[OfficePage], publisher: User
) -> None:
    client = Client()
    client.force_login(publisher)
    draft = offices[0].get_latest_revision_as_object()
    draft.phones.clear()
    publish_page(page=draft)
    world.draft_below(
        offices[0].organization, OfficePage, title="Unidad D", slug="d", phones=offices[1].phones, **PLACE
    )
    with_phone = client.get(URL).content.decode()
    for page_id in Desk(world, publisher).ids()[:-1]:
        client.post(URL, {"act": "skip", "office": page_id})
    without = client.get(URL)

    assert Desk(world, publisher).waiting() == ["Unidad B", "Unidad C", "Unidad D", "Unidad A"]
    assert without.context["office"].title == "Unidad A"
    shown = without.content.decode()
    assert ('value="no_answer"' in with_phone, 'value="no_answer"' in shown) == (True, False)
    assert shown.index('id="id_number"') < shown.index('name="is_hours_right"')  # where the number would stand
    first = shown.partition("calls__form")[2].partition('name="act" value="')[2]
    assert first.startswith("confirm")  # what Enter does in any field


def test_one_press_an_office_and_every_press_can_be_undone(
    world: World, offices: list[OfficePage], publisher: User
) -> None:
    client = Client()
    client.force_login(publisher)

    def press(act: str, **typed: Any) -> Any:
        office = client.get(URL).context["office"]
        known = {"office": office.page_id, "seen": office.seen} if office else {}
        today = f"{today_of(world.tenants['XNO']):%d/%m/%Y}"
        return client.post(URL, {"act": act, "assured_on": today, **known, **typed}, follow=True)

    first = client.get(URL).context
    steps = [press("confirm", **MARKED), press("no_answer"), press("skip")]
    over = client.get(URL).context
    for _ in range(3):
        press("undo")
    back = client.get(URL).context

    assert (first["office"].title, first["number"], first["total"]) == ("Unidad A", 1, 3)
    assert [step.context["number"] for step in steps] == [2, 3, 3]
    assert (over["office"], dict(over["counts"])) == (None, {"confirm": 1, "no_answer": 1, "skip": 1})
    assert (back["office"].title, back["number"]) == ("Unidad A", 1)
    unmarked, partly = press("confirm"), press("confirm", is_phone_right="on", is_hours_right="on")
    assert (unmarked.status_code, partly.status_code) == (422, 422)
    assert "Falta marcar: teléfono, horario, domicilio." in unmarked.content.decode()
    assert "Falta marcar: domicilio." in partly.content.decode()
    wrong = press("correct", position="0", number="993 313", is_phone_right="on")
    assert (wrong.status_code, "number" in wrong.context["number_form"].errors) == (422, True)
    assert ('value="993 313"' in wrong.content.decode(), '_right" checked' in wrong.content.decode()) == (True, False)
    right = press("correct", position="0", number="993 352 2700", is_phone_right="on")
    assert right.context["office"].phones[0].display == "993 352 2700"
    assert 'name="is_phone_right" checked' in right.content.decode()
    again = press("confirm", office=offices[2].pk)
    assert again.context["office"].title == "Unidad A"


def test_what_was_typed_stays_when_somebody_else_changed_the_office_or_a_position_is_none(
    world: World, offices: list[OfficePage], publisher: User
) -> None:
    client, office = Client(), offices[0]
    client.force_login(publisher)
    seen = client.get(URL).context["office"].seen
    draft = office.get_latest_revision_as_object()
    draft.phones.append(("phone", {**draft.phones[0].value, "display": "993 352 2709"}))
    draft.save_revision()
    heard = {
        "office": office.pk,
        "assured_on": f"{today_of(world.tenants['XNO']):%d/%m/%Y}",
        "hours": "lun–vie 9–15",
        "number": "993 352 2700",
        "position": "0",
        **MARKED,
    }

    shown = client.get(URL).content.decode()
    changed = client.post(URL, {"act": "confirm", "seen": seen, **heard})
    latest = changed.context["office"].seen
    tampered = [
        client.post(URL, {"act": act, "seen": latest, **heard, "position": "7"}) for act in ("confirm", "correct")
    ]

    assert '<input type="text" inputmode="tel" name="number" id="id_number" value="">' in shown
    for answer in (changed, *tampered):
        page = answer.content.decode()
        assert (answer.status_code, answer.context["office"].page_id) == (422, office.pk)
        assert all(f'value="{typed}"' in page for typed in ("lun–vie 9–15", "993 352 2700"))
        assert '_right" checked' not in page
    assert (latest != seen, anew(office).needs_confirmation) == (True, True)


def test_two_people_call_different_offices_and_are_told_who_confirmed_one(
    world: World, offices: list[OfficePage], publisher: User, editor: User
) -> None:
    clients = {user: Client() for user in (publisher, editor)}
    for user, client in clients.items():
        client.force_login(user)

    first, second = (client.get(URL).context for client in clients.values())
    seen = first["office"].seen
    Desk(world, editor).confirm(offices[0])
    late = {"act": "confirm", "office": offices[0].pk, "seen": seen, "assured_on": "30/11/2026", **MARKED}
    told = clients[publisher].post(URL, late, follow=True)
    left = clients[publisher].post(URL, {"act": "skip", "office": told.context["office"].page_id}, follow=True)

    assert [one["office"].title for one in (first, second)] == ["Unidad A", "Unidad B"]
    assert told.context["office"].title == "Unidad C"
    assert "edita confirmó «Unidad A» el" in told.content.decode()
    assert (left.context["office"].title, left.context["also_by"]) == ("Unidad B", "edita")
    assert "edita tiene esta oficina en pantalla" in left.content.decode()


def test_what_is_withdrawn_locked_or_in_review_is_not_to_be_called(
    world: World, offices: list[OfficePage], publisher: User, editor: User
) -> None:
    desk = Desk(world, editor)
    client = Client()
    client.force_login(editor)
    client.get(URL)
    sent = offices[0]
    sent.get_latest_revision_as_object().save_revision(user=publisher)
    sent.get_workflow().start(anew(sent), publisher)
    told = client.post(URL, {"act": "confirm", "office": sent.pk, "seen": 0, "assured_on": "30/11/2026", **MARKED})
    unpublish_page(page=anew(offices[1]))
    OfficePage.objects.filter(pk=offices[2].pk).update(locked=True, locked_by=publisher)

    assert desk.waiting() == []
    assert Desk(world, publisher).waiting() == ["Unidad C"]
    assert told.status_code == 302
    assert "«Unidad A» no está por confirmar ahora" in client.get(URL).content.decode()


def test_what_an_imports_undoing_withdrew_is_not_confirmed(
    world: World, offices: list[OfficePage], editor: User
) -> None:
    tenant, page = world.tenants["XNO"], offices[0]
    client = Client()
    client.force_login(editor)
    client.get(URL)
    seen = Desk(world, editor).seen(page).seen
    unpublish_page(page=anew(page))
    row = {"tenant": tenant, "office_key": page.translation_key, "act": RowAct.CREATE}
    with tenant_scope([tenant.pk]):
        undone = OfficeImport.objects.create(
            tenant=tenant, file_name="imp.csv", status=ImportStatus.ROLLED_BACK, rolled_back_at=timezone.now()
        )
        OfficeImportRow.objects.create(office_import=undone, **row)

    sent = {"act": "confirm", "office": page.pk, "seen": seen, "assured_on": "30/11/2026", **MARKED}
    told = client.post(URL, sent, follow=True)
    with pytest.raises(OfficeImportUndone):
        note_no_answer(tenant=tenant, by=editor, page_id=page.pk)

    assert "«Unidad A» se retiró al deshacer «imp.csv»" in told.content.decode()
    assert told.context["office"].title == "Unidad B"
    assert anew(page).get_latest_revision_as_object().needs_confirmation


def test_what_was_sent_back_with_an_import_is_confirmed_in_its_draft(
    world: World, offices: list[OfficePage], editor: User
) -> None:
    tenant, page = world.tenants["XNO"], offices[0]
    draft = page.get_latest_revision_as_object().save_revision(user=editor)
    row = {"tenant": tenant, "office_key": page.translation_key, "act": RowAct.CHANGE, "revision_after": draft.pk}
    with tenant_scope([tenant.pk]):
        returned = OfficeImport.objects.create(tenant=tenant, file_name="imp.csv", status=ImportStatus.SENT_BACK)
        OfficeImportRow.objects.create(office_import=returned, **row)

    done = Desk(world, editor).confirm(page)

    assert (done.result, anew(page).workflow_in_progress) == (Result.WITH_IMPORT, False)


def test_an_office_that_somebody_else_confirmed_is_passed_over(
    world: World, offices: list[OfficePage], publisher: User
) -> None:
    client = Client()
    client.force_login(publisher)
    client.get(URL)
    page = offices[0].get_latest_revision_as_object()
    page.needs_confirmation, page.assured_on = False, date(2026, 11, 1)
    publish_page(page=page)

    shown = client.get(URL).context

    assert (shown["office"].title, shown["number"], shown["total"]) == ("Unidad B", 1, 2)


def test_what_was_skipped_is_kept_without_growing_for_ever() -> None:
    request: Any = SimpleNamespace(session={})
    last = rounds.Round([], skipped_before=list(range(1, 1_000)))
    rounds.store_round(request, "XNO", last)

    begun = rounds.begin(request, "XNO", [998, 5_000, *range(500, 997)])

    assert begun.skipped_before == [*range(798, 997), 998]  # 999 waits no longer, and only the last are kept
    assert begun.offices[0] == 5_000


@pytest.mark.parametrize("is_saved_over", [False, True])
def test_that_a_number_is_not_confirmed_that_was_saved_while_another_was_on_the_screen(
    world: World, offices: list[OfficePage], publisher: User, editor: User, is_saved_over: bool
) -> None:
    desk, office = Desk(world, publisher), offices[0]
    draft = office.get_latest_revision_as_object()
    draft.note = "Aún no"
    revision = draft.save_revision(user=editor)
    shown = desk.seen(office)
    draft = anew(office).get_latest_revision_as_object()
    draft.phones = [("phone", {"display": "993 352 2700"})]
    draft.save_revision(user=editor, overwrite_revision=revision if is_saved_over else None)

    with pytest.raises(OfficeChanged):
        desk.confirm(office, seen=shown.seen)

    assert anew(office).get_latest_revision_as_object().needs_confirmation


@pytest.mark.parametrize("is_saved_over", [False, True])
def test_that_undoing_leaves_what_was_written_since(
    world: World, offices: list[OfficePage], editor: User, is_saved_over: bool
) -> None:
    desk, office = Desk(world, editor), offices[0]
    done = desk.correct(office, "993 352 2700")
    page = anew(office)
    draft = page.get_latest_revision_as_object()
    draft.note = "Escrito después"
    draft.save_revision(user=editor, overwrite_revision=page.latest_revision if is_saved_over else None)

    with pytest.raises(OfficeChanged):
        desk.undo(office, done)

    assert anew(office).get_latest_revision_as_object().note == "Escrito después"


def test_what_waits_can_be_undone_though_the_one_after_it_was_approved(
    world: World, offices: list[OfficePage], editor: User, publisher: User
) -> None:
    client, ids = Client(), []
    client.force_login(editor)
    today = f"{today_of(world.tenants['XNO']):%d/%m/%Y}"
    for _ in range(2):
        office = client.get(URL).context["office"]
        ids.append(office.page_id)
        act = {"act": "confirm", "office": office.page_id, "seen": office.seen, "assured_on": today, **MARKED}
        client.post(URL, act, follow=True)
    first, second = (next(one for one in offices if one.pk == pk) for pk in ids)
    anew(second).current_workflow_task_state.approve(user=publisher)
    publish_due()

    answer = client.post(URL, {"act": "undo"}, follow=True)

    assert anew(first).current_workflow_state is None
    assert not answer.context["can_undo"]
