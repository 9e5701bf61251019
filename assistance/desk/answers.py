"""Answers of the desk in JSON: whoever asks is an operator, what is sent is an object, and a refusal has a code.

`docs/desk.md` lists the codes. Each view runs within the scope of its operator's states.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any, NamedTuple, NoReturn

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, RawPostDataException, UnreadablePostError
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assistance.chat.errors import ChatErrorCode, ChatRefused
from assistance.operators.rights import Answering, answering
from tenants.limits import LimitReached
from tenants.scope import tenant_scope
from tenants.second_factor.state import signed_in_by_password
from tenants.sites import is_site_host

MOST_BYTES = 64 * 1024
"""What a body may have; a contact with all its answers takes a fourth of it."""

POLICY = "default-src 'none'; frame-ancestors 'none'"

Sent = dict[str, Any]
Answer = HttpResponse | Mapping[str, Any] | Sequence[Any]
View = Callable[..., Answer]


class _Kind(NamedTuple):
    status: HTTPStatus
    message: Promise


REFUSALS = {
    "SIGNED_OUT": _Kind(HTTPStatus.UNAUTHORIZED, _("Your session ended. Sign in again to go on.")),
    "CODE_NEEDED": _Kind(HTTPStatus.UNAUTHORIZED, _("Write the code of your application to go on.")),
    "NOT_ASSIGNED": _Kind(
        HTTPStatus.FORBIDDEN,
        _("You do not answer citizens of any state now. Ask whoever coordinates your state to assign you."),
    ),
    "CSRF_FAILED": _Kind(HTTPStatus.FORBIDDEN, _("This page is too old. Load it again to go on.")),
    "NOT_FOUND": _Kind(HTTPStatus.NOT_FOUND, _("This is not there.")),
    "IDEMPOTENCY_CONFLICT": _Kind(HTTPStatus.CONFLICT, _("This was sent before with other content.")),
    "TAKEN": _Kind(HTTPStatus.CONFLICT, _("Somebody else has already taken this.")),
    "STALE": _Kind(HTTPStatus.CONFLICT, _("This has changed meanwhile. Look at it again.")),
    "ENDED": _Kind(HTTPStatus.CONFLICT, _("This conversation has ended.")),
    "LIMIT": _Kind(HTTPStatus.CONFLICT, _("You have as many conversations as you can. End one, and take the next.")),
    "BAD_REQUEST": _Kind(HTTPStatus.BAD_REQUEST, _("What was sent cannot be read.")),
    "INVALID": _Kind(HTTPStatus.UNPROCESSABLE_ENTITY, _("Check what you chose: a value is missing or is not right.")),
    "TOO_LONG": _Kind(HTTPStatus.UNPROCESSABLE_ENTITY, _("This is too long. Send it in parts.")),
    "TOO_MANY": _Kind(HTTPStatus.TOO_MANY_REQUESTS, _("Too much was sent at once. Wait a moment, and try again.")),
    "UNAVAILABLE": _Kind(
        HTTPStatus.SERVICE_UNAVAILABLE, _("The service does not answer right now. Your call goes on; it is sent later.")
    ),
    "FAILED": _Kind(
        HTTPStatus.INTERNAL_SERVER_ERROR, _("This failed on our side. Your call goes on; it is sent later.")
    ),
}
"""What the desk is refused, by code: its status, and what is said where a view says nothing of its own."""


SAID_TO_CITIZENS = frozenset(
    {ChatErrorCode.NOT_FOUND, ChatErrorCode.ENDED, ChatErrorCode.TOO_MANY, ChatErrorCode.UNAVAILABLE}
)
"""Refusals of chats whose own sentences are for those who write from outside."""


class Refused(Exception):
    """What an operator asked for is refused; nothing that its view wrote stays.

    Args:
        code: one of `REFUSALS`.
        field: what was sent that is wrong, by its name.
        message: a sentence of its own.
        retry_after: seconds after which it may be asked again.
    """

    def __init__(
        self, code: str, *, field: str | None = None, message: str | Promise = "", retry_after: int | None = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.message = message
        self.retry_after = retry_after


def answers(
    *methods: str, even_ended: bool = False, reads_rows: bool = True
) -> Callable[[View], Callable[..., HttpResponse]]:
    """Make a view of the desk's: it is called as `view(request, operator, …)` and returns what becomes JSON.

    It raises `Refused`, or `LimitReached`. What its operator has sent, `sent` returns.

    Args:
        methods: those of HTTP that it answers.
        even_ended: also for who may only finish a contact of a state to which their assignment has just ended.
        reads_rows: whether it reads or writes rows of states; what reads none, but what is served from memory, has
            neither transaction nor scope, and is answered sooner.
    """

    def decorated(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer_of_view(request: HttpRequest, **named: Any) -> HttpResponse:
            if request.method not in methods:
                return _not_allowed(methods)
            try:
                operator = _operator_of(request, even_ended)
                tenant_ids = operator.scope if even_ended else operator.tenants.values()
                with tenant_scope(tenant_ids) if reads_rows else nullcontext():
                    return _as_response(view(request, operator, **named))
            except Refused as refused:
                return refusal(refused.code, refused.field, refused.message, refused.retry_after)
            except ChatRefused as refused:
                return _refusal_in_chat(refused)
            except LimitReached as reached:
                return refusal("TOO_MANY", retry_after=reached.wait_seconds)
            except Http404:
                return refusal("NOT_FOUND")

        return answer_of_view if reads_rows else transaction.non_atomic_requests(answer_of_view)

    return decorated


def by_method(**views: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return a view that passes each request to that of its method: `by_method(GET=due, POST=book)`."""

    def answer_of_method(request: HttpRequest, **named: Any) -> HttpResponse:
        view = views.get(request.method or "")
        return _not_allowed(views) if view is None else view(request, **named)

    return answer_of_method


