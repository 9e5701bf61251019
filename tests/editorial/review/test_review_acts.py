"""What is decided on the screens of review, and what comes of each button."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from content_models.models import AdaptationPage, GuidancePage, NoticePage
from publishing.models import ReviewReason, ReviewTask
from tenants.models import Adoption
from tenants.scope import tenant_scope
from tests.editorial.adapting.test_adapting_view import paragraph, signed_in, text_url, written
from tests.world import GUIDANCE, World

from .review_desk import (
    FIRST,
    fresh,
    in_english,
    law_task,
    paragraphs,
    rewritten,
    seen,
    task_of,
    task_url,
    words_in,
)


def test_a_changed_piece_is_shown_three_times_with_the_differences_in_words(world: World, changed: ReviewTask) -> None:
    content = seen(in_english(signed_in(world, "own editor")), task_url(changed))
    said = words_in(content)

    assert "How the national text was when it was adapted Tienes cuatro días." in said
    assert "What the national text says now Tienes (removed: cuatro días.) (added: sesenta días.)" in said
    assert "The text of Norte En el Norte, tres días." in said
    assert "Keep everything of ours" in said
    assert "Urgent legal correction" not in said


def test_a_legal_correction_is_said_to_be_one_and_no_button_stands_out(world: World, changed: ReviewTask) -> None:
    with tenant_scope([changed.tenant_id]):
        ReviewTask.objects.filter(pk=changed.pk).update(is_urgent=True)

    content = seen(in_english(signed_in(world, "own editor")), task_url(changed))

    said = words_in(content)
    assert "Urgent legal correction" in said
    assert "compare it with the law before you keep it" in said
    buttons = re.findall(r'<button class="([^"]*)"[^>]*>([^<]*)</button>', content)
    styles = {label: style.split() for style, label in buttons}
    assert all("button-secondary" in styles[label] for label in ("Keep ours", "Keep everything of ours"))


def test_a_publisher_keeps_one_piece_and_takes_the_other(world: World, page: GuidancePage, changed: ReviewTask) -> None:
    client = signed_in(world, "own publisher")

    client.post(task_url(changed, "keep"), {"address": changed.addresses[0]})
    between = fresh(world, changed)
    last = client.post(task_url(changed, "take"), {"address": changed.addresses[1]})

    assert (between.outcome, between.addresses) == ("", [changed.addresses[1]])
    assert last.headers["Location"] == reverse("reviews:list")
    assert paragraphs(world, page) == ["En el Norte, tres días.", "Lleva una identificación y una copia."]
    assert paragraphs(world, page, "XSU")[0] == "Tienes sesenta días."
    assert fresh(world, changed).outcome == "taken"
    history = seen(in_english(client), reverse("reviews:history"))
    assert "Own text kept" in history
    assert "own-publisher" in history
    assert world.differences() == []


@pytest.mark.parametrize(
    ("act", "read", "outcome"),
    [
        ("keep", ["En el Norte, tres días.", "En el Norte, nada."], "kept"),
        ("take", ["Tienes sesenta días.", "Lleva una identificación y una copia."], "taken"),
    ],
)
def test_all_pieces_are_decided_at_once(
    world: World, page: GuidancePage, changed: ReviewTask, act: str, read: list[str], outcome: str
) -> None:
    signed_in(world, "own publisher").post(task_url(changed, act))

    assert paragraphs(world, page) == read
    assert fresh(world, changed).outcome == outcome
    assert world.differences() == []


def test_an_editors_decisions_wait_in_the_draft_until_a_publisher_publishes_them(
    world: World, page: GuidancePage, changed: ReviewTask
) -> None:
    editor, by = in_english(signed_in(world, "own editor")), in_english(signed_in(world, "own publisher"))

    editor.post(task_url(changed, "take"))
    to_send = seen(editor, task_url(changed))
    editor.post(
        task_url(changed, "submit"),
        {"revision": re.findall(r'name="revision" value="(\d+)"', to_send)[0], "review-message": "Ya lo comparé."},
    )
    sent = seen(editor, task_url(changed))
    read = paragraphs(world, page)
    listed, shown = seen(by, reverse("reviews:list")), seen(by, task_url(changed))
    revision = AdaptationPage.objects.get(adapts_key=str(page.translation_key)).latest_revision_id
    by.post(task_url(changed, "publish"), {"revision": str(revision)})

    assert read == ["En el Norte, tres días.", "En el Norte, nada."]
    assert "Decided: to be published" in listed
    assert "Publish the draft" in shown
    assert task_url(changed, "submit") in to_send
    assert task_url(changed, "submit") not in sent
    assert "It was sent for review" in words_in(sent)
    assert task_url(changed, "submit") not in shown
    assert "Publish the draft" not in seen(editor, reverse("reviews:history"))
    assert paragraphs(world, page) == ["Tienes sesenta días.", "Lleva una identificación y una copia."]
    assert fresh(world, changed).outcome == "taken"
    assert world.differences() == []


def test_editing_opens_the_piece_s_form_and_leads_back(world: World, page: GuidancePage, changed: ReviewTask) -> None:
    client = signed_in(world, "own publisher")
    address = changed.addresses[0]
    form = unescape(re.findall(r'href="([^"]*/piece/[^"]*)"', seen(client, task_url(changed)))[0])

    saved = client.post(form, written(page, "En el Norte, sesenta días."))
    client.post(task_url(changed, "keep"), {"address": changed.addresses[1]})
    waits = fresh(world, changed)
    shown = seen(in_english(client), task_url(changed))

    assert form.endswith(f"#piece-{address}")
    assert saved.headers["Location"] == f"{task_url(changed)}#piece-{address}"
    assert waits.outcome == ""
    assert "Own text edited · to be published" in words_in(shown)
    assert paragraphs(world, page)[0] == "En el Norte, tres días."


def test_a_form_leads_back_to_no_other_site(world: World, page: GuidancePage, changed: ReviewTask) -> None:
    client = signed_in(world, "own publisher")
    form = f"{text_url(page, 'piece')}?address={changed.addresses[0]}&next=https://example.com/"

    saved = client.post(form, written(page, "En el Norte, sesenta días."))

    assert saved.headers["Location"].startswith(text_url(page))


def test_what_changed_while_somebody_was_reading_is_not_decided(
    world: World, page: GuidancePage, changed: ReviewTask
) -> None:
    client = in_english(signed_in(world, "own publisher"))
    seen_edition = {"edition": str(changed.to_number), "address": changed.addresses[0]}
    rewritten(world, page, 0, "Tienes noventa días.")

    answer = client.post(task_url(changed, "take"), seen_edition, follow=True)

    assert "has changed again while you were reading" in answer.content.decode()
    assert fresh(world, changed).decisions == []
    assert paragraphs(world, page)[0] == "En el Norte, tres días."


def test_a_new_edition_is_shown_beside_what_the_state_shows(world: World, waiting: ReviewTask) -> None:
    said = words_in(seen(in_english(signed_in(world, "own publisher")), task_url(waiting)))

    assert "What Norte shows Tienes cuatro días." in said
    assert "What the new national edition says Tienes (removed: cuatro días.) (added: sesenta días.)" in said
    assert "Accept the new edition" in said


def test_how_a_new_edition_would_read_is_seen_before_it_is_accepted(
    world: World, page: GuidancePage, waiting: ReviewTask
) -> None:
    content = seen(signed_in(world, "own editor"), reverse("reviews:preview", args=[waiting.pk]))

    assert "Tienes sesenta días." in content
    assert paragraphs(world, page)[0] == FIRST


def test_accepting_an_edition_that_is_no_longer_the_newest_is_refused(
    world: World, page: GuidancePage, waiting: ReviewTask
) -> None:
    client = signed_in(world, "own publisher")
    rewritten(world, page, 0, "Tienes noventa días.")

    client.post(task_url(waiting, "accept"), {"to_number": str(waiting.to_number)})

    assert paragraphs(world, page)[0] == FIRST
    assert fresh(world, waiting).outcome == ""


def test_all_editions_are_accepted_after_they_have_been_named(
    world: World, page: GuidancePage, waiting: ReviewTask
) -> None:
    client = signed_in(world, "own publisher")
    address = reverse("reviews:accept_all", args=["XNO"])

    listed, asked = seen(client, reverse("reviews:list")), seen(client, address)
    before = paragraphs(world, page)[0]
    client.post(address)

    assert address in listed
    assert "Denunciar" in asked
    assert before == FIRST
    assert paragraphs(world, page)[0] == "Tienes sesenta días."
    assert address not in seen(client, reverse("reviews:list"))
    assert world.differences() == []


def test_going_back_to_at_once_names_what_will_be_adopted_and_asks(
    world: World, page: GuidancePage, waiting: ReviewTask
) -> None:
    client = in_english(signed_in(world, "own publisher"))
    address = reverse("reviews:settings", args=["XNO"])

    asked = client.post(address, {"adoption": "immediate"}).content.decode()
    before = paragraphs(world, page)[0]
    client.post(address, {"adoption": "immediate", "confirm": "1"})

    assert "1 national text that nobody has accepted yet will be shown in Norte at once:" in asked
    assert "Denunciar" in asked
    assert before == FIRST
    assert paragraphs(world, page)[0] == "Tienes sesenta días."
    assert world.differences() == []


def test_neither_of_the_two_choices_is_refused(world: World, page: GuidancePage) -> None:
    client = in_english(signed_in(world, "own publisher"))

    answer = client.post(reverse("reviews:settings", args=["XNO"]), {"adoption": "sometimes"})

    assert "Choose one of the two." in answer.content.decode()
    world.tenants["XNO"].refresh_from_db()
    assert world.tenants["XNO"].adoption == Adoption.IMMEDIATE


def test_a_law_is_shown_where_the_text_cites_it_and_the_review_is_done_with_a_note(world: World) -> None:
    cited = paragraph(FIRST) | {
        "legal_references": [{"text": "CNPP art. 187", "law": "CNPP", "article": "187", "verified": True}]
    }
    draft = world.draft(GuidancePage, "NAC", "victima", title="Acuerdo", slug="p-acuerdo", roles=["VICTIM"], **GUIDANCE)
    draft.body = [("text", cited)]
    draft.body = draft.body.get_prep_value()
    text = world.publish(draft)
    task = law_task(world, "XNO", str(text.translation_key))
    client = in_english(signed_in(world, "own editor"))

    said = words_in(seen(client, task_url(task)))
    client.post(task_url(task, "reviewed"), {"note": "Sin cambios."})
    closed = fresh(world, task)

    assert "Reforma de noviembre." in said
    assert "Where this text cites CNPP art. 187" in said
    assert "Tienes cuatro días.”: CNPP art. 187" in said
    assert (closed.outcome, closed.closed_by.username) == ("reviewed", "own-editor")
    assert "Sin cambios." in closed.note
    assert "Sin cambios." in seen(client, reverse("reviews:history"))


def test_a_note_is_not_lost_when_somebody_else_was_faster(world: World, page: GuidancePage) -> None:
    task = law_task(world, "XNO", str(page.translation_key))
    signed_in(world, "own publisher").post(task_url(task, "reviewed"), {"note": "Hecho."})

    answer = in_english(signed_in(world, "own editor")).post(task_url(task, "reviewed"), {"note": "Lo mío, largo."})

    assert answer.status_code == 200
    assert "has been closed meanwhile" in answer.content.decode()
    assert "Lo mío, largo." in answer.content.decode()
    assert fresh(world, task).note == "Reforma de noviembre.\nHecho."


def test_pages_that_met_are_told_with_the_ways_out(world: World) -> None:
    notice = {"text": "<p>Cerrado.</p>", "severity": "INFO", "starts_at": timezone.now()}
    own = world.new(NoticePage, "XNO", "avisos", title="Cierre en el Norte", slug="cierre", **notice)
    world.new(NoticePage, "NAC", "avisos", title="Cierre nacional", slug="cierre", **notice)
    task = task_of(world, ReviewReason.PATH)
    client = in_english(signed_in(world, "own editor"))

    said = seen(client, task_url(task))
    client.post(task_url(task, "reviewed"), {"note": ""})

    assert "which is that of “Cierre en el Norte” of Norte." in said
    assert reverse("wagtailadmin_pages:edit", args=[own.pk]) in said
    assert fresh(world, task).outcome == "reviewed"
