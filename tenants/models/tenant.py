"""A tenant: one of the 32 federative entities, or the national library."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache
from typing import Self
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tenants.phones import COUNTRY_CALLING_CODE, EMERGENCY_NUMBER, read_phone
from tenants.plain_text import validate_plain_text

LIBRARY_CODE = "NAC"
LIBRARY_ID = 1
"""The library's primary key is fixed, so that row-level policies can name it without a look-up."""


class TenantStatus(models.TextChoices):
    """Whether a tenant serves citizens."""

    DRAFT = "draft", _("In preparation")
    LAUNCHED = "launched", _("Launched")
    SUSPENDED = "suspended", _("Suspended")


class Adoption(models.TextChoices):
    """When a state serves what the national library publishes."""

    IMMEDIATE = "immediate", _("At once")
    REVIEWED = "reviewed", _("After its own review")


class TenantQuerySet(models.QuerySet["Tenant"]):
    """Filters on tenants."""

    def states(self) -> Self:
        """The federative entities, without the library."""
        return self.exclude(pk=LIBRARY_ID)

    def launched(self) -> Self:
        """Those that serve citizens."""
        return self.filter(status=TenantStatus.LAUNCHED)

    def with_codes(self, codes: Iterable[str]) -> Self:
        """Those with one of the given codes."""
        return self.filter(code__in=codes)


def validate_time_zone(name: str) -> None:
    """Refuse a name that is not in the IANA time zone database."""
    if name not in _time_zones():
        text = _("“%(name)s” is not the name of a time zone. Write one such as America/Mexico_City.")
        raise ValidationError(text, code="time_zone", params={"name": name})


@cache
def _time_zones() -> frozenset[str]:
    """All names, as reading the database from its files takes longer than the rest of saving a tenant."""
    return frozenset(available_timezones())


