"""Pages that wait for approval: what is asked for with a decision, what it shows first, and what it says."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageSubscription, Revision, TaskState
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from content_models.loaded_versions import LOADED, LOADED_AT, OVERWRITES, is_older, version_of_draft
from content_models.models import GlossaryTerm, NoticePage
from publishing.models import Edition
from tenants.models import StaffRole, User
from tests.tenants.factories import member
from tests.world import World

WINDOW = {"X-Requested-With": "XMLHttpRequest"}


@pytest.fixture
def reviewer(world: World) -> Client:
    """A publisher of the North."""
    return _signed_in(world, "XNO")


@pytest.fixture
def notice(world: World) -> NoticePage:
    """A notice of the North that was sent for approval."""
    page = world.draft(NoticePage, "XNO", "avisos", title="Cierre", slug="p-cierre", text="<p>Uno.</p>")
    return _sent(world, page, "XNO")


@pytest.fixture
def term(world: World) -> GlossaryTerm:
    """A national term, published, whose next text was sent for approval."""
    page = world.new(GlossaryTerm, "NAC", "glosario", title="Querella", slug="p-querella", definition="<p>Uno.</p>")
    draft = page.get_latest_revision_as_object()
    draft.definition = "<p>Dos.</p>"
    draft.save_revision(log_action=True)
    return _sent(world, page, "NAC")


def _signed_in(world: World, code: str) -> Client:
    client = Client()
    client.force_login(member(world.tenants[code], StaffRole.PUBLISHER, f"reviewer-{code.lower()}"))
    return client


def _sent(world: World, page: Any, code: str) -> Any:
    author = member(world.tenants[code], StaffRole.EDITOR, f"author-{code.lower()}")
    fresh = Page.objects.get(pk=page.pk).specific
    if fresh.latest_revision is None:
        fresh.save_revision(user=author)
    fresh.get_workflow().start(fresh, author)
    return _fresh(page)


def _fresh(page: Any) -> Any:
    return Page.objects.get(pk=page.pk).specific


def _edit_url(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def _window_url(page: Any, action: str, view: str = "workflow_action") -> str:
    return reverse(f"wagtailadmin_pages:{view}", args=[page.pk, action, page.current_workflow_task_state.pk])


def _decision(action: str, comment: str | None = None) -> dict[str, str]:
    """What Wagtail's script adds to the form when a decision is taken in it."""
    extra = {} if comment is None else {"workflow-action-extra-data": json.dumps({"comment": comment})}
    return {"action-workflow-action": "true", "workflow-action-name": action, **extra}


def _form(page: Any, **changes: Any) -> dict[str, str]:
    own = {"text": rich_text("<p>Uno.</p>"), "starts_at": "", "ends_at": "", "severity": "INFO"}
    if isinstance(page, GlossaryTerm):
        names = ("synonyms", "legal_references", "ambiguous_forms", "related_terms", "examples")
        own = {"definition": rich_text("<p>Dos.</p>"), "stage": "", **{name: streamfield([]) for name in names}}
    comments = streamfield([]) | {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}
    return nested_form_data(
        {"title": page.draft_title, "slug": page.slug, "order": "0", "comments": comments, **own, **changes}
    )


def _messages(response: Any) -> list[str]:
    return [str(message).strip() for message in get_messages(response.wsgi_request)]


def _comments(page: Any) -> list[tuple[str, str]]:
    states = TaskState.objects.filter(workflow_state__object_id=str(page.pk)).order_by("pk")
    return list(states.values_list("status", "comment"))


@pytest.mark.parametrize("comment", [None, "", "  "])
def test_sending_back_asks_for_a_comment_and_keeps_what_else_was_changed(
    notice: NoticePage, reviewer: Client, comment: str | None
) -> None:
    form = _form(notice, title="Cierre de hoy") | _decision("reject", comment)

    asked = reviewer.post(_edit_url(notice), form)

    shown = asked.content.decode()
    assert asked.status_code == 200
    assert "Di qué hay que cambiar" in shown
    assert 'value="Cierre de hoy"' in shown
    assert _comments(notice) == [("in_progress", "")]
    assert _fresh(notice).draft_title == "Cierre"


