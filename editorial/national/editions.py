"""The editions of a national text: what each changed, and what it was made of."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery
from wagtail.models import Revision

from content_models.documents import document_of
from content_models.errors import DocumentIncomplete
from content_models.kinds import ItemKind
from content_models.languages import bcp47
from content_models.models import ContentPage
from editorial.comparing import PieceChange, changes_between
from editorial.titles import national_titles
from publishing.models import ContentItem, Edition
from tenants.models import LIBRARY_ID, User

from .errors import EditionNotKept, EditionUnknown, NothingToGoBackTo
from .types import EditionEntry, EditionName
from .urgent_reasons import urgent_reasons


def editions_of_page(page: ContentPage) -> QuerySet[Edition]:
    """The editions of a library page in its language, the newest first. The scope must hold the library."""
    key, locale = str(page.translation_key), bcp47(page.locale.language_code)
    return Edition.objects.filter(tenant_id=LIBRARY_ID, key=key, locale=locale).order_by("-number")


def entries(page: ContentPage, first: int, last: int) -> tuple[EditionEntry, ...]:
    """Some of a page's editions, counted from the newest, with what each changed: at most six statements."""
    same = Edition.objects.filter(
        tenant_id=LIBRARY_ID,
        key=OuterRef("key"),
        locale=OuterRef("locale"),
        document=OuterRef("document"),
        number__lt=OuterRef("number"),
    )
    told = editions_of_page(page).annotate(same=Subquery(same.order_by("number").values("number")[:1]))
    shown: list[Edition] = [*told[first : last + 1]]
    said_first = {edition.number: getattr(edition, "same", None) or 0 for edition in shown}
    names, writers = _names(shown), _writers(page, shown)
    reasons = urgent_reasons(page, [edition.revision_id for edition in shown if edition.is_urgent])
    current = current_number(page)
    titles = national_titles([edition.document for edition in shown], bcp47(page.locale.language_code))
    found: list[EditionEntry] = []
    for edition, before in zip(shown, [*shown, None][1:], strict=True):
        if len(found) < last - first:
            earlier = before.readable_document if before is not None else None
            found.append(
                EditionEntry(
                    number=edition.number,
                    published_at=edition.published_at,
                    by=names.get(edition.published_by_id or 0, ""),
                    writers=writers.get(edition.number, ()),
                    says_again=said_first[edition.number]
                    if before is None or edition.document != before.document
                    else 0,
                    is_urgent=edition.is_urgent,
                    urgent_reason=reasons.get(edition.revision_id or 0, "") if edition.is_urgent else "",
                    is_current=edition.number == current,
                    is_first=before is None,
                    changes=changes_between(
                        ItemKind(edition.kind), earlier, edition.readable_document, title_of=titles.get
                    ),
                )
            )
    return tuple(found)


def names(page: ContentPage) -> tuple[EditionName, ...]:
    """All editions of a page by number and moment, the newest first: one statement."""
    return tuple(EditionName(*row) for row in editions_of_page(page).values_list("number", "published_at"))


def compared(page: ContentPage, earlier: int, later: int) -> tuple[PieceChange, ...]:
    """What one edition of a page says otherwise than another.

    Raises:
        EditionUnknown.
    """
    found = {one.number: one for one in editions_of_page(page).filter(number__in=(earlier, later))}
    for number in (earlier, later):
        if number not in found:
            raise EditionUnknown(title=page.title, number=number)
    before, after = found[earlier], found[later]
    titles = national_titles([before.document, after.document], bcp47(page.locale.language_code))
    return changes_between(ItemKind(after.kind), before.readable_document, after.readable_document, title_of=titles.get)


def current_number(page: ContentPage) -> int:
    """The number of the edition that the library serves; 0 while it serves none."""
    key, locale = str(page.translation_key), bcp47(page.locale.language_code)
    stored = ContentItem.objects.for_tenant(LIBRARY_ID).live().filter(key=key, locale=locale)
    return stored.values_list("edition", flat=True).first() or 0


def revision_to_go_back_to(page: ContentPage, number: int) -> Revision:
    """What an edition was made of.

    Raises:
        EditionUnknown, EditionNotKept, NothingToGoBackTo.
    """
    current = editions_of_page(page).filter(number=current_number(page)).first()
    edition = editions_of_page(page).filter(number=number).first()
    if edition is None:
        raise EditionUnknown(title=page.title, number=number)
    if current is not None and edition.document == current.document:
        raise NothingToGoBackTo(title=page.title)
    return _revision_of(page, edition)


def waiting_draft(page: ContentPage) -> Revision | None:
    """The page's latest draft, if it has not been published. Of a withdrawn page Wagtail says so in any case."""
    latest = page.get_latest_revision()
    if latest is None or (page.live and not page.has_unpublished_changes):
        return None
    published = editions_of_page(page)
    newest = published.first()
    if published.filter(revision_id=latest.pk).exists() or (newest is not None and _is_draft_of(latest, newest)):
        return None
    return latest


def _revision_of(page: ContentPage, edition: Edition) -> Revision:
    """The draft that an edition was made of: the one that it names, or the one that says the same.

    Raises:
        EditionNotKept.
    """
    revisions = page.revisions.order_by("-created_at", "-pk")
    named = revisions.filter(pk=edition.revision_id).first() if edition.revision_id else None
    if named is not None:
        return named
    # An edition that followed from another page's change, or one of before editions named their drafts.
    for revision in revisions.filter(created_at__lte=edition.published_at).iterator(chunk_size=20):
        if _is_draft_of(revision, edition):
            return revision
    raise EditionNotKept(number=edition.number)


def _is_draft_of(revision: Revision, edition: Edition) -> bool:
    try:
        return bool(document_of(revision.as_object()) == edition.document)
    except DocumentIncomplete:
        return False


def _names(editions: list[Edition]) -> dict[int, str]:
    people = User.objects.filter(pk__in={edition.published_by_id for edition in editions if edition.published_by_id})
    return {person.pk: person.display_name for person in people}


def _writers(page: ContentPage, editions: list[Edition]) -> dict[int, tuple[str, ...]]:
    """Return who saved the page between two of some editions, the last one first, by the number of the later one.

    An edition that followed from another page's change has no revision: what it is made of was saved for one before.
    """
    made_of = _saved_until(page, editions)
    before = 0 if editions and editions[-1].number == 1 else None
    known = [revision for revision in (*made_of.values(), before) if revision is not None]
    if not known:
        return {}
    revisions = page.revisions.filter(pk__gt=min(known), pk__lte=max(known), user__isnull=False)
    revisions = revisions.select_related("user").defer("content").order_by("-pk")
    saved = [(revision.pk, revision.user.display_name) for revision in revisions]
    found = {}
    for (number, last), first in zip(made_of.items(), [*made_of.values(), before][1:], strict=True):
        if last is not None and first is not None:
            found[number] = tuple(dict.fromkeys(name for pk, name in saved if first < pk <= last))
    return found


def _saved_until(page: ContentPage, editions: list[Edition]) -> dict[int, int | None]:
    """Return the revision that each edition is made of, by number, the newest first; None: it is not known."""
    found: dict[int, int | None] = {}
    if not editions:
        return found
    revision = editions[-1].revision_id
    earlier = editions_of_page(page).filter(number__lt=editions[-1].number)
    if revision is None:
        revision = earlier.exclude(revision_id=None).values_list("revision_id", flat=True).first()
    for edition in reversed(editions):
        revision = edition.revision_id or revision
        found[edition.number] = revision
    return dict(reversed(found.items()))
