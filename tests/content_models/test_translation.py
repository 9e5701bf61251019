"""A page translated through wagtail-localize keeps its blocks' ids, and what is no text."""

from datetime import date

import pytest
from wagtail.blocks import Block
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor, extract_segments

from content_models.blocks import KeyBlock, LegalReferenceBlock, PhoneBlock
from content_models.blocks.identifiers import ArticleBlock, DialBlock, ExtensionBlock, LawBlock, WebAddressBlock
from content_models.documents import document_of
from content_models.models import GuidancePage, OfficePage
from content_models.page_verification import records_of
from tests.content_models.world import World, add, block, block_id, item, law


@pytest.fixture
def guidance(world: World) -> GuidancePage:
    return add(
        world.section,
        GuidancePage(
            title="Quiero denunciar",
            slug="quiero-denunciar",
            live=True,
            roles=["VICTIM"],
            stage="BEFORE",
            urgency="HIGH",
            question="¿A dónde voy?",
            first_step="Ve a la fiscalía",
            summary="Denunciar es gratis.",
            office_kinds=["PROSECUTOR"],
            legal_references=[block("legal_reference", law("CNPP", "221"), "page law")],
            examples=[block("phrases", {"phrases": "quiero demandar", "voice": "TYPED", "source": "EDITOR"})],
            body=[
                block(
                    "steps",
                    {
                        "heading": "Qué hacer",
                        "steps": [
                            item(
                                {"title": "Llega", "text": "<p>Ve en {state}.</p>", "legal_references": []}, "step one"
                            ),
                            item(
                                {
                                    "title": "",
                                    "text": "<p>Pide copia.</p>",
                                    "legal_references": [item(law("CNPP", "223"), "step law")],
                                },
                                "step two",
                            ),
                        ],
                        "legal_references": [],
                        "verified": True,
                    },
                    "steps",
                ),
                block(
                    "contact",
                    {
                        "label": "Emergencias",
                        "phones": [item({"display": "911"}, "phone")],
                        "url": "https://example.org/ayuda",
                        "text": "<p>A toda hora.</p>",
                        "legal_references": [],
                        "verified": False,
                    },
                    "contact",
                ),
            ],
        ),
    )


ENGLISH = {
    "Quiero denunciar": "I want to report a crime",
    "quiero-denunciar": "report-a-crime",
    "¿A dónde voy?": "Where do I go?",
    "Ve a la fiscalía": "Go to the prosecutor’s office",
    "Denunciar es gratis.": "Reporting is free.",
    "Qué hacer": "What to do",
    "Llega": "Arrive",
    "Ve en {state}.": "Go in {state}.",
    "Pide copia.": "Ask for a copy.",
    "CNPP art. 221": "CNPP art. 221",
    "CNPP art. 223": "CNPP art. 223",
    "Emergencias": "Emergencies",
    "A toda hora.": "At any hour.",
}


def translate(page: GuidancePage) -> GuidancePage:
    """Translate a page into English as a translator does, and publish the translation."""
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


def test_a_translated_page_yields_a_document_with_the_same_key_and_block_ids(guidance: GuidancePage) -> None:
    english = document_of(translate(guidance))

    assert english["locale"] == "en"
    assert english["key"] == str(guidance.translation_key)
    assert english["title"] == "I want to report a crime"
    assert english["question"] == "Where do I go?"
    assert [part["id"] for part in english["body"]] == [block_id("steps"), block_id("contact")]
    assert [step["id"] for step in english["body"][0]["steps"]] == [block_id("step one"), block_id("step two")]


def test_a_translation_changes_words_and_nothing_else(guidance: GuidancePage) -> None:
    spanish = document_of(guidance)

    english = document_of(translate(guidance))

    for name in ("roles", "stage", "urgency", "officeKinds", "order", "inForceOn", "examplesSummary"):
        assert english[name] == spanish[name]
    assert english["body"][0]["heading"] == "What to do"
    assert english["body"][0]["steps"][0]["text"] == {
        "ast": [
            {
                "type": "paragraph",
                "children": [
                    {"type": "text", "text": "Go in "},
                    {"type": "placeholder", "name": "state"},
                    {"type": "text", "text": "."},
                ],
            }
        ]
    }
    assert english["body"][0]["steps"][1]["legalReferences"] == [
        {"law": "CNPP", "article": "223", "text": "CNPP art. 223", "verified": False}
    ]
    assert english["body"][1]["phones"] == spanish["body"][1]["phones"]
    assert english["body"][1]["url"] == "https://example.org/ayuda"


def test_nothing_of_a_translation_is_verified_by_who_verified_the_original(guidance: GuidancePage) -> None:
    guidance.reviewed_on, guidance.legal_reviewer = date(2026, 1, 5), "Lic. Ana Ruiz"
    guidance.save()
    spanish = document_of(guidance)

    english = document_of(translate(guidance))

    assert [spanish["reviewedOn"], spanish["legalReviewer"]] == ["2026-01-05", "Lic. Ana Ruiz"]
    assert [english["reviewedOn"], english["legalReviewer"]] == [None, None]
    assert [[part["verified"] for part in one["body"]] for one in (spanish, english)] == [[True, False], [False, False]]
    assert [one["legalReferences"][0]["verified"] for one in (spanish, english)] == [True, False]


def test_a_translation_can_be_verified_for_its_own_words(guidance: GuidancePage) -> None:
    page = translate(guidance)
    page.body[0].value["verified"] = True
    page.verification_records = records_of(page, {}, by="Ana", on=date(2026, 11, 28))

    assert document_of(page)["body"][0]["verified"] is True

    page.body[0].value["heading"] = "What else to do"
    assert document_of(page)["body"][0]["verified"] is False


def test_translators_are_offered_words_only(guidance: GuidancePage) -> None:
    segments = extract_segments(guidance)

    assert {segment.string.data for segment in segments if hasattr(segment, "string")} == set(ENGLISH)


@pytest.mark.parametrize(
    ("identifier", "value"),
    [
        (KeyBlock(), "q-donde"),
        (LawBlock(), "CNPP"),
        (ArticleBlock(), "113"),
        (DialBlock(), "911"),
        (ExtensionBlock(), "5030"),
        (WebAddressBlock(), "https://example.org"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_identifiers_are_offered_to_nobody(identifier: Block, value: str) -> None:
    extractor = StreamFieldSegmentExtractor(field=None, include_overridables=True)

    assert extractor.handle_block(identifier, value) == []


@pytest.mark.parametrize(
    ("struct", "value", "offered"),
    [
        (LegalReferenceBlock(), law("CNPP", "113"), {"text"}),
        (PhoneBlock(), {"display": "911", "label": "Guardia", "languages": ["es-MX"]}, {"label"}),
    ],
    ids=["legal reference", "phone"],
)
def test_within_a_struct_only_its_words_are_offered(struct: Block, value: dict, offered: set[str]) -> None:
    extractor = StreamFieldSegmentExtractor(field=None, include_overridables=True)

    segments = extractor.handle_block(struct, struct.to_python(value))

    assert {segment.path for segment in segments if not segment.is_empty()} == offered


def test_an_office_keeps_its_name_and_place_in_every_language(world: World) -> None:
    office = world.tabasco.office
    office.municipality, office.note = "Centro", "Lleva identificación."
    office.save()

    segments = extract_segments(OfficePage.objects.get(pk=office.pk))

    assert {segment.path for segment in segments if hasattr(segment, "string")} == {"slug", "note"}
