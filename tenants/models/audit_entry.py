"""The audit log: who did what with people, keys, settings and confidential places. Entries are added, never changed."""

from __future__ import annotations

from django.db import models
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from .tenant import Tenant
from .user import User


class AuditEntry(models.Model):
    """One act. The database sets `number`, `at`, `previous` and `digest` as it commits, whatever the application gave.

    Names stand beside the ids, so that an entry says the same when its person or object is renamed or gone.

    Attributes:
        person: who did it; None: the service itself (a command, the worker).
        previous: the digest of the tenant's entry before, empty for the first.
        digest: SHA-256 of `previous` and of all else that the entry says.
    """

    tenant = models.ForeignKey(Tenant, verbose_name=_("state"), on_delete=models.PROTECT, related_name="+")
    number = models.BigIntegerField(_("number"), null=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    action = models.CharField(_("what"), max_length=60)
    person = models.ForeignKey(
        User, verbose_name=_("who"), null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    person_name = models.CharField(max_length=254, blank=True)
    subject_type = models.CharField(max_length=100, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    subject = models.CharField(_("on what"), max_length=254, blank=True)
    details = models.JSONField(default=dict)
    previous = models.BinaryField(default=b"")
    digest = models.BinaryField(default=b"")

    class Meta:
        verbose_name = _("entry of the audit log")
        verbose_name_plural = _("entries of the audit log")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="audit_entry_number_once"),
            models.CheckConstraint(
                condition=Exact(
                    models.Func("details", function="jsonb_typeof", output_field=models.TextField()), "object"
                ),
                name="audit_details_object",
            ),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.tenant_id}:{self.number}"


class AuditChain(models.Model):
    """The end of each tenant's entries. The database writes it, and its row is the lock on the chain."""

    tenant = models.OneToOneField(Tenant, primary_key=True, on_delete=models.PROTECT, related_name="+")
    number = models.BigIntegerField()
    digest = models.BinaryField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.tenant_id}:{self.number}"
