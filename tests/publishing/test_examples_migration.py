"""The migration that moves examples beside their documents: forth, back, in bounded steps, interrupted or not."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection

from content_models.models import GlossaryTerm
from publishing.models import ContentItem, Edition
from publishing.services.verify import verify
from tenants.scope import scope_of_all_tenants
from tests.content_models.world import block
from tests.world import World

migration = import_module("publishing.migrations.0014_examples_beside_documents")


def rows() -> list[Any]:
    with scope_of_all_tenants():
        items = ContentItem.objects.order_by("pk").values("pk", "document", "examples", "version")
        return [*items, *Edition.objects.order_by("pk").values("pk", "document", "examples")]


def trigger_definitions() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger"
            " WHERE tgrelid = 'publishing_edition'::regclass AND NOT tgisinternal"
        )
        return [definition for (definition,) in cursor.fetchall()]


def interrupt(monkeypatch: pytest.MonkeyPatch, *target: str) -> None:
    """Begin to migrate, and die behind the first step."""
    step, done = migration._step, list[Any]()

    def dies_behind_the_first(*args: Any) -> bool:
        if done:
            raise KeyboardInterrupt
        done.append(args)
        return bool(step(*args))

    before = rows()
    with monkeypatch.context() as patch:
        patch.setattr(migration, "_step", dies_behind_the_first)
        with pytest.raises(KeyboardInterrupt):
            call_command("migrate", *target, verbosity=0)
    assert rows() != before


@pytest.mark.parametrize("is_interrupted", [False, True])
def test_forth_and_back(committed: World, monkeypatch: pytest.MonkeyPatch, is_interrupted: bool) -> None:
    monkeypatch.setattr(migration, "STEP", 2)
    said = [block("phrases", {"phrases": "me robaron\nñandú «»", "voice": "TOLD", "source": "USE", "is_danger": True})]
    for code, section, slug in (("NAC", "glosario", "uno"), ("XNO", "informacion-local", "dos")):
        committed.new(GlossaryTerm, code, section, title=slug, slug=slug, definition="<p>.</p>", examples=said)
    committed.new(GlossaryTerm, "NAC", "glosario", title="tres", slug="tres", definition="<p>.</p>")
    after, triggers = rows(), trigger_definitions()

    if is_interrupted:
        interrupt(monkeypatch, "publishing", "0013")
    call_command("migrate", "publishing", "0013", verbosity=0)
    before = rows()
    assert trigger_definitions() == triggers
    if is_interrupted:
        interrupt(monkeypatch)
    call_command("migrate", verbosity=0)

    assert [row["examples"] for row in before if row["examples"]] == []
    assert [row["document"]["title"] for row in before if "ñandú" in str(row["document"])] == ["uno", "dos", "uno"]
    assert rows() == after
    assert trigger_definitions() == triggers
    assert verify() == []
    with scope_of_all_tenants(), pytest.raises(IntegrityError, match="never changed"):
        Edition.objects.update(examples=[])
