"""Documents that requests only name: uploaded ones, and those that Apollo's clients register."""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from api import limits
from api.endpoint import Endpoint
from api.models import PersistedQuery, TrustedDocument
from api.trusted import document_cache, persisting
from api.trusted.manifest import ManifestRefused, read
from api.trusted.uploading import Uploaded, delete, documents_of, upload
from tenants.models import ApiClient, KeyKind, Tenant
from tenants.scope import tenant_scope
from tenants.services.keys import issue_key
from tests.tenants.factories import client_of, person

from .client import Answer, send

CODE = "query Code { state { code } }"
PAGE = "query Page($n: Int = 5) { state { guidance(first: $n) { totalCount edges { node { title } } } } }"

Sent = Callable[..., Answer]


def sha256(text: str) -> str:
    """The hash by which Apollo's clients name a query."""
    return hashlib.sha256(text.encode()).hexdigest()


def persisted(text: str, **others: Any) -> dict[str, Any]:
    """The extensions of Apollo's automatic persisted queries."""
    return {"persistedQuery": {"version": 1, "sha256Hash": sha256(text), **others}}


@pytest.fixture(autouse=True)
def _nothing_is_known() -> Iterator[None]:
    document_cache.reset()
    yield
    document_cache.reset()


@pytest.fixture
def client(states: dict[str, Tenant], changes: None) -> ApiClient:
    """A client of Tabasco."""
    return client_of(states["TAB"])


@pytest.fixture
def sending(endpoint: Endpoint) -> Callable[..., Sent]:
    """Make a key of a client; it sends."""

    def sending(client: ApiClient, *, is_bound: bool = False) -> Sent:
        _, raw = issue_key(client, KeyKind.PUBLISHABLE, is_bound=is_bound)
        headers = {"Authorization": f"Bearer {raw}", "Accept": "application/graphql-response+json"}

        def sent(method: str = "POST", **parameters: Any) -> Answer:
            if method == "POST":
                body = json.dumps(parameters).encode()
                return send(endpoint, body=body, headers={**headers, "Content-Type": "application/json"})
            written = {
                name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items()
            }
            return send(endpoint, "GET", query_string=urlencode(written), headers=headers)

        return sent

    return sending


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_document_is_run_by_its_id(client: ApiClient, sending: Callable[..., Sent], method: str) -> None:
    upload(client=client, documents={"code": CODE, "page": PAGE})
    sent = sending(client)

    answers = [
        sent(method, documentId="code"),
        sent(method, documentId="page", variables={"n": 1}),
        sent(method, documentId="page", operationName="Page"),
    ]

    assert [answer.codes for answer in answers] == [[], [], []]
    assert answers[0].json["data"] == {"state": {"code": "TAB"}}
    assert len(answers[1].json["data"]["state"]["guidance"]["edges"]) == 1


def test_the_hash_of_the_specification_finds_a_manifests_hash(client: ApiClient, sending: Callable[..., Sent]) -> None:
    upload(client=client, documents={sha256(CODE): CODE})

    answer = sending(client)(documentId=f"sha256:{sha256(CODE)}")

    assert answer.json["data"] == {"state": {"code": "TAB"}}


def test_a_document_is_found_for_its_own_client_only(
    client: ApiClient, states: dict[str, Tenant], sending: Callable[..., Sent]
) -> None:
    upload(client=client, documents={"code": CODE})
    strangers = [client_of(states["COA"]), client_of(states["TAB"])]

    own = sending(client)(documentId="code")
    others = [sending(stranger)(documentId="code") for stranger in strangers]

    assert own.status == 200
    assert [(answer.status, answer.codes) for answer in others] == [(404, ["DOCUMENT_UNKNOWN"])] * 2


@pytest.mark.parametrize("name", ["a\x00b", "sha256:\x00", "x" * 300])
def test_what_can_be_no_id_is_unknown(client: ApiClient, sending: Callable[..., Sent], name: str) -> None:
    answers = [sending(client)(method, documentId=name) for method in ("POST", "GET")]

    assert [(answer.status, answer.codes) for answer in answers] == [(404, ["DOCUMENT_UNKNOWN"])] * 2


def test_its_table_is_closed_outside_of_its_tenant(client: ApiClient, states: dict[str, Tenant]) -> None:
    upload(client=client, documents={"code": CODE})

    seen = []
    for scope in ([], [states["COA"].pk], [states["TAB"].pk]):
        with tenant_scope(scope):
            seen.append(TrustedDocument.objects.count())

    assert seen == [0, 0, 1]


