"""Snapshots of scripts: written when what a state serves has changed, once, and by nobody who reads."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from assistance.models import ScriptSnapshot
from assistance.selectors.snapshots import pinned_scripts, script_with_digest
from assistance.services import snapshots
from assistance.services.snapshots import write_changed
from content_models.models import GlossaryTerm, ScriptPage
from delivery import state_view
from delivery.pinned_scripts import digest_of
from delivery.state_view import StateView
from editorial.adapting import services as adapt
from editorial.adapting.types import AdaptationTarget, OperationInput, OperationKind
from publishing.errors import StoreUnavailable
from publishing.models import OutboxEntry
from publishing.services.change_tenant import change_tenant
from publishing.services.publish import publish_page
from tenants import listening
from tenants.models import Tenant, TenantPhone
from tenants.scope import scope_of_all_tenants, tenant_scope
from tests.desk import person
from tests.module_transaction import anew, made_once
from tests.world import World

NODES: list[dict[str, Any]] = [
    {
        "type": "node",
        "value": {
            "key": "fin",
            "kind": "ANSWER",
            "text": "<p>Llame a {help_line} en {state}.</p>",
            "web_text": "",
            "wordings": [],
            "options": [],
            "organization_kind": "",
            "deadlines": [],
            "legal_references": [],
            "verified": False,
        },
    }
]


@pytest.fixture(autouse=True)
def worker_just_started() -> Iterator[None]:
    """Let this process have written nothing yet."""
    snapshots._written.clear()
    yield
    snapshots._written.clear()


def written_script(world: World) -> ScriptPage:
    """A published national script, of which there are snapshots in all states."""
    page: ScriptPage = world.new(
        ScriptPage, "NAC", "guiones", title="Guion", slug="guion-nuevo", role="VICTIM", urgency="HIGH",
        channels=["CHAT"], start="fin", nodes=NODES,
    )  # fmt: skip
    write_changed()
    return page


@made_once
def made_script(module_world: World) -> tuple[ScriptPage, dict[int, tuple[int, int]]]:
    """The script, and up to which versions this process has written."""
    return written_script(module_world), dict(snapshots._written)


@pytest.fixture
def script(made_script: tuple[ScriptPage, dict[int, tuple[int, int]]], world: World) -> ScriptPage:
    """A published national script, of which this process has written snapshots in all states."""
    page, versions = made_script
    snapshots._written.update(versions)
    return anew(page)


def digests(world: World, code: str, script: ScriptPage, locale: str = "es-MX") -> list[str]:
    """The digests of a state's snapshots of a script, the oldest first; each is that of its document."""
    tenant = world.tenants[code]
    with tenant_scope([tenant.pk]):
        found = list(
            ScriptSnapshot.objects.for_tenant(tenant.pk)
            .filter(key=str(script.translation_key), locale=locale)
            .order_by("pk")
        )
    assert [digest_of(one.document) for one in found] == [one.digest for one in found]
    return [one.digest for one in found]


def retitle(script: ScriptPage, title: str) -> None:
    script.title = title
    publish_page(page=script)


def test_each_state_has_what_it_serves_once(world: World, script: ScriptPage) -> None:
    [north], [south] = digests(world, "XNO", script), digests(world, "XSU", script)

    assert north != south  # each state's own name is in it
    assert len(digests(world, "XSU", script, "en")) == 1
    assert {pinned.digest for pinned in pinned_scripts(world.view("XNO"))} >= {north}
    snapshots._written.clear()
    assert write_changed() == 0


def test_a_second_edit_is_a_second_snapshot_and_going_back_none(world: World, script: ScriptPage) -> None:
    retitle(script, "Otro")
    assert write_changed() >= 3
    retitle(script, "Guion")
    assert write_changed() == 0

    assert len(digests(world, "XNO", script)) == 2


def test_what_is_rolled_back_leaves_none(world: World, script: ScriptPage) -> None:
    with transaction.atomic():
        retitle(script, "Nunca")
        transaction.set_rollback(True)

    assert write_changed() == 0
    assert len(digests(world, "XNO", script)) == 1


