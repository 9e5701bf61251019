"""Nothing that the administration offers somebody is closed to them, and a state's people read plain words there.

Each role follows links, menus and forms.
"""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client

from tenants.admin_access.acts import Role
from tests.tenants.conftest import World
from tests.thoroughness import is_long

from .enter_key import acts_on_enter
from .following import follow, somebody
from .plain_words import forbidden_on

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("silent_log")]

USUAL = [Role.STATE_COORDINATOR, Role.STATE_TRANSLATOR]
"""Whose administration is followed each time: between them they are offered nearly all that a state's people are."""

READERS_OF_PLAIN_WORDS = tuple(role for role in Role if role.value.startswith("state "))

CLOSED = {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}


@pytest.mark.parametrize("who", [*Role, "administrator"] if is_long() else USUAL)
def test_what_is_offered_is_open_and_in_plain_words(world: World, who: str) -> None:
    ids = somebody(world, who).ids

    pages = list(follow(world.client(who), ids))

    closed = [
        f"{page.answer.status_code}: {page.address}, offered on {page.offered_on}"
        for page in pages
        if page.answer.status_code in CLOSED
    ]
    assert not closed, "\n".join(closed)
    acts = {page.address: acts for page in pages if page.is_html and (acts := acts_on_enter(page.content.decode()))}
    assert not acts, "The Enter key sends or publishes"
    if who in READERS_OF_PLAIN_WORDS:
        found = forbidden_on(pages)
        assert not found, "\n".join(f"{text}: {address}" for text, address in sorted(found.items()))


def test_who_signs_in_reads_plain_words(db: None) -> None:
    found = forbidden_on(follow(Client(), {}, ["wagtailadmin_login", "wagtailadmin_password_reset"]))

    assert not found
