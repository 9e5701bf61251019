"""GraphQL over HTTP: methods, media types, sizes, status codes, headers."""

import gzip
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from api.endpoint import Endpoint

from .client import Answer, send

QUERY = "{ state { code } }"
DATA = {"data": {"state": {"code": "TAB"}}, "extensions": {"cost": {"requested": 2, "limit": 1_000}}}
BOTH = "application/graphql-response+json; charset=utf-8", "application/json; charset=utf-8"

Send = Callable[..., Answer]


@pytest.fixture
def request_with(endpoint: Endpoint, keys: dict[str, str]) -> Send:
    """Send a request with Tabasco's key; headers given as None are left out."""

    def request_with(
        method: str = "POST",
        *,
        body: bytes | dict[str, object] = b"",
        query_string: str = "",
        path: str = "/graphql",
        **headers: str | None,
    ) -> Answer:
        usual = {"Authorization": f"Bearer {keys['TAB']}", "Content-Type": "application/json", "Accept": "*/*"}
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        merged = {name: value for name, value in {**usual, **given}.items() if value is not None}
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return send(endpoint, method, path, query_string=query_string, body=raw, headers=merged)

    return request_with


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/graphql-response+json", BOTH[0]),
        ("application/json", BOTH[1]),
        ("application/graphql-response+json, application/json;q=0.9", BOTH[0]),
        ("application/json, application/graphql-response+json", BOTH[1]),
        ("application/json;q=0.5, application/graphql-response+json", BOTH[0]),
        ("application/graphql-response+json; charset=utf-8, application/json; charset=utf-8", BOTH[0]),
        ("*/*", BOTH[1]),
        ("application/*", BOTH[1]),
        (None, BOTH[1]),
        ("text/html;q=0.2, application/json", BOTH[1]),
        ("application/json;q=much", BOTH[1]),
        ("application/graphql-response+json;a*=none''b, application/json", BOTH[1]),
        ("", BOTH[1]),
    ],
)
def test_answers_in_the_media_type_that_is_wanted(request_with: Send, accept: str | None, content_type: str) -> None:
    answer = request_with(body={"query": QUERY}, Accept=accept)

    assert (answer.status, answer.headers["Content-Type"], answer.json) == (200, content_type, DATA)


@pytest.mark.parametrize(
    "accept", ["text/plain", "image/*", "application/json;q=0", "application/json; charset=utf-16"]
)
def test_refuses_to_answer_in_other_media_types(request_with: Send, accept: str) -> None:
    answer = request_with(body={"query": QUERY}, Accept=accept)

    assert (answer.status, answer.codes) == (406, ["NOT_ACCEPTABLE"])
    assert answer.headers["Content-Type"] == BOTH[1]


def test_endless_headers_are_read_no_further_than_sensible(request_with: Send) -> None:
    named_first = request_with(body={"query": QUERY}, Accept="application/json" + ", a/b" * 90_000)
    named_last = request_with(body={"query": QUERY}, Accept="a/b, " * 90_000 + "application/json")
    strange_body = request_with(body={"query": QUERY}, Content_Type="application/json; a=" + "b" * 300_000)

    assert [answer.status for answer in (named_first, named_last, strange_body)] == [200, 406, 415]


def test_an_endless_host_is_not_even_compared(request_with: Send, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]

    answer = request_with(body={"query": QUERY}, Host="a" * 300)

    assert (answer.status, answer.codes) == (400, ["HOST_UNKNOWN"])


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ('APPLICATION/JSON; charset="UTF-8"', 200),
        (None, 415),
        ("", 415),
        ("text/plain", 415),
        ("application/graphql", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("application/json; charset=utf-16", 415),
        ("application/json; a*=none''b", 415),
    ],
)
def test_reads_json_bodies_only(request_with: Send, content_type: str | None, status: int) -> None:
    answer = request_with(body={"query": QUERY}, Content_Type=content_type)

    assert answer.status == status
    assert answer.codes == ([] if status == 200 else ["UNSUPPORTED_MEDIA_TYPE"])


