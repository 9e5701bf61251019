"""The ledger: one row for each contact with a person, on any channel; added to, never changed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import Regex
from django.utils.translation import gettext_lazy as _

from content_models.choices import Channel, Role
from tenants.models import Tenant
from tenants.viewer import Viewer

from .campaigns import Campaign

MOST_SECONDS = 24 * 60 * 60
MOST_REFERRALS = 10
KEY = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
NODE = "[a-z0-9]+([-_][a-z0-9]+)*"
TAG = "[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}"
DIGEST = "[0-9a-f]{64}"


class ContactType(models.TextChoices):
    """What kind of contact it was."""

    CITIZEN = "CITIZEN", _("Somebody who asks")
    SILENT = "SILENT", _("Nobody spoke")
    WRONG_NUMBER = "WRONG_NUMBER", _("Wrong number")
    PRANK = "PRANK", _("Prank")
    TRANSFERRED = "TRANSFERRED", _("Transferred by another service")


class InquiryOutcome(models.TextChoices):
    """How a contact ended."""

    INFORMED = "INFORMED", _("Informed")
    REFERRED = "REFERRED", _("Referred to an office")
    TRANSFERRED = "TRANSFERRED", _("Transferred to another service")
    CALL_BACK = "CALL_BACK", _("A call-back was agreed")
    EMERGENCY = "EMERGENCY", _("Passed to 911")
    ABANDONED = "ABANDONED", _("The person left before the end")
    OTHER = "OTHER", _("Other")


class UnservedReason(models.TextChoices):
    """Why a contact was not served."""

    NO_OPERATOR = "NO_OPERATOR", _("Nobody was free")
    OUT_OF_HOURS = "OUT_OF_HOURS", _("Outside the hours of service")
    HUNG_UP = "HUNG_UP", _("The person left before being answered")
    OUT_OF_SCOPE = "OUT_OF_SCOPE", _("Not a matter of this service")
    TECHNICAL = "TECHNICAL", _("A technical failure")


class CorrectionReason(models.TextChoices):
    """Why an inquiry was corrected."""

    MISTAKE = "MISTAKE", _("Something was written wrongly")
    DUPLICATE = "DUPLICATE", _("It was counted twice")
    WRONG_STATE = "WRONG_STATE", _("It belongs to another state")
    TEST = "TEST", _("It was a test")


VOIDING = (CorrectionReason.DUPLICATE, CorrectionReason.WRONG_STATE, CorrectionReason.TEST)
"""Corrections that leave nothing to count: of an inquiry that moved, the other state has a row of its own."""


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    """Filters on inquiries. Row-level security stands behind each of them, never instead of it."""

    def for_tenants(self, tenant_ids: Collection[int]) -> Self:
        """Of some tenants."""
        return self.filter(tenant__in=tenant_ids)

    def written_by(self, viewer: Viewer) -> Self:
        """Those that an operator, or the keys of an API client, wrote."""
        return self.filter(operator=viewer.user_id, client=viewer.client_id)

    def counted(self) -> Self:
        """Those that count: as they were corrected last, and without what was voided."""
        return self.filter(correction=None).exclude(reason__in=VOIDING)


class Inquiry(models.Model):
    """One contact, or the correction of one, which has all its fields anew and names the row that it corrects.

    Every field is a number, an instant or a code: there is no place for a name, a telephone or a sentence.
    The database refuses to change or delete rows (`migrations/0002_inquiries.py`).
    """

    id = models.UUIDField(
        primary_key=True, help_text=_("UUIDv7 of the client, made when the contact begins: the idempotency key.")
    )
    tenant = models.ForeignKey(Tenant, verbose_name=_("state"), on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of what the client sent."))
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    channel = models.CharField(_("channel"), max_length=5, choices=Channel.choices)
    contact_type = models.CharField(_("kind of contact"), max_length=12, choices=ContactType.choices)
    role = models.CharField(_("role"), max_length=11, choices=Role.choices, blank=True)
    topic_key = models.CharField(_("topic"), max_length=36, blank=True)
    script_key = models.CharField(_("script"), max_length=36, blank=True)
    script_digest = models.CharField(max_length=64, blank=True)
    end_node = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(_("outcome"), max_length=11, choices=InquiryOutcome.choices, blank=True)
    referral_keys = ArrayField(models.CharField(max_length=36), verbose_name=_("referred to"), default=list, blank=True)
    language = models.CharField(_("language"), max_length=20, help_text=_("BCP 47 tag, such as es-MX."))
    started_at = models.DateTimeField(_("began"))
    started_on = models.DateField(_("day"), help_text=_("In the state’s time zone, as it was when this was written."))
    started_hour = models.PositiveSmallIntegerField(_("hour"), help_text=_("0 to 23, in the same time zone."))
    duration_seconds = models.PositiveIntegerField(_("duration (s)"))
    after_call_seconds = models.PositiveIntegerField(_("work after the contact (s)"), default=0)
    is_served = models.BooleanField(_("served"))
    unserved_reason = models.CharField(
        _("why it was not served"), max_length=12, choices=UnservedReason.choices, blank=True
    )
    is_hung_up = models.BooleanField(
        _("hung up before the end"), default=False, db_default=False, help_text=_("Also in an emergency.")
    )
    is_left_unread = models.BooleanField(
        _("not read: there was no time"),
        default=False,
        db_default=False,
        help_text=_("Something of the script that must be read was not, since the contact ended."),
    )
    campaign = models.ForeignKey(
        Campaign,
        verbose_name=_("campaign"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        db_constraint=False,
        related_name="+",
    )
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, db_constraint=False, related_name="correction"
    )
    reason = models.CharField(_("why it was corrected"), max_length=11, choices=CorrectionReason.choices, blank=True)
    operator = models.ForeignKey(
        "tenants.User", null=True, blank=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    client = models.ForeignKey(
        "tenants.ApiClient", null=True, blank=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("inquiry")
        verbose_name_plural = _("inquiries")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="inquiry_of_tenant"),
            *(
                models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=f"inquiry_{field}_listed")
                for field, values in (
                    ("channel", Channel.values),
                    ("contact_type", ContactType.values),
                    ("role", ["", *Role.values]),
                    ("outcome", ["", *InquiryOutcome.values]),
                    ("unserved_reason", ["", *UnservedReason.values]),
                    ("reason", ["", *CorrectionReason.values]),
                )
            ),
            *(
                models.CheckConstraint(condition=Q(**{f"{field}__regex": pattern}), name=f"inquiry_{field}_is_a_code")
                for field, pattern in (
                    ("digest", f"^{DIGEST}$"),
                    ("topic_key", f"^({KEY})?$"),
                    ("script_key", f"^({KEY})?$"),
                    ("script_digest", f"^({DIGEST})?$"),
                    ("end_node", f"^({NODE})?$"),
                    ("language", f"^{TAG}$"),
                )
            ),
            models.CheckConstraint(
                condition=Regex(
                    models.Func(
                        "referral_keys",
                        models.Value(","),
                        function="array_to_string",
                        output_field=models.TextField(),
                    ),
                    f"^({KEY}(,{KEY}){{0,{MOST_REFERRALS - 1}}})?$",
                ),
                name="inquiry_referral_keys_are_codes",
            ),
            models.CheckConstraint(condition=Q(started_hour__lte=23), name="inquiry_started_hour_of_day"),
            models.CheckConstraint(
                condition=Q(duration_seconds__lte=MOST_SECONDS, after_call_seconds__lte=MOST_SECONDS),
                name="inquiry_shorter_than_a_day",
            ),
            models.CheckConstraint(
                condition=Q(is_served=True, unserved_reason="") | (Q(is_served=False) & ~Q(unserved_reason="")),
                name="inquiry_unserved_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(corrects=None, reason="") | (Q(corrects__isnull=False) & ~Q(reason="")),
                name="inquiry_corrects_for_a_reason",
            ),
            models.CheckConstraint(condition=~Q(corrects=F("id")), name="inquiry_corrects_another"),
        ]
        indexes = [models.Index(fields=["tenant", "started_on"], name="inquiry_by_day")]

    def __str__(self) -> str:
        return str(self.pk)