def test_a_cached_document_costs_no_statement(client: ApiClient, sending: Callable[..., Sent]) -> None:
    upload(client=client, documents={"page": PAGE})
    sent = sending(client)
    sent(documentId="page")

    with CaptureQueriesContext(connection) as captured:
        answer = sent(documentId="page", variables={"n": 2})

    assert answer.codes == []
    assert [query["sql"] for query in captured] == []


def test_a_deleted_document_is_refused_even_where_its_answer_was_kept(
    client: ApiClient, sending: Callable[..., Sent], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    upload(client=client, documents={"code": CODE})
    sent = sending(client)
    before = [sent("GET", documentId="code"), sent("GET", documentId="code")]

    delete(client=client, pk=documents_of(client)[0].pk)
    document_cache.on_notification(str(client.pk))
    after = sent("GET", documentId="code")

    assert [answer.status for answer in before] == [200, 200]
    assert (after.status, after.codes) == (404, ["DOCUMENT_UNKNOWN"])


def test_what_was_deleted_without_a_notification_is_removed_soon(
    client: ApiClient, sending: Callable[..., Sent]
) -> None:
    upload(client=client, documents={"code": CODE, "page": PAGE})
    sent = sending(client)
    before = [sent("GET", documentId="code"), sent("GET", documentId="page")]
    with tenant_scope([client.owner_id]):
        TrustedDocument.objects.filter(document_id="code").delete()

    document_cache.on_notification(None)
    after = [sent("GET", documentId="code"), sent("GET", documentId="page")]

    assert [answer.status for answer in before + after] == [200, 200, 404, 200]


def test_its_last_day_of_use_is_noted(client: ApiClient, sending: Callable[..., Sent]) -> None:
    upload(client=client, documents={"code": CODE, "page": PAGE})
    sending(client)(documentId="code")

    document_cache.on_notification(None)

    used = {each.document_id: each.last_used_on for each in documents_of(client)}
    assert used == {"code": timezone.localdate(), "page": None}


@pytest.mark.parametrize(
    "parameters",
    [
        {"documentId": "code", "query": CODE},
        {"documentId": 5},
        {"documentId": ["code"]},
        {"documentId": "code", "extensions": persisted(CODE)},
        {"documentId": ""},
        {"documentId": "code", "query": ""},
        {},
        {"extensions": {}},
    ],
)
def test_a_request_names_one_thing_to_run(
    client: ApiClient, sending: Callable[..., Sent], parameters: dict[str, Any]
) -> None:
    upload(client=client, documents={"code": CODE})

    answer = sending(client)(**parameters)

    assert (answer.status, answer.codes) == (400, ["BAD_REQUEST"])


@pytest.mark.parametrize(
    ("parameters", "status", "codes"),
    [
        ({"documentId": "code"}, 200, []),
        ({"query": CODE}, 200, []),  # uploaded under its hash, too
        ({"extensions": persisted(CODE)}, 200, []),
        ({"query": CODE, "extensions": persisted(CODE)}, 200, []),
        ({"query": "{ state { name } }"}, 403, ["DOCUMENT_NOT_TRUSTED"]),
        ({"query": CODE + " "}, 403, ["DOCUMENT_NOT_TRUSTED"]),
        ({"query": PAGE}, 403, ["DOCUMENT_NOT_TRUSTED"]),
        ({"query": PAGE, "extensions": persisted(PAGE)}, 403, ["DOCUMENT_NOT_TRUSTED"]),
        ({"extensions": persisted(PAGE)}, 403, ["DOCUMENT_NOT_TRUSTED"]),
        ({"documentId": "nothing"}, 404, ["DOCUMENT_UNKNOWN"]),
    ],
)
def test_a_bound_key_runs_nothing_else(
    client: ApiClient, sending: Callable[..., Sent], parameters: dict[str, Any], status: int, codes: list[str]
) -> None:
    upload(client=client, documents={"code": CODE, sha256(CODE): CODE})
    sending(client)(query=PAGE, extensions=persisted(PAGE))

    answer = sending(client, is_bound=True)(**parameters)

    assert (answer.status, answer.codes) == (status, codes)


def test_a_hash_is_registered_by_sending_its_query_once(client: ApiClient, sending: Callable[..., Sent]) -> None:
    sent = sending(client)

    unknown = sent(extensions=persisted(CODE))
    registered = sent(query=CODE, extensions=persisted(CODE))
    document_cache.reset()  # as another process
    known = [sent(extensions=persisted(CODE)), sent("GET", extensions=persisted(CODE))]

    assert (unknown.status, unknown.codes) == (200, ["PERSISTED_QUERY_NOT_FOUND"])
    assert unknown.json["errors"][0]["message"] == "PersistedQueryNotFound"
    assert unknown.headers["Cache-Control"] == "private, no-store"
    assert [answer.json["data"] for answer in (registered, *known)] == [{"state": {"code": "TAB"}}] * 3


def test_what_no_table_can_hold_is_answered_and_not_kept(client: ApiClient, sending: Callable[..., Sent]) -> None:
    text, sent = "{ state { code } } # \x00", sending(client)

    answer = sent(query=text, extensions=persisted(text))

    assert (answer.status, answer.json["data"]) == (200, {"state": {"code": "TAB"}})
    assert sent(extensions=persisted(text)).codes == ["PERSISTED_QUERY_NOT_FOUND"]


def test_a_hash_is_found_for_its_own_client_only(
    client: ApiClient, states: dict[str, Tenant], sending: Callable[..., Sent]
) -> None:
    sending(client)(query=CODE, extensions=persisted(CODE))

    answer = sending(client_of(states["TAB"]))(extensions=persisted(CODE))

    assert answer.codes == ["PERSISTED_QUERY_NOT_FOUND"]


@pytest.mark.parametrize(
    ("query", "extensions", "codes"),
    [
        (CODE, persisted(PAGE), ["PERSISTED_QUERY_MISMATCH"]),
        (CODE, persisted(CODE, version=2), ["PERSISTED_QUERY_NOT_SUPPORTED"]),
        (CODE, persisted(CODE, sha256Hash="x"), ["PERSISTED_QUERY_NOT_SUPPORTED"]),
        (CODE, persisted(CODE, sha256Hash=None), ["PERSISTED_QUERY_NOT_SUPPORTED"]),
        (None, persisted(CODE, sha256Hash="' OR 1=1 --"), ["PERSISTED_QUERY_NOT_SUPPORTED"]),
        (None, {"persistedQuery": []}, ["PERSISTED_QUERY_NOT_SUPPORTED"]),
        ("{ nothing }", persisted("{ nothing }"), ["UNKNOWN_FIELD"]),
    ],
)
def test_what_is_wrong_is_not_registered(
    client: ApiClient,
    sending: Callable[..., Sent],
    query: str | None,
    extensions: dict[str, Any],
    codes: list[str],
) -> None:
    parameters = {"extensions": extensions, **({} if query is None else {"query": query})}

    answer = sending(client)(**parameters)

    assert (answer.status, answer.codes) == (400, codes)
    with tenant_scope([client.owner_id]):
        assert PersistedQuery.objects.count() == 0


def kept(client: ApiClient) -> set[str]:
    """The queries that are registered."""
    with tenant_scope([client.owner_id]):
        return set(PersistedQuery.objects.filter(client=client).values_list("query", flat=True))


@pytest.mark.parametrize(
    ("name", "limit", "left"),
    [("MAX_PERSISTED_QUERIES", 3, 3), ("MAX_PERSISTED_BYTES", 81, 3), ("MAX_PERSISTED_BYTES", 107, 3)],
)
def test_what_has_been_unused_for_longest_makes_room(
    client: ApiClient,
    sending: Callable[..., Sent],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    limit: int,
    left: int,
) -> None:
    monkeypatch.setattr(persisting, name, limit)
    sent = sending(client)
    queries = [f"query Q{n} {{ state {{ code }} }}" for n in range(4)]  # 27 bytes each
    for query in queries[:3]:
        sent(query=query, extensions=persisted(query))
    with tenant_scope([client.owner_id]):
        for n, query in enumerate(queries[:3]):
            used_at = timezone.now() - timedelta(hours=3 - n)
            PersistedQuery.objects.filter(query=query).update(last_used_at=used_at)
    document_cache.reset()
    sent(extensions=persisted(queries[0]))
    document_cache.on_notification(None)

    sent(query=queries[3], extensions=persisted(queries[3]))

    assert kept(client) == {queries[0], queries[2], queries[3]}
    assert len(kept(client)) == left


def test_clients_make_no_room_for_each_other(
    client: ApiClient, states: dict[str, Tenant], sending: Callable[..., Sent], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(persisting, "MAX_PERSISTED_QUERIES", 1)
    other = client_of(states["TAB"])

    sending(client)(query=CODE, extensions=persisted(CODE))
    sending(other)(query=PAGE, extensions=persisted(PAGE))

    assert (kept(client), kept(other)) == ({CODE}, {PAGE})


MANIFESTS = {
    "relay and codegen": {"a": CODE, "b": PAGE},
    "relay's older form": [["a", CODE], ["b", PAGE]],
    "apollo": {
        "format": "apollo-persisted-query-manifest",
        "version": 1,
        "operations": [
            {"id": "a", "name": "Code", "type": "query", "body": CODE},
            {"id": "b", "name": "Page", "type": "query", "body": PAGE},
        ],
    },
}


@pytest.mark.parametrize("name", MANIFESTS)
def test_manifests_of_all_tools_are_read(name: str) -> None:
    assert read(json.dumps(MANIFESTS[name]).encode()) == {"a": CODE, "b": PAGE}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b"7",
        b'"x"',
        b"[1]",
        b'{"": "{ state { code } }"}',
        b'{"a": 5}',
        b'{"a": null}',
        b'{"operations": [5]}',
        b'{"operations": [{"id": "a"}]}',
        b'{"a": "\\u0000"}',
        b'{"a\\u0000": "{ state { code } }"}',
        b"\xff\xfe",
        json.dumps({"x" * 201: CODE}).encode(),
        json.dumps([["a", CODE], ["a", PAGE]]).encode(),
    ],
)
def test_what_is_no_manifest_is_refused(raw: bytes) -> None:
    with pytest.raises(ManifestRefused) as refusal:
        read(raw)

    assert all(reason for _, reason in refusal.value.reasons)


