"""Whatever schemathesis makes of the schema is answered, or refused with a code."""

from collections.abc import Callable

import pytest

from tests.thoroughness import tries

from .client import Answer
from .generated import check


@pytest.mark.slow
def test_no_request_fails_and_none_is_refused_without_a_code(post: Callable[..., Answer]) -> None:
    sent = check(lambda query: post(query, "operators"), examples=100, seconds=tries(4, long=120))

    assert sent >= 100