def sent(request: HttpRequest) -> Sent:
    """Return the object that was sent.

    Raises:
        Refused: `BAD_REQUEST`: it is none, is too large, or has characters that no text of the database can have.
    """
    try:
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
        body = request.body if announced <= MOST_BYTES else b""
        read = json.loads(body, parse_constant=_no_number)
        json.dumps(read, ensure_ascii=False).encode()  # half a character has no bytes
    except (ValueError, RecursionError, RawPostDataException, UnreadablePostError) as error:
        raise Refused("BAD_REQUEST") from error
    if not isinstance(read, dict) or b"\\u0000" in body:
        raise Refused("BAD_REQUEST")
    return read


def tenant_id_of(operator: Answering, code: object, *, began_at: datetime | None = None) -> int:
    """Return the primary key of one of an operator's states.

    Args:
        began_at: as `Answering.tenant_id`.
    Raises:
        Refused: `NOT_FOUND`: it is none of theirs, or no state at all.
    """
    found = operator.tenant_id(code, began_at=began_at)
    if found is None:
        raise Refused("NOT_FOUND")
    return found


def refusal(
    code: str, field: str | None = None, message: str | Promise = "", retry_after: int | None = None
) -> HttpResponse:
    """Return the answer for what is refused."""
    kind = REFUSALS[code]
    with translation.override(settings.LANGUAGE_CODE):
        body = {"code": code, "message": str(message or kind.message), "field": field}
    response = _secured(JsonResponse(body, status=kind.status))
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def _refusal_in_chat(refused: ChatRefused) -> HttpResponse:
    """Return the answer for what a chat refuses, in words for whoever answers in it."""
    code = refused.code.value if refused.code.value in REFUSALS else "INVALID"
    with translation.override(settings.LANGUAGE_CODE):
        message = "" if refused.code in SAID_TO_CITIZENS else refused.message
    return refusal(code, refused.field, message, refused.retry_after)


def code_of_stranger(request: HttpRequest) -> str:
    """Return the code for whoever has not signed in, or not wholly; empty: they have."""
    if request.user.is_authenticated:
        return ""
    return "SIGNED_OUT" if signed_in_by_password(request) is None else "CODE_NEEDED"


def is_of_desk(request: HttpRequest) -> bool:
    """Whether a request asks for what the desk gets as JSON."""
    return request.path.startswith(f"{reverse('desk:page')}api/")


def nothing(request: HttpRequest, **named: Any) -> HttpResponse:
    """Answer for an address at which there is nothing."""
    return refusal("NOT_FOUND")


def _operator_of(request: HttpRequest, even_ended: bool) -> Answering:
    if is_site_host(request.get_host()):
        raise Refused("NOT_FOUND")
    operator = answering(request.user)
    if operator is None or not (operator.tenants or even_ended):
        raise Refused(code_of_stranger(request) or "NOT_ASSIGNED")
    return operator


def _as_response(answer: Answer) -> HttpResponse:
    return _secured(answer if isinstance(answer, HttpResponse) else JsonResponse(answer, safe=False))


def _secured(response: HttpResponse) -> HttpResponse:
    response.setdefault("Cache-Control", "no-store")
    response.setdefault("Content-Security-Policy", POLICY)
    response["X-Frame-Options"] = "DENY"
    return response


def _not_allowed(methods: Sequence[str] | Mapping[str, Any]) -> HttpResponse:
    response = refusal("BAD_REQUEST")
    response.status_code = HTTPStatus.METHOD_NOT_ALLOWED
    response["Allow"] = ", ".join(methods)
    return response


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number.")
