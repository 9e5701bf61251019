"""What an adaptation has been: who changed what, in words, and the way back. As service and on its screens."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from content_models.kinds import ItemKind
from content_models.models import AdaptationPage
from editorial.adapting import selectors
from editorial.adapting import services as adapt
from editorial.adapting.errors import AdaptationForbidden, NoSuchVersion, StaleAdaptation
from editorial.adapting.types import OperationInput, OperationKind, PieceKind
from editorial.review import services as review
from publishing.services.publish import publish_page, unpublish_page
from publishing.services.scheduled import publish_due
from tests.desk import Desk, first
from tests.editorial.reviews import national, only
from tests.module_desk import desk, module_desk
from tests.module_transaction import made_once

__all__ = ["desk", "module_desk"]

FAMILY = "Detuvieron a mi familiar"


@made_once
def key(module_desk: Desk) -> str:
    """A text with four versions: begun, one sentence, the same published with another, and one block hidden."""
    key = module_desk.key(ItemKind.GUIDANCE, FAMILY)
    module_desk.put(key, OperationInput(OperationKind.SET, field="summary", value="Llama hoy mismo."))
    module_desk.put(key, OperationInput(OperationKind.SET, field="summary", value="Llama hoy mismo a la Defensoría."))
    module_desk.publish(key)
    module_desk.put(
        key, OperationInput(OperationKind.HIDE, target=first(module_desk.bench(key), PieceKind.BLOCK).address)
    )
    return key


def signed_in(desk: Desk, code: str, role: str = "publisher") -> Client:
    client = Client()
    client.force_login(desk.people[code, role])
    return client


def url(name: str, key: str, *more: Any) -> str:
    return reverse(f"adapting:{name}", args=["TAB", key, *more])


def said(answer: Any) -> str:
    """What a page says, in one line."""
    return re.sub(r"\s+", " ", strip_tags(answer.content.decode()))


def test_versions_are_the_latest_first_with_who_and_what(desk: Desk, key: str) -> None:
    versions = selectors.versions(desk.who(key))

    assert [len(version.operations) for version in versions] == [2, 1, 1, 0]
    assert {version.by for version in versions} == {"TAB-publisher"}
    assert [(version.is_latest, version.is_live) for version in versions] == [
        (True, False),
        (False, True),
        (False, False),
        (False, False),
    ]
    assert len(versions[1].acts) == 1


def test_going_back_makes_a_draft_and_publishes_nothing(desk: Desk, key: str) -> None:
    served = desk.view().item(key)
    older = selectors.versions(desk.who(key))[2]

    adapt.return_to_version(desk.who(key), number=older.number, expected_revision=desk.bench(key).revision)

    bench, versions = desk.bench(key), selectors.versions(desk.who(key))
    summary = bench.piece("summary")
    assert desk.view().item(key) == served
    assert summary is not None
    assert summary.effective_value == "Llama hoy mismo."
    assert bench.has_draft_changes
    assert len(versions) == 5
    assert versions[0].operations == older.operations
    assert desk.differences() == []
    desk.publish(key)
    assert desk.view().item(key)["summary"] == "Llama hoy mismo."
    assert desk.differences() == []


def test_only_the_states_people_go_back_and_only_from_what_they_saw(desk: Desk, key: str) -> None:
    older = selectors.versions(desk.who(key))[2]
    seen = desk.bench(key).revision

    with pytest.raises(AdaptationForbidden):
        adapt.return_to_version(replace(desk.who(key), by=desk.people["NAC", "publisher"]), number=older.number)
    with pytest.raises(NoSuchVersion):
        adapt.return_to_version(desk.who(key), number=0, expected_revision=seen)
    desk.put(key, OperationInput(OperationKind.SET, field="question", value="¿?"))
    with pytest.raises(StaleAdaptation):
        adapt.return_to_version(desk.who(key), number=older.number, expected_revision=seen)

    assert len(selectors.versions(desk.who(key))) == 5


def test_the_version_of_another_text_is_none_of_this(desk: Desk, key: str) -> None:
    other = desk.key(ItemKind.TERM, "Amparo")
    desk.put(other, OperationInput(OperationKind.SET, field="title", value="Otro"))
    foreign = selectors.versions(desk.who(other))[0].number

    with pytest.raises(NoSuchVersion):
        selectors.item_at(desk.who(key), number=foreign)
    assert signed_in(desk, "TAB").get(url("version", key, foreign)).status_code == 404


def test_the_screen_lists_what_changed_in_words(desk: Desk, key: str) -> None:
    shown = said(signed_in(desk, "TAB").get(url("history", key)))

    assert "TAB-publisher" in shown
    assert '"op"' not in shown
    assert shown.count("Resumen") == 2
    assert "Texto 1" in shown


def test_a_version_is_compared_with_the_draft_of_now_in_words(desk: Desk, key: str) -> None:
    older = selectors.versions(desk.who(key))[2]

    answer = signed_in(desk, "TAB").get(url("version", key, older.number))

    assert re.search(r"<ins>.*?Defensoría.*?</ins>", answer.content.decode())
    assert "Texto 1" in said(answer)


def test_going_back_is_a_button(desk: Desk, key: str) -> None:
    client, older = signed_in(desk, "TAB", "editor"), selectors.versions(desk.who(key))[2]

    sent = client.post(
        url("act", key, "restore"), {"version": older.number, "revision": desk.bench(key).revision}, follow=True
    )

    assert "Llama hoy mismo." in said(sent)
    assert selectors.versions(desk.who(key))[0].operations == older.operations


@pytest.mark.parametrize(("who", "code", "status"), [("national", "NAC", 200), ("another state", "COA", 404)])
def test_who_reads_a_states_history(desk: Desk, key: str, who: str, code: str, status: int) -> None:
    number = selectors.versions(desk.who(key))[0].number
    client = signed_in(desk, code)

    statuses = [client.get(url("history", key)).status_code, client.get(url("version", key, number)).status_code]
    client.post(url("act", key, "restore"), {"version": number, "revision": desk.bench(key).revision})

    assert statuses == [status, status]
    assert len(selectors.versions(desk.who(key))) == 4


def test_wagtails_own_addresses_of_an_adaptation_lead_to_these(desk: Desk, key: str) -> None:
    versions, page = selectors.versions(desk.who(key)), desk.bench(key).page
    assert page is not None
    client = signed_in(desk, "TAB")
    led = {
        name: client.get(reverse(f"wagtailadmin_pages:{name}", args=[page.pk, *args])).headers.get("Location", "")
        for name, args in (
            ("edit", ()),
            ("history", ()),
            ("workflow_history", ()),
            ("revisions_compare", ("earliest", "latest")),
            ("revisions_revert", (versions[2].number,)),
            ("revisions_unschedule", (versions[2].number,)),
        )
    }

    history = f"{url('history', key)}?locale=es-MX"
    assert led == {
        "edit": f"{url('text', key)}?locale=es-MX",
        "history": history,
        "workflow_history": history,
        "revisions_compare": history,
        "revisions_revert": f"{url('version', key, versions[2].number)}?locale=es-MX",
        "revisions_unschedule": f"{url('text', key)}?locale=es-MX",
    }


def test_wagtails_own_addresses_of_other_pages_are_left_alone(desk: Desk) -> None:
    home = desk.tenants["TAB"].root_page_id
    client = signed_in(desk, "TAB")

    statuses = [
        client.get(reverse(f"wagtailadmin_pages:{name}", args=[home])).status_code for name in ("edit", "history")
    ]

    assert statuses == [200, 200]


def test_a_publisher_plans_changes_and_cancels_on_the_screens(desk: Desk, key: str) -> None:
    client = signed_in(desk, "TAB")
    sent = {"revision": desk.bench(key).revision, "go_live_at": "01/03/2090 09:00", "expire_at": "31/03/2090"}

    form = client.get(url("schedule", key))
    client.post(url("schedule", key), sent)
    bench = said(client.get(url("text", key)))
    again = client.get(url("schedule", key)).content.decode()
    client.post(url("act", key, "unschedule"), {"revision": desk.bench(key).revision})
    cancelled = desk.bench(key)

    assert form.status_code == 200
    assert "1 de marzo de 2090, 09:00" in bench
    assert "31 de marzo de 2090, 23:59" in bench
    assert 'value="01/03/2090 09:00"' in again
    assert cancelled.schedule is None
    assert cancelled.has_draft_changes
    assert desk.differences() == []


def test_while_it_is_planned_nothing_can_be_changed_on_the_screens(desk: Desk, key: str) -> None:
    adapt.schedule_adaptation(
        desk.who(key), go_live_at=timezone.now() + timedelta(days=1), expected_revision=desk.bench(key).revision
    )
    client = signed_in(desk, "TAB", "editor")

    shown = client.get(url("text", key)).content.decode()
    client.post(url("act", key, "hide"), {"revision": desk.bench(key).revision, "confirm": "1"})

    assert "adapting-piece__acts" not in shown
    assert not desk.bench(key).is_hidden


def test_dates_that_cannot_be_kept_stay_in_the_form_with_the_reason(desk: Desk, key: str) -> None:
    client = signed_in(desk, "TAB")
    sent = {"revision": desk.bench(key).revision, "go_live_at": "01/03/2020 09:00", "expire_at": ""}

    answer = client.post(url("schedule", key), sent)

    content = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="01/03/2020 09:00"' in content
    assert "w-field__errors" in content
    assert desk.bench(key).schedule is None


@pytest.mark.parametrize(
    ("who", "code", "role", "status"),
    [
        ("an editor", "TAB", "editor", 302),
        ("national", "NAC", "publisher", 302),
        ("another state", "COA", "editor", 404),
    ],
)
def test_others_do_not_plan(desk: Desk, key: str, who: str, code: str, role: str, status: int) -> None:
    client = signed_in(desk, code, role)
    sent = {"revision": desk.bench(key).revision, "go_live_at": "01/03/2090 09:00"}

    statuses = [client.get(url("schedule", key)).status_code, client.post(url("schedule", key), sent).status_code]

    assert statuses == [status, status]
    assert desk.bench(key).schedule is None


def test_each_act_says_who_did_it_and_when_also_where_it_ended(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    adapt.put_operation(
        desk.who(key, role="editor"),
        operation=OperationInput(OperationKind.SET, field="summary", value="Llama hoy mismo."),
    )
    page = desk.publish(key)
    AdaptationPage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    publish_due()

    version = selectors.versions(desk.who(key))[0]
    shown = said(signed_in(desk, "TAB").get(url("history", key)))

    assert version.by == "TAB-editor"
    assert [act.by for act in version.acts] == ["TAB-publisher", ""]
    assert "La publicó. (TAB-publisher, " in shown
    assert "Terminó por sí sola, como estaba programado. (el sistema, " in shown
    assert desk.differences() == []


def test_it_tells_that_the_library_withdrew_the_text_and_published_it_again(desk: Desk, key: str) -> None:
    desk.publish(key)
    client, library = signed_in(desk, "TAB"), desk.people["NAC", "publisher"]
    unpublish_page(page=national(key), by=library)
    desk.commit()
    while_away = said(client.get(url("text", key)))
    publish_page(page=national(key), by=library)
    desk.commit()

    acts = selectors.versions(desk.who(key))[0].acts

    assert "La biblioteca retiró el texto. (NAC-publisher, " in while_away
    assert "Cambió «Resumen»." in while_away
    assert [act.by for act in acts] == ["TAB-publisher", "NAC-publisher", "NAC-publisher"]
    assert "La biblioteca volvió a publicar el texto. (NAC-publisher, " in said(client.get(url("history", key)))


def test_it_tells_what_the_state_decided_of_a_withdrawn_text(desk: Desk, key: str) -> None:
    unpublish_page(page=national(key), by=desk.people["NAC", "publisher"])
    review.keep(task_id=only(desk).pk, by=desk.people["TAB", "editor"])
    desk.commit()

    shown = said(signed_in(desk, "TAB").get(url("text", key)))

    decided = "Conservó lo que escribió el estado, hasta que la biblioteca vuelva a publicar el texto. (TAB-editor, "
    assert decided in shown
