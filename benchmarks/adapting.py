"""How long the largest texts take to open on the workbench, beside a plain page of the admin, with their statements."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse
from rich.console import Console

from content_models.kinds import ItemKind
from publishing.models import ContentItem
from tenants.models import LIBRARY_ID, User
from tenants.scope import tenant_scope

from .timing import medians, print_ratios

STATE = "TAB"


def main() -> None:
    """Measure and print. What is written, an administrator's account, is deleted again."""
    with _signed_in() as client:
        _measure(client)


def _measure(client: Client) -> None:
    addresses = {
        "a plain page of the admin (one's account)": reverse("wagtailadmin_account"),
        **{f"the workbench of {title} ({kind.lower()})": address for kind, title, address in _largest()},
        "the list of national texts": reverse("adapting:list", args=[STATE]),
    }
    with override_settings(ALLOWED_HOSTS=["*"]):
        calls: dict[str, Callable[[], object]] = {name: _opening(client, url) for name, url in addresses.items()}
        print_ratios("Opening national texts to adapt them", medians(calls))
        for name, call in calls.items():
            Console().print(f"{_statements(call):4d} statements: {name}")


@contextmanager
def _signed_in() -> Iterator[Client]:
    user = User.objects.create_superuser(f"bench-{uuid.uuid4().hex[:8]}")
    client = Client()
    client.force_login(user)
    try:
        yield client
    finally:
        client.logout()
        user.delete()


def _largest() -> list[tuple[str, str, str]]:
    """The national guidance and script with the longest documents, and the addresses of their workbenches."""
    with tenant_scope([LIBRARY_ID]):
        items = [
            max(
                ContentItem.objects.for_tenant(LIBRARY_ID).live().filter(kind=kind),
                key=lambda item: len(str(item.document.get("body") or item.document.get("nodes"))),
            )
            for kind in (ItemKind.GUIDANCE, ItemKind.SCRIPT)
        ]
    return [
        (item.kind, f"“{item.document['title']}”", reverse("adapting:text", args=[STATE, item.key])) for item in items
    ]


def _opening(client: Client, address: str) -> Callable[[], object]:
    def call() -> object:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer

    return call


def _statements(call: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)