def test_the_comment_that_the_form_asked_for_is_sent_with_the_changes(notice: NoticePage, reviewer: Client) -> None:
    form = _form(notice, title="Cierre de hoy") | _decision("reject") | {"workflow-comment": "Falta la hora."}

    sent = reviewer.post(_edit_url(notice), form)

    assert _messages(sent) == ["«Cierre de hoy» vuelve a quienes lo editan, con tu comentario."]
    assert _comments(notice) == [("rejected", "Falta la hora.")]
    assert _fresh(notice).draft_title == "Cierre de hoy"


@pytest.mark.parametrize("view", ["workflow_action", "collect_workflow_action_data"])
def test_the_window_asks_for_the_comment_too(notice: NoticePage, reviewer: Client, view: str) -> None:
    url = _window_url(notice, "reject", view)

    asked = reviewer.post(url, {"comment": ""}, headers=WINDOW)
    without_script = reviewer.post(url, {"comment": ""})

    assert json.loads(asked.content)["step"] == "action"
    assert "Di qué hay que cambiar" in json.loads(asked.content)["html"]
    assert without_script.status_code == 302
    assert _comments(notice) == [("in_progress", "")]
    if view == "workflow_action":
        assert _messages(without_script) == ["Di qué hay que cambiar: lo leen quienes editan."]
        done = reviewer.post(url, {"comment": "Falta la hora."}, headers=WINDOW)
        assert json.loads(done.content)["step"] == "success"
        assert _comments(notice) == [("rejected", "Falta la hora.")]


def test_a_comment_beside_a_form_with_errors_is_not_lost(notice: NoticePage, reviewer: Client) -> None:
    form = _form(notice, title="") | _decision("approve", "Muy bien.")

    shown = reviewer.post(_edit_url(notice), form).content.decode()

    assert "Muy bien.</textarea>" in shown
    assert _comments(notice) == [("in_progress", "")]


def test_approving_says_that_it_is_published(notice: NoticePage, reviewer: Client) -> None:
    approved = reviewer.post(_edit_url(notice), _form(notice, title="Cierre de hoy") | _decision("approve", "Bien."))

    assert _messages(approved)[0].startswith("«Cierre de hoy» está aprobado y publicado. La gente de Norte ya lo ve.")
    assert _comments(notice) == [("approved", "Bien.")]
    assert (_fresh(notice).live, _fresh(notice).title) == (True, "Cierre de hoy")


@pytest.mark.parametrize("way", ["form", "window"])
def test_approving_what_is_planned_says_when(notice: NoticePage, reviewer: Client, way: str) -> None:
    draft = notice.get_latest_revision_as_object()
    draft.go_live_at = timezone.localtime().replace(year=2040, month=3, day=7, hour=9, minute=30)
    draft.save_revision()

    if way == "form":
        form = _form(notice, go_live_at="07/03/2040 09:30") | _decision("approve")
        approved = reviewer.post(_edit_url(notice), form)
    else:
        approved = reviewer.post(_window_url(notice, "approve"), {"revision": version_of_draft(notice)})

    assert _messages(approved)[0] == (
        "«Cierre» está aprobado. Se publicará el 7 de marzo de 2040 a las 09:30: hasta entonces nadie lo ve."
    )
    assert _fresh(notice).live is False


def test_a_form_that_has_saved_itself_is_older_if_what_it_was_made_from_was_saved_over(notice: NoticePage) -> None:
    loaded = _fresh(notice).latest_revision
    own = _fresh(notice).get_latest_revision_as_object().save_revision(user=loaded.user)
    sent = {**_version_of(loaded), OVERWRITES: str(own.pk)}
    is_older_as = {
        moment: is_older({**sent, LOADED_AT: moment}, _fresh(notice), latest=own, by=loaded.user)
        for moment in (sent[LOADED_AT], "", "2020-01-01T00:00:00+00:00")
    }

    assert list(is_older_as.values()) == [False, True, True]


def _version_of(revision: Any) -> dict[str, str]:
    return {LOADED: str(revision.pk), LOADED_AT: revision.created_at.isoformat()}


