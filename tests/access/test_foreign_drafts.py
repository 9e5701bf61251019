"""No draft begins to refer to what belongs to another state, whichever way it comes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from wagtail.models import Locale, Page, Revision
from wagtail_localize.models import OverridableSegment, SegmentOverride, Translation, TranslationSource

from content_models.models import GuidancePage
from publishing.errors import ForeignReference
from tenants.scope import scope_of_all_tenants
from tests.tenants.conftest import World
from tests.tenants.factories import document_of_collection, image_of, page_of
from tests.world import GUIDANCE


def refer(page: GuidancePage, blocks: list[tuple[str, Any]]) -> None:
    """Let a page's text be these blocks."""
    page.body = blocks  # type: ignore[assignment]  # a stream is assigned as a list


def _link(world: World) -> list[tuple[str, Any]]:
    foreign = page_of(world.jalisco, "avisos")
    return [("text", {"text": f'<p><a linktype="page" id="{foreign.pk}">x</a></p>'})]


def _image(world: World) -> list[tuple[str, Any]]:
    return [("image", {"image": image_of(world.jalisco, "Ajena"), "caption": ""})]


def _file(world: World) -> list[tuple[str, Any]]:
    return [("file", {"file": document_of_collection(world.jalisco, "Ajeno")})]


FOREIGN = {"link": _link, "image": _image, "file": _file}


@pytest.fixture
def page(world: World) -> GuidancePage:
    """A draft of Tabasco that refers to nothing."""
    section = Page.objects.get(pk=page_of(world.tabasco, "informacion-local").pk)
    draft = GuidancePage(title="x", slug="x", roles=["VICTIM"], live=False, locale=section.locale, **GUIDANCE)
    section.add_child(instance=draft)
    return draft


@pytest.mark.parametrize("foreign", FOREIGN.values(), ids=FOREIGN)
def test_a_saved_draft_is_refused(world: World, page: GuidancePage, foreign: Callable[[World], Any]) -> None:
    with scope_of_all_tenants():
        refer(page, foreign(world))

    with pytest.raises(ForeignReference), transaction.atomic():
        page.save_revision()

    assert not Revision.page_revisions.filter(object_id=str(page.pk)).exists()


def test_a_draft_that_is_written_over_is_refused(world: World, page: GuidancePage) -> None:
    revision = page.save_revision()
    refer(page, _link(world))

    with pytest.raises(ForeignReference), transaction.atomic():
        page.save_revision(overwrite_revision=revision)


def test_a_copy_of_another_states_page_is_refused(world: World, page: GuidancePage) -> None:
    section = page_of(world.jalisco, "informacion-local")
    theirs = GuidancePage(title="y", slug="y", roles=["VICTIM"], live=False, locale=section.locale, **GUIDANCE)
    section.add_child(instance=theirs)
    refer(theirs, _link(world))
    theirs.save_revision()

    with pytest.raises(ForeignReference), transaction.atomic():
        theirs.copy(to=Page.objects.get(pk=page.pk).get_parent(), update_attrs={"slug": "z"})


def test_a_translation_that_shows_another_states_image_is_refused(world: World) -> None:
    section = page_of(world.library, "victima")
    with scope_of_all_tenants():
        ours, foreign = image_of(world.library, "Propia"), image_of(world.jalisco, "Ajena")
        text = GuidancePage(title="t", slug="t", roles=["VICTIM"], live=False, locale=section.locale, **GUIDANCE)
        refer(text, [("image", {"image": ours, "caption": ""})])
        section.add_child(instance=text)
        text.save_revision()
        source, _ = TranslationSource.update_or_create_from_instance(text)
        target = Locale.objects.get_or_create(language_code="en")[0]
        translation = Translation.objects.create(source=source, target_locale=target)
        segment = OverridableSegment.objects.get(source=source)
        SegmentOverride.objects.create(locale=target, context=segment.context, data_json=str(foreign.pk))

        with pytest.raises(ForeignReference), transaction.atomic():
            translation.save_target(publish=False)

    assert not Page.objects.filter(translation_key=text.translation_key, locale=target).exists()


def test_what_a_draft_had_before_it_may_keep(world: World, page: GuidancePage) -> None:
    with scope_of_all_tenants():
        image = image_of(world.tabasco, "Propia")
        refer(page, [("image", {"image": image, "caption": ""})])
        page.save_revision()
        image.collection = world.jalisco.collection
        image.save()

        page.title = "Otra vez"
        page.save_revision()

    assert Page.objects.get(pk=page.pk).draft_title == "Otra vez"
