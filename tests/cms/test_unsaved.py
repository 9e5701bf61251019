"""What is typed in the administration is kept until it is saved: what the script is told, and its modules."""

from __future__ import annotations

import json
import re
import subprocess

import pytest
from django.test import Client
from django.urls import reverse
from django_vite.core.asset_loader import DjangoViteAssetLoader

from cms.unsaved import NEVER_KEPT
from content_models.confidential_places import BLANK
from tenants.models import StaffRole, Tenant, User
from tests.browser import NODE
from tests.journeys.site import ROOT
from tests.tenants.factories import member, prepared

FOLDER = ROOT / "frontend" / "src" / "unsaved"
TOLD = re.compile(r'<script id="unsaved-forms" type="application/json">(.*?)</script>')


def test_the_modules_pass_their_tests() -> None:
    ran = subprocess.run(
        [NODE, "--test", "unsaved.test.mjs"], check=False, cwd=FOLDER, capture_output=True, text=True, timeout=60
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.fixture
def tabasco(db: None) -> Tenant:
    return prepared("TAB")


@pytest.fixture
def publisher(tabasco: Tenant, client: Client, monkeypatch: pytest.MonkeyPatch) -> User:
    """Somebody who has signed in, where the script has been built."""
    monkeypatch.setattr(DjangoViteAssetLoader, "generate_vite_asset", lambda *_args, **_more: "<script></script>")
    user = member(tabasco, StaffRole.PUBLISHER, "ana")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def told(client: Client, name: str, *arguments: object) -> dict[str, object] | None:
    found = TOLD.search(client.get(reverse(name, args=arguments)).content.decode())
    return json.loads(found[1]) if found else None


def test_forms_are_kept_per_person_and_state(client: Client, publisher: User) -> None:
    found = told(client, "holidays:add", "TAB")

    assert found is not None
    assert (found["person"], found["tenant"], found["isAnswer"]) == (publisher.pk, publisher.tenant_id, False)


def test_a_refused_form_says_that_it_shows_what_was_typed(client: Client, publisher: User) -> None:
    answer = client.post(reverse("holidays:add", args=["TAB"]), {"name": "Día"}).content.decode()

    assert json.loads(TOLD.findall(answer)[0])["isAnswer"] is True


def test_where_an_office_is_is_never_kept(client: Client, publisher: User) -> None:
    found = told(client, "holidays:add", "TAB")

    assert found is not None
    assert found["neverKept"] == sorted(NEVER_KEPT)
    assert set(BLANK) | {"confidential_reason"} == NEVER_KEPT


def test_nothing_is_kept_where_secrets_are_typed(client: Client, publisher: User) -> None:
    screens = [told(client, "account_second_factor:list")]
    client.logout()
    screens.append(told(client, "wagtailadmin_login"))

    assert screens == [None, {"isSignedOut": True}]


def test_forms_work_where_nothing_was_built(client: Client, publisher: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr("cms.templatetags.unsaved.ENTRY", "src/not-built.ts")

    assert told(client, "holidays:add", "TAB") is None
