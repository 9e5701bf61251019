"""National texts in the admin: who reaches their screens, and what is seen and done there."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, strip_tags
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from content_models.loaded_versions import version_of, version_of_draft
from content_models.models import GlossaryTerm, NoticePage, OfficePage, OrganizationPage, ScriptPage, SectionPage
from publishing.models import Edition, OutboxEntry, ReviewTask
from publishing.services.publish import unpublish_page
from tenants.models import Adoption, StaffRole, User
from tenants.scope import tenant_scope
from tests.module_transaction import anew, made_once
from tests.publishing.test_incomplete_scripts import node
from tests.tenants.factories import member
from tests.world import World

PEOPLE = {
    "national publisher": ("NAC", StaffRole.PUBLISHER),
    "national editor": ("NAC", StaffRole.EDITOR),
    "publisher of a state": ("XNO", StaffRole.PUBLISHER),
    "editor of a state": ("XSU", StaffRole.EDITOR),
}


def signed_in(world: World, who: str) -> Client:
    client = Client()
    if who in PEOPLE:
        code, role = PEOPLE[who]
        client.force_login(member(world.tenants[code], role, who.replace(" ", "-")))
    elif who == "administrator":
        client.force_login(User.objects.create_superuser("raiz", "raiz@example.mx", "x"))
    return client


@made_once
def made_term(module_world: World) -> GlossaryTerm:
    fields = {"title": "Querella", "slug": "p-querella", "definition": "<p>Uno.</p>"}
    return module_world.new(GlossaryTerm, "NAC", "glosario", **fields)


@pytest.fixture
def term(made_term: GlossaryTerm, world: World) -> GlossaryTerm:
    """A national term, published."""
    return anew(made_term)


def redraft(page: Any, definition: str, **fields: Any) -> Any:
    draft = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
    draft.definition = f"<p>{definition}</p>"
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision(log_action=True)
    return Page.objects.get(pk=page.pk).specific


def form(page: GlossaryTerm, definition: str, **changes: str) -> dict[str, str]:
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "definition": rich_text(f"<p>{definition}</p>"),
            "synonyms": streamfield([]),
            "legal_references": streamfield([]),
            "ambiguous_forms": streamfield([]),
            "related_terms": streamfield([]),
            "examples": streamfield([]),
            "stage": "",
            "order": "0",
            "comments": streamfield([]) | {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
            "action-publish": "1",
            **changes,
        }
    )


def effect_url(page: Any) -> str:
    return reverse("national:impact", args=[page.pk])


def editions_url(page: Any) -> str:
    return reverse("national:editions", args=[page.pk])


def numbers(page: Any) -> list[int]:
    return list(Edition.objects.filter(key=str(page.translation_key)).values_list("number", flat=True))


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.parametrize(
    ("who", "seen", "done"),
    [
        ("visitor", 302, 403),
        ("publisher of a state", 404, 404),
        ("editor of a state", 404, 404),
        ("national editor", 200, 302),  # to the start page, with a message
        ("national publisher", 200, 302),
        ("administrator", 200, 302),
    ],
)
def test_who_sees_the_effect_and_who_publishes(
    world: World, term: GlossaryTerm, who: str, seen: int, done: int
) -> None:
    page = redraft(term, "Dos.")
    client = signed_in(world, who)

    looked = [client.get(url(page)).status_code for url in (effect_url, editions_url)]
    published = client.post(effect_url(page), {"version": version_of_draft(page)})

    assert looked == [seen, seen]
    assert published.status_code == done
    is_published = who in {"national publisher", "administrator"}
    assert numbers(page) == ([1, 2] if is_published else [1])
    back = client.post(editions_url(page), {"number": "1"})
    assert back.status_code == done
    assert numbers(page) == ([1, 2, 3] if is_published else [1])
    assert world.differences() == []


def test_a_states_own_page_has_no_such_screens(world: World) -> None:
    client = signed_in(world, "administrator")
    own = world.new(NoticePage, "XNO", "avisos", title="Cierre", slug="p-cierre", text="<p>.</p>")

    assert client.get(effect_url(own)).status_code == 404
    assert client.get(editions_url(own)).status_code == 404
    assert client.get(reverse("national:impact", args=[999999])).status_code == 404


def test_whoever_publishes_a_national_office_reads_that_the_draft_of_another_has_its_number(world: World) -> None:
    library = world.new(
        OrganizationPage, "NAC", "directorio", title="Fiscalía General", slug="fgr", organization_kind="PROSECUTOR"
    )
    first, second = (
        world.publish(world.draft_below(library, OfficePage, title=f"Sede {name}", slug=f"sede-{name}"))
        for name in ("uno", "dos")
    )
    for page in (first, second):
        draft = OfficePage.objects.get(pk=page.pk)
        draft.phones = json.dumps([{"type": "phone", "value": {"display": "993 313 6550"}, "id": str(uuid4())}])
        draft.save_revision()

    shown = signed_in(world, "national publisher").get(effect_url(second)).content.decode()

    assert "El número 993 313 6550 también lo tiene: «Sede uno»" in shown


def test_a_text_that_was_never_published_has_no_editions(world: World) -> None:
    draft = world.draft(GlossaryTerm, "NAC", "glosario", title="Fuero", slug="p-fuero", definition="<p>Uno.</p>")

    shown = signed_in(world, "national editor").get(editions_url(draft))

    assert shown.status_code == 200
    assert numbers(draft) == []


def test_publishing_in_the_editor_leads_to_the_effect_and_from_there_to_the_editions(
    world: World, term: GlossaryTerm
) -> None:
    client = signed_in(world, "national publisher")

    pressed = client.post(reverse("wagtailadmin_pages:edit", args=[term.pk]), form(term, "Dos."))
    effect = client.get(pressed.headers["Location"])

    assert pressed.headers["Location"] == effect_url(term)
    assert numbers(term) == [1]
    page = effect.content.decode()
    assert "<del>" in page
    assert "Uno" in page
    assert "<ins>" in page
    assert "Dos" in page
    draft = Page.objects.get(pk=term.pk)
    assert draft.has_unpublished_changes

    done = client.post(effect_url(term), {"version": version_of_draft(draft)})

    assert done.headers["Location"] == editions_url(term)
    assert numbers(term) == [1, 2]
    assert world.view("XNO").item(str(term.translation_key))["definition"]["plainText"] == "Dos."
    (sentence,) = said(done)
    assert "Querella" in sentence
    assert reverse("wagtailadmin_pages:view_draft", args=[term.pk]) in sentence

    editions = client.get(editions_url(term), {"back": "1"}).content.decode()
    back = client.post(editions_url(term), {"number": "1"})

    assert f'action="{editions_url(term)}"' in editions
    assert back.headers["Location"] == editions_url(term)
    assert numbers(term) == [1, 2, 3]
    assert world.view("XNO").item(str(term.translation_key))["definition"]["plainText"] == "Uno."
    assert world.differences() == []


def test_a_new_page_goes_the_same_way(world: World) -> None:
    client = signed_in(world, "national publisher")
    section = world.section("NAC", "glosario")
    new = GlossaryTerm(title="Amparo", slug="p-amparo")

    pressed = client.post(
        reverse("wagtailadmin_pages:add", args=["content", "glossaryterm", section.pk]), form(new, "Nuevo.")
    )
    page = GlossaryTerm.objects.get(slug="p-amparo")
    effect = client.get(pressed.headers["Location"])
    client.post(effect_url(page), {"version": version_of_draft(page)})

    assert (pressed.headers["Location"], effect.status_code) == (effect_url(page), 200)
    assert numbers(page) == [1]
    assert world.view("XSU").item(str(page.translation_key)) is not None


def test_pages_of_states_are_published_as_ever(world: World) -> None:
    client = signed_in(world, "publisher of a state")
    own = world.new(NoticePage, "XNO", "avisos", title="Cierre", slug="p-cierre", text="<p>Ayer.</p>")
    changed = nested_form_data(
        {
            "title": own.title,
            "slug": own.slug,
            "text": rich_text("<p>Hoy.</p>"),
            "severity": own.severity,
            "order": "0",
            "comments": streamfield([]) | {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
            "action-publish": "1",
        }
    )

    client.post(reverse("wagtailadmin_pages:edit", args=[own.pk]), changed)

    assert world.view("XNO").item(str(own.translation_key))["text"]["plainText"] == "Hoy."


def test_an_urgent_correction_reaches_states_that_review_first(world: World, term: GlossaryTerm) -> None:
    world.tenants["XSU"].adoption = Adoption.REVIEWED
    world.tenants["XSU"].save()
    client = signed_in(world, "national publisher")
    key = str(term.translation_key)

    page = redraft(term, "Dos.")
    effect = client.get(effect_url(page)).content.decode()
    client.post(effect_url(page), {"version": version_of_draft(page)})
    waiting = world.view("XSU").item(key)["definition"]["plainText"]
    page = redraft(term, "Tres.")
    urgent = {"version": version_of_draft(page), "urgent": "1", "reason": " "}
    refused = client.post(effect_url(page), urgent).content.decode()
    held = world.view("XSU").item(key)["definition"]["plainText"]
    client.post(effect_url(page), urgent | {"reason": "CNPP 217 cambió."})
    editions = client.get(reverse("national:editions", args=[page.pk])).content.decode()
    history = client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()

    assert "Sur" in effect
    assert waiting == "Uno."
    assert (held, "Di por qué no puede esperar" in refused) == ("Uno.", True)
    assert ("«CNPP 217 cambió.»" in editions, "«CNPP 217 cambió.»" in history) == (True, True)
    assert world.view("XSU").item(key)["definition"]["plainText"] == "Tres."
    assert Edition.objects.get(key=key, number=3).is_urgent
    with tenant_scope([world.tenants["XSU"].pk]):
        assert not ReviewTask.objects.open().filter(key=key).exists()
        passed = ReviewTask.objects.get(key=key, reason="adoption")
        assert (passed.outcome, passed.details["urgentReason"]) == ("passed", "CNPP 217 cambió.")
    assert world.differences() == []
    world.tenants["XSU"].adoption = Adoption.IMMEDIATE


def test_a_text_published_already_can_be_made_urgent_while_a_state_waits(world: World, term: GlossaryTerm) -> None:
    world.tenants["XSU"].adoption = Adoption.REVIEWED
    world.tenants["XSU"].save()
    client = signed_in(world, "national publisher")
    before = client.get(effect_url(term)).content.decode()
    page = redraft(term, "Dos.")
    client.post(effect_url(page), {"version": version_of_draft(page)})

    waiting = client.get(effect_url(page)).content.decode()
    client.post(effect_url(page), {"version": version_of_draft(page), "urgent": "1", "reason": "Ya."})

    assert 'name="version"' not in before
    assert waiting.count('name="version"') == 1
    assert 'name="urgent"' in waiting
    assert world.view("XSU").item(str(term.translation_key))["definition"]["plainText"] == "Dos."
    world.tenants["XSU"].adoption = Adoption.IMMEDIATE


def test_a_planned_publication_is_planned_and_cannot_be_urgent(world: World, term: GlossaryTerm) -> None:
    client = signed_in(world, "national publisher")
    tomorrow = timezone.now().replace(microsecond=0) + timedelta(days=1)
    page = redraft(term, "Mañana.", go_live_at=tomorrow)

    effect = client.get(effect_url(page)).content.decode()
    refused = client.post(effect_url(page), {"version": version_of_draft(page), "urgent": "1", "reason": "Ya."})
    done = client.post(effect_url(page), {"version": version_of_draft(page)})

    assert 'name="urgent"' not in effect
    assert "está programado para después" in refused.content.decode()
    assert done.headers["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert numbers(page) == [1]
    assert Page.objects.get(pk=page.pk).specific.scheduled_revision is not None


def test_a_draft_that_has_changed_meanwhile_is_shown_anew(world: World, term: GlossaryTerm) -> None:
    client = signed_in(world, "national publisher")
    seen = version_of_draft(redraft(term, "Visto."))
    page = redraft(term, "No visto.")

    refused = client.post(effect_url(page), {"version": seen})

    assert refused.headers["Location"] == effect_url(page)
    assert numbers(page) == [1]
    assert "No visto" in client.get(effect_url(page)).content.decode()


def test_what_cannot_be_published_says_why_and_has_no_button(world: World, term: GlossaryTerm) -> None:
    client = signed_in(world, "national publisher")
    other = world.draft(SectionPage, "NAC", "victima", title="Otra", slug="p-otra")
    world.publish(other)
    page = world.draft_below(Page.objects.get(pk=other.pk), GlossaryTerm, title="Q", slug="p-querella", definition="x")
    page.save_revision()

    effect = client.get(effect_url(page)).content.decode()

    assert escape("p-querella") in effect
    assert 'name="version"' not in effect


def test_a_page_of_another_kind_is_told_simply(world: World) -> None:
    client = signed_in(world, "national publisher")
    section = world.section("NAC", "glosario")
    draft = section.get_latest_revision_as_object() if section.latest_revision_id else section
    draft.introduction = "<p>Palabras.</p>"
    draft.save_revision()
    page = Page.objects.get(pk=section.pk)

    effect = client.get(effect_url(page)).content.decode()
    client.post(effect_url(page), {"version": version_of_draft(page)})

    assert "Palabras." in effect
    assert 'name="urgent"' not in effect
    assert numbers(page)[-1] == 2
    assert world.differences() == []


def test_going_back_without_a_way_back_says_so(world: World, term: GlossaryTerm) -> None:
    client = signed_in(world, "national publisher")

    refused = client.post(editions_url(term), {"number": "1"})

    assert refused.headers["Location"] == editions_url(term)
    assert len(said(refused)) == 1
    assert numbers(term) == [1]


def test_going_back_says_first_what_it_changes(world: World, term: GlossaryTerm) -> None:
    client = signed_in(world, "national publisher")
    for words in ("Dos.", "Tres."):
        client.post(effect_url(term), {"version": version_of_draft(redraft(term, words))})

    asked = client.get(editions_url(term), {"back": "1"})
    same = client.get(editions_url(term), {"back": "3"}).content.decode()
    unknown = client.get(editions_url(term), {"back": "9"}).content.decode()
    before = numbers(term)
    client.post(editions_url(term), {"number": "1", "seen": "3"})
    client.post(editions_url(term), {"number": "2", "seen": "3"})  # somebody went back meanwhile

    [change] = asked.context["going_back"].changes
    assert strip_tags(change.before) == " (quitado: Tres.) "
    assert "Publicar otra vez la edición 1" in asked.content.decode()
    assert ("Las dos dicen lo mismo." in same, "Publicar otra vez" in same) == (True, False)
    assert "«Querella» no tiene una edición 9." in unknown
    assert (before, numbers(term)) == ([1, 2, 3], [1, 2, 3, 4])


def test_any_two_editions_are_compared(world: World, term: GlossaryTerm) -> None:
    client = signed_in(world, "national publisher")
    for words in ("Dos.", "Tres."):
        client.post(effect_url(term), {"version": version_of_draft(redraft(term, words))})

    screen = client.get(editions_url(term), {"earlier": "3", "later": "1"})
    same = client.get(editions_url(term), {"earlier": "2", "later": "2"}).content.decode()
    unknown = client.get(editions_url(term), {"earlier": "1", "later": "9"}).content.decode()

    shown = screen.content.decode()
    assert "De la edición 1 a la edición 3" in shown
    found = screen.context["comparison"].changes
    assert [(one.label, strip_tags(one.before), strip_tags(one.after)) for one in found] == [
        ("Definición", " (quitado: Uno.) ", " (agregado: Tres.) ")
    ]
    assert "Elige dos ediciones distintas." in same
    assert "«Querella» no tiene una edición 9." in unknown
    assert screen.context["names"][0].number == 3


def test_any_two_editions_of_a_script_are_compared_node_by_node(world: World) -> None:
    client = signed_in(world, "national publisher")
    end = node("fin", "ANSWER", text="<p>Vaya hoy.</p>")
    other = node("otro", "ANSWER", text="<p>Llame.</p>")
    fields = {"slug": "p-guion", "role": "VICTIM", "channels": ["CHAT"], "start": "q"}
    nodes = [node("q", "QUESTION", ("si", "fin")), end]
    page = world.new(ScriptPage, "NAC", "guiones", title="Prueba", nodes=nodes, **fields)
    for end_now in (end, node("fin", "ANSWER", text="<p>Vaya mañana.</p>")):
        page.nodes = [node("q", "QUESTION", ("si", "fin"), ("no", "otro")), end_now, other]
        page = world.publish(page)

    found = client.get(editions_url(page), {"earlier": "3", "later": "1"}).context["comparison"]
    neighbours = client.get(editions_url(page), {"earlier": "2", "later": "3"}).context["comparison"]

    assert (found.earlier, found.later) == (1, 3)
    assert [(one.label, one.mark) for one in found.changes] == [
        ("Opción 2 «No» de «Pregunta 1 · Nodo q»", "Agregado"),
        ("Respuesta 2 · Vaya mañana.", "Cambiado"),
        ("Respuesta 3 · Llame.", "Agregado"),
    ]
    changed = found.changes[1]
    assert (strip_tags(changed.before), strip_tags(changed.after)) == (
        "Respuesta\nVaya  (quitado: hoy.) ",
        "Respuesta\nVaya  (agregado: mañana.) ",
    )
    assert [one.label for one in neighbours.changes] == ["Respuesta 2 · Vaya mañana."]

    writer = member(world.tenants["NAC"], StaffRole.EDITOR, "quien-escribe")
    page.nodes = [node("q", "QUESTION", ("si", "fin")), node("fin", "ANSWER", text="<p>Vaya pronto.</p>")]
    client.post(effect_url(page), {"version": version_of(page.save_revision(user=writer))})
    screen = strip_tags(client.get(editions_url(page)).content.decode())
    asked = {"revisions_compare": [page.pk, "earliest", "latest"], "history": [page.pk], "edit": [page.pk]}
    of_wagtail = [reverse(f"wagtailadmin_pages:{name}", args=values) for name, values in asked.items()]
    versions, *others = (client.get(address).content.decode() for address in of_wagtail)

    assert "Escribió quien-escribe. Publicó national-publisher," in screen
    assert ("Respuesta 2 · Vaya pronto." in versions, "QUESTION" in versions) == (True, False)
    assert all(f'href="{editions_url(page)}"' in one for one in (versions, *others))


def test_a_withdrawn_page_says_that_going_back_publishes_it(world: World, term: GlossaryTerm) -> None:
    client = signed_in(world, "national publisher")
    unpublish_page(page=term)

    screen = client.get(editions_url(term)).content.decode()
    client.post(editions_url(term), {"number": "1"})

    assert "?back=1#going-back" in screen
    assert world.view("XNO").item(str(term.translation_key)) is not None


def test_the_editor_leads_to_both_screens_for_the_librarys_people_only(world: World, term: GlossaryTerm) -> None:
    own = world.new(NoticePage, "XNO", "avisos", title="Cierre", slug="p-cierre", text="<p>.</p>")
    edit = reverse("wagtailadmin_pages:edit", args=[term.pk])

    for_national = signed_in(world, "national editor").get(edit).content.decode()
    for_state = (
        signed_in(world, "publisher of a state").get(reverse("wagtailadmin_pages:edit", args=[own.pk])).content.decode()
    )

    assert effect_url(term) in for_national
    assert editions_url(term) in for_national
    assert "/efecto/" not in for_state


def test_what_was_sent_for_review_is_approved_where_its_effect_is_seen(world: World, term: GlossaryTerm) -> None:
    client = signed_in(world, "national publisher")
    page = redraft(term, "Dos.")
    workflow = page.get_workflow()
    assert workflow is not None
    state = workflow.start(page, member(world.tenants["NAC"], StaffRole.EDITOR, "escribe"))
    approve = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.current_task_state.pk])

    client.post(approve, {"comment": ""})
    assert numbers(page) == [1]
    client.post(effect_url(page), {"approve": "1", "version": version_of_draft(page)})

    assert numbers(page) == [1, 2]
    assert world.view("XNO").item(str(page.translation_key))["definition"]["plainText"] == "Dos."


def test_publishing_many_goes_on_as_before(world: World, term: GlossaryTerm) -> None:
    client = signed_in(world, "administrator")
    page = redraft(term, "Dos.")
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    seen = client.get(f"{bulk}?id={page.pk}").context["seen"]
    client.post(f"{bulk}?id={page.pk}", {"include_descendants": "", "seen": seen})

    assert numbers(page) == [1, 2]
    assert world.view("XNO").item(str(page.translation_key))["definition"]["plainText"] == "Dos."
    with tenant_scope([world.tenants["NAC"].pk]):
        assert OutboxEntry.objects.filter(key=str(page.translation_key)).count() == 2
    assert world.differences() == []
