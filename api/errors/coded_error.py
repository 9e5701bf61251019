"""Coded errors: raised anywhere in the API, worded only when the answer is written."""

from __future__ import annotations

import logging
import re
from http import HTTPStatus
from typing import Any

from django.utils.functional import Promise
from graphql import GraphQLError

from publishing.errors import StoreUnavailable
from tenants.errors import NO_ANSWER, IdentityUnavailable

from .codes import ErrorCode
from .texts import EXPLANATIONS

__all__ = ["UNAVAILABLE_ERRORS", "CodedError", "ErrorCode", "coded", "formatted"]

logger = logging.getLogger("api")

UNAVAILABLE_ERRORS = (StoreUnavailable, IdentityUnavailable, *NO_ANSWER)
"""The exceptions of a database that is needed and unavailable."""

ARGUMENT = re.compile(r"Argument '(?P<name>\w+)' of (?:required|non-null) type")
"""How graphql-core begins when an argument that needs a value gets none while fields are read."""


class CodedError(Exception):
    """What a caller did wrong, or cannot have now.

    Args:
        code: for programs.
        field: the argument, variable or field it is about; None for the request as a whole.
        hint: what to do next, in place of the code's general hint; a plain string is shown as it is.
        values: for the named placeholders of message and hint.
    """

    def __init__(
        self, code: ErrorCode, *, field: str | None = None, hint: str | Promise | None = None, **values: object
    ) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.hint = hint
        self.values = values

    @property
    def status(self) -> HTTPStatus:
        """The HTTP status of a request that fails with this error as a whole."""
        return EXPLANATIONS[self.code].status

    def formatted(self) -> dict[str, Any]:
        """Return the error as GraphQL writes it, in the language that is active."""
        explanation = EXPLANATIONS[self.code]
        values = {"field": self.field or "", **self.values}
        hint = explanation.hint if self.hint is None else self.hint
        return {
            "message": str(explanation.message) % values,
            "extensions": {
                "code": self.code.value,
                "field": self.field,
                "hint": hint if isinstance(hint, str) else str(hint) % values,
            },
        }


def coded(error: GraphQLError, *, request_id: str) -> CodedError:
    """Return the coded form of an error of graphql-core's; an unexpected one is logged and becomes `INTERNAL`."""
    original: BaseException | None = error
    while isinstance(original, GraphQLError):
        original = original.original_error
    if isinstance(original, CodedError):
        return original
    if isinstance(original, UNAVAILABLE_ERRORS):
        return CodedError(ErrorCode.TEMPORARILY_UNAVAILABLE)
    argument = ARGUMENT.match(error.message) if original is None else None
    if argument is not None:  # a variable that is null, although its default would not have been
        return CodedError(ErrorCode.INVALID_ARGUMENT, field=argument["name"])
    logger.error(
        "Request %s failed at %s", request_id, error.path, exc_info=original if original is not None else error
    )
    return CodedError(ErrorCode.INTERNAL, request_id=request_id)


def formatted(error: GraphQLError, *, request_id: str) -> dict[str, Any]:
    """Return an error as the answer shows it: sentence, places in the query, path in the data, extensions."""
    answer = coded(error, request_id=request_id).formatted()
    if error.locations:
        answer["locations"] = [location.formatted for location in error.locations]
    if error.path is not None:
        answer["path"] = error.path
    return answer
