"""Whole answers from memory: tags, compression, what caches outside may keep, and when an answer is good no more."""

from __future__ import annotations

import gc
import gzip
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from weakref import ref

import brotli
import pytest
import zstandard
from django.utils import timezone

from api.endpoint import Endpoint
from api.http.responses import has_tag
from delivery import state_view
from delivery.accept_headers import encoding_for
from publishing.models import ContentItem, TenantVersion
from tenants.models import LIBRARY_ID, KeyKind, Scope, Tenant, TenantStatus
from tenants.scope import tenant_scope
from tenants.services.keys import revoke_key
from tenants.viewer import Viewer, ViewerKind
from tests.tenants.factories import key_of
from tests.waiting import eventually

from .client import Answer, send
from .conftest import Clock

PAGE = '{ state(code: TAB) { guidancePage(slug: "denunciar") { title body { __typename } } } }'
TITLES = " ".join(f"a{number}: title" for number in range(30))
LONG = f"{{ state(code: TAB) {{ guidance {{ edges {{ node {{ {TITLES} }} }} }} }} }}"
OPEN = "{ state(code: TAB) { offices { edges { node { name isOpen } } } } }"

Get = Callable[..., Answer]


@pytest.fixture
def get(endpoint: Endpoint, keys: dict[str, str]) -> Get:
    """Get the answer to a query with a key."""

    def get(query: str, key: str = "TAB", /, variables: dict[str, Any] | None = None, **headers: str) -> Answer:
        parameters = {"query": query, **({"variables": json.dumps(variables)} if variables else {})}
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        raw = keys.get(key, key)
        return send(
            endpoint,
            "GET",
            query_string=urlencode(parameters),
            headers={"Authorization": f"Bearer {raw}", "Accept": "application/json", **given},
        )

    return get


def test_a_client_that_has_the_answer_gets_304(get: Get) -> None:
    first = get(PAGE)

    second = get(PAGE, If_None_Match=f'"other", W/{first.headers["ETag"]}')

    assert (second.status, second.body) == (304, b"")
    assert second.headers["ETag"] == first.headers["ETag"]
    assert second.headers["Vary"] == "Authorization, Origin, Accept, Accept-Encoding"
    assert "Content-Length" not in second.headers


@pytest.mark.parametrize(
    ("if_none_match", "has_it"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ('"b",W/"a"', True),
        (" * ", True),
        ('"b"', False),
        ("a", False),
        ('w/"a"', False),
        ("", False),
    ],
)
def test_a_client_has_what_one_of_its_tags_names(if_none_match: str, has_it: bool) -> None:
    assert has_tag(if_none_match, '"a"') is has_it


@pytest.mark.parametrize(
    ("accepted", "encoding", "decode"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("zstd, gzip;q=0.9", "zstd", lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body)),
        ("gzip", "gzip", gzip.decompress),
        ("identity", None, bytes),
        ("br;q=0, *;q=0", None, bytes),
        ("identity;q=1, gzip;q=0.5", None, bytes),
        ("identity;q=0.1, gzip;q=0.5", "gzip", gzip.decompress),
    ],
)
def test_long_answers_are_compressed_as_the_client_likes_it(
    get: Get, accepted: str, encoding: str | None, decode: Callable[[bytes], bytes]
) -> None:
    plain = get(LONG)

    answers = [get(LONG, Accept_Encoding=accepted) for _ in range(2)]

    assert len(plain.body) > 1_000
    for answer in answers:
        assert answer.headers.get("Content-Encoding") == encoding
        assert decode(answer.body) == plain.body
        assert answer.headers["Content-Length"] == str(len(answer.body))


def test_short_answers_are_left_as_they_are(get: Get) -> None:
    assert "Content-Encoding" not in get("{ state(code: TAB) { name } }", Accept_Encoding="br").headers


def test_an_encoding_that_is_not_offered_is_no_encoding() -> None:
    assert encoding_for("compress, deflate") is None


@pytest.mark.parametrize(
    ("case", "query", "variables", "is_public"),
    [
        ("a state by its code", PAGE, None, True),
        ("a code in a variable", "query ($c: StateCode) { state(code: $c) { name } }", {"c": "TAB"}, True),
        ("a variable left out", "query ($c: StateCode) { state(code: $c) { name } }", None, False),
        ("a variable's default", "query ($c: StateCode = TAB) { state(code: $c) { name } }", None, True),
        (
            "null in place of the default",
            "query ($c: StateCode = TAB) { state(code: $c) { name } }",
            {"c": None},
            False,
        ),
        ("the key's own state", "{ state { name } }", None, False),
        (
            "one of two without a code",
            "{ a: state(code: TAB) { name } ...B } fragment B on Query { state { name } }",
            None,
            False,
        ),
        ("who asks", "{ viewer { name } }", None, False),
        ("all states", "{ states { code } }", None, False),
    ],
)
def test_caches_outside_may_keep_what_everybody_gets(
    get: Get, case: str, query: str, variables: dict[str, Any] | None, is_public: bool
) -> None:
    answer = get(query, variables=variables)

    assert answer.status == 200
    assert answer.headers["Cache-Control"] == ("public, max-age=30" if is_public else "private, no-store"), case


def test_secret_keys_scripts_and_posts_are_never_kept_outside(get: Get, post: Callable[..., Answer]) -> None:
    kept = "private, no-store"

    assert get(PAGE, "operators").headers["Cache-Control"] == kept
    assert post(PAGE).headers["Cache-Control"] == kept
    assert get("{ state(code: TAB) { nothing } }").headers["Cache-Control"] == kept


