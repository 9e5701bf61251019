"""The library and the 32 states, as the reference files have them."""

from __future__ import annotations

from collections.abc import Iterator

from content_models.starter.records import Language, Reference, State
from publishing.services.launch_state import SPANISH, LanguageFacts, PhoneFacts, StateFacts
from tenants.models import LIBRARY_ID, Tenant, TenantPhone

PHONES = (
    PhoneFacts(TenantPhone.Purpose.EMERGENCY, "Emergencias", "911"),
    PhoneFacts(TenantPhone.Purpose.HELP_LINE, "Locatel", "55 5658 1111"),
    PhoneFacts(TenantPhone.Purpose.HELP_LINE, "Locatel", "*0311"),
    PhoneFacts(TenantPhone.Purpose.WOMEN, "Línea de las Mujeres", "079 opción 1"),
    PhoneFacts(TenantPhone.Purpose.REPORT, "Denuncia anónima", "089"),
)
"""National numbers, all of them in `institutions.json`; each state starts with them."""


def tenants_to_prepare(reference: Reference) -> list[StateFacts]:
    """The tenants that have no trees yet, the library first."""
    prepared = set(Tenant.objects.filter(root_page__isnull=False).values_list("code", flat=True))
    return [facts for facts in _all(reference) if facts.code not in prepared]


def _all(reference: Reference) -> Iterator[StateFacts]:
    library = Tenant.objects.get(pk=LIBRARY_ID)
    yield StateFacts(
        code=library.code,
        name=library.name,
        official_name=library.official_name,
        slug=library.slug,
        time_zone=library.time_zone,
        phones=PHONES,
        is_launched=True,
    )
    yield from map(_state, reference.states)


def _state(state: State) -> StateFacts:
    return StateFacts(
        code=state.code,
        name=state.name,
        official_name=state.official_name,
        slug=state.slug,
        time_zone=state.time_zone,
        inegi_code=state.inegi_code,
        capital=state.capital,
        languages=(SPANISH, *map(_language, state.languages)),
        phones=PHONES,
        is_launched=state.served_2017,
    )


def _language(language: Language) -> LanguageFacts:
    return LanguageFacts(
        code=language.code.lower(),
        name=language.name,
        iso639_3=language.iso639_3 or "",
        tag_scope=language.tag_scope,
        source=language.source,
        is_verified=language.verified,
    )
