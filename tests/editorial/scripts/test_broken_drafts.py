"""A draft of a script may be broken: it is saved and previewed. No way leads from it to readers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import streamfield

from content_models.models import ScriptPage
from publishing.errors import ScriptUnreachable
from publishing.services.publish import publish_page
from publishing.services.scheduled import publish_due
from tests.content_models.world import block_id
from tests.desk import Desk
from tests.thoroughness import tries

from .sent import node, script

WHOLE = (
    node("a", "¿Ya sabe dónde está?", ("Sí", block_id("b"))),
    node("b", "Vaya con identificación.", kind="ANSWER"),
)
BROKEN = {
    "a circle": (node("a", "Uno", ("Sí", block_id("b"))), node("b", "Dos", ("No", block_id("a")))),
    "a target that was removed": (node("a", "Uno", ("Sí", "quitado")), node("b", "Dos", kind="ANSWER")),
    "an answer that leads nowhere yet": (node("a", "Uno", ("Sí", "")), node("b", "Dos", kind="ANSWER")),
    "an answer without words": (node("a", "Uno", ("", block_id("b"))), node("b", "Dos", kind="ANSWER")),
    "a node without words": (node("a", "", ("Sí", block_id("b"))), node("b", "", kind="ANSWER")),
    "no kind": (node("a", "Uno", kind=""),),
    "no end": (node("a", "Uno", kind="INFO"),),
    "a referral to nobody": (node("a", "Uno", kind="REFERRAL"),),
    "nothing": (),
}

STEP = tries(3, long=1)
"""Each so many-th of them is saved, each so many-th of the others previewed, and so on: each of them is something."""

OF_ANSWER = "nodes-0-value-options-0-value-key"


def signed_in(desk: Desk, role: str = "editor") -> Client:
    client = Client()
    client.force_login(desk.people["NAC", role])
    return client


def draft(page: ScriptPage) -> ScriptPage:
    found = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
    assert isinstance(found, ScriptPage)
    return found


def edit(page: ScriptPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


@pytest.mark.parametrize("name", list(BROKEN)[::STEP])
def test_it_is_saved_and_saves_itself(desk: Desk, page: ScriptPage, name: str) -> None:
    client = signed_in(desk)

    saved = client.post(edit(page), script(*BROKEN[name]))
    itself = client.post(edit(page), script(*BROKEN[name]), headers={"accept": "application/json"})

    assert saved.status_code == 302
    assert (itself.status_code, itself.json()["success"]) == (200, True)
    assert len(draft(page).nodes) == len(BROKEN[name])


def test_what_does_not_save_itself_says_which_node_and_field_and_why(desk: Desk, page: ScriptPage) -> None:
    answers = (("Sí", block_id("b")), ("x" * 161, block_id("b")))
    sent = script(WHOLE[1], node("a", "¿Ya denunció?", *answers))

    answer = signed_in(desk).post(edit(page), sent, headers={"accept": "application/json"})

    assert (answer.status_code, answer.json()["error_code"]) == (400, "validation_error")
    assert answer.json()["field"] == ["nodes", 1, "options", 1, "label"]
    assert answer.json()["error_message"].startswith("«Nodo 2, Opción 2, Se contesta»: ")
    assert "160" in answer.json()["error_message"]


@pytest.mark.parametrize("name", list(BROKEN)[STEP - 1 :: STEP])
def test_it_is_previewed(desk: Desk, page: ScriptPage, name: str) -> None:
    client = signed_in(desk)
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])

    kept = client.post(address, script(*BROKEN[name])).json()
    shown = [client.get(address, {"mode": mode}).status_code for mode in ("page", "chart", "player")]

    assert kept == {"is_valid": True, "is_available": True}
    assert shown == [200, 200, 200]


@pytest.mark.parametrize("name", list(BROKEN)[STEP // 2 :: STEP])
@pytest.mark.parametrize("button", ["action-publish", "action-submit"])
def test_neither_published_nor_sent_to_review(desk: Desk, page: ScriptPage, name: str, button: str) -> None:
    answer = signed_in(desk, "publisher").post(edit(page), {**script(*BROKEN[name]), button: "1"})

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Page.objects.get(pk=page.pk).live
    assert draft(page).current_workflow_state is None


@pytest.mark.parametrize(
    ("button", "sentence"),
    [
        ("action-publish", "Todavía no se publica"),
        ("action-submit", "Todavía no se envía"),
    ],
)
def test_what_is_refused_is_called_as_its_button(desk: Desk, page: ScriptPage, button: str, sentence: str) -> None:
    answer = signed_in(desk, "publisher").post(edit(page), {**script(*BROKEN["no end"]), button: "1"})

    assert [str(one).strip().partition(":")[0] for one in get_messages(answer.wsgi_request)] == [sentence]


def test_what_is_wrong_stands_at_its_node(desk: Desk, page: ScriptPage) -> None:
    nodes = BROKEN["an answer that leads nowhere yet"]

    answer = signed_in(desk, "publisher").post(edit(page), {**script(*nodes), "action-publish": "1"})

    errors = answer.context["form"].errors.as_data()["nodes"][0].block_errors
    assert sorted(errors) == [0]
    assert "to" in errors[0].block_errors["options"].block_errors[0].block_errors


def test_a_circle_is_told_by_its_words(desk: Desk, page: ScriptPage) -> None:
    answer = signed_in(desk, "publisher").post(edit(page), {**script(*BROKEN["a circle"]), "action-publish": "1"})

    errors = answer.context["form"].errors.as_data()["nodes"][0].block_errors
    (said,) = errors[1].non_block_errors
    assert "1 · Uno → 2 · Dos → 1 · Uno" in said


def publish_revision(page: ScriptPage) -> None:
    page.save_revision(clean=False).publish()


def approve(page: ScriptPage) -> None:
    page.save_revision(clean=False)
    workflow = page.get_workflow()
    assert workflow is not None
    workflow.start(page, None).current_task_state.approve(user=None)


@pytest.mark.parametrize("way", [lambda page: publish_page(page=page), publish_revision, approve])
@pytest.mark.parametrize("name", sorted(BROKEN.keys() - {"no kind", "nothing"})[::STEP])
def test_no_way_of_publishing_lets_it_pass(
    desk: Desk, page: ScriptPage, name: str, way: Callable[[ScriptPage], Any]
) -> None:
    signed_in(desk).post(edit(page), script(*BROKEN[name]))

    with pytest.raises(ScriptUnreachable):
        way(draft(page))

    assert desk.view().item(str(page.translation_key)) is None


def test_it_is_not_published_when_it_is_due(desk: Desk, page: ScriptPage) -> None:
    signed_in(desk).post(edit(page), script(*BROKEN["a circle"]))
    planned = draft(page)
    revision = planned.save_revision(clean=False)
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save(update_fields=["approved_go_live_at"])

    assert publish_due() == 0
    assert not Page.objects.get(pk=page.pk).live


def test_it_is_not_published_among_many(desk: Desk, page: ScriptPage) -> None:
    signed_in(desk).post(edit(page), script(*BROKEN["a circle"]))
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    client, url = signed_in(desk, "publisher"), f"{address}?id={page.pk}"
    seen = client.get(url).context["seen"]

    answer = client.post(url, {"include_descendants": "", "seen": seen})

    assert "1 · Uno → 2 · Dos → 1 · Uno" in answer.content.decode()
    assert not Page.objects.get(pk=page.pk).live


def test_what_is_whole_is_published(desk: Desk, page: ScriptPage) -> None:
    saved = signed_in(desk, "publisher").post(edit(page), script(*WHOLE))
    publish_page(page=draft(page))

    served = desk.view().item(str(page.translation_key))
    assert saved.status_code == 302
    assert (served["start"], [one["key"] for one in served["nodes"]]) == (
        "ya-sabe-donde-esta",
        ["ya-sabe-donde-esta", "vaya-con-identificacion"],
    )


def test_the_form_learns_the_keys_that_were_given(desk: Desk, page: ScriptPage) -> None:
    answer = signed_in(desk).post(edit(page), script(*WHOLE), headers={"accept": "application/json"}).json()

    assert answer["field_updates"] == {
        "nodes-0-value-key": "ya-sabe-donde-esta",
        "nodes-0-value-options-0-value-key": "si",
        "nodes-1-value-key": "vaya-con-identificacion",
    }


def test_a_published_key_outlives_another_text_and_a_crafted_form(desk: Desk, page: ScriptPage) -> None:
    client = signed_in(desk, "publisher")
    client.post(edit(page), script(*WHOLE))
    publish_page(page=draft(page))
    crafted = node("a", "Otras palabras", ("Claro", block_id("b")), key="mia")

    client.post(edit(page), script(crafted, WHOLE[1]))

    assert [one.value["key"] for one in draft(page).nodes] == ["ya-sabe-donde-esta", "vaya-con-identificacion"]
    assert draft(page).nodes[0].value["options"][0]["key"] == "si"


def test_a_removed_node_that_is_put_back_has_its_published_key(desk: Desk, page: ScriptPage) -> None:
    client = signed_in(desk, "publisher")
    client.post(edit(page), script(*WHOLE))
    publish_page(page=draft(page))

    client.post(edit(page), script(WHOLE[0]))
    client.post(edit(page), script(WHOLE[0], node("b", "Dicho de otro modo.", kind="ANSWER")))

    assert [one.value["key"] for one in draft(page).nodes] == ["ya-sabe-donde-esta", "vaya-con-identificacion"]


def test_an_older_tab_takes_the_place_of_a_newer_draft_only_when_somebody_says_so(desk: Desk, page: ScriptPage) -> None:
    client = signed_in(desk)
    client.post(edit(page), script(*WHOLE))
    before = Page.objects.get(pk=page.pk).latest_revision
    shown = {"loaded_revision_id": before.pk, "loaded_revision_created_at": before.created_at.isoformat()}
    first = node("a", "¿Ya sabe dónde está?", ("Sí", block_id("b")), ("Creo que sí", block_id("b")))

    client.post(edit(page), script(node("a", "Vaya.", kind="ANSWER")))  # in another tab, which removes the node
    itself = client.post(edit(page), script(first, WHOLE[1], **shown), headers={"accept": "application/json"}).json()
    kept = [one.value["kind"] for one in draft(page).nodes]
    without = client.post(reverse("script_forms:form_on_edit", args=[page.pk]), script(first)).json()["problems"]
    asked = client.post(edit(page), script(first, WHOLE[1], **shown))
    newest = Page.objects.get(pk=page.pk).latest_revision
    told = {"replaces_revision": newest.pk, "replaces_saved_at": newest.created_at.isoformat()}
    saved = client.post(edit(page), script(first, WHOLE[1], **shown, **told))

    assert (itself["error_code"], kept) == ("invalid_revision", ["ANSWER"])
    assert {(one["block"], one["code"]) for one in without} == {(block_id("a"), "TARGET_MISSING")}
    assert (asked.status_code, saved.status_code) == (200, 302)
    assert [one["to"] for one in draft(page).nodes[0].value["options"]] == ["vaya-con-identificacion"] * 2
    assert [len(one.as_object().nodes) for one in page.revisions.order_by("pk")] == [0, 2, 1, 2]


def test_a_walk_through_what_had_no_words_yet_goes_on_through_it(desk: Desk, page: ScriptPage) -> None:
    client = signed_in(desk)
    walk = {"name": "sí", "answers": f"{block_id('a')}.{block_id('a-0')}", "end": block_id("b")}
    unwritten = (node("a", "", ("", block_id("b"))), node("b", "", kind="ANSWER"))

    client.post(edit(page), script(*unwritten, walks=streamfield([("walk", walk)])))
    before = draft(page).walks[0].value
    client.post(edit(page), script(*WHOLE, walks=streamfield([("walk", walk)])))
    after = draft(page).walks[0].value

    assert before["answers"] == walk["answers"]
    assert (after["answers"], after["end"]) == ("ya-sabe-donde-esta.si", "vaya-con-identificacion")


def test_a_topic_of_a_thousand_digits_is_none(desk: Desk, page: ScriptPage) -> None:
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])

    answer = signed_in(desk).post(address, script(*next(iter(BROKEN.values())), topic="9" * 5_000))

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("writing", "without"),
    [("nodes-0-value-text", "nodes-0-value-key"), ("nodes-0-value-options-0-value-label", OF_ANSWER)],
)
def test_words_that_are_being_typed_make_no_key_yet(desk: Desk, page: ScriptPage, writing: str, without: str) -> None:
    client = signed_in(desk)
    begun = (node("a", "¿Don", ("Sí, pero", block_id("b"))), node("b", "Vaya", kind="ANSWER"))

    answer = client.post(edit(page), script(*begun, writing=writing), headers={"accept": "application/json"})
    client.post(edit(page), script(node("a", "¿Dónde está?", ("Sí", block_id("b"))), begun[1]))

    assert without not in answer.json()["field_updates"]
    assert "nodes-1-value-key" in answer.json()["field_updates"]
    given = {
        "nodes-0-value-key": draft(page).nodes[0].value["key"],
        OF_ANSWER: draft(page).nodes[0].value["options"][0]["key"],
    }
    assert given[without] == {"nodes-0-value-key": "donde-esta", OF_ANSWER: "si"}[without]


@pytest.mark.parametrize("writing", ["x", "-value-", "nodes-9-value-text", "nodes-0-id"])
def test_a_field_that_is_not_there_is_not_being_typed(desk: Desk, page: ScriptPage, writing: str) -> None:
    sent = script(*WHOLE, writing=writing)

    assert signed_in(desk).post(edit(page), sent, headers={"accept": "application/json"}).status_code == 200
    assert draft(page).nodes[0].value["key"] == "ya-sabe-donde-esta"


def test_a_call_without_a_preamble_is_not_published(desk: Desk, page: ScriptPage) -> None:
    sent = {**script(*WHOLE, channels=["PHONE"]), "action-publish": "1"}

    answer = signed_in(desk, "publisher").post(edit(page), sent)

    assert "introducción de la llamada" in str(answer.context["form"].errors["preamble"])


def test_a_new_script_begins_with_the_national_preamble(desk: Desk, page: ScriptPage) -> None:
    address = reverse("wagtailadmin_pages:add", args=["content", "scriptpage", page.get_parent().pk])

    answer = signed_in(desk).get(address)

    parts = answer.context["form"].initial["preamble"]
    assert [part.value["key"] for part in parts] == [
        "safety_first",
        "language",
        "operator",
        "privacy",
        "limits",
        "closing",
    ]


def test_channels_keep_the_order_in_which_they_are_stored(desk: Desk, page: ScriptPage) -> None:
    page.channels = ["CHAT", "PHONE"]
    page.save_revision(clean=False)

    signed_in(desk).post(edit(page), script(*WHOLE, channels=["PHONE", "CHAT"]))

    assert draft(page).channels == ["CHAT", "PHONE"]
