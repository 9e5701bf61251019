"""Which offices go with an import that is not decided yet, and which are decided on their own pages by now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from content_models.models import OfficePage
from content_models.trees import tenant_of
from editorial.reviewers import name_of
from publishing.models import ImportStatus, OfficeImport, OfficeImportRow
from tenants.scope import tenant_scope

from .rolling_back import NOT_DECIDED, in_review, pages_of, why_not_approved

DRAFTED = OfficeImportRow.drafted()
"""The rows that have made a draft, which is sent or published with the others."""
NOBODY: Mapping[int, str] = MappingProxyType({})


def apart(office_import: OfficeImport) -> list[OfficeImportRow]:
    """Return the rows whose offices do not go with an import any more, each with why it would be `left`."""
    if office_import.status not in NOT_DECIDED:
        return []
    used = ("translation_key", "live", "live_revision_id", "has_unpublished_changes", "latest_revision__created_at")
    with tenant_scope([office_import.tenant_id]):
        rows = list(office_import.rows.filter(DRAFTED))
        offices = pages_of(office_import, rows).select_related("latest_revision").only(*used)
        pages = {page.translation_key: page for page in offices}
        reviewed = in_review([page.pk for page in pages.values()])
        published = _published_apart(office_import, pages.values())
    for row in rows:
        row.left = _why_apart(office_import, row, pages.get(row.office_key), reviewed, published)
    return [row for row in rows if row.left]


def undecided_import_of(page: Page) -> OfficeImport | None:
    """Return the import, sent or sent back, that an office's draft goes with; None: it is decided on its own page."""
    tenant = tenant_of(page) if isinstance(page, OfficePage) else None
    root = tenant.root_page if tenant is not None and not tenant.is_library else None
    if tenant is None or root is None or not page.path.startswith(root.path):
        return None
    undecided = Q(office_key=page.translation_key, office_import__status__in=NOT_DECIDED)
    people = ("office_import__tenant", "office_import__sent_back_by", "office_import__applied_by")
    with tenant_scope([tenant.pk]):
        rows = OfficeImportRow.objects.filter(DRAFTED & undecided, tenant=tenant)
        row = rows.select_related(*people).order_by("-office_import").first()
        if row is None or _why_apart(row.office_import, row, page, in_review([page.pk])):
            return None
    found: OfficeImport = row.office_import
    return found


def returned_import_of(page: Page) -> OfficeImport | None:
    """Return the import that was sent back, with which an office's draft is sent again; None: it is sent by itself."""
    found = undecided_import_of(page)
    return found if found is not None and found.status == ImportStatus.SENT_BACK else None


def is_named_by_import(page: Page, revision_id: int) -> bool:
    """Whether an import has made a revision of an office, or undoing one goes back to it: a form saves beside it."""
    tenant = tenant_of(page) if isinstance(page, OfficePage) else None
    if tenant is None or tenant.is_library:
        return False
    with tenant_scope([tenant.pk]):
        rows = OfficeImportRow.objects.filter(tenant=tenant, office_key=page.translation_key)
        made, before = DRAFTED & Q(revision_after=revision_id), Q(revision_before=revision_id)
        return rows.filter(made | before | Q(live_revision_before=revision_id)).exists()


def why_not_sent(page: OfficePage | None, reviewed: Set[int], published: Mapping[int, str] = NOBODY) -> str:
    """Why an office does not go with the others when its import is sent again; empty: it does.

    Args:
        reviewed: ids of the pages that wait for approval by themselves.
        published: who published pages apart, in a sentence, by their ids, where that is to be said.
    """
    if page is None:
        return _("It has been deleted since.")
    if page.pk in reviewed:
        return _("It was sent for review by itself: decide it on its own page.")
    return "" if page.has_unpublished_changes else published.get(page.pk) or _("It has been published since.")


def count_published_apart(office_import: OfficeImport) -> int:
    """Return how many offices of an import were published on their own pages while it was not decided. One query."""
    root = office_import.tenant.root_page
    if root is None:
        return 0
    keys = office_import.rows.filter(DRAFTED).values("office_key")
    found = OfficePage.objects.descendant_of(root).filter(translation_key__in=keys, has_unpublished_changes=False)
    return int(found.count())


def _published_apart(office_import: OfficeImport, pages: Iterable[OfficePage]) -> dict[int, str]:
    """Who published offices of an import that was sent back on their own pages, by their ids. One query, or none."""
    if office_import.status != ImportStatus.SENT_BACK:
        return {}
    by_revision = {page.live_revision_id: page.pk for page in pages if not page.has_unpublished_changes}
    revisions = Revision.objects.filter(pk__in=by_revision, user__isnull=False).select_related("user").defer("content")
    zone = ZoneInfo(office_import.tenant.time_zone)
    found = {}
    for revision in revisions if by_revision else ():
        when = date_format(revision.created_at.astimezone(zone), "DATETIME_FORMAT")
        values = {"name": name_of(revision.user), "when": when}
        found[by_revision[revision.pk]] = _("%(name)s published it apart on %(when)s.") % values
    return found


def _why_apart(
    office_import: OfficeImport,
    row: OfficeImportRow,
    page: OfficePage | None,
    reviewed: Set[int],
    published: Mapping[int, str] = NOBODY,
) -> str:
    if office_import.status == ImportStatus.SENT_BACK:
        return why_not_sent(page, reviewed, published)
    return why_not_approved(row, page)
