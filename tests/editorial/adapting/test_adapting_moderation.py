"""An adaptation on its way to the state's publishers: sent, sent back with a comment, sent again, taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from content_models.kinds import ItemKind
from content_models.models import AdaptationPage, OfficePage
from editorial.adapting import selectors
from editorial.adapting import services as adapt
from editorial.adapting.errors import AdaptationForbidden, AdaptationLocked, NothingToSend, NotWaiting, StaleAdaptation
from editorial.adapting.types import AdaptationTarget, Moderation, OperationInput, OperationKind
from publishing.errors import NotVisible
from tests.desk import Desk
from tests.module_desk import desk, module_desk
from tests.module_transaction import made_once

__all__ = ["desk", "module_desk"]

FAMILY = "Detuvieron a mi familiar"
EDITOR = "TAB-editor"
SUMMARY = OperationInput(OperationKind.SET, field="summary", value="De aquí.")


@made_once
def key(module_desk: Desk) -> str:
    """A text of which Tabasco's editor has a draft."""
    key = module_desk.key(ItemKind.GUIDANCE, FAMILY)
    adapt.put_operation(module_desk.who(key, role="editor"), operation=SUMMARY)
    return key


def page_of(key: str) -> AdaptationPage:
    return AdaptationPage.objects.get(adapts_key=key)


def seen_by(desk: Desk, key: str, role: str) -> Any:
    """The workbench as somebody of Tabasco has it."""
    return selectors.workbench(desk.who(key, role=role))


def screen_of(desk: Desk, key: str, role: str, screen: str = "text") -> str:
    client = Client()
    client.force_login(desk.people["TAB", role])
    return client.get(reverse(f"adapting:{screen}", args=["TAB", key])).content.decode()


def send(desk: Desk, key: str, role: str = "editor") -> None:
    adapt.send_for_review(desk.who(key, role=role), expected_revision=page_of(key).latest_revision_id)


def send_back(desk: Desk, key: str, comment: str) -> None:
    """Ask for changes, as from the start page."""
    task = page_of(key).current_workflow_task_state
    task.task.on_action(task, desk.people["TAB", "publisher"], "reject", comment=comment)


def test_while_it_waits_its_editor_can_take_it_back_but_not_change_it(desk: Desk, key: str) -> None:
    send(desk, key)
    send(desk, key)
    screen = screen_of(desk, key, "editor")

    assert seen_by(desk, key, "editor").moderation == Moderation(False, "", "", can_cancel=True, sent_by=EDITOR)
    assert (seen_by(desk, key, "editor").is_locked, seen_by(desk, key, "publisher").is_locked) == (True, False)
    assert ("Adaptar: " in screen, "Cancelar el envío" in screen, "Enviar a revisión" in screen) == (
        False,
        True,
        False,
    )
    with pytest.raises(AdaptationLocked):
        adapt.put_operation(
            desk.who(key, role="editor"), operation=SUMMARY, expected_revision=page_of(key).latest_revision_id
        )
    adapt.cancel_review(desk.who(key, role="editor"), expected_revision=page_of(key).latest_revision_id)
    assert seen_by(desk, key, "editor").moderation is None
    assert "Enviar a revisión" in screen_of(desk, key, "editor")
    with pytest.raises(NotWaiting):
        adapt.cancel_review(desk.who(key, role="editor"), expected_revision=page_of(key).latest_revision_id)


def test_what_is_sent_back_says_who_and_why_and_can_be_sent_again(desk: Desk, key: str) -> None:
    send(desk, key)
    send_back(desk, key, "Falta el <b>número</b>.")

    screen = screen_of(desk, key, "editor")
    sent_back = seen_by(desk, key, "editor")
    adapt.put_operation(
        desk.who(key, role="editor"),
        operation=OperationInput(OperationKind.SET, field="summary", value="Con número."),
        expected_revision=page_of(key).latest_revision_id,
    )
    send(desk, key)

    publisher = desk.people["TAB", "publisher"].get_username()
    assert sent_back.moderation == Moderation(
        True, publisher, "Falta el <b>número</b>.", can_cancel=False, sent_by=EDITOR
    )
    assert not sent_back.is_locked
    assert f"{publisher} devolvió esto con comentarios" in screen
    assert "Falta el &lt;b&gt;número&lt;/b&gt;." in screen
    assert "Enviar otra vez a revisión" in screen
    assert seen_by(desk, key, "editor").moderation == Moderation(False, "", "", can_cancel=True, sent_by=EDITOR)
    assert "Falta el &lt;b&gt;número&lt;/b&gt;." in screen_of(desk, key, "editor", "history")
    task = page_of(key).current_workflow_task_state
    task.task.on_action(task, desk.people["TAB", "publisher"], "approve")
    desk.commit()
    assert desk.view().item(key)["summary"] == "Con número."
    assert desk.differences() == []


