"""The shape of a key."""

from collections.abc import Callable

import pytest

from tenants.keys import digest_of, hint_of, is_well_formed, make_key
from tenants.models import KeyKind


@pytest.mark.parametrize(("kind", "prefix"), [(KeyKind.PUBLISHABLE, "jpt_pk_"), (KeyKind.SECRET, "jpt_sk_")])
def test_key_names_its_kind_and_is_well_formed(kind: KeyKind, prefix: str) -> None:
    raw = make_key(kind)

    assert raw.startswith(prefix)
    assert len(raw) == 50
    assert is_well_formed(raw)


def test_two_keys_differ() -> None:
    assert make_key(KeyKind.SECRET) != make_key(KeyKind.SECRET)


@pytest.mark.parametrize(
    ("fault", "spoil"),
    [
        ("one character changed", lambda raw: raw[:20] + ("a" if raw[20] != "a" else "b") + raw[21:]),
        ("last character changed", lambda raw: raw[:-1] + ("a" if raw[-1] != "a" else "b")),
        ("last character missing", lambda raw: raw[:-1]),
        ("a character too many", lambda raw: raw + "a"),
        ("other prefix", lambda raw: "jpt_xk_" + raw[7:]),
        ("kind exchanged", lambda raw: "jpt_pk_" + raw[7:]),
        ("a letter outside of base62", lambda raw: raw[:20] + "ñ" + raw[21:]),
        ("a line break after it", lambda raw: raw + "\n"),
        ("empty", lambda raw: ""),
    ],
)
def test_spoiled_key_is_not_well_formed(fault: str, spoil: Callable[[str], str]) -> None:
    raw = make_key(KeyKind.SECRET)

    assert not is_well_formed(spoil(raw)), fault


def test_digest_is_sha256_and_hint_is_the_beginning() -> None:
    raw = "jpt_sk_" + "A" * 43

    assert digest_of(raw) == "ab2f066578a88a4c41dff0716b3da8ba6025d5f41e5187135f42f34668221869"
    assert hint_of(raw) == "jpt_sk_AAAAAAA"
