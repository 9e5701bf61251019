"""What the library's editors are told in the admin of the states that have adapted a text."""

from __future__ import annotations

from django.urls import reverse
from wagtail.models import Page

from content_models.kinds import ItemKind
from editorial.adapting.types import OperationInput, OperationKind, PieceKind
from publishing.services.publish import publish_page, unpublish_page
from tests.desk import Desk, desk, first, retold
from tests.signed_in import browser_of

__all__ = ["desk"]

FAMILY = "Detuvieron a mi familiar"


def adapted_page(desk: Desk) -> Page:
    """A national text that Tabasco has adapted."""
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    desk.put(key, OperationInput(OperationKind.SET, field="summary", value="De aquí."))
    return Page.objects.get(translation_key=key)


def test_deleting_an_adapted_text_is_refused_with_the_states_names(desk: Desk) -> None:
    page = adapted_page(desk)
    client = browser_of(desk.people["NAC", "publisher"])
    address = reverse("wagtailadmin_pages:delete", args=[page.pk])

    shown = client.get(address, follow=True)
    sent = client.post(address, follow=True)

    assert "Tabasco" in shown.content.decode()
    assert "Tabasco" in sent.content.decode()
    assert Page.objects.filter(pk=page.pk).exists()


def test_deleting_the_section_above_an_adapted_text_is_refused_too(desk: Desk) -> None:
    page = adapted_page(desk)
    section = page.get_parent()

    answer = browser_of(desk.people["NAC", "publisher"]).post(
        reverse("wagtailadmin_pages:delete", args=[section.pk]), follow=True
    )

    assert "Tabasco" in answer.content.decode()
    assert Page.objects.filter(pk=page.pk).exists()


def test_after_unpublishing_an_adapted_text_the_states_are_named(desk: Desk) -> None:
    page = adapted_page(desk)
    client = browser_of(desk.people["NAC", "publisher"])
    address = reverse("wagtailadmin_pages:unpublish", args=[page.pk])

    answer = client.post(address, follow=True)

    assert "Tabasco" in answer.content.decode()
    assert not Page.objects.get(pk=page.pk).live
    assert desk.differences() == []


def test_what_a_state_wrote_into_a_withdrawn_text_can_still_be_read(desk: Desk) -> None:
    page = adapted_page(desk)
    key = str(page.translation_key)
    block = first(desk.bench(key), PieceKind.BLOCK)
    desk.put(key, retold(desk, key, block.address, "<p>Llama al 993 000 0000.</p>"))
    desk.publish(key)
    unpublish_page(page=page)
    desk.commit()
    address, editor = reverse("adapting:text", args=["TAB", key]), browser_of(desk.people["TAB", "editor"])

    shown = editor.get(address)
    listed = editor.get(reverse("adapting:list", args=["TAB"])).content.decode()
    others = [
        browser_of(desk.people["COA", "editor"]).get(address).status_code,
        browser_of(desk.people["COA", "editor"]).get(reverse("adapting:text", args=["COA", key])).status_code,
    ]

    assert shown.status_code == 200
    assert "Llama al 993 000 0000." in shown.content.decode()
    assert "De aquí." in shown.content.decode()
    assert "La biblioteca nacional retiró este texto" in shown.content.decode()
    assert address in listed
    assert others == [404, 404]
    for name, more in (("history", []), ("version", [1])):
        there = reverse(f"adapting:{name}", args=["TAB", key, *more])
        assert "La biblioteca nacional retiró este texto" in editor.get(there).content.decode()
        assert browser_of(desk.people["COA", "editor"]).get(there).status_code == 404
    publish_page(page=Page.objects.get(pk=page.pk).specific)
    desk.commit()
    assert "Llama al 993 000 0000." in str(desk.view().item(key)["body"])
    assert address not in editor.get(reverse("adapting:list", args=["TAB"]), {"search": "zzz"}).content.decode()
    assert desk.differences() == []


def test_a_text_that_nobody_adapted_is_deleted_without_a_word(desk: Desk) -> None:
    key = desk.key(ItemKind.TERM, "Amparo")
    page = Page.objects.get(translation_key=key)

    browser_of(desk.people["NAC", "publisher"]).post(reverse("wagtailadmin_pages:delete", args=[page.pk]))

    assert not Page.objects.filter(pk=page.pk).exists()
    assert desk.differences() == []


def test_nobody_adds_an_adaptation_by_hand(desk: Desk) -> None:
    adapted_page(desk)
    container = Page.objects.get(pk=desk.tenants["TAB"].root_page_id).get_children().get(slug="adaptaciones")
    client = browser_of(desk.people["TAB", "publisher"])

    answer = client.get(reverse("wagtailadmin_pages:add", args=["content", "adaptationpage", container.pk]))

    assert answer.status_code in (302, 403)
    assert not container.permissions_for_user(desk.people["TAB", "publisher"]).can_add_subpage()
