"""Tokens are counted as the parser counts them."""

from __future__ import annotations

import pytest
from graphql import GraphQLSyntaxError, Source, TokenKind
from graphql.language import Lexer
from hypothesis import given
from hypothesis import strategies as st

from api.engine.tokens import check_tokens
from api.errors.coded_error import CodedError
from api.limits import MAX_TOKENS

STRINGS = ['""', '"a\\"b # c"', '"""', '"""a "b" \\""" c"""', '""""""']
OTHERS = ["{", "}", "code", "_a1", "...", "@skip", "(a: $b)", "-1.5e-3", "0", "[Int!]", "=", "|", "&", "# x", ","]
PIECES = st.sampled_from([*OTHERS, *STRINGS])


def counted(query: str) -> int:
    """How many tokens the lexer reads."""
    lexer, count = Lexer(Source(query)), 0
    while lexer.advance().kind is not TokenKind.EOF:
        count += 1
    return count


@given(st.lists(PIECES).map("\n".join))
def test_refuses_what_the_lexer_finds_too_long(text: str) -> None:
    try:
        count = counted(text)
    except GraphQLSyntaxError:
        return  # what the lexer cannot read is the parser's to refuse
    # So many tokens before it that the last one of the text is just allowed, or one too many.
    check_tokens("a " * (MAX_TOKENS - count) + text)
    with pytest.raises(CodedError):
        check_tokens("a " * (MAX_TOKENS - count + 1) + text)


@pytest.mark.parametrize("text", ['"""\\' * 30_000, '"\\' * 50_000, '"""' * 33_000, '"' * 100_000, "." * 100_000])
def test_takes_no_longer_for_what_is_no_document(text: str) -> None:
    with pytest.raises(CodedError):
        check_tokens("a " * MAX_TOKENS + "a " + text)
    check_tokens('"""' + text.replace('"""', ""))
