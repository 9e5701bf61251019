"""Changing a state: its name, phones, languages, appearance and status; readers notice at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Site

from content_models.documents.media import image
from content_models.errors import DocumentIncomplete
from media.models import CustomImage, StateTheme
from publishing.errors import TenantInvalid
from publishing.models import ContentItem, OutboxAction, OutboxEntry
from publishing.review.locks import lock_reviews
from publishing.store import refresh
from publishing.versions import raise_version
from tenants import identity_cache
from tenants.audit import append
from tenants.hostnames import LOCAL, MOST_HOSTS, checked_host
from tenants.models import LIBRARY_ID, Hostname, Tenant, TenantLanguage, TenantPhone, User
from tenants.plain_text import folded
from tenants.scope import tenant_scope

CHANGEABLE = frozenset({"name", "official_name", "capital", "time_zone", "status"})
"""Fields of a tenant that may change; its code, slug and trees stay what they are."""

NAMES = ("name", "official_name")
HTTP, HTTPS = 80, 443
SETTINGS_CHANGED = "tenants.settings.change"


@transaction.atomic
def change_tenant(
    *,
    tenant: Tenant,
    phones: Sequence[TenantPhone] | None = None,
    languages: Sequence[TenantLanguage] | None = None,
    hosts: Sequence[str] | None = None,
    theme: Mapping[str, Any] | None = None,
    by: User | None = None,
    **fields: Any,
) -> Tenant:
    """Change a tenant; what is left out stays as it is.

    Args:
        phones, languages: all of them, unsaved, in their order; they take the place of those there are.
        hosts: all of them; the first is where links lead.
        theme: `primary_color`, `secondary_color`, `logo`.
        by: who; None for the service itself.
        fields: those of `CHANGEABLE`.
    Raises:
        TenantInvalid: a value breaks a rule; the sentence says which. Nothing has changed.
        TypeError: a field that cannot change.
    """
    unknown = set(fields) - CHANGEABLE
    if unknown:
        raise TypeError(f"These fields of a tenant cannot be changed: {', '.join(sorted(unknown))}.")
    lock_reviews(tenant.pk)
    tenant = Tenant.objects.select_for_update(of=("self",), no_key=True).get(pk=tenant.pk)
    given = {"phones": phones, "languages": languages, "hosts": hosts, "theme": theme}
    names = [*fields, *(name for name, value in given.items() if value is not None)]
    before = settings_of(tenant, names)
    try:
        _change_fields(tenant, fields)
        if phones is not None:
            _replace(TenantPhone, tenant, phones)
        if languages is not None:
            _replace(TenantLanguage, tenant, languages)
        if hosts is not None:
            _replace_hosts(tenant, hosts, by)
        if theme is not None:
            _change_theme(tenant, theme)
    except ValidationError as error:
        raise TenantInvalid(sentence=" ".join(error.messages)) from error
    after = settings_of(Tenant.objects.get(pk=tenant.pk), names)
    changed = {name: [before[name], after[name]] for name in names if before[name] != after[name]}
    if changed:
        settings_changed(tenant=tenant, documents_too="time_zone" in changed)
        append(tenant, SETTINGS_CHANGED, tenant_id=tenant.pk, by=by, details={"changed": changed})
    return tenant


def settings_of(tenant: Tenant, names: Iterable[str]) -> dict[str, Any]:
    """Return some settings as plain values, which can be compared and logged.

    Args:
        names: those of `change_tenant`: `hosts`, `phones`, `languages`, `theme`, or a field of the tenant.
    """
    return {name: READ[name](tenant) if name in READ else getattr(tenant, name) for name in names}


def _languages(tenant: Tenant) -> list[str]:
    return list(tenant.languages.filter(is_served=True).values_list("code", flat=True))


def _phones(tenant: Tenant) -> list[str]:
    return [f"{phone.purpose}: {phone.label} {phone.display} ({phone.dial})" for phone in tenant.phones.all()]


def _theme(tenant: Tenant) -> list[str]:
    theme = StateTheme.objects.filter(tenant=tenant).first() or StateTheme(tenant=tenant)
    logo = (theme.published_logo or {}).get("url")
    return [theme.primary_color, theme.secondary_color, *([] if logo is None else [logo])]


def _hosts(tenant: Tenant) -> list[str]:
    return list(tenant.hostnames.order_by("pk").values_list("host", flat=True))


READ: Mapping[str, Callable[[Tenant], list[str]]] = {
    "hosts": _hosts,
    "languages": _languages,
    "phones": _phones,
    "theme": _theme,
}
"""How the settings are read that are no fields of the tenant."""


@transaction.atomic
def settings_changed(*, tenant: Tenant, documents_too: bool = False) -> int:
    """Raise a tenant's version after a change of its settings (by a form of the admin, say); return the new version.

    Args:
        documents_too: what documents say may have changed as well (offices without a time zone have the state's).
    """
    lock_reviews(tenant.pk)
    with tenant_scope([LIBRARY_ID, tenant.pk]):
        version = raise_version(tenant.pk, settings=True)
        OutboxEntry.objects.create(
            tenant=tenant, version=version, action=OutboxAction.TENANT_CHANGED, details={"status": tenant.status}
        )
        if documents_too:
            stored = ContentItem.objects.for_tenant(tenant.pk).live()
            refresh(list(stored.values_list("page_id", flat=True)))
    identity_cache.notify_changed()
    return version


def _change_fields(tenant: Tenant, fields: Mapping[str, Any]) -> None:
    names = [fields[name] for name in NAMES if name in fields and fields[name] != getattr(tenant, name)]
    for name, value in fields.items():
        setattr(tenant, name, value)
    if fields:
        tenant.full_clean()
        _check_not_anothers(tenant, names)
        tenant.save(update_fields=list(fields))


def _check_not_anothers(tenant: Tenant, names: Sequence[str]) -> None:
    """Refuse names that look like the name or the official name of another tenant."""
    others = Tenant.objects.exclude(pk=tenant.pk).values_list(*NAMES)
    taken = {folded(name) for of_other in others for name in of_other}
    if not taken.isdisjoint(map(folded, names)):
        raise ValidationError(_("Another state has this name."))


def _replace(
    model: type[TenantPhone] | type[TenantLanguage], tenant: Tenant, rows: Sequence[TenantPhone | TenantLanguage]
) -> None:
    model._default_manager.filter(tenant=tenant).delete()
    for position, row in enumerate(rows):
        row.pk, row.tenant, row.position = None, tenant, position
        row.full_clean()
        row.save(force_insert=True)


def _replace_hosts(tenant: Tenant, hosts: Sequence[str], by: User | None) -> None:
    wanted = list(dict.fromkeys(map(checked_host, hosts)))
    _check_may_choose(wanted, _hosts(tenant), by)
    if not wanted:
        raise ValidationError(_("Write at least one address: without one nobody finds the site."))
    if len(wanted) > MOST_HOSTS:
        raise ValidationError(_("Write at most %(count)d addresses.") % {"count": MOST_HOSTS})
    others = Hostname.objects.filter(host__in=wanted).exclude(tenant=tenant).values_list("host", flat=True)
    sites = Site.objects.filter(hostname__in=wanted).exclude(pk=tenant.site_id).values_list("hostname", flat=True)
    for host in [*others, *sites, *_near_others(tenant, wanted)]:
        raise ValidationError(_("“%(host)s” leads to another site already. Write another address.") % {"host": host})
    Hostname.objects.filter(tenant=tenant).delete()
    for host in wanted:
        Hostname.objects.create(tenant=tenant, host=host)
    if tenant.site is not None:
        tenant.site.hostname = wanted[0]
        tenant.site.port = HTTPS if not wanted[0].endswith(LOCAL) else urlsplit(settings.PUBLIC_URL).port or HTTP
        tenant.site.save(update_fields=["hostname", "port"])


def _near_others(tenant: Tenant, hosts: Sequence[str]) -> Iterator[str]:
    """Yield the hosts above or below another state's, and those that have its name between their dots."""
    others = list(Hostname.objects.exclude(tenant=tenant).values_list("host", flat=True))
    names = set(Tenant.objects.exclude(pk=tenant.pk).values_list("slug", flat=True))
    for host in hosts:
        is_related = any(host.endswith(f".{other}") or other.endswith(f".{host}") for other in others)
        if is_related or not names.isdisjoint(host.split(".")):
            yield host


def _check_may_choose(hosts: Sequence[str], present: Collection[str], by: User | None) -> None:
    """Let administrators alone choose hosts outside of Mexico, and those in other letters, which look like others."""
    if by is None or by.is_superuser:
        return
    for host in hosts:
        if host not in present and (not host.endswith(".mx") or "xn--" in host):
            sentence = _(
                "“%(host)s” does not end in .mx, or has other letters: ask a national administrator to add it."
            )
            raise ValidationError(sentence % {"host": host})


def _change_theme(tenant: Tenant, values: Mapping[str, Any]) -> None:
    theme, _made = StateTheme.objects.get_or_create(tenant=tenant)
    for name, value in values.items():
        setattr(theme, name, value)
    theme.full_clean()
    theme.published_logo = published_logo(theme.logo)
    theme.save()


def published_logo(logo: CustomImage | None) -> dict[str, Any] | None:
    """Return what readers get of a logo: its largest rendition, since originals are served to nobody.

    Raises:
        ValidationError: its file is gone.
    """
    if logo is None:
        return None
    try:
        made = image(logo, "logo")
    except DocumentIncomplete as error:
        raise ValidationError(error.message) from error
    return {"url": made["url"], "width": made["width"], "height": made["height"], "alt": made["alt"]}
