"""The migration that moves examples beside their documents: forth, back, and in bounded steps."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError

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


def test_forth_and_back(committed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migration, "STEP", 2)
    said = [block("phrases", {"phrases": "me robaron\nñandú «»", "voice": "TOLD", "source": "USE", "is_danger": True})]
    for code, section, slug in (("NAC", "glosario", "uno"), ("XNO", "informacion-local", "dos")):
        committed.new(GlossaryTerm, code, section, title=slug, slug=slug, definition="<p>.</p>", examples=said)
    committed.new(GlossaryTerm, "NAC", "glosario", title="tres", slug="tres", definition="<p>.</p>")
    after = rows()

    call_command("migrate", "publishing", "0013", verbosity=0)
    before = rows()
    call_command("migrate", verbosity=0)

    assert [row["examples"] for row in before if row["examples"]] == []
    assert [row["document"]["title"] for row in before if "ñandú" in str(row["document"])] == ["uno", "dos", "uno"]
    assert rows() == after
    assert verify() == []
    with scope_of_all_tenants(), pytest.raises(IntegrityError, match="never changed"):
        Edition.objects.update(examples=[])
