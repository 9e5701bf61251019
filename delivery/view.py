"""`StateView`: what one state serves in one language, at one version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Literal, cast, overload

from content_models.choices import OrganizationKind, SubstituteReason
from content_models.documents.search_text import search_text
from content_models.glossary_marks import Glossary, TermWords
from content_models.keys import HOME_KEY
from content_models.kinds import ItemKind
from content_models.overlay import Adaptation, Edition, LocaleChain, Origin, effective
from content_models.shapes.documents import (
    AdaptationFields,
    GuidanceItem,
    HomeItem,
    Item,
    ItemDocument,
    NoticeItem,
    OfficeDocument,
    OfficeItem,
    OrganizationItem,
    ScriptItem,
    SectionItem,
    TermDocument,
    TermItem,
)
from content_models.spanish_order import fold
from publishing.adaptations import adaptation_in, adaptation_of, refers_to
from publishing.rows import StoredItem
from publishing.sort_keys import readiness_of
from tenants.days import day_of, is_over

from . import directory, substitute_offices
from .calendars import Calendar, Holiday
from .composition import Composed, Composer, Environment, Sources, compose
from .directory import OfficeHit
from .layer import Layer
from .merged_tree import Entry, MergedTree
from .search import Index, SearchResult, indexed
from .substitute_offices import Substitution
from .tenant_info import TenantInfo, substitutes

COMING = timedelta(days=365)
NO_FILTER = (None,) * 5


@dataclass(frozen=True, slots=True)
class Resolution:
    """What stands at a path: an item, or where it has gone."""

    item: Item | None = None
    redirect_to: str | None = None
    is_gone: bool = False


class StateView:
    """What one state serves in one language, at one pair of versions (library, state).

    Immutable; it holds no connection and asks no database. Items are composed on first use and kept; they are shared
    with other views and must not be changed.
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
    ) -> None:
        self.tenant = tenant
        self.locale = locale
        self.locales = tenant.locales
        self.version = f"{library_layer.version}.{own_layer.version}"
        self._library_info = library
        self._published = library_layer
        self._library = library_layer.adopted(own_layer.pins)
        self._own = own_layer
        self._composer = composer
        self._chain = LocaleChain(locale, library.locales, tenant.locales)
        self._composed: dict[str, Composed] = {}
        self._of_kind: dict[str, tuple[Item, ...]] = {}
        self._offices_of: dict[str | None, tuple[OfficeHit, ...]] = {}
        self._offices_of_kinds: dict[tuple[str, ...], tuple[OfficeHit, ...]] = {}
        self._places = MergedTree(self._library, own_layer, self._chain)
        # Held only so that what still fits is found again by the composer instead of being made anew.
        composed = {} if earlier is None else earlier._all_composed()
        self._earlier = {key: one for key, one in composed.items() if key in self._places.entries}

    def is_of(self, library_layer: Layer, own_layer: Layer, tenant: TenantInfo, library: TenantInfo) -> bool:
        """Whether the view was made of these very objects."""
        return (
            self._published is library_layer
            and self._own is own_layer
            and self.tenant is tenant
            and self._library_info is library
        )

    # Items

    def item(self, key: str) -> Item | None:
        """The item with this key; None when the state does not serve it."""
        composed = self._composed.get(key)
        if composed is None:
            entry = self._places.entries.get(key)
            if entry is None:
                return self._substitute_with(substitute_offices.KINDS_BY_KEY.get(key))
            composed = self._composer.item(self._sources(entry), self.environment)
            self._composed[key] = composed
            self._earlier.pop(key, None)
        return composed.item

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
        return self._document(self._places.entries[key])

    def preview(self, edition: Edition, path: str) -> Item:
        """A draft as this view would serve it if it were published at a path: composed alike, and kept nowhere."""
        adaptation = self._own.adaptations.get(edition.key) if edition.origin is Origin.LIBRARY else None
        if adaptation is not None and adaptation.hides_item:
            adaptation = None
        return self._composed_at(path, edition, adaptation)

    def _composed_at(self, path: str, edition: Edition, adaptation: Adaptation | None) -> Item:
        is_sensitive = self._places.is_sensitive(path, edition.key)
        return compose(Sources(edition, adaptation, path, (), is_sensitive), self.environment).item

    def composed_without_adaptation(self, edition: Edition) -> Item:
        """An edition as this view would serve it without any change of the state; kept nowhere."""
        return compose(Sources(edition, None, "", ()), self.environment).item

    def library_edition(self, key: str) -> Edition | None:
        """The library's item with this key as the state has adopted it, whatever else the state does with it."""
        return self._library.editions.get(key)

    def library_row(self, key: str) -> StoredItem | None:
        """The row from which the library's item is served in this language."""
        rows = {tag: row for tag, row in self._library.rows.get(key, {}).items() if row.is_live}
        return next((rows[tag] for tag in (*self._chain.inherited(), *rows) if tag in rows), None)

    def adaptation_with(self, key: str, draft: AdaptationFields | None) -> Adaptation:
        """The state's changes of an item, if those in this language were a draft's document; None: there are none."""
        published = [
            row
            for of_key in self._own.rows.values()
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
        return effective(self._library.editions.get(key), adaptation, self._chain)

    def composed_with(self, key: str, adaptation: Adaptation) -> Item | None:
        """The library's item as this view would serve it with some changes; kept nowhere."""
        edition, row = self.library_edition(key), self.library_row(key)
        if edition is None or row is None or adaptation.hides_item:
            return None
        return self._composed_at(row.path, edition, adaptation)

    def titles_referring_to(self, key: str) -> tuple[str, ...]:
        """The titles of the items served that refer to one, in alphabetical order."""
        entries = [entry for entry in self._places.entries.values() if entry.key != key]
        documents = [self._document(entry) for entry in entries]
        return tuple(sorted(str(document["title"]) for document in documents if refers_to(document, key)))

    def by_slug(self, kind: str, slug: str) -> Item | None:
        """The item of a kind with this slug."""
        key = self._places.with_slug(str(kind), slug)
        if key is None and kind == ItemKind.OFFICE:
            return self._substitute_with(substitute_offices.KINDS_BY_SLUG.get(slug))
        return None if key is None else self.item(key)

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
        items = self._of_kind.get(str(kind))
        if items is None:
            items = self._of_kind[str(kind)] = self._items(self._places.of_kind(str(kind)))
        return items

    def order_of(self, key: str) -> tuple[tuple[str, ...], str]:
        """The sort key of an item that the state serves: items of one kind are in this order in every list."""
        return self._places.order_of(key)

    def home(self) -> Item | None:
        """The root: the state's own if it has published one, else the library's."""
        return self.item(HOME_KEY)

    def sections(self) -> tuple[SectionItem, ...]:
        """The sections right below home."""
        return tuple(item for item in self.children("/") if item["kind"] == "SECTION")

    def children(self, path: str) -> tuple[Item, ...]:
        """The items right below a path, in order; an unpublished page between hides nothing.

        Of notices those, too, that are not in force: `in_force` leaves them out.
        """
        return self._items(self._places.below(path))

    def resolve(self, path: str) -> Resolution:
        """What stands at a path now, or where what stood there has gone."""
        found = self._places.at(path)
        item = None if found.key is None else self.item(found.key)
        return Resolution(item, found.moved_to, found.is_gone)

    def path_of(self, key: str) -> str | None:
        """The path of an item; None when the state does not serve it."""
        return self._places.path_of(key)

    # Lists

    def guidance(
        self, role: str | None = None, stage: str | None = None, urgency: str | None = None
    ) -> tuple[GuidanceItem, ...]:
        """Guidance in the order of its sections, by role, stage and urgency."""
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

    def notices(self, now: datetime) -> tuple[NoticeItem, ...]:
        """The notices in force at an instant, the most severe first."""
        return tuple(item for item in self.all(ItemKind.NOTICE) if directory.is_in_force(item, now))

    def in_force(self, items: Iterable[Item], now: datetime) -> tuple[Item, ...]:
        """These items without the notices that are not in force at an instant."""
        return tuple(item for item in items if item["kind"] != "NOTICE" or directory.is_in_force(item, now))

    def organization_kinds(self) -> tuple[OrganizationItem, ...]:
        """What each kind of organization is, as the library describes it: one item a kind."""
        described: dict[str, OrganizationItem] = {}
        for item in self.all(ItemKind.ORGANIZATION):
            if self._places.entries[item["key"]].row.tenant_id == self._library.tenant_id:
                described.setdefault(item["organizationKind"], item)
        return tuple(described.values())

    def organizations(self, kind: str | None = None) -> tuple[OrganizationItem, ...]:
        """The state's organizations, and the library's descriptions of kinds with national offices, by kind."""
        return tuple(
            item for item in self.all(ItemKind.ORGANIZATION) if kind is None or item["organizationKind"] == kind
        )

    def offices(
        self,
        kind: str | None = None,
        service: str | None = None,
        municipality: str | None = None,
        near: tuple[float, float] | None = None,
        open_now: bool = False,
        open_at: datetime | None = None,
        within_meters: float | None = None,
        *,
        now: datetime | None = None,
    ) -> tuple[OfficeHit, ...]:
        """Offices of the directory: 911, then what never closes, then confirmed ones; see `directory.find_offices`.

        Args:
            now: an aware instant, needed with `open_now`; the others are as in `directory.OfficeFilter`.
        """
        if open_now or (service, municipality, near, open_at, within_meters) != NO_FILTER:
            filters = directory.OfficeFilter(kind, service, municipality, near, within_meters, open_now, open_at)
            return self._find(filters, now)
        hits = self._offices_of.get(kind)
        if hits is None:
            hits = self._offices_of[kind] = self._find(directory.OfficeFilter(kind), None)
        return hits

    def offices_for(self, kind: str, *, within_meters: float | None = None, **filters: Any) -> tuple[OfficeHit, ...]:
        """Return the offices for a person who needs one of a kind: those of the directory, else a substitute.

        Takes the arguments of `offices`. A national register on the web is left out: see `directory.reachable`. Only a
        state that has no office of its own gets a substitute, and gets it whatever the filter: a line can be called
        from anywhere. Empty: the state has offices and none matches, or there is no substitute either.
        """
        hits = self.offices(kind, within_meters=within_meters, **filters)
        if hits or self.has_own_office(kind):
            return directory.reachable(hits)
        hits = self.offices(kind, **filters) if within_meters is not None else ()
        line = None if hits else self._substitutes.get(kind)
        return hits if line is None else (OfficeHit(line, None, is_approximate=False, is_open=None),)

    def offices_for_kinds(self, kinds: Iterable[str], **filters: Any) -> tuple[OfficeHit, ...]:
        """Return the offices for a person who needs several kinds.

        In the order of the kinds; but 911 and what never closes come first, unless they are only substitutes.
        """
        asked = tuple(kinds)
        if filters:
            return self._find_for_kinds(asked, **filters)
        hits = self._offices_of_kinds.get(asked)
        if hits is None:
            hits = self._offices_of_kinds[asked] = self._find_for_kinds(asked)
        return hits

    def _find_for_kinds(self, kinds: tuple[str, ...], **filters: Any) -> tuple[OfficeHit, ...]:
        hits = [hit for kind in kinds for hit in self.offices_for(kind, **filters)]
        return tuple(sorted(hits, key=lambda hit: self._readiness(hit.item)))

    def callable_first(self, kinds: Iterable[str], hits: Sequence[OfficeHit]) -> tuple[OfficeHit, ...]:
        """Return offices for a call that is to be put through now: those with a telephone first.

        Where none of them has one, the substitute of the kind comes before them.
        """
        with_telephone = [hit for hit in hits if hit.item["phones"]]
        if hits and not with_telephone:
            lines = (self._substitutes.get(kind) for kind in kinds)
            with_telephone = [OfficeHit(line, None, is_approximate=False, is_open=None) for line in lines if line]
        return (*with_telephone, *(hit for hit in hits if not hit.item["phones"]))

    def has_own_office(self, kind: str) -> bool:
        """Whether the state itself has an office of a kind, or everybody has the same one, as the emergency number."""
        return kind in self._local_kinds

    def substitution_of(self, office: OfficeItem) -> Substitution | None:
        """In the place of which kind an office of this view answers, and why; None: it answers for itself."""
        made = office.get("substitution")
        if made is not None:
            return Substitution(made["kind"], SubstituteReason(made["reason"]))
        kind = office["organizationKind"]
        if kind is None or "substitution" in office or self.has_own_office(kind):
            return None
        return Substitution(kind, SubstituteReason.NATIONAL_OFFICE)

    def substitute_note(self, office: OfficeItem) -> str | None:
        """A sentence, in the active language, that says for whom an office answers; None: for itself."""
        substitution = self.substitution_of(office)
        if substitution is None:
            return None
        infos = (info for info in self.organization_kinds() if info["organizationKind"] == substitution.kind)
        named = next((info["title"] for info in infos), None) or str(OrganizationKind(substitution.kind).label)
        return substitute_offices.sentence_of(named, self.tenant.name, office["name"])

    def _readiness(self, office: OfficeItem) -> int:
        readiness = readiness_of(office)
        return 2 if readiness == 1 and self.substitution_of(office) is not None else readiness

    def _substitute_with(self, kind: str | None) -> OfficeItem | None:
        """The line that answers for a kind; None as soon as the state has an office of it."""
        return None if kind is None or self.has_own_office(kind) else self._substitutes.get(kind)

    def _find(self, filters: directory.OfficeFilter, now: datetime | None) -> tuple[OfficeHit, ...]:
        of_kind = None if filters.kind is None else self._offices_by_kind.get(filters.kind, ())
        offices = self.all(ItemKind.OFFICE) if of_kind is None else cast(tuple[OfficeItem, ...], self._items(of_kind))
        return directory.find_offices(offices, self.tenant.code, filters, now, self.calendar)

    def is_open(self, office: OfficeItem, at: datetime) -> bool | None:
        """Whether an office is open at an instant; None when that is not known."""
        return directory.is_open(office, at, self.calendar)

    def next_change(self, office: OfficeItem, at: datetime) -> datetime | None:
        """When an office opens or closes next; None when that is not known or never."""
        return directory.next_change(office, at, self.calendar)

    def is_review_overdue(self, item: Item, now: datetime) -> bool:
        """Whether the day until which an item should have been reviewed is over by the state's clocks."""
        due_on = item.get("reviewDueOn")
        return due_on is not None and is_over(date.fromisoformat(due_on), tenant=self.tenant, now=now)

    @cached_property
    def calendar(self) -> Calendar:
        """The holidays and closures that the state reads: by law, the library's, its own."""
        return Calendar(self._library_info.holidays, self.tenant.holidays)

    def holidays(self, now: datetime) -> list[Holiday]:
        """Holidays and closures of the coming year by the state's clocks, today's among them, by their first day."""
        today = day_of(self.tenant, now)
        return self.calendar.between(today, today + COMING)

    def next_boundary(self, now: datetime) -> datetime | None:
        """The next instant at which an answer that read the clock may change, among all offices and notices."""
        return directory.next_boundary(self.all(ItemKind.OFFICE), self.all(ItemKind.NOTICE), now, self.calendar)

    def search(
        self, query: str, kinds: list[str] | None = None, role: str | None = None, *, now: datetime | None = None
    ) -> SearchResult:
        """What fits a query best, best first; accents and case do not matter.

        Args:
            now: an instant, to find only notices that are in force then; None: all.
        """
        notices = () if now is None else self.all(ItemKind.NOTICE)
        without = {item["key"] for item in notices if now is not None and not directory.is_in_force(item, now)}
        return self._index.find(query, kinds, role, without)

    # What the view is made of

    def _items(self, keys: Sequence[str]) -> tuple[Item, ...]:
        return tuple(item for key in keys if (item := self.item(key)) is not None)

    def _all_composed(self) -> Mapping[str, Composed]:
        return {**self._earlier, **self._composed}

    def _sources(self, entry: Entry) -> Sources:
        layer = self._own if entry.row.tenant_id == self._own.tenant_id else self._library
        rows = layer.rows[entry.key].values()
        versions = tuple((row.locale, row.version, row.edition) for row in rows if row.is_live)
        adapted = None if entry.adaptation is None else (self._own.tenant_id, id(entry.adaptation))
        identity = (layer.tenant_id, entry.key, versions, adapted)
        path = entry.row.path
        return Sources(entry.edition, entry.adaptation, path, identity, self._places.is_sensitive(path, entry.key))

    @cached_property
    def environment(self) -> Environment:
        """What this view's items are composed with."""
        values = substitutes(self.tenant, self._library_info)
        return Environment(self._chain, values, self._places.path_of, self._glossary)

    @cached_property
    def _glossary(self) -> Glossary:
        terms = []
        for key in self._places.of_kind(ItemKind.TERM):
            entry = self._places.entries[key]
            document = cast(TermDocument, self._document(entry))
            forms, ambiguous = tuple(document["synonyms"]), tuple(document.get("ambiguousForms", ()))
            terms.append(TermWords(key, entry.row.path, document["term"], forms, ambiguous))
        return self._composer.glossary(tuple(terms))

    @cached_property
    def _offices_by_kind(self) -> Mapping[str | None, Sequence[str]]:
        """The keys of offices in published order; a page needs few of them composed."""
        keys: defaultdict[str | None, list[str]] = defaultdict(list)
        for key in self._places.of_kind(ItemKind.OFFICE):
            keys[cast(OfficeDocument, self._document(self._places.entries[key]))["organizationKind"]].append(key)
        return keys

    @cached_property
    def _local_kinds(self) -> frozenset[str | None]:
        entries = (self._places.entries[key] for key in self._places.of_kind(ItemKind.OFFICE))
        rows = ((entry.row.tenant_id, cast(OfficeDocument, entry.row.document)) for entry in entries)
        return frozenset(
            document["organizationKind"]
            for tenant_id, document in rows
            if tenant_id == self._own.tenant_id or readiness_of(document) == 0
        )

    @cached_property
    def _substitutes(self) -> Mapping[str, OfficeItem]:
        """Who answers for each kind that has no office: a help line of the directory, or one of the settings."""
        office = next((hit.item for hit in self.offices(OrganizationKind.HELP_LINE)), None)
        about = next(
            (info for info in self.organization_kinds() if info["organizationKind"] == OrganizationKind.HELP_LINE),
            self.home(),
        )
        return substitute_offices.substitutes_by_kind(
            self.tenant, self._library_info, office=office, about=about, locale=self.locale
        )

    @cached_property
    def _terms_folded(self) -> tuple[tuple[str, TermItem], ...]:
        return tuple((fold(item["term"]), item) for item in self.all(ItemKind.TERM))

    def _document(self, entry: Entry) -> ItemDocument:
        """The fields of an item before it is composed."""
        if entry.adaptation is None:
            return entry.row.document
        item = effective(entry.edition, entry.adaptation, self._chain)
        if item is None:
            return entry.row.document
        item["searchText"] = search_text(item)
        return item

    @cached_property
    def _index(self) -> Index:
        words = {name: substitute.text for name, substitute in self.environment.substitutes.items()}
        entries = self._places.entries.values()
        return Index(indexed(entry.key, entry.kind, self._document(entry), words) for entry in entries)
