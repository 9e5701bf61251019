"""What people search for in vain: recorded in memory by searches, written later by another thread.

Until a sentence was searched for on `MIN_DAYS` different days only a keyed digest of it is written, in no statement
either; `docs/security.md` says what this holds off. What was not written yet is lost with the process.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from datetime import date, timedelta
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from content_models.example_phrases import is_writable, may_be_kept, problems_of
from content_models.personal_data import words_of
from publishing.errors import SuggestionRefused
from publishing.models import MIN_DAYS, ExampleSuggestion, SuggestionStatus, UnansweredSearch
from tenants.days import today_of
from tenants.errors import NO_ANSWER
from tenants.keyring import Purpose, keyed_digest
from tenants.scope import scope_of_all_tenants, tenant_scope

from .search import SearchResult
from .search.phrases import TAUGHT_KINDS
from .view import StateView

MOST_PENDING = 1_000
"""Of one process, between two writes."""
MOST_UNANSWERED = 20_000
"""Of a tenant; beyond that, what was searched for on the fewest days and the longest ago makes room."""
KEPT_DAYS = 180
"""So long after the first day a sentence may take to be searched for on `MIN_DAYS` days."""
KEPT_SUGGESTION_DAYS = 365
"""So long after the last time a suggestion is kept that is not discarded."""
LOCK = 1_507_300_815
"""The first number of the advisory locks of those who write for a tenant, which is the second."""


class _MissedSearch(NamedTuple):
    tenant_id: int
    locale: str
    phrase: str
    day: date


_lock = threading.Lock()
_pending: set[_MissedSearch] = set()


def record_search(view: StateView, phrase: str, result: SearchResult) -> None:
    """Record that a search found nothing, or nothing for sure; one that did is nobody's business.

    Args:
        phrase: as it was typed.
        result: what the view found for it.
    """
    if result.hits and not result.is_ambiguous:
        return
    search = _MissedSearch(view.tenant.id, view.locale, phrase, today_of(view.tenant))
    with _lock:
        if len(_pending) < MOST_PENDING:
            _pending.add(search)


def on_notification(payload: str | None) -> None:
    """Write what was recorded, every few seconds."""
    if payload is None:
        flush()


def flush() -> int:
    """Write what was recorded since the last time; return how much. Without a database it waits for the next."""
    with _lock:
        batch = list(_pending)
        _pending.clear()
    by_tenant: dict[int, list[_MissedSearch]] = defaultdict(list)
    for search in batch:
        by_tenant[search.tenant_id].append(search)
    try:
        for tenant_id, of_tenant in by_tenant.items():
            _write(tenant_id, of_tenant)
    except NO_ANSWER:
        with _lock:
            _pending.update(batch[: MOST_PENDING - len(_pending)])
        return 0
    return len(batch)


def reset() -> None:
    """Forget what was recorded and not yet written."""
    with _lock:
        _pending.clear()


def suggest_example(*, view: StateView, phrase: str, key: str) -> None:
    """Suggest that a phrase means an item: what an operator says who knows which one was the right one.

    It is counted with what was suggested before in the same words. One that was discarded stays so.

    Args:
        key: of an item that the state serves.
    Raises:
        SuggestionRefused: the phrase names a person or has a number, as the sentence says; or there is no such item.
    """
    phrase, words = " ".join(phrase.split()), words_of(phrase)
    if problems := problems_of([phrase]):
        raise SuggestionRefused(sentence=problems[0])
    if not is_writable(phrase):
        raise SuggestionRefused.no_words()
    item = view.item(key)
    if item is None or item["kind"] not in TAUGHT_KINDS:
        raise SuggestionRefused.no_item()
    today = today_of(view.tenant)
    with tenant_scope([view.tenant.id]):
        _lock_writing(view.tenant.id)
        suggestion, _ = ExampleSuggestion.objects.get_or_create(
            tenant_id=view.tenant.id,
            locale=view.locale,
            words=words,
            defaults={"phrase": phrase, "last_on": today},
        )
        suggestion.operators += 1
        suggestion.meant[key] = suggestion.meant.get(key, 0) + 1
        suggestion.last_on = max(today, suggestion.last_on)
        suggestion.save()


def remove_old() -> int:
    """Delete what was not searched for often enough in time, and suggestions that nobody repeats; return how many."""
    today = timezone.localdate()
    with scope_of_all_tenants():
        rare, _ = UnansweredSearch.objects.filter(days__0__lt=today - timedelta(KEPT_DAYS)).delete()
        past = ExampleSuggestion.objects.filter(last_on__lt=today - timedelta(KEPT_SUGGESTION_DAYS))
        suggested, _ = past.exclude(status=SuggestionStatus.DISCARDED).delete()
    return rare + suggested


def _write(tenant_id: int, batch: list[_MissedSearch]) -> None:
    with tenant_scope([tenant_id]):
        _lock_writing(tenant_id)
        # All of them are read: a statement that named one would show it to whoever watches the database.
        known = {(one.locale, one.words): one for one in ExampleSuggestion.objects.filter(tenant_id=tenant_id)}
        rare: dict[str, list[_MissedSearch]] = defaultdict(list)
        for search in sorted(batch, key=lambda search: search.day):
            phrase, words = " ".join(search.phrase.split()), words_of(search.phrase)
            if not may_be_kept(phrase):
                continue
            suggestion = known.get((search.locale, words))
            if suggestion is None or not suggestion.days:
                digest = keyed_digest(f"{tenant_id} {search.locale} {words}", Purpose.RARE_SEARCH)
                rare[digest].append(search._replace(phrase=phrase))
            elif search.day > suggestion.last_on:
                suggestion.days, suggestion.last_on = suggestion.days + 1, search.day
                suggestion.save(update_fields=["days", "last_on"])
        _write_rare(tenant_id, rare)


def _write_rare(tenant_id: int, rare: dict[str, list[_MissedSearch]]) -> None:
    stored = UnansweredSearch.objects.in_bulk(rare)
    changed, readable = [], []
    for digest in sorted(rare):  # so that no order tells what came first
        before = stored[digest].days if digest in stored else []
        days = sorted({*before, *(search.day for search in rare[digest])})
        if len(days) >= MIN_DAYS:
            readable.append(digest)
            _make_readable(rare[digest][-1], days)
        elif days != before:
            changed.append(UnansweredSearch(digest=digest, tenant_id=tenant_id, days=days))
    UnansweredSearch.objects.filter(digest__in=readable).delete()
    UnansweredSearch.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["digest"], update_fields=["days"]
    )
    excess = UnansweredSearch.objects.filter(tenant_id=tenant_id).count() - MOST_UNANSWERED if changed else 0
    if excess > 0:
        weakest = UnansweredSearch.objects.filter(tenant_id=tenant_id).order_by("days__len", "days__0")[:excess]
        UnansweredSearch.objects.filter(digest__in=weakest.values("digest")).delete()


def _make_readable(search: _MissedSearch, days: list[date]) -> None:
    ExampleSuggestion.objects.update_or_create(
        tenant_id=search.tenant_id,
        locale=search.locale,
        words=words_of(search.phrase),
        defaults={"days": len(days), "last_on": days[-1]},
        create_defaults={"phrase": search.phrase, "days": len(days), "last_on": days[-1]},
    )


def _lock_writing(tenant_id: int) -> None:
    """Let all who write for a tenant wait for each other, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, tenant_id])
