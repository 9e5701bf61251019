"""What documents of all kinds have in common, for the tests that pin them."""

from typing import Any

from content_models.shapes.documents import Document
from tests.shapes import misfits

LEGAL = {"law": "CNPP", "article": "113", "text": "CNPP art. 113", "verified": True}


def text(words: str) -> dict[str, Any]:
    """A rich text of one paragraph."""
    return {"ast": [{"type": "paragraph", "children": [{"type": "text", "text": words}]}]}


def common(page: Any, kind: str, **others: Any) -> dict[str, Any]:
    """What every document says, of a page nothing special was said about; it has the shape of its kind."""
    document = {
        "kind": kind,
        "key": str(page.translation_key),
        "slug": page.slug,
        "title": page.title,
        "locale": "es-MX",
        "inForceOn": None,
        "reviewedOn": None,
        "reviewDueOn": None,
        "legalReviewer": None,
        "order": 0,
        "isSensitive": False,
        **others,
    }
    assert list(misfits(document, Document)) == []
    return document
