"""Running all rules over the stored content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice

from wagtail.models import Page

from content_models.blocks.identifiers import references_read_once
from content_models.models import ContentPage
from content_models.surroundings import CHUNK, owner_of, specific_pages
from delivery import state_view
from publishing.models import ContentItem
from publishing.selection import published_pages, selected_tenants
from tenants.models import LIBRARY_ID, Tenant, TenantStatus
from tenants.scope import tenant_scope
from tenants.viewer import Viewer, ViewerKind

from . import glossary, holidays, offices, pages, phones, phrases, referrals, scripts, verification, wording
from .finding import DocumentRule, Finding, PageRule, ViewRule

PAGE_RULES: Sequence[PageRule] = (
    pages.becomes_a_document,
    offices.is_confirmed,
    offices.has_a_day_of_confirmation,
    offices.can_be,
    glossary.choices_are_of_what_there_is,
    glossary.ambiguous_forms_are_forms,
    verification.has_a_name_and_a_day,
)
DOCUMENT_RULES: Sequence[DocumentRule] = (
    wording.has_no_developers_words,
    phones.dials_what_it_shows,
)
VIEW_RULES: Sequence[ViewRule] = (
    phones.state_dials_what_it_shows,
    referrals.reaches_an_office,
    referrals.hands_over,
    scripts.find_their_way,
    scripts.have_words,
    scripts.give_a_telephone,
    holidays.schedules_can_be_evaluated,
    holidays.have_an_office,
    holidays.have_a_source,
    holidays.are_known,
    phrases.mean_one_item,
)
LIBRARY_RULES: Sequence[ViewRule] = (phrases.mean_one_item,)
"""Those of `VIEW_RULES` that find something in the library by itself, whichever state serves it."""

Advance = Callable[[], None]


def check_content(
    *, codes: Collection[str] = (), steps: Callable[[int], Advance] = lambda _count: lambda: None
) -> list[Finding]:
    """Run every rule over the published content. Changes nothing.

    Args:
        codes: of the tenants to check, such as `TAB` or `NAC`; none means all of them but those that are suspended.
        steps: called with the number of steps; what it returns is called after each.
    Returns:
        What was found: pages in the order of the trees, then what the states serve, by state.
    """
    tenants = {tenant.pk: tenant for tenant in selected_tenants(codes).order_by("code")}
    states = [
        tenant
        for tenant in tenants.values()
        if tenant.pk != LIBRARY_ID and (codes or tenant.status != TenantStatus.SUSPENDED)
    ]
    with tenant_scope(tenants):
        live = published_pages(codes)
        advance = steps(live.count() + len(states))
        found = list(_of_pages(specific_pages(live), tenants, advance))
    if LIBRARY_ID in tenants:
        views = map(state_view.of_library, state_view.library_locales())
        found += [one for view in views for rule in LIBRARY_RULES for one in rule(view)]
    for state in states:
        found += _of_state(state)
        advance()
    return found


def _of_pages(pages: Iterator[Page], tenants: Mapping[int, Tenant], advance: Advance) -> Iterator[Finding]:
    while some := list(islice(pages, CHUNK)):
        with references_read_once(some):
            found = list(_of_chunk(some, tenants, advance))
        yield from found


def _of_chunk(pages: Collection[Page], tenants: Mapping[int, Tenant], advance: Advance) -> Iterator[Finding]:
    stored = defaultdict(list)
    for item in (
        ContentItem.objects.live().filter(page_id__in=[page.pk for page in pages]).defer("examples", "search_text")
    ):
        stored[item.page_id, item.tenant_id].append(item)
    for page in pages:
        owner = owner_of(page) if isinstance(page, ContentPage) else None
        if owner is not None:
            tenant = tenants[owner.tenant_id]
            yield from _of_page(page, stored[page.pk, tenant.pk], tenant)
        advance()


def _of_page(page: ContentPage, stored: Sequence[ContentItem], tenant: Tenant) -> Iterator[Finding]:
    for rule in PAGE_RULES:
        yield from rule(page, tenant)
    for item in stored:
        for document_rule in DOCUMENT_RULES:
            yield from document_rule(item, tenant)


def _of_state(state: Tenant) -> Iterator[Finding]:
    viewer = Viewer(kind=ViewerKind.USER, tenants={state.code: state.pk}, name="content check")
    first = state_view.for_viewer(viewer, state.code)
    for locale in first.locales:
        view = first if locale == first.locale else state_view.for_viewer(viewer, state.code, locale)
        for rule in VIEW_RULES:
            yield from rule(view)
