"""What the desk begins with, and who gets an answer at all."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern
from django.utils import timezone

from assistance.desk.urls import API
from assistance.models import OperatorAssignment
from tenants.models import StaffRole, Tenant, User
from tenants.scope import scope_of_all_tenants
from tests.tenants.second_factors import by_password, enrolled

from .conftest import SignedIn

UUID_ = "0190a5b8-0000-7000-8000-000000000000"
OF_ADDRESSES = {
    "code": "COA",
    "locale": "es-MX",
    "digest": "a" * 64,
    "handover_id": UUID_,
    "inquiry_id": UUID_,
}
"""What stands in an address of another state."""

OPEN_TO_ALL = {"session", "presence", "supervision"}
"""Addresses that are about the operator alone, whatever is sent."""


def addresses() -> list[URLPattern]:
    return [pattern for pattern in API if pattern.name not in OPEN_TO_ALL]


def asked(client: Client, pattern: URLPattern, method: str) -> Any:
    """Ask an address for something of Coahuila, with every name that a body may have."""
    parameters = {name: OF_ADDRESSES.get(name, UUID_) for name in pattern.pattern.converters}
    path = "/mesa/" + str(pattern.pattern)
    for name, value in parameters.items():
        kind = (
            pattern.pattern.converters[name]
            .__class__.__name__.removesuffix("Converter")
            .lower()
            .replace("string", "str")
        )
        path = path.replace(f"<{kind}:{name}>", value)
    body = {"id": UUID_, "state": "COA", "tenant": "COA", "callId": UUID_, "to": 1, "run": {}, "key": UUID_}
    return client.get(path) if method == "GET" else client.post(path, body, content_type="application/json")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_states_operator_gets_nothing(signed_in: SignedIn, method: str) -> None:
    client = signed_in("TAB", StaffRole.SUPERVISOR)

    for pattern in addresses():
        answer = asked(client, pattern, method)
        assert answer.status_code >= HTTPStatus.BAD_REQUEST or _is_empty(answer.json()), pattern
        assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, pattern
        assert "Coahuila" not in answer.content.decode(), pattern


def _is_empty(answer: Any) -> bool:
    """Whether a list, or an object of lists and numbers, has nothing."""
    if isinstance(answer, dict):
        return not any(value for value in answer.values() if not isinstance(value, int))
    return not answer


@pytest.mark.parametrize("pattern", API, ids=lambda pattern: pattern.name)
def test_only_who_answers_gets_an_answer(signed_in: SignedIn, pattern: URLPattern, db: None) -> None:
    for method in ("GET", "POST"):
        for client, code in ((Client(), "SIGNED_OUT"), (signed_in("COA", StaffRole.EDITOR), "NOT_ASSIGNED")):
            answer = asked(client, pattern, method)
            assert answer.json()["code"] in {code, "BAD_REQUEST"}, (pattern, method)
            assert answer["Cache-Control"] == "no-store"
            assert (answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED) == (answer.json()["code"] == "BAD_REQUEST")


def test_a_password_alone_is_not_enough(people: Callable[[str, StaffRole], User]) -> None:
    operator = people("TAB", StaffRole.OPERATOR)
    enrolled(operator)

    answer = by_password(operator).get("/mesa/api/session")

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.UNAUTHORIZED, "CODE_NEEDED")


def test_what_is_sent_needs_the_token_of_the_session(people: Callable[[str, StaffRole], User]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people("TAB", StaffRole.OPERATOR), backend="django.contrib.auth.backends.ModelBackend")

    def send(**headers: str) -> Any:
        body = {"state": "AVAILABLE"}
        return client.post("/mesa/api/presence", body, content_type="application/json", headers=headers)

    assert send().json()["code"] == "CSRF_FAILED"
    token = client.get("/mesa/api/session").json()["csrfToken"]
    assert send(**{"X-CSRFToken": token}).status_code == HTTPStatus.OK
    client.logout()
    assert send().json()["code"] == "SIGNED_OUT"


def test_the_states_begin_with_the_operators_own(signed_in: SignedIn, people: Callable[[str, StaffRole], User]) -> None:
    operator = people("TAB", StaffRole.OPERATOR)
    with scope_of_all_tenants():
        for tenant in Tenant.objects.with_codes({"TAB", "COA"}):
            OperatorAssignment.objects.create(
                user=operator, tenant=tenant, channels=["PHONE"], starts_at=timezone.now()
            )

    states = signed_in("TAB", StaffRole.OPERATOR).get("/mesa/api/session").json()["states"]

    assert [state["code"] for state in states] == ["TAB", "COA"]


def test_a_session_says_what_there_is_of_the_operators_states(
    signed_in: SignedIn, people: Callable[[str, StaffRole], User]
) -> None:
    operator = people("CMX", StaffRole.OPERATOR)
    with scope_of_all_tenants():
        for tenant in Tenant.objects.with_codes({"TAB", "COA"}):
            OperatorAssignment.objects.create(
                user=operator, tenant=tenant, channels=["PHONE"], starts_at=timezone.now()
            )

    answer = signed_in("CMX", StaffRole.OPERATOR).get("/mesa/api/session").json()

    assert answer["operator"] == {"id": operator.pk, "name": "operator-cmx", "isSupervisor": False}
    assert [state["code"] for state in answer["states"]] == ["COA", "TAB"]
    assert answer["presence"] is None
    assert answer["areas"]["993"] == ["TAB"]
    assert "55" not in answer["areas"]
    coahuila = answer["states"][0]
    assert (coahuila["locale"], coahuila["timeZone"]) == ("es-MX", Tenant.objects.get(code="COA").time_zone)
    assert coahuila["emergency"] == {"display": "911", "dial": "911", "extension": None}
    assert coahuila["womenLine"] == {"display": "079 opción 1", "dial": "079", "extension": None}
    assert coahuila["channels"] == ["PHONE"]
    places = {place["name"]: place for place in coahuila["municipalities"]}
    assert places["Saltillo"].keys() == {"name", "latitude", "longitude"}
    assert places["Sacramento"].keys() == {"name"}
    assert {"Cárdenas", "Huimanguillo", "Villahermosa"} <= {
        place["name"] for place in answer["states"][1]["municipalities"]
    }
    assert coahuila["campaigns"] == []
    assert coahuila["staffed"] == {"isOpen": False, "opensAt": None}
    assert answer["now"].endswith("Z")
