"""Which e-mails about reviews have been sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PeriodicMailKind(models.TextChoices):
    """What an e-mail that comes again and again is about."""

    REVIEWS = "reviews", _("Reviews, daily")
    STATE = "state", _("The state, weekly")


class DigestSent(models.Model):
    """A periodic e-mail that was sent to a user: one a kind and day, whichever process sends it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices=PeriodicMailKind.choices, default=PeriodicMailKind.REVIEWS
    )
    day = models.DateField(_("day"), help_text=_("Of the state’s own calendar."))
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("periodic e-mail")
        verbose_name_plural = _("periodic e-mails")
        constraints = [models.UniqueConstraint(fields=["user", "kind", "day"], name="digest_sent_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}"
