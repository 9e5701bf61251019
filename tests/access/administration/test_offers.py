"""Nothing that the administration offers somebody is closed to them: each role follows links, menus and forms."""

from __future__ import annotations

import logging
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from http import HTTPStatus

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail_localize.models import Translation

from publishing.models import ReviewTask
from tenants.admin_access.acts import Role
from tenants.models import StaffRole
from tenants.scope import tenant_scope
from tests.tenants.conftest import World
from tests.tenants.factories import member
from tests.thoroughness import is_long, tries

from .crawl import content_of
from .planted import plant

pytestmark = pytest.mark.slow

EACH = tries(1, long=3)
"""How many of the addresses are opened that differ in their ids only."""

USUAL = [Role.STATE_COORDINATOR, Role.STATE_TRANSLATOR, Role.LIBRARY_PUBLISHER]
"""Whose administration is followed each time: between them they are offered nearly all that there is."""

STARTS = ("wagtailadmin_home", "wagtailadmin_account")
"""Where somebody begins; everything else is offered."""

CLOSED = {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}

_OFFERED = re.compile(r"""["'](/admin/[^"'<>\s\\]*)["']""")
_ID = re.compile(r"(?<=/)(?:[0-9]+|[0-9a-f]{8}-[0-9a-f-]{27})(?=/|$)")
_MANY = re.compile(r"/bulk/\w+/(?:custom)?(\w+)/")
_FOR_SCRIPTS = re.compile(r'<script id="wagtail-config".*?</script>', re.DOTALL)
"""Addresses that no person is offered, only the administration's own scripts."""


@pytest.fixture(autouse=True)
def _silence() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def offered_by(answer: bytes) -> Iterator[str]:
    """Yield each address of the administration that a page has: in links, forms, buttons and the menu's data."""
    yield from _OFFERED.findall(unescape(unescape(_FOR_SCRIPTS.sub("", answer.decode()))))


@pytest.mark.parametrize("who", [*Role, "administrator"] if is_long() else USUAL)
def test_what_is_offered_is_open(world: World, who: str) -> None:
    place, _, role = who.partition(" ")
    tenant = world.library if place == "library" else world.tabasco
    if role:
        world.people[who] = member(tenant, StaffRole(role), "somebody")
    author = world.person("library publisher" if tenant.is_library else "own publisher")
    planted = plant(tenant, author, "marca", "vista")
    Translation.objects.filter(pk=planted.ids["translation"]).delete()  # of it there is no page
    with tenant_scope([world.library.pk]):
        ReviewTask.objects.filter(tenant=world.library).delete()  # the library reviews nothing

    closed = list(_closed_to(world.client(who), [reverse(name) for name in STARTS], planted.ids))

    assert not closed, "\n".join(closed)


def _closed_to(client: Client, starts: Iterable[str], ids: Mapping[str, str]) -> Iterator[str]:
    """Yield what is offered and closed, and where it is offered.

    Args:
        ids: what is chosen for an act on many, by kind.
    """
    waiting = deque((address, "") for address in starts)
    opened: Counter[str] = Counter()
    while waiting:
        address, offered_on = waiting.popleft()
        shape = _ID.sub("*", address.partition("?")[0])
        opened[shape] += 1
        if opened[shape] > EACH or "logout" in address:
            continue
        many = _MANY.search(address)
        with transaction.atomic():
            answer = client.get(address, {"id": ids[many[1]]} if many else {})
            content = content_of(answer)
            transaction.set_rollback(True)
        if answer.status_code in CLOSED:
            yield f"{answer.status_code}: {address}, offered on {offered_on}"
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            waiting.extend((found, address) for found in dict.fromkeys(offered_by(content)))
