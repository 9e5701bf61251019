"""Undoing an import: what was edited since is left as it is, and named."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Set
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import LogContext, log
from wagtail.models import Page, Revision, WorkflowState, get_default_page_content_type

from content_models.confidential_places import wait_for_others
from content_models.models import OfficePage
from content_models.page_verification import stored_fields
from content_models.phone_questions import (
    PHONE_DOUBTED,
    Line,
    displays_of,
    line_of,
    lines_of,
    names_asked_about,
    numbers_in,
    offices_with,
)
from content_models.revisions import has_same_content
from publishing.errors import DomainError
from publishing.models import ImportStatus, OfficeIdentifier, OfficeImport, OfficeImportRow, RowAct
from publishing.services.publish import delete_page, publish_page, unpublish_page
from tenants.models import User
from tenants.phones import is_short
from tenants.scope import tenant_scope

from .applying import ROLLED_BACK, logged_in_history, record
from .checking import BATCH, nothing
from .errors import ImportNotReady
from .storing import StoreRefused, stored_together

NO_OFFICE = UUID(int=0)
NOT_DECIDED = frozenset({ImportStatus.SENT, ImportStatus.SENT_BACK})
"""Of an editor's import that is not published: to undo it is to take drafts back."""
DONE = (RowAct.CREATE, RowAct.CHANGE, RowAct.WITHDRAW)


def is_edited_since(row: OfficeImportRow, page: OfficePage) -> bool:
    """Whether an office's draft is not what the import saved: another revision, or the same, saved over since."""
    if page.latest_revision is None or page.latest_revision_id != row.revision_after:
        return True
    applied_at = row.office_import.applied_at
    return bool(applied_at is not None and page.latest_revision.created_at > applied_at)


def why_not_approved(row: OfficeImportRow, page: OfficePage | None) -> str:
    """Why an office is not published with its import; empty: it is."""
    if page is None:
        return _("It has been deleted since.")
    if is_edited_since(row, page):
        return _("It has been edited since: decide it on its own page.")
    return ""


def roll_back(office_import: OfficeImport, by: User, *, step: Callable[[], None] = nothing) -> None:
    """Undo an import: offices that it changed are as before, by new revisions; those that it added are withdrawn.

    Raises:
        ImportNotReady: one of them cannot be as before, beside the others; nothing has changed.
    """
    rows = list(office_import.rows.filter(act__in=DONE))
    pages = held_pages(office_import, rows)
    revisions = Revision.objects.in_bulk(_needed(rows))
    why_left = _why_each_is_left(office_import, rows, pages)

    def undo(row: OfficeImportRow) -> str:
        page, left = pages.get(row.office_key), why_left[row.pk]
        if page is not None and not left:
            with logged_in_history(office_import, page, ROLLED_BACK, by):
                _undo(row, page, revisions, by)
        return left

    with transaction.atomic(), LogContext(user=by):
        each_row(rows, undo, step)
        _restore_identifiers(office_import, rows)
        office_import.status, office_import.rolled_back_by = ImportStatus.ROLLED_BACK, by
        office_import.rolled_back_at = timezone.now()
        office_import.save(update_fields=["status", "rolled_back_by", "rolled_back_at"])
        record(office_import, ROLLED_BACK, by)


def each_row(rows: list[OfficeImportRow], act: Callable[[OfficeImportRow], str], step: Callable[[], None]) -> None:
    """Do something with each row, all or none; what it returns is why the row's office is left.

    Raises:
        ImportNotReady: something cannot be done, with the office's name.
    """
    try:
        with stored_together():
            for row in rows:
                try:
                    with transaction.atomic():
                        row.left = act(row)
                except (DomainError, ValidationError) as error:
                    sentence = _("“%(office)s”: %(reason)s Nothing has changed.")
                    reason = error.message if isinstance(error, DomainError) else " ".join(error.messages)
                    values = {"office": row.title, "reason": reason}
                    raise ImportNotReady(sentence=sentence % values) from error
                step()
    except StoreRefused as error:
        reason = " ".join(dict.fromkeys(error.reasons.values()))
        raise ImportNotReady(sentence=_("%(reason)s Nothing has changed.") % {"reason": reason}) from error
    OfficeImportRow.objects.bulk_update(rows, ["left"], batch_size=BATCH)


