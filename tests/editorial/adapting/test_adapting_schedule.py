"""An adaptation begins and ends by itself: what the worker then does, and what the workbench says. Real content."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from wagtail.models import Page

from content_models.kinds import ItemKind
from editorial.adapting import selectors
from editorial.adapting import services as adapt
from editorial.adapting.errors import (
    AdaptationForbidden,
    AdaptationPlanned,
    ExpiryBeforeGoLive,
    NothingToSchedule,
    ScheduleInPast,
    StaleAdaptation,
)
from editorial.adapting.types import OperationInput, OperationKind, PieceKind
from publishing.errors import ScriptUnreachable
from publishing.services.publish import publish_page
from publishing.services.scheduled import publish_due
from tests.desk import Desk, desk, first, retold

__all__ = ["desk"]

FAMILY = "Detuvieron a mi familiar"
SCRIPT = "Mi familiar está detenido"
HOUR = timedelta(hours=1)


def summary(text: str) -> OperationInput:
    return OperationInput(OperationKind.SET, field="summary", value=text)


def plan(
    desk: Desk,
    key: str,
    role: str = "publisher",
    /,
    go_live_at: datetime | None = None,
    expire_at: datetime | None = None,
) -> Any:
    """Plan what is in the draft now."""
    return adapt.schedule_adaptation(
        desk.who(key, role=role),
        expected_revision=desk.bench(key).revision,
        go_live_at=go_live_at,
        expire_at=expire_at,
    )


def after(delay: timedelta) -> datetime:
    return (timezone.now() + delay).replace(microsecond=0)


def served(desk: Desk, key: str, code: str = "TAB") -> str:
    return str(desk.view(code).item(key)["summary"])


def national(desk: Desk, key: str) -> Any:
    return Page.objects.get(translation_key=key).specific


def test_a_planned_adaptation_is_served_from_its_beginning_until_its_end(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    before = served(desk, key)
    desk.put(key, summary("Sólo esta semana."))
    begins, ends = after(HOUR), after(3 * HOUR)

    plan(desk, key, go_live_at=begins, expire_at=ends)
    planned = desk.bench(key).schedule
    seen = []
    for moment in (0.5, 1.5, 2.5, 3.5):
        done = publish_due(now=after(moment * HOUR))
        seen.append((done, served(desk, key)))
        assert desk.differences() == []

    assert planned is not None
    assert (planned.go_live_at, planned.expire_at, planned.problem) == (begins, ends, "")
    assert seen == [(0, before), (1, "Sólo esta semana."), (0, "Sólo esta semana."), (1, before)]
    bench = desk.bench(key)
    assert (bench.schedule, bench.is_published, bench.has_expired, bench.live_until) == (None, False, True, None)
    assert len(bench.page.changes if bench.page else ()) == 1


def test_what_is_published_goes_on_until_the_beginning(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    desk.put(key, summary("Ahora."))
    desk.publish(key)
    desk.put(key, summary("Después."))

    plan(desk, key, go_live_at=after(HOUR))
    until_then = served(desk, key)
    publish_due(now=after(2 * HOUR))

    assert until_then == "Ahora."
    assert served(desk, key) == "Después."
    assert not desk.bench(key).has_draft_changes
    assert desk.differences() == []


def test_an_end_alone_publishes_at_once(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    before = served(desk, key)
    desk.put(key, summary("Hasta mañana."))
    ends = after(HOUR)

    plan(desk, key, expire_at=ends)
    at_once, until = served(desk, key), desk.bench(key).live_until
    publish_due(now=after(2 * HOUR))

    assert (at_once, until) == ("Hasta mañana.", ends)
    assert served(desk, key) == before
    assert desk.differences() == []


def test_times_without_a_zone_are_the_states_own(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    tenant = desk.tenants["TAB"]
    tenant.time_zone = "America/Tijuana"
    desk.put(key, summary("A su hora."))
    local = datetime.fromisoformat("2090-03-01T09:00")

    plan_of = replace(desk.who(key), tenant=tenant)
    adapt.schedule_adaptation(plan_of, expected_revision=desk.bench(key).revision, go_live_at=local)

    planned = desk.bench(key).schedule
    assert planned is not None
    assert planned.go_live_at == local.replace(tzinfo=ZoneInfo("America/Tijuana"))


def test_a_cancelled_plan_leaves_the_draft(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    before = served(desk, key)
    desk.put(key, summary("Quizá."))
    plan(desk, key, go_live_at=after(HOUR), expire_at=after(2 * HOUR))

    adapt.cancel_schedule(desk.who(key), expected_revision=desk.bench(key).revision)
    done = publish_due(now=after(5 * HOUR))

    bench = desk.bench(key)
    assert (done, served(desk, key)) == (0, before)
    assert (bench.schedule, bench.has_draft_changes, bench.is_published) == (None, True, False)
    desk.publish(key)
    assert served(desk, key) == "Quizá."
    assert desk.bench(key).live_until is None
    assert publish_due(now=after(5 * HOUR)) == 0
    assert desk.differences() == []


def test_a_cancelled_end_lets_what_is_published_go_on(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    desk.put(key, summary("Sin fin."))
    plan(desk, key, expire_at=after(HOUR))

    adapt.cancel_expiry(desk.who(key), expected_revision=desk.bench(key).revision)
    done = publish_due(now=after(2 * HOUR))

    bench = desk.bench(key)
    assert (done, served(desk, key)) == (0, "Sin fin.")
    assert (bench.live_until, bench.has_draft_changes, bench.is_published) == (None, False, True)
    assert desk.differences() == []


def test_what_is_planned_is_not_changed_or_discarded_before_the_plan_is_cancelled(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    desk.put(key, summary("Planeado."))
    plan(desk, key, go_live_at=after(HOUR))

    with pytest.raises(AdaptationPlanned) as refusal:
        desk.put(key, summary("Más tarde."))
    with pytest.raises(AdaptationPlanned):
        adapt.discard_draft(desk.who(key), expected_revision=desk.bench(key).revision)
    adapt.cancel_schedule(desk.who(key), expected_revision=desk.bench(key).revision)
    desk.put(key, summary("Más tarde."))
    desk.publish(key)

    assert refusal.value.code == "ADAPTATION_PLANNED"
    assert served(desk, key) == "Más tarde."
    assert desk.differences() == []


def test_a_plan_is_replaced_by_another(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    before = served(desk, key)
    desk.put(key, summary("Cuando sea."))
    plan(desk, key, go_live_at=after(HOUR))
    plan(desk, key, go_live_at=after(3 * HOUR))

    seen = [(publish_due(now=after(hours * HOUR)), served(desk, key)) for hours in (2, 4)]

    assert seen == [(0, before), (1, "Cuando sea.")]
    assert desk.differences() == []


def test_publishing_now_replaces_the_plan_and_keeps_its_end(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    before = served(desk, key)
    desk.put(key, summary("Ya."))
    ends = after(2 * HOUR)
    plan(desk, key, go_live_at=after(HOUR), expire_at=ends)

    desk.publish(key)

    bench = desk.bench(key)
    assert served(desk, key) == "Ya."
    assert (bench.schedule, bench.live_until) == (None, ends)
    assert publish_due(now=after(3 * HOUR)) == 1
    assert served(desk, key) == before
    assert desk.differences() == []


def test_what_ended_can_be_published_again_without_ending_at_once(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    desk.put(key, summary("Una vez."))
    page = plan(desk, key, expire_at=after(HOUR))
    Page.objects.filter(pk=page.pk).update(expire_at=after(-HOUR))
    revision = page.latest_revision
    revision.content = {**revision.content, "expire_at": after(-HOUR).isoformat()}
    revision.save()
    publish_due()

    desk.publish(key)

    assert publish_due() == 0
    assert served(desk, key) == "Una vez."
    assert desk.differences() == []


def test_discarding_what_has_ended_keeps_its_history(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    desk.put(key, summary("Terminó."))
    plan(desk, key, expire_at=after(HOUR))
    publish_due(now=after(2 * HOUR))
    versions = len(selectors.versions(desk.who(key)))

    adapt.discard_draft(desk.who(key), expected_revision=desk.bench(key).revision)

    bench = desk.bench(key)
    assert (bench.has_draft_changes, bench.is_published) == (False, False)
    assert bench.effective_item == bench.library_item
    assert len(selectors.versions(desk.who(key))) == versions + 1
    assert desk.differences() == []


def test_a_planned_change_whose_target_the_library_removed_is_published_and_not_lost(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    piece = first(desk.bench(key), PieceKind.BLOCK)
    desk.put(key, retold(desk, key, piece.address, "<p>No se pierde.</p>"))
    plan(desk, key, go_live_at=after(HOUR))
    page = national(desk, key)
    page.body = [one for one in page.body.get_prep_value() if one["id"] != piece.address]
    publish_page(page=page)

    done = publish_due(now=after(2 * HOUR))

    body = desk.view().item(key)["body"]
    assert done == 1
    assert (body[-1]["text"]["plainText"], body[-1]["origin"]) == ("No se pierde.", "LOCAL")
    assert [lost.kind for lost in desk.bench(key).unresolved] == ["replace"]
    assert desk.differences() == []


def test_a_script_that_would_lose_its_way_by_then_waits_and_says_why(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    key = desk.key(ItemKind.SCRIPT, SCRIPT)
    bench = desk.bench(key)
    asked = first(bench, PieceKind.NODE)
    leads_to = asked.effective_value["options"][0]["to"]
    target = next(one for one in bench.pieces if one.kind is PieceKind.NODE and one.effective_value["key"] == leads_to)
    before = desk.view().item(key)
    desk.put(key, retold(desk, key, asked.address, "<p>¿Dónde?</p>"))
    plan(desk, key, go_live_at=after(HOUR))
    page = national(desk, key)
    nodes = page.nodes.get_prep_value()
    renamed = renamed_node(nodes, leads_to, "otro-nombre")
    page.nodes, page.walks = renamed, []
    publish_page(page=page)
    desk.commit()

    with caplog.at_level(logging.WARNING, logger="publishing.services.scheduled"):
        done = publish_due(now=after(2 * HOUR))

    waiting = desk.bench(key).schedule
    assert target.effective_value["key"] == leads_to
    assert done == 0
    assert "was skipped" in caplog.text
    assert waiting is not None
    assert "lleva a un nodo que no existe" in waiting.problem
    assert block_text(desk.view().item(key), asked.address) == block_text(before, asked.address)
    assert desk.differences() == []


def renamed_node(nodes: list[Any], old: str, new: str) -> list[Any]:
    """The library's nodes with another name for one of them, where they lead to it too."""

    def told(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: told(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [told(inner) for inner in value]
        return new if value == old else value

    return [told(node) for node in nodes]


def block_text(item: Any, identifier: str) -> str:
    return str(next(node for node in item["nodes"] if node["id"] == identifier)["text"]["plainText"])


@pytest.mark.parametrize(
    ("case", "times", "error", "field"),
    [
        ("a beginning that has passed", {"go_live_at": -HOUR}, ScheduleInPast, "go_live_at"),
        ("an end that has passed", {"expire_at": -HOUR}, ScheduleInPast, "expire_at"),
        ("an end before the beginning", {"go_live_at": 2 * HOUR, "expire_at": HOUR}, ExpiryBeforeGoLive, "expire_at"),
        ("an end at the beginning", {"go_live_at": HOUR, "expire_at": HOUR}, ExpiryBeforeGoLive, "expire_at"),
        ("no time at all", {}, NothingToSchedule, ""),
    ],
)
def test_times_that_cannot_be_kept_are_refused(
    desk: Desk, case: str, times: dict[str, timedelta], error: type[Any], field: str
) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    desk.put(key, summary("Nunca."))
    now = timezone.now()

    with pytest.raises(error) as refusal:
        plan(desk, key, **{name: now + delay for name, delay in times.items()})

    assert refusal.value.field == field
    assert desk.bench(key).schedule is None


def test_there_must_be_something_to_plan(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)

    with pytest.raises(NothingToSchedule):
        plan(desk, key, go_live_at=after(HOUR))
    desk.put(key, summary("Publicado."))
    desk.publish(key)
    with pytest.raises(NothingToSchedule):
        plan(desk, key, go_live_at=after(HOUR))
    with pytest.raises(NothingToSchedule):
        adapt.cancel_schedule(desk.who(key), expected_revision=desk.bench(key).revision)
    with pytest.raises(NothingToSchedule):
        adapt.cancel_expiry(desk.who(key), expected_revision=desk.bench(key).revision)


def test_only_publishers_plan_and_only_what_they_saw(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    desk.put(key, summary("Uno."))
    seen = desk.bench(key).revision
    desk.put(key, summary("Dos."))

    with pytest.raises(AdaptationForbidden):
        plan(desk, key, "editor", go_live_at=after(HOUR))
    with pytest.raises(StaleAdaptation):
        adapt.schedule_adaptation(desk.who(key), expected_revision=seen, go_live_at=after(HOUR))

    assert desk.bench(key).schedule is None


def test_a_script_that_has_lost_its_way_is_not_planned(desk: Desk) -> None:
    key = desk.key(ItemKind.SCRIPT, SCRIPT)
    bench = desk.bench(key)
    asked = first(bench, PieceKind.NODE)
    leads_to = asked.effective_value["options"][0]["to"]
    target = next(one for one in bench.pieces if one.kind is PieceKind.NODE and one.effective_value["key"] == leads_to)
    desk.put(key, OperationInput(OperationKind.HIDE, target=target.address))

    with pytest.raises(ScriptUnreachable):
        plan(desk, key, go_live_at=after(HOUR))

    assert desk.bench(key).schedule is None
