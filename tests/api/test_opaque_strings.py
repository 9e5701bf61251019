"""Ids and cursors: whatever goes in comes out, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import object_ids
from api.errors.coded_error import CodedError
from api.schema import cursors

part = st.text(st.characters(exclude_characters=":", exclude_categories=["Cs"]), min_size=1, max_size=40)
digest = "0123abcd"


@given(part, part, part, part)
def test_an_id_says_what_was_put_in(state: str, locale: str, kind: str, key: str) -> None:
    assert object_ids.decode(object_ids.encode(state, locale, kind, key)) == (state, locale, kind, key)


@given(st.text(max_size=60))
def test_other_strings_are_no_ids(raw: str) -> None:
    with pytest.raises(CodedError) as refused:
        object_ids.decode(raw)

    assert refused.value.code == "INVALID_ID"


@given(st.integers(0, 999_999_999), st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_a_cursor_says_what_was_put_in(position: int, key: str) -> None:
    order = (position == 0, position, ((key, "b"), key))

    assert cursors.decode(cursors.encode(digest, order), digest=digest, like=order, field="after") == order


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), min_size=1))
def test_a_cursor_says_what_has_been_shown(keys: list[str]) -> None:
    shown = cursors.decode_shown(cursors.encode_shown(digest, keys), digest=digest, field="after")

    assert shown == {cursors.mark_of(key) for key in keys}


@given(st.text(max_size=60))
def test_other_strings_are_no_cursors(raw: str) -> None:
    with pytest.raises(CodedError) as refused:
        cursors.decode(raw, digest=digest, like=None, field="after")

    assert refused.value.code == "INVALID_CURSOR"
    with pytest.raises(CodedError):
        cursors.decode_shown(raw, digest=digest, field="after")


def test_arguments_left_out_and_null_are_the_same_list() -> None:
    one = cursors.digest_of_list("TAB", "guidance", arguments={"role": None})

    assert one == cursors.digest_of_list("TAB", "guidance", arguments={})
    assert one != cursors.digest_of_list("TAB", "guidance", arguments={"role": "VICTIM"})
    assert one != cursors.digest_of_list("COA", "guidance", arguments={})
