"""From a page to the row that is stored of it, and what keeps it from being stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db.models import ForeignKey
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.models import Page, Revision

from content_models.documents import document_of
from content_models.documents.examples import examples_of_page, with_examples
from content_models.errors import DocumentIncomplete
from content_models.models import ContentPage
from content_models.references import Reference, foreign_and_lost_references, references_in
from content_models.shapes.documents import Document
from content_models.shapes.parts import Examples, JsonObject
from content_models.surroundings import path_of, with_surroundings
from content_models.trees import tenant_of
from tenants.models import Tenant
from tenants.scope import scope_of_all_tenants

from .errors import ContentIncomplete, ForeignReference, LostReference, ReferenceRefused, TreeUnknown
from .models import ContentItem
from .sort_keys import sort_key_of


@dataclass(frozen=True, slots=True)
class PageRow:
    """What the store keeps of one page."""

    tenant_id: int
    key: str
    locale: str
    kind: str
    slug: str
    path: str
    sort_key: str
    document: Document
    examples: list[Examples]
    search_text: str
    page_id: int
    title: str
    published_at: datetime

    @property
    def readable_document(self) -> dict[str, Any]:
        """The document with the examples, as editors compare it."""
        return with_examples(self.document, self.examples)

    def is_stored_as(self, stored: ContentItem) -> bool:
        """Whether the row says the same as the stored one (when it was published does not matter)."""
        return not self.differences(stored)

    def differences(self, stored: ContentItem) -> list[str]:
        """The names of the columns, and the fields of the document, in which the stored row is different."""
        columns = (
            "tenant_id",
            "key",
            "locale",
            "kind",
            "slug",
            "path",
            "sort_key",
            "examples",
            "search_text",
            "page_id",
        )
        different = [name for name in columns if getattr(self, name) != getattr(stored, name)]
        own = cast(JsonObject, self.document)
        return different + [
            f"document.{name}"
            for name in {**own, **stored.document}
            if name not in own or name not in stored.document or own[name] != stored.document[name]
        ]


def tenant_of_page(page: Page) -> Tenant:
    """The tenant whose tree a page stands in.

    Raises:
        TreeUnknown: it stands in none.
    """
    tenant = tenant_of(page)
    if tenant is None:
        raise TreeUnknown(title=page.title)
    return tenant


def row_of(page: ContentPage, tenant: Tenant) -> PageRow:
    """The row of a page as given (live, or a draft's object).

    Raises:
        ContentIncomplete: the page cannot become a document.
    """
    page = with_surroundings(page)
    try:
        document = document_of(page)
    except DocumentIncomplete as error:
        raise ContentIncomplete(sentence=error.message, paths=error.paths) from error
    return PageRow(
        tenant_id=tenant.pk,
        key=document["key"],
        locale=document["locale"],
        kind=document["kind"],
        slug=document["slug"],
        path=path_of(page),
        sort_key=sort_key_of(document),
        document=document,
        examples=examples_of_page(page),
        search_text=document["searchText"],
        page_id=page.pk,
        title=page.title,
        published_at=page.last_published_at or timezone.now(),
    )


def check_references(*pages: ContentPage, may_be_lost: bool = False) -> None:
    """Refuse references to what belongs to another state (choosers are no boundary), or to what is there no more.

    Args:
        pages: of one tenant; what they refer to is asked once for all of them.
        may_be_lost: whether the pages are published already, and keep what they referred to.
    Raises:
        ForeignReference, LostReference: it names the fields of the first page that has some, never what they refer to.
    """
    of_each = [list(_references_of(page)) for page in pages]
    referred = {one for of_page in of_each for _label, one in of_page}
    foreign, lost = foreign_and_lost_references(pages[0], referred) if pages else (set(), set())
    _refuse(of_each, foreign, ForeignReference)
    if not may_be_lost:
        _refuse(of_each, lost, LostReference)


def check_new_references(draft: Revision, page: ContentPage) -> None:
    """Refuse a draft that begins to refer to what belongs to another state, whoever saves it and however.

    What is lost a draft may keep: it is refused when it is published.

    Args:
        draft: of the page, before it is stored.
    Raises:
        ForeignReference: it names the fields, never what they refer to.
    """
    with scope_of_all_tenants():  # else other states' files would seem lost
        references = list(_references_of(draft.as_object()))
        foreign, _lost = foreign_and_lost_references(page, {one for _label, one in references})
        before = Revision.objects.filter(pk=page.latest_revision_id).first() if foreign else None  # as it is stored
        if before is not None:
            foreign -= {one for _label, one in _references_of(before.as_object())}
    _refuse([references], foreign, ForeignReference)


def _refuse(
    of_each: Sequence[Sequence[tuple[str, Reference]]], refused: Set[Reference], error: type[ReferenceRefused]
) -> None:
    for of_page in of_each:
        labels = {gettext("“%(title)s”") % {"title": label} for label, one in of_page if one in refused}
        if labels:
            raise error(fields=", ".join(sorted(labels)))


def _references_of(page: ContentPage) -> Iterator[tuple[str, Reference]]:
    """Yield what a page refers to, with the name of the field that does."""
    for field in page._meta.get_fields():
        if not field.concrete:
            continue
        if hasattr(field, "extract_references"):
            for reference in references_in(field, getattr(page, field.name)):
                yield str(field.verbose_name), reference
        elif isinstance(field, ForeignKey) and not field.one_to_one and field.model is not Page:
            pk = getattr(page, field.attname)
            if pk is not None:
                yield str(field.verbose_name), (field.related_model, str(pk))
