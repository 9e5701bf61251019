"""Which offices of a state are to be called, whom first, and what the screen shows of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext
from wagtail.models import PageLogEntry, Revision, WorkflowState, get_default_page_content_type

from content_models.blocks import derived_dial
from content_models.hours_text import hours_in_words
from content_models.loaded_versions import version_of
from content_models.models import OfficePage
from content_models.office_confirmation import is_street_missing, to_confirm
from content_models.office_questions import hours_of
from content_models.phone_questions import displays_of
from content_models.postal_address import lines_of
from editorial.adapting.rights import rights_of
from editorial.review.access import visible_tenants
from editorial.reviewers import in_words
from tenants.days import day_of
from tenants.models import Tenant, User

from .errors import OfficeUnknown

PLACE_FIELDS = ("address", "neighborhood", "postal_code", "municipality")
"""What a call may tell otherwise of where an office is."""
NO_ANSWER = "content.office.no_answer"


@dataclass(frozen=True, slots=True)
class NumberToCall:
    """A telephone number; `dial` is empty where no phone can dial it."""

    display: str
    label: str
    dial: str


@dataclass(frozen=True, slots=True)
class OfficeToCall:
    """What the screen shows of an office: as its latest draft says.

    Attributes:
        hours: in words; empty where they are not known.
        place: lines of the address; none where it is not known, or confidential.
        address, neighborhood, postal_code, municipality: the same as it is typed.
        has_street: whether the address says more than a municipality, or has not to.
        can_withdraw: whether the person withdraws it at once.
        public_phones: the numbers that citizens see, where the draft has others; null where it has the same.
        is_returned: whether the draft was sent back to its editors.
        former_on: the day on which it was last confirmed, where something has changed since; `changed_since` says what.
        unanswered: how often nobody answered so far; `unanswered_on` is the last day.
        seen: version of the draft that is shown (`version_of`), which the act names.
    """

    page_id: int
    seen: str
    title: str
    organization: str
    phones: tuple[NumberToCall, ...]
    hours: str
    place: tuple[str, ...]
    address: str
    neighborhood: str
    postal_code: str
    municipality: str
    has_street: bool
    is_confidential: bool
    is_live: bool
    can_withdraw: bool
    assured_on: date | None
    unanswered: int
    unanswered_on: date | None
    public_phones: tuple[str, ...] | None = None
    is_returned: bool = False
    former_on: date | None = None
    changed_since: str = ""


def offices_to_confirm(*, tenant: Tenant, by: User) -> list[int]:
    """Return the ids of the pages of a tenant's offices that nobody has confirmed, whom to call first first.

    Those that have no number come last: nobody can call them yet. Before these, first those that citizens see; among
    them those that did not answer last time come last. Those whose confirmation waits in a draft, that wait for
    approval, or that somebody has locked are not among them. Four statements.

    Raises:
        OfficeUnknown: not a tenant that this person may edit.
    """
    check_may_edit(tenant, by)
    drafted = F("latest_revision__content__needs_confirmation")
    rows = offices_of(tenant).filter(to_confirm()).exclude(_locked_by_others(by)).annotate(drafted=drafted)
    found = [(pk, live, bool(phones)) for pk, live, phones, draft in _facts(rows) if draft is not False]
    in_review = _in_review([pk for pk, *_ in found])
    found = [row for row in found if row[0] not in in_review]
    tries = Counter(
        PageLogEntry.objects.filter(action=NO_ANSWER, page_id__in=[pk for pk, *_ in found]).values_list(
            "page_id", flat=True
        )
    )
    return [pk for pk, live, has_phone in sorted(found, key=lambda row: (not row[2], not row[1], tries[row[0]]))]


def office_to_call(*, tenant: Tenant, by: User, page_id: int) -> OfficeToCall:
    """Return one of a tenant's offices.

    Raises:
        OfficeUnknown: there is none, or the person may not edit the tenant's texts.
    """
    check_may_edit(tenant, by)
    stored = offices_of(tenant).filter(pk=page_id).first()
    if stored is None:
        raise OfficeUnknown
    latest = stored.latest_revision  # one reading: what is shown, and its version
    page = latest.as_object() if latest is not None else stored
    former_on, changed_since = _former_confirmation(page) if page.assured_on is None else (None, "")
    is_other = stored.live and displays_of(stored.phones) != displays_of(page.phones)
    state = stored.current_workflow_state
    calls = list(PageLogEntry.objects.filter(page=page_id, action=NO_ANSWER).order_by("-timestamp")[:20])
    return OfficeToCall(
        page_id=page.pk,
        seen=version_of(latest),
        title=page.title,
        organization=page.organization.title if page.organization else "",
        phones=tuple(_number(block.value) for block in page.phones),
        hours=_hours(page),
        place=place_of(page),
        **{name: "" if page.is_confidential else getattr(page, name) for name in PLACE_FIELDS},
        has_street=not is_street_missing(address=page.address, is_confidential=page.is_confidential),
        is_confidential=page.is_confidential,
        is_live=stored.live,
        can_withdraw=stored.permissions_for_user(by).can_unpublish(),
        assured_on=page.assured_on,
        unanswered=len(calls),
        unanswered_on=day_of(tenant, calls[0].timestamp) if calls else None,
        public_phones=tuple(displays_of(stored.phones)) if is_other else None,
        is_returned=state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES,
        former_on=former_on,
        changed_since=changed_since,
    )


def _former_confirmation(page: OfficePage) -> tuple[date | None, str]:
    """Return the day on which an office was last confirmed, and what changed since, in words; null: it never was."""
    confirmed = Revision.page_revisions.filter(object_id=str(page.pk), content__needs_confirmation=False)
    latest = confirmed.exclude(content__assured_on=None).order_by("-pk").first()
    if latest is None:
        return None, ""
    before = page.with_content_json(latest.content)
    parts = (
        (gettext("the telephone"), displays_of(before.phones) != displays_of(page.phones)),
        (gettext("the hours"), _hours(before) != _hours(page)),
        (gettext("the address"), place_of(before) != place_of(page)),
    )
    return before.assured_on, in_words([label for label, is_changed in parts if is_changed])


def words_of(page: OfficePage) -> str:
    """Return an office's opening hours as they are typed; nothing where it has none that a program can read."""
    return hours_in_words(hours_of(page.schedule))


