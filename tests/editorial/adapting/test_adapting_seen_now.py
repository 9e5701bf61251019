"""The way from a text's workbench to what citizens see of it now: it leads to a page, or is not offered."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from content_models.kinds import ItemKind
from tenants.models import Tenant, TenantStatus
from tests.desk import Desk, desk
from tests.editorial.reviews import SCRIPT

__all__ = ["desk"]

WORDS = "Lo que ve la gente ahora"


def offered(desk: Desk, kind: str, title: str = "") -> str | None:
    """Return the address that the workbench of a kind's first text with a title offers."""
    client = Client()
    client.force_login(desk.people["TAB", "publisher"])
    key = desk.key(kind, title)
    answer = client.get(reverse("adapting:text", args=["TAB", key]))
    assert answer.status_code == 200
    found = re.search(rf'href="([^"]+)"[^>]*>[^<]*(?:<svg.*?</svg>)?\s*{WORDS}', answer.content.decode(), re.DOTALL)
    assert found or WORDS not in answer.content.decode()
    return found[1] if found else None


@pytest.mark.parametrize("kind", [ItemKind.GUIDANCE, ItemKind.TERM, ItemKind.ORGANIZATION])
def test_what_is_offered_exists(desk: Desk, kind: str) -> None:
    address = offered(desk, kind)

    assert address is not None
    assert Client().get(urlsplit(address).path, headers={"host": urlsplit(address).netloc}).status_code == 200


def test_a_script_that_is_no_guide_has_no_page(desk: Desk) -> None:
    assert offered(desk, ItemKind.SCRIPT, "Un policía o autoridad abusó") is None


def test_a_script_that_citizens_walk_leads_to_its_first_question(desk: Desk) -> None:
    address = offered(desk, ItemKind.SCRIPT, SCRIPT)

    assert address is not None
    assert urlsplit(address).path == "/guia/familiar-detenido/"
    assert Client().get(urlsplit(address).path, headers={"host": urlsplit(address).netloc}).status_code == 200


def test_a_state_that_is_not_launched_has_no_pages(desk: Desk) -> None:
    Tenant.objects.filter(code="TAB").update(status=TenantStatus.DRAFT)

    assert offered(desk, ItemKind.GUIDANCE) is None
