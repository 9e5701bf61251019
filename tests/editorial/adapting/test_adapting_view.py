"""Adapting in the admin: who reaches it, and what an editor sees and does there."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text

from content_models.models import AdaptationPage, AdaptationsPage, GuidancePage
from content_models.page_verification import EndedClaim
from tenants.models import StaffRole, User
from tests.access.administration.enter_key import forms_saved_on_enter
from tests.module_transaction import anew, made_once
from tests.tenants.factories import member
from tests.world import GUIDANCE, World

PEOPLE = {
    "own editor": ("XNO", StaffRole.EDITOR),
    "own publisher": ("XNO", StaffRole.PUBLISHER),
    "editor of another state": ("XSU", StaffRole.EDITOR),
    "national editor": ("NAC", StaffRole.EDITOR),
}


@made_once
def made_page(module_world: World) -> GuidancePage:
    fields = {"title": "Denunciar", "slug": "p-denunciar", "roles": ["VICTIM"], **GUIDANCE}
    draft = module_world.draft(GuidancePage, "NAC", "victima", **fields)
    draft.body = [("text", paragraph("Primero.")), ("warning", paragraph("Después."))]
    draft.body = draft.body.get_prep_value()
    return module_world.publish(draft)


@pytest.fixture
def page(made_page: GuidancePage, world: World) -> GuidancePage:
    """A national text with two paragraphs."""
    return anew(made_page)


def paragraph(text: str) -> dict[str, Any]:
    return {"heading": "", "text": f"<p>{text}</p>", "legal_references": [], "verified": True}


def signed_in(world: World, who: str) -> Client:
    client = Client()
    if who in PEOPLE:
        code, role = PEOPLE[who]
        client.force_login(member(world.tenants[code], role, who.replace(" ", "-")))
    elif who == "administrator":
        client.force_login(User.objects.create_superuser("raiz", "raiz@example.mx", "x"))
    return client


def text_url(page: Any, act: str = "", code: str = "XNO") -> str:
    return reverse("adapting:text", args=[code, page.translation_key]) + (f"{act}/" if act else "")


def block_ids(world: World, page: Any) -> list[str]:
    return [str(block["id"]) for block in world.view("XNO").item(str(page.translation_key))["body"]]


def revision_of(page: Any) -> str:
    adaptation = AdaptationPage.objects.filter(adapts_key=str(page.translation_key)).first()
    return str(adaptation.latest_revision_id) if adaptation else ""


def written(page: Any, text: str) -> dict[str, str]:
    """What the form of a text block sends."""
    value = {"heading": "", "text": rich_text(f"<p>{text}</p>"), "legal_references-count": "0", "verified": "on"}
    return nested_form_data({"value": value}) | {"revision": revision_of(page)}


@pytest.mark.parametrize(
    ("who", "listed", "read", "done"),
    [
        ("own editor", 200, 200, True),
        ("own publisher", 200, 200, True),
        ("administrator", 200, 200, True),
        ("national editor", 200, 200, False),
        ("editor of another state", 404, 404, False),
        ("visitor", 302, 302, False),
    ],
)
def test_who_reaches_the_texts_of_a_state(
    world: World, page: GuidancePage, who: str, listed: int, read: int, done: bool
) -> None:
    client = signed_in(world, who)

    statuses = [
        client.get(reverse("adapting:list", args=["XNO"])).status_code,
        client.get(text_url(page)).status_code,
    ]
    client.post(text_url(page, "hide"), {"address": block_ids(world, page)[0]})

    assert statuses == [listed, read]
    assert AdaptationPage.objects.filter(adapts_key=str(page.translation_key)).exists() is done
    assert world.differences() == []


@pytest.mark.parametrize("who", ["national editor", "editor of another state"])
def test_others_get_no_form(world: World, page: GuidancePage, who: str) -> None:
    client = signed_in(world, who)

    answer = client.get(text_url(page, "piece"), {"address": block_ids(world, page)[0]})

    assert answer.status_code in (302, 404)


def test_a_paragraph_is_adapted_published_and_undone(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own publisher")
    first, _ = block_ids(world, page)
    form = f"{text_url(page, 'piece')}?address={first}"

    shown = client.get(form).content.decode()
    saved = client.post(form, written(page, "Así en el Norte."))
    as_draft = world.view("XNO").item(str(page.translation_key))["body"][0]["text"]["plainText"]
    bench = client.get(text_url(page)).content.decode()
    client.post(text_url(page, "publish"), {"revision": revision_of(page)})
    adapted = world.view("XNO").item(str(page.translation_key))["body"]
    elsewhere = world.view("XSU").item(str(page.translation_key))["body"]

    assert 'data-controller="adapting-piece"' in shown
    assert saved.status_code == 302
    assert as_draft == "Primero."
    assert "Así en el Norte." in bench
    assert bench.count("adapting-piece--adapted") == bench.count("adapting-origin--own") == 1
    assert "adapting-origin--inherited" not in bench  # only what differs is marked
    assert [(block["text"]["plainText"], block["origin"]) for block in adapted] == [
        ("Así en el Norte.", "ADAPTED"),
        ("Después.", "LIBRARY"),
    ]
    assert [block["origin"] for block in elsewhere] == ["LIBRARY", "LIBRARY"]
    assert world.differences() == []


def test_something_is_inserted_after_a_paragraph(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own publisher")
    first, _ = block_ids(world, page)
    place = f"{text_url(page, 'insert')}?address={first}&place=after"

    choices = client.get(place).content.decode()
    client.post(f"{place}&type=text", written(page, "Solo en el Norte."))
    client.post(text_url(page, "publish"), {"revision": revision_of(page)})

    assert "&amp;type=local" in choices
    body = world.view("XNO").item(str(page.translation_key))["body"]
    assert [(block["text"]["plainText"], block["origin"]) for block in body] == [
        ("Primero.", "LIBRARY"),
        ("Solo en el Norte.", "LOCAL"),
        ("Después.", "LIBRARY"),
    ]
    assert world.differences() == []


def test_an_editor_sends_for_review_and_cannot_publish(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    client.post(text_url(page, "hide"), {"address": block_ids(world, page)[0]})

    client.post(text_url(page, "publish"), {"revision": revision_of(page)})
    client.post(text_url(page, "submit"), {"revision": revision_of(page)})

    adaptation = AdaptationPage.objects.get(adapts_key=str(page.translation_key))
    assert not adaptation.live
    assert adaptation.current_workflow_state is not None
    assert "En revisión" in client.get(text_url(page)).content.decode()
    signed_in(world, "own publisher").post(text_url(page, "publish"), {"revision": revision_of(page)})
    adaptation.refresh_from_db()
    assert adaptation.live
    assert adaptation.current_workflow_state is None
    assert len(block_ids(world, page)) == 1
    assert world.differences() == []


def test_wherever_an_adaptation_is_listed_it_opens_its_workbench(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    client.post(text_url(page, "hide"), {"address": block_ids(world, page)[0]})
    adaptation = AdaptationPage.objects.get(adapts_key=str(page.translation_key))

    opened = client.get(reverse("wagtailadmin_pages:edit", args=[adaptation.pk]))
    start = client.get(reverse("wagtailadmin_home")).content.decode()

    assert opened.headers["Location"] == f"{text_url(page)}?locale=es-MX"
    assert reverse("adapting:states") in start


@pytest.mark.parametrize("who", ["own editor", "own publisher"])
@pytest.mark.parametrize("name", ["edit", "revisions_revert"])
def test_wagtails_own_form_changes_no_adaptation(world: World, page: GuidancePage, who: str, name: str) -> None:
    """It would set dates and publish without the workbench's checks."""
    client = signed_in(world, who)
    client.post(text_url(page, "hide"), {"address": block_ids(world, page)[0]})
    before = AdaptationPage.objects.get(adapts_key=str(page.translation_key))
    arguments = [before.pk] if name == "edit" else [before.pk, before.latest_revision_id]

    answer = client.post(
        reverse(f"wagtailadmin_pages:{name}", args=arguments),
        {"title": "X", "go_live_at": "01/03/2027 10:00", "comments-TOTAL_FORMS": 0, "action-publish": "1"},
    )

    after = AdaptationPage.objects.get(pk=before.pk)
    assert answer.status_code == 302
    assert text_url(page) in answer.headers["Location"]
    assert (after.latest_revision_id, after.live, after.go_live_at) == (before.latest_revision_id, False, None)


