"""Adapting in two languages on the screens: the way between them, and what no language may show. Real content."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page, WorkflowState
from wagtail.test.utils.form_data import nested_form_data, rich_text

from content_models.kinds import ItemKind
from editorial.adapting import services as adapt
from editorial.adapting.errors import AdaptationForbidden
from editorial.adapting.types import AdaptationTarget, OperationInput, OperationKind, Piece, PieceKind
from publishing.services.change_tenant import settings_changed
from publishing.services.publish import publish_page
from publishing.tenant_groups import grant_rights, make_workflow
from publishing.tenant_trees import homes_of
from tenants.models import StaffRole, TenantLanguage
from tests.desk import Desk, desk, first, retold
from tests.tenants.factories import member

__all__ = ["desk"]

FAMILY = "Detuvieron a mi familiar"
"""A national text; the tests give the library a Maya version of it."""

TAGS = ("es-MX", "yua")
ADAPTED, INHERITED = "Adaptado y publicado", "Como en la biblioteca nacional"


@pytest.fixture
def key(desk: Desk) -> str:
    """A text that the library has in Spanish and Maya, and Tabasco serves in both."""
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    maya = Locale.objects.get_or_create(language_code="yua")[0]
    for code in ("NAC", "TAB"):
        tenant = desk.tenants[code]
        served = {"name": "Maaya t’aan", "position": 90, "is_served": True}
        TenantLanguage.objects.update_or_create(tenant=tenant, code="yua", defaults=served)
        settings_changed(tenant=tenant)
        Page.objects.get(pk=tenant.root_page_id).specific.copy_for_translation(maya)
    library_collection = desk.tenants["NAC"].collection
    assert library_collection is not None
    homes = homes_of(desk.tenants["TAB"])
    grant_rights(desk.tenants["TAB"], homes, library_collection=library_collection)
    make_workflow(desk.tenants["TAB"], homes)
    source = Page.objects.get(translation_key=key, locale__language_code="es-mx")
    source.get_parent().specific.copy_for_translation(maya)
    page = source.specific.copy_for_translation(maya)
    page.title, page.summary = "Maaya: in láak’tsil", "Maaya: kóom."
    page.body = [_told(block) for block in page.body.get_prep_value()]
    publish_page(page=page)
    desk.commit()
    return key


def _told(block: Any) -> Any:
    value = block["value"]
    return {**block, "value": {**value, "text": "<p>Maaya nacional.</p>"}} if "text" in value else block


def signed_in(desk: Desk) -> Client:
    client = Client()
    client.force_login(desk.people["TAB", "publisher"])
    return client


def url(name: str, key: str, tag: str = "", *more: Any) -> str:
    return reverse(f"adapting:{name}", args=["TAB", key, *more]) + (f"?locale={tag}" if tag else "?")


def texts_of(desk: Desk, key: str) -> list[Piece]:
    return [piece for piece in desk.bench(key).pieces if piece.kind is PieceKind.BLOCK and piece.block_type == "text"]


def rewrite(desk: Desk, client: Client, key: str, piece: Piece, text: str, tag: str) -> None:
    """Write another text for a piece in one language, and publish it, over HTTP."""
    value = {"heading": "", "text": rich_text(f"<p>{text}</p>"), "legal_references-count": "0", "verified": "on"}
    revision = {"revision": desk.bench(key, locale=tag).revision or ""}
    sent = client.post(
        f"{url('piece', key, tag)}&address={piece.address}", nested_form_data({"value": value}) | revision
    )
    assert sent.status_code == 302
    press(desk, client, key, "publish", tag)


def press(desk: Desk, client: Client, key: str, act: str, tag: str, **fields: str) -> None:
    revision = desk.bench(key, locale=tag).revision or ""
    client.post(url("act", key, tag, act), {"revision": revision, **fields})
    desk.commit()


def body(desk: Desk, key: str, tag: str) -> dict[str, Any]:
    return {block["id"]: block for block in desk.view("TAB", tag).item(key)["body"]}


def test_list_and_workbench_lead_from_one_language_to_the_other(desk: Desk, key: str) -> None:
    client = signed_in(desk)
    listing = reverse("adapting:list", args=["TAB"])

    pages = [
        client.get(address).content.decode()
        for address in (f"{listing}?kind=GUIDANCE", f"{url('text', key)}", f"{url('history', key, 'yua')}")
    ]
    in_maya = client.get(f"{listing}?locale=yua&search=Maaya").content.decode()
    bench = client.get(url("text", key, "yua")).content.decode()

    assert "kind=GUIDANCE&amp;locale=yua" in pages[0]
    assert all("locale=yua" in page and "Maaya t’aan" in page for page in pages)
    assert f"{url('text', key, 'yua')}" in in_maya
    assert "Maaya nacional." in bench
    assert 'aria-current="true"' in bench


def test_the_head_of_the_workbench_says_whether_anything_is_different(desk: Desk, key: str) -> None:
    client, address = signed_in(desk), first(desk.bench(key), PieceKind.BLOCK).address
    heads = {"before": [head_of(client, key, tag) for tag in TAGS]}
    desk.put(key, retold(desk, key, address, "<p>Nuestro.</p>"))
    desk.publish(key)
    heads["adapted"] = [head_of(client, key, tag) for tag in TAGS]
    operation = desk.bench(key).piece(address).operation_id or ""
    adapt.undo_operation(desk.who(key), operation_id=operation, expected_revision=desk.bench(key).revision)
    desk.publish(key)
    heads["undone"] = [head_of(client, key, tag) for tag in TAGS]

    assert heads == {"before": [INHERITED] * 2, "adapted": [ADAPTED] * 2, "undone": [INHERITED] * 2}


def head_of(client: Client, key: str, tag: str) -> str:
    """What is said of the text as a whole."""
    said = client.get(url("text", key, tag)).content.decode().split('class="adapting-acts"')[0]
    return next(words for words in (ADAPTED, INHERITED) if words in said)


def test_a_state_with_one_language_has_no_way_to_another(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)

    assert "adapting-tongues" not in signed_in(desk).get(url("text", key)).content.decode()


def test_no_language_shows_library_text_that_the_state_replaced_or_hid(desk: Desk, key: str) -> None:
    client = signed_in(desk)
    replaced, translated, hidden = texts_of(desk, key)[:3]

    rewrite(desk, client, key, replaced, "Sólo en español.", "es-MX")
    rewrite(desk, client, key, translated, "Chéen maaya.", "yua")
    press(desk, client, key, "hide", "yua", address=hidden.address)
    press(desk, client, key, "publish", "yua")

    spanish, maya = body(desk, key, "es-MX"), body(desk, key, "yua")
    assert [served[replaced.address]["text"]["plainText"] for served in (spanish, maya)] == ["Sólo en español."] * 2
    assert [served[translated.address]["text"]["plainText"] for served in (spanish, maya)] == ["Chéen maaya."] * 2
    assert (maya[replaced.address]["isFallback"], spanish[translated.address]["isFallback"]) == (True, True)
    assert hidden.address not in spanish
    assert hidden.address not in maya
    assert "Maaya nacional." in [block["text"]["plainText"] for block in maya.values() if "text" in block]
    assert desk.differences() == []


def test_each_language_then_has_its_own_words(desk: Desk, key: str) -> None:
    client = signed_in(desk)
    piece = texts_of(desk, key)[0]

    rewrite(desk, client, key, piece, "En español.", "es-MX")
    waiting = client.get(url("text", key, "yua")).content.decode()
    rewrite(desk, client, key, piece, "Ich maaya.", "yua")

    assert "En español." in waiting
    assert "Español" in waiting
    assert body(desk, key, "es-MX")[piece.address]["text"]["plainText"] == "En español."
    assert body(desk, key, "yua")[piece.address]["text"]["plainText"] == "Ich maaya."
    assert desk.differences() == []


def test_translator_writes_in_the_other_languages_and_publishes_in_none(desk: Desk, key: str) -> None:
    tabasco = desk.tenants["TAB"]
    translator = member(tabasco, StaffRole.TRANSLATOR, "traduce")
    spanish, maya = (AdaptationTarget(tenant=tabasco, key=key, locale=tag, by=translator) for tag in TAGS)
    title = OperationInput(OperationKind.SET, field="title", value="Maaya way")
    draft = adapt.put_operation(maya, operation=title)

    with pytest.raises(AdaptationForbidden):
        adapt.put_operation(spanish, operation=title)
    with pytest.raises(AdaptationForbidden):
        adapt.publish_adaptation(maya, expected_revision=draft.latest_revision_id)
    adapt.send_for_review(maya, expected_revision=draft.latest_revision_id)

    client = Client()
    client.force_login(translator)
    forms = {
        home.locale.language_code: client.get(reverse("wagtailadmin_pages:edit", args=[home.pk])).status_code
        for home in homes_of(tabasco)
    }
    assert forms == {"es-mx": 302, "yua": 200}
    assert draft.workflow_states.get().status == WorkflowState.STATUS_IN_PROGRESS


def test_translator_who_reads_the_first_language_is_told_which_ones_they_write(desk: Desk, key: str) -> None:
    client = Client()
    client.force_login(member(desk.tenants["TAB"], StaffRole.TRANSLATOR, "traduce"))

    spanish = client.get(url("text", key)).content.decode()
    maya = client.get(url("text", key, "yua")).content.decode()

    assert "Tú escribes los textos de Tabasco en otras lenguas" in spanish
    assert "Solo la gente de Tabasco" not in spanish
    assert "Tú escribes los textos de Tabasco en otras lenguas" not in maya
