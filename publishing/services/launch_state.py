"""Making a tenant with all it owns, and letting it serve citizens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext
from wagtail.models import Collection, Site

from media.models import StateTheme
from publishing.errors import TenantInvalid
from publishing.services.change_tenant import change_tenant, settings_changed
from publishing.tenant_groups import grant_rights, make_groups, make_workflow
from publishing.tenant_trees import DEFAULT_LANGUAGE, plant_trees
from tenants import identity_cache
from tenants.audit import append
from tenants.models import LIBRARY_ID, Hostname, Tenant, TenantLanguage, TenantPhone, TenantStatus, User

LOCAL_PORT = 8000
LAUNCHED = "tenants.state.launch"
SUSPENDED = "tenants.state.suspend"


@dataclass(frozen=True)
class LanguageFacts:
    """A language of a state; `code` is its tag in lower case. Served ones come first, in the order of fallback."""

    code: str
    name: str
    iso639_3: str = ""
    tag_scope: str = ""
    source: str = ""
    is_verified: bool = False
    is_served: bool = False


@dataclass(frozen=True)
class PhoneFacts:
    """A number shown on every page of a state; `purpose` is one of `TenantPhone.Purpose`."""

    purpose: str
    label: str
    display: str


SPANISH = LanguageFacts(
    code=DEFAULT_LANGUAGE,
    name="Español (México)",
    iso639_3="spa",
    tag_scope="individual",
    is_verified=True,
    is_served=True,
)
EMERGENCY = PhoneFacts(purpose=TenantPhone.Purpose.EMERGENCY, label="Emergencias", display="911")


@dataclass(frozen=True)
class StateFacts:
    """The facts of a tenant before it exists. `code` NAC is the national library."""

    code: str
    name: str
    official_name: str
    slug: str
    time_zone: str
    inegi_code: str = ""
    capital: str = ""
    languages: tuple[LanguageFacts, ...] = (SPANISH,)
    phones: tuple[PhoneFacts, ...] = (EMERGENCY,)
    is_launched: bool = False


@transaction.atomic
def prepare_tenant(*, facts: StateFacts, port: int = LOCAL_PORT) -> Tenant:
    """Make a tenant with its languages, phones, trees of drafts, site, host, collection, groups, workflow and theme.

    Run again, it adds what is missing and changes nothing that is there. It writes nothing of the published store:
    drafts never enter it. The library comes first, since the states may choose from its collection.

    Args:
        port: where `http://<slug>.localhost:<port>` is served.
    Raises:
        ValueError: a state before the library has been prepared.
        ValidationError: the facts break a rule, such as an unknown time zone.
    """
    tenant = _tenant(facts)
    _add_languages(tenant, facts.languages)
    _add_phones(tenant, facts.phones)
    _add_collection(tenant)
    library_collection = tenant.collection if tenant.is_library else Tenant.objects.get(pk=LIBRARY_ID).collection
    if library_collection is None:
        raise ValueError("Prepare the library before the states: they may choose from its collection.")
    homes = plant_trees(tenant)
    make_groups(tenant)
    _add_site(tenant, port)
    tenant.full_clean()
    tenant.save()
    grant_rights(tenant, homes, library_collection=library_collection)
    make_workflow(tenant, homes)
    StateTheme.objects.get_or_create(tenant=tenant)
    identity_cache.notify_changed()
    return tenant


@transaction.atomic
def launch_state(*, code: str, by: User | None = None) -> Tenant:
    """Let a prepared state serve citizens; one already launched stays as it is.

    No published item is written: the state serves the library's until it publishes. Processes are notified.

    Args:
        by: who; None for the service itself.
    Raises:
        Tenant.DoesNotExist: no state has this code.
        ValueError: the state has not been prepared.
    """
    tenant = Tenant.objects.states().select_for_update(of=("self",), no_key=True).get(code=code)
    if tenant.root_page_id is None:
        raise ValueError(f"{code} has no trees yet: prepare it first.")
    if tenant.status != TenantStatus.LAUNCHED:
        tenant.status = TenantStatus.LAUNCHED
        tenant.save(update_fields=["status"])
        settings_changed(tenant=tenant)
        append(tenant, LAUNCHED, tenant_id=tenant.pk, by=by)
    return tenant


@transaction.atomic
def suspend_state(*, code: str, by: User | None = None) -> Tenant:
    """Let a state serve nobody until it is launched again; its people go on editing. Processes are notified.

    Args:
        by: who; None for the service itself.
    Raises:
        Tenant.DoesNotExist: no state has this code.
    """
    tenant = Tenant.objects.states().select_for_update(of=("self",), no_key=True).get(code=code)
    if tenant.status == TenantStatus.LAUNCHED:
        tenant.status = TenantStatus.SUSPENDED
        tenant.save(update_fields=["status"])
        settings_changed(tenant=tenant)
        append(tenant, SUSPENDED, tenant_id=tenant.pk, by=by)
    return tenant


@transaction.atomic
def serve_languages(*, tenant: Tenant, codes: Sequence[str], by: User | None = None) -> Tenant:
    """Serve a prepared state's content in these of its languages, and make the trees of drafts that they lack.

    What is written in a language that is left out stays, and is served again with it.

    Args:
        codes: in lower case, in the order of fallback; Spanish is the first, as everything is written in it.
        by: who; None for the service itself.
    Raises:
        TenantInvalid: Spanish is not the first, or one is no language of the state.
    """
    rows = {row.code: row for row in tenant.languages.all()}
    unknown = [code for code in codes if code not in rows]
    if unknown or not codes or codes[0] != DEFAULT_LANGUAGE:
        raise TenantInvalid(sentence=gettext("Spanish comes first; the others must be languages of the state."))
    for code, row in rows.items():
        row.is_served = code in codes
    others = [row for code, row in rows.items() if code not in codes]
    tenant = change_tenant(tenant=tenant, languages=[*(rows[code] for code in codes), *others], by=by)
    homes = plant_trees(tenant)
    library = Tenant.objects.select_related("collection").get(pk=LIBRARY_ID)
    assert library.collection is not None  # the library is prepared before any state
    grant_rights(tenant, homes, library_collection=library.collection)
    make_workflow(tenant, homes)
    return tenant


def point_sites_at(*, port: int) -> int:
    """Let the local sites (`*.localhost`) say the port they are served on; return how many changed."""
    return Site.objects.filter(hostname__endswith=".localhost").exclude(port=port).update(port=port)


def _tenant(facts: StateFacts) -> Tenant:
    existing = Tenant.objects.select_for_update(of=("self",)).filter(code=facts.code).first()
    if existing is not None:
        if existing.is_library and existing.root_page_id is None:
            existing.status = TenantStatus.LAUNCHED if facts.is_launched else TenantStatus.DRAFT
        return existing
    tenant = Tenant(
        code=facts.code,
        inegi_code=facts.inegi_code,
        name=facts.name,
        official_name=facts.official_name,
        slug=facts.slug,
        capital=facts.capital,
        time_zone=facts.time_zone,
        status=TenantStatus.LAUNCHED if facts.is_launched else TenantStatus.DRAFT,
    )
    tenant.full_clean()
    tenant.save()
    return tenant


def _add_languages(tenant: Tenant, languages: tuple[LanguageFacts, ...]) -> None:
    codes = {code.lower() for code in tenant.languages.values_list("code", flat=True)}
    TenantLanguage.objects.bulk_create(
        TenantLanguage(
            tenant=tenant,
            code=language.code.lower(),
            name=language.name,
            iso639_3=language.iso639_3,
            tag_scope=language.tag_scope,
            source=language.source,
            is_verified=language.is_verified,
            is_served=language.is_served,
            position=position,
        )
        for position, language in enumerate(languages)
        if language.code.lower() not in codes
    )


def _add_phones(tenant: Tenant, phones: tuple[PhoneFacts, ...]) -> None:
    if tenant.root_page_id is not None:
        # Once prepared, its editors maintain its phones: one that they removed is not added again.
        return
    existing = set(tenant.phones.values_list("purpose", "dial"))
    for position, facts in enumerate(phones):
        phone = TenantPhone(
            tenant=tenant, purpose=facts.purpose, label=facts.label, display=facts.display, position=position
        )
        phone.derive_dial()
        if (phone.purpose, phone.dial) not in existing:
            phone.save(force_insert=True)


def _add_collection(tenant: Tenant) -> None:
    if tenant.collection is None:
        tenant.collection = Collection.get_first_root_node().add_child(name=tenant.name)


def _add_site(tenant: Tenant, port: int) -> None:
    host = f"{tenant.slug}.localhost"
    if tenant.site is None:
        tenant.site = Site.objects.create(
            hostname=host, port=port, site_name=tenant.name, root_page=tenant.root_page, is_default_site=False
        )
        if not tenant.is_library:
            Hostname.objects.get_or_create(host=host, defaults={"tenant": tenant})
