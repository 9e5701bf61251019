"""The people who sign in."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):  # type: ignore[django-manager-missing]  # Wagtail's foreign keys to it are untyped
    """An editor, publisher, operator or administrator; `tenant` is the state (or the library) they work for."""

    tenant = models.ForeignKey(
        "tenants.Tenant",
        verbose_name=_("state"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="users",
        help_text=_("Only administrators of the whole service have none."),
    )
    wants_review_digest = models.BooleanField(
        _("e-mail about reviews"),
        default=False,
        help_text=_("Once a day, while there are texts to review: what they are and which are overdue."),
    )

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
