"""What waits in the draft of an adaptation, noted in the open review of its text: who decided what, and when."""

from __future__ import annotations

from django.utils import timezone

from publishing.models import ReviewReason, ReviewTask
from publishing.review import decisions
from tenants.models import Tenant, User
from tenants.scope import tenant_scope

from .review_draft import review_draft_of


def record_draft_decisions(*, tenant: Tenant, key: str, locale: str, by: User) -> None:
    """Record what a saved draft decides of the pieces of an open review, and remove what it no longer does.

    To be called within the transaction that saved the draft, with the state's tree held. One statement while there is
    no review.
    """
    with tenant_scope([tenant.pk]):
        waiting = ReviewTask.objects.open().filter(tenant=tenant, reason=ReviewReason.CHANGED, key=key, locale=locale)
        task = waiting.select_for_update(of=("self",)).select_related("tenant").first()
        if task is not None and note_draft(task, by):
            task.save(update_fields=["decisions"])


def note_draft(task: ReviewTask, by: User) -> bool:
    """Do the same to a task in memory, without saving it; return whether anything is new."""
    review_draft = review_draft_of(task, by, to_change=True)
    before = list(task.decisions)
    for address in task.addresses:
        decision = review_draft.decision(address)
        waiting = decisions.waiting(task.decisions, address)
        if decision is None:
            task.decisions = decisions.without_waiting(task.decisions, address)
        elif waiting is None or waiting["decision"] != decision:
            label = task.details.get("labels", {}).get(address)
            name = by.display_name
            new = decisions.entry(address, label, decision, by=by.pk, name=name, at=timezone.now(), is_published=False)
            task.decisions = decisions.with_entry(task.decisions, new)
    return task.decisions != before
