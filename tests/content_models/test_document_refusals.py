"""What keeps a page from becoming a document."""

from typing import Any

import pytest
from django.utils import translation

from content_models.documents import document_of
from content_models.errors import ContentErrorCode, DocumentIncomplete
from content_models.models import (
    GuidancePage,
)
from tests.content_models.expected import LEGAL
from tests.content_models.world import World, add, block, item


@pytest.mark.parametrize(
    ("case", "body", "paths"),
    [
        ("a block", [{"type": "text", "value": {"text": "<p>Hola</p>"}}], ("body.0",)),
        (
            "a list item",
            [block("steps", {"steps": [{"type": "item", "value": {"text": "<p>Ve</p>"}}]}, "1")],
            ("body.0.steps.0",),
        ),
        (
            "an item of a list in a list",
            [block("steps", {"steps": [item({"text": "<p>Ve</p>", "legal_references": [LEGAL]}, "s")]}, "1")],
            ("body.0.steps.0.legal_references.0",),
        ),
    ],
)
def test_refuses_what_has_no_id(world: World, case: str, body: list[Any], paths: tuple[str, ...]) -> None:
    page: Any = add(world.section, GuidancePage(title="A", slug="a", roles=["VICTIM"], question="¿?"))
    page.body = body

    with pytest.raises(DocumentIncomplete) as caught:
        document_of(page)

    assert (caught.value.code, caught.value.paths) == (ContentErrorCode.MISSING_IDS, paths)


@pytest.mark.parametrize(
    ("field", "value", "code", "path"),
    [
        ("phones", [block("phone", {"display": "llámanos"})], ContentErrorCode.PHONE_INVALID, "phones.0"),
        (
            "schedule",
            [block("schedule", {"is_always_open": False, "periods": [], "holidays": "OPEN"})],
            ContentErrorCode.SCHEDULE_INVALID,
            "schedule.0",
        ),
    ],
)
def test_refuses_what_nobody_can_read(
    world: World, field: str, value: list[Any], code: ContentErrorCode, path: str
) -> None:
    setattr(world.tabasco.office, field, value)

    with pytest.raises(DocumentIncomplete) as caught, translation.override("en"):
        document_of(world.tabasco.office)

    assert (caught.value.code, caught.value.paths) == (code, (path,))
    assert path in caught.value.message


def test_refuses_an_image_that_is_gone(world: World) -> None:
    page: Any = add(world.section, GuidancePage(title="A", slug="a", roles=["VICTIM"], question="¿?"))
    page.body = [block("image", {"image": 99_999_999}), block("file", {"file": None, "title": "x"})]

    with pytest.raises(DocumentIncomplete) as caught:
        document_of(page)

    assert (caught.value.code, caught.value.paths) == (ContentErrorCode.MISSING_FILE, ("body.0.image",))
