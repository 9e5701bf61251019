"""The people who sign in."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tenants.plain_text import validate_plain_text

from .tenant import LIBRARY_ID


class StaffRole(models.TextChoices):
    """What somebody does for their state, or for the library; `tenants.admin_access.acts` says what each may do."""

    COORDINATOR = "coordinator", _("Coordinator")
    PUBLISHER = "publisher", _("Publisher")
    EDITOR = "editor", _("Editor")
    TRANSLATOR = "translator", _("Translator")
    OPERATOR = "operator", _("Operator")
    SUPERVISOR = "supervisor", _("Supervisor")
    TRAINEE = "trainee", _("Trainee")


ROLES_OF_LIBRARY = (StaffRole.PUBLISHER, StaffRole.EDITOR, StaffRole.TRANSLATOR)


class User(AbstractUser):  # type: ignore[django-manager-missing]  # Wagtail's foreign keys to it are untyped
    """Somebody who signs in; `tenant` is the state (or the library) they work for, `role` what they do there."""

    first_name = models.CharField(_("first name"), max_length=150, blank=True, validators=[validate_plain_text])
    last_name = models.CharField(_("last name"), max_length=150, blank=True, validators=[validate_plain_text])
    tenant = models.ForeignKey(
        "tenants.Tenant",
        verbose_name=_("state"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="users",
        help_text=_("Only administrators of the whole service have none."),
    )
    role = models.CharField(
        _("role"),
        max_length=11,
        choices=StaffRole.choices,
        blank=True,
        help_text=_("What they do for their state. Whoever works for no state has none."),
    )
    invited_at = models.DateTimeField(null=True, editable=False)
    wants_review_digest = models.BooleanField(
        _("e-mail about reviews"),
        default=False,
        help_text=_("Once a day, while there are texts to review: what they are and which are overdue."),
    )

    second_factor_stamp = models.CharField(max_length=22, blank=True, default="", editable=False)
    """Changes when a device is taken away, so that no session's proof outlives it; empty without a second factor."""

    proved_at: int | None = None
    """When the session that asks proved the second factor last, as seconds (`tenants.second_factor.state`)."""

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(
                name="user_has_a_role_of_its_tenant",
                condition=Q(tenant=None, role="")
                | Q(tenant__isnull=False, tenant=LIBRARY_ID, role__in=ROLES_OF_LIBRARY)
                | (Q(tenant__isnull=False, role__in=StaffRole.values) & ~Q(tenant=LIBRARY_ID)),
                violation_error_message=_("Choose a state, and a role that there is in it."),
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                condition=~Q(email=""),
                violation_error_message=_("Somebody with this e-mail address already has an account."),
            ),
        ]

    @property
    def display_name(self) -> str:
        """What they are called on screens: their full name, or the name they sign in with while they have none."""
        return self.get_full_name() or self.get_username()

    @property
    def is_invited(self) -> bool:
        """Whether they have an invitation, and have not chosen a password yet."""
        return self.is_active and self.last_login is None and not self.has_usable_password()

    @property
    def invitation_expires_at(self) -> datetime:
        """Until when the link of the last invitation works."""
        return (self.invited_at or self.date_joined) + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
