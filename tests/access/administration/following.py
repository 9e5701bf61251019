"""Following what the administration offers somebody: links, menus, buttons and forms, a few of each kind."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from wagtail_localize.models import Translation

from publishing.models import ReviewTask
from tenants.models import StaffRole
from tenants.scope import tenant_scope
from tests.tenants.conftest import World
from tests.tenants.factories import member
from tests.thoroughness import tries

from .crawl import content_of
from .planted import Planted, plant

EACH = tries(1, long=3)
"""How many of the addresses are opened that differ in their ids only."""

STARTS = ("wagtailadmin_home", "wagtailadmin_account")
"""Where somebody begins; everything else is offered."""

_OFFERED = re.compile(r"""["'](/admin/[^"'<>\s\\]*)["']""")
_ID = re.compile(r"(?<=/)(?:[0-9]+|[0-9a-f]{8}-[0-9a-f-]{27})(?=/|$)")
_MANY = re.compile(r"/bulk/\w+/(?:custom)?(\w+)/")
_FOR_SCRIPTS = re.compile(r'<script id="wagtail-config".*?</script>|data-parts-changed="[^"]*"', re.DOTALL)
"""Addresses that no person is offered, only the administration's own scripts."""


@dataclass(frozen=True)
class Page:
    """What was opened, and on which page it was offered."""

    address: str
    offered_on: str
    answer: Any
    content: bytes

    @property
    def is_html(self) -> bool:
        """Whether a person reads it."""
        return bool(self.answer.headers.get("Content-Type", "").startswith("text/html"))


def somebody(world: World, who: str) -> Planted:
    """Let somebody of Tabasco or the library (`state editor`) be there, with things of every kind; return these."""
    place, _, role = who.partition(" ")
    tenant = world.library if place == "library" else world.tabasco
    if role:
        world.people[who] = member(tenant, StaffRole(role), "somebody")
    author = world.person("library publisher" if tenant.is_library else "own publisher")
    planted = plant(tenant, author, "marca", "vista")
    Translation.objects.filter(pk=planted.ids["translation"]).delete()  # of it there is no page
    with tenant_scope([world.library.pk]):
        ReviewTask.objects.filter(tenant=world.library).delete()  # the library reviews nothing
    connection.check_constraints()  # numbers the entries of the audit log, as a commit does
    return planted


def follow(client: Client, ids: Mapping[str, str], starts: Iterable[str] = STARTS) -> Iterator[Page]:
    """Open what is offered, and what is offered there.

    Args:
        ids: what is chosen for an act on many, by kind.
        starts: names of addresses.
    """
    waiting = deque((reverse(name), "") for name in starts)
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
            page = Page(address, offered_on, answer, content_of(answer))
            transaction.set_rollback(True)
        yield page
        if page.is_html:
            waiting.extend((found, address) for found in dict.fromkeys(offered_by(page.content)))


def offered_by(answer: bytes) -> Iterator[str]:
    """Yield each address of the administration that a page has: in links, forms, buttons and the menu's data."""
    yield from _OFFERED.findall(unescape(unescape(_FOR_SCRIPTS.sub("", answer.decode()))))
