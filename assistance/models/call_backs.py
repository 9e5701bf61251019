"""Calls that people were promised: kept until they were made, encrypted, and deleted soon after."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from content_models.choices import Role
from tenants.keyring import EncryptedTextField, Purpose
from tenants.models import Tenant, User


class Relationship(models.TextChoices):
    """Who will answer, to the person whom it is about."""

    SELF = "SELF", _("The same person")
    FAMILY = "FAMILY", _("A relative")
    FRIEND = "FRIEND", _("A friend")
    LAWYER = "LAWYER", _("Their lawyer")
    OTHER = "OTHER", _("Somebody else")


class CallBackResult(models.TextChoices):
    """What came of one attempt."""

    REACHED = "REACHED", _("Reached")
    NO_ANSWER = "NO_ANSWER", _("No answer")
    BUSY = "BUSY", _("Busy")
    WRONG_NUMBER = "WRONG_NUMBER", _("Wrong number")
    NOT_SAFE = "NOT_SAFE", _("It was not safe to talk")
    CALLED_OFF = "CALLED_OFF", _("Called off by who promised it")


class CallBackQuerySet(models.QuerySet["CallBack"]):
    """Filters on call-backs. Row-level security stands behind each of them, never instead of it."""

    def for_tenants(self, tenant_ids: Collection[int]) -> Self:
        """Of some tenants."""
        return self.filter(tenant_id__in=tenant_ids)

    def open(self, now: datetime) -> Self:
        """Neither completed nor given up."""
        return self.filter(completed_at=None, expires_at__gt=now)

    def promised_by(self, user_id: int) -> Self:
        """Promised by one operator, who alone moves them or calls them off."""
        return self.filter(booked_by_id=user_id)


class CallBack(models.Model):
    """One promised call. The number and the pass phrase are encrypted; nothing else says who it is."""

    id = models.UUIDField(primary_key=True, editable=False, help_text=_("UUIDv7 of the client."))
    digest = models.CharField(max_length=64, editable=False, help_text=_("HMAC of what the client sent."))
    tenant = models.ForeignKey(Tenant, verbose_name=_("state"), on_delete=models.PROTECT, related_name="+")
    inquiry_id = models.UUIDField(_("inquiry"), help_text=_("The contact in which it was promised."))
    phone = EncryptedTextField(_("telephone"), purpose=Purpose.CALL_BACK)
    pass_phrase = EncryptedTextField(_("pass phrase"), purpose=Purpose.CALL_BACK, blank=True)
    may_leave_message = models.BooleanField(_("a message may be left"))
    relationship = models.CharField(_("who answers"), max_length=8, choices=Relationship.choices)
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, blank=True)
    topic_key = models.CharField(_("topic"), max_length=36, blank=True)
    language = models.CharField(_("language"), max_length=20)
    is_in_danger = models.BooleanField(
        _("in danger"), default=False, db_default=False, help_text=_("As the person said when it was promised.")
    )
    window_starts_at = models.DateTimeField(_("not before"))
    window_ends_at = models.DateTimeField(_("until"))
    booked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    booked_at = models.DateTimeField(auto_now_add=True)
    taken_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    taken_until = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(help_text=_("When it is given up."))
    delete_at = models.DateTimeField(help_text=_("When the row is deleted."))

    objects = CallBackQuerySet.as_manager()

    class Meta:
        verbose_name = _("call-back")
        verbose_name_plural = _("call-backs")
        default_permissions = ()
        indexes = [models.Index(fields=["tenant", "window_starts_at"]), models.Index(fields=["delete_at"])]
        constraints = [
            models.CheckConstraint(condition=Q(window_ends_at__gt=F("window_starts_at")), name="call_back_takes_time"),
            models.CheckConstraint(
                condition=Q(taken_by=None) | Q(taken_until__isnull=False), name="call_back_is_taken_for_a_while"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def short_code(self) -> str:
        """The three digits that the person is told, as `shortCode` of the desk has them: the end of the id."""
        return f"{int(str(self.pk)[-6:], 16) % 1000:03}"


class CallBackAttempt(models.Model):
    """One try to reach somebody; deleted with the call-back."""

    id = models.UUIDField(primary_key=True, editable=False, help_text=_("UUIDv7 of the client."))
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    call_back = models.ForeignKey(CallBack, on_delete=models.CASCADE, related_name="attempts")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    result = models.CharField(_("result"), max_length=12, choices=CallBackResult.choices)

    class Meta:
        verbose_name = _("attempt to call back")
        verbose_name_plural = _("attempts to call back")
        default_permissions = ()
        ordering = ["at"]

    def __str__(self) -> str:
        return self.result
