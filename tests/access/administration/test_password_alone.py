"""A stolen password alone reaches nothing: every address asks for the second factor, and nothing is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from tenants.admin_access.table import TABLE
from tests.tenants.conftest import World
from tests.tenants.second_factors import by_password, enrolled
from tests.thoroughness import tries

from .addresses import admin_addresses
from .crawl import MISSING, MODELS_OF_VIEWS, path_of

pytestmark = pytest.mark.usefixtures("silent_log")


OPEN = frozenset(
    {
        *("wagtailadmin_login", "wagtailadmin_logout", "second_factor:prove", "second_factor:set_up"),
        "second_factor:kept",
        *(f"wagtailadmin_password_reset{step}" for step in ("", "_done", "_confirm", "_complete")),
        *("wagtailadmin_sprite", "wagtailadmin_javascript_catalog"),  # icons and words
    }
)
"""Where one is before the second factor is proved."""

ANY_ID = "1"

STEP = tries(4, long=1)
"""Each so many-th address is asked for; the two parameters begin at different ones."""


def paths() -> Iterator[tuple[str, str]]:
    """Yield each address that a view has."""
    own = defaultdict(lambda: ANY_ID, MISSING)
    for address in admin_addresses():
        for words in MODELS_OF_VIEWS.get(address.view_name, ({},)):
            yield address.view_name, path_of(address, words, own, {})


def written() -> tuple[int, ...]:
    """How many rows the present transaction has written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables"
            " WHERE relname <> 'tenants_usersession'"
        )
        return tuple(cursor.fetchone())


def _leads_to_second_factor(client: Client, answer: object) -> bool:
    location = getattr(answer, "headers", {}).get("Location", "")
    if not location.startswith("/admin/login/"):
        return False
    return client.get(location).headers["Location"].startswith("/admin/second-factor/")


@pytest.mark.parametrize(("who", "is_required"), [("own publisher", True), ("administrator", False)])
def test_no_address_answers(world: World, settings: Settings, who: str, is_required: bool) -> None:
    user = world.person(who)
    if is_required:
        settings.SECOND_FACTOR = "required"
    else:
        enrolled(user)
    client = by_password(user)
    client.raise_request_exception = False
    before, reached = written(), []

    for view, path in list(paths())[STEP // 2 if is_required else 0 :: STEP]:
        if view in OPEN:
            continue
        if not _leads_to_second_factor(client, client.get(path)):
            reached.append(f"GET {path} ({view})")
        for headers in ({}, {"X-Requested-With": "XMLHttpRequest"}):
            answer = client.post(path, {}, headers=headers)
            if answer.status_code not in {HTTPStatus.FORBIDDEN, HTTPStatus.FOUND} or written() != before:
                reached.append(f"POST {path} ({view}): {answer.status_code}")

    assert reached == []


def test_what_is_open_has_an_address() -> None:
    assert TABLE.keys() >= OPEN
