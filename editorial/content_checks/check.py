"""Running all rules over the stored content."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from content_models.models import ContentPage
from content_models.surroundings import specific_pages
from content_models.trees import tenant_of
from delivery import state_view
from publishing.selection import published_pages, selected_tenants
from tenants.models import LIBRARY_ID, Tenant, TenantStatus
from tenants.scope import tenant_scope
from tenants.viewer import Viewer, ViewerKind

from . import glossary, holidays, offices, pages, phones, referrals, scripts, verification, wording
from .finding import Finding, PageRule, ViewRule

PAGE_RULES: Sequence[PageRule] = (
    pages.becomes_a_document,
    offices.is_confirmed,
    offices.has_a_day_of_confirmation,
    offices.can_be,
    wording.has_no_developers_words,
    phones.dials_what_it_shows,
    glossary.choices_are_of_what_there_is,
    glossary.ambiguous_forms_are_forms,
    verification.has_a_name_and_a_day,
)
VIEW_RULES: Sequence[ViewRule] = (
    phones.state_dials_what_it_shows,
    referrals.reaches_an_office,
    referrals.hands_over,
    scripts.find_their_way,
    holidays.schedules_can_be_evaluated,
    holidays.have_an_office,
    holidays.have_a_source,
    holidays.are_known,
)

Advance = Callable[[], None]


def check_content(
    *, codes: Collection[str] = (), steps: Callable[[int], Advance] = lambda _count: lambda: None
) -> list[Finding]:
    """Run every rule over the published content. Changes nothing.

    Args:
        codes: of the tenants to check, such as `TAB` or `NAC`; none means all of them.
        steps: called with the number of steps; what it returns is called after each.
    Returns:
        What was found: pages in the order of the trees, then what the states serve, by state.
    """
    tenants = {tenant.pk: tenant for tenant in selected_tenants(codes).order_by("code")}
    states = [
        tenant for tenant in tenants.values() if tenant.pk != LIBRARY_ID and tenant.status != TenantStatus.SUSPENDED
    ]
    with tenant_scope(tenants):
        live = published_pages(codes)
        advance = steps(live.count() + len(states))
        found = list(_of_pages(specific_pages(live), advance))
    for state in states:
        found += _of_state(state)
        advance()
    return found


def _of_pages(live: Iterator[ContentPage], advance: Advance) -> Iterator[Finding]:
    for page in live:
        tenant = tenant_of(page) if isinstance(page, ContentPage) else None
        if tenant is not None:
            for rule in PAGE_RULES:
                yield from rule(page, tenant)
        advance()


def _of_state(state: Tenant) -> Iterator[Finding]:
    viewer = Viewer(kind=ViewerKind.USER, tenants={state.code: state.pk}, name="content check")
    first = state_view.for_viewer(viewer, state.code)
    for locale in first.locales:
        view = first if locale == first.locale else state_view.for_viewer(viewer, state.code, locale)
        for rule in VIEW_RULES:
            yield from rule(view)
