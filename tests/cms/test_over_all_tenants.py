"""Commands and the worker work on the rows of every tenant, although nobody signed in."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings
from wagtail.models import ReferenceIndex, Revision
from wagtail.search.models import IndexEntry

from content_models.models import GuidancePage
from media.models import CustomImage, CustomRendition
from media.services.clean_images import clean_images
from publishing.models import ContentItem
from publishing.services.scheduled import publish_due
from tenants.scope import scope_of_all_tenants, tenant_scope
from tests.content_models.world import block
from tests.tenants.factories import image_of
from tests.tenants.protected_rows import make_rows
from tests.world import GUIDANCE, World, world, world_tenants

__all__ = ["world", "world_tenants"]


@pytest.fixture(autouse=True)
def no_scope(db: None, settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Files of the test's own, and nobody's scope."""
    settings.MEDIA_ROOT = tmp_path
    with tenant_scope([]):
        yield


def run(command: str, *arguments: str) -> None:
    call_command(command, *arguments, stdout=io.StringIO(), verbosity=0)


def count(model: type[CustomImage] | type[CustomRendition]) -> int:
    """Count the rows of all tenants."""
    with scope_of_all_tenants():
        return model._default_manager.count()


@pytest.mark.parametrize("command", ["update_index", "wagtail_update_index"])
def test_what_is_searched_has_the_images_of_all(command: str) -> None:
    make_rows()
    IndexEntry.objects.filter(content_type__model="customimage").delete()

    run(command)

    assert IndexEntry.objects.filter(content_type__model="customimage").count() == count(CustomImage) >= 4


def test_pictures_of_all_images_are_made_anew() -> None:
    make_rows()

    run("wagtail_update_image_renditions", "--purge-only")

    assert count(CustomRendition) == 0


def test_the_images_of_all_are_cleaned() -> None:
    make_rows()
    steps: list[int] = []

    def step() -> None:
        steps.append(1)

    clean_images(steps=lambda _files: step)

    assert len(steps) == count(CustomImage) + count(CustomRendition) >= 8


@pytest.mark.parametrize("command", ["worker", "publish_scheduled", "publish_scheduled_pages"])
def test_a_page_with_a_states_image_is_published_when_it_is_due(world: World, command: str) -> None:
    page = page_with_image(world)
    with scope_of_all_tenants():
        page.go_live_at = timezone.now() + timedelta(hours=1)
        revision = page.save_revision()
        revision.publish()
        make_due(revision)

    if command == "worker":
        assert publish_due() == 1
    else:
        run(command)

    with scope_of_all_tenants():
        body: Any = ContentItem.objects.get(page_id=page.pk).document["body"]
    assert [part["image"]["alt"] for part in body] == ["Plaza"]


def test_references_are_those_that_there_were(world: World) -> None:
    page_with_image(world)
    before = sorted(ReferenceIndex.objects.values_list("content_type", "object_id", "to_object_id"))

    run("rebuild_references_index")

    assert sorted(ReferenceIndex.objects.values_list("content_type", "object_id", "to_object_id")) == before
    assert ReferenceIndex.objects.filter(to_content_type__model="customimage").exists()


def make_due(revision: Revision) -> None:
    """Let the hour come at which a page is to be published, without waiting for it."""
    then = timezone.now() - timedelta(seconds=1)
    Revision.objects.filter(pk=revision.pk).update(
        approved_go_live_at=then, content={**revision.content, "go_live_at": then.isoformat()}
    )


def page_with_image(world: World) -> GuidancePage:
    image = image_of(world.tenants["XNO"], "Plaza")
    body = [block("image", {"image": image.pk, "caption": ""})]
    fields = {"slug": "p-plaza", "title": "Plaza", "roles": ["VICTIM"], **GUIDANCE}
    with scope_of_all_tenants():
        page: GuidancePage = world.draft(GuidancePage, "XNO", "informacion-local", body=body, **fields)
    return page
