"""The directory of one state in one language: organizations, offices, hours, and who answers where there is none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, cast

from content_models.choices import OrganizationKind, SubstituteReason
from content_models.keys import HOME_KEY
from content_models.kinds import ItemKind
from content_models.shapes.documents import OfficeDocument, OfficeItem, OrganizationItem
from publishing.sort_keys import readiness_of
from tenants.days import day_of

from . import directory, substitute_offices
from .calendars import Calendar, Holiday
from .directory import OfficeHit
from .served_items import ServedItems
from .substitute_offices import Substitution
from .tenant_info import TenantInfo

COMING = timedelta(days=365)
NO_FILTER = (None,) * 5


class StateDirectory:
    """The organizations and offices among the items that a state serves. Immutable; lists are made on first use."""

    def __init__(self, items: ServedItems, tenant: TenantInfo, library: TenantInfo) -> None:
        self._items = items
        self._tenant = tenant
        self._library = library
        self._offices_of: dict[str | None, tuple[OfficeHit, ...]] = {}
        self._offices_of_kinds: dict[tuple[str, ...], tuple[OfficeHit, ...]] = {}

    def organization_kinds(self) -> tuple[OrganizationItem, ...]:
        """What each kind of organization is, as the library describes it: one item a kind."""
        described: dict[str, OrganizationItem] = {}
        for item in self.organizations():
            if not self._items.is_own(item["key"]):
                described.setdefault(item["organizationKind"], item)
        return tuple(described.values())

    def organization_kind(self, kind: str | None) -> OrganizationItem | None:
        """What one kind of organization is, as the library describes it; None when it does not."""
        return next((info for info in self.organization_kinds() if info["organizationKind"] == kind), None)

    def organizations(self, kind: str | None = None) -> tuple[OrganizationItem, ...]:
        """The state's organizations, and the library's descriptions of kinds with national offices, by kind."""
        items = cast(tuple[OrganizationItem, ...], self._items.of_kind(ItemKind.ORGANIZATION))
        return items if kind is None else tuple(item for item in items if item["organizationKind"] == kind)

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
            kind: the name of an `OrganizationKind`; None: any.
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

        A national register on the web is left out: see `directory.reachable`; and so are courts that hear other matters
        alone. Only a state that has no office of its
        own gets a substitute, and gets it whatever the filter: a line can be called from anywhere.

        Args:
            filters: other arguments of `offices`.
        Returns:
            Empty where the state has offices and none matches, or there is no substitute either.
        """
        hits = self.offices(kind, within_meters=within_meters, **filters)
        if hits or self.has_own_office(kind):
            return directory.in_criminal_matters(directory.reachable(hits))
        hits = self.offices(kind, **filters) if within_meters is not None else ()
        line = None if hits else self._substitutes.get(kind)
        return hits if line is None else (OfficeHit(line, None, is_approximate=False, is_open=None),)

    def offices_for_kinds(self, kinds: Iterable[str], **filters: Any) -> tuple[OfficeHit, ...]:
        """Return the offices for a person who needs several kinds.

        In the order of the kinds; but 911 and what never closes come first, unless they are only substitutes.

        Args:
            filters: arguments of `offices_for`.
        """
        needed = tuple(kinds)
        if filters:
            return self._find_for_kinds(needed, **filters)
        hits = self._offices_of_kinds.get(needed)
        if hits is None:
            hits = self._offices_of_kinds[needed] = self._find_for_kinds(needed)
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

    def substitute(self, kind: str | None) -> OfficeItem | None:
        """The line that answers for a kind; None as soon as the state has an office of it."""
        return None if kind is None or self.has_own_office(kind) else self._substitutes.get(kind)

    def substitutes(self) -> tuple[OfficeItem, ...]:
        """The lines that answer for the kinds of which the state has no office."""
        return tuple(line for kind in OrganizationKind.values if (line := self.substitute(kind)) is not None)

    def substitution_of(self, office: OfficeItem) -> Substitution | None:
        """In the place of which kind an office of this directory answers, and why; None: it answers for itself."""
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
        described = self.organization_kind(substitution.kind)
        name = None if described is None else described["title"]
        kind_name = name or str(OrganizationKind(substitution.kind).label)
        return substitute_offices.sentence_of(kind_name, self._tenant.name, office["name"])

    def _readiness(self, office: OfficeItem) -> int:
        readiness = readiness_of(office)
        return 2 if readiness == 1 and self.substitution_of(office) is not None else readiness

    def _find(self, filters: directory.OfficeFilter, now: datetime | None) -> tuple[OfficeHit, ...]:
        of_kind = None if filters.kind is None else self._offices_by_kind.get(filters.kind, ())
        items = self._items.of_kind(ItemKind.OFFICE) if of_kind is None else self._items.with_keys(of_kind)
        offices = cast(tuple[OfficeItem, ...], items)
        return directory.find_offices(offices, self._tenant.code, filters, now, self.calendar)

    def is_open(self, office: OfficeItem, at: datetime) -> bool | None:
        """Whether an office is open at an aware instant; None when that is not known."""
        return directory.is_open(office, at, self.calendar)

    def next_change(self, office: OfficeItem, at: datetime) -> datetime | None:
        """When an office opens or closes next.

        Args:
            at: an aware instant; what comes is later than it.
        Returns:
            An instant in UTC; None when that is not known, never or far off (`opening_hours.LOOK_AHEAD_DAYS`).
        """
        return directory.next_change(office, at, self.calendar)

    @cached_property
    def calendar(self) -> Calendar:
        """The holidays and closures that the state reads: by law, the library's, its own."""
        return Calendar(self._library.holidays, self._tenant.holidays)

    def holidays(self, now: datetime) -> list[Holiday]:
        """Holidays and closures of the coming year, by their first day.

        Args:
            now: an aware instant; its day by the state's clocks is the first.
        """
        today = day_of(self._tenant, now)
        return self.calendar.between(today, today + COMING)

    @cached_property
    def _offices_by_kind(self) -> Mapping[str | None, Sequence[str]]:
        """The keys of offices in published order; a page needs few of them composed."""
        keys: defaultdict[str | None, list[str]] = defaultdict(list)
        for key in self._items.tree.of_kind(ItemKind.OFFICE):
            keys[cast(OfficeDocument, self._items.document(key))["organizationKind"]].append(key)
        return keys

    @cached_property
    def _local_kinds(self) -> frozenset[str | None]:
        entries = self._items.tree.entries
        keys = self._items.tree.of_kind(ItemKind.OFFICE)
        documents = ((key, cast(OfficeDocument, entries[key].row.document)) for key in keys)
        return frozenset(
            document["organizationKind"]
            for key, document in documents
            if self._items.is_own(key) or readiness_of(document) == 0
        )

    @cached_property
    def _substitutes(self) -> Mapping[str, OfficeItem]:
        """Who answers for each kind that has no office: a help line of the directory, or one of the settings."""
        office = next((hit.item for hit in self.offices(OrganizationKind.HELP_LINE)), None)
        about = self.organization_kind(OrganizationKind.HELP_LINE) or self._items.item(HOME_KEY)
        return substitute_offices.substitutes_by_kind(
            self._tenant, self._library, office=office, about=about, locale=self._items.chain.requested
        )
