"""Every field and argument of the API is asked for another state's texts, with every kind of key: none is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.utils import timezone
from wagtail.models import Page

from api import object_ids
from api.endpoint import Endpoint
from api.schema.build import schema
from assistance.models import ScriptSnapshot
from assistance.selectors.snapshots import pinned_scripts
from content_models.models import GuidancePage
from delivery import state_view
from delivery.pinned_scripts import digest_of
from tenants import identity_cache
from tenants.keys import make_key
from tenants.models import ApiKey, KeyKind, Scope, Tenant, TenantStatus, User
from tenants.scope import tenant_scope
from tenants.services.keys import revoke_key
from tenants.viewer import Viewer, ViewerKind
from tests.api.client import Answer, send
from tests.tenants.factories import key_of
from tests.thoroughness import tries

from .graphql_probes import Probe, Probes
from .marked_store import CODE, MARK, SCRIPT_MARK, plant

MARKED = f"state(code: {CODE})"
OTHER = "state(code: TAB)"
NO_STATE = "state(code: AGU)"
"""One that no key names; whether the database has it makes no difference."""

KIND_OF_FIELD = {"guidancePage": "GUIDANCE", "term": "TERM", "office": "OFFICE", "script": "SCRIPT", "guide": "SCRIPT"}
CONNECTIONS = ("guidance", "glossary", "organizations", "offices", "scripts", "guides", 'search(query: "denuncia")')
RICHEST = ("coa-denunciar", "coa-denuncia", "coa-tab-centro", "coa-me-robaron")
"""Slugs of items with something in each field: what stands below them is reached through them."""

STEP = tries(5, long=1)
"""Of the probes with a key that no state admits: each so many-th."""

TYPE_NAME = re.compile(rb'"__typename":"(\w+)"')
INTERFACES = {b"Node", b"Item", b"Block"}
WITHOUT_CONTENT = {b"Logo", b"WalkStop"}
"""Types of which the marked state has nothing."""

SHOWING = 125
"""Fields and arguments by which its own key is shown a mark."""

Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Crawl:
    """A marked state, and what is asked to be shown its marks."""

    endpoint: Endpoint
    probes: list[Probe]
    types: set[str]
    item_ids: list[str]
    keys: dict[str, str | None]
    digest: str = ""

    def ask(self, query: str, key: str) -> Answer:
        """Send a query with one of the keys; without a body, as refusals wait for what is left of one."""
        raw = self.keys[key]
        return send(
            self.endpoint,
            "GET",
            query_string=urlencode({"query": query}),
            headers={
                "Accept": "application/graphql-response+json",
                **({"Authorization": f"Bearer {raw}"} if raw else {}),
            },
        )

    def documents(self, *roots: str, step: int = 1) -> Iterator[tuple[str, str]]:
        """Yield each document and the field that it asks for, under some roots, and by the ids of all items."""
        for root in roots:
            yield from ((probe.field, probe.under(root)) for probe in self.probes[::step])
        for item_id in self.item_ids:
            yield "Query.node", f'{{ node(id: "{item_id}") {{ id ... on Item {{ title }} }} }}'
        listed = ", ".join(f'"{item_id}"' for item_id in self.item_ids)
        former = object_ids.encode(CODE, "es-MX", "SNAPSHOT", self.digest)
        yield "Query.node", f'{{ node(id: "{former}") {{ id ... on Script {{ title }} }} }}'
        yield "Query.nodes", f"{{ nodes(ids: [{listed}]) {{ id ... on Item {{ title }} }} }}"
        yield "Query.states", "{ states { id name officialName home { title } } }"
        yield "Viewer.states", "{ viewer { name states { id officialName } } }"

    def shown(self, key: str, *roots: str, marks: tuple[str, ...] = (MARK, SCRIPT_MARK), step: int = 1) -> list[str]:
        """Return the documents by which a key is shown one of the marks."""
        words = [mark.encode() for mark in marks]
        return [
            query
            for _, query in self.documents(*roots, step=step)
            if any(word in self.ask(query, key).body for word in words)
        ]


@pytest.fixture(scope="module")
def marked(states: dict[str, Tenant]) -> dict[str, Any]:
    """Coahuila's marked texts by path, drafts and people with the mark; undone with the module's transaction."""
    documents = plant(states[CODE])
    draft = GuidancePage.objects.live().first()
    assert draft is not None
    draft.title = f"Borrador {MARK}"
    draft.save_revision()
    Page.objects.filter(live=False).update(title=f"Borrador {MARK}")
    User.objects.create_user(
        username=MARK, email=f"{MARK}@example.org", password=None, tenant=states[CODE], role="editor"
    )
    return documents


@pytest.fixture(scope="module")
def keys(states: dict[str, Tenant], marked: dict[str, Any]) -> dict[str, str | None]:
    """Raw keys by what they are; None is no key."""
    tabasco, coahuila = states["TAB"], states[CODE]
    scopes = (Scope.CONTENT, Scope.SCRIPTS, Scope.EXAMPLES)
    expired, expired_raw = key_of(coahuila, scopes=scopes)
    revoked, revoked_raw = key_of(coahuila, scopes=scopes)
    ApiKey.objects.filter(pk=expired.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    revoke_key(revoked)
    identity_cache.reset()
    return {
        "own": key_of(coahuila, scopes=scopes)[1],
        "own, not for scripts": key_of(coahuila)[1],
        "own, publishable": key_of(coahuila, kind=KeyKind.PUBLISHABLE)[1],
        "other": key_of(tabasco, scopes=scopes)[1],
        "other, publishable": key_of(tabasco, kind=KeyKind.PUBLISHABLE)[1],
        "expired": expired_raw,
        "revoked": revoked_raw,
        "unknown": make_key(KeyKind.SECRET),
        "none": None,
    }


@pytest.fixture
def in_preparation(states: dict[str, Tenant], changes: None) -> None:
    """Take the marked state back to before its launch."""
    Tenant.objects.filter(pk=states[CODE].pk).update(status=TenantStatus.DRAFT)
    identity_cache.reset()
    state_view.reset()


@pytest.fixture
def crawl(endpoint: Endpoint, states: dict[str, Tenant], marked: dict[str, Any], keys: dict[str, str | None]) -> Crawl:
    """All that is asked, with the marked state's slugs, paths, keys, cursors and words as values of the arguments."""
    documents = list(marked.values())
    bare = Crawl(endpoint, [], set(), [], keys)
    digest = _former_script(states[CODE])
    texts = {
        **{f"{field}(slug)": _slugs(documents, kind) for field, kind in KIND_OF_FIELD.items()},
        "path": ["/coa/victima/denunciar/", *marked, "/"],
        "keys": [document["key"] for document in documents if document["kind"] == "TERM"],
        "locale": ["es-MX", "yua"],
        "query": ["denuncia", "fiscalía", "refugio", "centro"],
        "startsWith": ["d"],
        "municipality": ["Centro"],
        "service": ["violencia"],
        "digest": [digest],
        "node": ["inicio"],
        "option": ["no"],
        "after": [_cursor(bare, connection) for connection in CONNECTIONS],
        "before": [_cursor(bare, CONNECTIONS[0])],
    }
    probes = Probes(schema(), texts)
    item_ids = [object_ids.encode(CODE, "es-MX", document["kind"], document["key"]) for document in documents]
    return Crawl(
        endpoint, [*probes], probes.types, [object_ids.encode(CODE, "es-MX", "STATE", CODE), *item_ids], keys, digest
    )


