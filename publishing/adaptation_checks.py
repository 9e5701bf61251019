"""Checks before an adaptation is published: by what the present transaction reads, never by a process's cache."""

from __future__ import annotations

from collections.abc import Mapping

from content_models.documents.adaptation import operations_of
from content_models.kinds import ItemKind
from content_models.languages import bcp47
from content_models.models import AdaptationPage
from content_models.overlay import Adaptation, LocaleChain, effective
from content_models.shapes.documents import AdaptationFields
from content_models.trees import tenant_of
from tenants.models import LIBRARY_ID, Tenant

from .adaptations import adaptation_in
from .adapting_states import adaptations_of
from .errors import AdaptationTwice, ScriptUnreachable
from .incomplete_scripts import incomplete_by
from .layers import layers
from .served_languages import served_languages


def check_adaptation(page: AdaptationPage) -> None:
    """Refuse an adaptation, as given, that cannot be published.

    Raises:
        AdaptationTwice, ScriptUnreachable.
    """
    tenant = tenant_of(page)
    if tenant is None:
        return
    twin = adaptations_of(tenant=tenant, key=page.adapts_key).filter(locale=page.locale).exclude(pk=page.pk).first()
    if twin is not None:
        raise AdaptationTwice(title=twin.title)
    problems = _problems(tenant, page)
    if problems:
        raise ScriptUnreachable(problems=problems)


def _problems(tenant: Tenant, page: AdaptationPage) -> tuple[str, ...]:
    """What a page leaves incomplete in a script that the library's own script does not; nothing for other texts."""
    layered = layers(tenant.pk, (), [page.adapts_key]).get(page.adapts_key)
    library = None if layered is None else layered.library
    if layered is None or library is None or library.kind != ItemKind.SCRIPT:
        return ()
    languages = served_languages([LIBRARY_ID, tenant.pk])
    locale, own = bcp47(page.locale.language_code), languages[tenant.pk]
    # What is changed in one language holds in all, served or not: which piece is whose is decided once for all.
    chain = LocaleChain(locale if locale in own else own[0], languages[LIBRARY_ID], own)
    changes = _with_draft(layered.adaptations, own, locale, operations_of(page))
    document = library.documents.get(locale) or next(iter(library.documents.values()))
    return incomplete_by(changes, document, lambda one: effective(library, one, chain)).problems


def _with_draft(
    published: Mapping[str, Adaptation], languages: tuple[str, ...], locale: str, draft: AdaptationFields
) -> Adaptation:
    """What a state changes in all its languages, if one of them were published as a draft has it."""
    found = {**published, locale: adaptation_in(draft, locale)}
    order = (*languages, *sorted(set(found) - set(languages)))
    return Adaptation.in_languages([found[tag] for tag in order if tag in found])
