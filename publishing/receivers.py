"""The only receivers of Wagtail's signals: whatever changes a published page changes the store, in one transaction.

Wagtail sends `page_slug_changed` after the commit only, moves descendants by SQL, and sends nothing for ancestors that
are drafts. So what a page hands down to those below it (its slug, whether it is sensitive, its kind of organization) is
compared on every save.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry, Revision, TaskState
from wagtail.signals import page_published, page_unpublished, post_page_move, pre_page_move

from content_models.confidential_places import (
    FREE_TEXTS,
    MARKED,
    is_marked,
    is_renamed,
    wait_for_others,
    without_free_texts,
)
from content_models.models import ContentPage, OfficePage
from content_models.ordering import place_last, renumber
from content_models.surroundings import owner_of
from content_models.trees import lock_trees, tenant_of
from tenants.audit import append
from tenants.models import User

from . import deleting, store
from .confidential_places import erase_place, show_place
from .errors import NotInTransaction
from .page_rows import check_new_references
from .publication import URGENT, acting_id, publication_of

HANDED_DOWN = ("slug", "is_sensitive", "organization_kind")
"""Fields of a page that the paths and documents of the pages below it are made of."""

POSITION = ("path", "depth", "numchild")
"""Where a page stands in the tree: written by moves and additions, by SQL of their own."""

# Names under which a receiver leaves on the instance what its counterpart reads a moment later.
BEFORE = "_handed_down_before"
REFERRING = "_referring_before"
RENAMED = "_is_renamed"


def connect() -> None:
    """Connect all receivers; called once when the application starts."""
    page_published.connect(on_published, dispatch_uid="publishing.published")
    page_unpublished.connect(on_unpublished, dispatch_uid="publishing.unpublished")
    pre_page_move.connect(before_move, dispatch_uid="publishing.before_move")
    post_page_move.connect(after_move, dispatch_uid="publishing.after_move")
    pre_save.connect(before_save, dispatch_uid="publishing.before_save")
    pre_save.connect(before_draft, sender=Revision, dispatch_uid="publishing.before_draft")
    post_save.connect(after_save, dispatch_uid="publishing.after_save")
    for model in (Page, get_image_model(), get_document_model()):
        pre_delete.connect(before_delete, sender=model, dispatch_uid=f"publishing.before_delete.{model.__name__}")
        post_delete.connect(after_delete, sender=model, dispatch_uid=f"publishing.after_delete.{model.__name__}")
    for model in (get_image_model(), get_document_model()):
        post_save.connect(after_media_save, sender=model, dispatch_uid=f"publishing.after_save.{model.__name__}")


def on_published(instance: Page, revision: Revision | None = None, **_: Any) -> None:
    """Store a page that has been published; Wagtail sends the signal also for one that is only scheduled."""
    if not isinstance(instance, ContentPage):
        return
    store.check_transaction()
    if instance.live:
        publication = publication_of(revision)
        if publication.is_urgent:
            by = User.objects.filter(pk=publication.by_id).first() if publication.by_id else None
            log(instance=instance, action=URGENT, user=by, data={"text": publication.urgent_reason}, revision=revision)
        store.publish(instance, publication=publication)
    else:
        _withdraw(instance)


def on_unpublished(instance: Page, **_: Any) -> None:
    """Withdraw a page that has been unpublished or has expired.

    Wagtail also unpublishes, without saving it, each page that it is about to delete: `before_delete` withdraws that.
    """
    if isinstance(instance, ContentPage):
        store.check_transaction()
        if not Page.objects.filter(pk=instance.pk, live=True).exists():
            _withdraw(instance)


def before_draft(instance: Revision, update_fields: Collection[str] | None = None, **_: Any) -> None:
    """Refuse a draft that begins to refer to what belongs to another state."""
    page = instance.content_object
    if isinstance(page, ContentPage) and (update_fields is None or "content" in update_fields):
        check_new_references(instance, page)


def before_move(instance: Page, parent_page_after: Page, **_: Any) -> None:
    """Refuse to move anything outside a transaction; let others who move pages, or save them, finish first."""
    store.check_transaction()
    lock_trees(instance)
    for page in (instance, parent_page_after):
        page.refresh_from_db(fields=POSITION)


def after_move(instance: Page, parent_page_before: Page, parent_page_after: Page, **_: Any) -> None:
    """Store what has been moved, and all below it, where it is now; and all whose order is another.

    Dragging a page among its siblings is a move below the same parent, and Wagtail's only word of it.
    """
    renumbered: list[int] = []
    if parent_page_before.pk == parent_page_after.pk:
        renumbered = renumber(parent_page_after)
    elif isinstance(moved := Page.objects.get(pk=instance.pk).specific, ContentPage):
        renumbered = place_last(moved)
    store.move_tree(instance, from_tenant=tenant_of(parent_page_before))
    store.refresh([pk for pk in renumbered if pk != instance.pk])


def before_save(instance: Model, raw: bool = False, update_fields: Any = None, **_: Any) -> None:
    """Refuse to save a published page outside a transaction, and note what it handed down before; an alias is a draft.

    `Page.save` opens a transaction of its own; a surrounding one is recognized by a savepoint.
    """
    if isinstance(instance, PageLogEntry) and FREE_TEXTS & set(instance.data or {}):
        _leave_out_free_texts(instance)
    if isinstance(instance, TaskState) and not raw:
        _wait_for_who_marks(instance)
    if raw or not isinstance(instance, Page):
        return
    is_placed = not instance._state.adding and (update_fields is None or bool(set(update_fields) & set(POSITION)))
    if is_placed:
        _take_present_position(instance)
    if instance._state.adding and instance.alias_of_id is not None:
        _make_independent_draft(instance)
    if not connection.savepoint_ids and _is_content(instance) and _changes_what_is_live(instance, update_fields):
        raise NotInTransaction
    if isinstance(instance, OfficePage) and instance.is_confidential:
        setattr(instance, RENAMED, getattr(instance, RENAMED, False) or is_renamed(instance))
    looks = instance.pk and (update_fields is None or set(update_fields) & set(HANDED_DOWN))
    if is_placed and not instance.numchild:  # as it was read just now, with its row locked
        looks = False
    setattr(instance, BEFORE, _handed_down(type(instance), instance.pk) if looks else None)


def after_save(instance: Model, created: bool = False, raw: bool = False, **_: Any) -> None:
    """Store the pages below again when what they were handed down has changed, be the page itself a draft or not."""
    if isinstance(instance, OfficePage) and not raw:
        _follow_confidentiality(instance)
    before = getattr(instance, BEFORE, None)
    if raw or created or before is None or not isinstance(instance, Page):
        return
    if before != _handed_down(type(instance), instance.pk):
        below = instance.get_descendants().filter(live=True)
        store.refresh(list(below.values_list("pk", flat=True)))


def before_delete(instance: Model, origin: object = None, **_: Any) -> None:
    """Withdraw a page that is being deleted, and record who refers to it before Wagtail removes that.

    Django sends the signal for each page of a deleted subtree.

    Raises:
        LibraryPageAdapted: states have adapted it.
    """
    store.check_transaction()
    if isinstance(instance, Page):
        deleting.begin(instance, origin)
    else:
        setattr(instance, REFERRING, deleting.pages_referring_to(type(instance), [instance.pk]))


def after_delete(instance: Model, origin: object = None, **_: Any) -> None:
    """Store the pages again that referred to what is gone."""
    if isinstance(instance, Page):
        deleting.finish(instance, origin)
    else:
        store.refresh(getattr(instance, REFERRING, []))


def after_media_save(instance: Model, created: bool = False, raw: bool = False, **_: Any) -> None:
    """Store the pages again that show an image or file which has changed."""
    if not created and not raw:
        page_ids = deleting.pages_referring_to(type(instance), [instance.pk])
        if page_ids:
            store.refresh(page_ids)


def _leave_out_free_texts(entry: PageLogEntry) -> None:
    """Leave what may say where a confidential office is out of its history: comments, names that it had before."""
    page = Page.objects.filter(pk=entry.page_id).first()
    if page is not None and is_marked(page.translation_key):
        entry.data = without_free_texts(entry.data)


def _wait_for_who_marks(state: TaskState) -> None:
    """Lock the pages of an office before an approval of it is written: who marks it writes both in this order."""
    key = OfficePage.objects.filter(pk=state.revision.object_id).values_list("translation_key", flat=True).first()
    if key is not None:
        wait_for_others(key)


def _take_present_position(page: Page) -> None:
    """Let a save write no place in the tree that the page has had: it may have been moved since it was read."""
    rows = Page.objects.select_for_update(no_key=True).filter(pk=page.pk).values(*POSITION)
    for name, value in (rows.first() or {}).items():
        setattr(page, name, value)


def _follow_confidentiality(office: OfficePage) -> None:
    """Erase where an office is when it has just been marked, or leaves a name or an address behind; or the reverse."""
    if office.is_newly_lifted:
        office.is_newly_lifted = False
        show_place(office)
    elif not office.is_confidential:
        return
    elif office.is_newly_marked:
        office.is_newly_marked = False
        erase_place(office)
        log(instance=office, action=MARKED)
        append(office, MARKED, tenant_id=None if (owner := owner_of(office)) is None else owner.tenant_id, by=None)
    elif getattr(office, RENAMED, False):
        erase_place(office)
    setattr(office, RENAMED, False)


def _make_independent_draft(page: Page) -> None:
    """Make a draft of a new alias, as a copy that nobody has approved.

    When a page is translated, Wagtail makes aliases of the sections above it, which are live without notice and have
    the text of another language.
    """
    page.alias_of, page.live, page.has_unpublished_changes = None, False, True


def _withdraw(page: Page) -> None:
    store.withdraw_pages([page], by_id=acting_id())


def _handed_down(model: type[Model], pk: int) -> tuple[Any, ...] | None:
    """What the database has of these fields; None for a page without pages below it."""
    names = [name for name in HANDED_DOWN if name in {field.name for field in model._meta.get_fields()}]
    # The object's own count may be older than its children.
    return model._default_manager.filter(pk=pk, numchild__gt=0).values_list(*names).first()


def _is_content(page: Page) -> bool:
    return issubclass(page.specific_class or type(page), ContentPage)


def _changes_what_is_live(page: Page, update_fields: Any) -> bool:
    if update_fields is not None and not {"live", "slug"} & set(update_fields):
        return False
    return page.live or Page.objects.filter(pk=page.pk, live=True).exists()
