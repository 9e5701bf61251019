"""The online chat: conversations, their messages in order, and the keys without which nobody reads them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from content_models.choices import Role
from tenants.keyring import EncryptedTextField, Purpose
from tenants.models import ApiKey, Tenant, User


class ConversationState(models.TextChoices):
    """Where a conversation stands."""

    WAITING = "WAITING", _("In the queue")
    ATTENDED = "ATTENDED", _("With an operator")
    ENDED = "ENDED", _("Ended")


class Transport(models.TextChoices):
    """How a visitor came in."""

    BROWSER = "BROWSER", _("Page with JavaScript")
    FORMS = "FORMS", _("Page without JavaScript")
    API = "API", _("App, by the API")


class EndReason(models.TextChoices):
    """Why a conversation ended."""

    VISITOR = "VISITOR", _("The person ended it")
    OPERATOR = "OPERATOR", _("The operator ended it")
    INACTIVE = "INACTIVE", _("Nobody wrote for a while")
    ERASED = "ERASED", _("The person erased it")
    SPAM = "SPAM", _("It was spam")
    UNATTENDED = "UNATTENDED", _("Nobody came before the hours of service ended")
    LEFT = "LEFT", _("The person left")


class Author(models.TextChoices):
    """Who wrote a message."""

    VISITOR = "VISITOR", _("The person")
    OPERATOR = "OPERATOR", _("An operator")
    SUPERVISOR = "SUPERVISOR", _("A supervisor")
    SYSTEM = "SYSTEM", _("The system")


class MessageKind(models.TextChoices):
    """What a message is."""

    TEXT = "TEXT", _("Text")
    CARD = "CARD", _("Content of the state")
    EVENT = "EVENT", _("Something that happened")


class ConversationEvent(models.TextChoices):
    """What happened, as both sides read it between the messages."""

    ATTENDED = "ATTENDED", _("An operator came")
    REQUEUED = "REQUEUED", _("Back in the queue")
    OPERATOR_SILENT = "OPERATOR_SILENT", _("Back in the queue: the operator did not answer")
    OPERATOR_LOST = "OPERATOR_LOST", _("Back in the queue: nothing was heard of the operator's desk")
    OPERATOR_LEFT = "OPERATOR_LEFT", _("Back in the queue: the operator gave it back")
    HANDED_OVER = "HANDED_OVER", _("It was handed to another operator")
    TAKEN_OVER = "TAKEN_OVER", _("A supervisor took it over")
    JOINED = "JOINED", _("A supervisor came, too")
    LEFT = "LEFT", _("A supervisor left")
    TO_STATE = "TO_STATE", _("Content of another state answers")
    TO_PHONE = "TO_PHONE", _("It goes on by telephone")
    CALL_CANCELLED = "CALL_CANCELLED", _("The person cancelled the promised call")
    CALLED_OFF = "CALLED_OFF", _("Whoever promised the call called it off")
    NEARLY_INACTIVE = "NEARLY_INACTIVE", _("Nobody has written for a while")
    QUICK_EXIT = "QUICK_EXIT", _("The person left the page quickly")
    ENDED = "ENDED", _("It ended")


class DangerWords(models.TextChoices):
    """Of what danger a person has written."""

    SUICIDE = "SUICIDE", _("Wanting to die")
    DANGER = "DANGER", _("Being in danger")


OF_CALLS = (ConversationEvent.TO_PHONE, ConversationEvent.CALL_CANCELLED, ConversationEvent.CALLED_OFF)
"""What happens to promised calls."""

BACK_IN_QUEUE = (
    ConversationEvent.REQUEUED,
    ConversationEvent.OPERATOR_SILENT,
    ConversationEvent.OPERATOR_LOST,
    ConversationEvent.OPERATOR_LEFT,
)
"""By which a conversation comes back to the queue, whatever the reason; `REQUEUED` is of those stored without one."""

HAS_COME = (ConversationEvent.ATTENDED, ConversationEvent.TAKEN_OVER)
"""By which somebody has come; who was assigned or handed a conversation has not before they open it."""

HAS_NOT_COME = (*BACK_IN_QUEUE, ConversationEvent.HANDED_OVER)
"""From which on nobody is there whom the person could read to have come, until the next of `HAS_COME`."""


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Filters on conversations. Row-level security stands behind each of them, never instead of it."""

    def for_tenants(self, tenant_ids: Collection[int]) -> Self:
        """Of some states."""
        return self.filter(tenant__in=tenant_ids)

    def open(self) -> Self:
        """That have not ended."""
        return self.exclude(state=ConversationState.ENDED)

    def in_queue(self) -> Self:
        """That wait for an operator, and whose person is there."""
        return self.filter(state=ConversationState.WAITING, absent_since=None)

    def attended_by(self, user_id: int) -> Self:
        """That an operator has now."""
        return self.filter(state=ConversationState.ATTENDED, operator_id=user_id)

    def taking_room(self) -> Self:
        """That count among those which an operator can have: not one that was left by the quick exit."""
        return self.filter(state=ConversationState.ATTENDED, left_quickly_at=None)