def foreseen(office_import: OfficeImport) -> list[OfficeImportRow]:
    """Return the rows that undoing an import is about, each with why it would be `left` as it is now."""
    used = (
        "translation_key",
        "live",
        "live_revision_id",
        "phones",
        "answered_questions",
        "latest_revision__created_at",
    )
    with tenant_scope([office_import.tenant_id]):
        rows = list(office_import.rows.filter(act__in=DONE))
        offices = pages_of(office_import, rows).select_related("latest_revision").only(*used)
        pages = {page.translation_key: page for page in offices}
        why_left = _why_each_is_left(office_import, rows, pages)
        for row in rows:
            row.left = why_left[row.pk]
    return rows


def held_pages(office_import: OfficeImport, rows: list[OfficeImportRow]) -> dict[Any, OfficePage]:
    """Return the offices that some rows are about, by key, held until the transaction ends."""
    pages = dict(pages_of(office_import, rows).values_list("pk", "translation_key"))
    with transaction.atomic():
        wait_for_others(*pages.values())
    ids = pages.keys()
    held = OfficePage.objects.filter(pk__in=ids).select_related("locale", "latest_revision")
    held = held.defer("latest_revision__content")
    return {page.translation_key: page for page in held}


def pages_of(office_import: OfficeImport, rows: list[OfficeImportRow]) -> QuerySet[OfficePage]:
    """Return the offices that some rows are about."""
    root = Page.objects.get(pk=office_import.tenant.root_page_id)
    keys = {row.office_key for row in rows}
    return OfficePage.objects.descendant_of(root).filter(translation_key__in=keys).order_by("pk")


def in_review(page_ids: Collection[int]) -> set[int]:
    """Return which of some pages wait for approval by themselves. One query."""
    states = WorkflowState.objects.filter(
        base_content_type=get_default_page_content_type(),
        object_id__in=[str(pk) for pk in page_ids],
        status=WorkflowState.STATUS_IN_PROGRESS,
    )
    return {int(pk) for pk in states.values_list("object_id", flat=True)}


def _why_each_is_left(
    office_import: OfficeImport, rows: list[OfficeImportRow], pages: Mapping[Any, OfficePage]
) -> dict[int, str]:
    """Return why each row's office is not put back, by the row's id; empty: it is. Three queries, and one for each
    time that what is left has to be looked at again.

    What was edited since is left, and what would give the public a number that another office has by now, published or
    in a draft: nobody has said that this is correct. An office that is left keeps the numbers that it has.
    """
    fields = ("pk", "content__phones", "content__answered_questions")
    needed, since = Revision.objects.filter(pk__in=_needed(rows)), office_import.applied_at
    as_it_was = needed if since is None else needed.filter(created_at__lte=since)  # what is saved over is younger
    kept = {pk: one for pk, *one in as_it_was.values_list(*fields)}
    why = {row.pk: _why_left(row, pages.get(row.office_key), kept.keys(), office_import) for row in rows}
    back = {
        row.pk: _numbers_back(pages[row.office_key], *said)
        for row in rows
        if not why[row.pk] and row.office_key in pages
        if (said := _values_republished(row, pages[row.office_key], kept)) is not None
    }
    lines = {line for numbers in back.values() for line in numbers}
    offices = _offices_changed_since(office_import, rows)
    while lines:
        undone = [row.office_key for row in rows if not why[row.pk]]
        taken = offices_with(
            lines, offices=offices.exclude(translation_key__in=undone), other_than=None, in_drafts=True
        )
        left = {pk: reason for pk, numbers in back.items() if not why[pk] and (reason := _why_taken(numbers, taken))}
        why |= left
        if not left:
            break
    return why


def _published_again(row: OfficeImportRow, page: OfficePage) -> int | None:
    """The id of the revision that undoing a row publishes again; None: it publishes none, or none is kept.

    Of a withdrawn office, what was published; where an import does not name that, the page itself still says it.
    """
    if row.act == RowAct.WITHDRAW:
        return row.live_revision_before
    return row.live_revision_before if row.act == RowAct.CHANGE and page.live else None


def _values_republished(row: OfficeImportRow, page: OfficePage, kept: Mapping[int, list[Any]]) -> list[Any] | None:
    """The telephones and answers that undoing a row publishes again; None: it publishes none."""
    revision = _published_again(row, page)
    if revision is None and row.act == RowAct.WITHDRAW:
        return [json.dumps(page.phones.get_prep_value()), page.answered_questions]
    return None if revision is None else kept.get(revision)


