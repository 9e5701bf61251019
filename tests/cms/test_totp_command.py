"""`manage.py totp`: the phone of the demonstration, and of nobody else."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from cms.running.demonstration import WITH_SECOND_FACTOR, SavedAccess, demo_file, user_with_access
from tenants.models import StaffRole, TotpDevice, User
from tests.tenants.conftest import World, world
from tests.tenants.second_factors import SECRET, by_password, code_of, prove

__all__ = ["world"]


@pytest.fixture
def var(settings: Settings, tmp_path: Path) -> Path:
    """Where a demonstration has left its file."""
    settings.VAR_DIR = tmp_path
    people = [{"username": "ana"}, {"username": WITH_SECOND_FACTOR, "totp_secret": SECRET}]
    demo_file().write_text(json.dumps({"users": people}))
    return tmp_path


def test_it_prints_what_her_phone_shows(var: Path) -> None:
    printed = StringIO()
    call_command("totp", WITH_SECOND_FACTOR, stdout=printed)

    assert printed.getvalue().strip() in {code_of(), code_of(steps=-1)}


def test_whoever_has_no_phone_there_has_none(var: Path) -> None:
    for name in ("ana", "nadie"):
        with pytest.raises(CommandError, match=WITH_SECOND_FACTOR):
            call_command("totp", name)


@pytest.mark.parametrize("content", [None, "", "[]", '{"users": 1}', '{"users": [1]}'])
def test_without_a_demonstration_it_says_so(var: Path, content: str | None) -> None:
    demo_file().unlink() if content is None else demo_file().write_text(content)

    with pytest.raises(CommandError, match="make run"):
        call_command("totp", WITH_SECOND_FACTOR)


def test_in_production_it_refuses(var: Path, settings: Settings) -> None:
    settings.IS_PRODUCTION = True

    with pytest.raises(CommandError, match="real installation"):
        call_command("totp", WITH_SECOND_FACTOR)


def test_her_secret_stays_and_comes_back_when_her_phone_was_removed(world: World) -> None:
    saved = SavedAccess()
    first = user_with_access(saved, StaffRole.COORDINATOR, world.tabasco)
    user = User.objects.get(username=WITH_SECOND_FACTOR)
    TotpDevice.objects.filter(user=user).delete()

    assert user_with_access(saved, StaffRole.COORDINATOR, world.tabasco) == first
    assert user_with_access(saved, StaffRole.COORDINATOR, world.tabasco) == first
    assert TotpDevice.objects.count() == 1
    assert "totp_secret" not in user_with_access(saved, StaffRole.COORDINATOR, world.jalisco)
    user.refresh_from_db()
    user.set_password("correct horse battery staple")
    user.save()
    assert prove(by_password(user), code_of(str(first["totp_secret"]))).status_code == 302