def test_a_national_page_is_approved_where_its_effect_is_seen(world: World, term: GlossaryTerm) -> None:
    client = _signed_in(world, "NAC")

    pressed = client.post(
        _edit_url(term), _form(term, definition=rich_text("<p>Tres.</p>")) | _decision("approve", "Sí.")
    )
    effect = client.get(pressed["Location"])

    assert pressed["Location"].startswith(reverse("national:impact", args=[term.pk]))
    assert _comments(term) == [("in_progress", "")]
    assert ("Aprobar y publicar" in effect.content.decode(), "Sí.</textarea>" in effect.content.decode()) == (
        True,
        True,
    )
    assert Edition.objects.filter(key=str(term.translation_key)).count() == 1

    version = version_of_draft(term)
    done = client.post(
        reverse("national:impact", args=[term.pk]), {"approve": "1", "version": version, "comment": "Sí, ya."}
    )

    assert done["Location"] == reverse("national:editions", args=[term.pk])
    assert _comments(term) == [("approved", "Sí, ya.")]
    assert "Tres." in _fresh(term).definition
    assert Edition.objects.filter(key=str(term.translation_key)).count() == 2
    assert world.differences() == []


@pytest.mark.parametrize("headers", [{}, WINDOW])
def test_the_window_leads_to_the_effect_too(world: World, term: GlossaryTerm, headers: dict[str, str]) -> None:
    client = _signed_in(world, "NAC")

    answer = client.post(_window_url(term, "approve"), {"comment": "Sí."}, headers=headers)

    effect = json.loads(answer.content)["redirect"] if headers else answer["Location"]
    assert effect.startswith(reverse("national:impact", args=[term.pk]))
    assert "Sí.</textarea>" in client.get(effect).content.decode()
    assert _comments(term) == [("in_progress", "")]
    assert _fresh(term).has_unpublished_changes


def test_what_was_not_seen_is_not_approved(world: World, term: GlossaryTerm) -> None:
    client = _signed_in(world, "NAC")
    seen = version_of_draft(term)
    draft = _fresh(term).get_latest_revision_as_object()
    draft.definition = "<p>Otra.</p>"
    draft.save_revision()

    refused = client.post(
        reverse("national:impact", args=[term.pk]), {"approve": "1", "version": seen, "comment": "Sí."}
    )

    assert _comments(term) == [("in_progress", "")]
    assert "Sí.</textarea>" in client.get(refused["Location"]).content.decode()


@pytest.mark.parametrize("asked_for", ["by the form", "by its address alone"])
def test_who_approves_what_others_sent_does_not_decide_that_it_is_urgent(
    world: World, term: GlossaryTerm, asked_for: str
) -> None:
    client, page = _signed_in(world, "NAC"), _fresh(term)
    effect = reverse("national:impact", args=[term.pk])
    screen = f"{effect}?approve={page.current_workflow_task_state.pk}" if asked_for == "by the form" else effect
    forged = {"version": version_of_draft(page), "urgent": "1", "reason": "Cambió la ley."}

    shown = client.get(screen).content.decode()
    refused = client.post(screen, forged)

    assert 'name="urgent"' not in shown
    assert _messages(refused)[0].startswith("«Querella» espera tu decisión, y aprobarlo no lo vuelve urgente.")
    assert _comments(term) == [("in_progress", "")]
    assert list(Edition.objects.filter(key=str(term.translation_key)).values_list("is_urgent", flat=True)) == [False]

    page.current_workflow_state.cancel()
    client.post(effect, forged)

    assert Edition.objects.get(key=str(term.translation_key), number=2).is_urgent


def test_an_approval_that_is_not_awaited_any_more_is_refused(world: World, term: GlossaryTerm) -> None:
    client = _signed_in(world, "NAC")
    _fresh(term).current_workflow_state.cancel()

    refused = client.post(
        reverse("national:impact", args=[term.pk]), {"approve": "1", "version": version_of_draft(term)}
    )

    assert _messages(refused) == ["«Querella» ya no espera tu decisión. Míralo como está ahora."]
    assert _fresh(term).has_unpublished_changes


def test_a_page_without_editions_has_the_screen(world: World) -> None:
    draft = world.draft(GlossaryTerm, "NAC", "glosario", title="Denuncia", slug="p-denuncia", definition="<p>Uno.</p>")

    assert _signed_in(world, "NAC").get(reverse("national:editions", args=[draft.pk])).status_code == 200


