"""What `make test` leaves out is there, so that nothing that was renamed comes back unnoticed."""

from __future__ import annotations

import pytest

from tests.selecting import LEFT_OUT, TESTS


@pytest.mark.parametrize("listed", sorted(LEFT_OUT))
def test_what_is_left_out_is_there(listed: str) -> None:
    file, _, name = listed.partition("::")

    text = (TESTS / file).read_text(encoding="utf-8")

    assert f"def {name.partition('[')[0]}" in text
