"""The blocks of a body as a document says them, exactly."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from wagtail.images.tests.utils import get_test_image_file

from content_models.documents import document_of
from content_models.models import (
    GuidancePage,
)
from content_models.shapes.blocks import Block
from media.models import CustomDocument, CustomImage
from tests.content_models.expected import LEGAL, text
from tests.content_models.world import World, add, block, block_id, item
from tests.shapes import misfits


def body_of(world: World, *blocks: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the body's blocks without the parts all have, which must be empty."""
    page = add(
        world.section,
        GuidancePage(title="Cuerpo", slug="cuerpo", roles=["VICTIM"], question="¿Qué?", body=list(blocks)),
    )
    body: list[Any] = document_of(page)["body"]
    assert list(misfits(body, list[Block])) == []
    assert [(part.pop("legalReferences"), part.pop("verified")) for part in body] == [([], False)] * len(blocks)
    return body


def test_blocks_of_words(world: World) -> None:
    body = body_of(
        world,
        block("text", {"heading": "", "text": "<p>Hola</p>"}, "1"),
        block("warning", {"heading": "Cuidado", "text": "<p>Ojo</p>"}, "2"),
        block("question_answer", {"question": "¿Cuesta?", "answer": "<p>No</p>"}, "3"),
        block("law_quote", {"text": "<p>Nadie podrá…</p>"}, "4"),
        block("local", {"text": "<p>Aquí</p>"}, "5"),
    )

    assert body == [
        {"id": block_id("1"), "type": "TextBlock", "heading": None, "text": text("Hola")},
        {"id": block_id("2"), "type": "WarningBlock", "heading": "Cuidado", "text": text("Ojo")},
        {"id": block_id("3"), "type": "QuestionAnswerBlock", "question": "¿Cuesta?", "answer": text("No")},
        {"id": block_id("4"), "type": "LawQuoteBlock", "text": text("Nadie podrá…")},
        {"id": block_id("5"), "type": "LocalBlock", "text": text("Aquí")},
    ]


def test_blocks_with_lists(world: World) -> None:
    body = body_of(
        world,
        block(
            "steps",
            {"heading": "Haz", "steps": [item({"text": "<p>Ve</p>", "legal_references": [item(LEGAL)]}, "s")]},
            "1",
        ),
        block("checklist", {"items": [item({"text": "<p>INE</p>", "is_required": True}, "i")]}, "2"),
        block("contact", {"label": "Emergencias", "phones": [item({"display": "911"})], "text": ""}, "3"),
        block("offices", {"organization_kind": "COURT"}, "4"),
    )

    assert body == [
        {
            "id": block_id("1"),
            "type": "StepsBlock",
            "heading": "Haz",
            "steps": [{"id": block_id("s"), "title": None, "text": text("Ve"), "legalReferences": [LEGAL]}],
        },
        {
            "id": block_id("2"),
            "type": "ChecklistBlock",
            "heading": None,
            "items": [{"id": block_id("i"), "text": text("INE"), "isRequired": True}],
        },
        {
            "id": block_id("3"),
            "type": "ContactBlock",
            "label": "Emergencias",
            "phones": [
                {
                    "display": "911",
                    "dial": "911",
                    "e164": None,
                    "extension": None,
                    "isDialledByHand": False,
                    "label": None,
                    "languages": [],
                }
            ],
            "url": None,
            "text": {"ast": []},
        },
        {"id": block_id("4"), "type": "OfficesBlock", "heading": None, "organizationKind": "COURT", "text": None},
    ]


@pytest.mark.usefixtures("all_tenants_in_scope")
def test_blocks_with_files(world: World, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    image = CustomImage.objects.create(
        title="Mapa", alt_text="Mapa del centro", file=get_test_image_file(size=(1000, 500))
    )
    file = CustomDocument.objects.create(title="Formato", file=ContentFile(b"12345", name="formato.pdf"))
    audio = CustomDocument.objects.create(title="Audio", file=ContentFile(b"123", name="aviso.mp3"))

    image_part, file_part, audio_part = body_of(
        world,
        block("image", {"image": image.pk, "caption": "Centro"}, "1"),
        block("file", {"file": file.pk, "title": "Formato de denuncia"}, "2"),
        block("audio", {"file": audio.pk, "title": "Aviso", "duration_seconds": 65, "transcript": "<p>Hola</p>"}, "3"),
    )

    renditions = image_part["image"]["renditions"]
    assert [(one["width"], one["height"]) for one in renditions] == [(400, 200), (800, 400), (1000, 500)]
    assert all(one["url"].startswith("/media/images/") and one["url"].endswith(".webp") for one in renditions)
    assert image_part["image"] == {
        "url": renditions[2]["url"],
        "width": 1000,
        "height": 500,
        "alt": "Mapa del centro",
        "renditions": renditions,
    }
    assert image_part["caption"] == "Centro"
    assert file_part == {
        "id": block_id("2"),
        "type": "FileBlock",
        "title": "Formato de denuncia",
        "url": file.url,
        "mimeType": "application/pdf",
        "sizeBytes": 5,
    }
    assert audio_part == {
        "id": block_id("3"),
        "type": "AudioBlock",
        "url": audio.url,
        "title": "Aviso",
        "mimeType": "audio/mpeg",
        "durationSeconds": 65,
        "transcript": text("Hola"),
    }