def test_what_was_asked_for_is_shown_to_the_author_where_they_begin_and_where_they_write(
    world: World, reviewer: Client, notice: NoticePage
) -> None:
    comment = "Falta el horario de <guardia>."
    reviewer.post(_window_url(notice, "reject"), {"comment": comment})
    author = Client()
    author.force_login(User.objects.get(username="author-xno"))

    start = author.get(reverse("wagtailadmin_home")).content.decode()
    editor = author.get(_edit_url(notice)).content.decode()

    for page in (start, editor):
        assert "reviewer-xno devolvió esto con comentarios" in page
        assert "Falta el horario de &lt;guardia&gt;." in page
    assert editor.count('name="review-message"') == 1
    asked, answered, form = (editor.index(one) for one in ("&lt;guardia&gt;", 'id="review-message"', 'id="id_title"'))
    assert asked < answered < form


def test_what_was_asked_for_is_gone_once_the_page_was_sent_again(
    world: World, reviewer: Client, notice: NoticePage
) -> None:
    reviewer.post(_window_url(notice, "reject"), {"comment": "Falta el horario."})
    author = User.objects.get(username="author-xno")
    _fresh(notice).current_workflow_state.resume(author)
    client = Client()
    client.force_login(author)

    pages = [client.get(url).content.decode() for url in (reverse("wagtailadmin_home"), _edit_url(notice))]

    assert not [page for page in pages if "Falta el horario." in page]


def test_what_is_still_written_in_a_window_of_a_page_in_review_is_not_taken_for_what_was_sent(
    world: World, notice: NoticePage
) -> None:
    author = Client()
    author.force_login(User.objects.get(username="author-xno"))

    opened = author.get(_edit_url(notice)).content.decode()
    refused = author.post(_edit_url(notice), _form(notice, title="Cierre de dos")).content.decode()

    assert "Abajo está lo que escribiste en esta ventana: no se guardó" not in opened
    assert "Abajo está lo que escribiste en esta ventana: no se guardó" in refused
    assert "Cierre de dos" in refused
    assert notice.latest_revision_id == _fresh(notice).latest_revision_id


def _loaded(page: Any) -> dict[str, str]:
    """What a form says of the version that it was made from."""
    latest = _fresh(page).latest_revision
    return {"loaded_revision_id": str(latest.pk), "loaded_revision_created_at": latest.created_at.isoformat()}


def _replaces_newest(page: Any) -> dict[str, str]:
    """What a form says of the newer version which it takes the place of, once somebody has pressed that."""
    latest = _fresh(page).latest_revision
    return {"replaces_revision": str(latest.pk), "replaces_saved_at": latest.created_at.isoformat()}


def _hidden(page: str, name: str) -> list[str]:
    return re.findall(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)


@pytest.mark.parametrize("who", ["oneself", "somebody else"])
def test_a_save_over_a_newer_version_waits_until_somebody_says_whose_work_it_replaces(world: World, who: str) -> None:
    page = world.draft(NoticePage, "XNO", "avisos", title="Cierre", slug="p-cierre", text="<p>Uno.</p>")
    page.save_revision()
    mine, loaded = _signed_in(world, "XNO"), _loaded(page)
    other = mine if who == "oneself" else Client()
    if who != "oneself":
        other.force_login(member(world.tenants["XNO"], StaffRole.PUBLISHER, "otra-xno"))
    other.post(_edit_url(page), {**_form(page, title="Cierre en mayo"), **loaded})
    newest, told = _fresh(page).latest_revision_id, _replaces_newest(page)

    answers = [
        mine.post(_edit_url(page), {**_form(page, title="Cierre en junio"), **loaded, **act, **claimed})
        for act in ({}, {"action-publish": "1"}, {"action-submit": "1"})
        for claimed in (
            {},
            {**told, "replaces_revision": loaded["loaded_revision_id"]},
            {**told, "replaces_saved_at": loaded["loaded_revision_created_at"]},
            {**told, "replaces_saved_at": "hoy"},
        )
    ]
    refused = answers[0].content.decode()
    said = refused.partition('id="newer-version"')[2].partition("</section>")[0]

    assert [answer.status_code for answer in answers] == [200] * len(answers)
    assert (_fresh(page).latest_revision_id, _fresh(page).live) == (newest, False)
    assert ("Guardaste una versión nueva en otra ventana" in said) == (who == "oneself")
    assert ("otra-xno guardó una versión nueva" in said) == (who != "oneself")
    assert ("Reemplazar lo de otra-xno" in said) == (who != "oneself")
    assert f'data-replaces="{newest}" data-saved-at="{told["replaces_saved_at"]}"' in said
    assert "Cierre en junio" in refused
    assert _hidden(refused, "loaded_revision_id") == [loaded["loaded_revision_id"]]

    Revision.objects.filter(pk=newest).update(created_at=timezone.now())  # as Wagtail's autosave does
    overwritten, replaced = (
        mine.post(_edit_url(page), {**_form(page, title="Cierre en junio"), **loaded, **claimed})
        for claimed in (told, _replaces_newest(page))
    )

    assert (overwritten.status_code, replaced.status_code) == (200, 302)
    assert _fresh(page).get_latest_revision_as_object().title == "Cierre en junio"


