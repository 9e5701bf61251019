"""`StateView`: what one state serves in one language, at one version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Literal, overload

from content_models.choices import Channel
from content_models.documents.media import files_in
from content_models.keys import HOME_KEY
from content_models.kinds import ItemKind
from content_models.municipalities import municipalities_of
from content_models.overlay import Adaptation, Edition, Origin, effective
from content_models.shapes.blocks import DeadlineBlock
from content_models.shapes.documents import (
    AdaptationFields,
    GuidanceItem,
    HomeItem,
    Item,
    ItemDocument,
    NoticeItem,
    OfficeItem,
    OrganizationItem,
    ScriptItem,
    SectionItem,
    TermItem,
)
from content_models.spanish_order import fold
from publishing.adaptations import adaptation_in, adaptation_of, refers_to
from publishing.rows import StoredItem
from tenants.days import is_over

from .composition import Composer, Environment, Sources, compose
from .directory import is_in_force, next_boundary
from .guides import GuideItem, guide_of
from .layer import Layer
from .merged_tree import Former
from .pinned_scripts import PinnedScript, pinned
from .search import ExampleModel, Index, IndexedDocument, SearchResult, indexed
from .served_examples import ServedExamples, read_committed_examples
from .served_items import ServedItems
from .state_directory import StateDirectory
from .substitute_offices import KINDS_BY_KEY, KINDS_BY_SLUG
from .tenant_info import TenantInfo


@dataclass(frozen=True, slots=True)
class Resolution:
    """What stands at a path: an item; or where it has moved to; or what stood there and is gone."""

    item: Item | None = None
    redirect_to: str | None = None
    former: Former | None = None

    @property
    def is_gone(self) -> bool:
        """Whether something stood there that is gone."""
        return self.former is not None


class StateView:
    """What one state serves in one language, at one pair of versions (library, state).

    Immutable; it holds no connection and asks no database, but for national examples, which few need. Items are
    composed on first use and kept; they are shared with other views and must not be changed.
    """

    def __init__(
        self,
        *,
        tenant: TenantInfo,
        library: TenantInfo,
        locale: str,
        library_layer: Layer,
        own_layer: Layer,
        composer: Composer,
        earlier: StateView | None = None,
        read_examples: Callable[[Iterable[StoredItem]], None] = read_committed_examples,
    ) -> None:
        self.tenant = tenant
        self.locale = locale
        self.locales = tenant.locales
        self.version = f"{library_layer.version}.{own_layer.version}"
        self._library_info = library
        self._published = library_layer
        self._guides: dict[str, GuideItem | None] = {}
        self._pinned: dict[str, PinnedScript] = {}
        self._items: ServedItems = ServedItems(
            tenant=tenant,
            library=library,
            locale=locale,
            library_layer=library_layer,
            own_layer=own_layer,
            composer=composer,
            earlier=None if earlier is None else earlier._items,
        )
        self.directory = StateDirectory(self._items, tenant, library)
        """The state's organizations and offices, and who answers where it has none."""
        self.examples = ServedExamples(self._items, read_examples)
        """What people say when they need an item."""
        self._tree = self._items.tree

    def is_of(self, library_layer: Layer, own_layer: Layer, tenant: TenantInfo, library: TenantInfo) -> bool:
        """Whether the view was made of these very objects.

        Args:
            library_layer, own_layer: what is published in the library, and in the tenant.
            tenant, library: as they were read.
        """
        return (
            self._published is library_layer
            and self._items.own is own_layer
            and self.tenant is tenant
            and self._library_info is library
        )

    @property
    def environment(self) -> Environment:
        """What this view's items are composed with."""
        return self._items.environment

    # Items

    def item(self, key: str) -> Item | None:
        """The item with this key; None when the state does not serve it."""
        item = self._items.item(key)
        return self.directory.substitute(KINDS_BY_KEY.get(key)) if item is None else item

    def __getitem__(self, key: str) -> Item:
        """The item with this key.

        Raises:
            KeyError: the state does not serve it.
        """
        item = self.item(key)
        if item is None:
            raise KeyError(key)
        return item

    def document(self, key: str) -> ItemDocument:
        """The fields of an item that the state serves, before it is composed: what is missing in a script is missing.

        Raises:
            KeyError: the state does not serve it.
        """
        return self._items.document(key)

    def preview(self, edition: Edition, path: str) -> Item:
        """A draft as this view would serve it if it were published at a path: composed alike, and kept nowhere.

        Args:
            edition: the draft, of the library or the state's own.
        """
        adaptation = self._items.own.adaptations.get(edition.key) if edition.origin is Origin.LIBRARY else None
        if adaptation is not None and adaptation.hides_item:
            adaptation = None
        return self._composed_at(path, edition, adaptation)

    def _composed_at(self, path: str, edition: Edition, adaptation: Adaptation | None) -> Item:
        is_sensitive = self._tree.is_sensitive(path, edition.key)
        return compose(Sources(edition, adaptation, path, (), is_sensitive), self.environment).item

    def composed_without_adaptation(self, edition: Edition) -> Item:
        """An edition as this view would serve it without any change of the state; kept nowhere."""
        return compose(Sources(edition, None, "", ()), self.environment).item

    def library_edition(self, key: str) -> Edition | None:
        """The library's item with this key as the state has adopted it, whatever else the state does with it.

        None when the library has not published one, or the state holds it back.
        """
        return self._items.library.editions.get(key)

    def library_row(self, key: str) -> StoredItem | None:
        """The row from which the library's item is served in this language; None as for `library_edition`."""
        return self._items.library_row(key)

    def adaptation_with(self, key: str, draft: AdaptationFields | None) -> Adaptation:
        """The state's changes of an item, if those in this language were a draft's document; None: there are none."""
        published = [
            row
            for of_key in self._items.own.rows.values()
            for row in of_key.values()
            if row.is_live and row.kind == ItemKind.ADAPTATION and row.adaptation["adaptsKey"] == key
        ]
        found = {row.locale: adaptation_of([row]) for row in published if row.locale != self.locale}
        if draft is not None:
            found[self.locale] = adaptation_in(draft, self.locale)
        ordered = [found[tag] for tag in (*self.locales, *sorted(set(found) - set(self.locales))) if tag in found]
        return Adaptation.in_languages(ordered) if ordered else Adaptation(key)

    def overlaid(self, key: str, adaptation: Adaptation) -> Item | None:
        """The library's item with some changes, before it is composed; None when they hide it or there is none."""
        return effective(self._items.library.editions.get(key), adaptation, self._items.chain)

    def composed_with(self, key: str, adaptation: Adaptation) -> Item | None:
        """The library's item as this view would serve it with some changes; kept nowhere."""
        edition, row = self.library_edition(key), self.library_row(key)
        if edition is None or row is None or adaptation.hides_item:
            return None
        return self._composed_at(row.path, edition, adaptation)

    def keys_of(self, kind: str) -> Sequence[str]:
        """The keys of all items of a kind, in published order."""
        return self._tree.of_kind(str(kind))

    def titles_referring_to(self, key: str) -> tuple[str, ...]:
        """The titles of the items served that refer to one, in alphabetical order."""
        documents = [self.document(other) for other in self._tree.entries if other != key]
        return tuple(sorted(str(document["title"]) for document in documents if refers_to(document, key)))

    def by_slug(self, kind: str, slug: str) -> Item | None:
        """The item of a kind with this slug; None when the state serves none."""
        key = self._tree.with_slug(str(kind), slug)
        if key is None and kind == ItemKind.OFFICE:
            return self.directory.substitute(KINDS_BY_SLUG.get(slug))
        return None if key is None else self._items.item(key)

    @overload
    def all(self, kind: Literal[ItemKind.HOME]) -> tuple[HomeItem, ...]: ...
    @overload
    def all(self, kind: Literal[ItemKind.SECTION]) -> tuple[SectionItem, ...]: ...
    @overload
    def all(self, kind: Literal[ItemKind.GUIDANCE]) -> tuple[GuidanceItem, ...]: ...
    @overload
    def all(self, kind: Literal[ItemKind.TERM]) -> tuple[TermItem, ...]: ...
    @overload
    def all(self, kind: Literal[ItemKind.ORGANIZATION]) -> tuple[OrganizationItem, ...]: ...
    @overload
    def all(self, kind: Literal[ItemKind.OFFICE]) -> tuple[OfficeItem, ...]: ...
    @overload
    def all(self, kind: Literal[ItemKind.SCRIPT]) -> tuple[ScriptItem, ...]: ...
    @overload
    def all(self, kind: Literal[ItemKind.NOTICE]) -> tuple[NoticeItem, ...]: ...
    @overload
    def all(self, kind: str) -> tuple[Item, ...]: ...
    def all(self, kind: str) -> tuple[Item, ...]:
        """All items of a kind in published order."""
        return self._items.of_kind(str(kind))

    def order_of(self, key: str) -> tuple[tuple[str, ...], str]:
        """The sort key of an item: items of one kind are in this order in every list.

        Raises:
            KeyError: the state does not serve it.
        """
        return self._tree.order_of(key)

    def home(self) -> Item | None:
        """The root: the state's own if it has published one, else the library's."""
        return self._items.item(HOME_KEY)

    def sections(self) -> tuple[SectionItem, ...]:
        """The sections right below home."""
        return tuple(item for item in self.children("/") if item["kind"] == "SECTION")

    def children(self, path: str) -> tuple[Item, ...]:
        """The items right below a path, in order; an unpublished page between hides nothing.

        Of notices those, too, that are not in force: `in_force` leaves them out.
        """
        return self._items.with_keys(self._tree.below(path))

    def resolve(self, path: str) -> Resolution:
        """What stands at a path now, or where what stood there has gone."""
        found = self._tree.at(path)
        item = None if found.key is None else self._items.item(found.key)
        return Resolution(item, found.moved_to, found.former)

    def path_of(self, key: str) -> str | None:
        """The path of an item; None when the state does not serve it."""
        return self._tree.path_of(key)

    # Lists

    def guidance(
        self, role: str | None = None, stage: str | None = None, urgency: str | None = None
    ) -> tuple[GuidanceItem, ...]:
        """Guidance in the order of its sections, by role, stage and urgency.

        Args:
            role, stage, urgency: values of `Role`, `Stage` and `Urgency`; None: whichever.
        """
        if role is stage is urgency is None:
            return self.all(ItemKind.GUIDANCE)
        return tuple(
            item
            for item in self.all(ItemKind.GUIDANCE)
            if (role is None or role in item["roles"])
            and (stage is None or item["stage"] == stage)
            and (urgency is None or item["urgency"] == urgency)
        )

    def glossary(self, starts_with: str | None = None) -> tuple[TermItem, ...]:
        """The terms in alphabetical order, those that begin so; accents and case do not matter."""
        if not starts_with:
            return self.all(ItemKind.TERM)
        beginning = fold(starts_with)
        return tuple(item for folded, item in self._terms_folded if folded.startswith(beginning))

    def scripts(self, role: str | None = None, channel: str | None = None) -> tuple[ScriptItem, ...]:
        """The scripts, by role and channel; one without channels is for all of them."""
        return tuple(
            item
            for item in self.all(ItemKind.SCRIPT)
            if (role is None or item["role"] == role)
            and (channel is None or not item["channels"] or channel in item["channels"])
        )

    def guides(self, role: str | None = None) -> tuple[GuideItem, ...]:
        """The scripts that citizens can walk by themselves, by role."""
        found = (self.guide(item["key"]) for item in self.scripts(role, Channel.WEB))
        return tuple(guide for guide in found if guide is not None)

    def guide(self, key: str) -> GuideItem | None:
        """The script with this key as a guide; None when there is none, or it is not complete on the web."""
        if key not in self._guides:
            script = self.item(key)
            if script is None or script["kind"] != "SCRIPT":
                return None
            self._guides[key] = guide_of(script)
        return self._guides[key]

    def pinned_script(self, script: ScriptItem) -> PinnedScript:
        """One of the scripts that the state serves, as a run pins it."""
        found = self._pinned.get(script["key"])
        if found is None:
            found = self._pinned[script["key"]] = pinned(script, self.deadlines_of(script))
        return found

    def deadlines_of(self, script: ScriptItem | GuideItem) -> dict[str, DeadlineBlock]:
        """The deadlines on the page of a script's topic, by their ids; what the state hid is not among them."""
        topic = None if script["topicKey"] is None else self.item(script["topicKey"])
        if topic is None or topic["kind"] != "GUIDANCE":
            return {}
        return {block["id"]: block for block in topic["body"] if block["type"] == "DeadlineBlock"}

    def notices(self, now: datetime) -> tuple[NoticeItem, ...]:
        """The notices in force at an aware instant, the most severe first."""
        return tuple(item for item in self.all(ItemKind.NOTICE) if is_in_force(item, now))

    def in_force(self, items: Iterable[Item], now: datetime) -> tuple[Item, ...]:
        """These items without the notices that are not in force at an aware instant."""
        return tuple(item for item in items if item["kind"] != "NOTICE" or is_in_force(item, now))

    def is_public(self, item: Item) -> bool:
        """Whether citizens can open an item: it is neither a script nor a section of scripts only."""
        if item["kind"] != "SECTION":
            return item["kind"] != "SCRIPT"
        children = self.children(item["path"])
        return not children or any(map(self.is_public, children))

    def public_items(self, now: datetime) -> tuple[Item, ...]:
        """Everything that citizens can open at an aware instant."""
        items = (item for kind in sorted(ItemKind) for item in self.in_force(self.all(kind), now))
        return tuple(item for item in items if self.is_public(item))

    def is_review_overdue(self, item: Item, now: datetime) -> bool:
        """Whether the day until which an item should have been reviewed is over by the state's clocks.

        Args:
            now: an aware instant.
        """
        due_on = item.get("reviewDueOn")
        return due_on is not None and is_over(date.fromisoformat(due_on), tenant=self.tenant, now=now)

    def next_boundary(self, now: datetime) -> datetime | None:
        """The next instant at which an answer that read the clock may change, among all offices and notices.

        Args:
            now: an aware instant; what comes is later than it.
        Returns:
            An instant in UTC; None when none is known.
        """
        return next_boundary(self.all(ItemKind.OFFICE), self.all(ItemKind.NOTICE), now, self.directory.calendar)

    def search(
        self, query: str, kinds: list[str] | None = None, role: str | None = None, *, now: datetime | None = None
    ) -> SearchResult:
        """What fits a query best, best first; accents and case do not matter.

        Args:
            kinds: the names of the `ItemKind`s to find; None: all.
            role: the name of a `Role`, to find only items for it; None: items for any.
            now: an aware instant, to find only notices that are in force then; None: all.
        """
        notices = () if now is None else self.all(ItemKind.NOTICE)
        without = {item["key"] for item in notices if now is not None and not is_in_force(item, now)}
        return self._index.find(query, kinds, role, without)

    def has_in_texts(self, words: Sequence[str]) -> bool:
        """Return whether the guidance or the glossary has all of some folded words; see `Index.has_in_texts`."""
        return self._index.has_in_texts(words)

    @cached_property
    def _terms_folded(self) -> tuple[tuple[str, TermItem], ...]:
        return tuple((fold(item["term"]), item) for item in self.all(ItemKind.TERM))

    @cached_property
    def files(self) -> Mapping[str, str]:
        """The titles of the files that the items for citizens refer to, by the files' addresses."""
        files: dict[str, str] = {}
        for key, entry in self._tree.entries.items():
            if entry.kind != ItemKind.SCRIPT and (entry.adaptation or entry.row.stored.may_name_files):
                files.update(files_in(self.document(key)))
        return files

    @cached_property
    def _index(self) -> Index:
        return self.index_of(self.documents())

    def index_of(self, documents: Iterable[ItemDocument], *models: ExampleModel) -> Index:
        """The index of some documents, as of all that the state serves, by what search has learned.

        Args:
            models: of what has been learned besides; a later one's rows take the place of an earlier one's.
        """
        towns = municipalities_of(self.tenant.code)
        return Index(self.indexed_documents(documents), (*self.search_models, *models), towns)

    def indexed_documents(self, documents: Iterable[ItemDocument]) -> list[IndexedDocument]:
        """Some documents as search reads them."""
        words = {name: substitute.text for name, substitute in self.environment.substitutes.items()}
        return [indexed(document["key"], document["kind"], document, words) for document in documents]

    def documents(self) -> Iterator[ItemDocument]:
        """The fields of all items that the state serves, before they are composed."""
        return (self.document(key) for key in self._tree.entries)

    @property
    def search_models(self) -> tuple[ExampleModel, ...]:
        """What search has learned: from the library's examples, and the state's own. Unreadable models are left out."""
        layers = (self._published, self._items.own)
        found = (layer.models[self.locale].model for layer in layers if self.locale in layer.models)
        return tuple(model for model in found if model is not None)