def test_an_adaptation_touches_its_own_state_only(world: World, script: ScriptPage) -> None:
    somebody = person(world.tenants["XNO"], "publisher")
    who = AdaptationTarget(tenant=world.tenants["XNO"], key=str(script.translation_key), locale="es-MX", by=somebody)
    operation = OperationInput(OperationKind.SET, field="title", value="Del norte")
    saved = adapt.put_operation(who, operation=operation, expected_revision=None, confirm=True)
    assert write_changed() == 0  # a draft
    adapt.publish_adaptation(who, expected_revision=saved.latest_revision_id)

    assert write_changed() == 1
    assert len(digests(world, "XNO", script)) == 2
    assert len(digests(world, "XSU", script)) == 1


def test_a_help_line_that_the_words_name_is_a_change(world: World, script: ScriptPage) -> None:
    line = TenantPhone(purpose=TenantPhone.Purpose.HELP_LINE, label="Ayuda", display="800 111 2222", dial="8001112222")
    change_tenant(tenant=world.tenants["XNO"], phones=[line])
    assert write_changed() >= 1

    assert len(digests(world, "XNO", script)) == 2
    assert len(digests(world, "XSU", script)) == 1


def test_a_term_that_is_explained_anew_changes_no_script(world: World, script: ScriptPage) -> None:
    world.new(GlossaryTerm, "NAC", "glosario", title="Llame", slug="llame", definition="<p>Uno.</p>")

    write_changed()
    marked = world.view("XNO").item(str(script.translation_key))

    assert marked is not None
    assert marked["kind"] == "SCRIPT"
    assert "'type': 'term'" in str(marked["nodes"][0]["text"]["ast"])
    assert len(digests(world, "XNO", script)) == 1


def test_reading_writes_nothing(world: World, script: ScriptPage) -> None:
    retitle(script, "Leído")

    [pinned] = [one for one in pinned_scripts(world.view("XNO")) if one.document["title"] == "Leído"]
    found = script_with_digest(world.view("XNO"), pinned.digest)

    assert found is not None
    assert found["title"] == "Leído"
    assert len(digests(world, "XNO", script)) == 1


def test_a_lost_message_is_not_missed(world: World, script: ScriptPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "notify", lambda *_: None)
    retitle(script, "En silencio")
    with scope_of_all_tenants():
        OutboxEntry.objects.update(delivered_at=timezone.now())

    assert write_changed() >= 3
    assert len(digests(world, "XNO", script)) == 2


def test_a_worker_that_was_restarted_goes_on(world: World, script: ScriptPage) -> None:
    retitle(script, "Entretanto")
    snapshots._written.clear()  # the memory of the one that has ended
    state_view.reset()

    assert write_changed() >= 3
    assert len(digests(world, "XNO", script)) == 2


def test_what_failed_for_one_state_is_written_for_the_others_and_tried_again(
    world: World, script: ScriptPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    retitle(script, "Con tropiezo")
    whole = snapshots.views_of

    def stumbling(state: Tenant) -> list[StateView]:
        if state.code == "XNO":
            raise StoreUnavailable
        return whole(state)

    monkeypatch.setattr(snapshots, "views_of", stumbling)
    with pytest.raises(StoreUnavailable):
        write_changed()
    assert [len(digests(world, code, script)) for code in ("XNO", "XSU")] == [1, 2]
    monkeypatch.undo()

    assert write_changed() == 1
    assert [len(digests(world, code, script)) for code in ("XNO", "XSU")] == [2, 2]


def test_the_command_writes_what_is_missing_and_says_how_many(world: World, script: ScriptPage) -> None:
    retitle(script, "Por orden")

    said = [_said("--state", "XNO"), _said(), _said()]

    assert "1" in said[0]
    assert len(digests(world, "XNO", script)) == 2
    assert said[2].splitlines()[-1].startswith("0 ")


def _said(*arguments: str) -> str:
    output = StringIO()
    call_command("script_snapshots", *arguments, stdout=output)
    return output.getvalue()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE assistance_scriptsnapshot SET key = 'x'", "DELETE FROM assistance_scriptsnapshot"],
)
def test_a_snapshot_is_neither_changed_nor_deleted(world: World, script: ScriptPage, statement: str) -> None:
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with refused, scope_of_all_tenants(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_state_sees_its_own_only(world: World, script: ScriptPage) -> None:
    [north] = digests(world, "XNO", script)
    retitle(script, "Ahora otro")

    assert script_with_digest(world.view("XNO"), north) is not None
    assert script_with_digest(world.view("XSU"), north) is None
    with tenant_scope([world.tenants["XSU"].pk]):
        assert not ScriptSnapshot.objects.filter(digest=north).exists()
