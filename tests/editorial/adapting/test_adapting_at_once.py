"""Two editors at the same instant, each with a connection of their own: one is saved, the other loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from content_models.models import AdaptationPage, GuidancePage
from delivery import state_view
from editorial.adapting import services as adapt
from editorial.adapting.errors import NothingToSchedule, StaleAdaptation
from editorial.adapting.types import AdaptationTarget, OperationInput, OperationKind
from publishing.services.publish import publish_page
from publishing.services.scheduled import publish_due
from tenants.models import StaffRole, User
from tests.at_once import WAIT_SECONDS, at_once, waits_for_lock
from tests.tenants.factories import member
from tests.world import GUIDANCE, World

from .test_adapting_view import paragraph, written


@pytest.fixture
def page(committed: World) -> GuidancePage:
    """A national text with two paragraphs."""
    fields = {"title": "Denunciar", "slug": "p-denunciar", "roles": ["VICTIM"], **GUIDANCE}
    draft = committed.draft(GuidancePage, "NAC", "victima", **fields)
    draft.body = [("text", paragraph("Primero.")), ("warning", paragraph("Después."))]
    draft.body = draft.body.get_prep_value()
    published: GuidancePage = publish_page(page=draft)
    return published


@pytest.fixture
def editors(committed: World) -> list[User]:
    """Two editors of the North."""
    return [member(committed.tenants["XNO"], StaffRole.EDITOR, name) for name in ("ana", "beto")]


def saving(world: World, page: Any, user: User, text: str, revision: int | None) -> Callable[[], Any]:
    """Set the summary."""
    return lambda: adapt.put_operation(
        AdaptationTarget(tenant=world.tenants["XNO"], key=str(page.translation_key), locale="es-MX", by=user),
        operation=OperationInput(OperationKind.SET, field="summary", value=text),
        expected_revision=revision,
    )


@pytest.mark.parametrize("has_draft", [False, True], ids=["nobody has adapted it yet", "there is a draft"])
def test_of_two_at_the_same_instant_the_second_is_told_of_the_first(
    committed: World, page: GuidancePage, editors: list[User], has_draft: bool
) -> None:
    revision = saving(committed, page, editors[0], "Antes.", None)().latest_revision_id if has_draft else None

    ends = at_once(*(saving(committed, page, user, f"De {user.username}.", revision) for user in editors))

    refused = [end for end in ends if isinstance(end, StaleAdaptation)]
    saved = [user for user, end in zip(editors, ends, strict=True) if not isinstance(end, StaleAdaptation)]
    adaptation = AdaptationPage.objects.get(adapts_key=str(page.translation_key))
    latest = adaptation.latest_revision
    assert len(refused) == len(saved) == 1
    assert latest is not None
    assert latest.user == saved[0]
    assert refused[0].who in (saved[0].get_full_name(), saved[0].username)
    assert refused[0].at == latest.created_at
    assert latest.as_object().changes[0].value["value"] == f"De {saved[0].username}."
    assert committed.differences() == []


def test_one_waits_while_the_other_has_not_committed(committed: World, page: GuidancePage, editors: list[User]) -> None:
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            saving(committed, page, editors[0], "Primero.", None)()
            waiting = pool.submit(at_once, saving(committed, page, editors[1], "Segundo.", None))
            is_waiting = waits_for_lock()
        ends = waiting.result(WAIT_SECONDS)

    assert is_waiting
    assert isinstance(ends[0], StaleAdaptation)
    assert Page.objects.filter(pk__in=AdaptationPage.objects.values("pk")).count() == 1


def test_on_the_screen_what_the_second_typed_stays(committed: World, page: GuidancePage, editors: list[User]) -> None:
    view = state_view.for_viewer(committed.viewer("XNO"), "XNO")
    block = view.item(str(page.translation_key))["body"][0]["id"]
    address = reverse("adapting:piece", args=["XNO", page.translation_key]) + f"?address={block}"
    texts = {user.username: f"Lo de {user.username}." for user in editors}

    def sending(user: User) -> Callable[[], Any]:
        client = Client()
        client.force_login(user)
        return lambda: client.post(address, written(page, texts[user.username]) | {"revision": ""})

    answers = at_once(*(sending(user) for user in editors))

    statuses = sorted(answer.status_code for answer in answers)
    first, second = (0, 1) if answers[0].status_code == 302 else (1, 0)
    adaptation = AdaptationPage.objects.get(adapts_key=str(page.translation_key))
    content = answers[second].content.decode()
    assert statuses == [200, 302]
    assert texts[editors[second].username] in content
    assert editors[first].username in content
    assert texts[editors[first].username] in content
    assert f" · {page.title} - " in content.partition("</title>")[0]
    assert f'name="replaces" value="{adaptation.latest_revision_id}"' in content
    again = Client()
    again.force_login(editors[second])
    saved = again.post(
        address,
        written(page, texts[editors[second].username])
        | {"revision": "", "replaces": str(adaptation.latest_revision_id)},
    )
    assert saved.status_code == 302
    assert committed.differences() == []


def test_what_the_worker_is_publishing_is_not_cancelled_any_more(
    committed: World, page: GuidancePage, editors: list[User]
) -> None:
    now = timezone.now().replace(microsecond=0)
    publisher = member(committed.tenants["XNO"], StaffRole.PUBLISHER, "carla")
    tenant, key = committed.tenants["XNO"], str(page.translation_key)
    of_text = AdaptationTarget(tenant=tenant, key=key, locale="es-MX", by=publisher)
    saving(committed, page, editors[0], "Por unos días.", None)()
    dates: dict[str, Any] = {"go_live_at": now + timedelta(hours=1), "expire_at": now + timedelta(days=1)}
    adaptation = AdaptationPage.objects.get(adapts_key=key)
    adapt.schedule_adaptation(of_text, **dates, expected_revision=adaptation.latest_revision_id)
    seen = AdaptationPage.objects.get(pk=adaptation.pk).latest_revision_id

    def cancel() -> Any:
        return adapt.cancel_schedule(of_text, expected_revision=seen)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            done = publish_due(now + timedelta(hours=2))
            waiting = pool.submit(at_once, cancel)
            is_waiting = waits_for_lock()
        ends = waiting.result(WAIT_SECONDS)

    served = AdaptationPage.objects.get(pk=adaptation.pk)
    assert (done, is_waiting) == (1, True)
    assert isinstance(ends[0], NothingToSchedule)
    assert (served.live, served.has_unpublished_changes, served.expire_at) == (True, False, dates["expire_at"])
    assert committed.differences() == []


def test_the_worker_leaves_what_somebody_is_changing_for_its_next_round(
    committed: World, page: GuidancePage, editors: list[User]
) -> None:
    now = timezone.now().replace(microsecond=0)
    publisher = member(committed.tenants["XNO"], StaffRole.PUBLISHER, "carla")
    tenant, key = committed.tenants["XNO"], str(page.translation_key)
    of_text = AdaptationTarget(tenant=tenant, key=key, locale="es-MX", by=publisher)
    revision = saving(committed, page, editors[0], "Desde mañana.", None)().latest_revision_id
    adapt.schedule_adaptation(of_text, go_live_at=now + timedelta(hours=1), expected_revision=revision)
    seen = AdaptationPage.objects.get(adapts_key=key).latest_revision_id

    def work() -> int:
        return publish_due(now + timedelta(hours=2))

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        adapt.cancel_schedule(of_text, expected_revision=seen)
        meanwhile = pool.submit(at_once, work).result(WAIT_SECONDS)

    assert (meanwhile, work()) == ([0], 0)
    assert not AdaptationPage.objects.get(adapts_key=key).live
    assert committed.differences() == []
