"""What search has learned from examples."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant


class SearchModel(models.Model):
    """What search has learned from the examples of one tenant in one language.

    The library's is of all national examples; a state's only of the items to which it adds some. An empty artifact says
    that there is nothing to be learned any more: the row stays, so that processes that missed the notification read it.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    locale = models.CharField(_("language"), max_length=20, help_text=_("BCP 47 tag, such as es-MX."))
    artifact = models.BinaryField(_("artifact"))
    digest = models.CharField(_("digest"), max_length=64, help_text=_("SHA-256 of the artifact."))
    learned_from = models.CharField(_("learned from"), max_length=64, help_text=_("SHA-256 of the examples."))
    version = models.BigIntegerField(_("version"), help_text=_("The tenant's version that this row last changed with."))
    trained_at = models.DateTimeField(_("trained"))

    class Meta:
        verbose_name = _("search model")
        verbose_name_plural = _("search models")
        constraints = [models.UniqueConstraint(fields=["tenant", "locale"], name="search_model_once")]
        indexes = [models.Index(fields=["tenant", "version"], name="search_model_since")]

    def __str__(self) -> str:
        return f"{self.locale} {self.digest[:12]}"
