"""Refusals of the desk's addresses: a code, a sentence, and nothing kept by anybody."""

from __future__ import annotations

from http import HTTPStatus

import django.db
import pytest
from django.test import Client, RequestFactory

from assistance.desk.answers import MOST_BYTES, Refused, sent
from cms.body_sizes import STRANGER_BYTES
from cms.outage import bad_request, not_found, server_error
from publishing.errors import StoreUnavailable

ADDRESS = "/mesa/api/nada"


def refused(body: bytes, content_type: str = "application/json") -> str:
    with pytest.raises(Refused) as refusal:
        sent(RequestFactory().post(ADDRESS, body, content_type=content_type))
    return refusal.value.code


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": "\\u0000"}',
        b'{"a": "\\ud800"}',
        b'{"a": "\x00"}',
        b"\xff\xfe{}",
        b'{"a": ' + b"9" * 5000 + b"}",
        b"[" * 60_000,
        b'{"a": "' + b"x" * MOST_BYTES + b'"}',
    ],
    ids=lambda body: repr(body[:12]),
)
def test_what_is_no_object_cannot_be_read(body: bytes) -> None:
    assert refused(body) == "BAD_REQUEST"


def test_a_form_is_no_object() -> None:
    assert refused(b"a=1", "application/x-www-form-urlencoded") == "BAD_REQUEST"


@pytest.mark.django_db
@pytest.mark.parametrize("path", [ADDRESS, "/mesa/api/", "/mesa/api/%00", "/mesa/api/../api/x"])
def test_where_nothing_is_a_program_is_told_so(path: str) -> None:
    answer = Client().get(path)

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.NOT_FOUND, "NOT_FOUND")
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("failure", "code", "status"),
    [
        (django.db.OperationalError(), "UNAVAILABLE", HTTPStatus.SERVICE_UNAVAILABLE),
        (StoreUnavailable(), "UNAVAILABLE", HTTPStatus.SERVICE_UNAVAILABLE),
        (KeyError(), "FAILED", HTTPStatus.INTERNAL_SERVER_ERROR),
    ],
)
def test_what_fails_has_a_code(failure: Exception, code: str, status: HTTPStatus) -> None:
    try:
        raise failure
    except type(failure):
        answer = server_error(RequestFactory().get(ADDRESS))

    assert answer.status_code == status
    assert f'"code": "{code}"' in answer.content.decode()


def test_what_django_refuses_has_a_code() -> None:
    request = RequestFactory().get(ADDRESS)

    assert b'"NOT_FOUND"' in not_found(request, Exception()).content
    assert b'"BAD_REQUEST"' in bad_request(request, Exception()).content


@pytest.mark.django_db
def test_what_is_too_large_from_a_stranger_has_a_code() -> None:
    answer = Client().post(ADDRESS, b"x" * (STRANGER_BYTES + 1), content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (413, "application/json")
    assert answer.json()["code"] == "BAD_REQUEST"
