"""Which texts cite an article of a law, and asking for the review of all of them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db import transaction
from django.utils import timezone

from content_models.kinds import ItemKind
from editorial.all_states import may_ask_for_review
from editorial.citations import statement
from editorial.citations.articles import normalized_article, shown_article
from editorial.citations.errors import CitationsChanged, MarkingDueInPast, MarkingForbidden, MarkingWithoutReason
from editorial.citations.places import places_in
from editorial.citations.statement import CitingRow
from editorial.citations.types import Citations, CitedLaw, CitingText, Marked, Owner
from editorial.portals import portal_of
from publishing.errors import NotVisible
from publishing.models import ReviewReason, ReviewTask
from publishing.review.due import due_on as usual_due_on
from publishing.review.locks import lock_reviews
from tenants.days import is_over
from tenants.models import LIBRARY_ID, Tenant, User
from tenants.permissions import sees_all_states
from tenants.scope import tenant_scope


def laws_cited(*, by: User) -> tuple[CitedLaw, ...]:
    """Return the laws that published texts cite, in alphabetical order.

    Raises:
        NotVisible: neither of the library nor an administrator.
    """
    laws = statement.read_laws(_owners(by))
    return tuple(CitedLaw(name, texts) for name, texts in sorted(laws.items()))


def texts_citing(*, law: str, article: str = "", by: User) -> Citations:
    """Return the published texts of the library, of the states, and of their adaptations that cite an article.

    Only references to the law as data count, at any depth of a text and in all languages; what prose says does not.

    Args:
        law: its name exactly, as `laws_cited` gives it.
        article: as people type it; what it means is said in `editorial.citations.articles`. Empty: the whole law.
    Raises:
        NotVisible: neither of the library nor an administrator.
    """
    owners = _owners(by)
    normalized = normalized_article(article)
    texts: dict[int, list[CitingText]] = defaultdict(list)
    for row in statement.read_citing(owners, law, normalized):
        texts[row.tenant_id].append(_text(row, law, normalized))
    found = (
        Owner(
            pk, tenant.code, tenant.name, tenant.time_zone, tenant.is_library, portal_of(tenant), _in_order(texts[pk])
        )
        for pk, tenant in owners.items()
        if pk in texts
    )
    return Citations(law, shown_article(normalized), tuple(found))


@transaction.atomic
def mark_for_review(
    *,
    law: str,
    article: str = "",
    note: str,
    due_on: date | None = None,
    expected_digest: str | None = None,
    by: User,
) -> Marked:
    """Open a review task for every text that cites an article, each with its owner; none where one is open already.

    Args:
        note: the reason, for those who review.
        due_on: until when; None means as many days as a review usually has.
        expected_digest: `Citations.digest` of what was confirmed; None leaves it unchecked.
    Raises:
        NotVisible: neither of the library nor an administrator.
        MarkingForbidden, MarkingWithoutReason, MarkingDueInPast, CitationsChanged: nothing is marked.
    """
    _check(note, due_on, by)
    # Held as by a publish of the library, so that two who mark at once do not open the same task twice.
    lock_reviews(LIBRARY_ID)
    citations = texts_citing(law=law, article=article, by=by)
    if expected_digest is not None and expected_digest != citations.digest:
        raise CitationsChanged
    now = timezone.now()
    tasks: dict[tuple[int, str, str], ReviewTask] = {}
    for owner, text in citations.each():
        if not text.is_marked:
            tasks[owner.tenant_id, text.key, text.locale] = ReviewTask(
                tenant_id=owner.tenant_id,
                reason=ReviewReason.LAW,
                key=text.key,
                locale=text.locale,
                kind=text.kind,
                title=text.title,
                to_number=text.edition or None,
                addresses=[place.address for place in text.places],
                details=statement.details_of(law, normalized_article(article)),
                note=note.strip(),
                opened_at=now,
                opened_by=by,
                due_on=due_on or usual_due_on(owner, now, is_urgent=False),
            )
    with tenant_scope([owner.tenant_id for owner in citations.owners]):
        ReviewTask.objects.bulk_create(tasks.values())
    marked = {tenant_id for tenant_id, _, _ in tasks}
    names = tuple(owner.name for owner in citations.owners if owner.tenant_id in marked)
    return Marked(len(tasks), citations.marked, names)


def _check(note: str, due_on: date | None, by: User) -> None:
    if not sees_all_states(by):
        raise NotVisible
    if not may_ask_for_review(by):
        raise MarkingForbidden
    if not note.strip():
        raise MarkingWithoutReason
    if due_on is not None and is_over(due_on, tenant=Tenant.objects.get(pk=LIBRARY_ID), now=timezone.now()):
        raise MarkingDueInPast


def _owners(by: User) -> dict[int, Tenant]:
    """All tenants, the library first, then the states by name."""
    if not sees_all_states(by):
        raise NotVisible
    tenants = Tenant.objects.select_related("site").order_by("name")
    return {tenant.pk: tenant for tenant in sorted(tenants, key=lambda tenant: not tenant.is_library)}


def _text(row: CitingRow, law: str, article: str) -> CitingText:
    return CitingText(
        key=row.key,
        locale=row.locale,
        kind=row.kind,
        title=row.title,
        path=row.path,
        page_id=row.page_id,
        edition=row.edition,
        is_adaptation=row.is_adaptation,
        places=places_in(row.document, law, article),
        adapting=row.adapting,
        is_marked=row.is_marked,
    )


def _in_order(texts: list[CitingText]) -> tuple[CitingText, ...]:
    order = list(ItemKind)
    return tuple(sorted(texts, key=lambda text: (order.index(ItemKind(text.kind)), text.title, text.path, text.locale)))
