"""Which e-mails about reviews have been sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DigestSent(models.Model):
    """A day's e-mail about open reviews that was sent to a user: one a day, whichever process sends it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.CASCADE, related_name="+"
    )
    day = models.DateField(_("day"), help_text=_("Of the state’s own calendar."))
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("e-mail about reviews")
        verbose_name_plural = _("e-mails about reviews")
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="digest_sent_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}"