@pytest.mark.parametrize("who", ["own publisher", "administrator"])
def test_the_place_of_all_adaptations_is_not_deleted_moved_or_unpublished(
    world: World, page: GuidancePage, who: str
) -> None:
    """With it all of them would go, and what waits to be published on a day."""
    client = signed_in(world, who)
    signed_in(world, "own editor").post(text_url(page, "hide"), {"address": block_ids(world, page)[0]})
    place = AdaptationsPage.objects.get(pk=AdaptationPage.objects.get().get_parent().pk)
    home = place.get_parent()

    for act in ("delete", "unpublish"):
        client.post(reverse(f"wagtailadmin_pages:{act}", args=[place.pk]), {"include_descendants": "on"})
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[place.pk, home.get_prev_sibling().pk]))
    for act in ("delete", "unpublish", "move"):
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", act])
        client.post(f"{address}?id={place.pk}", {"include_descendants": "on", "chooser": home.pk})

    kept = AdaptationsPage.objects.get(pk=place.pk)
    assert (kept.path, kept.live) == (place.path, place.live)
    assert AdaptationPage.objects.descendant_of(kept).count() == 1


def test_the_place_of_all_adaptations_has_no_preview(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    client.post(text_url(page, "hide"), {"address": block_ids(world, page)[0]})
    place = AdaptationPage.objects.get().get_parent()

    shown = client.get(reverse("wagtailadmin_pages:view_draft", args=[place.pk]))

    assert shown.status_code == 302  # to the start page, with a message


def test_the_preview_shows_the_draft_and_says_when_it_hides_the_page(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    first, _ = block_ids(world, page)

    before = client.get(text_url(page, "preview")).content.decode()
    client.post(f"{text_url(page, 'piece')}?address={first}", written(page, "Solo un borrador."))
    draft = client.get(text_url(page, "preview")).content.decode()
    client.post(text_url(page, "hide"), {"revision": revision_of(page), "confirm": "1"})
    hidden = client.get(text_url(page, "preview")).content.decode()

    assert "Primero." in before
    assert "Solo un borrador." in draft
    assert "Primero." not in draft
    assert "Solo un borrador." not in hidden


def test_showing_a_page_again_says_so_and_offers_to_hide_it_again(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    hidden = client.post(text_url(page, "hide"), {"revision": revision_of(page), "confirm": "1"}, follow=True)
    operation = hidden.context["bench"].hide_operation_id

    sent = {"operation": operation, "revision": revision_of(page)}
    shown = client.post(text_url(page, "undo"), sent, follow=True)
    text = shown.content.decode()
    version = shown.context["put_back"].version
    client.post(text_url(page, "put_back"), {"version": version, "revision": revision_of(page)})

    assert "La página se vuelve a mostrar en el borrador" in text
    assert ("Volver a ocultarla" in text, "Volver a ponerlo" in text) == (True, False)
    assert client.get(text_url(page)).context["bench"].is_hidden


def test_two_editors_at_once_lose_nothing(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    first, second = block_ids(world, page)
    mine = written(page, "Lo nuestro.")
    signed_in(world, "own publisher").post(text_url(page, "hide"), {"address": second})

    refused = client.post(f"{text_url(page, 'piece')}?address={first}", mine)
    content = refused.content.decode()

    assert refused.status_code == 200
    assert "own-publisher" in content
    assert "Lo nuestro." in content
    assert f'name="revision" value="{revision_of(page)}"' in content


def test_what_another_saved_in_the_same_piece_is_shown_beside_it_and_overwritten_by_an_act_of_its_own_only(
    world: World, page: GuidancePage
) -> None:
    client, other = signed_in(world, "own editor"), signed_in(world, "own publisher")
    first, second = block_ids(world, page)
    form = f"{text_url(page, 'piece')}?address={first}"
    mine = written(page, "Lo nuestro.")
    other.post(form, written(page, "Lo de la otra."))
    theirs = revision_of(page)
    other.post(text_url(page, "hide"), {"address": second, "revision": theirs})

    def first_paragraph() -> str:
        return str(AdaptationPage.objects.get().get_latest_revision_as_object().changes[0].value["value"]["text"])

    refused = client.post(form, mine).content.decode()
    again = client.post(form, mine).content.decode()
    kept = first_paragraph()
    piece = refused[refused.index(f'id="piece-{first}') :]
    offered = f'name="replaces" value="{revision_of(page)}"' in piece
    saved = client.post(form, mine | {"replaces": revision_of(page)})

    assert all(sentence in piece for sentence in ('role="alert"', "own-publisher", "Lo de la otra.", "Lo nuestro."))
    assert offered
    assert "piece-form" not in forms_saved_on_enter(refused)
    assert "Lo de la otra." in again
    assert "Lo de la otra." in kept
    assert saved.status_code == 302
    assert "Lo nuestro." in first_paragraph()


def test_a_person_is_told_of_what_they_saved_in_another_window(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    form = f"{text_url(page, 'piece')}?address={block_ids(world, page)[0]}"
    mine = written(page, "En esta.")
    client.post(form, written(page, "En la otra."))

    refused = client.post(form, mine).content.decode()

    assert "en otra ventana" in refused
    assert ("En la otra." in refused, "En esta." in refused) == (True, True)


def test_hiding_what_others_refer_to_is_asked_first(world: World, page: GuidancePage) -> None:
    other = world.draft(GuidancePage, "NAC", "victima", title="Otra", slug="p-otra", roles=["VICTIM"], **GUIDANCE)
    other.related_pages = [("page", page)]
    other.related_pages = other.related_pages.get_prep_value()
    world.publish(other)
    client = signed_in(world, "own publisher")

    asked = client.post(text_url(page, "hide"), {"revision": ""})
    nothing_yet = AdaptationPage.objects.filter(adapts_key=str(page.translation_key)).exists()
    client.post(text_url(page, "hide"), {"revision": "", "confirm": "1"})
    to_decide = client.get(text_url(page)).content.decode()
    client.post(text_url(page, "publish"), {"revision": revision_of(page), "confirm": "1"})
    decided = client.get(text_url(page)).content.decode()

    assert "Otra" in asked.content.decode()
    assert "1 cambio sin publicar." in to_decide
    assert ("se quedarán sin enlace: «Otra»" in to_decide, "sin enlace" in decided) == (True, False)
    assert not nothing_yet
    assert world.view("XNO").item(str(page.translation_key)) is None
    assert world.view("XSU").item(str(page.translation_key)) is not None
    assert world.differences() == []


def test_the_list_tells_inherited_adapted_and_hidden(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own publisher")
    address = reverse("adapting:list", args=["XNO"])

    before = client.get(address, {"search": "denunciar", "kind": "GUIDANCE", "status": "inherited"}).content.decode()
    client.post(text_url(page, "hide"), {"revision": "", "confirm": "1"})
    as_draft = client.get(address, {"search": "denunciar", "status": "draft"}).content.decode()
    client.post(text_url(page, "publish"), {"revision": revision_of(page), "confirm": "1"})
    hidden = client.get(address, {"search": "DENÚNCIAR", "status": "hidden"}).content.decode()

    assert all(text_url(page) in content for content in (before, as_draft, hidden))


def test_what_a_draft_hides_is_hidden_once_it_is_published(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own publisher")
    client.post(text_url(page, "hide"), {"revision": "", "confirm": "1"})

    as_draft = client.get(text_url(page)).content.decode()
    published = client.post(text_url(page, "publish"), {"revision": revision_of(page), "confirm": "1"}, follow=True)
    hidden = published.content.decode()

    assert ("Se ocultará" in as_draft, "oculta esta página" in as_draft) == (True, False)
    assert ("Oculto aquí" in hidden, "oculta esta página" in hidden) == (True, True)
    assert ("ya no lo ve" in hidden, "ya lo ve" in hidden) == (True, False)


def test_where_the_only_change_was_undone_there_is_nothing_to_send(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    client.post(text_url(page, "hide"), {"address": block_ids(world, page)[0]})
    before = client.get(text_url(page)).content.decode()
    [change] = AdaptationPage.objects.get().get_latest_revision_as_object().changes
    client.post(text_url(page, "undo"), {"operation": change.id, "revision": revision_of(page)})

    after = client.get(text_url(page)).content.decode()

    assert ("Enviar a revisión" in before, "Con cambios por publicar" in before) == (True, True)
    assert ("Enviar a revisión" in after, "Con cambios por publicar" in after) == (False, False)
    assert "Aquí no se ha cambiado nada" in after
    listed = client.get(reverse("adapting:list", args=["XNO"])).content.decode()
    assert "<strong>0</strong> con cambios por publicar" in listed
    sent = client.post(text_url(page, "submit"), {"revision": revision_of(page)}, follow=True).content.decode()
    assert "No hay nada que enviar a revisión" in sent


def test_a_piece_that_a_draft_hides_is_hidden_once_it_is_published(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own publisher")
    client.post(text_url(page, "hide"), {"address": block_ids(world, page)[0], "revision": ""})

    as_draft = client.get(text_url(page)).content.decode()
    client.post(text_url(page, "publish"), {"revision": revision_of(page), "confirm": "1"})
    hidden = client.get(text_url(page)).content.decode()

    assert ("Se ocultará" in as_draft, "Oculto aquí" in as_draft) == (True, False)
    assert ("Se ocultará" in hidden, "Oculto aquí" in hidden) == (False, True)


def test_a_message_goes_with_what_is_sent_and_whoever_decides_reads_it(world: World, page: GuidancePage) -> None:
    client, publisher = signed_in(world, "own editor"), signed_in(world, "own publisher")
    client.post(text_url(page, "hide"), {"address": block_ids(world, page)[0], "revision": ""})
    offered = client.get(text_url(page)).content.decode()

    client.post(text_url(page, "submit"), {"revision": revision_of(page), "review-message": "Ya <no> aplica aquí."})

    assert 'name="review-message" rows="3" maxlength="2000" form="send-for-review"' in offered
    assert "Ya &lt;no&gt; aplica aquí." in publisher.get(text_url(page)).content.decode()


def test_an_unknown_text_and_an_unknown_act_do_not_exist(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")

    unknown = reverse("adapting:text", args=["XNO", "00000000-0000-4000-8000-000000000000"])

    assert client.get(unknown).status_code == 404
    assert client.post(text_url(page, "explode")).status_code == 404
    assert client.get(text_url(page, "piece"), {"address": "nothing"}).status_code == 404
    assert client.get(text_url(page, code="XXX")).status_code == 404


def test_where_the_national_text_changed_meanwhile_the_new_one_stands_open_above_what_was_typed(
    world: World, page: GuidancePage
) -> None:
    client = signed_in(world, "own editor")
    first, _ = block_ids(world, page)
    form = f"{text_url(page, 'piece')}?address={first}"
    shown = client.get(form).content.decode()
    fresh = GuidancePage.objects.get(pk=page.pk)
    fresh.body[0].value["text"].source = "<p>Otra cosa nacional.</p>"
    world.publish(fresh)

    sent = client.post(form, written(page, "Escrito en el Norte.") | {"base": "1"}).content.decode()

    assert '<details class="adapting-national">' in shown
    assert '<details class="adapting-national" open>' in sent
    assert "Otra cosa nacional." in sent
    assert "Escrito en el Norte." in sent


def test_what_was_typed_into_a_piece_that_the_library_removed_meanwhile_stays_on_the_screen(
    world: World, page: GuidancePage
) -> None:
    client = signed_in(world, "own editor")
    first, _ = block_ids(world, page)
    form = f"{text_url(page, 'piece')}?address={first}"
    shown = client.get(form).content.decode()
    without_first(world, page)

    sent = client.post(form, written(page, "Escrito en el Norte.") | {"block_type": "text"})
    asked = client.get(form, follow=True)

    assert 'name="block_type" value="text"' in shown
    assert sent.status_code == 200
    assert "Escrito en el Norte." in sent.content.decode()
    assert "Esta parte ya no está" in sent.content.decode()
    assert asked.redirect_chain == [(text_url(page), 302)]
    assert "Esta parte ya no está" in asked.content.decode()
    assert not AdaptationPage.objects.filter(adapts_key=str(page.translation_key)).exists()
    assert world.differences() == []


def test_what_was_typed_beside_a_piece_that_went_meanwhile_stays_on_the_screen(
    world: World, page: GuidancePage
) -> None:
    client = signed_in(world, "own editor")
    first, _ = block_ids(world, page)
    form = f"{text_url(page, 'insert')}?address={first}&place=after&type=text"
    without_first(world, page)

    sent = client.post(form, written(page, "Solo en el Norte.") | {"block_type": "text"})
    with_another_type = client.post(form, written(page, "Solo en el Norte.") | {"block_type": "node"})

    assert sent.status_code == 200
    assert "Solo en el Norte." in sent.content.decode()
    assert "Esta parte ya no está" in sent.content.decode()
    assert with_another_type.status_code == 400  # it has not all the fields of a node
    assert not AdaptationPage.objects.filter(adapts_key=str(page.translation_key)).exists()


def without_first(world: World, page: GuidancePage) -> None:
    """Publish the national text without its first paragraph."""
    fresh = GuidancePage.objects.get(pk=page.pk)
    del fresh.body[0]
    world.publish(fresh)


def test_who_changes_a_verified_piece_reads_that_it_is_not_verified_any_more(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own publisher")
    first, _ = block_ids(world, page)
    form = f"{text_url(page, 'piece')}?address={first}"

    def said_of(text: str) -> bool:
        saved = client.post(form, written(page, text))
        return str(EndedClaim.PARTS.label) in [str(one).strip() for one in get_messages(saved.wsgi_request)][-1]

    texts = ("Así en el Norte.", "Así en el Norte.", "Así en el Sur.", "Así en el Este.", "Primero.")
    assert [said_of(text) for text in texts] == [False, False, True, False, False]


def test_hiding_a_page_says_what_will_be_missing_where(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")

    hidden = client.post(text_url(page, "hide"), {"revision": revision_of(page)})

    assert any(
        "«Denunciar» faltará en Norte cuando esto se publique" in str(message)
        for message in get_messages(hidden.wsgi_request)
    )
