"""Who may call the API: clients and their keys."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .tenant import Tenant


class KeyKind(models.TextChoices):
    """Where a key lives: in a browser or app that anyone can open, or on a server."""

    PUBLISHABLE = "pk", _("Publishable (browser, app)")
    SECRET = "sk", _("Secret (server)")


class Environment(models.TextChoices):
    """What a client's keys are for: trying things out, or serving people."""

    SANDBOX = "sandbox", _("Sandbox (development)")
    PRODUCTION = "production", _("Production")


class Scope(models.TextChoices):
    """What a key may do. Content is the least a key can have."""

    CONTENT = "content", _("Read content")
    SCRIPTS = "scripts", _("Read operators' scripts")
    EXAMPLES = "examples", _("Read what people say, from which search learns")
    INQUIRIES = "inquiries", _("Record inquiries")
    CHAT = "chat", _("Let people write to operators")
    CHANGES = "changes", _("Follow changes")


OFFERED_SCOPES = (Scope.CONTENT, Scope.SCRIPTS, Scope.EXAMPLES, Scope.INQUIRIES, Scope.CHAT)
"""Scopes with an effect today. The others keep their names for keys that have them, and are no longer offered."""


class ApiClient(models.Model):
    """A site, app, call center or partner that reads the API, for one or more states."""

    name = models.CharField(_("name"), max_length=120)
    owner = models.ForeignKey(
        Tenant,
        verbose_name=_("state"),
        on_delete=models.PROTECT,
        related_name="api_clients",
        help_text=_("Whose editors manage this client."),
    )
    tenants = models.ManyToManyField(Tenant, verbose_name=_("states it may read"), related_name="+")
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope.choices), verbose_name=_("scopes"))
    origins = ArrayField(
        models.CharField(max_length=253),
        verbose_name=_("allowed origins"),
        default=list,
        blank=True,
        help_text=_("Such as https://justicia.tabasco.gob.mx. Publishable keys only; none: any origin."),
    )
    environment = models.CharField(
        _("environment"),
        max_length=10,
        choices=Environment.choices,
        default=Environment.PRODUCTION,
        help_text=_("Only keys of a sandbox may ask the schema about itself and get suggestions in errors."),
    )
    budget_per_minute = models.PositiveIntegerField(
        _("budget per minute"), default=60_000, help_text=_("In points of cost, for each key; 0: no limit.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        "tenants.User", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("API client")
        verbose_name_plural = _("API clients")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Filters on keys."""

    def usable(self) -> Self:
        """Neither revoked nor expired, of an active client."""
        now = timezone.now()
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None, client__is_active=True)


class ApiKey(models.Model):
    """One key of a client. Only its SHA-256 digest is kept; two may be active while one replaces the other."""

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="keys")
    kind = models.CharField(_("kind"), max_length=2, choices=KeyKind.choices)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(_("begins with"), max_length=14, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        "tenants.User", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    is_bound = models.BooleanField(
        _("only trusted documents"),
        default=False,
        help_text=_("The key runs only the documents uploaded for its client, and refuses all other queries."),
    )
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)
    last_used_on = models.DateField(_("last used"), null=True, blank=True, editable=False)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.hint}…"

    @property
    def is_usable(self) -> bool:
        """Whether the key itself is neither revoked nor expired (its client may still be inactive)."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > timezone.now())
