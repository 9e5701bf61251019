"""The offices of a state as they are now: read once for an import, with what decides whether and how they change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.utils.text import slugify
from wagtail.models import Page, PageLogEntry, Revision, WorkflowState

from content_models.choices import OrganizationKind
from content_models.confidential_places import wait_for_others
from content_models.loaded_versions import version_of
from content_models.models import ConfidentialPlace, OfficePage, OrganizationPage
from content_models.ordering import order_of_new_page
from content_models.phone_questions import Line, displays_of, lines_of, names_of_states
from content_models.surroundings import specific_pages
from publishing.models import OfficeIdentifier
from tenants.models import LIBRARY_ID, Tenant
from tenants.plain_text import folded
from tenants.trees import pages_of

from .columns import COLUMNS, STREAMS

NO_DRAFT = "0"
"""What a download says of the version of an office that no draft was ever saved of."""

_WITHDRAWING = ("wagtail.unpublish", "wagtail.workflow.approve", "wagtail.publish")
"""What withdraws an office: it is unpublished, or published or approved with its end."""

MOST_NAMED = 12
"""How many institutions an error names."""


@dataclass(slots=True)
class ExistingOffice:
    """An office as it is now.

    Attributes:
        page: as it is published, or was made.
        draft: as its latest draft says: what an import changes.
        is_waiting: whether somebody has sent it to review; `is_returned`: and it was sent back to its editors.
        is_withdrawn: whether it was published before, and is not now.
        published: the id of the revision that says what was published, of one that an import withdraws.
    """

    page: OfficePage
    draft: OfficePage
    latest: Revision | None
    is_waiting: bool
    is_confidential: bool
    is_returned: bool = False
    published: int | None = None

    @property
    def key(self) -> UUID:
        """The office's key."""
        key: UUID = self.page.translation_key
        return key

    @property
    def has_draft(self) -> bool:
        """Whether it has changes that nobody reads yet, beside what is published."""
        return bool(self.page.live and self.page.has_unpublished_changes)

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was published once, and is not now."""
        return not self.page.live and self.page.first_published_at is not None

    @property
    def draft_by(self) -> str:
        """Who wrote the latest draft; empty: nobody that is known."""
        user = None if self.latest is None else self.latest.user
        return "" if user is None else str(user.display_name)

    @property
    def draft_at(self) -> datetime | None:
        """When that was."""
        return None if self.latest is None else self.latest.created_at


@dataclass(slots=True)
class Directory:
    """All offices and institutions of a state, in its first language.

    Attributes:
        identifiers: the key of the office with an external id, by source and id.
        pairs: source and external id by the office's key.
        slugs: of all offices of the state and of the library.
    """

    tenant: Tenant
    offices: dict[UUID, ExistingOffice]
    organizations: list[OrganizationPage]
    identifiers: dict[tuple[str, str], UUID]
    slugs: set[str] = field(default_factory=set)
    pairs: Mapping[UUID, tuple[str, str]] = field(init=False)
    _by_path: Mapping[str, OrganizationPage] = field(init=False)
    _by_name: Mapping[str, list[OrganizationPage]] = field(init=False)
    _by_kind: Mapping[str, list[OrganizationPage]] = field(init=False)
    _orders: dict[int, int] = field(default_factory=dict)
    _by_line: dict[Line, list[tuple[UUID, str]]] | None = None
    _state_names: Mapping[str, str] | None = None
    _withdrawals: Mapping[int, PageLogEntry] | None = None

    def __post_init__(self) -> None:
        """Index what is asked for each row."""
        self.pairs = {key: pair for pair, key in self.identifiers.items()}
        self._by_path = {page.path: page for page in self.organizations}
        self._by_name = self._indexed(self._names)
        self._by_kind = self._indexed(self._kinds)

    def withdrawal_of(self, office: ExistingOffice) -> PageLogEntry | None:
        """Return the act by which somebody withdrew an office; None: none is known. Those of all are read at once."""
        if self._withdrawals is None:
            pages = [one.page.pk for one in self.offices.values() if one.is_withdrawn]
            acts = PageLogEntry.objects.filter(page__in=pages, action__in=_WITHDRAWING, user__isnull=False)
            last = acts.select_related("user").order_by("page", "-timestamp").distinct("page")
            self._withdrawals = {entry.page_id: entry for entry in last}
        return self._withdrawals.get(office.page.pk)

    def identifier_of(self, key: UUID) -> tuple[str, str] | None:
        """Return source and external id of an office; None: it has none."""
        return self.pairs.get(key)

    def organization(self, text: str) -> OrganizationPage | None:
        """Return the institution with a name, or the only one of a kind; None: there is none, or several."""
        wanted = folded(text)
        for index in (self._by_name, self._by_kind):
            found = index.get(wanted, [])
            if len(found) == 1:
                return found[0]
        return None

    def organization_of(self, office: OfficePage) -> OrganizationPage | None:
        """Return the institution above an office."""
        return self._by_path.get(office.path[: -Page.steplen])

    def names_of_organizations(self) -> str:
        """Return the names that can be written, for people."""
        names = [page.title for page in self.organizations]
        return ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")

    def offices_with(
        self, lines: Collection[Line], other_than: UUID | None, but: Collection[UUID] = ()
    ) -> dict[Line, list[str]]:
        """Return the names of the offices that have these numbers, by number: published ones, drafts and rows before.

        Withdrawn offices do not count.

        Args:
            other_than: the key of the office that is asked about.
            but: keys of offices that do not count either.
        """
        known = self._lines()
        others = {
            line: [name for key, name in known.get(line, ()) if key != other_than and key not in but] for line in lines
        }
        return {line: names for line, names in others.items() if names}

    def note_numbers(self, key: UUID, title: str, displays: Iterable[str]) -> None:
        """Note the numbers that a row gives an office: the rows after it are asked about them."""
        for line in lines_of(displays):
            offices = self._lines().setdefault(line, [])
            if key not in [known for known, _title in offices]:
                offices.append((key, title))

    def state_names(self) -> Mapping[str, str]:
        """Return the names of all states by code; read once."""
        if self._state_names is None:
            self._state_names = names_of_states()
        return self._state_names

    def _lines(self) -> dict[Line, list[tuple[UUID, str]]]:
        """The offices that have a number, on their page or in their draft, by what it dials."""
        if self._by_line is None:
            self._by_line = {}
            for office in self.offices.values():
                displays = [*displays_of(office.page.phones), *displays_of(office.draft.phones)]
                for line in lines_of(displays) if not office.is_withdrawn else ():
                    self._by_line.setdefault(line, []).append((office.key, office.draft.title))
        return self._by_line

    def new_slug(self, title: str, municipality: str) -> str:
        """Return an address for a new office that no other has, and take it."""
        name = slugify(title)[:80] or "oficina"
        place = slugify(municipality)[:60]
        candidates = [name, *([f"{name}-{place}"] if place else [])]
        number = 2
        while True:
            for candidate in candidates:
                if candidate not in self.slugs:
                    self.slugs.add(candidate)
                    return candidate
            candidates = [f"{name}-{number}"]
            number += 1

    def next_order(self, organization: OrganizationPage) -> int:
        """Return the number of a new office after all those of an institution."""
        last = self._orders.get(organization.pk)
        number = order_of_new_page(organization) if last is None else last + 1
        self._orders[organization.pk] = number
        return number

    def _indexed(self, names: Callable[[OrganizationPage], set[str]]) -> dict[str, list[OrganizationPage]]:
        """The institutions by what they can be called."""
        found: dict[str, list[OrganizationPage]] = {}
        for page in self.organizations:
            for name in names(page):
                found.setdefault(name, []).append(page)
        return found

    @staticmethod
    def _names(page: OrganizationPage) -> set[str]:
        return {folded(page.title), *(folded(str(block.value)) for block in page.also_called)}

    @staticmethod
    def _kinds(page: OrganizationPage) -> set[str]:
        return {folded(page.organization_kind), folded(str(OrganizationKind(page.organization_kind).label))}


def directory_of(tenant: Tenant, *, to_change: bool = False) -> Directory:
    """Read the offices of a state.

    Args:
        to_change: whether they are held until the transaction ends, so that nobody else changes them meanwhile.
    """
    root = Page.objects.get(pk=tenant.root_page_id)
    below = OfficePage.objects.descendant_of(root)
    if to_change:
        wait_for_others(*below.values_list("translation_key", flat=True))
    pages = list(specific_pages(Page.objects.descendant_of(root).type(OfficePage)))
    organizations = list(specific_pages(Page.objects.descendant_of(root).type(OrganizationPage)))
    return Directory(
        tenant=tenant,
        offices={one.key: one for one in _present(pages)},
        organizations=sorted((page for page in organizations if isinstance(page, OrganizationPage)), key=_by_title),
        identifiers={
            (one.source, one.external_id): one.office_key for one in OfficeIdentifier.objects.filter(tenant=tenant)
        },
        slugs=set(_offices_of(tenant).values_list("slug", flat=True)),
    )


def cell_of(name: str, office: OfficePage, directory: Directory) -> str:
    """Return what stands in a column of an export for an office."""
    if name == "key":
        return str(office.translation_key)
    if name == "version":
        return version_of(office.latest_revision).replace(".", "-") or NO_DRAFT
    if name in {"id_source", "external_id"}:
        pair = directory.identifier_of(office.translation_key)
        return "" if pair is None else pair[name == "external_id"]
    if name == "organization":
        organization = directory.organization_of(office)
        return "" if organization is None else organization.title
    return COLUMNS[name].widget.render(stored_value(office, COLUMNS[name].attribute))


def stored_value(office: OfficePage, name: str) -> Any:
    """Return a field's value; of a stream the blocks as they are stored."""
    value = getattr(office, name)
    return list(value.get_prep_value()) if name in STREAMS else value