class Tenant(models.Model):
    """One federative entity, or the national library."""

    code = models.CharField(
        _("code"),
        max_length=3,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{3}$")],
        help_text=_("Last part of ISO 3166-2:MX, such as TAB or CMX; NAC is the national library."),
    )
    inegi_code = models.CharField(
        _("INEGI code"), max_length=2, blank=True, help_text=_("Two digits, such as 27. The library has none.")
    )
    name = models.CharField(
        _("name"), max_length=80, validators=[validate_plain_text], help_text=_("As people say it: “Tabasco”.")
    )
    official_name = models.CharField(_("official name"), max_length=120, validators=[validate_plain_text])
    slug = models.SlugField(_("slug"), unique=True)
    capital = models.CharField(_("capital"), max_length=80, blank=True, validators=[validate_plain_text])
    time_zone = models.CharField(_("time zone"), max_length=40, validators=[validate_time_zone])
    status = models.CharField(_("status"), max_length=10, choices=TenantStatus.choices, default=TenantStatus.DRAFT)
    adoption = models.CharField(
        _("adoption of national changes"),
        max_length=10,
        choices=Adoption.choices,
        default=Adoption.IMMEDIATE,
        help_text=_("Urgent legal corrections are served at once in any case."),
    )
    site = models.OneToOneField(
        "wagtailcore.Site", null=True, blank=True, on_delete=models.PROTECT, related_name="tenant", editable=False
    )
    root_page = models.OneToOneField(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tenant_of_root",
        editable=False,
        help_text=_("Root of the tree in the first language; its translations are the roots in the others."),
    )
    collection = models.OneToOneField(
        "wagtailcore.Collection",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tenant",
        editable=False,
    )
    editors = models.OneToOneField(
        "auth.Group", null=True, blank=True, on_delete=models.PROTECT, related_name="edits_tenant", editable=False
    )
    publishers = models.OneToOneField(
        "auth.Group",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="publishes_tenant",
        editable=False,
    )
    translators = models.OneToOneField(
        "auth.Group",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="translates_tenant",
        editable=False,
    )

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = _("state")
        verbose_name_plural = _("states")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="tenant_name_once", violation_error_message=_("Another state has this name.")
            ),
            models.CheckConstraint(
                name="tenant_library_has_its_own_id",
                condition=models.Q(pk=LIBRARY_ID, code=LIBRARY_CODE)
                | (~models.Q(pk=LIBRARY_ID) & ~models.Q(code=LIBRARY_CODE)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_library(self) -> bool:
        """Whether this is the national library."""
        return self.pk == LIBRARY_ID


class TenantLanguage(models.Model):
    """A language of a state. Served ones form the order of fallback; the others have no content yet."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="languages")
    code = models.CharField(_("BCP 47 tag"), max_length=20, help_text=_("In lower case, such as es-mx or yua."))
    name = models.CharField(_("name"), max_length=80)
    iso639_3 = models.CharField("ISO 639-3", max_length=3, blank=True)
    tag_scope = models.CharField(_("what the tag names"), max_length=30, blank=True)
    source = models.TextField(_("source"), blank=True)
    is_verified = models.BooleanField(_("verified"), default=False)
    is_served = models.BooleanField(_("content is served in it"), default=False)
    position = models.PositiveSmallIntegerField(_("order of fallback"), default=0)

    class Meta:
        verbose_name = _("language")
        verbose_name_plural = _("languages")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint("tenant", Lower("code"), name="tenant_language_once"),
        ]

    def __str__(self) -> str:
        return self.name


class TenantPhone(models.Model):
    """An emergency or help number of a state, shown on every page and filled in where a text says `{help_line}`."""

    class Purpose(models.TextChoices):
        EMERGENCY = "emergency", _("Emergency")
        HELP_LINE = "help_line", _("Help line")
        WOMEN = "women", _("Women")
        REPORT = "report", _("Anonymous report")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="phones")
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    label = models.CharField(_("label"), max_length=80)
    display = models.CharField(_("as people read it"), max_length=40)
    is_dialled_by_hand = models.BooleanField(
        _("dial another number"),
        default=False,
        help_text=_("Only for a number in letters, such as “LOCATEL”, which no phone can dial."),
    )
    dial = models.CharField(
        _("as the phone dials it"), max_length=40, blank=True, help_text=_("Derived from the number that people read.")
    )
    e164 = models.CharField("E.164", max_length=16, blank=True, help_text=_("Short numbers such as 911 have none."))
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("phone")
        verbose_name_plural = _("phones")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["tenant", "dial", "purpose"], name="tenant_phone_once")]

    def __str__(self) -> str:
        return self.display

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Derive what is dialled from what people read, before uniqueness is checked; refuse what cannot be dialled."""
        super().clean_fields(exclude)
        if not self.display:  # a form has said so
            return
        for name in ("label", "display"):
            try:
                validate_plain_text(getattr(self, name))
            except ValidationError as error:
                raise ValidationError({name: error}) from error
        if self.is_dialled_by_hand and not any(map(str.isalpha, self.display)):
            sentence = _(
                "A number without letters is dialled as people read it: leave “dial another number” unchecked."
            )
            raise ValidationError({"is_dialled_by_hand": ValidationError(sentence, code="phone_by_hand")})
        name = "dial" if self.is_dialled_by_hand else "display"
        try:
            self.derive_dial()
        except ValidationError as error:
            raise ValidationError({name: error}) from error
        self._check_what_is_dialled(name)

    def _check_what_is_dialled(self, name: str) -> None:
        """Refuse a number of another country, and one that says 911 and dials another."""
        if self.e164 and not self.e164.startswith(f"+{COUNTRY_CALLING_CODE}"):
            sentence = _("Write a number of Mexico: calling another country costs those who call.")
            raise ValidationError({name: ValidationError(sentence, code="phone_abroad")})
        says_emergency = any(EMERGENCY_NUMBER in re.split(r"\D+", text) for text in (self.label, self.display))
        if says_emergency and self.dial != EMERGENCY_NUMBER:
            sentence = _("What says 911 must dial 911: people in danger call it.")
            raise ValidationError({name: ValidationError(sentence, code="phone_emergency")})

    def derive_dial(self) -> None:
        """Set `dial` and `e164` from what people read, or from what is dialled by hand.

        Raises:
            ValidationError: code `phone_invalid`.
        """
        read = read_phone(self.dial if self.is_dialled_by_hand else self.display)
        self.dial, self.e164 = read.dial, read.e164 or ""


class Hostname(models.Model):
    """A host under which a state's portal is served. An unknown host is refused; there is no default site."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="hostnames")
    host = models.CharField(
        _("host"),
        max_length=253,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$")],
        help_text=_("In lower case, without port."),
    )

    class Meta:
        verbose_name = _("host")
        verbose_name_plural = _("hosts")
        ordering = ["host"]

    def __str__(self) -> str:
        return self.host
