"""What a state's change of a text refers to: another state's things are refused as what is not there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text

from content_models.models import AdaptationPage, GuidancePage
from editorial.adapting import services as adapt
from editorial.adapting.errors import AdaptationInvalid
from editorial.adapting.types import AdaptationTarget, OperationInput, OperationKind
from tenants.models import User
from tests.tenants.factories import document_of_collection, image_of
from tests.world import GUIDANCE, World

from .test_adapting_view import block_ids, made_page, page, paragraph, revision_of, signed_in, text_url

__all__ = ["made_page", "page"]

MISSING = 99_999_999
MARK = "Refugio Secreto"


def inserted(client: Client, world: World, page: GuidancePage, block_type: str, value: dict[str, Any]) -> Any:
    """Send the form of a new piece after the first one."""
    place = f"{text_url(page, 'insert')}?address={block_ids(world, page)[0]}&place=after&type={block_type}"
    sent = nested_form_data({"value": {**value, "legal_references-count": "0"}})
    sent |= {"revision": revision_of(page), "block_type": block_type}
    return client.post(place, sent)


def links_to(pk: int) -> dict[str, Any]:
    """The value of a paragraph with a link to a page."""
    html = f'<p>Lee <a linktype="page" id="{pk}">esto</a>.</p>'
    return {"heading": "", "text": rich_text(html)}


def nothing_saved(page: GuidancePage) -> bool:
    return not AdaptationPage.objects.filter(adapts_key=str(page.translation_key)).exists()


def test_image_of_another_state_is_refused_as_absent(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    foreign = image_of(world.tenants["XSU"], MARK)

    answers = [
        inserted(client, world, page, "image", {"image": str(pk), "caption": ""}).content.decode()
        for pk in (foreign.pk, MISSING)
    ]

    assert "o no es de tu estado" in answers[0]
    assert MARK not in answers[0]
    assert answers[0].count("o no es de tu estado") == answers[1].count("o no es de tu estado")
    assert nothing_saved(page)


def test_file_of_another_state_is_refused_as_absent(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    foreign = document_of_collection(world.tenants["XSU"], MARK)

    answer = inserted(client, world, page, "file", {"file": str(foreign.pk), "title": "Formato"}).content.decode()

    assert MARK not in answer
    assert nothing_saved(page)


def test_link_to_a_page_of_another_state_is_refused_as_absent(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    foreign = world.section("XSU", "avisos")

    answer = inserted(client, world, page, "text", links_to(foreign.pk)).content.decode()

    assert "o no es de tu estado" in answer
    assert nothing_saved(page)


def test_link_to_a_draft_of_the_library_is_refused_as_absent(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    draft = world.draft(GuidancePage, "NAC", "victima", title=MARK, slug="secreto", roles=["VICTIM"], **GUIDANCE)

    answer = inserted(client, world, page, "text", links_to(draft.pk)).content.decode()

    assert "o no es de tu estado" in answer
    assert MARK not in answer
    assert nothing_saved(page)


def test_own_and_national_things_are_taken(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    for tenant in ("XNO", "NAC"):
        image = image_of(world.tenants[tenant], "Plano")
        assert inserted(client, world, page, "image", {"image": str(image.pk), "caption": ""}).status_code == 302
    assert inserted(client, world, page, "text", links_to(page.pk)).status_code == 302


@pytest.mark.parametrize("what", ["image", "page"])
def test_service_refuses_whatever_the_way_in(world: World, page: GuidancePage, what: str) -> None:
    signed_in(world, "own publisher")
    image, section = image_of(world.tenants["XSU"], MARK), world.section("XSU", "avisos")
    link = f'<p><a linktype="page" id="{section.pk}">x</a></p>'
    value = {"image": image.pk, "caption": ""} if what == "image" else {**paragraph("x"), "text": link}
    operation = OperationInput(
        OperationKind.INSERT,
        target=block_ids(world, page)[0],
        block_type="image" if what == "image" else "text",
        value=value,
    )
    target = AdaptationTarget(
        tenant=world.tenants["XNO"],
        key=str(page.translation_key),
        locale="es-MX",
        by=User.objects.get(username="own-publisher"),
    )

    with pytest.raises(AdaptationInvalid) as refused:
        adapt.put_operation(target, operation=operation)

    assert MARK not in refused.value.message
    assert nothing_saved(page)


def test_what_the_national_text_links_to_may_stay(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    other = world.new(GuidancePage, "NAC", "victima", title="Otra", slug="otra", roles=["VICTIM"], **GUIDANCE)
    fresh = GuidancePage.objects.get(pk=page.pk)
    link = f'<p>Lee <a linktype="page" id="{other.pk}">esto</a>.</p>'
    fresh.body = [("text", {**paragraph("x"), "text": link})]
    fresh.body = fresh.body.get_prep_value()
    world.publish(fresh)
    Page.objects.filter(pk=other.pk).update(live=False)
    form = f"{text_url(page, 'piece')}?address={block_ids(world, page)[0]}"
    sent = nested_form_data({"value": links_to(other.pk) | {"heading": "Otro", "legal_references-count": "0"}})

    assert client.post(form, sent | {"revision": "", "block_type": "text"}).status_code == 302


def test_form_that_is_given_back_shows_nothing_of_another_state(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    foreign = image_of(world.tenants["XSU"], MARK)
    nowhere = text_url(page, "insert").replace(str(page.translation_key), "00000000-0000-4000-8000-000000000000")
    sent = nested_form_data({"value": {"image": str(foreign.pk), "caption": "Pie", "legal_references-count": "0"}}) | {
        "block_type": "image"
    }

    answer = client.post(f"{nowhere}?address=body&type=image", sent).content.decode()

    assert "Pie" in answer
    assert MARK not in answer
