"""`logInquiry` and `correctInquiry`: written once, for the key's own states, and never answered from a cache."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from api.endpoint import Endpoint
from api.engine.execution import Executor
from api.trusted.uploading import upload
from assistance.models import Inquiry
from tenants.models import KeyKind, Scope, Tenant
from tenants.scope import scope_of_all_tenants
from tenants.services.keys import issue_key
from tests.assistance.contacts import given
from tests.tenants.factories import client_of, key_of
from tests.uuid7 import uuid7

from .client import Answer, send

LOG = """
mutation Log($input: LogInquiryInput!) {
  logInquiry(input: $input) { inquiry { id recordedAt isNew } errors { code field message } }
}
"""
CORRECT = """
mutation Correct($input: CorrectInquiryInput!) {
  correctInquiry(input: $input) { inquiry { id isNew } errors { code field } }
}
"""
Post = Callable[..., Answer]
pytestmark = pytest.mark.usefixtures("changes")


@pytest.fixture(scope="module")
def keys(states: dict[str, Tenant]) -> dict[str, str]:
    """Secret keys that record inquiries of Tabasco, of Coahuila and of both; a publishable one; one that only reads."""
    scopes = (Scope.CONTENT, Scope.INQUIRIES)
    return {
        "TAB": key_of(states["TAB"], scopes=scopes)[1],
        "COA": key_of(states["COA"], scopes=scopes)[1],
        "both": key_of(states["TAB"], tenants=states.values(), scopes=scopes)[1],
        "public": key_of(states["TAB"], scopes=scopes, kind=KeyKind.PUBLISHABLE)[1],
        "reader": key_of(states["TAB"])[1],
    }


def contact(**fields: Any) -> dict[str, Any]:
    return given(**{"state": "TAB", **fields})


def written(answer: Answer) -> Any:
    """What a mutation answered, which was executed."""
    assert answer.status == 200, answer.body
    assert "errors" not in answer.json, answer.json
    [payload] = answer.json["data"].values()
    return payload


def refusals(answer: Answer) -> list[tuple[str, str | None]]:
    payload = written(answer)
    assert payload["inquiry"] is None
    return [(error["code"], error["field"]) for error in payload["errors"]]


def counted() -> list[str]:
    with scope_of_all_tenants():
        return [str(pk) for pk in Inquiry.objects.counted().values_list("pk", flat=True)]


@pytest.mark.parametrize("executor", Executor)
def test_a_contact_is_written_once_and_answered_from_no_cache(post: Post, settings: Any, executor: Executor) -> None:
    settings.GRAPHQL_EXECUTOR = executor
    sent = contact(role="VICTIM", outcome="INFORMED", language="es-mx")

    first, again = (post(LOG, input=sent) for _ in range(2))

    assert [written(answer)["inquiry"]["isNew"] for answer in (first, again)] == [True, False]
    assert written(first)["inquiry"]["recordedAt"] == written(again)["inquiry"]["recordedAt"]
    assert written(first)["errors"] == []
    assert counted() == [sent["id"]]
    for answer in (first, again):
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "ETag" not in answer.headers


def test_another_contact_under_the_same_id_is_a_conflict(post: Post) -> None:
    sent = contact()
    post(LOG, input=sent)

    assert refusals(post(LOG, input={**sent, "durationSeconds": 1})) == [("IDEMPOTENCY_CONFLICT", "id")]
    assert counted() == [sent["id"]]


def test_another_state_is_answered_as_one_that_is_not_there(post: Post) -> None:
    foreign, absent = (post(LOG, input=contact(state=code)) for code in ("COA", "ZAC"))

    assert refusals(foreign) == refusals(absent) == [("NOT_FOUND", "state")]
    assert foreign.body.replace(b"COA", b"ZAC") == absent.body
    assert counted() == []


@pytest.mark.parametrize("mutation", [LOG, CORRECT])
def test_a_key_without_the_scope_writes_nothing(post: Post, mutation: str) -> None:
    more = {"inquiryId": str(uuid7()), "reason": "TEST"} if mutation == CORRECT else {}

    answer = post(mutation, "reader", input=contact(**more))

    assert (answer.status, answer.codes) == (200, ["FORBIDDEN_SCOPE"])
    assert answer.json["data"] == {"correctInquiry" if more else "logInquiry": None}
    assert counted() == []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "“topicKey” takes a code, not a text. Send one of those that the service gave you."),
        ("es", "«topicKey» lleva una clave, no un texto. Manda una de las que te dio el servicio."),
    ],
)
def test_what_is_refused_is_said_beside_its_field(post: Post, language: str, sentence: str) -> None:
    answer = post(LOG, input=contact(topicKey="robo"), headers={"Accept-Language": language})

    assert written(answer)["errors"] == [{"code": "INVALID", "field": "topicKey", "message": sentence}]


@pytest.mark.parametrize("field", ["topicKey", "scriptKey", "endNode", "scriptDigest", "campaign", "language"])
@pytest.mark.parametrize("personal", ["HEGG560427MVZRRL04", "993 313 6550", "ana@example.org"])
def test_personal_data_are_refused(post: Post, field: str, personal: str) -> None:
    answer = post(LOG, input=contact(**{field: personal}))

    assert refusals(answer) == [("PERSONAL_DATA", field)]
    assert personal.encode() not in answer.body


def test_mutations_are_not_executed_by_get(endpoint: Endpoint, keys: dict[str, str]) -> None:
    query = urlencode({"query": LOG, "variables": json.dumps({"input": contact()})})
    headers = {"Authorization": f"Bearer {keys['TAB']}", "Accept": "*/*"}

    answer = send(endpoint, "GET", query_string=query, headers=headers)

    assert (answer.status, answer.headers["Allow"], answer.codes) == (405, "POST", ["METHOD_NOT_ALLOWED"])
    assert counted() == []


def test_publishable_keys_record_visits_to_sites_and_apps_and_correct_nothing(post: Post) -> None:
    by_web, by_phone = (post(LOG, "public", input=contact(channel=channel)) for channel in ("WEB", "PHONE"))
    inquiry_id = written(by_web)["inquiry"]["id"]
    correction = post(CORRECT, "public", input=contact(channel="WEB", inquiryId=inquiry_id, reason="TEST"))

    assert refusals(by_phone) == [("INVALID", "channel")]
    assert refusals(correction) == [("NOT_FOUND", "inquiryId")]
    assert counted() == [inquiry_id]


def test_a_correction_is_its_own_clients(post: Post) -> None:
    first = written(post(LOG, "both", input=contact()))["inquiry"]["id"]
    fields = {"inquiryId": first, "reason": "MISTAKE", "role": "ACCUSED"}

    assert refusals(post(CORRECT, "TAB", input=contact(**fields))) == [("NOT_FOUND", "inquiryId")]
    assert refusals(post(CORRECT, "COA", input=contact(**fields, state="COA"))) == [("NOT_FOUND", "inquiryId")]
    assert refusals(post(CORRECT, "both", input=contact(**{**fields, "inquiryId": "x"}))) == [
        ("NOT_FOUND", "inquiryId")
    ]
    moved = contact(**{**fields, "reason": "WRONG_STATE"}, state="COA")
    assert written(post(CORRECT, "both", input=moved))["inquiry"] == {"id": moved["id"], "isNew": True}
    assert counted() == [moved["id"]]


def test_each_mutation_of_a_document_stands_for_itself(post: Post) -> None:
    both = """
    mutation ($good: LogInquiryInput!, $bad: LogInquiryInput!) {
      bad: logInquiry(input: $bad) { errors { field } }
      good: logInquiry(input: $good) { errors { field } }
    }
    """
    answer = post(both, good=contact(), bad=contact(language="fr"))

    assert answer.json["data"] == {"bad": {"errors": [{"field": "language"}]}, "good": {"errors": []}}
    assert len(counted()) == 1


def test_a_dry_run_writes_nothing(endpoint: Endpoint, keys: dict[str, str]) -> None:
    body = {"query": LOG, "variables": {"input": contact()}, "extensions": {"dryRun": True}}
    headers = {"Authorization": f"Bearer {keys['TAB']}", "Content-Type": "application/json"}

    answer = send(endpoint, body=json.dumps(body).encode(), headers=headers)

    assert answer.json["extensions"]["cost"]["requested"] > 200
    assert counted() == []


def test_a_trusted_document_may_be_a_mutation(endpoint: Endpoint, states: dict[str, Tenant]) -> None:
    client = client_of(states["TAB"], scopes=(Scope.CONTENT, Scope.INQUIRIES))
    _, raw = issue_key(client, KeyKind.PUBLISHABLE, is_bound=True)
    upload(client=client, documents={"log": LOG})
    body = {"documentId": "log", "variables": {"input": contact(channel="APP")}}
    headers = {"Authorization": f"Bearer {raw}", "Content-Type": "application/json"}

    answers = [send(endpoint, body=json.dumps(body).encode(), headers=headers) for _ in range(2)]

    assert [written(answer)["inquiry"]["isNew"] for answer in answers] == [True, False]


@pytest.mark.parametrize(
    ("field", "value"),
    [("role", "JUDGE"), ("state", "ZZZ"), ("startedAt", "yesterday"), ("durationSeconds", "x"), ("note", "x")],
)
def test_the_schema_refuses_what_its_types_do_not_have(post: Post, field: str, value: str) -> None:
    answer = post(LOG, input=contact(**{field: value}))

    assert (answer.status, len(answer.codes)) == (400, 1)
    assert counted() == []


def test_an_unknown_topic_is_named(post: Post) -> None:
    assert refusals(post(LOG, input=contact(topicKey=str(uuid.uuid4())))) == [("INVALID", "topicKey")]
