"""Training what search learns from examples: in the worker, whenever they changed; nobody waits for it.

What was learned is compared with the examples as they are served, so that no message is needed and none can be lost.
Like any change of a tenant, a new model raises its version, and so reaches all processes and ends what caches have.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils import timezone

from publishing.models import SearchModel
from publishing.versions import raise_version
from tenants.models import LIBRARY_ID, Tenant
from tenants.scope import tenant_scope
from tenants.viewer import Viewer, ViewerKind

from . import state_view
from .examples import examples_of
from .search.example_model import DANGER, read_model
from .search.phrases import digest_of
from .search.training import train
from .stored_changes import read_versions
from .view import StateView

_trained: dict[int, tuple[int, int]] = {}
"""The versions of library and tenant for which this process has looked last, by tenant."""


def train_changed() -> int:
    """Train the models of all tenants whose examples changed; return how many were trained.

    Raises:
        Exception: what failed for one of the tenants; the others are done, and it is tried again.
    """
    states = list(Tenant.objects.states())
    found = read_versions([LIBRARY_ID, *(state.pk for state in states)], using=DEFAULT_DB_ALIAS)
    versions = {pk: (found.get(LIBRARY_ID, 0), found.get(pk, 0)) for pk in [LIBRARY_ID, *(one.pk for one in states)]}
    changed = {pk for pk, version in versions.items() if _trained.get(pk) != version}
    if not changed:
        return 0
    state_view.on_notification(None)
    trained = 0
    if LIBRARY_ID in changed:
        trained += train_library()
        _trained[LIBRARY_ID] = versions[LIBRARY_ID]
    failure: Exception | None = None
    for state in states:
        if state.pk in changed:
            try:
                trained += sum(_train(state.pk, view, _learned_for(view)) for view in views_of(state))
                _trained[state.pk] = versions[state.pk]
            except Exception as error:  # one state's must not keep those of the others
                failure = failure or error
    if failure is not None:
        raise failure
    return trained


def train_library() -> int:
    """Train the library's models whose examples changed, a language each; return how many were trained."""
    views = map(state_view.of_library, state_view.library_locales())
    return sum(_train(LIBRARY_ID, view) for view in views)


def reset() -> None:
    """Look at all tenants again the next time: for tests, and after a restored backup."""
    _trained.clear()


def _train(tenant_id: int, view: StateView, only: Sequence[str] | None = None) -> bool:
    """Train and store a tenant's model, unless what is stored was learned from the same; whether it was trained.

    Args:
        only: the keys of the items that are learned; None: all.
    """
    examples = {} if only is not None and not only else examples_of(view)
    learned_from = hashlib.sha256(f"{digest_of(examples)} {only}".encode()).hexdigest()
    with tenant_scope([tenant_id]):
        stored = SearchModel.objects.filter(tenant_id=tenant_id, locale=view.locale).first()
        if _is_current(stored, learned_from) if stored else not examples:
            return False
        artifact = train(examples, only=only).to_bytes() if examples else b""
        with transaction.atomic():
            SearchModel.objects.update_or_create(
                tenant_id=tenant_id,
                locale=view.locale,
                defaults={
                    "artifact": artifact,
                    "digest": hashlib.sha256(artifact).hexdigest(),
                    "learned_from": learned_from,
                    "version": raise_version(tenant_id),
                    "trained_at": timezone.now(),
                },
            )
    return True


def _is_current(stored: SearchModel, learned_from: str) -> bool:
    """Return whether a model was learned from the same and can be read: damaged and older ones are trained anew."""
    if stored.learned_from != learned_from:
        return False
    return not stored.artifact or read_model(bytes(stored.artifact)) is not None


def _learned_for(view: StateView) -> list[str]:
    """Return what a state learns for itself: the items to which it adds examples, and danger if some tell of it."""
    keys = view.examples.keys_with_own
    is_danger = any(group["isDanger"] for key in keys for group in view.examples.own(key))
    return [*keys, DANGER] if is_danger else [*keys]


def views_of(state: Tenant) -> list[StateView]:
    """Return what a state serves, in each of its languages.

    Raises:
        StoreUnavailable: the database does not answer.
    """
    viewer = Viewer(kind=ViewerKind.USER, tenants={state.code: state.pk}, name="search")
    first = state_view.for_viewer(viewer, state.code)
    return [first, *(state_view.for_viewer(viewer, state.code, tag) for tag in first.locales if tag != first.locale)]
