"""Conversations over the API: by the services of all transports, for a key's own states, and from no cache."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from api.endpoint import Endpoint
from api.engine.execution import Executor
from api.models import PersistedQuery
from api.trusted.uploading import upload
from assistance.call_backs.windows import windows_of
from assistance.chat.call_requests import CallRequest, request_call
from assistance.chat.visitor_access import Access, new_secret
from assistance.models import CallBack, Conversation, ServiceHours
from tenants.models import KeyKind, Scope, Tenant
from tenants.scope import scope_of_all_tenants, tenant_scope
from tenants.services.keys import issue_key
from tests.assistance.chat.conversations import ALWAYS, answering
from tests.tenants.factories import client_of, key_of
from tests.uuid7 import uuid7
from tests.waiting import eventually

from .client import Answer, send
from .collector import SENT_SECONDS, collecting

START = """
mutation Start($input: StartConversationInput!) {
  startConversation(input: $input) {
    conversation { id state lastSeq position language }
    secret
    errors { code field message retryAfter opensAt zone challenge }
  }
}
"""
SEND = """
mutation Send($input: SendMessageInput!) {
  sendMessage(input: $input) { message { seq sentAt isNew } errors { code field message } }
}
"""
READ = """
query Read($id: ID!, $secret: String!, $after: Int) {
  conversation(id: $id, secret: $secret, after: $after) {
    conversation {
      id state version lastSeq language startedAt operatorName supervisorName position waitSeconds endedAt endReason
      rating isNearlyInactive endsAt isErased callStartsAt callNumber mayRing
    }
    messages {
      seq clientId author authorName kind event text card { kind key title text url phone } isAutomatic isRemoved sentAt
    }
  }
}
"""
CHANGES = {
    "end": "mutation ($input: EndConversationInput!) { done: endConversation(input: $input) %s }",
    "erase": "mutation ($input: EraseConversationInput!) { done: eraseConversation(input: $input) %s }",
    "stay": "mutation ($input: StayInConversationInput!) { done: stayInConversation(input: $input) %s }",
    "rate": "mutation ($input: RateConversationInput!) { done: rateConversation(input: $input) %s }",
    "cancel": "mutation ($input: CancelCallInput!) { done: cancelCall(input: $input) %s }",
}
CHANGE = {
    name: text % "{ conversation { state endReason rating isErased } errors { code field } }"
    for name, text in CHANGES.items()
}
CANARY = "Canario-7Q2X"
Post = Callable[..., Answer]
pytestmark = pytest.mark.usefixtures("changes", "open_hours")


@pytest.fixture(scope="module")
def keys(states: dict[str, Tenant]) -> dict[str, str]:
    """Keys that chat: publishable and secret ones of Tabasco, of Coahuila, of both; and one that only reads."""
    scopes = (Scope.CONTENT, Scope.CHAT)
    return {
        "TAB": key_of(states["TAB"], scopes=scopes, kind=KeyKind.PUBLISHABLE)[1],
        "server": key_of(states["TAB"], scopes=scopes)[1],
        "other app": key_of(states["TAB"], scopes=scopes, kind=KeyKind.PUBLISHABLE)[1],
        "COA": key_of(states["COA"], scopes=scopes)[1],
        "both": key_of(states["TAB"], tenants=states.values(), scopes=scopes)[1],
        "reader": key_of(states["TAB"], scopes=(Scope.CONTENT, Scope.INQUIRIES))[1],
    }


@pytest.fixture
def open_hours(changes: None) -> None:
    """Tabasco and Coahuila are answered day and night."""
    for code in ("TAB", "COA"):
        answering(code)


def done(answer: Answer) -> Any:
    """What a mutation answered, which was executed."""
    assert answer.status == 200, answer.body
    assert "errors" not in answer.json, answer.json
    [payload] = answer.json["data"].values()
    return payload


def codes(answer: Answer) -> list[tuple[str, str | None]]:
    """Why nothing was done."""
    payload = done(answer)
    assert [value for name, value in payload.items() if name != "errors" and value is not None] == []
    return [(error["code"], error["field"]) for error in payload["errors"]]


def begun(post: Post, key: str = "TAB", **fields: Any) -> dict[str, Any]:
    """Begin a conversation; return how its visitor comes in."""
    payload = done(post(START, key, input={"state": "TAB", **fields}))
    assert payload["errors"] == []
    return {"conversationId": payload["conversation"]["id"], "secret": payload["secret"]}


def said(post: Post, access: dict[str, Any], key: str = "TAB", after: int = 0) -> Any:
    """What is read of a conversation."""
    answer = post(READ, key, id=access["conversationId"], secret=access["secret"], after=after)
    assert answer.codes == [], answer.body
    return answer.json["data"]["conversation"]


def stored() -> int:
    with scope_of_all_tenants():
        return Conversation.objects.count()


def test_a_promised_call_is_read_and_called_off(post: Post, states: dict[str, Tenant]) -> None:
    access = begun(post)
    with tenant_scope([states["TAB"].pk]):
        ServiceHours.objects.create(
            tenant=states["TAB"], channel="PHONE", schedule=[("schedule", ALWAYS)], call_backs_per_hour=4
        )
    now = timezone.now()
    request_call(
        tenant=states["TAB"],
        given=CallRequest(
            call_id=uuid7(),
            phone="993 313 6550",
            is_safe=True,
            starts_at=windows_of(tenant=states["TAB"], now=now)[0].starts_at.isoformat(),
            language="es-MX",
        ),
        access=Access(states["TAB"].pk, UUID(access["conversationId"]), access["secret"]),
        source="192.0.2.1",
        now=now,
    )

    promised = said(post, access)["conversation"]
    first, again = (done(post(CHANGE["cancel"], input=access)) for _ in range(2))

    assert (promised["callNumber"], promised["callStartsAt"] is not None) == ("•••• 6550", True)
    assert promised["mayRing"]
    assert (first["errors"], again["errors"]) == ([], [])
    assert [said(post, access)["conversation"][name] for name in ("callNumber", "callStartsAt")] == [None, None]
    with tenant_scope([states["TAB"].pk]):
        assert not CallBack.objects.exists()


@pytest.mark.parametrize("executor", Executor)
def test_somebody_writes_reads_and_ends(post: Post, settings: Any, executor: Executor) -> None:
    settings.GRAPHQL_EXECUTOR = executor
    access = begun(post, text="hola", clientId=str(uuid7()), role="VICTIM")
    message = {**access, "clientId": str(uuid7()), "text": "¿Hay alguien?"}

    first, again = (done(post(SEND, input=message)) for _ in range(2))
    read = said(post, access, after=1)

    assert [first["message"][name] for name in ("seq", "isNew")] == [2, True]
    assert again == {"message": {**first["message"], "isNew": False}, "errors": []}
    assert [(one["seq"], one["author"], one["kind"], one["text"]) for one in read["messages"]] == [
        (2, "VISITOR", "TEXT", "¿Hay alguien?")
    ]
    assert read["messages"][0]["clientId"] == message["clientId"]
    assert (read["conversation"]["state"], read["conversation"]["lastSeq"]) == ("WAITING", 2)
    assert [read["conversation"][name] for name in ("operatorName", "endReason", "endedAt", "rating")] == [None] * 4

    rated = done(post(CHANGE["rate"], input={**access, "rating": 4}))["conversation"]
    ended = done(post(CHANGE["end"], input=access))["conversation"]
    erased = done(post(CHANGE["erase"], input=access))["conversation"]

    assert (rated["rating"], ended["state"], ended["endReason"]) == (4, "ENDED", "VISITOR")
    assert erased["isErased"] is True
    assert codes(post(SEND, input={**message, "clientId": str(uuid7())})) == [("ENDED", None)]
    texts = [(one["kind"], one["text"], one["isRemoved"]) for one in said(post, access)["messages"]]
    assert [one for one in texts if one[0] == "TEXT"] == [("TEXT", None, True)] * 2


def test_guidance_that_search_suggests_is_a_card(post: Post) -> None:
    access = begun(post, text="me quitaron el carro y quiero denunciar", clientId=str(uuid7()))

    cards = [one["card"] for one in said(post, access)["messages"] if one["kind"] == "CARD"]

    assert all(card["kind"] == "guidance" and card["title"] for card in cards)


def test_another_text_under_the_same_client_id_is_a_conflict(post: Post) -> None:
    access = begun(post)
    message = {**access, "clientId": str(uuid7()), "text": "uno"}
    post(SEND, input=message)

    assert codes(post(SEND, input={**message, "text": "dos"})) == [("IDEMPOTENCY_CONFLICT", "clientId")]
    assert [one["text"] for one in said(post, access)["messages"]] == ["uno"]


def test_the_same_start_again_is_the_same_conversation(post: Post) -> None:
    start = {"secret": new_secret(), "text": "hola", "clientId": str(uuid7())}

    first, again = (begun(post, **start) for _ in range(2))

    assert first == again
    assert stored() == 1


@pytest.mark.parametrize(
    ("who", "key", "may_read"),
    [
        ("the app that began it", "TAB", True),
        ("another app of the state", "other app", True),
        ("a server of the state", "server", True),
        ("a server of several states", "both", True),
        ("another state's", "COA", False),
    ],
)
def test_a_key_comes_into_the_conversations_of_its_states(post: Post, who: str, key: str, may_read: bool) -> None:
    access = begun(post)
    message = {**access, "clientId": str(uuid7()), "text": "hola"}
    query = {"id": access["conversationId"], "secret": access["secret"]}

    read, sent = post(READ, key, **query), post(SEND, key, input=message)

    assert (read.json["data"]["conversation"] is not None) is may_read
    assert (done(sent)["errors"] == []) is may_read
    if not may_read:
        absent = {"id": str(uuid7()), "secret": access["secret"]}
        assert read.body == post(READ, key, **absent).body
        assert sent.body == post(SEND, key, input={**message, "conversationId": absent["id"]}).body
        assert [
            codes(post(one, key, input={**access, "rating": 1} if name == "rate" else access))
            for name, one in CHANGE.items()
        ] == [[("NOT_FOUND", None)]] * len(CHANGE)
        assert said(post, access)["conversation"]["state"] == "WAITING"


@pytest.mark.parametrize("secret", ["", "x", "á", "a" * 43, "b" * 5_000])
def test_a_wrong_secret_is_answered_as_a_conversation_that_is_not_there(post: Post, secret: str) -> None:
    access = begun(post)
    wrong = {**access, "secret": secret}

    assert post(READ, id=access["conversationId"], secret=secret).json["data"] == {"conversation": None}
    assert codes(post(SEND, input={**wrong, "clientId": str(uuid7()), "text": "x"})) == [("NOT_FOUND", None)]
    assert codes(post(CHANGE["erase"], input=wrong)) == [("NOT_FOUND", None)]


@pytest.mark.parametrize("conversation_id", ["", "x", "0", "0190a5b8-0000-7000-8000-000000000000", "zz" * 16])
def test_what_is_no_conversation_is_not_there(post: Post, conversation_id: str) -> None:
    message = {"conversationId": conversation_id, "secret": new_secret(), "clientId": str(uuid7()), "text": "x"}

    assert post(READ, id=conversation_id, secret=new_secret()).json["data"] == {"conversation": None}
    assert codes(post(SEND, "both", input=message)) == [("NOT_FOUND", None)]


def test_a_key_without_the_scope_neither_begins_nor_reads(post: Post) -> None:
    access = begun(post)
    start = post(START, "reader", input={"state": "TAB"})
    read = post(READ, "reader", id=access["conversationId"], secret=access["secret"])

    assert start.codes == read.codes == ["FORBIDDEN_SCOPE"]
    assert start.json["data"] == {"startConversation": None}
    assert read.json["data"] == {"conversation": None}
    assert stored() == 1


def test_another_state_is_answered_as_one_that_is_not_there(post: Post) -> None:
    foreign, absent = (post(START, input={"state": code}) for code in ("COA", "ZAC"))

    assert codes(foreign) == [("NOT_FOUND", "state")]
    assert foreign.body.replace(b"COA", b"ZAC") == absent.body
    assert done(foreign)["errors"][0]["message"] == "No hay un estado «COA» para ti. Elige uno de los tuyos."
    assert stored() == 0


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"secret": "short"}, "43 letras"), ({"text": "hola"}, "Falta clientId")],
    ids=("secret", "client-id"),
)
def test_what_a_start_needs_is_said(post: Post, fields: Any, words: str) -> None:
    assert words in done(post(START, input={"state": "TAB", **fields}))["errors"][0]["message"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"text": "hola"}, ("INVALID", "clientId")),
        ({"text": "hola", "clientId": "1"}, ("INVALID", "clientId")),
        ({"language": "fr"}, ("INVALID", "language")),
        ({"topicKey": "robo"}, ("INVALID", "topicKey")),
        ({"secret": "short"}, ("INVALID", "secret")),
        ({"text": "x" * 2_001, "clientId": "0190a5b8-0000-7000-8000-000000000001"}, ("TOO_LONG", "text")),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else None,
)
def test_what_a_start_does_not_take_is_named(post: Post, fields: Any, expected: tuple[str, str]) -> None:
    assert codes(post(START, input={"state": "TAB", **fields})) == [expected]
    assert stored() == 0


def test_a_state_that_nobody_answers_says_when_somebody_does(post: Post) -> None:
    with scope_of_all_tenants(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM assistance_servicehours")

    error = done(post(START, input={"state": "TAB"}))["errors"][0]

    assert (error["code"], error["opensAt"], error["zone"]) == ("CLOSED", None, "America/Mexico_City")
    assert error["message"].endswith("llama al 911.")


@pytest.mark.parametrize(
    "query",
    [
        'query { conversation(id: "1", secret: "%s") { conversation { id } } }',
        'query ($s: String! = "%s", $id: ID!) { conversation(id: $id, secret: $s) { conversation { id } } }',
        'mutation ($i: ID!, $x: String!) { sendMessage(input: {conversationId: $i, secret: $x, clientId: $i, text: "%s"'
        "}) { errors { code } } }",
        'mutation { ...A } fragment A on Mutation { startConversation(input: {state: TAB, text: "%s"}) { secret } }',
    ],
)
def test_a_text_or_secret_in_the_query_is_refused_and_not_kept(
    endpoint: Endpoint, keys: dict[str, str], query: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    text = query % CANARY
    persisted = {"persistedQuery": {"version": 1, "sha256Hash": hashlib.sha256(text.encode()).hexdigest()}}
    body = {"query": text, "extensions": persisted, "variables": {"id": str(uuid7())}}

    answer = send(
        endpoint,
        body=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {keys['TAB']}", "Content-Type": "application/json"},
    )

    assert set(answer.codes) == {"SECRET_IN_DOCUMENT"}
    assert CANARY.encode() not in answer.body
    assert CANARY not in caplog.text
    with scope_of_all_tenants():
        assert not PersistedQuery.objects.filter(query__contains=CANARY).exists()


def test_a_conversation_is_read_by_post_only(endpoint: Endpoint, keys: dict[str, str]) -> None:
    variables = json.dumps({"id": str(uuid7()), "secret": new_secret()})
    query = urlencode({"query": READ, "variables": variables})

    answer = send(
        endpoint, "GET", query_string=query, headers={"Authorization": f"Bearer {keys['TAB']}", "Accept": "*/*"}
    )

    assert (answer.status, answer.headers["Allow"], answer.codes) == (405, "POST", ["METHOD_NOT_ALLOWED"])


def test_nothing_of_it_is_kept_in_a_cache_even_beside_content(post: Post) -> None:
    access = begun(post)
    asked = "conversation(id: $id, secret: $secret) { messages { text } }"
    query = f"query ($id: ID!, $secret: String!) {{ state {{ name }} {asked} }}"
    variables = {"id": access["conversationId"], "secret": access["secret"]}
    answers = [post(query, **variables)]
    post(SEND, input={**access, "clientId": str(uuid7()), "text": CANARY})

    answers += [post(query, **variables), post(query, **{**variables, "secret": new_secret()})]

    found = [answer.json["data"]["conversation"] for answer in answers]
    assert found == [{"messages": []}, {"messages": [{"text": CANARY}]}, None]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "ETag" not in answer.headers


def test_no_word_and_no_secret_is_logged_or_traced(
    post: Post, settings: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_LOG = "all"
    caplog.set_level(logging.DEBUG)

    with collecting(settings, monkeypatch) as collector:
        access = begun(post, text=CANARY, clientId=str(uuid7()))
        post(SEND, input={**access, "clientId": "no uuid", "text": CANARY})
        post(SEND, input={**access, "clientId": str(uuid7()), "text": CANARY * 1_000})
        said(post, access)
        assert eventually(lambda: len(collector.spans) == 4, SENT_SECONDS)

    for told in (caplog.text, str(collector.spans)):
        assert [word for word in (CANARY, access["secret"]) if word in told] == []


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        (READ, {"id": "x", "secret": "y", "after": -1}, "INVALID_ARGUMENT"),
        (READ, {"id": "x", "secret": "y", "after": 1}, None),
        (READ, {"id": "x"}, "MISSING_VARIABLE"),
        (SEND, {"input": {"conversationId": "x", "secret": "y", "clientId": "z", "text": "t"}}, None),
        (SEND, {"input": {"conversationId": "x", "secret": "y", "clientId": "z"}}, "BAD_VALUE"),
        (START, {"input": {"state": "TAB", "text": "hola", "clientId": "z"}}, None),
        (CHANGE["rate"], {"input": {"conversationId": "x", "secret": "y", "rating": "good"}}, "BAD_VALUE"),
        (CHANGE["cancel"], {"input": {"conversationId": "x", "secret": "y"}}, None),
        (CHANGE["cancel"], {"input": {"conversationId": "x"}}, "BAD_VALUE"),
    ],
)
def test_a_dry_run_refuses_what_a_run_refuses_and_does_nothing(
    endpoint: Endpoint, keys: dict[str, str], query: str, variables: Any, code: str | None
) -> None:
    body = {"query": query, "variables": variables, "extensions": {"dryRun": True}}
    headers = {"Authorization": f"Bearer {keys['TAB']}", "Content-Type": "application/json"}

    answer = send(endpoint, body=json.dumps(body).encode(), headers=headers)

    assert answer.codes == ([] if code is None else [code])
    assert code is not None or answer.json["extensions"]["cost"]["requested"] > 150
    assert stored() == 0


def test_what_a_conversation_costs_the_database(post: Post) -> None:
    access = begun(post, text="hola", clientId=str(uuid7()))
    message = {**access, "text": "hola"}
    read = {"id": access["conversationId"], "secret": access["secret"]}
    acts: dict[str, Callable[[], Answer]] = {
        "read": lambda: post(READ, **read),
        "read, by a key of two states": lambda: post(READ, "both", **read),
        "send": lambda: post(SEND, input={**message, "clientId": str(uuid7())}),
        "end": lambda: post(CHANGE["end"], input=access),
    }

    counts = {}
    for name, act in acts.items():
        act() if name != "end" else None
        with CaptureQueriesContext(connection) as captured:
            assert act().codes == []
        counts[name] = len([one for one in captured if "SAVEPOINT" not in one["sql"]])

    assert counts == QUERIES


QUERIES = {"read": 7, "read, by a key of two states": 10, "send": 5, "end": 6}
"""Statements, with those that set and reset the scope; who reads is there, which is written, too.

What is sent while nobody reads it is looked at for danger by the search of its state, which is read."""


def test_trusted_documents_carry_conversations(endpoint: Endpoint, states: dict[str, Tenant]) -> None:
    client = client_of(states["TAB"], scopes=(Scope.CONTENT, Scope.CHAT))
    _, raw = issue_key(client, KeyKind.PUBLISHABLE, is_bound=True)
    upload(client=client, documents={"start": START})
    body = {"documentId": "start", "variables": {"input": {"state": "TAB"}}}
    headers = {"Authorization": f"Bearer {raw}", "Content-Type": "application/json"}

    answer = send(endpoint, body=json.dumps(body).encode(), headers=headers)

    assert done(answer)["conversation"]["state"] == "WAITING"


def test_the_page_of_errors_lists_every_code_of_the_chat() -> None:
    from api.schema.types.conversations import CODES

    page = (Path(__file__).parents[2] / "docs" / "errors.md").read_text()
    section = page.partition("## Mutations of the chat")[2].partition("\n## ")[0]

    assert {code.value for code in CODES} == {
        line.split("`")[1] for line in section.splitlines() if line.startswith("| `")
    } - {"code"}
