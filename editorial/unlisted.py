"""Pages that are published and in no menu, as the section above them is a draft."""

from __future__ import annotations

from wagtail.models import Page

from content_models.languages import bcp47
from content_models.models import SectionPage
from content_models.surroundings import path_of
from publishing.models import ContentItem
from publishing.page_rows import tenant_of_page
from publishing.writes import scope_of
from tenants.models import LIBRARY_ID


def draft_section_above(page: Page) -> SectionPage | None:
    """Return the section that readers miss between the menu and a page; None when there is a way to it.

    A state's draft section is no obstacle where the library has one at the same path: trees are merged by path.
    """
    section = page.get_parent().specific
    if not isinstance(section, SectionPage) or section.live:
        return None
    tenant = tenant_of_page(section)
    with scope_of(tenant.pk):
        served = ContentItem.objects.filter(
            tenant_id__in={LIBRARY_ID, tenant.pk},
            is_live=True,
            path=path_of(section),
            locale=bcp47(section.locale.language_code),
        ).exists()
    return None if served else section
