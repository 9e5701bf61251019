"""Confirming offices by telephone: what becomes of the call. Who is to be called stands in `selectors`.

What a publisher confirms is published at once. An editor's is a draft that goes to review. Whatever else somebody has
changed and not published yet stays unpublished: a call does not publish it.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from wagtail.log_actions import log
from wagtail.models import PageLogEntry, Revision, WorkflowState

from content_models.blocks import MOST_PHONES
from content_models.choices import HolidayRule
from content_models.confidential_places import wait_for_others
from content_models.hours_text import Hours
from content_models.loaded_versions import version_of, version_of_draft
from content_models.models import OfficePage
from content_models.municipalities import listed_municipality
from content_models.office_confirmation import facts_of, missing_to_confirm
from content_models.office_questions import question_about_holidays, says_other_hours
from content_models.page_verification import check_day_of_claim, records_of, stored_fields, without_stale_claims
from content_models.phone_questions import displays_of
from editorial.closings import is_closing, save_closing, send_draft
from editorial.reviewers import name_of
from publishing.models import OfficeImport
from publishing.services.publish import publish_page, unpublish_page
from tenants.days import today_of
from tenants.models import Tenant, User
from tenants.phones import in_groups, read_typed_phone, with_plain_digits
from tenants.scope import tenant_scope

from .doubts import HOURS, NUMBER, answers_to_doubts
from .errors import (
    OfficeChanged,
    OfficeConfirmed,
    OfficeDecided,
    OfficeImportUndone,
    OfficeLocked,
    OfficeRefused,
    OfficeUnknown,
    OfficeWithdrawn,
)
from .fields import stored_hours
from .places import check_place
from .selectors import NO_ANSWER, PLACE_FIELDS, check_may_edit, offices_of, words_of

PLACED_BY_MUNICIPALITY: dict[str, Any] = {"locality": "", "latitude": None, "longitude": None}
"""What an office says no longer once it is in another municipality: it was true of the former one."""

CONFIRMED = "content.office.confirm"
SAME_CALL = timedelta(minutes=1)
"""What one person notes of an office within it is noted once: a button that was pressed twice."""


class Result(StrEnum):
    """What became of an act."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    SENT = "sent"
    DRAFT = "draft"
    WITH_IMPORT = "with_import"
    NOTED = "noted"