@pytest.mark.usefixtures("changes")
def test_a_publishable_key_for_scripts_keeps_its_answers_private(get: Get, states: dict[str, Tenant]) -> None:
    scopes = [Scope.CONTENT, Scope.SCRIPTS]
    _, raw = key_of(states["TAB"], kind=KeyKind.PUBLISHABLE, scopes=scopes)

    assert get(PAGE, raw).headers["Cache-Control"] == "private, no-store"


def test_an_answer_that_reads_the_clock_is_kept_until_the_next_boundary(get: Get, clock: Clock) -> None:
    clock.now = clock.now.fromisoformat("2026-11-23T14:59:50Z")

    before = get(OPEN)
    clock.now = clock.now.fromisoformat("2026-11-23T15:00:00Z")
    after = get(OPEN)

    def is_open(answer: Answer) -> list[bool | None]:
        return [edge["node"]["isOpen"] for edge in answer.json["data"]["state"]["offices"]["edges"]]

    assert before.headers["Cache-Control"] == "public, max-age=10"
    assert is_open(before) != is_open(after)
    assert before.headers["ETag"] != after.headers["ETag"]


def test_near_a_boundary_no_outside_cache_may_store_an_answer_beyond_it(get: Get, clock: Clock) -> None:
    told = []
    for second in (10, 31, 50, 59):
        clock.now = clock.now.fromisoformat(f"2026-11-23T14:59:{second}Z")
        told.append(get(OPEN).headers["Cache-Control"])

    assert told == ["public, max-age=30", "public, max-age=29", "public, max-age=10", "public, max-age=1"]


@pytest.mark.usefixtures("changes")
def test_an_expired_key_gets_nothing_that_was_ready(get: Get, states: dict[str, Tenant], clock: Clock) -> None:
    clock.now = timezone.now()
    expires_at = clock.now + timedelta(seconds=1)
    _, raw = key_of(states["TAB"], expires_at=expires_at)
    assert get(PAGE, raw).status == 200

    assert eventually(lambda: timezone.now() >= expires_at)
    clock.now = timezone.now()

    assert (get(PAGE, raw).status, get(PAGE, raw).codes) == (401, ["KEY_EXPIRED"])


@pytest.mark.usefixtures("changes")
def test_a_newer_version_is_what_the_next_request_gets(get: Get, states: dict[str, Tenant]) -> None:
    tabasco = states["TAB"].pk
    query = '{ state(code: TAB) { office(slug: "fiscalia-centro") { email } } }'
    with tenant_scope([tabasco]):
        slug = ContentItem.objects.for_tenant(tabasco).filter(kind="OFFICE").values_list("slug", flat=True)[0]
    query = query.replace("fiscalia-centro", slug)
    before = get(query)

    with tenant_scope([tabasco]):
        version = TenantVersion.objects.get(tenant_id=tabasco)
        version.version += 1
        version.save()
        office = ContentItem.objects.for_tenant(tabasco).get(kind="OFFICE", slug=slug)
        office.document = {**office.document, "email": "nuevo@example.mx"}
        office.version = version.version
        office.save()
    state_view.on_notification(f"{tabasco}:{version.version}")
    after = get(query)

    assert before.json["data"]["state"]["office"]["email"] != "nuevo@example.mx"
    assert after.json["data"]["state"]["office"]["email"] == "nuevo@example.mx"


@pytest.mark.usefixtures("changes")
def test_a_revoked_key_gets_nothing_that_was_ready(get: Get, states: dict[str, Tenant]) -> None:
    key, raw = key_of(states["TAB"], kind=KeyKind.PUBLISHABLE)
    assert get(PAGE, raw).status == 200

    revoke_key(key)

    assert (get(PAGE, raw).status, get(PAGE, raw).codes) == (401, ["KEY_REVOKED"])


def test_another_key_never_gets_what_was_made_for_the_first(get: Get) -> None:
    own = "{ state { code } }"

    codes = [get(own, key).json["data"]["state"]["code"] for key in ("TAB", "COA", "TAB", "COA")]

    assert codes == ["TAB", "COA", "TAB", "COA"]


def test_every_answer_has_an_id_of_its_own(get: Get) -> None:
    ids = [get(PAGE).headers["X-Request-Id"] for _ in range(3)]

    assert len(set(ids)) == 3
    assert get(PAGE, X_Request_Id="mine-0001").headers["X-Request-Id"] == "mine-0001"


@pytest.mark.usefixtures("changes")
def test_a_state_suspended_while_it_is_read_anew_shows_nothing(get: Get, states: dict[str, Tenant]) -> None:
    tabasco = states["TAB"].pk
    assert get(PAGE, "national").json["data"]["state"] is not None

    Tenant.objects.filter(pk=tabasco).update(status=TenantStatus.SUSPENDED)
    for tenant_id in (tabasco, LIBRARY_ID):
        with tenant_scope([tenant_id]):
            version = TenantVersion.objects.get(tenant_id=tenant_id)
            version.version += 1
            version.settings_version = version.version if tenant_id == tabasco else version.settings_version
            version.save()
    state_view.on_notification(f"{LIBRARY_ID}:{version.version}")  # the state's own has not come yet

    assert get("{ state(code: TAB) { name } }", "national").json["data"] == {"state": None}


def test_what_is_kept_keeps_no_earlier_version_of_a_state(get: Get, states: dict[str, Tenant], changes: None) -> None:
    get(PAGE)
    viewer = Viewer(ViewerKind.CLIENT, {"TAB": states["TAB"].pk}, key_kind="secret")
    earlier = ref(state_view.for_viewer(viewer, "TAB"))

    with tenant_scope([states["TAB"].pk]):
        row = TenantVersion.objects.get(tenant=states["TAB"])
        row.version += 1
        row.save()
    state_view.on_notification(f"{states['TAB'].pk}:{row.version}")
    get("{ state(code: TAB) { name } }")
    gc.collect()

    assert earlier() is None
