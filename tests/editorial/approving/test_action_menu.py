"""The buttons under a page's form: two in sight, the others behind a menu."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from content_models.models import NoticePage
from tenants.models import StaffRole
from tests.access.administration.enter_key import acts_on_enter, forms_saved_on_enter
from tests.tenants.factories import member
from tests.world import World

BAR = re.compile(r'<div class="jpt-actions">(.*?)</nav>', re.DOTALL)
LABEL = re.compile(r"<(?:button|a)\b[^>]*>(.*?)</(?:button|a)>", re.DOTALL)


def signed_in(world: World, role: StaffRole) -> Client:
    client = Client()
    client.force_login(member(world.tenants["XNO"], role, f"{role}-actions"))
    return client


def buttons_of(client: Client, url: str) -> tuple[list[str], list[str]]:
    """Return the labels of the buttons in sight, and of those behind the menu."""
    html = client.get(url).content.decode()
    found = BAR.search(html)
    assert found is not None
    shown, _, more = found[1].partition('<div data-w-dropdown-target="content"')
    return _labels_in(shown), _labels_in(more)


def _labels_in(html: str) -> list[str]:
    return [text for text in map(_plain, LABEL.findall(html)) if text]


def _plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def edit_url(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


@pytest.fixture
def notice(world: World) -> NoticePage:
    page = world.draft(NoticePage, "XNO", "avisos", title="Cierre", slug="a-cierre", text="<p>Uno.</p>")
    page.save_revision()
    return NoticePage.objects.get(pk=page.pk)


@pytest.mark.parametrize(("role", "act"), [(StaffRole.EDITOR, "Enviar a revisión"), (StaffRole.PUBLISHER, "Publicar")])
def test_the_draft_and_the_next_act_are_in_sight(world: World, notice: NoticePage, role: StaffRole, act: str) -> None:
    client = signed_in(world, role)
    add = reverse("wagtailadmin_pages:add", args=["content", "noticepage", world.section("XNO", "avisos").pk])

    assert [buttons_of(client, url)[0] for url in (edit_url(notice), add)] == [["Guardar borrador", act]] * 2


def test_who_may_publish_can_also_send_it_to_somebody_else(world: World, notice: NoticePage) -> None:
    _shown, more = buttons_of(signed_in(world, StaffRole.PUBLISHER), edit_url(notice))

    assert more == ["Enviar a revisión"]


def test_who_decides_has_the_decision_in_sight_and_the_return_in_the_menu(world: World, notice: NoticePage) -> None:
    author = member(world.tenants["XNO"], StaffRole.EDITOR, "author-actions")
    notice.get_workflow().start(notice, author)

    shown, more = buttons_of(signed_in(world, StaffRole.PUBLISHER), edit_url(notice))

    assert shown == ["Guardar borrador", "Aprobar y publicar"]
    assert more[0] == "Devolver con comentarios"
    assert "Cancelar el envío" in more


def test_who_sent_it_can_take_it_back_and_no_more(world: World, notice: NoticePage) -> None:
    author = member(world.tenants["XNO"], StaffRole.EDITOR, "sender-actions")
    notice.get_workflow().start(notice, author)
    client = Client()
    client.force_login(author)

    assert buttons_of(client, edit_url(notice)) == (["Cancelar el envío"], [])


def test_what_was_sent_back_can_be_sent_again(world: World, notice: NoticePage) -> None:
    author = member(world.tenants["XNO"], StaffRole.EDITOR, "again-actions")
    state = notice.get_workflow().start(notice, author)
    state.current_task_state.reject(user=member(world.tenants["XNO"], StaffRole.PUBLISHER, "back-actions"))
    client = Client()
    client.force_login(author)

    shown, _more = buttons_of(client, edit_url(notice))

    assert shown == ["Guardar borrador", "Enviar otra vez a revisión"]


@pytest.mark.parametrize(
    "who", ["its sender", "its reviewer", "its reviewer, without a comment", "somebody who begins"]
)
def test_the_enter_key_in_the_form_of_a_page_saves_nothing(world: World, notice: NoticePage, who: str) -> None:
    author = member(world.tenants["XNO"], StaffRole.EDITOR, "author-enter")
    notice.get_workflow().start(notice, author)
    client, url = signed_in(world, StaffRole.PUBLISHER), edit_url(notice)
    if who == "its sender":
        client.force_login(author)
    if who == "somebody who begins":
        url = reverse("wagtailadmin_pages:add", args=["content", "noticepage", world.section("XNO", "avisos").pk])

    typed = {"title": "Cierre", "slug": "a-cierre", "order": "0", "severity": "INFO", "starts_at": "", "ends_at": ""}
    comments = streamfield([]) | {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}
    form = nested_form_data({**typed, "text": rich_text("<p>Uno.</p>"), "comments": comments})
    refused = form | {"action-workflow-action": "true", "workflow-action-name": "reject"}
    answer = client.post(url, refused) if "comment" in who else client.get(url)

    html = answer.content.decode()
    assert answer.status_code == 200
    assert acts_on_enter(html) == {}
    assert "page-edit-form" not in forms_saved_on_enter(html)