def place_of(page: OfficePage) -> tuple[str, ...]:
    """Return the lines of an office's address; none where it is not known, or confidential."""
    if page.is_confidential:
        return ()
    return lines_of(
        page.address,
        neighborhood=page.neighborhood,
        postal_code=page.postal_code,
        places=(page.locality, page.municipality),
    )


def offices_of(tenant: Tenant) -> Any:
    """Return the tenant's offices in its first language: a copy in another is confirmed with it."""
    root = tenant.root_page
    return OfficePage.objects.none() if root is None else OfficePage.objects.filter(path__startswith=root.path)


def _facts(rows: Any) -> Any:
    return rows.order_by("path").values_list("pk", "live", "phones", "drafted")


def _locked_by_others(by: User) -> Q:
    return Q(locked=True) & (Q(locked_by__isnull=True) | ~Q(locked_by=by))


def _in_review(page_ids: list[int]) -> set[int]:
    sent = WorkflowState.objects.filter(
        base_content_type=get_default_page_content_type(),
        object_id__in=[str(pk) for pk in page_ids],
        status=WorkflowState.STATUS_IN_PROGRESS,
    )
    return {int(pk) for pk in sent.values_list("object_id", flat=True)}


def check_may_edit(tenant: Tenant, by: User) -> None:
    """Refuse whoever may not edit a tenant's offices.

    Raises:
        OfficeUnknown: as of what does not exist.
    """
    if tenant.pk not in visible_tenants(by) or not rights_of(tenant=tenant, by=by).can_edit:
        raise OfficeUnknown


def _hours(page: OfficePage) -> str:
    return words_of(page) or page.hours_text.strip()


def _number(phone: Mapping[str, Any]) -> NumberToCall:
    return NumberToCall(phone["display"], phone["label"] or "", derived_dial(phone["display"]) or "")
