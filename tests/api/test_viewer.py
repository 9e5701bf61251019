"""`viewer`: what a key may do."""

from datetime import timedelta

from django.utils import timezone

from api.endpoint import Endpoint
from tenants.models import Scope, Tenant
from tests.tenants.factories import key_of

from .client import send
from .conftest import Ask

VIEWER = "{ viewer { name scopes budgetPerMinute expiresAt states { code } } }"


def test_says_what_the_key_may_do(ask: Ask) -> None:
    assert ask(VIEWER, "TAB")["viewer"] == {
        "name": "Sitio de Tabasco",
        "scopes": ["CONTENT"],
        "budgetPerMinute": 10_000_000,
        "expiresAt": None,
        "states": [{"code": "TAB"}],
    }
    assert ask(VIEWER, "national")["viewer"]["scopes"] == ["CONTENT", "SCRIPTS"]


def test_says_when_the_key_expires(endpoint: Endpoint, states: dict[str, Tenant], changes: None) -> None:
    expires_at = timezone.now() + timedelta(days=1)
    _, raw = key_of(states["TAB"], scopes=[Scope.CONTENT], expires_at=expires_at)

    answer = send(
        endpoint,
        "GET",
        query_string="query={viewer{expiresAt}}",
        headers={"Authorization": f"Bearer {raw}"},
    )

    assert answer.json["data"]["viewer"]["expiresAt"].startswith(expires_at.strftime("%Y-%m-%dT%H:%M"))
