"""What a page says of its own review, and when that ends: as soon as its text is another."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Model, TextChoices
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from .stored_streams import with_defaults
from .trees import is_translation
from .verification import (
    Record,
    Records,
    carried,
    claims_in,
    content_of,
    digest_of,
    ended_by_change,
    recorded,
    unrecorded,
    verified_by_nobody_else,
    verified_ids,
    without_claims,
)

if TYPE_CHECKING:
    from .models import ContentPage

CLAIMS = frozenset({"reviewed_on", "legal_reviewer", "assured_on", "verified", "preamble_verified"})
"""What says that somebody compared the page with something."""

REVIEW_CLAIMS = CLAIMS - {"assured_on"}
"""Those that only who may publish makes; that an office was called, anybody who edits it says."""

_NOT_TEXT = frozenset(
    {
        "slug",
        "order",
        "follows_key",
        "is_sensitive",
        "in_force_on",
        "review_due_on",
        "go_live_at",
        "expire_at",
        "starts_at",
        "ends_at",
        "needs_confirmation",
        "source_quality",
        "editor_note",
        "related_pages",
        "related_terms",
        "glossary_choices",
        "ambiguous_forms",
        "examples",
        "topic",
        "terms",
    }
)
"""What is no statement that somebody reviewed: where a page stands, when it is shown, what it leads to."""

FIRST_DAY_OF_CLAIMS = date(2020, 1, 1)
"""An earlier confirmation is worthless today; more often it is a typing error in the year."""

PAGE = "page"
"""The record of what is claimed of the page as a whole."""

_NOTHING = (None, "", False)
_EMPTY: Mapping[str, Any] = {"reviewed_on": None, "assured_on": None, "legal_reviewer": "", "verified": False}


class EndedClaim(TextChoices):
    """Claims that end when a page is saved with another text; the label is the message to its editor."""

    CONFIRMATION = (
        "confirmation",
        _("You changed data of this office, so it is not confirmed any more. Call it, and confirm it again."),
    )
    OUT_OF_DATE = (
        "out_of_date",
        _(
            "The page had been saved since this form was opened. What it said to be verified or confirmed was left "
            "out: compare the text as it is now, and say so again."
        ),
    )
    PARTS = (
        "parts",
        _("What you changed is not verified any more. Compare it with its sources, and tick it again."),
    )
    REVIEW = "review", _("You changed the text, so it does not count as reviewed any more.")
    VERIFIED = (
        "verified",
        _(
            "You changed data, so “Verified” is not ticked any more. Whoever compares them with their source ticks it "
            "again."
        ),
    )


_ENDED_WITH: Mapping[str, EndedClaim] = {
    "reviewed_on": EndedClaim.REVIEW,
    "legal_reviewer": EndedClaim.REVIEW,
    "verified": EndedClaim.VERIFIED,
    "preamble_verified": EndedClaim.PARTS,
}
"""The claims of a page as a whole, by field."""


def stored_fields(page: Model) -> dict[str, Any]:
    """Return the values of a page's own fields as they are stored, by name."""
    return {
        field.name: _stored(field, getattr(page, field.attname))
        for field in page._meta.concrete_fields
        if (field.model is page._meta.model or field.name == "title") and field.name != "verification_records"
    }


