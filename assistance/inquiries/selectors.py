"""What an inquiry may name: what a state serves or once served, and what it corrects."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.functional import Promise

from assistance.models import Campaign, Inquiry, ScriptSnapshot
from assistance.models.inquiries import VOIDING
from content_models.kinds import ItemKind
from content_models.languages import bcp47
from publishing.models import ContentItem
from tenants.models import LIBRARY_ID, TenantLanguage

from . import errors
from .contact import Contact
from .errors import FieldError, InquiryErrorCode


def unknown_in(contact: Contact, *, tenant_id: int, started_on: date) -> Iterator[FieldError]:
    """Yield what a contact names and the state never had: what was withdrawn meanwhile it may name.

    To be read within the state's scope.
    """
    if contact.topic_key and not keys_had(tenant_id, {contact.topic_key}, ItemKind.GUIDANCE):
        yield _unknown("topicKey", errors.NO_TOPIC)
    if contact.script_key and not keys_had(tenant_id, {contact.script_key}, ItemKind.SCRIPT):
        yield _unknown("scriptKey", errors.NO_SCRIPT)
    script = stored_script(contact, tenant_id=tenant_id) if contact.script_digest else None
    if contact.script_digest and script is None:
        yield _unknown("scriptDigest", errors.NO_SCRIPT)
    elif contact.end_node and script is None:
        yield _unknown("endNode", errors.NO_DIGEST)
    elif script and contact.end_node and contact.end_node not in {node["key"] for node in script.get("nodes", ())}:
        yield _unknown("endNode", errors.NO_NODE)
    had = keys_had(tenant_id, contact.referral_keys, ItemKind.OFFICE)
    for key in contact.referral_keys:
        if key not in had:
            yield _unknown("referralKeys", errors.NO_OFFICE, key=key)
    listed = TenantLanguage.objects.filter(tenant__in=(LIBRARY_ID, tenant_id)).values_list("code", flat=True)
    languages = sorted(set(map(bcp47, listed)))
    if contact.language not in languages:
        yield _unknown("language", errors.ONE_OF, values=", ".join(languages))
    if contact.campaign and campaign_of(contact, tenant_id=tenant_id, started_on=started_on) is None:
        yield _unknown("campaign", errors.NO_CAMPAIGN)


def campaign_of(contact: Contact, *, tenant_id: int, started_on: date) -> Campaign | None:
    """Return the campaign that a contact names; None: it names none, or one that there was not (yet) on that day."""
    if not contact.campaign:
        return None
    return Campaign.objects.for_tenant(tenant_id).filter(code=contact.campaign, starts_on__lte=started_on).first()


def keys_had(tenant_id: int, keys: Collection[str], kind: ItemKind) -> set[str]:
    """Return those keys under which the state or the library has published something of a kind, once or still."""
    if not keys:
        return set()
    items = ContentItem.objects.filter(tenant__in=(LIBRARY_ID, tenant_id), key__in=keys, kind=kind)
    return set(items.values_list("key", flat=True))


_LAST_CORRECTIONS = """
WITH RECURSIVE chain (first, id) AS (
    SELECT corrects_id, id FROM assistance_inquiry WHERE corrects_id = ANY(%s)
    UNION SELECT chain.first, next.id FROM chain JOIN assistance_inquiry next ON next.corrects_id = chain.id
)
SELECT first, id FROM chain WHERE NOT EXISTS (SELECT 1 FROM assistance_inquiry next WHERE next.corrects_id = chain.id)
"""


def last_corrections(inquiry_ids: Collection[UUID], tenant_ids: Collection[int]) -> dict[UUID, Inquiry]:
    """Return what stands in the place of each inquiry that was corrected, by its id; without those that were voided.

    To be read within the scope of the states; in two statements, however often a contact was corrected.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LAST_CORRECTIONS, [list(inquiry_ids)])
        last: dict[UUID, UUID] = dict(cursor.fetchall())
    rows = Inquiry.objects.for_tenants(tenant_ids).in_bulk(last.values())
    found = {first: rows[pk] for first, pk in last.items() if pk in rows}
    return {first: row for first, row in found.items() if row.reason not in VOIDING}


def stored_script(contact: Contact, *, tenant_id: int) -> Mapping[str, Any] | None:
    """Return the script that a run was pinned to, as the state served it; None: it is not stored."""
    snapshots = ScriptSnapshot.objects.for_tenant(tenant_id)
    stored = snapshots.filter(digest=contact.script_digest, key=contact.script_key)
    document: Mapping[str, Any] | None = stored.values_list("document", flat=True).first()
    return document


def _unknown(field: str, sentence: str | Promise, **values: object) -> FieldError:
    return FieldError(InquiryErrorCode.INVALID, field, sentence, values)
