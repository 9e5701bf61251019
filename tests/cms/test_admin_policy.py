"""What browsers may do on the administration's pages, and that the API is reached by TLS only."""

import pytest
from django.test import Client

from api.responses import plain_response


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/"])
def test_the_administration_loads_and_sends_nothing_elsewhere(db: None, client: Client, path: str) -> None:
    policy = client.get(path)["Content-Security-Policy"].split("; ")

    for part in ("default-src 'self'", "connect-src 'self'", "form-action 'self'", "object-src 'none'"):
        assert part in policy


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/admin/login/", "script-src 'self'"),
        ("/admin/password_reset/", "script-src 'self'"),
        ("/admin/", "script-src 'self' 'unsafe-inline'"),
    ],
)
def test_no_inline_script_runs_where_passwords_are_typed(db: None, client: Client, path: str, allowed: str) -> None:
    assert allowed in client.get(path)["Content-Security-Policy"].split("; ")


def test_the_api_is_told_to_be_reached_by_tls_in_production(settings: object) -> None:
    settings.SECURE_HSTS_SECONDS = 60  # type: ignore[attr-defined]

    assert ("Strict-Transport-Security", "max-age=60") in plain_response(200).headers  # type: ignore[arg-type]
