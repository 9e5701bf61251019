"""When a state serves what the library publishes: at once, or once it has accepted it. Each act is one transaction.

Users who may not read the state get `NotVisible`; users who may but do not publish for it, `AdoptionForbidden`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction
from wagtail.log_actions import log

from content_models.languages import bcp47
from content_models.models import AdaptationPage
from editorial.adapting.rights import visible_rights_of
from publishing.adoption import release_pins
from publishing.errors import AdoptionForbidden, AdoptionInvalid, AdoptionStale
from publishing.models import ContentItem, OutboxAction, OutboxEntry, Pin
from publishing.review import adoption_tasks
from publishing.review.locks import lock_reviews
from publishing.review.syncing import sync_review_tasks
from publishing.services.change_tenant import SETTINGS_CHANGED, settings_changed
from tenants.audit import append
from tenants.models import LIBRARY_ID, Adoption, Tenant, User
from tenants.scope import tenant_scope
from tenants.trees import pages_of

LOGGED = "publishing.adopt"
"""What the history of an adaptation calls it when the state accepts another edition of the text."""


@transaction.atomic
def change_adoption(*, tenant: Tenant, adoption: str, by: User) -> Tenant:
    """Let a state serve national changes at once, or review them first; at once accepts all that waits.

    Args:
        adoption: one of `Adoption`.
    Returns:
        The state, fresh from the database.
    Raises:
        NotVisible, AdoptionForbidden.
        AdoptionInvalid: there is no such choice. Nothing has changed.
    """
    _check_may_adopt(tenant, by)
    if adoption not in Adoption.values:
        raise AdoptionInvalid
    lock_reviews(tenant.pk)
    tenant = Tenant.objects.select_for_update(of=("self",), no_key=True).get(pk=tenant.pk)
    if tenant.adoption != adoption:
        before, tenant.adoption = tenant.adoption, adoption
        tenant.save(update_fields=["adoption"])
        settings_changed(tenant=tenant)
        if adoption == Adoption.IMMEDIATE:
            _accept(tenant, by)
        changed = {"adoption": [before, adoption]}
        append(tenant, SETTINGS_CHANGED, tenant_id=tenant.pk, by=by, details={"changed": changed})
    return tenant


@transaction.atomic
def accept(
    *, tenant: Tenant, keys: Collection[str], by: User, locale: str | None = None, to_number: int | None = None
) -> int:
    """Let a state serve the newest editions of some national texts.

    Args:
        locale: BCP 47 tag; None means every language.
        to_number: the newest edition that the user has seen; None means whatever is the newest.
    Returns:
        How many texts were accepted, each language counted; 0 if nothing waited.
    Raises:
        NotVisible, AdoptionForbidden.
        AdoptionStale: the library has published another edition than `to_number`. Nothing has changed.
    """
    _check_may_adopt(tenant, by)
    lock_reviews(tenant.pk)
    return _accept(tenant, by, keys, locale, to_number)


@transaction.atomic
def accept_all(*, tenant: Tenant, by: User) -> int:
    """Let a state serve the newest editions of all national texts; return how many waited, each language counted.

    Raises:
        NotVisible, AdoptionForbidden.
    """
    _check_may_adopt(tenant, by)
    lock_reviews(tenant.pk)
    return _accept(tenant, by)


def _check_may_adopt(tenant: Tenant, by: User) -> None:
    if not visible_rights_of(tenant=tenant, by=by).can_publish:
        raise AdoptionForbidden(state=tenant.name)


def _accept(
    tenant: Tenant,
    by: User,
    keys: Collection[str] | None = None,
    locale: str | None = None,
    to_number: int | None = None,
) -> int:
    with tenant_scope([LIBRARY_ID, tenant.pk]):
        waiting = Pin.objects.holding().filter(tenant=tenant).order_by("key", "locale")
        if keys is not None:
            waiting = waiting.filter(key__in=keys)
        if locale is not None:
            waiting = waiting.filter(locale=locale)
        pins = list(waiting.select_for_update())
        if not pins:
            return 0
        items = _items_of(pins)
        if to_number is not None and any(item.edition != to_number for item in items):
            raise AdoptionStale
        version = release_pins(pins)[tenant.pk]
        adoption_tasks.accept(tenant.pk, {(pin.key, pin.locale) for pin in pins}, by=by)
        _enqueue(tenant, items, version)
        _log(tenant, items, by)
    sync_review_tasks({pin.key for pin in pins}, tenants=[tenant.pk], by_id=by.pk)
    return len(pins)


def _items_of(pins: Sequence[Pin]) -> list[ContentItem]:
    texts = {(pin.key, pin.locale) for pin in pins}
    items = ContentItem.objects.for_tenant(LIBRARY_ID).live().filter(key__in={pin.key for pin in pins})
    return [item for item in items.without_texts() if (item.key, item.locale) in texts]


def _enqueue(tenant: Tenant, items: Sequence[ContentItem], version: int) -> None:
    OutboxEntry.objects.bulk_create(
        OutboxEntry(
            tenant=tenant,
            version=version,
            action=OutboxAction.PUBLISHED,
            key=item.key,
            locale=item.locale,
            kind=item.kind,
            details={"path": item.path, "edition": item.edition},
        )
        for item in items
    )


def _log(tenant: Tenant, items: Sequence[ContentItem], by: User) -> None:
    """Log it in the history of the state's own adaptations of these texts."""
    numbers = {(item.key, item.locale): item.edition for item in items}
    in_tree = pages_of([tenant.pk]).values("pk")
    pages = AdaptationPage.objects.filter(pk__in=in_tree, adapts_key__in={key for key, _ in numbers})
    for page in pages.select_related("locale"):
        number = numbers.get((page.adapts_key, bcp47(page.locale.language_code)))
        if number is not None:
            log(instance=page, action=LOGGED, user=by, data={"edition": number})