def test_a_question_is_answered_beside_it_and_read_with_its_answer(desk: Desk, key: str) -> None:
    send(desk, key)
    send_back(desk, key, "¿De dónde es?")
    returned = screen_of(desk, key, "editor")
    answer(desk, key, "submit", role="editor", **{"review-message": "Del acuerdo 3."})
    waits = screen_of(desk, key, "publisher")

    box = returned.partition('aria-labelledby="adapting-moderation"')[2].partition("</section>")[0]
    assert box.index("¿De dónde es?") < box.index('name="review-message"')
    assert returned.count('name="review-message"') == 1
    assert waits.index("Devuelto por TAB-publisher el ") < waits.index("¿De dónde es?") < waits.index("Del acuerdo 3.")


def test_discarding_what_was_sent_back_ends_the_review(desk: Desk, key: str) -> None:
    desk.publish(key)
    adapt.put_operation(
        desk.who(key, role="editor"),
        operation=OperationInput(OperationKind.SET, field="summary", value="Otro."),
        expected_revision=page_of(key).latest_revision_id,
    )
    send(desk, key)
    send_back(desk, key, "No.")

    adapt.discard_draft(desk.who(key, role="editor"), expected_revision=page_of(key).latest_revision_id)

    assert page_of(key).current_workflow_state is None
    assert desk.differences() == []


def test_only_what_was_seen_and_only_what_was_changed_is_sent(desk: Desk, key: str) -> None:
    with pytest.raises(StaleAdaptation):
        adapt.send_for_review(desk.who(key, role="editor"), expected_revision=1)
    desk.publish(key)

    with pytest.raises(NothingToSend):
        send(desk, key)

    assert page_of(key).current_workflow_state is None


def test_others_neither_send_nor_take_back(desk: Desk, key: str) -> None:
    revision = page_of(key).latest_revision_id
    send(desk, key, role="publisher")
    others = {NotVisible: desk.people["COA", "publisher"], AdaptationForbidden: desk.people["NAC", "publisher"]}

    for refusal, who in others.items():
        for act in (adapt.send_for_review, adapt.cancel_review):
            with pytest.raises(refusal):
                act(replace(desk.who(key), by=who), expected_revision=revision)

    assert page_of(key).current_workflow_state is not None


def answer(desk: Desk, key: str, act: str, role: str = "publisher", **sent: Any) -> Any:
    """Press a button of the workbench."""
    client = Client()
    client.force_login(desk.people["TAB", role])
    sent.setdefault("revision", page_of(key).latest_revision_id)
    return client.post(reverse("adapting:act", args=["TAB", key, act]), sent, follow=True)


def test_a_publisher_approves_on_the_workbench_and_citizens_read_it(desk: Desk, key: str) -> None:
    send(desk, key)

    offered = {role: "Aprobar y publicar" in screen_of(desk, key, role) for role in ("editor", "publisher")}
    done = answer(desk, key, "approve").content.decode()
    desk.commit()

    assert offered == {"editor": False, "publisher": True}
    title = desk.view().item(key)["title"]
    assert f"«{title}» está aprobado y publicado. La gente de Tabasco ya lo ve." in done
    assert desk.view().item(key)["summary"] == "De aquí."
    assert page_of(key).current_workflow_state is None
    acts = selectors.versions(desk.who(key))[0].acts
    assert [(act.sentence, act.by) for act in acts] == [
        ("La envió a revisión.", "TAB-editor"),
        ("La aprobó.", "TAB-publisher"),
        ("La publicó.", "TAB-publisher"),
    ]
    assert desk.differences() == []


