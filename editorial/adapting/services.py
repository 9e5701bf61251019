"""Adapting national texts: what a state's editors do to them, each act one transaction.

Users who may not read the state get `NotVisible`; users who may read but not change it, `AdaptationForbidden`. Every
change names the revision that the editor saw, so that no change overwrites another unseen: `expected_revision` is
`Workbench.revision`, and None in both means that there was no draft.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from content_models.blocks import WalkBlock
from content_models.kinds import ItemKind
from content_models.models import AdaptationPage
from editorial.adapting import drafting, history, moderation, scheduling
from editorial.adapting.draft import EXAMPLES, Draft, draft_of
from editorial.adapting.errors import AdaptationInvalid, AdaptationUnchanged, TargetGone
from editorial.adapting.forms import form_for_examples
from editorial.adapting.pages import adaptation_page, lock_adaptations
from editorial.adapting.rights import check_may_edit, check_may_publish, visible_rights_of
from editorial.adapting.rules import check_fresh, check_nobody_refers, cleaned
from editorial.adapting.types import AdaptationTarget, OperationInput
from editorial.review.draft_decisions import record_draft_decisions
from publishing.services.publish import publish_page
from tenants.models import User

MOST_WALKS = 100
"""How many test walks a state keeps of a script."""


@transaction.atomic
def open_adaptation(target: AdaptationTarget) -> AdaptationPage:
    """The state's adaptation as its latest draft says, made when there is none.

    Raises:
        NotVisible, AdaptationForbidden, LocaleNotServed, NotAdaptable.
    """
    check_may_edit(tenant=target.tenant, by=target.by, locale=target.locale)
    return drafting.opened(draft_of(target, to_change=True), target.by)


@transaction.atomic
def put_operation(
    target: AdaptationTarget,
    *,
    operation: OperationInput,
    expected_revision: int | None = None,
    confirm: bool = False,
) -> AdaptationPage:
    """Make one change, as a draft. A piece that was changed already is changed anew; nothing is published.

    Args:
        confirm: hide a text although others refer to it; change a piece although the library changed it meanwhile.
    Raises:
        NotVisible, AdaptationForbidden, LocaleNotServed, NotAdaptable, StaleAdaptation, AdaptationPlanned,
        AdaptationLocked, TargetGone, AdaptedFromOldBase, HiddenButReferred, AdaptationInvalid, AdaptationUnchanged:
        nothing has changed.
    """
    draft = _to_change(target, expected_revision)
    if operation.hides_item and not confirm:
        check_nobody_refers(draft)
    changed = drafting.with_operation(
        draft,
        operation,
        is_confirmed=confirm,
        may_verify=visible_rights_of(tenant=target.tenant, by=target.by, locale=target.locale).can_publish,
    )
    if draft.draft_page is None and not changed:
        raise AdaptationUnchanged
    page = drafting.saved(draft, changed, target.by)
    record_draft_decisions(tenant=target.tenant, key=target.key, locale=draft.locale, by=target.by)
    return page


@transaction.atomic
def undo_operation(
    target: AdaptationTarget,
    *,
    operation_id: str,
    expected_revision: int | None = None,
) -> AdaptationPage:
    """Take one change back, as a draft.

    Args:
        operation_id: of the change in the draft.
        expected_revision: see the module.
    Raises:
        NotVisible, AdaptationForbidden, LocaleNotServed, NotAdaptable, StaleAdaptation, AdaptationPlanned,
        AdaptationLocked: nothing has changed.
        TargetGone: there is no such change.
    """
    draft = _to_change(target, expected_revision)
    page = drafting.saved(draft, drafting.without_operation(draft, operation_id), target.by)
    record_draft_decisions(tenant=target.tenant, key=target.key, locale=draft.locale, by=target.by)
    return page


@transaction.atomic
def keep_walk(
    target: AdaptationTarget, *, name: str, answers: str, end: str, expected_revision: int | None = None
) -> AdaptationPage:
    """Keep a test walk through a script, as a draft, in the place of the state's one of that name, or of the same way.

    Args:
        answers: `node.option` for each, with spaces between them.
        end: the key of the node at which it ends.
    Raises:
        NotVisible, AdaptationForbidden, LocaleNotServed, NotAdaptable, StaleAdaptation, AdaptationPlanned,
        AdaptationLocked, AdaptationInvalid: nothing has changed.
        TargetGone: the text is no script.
    """
    draft = _to_change(target, expected_revision)
    if draft.kind is not ItemKind.SCRIPT:
        raise TargetGone
    value = cleaned(draft, WalkBlock(), {"name": name, "answers": answers, "end": end})
    walks = [walk for walk in drafting.walks_in(draft) if not _gives_place(walk["value"], value)]
    if len(walks) >= MOST_WALKS:
        raise AdaptationInvalid(
            sentence=gettext("There are %(count)d test walks: take one out first.") % {"count": MOST_WALKS}
        )
    return drafting.with_stream(draft, "walks", [*walks, {"type": "walk", "value": value}], target.by)


def _gives_place(walk: Mapping[str, Any], to: Mapping[str, Any]) -> bool:
    """Whether a test walk has the name of another one, or is the same way by another name."""
    return bool(walk["name"] == to["name"] or (walk["answers"], walk["end"]) == (to["answers"], to["end"]))


@transaction.atomic
def drop_walk(target: AdaptationTarget, *, name: str, expected_revision: int | None = None) -> AdaptationPage:
    """Take one of the state's test walks out of the draft.

    Args:
        name: the test walk's.
        expected_revision: see the module.
    Raises:
        NotVisible, AdaptationForbidden, LocaleNotServed, NotAdaptable, StaleAdaptation, AdaptationPlanned,
        AdaptationLocked: nothing has changed.
        TargetGone: there is no such walk.
    """
    draft = _to_change(target, expected_revision)
    walks = [walk for walk in drafting.walks_in(draft) if walk["value"]["name"] != name]
    if len(walks) == len(drafting.walks_in(draft)):
        raise TargetGone
    return drafting.with_stream(draft, "walks", walks, target.by)


@transaction.atomic
def put_examples(target: AdaptationTarget, *, value: Any, expected_revision: int | None = None) -> AdaptationPage:
    """Save what people of the state say when they need the text, besides the national phrases, as a draft.

    What readers see of the text stays as it is: only search learns from it, once it is published.

    Args:
        value: as the stream stores it; empty: nothing of the state's own any more.
    Raises:
        NotVisible, AdaptationForbidden, LocaleNotServed, NotAdaptable, StaleAdaptation, AdaptationPlanned,
        AdaptationLocked, AdaptationInvalid, AdaptationUnchanged: nothing has changed.
        TargetGone: search learns nothing from phrases beside a text of this kind.
    """
    draft = _to_change(target, expected_revision)
    form = form_for_examples(draft)
    stored = cleaned(draft, form.block, value)
    if draft.draft_page is None and not stored:
        raise AdaptationUnchanged
    return drafting.with_stream(draft, EXAMPLES, stored, target.by)


@transaction.atomic
def publish_adaptation(target: AdaptationTarget, *, expected_revision: int | None = None) -> AdaptationPage:
    """Publish the draft: from now on the state serves the text so, until the end it may have been given.

    What was planned for another time is cancelled.

    Raises:
        NotVisible, AdaptationForbidden, LocaleNotServed, NotAdaptable, StaleAdaptation, ScriptUnreachable, and whatever
        keeps a page from being published: nothing has changed.
        AdaptationUnchanged: there is no draft.
    """
    draft = _to_publish(target, expected_revision)
    page = draft.draft_page
    if page is None:
        raise AdaptationUnchanged
    page.go_live_at = None
    scheduling.without_past_dates(page)
    return _published(page, target.by)


@transaction.atomic
def schedule_adaptation(
    target: AdaptationTarget,
    *,
    go_live_at: datetime | None = None,
    expire_at: datetime | None = None,
    expected_revision: int | None = None,
) -> AdaptationPage:
    """Publish the draft at an instant, or until one, or both; what was planned before is replaced.

    The worker does it when it is due (`publish_due`). What is published stays as it is until the beginning,
    and after the end the state serves the library's text again.

    Args:
        go_live_at: an instant; None publishes at once.
        expire_at: an instant; None has no end. Instants without a time zone are the state's own time.
    Raises:
        NotVisible, AdaptationForbidden, LocaleNotServed, NotAdaptable, StaleAdaptation, ScheduleInPast,
        ExpiryBeforeGoLive, NothingToSchedule, ScriptUnreachable, and whatever keeps a page from being published:
        nothing has changed.
    """
    check_may_publish(tenant=target.tenant, by=target.by, locale=target.locale)
    begins, ends = (scheduling.in_zone_of(target.tenant, instant) for instant in (go_live_at, expire_at))
    scheduling.check_times(begins, ends)
    draft = _locked(target)
    check_fresh(draft, expected_revision)
    scheduling.check_has_something(draft, begins)
    page = draft.draft_page or drafting.opened(draft, target.by)
    page.go_live_at, page.expire_at = begins, ends
    return _published(page, target.by)


@transaction.atomic
def cancel_schedule(target: AdaptationTarget, *, expected_revision: int | None = None) -> AdaptationPage:
    """Let what was planned not happen; the changes stay as a draft.

    Raises:
        NotVisible, AdaptationForbidden, LocaleNotServed, NotAdaptable, StaleAdaptation, NothingToSchedule: nothing was
            planned.
    """
    return scheduling.unscheduled(_to_publish(target, expected_revision), target.by)


@transaction.atomic
def cancel_expiry(target: AdaptationTarget, *, expected_revision: int | None = None) -> AdaptationPage:
    """Let what is published go on without an end.

    Raises:
        NotVisible, AdaptationForbidden, LocaleNotServed, NotAdaptable, StaleAdaptation, NothingToSchedule: it has none.
    """
    return scheduling.unexpired(_to_publish(target, expected_revision), target.by)


@transaction.atomic
def send_for_review(target: AdaptationTarget, *, expected_revision: int | None = None) -> AdaptationPage | None:
    """Send the draft to the state's publishers; once they have asked for changes, again.

    Raises:
        NotVisible, AdaptationForbidden, LocaleNotServed, NotAdaptable, StaleAdaptation, AdaptationPlanned,
        NothingToSend.
    """
    check_may_edit(tenant=target.tenant, by=target.by, locale=target.locale)
    draft = _locked(target)
    check_fresh(draft, expected_revision)
    moderation.send(draft, target.by)
    return draft.stored_page


@transaction.atomic
def cancel_review(target: AdaptationTarget, *, expected_revision: int | None = None) -> AdaptationPage | None:
    """Take back what was sent to the state's publishers, to go on with it; it stays a draft.

    Raises:
        NotVisible, AdaptationForbidden, LocaleNotServed, NotAdaptable, StaleAdaptation.
        NotWaiting: nothing was sent, or the user is neither its author nor a publisher.
    """
    check_may_edit(tenant=target.tenant, by=target.by, locale=target.locale)
    draft = _locked(target)
    check_fresh(draft, expected_revision)
    moderation.cancel(draft, target.by)
    return draft.stored_page


@transaction.atomic
def approve(target: AdaptationTarget, *, expected_revision: int | None = None) -> AdaptationPage | None:
    """Approve what was sent to the state's publishers; that publishes it.

    Raises:
        NotVisible, AdaptationForbidden, LocaleNotServed, NotAdaptable, StaleAdaptation, ScriptUnreachable, and whatever
        keeps a page from being published: nothing has changed.
        NotWaiting: nothing was sent, or it was decided meanwhile.
    """
    draft = _to_publish(target, expected_revision)
    moderation.approve(draft, target.by)
    return adaptation_page(tenant=target.tenant, key=target.key, locale=draft.locale)


@transaction.atomic
def ask_for_changes(
    target: AdaptationTarget, *, comment: str, expected_revision: int | None = None
) -> AdaptationPage | None:
    """Send back what was sent to the state's publishers, with a comment that says what is to be changed.

    Args:
        comment: what is to be changed.
        expected_revision: see the module.
    Raises:
        NotVisible, AdaptationForbidden, LocaleNotServed, NotAdaptable, StaleAdaptation.
        AdaptationInvalid: the comment says nothing.
        NotWaiting: nothing was sent, or it was decided meanwhile.
    """
    draft = _to_publish(target, expected_revision)
    moderation.ask_for_changes(draft, target.by, comment)
    return draft.stored_page


@transaction.atomic
def return_to_version(target: AdaptationTarget, *, number: int, expected_revision: int | None = None) -> AdaptationPage:
    """Make the changes of an earlier version the draft's; nothing is published.

    Args:
        number: of the version, as the history counts them.
        expected_revision: see the module.
    Raises:
        NotVisible, AdaptationForbidden, LocaleNotServed, NotAdaptable, StaleAdaptation, AdaptationPlanned,
        AdaptationLocked, NoSuchVersion: nothing has changed.
    """
    draft = _to_change(target, expected_revision)
    then = history.draft_at(draft, number)
    examples = then.draft_page.examples if then.draft_page else None
    page = drafting.saved(draft, then.operations, target.by, examples=examples, log_action="wagtail.revert")
    record_draft_decisions(tenant=target.tenant, key=target.key, locale=draft.locale, by=target.by)
    return page


@transaction.atomic
def discard_draft(target: AdaptationTarget, *, expected_revision: int | None = None) -> AdaptationPage | None:
    """Go back to what is published; an adaptation that never was published is deleted.

    History keeps what was discarded.

    Returns:
        The page, or None when there is none any more.
    Raises:
        NotVisible, AdaptationForbidden, LocaleNotServed, NotAdaptable, StaleAdaptation, AdaptationPlanned,
        AdaptationLocked.
    """
    draft = _to_change(target, expected_revision)
    moderation.end(draft, target.by)
    page = drafting.discarded(draft, target.by)
    record_draft_decisions(tenant=target.tenant, key=target.key, locale=draft.locale, by=target.by)
    return page


def _published(page: AdaptationPage, by: User) -> AdaptationPage:
    published = publish_page(page=page, by=by)
    return AdaptationPage.objects.get(pk=published.pk)


def _to_publish(target: AdaptationTarget, expected_revision: int | None) -> Draft:
    check_may_publish(tenant=target.tenant, by=target.by, locale=target.locale)
    draft = _locked(target)
    check_fresh(draft, expected_revision)
    return draft


def _to_change(target: AdaptationTarget, expected_revision: int | None) -> Draft:
    check_may_edit(tenant=target.tenant, by=target.by, locale=target.locale)
    draft = _locked(target)
    check_fresh(draft, expected_revision)
    drafting.check_unlocked(draft, target.by)
    return draft


def _locked(target: AdaptationTarget) -> Draft:
    """The workbench, held until the end of the transaction: two editors wait for each other, and for the worker."""
    lock_adaptations(tenant=target.tenant, key=target.key)
    return draft_of(target, to_change=True)
