"""Conversations of the online chat: what apps send and are answered, by the names of all transports."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from assistance.chat.errors import ChatErrorCode as Code
from assistance.chat.errors import ChatRefused
from assistance.chat.message_text import LONGEST_TEXT
from assistance.chat.messages import MOST_READ
from assistance.chat.shown import ShownConversation, ShownMessage
from assistance.chat.visitors import Read
from assistance.models import conversations

from .enums import Role, StateCode, exposed
from .scalars import JSON, DateTime
from .values import listed

ConversationState = exposed(conversations.ConversationState)
ConversationEvent = exposed(conversations.ConversationEvent)
EndReason = exposed(conversations.EndReason)
MessageAuthor = exposed(conversations.Author, name="MessageAuthor")
MessageKind = exposed(conversations.MessageKind)

CODES = {
    Code.NOT_FOUND: "No such conversation for this key, or another secret. With the field `state`: no such state.",
    Code.ENDED: "The conversation has ended; begin another one.",
    Code.IDEMPOTENCY_CONFLICT: "Another text was sent under this `clientId`, or something else under this `secret`.",
    Code.INVALID: "The field has no value that it takes.",
    Code.TAKEN: "An operator makes the promised call at this moment.",
    Code.TOO_LONG: f"The text has more than {LONGEST_TEXT:,} characters.",
    Code.TOO_MANY: "Too many at once; `retryAfter` says when to try again. Null there: the conversation is full.",
    Code.BLOCKED: "The operators blocked this source until the end of the day.",
    Code.CLOSED: "Nobody answers at this hour; `opensAt` says when somebody does.",
    Code.CHALLENGE: "A proof of work is asked for: solve `challenge`, and send it as `proof`.",
    Code.UNAVAILABLE: "The chat cannot take it now; try again.",
}
ChatErrorCode = graphene.Enum.from_enum(
    StrEnum("_ChatErrorCode", {code.name: code.value for code in CODES}),
    name="ChatErrorCode",
    description=lambda value: "Why a conversation was not changed." if value is None else CODES[Code(value.value)],
)


class MessageCard(graphene.ObjectType):
    """Content of the state that an operator, or search, put into the conversation; it stays as it was then."""

    kind = graphene.String(
        required=True,
        description="`guidance`, `node` (of a script), `office`, `call`: how to be called, or `crisis`: what is "
        "said at once to whoever writes of wanting to die; others may come.",
    )
    key = graphene.ID(
        required=True,
        description="Key of the guidance page, script or office; of `call` empty, of `crisis` the emergency number's.",
    )
    title = graphene.String(required=True, description="In the language of the conversation, as far as there is one.")
    text = graphene.String(required=True, description="Plain text; may be empty.")
    url = graphene.String(description="Where it can be read whole; null: nowhere.")
    phone = graphene.String(description="As people read it; null: none.")
    phone_url = graphene.String(description="What dials it, a `tel:` address; null: none.")

    @staticmethod
    def resolve_phone_url(card: dict[str, Any], _info: GraphQLResolveInfo) -> str | None:
        return card.get("phoneUrl")


class Message(graphene.ObjectType):
    """One message of a conversation."""

    seq = graphene.Int(required=True, description="Its place, from 1, without gaps.")
    client_id = graphene.ID(required=True, description="As its sender made it; a UUID.")
    author = graphene.Field(MessageAuthor, required=True, description="Who wrote it.")
    author_name = graphene.String(description="Given name of whoever answers; null: of nobody, or not known any more.")
    kind = graphene.Field(MessageKind, required=True, description="Which of `text`, `card` and `event` it has.")
    event = graphene.Field(ConversationEvent, description="What happened; null, unless it is an `EVENT`.")
    text = graphene.String(
        description=f"Plain text of {LONGEST_TEXT:,} characters at most: escape it before it stands in HTML. "
        "Null: of another kind, or removed."
    )
    card = graphene.Field(MessageCard, description="Null: of another kind, or removed.")
    call_starts_at = DateTime(
        description="Not before which the call comes that a `TO_PHONE`, `CALL_CANCELLED` or `CALLED_OFF` is about; "
        "null: of another kind, or removed."
    )
    call_ends_at = DateTime(description="By when it comes; null as `callStartsAt`.")
    is_automatic = graphene.Boolean(required=True, description="Whether nobody wrote it: search suggested it.")
    is_removed = graphene.Boolean(required=True, description="Whether what it said is not kept any more.")
    sent_at = DateTime(required=True, description="When it was stored, by the service's clock.")

    @staticmethod
    def resolve_author_name(message: ShownMessage, _info: GraphQLResolveInfo) -> str | None:
        return message.author_name or None

    @staticmethod
    def resolve_card(message: ShownMessage, _info: GraphQLResolveInfo) -> dict[str, Any] | None:
        return message.shown_card

    @staticmethod
    def resolve_event(message: ShownMessage, _info: GraphQLResolveInfo) -> str | None:
        return message.event or None


class Conversation(graphene.ObjectType):
    """Where a conversation stands. Ask again every three seconds or so; nothing is pushed over GraphQL."""

    id = graphene.ID(required=True, description="A UUID; not one of the ids that `node` finds.")
    state = graphene.Field(ConversationState, required=True, description="Whether somebody attends it.")
    version = graphene.Int(required=True, description="Grows with every change that both sides see.")
    last_seq = graphene.Int(required=True, description="The place of its last message; 0: none.")
    language = graphene.String(required=True, description="BCP 47 tag.")
    started_at = DateTime(required=True, description="When it began.")
    operator_name = graphene.String(description="Given name of who attends it; null: nobody.")
    supervisor_name = graphene.String(
        description="Given name of a second person who reads and writes, or that they are a supervisor; null: nobody."
    )
    position = graphene.Int(
        description="In the queue, from 1; null: not in it, or somebody of another state may come before."
    )
    wait_seconds = graphene.Int(description="How long it may take until somebody comes; null: not known, or they have.")
    ended_at = DateTime(description="Null: it has not ended.")
    end_reason = graphene.Field(EndReason, description="Null: it has not ended.")
    rating = graphene.Int(description="From 1 to 5; null: none was given.")
    is_nearly_inactive = graphene.Boolean(
        required=True, description="Whether it ends at `endsAt`, unless the person writes or `stayInConversation`."
    )
    ends_at = DateTime(description="Null: nothing ends it.")
    is_erased = graphene.Boolean(required=True, description="Whether its text was removed.")
    call_starts_at = DateTime(
        description="A call was promised, not before, made or not; null: none was, or it was cancelled."
    )
    call_ends_at = DateTime(
        description="The end of the hour of the promised call; null: none was, or it was cancelled."
    )
    call_number = graphene.String(
        description="The last digits of the number that is called, such as `•••• 6550`; null: no call is to be made."
    )
    may_ring = graphene.Boolean(
        required=True,
        description=(
            "Whether to offer a call: false of whoever has said that they are in danger, or do not know, beside whom "
            "somebody may hear the telephone."
        ),
    )
    content_state = graphene.String(
        description="Name of another state whose content answers since an operator handed it over; null: its own."
    )

    @staticmethod
    def resolve_operator_name(conversation: ShownConversation, _info: GraphQLResolveInfo) -> str | None:
        return conversation.operator_name or None

    @staticmethod
    def resolve_supervisor_name(conversation: ShownConversation, _info: GraphQLResolveInfo) -> str | None:
        return conversation.supervisor_name or None

    @staticmethod
    def resolve_call_number(conversation: ShownConversation, _info: GraphQLResolveInfo) -> str | None:
        return conversation.call_number or None

    @staticmethod
    def resolve_content_state(conversation: ShownConversation, _info: GraphQLResolveInfo) -> str | None:
        return conversation.content_state or None

    @staticmethod
    def resolve_end_reason(conversation: ShownConversation, _info: GraphQLResolveInfo) -> str | None:
        return conversation.end_reason or None


class ConversationSince(graphene.ObjectType):
    """A conversation, and what was said in it since."""

    conversation = graphene.Field(Conversation, required=True, description="Where it stands.")
    messages = listed(
        Message,
        description=f"Those behind `after`, in order, {MOST_READ} at most: there are more while the last one's `seq` "
        "is less than `lastSeq`.",
    )


class ChatError(graphene.ObjectType):
    """Why nothing was written."""

    code = graphene.Field(ChatErrorCode, required=True, description="Stable, for programs.")
    field = graphene.String(description="Of the input, such as `text`; null: the input as a whole.")
    message = graphene.String(required=True, description="A sentence for people, in the language of the request.")
    retry_after = graphene.Int(description="Seconds after which to try again; null: that alone does not help.")
    opens_at = DateTime(description="With `CLOSED`: when somebody answers again; null: not known.")
    zone = graphene.String(description="With `CLOSED`: the state's time zone, such as America/Merida.")
    challenge = JSON(description="With `CHALLENGE`: what ALTCHA's widget and libraries solve; null: nothing to solve.")


class ChatPayload:
    """What a mutation of conversations answers."""

    errors = listed(ChatError, description="Empty: it is done.")


class ConversationPayload(ChatPayload):
    """What a mutation answers that changes where a conversation stands."""

    conversation = graphene.Field(Conversation, description="Null: nothing was changed, and `errors` say why.")


class ConversationAccess:
    """How somebody comes into a conversation."""

    conversation_id = graphene.ID(required=True, description="As `startConversation` answered it.")
    secret = graphene.String(
        required=True,
        description="As `startConversation` answered it. Keep it in memory, and send it in variables only.",
    )


class StartConversationInput(graphene.InputObjectType):
    """What somebody says before they wait for an operator. Nothing of it names them."""

    state = StateCode(required=True, description="Whose operators are to answer; one of the key's states.")
    text = graphene.String(
        description=f"The first message, of {LONGEST_TEXT:,} characters at most; search suggests guidance by it. "
        "Null: none."
    )
    client_id = graphene.ID(description="UUID of the first message, made by the client; required with `text`.")
    role = Role(description="Who the person is in the criminal case. Null: not known.")
    topic_key = graphene.ID(description="Key of the guidance page that it is about. Null: not known.")
    language = graphene.String(description="BCP 47 tag of one of the state's languages. Null: its first one.")
    is_in_danger = graphene.Boolean(
        default_value=False, description="Whether the person says that they are in danger; ask, and show 911 first."
    )
    is_unsure = graphene.Boolean(
        default_value=False, description="Whether the person, asked that, does not know. `isInDanger` counts before it."
    )
    secret = graphene.String(
        description="43 letters of URL-safe base64 (256 random bits) that the client made as its secret: the same "
        "start once more is the same conversation. Null: the service makes one."
    )
    proof = graphene.String(
        description="The answer to the `challenge` of an earlier refusal. Null: none was asked for."
    )


class SentMessage(graphene.ObjectType):
    """A message that is stored."""

    seq = graphene.Int(required=True, description="Its place in the conversation.")
    sent_at = DateTime(required=True, description="When it was stored, by the service's clock.")
    is_new = graphene.Boolean(
        required=True, description="Whether this request stored it; false: the same one had been sent before."
    )


def since(read: Read) -> ConversationSince:
    """Return what a query answers."""
    return ConversationSince(conversation=read.conversation, messages=read.messages)


def error_of(refused: ChatRefused) -> ChatError:
    """Return a refusal as the schema has it, in the language that is active."""
    given = refused.named
    return ChatError(
        code=refused.code.value,
        field=refused.field,
        message=refused.message,
        retry_after=refused.retry_after,
        opens_at=given.get("opens_at"),
        zone=given.get("zone"),
        challenge=given.get("challenge"),
    )