class Conversation(models.Model):
    """One person who writes and one who answers.

    `version` grows with whatever both sides see of it, `last_seq` with each message, `assignment_epoch` with each
    change of the operator: what a stale one sends is refused. No word of it stands here.
    """

    id = models.UUIDField(primary_key=True, editable=False, help_text=_("UUIDv7 of the server; the inquiry's, too."))
    tenant = models.ForeignKey(Tenant, verbose_name=_("state"), on_delete=models.PROTECT, related_name="+")
    content_tenant = models.ForeignKey(
        Tenant,
        verbose_name=_("state whose content answers"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Where an operator has handed it to another state of theirs; none: its own."),
    )
    secret_digest = models.CharField(max_length=64, editable=False, help_text=_("SHA-256 of the visitor's secret."))
    state = models.CharField(
        _("state"), max_length=8, choices=ConversationState.choices, default=ConversationState.WAITING
    )
    transport = models.CharField(_("came by"), max_length=7, choices=Transport.choices)
    key = models.ForeignKey(ApiKey, null=True, on_delete=models.SET_NULL, related_name="+")
    role = models.CharField(_("role"), max_length=11, choices=Role.choices, blank=True)
    topic_key = models.CharField(_("topic"), max_length=36, blank=True)
    language = models.CharField(_("language"), max_length=20)
    is_in_danger = models.BooleanField(_("said to be in danger"), default=False)
    has_declared_danger = models.BooleanField(
        _("answered that they are not safe"),
        default=False,
        db_default=False,
        help_text=_("Asked before they wrote; nobody takes that back for them."),
    )
    danger_words = models.CharField(
        _("wrote of danger"),
        max_length=7,
        choices=DangerWords.choices,
        blank=True,
        db_default="",
        help_text=_("By the words that they used: an operator may see that it is none. It stays what they wrote of."),
    )
    is_unsure = models.BooleanField(
        _("does not know whether they are safe"),
        default=False,
        db_default=False,
        help_text=_("As they said before they wrote; what is known of danger since counts before it."),
    )
    is_marked_in_danger = models.BooleanField(
        _("marked as in danger by an operator"),
        default=False,
        db_default=False,
        help_text=_("What the person's own page offers does not change by it."),
    )
    last_seq = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    operator = models.ForeignKey(
        User, verbose_name=_("operator"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    assignment_epoch = models.PositiveIntegerField(default=0)
    attended_until = models.DateTimeField(
        _("lease ends"), null=True, help_text=_("The operator's desk renews it; afterwards the queue has it again.")
    )
    supervisor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    offered_to = models.ForeignKey(
        User, verbose_name=_("offered to"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    offered_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(_("began"))
    waiting_since = models.DateTimeField(_("waiting since"), help_text=_("Kept when it comes back to the queue."))
    # The last sign of whoever has it but what they wrote: they took it, noted, promised a call, or typed.
    attended_at = models.DateTimeField(_("attended since"), null=True)
    first_attended_at = models.DateTimeField(_("first attended"), null=True)
    visitor_wrote_at = models.DateTimeField(_("the person wrote"), null=True)
    operator_wrote_at = models.DateTimeField(_("the operator wrote"), null=True)
    # When they said last that they go on, after nobody had written for a while; they wrote nothing by it.
    visitor_stayed_at = models.DateTimeField(null=True)
    visitor_seen_at = models.DateTimeField(_("the person was there"), null=True)
    absent_since = models.DateTimeField(
        _("out of the queue since"), null=True, help_text=_("Nothing was heard of whoever waits; a return ends it.")
    )
    warned_at = models.DateTimeField(_("said that nobody has written"), null=True)
    left_quickly_at = models.DateTimeField(_("left quickly"), null=True)
    call_starts_at = models.DateTimeField(_("called not before"), null=True, help_text=_("Of the call promised last."))
    call_ends_at = models.DateTimeField(_("called until"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    end_reason = models.CharField(_("why it ended"), max_length=10, choices=EndReason.choices, blank=True)
    blank_at = models.DateTimeField(_("text is removed"), null=True)
    blanked_at = models.DateTimeField(_("text was removed"), null=True)
    rating = models.PositiveSmallIntegerField(_("rating"), null=True)
    is_logged = models.BooleanField(_("in the ledger"), default=False)
    source_digest = models.CharField(max_length=64, blank=True, help_text=_("Keyed digest of the address, for a day."))

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(state="ATTENDED", operator__isnull=False, attended_until__isnull=False)
                | (~Q(state="ATTENDED") & Q(attended_until=None)),
                name="conversation_attended_by_somebody",
            ),
            models.CheckConstraint(
                condition=(Q(state="ENDED", ended_at__isnull=False) & ~Q(end_reason=""))
                | (~Q(state="ENDED") & Q(ended_at=None, end_reason="")),
                name="conversation_ended_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(call_starts_at=None, call_ends_at=None) | Q(call_ends_at__gt=F("call_starts_at")),
                name="conversation_call_takes_time",
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5), name="conversation_rating_of_five"
            ),
            models.UniqueConstraint(fields=["secret_digest"], name="conversation_of_secret"),
        ]
        indexes = [
            models.Index(fields=["tenant", "state", "waiting_since"], name="conversation_queue"),
            models.Index(fields=["operator"], condition=Q(state="ATTENDED"), name="conversation_attended"),
            models.Index(fields=["attended_until"], condition=Q(state="ATTENDED"), name="conversation_lease"),
            models.Index(fields=["ended_at"], condition=Q(state="ENDED", is_logged=False), name="conversation_to_log"),
            models.Index(fields=["tenant", "first_attended_at"], name="conversation_pace"),
            models.Index(fields=["blank_at"], condition=Q(blanked_at=None), name="conversation_to_blank"),
            models.Index(fields=["source_digest"], condition=~Q(state="ENDED"), name="conversation_of_source"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ConversationKey(models.Model):
    """What decrypts the messages of one conversation; without this row they are noise. Backups leave it out."""

    conversation = models.OneToOneField(
        Conversation, primary_key=True, on_delete=models.CASCADE, related_name="encryption_key"
    )
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    wrapped = EncryptedTextField(purpose=Purpose.CONVERSATION)

    class Meta:
        verbose_name = _("key of a conversation")
        verbose_name_plural = _("keys of conversations")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class Message(models.Model):
    """One message. `body` is AES-256-GCM over JSON, bound to tenant, conversation and seq; null: none, or removed."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    seq = models.PositiveIntegerField()
    client_id = models.UUIDField(help_text=_("The sender's: the same one again is the same message."))
    author = models.CharField(_("author"), max_length=10, choices=Author.choices)
    operator = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(_("kind"), max_length=5, choices=MessageKind.choices)
    event = models.CharField(_("event"), max_length=15, choices=ConversationEvent.choices, blank=True)
    body = models.BinaryField(null=True)
    # Of a promised call, in the events of it; removed with the bodies.
    call_starts_at = models.DateTimeField(_("called not before"), null=True)
    call_ends_at = models.DateTimeField(_("called until"), null=True)
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        default_permissions = ()
        ordering = ["conversation", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="message_in_order"),
            models.UniqueConstraint(fields=["conversation", "client_id"], name="message_once"),
            models.CheckConstraint(
                condition=(Q(kind="EVENT", body=None) & ~Q(event="")) | (~Q(kind="EVENT") & Q(event="")),
                name="message_event_without_words",
            ),
            models.CheckConstraint(
                condition=Q(call_starts_at=None, call_ends_at=None)
                | Q(event__in=[event.value for event in OF_CALLS], call_ends_at__gt=F("call_starts_at")),
                name="message_call_of_event",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.seq}"


class ConversationNote(models.Model):
    """What operators write of a conversation for each other; encrypted as messages are, and removed with them."""

    id = models.UUIDField(primary_key=True, editable=False, help_text=_("UUIDv7 of the client."))
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notes")
    operator = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    body = models.BinaryField(null=True)
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        default_permissions = ()
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class SourceSalt(models.Model):
    """What one day's addresses are digested with; deleted when the day is over, and then nobody finds them again."""

    day = models.DateField(primary_key=True)
    salt = models.BinaryField()

    class Meta:
        verbose_name = _("salt of a day")
        verbose_name_plural = _("salts of days")
        default_permissions = ()

    def __str__(self) -> str:
        return self.day.isoformat()


class BlockedSource(models.Model):
    """An address that may not write to a state until its day ends."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    blocked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("blocked address")
        verbose_name_plural = _("blocked addresses")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["tenant", "digest"], name="blocked_source_once")]

    def __str__(self) -> str:
        return self.digest[:8]


_RANGES = {
    "keep_days": (0, 90),
    "warn_after_minutes": (2, 60),
    "end_after_minutes": (2, 30),
    "operator_silence_seconds": (30, 1_800),
}


class ChatSettings(models.Model):
    """How a state chats; without a row the defaults hold. When somebody answers stands in its hours of service.

    Attributes:
        RANGES: the least and the most of each number.
    """

    RANGES = _RANGES

    tenant = models.OneToOneField(Tenant, primary_key=True, on_delete=models.PROTECT, related_name="+")
    keep_days = models.PositiveSmallIntegerField(
        _("days that the text is kept"), default=30, help_text=_("After the end of a conversation; 0 to 90.")
    )
    warn_after_minutes = models.PositiveSmallIntegerField(_("minutes of silence before a warning"), default=10)
    end_after_minutes = models.PositiveSmallIntegerField(_("minutes after the warning before it ends"), default=5)
    operator_silence_seconds = models.PositiveSmallIntegerField(
        _("seconds of an operator's silence before the queue has it again"), default=180
    )
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("chat settings")
        verbose_name_plural = _("chat settings")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    keep_days__lte=_RANGES["keep_days"][1],
                    warn_after_minutes__range=_RANGES["warn_after_minutes"],
                    end_after_minutes__range=_RANGES["end_after_minutes"],
                    operator_silence_seconds__range=_RANGES["operator_silence_seconds"],
                ),
                name="chat_settings_in_range",
            )
        ]

    def __str__(self) -> str:
        return str(self.tenant)

    @classmethod
    def usual(cls, name: str) -> int:
        """Return a number as it is where a state has not written it."""
        return int(getattr(cls(), name))
