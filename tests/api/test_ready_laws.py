"""Whatever happens in whatever order: an answer that was ready is the one that would be made now."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from api.endpoint import Endpoint
from api.trusted import document_cache
from api.trusted.uploading import delete, documents_of, upload
from delivery import state_view
from publishing.models import ContentItem, TenantVersion
from tenants import identity_cache
from tenants.models import LIBRARY_ID, ApiKey, KeyKind, Scope, Tenant, TenantStatus
from tenants.scope import tenant_scope
from tenants.services.keys import ClientInput, bind_key, change_client, issue_key, revoke_key
from tests.tenants.factories import client_of
from tests.thoroughness import tries

from .client import Answer, send
from .conftest import NOON_ON_MONDAY, Clock
from .world import store

PAGE = '{ state(code: TAB) { version guidancePage(slug: "denunciar") { title isReviewOverdue terms { term } } } }'
OPEN = "{ state(code: TAB) { offices { edges { node { name title isOpen nextChange } } } } }"
NOTICES = "{ state(code: TAB) { notices { title startsAt } } }"
LIST = "{ state { code guidance { totalCount edges { node { title origin servedLocale } } } } }"
BOTH = "{ tab: state(code: TAB) { name version } coa: state(code: COA) { name version offices { totalCount } } }"
DOCUMENTS = {"page": PAGE}

COMPARED = (
    "Access-Control-Allow-Origin",
    "Allow",
    "Cache-Control",
    "Cache-Tags",
    "Content-Encoding",
    "Content-Length",
    "Content-Type",
    "ETag",
    "Query-Cost",
    "Vary",
    "WWW-Authenticate",
)

CHANGED = [("NAC", "denunciar"), ("NAC", "detenido"), ("TAB", "tab-centro"), ("TAB", "tab-noche"), ("COA", "coa-local")]
"""What is published: a tenant and a slug."""

Step = tuple[Any, ...]


@dataclass(frozen=True)
class Request:
    """One request; `key` names whose."""

    key: str
    query: str = ""
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    document_id: str = ""


REQUESTS = [
    Request("public", PAGE),
    Request("public", OPEN),
    Request("public", OPEN, "POST"),
    Request("public", NOTICES),
    Request("public", PAGE, headers={"Origin": "https://sitio.example"}),
    Request("public", PAGE, headers={"If-None-Match": "*"}),
    Request("public", document_id="page"),
    Request("public", "{ nonsense }"),
    Request("secret", LIST, headers={"Accept-Encoding": "gzip"}),
    Request("secret", LIST, "POST"),
    Request("secret", '{ state { scripts { totalCount } search(query: "denuncia") { totalCount didYouMean } } }'),
    Request("secret", "{ states { code } viewer { name scopes } }"),
    Request("national", BOTH),
    Request("national", BOTH, headers={"X-Cache-Tags": "1"}),
    Request("national", PAGE, "POST"),
    Request("national", OPEN),
]

STEPS = st.one_of(
    st.tuples(st.just("ask"), st.integers(0, len(REQUESTS) - 1)),
    st.tuples(st.just("ask"), st.integers(0, len(REQUESTS) - 1)),
    st.tuples(st.just("publish"), st.sampled_from(CHANGED)),
    st.tuples(st.just("withdraw"), st.sampled_from(CHANGED)),
    st.tuples(st.just("status"), st.sampled_from(["TAB", "COA"]), st.sampled_from(TenantStatus.values)),
    st.tuples(st.just("hear"), st.integers(0, 9)),
    st.tuples(st.just("poll")),
    st.tuples(st.just("turn"), st.sampled_from([1, 29, 31, 600, 3600, 3 * 3600, 86_400, -60, -7_200])),
    st.tuples(
        st.just("key"),
        st.sampled_from(["public", "secret", "national"]),
        st.sampled_from(["revoke", "bind", "scripts", "content", "states", "origins", "off", "on"]),
    ),
    st.tuples(st.just("document"), st.sampled_from(["upload", "delete"])),
)


class Happenings:
    """The world of the API's tests, an endpoint over it, and what happens to them."""

    def __init__(self, states: dict[str, Tenant], endpoint: Callable[[Clock], Endpoint]) -> None:
        self.clock = Clock()
        self.clock.now = NOON_ON_MONDAY
        self._ids = {"NAC": LIBRARY_ID, **{code: tenant.pk for code, tenant in states.items()}}
        self._states = states
        self._endpoint = endpoint
        self._ready = endpoint(self.clock)
        self._unheard: list[str] = []
        self._documents: dict[str, dict[str, Any]] = {}
        self._number = 0
        self._keys: dict[str, tuple[ApiKey, str]] = {
            "public": self._client(KeyKind.PUBLISHABLE, "TAB"),
            "secret": self._client(KeyKind.SECRET, "COA"),
            "national": self._client(KeyKind.SECRET, "TAB", "COA"),
        }

    def happen(self, step: Step) -> None:
        """Let one thing happen; what is asked must be answered as if nothing had been ready."""
        what, *details = step
        getattr(self, f"_{what}")(*details)

    def settle(self) -> None:
        """Receive every notification; then all answers are those of a process that remembers nothing."""
        while self._unheard:
            self._hear(0)
        answers = [self._send(self._ready, request) for request in REQUESTS]
        state_view.reset()
        identity_cache.reset()
        document_cache.reset()
        for request, answer in zip(REQUESTS, answers, strict=True):
            assert seen(answer) == seen(self._anew(request)), request

    def _client(self, kind: KeyKind, *codes: str) -> tuple[ApiKey, str]:
        """A key without a budget: refusals tell what is left of one."""
        tenants = [self._states[code] for code in codes]
        return issue_key(client_of(tenants[0], tenants=tenants, budget_per_minute=0), kind)

    def _ask(self, number: int) -> None:
        request = REQUESTS[number]
        assert seen(self._send(self._ready, request)) == seen(self._anew(request)), request

    def _publish(self, what: tuple[str, str]) -> None:
        self._number += 1
        self._store(*what, title=f"Título {self._number}")

    def _withdraw(self, what: tuple[str, str]) -> None:
        self._store(*what)

    def _status(self, code: str, status: str) -> None:
        Tenant.objects.filter(pk=self._ids[code]).update(status=status)
        self._raise_version(code, settings=True)
        identity_cache.notify_changed()

    def _hear(self, number: int) -> None:
        if self._unheard:
            state_view.on_notification(self._unheard.pop(number % len(self._unheard)))

    def _poll(self) -> None:
        state_view.on_notification(None)
        identity_cache.on_notification(None)
        document_cache.on_notification(None)

    def _turn(self, seconds: int) -> None:
        self.clock.now += timedelta(seconds=seconds)

    def _key(self, name: str, act: str) -> None:
        key, _ = self._keys[name]
        client = ApiKey.objects.get(pk=key.pk).client
        now = ClientInput(
            name=client.name,
            tenants=list(client.tenants.all()),
            scopes=client.scopes,
            origins=client.origins,
            is_active=client.is_active,
        )
        changes: dict[str, dict[str, Any]] = {
            "scripts": {"scopes": [Scope.CONTENT, Scope.SCRIPTS]},
            "content": {"scopes": [Scope.CONTENT]},
            "states": {"tenants": [self._states["COA" if len(now.tenants) > 1 else "TAB"]]},
            "origins": {"origins": [] if client.origins else ["https://sitio.example"]},
            "off": {"is_active": False},
            "on": {"is_active": True},
        }
        if act == "revoke":
            revoke_key(key)
        elif act == "bind":
            bind_key(key, is_bound=not ApiKey.objects.get(pk=key.pk).is_bound)
        else:
            change_client(client=client, given=replace(now, **changes[act]))

    def _document(self, act: str) -> None:
        client = self._keys["public"][0].client
        if act == "upload":
            upload(client=client, documents=DOCUMENTS)
        else:
            for document in documents_of(client=client):
                delete(client=client, pk=document.pk)
        document_cache.on_notification(str(client.pk))

    def _store(self, code: str, slug: str, **changes: str) -> None:
        tenant_id = self._ids[code]
        version = self._raise_version(code)
        with tenant_scope([LIBRARY_ID, tenant_id]):
            item = ContentItem.objects.for_tenant(tenant_id).get(slug=slug, locale="es-MX")
            document = self._documents.setdefault(slug, item.document)
            item.is_live = bool(changes) or not item.is_live
            item.document = {**document, **changes} if item.is_live else {}
            item.examples = item.examples if item.is_live else []
            item.version = version
            item.save()

    def _raise_version(self, code: str, *, settings: bool = False) -> int:
        tenant_id = self._ids[code]
        with tenant_scope([LIBRARY_ID, tenant_id]):
            row = TenantVersion.objects.get(tenant_id=tenant_id)
            row.version += 1
            if settings:
                row.settings_version = row.version
            row.save()
        self._unheard.append(f"{tenant_id}:{row.version}")
        return int(row.version)

    def _anew(self, request: Request) -> Answer:
        """Ask an endpoint that remembers nothing."""
        return self._send(self._endpoint(self.clock), request)

    def _send(self, endpoint: Endpoint, request: Request) -> Answer:
        raw = self._keys[request.key][1]
        asked = {"documentId": request.document_id} if request.document_id else {"query": request.query}
        headers = {"Authorization": f"Bearer {raw}", "Accept": "application/json", **request.headers}
        if request.method == "GET":
            return send(endpoint, "GET", query_string=urlencode(asked), headers=headers)
        return send(endpoint, body=json.dumps(asked).encode(), headers={"Content-Type": "application/json", **headers})


def seen(answer: Answer) -> tuple[Any, ...]:
    """All of an answer that must be the same, whoever made it."""
    return answer.status, answer.body, [answer.headers.get(name) for name in COMPARED]


@pytest.fixture
def endpoints() -> Callable[[Clock], Endpoint]:
    """Make an endpoint with nothing behind it."""

    def nothing(_environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response("404 Not Found", [])
        return [b""]

    return lambda clock: Endpoint(nothing, clock=lambda: clock().timestamp())


@contextmanager
def undone() -> Iterator[None]:
    """Undo at the end what is written in the block, and forget what was read."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    store.forget()
    document_cache.reset()


@settings(max_examples=tries(12, long=60), phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=5, max_size=30))
def test_what_is_ready_is_what_would_be_made(
    states: dict[str, Tenant], endpoints: Callable[[Clock], Endpoint], steps: list[Step]
) -> None:
    with undone():
        happenings = Happenings(states, endpoints)
        for step in steps:
            happenings.happen(step)
        happenings.settle()
