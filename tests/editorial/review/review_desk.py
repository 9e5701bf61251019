"""What the tests of review begin with: a national text that the North adapted and the library changed since."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.users.models import UserProfile

from content_models.models import GuidancePage
from editorial.adapting import selectors
from editorial.adapting import services as adapt
from editorial.adapting.types import AdaptationTarget, OperationInput, OperationKind
from editorial.review.adoption import change_adoption
from publishing.models import ReviewReason, ReviewTask
from tenants.models import Adoption, StaffRole, User
from tenants.scope import tenant_scope
from tests.editorial.adapting.test_adapting_view import block_ids, paragraph
from tests.tenants.factories import member
from tests.world import GUIDANCE, World

FIRST, SECOND = "Tienes cuatro días.", "Lleva una identificación."


def national_text(world: World) -> GuidancePage:
    """A national text with two paragraphs."""
    fields = {"title": "Denunciar", "slug": "p-denunciar", "roles": ["VICTIM"], **GUIDANCE}
    draft = world.draft(GuidancePage, "NAC", "victima", **fields)
    draft.body = [("text", paragraph(FIRST)), ("text", paragraph(SECOND))]
    draft.body = draft.body.get_prep_value()
    return world.publish(draft)


def publisher(world: World, code: str = "XNO") -> User:
    return member(world.tenants[code], StaffRole.PUBLISHER, f"publica-{code}".lower())


def adapted(world: World, page: GuidancePage, by: User, number: int, text: str) -> str:
    """Let the North say something else in one paragraph; return the paragraph's id."""
    address = block_ids(world, page)[number]
    draft = adapt.put_operation(
        AdaptationTarget(tenant=world.tenants["XNO"], key=str(page.translation_key), locale="es-MX", by=by),
        operation=OperationInput(OperationKind.REPLACE, target=address, value=paragraph(text)),
        expected_revision=_revision(world, page, by),
    )
    adapt.publish_adaptation(
        AdaptationTarget(tenant=world.tenants["XNO"], key=str(page.translation_key), locale="es-MX", by=by),
        expected_revision=draft.latest_revision_id,
    )
    world.commit()
    return address


def _revision(world: World, page: GuidancePage, by: User) -> int | None:
    found = selectors.adaptation_for(
        AdaptationTarget(tenant=world.tenants["XNO"], key=str(page.translation_key), locale="es-MX", by=by)
    )
    return None if found is None else found.latest_revision_id


def rewritten(world: World, page: GuidancePage, number: int, text: str) -> None:
    """Let the library say something else in one paragraph."""
    fresh = GuidancePage.objects.get(pk=page.pk)
    stored = fresh.body.get_prep_value()
    stored[number]["value"]["text"] = f"<p>{text}</p>"
    fresh.body = stored
    world.publish(fresh)


def task_of(world: World, reason: ReviewReason, code: str = "XNO") -> ReviewTask:
    with tenant_scope([world.tenants[code].pk]):
        return ReviewTask.objects.get(tenant=world.tenants[code], reason=reason)


def changed_review(world: World, page: GuidancePage) -> ReviewTask:
    """The North says something else in both paragraphs; the library has rewritten both since."""
    by = publisher(world)
    for number, text in enumerate(("En el Norte, tres días.", "En el Norte, nada.")):
        adapted(world, page, by, number, text)
    rewritten(world, page, 0, "Tienes sesenta días.")
    rewritten(world, page, 1, "Lleva una identificación y una copia.")
    return task_of(world, ReviewReason.CHANGED)


def waiting_review(world: World, page: GuidancePage) -> ReviewTask:
    """The North reviews first, and the library has rewritten a paragraph."""
    change_adoption(tenant=world.tenants["XNO"], adoption=Adoption.REVIEWED, by=publisher(world))
    rewritten(world, page, 0, "Tienes sesenta días.")
    return task_of(world, ReviewReason.ADOPTION)


def law_task(world: World, code: str, key: str, **fields: Any) -> ReviewTask:
    with tenant_scope([world.tenants[code].pk]):
        return ReviewTask.objects.create(
            tenant=world.tenants[code],
            reason=ReviewReason.LAW,
            key=key,
            locale="es-MX",
            kind="GUIDANCE",
            title="Denunciar",
            details={"law": "CNPP", "article": "187"},
            note="Reforma de noviembre.",
            opened_at=timezone.now(),
            **{"due_on": timezone.localdate() + timedelta(days=30), **fields},
        )


def task_url(task: ReviewTask, act: str = "") -> str:
    return reverse("reviews:act", args=[task.pk, act]) if act else reverse("reviews:task", args=[task.pk])


def fresh(world: World, task: ReviewTask) -> ReviewTask:
    with tenant_scope([task.tenant_id]):
        return ReviewTask.objects.get(pk=task.pk)


def seen(client: Client, url: str, **asked: str) -> str:
    answer = client.get(url, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def words_in(content: str) -> str:
    """What is read on a screen, hidden words included."""
    return " ".join(unescape(strip_tags(re.sub("(?=<(?:p|h4|section)[ >])", " ", content))).split())


def paragraphs(world: World, page: GuidancePage, code: str = "XNO") -> list[str]:
    return [block["text"]["plainText"] for block in world.view(code).item(str(page.translation_key))["body"]]


def in_english(client: Client) -> Client:
    """Let the admin speak the language of the source to whoever signed in, so that sentences can be compared."""
    user = User.objects.get(pk=client.session["_auth_user_id"])
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": "en"})
    return client
