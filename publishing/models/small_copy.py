"""What search has learned, made small for those who search without a network."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant


class SmallCopy(models.Model):
    """The small copy of what search has learned of one state in one language, for the desk: scripts included.

    The worker writes it (`delivery/small_copies.py`). It raises no version: readers compare its digest.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    locale = models.CharField(_("language"), max_length=20, help_text=_("BCP 47 tag, such as es-MX."))
    content = models.BinaryField(_("content"), help_text=_("Compressed with brotli."))
    digest = models.CharField(_("digest"), max_length=64, help_text=_("SHA-256 of the content, not compressed."))
    made_from = models.CharField(
        _("made from"), max_length=64, help_text=_("SHA-256 of the models, items and examples.")
    )
    made_at = models.DateTimeField(_("made"), auto_now=True)

    class Meta:
        verbose_name = _("small copy of search")
        verbose_name_plural = _("small copies of search")
        constraints = [models.UniqueConstraint(fields=["tenant", "locale"], name="small_copy_once")]

    def __str__(self) -> str:
        return f"{self.locale} {self.digest[:12]}"
