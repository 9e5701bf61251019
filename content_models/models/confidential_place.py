"""Where confidential offices are, encrypted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.keyring import EncryptedTextField, Purpose


class ConfidentialPlace(models.Model):
    """The place of an office that is confidential, in all its languages.

    An office that has a row is confidential, whatever its pages and revisions say, and its place is kept here only. It
    has no row-level policy: where nobody sees a row, nothing would be confidential. The key and the day say nothing
    that a reader is not told, and the place is encrypted.
    """

    key = models.UUIDField(_("key"), primary_key=True, help_text=_("The translation key of the office’s pages."))
    place = EncryptedTextField(_("place"), purpose=Purpose.CONFIDENTIAL_PLACE)
    marked_at = models.DateTimeField(_("marked"), auto_now_add=True)

    class Meta:
        verbose_name = _("confidential place")
        verbose_name_plural = _("confidential places")

    def __str__(self) -> str:
        return str(self.key)
