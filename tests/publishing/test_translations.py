"""A page translated with wagtail-localize is served in its second language, with what falls back declared."""

from __future__ import annotations

from uuid import uuid4

import pytest
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from content_models.models import GuidancePage
from publishing.services.publish import unpublish_page
from tests.world import GUIDANCE, World

FIRST, SECOND = str(uuid4()), str(uuid4())
ENGLISH = {
    "Cómo denunciar": "How to report",
    "prueba-denunciar": "prueba-report",
    "¿Qué hago?": "What do I do?",
    "Respira": "Breathe",
    "Así.": "Like this.",
    "Ve en {state}.": "Go in {state}.",
}


def text_block(identifier: str, html: str) -> dict[str, object]:
    value = {"heading": "", "text": html, "legal_references": [], "verified": False}
    return {"type": "text", "id": identifier, "value": value}


def translate(page: GuidancePage) -> GuidancePage:
    """Translate a page into English, as a translator does, and publish the translation."""
    english = Locale.objects.get_or_create(language_code="en")[0]
    source, _ = TranslationSource.get_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=english)
    for segment in source.stringsegment_set.select_related("string", "context"):
        StringTranslation.objects.create(
            translation_of=segment.string,
            context=segment.context,
            locale=english,
            data=ENGLISH[segment.string.data],
        )
    translation.save_target(publish=True)
    return GuidancePage.objects.get(translation_key=page.translation_key, locale=english)


@pytest.fixture
def page(world: World) -> GuidancePage:
    """A library page of one block, published in Spanish and English."""
    page = world.draft(
        GuidancePage, "NAC", "victima", title="Cómo denunciar", slug="prueba-denunciar", roles=["VICTIM"], **GUIDANCE
    )
    page.body = GuidancePage._meta.get_field("body").to_python([text_block(FIRST, "<p>Ve en {state}.</p>")])
    published: GuidancePage = world.publish(page)
    english = Locale.objects.get_or_create(language_code="en")[0]
    Page.objects.get(pk=world.tenants["NAC"].root_page_id).specific.copy_for_translation(english)
    world.section("NAC", "victima").copy_for_translation(english)
    translate(published)
    world.commit()
    return published


def test_it_is_served_in_its_second_language(world: World, page: GuidancePage) -> None:
    item = world.view("XSU", "en").item(str(page.translation_key))

    assert (item["title"], item["servedLocale"], item["isFallback"]) == ("How to report", "en", False)
    assert [(block["key"], block["locale"], block["isFallback"]) for block in item["body"]] == [(FIRST, "en", False)]
    assert item["body"][0]["text"]["plainText"] == "Go in Sur."
    assert world.view("XSU").item(str(page.translation_key))["title"] == "Cómo denunciar"
    assert world.differences() == []


def test_a_block_added_since_falls_back_and_says_so(world: World, page: GuidancePage) -> None:
    blocks = [text_block(FIRST, "<p>Ve en {state}.</p>"), text_block(SECOND, "<p>Es gratis.</p>")]
    page.body = GuidancePage._meta.get_field("body").to_python(blocks)
    world.publish(page)

    item = world.view("XSU", "en").item(str(page.translation_key))

    assert (item["servedLocale"], item["isFallback"]) == ("en", False)
    assert [(block["text"]["plainText"], block["locale"], block["isFallback"]) for block in item["body"]] == [
        ("Go in Sur.", "en", False),
        ("Es gratis.", "es-MX", True),
    ]
    assert world.differences() == []


def test_a_state_without_that_language_does_not_serve_it(world: World, page: GuidancePage) -> None:
    assert world.view("XNO").locales == ("es-MX",)
    assert world.view("XNO").by_slug("GUIDANCE", "prueba-report") is None


def test_a_withdrawn_translation_falls_back_whole(world: World, page: GuidancePage) -> None:
    translated = GuidancePage.objects.get(translation_key=page.translation_key, locale__language_code="en")
    path = world.view("XSU", "en").item(str(page.translation_key))["path"]

    unpublish_page(page=translated)

    view = world.view("XSU", "en")
    item = view.item(str(page.translation_key))
    assert (item["title"], item["servedLocale"], item["isFallback"]) == ("Cómo denunciar", "es-MX", True)
    assert view.resolve(path).redirect_to == item["path"]
    assert world.differences() == []


def test_sections_above_a_translation_are_drafts_until_they_are_translated(world: World) -> None:
    page = world.new(
        GuidancePage, "NAC", "victima", title="Cómo denunciar", slug="prueba-denunciar", roles=["VICTIM"], **GUIDANCE
    )
    english = Locale.objects.get_or_create(language_code="en")[0]

    copy = page.copy_for_translation(english, copy_parents=True)
    copy.title = "How to report"
    world.publish(copy)

    above = copy.get_ancestors().filter(locale=english)
    assert [(one.live, one.alias_of_id) for one in above] == [(False, None)] * 2
    assert world.differences() == []
    assert world.view("XSU", "en").item(str(page.translation_key))["title"] == "How to report"
    assert world.view("XSU", "en").sections()[0]["servedLocale"] == "es-MX"

    section = world.section("NAC", "victima")
    section.title = "Víctimas"
    world.publish(section)
    assert [one.live for one in above.all()] == [False, False]
    assert world.differences() == []
