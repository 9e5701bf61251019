"""Who can sign in on one's own machine, and where they answer citizens."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from assistance.call_backs.windows import windows_of
from assistance.hours.selectors import staffing_of
from assistance.operators.rights import answering
from cms.running.demonstration import write_demonstration
from content_models.choices import Channel
from tenants.models import Tenant, User


@pytest.mark.django_db
def test_there_is_somebody_to_answer_and_to_supervise(tmp_path: Path, settings: Settings) -> None:
    settings.VAR_DIR = tmp_path

    demonstration = write_demonstration(8000, 8001)

    states = {}
    for shown in demonstration["users"]:
        found = answering(User.objects.get(username=shown["username"]))
        if found is not None:
            states[shown["username"]] = (set(found.tenants), shown["answers_for"], found.is_supervisor)
    assert states == {
        "operator-tab": ({"TAB", "COA"}, "TAB, COA", False),
        "operator-cmx": ({"CMX"}, "CMX", False),
        "supervisor-tab": ({"TAB", "COA"}, "TAB, COA", True),
    }
    # Citizens read the given name in the chat, and never what somebody signs in with.
    assert all(User.objects.get(username=username).first_name not in ("", username) for username in states)
    for code in ("TAB", "COA", "CMX"):
        tenant, now = Tenant.objects.get(code=code), timezone.now()
        assert windows_of(tenant=tenant, now=now), code
        for at in (now, now + timedelta(hours=12)):
            assert staffing_of(tenant=tenant, channel=Channel.CHAT, at=at).is_open, code
    assert demonstration["desk"] == "http://localhost:8000/mesa/"
    assert write_demonstration(8000, 8001) == demonstration
