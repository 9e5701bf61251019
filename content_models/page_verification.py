"""What a page says of its own review, and when that ends: as soon as its text is another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from wagtail.fields import StreamField

from .verification import carried, content_of, verified_by_nobody_else

CLAIMS = frozenset({"reviewed_on", "legal_reviewer", "assured_on", "verified", "preamble_verified"})
"""What says that somebody compared the page with something."""

REVIEW_CLAIMS = CLAIMS - {"assured_on"}
"""Those that only who may publish makes; that an office was called, anybody who edits it says."""

_NOT_TEXT = frozenset(
    {
        "slug",
        "order",
        "is_sensitive",
        "in_force_on",
        "review_due_on",
        "go_live_at",
        "expire_at",
        "starts_at",
        "ends_at",
        "needs_confirmation",
        "source_quality",
        "related_pages",
        "related_terms",
        "glossary_choices",
        "ambiguous_forms",
        "topic",
        "terms",
    }
)
"""What is no statement that somebody reviewed: where a page stands, when it is shown, what it leads to."""

_EMPTY: Mapping[str, Any] = {"reviewed_on": None, "assured_on": None, "legal_reviewer": "", "verified": False}


def stored_fields(page: Model) -> dict[str, Any]:
    """Return the values of a page's own fields as they are stored, by name."""
    return {
        field.name: _stored(field, getattr(page, field.attname))
        for field in page._meta.concrete_fields
        if field.model is page._meta.model or field.name == "title"
    }


def without_stale_claims(model: type[Model], before: Mapping[str, Any], cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Return the cleaned values that have to be others, so that no claim outlives the text it was made of.

    A claim that is made anew in the same act (another day, another name, a box that was not ticked) stands.

    Args:
        before: `stored_fields` of the page before the change.
        cleaned: what a form is about to put into the page.
    """
    fields = {field.name: field for field in model._meta.concrete_fields}
    changes: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name, value in cleaned.items():
        if name in before and name in fields:
            after[name] = _stored(fields[name], value)
            field = fields[name]
            if isinstance(field, StreamField):
                kept = carried(before[name], after[name])
                if kept != after[name]:
                    changes[name] = field.stream_block.to_python(kept)
    if any(_differs(before, after, name) for name in after if name not in _NOT_TEXT | CLAIMS):
        changes |= _ended(before, after)
    if _differs(before, after, "preamble") and before["preamble_verified"] and after.get("preamble_verified"):
        changes["preamble_verified"] = False
    return changes


def parts_verified_before(model: type[Model], before: Mapping[str, Any], cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Return the cleaned streams that have to be others, so that no part is verified that was not so before."""
    changes: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, StreamField) and field.name in cleaned:
            after = _stored(field, cleaned[field.name])
            kept = verified_by_nobody_else(before.get(field.name), after)
            if kept != after:
                changes[field.name] = field.stream_block.to_python(kept)
    return changes


def _ended(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    ended = {
        name: empty for name, empty in _EMPTY.items() if name in after and before[name] and after[name] == before[name]
    }
    if "legal_reviewer" in ended and after.get("reviewed_on") not in (None, before.get("reviewed_on")):
        del ended["legal_reviewer"]
    if "assured_on" in ended and "needs_confirmation" in after:
        ended["needs_confirmation"] = True
    return ended


def _differs(before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> bool:
    return name in after and content_of(before[name]) != content_of(after[name])


def _stored(field: Any, value: Any) -> Any:
    if isinstance(field, StreamField):
        return list(field.stream_block.get_prep_value(value)) if value else []
    if isinstance(value, Model):
        return value.pk
    return value