def without_stale_claims(model: type[Model], before: Mapping[str, Any], cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Return the cleaned values that have to be others, so that no claim outlives the text it was made of.

    A claim that is made anew in the same act (another day, another name, a box that was not ticked) stands.

    Args:
        before: `stored_fields` of the page before the change.
        cleaned: what a form is about to put into the page.
    """
    fields = {field.name: field for field in model._meta.concrete_fields}
    before, after = _compared(model, before, cleaned)
    changes: dict[str, Any] = {}
    for name, stored in after.items():
        field = fields[name]
        if isinstance(field, StreamField):
            kept = carried(before[name], stored)
            if kept != stored:
                changes[name] = field.stream_block.to_python(kept)
    if _has_another_text(before, after):
        changes |= _ended(before, after)
    if _differs(before, after, "preamble") and before["preamble_verified"] and after.get("preamble_verified"):
        changes["preamble_verified"] = False
    return changes


def claims_ended(model: type[Model], before: Mapping[str, Any], cleaned: Mapping[str, Any]) -> set[EndedClaim]:
    """Return what a page claimed as a whole and does not any more beside another text.

    It makes no difference whether `without_stale_claims` or the browser, as somebody typed, cleared the field.
    """
    before, after = _compared(model, before, cleaned)
    if not _has_another_text(before, after):
        return set()
    ended = {claim for name, claim in _ENDED_WITH.items() if name in after and before[name] and not after[name]}
    if after.get("needs_confirmation") and not before["needs_confirmation"]:
        ended.add(EndedClaim.CONFIRMATION)
    return ended


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


def has_ended_parts(page: ContentPage, before: Mapping[str, Any]) -> bool:
    """Whether a part of the page was verified before, and says something else now."""
    locale = page.locale.language_code
    before, after = (with_defaults(type(page), stored) for stored in (before, stored_fields(page)))
    return any(ended_by_change(before.get(name) or [], after[name], locale) for name in _streams(page))


def as_before(before: Mapping[str, Any], cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form claims anew of the page as a whole, as it was before: for a form of an older page."""
    changes = {
        name: before[name] for name in CLAIMS & before.keys() if cleaned.get(name) not in (before[name], *_NOTHING)
    }
    if cleaned.get("needs_confirmation") is False and before.get("needs_confirmation"):
        changes["needs_confirmation"] = True
    return changes


def records_of(page: ContentPage, before: Mapping[str, Any], *, by: str, on: date) -> dict[str, Record]:
    """Return the records of all that a page claims: those that hold still, and new ones of what is claimed anew.

    Args:
        before: `stored_fields` of the page before the change.
    """
    records: Records = page.verification_records or {}
    after, locale = stored_fields(page), page.locale.language_code
    found: dict[str, Record] = {}
    for name in _streams(page):
        found |= recorded(records, before.get(name) or [], after[name], locale=locale, by=by, on=on)
    claims = {name: after[name] for name in REVIEW_CLAIMS if after.get(name)}
    if claims:
        digest = _digest_of_text(after, locale)
        held = records.get(PAGE)
        if any(before.get(name) != value for name, value in claims.items()):
            found[PAGE] = {"by": by, "on": on.isoformat(), "digest": digest}
        elif held is not None and held["digest"] == digest:
            found[PAGE] = held
    return found


def unrecorded_parts(page: ContentPage) -> Iterator[tuple[str, set[str]]]:
    """Yield each stream of a page, by name, with the ids of what is verified without a name or a day."""
    stored, records = stored_fields(page), page.verification_records or {}
    for name in _streams(page):
        found = unrecorded(records, stored[name], page.locale.language_code)
        if found:
            yield name, found


def records_that_hold(page: ContentPage) -> dict[str, Record]:
    """Return who verified a part of a page, and on which day, by the id of the part: of its words as they read now."""
    stored, records = stored_fields(page), page.verification_records or {}
    found: dict[str, Record] = {}
    for name in _streams(page):
        for identifier, digest in claims_in(stored[name], page.locale.language_code).items():
            record = records.get(identifier)
            if record is not None and record["digest"] == digest:
                found[identifier] = record
    return found


def is_page_recorded(page: ContentPage) -> bool:
    """Whether it is recorded who claimed something of the page as a whole, as it reads now."""
    held = (page.verification_records or {}).get(PAGE)
    return held is not None and held["digest"] == _digest_of_text(stored_fields(page), page.locale.language_code)


def claims_of_page(page: ContentPage) -> frozenset[str]:
    """Return the names of the fields by which a page says that it was compared with its sources."""
    return frozenset(name for name in REVIEW_CLAIMS if getattr(page, name, None))


def as_verified(page: ContentPage) -> ContentPage:
    """Return the page; in a translation, a copy without the claims that were made of the text in another language.

    A translation begins as a copy, claims included. They count once somebody has made them of its own words.
    """
    if not _claims_anything(page) or not is_translation(page):
        return page
    parts = dict(unrecorded_parts(page))
    claims: frozenset[str] = frozenset() if is_page_recorded(page) else claims_of_page(page)
    if not (parts or claims):
        return page
    seen = copy.copy(page)
    for name in claims & _EMPTY.keys():
        setattr(seen, name, _EMPTY[name])
    stored = stored_fields(page)
    for name, identifiers in parts.items():
        block = page._meta.get_field(name).stream_block
        setattr(seen, name, block.to_python(without_claims(stored[name], identifiers)))
    return seen


def check_day_of_claim(day: date, today: date) -> None:
    """Refuse a day on which the claim cannot have been checked.

    Raises:
        ValidationError: code `claim_in_future` or `claim_too_early`.
    """
    if day > today:
        raise ValidationError(_("This day is still to come. Write today at the latest."), code="claim_in_future")
    if day < FIRST_DAY_OF_CLAIMS:
        raise ValidationError(
            _("This day is too long ago to rely on. Write a day of %(year)s or later."),
            code="claim_too_early",
            params={"year": FIRST_DAY_OF_CLAIMS.year},
        )


def _claims_anything(page: ContentPage) -> bool:
    stored = stored_fields(page)
    return bool(claims_of_page(page)) or any(True for name in _streams(page) for _id in verified_ids(stored[name]))


def _streams(page: Model) -> list[str]:
    return [field.name for field in page._meta.concrete_fields if isinstance(field, StreamField)]


def _digest_of_text(stored: Mapping[str, Any], locale: str) -> str:
    text = {name: value for name, value in stored.items() if name not in _NOT_TEXT | CLAIMS}
    return digest_of(locale, text)


def _compared(
    model: type[Model], before: Mapping[str, Any], cleaned: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is stored, and what a form is about to store, fit to be compared."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    after = {name: _stored(fields[name], value) for name, value in cleaned.items() if name in before and name in fields}
    return with_defaults(model, before), with_defaults(model, after)


def _ended(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    ended = {
        name: empty for name, empty in _EMPTY.items() if name in after and before[name] and after[name] == before[name]
    }
    if "legal_reviewer" in ended and after.get("reviewed_on") not in (None, before.get("reviewed_on")):
        del ended["legal_reviewer"]
    if "needs_confirmation" in after and ("assured_on" in ended or _is_confirmed_on_no_day(before, after)):
        ended["needs_confirmation"] = True
    return ended


def _is_confirmed_on_no_day(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether an office counted as confirmed, nobody knows since when, and its form says nothing else."""
    return not any(one.get(name) for one in (before, after) for name in ("needs_confirmation", "assured_on"))


def _has_another_text(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return any(_differs(before, after, name) for name in after if name not in _NOT_TEXT | CLAIMS)


def _differs(before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> bool:
    return name in after and content_of(before[name]) != content_of(after[name])


def _stored(field: Any, value: Any) -> Any:
    if isinstance(field, StreamField):
        return list(field.stream_block.get_prep_value(value)) if value else []
    if isinstance(value, Model):
        return value.pk
    return value
