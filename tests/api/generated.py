"""Requests made from the schema by schemathesis: valid ones, and ones that are wrong in one place."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import schemathesis
from graphql import StringValueNode
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from api.errors.codes import ErrorCode
from api.schema.build import printed

from .client import Answer

CODES = {code.value for code in ErrorCode} - {ErrorCode.INTERNAL.value}
INSTANTS = st.datetimes().map(lambda instant: StringValueNode(value=f"{instant.isoformat()}Z"))


def operations() -> Iterator[Any]:
    """The fields of `Query`, as schemathesis knows them."""
    schemathesis.graphql.scalar("DateTime", INSTANTS)
    schemathesis.graphql.scalar("Cursor", st.text(max_size=40).map(lambda text: StringValueNode(value=text)))
    for operation in schemathesis.graphql.from_file(printed()).get_all_operations():
        yield operation.ok()


def complaints(answer: Answer) -> list[str]:
    """What is wrong with an answer: a failure of the server, or an error without a code and a way out."""
    errors = answer.json.get("errors", [])
    told = [error["extensions"] for error in errors]
    return [
        *([f"status {answer.status}"] if answer.status >= 500 else []),
        *(f"code {each['code']}" for each in told if each["code"] not in CODES),
        *(f"no way out of {each['code']}" for each in told if not each["hint"]),
        *(["neither data nor errors"] if "data" not in answer.json and not errors else []),
    ]


def check(send: Callable[[str], Answer], *, examples: int, seconds: float) -> int:
    """Send requests made from the schema and look at the answers; return how many were sent.

    Args:
        examples: how many of each kind, for each field of `Query`, valid or not.
        seconds: after which one of each kind is enough.
    """
    end = time.monotonic() + seconds
    sent = 0

    def look(case: Any) -> None:
        nonlocal sent
        sent += 1
        assert complaints(send(case.body)) == [], case.body

    for operation in operations():
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            cases = operation.as_strategy(generation_mode=mode)
            bounded = hypothesis_settings(
                max_examples=examples if time.monotonic() < end else 1,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            )
            bounded(given(cases)(look))()
    return sent
