"""How far a tenant's content has come."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant


class TenantVersion(models.Model):
    """The version of a tenant's published content and settings.

    It is raised within each publishing transaction, whose lock on this row puts a tenant's changes in one order: who
    sees version 7 sees all that changed up to it.
    """

    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE, primary_key=True, related_name="+")
    version = models.BigIntegerField(_("version"), default=0)
    settings_version = models.BigIntegerField(
        _("version of the settings"), default=0, help_text=_("The version that last changed the state itself.")
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")

    def __str__(self) -> str:
        return str(self.version)