@pytest.mark.parametrize("who", ["oneself", "somebody else"])
def test_different_fields_that_two_windows_changed_are_shown_together_and_saved_as_one_version(
    world: World, who: str
) -> None:
    page = world.draft(NoticePage, "XNO", "avisos", title="Cierre", slug="p-cierre", text="<p>Uno.</p>")
    page.save_revision()
    mine, loaded = _signed_in(world, "XNO"), _loaded(page)
    other = mine if who == "oneself" else Client()
    if who != "oneself":
        other.force_login(member(world.tenants["XNO"], StaffRole.PUBLISHER, "otra-xno"))
    other.post(_edit_url(page), {**_form(page, title="Cierre en mayo"), **loaded})
    newest, own = _fresh(page).latest_revision_id, {**_form(page, text=rich_text("<p>Dos.</p>")), **loaded}

    refused = mine.post(_edit_url(page), own).content.decode()
    answer = mine.post(_edit_url(page), {**own, "keeps_both": "1"})
    shown = answer.content.decode()
    draft = answer.context["form"].instance

    assert 'name="keeps_both" value="1">Conservar los dos' in refused
    assert "De esta ventana: Texto. De la otra versión: Título." in shown
    assert (draft.title, "Dos." in draft.text) == ("Cierre en mayo", True)
    assert _hidden(shown, "loaded_revision_id") == [str(newest)]
    assert _fresh(page).latest_revision_id == newest

    both = {**_form(page, title=draft.title, text=rich_text(draft.text)), **_loaded(page)}
    other.post(_edit_url(page), {**_form(page, title="Cierre en junio"), **_loaded(page)})
    again = mine.post(_edit_url(page), {**both, "keeps_both": "1"})
    last = again.context["form"].instance
    saved = mine.post(_edit_url(page), {**_form(page, title=last.title, text=rich_text(last.text)), **_loaded(page)})

    kept = _fresh(page).get_latest_revision_as_object()
    assert (again.status_code, saved.status_code) == (200, 302)
    assert (kept.title, "Dos." in kept.text, page.revisions.count()) == ("Cierre en junio", True, 4)


def test_one_field_that_two_windows_changed_is_not_joined(world: World) -> None:
    page = world.draft(NoticePage, "XNO", "avisos", title="Cierre", slug="p-cierre", text="<p>Uno.</p>")
    page.save_revision()
    client, loaded = _signed_in(world, "XNO"), _loaded(page)
    client.post(_edit_url(page), {**_form(page, title="Cierre en mayo"), **loaded})
    newest = _fresh(page).latest_revision_id

    for sent in ({}, {"keeps_both": "1"}, {"keeps_both": "1", "loaded_revision_created_at": "hoy"}):
        form = _form(page, title="Cierre en junio", text=rich_text("<p>Dos.</p>"))
        refused = client.post(_edit_url(page), {**form, **loaded, **sent}).content.decode()
        assert 'name="keeps_both"' not in refused
        assert ("No se pueden juntar: en las dos ventanas cambió Título." in refused) == (
            "loaded_revision_created_at" not in sent
        )
        assert ("o no se sabe cuál" in refused) == ("loaded_revision_created_at" in sent)
        assert "Reemplazar lo de la otra ventana" in refused
        assert "Cierre en junio" in refused
    assert _fresh(page).latest_revision_id == newest


def test_a_form_that_is_refused_says_nothing_of_what_another_window_has_just_saved(world: World) -> None:
    page = world.draft(NoticePage, "XNO", "avisos", title="Cierre", slug="p-cierre", text="<p>Uno.</p>")
    page.save_revision()
    client, loaded = _signed_in(world, "XNO"), _loaded(page)
    client.post(_edit_url(page), {**_form(page, title="Cierre en mayo"), **loaded})

    second = client.post(_edit_url(page), {**_form(page, title="Cierre en junio"), **loaded}).content.decode()
    first, later = (client.get(_edit_url(page)).content.decode() for _ in range(2))

    saved, refused = "» se guardó", "No se guardó: hay una versión más nueva"
    assert [saved in shown for shown in (second, first, later)] == [False, True, False]
    assert [refused in shown for shown in (second, first, later)] == [True, False, False]