def test_reads_queries_in_get(request_with: Send) -> None:
    parameters = {
        "query": "query A($code: StateCode) { state(code: $code) { code } } query B { states { code } }",
        "operationName": "A",
        "variables": json.dumps({"code": "TAB"}),
        "extensions": "{}",
    }

    answer = request_with("GET", query_string=urlencode(parameters), Content_Type=None)

    assert (answer.status, answer.json) == (200, DATA)


def test_head_has_the_headers_of_get_and_no_body(request_with: Send) -> None:
    answer = request_with("HEAD", query_string=urlencode({"query": QUERY}))

    assert (answer.status, answer.body, answer.headers["Content-Length"]) == (200, b"", "84")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "X"])
def test_refuses_other_methods(request_with: Send, method: str) -> None:
    answer = request_with(method, body={"query": QUERY})

    assert (answer.status, answer.codes) == (405, ["METHOD_NOT_ALLOWED"])
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


def test_refuses_mutations_in_get(request_with: Send) -> None:
    answer = request_with("GET", query_string=urlencode({"query": "mutation { __typename }"}))

    assert (answer.status, answer.codes, answer.headers["Allow"]) == (405, ["METHOD_NOT_ALLOWED"], "POST")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "BAD_JSON"),
        (b"{", "BAD_JSON"),
        (b"query", "BAD_JSON"),
        (b"[]", "BATCH_NOT_OFFERED"),
        (b"null", "BAD_JSON"),
        (b'"{ states { code } }"', "BAD_JSON"),
        (b"\xff\xfe{\x00}\x00", "BAD_JSON"),
        (b'{"query": "\xff"}', "BAD_JSON"),
        (b'{"query": "\\ud800"}', "BAD_JSON"),
        (b'{"query": NaN}', "BAD_JSON"),
        (b'[{"query": "{ states { code } }"}]', "BATCH_NOT_OFFERED"),
        (b"[" + b'{"query": "{ states { code } }"},' * 1_000 + b"1]", "BATCH_NOT_OFFERED"),
        (b"{}", "BAD_REQUEST"),
        (b'{"query": null}', "BAD_REQUEST"),
        (b'{"query": ""}', "BAD_REQUEST"),
        (b'{"query": 1}', "BAD_REQUEST"),
        (b'{"query": {}}', "BAD_REQUEST"),
        (b'{"query": "{ states { code } }", "variables": []}', "BAD_REQUEST"),
        (b'{"query": "{ states { code } }", "variables": "x"}', "BAD_REQUEST"),
        (b'{"query": "{ states { code } }", "operationName": 1}', "BAD_REQUEST"),
        (b'{"query": "{ states { code } }", "extensions": 1}', "BAD_REQUEST"),
        (b'{"query": "{ states { code } }", "variables": ' + b"[" * 40_000 + b"]" * 40_000 + b"}", "JSON_TOO_DEEP"),
        (b'{"query": "{ states { code } }", "variables": ' + b'{"a":' * 100 + b"1" + b"}" * 101, "JSON_TOO_DEEP"),
        (b'{"a":' * 15_000, "JSON_TOO_DEEP"),
    ],
)
@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
def test_refuses_bodies_that_are_no_request(request_with: Send, body: bytes, code: str, accept: str) -> None:
    answer = request_with(body=body, Accept=accept)

    assert (answer.status, answer.codes) == (400, [code])
    assert answer.headers["Content-Type"].startswith(accept)


@pytest.mark.parametrize(
    "query_string",
    ["", "query=", "query=%FF", "query={states{code}}&variables=[", "query={states{code}}&variables=[]", "&" * 50],
)
def test_refuses_query_strings_that_are_no_request(request_with: Send, query_string: str) -> None:
    answer = request_with("GET", query_string=query_string)

    assert answer.status == 400
    assert answer.codes in (["BAD_REQUEST"], ["BAD_JSON"])


@pytest.mark.parametrize("length", [100_001, 1_000_000])
def test_refuses_a_large_body_without_reading_it(request_with: Send, length: int) -> None:
    answer = request_with(body=b'{"query": "' + b" " * (length - 13) + b'"}')

    assert (answer.status, answer.codes) == (413, ["BODY_TOO_LARGE"])


