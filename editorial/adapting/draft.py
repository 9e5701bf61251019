"""A state's draft of one adaptation: the library's text, the operations so far, and their result."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wagtail.models import Page

from content_models.adaptable import ADAPTABLE, AdaptableKind
from content_models.documents.adaptation import operations_of
from content_models.documents.examples import examples_of_page
from content_models.kinds import ItemKind
from content_models.languages import bcp47
from content_models.models import AdaptationPage
from content_models.overlay import Adaptation, Edition, Hide, Insert, Operation, hides_item, unresolved
from content_models.shapes.documents import Item
from content_models.shapes.parts import Examples
from delivery.search import TAUGHT_KINDS
from delivery.view import StateView
from publishing.adapting_states import adaptations_of
from publishing.models import Edition as StoredEdition
from tenants.models import LIBRARY_ID, Tenant
from tenants.scope import tenant_scope

from .draft_operations import from_stream, to_stream
from .errors import NotAdaptable
from .pages import adaptation_page, latest
from .rights import view_for
from .types import AdaptationTarget

EXAMPLES = "examples"
"""The name of what people say, in pages and addresses."""


@dataclass(frozen=True)
class Draft:
    """One national text on one state's workbench, in one language.

    Attributes:
        stored_page: the adaptation's page as the database has it; None while there is none.
        draft_page: the same as its latest draft says.
    """

    tenant: Tenant
    key: str
    view: StateView
    edition: Edition
    kind: ItemKind
    stored_page: AdaptationPage | None
    draft_page: AdaptationPage | None

    @property
    def locale(self) -> str:
        """The language, as a BCP 47 tag."""
        return self.view.locale

    @property
    def place(self) -> Page:
        """Where the state's pages stand."""
        return Page.objects.get(pk=self.tenant.root_page_id)

    @property
    def adaptable(self) -> AdaptableKind:
        """What can be changed in a text of this kind."""
        return ADAPTABLE[self.kind]

    @cached_property
    def operations(self) -> list[Operation]:
        """The draft's own operations, in its language."""
        return [] if self.draft_page is None else operations_of_page(self.draft_page, self.locale)

    @cached_property
    def adaptation(self) -> Adaptation:
        """What the state changes in all its languages: here the draft, elsewhere what is published."""
        return self.view.adaptation_with(self.key, None if self.draft_page is None else operations_of(self.draft_page))

    @cached_property
    def shown(self) -> Adaptation:
        """The same without what is hidden, so that it can be shown where it stands."""
        kept = tuple(one for one in self.adaptation.operations if not isinstance(one, Hide))
        return Adaptation(self.key, kept, self.adaptation.base)

    @cached_property
    def library_item(self) -> Item:
        """The text as the library has it, composed for the state."""
        return self._composed(Adaptation(self.key))

    @cached_property
    def shown_item(self) -> Item:
        """The text with the state's changes, hidden pieces included."""
        return self._composed(self.shown)

    @cached_property
    def effective_item(self) -> Item | None:
        """The text as the state would serve it; None when all of it is hidden."""
        return self.view.composed_with(self.key, self.adaptation)

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The ids of the hidden pieces; an empty one for the whole text."""
        return frozenset(one.address for one in self.adaptation.operations if isinstance(one, Hide))

    @cached_property
    def insertions(self) -> Mapping[str, Insert]:
        """The insertions of all languages, by id."""
        return {one.id: one for one in self.adaptation.operations if isinstance(one, Insert)}

    @cached_property
    def own_examples(self) -> tuple[Examples, ...]:
        """What the draft says that people say, in its language."""
        return () if self.draft_page is None else tuple(examples_of_page(self.draft_page))

    @cached_property
    def national_phrases(self) -> tuple[str, ...] | None:
        """What people say by the library; None: texts of this kind have no phrases."""
        if not self.has_phrases:
            return None
        return tuple(phrase for group in self.view.examples.national(self.key) for phrase in group["phrases"])

    @property
    def has_phrases(self) -> bool:
        """Whether search learns from phrases beside a text of this kind."""
        return self.kind in TAUGHT_KINDS

    @property
    def unresolved(self) -> tuple[Operation, ...]:
        """The operations whose target the library no longer has."""
        return unresolved(self.edition, self.adaptation)

    @property
    def base(self) -> int:
        """The library's present edition in this language, or in the first that has the text."""
        numbers = self.edition.numbers
        return numbers.get(self.locale) or next(iter(numbers.values()), 0)

    @property
    def revision(self) -> int | None:
        """The number of the draft's latest revision."""
        return None if self.stored_page is None else self.stored_page.latest_revision_id

    def library_documents(self, numbers: Sequence[int]) -> dict[int, Mapping[str, Any]]:
        """Earlier editions of the text, by number. One statement."""
        language = self.locale if self.locale in self.edition.documents else next(iter(self.edition.documents))
        with tenant_scope([LIBRARY_ID]):
            editions = StoredEdition.objects.filter(key=self.key, locale=language, number__in=set(numbers))
            return dict(editions.values_list("number", "document"))

    def library_document(self) -> Mapping[str, Any]:
        """The library's present document in this language, or in the first that has the text."""
        return self.edition.documents.get(self.locale) or next(iter(self.edition.documents.values()))

    def elsewhere(self) -> Iterator[Operation]:
        """The operations of the state's drafts in its other languages: one change has one id in all of them."""
        for page in adaptations_of(tenant=self.tenant, key=self.key):
            if self.stored_page is None or page.pk != self.stored_page.pk:
                yield from operations_of_page(latest(page), bcp47(page.locale.language_code))

    def _composed(self, adaptation: Adaptation) -> Item:
        item = self.view.composed_with(self.key, adaptation)
        if item is None:
            raise NotAdaptable
        return item


def draft_of(target: AdaptationTarget, *, to_change: bool = False) -> Draft:
    """A text on a state's workbench, for somebody who may read the state.

    Args:
        to_change: as the present transaction has it, which is going to change something by it.
    Raises:
        NotVisible, LocaleNotServed, NotAdaptable.
    """
    view = view_for(tenant=target.tenant, locale=target.locale, by=target.by, to_change=to_change)
    stored_page = adaptation_page(tenant=target.tenant, key=target.key, locale=view.locale)
    return draft_from(
        target.tenant, target.key, view, stored_page, None if stored_page is None else latest(stored_page)
    )


def draft_from(
    tenant: Tenant, key: str, view: StateView, stored_page: AdaptationPage | None, draft_page: AdaptationPage | None
) -> Draft:
    """The workbench of a page as given.

    Raises:
        NotAdaptable: the library has no such text, or it is of a kind that states do not adapt.
    """
    edition = view.library_edition(key)
    if edition is None or ItemKind(edition.kind) not in ADAPTABLE:
        raise NotAdaptable
    return Draft(tenant, key, view, edition, ItemKind(edition.kind), stored_page, draft_page)


def operations_of_page(page: AdaptationPage, locale: str) -> list[Operation]:
    """Return the operations of a page as given, which is in the language `locale`."""
    return from_stream(page.changes.get_prep_value(), locale)


def hides_text(page: AdaptationPage) -> bool:
    """Whether an adaptation as given hides the whole text."""
    return hides_item(operations_of_page(page, bcp47(page.locale.language_code)))


def changed_to(page: AdaptationPage, operations: Sequence[Operation], base: int) -> None:
    """Give a page in memory other operations; its base is the oldest edition that one of them was made against."""
    stream = AdaptationPage._meta.get_field("changes")
    page.changes = stream.to_python(json.dumps(to_stream(operations)))
    page.base_number = min((one.base or base for one in operations), default=base)