def test_what_was_written_to_whoever_reviews_it_stays_in_the_window_that_was_too_late(world: World) -> None:
    notice = world.draft(NoticePage, "XNO", "avisos", title="Cierre", slug="p-cierre", text="<p>Uno.</p>")
    author, other = Client(), Client()
    author.force_login(member(world.tenants["XNO"], StaffRole.EDITOR, "una-xno"))
    other.force_login(member(world.tenants["XNO"], StaffRole.EDITOR, "otra-xno"))
    sent = {"action-submit": "1"}
    other.post(_edit_url(notice), {**_form(notice, title="Cierre de uno"), **sent, "review-message": "Lo de otra."})

    late = author.post(_edit_url(notice), {**_form(notice, title="Cierre de dos"), **sent, "review-message": "Lo mío."})

    shown = late.content.decode()
    assert "Lo de otra." in shown
    assert "no se envió" in shown.partition("Lo mío.")[0].rpartition("Lo de otra.")[2]


def test_what_another_window_changed_and_whether_both_can_be_kept_is_said_before_anything_is_saved(
    world: World,
) -> None:
    page = world.draft(NoticePage, "XNO", "avisos", title="Cierre", slug="p-cierre", text="<p>Uno.</p>")
    page.save_revision()
    mine, loaded = _signed_in(world, "XNO"), _loaded(page)
    mine.post(_edit_url(page), {**_form(page, title="Cierre en mayo"), **loaded})
    newest, url = _fresh(page).latest_revision_id, reverse("approving:parts_changed", args=[page.pk])
    other_part = {**_form(page, text=rich_text("<p>Dos.</p>")), **loaded}
    same_part = {**_form(page, title="Cierre en junio"), **loaded, **_replaces_newest(page), "action-publish": "1"}
    with_error = {**other_part, "expire_at": "ayer"}
    closed_for = {"action-close-again": "1", "action-cancel-workflow": "1", **other_part}

    said = [mine.post(url, sent).json() for sent in (other_part, same_part, with_error, closed_for)]

    both = {"said": "Cambió: Título. Cambiaste otras partes: se pueden conservar los dos.", "is_joinable": True}
    collided = "Cambió: Título. No se pueden juntar: en las dos ventanas cambió Título."
    assert said == [
        both,
        {"said": collided, "is_joinable": False},
        {"said": "Cambió: Título.", "is_joinable": False},
        both,
    ]
    assert mine.get(url).status_code == 405
    assert _signed_in(world, "XSU").post(url, other_part).status_code == 404
    assert (_fresh(page).latest_revision_id, page.revisions.count()) == (newest, 2)


def test_whoever_asks_what_another_window_changed_is_not_subscribed_to_comments(world: World) -> None:
    page = world.draft(NoticePage, "XNO", "avisos", title="Cierre", slug="p-cierre", text="<p>Uno.</p>")
    page.save_revision()
    client, url = _signed_in(world, "XNO"), reverse("approving:parts_changed", args=[page.pk])

    asked = client.post(url, {**_form(page, title="Cierre en mayo"), **_loaded(page)})

    assert asked.status_code == 200
    assert not PageSubscription.objects.filter(page=page).exists()


def test_deleting_a_page_that_was_never_published_says_that_it_cannot_be_had_back(world: World) -> None:
    page = world.draft(NoticePage, "XNO", "avisos", title="Cierre", slug="p-cierre", text="<p>Uno.</p>")
    client, url = _signed_in(world, "XNO"), reverse("wagtailadmin_pages:delete", args=[page.pk])

    asked = client.get(url).content.decode()
    client.post(url)

    for words in ("«Cierre» nunca se ha publicado", "no se puede recuperar", "Sí, eliminar", "No, conservarlo"):
        assert words in asked
    assert "Se usa" not in asked
    assert not NoticePage.objects.filter(pk=page.pk).exists()


