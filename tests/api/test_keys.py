"""Who is let in: keys, origins, and what a refusal says."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from api.endpoint import Endpoint
from tenants import identity_cache
from tenants.keys import make_key
from tenants.models import ApiKey, KeyKind, Tenant
from tenants.services.keys import ClientInput, create_client, issue_key, revoke_key
from tests.tenants.factories import key_of

from .client import Answer, send

BODY = json.dumps({"query": "{ state { code } }"}).encode()


def ask_with(endpoint: Endpoint, authorization: str | None, **headers: str) -> Answer:
    """Post a query with this header `Authorization`."""
    given = {"Content-Type": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}}
    if authorization is not None:
        given["Authorization"] = authorization
    return send(endpoint, body=BODY, headers=given)


@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        (None, "KEY_MISSING"),
        ("", "KEY_MISSING"),
        ("Bearer", "KEY_MISSING"),
        ("Bearer ", "KEY_MISSING"),
        ("Bearer jpt_pk_short", "KEY_MALFORMED"),
        ("Bearer ñandú", "KEY_MALFORMED"),
        ("Basic dXNlcjpwYXNz", "KEY_MALFORMED"),
        pytest.param(f"Bearer {make_key(KeyKind.SECRET)}", "KEY_UNKNOWN", id="well-formed but unknown"),
    ],
)
def test_refuses_without_a_valid_key(
    endpoint: Endpoint, states: dict[str, Tenant], authorization: str | None, code: str
) -> None:
    answer = ask_with(endpoint, authorization)

    assert (answer.status, answer.codes) == (401, [code])
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Justicia para Ti"'
    assert "data" not in answer.json


def test_says_how_to_get_a_key_in_the_readers_language(endpoint: Endpoint, states: dict[str, Tenant]) -> None:
    english = ask_with(endpoint, None, Accept_Language="en-US,en;q=0.9,es;q=0.8")
    spanish = ask_with(endpoint, None, Accept_Language="es-MX,es;q=0.9,en;q=0.8")
    neither = ask_with(endpoint, None, Accept_Language="fr")

    assert english.json["errors"] == [
        {
            "message": "This request has no API key.",
            "extensions": {
                "code": "KEY_MISSING",
                "field": "Authorization",
                "hint": "Send the header “Authorization: Bearer jpt_…”. Ask the editors of your state for a key; "
                "they make one in the admin under “API clients”.",
            },
        }
    ]
    assert spanish.json == neither.json
    assert spanish.json != english.json


def test_refuses_an_expired_key(endpoint: Endpoint, states: dict[str, Tenant], changes: None) -> None:
    key, raw = key_of(states["TAB"])
    ApiKey.objects.filter(pk=key.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    identity_cache.reset()

    answer = ask_with(endpoint, f"Bearer {raw}")

    assert (answer.status, answer.codes) == (401, ["KEY_EXPIRED"])


def test_refuses_a_revoked_key(endpoint: Endpoint, states: dict[str, Tenant], changes: None) -> None:
    key, raw = key_of(states["TAB"])
    before = ask_with(endpoint, f"Bearer {raw}")
    revoke_key(key)
    identity_cache.reset()

    after = ask_with(endpoint, f"Bearer {raw}")

    assert (before.status, after.status, after.codes) == (200, 401, ["KEY_REVOKED"])


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://justicia.tabasco.gob.mx", 200),
        ("https://JUSTICIA.tabasco.gob.mx", 200),
        ("http://testserver", 200),
        ("https://justicia.tabasco.gob.mx.evil.example", 403),
        ("http://justicia.tabasco.gob.mx", 403),
        ("https://evil.example", 403),
        ("null", 403),
        ("http://[::1", 403),
        ("javascript://testserver", 403),
    ],
)
def test_a_key_is_for_its_origins_and_the_services_own_pages(
    endpoint: Endpoint, states: dict[str, Tenant], changes: None, origin: str, status: int
) -> None:
    client = create_client(
        owner=states["TAB"],
        given=ClientInput("Sitio", [states["TAB"]], origins=["https://justicia.tabasco.gob.mx"]),
    )
    _, raw = issue_key(client, KeyKind.PUBLISHABLE)

    answer = ask_with(endpoint, f"Bearer {raw}", Origin=origin)

    assert answer.status == status
    assert answer.codes == ([] if status == 200 else ["ORIGIN_FORBIDDEN"])
    assert answer.headers["Access-Control-Allow-Origin"] == origin


def test_a_key_without_origins_is_for_all(endpoint: Endpoint, states: dict[str, Tenant], changes: None) -> None:
    _, raw = key_of(states["TAB"], kind=KeyKind.PUBLISHABLE)

    answer = ask_with(endpoint, f"Bearer {raw}", Origin="https://anywhere.example")

    assert answer.status == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "https://anywhere.example"
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_browser_may_read_why_it_was_refused(endpoint: Endpoint, states: dict[str, Tenant]) -> None:
    answer = ask_with(endpoint, None, Origin="https://anywhere.example")

    assert answer.status == 401
    assert answer.headers["Access-Control-Allow-Origin"] == "https://anywhere.example"
    assert "X-Request-Id" in answer.headers["Access-Control-Expose-Headers"]


def test_answers_the_preflight_of_a_browser(endpoint: Endpoint) -> None:
    answer = send(
        endpoint,
        "OPTIONS",
        headers={
            "Origin": "https://anywhere.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type",
        },
    )

    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "https://anywhere.example"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]
    assert "Origin" in answer.headers["Vary"]


def test_a_page_may_ask_whether_it_has_the_answer_already(endpoint: Endpoint, keys: dict[str, str]) -> None:
    origin = {"Origin": "https://anywhere.example"}
    preflight = send(endpoint, "OPTIONS", headers={**origin, "Access-Control-Request-Headers": "if-none-match"})
    answer = send(
        endpoint,
        "GET",
        query_string="query={state(code:TAB){code}}",
        headers={**origin, "Authorization": f"Bearer {keys['TAB']}"},
    )

    allowed = preflight.headers["Access-Control-Allow-Headers"].split(", ")
    assert {"Authorization", "If-None-Match", "*"} <= set(allowed)
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"].split(", ")
    assert answer.headers["ETag"]


def test_publishable_key_does_not_see_a_state_in_preparation(
    endpoint: Endpoint, states: dict[str, Tenant], changes: None
) -> None:
    _, publishable = key_of(states["TAB"], kind=KeyKind.PUBLISHABLE)
    _, secret = key_of(states["TAB"])
    Tenant.objects.filter(code="TAB").update(status="draft")
    identity_cache.reset()

    public = ask_with(endpoint, f"Bearer {publishable}")
    private = ask_with(endpoint, f"Bearer {secret}")

    assert public.json["data"] == {"state": None}
    assert private.json["data"] == {"state": {"code": "TAB"}}


def test_a_secret_key_is_refused_in_pages_elsewhere(
    endpoint: Endpoint, states: dict[str, Tenant], changes: None, settings: Settings
) -> None:
    settings.PUBLIC_URL = "https://testserver"
    _, raw = key_of(states["TAB"], kind=KeyKind.SECRET)

    elsewhere = ask_with(endpoint, f"Bearer {raw}", Origin="https://anywhere.example")
    explorer = ask_with(endpoint, f"Bearer {raw}", Origin="http://testserver")
    server = ask_with(endpoint, f"Bearer {raw}")

    assert (elsewhere.status, elsewhere.codes) == (403, ["SECRET_KEY_IN_BROWSER"])
    assert elsewhere.json["errors"][0]["extensions"]["field"] == "Origin"
    assert (explorer.status, explorer.codes, server.codes) == (200, [], [])


@pytest.mark.parametrize(
    ("origin", "host", "status"),
    [
        ("https://api.justicia.example", "api.justicia.example", 200),
        ("https://api.justicia.example:8443", "api.justicia.example:8443", 200),
        ("https://justicia.tabasco.gob.mx", "justicia.tabasco.gob.mx", 403),
        ("https://nobody.justicia.example", "nobody.justicia.example", 403),
        ("https://justicia.tabasco.gob.mx", "api.justicia.example", 403),
        ("https://api.justicia.example", "justicia.tabasco.gob.mx", 403),
        ("http://localhost:8000", "localhost:8000", 200),
        ("http://127.0.0.1:8000", "127.0.0.1:8000", 200),
        ("http://[::1]:8000", "[::1]:8000", 200),
        ("http://tabasco.localhost:8000", "tabasco.localhost:8000", 403),
        ("http://localhost:8001", "localhost:8000", 403),
        ("null", "api.justicia.example", 403),
    ],
)
def test_a_secret_key_is_for_no_page_but_those_of_the_services_own_host(
    endpoint: Endpoint,
    states: dict[str, Tenant],
    changes: None,
    settings: Settings,
    origin: str,
    host: str,
    status: int,
) -> None:
    settings.PUBLIC_URL = "https://api.justicia.example"
    settings.ALLOWED_HOSTS = ["*"]
    _, secret = key_of(states["TAB"], kind=KeyKind.SECRET)
    _, publishable = key_of(states["TAB"], kind=KeyKind.PUBLISHABLE)

    answer = ask_with(endpoint, f"Bearer {secret}", Origin=origin, Host=host)

    assert (answer.status, answer.codes) == (status, [] if status == 200 else ["SECRET_KEY_IN_BROWSER"])
    assert ask_with(endpoint, f"Bearer {publishable}", Origin=origin, Host=host).status == 200