def _former_script(state: Tenant) -> str:
    """Store a script with the mark that the state serves no more; return its digest."""
    view = state_view.for_viewer(Viewer(ViewerKind.USER, {CODE: state.pk}), CODE)
    document = pinned_scripts(view)[0].document
    document = {**document, "title": f"Antes {SCRIPT_MARK}", "slug": "coa-antes"}
    digest = digest_of(document)
    with tenant_scope([state.pk]):
        ScriptSnapshot.objects.get_or_create(
            tenant=state, digest=digest, defaults={"key": document["key"], "locale": "es-MX", "document": document}
        )
    return digest


def _slugs(documents: list[Any], kind: str) -> list[str]:
    slugs = [document["slug"] for document in documents if document["kind"] == kind]
    return sorted(slugs, key=lambda slug: slug not in RICHEST)


def _cursor(crawl: Crawl, connection: str) -> str:
    field = connection.replace(")", ", first: 1)") if "(" in connection else f"{connection}(first: 1)"
    answer = crawl.ask(f"{{ {MARKED} {{ found: {field} {{ edges {{ cursor }} }} }} }}", "own")
    cursor: str = answer.json["data"]["state"]["found"]["edges"][0]["cursor"]
    return cursor


def test_the_states_own_key_is_shown_a_mark_wherever_a_text_can_be(crawl: Crawl) -> None:
    """The control: what another key is not shown could have been seen."""
    showing: set[str] = set()
    types: set[str] = set()
    for field, query in crawl.documents(MARKED):
        answer = crawl.ask(query, "own")
        assert answer.status == 200, (field, answer.body)
        types |= set(TYPE_NAME.findall(answer.body))
        showing |= {field} if MARK.encode() in answer.body or SCRIPT_MARK.encode() in answer.body else set()

    assert {name.encode() for name in crawl.types} - types - INTERFACES == WITHOUT_CONTENT
    assert len(showing) >= SHOWING


