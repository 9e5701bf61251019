"""Counting a document's tokens before it is parsed: parsing only to refuse takes thirty times as long."""

from __future__ import annotations

import re
from itertools import islice

from api.errors.coded_error import CodedError, ErrorCode
from api.limits import MAX_TOKENS

_TOKEN = re.compile(
    r'''
    """ (?: [^"\\] | \\""" | \\ | "(?!"") )* (?: """ | \Z )     # a block string, or what is left of one
    | " (?: [^"\\\r\n] | \\. )* "?
    | \.\.\. | [!$&()|:=@\[\]{}]
    | [A-Za-z_][A-Za-z_0-9]*
    | -?[0-9][0-9.eE+-]*
    | (?P<comment> \# [^\r\n]* )
    ''',
    re.VERBOSE,
)
"""Lexical tokens as in section 2.1 of the GraphQL specification. What is none of them the parser refuses."""


def check_tokens(query: str) -> None:
    """Refuse a text with too many tokens. It may be any text, and takes time in proportion to its length.

    Raises:
        CodedError: `TOO_MANY_TOKENS`.
    Source:
        GraphQL specification, October 2021, section 2.1 (source text); the limit is this service's own.
    """
    if len(query) <= MAX_TOKENS:
        return
    tokens = (found for found in _TOKEN.finditer(query) if found.lastgroup != "comment")
    if next(islice(tokens, MAX_TOKENS, None), None) is not None:
        raise CodedError(ErrorCode.TOO_MANY_TOKENS, limit=MAX_TOKENS)
