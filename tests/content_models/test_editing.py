"""The editor's way: opening, saving, publishing and scheduling a page in the admin."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from content_models.documents import document_of
from content_models.loaded_versions import version_of_draft
from content_models.models import ContentPage, GlossaryTerm, GuidancePage, OfficePage
from content_models.page_verification import EndedClaim
from tests.content_models.test_forms import codes, form_of, guidance_data
from tests.content_models.world import World, add, block, item, law
from tests.tenants.factories import person


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(person("administradora", is_superuser=True), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    ("name", "parent"),
    [
        ("sectionpage", "section"),
        ("guidancepage", "section"),
        ("glossaryterm", "section"),
        ("scriptpage", "section"),
        ("noticepage", "section"),
        ("organizationpage", "section"),
        ("officepage", "organization"),
    ],
)
def test_every_page_type_can_be_begun(world: World, administrator: Client, name: str, parent: str) -> None:
    above = {"section": world.section, "organization": world.tabasco.organization}[parent]

    response = administrator.get(reverse("wagtailadmin_pages:add", args=("content", name, above.pk)))

    assert response.status_code == 200


def test_an_editor_chooses_among_the_types_that_make_sense(world: World) -> None:
    def names(page: ContentPage) -> list[str]:
        return sorted(model.__name__ for model in page.creatable_subpage_models())

    assert names(world.library) == ["SectionPage"]
    assert names(world.tabasco.directory) == [
        "GlossaryTerm",
        "GuidancePage",
        "NoticePage",
        "OrganizationPage",
        "ScriptPage",
        "SectionPage",
    ]
    assert names(world.tabasco.organization) == ["OfficePage"]
    assert names(world.tabasco.office) == []


def posted(**changes: Any) -> QueryDict:
    """A form of a guidance page as a browser sends it."""
    data = {
        "title": "Denunciar",
        "slug": "denunciar",
        "order": 0,
        "stage": "ANY",
        "urgency": "NORMAL",
        "question": "¿A dónde voy?",
        "body": streamfield(
            [
                (
                    "steps",
                    {
                        "heading": "Haz",
                        "steps": {
                            "count": 1,
                            "0": {
                                "value": {"text": rich_text("<p>Ve</p>"), "legal_references": {"count": 0}},
                                "order": 0,
                                "deleted": "",
                                "id": "the-step",
                            },
                        },
                        "legal_references": {"count": 0},
                    },
                )
            ]
        ),
        "legal_references": streamfield([]),
        "glossary_choices": streamfield([]),
        "related_terms": streamfield([]),
        "related_pages": streamfield([]),
        "examples": streamfield([]),
        "comments": inline_formset([]),
        **changes,
    }
    form = QueryDict(mutable=True)
    form.update(nested_form_data(data))
    form.setlist("roles", ["VICTIM"])
    return form


def add_url(world: World) -> str:
    return reverse("wagtailadmin_pages:add", args=("content", "guidancepage", world.section.pk))


def test_a_draft_is_saved_and_not_live(world: World, administrator: Client) -> None:
    response = administrator.post(add_url(world), posted())

    page = GuidancePage.objects.child_of(world.section).get(slug="denunciar")
    assert response.status_code == 302
    assert not page.live
    draft = document_of(page.get_latest_revision_as_object())
    assert [part["type"] for part in draft["body"]] == ["StepsBlock"]
    assert draft["body"][0]["steps"][0]["id"] == "the-step"


@pytest.mark.parametrize("button", ["action-publish", "action-submit"])
def test_a_page_without_text_goes_live_only_when_that_is_meant(
    world: World, administrator: Client, button: str
) -> None:
    empty = streamfield([])
    draft = administrator.post(add_url(world), posted(body=empty))
    page = GuidancePage.objects.child_of(world.section).get(slug="denunciar")
    edit = reverse("wagtailadmin_pages:edit", args=(page.pk,))

    asked = administrator.post(edit, posted(body=empty, **{button: "1"}))
    question = asked.context["form"].open_questions["body"]
    page.refresh_from_db()
    was_live = page.live
    box = {"answer-body": asked.context["form"].answer_to(question)}
    answered = administrator.post(edit, posted(body=empty, **{button: "1"}, **box))

    assert draft.status_code == 302
    assert (asked.status_code, was_live) == (200, False)
    assert [error.code for error in asked.context["form"].errors.as_data()["body"]] == ["BODY_EMPTY"]
    assert "Esta página no tiene texto" in question.text
    assert 'name="answer-body"' in asked.content.decode()
    assert answered.status_code == 302
    if button == "action-publish":  # a national page: the screen with what happens in each state comes first
        page.refresh_from_db()
        administrator.post(answered.headers["Location"], {"version": version_of_draft(page)})
    page.refresh_from_db()
    assert page.live is (button == "action-publish")


def test_a_page_that_is_read_without_text_is_not_asked_about_again(world: World, administrator: Client) -> None:
    administrator.post(add_url(world), posted(body=streamfield([])))
    page = GuidancePage.objects.child_of(world.section).get(slug="denunciar")
    page.get_latest_revision().publish()

    edit = reverse("wagtailadmin_pages:edit", args=(page.pk,))
    saved = administrator.post(edit, posted(body=streamfield([]), title="Otra", **{"action-publish": "1"}))

    assert saved.status_code == 302


def test_who_types_their_own_draft_again_is_led_to_it(world: World, administrator: Client) -> None:
    administrator.post(add_url(world), posted(title="Denunciar <hoy>"))
    draft = GuidancePage.objects.child_of(world.section).get(slug="denunciar")

    refused = administrator.post(add_url(world), posted())

    edit = reverse("wagtailadmin_pages:edit", args=(draft.pk,))
    assert list(refused.context["form"].errors) == ["slug"]
    assert (
        "Ya empezaste «Denunciar &lt;hoy&gt;» como borrador, con el mismo nombre en su dirección: "
        f'<a href="{edit}">continúalo</a>.'
    ) in refused.content.decode()
    by_itself = administrator.post(add_url(world), posted(), headers={"accept": "application/json"}).json()
    assert by_itself["error_message"].startswith(
        "«Nombre en la dirección»: Ya empezaste «Denunciar <hoy>» como borrador, con el mismo nombre en su dirección: "
        "continúalo."
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"live": True}, "«Denunciar» ya tiene este nombre en su dirección: "),
        ({"owner": None}, "«Denunciar» ya es un borrador, con el mismo nombre en su dirección: "),
        ({"owner": "otra"}, "otra ya empezó «Denunciar» como borrador, con el mismo nombre en su dirección: "),
    ],
)
def test_who_types_another_s_page_again_is_led_to_it(
    world: World, administrator: Client, change: dict[str, Any], expected: str
) -> None:
    administrator.post(add_url(world), posted())
    page = Page.objects.get(slug="denunciar")
    if change.get("owner"):
        change = {"owner": person(change["owner"])}
    Page.objects.filter(pk=page.pk).update(**change)

    refused = administrator.post(add_url(world), posted())

    link = f'<a href="{reverse("wagtailadmin_pages:edit", args=(page.pk,))}">ábrela</a>'
    assert [expected in error for error in refused.context["form"].errors["slug"]] == [True]
    assert (link if change.get("live") else link.replace("ábrela", "ábrelo")) in refused.content.decode()


def test_who_may_not_edit_the_other_page_is_not_led_there(world: World) -> None:
    page = add(world.section, GuidancePage(title="Denunciar", slug="denunciar", roles=["VICTIM"], question="¿?"))
    form = form_of(GuidancePage(), world.section, guidance_data(), by=person("lectora"))
    form.is_valid()

    assert codes(form)["slug"] == ["slug_of_another"]
    assert str(page.pk) not in form.errors["slug"][0]


def test_a_draft_may_wait_for_its_roles(world: World, administrator: Client) -> None:
    form = posted()
    form.setlist("roles", [])

    saved = administrator.post(add_url(world), form)
    page = GuidancePage.objects.child_of(world.section).get(slug="denunciar")
    form["action-publish"] = "1"
    published = administrator.post(reverse("wagtailadmin_pages:edit", args=(page.pk,)), form)

    assert saved.status_code == 302
    assert list(published.context["form"].errors) == ["roles"]
    page.refresh_from_db()
    assert not page.live


def test_a_copy_gets_a_free_address_and_is_no_alias(world: World, administrator: Client) -> None:
    url = reverse("wagtailadmin_pages:copy", args=(world.tabasco.office.pk,))

    form = administrator.get(url).context["form"]

    assert form.fields["new_slug"].initial == "oficina-1"
    assert "alias" not in form.fields


def test_a_new_page_is_previewed_as_the_state_of_whoever_begins_it(world: World) -> None:
    own = world.tabasco.tenant

    begun = GuidancePage(owner=person("editora", tenant=own))

    assert begun.preview_modes == [(own.code, own.name)]


def test_what_is_scheduled_waits(world: World, administrator: Client) -> None:
    effect = administrator.post(add_url(world), posted(go_live_at="2999-01-01 10:00", **{"action-publish": "1"}))
    page = GuidancePage.objects.child_of(world.section).get(slug="denunciar")
    administrator.post(effect.headers["Location"], {"version": version_of_draft(page)})

    page.refresh_from_db()
    assert not page.live
    assert page.approved_schedule


def test_a_refused_form_loses_nothing(world: World, administrator: Client) -> None:
    response = administrator.post(add_url(world), posted(title="En {estado}", **{"action-publish": "1"}))

    assert response.status_code == 200
    assert not GuidancePage.objects.child_of(world.section).filter(slug="denunciar").exists()
    form = response.context["form"]
    assert list(form.errors) == ["title"]
    assert form["question"].value() == "¿A dónde voy?"


def test_a_page_with_every_kind_of_list_opens_in_the_editor(world: World, administrator: Client) -> None:
    term = add(world.section, GlossaryTerm(title="Querella", slug="querella", definition="<p>x</p>"))
    page = add(
        world.section,
        GuidancePage(
            title="A",
            slug="a",
            roles=["VICTIM"],
            question="¿?",
            related_terms=[block("term", term.pk)],
            legal_references=[block("legal_reference", law("CNPP", "1"))],
            body=[
                block("contact", {"label": "Ayuda", "phones": [item({"display": "911", "languages": ["es-MX"]})]}),
                block("deadline", {"amount": 12, "unit": "HOURS", "legal_references": [item(law("CNPP", "148"))]}),
            ],
        ),
    )

    response = administrator.get(reverse("wagtailadmin_pages:edit", args=(page.pk,)))

    assert response.status_code == 200
    assert "CNPP art. 148" in response.content.decode()


def test_an_office_with_everything_opens_in_the_editor(world: World, administrator: Client) -> None:
    office = add(
        world.tabasco.organization,
        OfficePage(
            title="Unidad",
            slug="unidad",
            phones=[block("phone", {"display": "993 313 6550", "languages": ["es-MX", "chf"]})],
            services=[block("service", {"name": "Denuncia"})],
            schedule=[
                block(
                    "schedule",
                    {
                        "periods": [item({"days": ["MONDAY"], "opens_at": "22:00", "closes_at": "02:00"})],
                        "holidays": "CLOSED",
                    },
                )
            ],
        ),
    )

    response = administrator.get(reverse("wagtailadmin_pages:edit", args=(office.pk,)))

    assert response.status_code == 200
    page = response.content.decode()
    assert "993 313 6550" in page
    assert "22:00" in page
    assert "w-field--checkbox_select_multiple" in page


def test_translators_can_open_a_page(world: World, administrator: Client) -> None:
    english = Locale.objects.get_or_create(language_code="en")[0]
    page = add(
        world.section,
        GuidancePage(
            title="A",
            slug="a",
            roles=["VICTIM"],
            question="¿?",
            legal_references=[block("legal_reference", law("CNPP", "1"))],
            body=[block("contact", {"label": "Ayuda", "phones": [item({"display": "911", "label": "Guardia"})]})],
        ),
    )
    administrator.post(reverse("wagtail_localize:submit_page_translation", args=(page.pk,)), {"locales": [english.pk]})

    translated = GuidancePage.objects.get(translation_key=page.translation_key, locale=english)
    response = administrator.get(reverse("wagtailadmin_pages:edit", args=(translated.pk,)))

    assert response.status_code == 200
    assert "Guardia" in response.content.decode()


@pytest.fixture
def reviewed(world: World) -> GuidancePage:
    page = GuidancePage(title="Denunciar", slug="denunciar", question="¿Y?", roles=["VICTIM"], reviewed_on="2026-01-05")
    return add(world.section, page)


def edited(page: GuidancePage, administrator: Client, accept: str = "text/html", **button: str) -> Any:
    form = posted(reviewed_on="05/01/2026", **button)
    return administrator.post(reverse("wagtailadmin_pages:edit", args=(page.pk,)), form, headers={"accept": accept})


@pytest.mark.parametrize("button", [{}, {"action-publish": "1"}, {"action-submit": "1"}])
def test_whoever_saves_reads_what_ended(reviewed: GuidancePage, administrator: Client, button: dict[str, str]) -> None:
    edited(reviewed, administrator, **button)

    shown = administrator.get(reverse("wagtailadmin_account")).content.decode()
    assert shown.count(str(EndedClaim.REVIEW.label)) == 1


def test_what_saves_itself_brings_what_ended(reviewed: GuidancePage, administrator: Client) -> None:
    saved = edited(reviewed, administrator, accept="application/json")

    assert f"<template data-ended-claim>{EndedClaim.REVIEW.label}</template>" in saved.json()["html"]
    assert list(get_messages(saved.wsgi_request)) == []


def linking(target: Page, title: str = "Denunciar") -> QueryDict:
    """A form of a guidance page whose text links to another page."""
    html = f'<p>Lee <a linktype="page" id="{target.pk}">esto</a>.</p>'
    text = {"text": rich_text(html, features=["link"]), "legal_references": {"count": 0}}
    return posted(title=title, body=streamfield([("text", text)]))


def link_to_what_is_gone(world: World, administrator: Client) -> tuple[GuidancePage, Page]:
    """A draft with a link to a page that was deleted later."""
    target = add(world.section, GlossaryTerm(title="Querella", slug="querella", definition="<p>x</p>"))
    administrator.post(add_url(world), linking(target))
    Page.objects.get(pk=target.pk).delete()
    return GuidancePage.objects.child_of(world.section).get(slug="denunciar"), target


def test_a_draft_with_a_link_to_what_is_gone_is_saved_whole_with_a_warning(world: World, administrator: Client) -> None:
    page, target = link_to_what_is_gone(world, administrator)

    saved = administrator.post(reverse("wagtailadmin_pages:edit", args=(page.pk,)), linking(target, "Denunciar hoy"))

    page.refresh_from_db()
    draft = page.get_latest_revision_as_object()
    said = [str(message) for message in get_messages(saved.wsgi_request)]
    assert saved.status_code == 302
    assert draft.title == "Denunciar hoy"
    assert f'id="{target.pk}"' in draft.body[0].value["text"].source
    assert any("«Contenido»" in one and "ya no está" in one for one in said), said


@pytest.mark.parametrize("changes", [{}, {"slug": "no sirve"}])
def test_publishing_a_link_to_what_is_gone_is_refused_and_the_form_keeps_it(
    world: World, administrator: Client, changes: dict[str, str]
) -> None:
    page, target = link_to_what_is_gone(world, administrator)
    form = linking(target)
    form.update({"action-publish": "1"})
    for name, value in changes.items():
        form[name] = value

    refused = administrator.post(reverse("wagtailadmin_pages:edit", args=(page.pk,)), form)

    page.refresh_from_db()
    shown = refused.context["form"]
    assert (refused.status_code, page.live) == (200, False)
    assert [error.code for error in shown.errors.as_data()["body"]] == ["unavailable_reference"]
    assert f'id="{target.pk}"' in shown["body"].value()[0].value["text"].source


def test_a_link_to_nothing_that_the_page_did_not_have_is_refused_in_a_draft_too(
    world: World, administrator: Client
) -> None:
    page, _target = link_to_what_is_gone(world, administrator)
    other = add(world.section, GlossaryTerm(title="Careo", slug="careo", definition="<p>x</p>"))
    Page.objects.get(pk=other.pk).delete()

    refused = administrator.post(reverse("wagtailadmin_pages:edit", args=(page.pk,)), linking(other))

    assert refused.status_code == 200
    assert list(refused.context["form"].errors) == ["body"]


@pytest.mark.parametrize("field", ["related_pages", "related_terms"])
def test_a_chosen_page_that_is_gone_leaves_an_empty_place_in_the_draft(
    world: World, administrator: Client, field: str
) -> None:
    model, name = (GlossaryTerm, "term") if field == "related_terms" else (GuidancePage, "page")
    extra = {"definition": "<p>x</p>"} if field == "related_terms" else {"question": "¿?", "roles": ["VICTIM"]}
    target = add(world.section, model(title="Querella", slug="querella", **extra))
    administrator.post(add_url(world), posted(**{field: streamfield([(name, str(target.pk))])}))
    page = GuidancePage.objects.child_of(world.section).get(slug="denunciar")
    Page.objects.get(pk=target.pk).delete()
    edit = reverse("wagtailadmin_pages:edit", args=(page.pk,))

    shown = administrator.get(edit)
    saved = administrator.post(edit, posted(title="Denunciar hoy", **{field: streamfield([(name, "")])}))

    page.refresh_from_db()
    assert (shown.status_code, saved.status_code) == (200, 302)
    assert page.get_latest_revision_as_object().title == "Denunciar hoy"
