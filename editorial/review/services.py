"""Services of reviews: reading and deciding them. Each act is one transaction.

Who may not see a review gets `ReviewUnknown`; who may see it but not decide it `AdaptationForbidden`. Reviews about
changed pieces are opened and closed by `publishing/review/syncing.py` alone, whatever is decided here.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from content_models.kinds import ItemKind
from content_models.languages import django_code
from content_models.models import AdaptationPage
from editorial.adapting.rights import rights_of
from editorial.comparing import PieceChange, changes_between
from editorial.review import history, withdrawn_decisions
from editorial.review.access import check_may_decide, narrowed, task_of
from editorial.review.closed import ClosedTasks
from editorial.review.deciding import check_open, decide
from editorial.review.errors import NotDecidableSo
from editorial.review.review_draft import review_draft_of
from editorial.review.review_pieces import pieces_of
from editorial.review.types import Decided, Review, ReviewPiece
from editorial.titles import national_titles
from publishing.models import Edition, ReviewOutcome, ReviewReason, ReviewTask
from publishing.review.decisions import Decision
from tenants.models import LIBRARY_ID, Tenant, User
from tenants.scope import tenant_scope
from tenants.trees import pages_of

__all__ = [
    "Decided",
    "Decision",
    "Review",
    "ReviewPiece",
    "closed_tasks",
    "keep",
    "mark_reviewed",
    "open_count",
    "review_of",
    "take",
    "tasks_for",
]

LOOKED_AT = (ReviewReason.LAW, ReviewReason.PATH, ReviewReason.WITHDRAWN, ReviewReason.REPORTED)
"""The reasons of reviews that end when somebody says that they have looked."""


def tasks_for(*, by: User, tenant: Tenant | None = None, reason: str | None = None) -> tuple[ReviewTask, ...]:
    """The open reviews that somebody sees, by the day they are due. Few statements.

    Args:
        tenant: one of theirs; None means all of them.
        reason: one of `ReviewReason`; None means all.
    Raises:
        NotVisible: the tenant is not theirs.
    """
    ids = narrowed(by, tenant)
    with tenant_scope(ids):
        tasks = ReviewTask.objects.open().order_by("due_on", "pk")
        tasks = tasks.filter(tenant_id__in=ids, **({"reason": reason} if reason else {}))
        return tuple(tasks.select_related("tenant", "opened_by", "closed_by"))


def closed_tasks(*, by: User, tenant: Tenant | None = None, reason: str | None = None) -> ClosedTasks:
    """Return the closed reviews that a user sees, the latest first, read lazily.

    Args:
        tenant, reason: as for `tasks_for`.
    Raises:
        NotVisible: the tenant is not theirs.
    """
    return ClosedTasks(narrowed(by, tenant), reason)


def open_count(*, by: User) -> int:
    """How many reviews wait for somebody: those of the tenant they work for; the library's for administrators."""
    own = LIBRARY_ID if by.tenant_id is None and by.is_superuser else by.tenant_id
    if own is None or not by.is_active:
        return 0
    with tenant_scope([own]):
        return ReviewTask.objects.open().filter(tenant_id=own).count()


def review_of(*, task_id: int, by: User) -> Review:
    """One review with all that is needed to decide it.

    Raises:
        ReviewUnknown: there is none, or it is not theirs.
        LocaleNotServed: the state no longer has content in its language.
    """
    task = task_of(task_id, by)
    rights = rights_of(tenant=task.tenant, by=by)
    if task.reason == ReviewReason.CHANGED and task.closed_at is None:
        review_draft = review_draft_of(task, by)
        live = review_draft.live.stored_page
        return Review(
            task,
            rights,
            pieces=pieces_of(review_draft),
            page=review_draft.draft.draft_page,
            revision=review_draft.draft.revision,
            edition=review_draft.draft.base,
            has_other_changes=live is not None and live.has_unpublished_changes,
        )
    return Review(task, rights, changes=_changes(task) if task.reason == ReviewReason.ADOPTION else ())


