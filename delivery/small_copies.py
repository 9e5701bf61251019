"""What a state's search has learned, made small for readers without a network.

`manage.py small_copy` writes that for citizens as a file. The worker writes that of the desk, which finds scripts, too,
for each state and language, and compares what it would be made from with what is stored: no message can be lost.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import brotli
from django.db import DEFAULT_DB_ALIAS

from content_models.kinds import ItemKind
from publishing.models import SmallCopy
from tenants.models import LIBRARY_ID, Tenant
from tenants.scope import scope_of_all_tenants, tenant_scope

from . import state_view
from .examples import examples_of
from .search.small_copy import DESK_KINDS, KINDS, made_from, small_copy
from .stored_changes import read_versions
from .teaching import views_of
from .view import StateView

_Versions = tuple[int, int]

_seen: dict[int, _Versions] = {}
_written: dict[int, _Versions] = {}
"""The versions of library and state that this process has met last, and up to which it has written, by state."""


def small_copy_of(view: StateView, kinds: Sequence[ItemKind] = KINDS) -> bytes:
    """Return the small copy of what a state serves in one language. It takes half a minute: not for a request.

    Args:
        kinds: of the items that are found, the first counting most; what citizens find when left out.
    Raises:
        ValueError: nothing was learned in this language.
    """
    rows = view.indexed_documents(view.documents())
    return small_copy(view.search_models, rows, _texts_of(view, kinds), kinds)


def write_changed(codes: Sequence[str] = ()) -> int:
    """Write the copies that would be other ones now; return how many. States that say the same share one.

    A state whose content has changed since the last call waits for the next: who edits now will edit again.

    Args:
        codes: of states; empty: all.
    Raises:
        StoreUnavailable: the database does not answer.
    """
    states = [state for state in Tenant.objects.states() if not codes or state.code in codes]
    found = read_versions([LIBRARY_ID, *(state.pk for state in states)], using=DEFAULT_DB_ALIAS)
    written = 0
    for state in states:
        versions = found.get(LIBRARY_ID, 0), found.get(state.pk, 0)
        if _written.get(state.pk) == versions:
            continue
        if _seen.get(state.pk) == versions:
            state_view.on_notification(None)
            written += sum(map(_write, views_of(state)))
            _written[state.pk] = versions
        _seen[state.pk] = versions
    return written


def reset() -> None:
    """Look at all states again the next time: for tests, and after a restored backup."""
    _seen.clear()
    _written.clear()


def _write(view: StateView) -> bool:
    """Write the desk's copy of a view, unless the stored one was made from the same; whether it was written."""
    own: dict[str, Any] = {"tenant_id": view.tenant.id, "locale": view.locale}
    try:
        source = made_from(
            view.search_models,
            view.indexed_documents(view.documents()),
            _texts_of(view, DESK_KINDS),
            DESK_KINDS,
        )
    except ValueError:  # nothing was learned in this language
        with tenant_scope([view.tenant.id]):
            removed, _ = SmallCopy.objects.filter(**own).delete()
        return bool(removed)
    with scope_of_all_tenants():
        if SmallCopy.objects.filter(**own, made_from=source).exists():
            return False
        same = SmallCopy.objects.filter(made_from=source).first()
    if same is None:
        copy = small_copy_of(view, DESK_KINDS)
        same = SmallCopy(content=brotli.compress(copy), digest=hashlib.sha256(copy).hexdigest())
    with tenant_scope([view.tenant.id]):
        SmallCopy.objects.update_or_create(
            **own, defaults={"content": same.content, "digest": same.digest, "made_from": source}
        )
    return True


def _texts_of(view: StateView, kinds: Sequence[ItemKind]) -> list[str]:
    """Return what people say of the items that something was learned of."""
    examples, taught = examples_of(view), {key for model in view.search_models for key in model.numbers}
    of_items = (phrases for kind in kinds for key, phrases in examples[kind].items() if key in taught)
    return [phrase.text for phrases in of_items for phrase in phrases]
