"""What is doubtful about the offices of an import that waits for approval, compared with what is published by now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext_lazy as _

from content_models.confidential_places import wait_for_others
from content_models.office_doubts import Doubt, doubts_of, open_doubts, seal_of
from editorial.office_answers import keep_answers
from publishing.models import ImportStatus, OfficeImport, OfficeImportRow
from tenants.models import User
from tenants.scope import tenant_scope

from .directory import ExistingOffice, directory_of
from .errors import ImportNotReady
from .rolling_back import DONE, why_not_approved

DOUBTFUL = _("Nothing is published yet: something is doubtful. Read it below, and mark that it is correct.")


@dataclass(frozen=True, slots=True)
class DoubtfulRow:
    """An office about which something is doubtful that nobody has answered."""

    row: OfficeImportRow
    office: ExistingOffice
    doubts: tuple[Doubt, ...]


def doubtful_rows(office_import: OfficeImport) -> list[DoubtfulRow]:
    """Return the offices that approving an import would publish with something unanswered; none once it is decided.

    Two offices of the same import are asked about once, at the later row, as while the file is checked. The whole
    directory is read.
    """
    if office_import.status != ImportStatus.SENT:
        return []
    tenant, found = office_import.tenant, []
    with tenant_scope([tenant.pk]):
        rows = list(office_import.rows.filter(act__in=DONE).exclude(revision_after=None).order_by("number"))
        directory = directory_of(tenant)
        of_rows = [(row, directory.offices.get(row.office_key)) for row in rows if row.office_key is not None]
        approved = [(row, one) for row, one in of_rows if one is not None and not why_not_approved(row, one.page)]
        later = {one.key for _row, one in approved}
        for row, office in approved:
            later.discard(office.key)
            doubts = doubts_of(
                office.draft,
                office.page if office.page.live else None,
                code=tenant.code,
                sharing=partial(directory.offices_with, other_than=office.key, but=frozenset(later)),
                state_names=directory.state_names,
            )
            if unanswered := open_doubts(doubts):
                found.append(DoubtfulRow(row, office, tuple(unanswered)))
    return found


def seal_of_rows(rows: Iterable[DoubtfulRow]) -> str:
    """Return what tells whether the same is doubtful as somebody was shown; empty: nothing is."""
    return seal_of(doubt for one in rows for doubt in one.doubts)


def answer_rows(office_import: OfficeImport, by: User, seal: str) -> None:
    """Keep that somebody has said that all that is doubtful about an import is correct; within a transaction.

    Raises:
        ImportNotReady: something else is doubtful by now, or they have not said so.
    """
    keys = office_import.rows.values_list("office_key", flat=True)
    wait_for_others(*(key for key in keys if key is not None))
    rows = doubtful_rows(office_import)
    if not rows:
        return
    if seal != seal_of_rows(rows):
        raise ImportNotReady(sentence=str(DOUBTFUL))
    for one in rows:
        keep_answers(one.office.latest, one.doubts, by=by, tenant=office_import.tenant)
