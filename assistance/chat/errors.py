"""What keeps something from being done in a chat. Each has a code for programs and a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ChatErrorCode(StrEnum):
    """Stable codes for programs."""

    NOT_FOUND = "NOT_FOUND"
    """No such conversation, or the secret is wrong, or it is another state's: the same answer for all."""

    ENDED = "ENDED"
    IDEMPOTENCY_CONFLICT = "IDEMPOTENCY_CONFLICT"
    INVALID = "INVALID"
    TOO_LONG = "TOO_LONG"
    TOO_MANY = "TOO_MANY"
    BLOCKED = "BLOCKED"
    CLOSED = "CLOSED"
    """Nobody answers at this hour; `opens_at` and `zone` say when somebody does."""

    CHALLENGE = "CHALLENGE"
    """A proof of work is asked for; `challenge` holds it."""

    STALE = "STALE"
    """The conversation is not this operator's any more (`assignment_epoch`)."""

    TAKEN = "TAKEN"
    LIMIT = "LIMIT"
    UNAVAILABLE = "UNAVAILABLE"


STATUSES: Mapping[ChatErrorCode, HTTPStatus] = {
    ChatErrorCode.NOT_FOUND: HTTPStatus.NOT_FOUND,
    ChatErrorCode.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    ChatErrorCode.TOO_LONG: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    ChatErrorCode.TOO_MANY: HTTPStatus.TOO_MANY_REQUESTS,
    ChatErrorCode.CHALLENGE: HTTPStatus.TOO_MANY_REQUESTS,
    ChatErrorCode.BLOCKED: HTTPStatus.FORBIDDEN,
    ChatErrorCode.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""Of pages and answers that say why something was refused; 409 for all other codes."""

SENTENCES: Mapping[ChatErrorCode, str | Promise] = {
    ChatErrorCode.NOT_FOUND: _("This conversation is not here any more. Begin another one."),
    ChatErrorCode.ENDED: _("The conversation has ended. Begin another one to write again."),
    ChatErrorCode.IDEMPOTENCY_CONFLICT: _("This message was sent before with other words. Write it again."),
    ChatErrorCode.INVALID: _("This cannot be sent as it is. Check it, and send it again."),
    ChatErrorCode.TOO_LONG: _("A message has at most %(most)d characters. Send it in parts."),
    ChatErrorCode.TOO_MANY: _("You are sending very fast. Wait %(seconds)d s, and send it again."),
    ChatErrorCode.BLOCKED: _("You cannot write from this connection today. In danger, call 911."),
    ChatErrorCode.CLOSED: _("Nobody answers the chat at this hour. In danger, call 911."),
    ChatErrorCode.CHALLENGE: _("Many people are writing. Wait a moment while your device is checked, and go on."),
    ChatErrorCode.STALE: _("You do not have this conversation any more. What you wrote was not sent."),
    ChatErrorCode.TAKEN: _("A colleague has this conversation already."),
    ChatErrorCode.LIMIT: _("You have as many conversations as you can. End one, and take the next."),
    ChatErrorCode.UNAVAILABLE: _("The chat is not available now. Try again in a moment; in danger, call 911."),
}

FULL = _("This conversation has become too long. End it, and begin another one.")
EMPTY = _("Write something before you send it.")
NOT_TEXT = _("Only text can be sent. Write it in the box.")
HAS_CARD = _(
    "This looks like the number of a card. Nobody here needs it: take it out, or press the button again to send it."
)
HAS_CURP = _("This looks like a CURP. Nobody here needs it: take it out, or press the button again to send it.")
NO_VALUE = _("This is none of the values that there are.")
NO_ROLE = _("Choose one. If you do not know, choose “I do not know”.")
NO_SECRET = _("A secret has 43 letters of URL-safe base64. Send such a new one, or none.")
NO_CLIENT_ID = _("A first message needs a clientId. Send a new UUID with it.")
NO_RATING = _("Choose from 1 to 5.")
NO_CALL = _("There is no call to cancel: it was cancelled or made, or its hour is over.")
CALL_IS_OVER = _(
    "This call is not to be made any more: it was cancelled, made or replaced, or you erased the conversation. "
    "If you want to be called, send the form again."
)
NO_CALL_PROMISED = _("No call is promised in this conversation: it was cancelled, or never was. Choose another result.")
EMERGENCY_WAS_CALLED = _(
    "The emergency number was called for this person: the conversation counts as attended, and as that of somebody who "
    "needed it. Choose another result; if nobody called, take the record back first."
)
DANGER_STAYS = _("The person said that they are in danger, or somebody who answers marked it: that is not taken back.")
WRITTEN_SINCE = _("The person has written since. Read it, and decide again.")
BEING_CALLED = _("You are being called at this moment. Tell whoever calls you that you do not want it.")
NO_CALL_TO_MOVE = _("There is no call whose hour could change: it was cancelled or made, or its hour is over.")
MOVED_TOO_LATE = _(
    "The hour cannot be changed here: this page was open for too long, or it is not whole. It cannot tell whether "
    "you will be called either."
)
CANCELLED_TOO_LATE = _(
    "The call cannot be cancelled here: this page was open for too long, or it is not whole. It cannot tell whether "
    "you will be called either. If somebody calls, say that you do not want it."
)
MOVED_OFTEN = _("You have changed the hour of the call several times already: it cannot be changed again today.")
BEING_CALLED_BEFORE_MOVING = _("You are being called at this moment. Tell whoever calls you when it suits you better.")
UNPROVED = _("Your device could not be checked. Try again.")


class ChatRefused(Exception):
    """Nothing was written. It holds no word of a conversation.

    Attributes:
        code: for programs.
        field: what was sent that is wrong, as programs name it.
        retry_after: seconds after which it may be tried again.
        named: what stands in the sentence's placeholders, and what programs are told besides.
    """

    def __init__(
        self,
        code: ChatErrorCode,
        field: str | None = None,
        retry_after: int | None = None,
        *,
        sentence: str | Promise | None = None,
        **named: Any,
    ) -> None:
        super().__init__(code.value if field is None else f"{code.value} {field}")
        self.code, self.field, self.retry_after, self.named = code, field, retry_after, named
        self._sentence = SENTENCES[code] if sentence is None else sentence

    @property
    def status(self) -> HTTPStatus:
        """The status of a page or answer that says it."""
        return STATUSES.get(self.code, HTTPStatus.CONFLICT)

    @property
    def message(self) -> str:
        """The sentence, in the language that is active."""
        return str(self._sentence) % {"field": self.field, "seconds": self.retry_after or 1, **self.named}

    def as_json(self) -> dict[str, Any]:
        """Return what every transport sends of it."""
        opens_at = self.named.get("opens_at")
        more = {
            "opensAt": opens_at.isoformat() if opens_at is not None else None,
            "zone": self.named.get("zone"),
            "challenge": self.named.get("challenge"),
        }
        return {
            "code": self.code.value,
            "message": self.message,
            "field": self.field,
            "retryAfter": self.retry_after,
            **{name: value for name, value in more.items() if value is not None},
        }


class HasLeft(ChatRefused):
    """The person left by the quick exit: from then on the conversation is, for whoever has its secret, not there."""

    def __init__(self) -> None:
        super().__init__(ChatErrorCode.NOT_FOUND)


def not_found() -> ChatRefused:
    """Return the refusal that says nothing of whether there is such a conversation."""
    return ChatRefused(ChatErrorCode.NOT_FOUND)


def invalid(field: str, sentence: str | Promise = NO_VALUE, **named: Any) -> ChatRefused:
    """Return the refusal of what was sent in one field."""
    return ChatRefused(ChatErrorCode.INVALID, field, sentence=sentence, **named)
