"""Whether two revisions of a page say the same, whatever Wagtail keeps beside."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from wagtail.fields import StreamField

from .stored_streams import with_defaults

BOOKKEEPING = frozenset(
    {
        "draft_title",
        "expired",
        "first_published_at",
        "has_unpublished_changes",
        "last_published_at",
        "latest_revision",
        "latest_revision_created_at",
        "live",
        "live_revision",
        "locked",
        "locked_at",
        "locked_by",
        "numchild",
        "path",
        "depth",
        "url_path",
        "owner",
        "search_description",
        "comments",
        "wagtail_admin_comments",
    }
)
"""Fields of a revision that Wagtail itself keeps; they say nothing about what an editor changed."""

_BLOCK_KEY = re.compile(r''' data-block-key=\\?"[^"\\]*\\?"''')
"""What the editor of formatted texts calls a paragraph, also where the text stands in JSON: no reader sees it."""


def has_same_content(model: type[Model], one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether there is no difference between what two revisions of a page store, but for the bookkeeping.

    Args:
        model: that of the page.
        one, other: what `serializable_data` returns, or `Revision.content`.
    """
    return not differing_fields(model, one, other)


def differing_fields(model: type[Model], one: Mapping[str, Any], other: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of the fields that two revisions store differently, but for the bookkeeping.

    Args:
        model, one, other: as for `has_same_content`.
    """
    names = (one.keys() | other.keys()) - BOOKKEEPING
    missing = object()
    differing = [name for name in names if _comparable(one.get(name, missing)) != _comparable(other.get(name, missing))]
    if not differing:
        return frozenset()
    left, right = (
        _with_defaults(model, {name: side.get(name, missing) for name in differing}) for side in (one, other)
    )
    return frozenset(name for name in differing if _comparable(left[name]) != _comparable(right[name]))


def _with_defaults(model: type[Model], content: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a revision, which keeps a stream as JSON."""
    streams = {field.name for field in model._meta.concrete_fields if isinstance(field, StreamField)}
    read = {
        name: json.loads(value) if name in streams and isinstance(value, str) else value
        for name, value in content.items()
    }
    return with_defaults(model, read)


def _comparable(value: Any) -> Any:
    if isinstance(value, str):
        return _BLOCK_KEY.sub("", value)
    if isinstance(value, list):
        return [_comparable(one) for one in value]
    if isinstance(value, dict):
        return {name: _comparable(one) for name, one in value.items()}
    return value if value is None or isinstance(value, int | float) else str(value)
