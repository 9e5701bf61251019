"""What mutations of inquiries have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.db import connection
from graphql import GraphQLResolveInfo

from api.schema.access import require_scope
from api.schema.types.inquiries import Inquiry, InquiryError
from assistance.inquiries.contact import camel_case
from assistance.inquiries.errors import InquiryRefused
from assistance.inquiries.services import Recorded
from tenants.errors import NO_ANSWER
from tenants.models import Scope

Payload = TypeVar("Payload")


def as_sent(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return an input by the names that programs use."""
    return {camel_case(name): value for name, value in given.items()}


def written(payload: Callable[..., Payload], info: GraphQLResolveInfo, write: Callable[[], Recorded]) -> Payload:
    """Return the payload of what is written, or of why it is not.

    Raises:
        CodedError: `FORBIDDEN_SCOPE`.
        Exception: the database does not answer; the connection is closed, so that the next request has a new one.
    """
    require_scope(info.context.viewer, Scope.INQUIRIES, field=info.field_name)
    try:
        done = write()
    except InquiryRefused as refused:
        errors = [InquiryError(code=one.code, field=one.field, message=one.message) for one in refused.errors]
        return payload(inquiry=None, errors=errors)
    except NO_ANSWER:
        if not connection.in_atomic_block:
            connection.close()
        raise
    return payload(inquiry=Inquiry(id=done.id, recorded_at=done.recorded_at, is_new=done.is_new), errors=[])
