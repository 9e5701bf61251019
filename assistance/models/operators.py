"""Where people answer citizens, whether they are there, and the calls that one hands to another."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content_models.choices import Channel
from tenants.models import LIBRARY_ID, Tenant, User


class OperatorAssignmentQuerySet(models.QuerySet["OperatorAssignment"]):
    """Filters on assignments. Row-level security stands behind each of them, never instead of it."""

    def for_user(self, user_id: int) -> Self:
        """Of one person."""
        return self.filter(user_id=user_id)

    def for_tenants(self, tenant_ids: Collection[int]) -> Self:
        """Of some states."""
        return self.filter(tenant__in=tenant_ids)

    def not_ended(self, now: datetime) -> Self:
        """That have not ended, begun or not."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=now))


class OperatorAssignment(models.Model):
    """That somebody answers citizens of a state, from when until when; one row for each state of theirs.

    Their role says that they may answer at all. What was agreed before is in the audit log.
    """

    user = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="assignments")
    tenant = models.ForeignKey(Tenant, verbose_name=_("state"), on_delete=models.PROTECT, related_name="+")
    languages = ArrayField(
        models.CharField(max_length=20),
        verbose_name=_("languages"),
        default=list,
        blank=True,
        help_text=_("BCP 47 tags, such as es-MX; none: all that the state serves."),
    )
    channels = ArrayField(models.CharField(max_length=5, choices=Channel.choices), verbose_name=_("channels"))
    max_conversations = models.PositiveSmallIntegerField(
        _("chats at once"), default=3, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    created_by = models.ForeignKey(
        User, verbose_name=_("made by"), null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    objects = OperatorAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user"], name="operator_assignment_once"),
            models.CheckConstraint(condition=~Q(tenant=LIBRARY_ID), name="operator_assignment_to_a_state"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="operator_assignment_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(max_conversations__gte=1, max_conversations__lte=10),
                name="operator_assignment_some_conversations",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user.get_username()} · {self.tenant.code}"

    def is_ended(self, now: datetime) -> bool:
        """Whether it has ended."""
        return self.ends_at is not None and self.ends_at <= now


class PresenceState(models.TextChoices):
    """What an operator is doing."""

    AVAILABLE = "AVAILABLE", _("Available")
    ON_CALL = "ON_CALL", _("On a call")
    AFTER_CALL = "AFTER_CALL", _("After a call")
    BREAK = "BREAK", _("On a break")
    AWAY = "AWAY", _("Away")


class OperatorPresence(models.Model):
    """What an operator said last that they are doing; it holds until its lease ends, then they are away.

    Seen by the states of their assignments and by their own (`row-level security`).
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=PresenceState.choices)
    since = models.DateTimeField(_("since"))
    expires_at = models.DateTimeField(_("lease ends"))
    said_at = models.DateTimeField(_("said at"), null=True, help_text=_("By the desk: what it said before is late."))
    tenant = models.ForeignKey(
        Tenant, verbose_name=_("state of the call"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    call_id = models.UUIDField(_("call"), null=True)
    call_began_at = models.DateTimeField(_("call since"), null=True)
    browser = models.CharField(_("browser"), max_length=16, default="", help_text=_("A digest, to tell two apart."))

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [
            models.CheckConstraint(
                condition=Q(call_id=None, call_began_at=None, tenant=None)
                | Q(call_id__isnull=False, call_began_at__isnull=False, tenant__isnull=False),
                name="operator_presence_whole_call",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user.get_username()}: {self.state}"

    def state_at(self, now: datetime) -> PresenceState:
        """Return what they are doing: away, where nothing was heard of them."""
        return PresenceState(self.state) if self.expires_at > now else PresenceState.AWAY


class HandoverQuerySet(models.QuerySet["Handover"]):
    """Filters on hand-overs. Row-level security stands behind each of them, never instead of it."""

    def for_tenants(self, tenant_ids: Collection[int]) -> Self:
        """Of some states."""
        return self.filter(tenant__in=tenant_ids)

    def waiting(self, now: datetime) -> Self:
        """That can be accepted."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)


class Handover(models.Model):
    """A call that one operator hands to another, with the run of its script: no word of who calls."""

    id = models.UUIDField(primary_key=True, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    call_id = models.UUIDField(_("call"))
    sender = models.ForeignKey(User, verbose_name=_("from"), on_delete=models.CASCADE, related_name="+")
    receiver = models.ForeignKey(User, verbose_name=_("to"), on_delete=models.CASCADE, related_name="+")
    run = models.JSONField(_("run"))
    offered_at = models.DateTimeField(_("offered"), default=timezone.now)
    expires_at = models.DateTimeField(_("until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    browser = models.CharField(_("accepted in"), max_length=16, default="", help_text=_("A digest, to tell two apart."))

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "call_id"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="handover_one_at_a_time",
            ),
            models.CheckConstraint(condition=Q(accepted_at=None) | Q(withdrawn_at=None), name="handover_one_end"),
        ]
        indexes = [models.Index(fields=["tenant", "receiver", "expires_at"], name="handover_waiting")]

    def __str__(self) -> str:
        return f"{self.sender_id} → {self.receiver_id}"