def _present(pages: list[Page]) -> Iterator[ExistingOffice]:
    ids = [page.pk for page in pages]
    revisions = Revision.objects.select_related("user").in_bulk(
        [page.latest_revision_id for page in pages if page.latest_revision_id]
    )
    active = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)
    states = WorkflowState.objects.filter(object_id__in=[str(pk) for pk in ids], status__in=active)
    waiting = {int(pk): status for pk, status in states.values_list("object_id", "status")}
    keys = {page.translation_key for page in pages}
    marked = set(ConfidentialPlace.objects.filter(key__in=keys).values_list("key", flat=True))
    for page in pages:
        if not isinstance(page, OfficePage):
            continue
        latest = revisions.get(page.latest_revision_id)
        page.latest_revision = latest  # for what compares it: no query for each
        has_draft = page.has_unpublished_changes and latest is not None
        draft = page.with_content_json(latest.content) if has_draft and latest is not None else page
        is_confidential = page.translation_key in marked or draft.is_confidential
        is_returned = waiting.get(page.pk) == WorkflowState.STATUS_NEEDS_CHANGES
        yield ExistingOffice(page, draft, latest, page.pk in waiting, is_confidential, is_returned)


def _offices_of(tenant: Tenant) -> Any:
    """The pages of all offices of a state, in all languages, and of the library."""
    content_type = ContentType.objects.get_for_model(OfficePage)
    return pages_of([tenant.pk, LIBRARY_ID]).filter(content_type=content_type)


def _by_title(page: Page) -> str:
    return folded(page.title)