@pytest.mark.parametrize("key", ["other", "other, publishable"])
def test_another_states_key_is_shown_no_mark(crawl: Crawl, key: str) -> None:
    assert crawl.shown(key, MARKED, f'node(id: "{crawl.item_ids[0]}") {{ ... on State', step=STEP) == []
    assert crawl.shown(key, OTHER, step=STEP) == []


@pytest.mark.parametrize("key", ["expired", "revoked", "unknown", "none"])
def test_a_key_that_is_not_valid_is_shown_no_mark(crawl: Crawl, key: str) -> None:
    assert crawl.shown(key, MARKED, step=STEP) == []


def test_a_key_without_the_scope_is_shown_no_script(crawl: Crawl) -> None:
    assert crawl.shown("own, not for scripts", MARKED, marks=(SCRIPT_MARK,), step=STEP) == []


def test_a_publishable_key_is_shown_nothing_of_a_state_in_preparation(crawl: Crawl, in_preparation: None) -> None:
    assert crawl.shown("own, publishable", MARKED, step=STEP) == []
    assert crawl.shown("own", MARKED, step=STEP) != []


@pytest.mark.parametrize("key", ["own", "other", "expired", "none"])
def test_anothers_state_and_none_get_the_same_answer(crawl: Crawl, key: str) -> None:
    """What exists elsewhere cannot be told from what does not exist; a key's own state can, which is the control."""
    query = next(query for field, query in crawl.documents(MARKED) if field == "State.name")

    marked, absent = crawl.ask(query, key), crawl.ask(query.replace(MARKED, NO_STATE), key)

    assert (_without_cost(marked) == _without_cost(absent)) is (key != "own")


def _everyone_sees(patch: Patch) -> None:
    codes = dict(Tenant.objects.values_list("code", "pk"))
    patch.setattr(state_view, "_visible", lambda _viewer, code: state_view._cache.tenant(codes[code]))


def _keys_never_end(patch: Patch) -> None:
    read = identity_cache._cached_key_of
    patch.setattr(identity_cache, "_cached_key_of", lambda key: replace(read(key), is_revoked=False, expires_at=None))


def _scopes_count_nothing(patch: Patch) -> None:
    patch.setattr(Viewer, "has_scope", lambda _viewer, _scope: True)


@pytest.mark.parametrize(
    ("remove_rule", "key", "marks"),
    [
        pytest.param(_everyone_sees, "other", (MARK,), id="a key's states"),
        pytest.param(_keys_never_end, "expired", (MARK,), id="a key's end"),
        pytest.param(_keys_never_end, "revoked", (MARK,), id="a key's revocation"),
        pytest.param(_scopes_count_nothing, "own, not for scripts", (SCRIPT_MARK,), id="a key's scopes"),
    ],
)
def test_a_rule_that_is_removed_is_found_missing(
    crawl: Crawl, monkeypatch: Patch, remove_rule: Callable[[Patch], None], key: str, marks: tuple[str, ...]
) -> None:
    remove_rule(monkeypatch)
    identity_cache.reset()

    assert crawl.shown(key, MARKED, marks=marks, step=STEP) != []

    monkeypatch.undo()
    identity_cache.reset()


def _without_cost(answer: Answer) -> tuple[int, Any]:
    return answer.status, {name: value for name, value in answer.json.items() if name != "extensions"}