class Since(StrEnum):
    """What became of an office since an act on it."""

    NOTHING = "nothing"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Done:
    """An act on an office, with what undoing it needs.

    Attributes:
        before: id of the page's latest revision before; of a withdrawn one, of what readers had.
        after: version of its draft behind it (`version_of`); undoing compares it.
        was_published: whether the latest revision before was what readers had.
        entry: id of an entry in the page's history; 0 where undoing leaves it.
        words_left_out: the words for the hours that said other ones than were told, and are gone.
        are_holidays_unknown: whether the office is not said to be open on public holidays any more.
        numbers_in_draft: the numbers that stay in its draft, unconfirmed, and that people do not see.
    """

    office: str
    result: Result
    before: int
    after: str
    was_published: bool = False
    entry: int = 0
    words_left_out: str = ""
    are_holidays_unknown: bool = False
    numbers_in_draft: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a call told that was not known, or known otherwise; what is empty is right as it is.

    Attributes:
        number: a telephone number, in the place of that at `position`, or one more.
        address, neighborhood, postal_code, municipality: where it is; None stays as it is. Not kept of a confidential
            place.
        place_asked: the place that the person was asked about and stands by, as `OfficePlaceDoubted` names it.
        number_asked, hours_asked: what the person was asked about and has said to be correct (`OfficeDoubted`).
    """

    hours: Hours = field(default_factory=Hours)
    number: str = ""
    position: int = 0
    address: str | None = None
    neighborhood: str | None = None
    postal_code: str | None = None
    municipality: str | None = None
    place_asked: str = ""
    number_asked: str = ""
    hours_asked: str = ""


NOTHING_ELSE = Heard()


@transaction.atomic
def confirm_office(*, tenant: Tenant, by: User, page_id: int, seen: str, on: date, heard: Heard = NOTHING_ELSE) -> Done:
    """Record that somebody called an office on a day, and that its telephone, hours and address are right.

    Args:
        seen: version of the draft that the person was shown.
        heard: what is written together with the confirmation.
    Raises:
        OfficeUnknown, OfficeConfirmed, OfficeChanged, OfficeLocked, OfficeRefused: nothing has changed.
        OfficePlaceDoubted: another place was told that more often is a slip, and the person was not asked about it.
        OfficeDoubted: the same of a number or of hours.
        DomainError: it cannot be published so.
    """
    stored, draft = _opened(tenant, by, page_id, seen)
    published, changes = _published(stored), _with_heard(draft, heard, tenant.code)
    words = draft.hours_text if "hours_text" in changes and words_of(draft) else ""
    rules = [
        {block.value["holidays"] for block in schedule or ()}
        for schedule in (draft.schedule, changes.get("schedule", draft.schedule))
    ]
    place = {name: changes.get(name, getattr(draft, name)) for name in ("postal_code", "municipality")}
    if changes.keys() & place.keys():
        check_place(tenant=tenant, key=draft.translation_key, **place, asked=heard.place_asked)
    if changes:
        _put(draft, changes, by=by, on=today_of(tenant))
    # What is confirmed is about to become public, whoever wrote it: a draft’s number may be another office’s by now.
    _keep_answers(tenant, published, draft, {NUMBER: heard.number_asked, HOURS: heard.hours_asked}, by)
    _check_has_what_is_confirmed(draft)
    try:
        check_day_of_claim(on, today_of(tenant))
    except ValidationError as error:
        raise OfficeRefused(sentence=" ".join(error.messages)) from error
    draft.needs_confirmation, draft.assured_on, draft.assured_by = False, on, by
    done = _saved(tenant, stored, draft, by, sends=True)
    log(instance=stored, action=CONFIRMED, user=by, data={"on": on.isoformat()})
    return replace(done, words_left_out=words, are_holidays_unknown=bool(rules[0]) and rules[0] != rules[1])


@transaction.atomic
def check_number(
    *, tenant: Tenant, by: User, page_id: int, seen: str, position: int, number: str, number_asked: str = ""
) -> None:
    """Check another telephone number of an office as `correct_number` does. Nothing is saved.

    Raises:
        OfficeUnknown, OfficeChanged, OfficeLocked, OfficeRefused, OfficeDoubted: as for `correct_number`.
    """
    stored, draft = _opened(tenant, by, page_id, seen)
    _put_number(tenant, stored, draft, position, number, number_asked, by)


@transaction.atomic
def correct_number(
    *, tenant: Tenant, by: User, page_id: int, seen: str, position: int, number: str, number_asked: str = ""
) -> Done:
    """Write another telephone number of an office, or its first one.

    What says that the page was compared with its sources ends, as in its form. An editor's correction is a draft until
    the office is confirmed.

    Args:
        position: which of its numbers, from 0; one more than it has adds it.
        seen: as for `confirm_office`.
        number_asked: the number that the person was asked about and has said to be correct.
    Raises:
        OfficeUnknown, OfficeChanged, OfficeLocked: nothing has changed; also where there is none at this position.
        OfficeRefused: the number cannot be dialled.
        OfficeDoubted: the number more often is a slip, and the person was not asked about it.
        DomainError: it cannot be published so.
    """
    stored, draft = _opened(tenant, by, page_id, seen)
    _put_number(tenant, stored, draft, position, number, number_asked, by)
    return _saved(tenant, stored, draft, by, sends=False)


@transaction.atomic
def close_office(*, tenant: Tenant, by: User, page_id: int, seen: str) -> Done:
    """Withdraw an office that exists no longer: a publisher at once, an editor by a draft that ends once approved.

    Args:
        seen: as for `confirm_office`.
    Raises:
        OfficeUnknown, OfficeChanged, OfficeLocked: nothing has changed; also where nobody reads it.
        DomainError: it cannot be withdrawn.
    """
    stored, _draft = _opened(tenant, by, page_id, seen)
    if not stored.live:
        raise OfficeUnknown
    was_published = not stored.has_unpublished_changes
    if stored.permissions_for_user(by).can_unpublish():
        published = stored.live_revision_id or 0
        unpublish_page(page=stored, by=by)
        return Done(stored.title, Result.WITHDRAWN, published, version_of_draft(stored), was_published)
    before = stored.latest_revision_id or 0
    after = version_of(save_closing(stored, by))
    if _goes_with_import(tenant, stored):
        return Done(stored.title, Result.WITH_IMPORT, before, after, was_published)
    is_sent = send_draft(OfficePage.objects.get(pk=stored.pk), by)
    return Done(stored.title, Result.SENT if is_sent else Result.DRAFT, before, after, was_published)


@transaction.atomic
def note_no_answer(*, tenant: Tenant, by: User, page_id: int) -> Done:
    """Keep in an office's history that nobody answered the telephone.

    Raises:
        OfficeUnknown.
    """
    check_may_edit(tenant, by)
    page = offices_of(tenant).filter(pk=page_id).select_for_update(of=("self",), no_key=True).first()
    if page is None:
        raise OfficeUnknown
    _check_not_withdrawn(tenant, page)
    since = timezone.now() - SAME_CALL
    noted = PageLogEntry.objects.filter(page=page, action=NO_ANSWER, user=by, timestamp__gte=since).first()
    entry = noted or log(instance=page, action=NO_ANSWER, user=by)
    public = displays_of(page.phones)
    drafted = displays_of(page.get_latest_revision_as_object().phones) if page.live else public
    return Done(
        page.draft_title,
        Result.NOTED,
        page.latest_revision_id or 0,
        version_of_draft(page),
        entry=entry.pk if entry else 0,
        numbers_in_draft=", ".join(number for number in drafted if number not in public),
    )


@transaction.atomic
def undo(*, tenant: Tenant, by: User, page_id: int, done: Done) -> str:
    """Take back an act of the same person, unless somebody has changed the office since.

    Returns:
        The version of the page's draft from now on.
    Raises:
        OfficeUnknown, OfficeChanged, OfficeLocked: nothing has changed.
        OfficeDecided: nor has it; it says what became of the act.
    """
    if done.entry:
        check_may_edit(tenant, by)
        PageLogEntry.objects.filter(pk=done.entry, page_id=page_id, user=by, action=NO_ANSWER).delete()
        return done.after
    stored, draft = _opened(tenant, by, page_id, done.after, undoes=done)
    earlier = Revision.page_revisions.filter(object_id=str(page_id), pk=done.before).first()
    if earlier is None:
        raise OfficeUnknown
    state = stored.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS and state.user_can_cancel(by):
        state.cancel(by)
    restored = earlier.as_object()
    if done.result is Result.WITHDRAWN and not done.was_published:
        publish_page(page=restored, by=by)
        return version_of(draft.save_revision(user=by, clean=False))
    if done.result in {Result.PUBLISHED, Result.WITHDRAWN}:
        return version_of_draft(publish_page(page=restored, by=by))
    revision: Revision = restored.save_revision(user=by, log_action="wagtail.revert", previous_revision=earlier)
    if done.was_published:
        stored = OfficePage.objects.get(pk=page_id)  # what was published before is so still: `_since`
        stored.has_unpublished_changes, stored.live_revision = False, revision
        stored.save(update_fields=["has_unpublished_changes", "live_revision"])
    return version_of(revision)


def what_became_of(*, tenant: Tenant, page_id: int, done: Done) -> Since:
    """Return what others have made of an act since: anything but `NOTHING` is not undone."""
    stored = offices_of(tenant).filter(pk=page_id).first()
    return Since.CHANGED if stored is None else _since(stored, done)


def _since(stored: OfficePage, done: Done) -> Since:
    """Return what became of an office since an act on it.

    What somebody has published, or sent back, is never undone: an editor would decide what counts as published.
    """
    if done.entry:
        return Since.NOTHING
    is_as_left = version_of(stored.latest_revision) == done.after
    if done.result in {Result.PUBLISHED, Result.WITHDRAWN}:
        return Since.NOTHING if is_as_left and stored.live is (done.result is Result.PUBLISHED) else Since.CHANGED
    is_sent = done.result is Result.SENT
    if stored.live and stored.live_revision_id == stored.latest_revision_id:
        return Since.CHANGED if stored.needs_confirmation else Since.PUBLISHED
    if is_sent and not stored.live:
        return Since.WITHDRAWN
    status = getattr(stored.current_workflow_state, "status", None)
    if is_sent and status == WorkflowState.STATUS_NEEDS_CHANGES:
        return Since.RETURNED
    waits = status == WorkflowState.STATUS_IN_PROGRESS
    return Since.NOTHING if is_as_left and (waits or not is_sent) else Since.CHANGED


def _check_as_left(stored: OfficePage, done: Done) -> None:
    """Refuse to undo what others have decided since, and say what.

    Raises:
        OfficeDecided, OfficeChanged.
    """
    decided = {
        Since.PUBLISHED: gettext("It could not be undone: “%(office)s” was approved since, and people see it so."),
        Since.WITHDRAWN: gettext("It could not be undone: “%(office)s” was withdrawn since."),
        Since.RETURNED: gettext("It could not be undone: “%(office)s” was sent back since. Correct it in its form."),
    }
    became = _since(stored, done)
    if became in decided:
        raise OfficeDecided(sentence=decided[became] % {"office": stored.draft_title})
    if became is Since.CHANGED:
        raise OfficeChanged(office=stored.draft_title)


def _with_heard(draft: OfficePage, heard: Heard, code: str) -> dict[str, Any]:
    """Return the fields that a call told otherwise than the draft has them.

    Args:
        code: of the state, of whose municipalities it is one.
    """
    changes = _with_hours(draft, heard.hours) if heard.hours.are_known else {}
    former = draft.phones[heard.position].value["display"] if 0 <= heard.position < len(draft.phones) else ""
    if heard.number and with_plain_digits(heard.number.strip()) != former:
        changes |= _with_number(draft, heard.position, heard.number)
    if not draft.is_confidential:
        place = {name: getattr(heard, name) for name in PLACE_FIELDS if getattr(heard, name) is not None}
        if place.get("municipality"):
            place["municipality"] = listed_municipality(code, place["municipality"])
        changes |= {name: text.strip() for name, text in place.items() if text.strip() != getattr(draft, name)}
        if "municipality" in changes:
            changes |= PLACED_BY_MUNICIPALITY
    return changes


def _with_number(draft: OfficePage, position: int, number: str) -> dict[str, Any]:
    """Return the field that has the telephones, with another number at a position.

    Raises:
        OfficeRefused: it cannot be dialled, or the office has as many as it can have.
        OfficeChanged: there is no number at this position, and it is not the next one.
    """
    display = in_groups(with_plain_digits(number.strip()))
    phones = list(draft.phones.get_prep_value())
    try:
        read_typed_phone(display)
    except ValidationError as error:
        raise OfficeRefused(sentence=" ".join(error.messages)) from error
    if not 0 <= position <= len(phones):
        raise OfficeChanged(office=draft.title)
    if position == len(phones) >= MOST_PHONES:
        sentence = gettext("An office has at most %(most)s telephones: correct or remove one of them in its form.")
        raise OfficeRefused(sentence=sentence % {"most": MOST_PHONES})
    if position == len(phones):
        phones.append({"type": "phone", "value": {"display": display}})
    else:
        # What was dialled instead of the former number was confirmed for that one.
        value = {**phones[position]["value"], "display": display, "manual_dial": "", "confirmed_dial": ""}
        phones[position] = {**phones[position], "value": value}
    return {"phones": draft.phones.stream_block.to_python(phones)}


def _with_hours(draft: OfficePage, hours: Hours) -> dict[str, Any]:
    """Return the fields that say the hours, with what becomes of words and public holidays that went with the former.

    Words that say other hours go. What is done on public holidays stays, unless it was told of an office that was open
    day and night: being open on them was part of that.
    """
    rule = next((block.value["holidays"] for block in draft.schedule or ()), HolidayRule.UNKNOWN)
    stream = OfficePage._meta.get_field("schedule").stream_block
    schedule = stream.to_python(stored_hours(hours, rule))
    if question_about_holidays(draft.schedule, schedule) is not None:
        schedule = stream.to_python(stored_hours(hours, HolidayRule.UNKNOWN))
    is_replaced = not words_of(draft) or says_other_hours(draft.hours_text, hours)
    return {"schedule": schedule, **({"hours_text": ""} if is_replaced else {})}


def _put_number(
    tenant: Tenant, stored: OfficePage, draft: OfficePage, position: int, number: str, number_asked: str, by: User
) -> None:
    """Put another number into a draft, once what is asked about it is answered.

    Raises:
        OfficeChanged, OfficeRefused, OfficeDoubted.
    """
    published = _published(stored)
    _put(draft, _with_number(draft, position, number), by=by, on=today_of(tenant))
    _keep_answers(tenant, published, draft, {NUMBER: number_asked}, by)


def _published(stored: OfficePage) -> OfficePage | None:
    """Return what citizens see of an office; a copy, for the page itself is changed where it has no draft."""
    return copy(stored) if stored.live else None


def _keep_answers(
    tenant: Tenant, published: OfficePage | None, draft: OfficePage, asked: Mapping[str, str], by: User
) -> None:
    """Keep in a draft what the person has said to be correct of what would become public with it.

    Args:
        published: what citizens see now.
        asked: what they were asked about, by the parts that are asked about.
    Raises:
        OfficeDoubted: something is asked that has no answer yet.
    """
    draft.answered_questions = answers_to_doubts(
        tenant=tenant,
        draft=draft,
        published=published,
        asked=asked,
        by=by,
        on=today_of(tenant),
    )


def _put(draft: OfficePage, changes: Mapping[str, Any], *, by: User, on: date) -> None:
    """Put other values into a draft; what says that it was compared with its sources ends, as in its form."""
    before = stored_fields(draft)
    cleaned = {**{name: getattr(draft, name) for name in before}, **changes}
    for name, value in {**cleaned, **without_stale_claims(OfficePage, before, cleaned)}.items():
        setattr(draft, name, value)
    draft.verification_records = records_of(draft, before, by=str(by), on=on)


def _saved(tenant: Tenant, stored: OfficePage, draft: OfficePage, by: User, *, sends: bool) -> Done:
    """Save the draft as the person's rights have it.

    Args:
        sends: whether an editor's draft goes to review.
    """
    if is_closing(draft):
        draft.expire_at = None  # it was said to be closed, and is not
    before, was_published = stored.latest_revision_id or 0, stored.live and not stored.has_unpublished_changes
    try:
        if was_published and stored.permissions_for_user(by).can_publish():
            after = version_of_draft(publish_page(page=draft, by=by))
            return Done(draft.title, Result.PUBLISHED, before, after, was_published)
        after = version_of(draft.save_revision(user=by, log_action=True))
    except ValidationError as error:
        raise OfficeRefused(sentence=" ".join(error.messages)) from error
    if sends and _goes_with_import(tenant, stored):
        return Done(draft.title, Result.WITH_IMPORT, before, after, was_published)
    is_sent = sends and stored.live and send_draft(OfficePage.objects.get(pk=stored.pk), by)
    return Done(draft.title, Result.SENT if is_sent else Result.DRAFT, before, after, was_published)


def _goes_with_import(tenant: Tenant, page: OfficePage) -> bool:
    with tenant_scope([tenant.pk]):
        return OfficeImport.objects.sent_back_with(page.translation_key).exists()


def _opened(
    tenant: Tenant, by: User, page_id: int, seen: str, *, undoes: Done | None = None
) -> tuple[OfficePage, OfficePage]:
    """Return an office's page and its draft, held until the end of the transaction.

    Args:
        undoes: an act that is about to be undone: what it left may wait for approval.
    """
    check_may_edit(tenant, by)
    key = offices_of(tenant).filter(pk=page_id).values_list("translation_key", flat=True).first()
    if key is None:
        raise OfficeUnknown
    wait_for_others(key)
    stored = offices_of(tenant).filter(pk=page_id).first()
    if stored is None:
        raise OfficeUnknown
    if undoes is None:
        _check_not_withdrawn(tenant, stored)
    else:
        _check_as_left(stored, undoes)
    is_changed = version_of(stored.latest_revision) != seen
    if is_changed and undoes is None:
        _check_not_confirmed(tenant, stored)
    rights = stored.permissions_for_user(by)
    if rights.page_locked() and not (undoes and stored.current_workflow_state is not None and not stored.locked):
        raise OfficeLocked(office=stored.draft_title)
    if is_changed:
        raise OfficeChanged(office=stored.draft_title)
    return stored, stored.get_latest_revision_as_object()


def _check_not_withdrawn(tenant: Tenant, stored: OfficePage) -> None:
    """Refuse what was withdrawn, and say by which import's undoing.

    Raises:
        OfficeWithdrawn, OfficeImportUndone.
    """
    if stored.live or stored.first_published_at is None:
        return
    with tenant_scope([tenant.pk]):
        undone = OfficeImport.objects.rolled_back_with(stored.translation_key).order_by("-rolled_back_at").first()
    published_at = stored.last_published_at
    if undone is None or undone.rolled_back_at is None or (published_at and published_at > undone.rolled_back_at):
        raise OfficeWithdrawn(office=stored.draft_title)
    raise OfficeImportUndone(office=stored.draft_title, file=undone.file_name)


def _check_not_confirmed(tenant: Tenant, stored: OfficePage) -> None:
    """Refuse what somebody else has confirmed already, and say who, and when."""
    draft, revision = stored.get_latest_revision_as_object(), stored.latest_revision
    if draft.needs_confirmation or draft.assured_by is None or revision is None:
        return
    at = revision.created_at.astimezone(ZoneInfo(tenant.time_zone))
    when = date_format(at, "DATETIME_FORMAT")
    raise OfficeConfirmed(office=stored.draft_title, who=name_of(draft.assured_by), when=when)


def _check_has_what_is_confirmed(draft: OfficePage) -> None:
    """Refuse to call right what is not known.

    Raises:
        OfficeRefused: it says what is missing, and what can be done.
    """
    way_in = {
        "phones": gettext("It has no telephone: add its number below."),
        "schedule": gettext("Its hours are not known: ask for them, and write them beside “Hours”."),
        "address": gettext("The street is not known: ask for it, and write it beside “Address”."),
    }
    missing = [way_in[name] for name in missing_to_confirm(facts_of(draft))]
    if missing:
        way_out = gettext("It cannot be confirmed so. If you cannot find it out now, press “Nobody answers” or “Skip”.")
        raise OfficeRefused(sentence=" ".join([*missing, way_out]))
