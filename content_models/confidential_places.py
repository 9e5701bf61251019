"""Confidential places: their addresses are encrypted before a page or revision is stored, and stay so.

Only `Lifting` makes an office's place public again; whatever else is saved (an earlier revision, an import, a copy in
another language) is confidential from the moment it is saved.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any
from uuid import UUID

from wagtail.log_actions import log
from wagtail.models import COMMENTS_RELATION_NAME, Page

from tenants.audit import append
from tenants.keyring import Purpose, decrypt, encrypt
from tenants.models import User
from tenants.second_factor.recent import require_recent_code

from .models.confidential_place import ConfidentialPlace
from .surroundings import owner_of

if TYPE_CHECKING:
    from .models import OfficePage

BLANK: Mapping[str, Any] = {
    "address": "",
    "postal_code": "",
    "neighborhood": "",
    "locality": "",
    "municipality": "",
    "latitude": None,
    "longitude": None,
}
"""The fields that say where an office is, and what stands in them on the page of a confidential one."""

QUESTIONS_ABOUT_PLACE = frozenset(
    {"MUNICIPALITY_UNKNOWN", "POSTAL_CODE_OF_ANOTHER_STATE", "POINT_OUTSIDE_STATE", "POINT_OF_FORMER_PLACE"}
)
"""Questions whose answers repeat the place (`office_questions`)."""

FREE_TEXTS = frozenset({"title", "comment", "reply", "note", "page", "source"})
"""What people wrote, and the names that pages had, in an entry of a page's history."""

REASON = "reason"
"""In the entry of a lifting."""

MARKED = "content.place.mark"
LIFTED = "content.place.lift"

Place = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lifting:
    """A publisher's decision that a place is public from now on. Whoever makes one has checked that they may."""

    by: User
    reason: str


def is_marked(key: UUID) -> bool:
    """Whether an office's place is confidential."""
    return ConfidentialPlace.objects.filter(key=key).exists()


def wait_for_others(*keys: UUID) -> None:
    """Keep whoever else saves or marks offices waiting until this transaction ends: what is confidential now, stays so.

    Without it, who publishes while somebody marks the office would store the place again after it has been erased.
    """
    pages = Page.objects.select_for_update(no_key=True).filter(translation_key__in=keys)
    list(pages.order_by("pk").values_list("pk"))


def place_of(key: UUID) -> Place:
    """Return where a confidential office is, to be shown to its state's people only.

    Raises:
        KeyMissing: the key with which it was encrypted is gone.
        ConfidentialPlace.DoesNotExist: it is not confidential.
    """
    stored = ConfidentialPlace.objects.get(key=key).place
    place: Place = json.loads(decrypt(stored, Purpose.CONFIDENTIAL_PLACE))
    return {**BLANK, **place}


def blank(page: OfficePage) -> None:
    """Take the place out of a page in memory, and make it say that it is confidential."""
    page.is_confidential = True
    for name, value in BLANK.items():
        setattr(page, name, value)
    page.answered_questions = without_answers_about_place(page.answered_questions)


def set_aside(page: OfficePage) -> None:
    """Take the place out of a page that a form has just filled in; it is stored, encrypted, when the page is saved."""
    page.typed_place = {name: getattr(page, name) for name in BLANK}
    blank(page)


def encrypt_place(page: OfficePage) -> None:
    """Encrypt the place of a confidential office whose page or revision is about to be stored, and blank it there.

    Others who save the office wait until the transaction has ended (`wait_for_others`).
    The place that is kept already is changed by a form only; what an import or an old revision says of it is dropped.

    Raises:
        CodeNeeded: whoever marks it, or makes it public, has to write a code of their second factor first.
    """
    wait_for_others(page.translation_key)
    if page.lifting is not None:
        _lift(page, page.lifting)
        return
    is_known = is_marked(page.translation_key)
    if not is_known and not page.is_confidential:
        return
    if not is_known:
        require_recent_code(page.marked_by)
    if page.typed_place is None and not is_known:
        set_aside(page)
        if page.typed_place == BLANK:
            page.typed_place = _stored_place(page)
    typed, page.typed_place = page.typed_place, None
    blank(page)
    _drop_comments(page)
    if typed is not None:
        text = encrypt(json.dumps(typed), Purpose.CONFIDENTIAL_PLACE)
        ConfidentialPlace.objects.update_or_create(key=page.translation_key, defaults={"place": text})
    page.is_newly_marked = page.is_newly_marked or not is_known


def is_renamed(page: OfficePage) -> bool:
    """Whether saving the page leaves a name or an address behind that may say where the office is."""
    before = type(page).objects.filter(pk=page.pk).values_list("title", "slug").first()
    return before is not None and before != (page.title, page.slug)


def without_answers_about_place(answers: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the answered questions without those that repeat where the office is."""
    return {code: answer for code, answer in (answers or {}).items() if code not in QUESTIONS_ABOUT_PLACE}


def without_free_texts(data: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the data of an entry in a page's history without what may say where the office is."""
    return {name: value for name, value in (data or {}).items() if name not in FREE_TEXTS}


def _stored_place(page: OfficePage) -> Place:
    """Return the place that a page of the office has, in whichever language, or else a draft: this one has none."""
    pages = type(page).objects.filter(translation_key=page.translation_key).order_by("pk")
    contents = (content for one in pages for content in one.revisions.order_by("-pk").values_list("content", flat=True))
    drafts = ({name: content.get(name, blank) for name, blank in BLANK.items()} for content in contents)
    return next((place for place in chain(pages.values(*BLANK), drafts) if place != BLANK), dict(BLANK))


def _drop_comments(page: OfficePage) -> None:
    """Leave out what editors remarked on the fields of the place; saving the page deletes it."""
    comments = getattr(page, COMMENTS_RELATION_NAME)
    kept = [one for one in comments.all() if one.contentpath not in BLANK]
    if len(kept) != comments.count():
        comments.set(kept)


def _lift(page: OfficePage, lifting: Lifting) -> None:
    require_recent_code(lifting.by)
    page.lifting, page.is_newly_lifted = None, True
    ConfidentialPlace.objects.filter(key=page.translation_key).delete()
    log(instance=page, action=LIFTED, user=lifting.by, data={REASON: lifting.reason})
    append(page, LIFTED, tenant_id=None if (owner := owner_of(page)) is None else owner.tenant_id, by=lifting.by)