def test_refuses_a_large_query_string(request_with: Send) -> None:
    answer = request_with("GET", query_string="query=" + quote("{" * 40_000))

    assert (answer.status, answer.codes) == (413, ["BODY_TOO_LARGE"])


@pytest.mark.parametrize("length", ["-1", "many", "1e3", "9" * 30])
def test_refuses_an_impossible_length(request_with: Send, length: str) -> None:
    answer = request_with(body={"query": QUERY}, Content_Length=length)

    assert answer.status in (400, 413)
    assert answer.codes in (["BAD_REQUEST"], ["BODY_TOO_LARGE"])


def test_document_errors_are_400_in_graphqls_own_type_and_200_in_json(request_with: Send) -> None:
    own = request_with(body={"query": "{ nothing }"}, Accept="application/graphql-response+json")
    plain = request_with(body={"query": "{ nothing }"}, Accept="application/json")

    assert (own.status, plain.status) == (400, 200)
    assert own.json["errors"] == plain.json["errors"]
    assert "data" not in own.json


def test_an_error_of_a_field_comes_beside_the_data(request_with: Send) -> None:
    answer = request_with(
        body={"query": '{ viewer { name } node(id: "x") { id } }'}, Accept="application/graphql-response+json"
    )

    assert answer.status == 200
    assert answer.json["data"] == {"viewer": {"name": "Sitio de Tabasco"}, "node": None}
    assert answer.json["errors"][0]["path"] == ["node"]
    assert answer.json["errors"][0]["locations"] == [{"line": 1, "column": 19}]


def test_every_answer_carries_its_headers(request_with: Send) -> None:
    answers = [request_with(body={"query": QUERY}), request_with(body=b"{"), request_with("PUT")]

    for answer in answers:
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Vary"] == "Authorization, Origin, Accept, Accept-Encoding"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Length"] == str(len(answer.body))
        assert len(answer.headers["X-Request-Id"]) == 32
        assert "Set-Cookie" not in answer.headers


def test_keeps_the_request_id_of_the_client_if_it_is_plain(request_with: Send) -> None:
    kept = request_with(body={"query": QUERY}, X_Request_Id="a1b2c3d4-e5")
    replaced = request_with(body={"query": QUERY}, X_Request_Id="a\r\nSet-Cookie: x=1")

    assert kept.headers["X-Request-Id"] == "a1b2c3d4-e5"
    assert len(replaced.headers["X-Request-Id"]) == 32


def test_answers_under_the_path_with_a_slash(request_with: Send) -> None:
    assert request_with(body={"query": QUERY}, path="/graphql/").json == DATA


def test_leaves_other_paths_to_what_stands_behind(request_with: Send) -> None:
    assert request_with(body={"query": QUERY}, path="/admin/").status == 404
    assert request_with(body={"query": QUERY}, path="/graphqlx").status == 404


@pytest.mark.parametrize("host", ["evil.example", "testserver@evil.example", "[::1", "a b"])
def test_refuses_unknown_hosts(request_with: Send, host: str) -> None:
    answer = request_with(body={"query": QUERY}, Host=host)

    assert (answer.status, answer.codes) == (400, ["HOST_UNKNOWN"])


def test_refuses_requests_without_encryption_where_it_is_demanded(request_with: Send, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    bare = request_with(body={"query": QUERY})
    encrypted = request_with(body={"query": QUERY}, X_Forwarded_Proto="https")

    assert (bare.status, bare.codes) == (403, ["HTTPS_REQUIRED"])
    assert encrypted.status == 200


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_empty_operation_name_is_none(request_with: Send, method: str) -> None:
    asked = {"query": QUERY, "operationName": ""}

    answer = request_with(method, body=asked if method == "POST" else b"", query_string=urlencode(asked))

    assert (answer.status, answer.codes) == (200, [])


def test_a_compressed_body_is_refused_as_such(request_with: Send) -> None:
    answer = request_with(body=gzip.compress(json.dumps({"query": QUERY}).encode()), Content_Encoding="gzip")

    assert (answer.status, answer.codes) == (415, ["UNSUPPORTED_MEDIA_TYPE"])
    assert answer.json["errors"][0]["extensions"]["field"] == "Content-Encoding"