def _offices_changed_since(office_import: OfficeImport, rows: list[OfficeImportRow]) -> QuerySet[OfficePage]:
    """Those of the state's offices that are not as they were beside the import, and those that it is about itself."""
    root, since = Page.objects.get(pk=office_import.tenant.root_page_id), office_import.applied_at
    offices = OfficePage.objects.descendant_of(root)
    if since is None:
        return offices
    is_later = Q(latest_revision__created_at__gt=since) | Q(last_published_at__gt=since)
    return offices.filter(is_later | Q(translation_key__in=[row.office_key for row in rows]))


def _why_taken(numbers: Mapping[Line, tuple[str, frozenset[str]]], taken: Mapping[Line, Collection[str]]) -> str:
    """Why an office is not put back, of whose numbers others have some; empty: it is."""
    for line, (display, said) in numbers.items():
        names = [name for name in names_asked_about(taken.get(line, ())) if name not in said]
        if names:
            sentence = _("“%(office)s” has its former number %(number)s by now: correct it in the office’s form.")
            return sentence % {"office": names[0], "number": display}
    return ""


def _numbers_back(page: OfficePage, phones: Any, answers: Any) -> dict[Line, tuple[str, frozenset[str]]]:
    """The numbers that become public again, with the offices of which somebody had said that they have them, too.

    Args:
        phones, answers: as the revision stores them that was published before.
    """
    public = lines_of(displays_of(page.phones)) if page.live else set()
    said = numbers_in((answers or {}).get(PHONE_DOUBTED, {}).get("value", ""))
    read = {line_of(display): display for display in displays_of(json.loads(phones or "[]"))}
    return {
        line: (display, said.get(display, frozenset()))
        for line, display in read.items()
        if line is not None and line not in public and not is_short(line[0])
    }


def _needed(rows: list[OfficeImportRow]) -> set[int]:
    """The ids of the revisions that some offices are put back to."""
    return {number for row in rows for number in (row.revision_before, row.live_revision_before) if number}


def _why_left(row: OfficeImportRow, page: OfficePage | None, kept: Set[int], office_import: OfficeImport) -> str:
    """Why an office is not put back; empty: it is.

    Args:
        kept: the ids of those revisions that are still there.
    """
    if page is None:
        return _("It has been deleted since.")
    if page.live and (row.act == RowAct.WITHDRAW or _is_decided(row, page, office_import)):
        return _("It has been published since.")
    if row.act != RowAct.WITHDRAW and row.revision_after is None:  # only its external id is another
        return ""
    if row.act != RowAct.WITHDRAW and is_edited_since(row, page):
        if _is_public_as_imported(row, page):
            return _("It has been edited since, and people still read what was imported: decide it on its own page.")
        return _("It has been edited since, and stays as it is now.")
    return "" if _is_kept(row, page, kept) else _("What it was before is not kept any more.")


def _is_kept(row: OfficeImportRow, page: OfficePage, kept: Set[int]) -> bool:
    """Whether what an office was before is still there; one that the import added was nothing."""
    if row.act == RowAct.WITHDRAW:
        named = row.live_revision_before
        return not _is_written_over(row, page) if named is None else named in kept
    needed = {row.revision_before, row.live_revision_before} - {None}
    return row.act != RowAct.CHANGE or bool(row.revision_before and needed <= kept)


def _is_written_over(row: OfficeImportRow, page: OfficePage) -> bool:
    """Whether a draft of since stands on a withdrawn page: Wagtail's form writes it there, which nobody approved."""
    since, drafts = row.office_import.applied_at, page.revisions
    saved = drafts.filter(created_at__gt=since) if since is not None else drafts.all()
    # Of a page of which not all was loaded, each further field would be a query.
    content = OfficePage.objects.get(pk=page.pk).serializable_data() if saved else {}
    return any(has_same_content(OfficePage, one.content, content) for one in saved)


def _is_public_as_imported(row: OfficeImportRow, page: OfficePage) -> bool:
    """Whether people read what the import published, whatever a draft of since says."""
    return bool(page.live and row.revision_after is not None and page.live_revision_id == row.revision_after)


def _is_decided(row: OfficeImportRow, page: OfficePage, office_import: OfficeImport) -> bool:
    """Whether an office was published that an editor's import has only sent: taking drafts back does not undo that."""
    return office_import.status in NOT_DECIDED and _is_public_as_imported(row, page)