def test_after_a_decision_what_waits_next_is_one_press_away(desk: Desk, key: str) -> None:
    send(desk, key)
    office = OfficePage.objects.filter(path__startswith=desk.tenants["TAB"].root_page.path, live=True)[0]
    office.save_revision()
    office.get_workflow().start(office, desk.people["TAB", "editor"])

    done = answer(desk, key, "approve").content.decode()

    messages = done.partition('class="messages"')[2].partition("</main>")[0]
    assert f'href="{reverse("approving:changes", args=[office.pk])}"' in messages
    assert "Siguiente" in messages


def test_what_a_publisher_corrected_while_it_waited_is_what_is_approved(desk: Desk, key: str) -> None:
    send(desk, key)
    corrected = OperationInput(OperationKind.SET, field="summary", value="Corregido.")
    adapt.put_operation(desk.who(key), operation=corrected, expected_revision=page_of(key).latest_revision_id)

    answer(desk, key, "approve")
    desk.commit()

    assert desk.view().item(key)["summary"] == "Corregido."
    assert not page_of(key).has_unpublished_changes
    assert desk.differences() == []


def test_a_publisher_asks_for_changes_on_the_workbench(desk: Desk, key: str) -> None:
    send(desk, key)

    empty = answer(desk, key, "ask_changes", comment="  ").content.decode()
    waiting = page_of(key).current_workflow_task_state
    done = answer(desk, key, "ask_changes", comment="Falta el número.").content.decode()

    assert "Di qué hay que cambiar" in empty
    assert waiting is not None
    assert f"«{desk.view().item(key)['title']}» vuelve" in done
    sent_back = seen_by(desk, key, "editor").moderation
    assert sent_back == Moderation(
        True, desk.people["TAB", "publisher"].get_username(), "Falta el número.", False, sent_by=EDITOR
    )
    assert "Falta el número." in screen_of(desk, key, "editor", "history")
    assert desk.differences() == []


@pytest.mark.parametrize("meanwhile", ["changed", "taken back"])
def test_a_comment_that_came_too_late_stays_on_the_screen(desk: Desk, key: str, meanwhile: str) -> None:
    send(desk, key)
    seen = page_of(key).latest_revision_id
    if meanwhile == "changed":
        other = OperationInput(OperationKind.SET, field="title", value="Otro título")
        adapt.put_operation(desk.who(key), operation=other, expected_revision=seen)
    else:
        adapt.cancel_review(desk.who(key, role="editor"), expected_revision=seen)

    refused = answer(desk, key, "ask_changes", comment="Falta el número.", revision=seen)

    assert refused.status_code == 200
    assert "Falta el número." in refused.content.decode()
    assert "Falta el número." not in screen_of(desk, key, "editor", "history")


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        (("TAB", "editor"), AdaptationForbidden),
        (("COA", "publisher"), NotVisible),
        (("NAC", "publisher"), AdaptationForbidden),
    ],
)
def test_others_neither_approve_nor_ask(desk: Desk, key: str, who: tuple[str, str], refusal: type[Exception]) -> None:
    send(desk, key)
    target = AdaptationTarget(tenant=desk.tenants["TAB"], key=key, locale="es-MX", by=desk.people[who])
    seen = page_of(key).latest_revision_id

    with pytest.raises(refusal):
        adapt.approve(target, expected_revision=seen)
    with pytest.raises(refusal):
        adapt.ask_for_changes(target, comment="No.", expected_revision=seen)

    assert page_of(key).current_workflow_task_state is not None
    assert not page_of(key).live


def test_what_waits_for_nobody_is_not_decided(desk: Desk, key: str) -> None:
    target, seen = desk.who(key), page_of(key).latest_revision_id

    with pytest.raises(NotWaiting):
        adapt.approve(target, expected_revision=seen)
    with pytest.raises(NotWaiting):
        adapt.ask_for_changes(target, comment="No.", expected_revision=seen)

    assert not page_of(key).live
