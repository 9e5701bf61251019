"""What the library has not published yet is its people's alone: a state sees what was published last."""

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.test import override_settings
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from content_models.models import GuidancePage
from tenants.models import StaffRole
from tests.tenants.conftest import World
from tests.tenants.factories import image_of, member, page_of
from tests.world import GUIDANCE

MARK = "Reforma reservada"
PUBLISHED = "Texto publicado"


@pytest.fixture
def pages(world: World) -> dict[str, Page]:
    """A national draft, and a published national text whose draft has another title."""
    section = page_of(world.library, "victima")
    Page.objects.filter(pk=section.pk).update(live=True)
    draft = GuidancePage(title=MARK, slug="reserva", roles=["VICTIM"], live=False, locale=section.locale, **GUIDANCE)
    live = GuidancePage(title=PUBLISHED, slug="publicado", roles=["VICTIM"], locale=section.locale, **GUIDANCE)
    for page in (draft, live):
        Page.objects.get(pk=section.pk).add_child(instance=page)
    Page.objects.filter(pk=live.pk).update(live=True, draft_title=f"{MARK} dos", title=PUBLISHED)
    return {"section": section, "draft": draft, "live": live}


def test_choosers_of_a_state_show_what_is_published(world: World, pages: dict[str, Page]) -> None:
    section, draft, live = (pages[name].pk for name in ("section", "draft", "live"))
    addresses = [
        reverse("wagtailadmin_choose_page_child", args=[section]),
        reverse("wagtailadmin_choose_page_search") + "?q=Texto",
        reverse("wagtailadmin_choose_page_search") + "?q=Reforma",
        reverse("wagtailadmin_choose_page_chosen_multiple") + f"?id={live}",
        reverse("wagtailadmin_choose_page_chosen_multiple") + f"?id={draft}",
    ]

    own = [world.client("own editor").get(address).content.decode() for address in addresses]
    national = [world.client("library publisher").get(address).content.decode() for address in addresses]

    assert [address for address, text in zip(addresses, own, strict=True) if MARK in text] == []
    assert PUBLISHED in own[0]
    assert PUBLISHED in own[1]
    assert PUBLISHED in own[3]
    assert MARK in national[0]
    assert MARK in national[4]


def _source(page: Page) -> TranslationSource:
    return TranslationSource.get_or_create_from_instance(page.specific)[0]


def test_only_publishers_publish_translations(world: World, pages: dict[str, Page]) -> None:
    address = reverse("wagtail_localize:update_translations", args=[_source(pages["live"]).pk])
    world.people["library editor"] = member(world.library, StaffRole.EDITOR)

    asked = world.client("library editor").get(address).status_code
    published = world.client("library editor").post(address, {"publish_translations": "on"}).status_code

    assert (asked, published) == (200, 404)
    assert not Page.objects.filter(locale__language_code="en", translation_key=pages["live"].translation_key).exists()


def test_translation_of_a_published_text_begins_as_a_draft(world: World, pages: dict[str, Page]) -> None:
    world.people["library editor"] = member(world.library, StaffRole.EDITOR)
    english = Locale.objects.get_or_create(language_code="en")[0]

    world.client("library editor").post(
        reverse("wagtail_localize:submit_page_translation", args=[pages["live"].pk]), {"locales": [english.pk]}
    )

    translated = Page.objects.filter(locale=english, translation_key=pages["live"].translation_key)
    assert [page.live for page in translated] == [False]


def test_translation_of_a_states_page_is_absent(world: World) -> None:
    source = _source(page_of(world.tabasco))
    client = world.client("library publisher")

    denied = client.get(reverse("wagtail_localize:update_translations", args=[source.pk]))
    absent = client.get(reverse("wagtail_localize:update_translations", args=[99_999_999]))

    assert (denied.status_code, denied.content) == (404, absent.content)


def test_translation_of_another_is_absent_without_the_guard_and_with_every_right(world: World) -> None:
    page = page_of(world.jalisco)
    source, translator = _source(page), world.person("own publisher")
    translator.user_permissions.set(Permission.objects.all())
    addresses = [
        reverse("wagtail_localize:update_translations", args=[source.pk]),
        reverse("wagtail_localize:submit_page_translation", args=[page.pk]),
    ]
    Translation.objects.create(source=source, target_locale=Locale.objects.get_or_create(language_code="en")[0])
    page.specific.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)

    with override_settings(MIDDLEWARE=[each for each in settings.MIDDLEWARE if "AdminGuard" not in each]):
        statuses = [world.client("own publisher").get(address).status_code for address in addresses]

    assert statuses == [404, 404]


def test_image_of_the_library_is_chosen_and_not_changed(world: World) -> None:
    image = image_of(world.library, "Mapa")
    client = world.client("own editor")

    assert client.get(reverse("wagtailimages_chooser:chosen", args=[image.pk])).status_code == 200
    assert client.get(reverse("wagtailimages:edit", args=[image.pk])).status_code == 404


def test_translation_whose_target_is_gone_is_absent(world: World, pages: dict[str, Page]) -> None:
    source = _source(pages["live"])
    Translation.objects.create(source=source, target_locale=Locale.objects.get_or_create(language_code="en")[0])

    for who in ("library publisher", "administrator"):
        answer = world.client(who).get(reverse("wagtail_localize:update_translations", args=[source.pk]))
        assert answer.status_code == 404, who
