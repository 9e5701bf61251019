"""How an office of a download stands: whether people see what its row says, or something else.

These are words of the files, in Spanish, as the values of their columns are. An upload does not read them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

from editorial.closings import is_closing
from publishing.models import ImportStatus, OfficeImportRow
from tenants.models import Tenant

from .columns import COLUMNS
from .directory import ExistingOffice, stored_value

PUBLISHED = "publicada"
UNSEEN = "borrador: nadie la ve todavía"
DRAFT = "con un borrador sin publicar"
WAITING = "con cambios que esperan aprobación"
RETURNED = "con cambios que se devolvieron con comentarios"
CLOSING = "se retira cuando se apruebe"
NOTHING = "nada"


def statuses_of_imports(tenant: Tenant) -> Mapping[UUID, str]:
    """Return how far imports are that have made a draft of an office and are not decided, by the office's key."""
    undecided = {"office_import__status__in": [ImportStatus.SENT, ImportStatus.SENT_BACK]}
    rows = OfficeImportRow.objects.filter(OfficeImportRow.drafted(), tenant=tenant, **undecided)
    found = rows.order_by("office_import").values_list("office_key", "office_import__status")
    return {key: status for key, status in found if key is not None}


def situation_of(office: ExistingOffice, imports: Mapping[UUID, str]) -> str:
    """Return how an office stands; where people see something else than its row says, also what.

    Args:
        imports: as `statuses_of_imports` returns them.
    """
    status, how = imports.get(office.key), DRAFT
    if office.is_returned or status == ImportStatus.SENT_BACK:
        how = RETURNED
    elif office.is_waiting or status == ImportStatus.SENT:
        how = WAITING
    if not office.page.live:
        return UNSEEN if how == DRAFT else f"{UNSEEN}, {how}"
    if not office.has_draft:
        return PUBLISHED
    parts = [f"{PUBLISHED}, {how}", *([CLOSING] if is_closing(office.draft) else []), *_differences(office)]
    return "; ".join(parts)


def _differences(office: ExistingOffice) -> Iterator[str]:
    for column in COLUMNS.values():
        if not column.attribute:
            continue
        public, drafted = (
            column.widget.render(stored_value(page, column.attribute)) for page in (office.page, office.draft)
        )
        if public != drafted:
            yield f"{column.column_name}: la gente ve «{public or NOTHING}»"
