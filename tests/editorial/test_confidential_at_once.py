"""An editor marks an office while a publisher publishes what their form showed before, each over a connection."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from wagtail.models import Locale, PageLogEntry

from content_models.confidential_places import is_marked, place_of, wait_for_others
from content_models.loaded_versions import version_of_draft
from content_models.models import OfficePage, OrganizationPage
from publishing.services.publish import publish_page
from tenants.models import User
from tests.at_once import WAIT_SECONDS, at_once, waits_for_lock
from tests.publishing.test_confidential_places import MARK, PLACE, WORDS, tables_with
from tests.world import World, committed

from .test_confidential_places import PUBLISH, edit_url, sent, signed_in

__all__ = ["committed"]


@pytest.fixture
def office(committed: World) -> OfficePage:
    """A published office of the North."""
    organization = committed.new(
        OrganizationPage, "XNO", "directorio", title="Red", slug="p-red", organization_kind="CIVIL_SOCIETY"
    )
    page = committed.draft_below(organization, OfficePage, title="Casa", slug="casa", **PLACE)
    published: OfficePage = committed.publish(page)
    return published


def marked_in_memory(office: OfficePage) -> OfficePage:
    page = OfficePage.objects.get(pk=office.pk).get_latest_revision_as_object()
    page.is_confidential = True
    return page


def published_again(office: OfficePage) -> Any:
    """The office as a publisher has read it, and is about to publish it."""
    page = OfficePage.objects.get(pk=office.pk).get_latest_revision_as_object()
    page.note = "Otra nota."
    return lambda: publish_page(page=page)


def test_who_publishes_second_publishes_no_place(committed: World, office: OfficePage) -> None:
    publish = published_again(office)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            marked_in_memory(office).save_revision()
            waiting = pool.submit(at_once, publish)
            is_waiting = waits_for_lock()
        waiting.result(WAIT_SECONDS)

    assert is_waiting
    assert tables_with(*WORDS) == set()
    assert OfficePage.objects.get(pk=office.pk).note == "Otra nota."
    assert place_of(office.translation_key) == PLACE


def test_who_marks_second_erases_what_was_published_meanwhile(committed: World, office: OfficePage) -> None:
    marked = marked_in_memory(office)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            published_again(office)()
            waiting = pool.submit(at_once, marked.save_revision)
            is_waiting = waits_for_lock()
        waiting.result(WAIT_SECONDS)

    assert is_waiting
    assert tables_with(*WORDS) == set()
    assert place_of(office.translation_key) == PLACE


@pytest.mark.parametrize("what", ["a publication", "a preview"])
def test_forms_sent_meanwhile_keep_no_place(committed: World, office: OfficePage, what: str) -> None:
    client = signed_in(committed, "XNO publisher")
    form = sent(office, is_confidential=None, municipality="", **(PUBLISH if what == "a publication" else {}))
    url = (
        edit_url(office) if what == "a publication" else reverse("wagtailadmin_pages:preview_on_edit", args=[office.pk])
    )
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            marked_in_memory(office).save_revision()
            waiting = pool.submit(at_once, lambda: client.post(url, form))
            is_waiting = waits_for_lock()
        (answer,) = waiting.result(WAIT_SECONDS)

    assert is_waiting
    assert answer.status_code == 200
    assert is_marked(office.translation_key)
    assert tables_with(*WORDS) == set()
    assert not PageLogEntry.objects.filter(page=office.pk, data__icontains=MARK).exists()


def sent_for_approval(office: OfficePage) -> OfficePage:
    """The office with a draft that waits for somebody's approval."""
    author = User.objects.create_user("autora")
    page = OfficePage.objects.get(pk=office.pk)
    page.note = "Otra nota."
    page.save_revision(user=author)
    page = OfficePage.objects.get(pk=office.pk)
    page.get_workflow().start(page, author)
    return page


@pytest.mark.parametrize("act", ["approve", "publish many"])
def test_who_approves_or_publishes_many_waits_for_who_marks(committed: World, office: OfficePage, act: str) -> None:
    client = signed_in(committed, "XNO publisher")
    page = sent_for_approval(office)
    state = page.current_workflow_task_state
    if act == "approve":
        url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    else:
        url = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'publish'])}?id={page.pk}"
    shown = {"revision": version_of_draft(page)} if act == "approve" else {"seen": client.get(url).context["seen"]}
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            wait_for_others(page.translation_key)
            waiting = pool.submit(at_once, lambda: client.post(url, shown))
            is_waiting = waits_for_lock()
            marked_in_memory(office).save_revision()
        (answer,) = waiting.result(WAIT_SECONDS)

    assert is_waiting
    assert answer.status_code == (
        302 if act == "approve" else 409
    )  # the draft that was read is not the latest any more
    live = OfficePage.objects.get(pk=office.pk)
    assert (live.note, live.is_confidential, live.address) == ("", True, "")
    assert tables_with(*WORDS) == set()


def test_two_languages_of_an_office_are_saved_at_once(committed: World) -> None:
    organization = committed.new(
        OrganizationPage, "XSU", "directorio", title="Red", slug="p-red", organization_kind="CIVIL_SOCIETY"
    )
    spanish = committed.publish(committed.draft_below(organization, OfficePage, title="Casa", slug="casa", **PLACE))
    english = spanish.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True).specific
    english = committed.publish(english)
    clients = [signed_in(committed, "XSU publisher"), signed_in(committed, "administrator")]

    for _ in range(5):
        both = zip(clients, (spanish, english), strict=True)
        answers = at_once(*(partial(client.post, edit_url(one), sent(one, **PUBLISH)) for client, one in both))
        assert [answer.status_code for answer in answers] == [302, 302]

    assert tables_with(*WORDS) == set()
    assert all(OfficePage.objects.get(pk=one.pk).is_confidential for one in (spanish, english))