def test_a_manifest_is_stored_whole_or_not_at_all(client: ApiClient) -> None:
    offices = "edges { node { offices(first: 100) { id isOpen } } }"
    nested = f"query ($n: Int = 100) {{ state {{ guidance(first: $n) {{ {offices} }} }} }}"
    documents = {
        "good": CODE,
        "wrong": "{\n  ofices\n}",
        "dear": nested,
        "none": "fragment F on State { code } { ...F }",
        "subscription": "subscription { x }",
        "syntax": "{",
    }

    with pytest.raises(ManifestRefused) as refusal:
        upload(client=client, documents=documents)

    reasons = dict(refusal.value.reasons)
    assert set(reasons) == {"wrong", "dear", "none", "subscription", "syntax"}
    assert "2" in reasons["wrong"]
    assert "ofices" in reasons["wrong"]
    assert "1000" in reasons["dear"]
    assert documents_of(client) == []


def test_an_upload_reports_prices_and_can_be_done_again(client: ApiClient) -> None:
    first = upload(client=client, documents={"code": CODE, "page": PAGE})
    second = upload(client=client, documents={"page": PAGE, "new": "{ states { code } }"})

    assert (first, second) == (Uploaded(new=2, known=0), Uploaded(new=1, known=1))
    told = {each.document_id: (each.operation_name, each.cost, each.cost_at_most) for each in documents_of(client)}
    assert told == {"code": ("Code", 2, 2), "page": ("Page", 3, 9), "new": ("", 3, 3)}


def test_an_id_never_changes_its_document(client: ApiClient) -> None:
    upload(client=client, documents={"a": CODE})

    with pytest.raises(ManifestRefused) as refusal:
        upload(client=client, documents={"a": PAGE})

    assert [document_id for document_id, _ in refusal.value.reasons] == ["a"]
    assert [each.query for each in documents_of(client)] == [CODE]


def test_a_client_has_so_many_documents_and_no_more(client: ApiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.trusted.uploading.MAX_TRUSTED_DOCUMENTS", 2)
    upload(client=client, documents={"a": CODE, "b": PAGE})

    with pytest.raises(ManifestRefused) as refusal:
        upload(client=client, documents={"c": CODE})

    assert refusal.value.reasons[0][0] == ""
    assert limits.MAX_TRUSTED_DOCUMENTS == 2_000


def test_strangers_upload_nothing(client: ApiClient, states: dict[str, Tenant]) -> None:
    stranger = person("stranger", tenant=states["COA"])

    with pytest.raises(PermissionDenied):
        upload(client=client, documents={"a": CODE}, by=stranger)

    assert documents_of(client) == []