def _undo(row: OfficeImportRow, page: OfficePage, revisions: dict[int, Revision], by: User) -> None:
    if row.act == RowAct.CREATE:
        if page.live:
            unpublish_page(page=page, by=by)
            # It stays, for a file that is imported again to find it; with nothing to publish.
            Page.objects.filter(pk=page.pk).update(has_unpublished_changes=False)
        elif page.first_published_at is None:
            delete_page(page=page)
    elif row.act == RowAct.WITHDRAW:
        _publish_again(page, revisions.get(_published_again(row, page) or 0), by)
    elif row.revision_before is not None:
        _put_back(row, page, revisions, by)


def _publish_again(page: OfficePage, live: Revision | None, by: User) -> None:
    """Publish what was published before; the draft beside it stays one, also where somebody has edited it since."""
    draft = page.get_latest_revision()
    # A page that is not published still says what it said last: no draft is written there.
    publish_page(page=page if live is None else page.with_content_json(live.content), by=by)
    published = OfficePage.objects.get(pk=page.pk).live_revision
    if draft is not None and not has_same_content(OfficePage, draft.content, published.content):
        _draft_again(page, draft, by)


def _draft_again(page: OfficePage, draft: Revision, by: User) -> None:
    """Let a draft stand beside what is published, again, as its author's; the history names who undid the import."""
    again = OfficePage.objects.get(pk=page.pk).with_content_json(draft.content)
    revision = again.save_revision(user=draft.user, clean=False)
    log(instance=again, action="wagtail.edit", user=by, revision=revision, content_changed=True)


def _put_back(row: OfficeImportRow, page: OfficePage, revisions: dict[int, Revision], by: User) -> None:
    """Let an office be as before: what was published, and the draft beside it where there was another."""
    draft, live = revisions[row.revision_before or 0], revisions.get(row.live_revision_before or 0)
    if page.live and live is None:
        unpublish_page(page=page, by=by)
    elif page.live and live is not None and (page.live_revision_id != live.pk or live.pk == draft.pk):
        former = page.with_content_json(live.content)
        # What an editor has only sent changed nothing that is published: putting it back needs no publisher.
        changes = page.live_revision_id != live.pk or stored_fields(page) != stored_fields(former)
        publish_page(page=former, by=by if changes else None)
    if live is None or live.pk != draft.pk:
        _draft_again(page, draft, by)


def _restore_identifiers(office_import: OfficeImport, rows: list[OfficeImportRow]) -> None:
    """Take back the external ids that the import gave, but those of offices that are left. Five queries at most."""
    mine = OfficeIdentifier.objects.filter(tenant=office_import.tenant)
    given = {one.office_key: one for one in mine.filter(office_key__in=[row.office_key for row in rows])}
    back: dict[UUID, tuple[str, str]] = {}
    for row, before, after in _identifiers(rows, given):
        one = given.get(row.office_key or NO_OFFICE)
        # A file that is imported again finds what it had added.
        if row.left or row.act == RowAct.CREATE or one is None or (one.source, one.external_id) != after:
            continue
        back[one.office_key] = before
    if not back:
        return
    mine.filter(office_key__in=back).delete()
    former = {key: pair for key, pair in back.items() if all(pair)}
    others = mine.filter(external_id__in=[external_id for _source, external_id in former.values()])
    taken = [one.pk for one in others if (one.source, one.external_id) in former.values()]
    mine.filter(pk__in=taken).delete()
    OfficeIdentifier.objects.bulk_create(
        OfficeIdentifier(tenant=office_import.tenant, office_key=key, source=source, external_id=external_id)
        for key, (source, external_id) in former.items()
    )


def _identifiers(
    rows: list[OfficeImportRow], given: Mapping[UUID, OfficeIdentifier]
) -> Iterator[tuple[OfficeImportRow, tuple[str, str], tuple[str, str]]]:
    """Rows that gave an office another external id, with the one before and the one after.

    Args:
        given: the external ids that offices have now, by the offices' keys.
    """
    for row in rows:
        identifiers = {
            change["column"]: change for change in row.changes if change["column"] in {"id_source", "external_id"}
        }
        one = given.get(row.office_key or NO_OFFICE) if identifiers else None
        if one is None:
            continue
        now = {"id_source": one.source, "external_id": one.external_id}
        before, after = (
            (_part("id_source", identifiers, now, side), _part("external_id", identifiers, now, side))
            for side in ("before", "after")
        )
        yield row, before, after


def _part(name: str, identifiers: Mapping[str, Mapping[str, str]], now: Mapping[str, str], side: str) -> str:
    return identifiers[name][side] if name in identifiers else now.get(name, "")