@pytest.mark.parametrize("name", ["1", "²", "9" * 40])
def test_a_form_of_no_version_that_there_is_stays_older_than_the_newest(world: World, name: str) -> None:
    page = world.draft(NoticePage, "XNO", "avisos", title="Cierre", slug="p-cierre", text="<p>Uno.</p>")
    page.save_revision()
    client, sent = _signed_in(world, "XNO"), {**_loaded(page), "loaded_revision_id": name}

    refused = client.post(_edit_url(page), {**_form(page, title="Cierre en junio"), **sent})
    shown = refused.content.decode()
    names = ("loaded_revision_id", "loaded_revision_created_at")
    again = client.post(
        _edit_url(page),
        {**_form(page, title="Cierre en junio"), **{name: _hidden(shown, name)[0] for name in names}},
    )

    assert (refused.status_code, again.status_code) == (200, 200)
    assert _fresh(page).get_latest_revision_as_object().title == "Cierre"


def test_what_the_form_has_saved_by_itself_is_no_newer_version(world: World) -> None:
    page = world.draft(NoticePage, "XNO", "avisos", title="Cierre", slug="p-cierre", text="<p>Uno.</p>")
    page.save_revision()
    client, loaded = _signed_in(world, "XNO"), _loaded(page)
    by_itself = client.post(
        _edit_url(page), {**_form(page, title="Cierre en mayo"), **loaded}, headers={"accept": "application/json"}
    ).json()

    saved = client.post(
        _edit_url(page),
        {**_form(page, title="Cierre en junio"), **loaded, "own_revision_id": str(by_itself["revision_id"])},
    )

    assert saved.status_code == 302
    assert _fresh(page).get_latest_revision_as_object().title == "Cierre en junio"


def test_a_form_that_saves_itself_on_saves_beside_what_was_published_meanwhile(world: World) -> None:
    page = world.draft(NoticePage, "XNO", "avisos", title="Cierre", slug="p-cierre", text="<p>Uno.</p>")
    page.save_revision()
    client, loaded = _signed_in(world, "XNO"), _loaded(page)

    def saved_by_itself(title: str, **sent: str) -> dict[str, str]:
        answer = client.post(
            _edit_url(page), {**_form(page, title=title), **loaded, **sent}, headers={"accept": "application/json"}
        )
        return {"overwrite_revision_id": str(answer.json()["revision_id"])}

    sent = saved_by_itself("Cierre en mayo")
    own = _fresh(page).latest_revision
    own.publish(user=None)
    sent = saved_by_itself("Cierre en junio", **sent)
    beside = _fresh(page).latest_revision
    sent = saved_by_itself("Cierre en julio", **sent)

    own.refresh_from_db()
    assert own.content["title"] == "Cierre en mayo"
    assert beside.pk not in {own.pk, int(loaded["loaded_revision_id"])}
    assert sent == {"overwrite_revision_id": str(beside.pk)}
    assert _fresh(page).get_latest_revision_as_object().title == "Cierre en julio"


def test_a_form_that_was_refused_for_something_else_stays_one_of_the_version_that_it_was_made_from(
    world: World,
) -> None:
    page = world.draft(NoticePage, "XNO", "avisos", title="Cierre", slug="p-cierre", text="<p>Uno.</p>")
    page.save_revision()
    client, loaded = _signed_in(world, "XNO"), _loaded(page)
    client.post(_edit_url(page), {**_form(page, title="Cierre en mayo"), **loaded})

    refused = client.post(_edit_url(page), {**_form(page, title=""), **loaded, "action-publish": "1"}).content.decode()

    assert _hidden(refused, "loaded_revision_id") == [loaded["loaded_revision_id"]]


@pytest.mark.parametrize(
    ("role", "what"),
    [(StaffRole.PUBLISHER, "hasta que publiques el borrador"), (StaffRole.EDITOR, "envíalo a revisión")],
)
def test_whoever_saves_a_draft_beside_a_published_page_reads_what_people_see(
    world: World, role: StaffRole, what: str
) -> None:
    page = world.new(NoticePage, "XNO", "avisos", title="Cierre", slug="p-cierre", text="<p>Uno.</p>")
    client = Client()
    client.force_login(member(world.tenants["XNO"], role, "guarda"))

    changed, same = (client.post(_edit_url(page), _form(page, title=title)) for title in ("Cierre en mayo", "Cierre"))

    assert [what in message for message in _messages(changed)].count(True) == 1
    assert "La gente sigue viendo" not in _messages(same)[-1]
