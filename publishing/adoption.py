"""Adoption of national editions: pins are set and released here and nowhere else.

A national publish changes nothing in a state that reviews first: in the same transaction the state is pinned to the
edition that it serves (to none, where it serves none), and a task is opened. An urgent legal correction is served at
once, and so is whatever the library withdraws. Homes, sections and offices are never pinned: navigation, numbers and
addresses have to be right everywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.utils import timezone

from content_models.adaptable import ADAPTABLE
from tenants.models import Adoption, Tenant

from .models import Pin, ReviewOutcome
from .new_edition import NewEdition
from .review import adoption_tasks
from .versions import raise_version


def pin_states(editions: Iterable[NewEdition], *, by_id: int | None = None) -> None:
    """Let the states that review first go on serving what they served; each finds a task. The scope must hold them.

    A state that is already behind stays where it is, and its task grows. An edition that says the same as the one
    before opens no task.
    """
    pinnable = [edition for edition in editions if edition.kind in ADAPTABLE]
    states = _reviewing() if pinnable else []
    if not states:
        return
    held = {
        (pin.tenant_id, pin.key, pin.locale): pin.number or 0
        for pin in Pin.objects.holding().filter(tenant__in=states, key__in={edition.key for edition in pinnable})
    }
    now = timezone.now()
    new = []
    for state in states:
        fresh = [edition for edition in pinnable if edition.is_changed and (state.pk, *edition.text) not in held]
        version = raise_version(state.pk) if fresh else 0
        for edition in fresh:
            held[state.pk, *edition.text] = edition.number_before
            new.append(
                Pin(
                    tenant=state,
                    key=edition.key,
                    locale=edition.locale,
                    number=edition.number_before,
                    version=version,
                    pinned_at=now,
                )
            )
    Pin.objects.bulk_create(
        new,
        update_conflicts=True,
        unique_fields=["tenant", "key", "locale"],
        update_fields=["number", "version", "pinned_at"],
    )
    waiting = [(state, edition) for state in states for edition in pinnable if (state.pk, *edition.text) in held]
    adoption_tasks.wait(waiting, held, by_id=by_id, at=now)


def pass_urgent(editions: Iterable[NewEdition], *, reason: str, by_id: int | None = None) -> None:
    """Let every state serve an urgent legal correction now; those that review first find it logged, with its reason."""
    passing = [edition for edition in editions if edition.kind in ADAPTABLE]
    if not passing:
        return
    release_pins(_pins_of([edition.text for edition in passing]))
    passed = [(state, edition) for state in _reviewing() for edition in passing]
    adoption_tasks.log_passed(passed, by_id=by_id, reason=reason)


def release_pins_of_withdrawn(texts: Collection[tuple[str, str]], *, by_id: int | None = None) -> None:
    """Let go what is pinned of texts that the library has withdrawn: there is nothing left to wait for.

    Args:
        texts: keys and languages.
    """
    release_pins(_pins_of(texts))
    adoption_tasks.close(texts, outcome=ReviewOutcome.SUPERSEDED, by_id=by_id)


def release_pins(pins: Sequence[Pin]) -> dict[int, int]:
    """Let these pins go, and return the new versions of their states. The scope must hold them."""
    by_state: dict[int, list[int]] = defaultdict(list)
    for pin in pins:
        by_state[pin.tenant_id].append(pin.pk)
    now = timezone.now()
    versions = {}
    for tenant_id in sorted(by_state):
        versions[tenant_id] = raise_version(tenant_id)
        Pin.objects.filter(pk__in=by_state[tenant_id]).update(number=None, version=versions[tenant_id], pinned_at=now)
    return versions


def _reviewing() -> list[Tenant]:
    return list(Tenant.objects.states().filter(adoption=Adoption.REVIEWED).order_by("pk"))


def _pins_of(texts: Collection[tuple[str, str]]) -> list[Pin]:
    pins = Pin.objects.holding().filter(key__in={key for key, _ in texts})
    return [pin for pin in pins if (pin.key, pin.locale) in texts]