@transaction.atomic
def keep(
    *,
    task_id: int,
    by: User,
    address: str | None = None,
    seen_revision: int | None = None,
    seen_edition: int | None = None,
) -> Decided:
    """Keep the state's own text of a piece beside the new national text; without address, of all undecided pieces.

    If the user may publish, and the draft has no other change, it is published at once; else it waits in the
    draft. What the draft had undone comes back.

    Of a text that the library has withdrawn, all that the state wrote is kept until it is published again.

    Args:
        seen_revision, seen_edition: `Review.revision` and `Review.edition`; None: not checked.
    Raises:
        ReviewUnknown, AdaptationForbidden, NotDecidableSo, ReviewClosed, ReviewOutdated, StaleAdaptation,
        AdaptationLocked, PieceSettled: nothing has changed.
        ScriptUnreachable: it leads to what the library's script no longer has.
    """
    task = task_of(task_id, by)
    if task.reason == ReviewReason.WITHDRAWN:
        return withdrawn_decisions.wait_on(task, by=by)
    return decide(
        task_id,
        Decision.KEEP,
        by=by,
        address=address,
        seen_revision=seen_revision,
        seen_edition=seen_edition,
    )


@transaction.atomic
def take(
    *,
    task_id: int,
    by: User,
    address: str | None = None,
    seen_revision: int | None = None,
    seen_edition: int | None = None,
) -> Decided:
    """Take the national text of a piece: the state's change is undone. A hidden text is shown again, an addition goes.

    Of a text that the library has withdrawn, publishers withdraw the adaptation; history keeps it. All else, arguments
    and errors included, is as for `keep`.

    Args:
        address, seen_revision, seen_edition: as for `keep`.
    """
    task = task_of(task_id, by)
    if task.reason == ReviewReason.WITHDRAWN:
        return withdrawn_decisions.undo(task, by=by)
    return decide(
        task_id,
        Decision.TAKE,
        by=by,
        address=address,
        seen_revision=seen_revision,
        seen_edition=seen_edition,
    )


@transaction.atomic
def mark_reviewed(*, task_id: int, by: User, note: str = "") -> ReviewTask:
    """Close a review of a law, a path, a withdrawn or reported text: somebody has looked, and corrected what was wrong.

    Args:
        note: what was found, for the history; added to the task's own.
    Raises:
        ReviewUnknown: there is none, or it is not theirs.
        AdaptationForbidden: the user may not decide it.
        ReviewClosed: somebody has closed it already.
        NotDecidableSo: it is about changed pieces or a new edition.
    """
    task = task_of(task_id, by)
    check_may_decide(task.tenant, by)
    if task.reason not in LOOKED_AT:
        raise NotDecidableSo
    with tenant_scope([task.tenant_id]):
        task = ReviewTask.objects.select_for_update(of=("self",)).select_related("tenant").get(pk=task.pk)
        check_open(task)
        task.closed_at, task.closed_by, task.outcome = timezone.now(), by, ReviewOutcome.REVIEWED
        task.note = "\n".join(filter(None, [task.note, note.strip()]))
        task.save(update_fields=["closed_at", "closed_by", "outcome", "note"])
    page = _page_of(task)
    if page is not None:
        history.record(page, history.REVIEWED, by=by, note=note.strip(), task_id=task.pk)
    return task


def _changes(task: ReviewTask) -> tuple[PieceChange, ...]:
    """What differs between the edition that the state is served and the newest."""
    numbers = (task.from_number or 0, task.to_number or 0)
    with tenant_scope([LIBRARY_ID]):
        editions = Edition.objects.filter(key=task.key, locale=task.locale, number__in=numbers)
        documents = {edition.number: edition.readable_document for edition in editions}
    if numbers[1] not in documents:
        return ()
    titles = national_titles(documents.values(), task.locale)
    return changes_between(ItemKind(task.kind), documents.get(numbers[0]), documents[numbers[1]], title_of=titles.get)


def _page_of(task: ReviewTask) -> Page | None:
    """The page whose history says that the review was done: the tenant's own of the text, or its adaptation."""
    key = str(task.details.get("localKey") or task.key)
    pages = pages_of([task.tenant_id]).filter(locale__language_code=django_code(task.locale))
    adaptations = AdaptationPage.objects.filter(adapts_key=key).values("pk")
    return pages.filter(translation_key=key).first() or pages.filter(pk__in=adaptations).first()
