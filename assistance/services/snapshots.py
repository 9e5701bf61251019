"""Snapshots of scripts: written as soon as a state serves a script that differs, never by who reads one.

What was written is compared with the versions of states, which each change raises: no message is needed, and so none
can be lost. After a restart all states are looked at once. Snapshots are named by their content, so that several
processes may do the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistance.models import ScriptSnapshot
from assistance.selectors.snapshots import pinned_scripts
from delivery import state_view
from delivery.state_view import StateView
from delivery.stored_changes import read_versions
from tenants.databases import READER
from tenants.models import LIBRARY_ID, Tenant
from tenants.scope import tenant_scope
from tenants.viewer import Viewer, ViewerKind

Steps = Callable[[int], Callable[[], None]]
"""Told how many steps there will be, it returns what is called after each."""

_written: dict[int, tuple[int, int]] = {}
"""The versions of library and state up to which this process has written, by state."""


def write_changed() -> int:
    """Write the snapshots of the states that changed since this process last wrote them; return how many are new.

    Raises:
        Exception: what failed for one of the states; the others are done, and it is tried again.
    """
    states = list(Tenant.objects.states())
    found = read_versions([LIBRARY_ID, *(state.pk for state in states)], using=READER)
    versions = {state.pk: (found.get(LIBRARY_ID, 0), found.get(state.pk, 0)) for state in states}
    changed = [state for state in states if versions[state.pk] != _written.get(state.pk)]
    if changed:
        state_view.on_notification(None)
    written = 0
    failure: Exception | None = None
    for state in changed:
        try:
            views = views_of(state)
            written += write_all(views)
            if {view.version for view in views} == {"{}.{}".format(*versions[state.pk])}:
                _written[state.pk] = versions[state.pk]
        except Exception as error:  # one state's must not keep those of the others
            failure = failure or error
    if failure is not None:
        raise failure
    return written


def write_missing(*, codes: Sequence[str] = (), steps: Steps = lambda _count: lambda: None) -> int:
    """Write the snapshots that states lack of what they serve now; return how many are new.

    Args:
        codes: of states; empty: all.
        steps: is told of each state.
    Raises:
        StoreUnavailable: the database does not answer.
    """
    state_view.on_notification(None)
    states = Tenant.objects.states().order_by("pk")
    chosen = [state for state in states if not codes or state.code in codes]
    advance = steps(len(chosen))
    written = 0
    for state in chosen:
        written += write_all(views_of(state))
        advance()
    return written


def views_of(state: Tenant) -> list[StateView]:
    """Return what a state serves, in each of its languages.

    Raises:
        StoreUnavailable: the database does not answer.
    """
    viewer = Viewer(kind=ViewerKind.USER, tenants={state.code: state.pk}, name="snapshots")
    first = state_view.for_viewer(viewer, state.code)
    others = [state_view.for_viewer(viewer, state.code, locale) for locale in first.locales if locale != first.locale]
    return [first, *others]


def write_all(views: Sequence[StateView]) -> int:
    """Write the snapshots of all scripts of some views of one state; return how many are new."""
    if not views:
        return 0
    tenant_id = views[0].tenant.id
    scripts = [(view.locale, pinned) for view in views for pinned in pinned_scripts(view)]
    with tenant_scope([tenant_id]):
        stored = ScriptSnapshot.objects.for_tenant(tenant_id)
        known = set(stored.filter(digest__in=[pinned.digest for _, pinned in scripts]).values_list("digest", flat=True))
        missing = {
            pinned.digest: ScriptSnapshot(
                tenant_id=tenant_id,
                digest=pinned.digest,
                key=pinned.document["key"],
                locale=locale,
                document=pinned.document,
            )
            for locale, pinned in scripts
            if pinned.digest not in known
        }
        ScriptSnapshot.objects.bulk_create(missing.values(), ignore_conflicts=True)
    return len(missing)
