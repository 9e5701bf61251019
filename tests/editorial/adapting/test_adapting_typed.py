"""Whatever becomes of a text while its form is open: what was typed is on the page that answers."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text

from content_models.models import AdaptationPage, GuidancePage
from editorial.adapting import services as adapt
from editorial.adapting.types import AdaptationTarget, OperationInput, OperationKind
from publishing.services.publish import unpublish_page
from tenants.models import StaffRole, User
from tenants.services.accounts import assign_role
from tests.world import World

from .test_adapting_view import block_ids, made_page, page, paragraph, revision_of, signed_in, text_url, written

__all__ = ["made_page", "page"]

TYPED = "Escrito en el Norte."


def lost(world: World, page: GuidancePage) -> bool:
    """Whether nothing was saved."""
    return not AdaptationPage.objects.filter(adapts_key=str(page.translation_key)).exists() and not world.differences()


@pytest.mark.parametrize("screen", ["piece", "insert"])
def test_when_the_library_has_withdrawn_the_text(world: World, page: GuidancePage, screen: str) -> None:
    client = signed_in(world, "own editor")
    form = f"{text_url(page, screen)}?address={block_ids(world, page)[0]}&type=text"
    unpublish_page(page=page)
    world.commit()

    sent = client.post(form, written(page, TYPED) | {"block_type": "text"})
    empty = client.post(form, {"block_type": "text"})

    assert sent.status_code == empty.status_code == 404
    assert TYPED in sent.content.decode()
    assert "Lo que escribiste no se guardó" in sent.content.decode()
    assert client.get(form).status_code == 404
    assert lost(world, page)


def test_when_the_library_has_withdrawn_the_text_of_a_field(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    form = f"{text_url(page, 'piece')}?address=summary"
    unpublish_page(page=page)
    world.commit()

    sent = client.post(form, {"value": TYPED, "block_type": ""})

    assert sent.status_code == 404
    assert TYPED in sent.content.decode()


def test_when_the_editor_may_not_change_it_any_more(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    form = f"{text_url(page, 'piece')}?address={block_ids(world, page)[0]}"
    editor = User.objects.get(pk=client.session["_auth_user_id"])
    assign_role(user=editor, tenant=world.tenants["NAC"], role=StaffRole.EDITOR)

    sent = client.post(form, written(page, TYPED) | {"block_type": "text"})

    assert sent.status_code == 403
    assert TYPED in sent.content.decode()
    assert lost(world, page)


def test_to_another_state_the_answer_is_as_for_a_text_that_does_not_exist(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "editor of another state")
    typed = written(page, TYPED) | {"block_type": "text"}
    address = f"address={block_ids(world, page)[0]}"
    nowhere = reverse("adapting:piece", args=["XNO", "00000000-0000-4000-8000-000000000000"])

    theirs = client.post(f"{text_url(page, 'piece')}?{address}", typed)
    absent = client.post(f"{nowhere}?{address}", typed)

    assert (theirs.status_code, absent.status_code) == (404, 404)
    assert "Denunciar" not in theirs.content.decode()
    assert lost(world, page)


def test_when_a_colleague_has_made_another_type_of_piece_of_it(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    first = block_ids(world, page)[0]
    form = f"{text_url(page, 'piece')}?address={first}"
    put(
        world,
        page,
        OperationInput(OperationKind.REPLACE, target=first, block_type="warning", value=paragraph("De una colega.")),
    )

    sent = client.post(form, written(page, TYPED) | {"block_type": "text"}).content.decode()

    assert TYPED in sent
    assert 'name="block_type" value="text"' in sent
    assert "Esta parte ya no está" in sent or "cambió esta adaptación" in sent


def test_when_a_colleague_was_first_to_add_to_an_empty_list(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    fresh = GuidancePage.objects.get(pk=page.pk)
    fresh.body = []
    world.publish(fresh)
    form = f"{text_url(page, 'insert')}?address=body&place=before&type=text"
    seen = client.get(form).status_code
    put(
        world,
        page,
        OperationInput(OperationKind.INSERT, target="body", is_before=True, block_type="text", value=paragraph("Una.")),
    )

    told = client.post(form, inserted(TYPED) | {"revision": "", "block_type": "text"}).content.decode()
    again = client.post(form, inserted(TYPED) | {"revision": revision_of(page), "block_type": "text"})

    assert seen == 200
    assert TYPED in told
    assert "own-publisher" in told
    assert again.status_code == 302
    adaptation = AdaptationPage.objects.get(adapts_key=str(page.translation_key)).get_latest_revision_as_object()
    assert len(adaptation.changes) == 2


@pytest.mark.parametrize("text", ["{", "[]", "1"])
def test_a_text_that_the_editor_did_not_write_is_a_bad_request(world: World, page: GuidancePage, text: str) -> None:
    client = signed_in(world, "own editor")
    form = f"{text_url(page, 'insert')}?address=body&place=before&type=text"
    sent = inserted(TYPED) | {"revision": "", "block_type": "text", "value-text": text}

    assert client.post(form, sent).status_code == 400


def put(world: World, page: GuidancePage, operation: OperationInput) -> None:
    """Let a colleague change the draft."""
    client = signed_in(world, "own publisher")
    adapt.put_operation(
        AdaptationTarget(
            tenant=world.tenants["XNO"],
            key=str(page.translation_key),
            locale="es-MX",
            by=User.objects.get(pk=client.session["_auth_user_id"]),
        ),
        operation=operation,
    )


def inserted(text: str) -> dict[str, str]:
    """What the form of a new text block sends."""
    value = {"heading": "", "text": rich_text(f"<p>{text}</p>"), "legal_references-count": "0", "verified": "on"}
    return nested_form_data({"value": value})
